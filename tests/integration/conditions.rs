//! Conditions: the vectors of conditions (docs/semantics.md) and of the rules that they leave out, the operators, the conditions of the built-in
//! roles, and what is said of those that cannot be read.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use proptest::prelude::*;
use rolecall::catalog::Catalog;
use rolecall::condition::{AssignableRoles, Assignee, Attribute, AttributeValue, Condition, Context, Truth};
use rolecall::model::{Guid, ObjectId};
use rolecall::pattern::Wildcards;
use serde::Deserialize;

use crate::vectors::vectors_in;

#[derive(Deserialize)]
struct Vector {
    id: String,
    #[serde(default)]
    condition: Option<String>,
    #[serde(default)]
    version: Option<String>,
    /// The condition stands in this built-in role.
    #[serde(default)]
    built_in: Option<String>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    #[serde(default)]
    condition: Option<String>,
    #[serde(default)]
    action: String,
    #[serde(default)]
    attributes: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    suboperation: Option<String>,
    #[serde(default)]
    at: Option<String>,
    #[serde(default)]
    assign: Option<Request>,
    #[serde(default)]
    remove: Option<Request>,
    #[serde(default)]
    strict: bool,
    #[serde(default)]
    ambiguous: bool,
    expected: String,
}

#[derive(Deserialize)]
struct Request {
    role: String,
    #[serde(default)]
    principal_type: Option<String>,
}

#[derive(Deserialize)]
struct Vectors {
    vectors: Vec<Vector>,
}

fn name(truth: Truth) -> &'static str {
    match truth {
        Truth::True => "true",
        Truth::Unknown => "unknown",
        Truth::False => "false",
    }
}

#[test]
fn condition_conditions_say_what_the_rules_say() {
    let all: Vectors = vectors_in("vectors/conditions.json");
    for vector in all.vectors {
        for (number, case) in vector.cases.iter().enumerate() {
            let condition = condition(&vector, case);
            assert_eq!(name(answer(&condition, case)), case.expected, "{} case {number}", vector.id);
            let ambiguous = condition.errors().iter().any(rolecall::condition::ConditionError::is_ambiguity);
            assert_eq!(ambiguous, case.ambiguous, "{} case {number}: {:?}", vector.id, condition.errors());
        }
    }
}

fn condition(vector: &Vector, case: &Case) -> Condition {
    if let Some(role) = &vector.built_in {
        let catalog = Catalog::embedded();
        let role = catalog.role(&ObjectId::parse(role)).expect("a built-in role");
        let block = role.blocks.iter().find(|block| block.condition.is_some()).expect("a condition");
        return Condition::new(block.condition.as_deref().expect("a condition"), block.condition_version.as_deref());
    }
    let text = case.condition.as_ref().or(vector.condition.as_ref()).expect("a condition");
    Condition::new(text, vector.version.as_deref())
}

fn answer(condition: &Condition, case: &Case) -> Truth {
    let mut context = Context::new(if case.strict { Wildcards::Strict } else { Wildcards::Documented });
    for (attribute, values) in &case.attributes {
        let attribute = Attribute::parse(attribute).expect("an attribute");
        context = context.bind(attribute, values.iter().map(|text| AttributeValue::from(text.as_str())).collect());
    }
    if let Some(suboperation) = &case.suboperation {
        context = context.suboperation(suboperation);
    }
    if let Some(at) = &case.at {
        context = context.at(at.parse().expect("a time"));
    }
    let who = |request: &Request| (guid(&request.role), request.principal_type.clone());
    match (&case.assign, &case.remove) {
        (Some(request), _) => {
            let (role, kind) = who(request);
            condition.may_assign(role, Assignee { principal_type: kind.as_deref(), id: None }, &context)
        }
        (_, Some(request)) => {
            let (role, kind) = who(request);
            condition.may_remove(role, Assignee { principal_type: kind.as_deref(), id: None }, &context)
        }
        _ => condition.evaluate(&case.action, &context),
    }
}

fn guid(text: &str) -> Guid {
    Guid::parse(text).expect("a GUID")
}

#[derive(Deserialize)]
struct Comparison {
    condition: String,
    expected: String,
    why: String,
}

#[test]
fn condition_operators_compare_as_documented() {
    for kind in ["bool", "datetime", "guid", "numeric", "quantifiers", "string"] {
        for case in vectors_in::<Vec<Comparison>>(&format!("conditions/operators/{kind}.json")) {
            let condition = Condition::new(&case.condition, None);
            let truth = condition.evaluate("", &Context::new(Wildcards::Documented));
            assert_eq!(name(truth), case.expected, "{}: {} {:?}", case.condition, case.why, condition.errors());
        }
    }
}

#[derive(Deserialize)]
struct BuiltIns {
    conditions: Vec<BuiltIn>,
}

