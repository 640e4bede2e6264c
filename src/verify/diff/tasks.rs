//! The tasks that people gained and lost: every answer decided again in both states.

use std::collections::{BTreeMap, BTreeSet};

use super::sources::ReportedDiff;
use super::state::StateGround;
use crate::model::{ObjectId, TaskPack};
use crate::verify::claims::{StepKindClaim, TargetClaim, VerdictClaim};
use crate::verify::diff_claims::{DiffClaims, TaskMoveClaim};
use crate::verify::fault::{Fault, Why};
use crate::verify::redecide::{AskedAgain, Redecision};
use crate::verify::report::Report;
use crate::verify::scope::{self, StandIns};

/// A principal, a task of a pack, and a target in lower case.
type AskedQuestion = (String, String, String, String);

/// The answers before and after.
type Verdicts = [VerdictClaim; 2];

/// Looks the records up that better answers are said to rest on: how many there are.
pub(super) fn replay_because(claims: &DiffClaims, states: [&StateGround<'_>; 2], faults: &mut Vec<Fault>) -> usize {
    let [old, new] = states;
    let mut count = 0;
    for moved in &claims.principals {
        let principal = moved.principals.first().map(|person| person.id.as_str()).unwrap_or_default();
        let all = moved.gained.iter().map(|task| (task, new)).chain(moved.lost.iter().map(|task| (task, old)));
        for (task, state) in all {
            for (number, because) in task.because.iter().enumerate() {
                count += 1;
                // Rows of the other state have no record in this one.
                if because.input.is_none() || because.kind == StepKindClaim::Deny {
                    continue;
                }
                let holder = state.records.principal(&because.holder.id);
                if let Err(why) = holder.and_then(|holder| state.records.gift(&because.step(), &[holder])) {
                    let target = task.targets.first().cloned().unwrap_or_default();
                    faults.push(Fault {
                        principal: principal.to_owned(),
                        task: task.task.clone(),
                        pack: task.pack.clone(),
                        target,
                        step: Some(number + 1),
                        place: None,
                        code: why.code(),
                        message: why.to_string(),
                    });
                }
            }
        }
    }
    count
}

/// Holds the tasks that a report says were gained and lost against those that follow from both states: how many answers were decided.
pub(super) fn compare(reported: ReportedDiff<'_>, states: [&StateGround<'_>; 2], faults: &mut Vec<Fault>) -> usize {
    let ReportedDiff { report, claims, packs } = reported;
    let asked: Vec<AskedAgain<'_>> = asked(claims, packs);
    let [old, new] = states;
    let reports = [(old, new), (new, old)].map(|(own, other)| with_targets(report, &asked, (own, other)));
    let [in_old, in_new] = &reports;
    let again = [old.redecide(in_old, asked.clone(), new), new.redecide(in_new, asked.clone(), old)];
    let (mut is, mut count, mut open) = (BTreeMap::new(), 0, BTreeSet::new());
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
    let said: BTreeMap<AskedQuestion, Verdicts> = said(claims).into_iter().filter(|(key, _)| !open.contains(key)).collect();
    let lines = |all: &BTreeMap<AskedQuestion, Verdicts>| all.iter().map(line).collect();
    scope::compare("tasks gained or lost", &lines(&said), &lines(&is), faults);
    faults.extend(misplaced(claims));
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

/// Whether it is a gain or a loss: from no to unknown, or back, is neither (R-EVAL-9).
fn is_move([before, after]: Verdicts) -> bool {
    before != after && before.max(after) >= VerdictClaim::Conditional
}

fn said(claims: &DiffClaims) -> BTreeMap<AskedQuestion, Verdicts> {
    let mut found = BTreeMap::new();
    for moved in &claims.principals {
        for task in moved.gained.iter().chain(&moved.lost) {
            for (person, target) in moved.principals.iter().flat_map(|person| task.targets.iter().map(move |to| (person, to))) {
                let id = ObjectId::parse(&person.id).to_string();
                let key = (id, task.pack.clone(), task.task.clone(), target.to_ascii_lowercase());
                found.insert(key, [task.before, task.after]);
            }
        }
    }
    found
}

/// What is called a gain and is none, or a loss.
fn misplaced(claims: &DiffClaims) -> Vec<Fault> {
    let wrong = |task: &&TaskMoveClaim, gained: bool| (task.after > task.before) != gained;
    let tasks = claims.principals.iter().flat_map(|moved| {
        let gained = moved.gained.iter().filter(|task| wrong(task, true));
        gained.chain(moved.lost.iter().filter(|task| wrong(task, false)))
    });
    let why = |task: &TaskMoveClaim| Why::OtherStatus {
        said: if task.after > task.before { "lost" } else { "gained" }.to_owned(),
        is: format!("{} before, {} after", task.before.name(), task.after.name()),
    };
    tasks.map(|task| scope::of_report(&why(task))).collect()
}

/// A move as it is compared and shown.
fn line((question, verdicts): (&AskedQuestion, &Verdicts)) -> ((AskedQuestion, Verdicts), String) {
    let ((principal, pack, task, target), [before, after]) = (question, verdicts);
    let shown = format!("{task} of {pack} for {principal} at {target} ({} before, {} after)", before.name(), after.name());
    ((question.clone(), *verdicts), shown)
}
