//! `who-can` and `where-can` against the second evaluator: on random tenants, of everybody, at every scope.

use std::cell::Cell;

use proptest::prop_assert;
use proptest::test_runner::TestCaseError;
use rolecall::audit::AskedTask;
use rolecall::catalog::Catalog;
use rolecall::decide::{RestsOn, Verdict};
use rolecall::explain::{AskedScopes, action_task, any_action_task, role_task, scope_targets};
use rolecall::graph::TenantGraph;
use rolecall::model::{Guid, Notes, ObjectId, Plane, PrincipalId, TargetKind};
use rolecall::pattern::Wildcards;
use rolecall::report::{Format, Look, WhoCanReport, Writable as _};
use rolecall::source::Source;
use rolecall::verify;
use rolecall::verify::{ReplaySources, Report};
use rolecall::who_can::{DirectAnswers, DirectAssignment, WhoCan, WhoCanQuestion, direct, where_can, who_can};

use super::evaluate::Naive;
use super::permissions::answered;
use super::world::{Grant, PATTERNS, PEOPLE, ROLES, SCOPES, World, person, role_id};
use super::{AT, for_worlds, read_exports};
use crate::support::numbers::tenants;

/// A question for each number: all of a pattern in either plane, any of it in either plane or in both, or a role of the tenant.
fn asked(number: usize) -> AskedTask {
    let kind = TargetKind::Resource;
    match number % (5 * PATTERNS.len() + ROLES) {
        role if role < ROLES => {
            let id = Guid::parse(&role_id(role)).expect("an id");
            role_task(id, "one of its roles", kind)
        }
        pattern => {
            let (reading, pattern) = ((pattern - ROLES) % 5, PATTERNS[(pattern - ROLES) / 5].trim());
            match reading {
                plane if plane < 2 => action_task(Plane::ALL[plane], pattern, kind),
                both => any_action_task(Plane::ALL.get(both - 2).copied(), pattern, kind),
            }
        }
    }
}

/// One question about everybody in a world, and about one of them alone.
fn check(world: &World, number: usize) -> Result<(), TestCaseError> {
    let tenant = TenantGraph::build(read_exports(world).facts, Catalog::embedded(), AT, &mut Notes::default());
    let wildcards = if number.is_multiple_of(3) { Wildcards::Strict } else { Wildcards::Documented };
    let asked = asked(number);
    let targets = scope_targets(&tenant, &SCOPES.map(str::to_owned), AskedScopes::At);
    let (reach, principals) = (AskedScopes::At, Vec::new());
    let question = WhoCanQuestion { asked: asked.clone(), targets, reach, principals, wildcards, all: true };
    let everybody = who_can(&tenant, question.clone());
    let known = |who: usize| -> Option<PrincipalId> { tenant.facts().principals.lookup(&ObjectId::parse(&person(who))) };
    for (who, id) in (0..PEOPLE).filter_map(|who| Some((who, known(who)?))) {
        let naive = Naive { world, who, strict: wildcards == Wildcards::Strict, active: Vec::new() };
        let alone = (who == number % PEOPLE).then(|| where_can(&tenant, id, question.clone()).answer);
        for (scope, name) in SCOPES.iter().enumerate() {
            let expected = naive.task(&asked.task, Some(scope)).0;
            let mut answers = std::iter::once(&everybody).chain(&alone).map(|found| answered(found, id, name));
            if let Some(got) = answers.find(|got| *got != expected) {
                let (who, what) = (person(who), &asked.task.id);
                let says = format!("the engine says {got:?}, the rules {expected:?}");
                return Err(TestCaseError::fail(format!("{who} and {what} at {name} ({wildcards:?}): {says}")));
            }
        }
    }
    Ok(())
}

