//! The JSON schema of a role.

use serde_json::{Value, json};

use crate::report::schema::{
    boolean, code, document, head_with_optional_instant, list, map_of, number, object, one_of, or_null, plane, sources, text,
    text_or_null, with,
};

/// The schema of `rolecall/role@1`.
pub(crate) fn schema() -> Value {
    let keys = with(with(head_with_optional_instant("rolecall/role@1"), &sources()), &[("roles", list(&role()))]);
    document("A report of `rolecall role`", &keys)
}

fn role() -> Value {
    let tally = object(&[("plane", plane()), ("count", number()), ("of", number())]);
    let related = || list(&object(&[("id", text()), ("name", text())]));
    let nearest = object(&[("id", text()), ("name", text()), ("more", number()), ("less", number())]);
    object(&[
        ("name", text()),
        ("id", text_or_null()),
        ("kind", or_null(&one_of(&["built-in", "custom"]))),
        ("privileged", or_null(&boolean())),
        ("catalog", json!({"type": "string", "format": "date"})),
        ("assignable_scopes", list(&text())),
        ("operations", list(&tally)),
        ("ownership", ownership()),
        ("blocks", list(&block())),
        ("unmatched", list(&text())),
        ("privileged_operations", list(&privileged())),
        ("equal", related()),
        ("contained_in", related()),
        ("contains", related()),
        ("undecided?", related()),
        ("nearest", list(&nearest)),
        ("tasks", list(&text())),
        ("doubt?", code()),
    ])
}

fn ownership() -> Value {
    object(&[
        ("level", one_of(&["owner", "owner-on-catalog", "gives-roles", "none", "unknown"])),
        ("lacks", text_or_null()),
        ("lacking", number()),
        ("lacking_operations", list(&text())),
    ])
}

fn block() -> Value {
    let pattern = object(&[
        ("list", one_of(&["actions", "notActions", "dataActions", "notDataActions"])),
        ("pattern", text()),
        ("count", number()),
        ("verbs", map_of(&number())),
        ("providers", map_of(&number())),
        ("operations?", list(&text())),
    ]);
    object(&[("condition", text_or_null()), ("patterns", list(&pattern))])
}

fn privileged() -> Value {
    object(&[("operation", text()), ("plane", plane()), ("tier", text()), ("class", text()), ("condition", text_or_null())])
}
