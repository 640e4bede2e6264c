//! Forgeries of what stands beside the answers: targets, tasks, gaps, findings, coverage, and what `explain` and `readiness` conclude.

use serde_json::Value;

use super::Forgery;
use super::answers::{len, list};
use crate::naive::world::{PEOPLE, person};
use crate::support::random::Random;

pub(super) const FORGERIES: [(&str, Forgery); 19] = [
    ("a target dropped", target_dropped),
    ("a task dropped", task_dropped),
    ("a gap dropped", |random, report| dropped(random, report, "gaps")),
    ("a finding dropped", |random, report| dropped(random, report, "findings")),
    ("coverage dropped", |random, report| dropped(random, report, "coverage")),
    ("coverage raised", |random, report| {
        raised(random, report, ("coverage", "state", &["absent", "partial", "listed", "proved"]))
    }),
    ("coverage lowered", |random, report| {
        raised(random, report, ("coverage", "state", &["proved", "listed", "partial", "absent"]))
    }),
    ("what is assumed called proved", assumed_called_proved),
    ("coverage named twice", coverage_twice),
    ("the ledger raised", |random, report| {
        raised(random, report, ("ledger", "completeness", &["absent", "partial", "complete"]))
    }),
    ("another answer of explain", |random, report| other_word(random, report.get_mut("answer"), &["yes", "no", "unknown"])),
    ("another readiness", |random, report| other_word(random, report.get_mut("readiness"), &READINESS)),
    ("another readiness of a task", other_readiness_of_task),
    ("another status of a prerequisite", other_status),
    ("another connection of a workspace", other_connection),
    ("an assignment dropped", |random, report| dropped(random, report, "assignments")),
    ("an assignment raised", |random, report| assignment(random, report, raised_verdict)),
    ("an assignment that reaches fewer", |random, report| assignment(random, report, fewer)),
    ("an assignment of somebody else", |random, report| assignment(random, report, of_somebody_else)),
];

const READINESS: [&str; 4] = ["ready", "ready_after_activation", "cannot_tell", "not_ready"];
const STATUS: [&str; 5] = ["met", "probable", "indeterminate", "unknown", "not_met"];

fn dropped(random: &mut Random, report: &mut Value, key: &str) -> bool {
    if len(&report[key]) == 0 {
        return false;
    }
    let own = list(report, key);
    own.remove(random.below(own.len()));
    true
}

/// Forges one of the assignments that a report lists.
fn assignment(random: &mut Random, report: &mut Value, forge: impl Fn(&mut Value) -> bool) -> bool {
    match len(&report["assignments"]) {
        0 => false,
        count => forge(&mut report["assignments"][random.below(count)]),
    }
}

fn raised_verdict(own: &mut Value) -> bool {
    let verdict = &mut own["results"][0]["verdict"];
    let is_lower = *verdict != "allowed";
    *verdict = "allowed".into();
    is_lower
}

fn fewer(own: &mut Value) -> bool {
    let users = own["reaches"]["users"].as_u64().unwrap_or_default();
    own["reaches"]["users"] = users.saturating_sub(1).into();
    users > 0
}

fn of_somebody_else(own: &mut Value) -> bool {
    own["principal"] = person(PEOPLE).into();
    true
}

/// Takes a target, or a task, out of the answers as well.
fn without(report: &mut Value, is_gone: impl Fn(&Value) -> bool) {
    for class in list(report, "classes") {
        list(class, "results").retain(|result| !is_gone(result));
    }
}

fn target_dropped(random: &mut Random, report: &mut Value) -> bool {
    // A report of one question speaks of the scopes that it lists: with fewer of them it answers another question.
    let asks_one = report["question"]["reach"].is_string() || report["question"]["pack"] == "question";
    if len(&report["targets"]) == 0 || asks_one {
        return false;
    }
    let targets = list(report, "targets");
    let gone = targets.remove(random.below(targets.len()))["id"].clone();
    for result in list(report, "classes").iter_mut().flat_map(|class| list(class, "results")) {
        list(result, "targets").retain(|own| *own != gone);
    }
    without(report, |result| len(&result["targets"]) == 0 && result["verdict"] != "not_asked");
    true
}

