//! The JSON schema of an audit.

use serde_json::Value;

use crate::report::answers::schema::{answers, finding};
use crate::report::schema::{document, filter, head, list, object, sources, text, text_or_null, with};

/// The schema of `rolecall/audit@1`.
pub(crate) fn schema() -> Value {
    let keys = with(head("rolecall/audit@1"), &[("urbac?", list(&text())), ("filter?", filter())]);
    let keys = with(keys, &sources());
    let pack = object(&[("id", text()), ("url", text()), ("dated", text()), ("superseded_by", text_or_null())]);
    let keys = with(keys, &[("packs?", list(&pack))]);
    let keys = with(keys, &[("findings", list(&finding()))]);
    document("A report of `rolecall audit`", &with(keys, &answers()))
}
