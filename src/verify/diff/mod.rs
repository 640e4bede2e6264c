//! A report of `diff` about two exports of a tenant, held against both.
//!
//! Which rows can be compared is given ([`DiffSources`]): each state has the rows of the other one of which it has no whole list. All
//! that the report concludes from the two states is worked out from the rules: the rows that differ (`changes.rs`), every answer in both
//! (`tasks.rs`), Entra roles (`directory.rs`), actions (`operations.rs`), and the lists that are not whole (`not_compared.rs`).

mod changes;
mod directory;
mod not_compared;
mod operations;
mod rows;
mod sources;
mod state;
mod tasks;

use std::collections::BTreeSet;

pub use sources::DiffSources;

use super::diff_claims::{DiffAnswerClaim, DiffClaims, MoveClaim, TrendClaim};
use super::fault::{Fault, Why};
use super::replay::Replay;
use super::report::Report;
use super::scope::of_report;
use sources::ReportedDiff;
use state::StateGround;

/// Holds a report of `diff` against both exports.
pub fn replay_diff(report: &Report, claims: &DiffClaims, sources: DiffSources<'_>) -> Replay {
    let mut replay = Replay { vouched: report.vouched_names(), ..Replay::default() };
    let faults = &mut replay.faults;
    let [old, new] = sources.compared.map(|facts| StateGround::new(report, facts, &sources));
    let [before, after] = sources.states.map(|facts| StateGround::new(report, facts, &sources));
    changes::compare(claims, [&before, &after], [&old, &new], faults);
    replay.proofs = tasks::replay_because(claims, [&old, &new], faults);
    let reported = ReportedDiff { report, claims, packs: sources.packs };
    replay.decided = tasks::compare(reported, [&old, &new], faults);
    replay.decided += operations::compare(reported, [&old, &new], faults);
    directory::compare(claims, [&old, &new], faults);
    not_compared::compare(reported, [&before, &after], faults);
    faults.extend(other_answer(claims));
    replay
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
