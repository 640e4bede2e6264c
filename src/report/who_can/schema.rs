//! The JSON schema of who can do one thing.

use serde_json::Value;

use crate::report::answers::{found, reached};
use crate::report::schema::{basis, from_one, list, object, one_of_true, or_null, step_kind, text, text_or_null, verdict};

/// The schema of `rolecall/who-can@1`; the last keys are those of `--direct`.
pub(crate) fn schema() -> Value {
    let own = [("assignments?", list(&assignment())), ("together?", list(&text()))];
    found::schema_with("A report of `rolecall who-can`", "rolecall/who-can@1", &own)
}

fn assignment() -> Value {
    let result = [
        ("targets", list(&text())),
        ("verdict", verdict()),
        ("basis", basis()),
        ("pattern", text_or_null()),
        ("missing", list(&text())),
    ];
    object(&[
        ("principal", text()),
        ("kind", step_kind()),
        ("assignment", text_or_null()),
        ("role", text_or_null()),
        ("role_name", text_or_null()),
        ("scope", text()),
        ("conditions", list(&text())),
        ("condition_not_exported?", one_of_true()),
        ("from?", text()),
        ("until?", text()),
        ("reaches", reached::schema()),
        ("input", text_or_null()),
        ("record", or_null(&from_one())),
        ("results", list(&object(&result))),
    ])
}
