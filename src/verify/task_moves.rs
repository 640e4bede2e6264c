//! Tasks that are said to be gained and lost, in another state or by another pack: what each rests on, and what becomes of each answer.

use std::collections::BTreeMap;

use super::claims::{StepKindClaim, VerdictClaim};
use super::diff_claims::{MoveClaim, TaskMoveClaim};
use super::fault::{Fault, Why};
use super::records::Records;
use super::scope;
use crate::model::ObjectId;

/// A principal, a task of a pack, and a target in lower case.
pub(super) type AskedQuestion = (String, String, String, String);

/// The answers before and after.
pub(super) type Verdicts = [VerdictClaim; 2];

/// Every question whose answer is another one than before.
pub(super) type MovedAnswers = BTreeMap<AskedQuestion, Verdicts>;

/// Looks the records up that better answers are said to rest on, in the old or the new state: how many there are.
pub(super) fn replay_because(moves: &[MoveClaim], [old, new]: [&Records<'_>; 2], faults: &mut Vec<Fault>) -> usize {
    let mut count = 0;
    for moved in moves {
        let principal = moved.principals.first().map(|person| person.id.as_str()).unwrap_or_default();
        let all = moved.gained.iter().map(|task| (task, new)).chain(moved.lost.iter().map(|task| (task, old)));
        for (task, records) in all {
            for (number, because) in task.because.iter().enumerate() {
                count += 1;
                // Rows of the other state have no record in this one.
                if because.input.is_none() || because.kind == StepKindClaim::Deny {
                    continue;
                }
                let holder = records.principal(&because.holder.id);
                if let Err(why) = holder.and_then(|holder| records.gift(&because.step(), &[holder])) {
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

/// Holds what is said of tasks against what follows from both states.
pub(super) fn compare(said: &MovedAnswers, is: &MovedAnswers, faults: &mut Vec<Fault>) {
    let lines = |all: &MovedAnswers| all.iter().map(line).collect();
    scope::compare("tasks gained or lost", &lines(said), &lines(is), faults);
}

/// Whether it is a gain or a loss: from no to unknown, or back, is neither (R-EVAL-9).
pub(super) fn is_move([before, after]: Verdicts) -> bool {
    before != after && before.max(after) >= VerdictClaim::Conditional
}

/// What is said of each question.
pub(super) fn said(moves: &[MoveClaim]) -> MovedAnswers {
    let mut found = MovedAnswers::new();
    for moved in moves {
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
pub(super) fn misplaced(moves: &[MoveClaim]) -> Vec<Fault> {
    let wrong = |task: &&TaskMoveClaim, gained: bool| (task.after > task.before) != gained;
    let tasks = moves.iter().flat_map(|moved| {
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
