//! JSON schemas of reports: how they are written down, and the parts that several reports have. The schema of a report is beside
//! its picture, and names every key that the picture has: documents with another key do not fit.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::terms::{Basis, Plane, Severity, StepKind, Verdict};
use crate::compare::StateSide;
use crate::graph::CoveragePart;
use crate::model::{Completeness, CoverageState, ExportKind, PartialSign};

/// The schema of a document: its title, and its keys.
pub(crate) fn document(title: &str, keys: &[(&str, Value)]) -> Value {
    let mut schema = object(keys);
    if let Some(own) = schema.as_object_mut() {
        own.insert("$schema".to_owned(), "https://json-schema.org/draft/2020-12/schema".into());
        own.insert("title".to_owned(), title.into());
    }
    schema
}

/// An object with these keys and no others; a key that ends in `?` may be missing.
pub(crate) fn object(keys: &[(&str, Value)]) -> Value {
    let name = |key: &str| key.trim_end_matches('?').to_owned();
    let properties: Map<String, Value> = keys.iter().map(|(key, value)| (name(key), value.clone())).collect();
    let required: Vec<&str> = keys.iter().map(|(key, _)| *key).filter(|key| !key.ends_with('?')).collect();
    json!({"type": "object", "additionalProperties": false, "required": required, "properties": properties})
}

