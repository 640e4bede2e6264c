//! Two states of random tenants, of which the second is cut as exports are: what `diff` says of them passes `verify`, and what somebody
//! changed in it does not.

use std::sync::Arc;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use rolecall::access::{RoleComparer, RoleDiff};
use rolecall::catalog::Catalog;
use rolecall::compare::{Comparing, TenantDiff, assumed, changed_definitions, comparable, compared_definitions};
use rolecall::export;
use rolecall::export::{Input, Loaded};
use rolecall::graph::TenantGraph;
use rolecall::model::{Facts, Notes, TaskPack};
use rolecall::pattern::Wildcards;
use rolecall::report::diff::{DiffReport, StateView};
use rolecall::source::Source;
use rolecall::verify;
use rolecall::verify::{DiffSources, Fault, Report};
use serde_json::Value;

use super::AT;
use super::cut::{Cut, Files, apply, cut, whole};
use super::world::{self, World};
use crate::support::numbers::number_of;

/// Pairs of states. `ROLECALL_DIFFS` asks for more.
const PAIRS: u32 = 60;

/// What another world has in place of this one's.
fn changed(world: &World, other: &World, parts: [bool; 6]) -> World {
    let mut changed = world.clone();
    let [roles, grants, denies, members, directory, parents] = parts;
    if roles {
        changed.roles.clone_from(&other.roles);
    }
    if grants {
        changed.grants.clone_from(&other.grants);
    }
    if denies {
        changed.denies.clone_from(&other.denies);
    }
    if members {
        changed.members.clone_from(&other.members);
    }
    if directory {
        changed.directory.clone_from(&other.directory);
    }
    if parents {
        changed.parents = other.parents;
    }
    changed
}

fn loaded(files: &Files) -> Option<Loaded> {
    let inputs: Vec<Input> = files.iter().map(|(name, text)| Input::new(Source::new(name.clone(), text.clone()))).collect();
    export::facts(&inputs).ok()
}

fn graph(facts: &Facts) -> TenantGraph {
    TenantGraph::build(facts.clone(), Catalog::embedded(), AT, &mut Notes::default())
}

/// What the program writes of two states.
fn report(states: [&Loaded; 2], packs: &[TaskPack]) -> Value {
    let tenants = states.map(|state| graph(&state.facts));
    let by = Comparing { packs, wildcards: Wildcards::Documented, only: None };
    let catalog = Catalog::embedded();
    let comparer = RoleComparer::new(&catalog, packs, Wildcards::Documented, rolecall::audit::role_tasks);
    let mut diff = TenantDiff::of(&tenants[0], &tenants[1], &by);
    let roles: Vec<RoleDiff> = comparer.diff_pairs(&compared_definitions(&tenants[0], &tenants[1]));
    diff.facts.extend(changed_definitions(tenants.each_ref(), &roles));
    let [old, new] = assumed(tenants.each_ref());
    let view = |side: usize, assumes| StateView { tenant: &tenants[side], inputs: &states[side].inputs, assumes };
    let report = DiffReport::new(&roles, &catalog, Wildcards::Documented, &[])
        .with_people(&diff, [view(0, &old), view(1, &new)])
        .with_packs(packs);
    serde_json::to_value(&report).expect("a document")
}

fn faults(report: &Value, states: [&Loaded; 2], packs: &[TaskPack]) -> Vec<Fault> {
    let report = Report::read(&Source::new("report.json", report.to_string())).expect("it is a report");
    let states = verify::vouched_states(&report, states.map(|state| &state.facts));
    let tenants = states.each_ref().map(graph);
    let compared = comparable(tenants.each_ref()).unwrap_or_else(|| states.clone());
    let catalog: Arc<Catalog> = Catalog::embedded();
    let (states, compared, catalogs) = (states.each_ref(), compared.each_ref(), [&*catalog; 2]);
    let sources = DiffSources { states, compared, catalogs, is_one_export: false, packs, at: AT };
    verify::replay_diff(&report, report.diff.as_ref().expect("a difference"), sources).faults
}

fn check(world: &World, other: &World, (parts, cuts): ([bool; 6], &[Cut]), pack: &TaskPack) -> Result<(), TestCaseError> {
    let before = whole(world);
    let mut after = whole(&changed(world, other, parts));
    for cut in cuts {
        apply(cut, &mut after);
    }
    let (Some(before), Some(after)) = (loaded(&before), loaded(&after)) else { return Ok(()) };
    let (states, packs) = ([&before, &after], std::slice::from_ref(pack));
    let honest = report(states, packs);
    let found = faults(&honest, states, packs);
    let messages: Vec<&str> = found.iter().map(|fault| fault.message.as_str()).collect();
    prop_assert!(found.is_empty(), "an honest report: {messages:#?}");
    for (what, forge) in FORGERIES {
        let mut forged = honest.clone();
        forge(&mut forged);
        if forged != honest {
            prop_assert!(!faults(&forged, states, packs).is_empty(), "{what}: the forged report passes");
        }
    }
    Ok(())
}

/// What somebody changes in a report.
type Forgery = (&'static str, fn(&mut Value));

/// Puts a value in place of another one, where there is one.
fn replace(report: &mut Value, place: &str, by: impl Into<Value>) {
    if let Some(own) = report.pointer_mut(place) {
        *own = by.into();
    }
}

const FORGERIES: [Forgery; 6] = [
    ("people whose tasks moved are left out, and not counted", |report| {
        if report["principals"].as_array_mut().is_some_and(|moved| moved.pop().is_some()) {
            replace(report, "/answer/gained", 0);
        }
    }),
    ("a gain is called smaller", |report| {
        if report.pointer("/principals/0/gained/0/after").is_some_and(|after| after == "allowed") {
            replace(report, "/principals/0/gained/0/after", "conditional");
        }
    }),
    ("a change is left out", |report| {
        if let Some(changes) = report["changes"].as_array_mut() {
            changes.retain(|change| change["kind"] == "role-definition");
        }
    }),
    ("an Entra role goes to somebody else", |report| {
        replace(report, "/directory_roles/0/principals/0/id", world::person(90));
    }),
    ("what was gained is called lost", |report| {
        let first = report.pointer("/operations/0/actions/0");
        let is_plain = first.is_some_and(|own| own["otherwise_conditioned"] == false && own["condition"].is_null());
        if is_plain && report.pointer("/operations/0/by_deny").is_some_and(|own| own == false) {
            let other = if report["operations"][0]["change"] == "gained" { "lost" } else { "gained" };
            replace(report, "/operations/0/change", other);
        }
    }),
    ("something that cannot be compared is left out", |report| {
        if let Some(lists) = report["not_compared"].as_array_mut() {
            lists.retain(|list| list["kind"] != "role-assignments");
        }
    }),
];

#[test]
fn diff_of_random_tenants_passes_verify_and_forged_ones_do_not() {
    let pack = world::pack();
    let cases = number_of("ROLECALL_DIFFS", PAIRS);
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 512, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[21; 32]));
    let cuts = prop::collection::vec(cut(), 0..3);
    let pairs = (world::world(), world::world(), any::<[bool; 6]>(), cuts);
    let run = runner.run(&pairs, |(world, other, parts, cuts)| check(&world, &other, (parts, &cuts), &pack));
    if let Err(TestError::Fail(reason, (world, other, parts, cuts))) = run {
        panic!("{reason}\n{parts:?} {cuts:?}\n{world:#?}\n{other:#?}");
    }
}
