//! A report of `diff` about two exports of a tenant, held against both.
//!
//! Which rows can be compared is given ([`DiffSources`]): each state has the rows of the other one of which it has no whole list. All
//! that the report concludes from the two states is worked out from the rules: the rows that differ (`changes.rs`), every answer in both
//! (`tasks.rs`), Entra roles (`directory.rs`), actions (`operations.rs`, `denied.rs`), what leads to access (`leads.rs`), and the
//! lists that are not whole (`not_compared.rs`), and role definitions (`roles.rs`).

mod changes;
mod conditions;
mod denied;
mod directory;
mod leads;
mod not_compared;
mod operations;
mod roles;
mod rows;
pub(super) mod sources;
pub(super) mod state;
mod tasks;

use std::collections::BTreeSet;

pub use sources::DiffSources;

use super::beside::SideClaim;
use super::diff_claims::{DiffAnswerClaim, DiffClaims, MoveClaim, TrendClaim};
use super::fault::{Fault, Why};
use super::replay::Replay;
use super::report::Report;
use super::scope::of_report;
use super::stated;
use super::task_moves;
use crate::model::Facts;
use sources::{CatalogAt, ReportedDiff};
use state::StateGround;

/// Holds a report of `diff` against both exports.
pub fn replay_diff<'a>(report: &Report, claims: &DiffClaims, sources: DiffSources<'a>) -> Replay {
    let mut replay = Replay { vouched: report.vouched_names(), ..Replay::default() };
    replay.believed.extend(believed(claims));
    let faults = &mut replay.faults;
    let [shipped_before, shipped_after] = sources.catalogs.map(|catalog| CatalogAt { catalog, at: sources.at });
    let states = |[old, new]: [&'a Facts; 2]| {
        [StateGround::new(report, old, shipped_before), StateGround::new(report, new, shipped_after)]
    };
    let ([old, new], [before, after]) = (states(sources.compared), states(sources.states));
    if sources.is_one_export {
        faults.extend(of_one_export(claims));
    } else {
        changes::compare(claims, [&before, &after], [&old, &new], faults);
    }
    for (side, facts) in [SideClaim::Old, SideClaim::New].into_iter().zip(sources.states).filter(|_| !sources.is_one_export) {
        stated::inputs(report, (Some(side), facts), faults);
    }
    replay.proofs = task_moves::replay_because(&claims.principals, [&old.records, &new.records], faults);
    let reported = ReportedDiff { report, claims, packs: sources.packs };
    replay.decided = tasks::compare(reported, [&old, &new], faults);
    replay.decided += operations::compare(reported, [&old, &new], faults);
    replay.decided += denied::compare(claims, [&old, &new], faults);
    directory::compare(claims, [&old, &new], faults);
    leads::compare(claims, [&before, &after], faults);
    if !sources.is_one_export {
        not_compared::compare(reported, [&before, &after], faults);
    }
    replay.decided += roles::compare(report, claims, &sources, faults);
    faults.extend(other_answer(claims));
    replay
}

/// What is taken from a report as it is.
fn believed(claims: &DiffClaims) -> impl Iterator<Item = &'static str> {
    let is_open = claims.operations.iter().any(|found| found.undecided);
    let open = is_open.then_some("what the report could not work out (undecided)");
    let lists = not_compared::believes(claims)
        .then_some("which lists of groups, of their schedules and of conditions cannot be compared");
    open.into_iter().chain(lists)
}

/// What cannot be where both states are read from one export: rows that differ, and lists that only one state has.
fn of_one_export(claims: &DiffClaims) -> Vec<Fault> {
    let changes = claims.changes.first().map(|first| ("changes", claims.changes.len(), first.kind.clone()));
    let lists = claims.not_compared.first();
    let lists = lists.map(|first| ("lists that cannot be compared", claims.not_compared.len(), first.kind.clone()));
    let made_up = changes.into_iter().chain(lists);
    made_up.map(|(what, count, first)| of_report(&Why::MadeUp { what, count, first })).collect()
}

/// The answer in numbers, against what the report lists.
fn other_answer(claims: &DiffClaims) -> Option<Fault> {
    let said = &claims.answer;
    let is = DiffAnswerClaim {
        gained: people(claims, TrendClaim::Gained),
        lost: people(claims, TrendClaim::Lost),
        changes: claims.changes.len(),
        open: claims.not_compared.iter().any(|found| found.open) || claims.operations.iter().any(|found| found.undecided),
    };
    let shown = |own: &DiffAnswerClaim| {
        format!("{} gained, {} lost, {} changed, open: {}", own.gained, own.lost, own.changes, own.open)
    };
    (*said != is).then(|| of_report(&Why::OtherStatus { said: shown(said), is: shown(&is) }))
}

/// How many people gained or lost something.
fn people(claims: &DiffClaims, trend: TrendClaim) -> usize {
    let has = |moved: &&MoveClaim| if trend == TrendClaim::Gained { !moved.gained.is_empty() } else { !moved.lost.is_empty() };
    let tasks = claims.principals.iter().filter(has).flat_map(|moved| &moved.principals);
    let operations = claims.operations.iter().filter(|moved| moved.change == trend && !moved.actions.is_empty());
    let directory = claims.directory_roles.iter().filter(|moved| moved.change == trend).flat_map(|moved| &moved.principals);
    let all = tasks.chain(operations.flat_map(|moved| &moved.principals)).chain(directory);
    all.map(|person| person.id.as_str()).collect::<BTreeSet<&str>>().len()
}
