//! A judge of JSON by JSON schema (draft 7), as far as the schemas of this repository go: a keyword that it does not know is a
//! failure, so that nothing passes unseen.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use regex_automata::meta::Regex;
use rolecall::report::schemas;
use serde_json::Value;

/// Everything in a document that its schema does not allow, with where it stands.
pub(crate) fn faults(schema: &Value, document: &Value) -> Vec<String> {
    let mut judge = Judge { root: schema, faults: Vec::new() };
    judge.check(schema, document, "");
    judge.faults
}

struct Judge<'s> {
    root: &'s Value,
    faults: Vec<String>,
}

impl<'s> Judge<'s> {
    fn fault(&mut self, at: &str, what: impl std::fmt::Display) {
        self.faults.push(format!("{at}: {what}"));
    }

    fn check(&mut self, schema: &'s Value, value: &Value, at: &str) {
        let Some(schema) = schema.as_object() else {
            if schema == &Value::Bool(false) {
                self.fault(at, "not allowed here");
            }
            return;
        };
        for (keyword, rule) in schema {
            match keyword.as_str() {
                "$ref" => self.check(self.resolved(rule), value, at),
                "anyOf" if !self.fits_any(rule, value) => self.fault(at, "fits none of `anyOf`"),
                "oneOf" if self.fitting(rule, value) != 1 => self.fault(at, "does not fit exactly one of `oneOf`"),
                // What says nothing about the document, and what is looked at with its members.
                "$schema"
                | "$id"
                | "title"
                | "description"
                | "default"
                | "definitions"
                | "$defs"
                | "format"
                | "anyOf"
                | "oneOf"
                | "properties"
                | "additionalProperties"
                | "required"
                | "propertyNames" => {}
                _ => self.keyword(keyword, rule, value, at),
            }
        }
        self.object(schema, value, at);
    }

    fn keyword(&mut self, keyword: &str, rule: &'s Value, value: &Value, at: &str) {
        let number = |value: &Value| value.as_f64().unwrap_or(f64::NAN);
        let length = |length: usize| f64::from(u32::try_from(length).expect("a document of a sane size"));
        let holds = match keyword {
            "type" => rule.as_str().is_some_and(|name| is_of_type(value, name)),
            "enum" => rule.as_array().is_some_and(|values| values.contains(value)),
            "minimum" => !value.is_number() || number(value) >= number(rule),
            "maximum" => !value.is_number() || number(value) <= number(rule),
            "minItems" => value.as_array().is_none_or(|items| length(items.len()) >= number(rule)),
            "minLength" => value.as_str().is_none_or(|text| length(text.chars().count()) >= number(rule)),
            "uniqueItems" => value
                .as_array()
                .is_none_or(|items| items.iter().map(Value::to_string).collect::<BTreeSet<_>>().len() == items.len()),
            "pattern" => {
                let pattern = Regex::new(rule.as_str().expect("a pattern")).expect("a pattern that can be read");
                value.as_str().is_none_or(|text| pattern.is_match(text))
            }
            "items" => {
                for (number, item) in value.as_array().into_iter().flatten().enumerate() {
                    self.check(rule, item, &format!("{at}/{number}"));
                }
                true
            }
            other => panic!("the judge does not know `{other}`"),
        };
        if !holds {
            self.fault(at, format!("{value} against {keyword} {rule}"));
        }
    }

    fn object(&mut self, schema: &'s serde_json::Map<String, Value>, value: &Value, at: &str) {
        let Some(members) = value.as_object() else { return };
        for key in schema.get("required").and_then(Value::as_array).into_iter().flatten() {
            if !members.contains_key(key.as_str().expect("a key")) {
                self.fault(at, format!("{key} is missing"));
            }
        }
        for (key, member) in members {
            let at = format!("{at}/{key}");
            let own = schema.get("properties").and_then(|properties| properties.get(key));
            if let Some(rule) = own.or_else(|| schema.get("additionalProperties")) {
                self.check(rule, member, &at);
            }
            if let Some(rule) = schema.get("propertyNames") {
                self.check(rule, &Value::from(key.as_str()), &at);
            }
        }
    }

    fn resolved(&self, reference: &Value) -> &'s Value {
        let pointer = reference.as_str().and_then(|text| text.strip_prefix('#')).expect("a reference inside the schema");
        self.root.pointer(pointer).unwrap_or_else(|| panic!("{pointer} is not in the schema"))
    }

    fn fits_any(&self, rules: &'s Value, value: &Value) -> bool {
        self.fitting(rules, value) > 0
    }

    fn fitting(&self, rules: &'s Value, value: &Value) -> usize {
        let fits = |rule: &&'s Value| {
            let mut judge = Judge { root: self.root, faults: Vec::new() };
            judge.check(rule, value, "");
            judge.faults.is_empty()
        };
        rules.as_array().into_iter().flatten().filter(fits).count()
    }
}