fn task_dropped(random: &mut Random, report: &mut Value) -> bool {
    if len(&report["tasks"]) < 2 {
        return false;
    }
    let tasks = list(report, "tasks");
    let gone = tasks.remove(random.below(tasks.len()));
    without(report, |result| result["task"] == gone["id"] && result["pack"] == gone["pack"]);
    true
}

/// Says more of a list than is known: one step up.
fn raised(random: &mut Random, report: &mut Value, (key, part, steps): (&str, &str, &[&'static str])) -> bool {
    let next = |entry: &Value| {
        let at = steps.iter().position(|step| entry[part] == **step)?;
        steps.get(at + 1).copied()
    };
    if len(&report[key]) == 0 {
        return false;
    }
    let entries = list(report, key);
    let low: Vec<usize> = (0..entries.len()).filter(|&entry| next(&entries[entry]).is_some()).collect();
    if low.is_empty() {
        return false;
    }
    let entry = &mut entries[*random.one(&low)];
    entry[part] = next(entry).expect("a step").into();
    true
}

/// What is only listed is called proved, and no answer says any longer that it assumes it.
fn assumed_called_proved(random: &mut Random, report: &mut Value) -> bool {
    let coverage = report["coverage"].as_array().expect("coverage");
    let listed: Vec<usize> = (0..coverage.len()).filter(|&entry| coverage[entry]["state"] == "listed").collect();
    if listed.is_empty() {
        return false;
    }
    let number = *random.one(&listed);
    report["coverage"][number]["state"] = "proved".into();
    for result in list(report, "classes").iter_mut().flat_map(|class| list(class, "results")) {
        list(result, "assumes").retain(|own| *own != number);
    }
    true
}

fn coverage_twice(random: &mut Random, report: &mut Value) -> bool {
    let coverage = list(report, "coverage");
    let again = random.one(coverage).clone();
    coverage.push(again);
    true
}

fn other_word(random: &mut Random, word: Option<&mut Value>, words: &[&'static str]) -> bool {
    let Some(word) = word.filter(|word| word.is_string()) else { return false };
    let others: Vec<&str> = words.iter().copied().filter(|other| *word != **other).collect();
    *word = (*random.one(&others)).into();
    true
}

/// One of the entries of a list of some pack.
fn of_pack<'r>(random: &mut Random, report: &'r mut Value, key: &str) -> Option<&'r mut Value> {
    let packs = report.get_mut("packs")?.as_array_mut()?;
    let entries: Vec<&mut Value> = packs.iter_mut().filter_map(|pack| pack.get_mut(key)?.as_array_mut()).flatten().collect();
    let at = random.below(entries.len());
    entries.into_iter().nth(at)
}

fn other_readiness_of_task(random: &mut Random, report: &mut Value) -> bool {
    let Some(task) = of_pack(random, report, "tasks") else { return false };
    other_word(random, task.get_mut("readiness"), &READINESS)
}

fn other_status(random: &mut Random, report: &mut Value) -> bool {
    let Some(prerequisite) = of_pack(random, report, "prerequisites") else { return false };
    other_word(random, prerequisite.get_mut("status"), &STATUS)
}

fn other_connection(random: &mut Random, report: &mut Value) -> bool {
    let workspace = report["workspace"]["id"].clone();
    let Some(connected) = report.get_mut("connected") else { return false };
    *connected = match connected.as_array() {
        Some(known) if !known.is_empty() && random.percent(50) => Value::Null,
        Some(known) if known.is_empty() => vec![workspace].into(),
        Some(_) => Value::Array(Vec::new()),
        None => vec![workspace].into(),
    };
    true
}
