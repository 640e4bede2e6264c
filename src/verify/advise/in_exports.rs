//! [`AdviceInExports`]: what a report of `advise` says of the principals and groups of the exports.

use super::again::AdviceAgain;
use super::claims::AdviceClaims;
use super::groups;
use super::groups::AdvisedGroups;
use super::need::WaysAgain;
use super::questions::{NEED, QuestionsAgain, whole};
use super::said::{made_up, other_truth};
use super::statuses::{StatusesAgain, classes};
use crate::model::{ObjectId, PrincipalId, TargetKind, Task, TaskPack};
use crate::verify::assignments::ReachAgain;
use crate::verify::beside::FilterClaim;
use crate::verify::claims::{TargetClaim, VerdictClaim};
use crate::verify::evaluate::StringEvaluator;
use crate::verify::fault::Fault;
use crate::verify::records::Records;
use crate::verify::redecide::{AskedAgain, Redecision, ReportGround};
use crate::verify::report::Report;
use crate::verify::what_can::PrincipalGround;
use crate::verify::{gaps, ledger};

/// What a report of `advise` is held against.
#[derive(Clone, Copy)]
pub(crate) struct AdviceGround<'g> {
    pub packs: &'g [TaskPack],
    pub exports: PrincipalGround<'g>,
}

/// A report, and what it is held against.
pub(super) struct AdviceInExports<'a> {
    pub report: &'a Report,
    pub claims: &'a AdviceClaims,
    pub again: &'a AdviceAgain<'a>,
    pub ways: &'a WaysAgain,
    /// The scope that is looked at.
    pub place: String,
    pub ground: AdviceGround<'a>,
}

impl AdviceInExports<'_> {
    /// How many answers were decided again.
    pub(super) fn compare(&self, faults: &mut Vec<Fault>) -> usize {
        let count = self.statuses(faults);
        self.groups(faults);
        count
    }

    /// Decides tasks for a report as if it asked them.
    fn redecide<'r>(&'r self, report: &'r Report, records: &'r Records<'r>, tasks: &'r [Task]) -> Redecision<'r> {
        let exports = &self.ground.exports;
        let evaluator = StringEvaluator::new(exports.roles, exports.denies, exports.context.clone());
        let asked = tasks.iter().map(|task| AskedAgain { pack: NEED, task }).collect();
        Redecision::new(report, ReportGround { records, reach: exports.reach }, evaluator, asked)
    }

    fn statuses(&self, faults: &mut Vec<Fault>) -> usize {
        let (said, ways) = (&self.claims.principals, self.ways.ways.as_slice());
        let questions = QuestionsAgain::new(ways, &self.place);
        let mut report = self.report.asking_of(questions.targets());
        report.classes = classes(said, ways, &questions);
        let principals = said.iter().map(|own| own.id.clone()).collect();
        report.filter = Some(FilterClaim { principals, ..FilterClaim::default() });
        let again = self.redecide(&report, self.ground.exports.records, &questions.tasks);
        let roles = self.ground.exports.roles;
        let statuses = StatusesAgain { advice: self.again, ways, questions: &questions, again: &again, roles };
        let count = statuses.compare(said, faults);
        if faults.is_empty() {
            ledger::compare(&again, faults);
            self.gaps(&again, faults);
        }
        count
    }

    /// Where no principal is asked for, nothing is decided that could lack something.
    fn gaps(&self, again: &Redecision<'_>, faults: &mut Vec<Fault>) {
        match self.report.gaps.first().filter(|_| self.claims.principals.is_empty()) {
            Some(gap) => faults.push(made_up("gaps", "gaps", gap.code.clone())),
            None if self.claims.principals.is_empty() => {}
            None => gaps::compare(again, faults),
        }
    }

    fn groups(&self, faults: &mut Vec<Fault>) {
        let tasks: Vec<Task> = self.ways.ways.iter().map(whole).collect();
        let target = TargetClaim { id: self.place.clone(), kind: TargetKind::Resource.name().to_owned() };
        let report = self.report.asking_of(vec![target]);
        let records = self.ground.exports.records;
        let again = self.redecide(&report, records, &tasks);
        let decide = |records: &Records<'_>, principal: PrincipalId| -> Vec<VerdictClaim> {
            let again = self.redecide(&report, records, &tasks);
            groups::verdicts(&again, tasks.len(), &again.decided(principal))
        };
        let groups = AdvisedGroups {
            advice: self.again,
            ways: &self.ways.ways,
            tasks: &tasks,
            place: &self.place,
            again: &again,
            reached: ReachAgain::new(&again),
            decide: &decide,
        };
        let asks_nobody = self.claims.principals.is_empty();
        other_truth("groups", [self.claims.groups.is_some(), asks_nobody], faults);
        if let Some(said) = self.claims.groups.as_ref().filter(|_| asks_nobody) {
            groups.compare("groups", said, None, faults);
        }
        for (number, claim) in self.claims.principals.iter().enumerate() {
            let principal = records.facts.principals.lookup(&ObjectId::parse(&claim.id));
            if let Some((said, principal)) = claim.groups.as_ref().zip(principal) {
                groups.compare(&format!("principals[{number}].groups"), said, Some(principal), faults);
            }
        }
    }
}
