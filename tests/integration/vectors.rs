//! The vectors of the law of access (docs/semantics.md), as data under `fixtures/vectors`.

use std::path::PathBuf;

use rolecall::catalog::Catalog;
use rolecall::graph::{Containing, TenantGraph};
use rolecall::model::{Containment, InputId, Notes, Origin, ScopePath};
use rolecall::pattern::{Pattern, Wildcards};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::small_tenant::{SmallTenant, TENANT};

#[derive(Deserialize)]
struct Match {
    id: String,
    pattern: String,
    action: String,
    matches: bool,
    strict: bool,
}

#[derive(Deserialize)]
struct Comparison {
    id: String,
    first: String,
    second: String,
    relation: String,
    expected: bool,
}

#[derive(Deserialize)]
struct ContainsVector {
    id: String,
    outer: String,
    inner: String,
    tree: bool,
    expected: String,
}

#[derive(Deserialize)]
struct AssignedAt {
    id: String,
    assignment: String,
    scope: String,
}

/// A tenant, a question and its answer: a row of `evaluation.json`.
#[derive(Deserialize)]
pub(crate) struct EvaluationVector {
    pub(crate) id: String,
    #[serde(flatten)]
    pub(crate) tenant: SmallTenant,
    pub(crate) ask: EvaluationAsk,
    #[serde(default)]
    pub(crate) now: Option<String>,
    pub(crate) expected: String,
    #[serde(default)]
    pub(crate) answer_basis: Option<String>,
    #[serde(default)]
    pub(crate) strict: Option<String>,
    #[serde(default)]
    pub(crate) findings: Vec<String>,
    #[serde(default)]
    pub(crate) gaps: Vec<String>,
}

/// What a vector of `evaluation.json` asks.
#[derive(Deserialize)]
pub(crate) struct EvaluationAsk {
    pub(crate) who: String,
    pub(crate) at: String,
    #[serde(default)]
    pub(crate) action: Option<String>,
    #[serde(default)]
    pub(crate) data: bool,
    #[serde(default)]
    pub(crate) task: Option<String>,
}

pub(crate) fn vectors<T: DeserializeOwned>(name: &str) -> Vec<T> {
    vectors_in(&format!("vectors/{name}"))
}

/// The contents of a JSON file among the fixtures.
pub(crate) fn vectors_in<T: DeserializeOwned>(path: &str) -> T {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(path);
    let text = std::fs::read_to_string(&path).expect("the vectors are there");
    serde_json::from_str(&text).expect("the vectors are JSON")
}

#[test]
fn vector_patterns_match_what_the_rules_say() {
    for vector in vectors::<Match>("patterns.json") {
        let pattern = Pattern::parse(&vector.pattern);
        assert_eq!(pattern.matches(&vector.action, Wildcards::Documented), vector.matches, "{}", vector.id);
        assert_eq!(pattern.matches(&vector.action, Wildcards::Strict), vector.strict, "{} strict", vector.id);
    }
}

#[test]
fn vector_patterns_compare_as_the_rules_say() {
    for vector in vectors::<Comparison>("overlaps.json") {
        let (first, second) = (Pattern::parse(&vector.first), Pattern::parse(&vector.second));
        let got = match vector.relation.as_str() {
            "overlap" => first.overlaps(&second, Wildcards::Documented),
            "covers" => first.covers(&second, Wildcards::Documented),
            other => panic!("{}: relation {other} is unknown", vector.id),
        };
        assert_eq!(got, vector.expected, "{}", vector.id);
    }
}

#[test]
fn vector_scopes_contain_what_the_rules_say() {
    for vector in vectors::<ContainsVector>("scopes.json") {
        let absent = if vector.tree { Vec::new() } else { vec!["management-groups".to_owned()] };
        let mut facts = SmallTenant { absent, ..SmallTenant::default() }.facts();
        if vector.tree {
            let child = facts.scopes.intern(ScopePath::management_group("corp2").as_str());
            let parent = facts.scopes.intern(ScopePath::management_group(TENANT).as_str());
            let origin = Origin { input: InputId(0), record: 0 };
            facts.containments.push(Containment { child, parent, direct: true, origin });
        }
        let outer = facts.scopes.intern(&vector.outer);
        let tenant = TenantGraph::build(facts, Catalog::embedded(), 0, &mut Notes::default());
        let got = match tenant.tree().contains(tenant.facts(), outer, &vector.inner) {
            Some(Containing::Sure) => "contains",
            Some(Containing::Unknown) => "unknown",
            None => "not",
        };
        assert_eq!(got, vector.expected, "{}", vector.id);
    }
}

#[test]
fn vector_ids_of_assignments_tell_their_scope() {
    for vector in vectors::<AssignedAt>("assignment-scopes.json") {
        let scope = ScopePath::of_assignment_id(&vector.assignment).expect("an assignment's id");
        assert_eq!(scope.as_str(), vector.scope, "{}", vector.id);
    }
}
