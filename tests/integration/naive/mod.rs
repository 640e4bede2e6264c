//! The engine against a second implementation: random small tenants, written as exports, read, decided, and decided again.

#![expect(
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::needless_pass_by_value,
    clippy::struct_excessive_bools,
    clippy::nonminimal_bool,
    reason = "written to be read beside the rules: flat tables, indexed by their own numbers"
)]

mod cut;
mod diffs;
mod evaluate;
mod exports;
mod forged;
mod permissions;
mod proofs;
mod questions;
mod world;

use proptest::prop_assert;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use rolecall::audit;
use rolecall::audit::{Outcome, TargetFilter, TaskOptions};
use rolecall::catalog::Catalog;
use rolecall::decide::{Basis, Verdict};
use rolecall::export;
use rolecall::export::Input;
use rolecall::graph::TenantGraph;
use rolecall::model::{ExportKind, Notes, ObjectId, TaskPack};
use rolecall::pattern::Wildcards;
use rolecall::source::Source;

use crate::support::numbers::tenants;
use evaluate::Naive;
use world::{PEOPLE, SCOPES, World, person};

/// The instant that is answered for.
const AT: i64 = 1_780_000_000;

/// What a world's exports say.
fn read_exports(world: &World) -> export::Loaded {
    let inputs: Vec<Input> =
        exports::exports(world).into_iter().map(|(name, text)| Input::new(Source::new(name, text))).collect();
    let mut loaded = export::facts(&inputs).expect("exports are sound");
    if !world.assignments_partial {
        // An empty page of ARM does not say what it is a page of.
        loaded.facts.vouched.push(ExportKind::RoleAssignments);
    }
    loaded
}

/// Reads a world's exports and answers every task for everybody.
fn outcome(world: &World, pack: &TaskPack, wildcards: Wildcards) -> (TenantGraph, Outcome) {
    let tenant = TenantGraph::build(read_exports(world).facts, Catalog::embedded(), AT, &mut Notes::default());
    let options = TaskOptions { targets: TargetFilter::default(), principals: Vec::new(), wildcards, all: true };
    let outcome = audit::tasks(&tenant, std::slice::from_ref(pack), &options);
    (tenant, outcome)
}

/// The engine's answer for a principal, a task and a target, as far as it gives one.
fn answer(
    tenant: &TenantGraph,
    outcome: &Outcome,
    (who, task, target): (usize, usize, &str),
) -> Option<(Verdict, Option<Basis>)> {
    let who = tenant.facts().principals.lookup(&ObjectId::parse(&person(who)))?;
    let class = outcome.classes.iter().find(|class| class.principals.contains(&who))?;
    let target = outcome.targets.iter().position(|known| known.id.eq_ignore_ascii_case(target))?;
    let result = class.results.iter().find(|result| result.task == task && result.targets.contains(&target))?;
    Some((result.decision.verdict, result.decision.basis))
}

/// Every question of a world: who, which task, which target as scope and as id.
fn questions(pack: &TaskPack) -> Vec<(usize, usize, Option<usize>, &'static str)> {
    let mut all = Vec::new();
    for who in 0..PEOPLE {
        for (task, asked) in pack.tasks.iter().enumerate() {
            match asked.target.name() {
                "tenant" => all.push((who, task, None, "tenant")),
                "subscription" => all.extend([4, 8].map(|scope| (who, task, Some(scope), SCOPES[scope]))),
                _ => all.push((who, task, Some(world::WORKSPACE), SCOPES[world::WORKSPACE])),
            }
        }
    }
    all
}

fn check_world(world: &World, pack: &TaskPack, readings: &[Wildcards]) -> Result<(), TestCaseError> {
    for &wildcards in readings {
        let (tenant, outcome) = outcome(world, pack, wildcards);
        for (who, task, scope, target) in questions(pack) {
            let Some(got) = answer(&tenant, &outcome, (who, task, target)) else { continue };
            let naive = Naive { world, who, strict: wildcards == Wildcards::Strict, active: Vec::new() };
            let expected = naive.task(&pack.tasks[task], scope);
            if got != expected {
                return Err(TestCaseError::fail(format!(
                    "{} for task-{task} on {target} ({wildcards:?}): the engine says {got:?}, the rules {expected:?}",
                    person(who)
                )));
            }
        }
    }
    Ok(())
}

/// Random worlds, the same ones at every run.
fn for_worlds(seed: u8, cases: u32, check: impl Fn(&World) -> Result<(), TestCaseError>) {
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 2048, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]));
    if let Err(TestError::Fail(reason, world)) = runner.run(&world::world(), |world: World| check(&world)) {
        let files: Vec<String> = exports::exports(&world).iter().map(|(name, text)| format!("--- {name}\n{text}")).collect();
        panic!("{reason}\n{world:#?}\n{}", files.join("\n"));
    }
}