fn is_of_type(value: &Value, name: &str) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "number" => value.is_number(),
        "integer" => value.is_i64() || value.is_u64(),
        other => panic!("the judge does not know the type `{other}`"),
    }
}

/// The folder of the committed schemas.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema")
}

#[test]
fn json_schemas_of_reports_are_the_committed_ones() {
    for (name, schema) in schemas() {
        let path = folder().join(format!("{name}.json"));
        let made = format!("{schema:#}\n");
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(&path, &made).expect("the schema is written");
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(committed == made, "{}: run the test with UPDATE_DOCS=1", path.display());
    }
}

/// What every report begins with, and what it rests on: the instant is null and the lists are empty where no tenant is read.
const HEAD: [&str; 9] = ["schema", "version", "catalog", "at", "inputs", "coverage", "ledger", "notes", "gaps"];

#[test]
fn json_every_report_has_the_same_head() {
    let schemas: BTreeMap<&str, Value> = schemas().into_iter().collect();
    for (name, schema) in &schemas {
        for key in HEAD {
            let is_required = schema["required"].as_array().is_some_and(|keys| keys.contains(&key.into()));
            assert!(is_required, "{name} may lack `{key}`");
        }
        // Two exports say of each part to which of them it belongs, and of readiness the inputs have a date.
        for key in ["coverage", "ledger", "notes", "gaps"] {
            let mut own = schema["properties"][key].clone();
            let of_two = ["diff", "verify"].contains(name) && key != "notes";
            if let Some(properties) = own["items"]["properties"].as_object_mut().filter(|_| of_two) {
                assert!(properties.remove("side").is_some(), "`{key}` of {name} has no side");
                own["items"]["required"].as_array_mut().expect("a list").retain(|required| required != "side");
            }
            assert_eq!(own, schemas["audit"]["properties"][key], "`{key}` of {name} is not that of audit");
        }
    }
}

/// The JSON that a snapshot of a command line holds, if it holds a report.
fn report_in(snapshot: &str) -> Option<Value> {
    let (_, stdout) = snapshot.split_once("----- stdout\n")?;
    let (stdout, _) = stdout.split_once("\n----- stderr")?;
    let report: Value = serde_json::from_str(stdout).ok()?;
    report.get("schema").is_some().then_some(report)
}

#[test]
fn json_reports_of_all_fixtures_fit_their_schemas() {
    let schemas: BTreeMap<&str, Value> = schemas().into_iter().collect();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/cli");
    for entry in std::fs::read_dir(root).expect("the folder of command lines") {
        let path = entry.expect("an entry").path().join("output.snap");
        let Some(report) = std::fs::read_to_string(&path).ok().as_deref().and_then(report_in) else { continue };
        let name = report["schema"].as_str().and_then(|schema| schema.strip_prefix("rolecall/")?.strip_suffix("@1"));
        let name = name.unwrap_or_else(|| panic!("{}: which schema?", path.display()));
        let found = faults(&schemas[name], &report);
        assert!(found.is_empty(), "{}:\n{}", path.display(), found.join("\n"));
        *seen.entry(name.to_owned()).or_default() += 1;
    }
    let unseen: Vec<&&str> = schemas.keys().filter(|name| !seen.contains_key(**name)).collect();
    assert!(unseen.is_empty(), "no fixture shows a JSON report of {unseen:?}");
}

#[test]
fn schema_the_judge_finds_what_is_wrong() {
    let schema = serde_json::json!({
        "type": "object", "required": ["a"], "additionalProperties": false,
        "properties": {"a": {"type": "integer", "minimum": 1}, "b": {"type": "array", "items": {"$ref": "#/$defs/word"}}},
        "$defs": {"word": {"type": "string", "pattern": "^[a-z]+$"}},
    });
    let cases = [
        (serde_json::json!({"a": 1, "b": ["x"]}), 0, "everything fits"),
        (serde_json::json!({"a": 0}), 1, "too small"),
        (serde_json::json!({"b": ["X", 1], "c": 1}), 4, "missing, another pattern, another type, unknown"),
        (serde_json::json!([]), 1, "no object"),
    ];
    for (document, wrong, why) in cases {
        let found = faults(&schema, &document);
        assert_eq!(found.len(), wrong, "{why}: {found:?}");
    }
}