#[derive(Deserialize)]
struct BuiltIn {
    role: String,
    name: String,
    block: usize,
    version: String,
    condition: String,
    assign: Expected,
    remove: Expected,
    unrelated: String,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Expected {
    listed: Vec<String>,
    are: String,
    others: String,
}

/// All 31 of them: the catalog has no other, each is read, and says what Azure's documentation makes of it (R-COND-12).
#[test]
fn condition_the_conditions_of_built_in_roles_are_understood() {
    let expected: BuiltIns = vectors_in("conditions/built-in.json");
    let catalog = Catalog::embedded();
    let blocks = catalog.roles().iter().flat_map(|role| &role.blocks).filter(|block| block.condition.is_some());
    assert_eq!((blocks.count(), expected.conditions.len()), (31, 31));
    for row in expected.conditions {
        let catalog = Catalog::embedded();
        let role = catalog.role(&ObjectId::parse(&row.role)).expect("a built-in role");
        let block = role.blocks.get(row.block).expect("the block");
        assert_eq!(block.condition.as_deref(), Some(row.condition.as_str()), "{}", row.name);
        let condition = Condition::new(&row.condition, Some(&row.version));
        assert_eq!(condition.errors(), [], "{}", row.name);
        let nothing = Context::new(Wildcards::Documented);
        assert_eq!(shown(&condition.assignable_roles(Assignee::default(), &nothing)), row.assign, "{} assigns", row.name);
        assert_eq!(shown(&condition.removable_roles(Assignee::default(), &nothing)), row.remove, "{} removes", row.name);
        let unrelated = condition.evaluate("Microsoft.Compute/virtualMachines/read", &nothing);
        assert_eq!(name(unrelated), row.unrelated, "{} elsewhere", row.name);
    }
}

fn shown(delegation: &AssignableRoles) -> Expected {
    let listed: Vec<String> = delegation.listed.iter().map(|(role, _)| role.to_string()).collect();
    let are = delegation.listed.first().map_or(delegation.others, |(_, truth)| *truth);
    assert!(delegation.listed.iter().all(|(_, truth)| *truth == are), "the listed roles fare alike");
    Expected { listed, are: name(are).to_owned(), others: name(delegation.others).to_owned() }
}

/// What is said of texts that are no conditions, each with its places; they decide nothing.
#[test]
fn condition_malformed_conditions_are_named_in_place() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/conditions/malformed");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(&folder).expect("the folder").map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    let mut said = String::new();
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a text");
        let condition = Condition::new(&text, None);
        assert!(!condition.errors().is_empty(), "{}: nothing is wrong with it", file.display());
        assert_eq!(condition.evaluate("a/read", &Context::new(Wildcards::Documented)), Truth::Unknown, "{}", file.display());
        let shown: String = text.chars().take(100).collect();
        writeln!(said, "{}: {shown:?}", file.file_stem().unwrap_or_default().display()).expect("memory");
        for error in condition.errors() {
            let span = error.span();
            writeln!(said, "  {}..{} {error}", span.start, span.end).expect("memory");
        }
    }
    insta::assert_snapshot!(said);
}

/// Conditions of a few attributes and actions.
fn conditions() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("ActionMatches{'a/*'}".to_owned()),
        Just("ActionMatches{'*/read'}".to_owned()),
        Just("SubOperationMatches{'Blob.List'}".to_owned()),
        Just("@Resource[x] StringEquals 'one'".to_owned()),
        Just("@Request[y] ForAnyOfAnyValues:StringLikeIgnoreCase {'T*', 'one'}".to_owned()),
        Just("@Request[y] ForAllOfAllValues:NumericLessThan {5, 7}".to_owned()),
        Just("Exists @Resource[x]".to_owned()),
        Just("'a' StringEquals 'a'".to_owned()),
    ];
    leaf.prop_recursive(4, 16, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(" AND "))),
            prop::collection::vec(inner.clone(), 2..4).prop_map(|parts| format!("( ({}))", parts.join(") || ("))),
            inner.prop_map(|part| format!("NOT ({part})")),
        ]
    })
    .prop_map(|text| format!("({text})"))
}

fn contexts() -> impl Strategy<Value = Vec<Option<Vec<&'static str>>>> {
    let values = prop::option::of(prop::collection::vec(prop::sample::select(vec!["one", "two", "3"]), 0..3));
    prop::collection::vec(values, 2)
}

fn bound(values: &[Option<Vec<&'static str>>], suboperation: bool) -> Context {
    let mut context = Context::new(Wildcards::Documented);
    for (name, values) in ["@Resource[x]", "@Request[y]"].iter().zip(values) {
        if let Some(values) = values {
            let attribute = Attribute::parse(name).expect("an attribute");
            context = context.bind(attribute, values.iter().map(|text| AttributeValue::from(*text)).collect());
        }
    }
    if suboperation { context.suboperation("Blob.List") } else { context }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 512, ..ProptestConfig::default() })]

    /// Knowing more never turns an answer around (R-COND-9).
    #[test]
    fn condition_what_is_decided_stays_decided(text in conditions(), more in contexts(), suboperation in any::<bool>()) {
        let condition = Condition::new(&text, None);
        prop_assert_eq!(condition.errors(), []);
        let less = condition.evaluate("a/read", &Context::new(Wildcards::Documented));
        let known = condition.evaluate("a/read", &bound(&more, suboperation));
        prop_assert!(less == Truth::Unknown || less == known, "{} then {}", name(less), name(known));
    }

    /// The canonical spelling means the same, and is its own canonical spelling.
    #[test]
    fn condition_the_canonical_spelling_says_the_same(text in conditions(), values in contexts(), suboperation in any::<bool>()) {
        let condition = Condition::new(&text, None);
        let again = Condition::new(&condition.to_string(), None);
        prop_assert_eq!(again.to_string(), condition.to_string());
        let context = bound(&values, suboperation);
        for action in ["a/read", "a/write", "b/read", "b/write"] {
            prop_assert_eq!(condition.evaluate(action, &context), again.evaluate(action, &context));
        }
    }

    /// No text makes the parser panic, and what it cannot read it does not decide.
    #[test]
    fn condition_any_text_is_read(text in "[ (){}'@a-zA-Z:,!&|<>$\\[\\]0-9\u{e9}-]{0,60}") {
        let condition = Condition::new(&text, None);
        let truth = condition.evaluate("a/read", &Context::new(Wildcards::Documented));
        prop_assert!(condition.errors().is_empty() || truth == Truth::Unknown);
        for error in condition.errors() {
            prop_assert!(text.get(error.span().start..error.span().end).is_some(), "{error} has a place in the text");
        }
    }
}
