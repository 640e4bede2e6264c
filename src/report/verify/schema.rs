//! The JSON schema of a verification.

use serde_json::Value;

use crate::report::schema::{
    code, document, from_one, head_with_optional_instant, list, number, object, or_null, sources_of_states, text, with,
};

/// The schema of `rolecall/verify@1`.
pub(crate) fn schema() -> Value {
    let fault = object(&[
        ("principal", text()),
        ("task", text()),
        ("pack", text()),
        ("target", text()),
        ("step", or_null(&from_one())),
        ("place?", text()),
        ("code", code()),
        ("message", text()),
    ]);
    let keys = with(
        with(head_with_optional_instant("rolecall/verify@1"), &sources_of_states()),
        &[
            ("proofs", number()),
            ("open", number()),
            ("decided", number()),
            ("vouched?", list(&text())),
            ("looked_up?", number()),
            ("believed?", list(&text())),
            ("faults", list(&fault)),
        ],
    );
    document("A report of `rolecall verify`", &keys)
}