/// The keys of an object with some more.
pub(crate) fn with<'k>(keys: Vec<(&'k str, Value)>, more: &[(&'k str, Value)]) -> Vec<(&'k str, Value)> {
    keys.into_iter().chain(more.iter().cloned()).collect()
}

/// A list.
pub(crate) fn list(of: &Value) -> Value {
    json!({"type": "array", "items": of})
}

/// Something, or null.
pub(crate) fn or_null(of: &Value) -> Value {
    json!({"anyOf": [of, {"enum": [null]}]})
}

/// An object whose keys are data.
pub(crate) fn map_of(of: &Value) -> Value {
    json!({"type": "object", "additionalProperties": of})
}

/// A text.
pub(crate) fn text() -> Value {
    json!({"type": "string"})
}

/// A text, or null.
pub(crate) fn text_or_null() -> Value {
    or_null(&text())
}

/// A code: a stable id of words and hyphens.
pub(crate) fn code() -> Value {
    json!({"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"})
}

/// A number, or null.
pub(crate) fn number_or_null() -> Value {
    or_null(&number())
}

/// A count.
pub(crate) fn number() -> Value {
    json!({"type": "integer", "minimum": 0})
}

/// A count from 1, such as a line.
pub(crate) fn from_one() -> Value {
    json!({"type": "integer", "minimum": 1})
}

/// Yes or no.
pub(crate) fn boolean() -> Value {
    json!({"type": "boolean"})
}

/// One of some names.
pub(crate) fn one_of(names: &[&str]) -> Value {
    json!({"enum": names})
}

/// One of the values of an enum, by the names that it is written with.
pub(crate) fn variant_of<T: Serialize>(all: &[T]) -> Value {
    json!({"enum": all})
}

/// A verdict.
pub(crate) fn verdict() -> Value {
    use Verdict::{Allowed, Blocked, Conditional, Eligible, NotAllowed, NotAsked, Unknown};
    variant_of(&[Allowed, Eligible, Conditional, Unknown, Blocked, NotAllowed, NotAsked])
}

/// What an answer rests on, or null.
pub(crate) fn basis() -> Value {
    or_null(&variant_of(&[Basis::Listed, Basis::Actions, Basis::Covers]))
}

/// A plane.
pub(crate) fn plane() -> Value {
    variant_of(&Plane::ALL)
}

/// A severity.
pub(crate) fn severity() -> Value {
    variant_of(&[Severity::Error, Severity::Warning, Severity::Note])
}

/// The kind of a step of a proof.
pub(crate) fn step_kind() -> Value {
    use StepKind::{AppRoleAssignment, Assignment, Deny, DirectoryAssignment, DirectoryEligibility, Eligibility, Ownership};
    variant_of(&[Assignment, Eligibility, DirectoryAssignment, DirectoryEligibility, Deny, AppRoleAssignment, Ownership])
}

/// The head of a report that answers for an instant.
pub(crate) fn head(schema: &str) -> Vec<(&'static str, Value)> {
    head_at(schema, instant())
}

/// The head of a report that may read a tenant, and may not.
pub(crate) fn head_with_optional_instant(schema: &str) -> Vec<(&'static str, Value)> {
    head_at(schema, or_null(&instant()))
}

fn instant() -> Value {
    json!({"type": "string", "format": "date-time"})
}

fn head_at(schema: &str, at: Value) -> Vec<(&'static str, Value)> {
    let catalog = object(&[
        ("date", json!({"type": "string", "format": "date"})),
        ("roles", number()),
        ("directory_roles", number()),
        ("operations", number()),
    ]);
    vec![("schema", one_of(&[schema])), ("version", text()), ("catalog", catalog), ("at", at), ("strict_wildcards?", boolean())]
}

/// What an input gave.
pub(crate) fn input() -> Vec<(&'static str, Value)> {
    vec![("path", text()), ("format", text()), ("records", number()), ("used", number()), ("partial", boolean())]
}

/// How well it is known that the exports of a kind are whole for a place.
fn coverage() -> Vec<(&'static str, Value)> {
    use CoverageState::{Absent, Listed, Partial, Proved};
    let kinds = ExportKind::ALL.map(|(_, name)| name);
    let signs = PartialSign::ALL.map(|(sign, _)| sign);
    vec![
        ("kind", one_of(&kinds)),
        ("place", text()),
        ("part?", variant_of(&[CoveragePart::Below, CoveragePart::ServicePrincipals])),
        ("state", variant_of(&[Proved, Listed, Partial, Absent])),
        ("vouched?", one_of_true()),
        ("inputs", list(&text())),
        ("why", or_null(&variant_of(&signs))),
    ]
}

/// How much of a kind of export there is.
fn ledger() -> Vec<(&'static str, Value)> {
    let kinds = ExportKind::ALL.map(|(_, name)| name);
    let completeness = variant_of(&[Completeness::Complete, Completeness::Partial, Completeness::Absent]);
    vec![("export", one_of(&kinds)), ("completeness", completeness), ("vouched?", one_of_true()), ("paths", list(&text()))]
}

/// A key that is there only where it is true.
pub(crate) fn one_of_true() -> Value {
    json!({"enum": [true]})
}

/// A note of reading.
fn note() -> Value {
    object(&[
        ("severity", severity()),
        ("code", code()),
        ("message", text()),
        ("help?", text()),
        ("path", text_or_null()),
        ("line", or_null(&from_one())),
        ("column", or_null(&from_one())),
    ])
}

/// Something that the exports lack.
pub(crate) fn gap() -> Vec<(&'static str, Value)> {
    vec![("code", code()), ("subject", text()), ("message", text()), ("remedy", text())]
}

/// What a report rests on.
pub(crate) fn sources() -> Vec<(&'static str, Value)> {
    sources_of(None, input())
}

/// The same of one state of a tenant, or of two: then each part says to which it belongs.
pub(crate) fn sources_of_states() -> Vec<(&'static str, Value)> {
    sources_of(Some(&("side?", variant_of(&StateSide::BOTH))), input())
}

/// The same with inputs of which something else is said. With `side`, each part says to which state of a tenant it belongs.
pub(crate) fn sources_of(
    side: Option<&(&'static str, Value)>,
    input: Vec<(&'static str, Value)>,
) -> Vec<(&'static str, Value)> {
    let sided = |keys: Vec<(&'static str, Value)>| list(&object(&with(side.cloned().into_iter().collect(), &keys)));
    vec![
        ("inputs", sided(input)),
        ("coverage", sided(coverage())),
        ("ledger", sided(ledger())),
        ("notes", list(&note())),
        ("gaps", sided(gap())),
    ]
}

/// Whom and what a report was narrowed to.
pub(crate) fn filter() -> Value {
    object(&[("principals", list(&text())), ("workspaces", list(&text())), ("scopes", list(&text()))])
}
