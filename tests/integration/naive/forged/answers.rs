//! Forgeries of answers: of a verdict, of what it rests on, and of whom and what it is about.

use serde_json::Value;

use super::Forgery;
use crate::support::random::Random;

pub(super) const FORGERIES: [(&str, Forgery); 23] = [
    ("a yes turned to no", |random, report| other_verdict(random, report, (&YES, "not_allowed"))),
    ("a no turned to yes", |random, report| other_verdict(random, report, (&["not_allowed"], "allowed"))),
    ("unknown turned to no", |random, report| other_verdict(random, report, (&["unknown"], "not_allowed"))),
    ("unknown turned to yes", |random, report| other_verdict(random, report, (&["unknown"], "allowed"))),
    ("blocked turned to yes", |random, report| other_verdict(random, report, (&["blocked"], "allowed"))),
    ("eligible turned to allowed", |random, report| other_verdict(random, report, (&["eligible", "conditional"], "allowed"))),
    ("allowed turned to eligible", |random, report| other_verdict(random, report, (&["allowed"], "eligible"))),
    ("the answer of another class", answer_of_another),
    ("a better answer of another class", better_answer_of_another),
    ("another basis", other_basis),
    ("no proof", no_proof),
    ("another record", other_record),
    ("no reason", no_reason),
    ("an answer dropped", answer_dropped),
    ("a target of an answer dropped", target_of_answer_dropped),
    ("a principal moved", principal_moved),
    ("a class dropped", class_dropped),
    ("an assumption dropped", |random, report| one_dropped(random, report, "assumes")),
    ("an assumption made up", assumption_made_up),
    ("an assumption of another list", other_assumption),
    ("a caveat dropped", |random, report| emptied(random, report, ("caveats", |_| true))),
    ("a caveat made up", caveat_made_up),
    ("a list of a caveat dropped", list_of_caveat_dropped),
];

const YES: [&str; 3] = ["allowed", "eligible", "conditional"];
/// What belongs to the verdict of a result.
const PARTS: [&str; 7] = ["verdict", "basis", "proof", "missing", "condition", "assumes", "caveats"];

pub(super) fn list<'v>(value: &'v mut Value, key: &str) -> &'v mut Vec<Value> {
    value[key].as_array_mut().expect("a list")
}

pub(super) fn len(value: &Value) -> usize {
    value.as_array().map_or(0, Vec::len)
}

/// The class and the number of every result of some kind.
fn places(report: &Value, is: impl Fn(&Value) -> bool) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for class in 0..len(&report["classes"]) {
        let results = report["classes"][class]["results"].as_array().expect("results");
        found.extend(results.iter().enumerate().filter(|(_, result)| is(result)).map(|(number, _)| (class, number)));
    }
    found
}

fn result(report: &mut Value, (class, number): (usize, usize)) -> &mut Value {
    &mut report["classes"][class]["results"][number]
}

/// One result of some kind.
fn any<'r>(random: &mut Random, report: &'r mut Value, is: impl Fn(&Value) -> bool) -> Option<&'r mut Value> {
    let places = places(report, is);
    if places.is_empty() { None } else { Some(result(report, *random.one(&places))) }
}

fn has(result: &Value, verdicts: &[&str]) -> bool {
    verdicts.iter().any(|verdict| result["verdict"] == **verdict)
}

fn other_verdict(random: &mut Random, report: &mut Value, (from, to): (&[&str], &str)) -> bool {
    let Some(result) = any(random, report, |result| has(result, from)) else { return false };
    result["verdict"] = to.into();
    if to == "not_allowed" {
        // As such a no looks that nobody has a doubt about.
        (result["basis"], result["condition"]) = (Value::Null, Value::Null);
        result["proof"] = Value::Array(Vec::new());
    }
    true
}

/// Puts an answer to the same question into the place of another one.
fn transplanted(random: &mut Random, report: &mut Value, is: impl Fn(&Value, &Value) -> bool) -> bool {
    let all = places(report, |_| true);
    let mut pairs = Vec::new();
    for &(class, number) in &all {
        let own = &report["classes"][class]["results"][number];
        let donor = |&&(there, other): &&(usize, usize)| {
            let donor = &report["classes"][there]["results"][other];
            there != class
                && donor["task"] == own["task"]
                && donor["pack"] == own["pack"]
                && donor["targets"] == own["targets"]
                && is(own, donor)
        };
        pairs.extend(all.iter().find(donor).map(|&donor| ((class, number), donor)));
    }
    if pairs.is_empty() {
        return false;
    }
    let &(to, from) = random.one(&pairs);
    let donor = result(report, from).clone();
    let own = result(report, to).as_object_mut().expect("a result");
    for part in PARTS {
        match donor.get(part) {
            Some(value) => drop(own.insert(part.to_owned(), value.clone())),
            None => drop(own.remove(part)),
        }
    }
    true
}

fn answer_of_another(random: &mut Random, report: &mut Value) -> bool {
    transplanted(random, report, |own, donor| own["verdict"] != donor["verdict"])
}

fn better_answer_of_another(random: &mut Random, report: &mut Value) -> bool {
    transplanted(random, report, |own, donor| has(donor, &YES) && !has(own, &YES))
}

fn other_basis(random: &mut Random, report: &mut Value) -> bool {
    let Some(result) = any(random, report, |result| !result["basis"].is_null()) else { return false };
    let others: Vec<&str> = ["covers", "actions", "listed"].into_iter().filter(|basis| result["basis"] != **basis).collect();
    result["basis"] = (*random.one(&others)).into();
    true
}