/// What each assignment gives by itself: what its holder may do in the same world without any other assignment.
fn check_alone(world: &World, number: usize) -> Result<(), TestCaseError> {
    let tenant = TenantGraph::build(read_exports(world).facts, Catalog::embedded(), AT, &mut Notes::default());
    let wildcards = if number.is_multiple_of(3) { Wildcards::Strict } else { Wildcards::Documented };
    let asked = asked(number);
    let targets = scope_targets(&tenant, &SCOPES.map(str::to_owned), AskedScopes::At);
    let (reach, principals) = (AskedScopes::At, Vec::new());
    let found = who_can(&tenant, WhoCanQuestion { asked: asked.clone(), targets, reach, principals, wildcards, all: false });
    let given = direct(&tenant, &found);
    for grant in world.grants.iter().filter(|grant| !grant.over) {
        let (grants, directory) = (vec![grant.clone()], Vec::new());
        let alone = World { grants, directory, assignments_partial: false, directory_partial: false, ..world.clone() };
        let naive = Naive { world: &alone, who: grant.who, strict: wildcards == Wildcards::Strict, active: Vec::new() };
        for (scope, name) in SCOPES.iter().enumerate() {
            let (expected, got) = (naive.task(&asked.task, Some(scope)).0, alone_at(&tenant, (&found, &given), grant, name));
            if got != expected {
                let (who, what) = (person(grant.who), &asked.task.id);
                let says = format!("the engine says {got:?}, the rules {expected:?}");
                let message = format!("{grant:?} of {who} and {what} at {name} ({wildcards:?}): {says}");
                return Err(TestCaseError::fail(message));
            }
        }
    }
    Ok(())
}

/// What the engine says that an assignment gives at a scope.
fn alone_at(tenant: &TenantGraph, (found, given): (&WhoCan, &DirectAnswers), grant: &Grant, scope: &str) -> Verdict {
    let facts = tenant.facts();
    let is_meant = |own: &&DirectAssignment| {
        let RestsOn::Role(terms) = own.alone.gives else { return false };
        facts.principals.id(own.alone.principal).to_string() == person(grant.who)
            && facts.roles.id(terms.role).to_string() == role_id(grant.role)
            && facts.scopes.text(terms.scope).eq_ignore_ascii_case(SCOPES[grant.at])
            && terms.eligible == grant.eligible
    };
    let id = if scope == "/" { "tenant" } else { scope };
    let is_target = |&target: &usize| found.outcome.targets[target].id.eq_ignore_ascii_case(id);
    let results = given.assignments.iter().filter(is_meant).flat_map(|own| &own.alone.answers.results);
    let here = results.filter(|result| result.targets.iter().any(is_target)).map(|result| result.decision.verdict);
    here.max().unwrap_or(Verdict::NotAllowed)
}

#[test]
fn who_can_direct_is_what_a_second_evaluator_says() {
    let number = Cell::new(53);
    for_worlds(53, tenants() / 2, |world| {
        number.set(number.get() + 1);
        check_alone(world, number.get())
    });
}

fn check_worlds(seed: u8) {
    let number = Cell::new(usize::from(seed));
    for_worlds(seed, tenants() / 2, |world| {
        number.set(number.get() + 1);
        check(world, number.get())
    });
}

/// `verify` takes what the engine says of any action of a pattern, and its examples.
#[test]
fn who_can_any_is_taken_by_verify() {
    let number = Cell::new(0_usize);
    for_worlds(54, tenants() / 8, |world| {
        number.set(number.get() + 1);
        let loaded = read_exports(world);
        let (facts, inputs) = (loaded.facts.clone(), loaded.inputs);
        let tenant = TenantGraph::build(loaded.facts, Catalog::embedded(), AT, &mut Notes::default());
        let wildcards = if number.get().is_multiple_of(3) { Wildcards::Strict } else { Wildcards::Documented };
        let (plane, pattern) = (Plane::ALL.get(number.get() % 3).copied(), PATTERNS[number.get() % PATTERNS.len()]);
        let asked = any_action_task(plane, pattern, TargetKind::Resource);
        let targets = scope_targets(&tenant, &SCOPES.map(str::to_owned), AskedScopes::At);
        let (reach, principals) = (AskedScopes::Below, Vec::new());
        let found = who_can(&tenant, WhoCanQuestion { asked, targets, reach, principals, wildcards, all: true });
        let mut text = Vec::new();
        let report = WhoCanReport::new(&found, &tenant, &inputs, &[]);
        report.write(Format::Json, &Look::default(), &mut text).expect("memory takes it");
        let text = String::from_utf8(text).expect("text");
        let report = Report::read(&Source::new("report.json", text.clone())).expect("it is a report");
        let sources = ReplaySources { facts: &facts, catalog: &Catalog::embedded(), packs: &[], at: AT };
        let faults = verify::replay(&report, sources).faults;
        prop_assert!(faults.is_empty(), "{pattern} {plane:?} {wildcards:?}: {faults:#?}\n{text}");
        Ok(())
    });
}

/// Half of the worlds: the halves run side by side.
#[test]
fn who_can_and_where_can_are_what_a_second_evaluator_says() {
    check_worlds(51);
}

/// The other half.
#[test]
fn who_can_and_where_can_are_what_a_second_evaluator_says_again() {
    check_worlds(52);
}
