//! The JSON schema of where a principal can do one thing.

use serde_json::Value;

use crate::report::answers::found;
use crate::report::schema::text;

/// The schema of `rolecall/where-can@1`.
pub(crate) fn schema() -> Value {
    found::schema("A report of `rolecall where-can`", "rolecall/where-can@1", &[("principal", text())])
}
