//! The JSON schema of task packs, for editors. It is made from the names that the reader uses.

use serde_json::{Value, json};

use super::prerequisite::keys_of;
use super::requirement::ASSIGNEES;
use crate::model::{AtOnce, Check, TargetKind, Weight};

/// The schema, as JSON text.
pub fn schema() -> String {
    let targets = TargetKind::ALL.map(|(_, name)| name);
    let text = || json!({"type": "string", "minLength": 1});
    let guid = json!({"type": "string", "pattern": "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"});
    let patterns = json!({"type": "array", "minItems": 1, "items": {"type": "string", "pattern": "^(\\*|[^*\\s/][^*\\s]*/[^*\\s]*\\*?[^*\\s]*|\\*/[^*\\s]*)$"}});
    let target = || json!({"enum": targets});
    let parts = json!({"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/requirement"}});
    let assigns =
        object(&["role", "id", "principal_type"], &json!({"role": text(), "id": guid, "principal_type": {"enum": ASSIGNEES}}));
    let held = json!({"at": target(), "unconditional": {"type": "boolean"}});
    let leaf = |required: &[&str], own: Value| object(required, &merged(own, &held));
    let requirement = json!({"oneOf": [
        object(&["any"], &json!({"any": parts})),
        object(&["all"], &json!({"all": parts})),
        leaf(&["role", "id"], json!({"role": text(), "id": guid, "covered_by": patterns, "assigns": assigns, "or_higher": {"$ref": "#/$defs/id"}})),
        leaf(&["entra_role", "id"], json!({"entra_role": text(), "id": guid, "or_higher": {"$ref": "#/$defs/id"}})),
        leaf(&["actions"], json!({"actions": patterns, "assigns": assigns})),
        object(&["app_role", "id"], &json!({"app_role": text(), "id": guid, "at": {"const": TargetKind::Tenant.name()}})),
        object(&["owner_of"], &json!({"owner_of": {"const": TargetKind::Group.name()}})),
        leaf(&["data_actions"], json!({"data_actions": patterns, "assigns": assigns})),
    ]});
    let date = json!({"type": "string", "format": "date"});
    let source = object(
        &["url", "dated"],
        &json!({"url": text(), "dated": date, "rows": {"type": "integer", "minimum": 0}, "hash": text()}),
    );
    let mut schema = object(
        &["pack", "title", "source", "tasks"],
        &json!({
            "pack": {"$ref": "#/$defs/id"},
            "title": text(),
            "source": source,
            "superseded_by": {"$ref": "#/$defs/id"},
            "retires": date,
            "prerequisites": {"type": "array", "minItems": 1, "items": prerequisite(&guid)},
            "chains": {"type": "array", "minItems": 1, "items": chain(&guid)},
            "tasks": {"type": "array", "minItems": 1, "items": task(&patterns)},
            "caveats": {"type": "array", "minItems": 1, "items": text()},
        }),
    );
    let top = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "rolecall task pack",
        "$defs": {"id": {"type": "string", "pattern": "^[a-z0-9-]+$"}, "requirement": requirement},
    });
    schema = merged(schema, &top);
    format!("{schema:#}\n")
}

/// An object with these properties and no others.
fn object(required: &[&str], properties: &Value) -> Value {
    json!({"type": "object", "additionalProperties": false, "required": required, "properties": properties})
}

/// Roles that a document has in an order.
fn chain(guid: &Value) -> Value {
    let text = json!({"type": "string", "minLength": 1});
    let role = |key: &str| object(&[key, "id"], &json!({(key): text, "id": guid}));
    let roles = json!({"type": "array", "minItems": 1, "items": {"oneOf": [role("role"), role("entra_role")]}});
    object(&["id", "roles"], &json!({"id": {"$ref": "#/$defs/id"}, "roles": roles}))
}

/// A task.
fn task(patterns: &Value) -> Value {
    let text = json!({"type": "string", "minLength": 1});
    let examples = json!({"type": "array", "minItems": 1, "items": {"type": "string", "pattern": "@"}});
    let own = object(
        &["id", "title", "target", "requires"],
        &json!({
            "id": {"$ref": "#/$defs/id"},
            "title": text,
            "formerly": {"$ref": "#/$defs/id"},
            "target": {"enum": TargetKind::ALL.map(|(_, name)| name)},
            "resource_type": {"type": "string", "pattern": "^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)+$"},
            "requires": {"$ref": "#/$defs/requirement"},
            "uses": patterns,
            "uses_data": patterns,
            "note": text,
            "review": {"type": "array", "minItems": 1, "items": text},
            "examples": object(&[], &json!({"allowed": examples, "not_allowed": examples})),
        }),
    );
    let on_resources = json!({
        "if": {"properties": {"target": {"const": TargetKind::Resource.name()}}, "required": ["target"]},
        "then": {"required": ["resource_type"]},
        "else": {"not": {"required": ["resource_type"]}},
    });
    merged(own, &on_resources)
}

/// A prerequisite: one shape for each check.
fn prerequisite(guid: &Value) -> Value {
    let text = json!({"type": "string", "minLength": 1});
    let plan = object(&["name", "id"], &json!({"name": text, "id": guid}));
    let at_once = json!({"enum": AtOnce::ALL.map(|(_, word)| word)});
    let own = |key: &str| match key {
        "data_types" | "regions" | "connectors" => json!({"type": "array", "minItems": 1, "items": text}),
        "service_plans" => json!({"type": "array", "minItems": 1, "items": plan}),
        "at_once" => at_once.clone(),
        _ => text.clone(),
    };
    let shape = |word: &&str| {
        let mut properties = json!({"id": {"$ref": "#/$defs/id"}, "title": text, "check": {"const": word},
            "weight": {"enum": Weight::ALL.map(|(_, word)| word)}, "note": text});
        let mut required = vec!["id", "title", "check"];
        for key in keys_of(word) {
            properties = merged(properties, &json!({(*key): own(key)}));
            required.push(key);
        }
        object(&required, &properties)
    };
    json!({"oneOf": Check::WORDS.iter().map(shape).collect::<Vec<_>>()})
}

/// An object with the entries of another.
fn merged(mut own: Value, other: &Value) -> Value {
    if let (Some(own), Some(other)) = (own.as_object_mut(), other.as_object()) {
        own.extend(other.iter().map(|(key, value)| (key.clone(), value.clone())));
    }
    own
}
