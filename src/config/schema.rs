//! The JSON schema of configurations, for editors. It is made from the names that the reader uses.

use serde_json::{Value, json};

use super::policy::kind_names;
use super::read::LEVELS;

/// The schema, as JSON text.
pub fn schema() -> String {
    let lint = lint();
    let patterns = |what: &str| {
        let pattern = json!({"type": "string", "pattern": "^(\\*|[^*\\s/][^*\\s]*/[^*\\s]*\\*?[^*\\s]*|\\*/[^*\\s]*)$"});
        json!({"type": "array", "minItems": 1, "items": pattern, "description": what})
    };
    let max_scope = json!({"anyOf": [{"enum": kind_names()}, {"type": "string", "pattern": "^/"}]});
    let at_most = described(
        json!({"type": "object", "additionalProperties": text()}),
        "roles, by name or id, that may grant no more than another role: a built-in one, or one of the files",
    );
    let severities = json!({
        "type": "object",
        "propertyNames": lint,
        "additionalProperties": {"enum": LEVELS.map(|(name, _)| name)},
    });
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "rolecall configuration",
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "severities": described(severities, "lints with another severity than their own"),
            "allow": {"type": "array", "minItems": 1, "items": allow(), "description": "findings that are accepted"},
            "exclude": described(
                json!({"type": "array", "minItems": 1, "items": text()}),
                "files and folders that are not looked at, by name, or relative to this file, such as generated/**",
            ),
            "baseline": described(text(), "an earlier JSON report: its findings are known, and fail nothing"),
            "no_new_access": {"type": "boolean", "description": "a change may give no role more than it had (needs --base)"},
            "never_grant": patterns("actions that no role may grant, not even in part"),
            "never_grant_data": patterns("data actions that no role may grant, not even in part"),
            "max_scope": described(max_scope, "the widest scope at which roles may be assignable"),
            "at_most": at_most,
            "required_not_actions": patterns("what wildcards under actions must not reach: notActions take it out again"),
            "required_not_data_actions": patterns("the same for data actions"),
        },
    });
    format!("{schema:#}\n")
}

fn text() -> Value {
    json!({"type": "string", "minLength": 1})
}

fn lint() -> Value {
    json!({"type": "string", "pattern": "^[a-z0-9-]+$"})
}

fn allow() -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["lint", "reason"],
        "anyOf": [{"required": ["role"]}, {"required": ["path"]}],
        "properties": {
            "lint": lint(),
            "role": described(text(), "the role, by name or id"),
            "path": described(text(), "which files, relative to this one, such as roles/**/*.json"),
            "reason": described(text(), "why the finding is accepted"),
            "until": described(json!({"type": "string", "format": "date"}), "the last day on which it is"),
        },
    })
}

fn described(mut schema: Value, what: &str) -> Value {
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("description".to_owned(), what.into());
    }
    schema
}
