//! The JSON schema of who can do one thing.

use serde_json::Value;

use crate::report::answers::found;

/// The schema of `rolecall/who-can@1`.
pub(crate) fn schema() -> Value {
    found::schema("A report of `rolecall who-can`", "rolecall/who-can@1", &[])
}
