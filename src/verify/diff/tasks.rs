//! The tasks that people gained and lost: every answer decided again in both states.

use std::collections::{BTreeMap, BTreeSet};

use super::sources::ReportedDiff;
use super::state::StateGround;
use crate::model::{ObjectId, TaskPack};
use crate::verify::claims::{TargetClaim, VerdictClaim};
use crate::verify::diff_claims::DiffClaims;
use crate::verify::fault::{Fault, Why};
use crate::verify::redecide::{AskedAgain, Redecision};
use crate::verify::report::Report;
use crate::verify::scope::{self, StandIns};
use crate::verify::task_moves::{AskedQuestion, MovedAnswers, Verdicts, compare as compare_moves, is_move, misplaced, said};

/// Holds the tasks that a report says were gained and lost against those that follow from both states: how many answers were decided.
pub(super) fn compare(reported: ReportedDiff<'_>, states: [&StateGround<'_>; 2], faults: &mut Vec<Fault>) -> usize {
    let ReportedDiff { report, claims, packs } = reported;
    let asked: Vec<AskedAgain<'_>> = asked(claims, packs);
    let [old, new] = states;
    let reports = [(old, new), (new, old)].map(|(own, other)| with_targets(report, &asked, (own, other)));
    let [in_old, in_new] = &reports;
    let again = [old.redecide(in_old, asked.clone(), new), new.redecide(in_new, asked.clone(), old)];
    let (mut is, mut count, mut open) = (MovedAnswers::new(), 0, BTreeSet::new());
    let principals = states.map(|state| state.facts.principals.ids().map(|id| state.facts.principals.id(id)));
    for id in principals.into_iter().flatten().collect::<BTreeSet<&ObjectId>>() {
        for (key, verdicts) in answers(&again, states, id) {
            count += 1;
            match verdicts {
                Some(verdicts) if is_move(verdicts) => drop(is.insert(key, verdicts)),
                Some(_) => {}
                // The strings could not all be looked at: nothing is held against the report.
                None => drop(open.insert(key)),
            }
        }
    }
    let mut said = said(&claims.principals);
    said.retain(|key, _| !open.contains(key));
    compare_moves(&said, &is, faults);
    faults.extend(misplaced(&claims.principals));
    faults.extend(other_packs(claims, packs));
    count
}

/// The packs of the report that are not at hand; and that it asks none, which `diff` never does.
fn other_packs(claims: &DiffClaims, packs: &[TaskPack]) -> Option<Fault> {
    let is_known = |id: &&String| packs.iter().any(|pack| pack.id == **id);
    let unknown: Vec<&String> = claims.packs.iter().filter(|id| !is_known(id)).collect();
    let what = "packs";
    let why = match (claims.packs.is_empty(), unknown.first()) {
        (true, _) => Why::LeftOut { what, count: 1, first: packs.first()?.id.clone() },
        (false, Some(first)) => Why::MadeUp { what, count: unknown.len(), first: (*first).clone() },
        (false, None) => return None,
    };
    Some(scope::of_report(&why))
}

fn asked<'a>(claims: &DiffClaims, packs: &'a [TaskPack]) -> Vec<AskedAgain<'a>> {
    let named = packs.iter().filter(|pack| claims.packs.contains(&pack.id));
    let mut seen = BTreeSet::new();
    let once = named.filter(|pack| seen.insert(pack.id.as_str()));
    once.flat_map(|pack| pack.tasks.iter().map(|task| AskedAgain { pack: &pack.id, task })).collect()
}

/// The report as if it named what the tasks are asked of.
fn with_targets(report: &Report, asked: &[AskedAgain<'_>], (own, other): (&StateGround<'_>, &StateGround<'_>)) -> Report {
    let empty = report.asking_of(Vec::new());
    let draft = own.redecide(&empty, asked.to_vec(), other);
    let targets = scope::wanted_targets(&draft, StandIns::WholeSubscriptions);
    let claim = |(id, kind): (String, &'static str)| TargetClaim { id, kind: kind.to_owned() };
    report.asking_of(targets.into_iter().map(claim).collect())
}

/// The answers of a principal before and after; none where not every string was looked at. Whoever a state does not know can do nothing
/// there, and nothing is done to a target that it does not know.
fn answers(
    again: &[Redecision<'_>; 2],
    states: [&StateGround<'_>; 2],
    id: &ObjectId,
) -> BTreeMap<AskedQuestion, Option<Verdicts>> {
    let mut found: BTreeMap<AskedQuestion, Option<Verdicts>> = BTreeMap::new();
    for ((side, again), state) in (0..).zip(again).zip(states) {
        let Some(decided) = state.principal(id).map(|principal| again.decided(principal)) else { continue };
        for (number, asked) in again.asked.iter().enumerate() {
            for &target in again.targets.of(number) {
                let answer = again.answer(&decided, number, target);
                let key = (id.to_string(), asked.pack.to_owned(), asked.task.id.clone(), target.id.to_ascii_lowercase());
                let verdicts = found.entry(key).or_insert(Some([VerdictClaim::NotAllowed; 2]));
                if !answer.complete {
                    *verdicts = None;
                }
                if let Some(own) = verdicts.as_mut().and_then(|verdicts| verdicts.get_mut(side)) {
                    *own = answer.verdict;
                }
            }
        }
    }
    found
}