/// Half of the worlds: the halves run side by side.
#[test]
fn decide_a_second_evaluator_agrees() {
    let pack = world::pack();
    for_worlds(7, tenants() / 2, |world| check_world(world, &pack, &[Wildcards::Documented, Wildcards::Strict]));
}

/// The other half, in the reading that is documented.
#[test]
fn decide_a_second_evaluator_agrees_again() {
    let pack = world::pack();
    for_worlds(8, tenants() / 2, |world| check_world(world, &pack, &[Wildcards::Documented]));
}

/// No answer of the poorer world is better than that of the richer one.
fn never_better(poorer: &World, richer: &World, wildcards: [Wildcards; 2]) -> Result<(), TestCaseError> {
    let pack = world::pack();
    let (poor, rich) = (outcome(poorer, &pack, wildcards[0]), outcome(richer, &pack, wildcards[1]));
    for (who, task, _, target) in questions(&pack) {
        let of = |(tenant, outcome): &(TenantGraph, Outcome)| {
            answer(tenant, outcome, (who, task, target)).map(|(verdict, _)| verdict)
        };
        if let (Some(less), Some(more)) = (of(&poor), of(&rich))
            && less > more
        {
            return Err(TestCaseError::fail(format!("{} for task-{task} on {target}: {less:?} > {more:?}", person(who))));
        }
    }
    Ok(())
}

const DOCUMENTED: [Wildcards; 2] = [Wildcards::Documented; 2];

#[test]
fn decide_adding_a_deny_never_raises_a_verdict() {
    for_worlds(1, 1_000, |world| {
        let mut less = world.clone();
        less.denies.pop();
        never_better(world, &less, DOCUMENTED)
    });
}

/// Where exports are partial, a no is unknown, while a grant that is denied is blocked: the laws are about complete ones.
fn complete(world: &World) -> World {
    World { assignments_partial: false, directory_partial: false, ..world.clone() }
}

#[test]
fn decide_adding_a_grant_never_lowers_a_verdict() {
    for_worlds(2, 1_000, |world| {
        let more = complete(world);
        let mut less = more.clone();
        if less.grants.pop().is_none() {
            less.directory.pop();
        }
        never_better(&less, &more, DOCUMENTED)
    });
}

#[test]
fn decide_conditions_only_narrow() {
    for_worlds(3, 1_000, |world| {
        let narrowed = complete(world);
        let mut free = narrowed.clone();
        for grant in &mut free.grants {
            grant.narrowed = world::Narrowed::No;
        }
        never_better(&narrowed, &free, DOCUMENTED)
    });
}

/// Exceptions match less under the strict reading, and so do denies: the law is about what is granted (R-PAT-4).
#[test]
fn decide_strict_wildcards_never_grant_more() {
    for_worlds(4, 1_000, |world| {
        let mut plain = World { denies: Vec::new(), ..world.clone() };
        for block in plain.roles.iter_mut().flat_map(|role| &mut role.blocks) {
            block.lists[1].clear();
            block.lists[3].clear();
            block.condition = None;
        }
        for grant in &mut plain.grants {
            grant.narrowed = world::Narrowed::No;
        }
        // A named role asks for less where its own patterns match less: only questions for actions have the law.
        let pack = world::pack();
        let (strict, documented) = (outcome(&plain, &pack, Wildcards::Strict), outcome(&plain, &pack, Wildcards::Documented));
        for (who, task, _, target) in questions(&pack).into_iter().filter(|(_, task, _, _)| [0, 1, 4].contains(task)) {
            let of = |(tenant, outcome): &(TenantGraph, Outcome)| answer(tenant, outcome, (who, task, target));
            if let (Some(less), Some(more)) = (of(&strict), of(&documented)) {
                prop_assert!(less.0 <= more.0, "{} for task-{task} on {target}: {less:?} > {more:?}", person(who));
            }
        }
        Ok(())
    });
}

#[test]
fn decide_nearest_misses_of_contoso_do_what_they_say() {
    let proved = crate::remediate::prove_contoso().unwrap_or_else(|wrong| panic!("{wrong}"));
    assert!(proved > 300, "only {proved} suggestions");
}

#[test]
fn decide_nearest_misses_do_what_they_say() {
    let packs = [world::pack()];
    // Each suggestion is proved by building the tenant anew: a few people of a few worlds.
    for_worlds(11, 12, |world| {
        let proved = crate::remediate::prove_all(&read_exports(world).facts, AT, &packs, &|id| id.index() % 4 == 1);
        proved.map(drop).map_err(TestCaseError::fail)
    });
}