fn emptied(random: &mut Random, report: &mut Value, (key, is): (&str, fn(&Value) -> bool)) -> bool {
    let Some(result) = any(random, report, |result| len(&result[key]) > 0 && is(result)) else { return false };
    list(result, key).clear();
    true
}

/// Of an unknown answer the proof may be left out: it claims nothing.
fn no_proof(random: &mut Random, report: &mut Value) -> bool {
    emptied(random, report, ("proof", |result| !has(result, &["unknown"])))
}

fn one_dropped(random: &mut Random, report: &mut Value, key: &str) -> bool {
    let Some(result) = any(random, report, |result| len(&result[key]) > 0) else { return false };
    let own = list(result, key);
    own.remove(random.below(own.len()));
    true
}

/// The numbers of the entries of the coverage that an answer does not assume, one past the last among them.
fn not_assumed(report: &Value, result: &Value) -> Vec<usize> {
    let assumed = result["assumes"].as_array().expect("numbers");
    (0..=len(&report["coverage"])).filter(|&number| !assumed.contains(&number.into())).collect()
}

fn assumption_made_up(random: &mut Random, report: &mut Value) -> bool {
    let before = report.clone();
    let Some(result) = any(random, report, |_| true) else { return false };
    let number = *random.one(&not_assumed(&before, result));
    list(result, "assumes").push(number.into());
    true
}

fn other_assumption(random: &mut Random, report: &mut Value) -> bool {
    let before = report.clone();
    let Some(result) = any(random, report, |result| len(&result["assumes"]) > 0) else { return false };
    let number = *random.one(&not_assumed(&before, result));
    let own = list(result, "assumes");
    let at = random.below(own.len());
    own[at] = number.into();
    true
}

fn caveat_made_up(random: &mut Random, report: &mut Value) -> bool {
    let Some(result) = any(random, report, |result| len(&result["caveats"]) == 0) else { return false };
    let code = *random.one(&["denies-not-shown", "eligibility-not-shown"]);
    result["caveats"] = serde_json::json!([{"code": code, "coverage": [], "message": "nobody knows"}]);
    true
}

fn list_of_caveat_dropped(random: &mut Random, report: &mut Value) -> bool {
    let names_a_list = |result: &Value| len(&result["caveats"]) > 0 && len(&result["caveats"][0]["coverage"]) > 0;
    let Some(result) = any(random, report, names_a_list) else { return false };
    let lists = list(&mut result["caveats"][0], "coverage");
    lists.remove(random.below(lists.len()));
    true
}

fn other_record(random: &mut Random, report: &mut Value) -> bool {
    let is_proved =
        |result: &Value| result["proof"].as_array().is_some_and(|proof| proof.iter().any(|step| step["record"].is_u64()));
    let Some(result) = any(random, report, is_proved) else { return false };
    let steps: Vec<&mut Value> = list(result, "proof").iter_mut().filter(|step| step["record"].is_u64()).collect();
    let at = random.below(steps.len());
    let step = steps.into_iter().nth(at).expect("a step");
    step["record"] = (step["record"].as_u64().expect("a number") + 700).into();
    true
}

/// Of an unknown answer a reason may be left out: it claims nothing.
fn no_reason(random: &mut Random, report: &mut Value) -> bool {
    let Some(result) = any(random, report, |result| len(&result["missing"]) > 0 && !has(result, &["unknown"])) else {
        return false;
    };
    list(result, "missing").clear();
    true
}

/// What is not allowed may be left out of a report.
fn answer_dropped(random: &mut Random, report: &mut Value) -> bool {
    let places = places(report, |result| !has(result, &["not_allowed", "not_asked"]));
    if places.is_empty() {
        return false;
    }
    let &(class, number) = random.one(&places);
    list(&mut report["classes"][class], "results").remove(number);
    true
}

fn target_of_answer_dropped(random: &mut Random, report: &mut Value) -> bool {
    let several = |result: &Value| len(&result["targets"]) > 1 && !has(result, &["not_allowed", "not_asked"]);
    let Some(result) = any(random, report, several) else { return false };
    let targets = list(result, "targets");
    targets.remove(random.below(targets.len()));
    true
}

/// What a class can do.
fn answers(class: &Value) -> Vec<(Value, Value, Value)> {
    let results = class["results"].as_array().expect("results").iter();
    results.map(|result| (result["task"].clone(), result["targets"].clone(), result["verdict"].clone())).collect()
}

fn principal_moved(random: &mut Random, report: &mut Value) -> bool {
    let count = len(&report["classes"]);
    let mut pairs = Vec::new();
    for (from, to) in (0..count).flat_map(|from| (0..count).map(move |to| (from, to))) {
        if answers(&report["classes"][from]) != answers(&report["classes"][to]) {
            pairs.push((from, to));
        }
    }
    if pairs.is_empty() {
        return false;
    }
    let &(from, to) = random.one(&pairs);
    let principals = list(&mut report["classes"][from], "principals");
    let moved = principals.remove(random.below(principals.len()));
    let is_empty = principals.is_empty();
    list(&mut report["classes"][to], "principals").push(moved);
    if is_empty {
        list(report, "classes").remove(from);
    }
    true
}

fn class_dropped(random: &mut Random, report: &mut Value) -> bool {
    let classes = list(report, "classes");
    let able: Vec<usize> = (0..classes.len()).filter(|&class| len(&classes[class]["results"]) > 0).collect();
    if able.is_empty() {
        return false;
    }
    classes.remove(*random.one(&able));
    true
}
