//! The JSON schema of an audit.

use serde_json::Value;

use crate::report::answers::schema::{answers, finding};
use crate::report::schema::{document, head, list, object, sources, text, with};

/// The schema of `rolecall/audit@1`.
pub(crate) fn schema() -> Value {
    let filter = object(&[("principals", list(&text())), ("workspaces", list(&text())), ("scopes", list(&text()))]);
    let keys = with(head("rolecall/audit@1"), &[("filter?", filter)]);
    let keys = with(keys, &sources());
    let keys = with(keys, &[("findings", list(&finding()))]);
    document("A report of `rolecall audit`", &with(keys, &answers()))
}
