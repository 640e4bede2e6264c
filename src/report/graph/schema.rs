//! The JSON schema of an access graph.

use serde_json::Value;

use crate::report::schema::{
    boolean, document, filter, head, list, number, number_or_null, object, one_of, or_null, sources, text, text_or_null, with,
};

/// The schema of `rolecall/graph@1`.
pub(crate) fn schema() -> Value {
    let kinds = [
        "user",
        "group",
        "service-principal",
        "device",
        "unknown-principal",
        "everyone",
        "root",
        "management-group",
        "subscription",
        "resource-group",
        "resource",
        "directory",
    ];
    let node = object(&[("id", text()), ("kind", one_of(&kinds)), ("name", text())]);
    let relation = object(&[
        ("from", number()),
        ("to", number()),
        ("kind", one_of(&["member-of", "holds-role", "holds-entra-role", "denied-at", "contains"])),
        ("held", one_of(&["active", "eligible", "possible"])),
        ("name", text_or_null()),
        ("role", text_or_null()),
        ("conditional", or_null(&boolean())),
        ("input", text_or_null()),
        ("record", number_or_null()),
    ]);
    let keys = with(head("rolecall/graph@1"), &[("filter?", filter())]);
    let keys = with(with(keys, &sources()), &[("nodes", list(&node)), ("relations", list(&relation))]);
    document("A report of `rolecall graph`", &keys)
}
