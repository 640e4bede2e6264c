//! The vectors of the law of access (SEMANTICS section 14), as data under `fixtures/vectors`.

use std::path::PathBuf;

use rolecall::pattern::{Pattern, Wildcards};
use serde::Deserialize;
use serde::de::DeserializeOwned;

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

pub(crate) fn vectors<T: DeserializeOwned>(name: &str) -> Vec<T> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/vectors").join(name);
    let text = std::fs::read_to_string(&path).expect("the vectors are there");
    serde_json::from_str(&text).expect("the vectors are JSON")
}

#[test]
fn patterns_match_what_the_rules_say() {
    for vector in vectors::<Match>("patterns.json") {
        let pattern = Pattern::parse(&vector.pattern);
        assert_eq!(pattern.matches(&vector.action, Wildcards::Documented), vector.matches, "{}", vector.id);
        assert_eq!(pattern.matches(&vector.action, Wildcards::Strict), vector.strict, "{} strict", vector.id);
    }
}

#[test]
fn patterns_compare_as_the_rules_say() {
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
