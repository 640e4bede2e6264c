//! The JSON schema of answers, as an audit, an explanation and readiness have them.

use serde_json::Value;

use crate::audit::CaveatCode;
use crate::decide::MissingCode;
use crate::report::schema::{
    basis, boolean, code, from_one, list, number, object, one_of, one_of_true, or_null, plane, severity, step_kind, text,
    text_or_null, variant_of, verdict,
};

/// The kinds of targets.
const TARGETS: [&str; 8] =
    ["tenant", "subscription", "resource-group", "workspace", "resource", "group", "any-workspace", "any-resource"];

/// Tasks, targets, principals, and the classes of these with their answers.
pub(crate) fn answers() -> Vec<(&'static str, Value)> {
    let task = object(&[("id", text()), ("pack", text()), ("title", text()), ("target", one_of(&TARGETS))]);
    let class = object(&[("principals", list(&text())), ("results", list(&result()))]);
    vec![
        ("tasks", list(&task)),
        ("targets", list(&target())),
        ("principals", list(&object(&principal()))),
        ("classes", list(&class)),
    ]
}

/// A target.
pub(crate) fn target() -> Value {
    object(&[("id", text()), ("kind", one_of(&TARGETS)), ("name", text_or_null())])
}

/// Something worth knowing beside the answers.
pub(crate) fn finding() -> Value {
    object(&[
        ("code", code()),
        ("severity", severity()),
        ("message", text()),
        ("subject", text()),
        ("principals", list(&text())),
        ("input", text_or_null()),
        ("record", or_null(&from_one())),
    ])
}

/// A principal.
pub(crate) fn principal() -> Vec<(&'static str, Value)> {
    vec![("id", text()), ("type", text()), ("name", text_or_null()), ("upn", text_or_null())]
}

/// Why an answer is not yes.
pub(crate) fn missing() -> Value {
    object(&[
        ("code", variant_of(&MissingCode::ALL)),
        ("subject", text()),
        ("message", text()),
        ("at", or_null(&one_of(&TARGETS))),
        ("input?", text()),
        ("record?", from_one()),
    ])
}

/// An answer.
pub(crate) fn result() -> Value {
    object(&[
        ("task", text()),
        ("pack", text()),
        ("targets", list(&text())),
        ("verdict", verdict()),
        ("basis", basis()),
        ("strict_wildcards_differs?", one_of_true()),
        ("proof", list(&step())),
        ("missing", list(&missing())),
        ("condition", text_or_null()),
        ("assumes", list(&number())),
        ("caveats?", list(&caveat())),
    ])
}

/// What an answer says nothing of.
fn caveat() -> Value {
    object(&[("code", variant_of(&CaveatCode::ALL)), ("coverage", list(&number())), ("message", text())])
}

fn step() -> Value {
    object(&[
        ("principal", text()),
        ("via", list(&text())),
        ("kind", step_kind()),
        ("assignment", text_or_null()),
        ("role", text_or_null()),
        ("role_name", text_or_null()),
        ("scope", text()),
        ("pattern", text_or_null()),
        ("satisfies", text()),
        ("example?", object(&[("plane", plane()), ("action", text()), ("in_catalog", boolean())])),
        ("input", text_or_null()),
        ("record", or_null(&from_one())),
    ])
}
