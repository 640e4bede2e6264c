//! [`PortionQuestion`]: what a report says of one part of a need, worked out again: the roles that cover it, the least first and none left out.

use std::collections::BTreeSet;

use super::again::AdviceAgain;
use super::candidates::AdvisableRole;
use super::claims::{AdvisedRolesClaim, ExcessClaim, PortionClaim};
use super::covers::{CoverJudge, CoveredAgain, ItemStrings, covers_strictly};
use super::need::{NeededPortion, shown};
use super::part::PortionAgain;
use super::said::{left_out, made_up, or_none, other, other_truth};
use super::search::{CombinationRank, FoundCombinations, HuntQuestion, combinations};
use super::{custom, partial};
use crate::catalog::OperationSet;
use crate::pattern::Wildcards;
use crate::verify::differing::{other_names, other_number};
use crate::verify::fault::{Fault, Why};

/// One part of a need, and what is said of it.
pub(super) struct PortionQuestion<'p> {
    /// Where that stands in the report.
    pub place: String,
    pub claim: &'p PortionClaim,
    pub needed: &'p NeededPortion,
    /// The scope at which it has to be held, where exports are looked at.
    pub at: Option<&'p str>,
    /// What is held there already.
    pub held: Option<&'p OperationSet>,
}

/// Holds what is said of a part against what is so: what its best answer grants, if there is one.
pub(super) fn compare(question: &PortionQuestion<'_>, again: &AdviceAgain<'_>, faults: &mut Vec<Fault>) -> Option<ExcessClaim> {
    let PortionQuestion { place, claim, needed, .. } = question;
    let items: Vec<ItemStrings<'_>> = needed.items.iter().map(|item| ItemStrings::new(item, again.catalog)).collect();
    let mut operations = again.catalog.nothing();
    for item in &items {
        operations.union_with(&item.operations);
    }
    let mut free = operations.clone();
    question.held.into_iter().for_each(|held| free.union_with(held));
    let can = |role: &_| question.at.is_none_or(|at| again.is_assignable(role, at));
    let roles: Vec<Option<&_>> = again.roles.iter().map(|role| Some(role).filter(|role| can(role))).collect();
    let judge = CoverJudge { catalog: again.catalog };
    let (least, most) = (again.asked.least, again.asked.max_roles);
    let of = HuntQuestion { judge, roles: &roles, needed: &items, free: &free, least, most, bound: None };
    let own = PortionAgain { again, of, operations: &operations, figures: again.catalog.figures(&operations) };
    for (number, said) in claim.need.iter().enumerate() {
        let is = items.iter().find(|item| item.item.shown() == shown(said)).map(|item| item.operations.len());
        let said = [said.operations, is.unwrap_or_default()];
        other_number(&format!("{place}.need[{number}].operations"), said, faults);
    }
    own.answers(place, claim, faults);
    own.single(place, claim, faults);
    own.documented(place, claim, faults);
    own.conditional(place, claim, faults);
    partial::compare(&own, place, claim, faults);
    custom::compare(&own, &format!("{place}.custom_role"), &claim.custom_role, faults);
    let best = claim.answers.first()?;
    let numbers = own.numbers(&best.roles)?;
    Some(own.granted(own.beyond(&numbers)))
}

impl PortionAgain<'_, '_> {
    fn answers(&self, place: &str, claim: &PortionClaim, faults: &mut Vec<Fault>) {
        let before = faults.len();
        let search = claim.search;
        other_truth(&format!("{place}.search.exact"), [search.exact, !search.stopped_early && !search.undecided], faults);
        let mut ranks = Vec::new();
        for (number, answer) in claim.answers.iter().enumerate() {
            let place = format!("{place}.answers[{number}]");
            if let Some(numbers) = self.covering(&place, answer, faults) {
                ranks.push(self.rank(&numbers));
            }
        }
        if let Some(at) = ranks.windows(2).position(|pair| pair.first() >= pair.last()) {
            let (said, is) = ("the least first".to_owned(), format!("answer {} is not less than the next one", at + 1));
            faults.push(Fault::at_place(format!("{place}.answers"), &Why::OtherStatus { said, is }));
        }
        if claim.answers.len() > self.again.asked.top {
            faults.push(made_up(&format!("{place}.answers"), "answers", "more than were asked for".to_owned()));
        }
        if faults.len() == before && search.exact {
            self.none_left_out(place, &ranks, faults);
        }
    }

    /// Whether every combination that is better than the last answer is listed.
    fn none_left_out(&self, place: &str, said: &[CombinationRank], faults: &mut Vec<Fault>) {
        let is_full = said.len() >= self.again.asked.top;
        let bound = said.last().filter(|_| is_full).map(|last| last.0);
        let found = combinations(HuntQuestion { bound, ..self.of });
        if found.is_open {
            self.again.give_up();
        }
        let is = found.all.iter().map(|(numbers, beyond)| self.of.rank(numbers, *beyond));
        let is_better = |own: &CombinationRank| !is_full || said.last().is_some_and(|last| own < last);
        let left = is.filter(|own| !said.contains(own) && is_better(own)).min();
        if let Some((_, _, names)) = left {
            let names: Vec<String> = names.into_iter().map(|(name, _)| name).collect();
            faults.push(left_out(&format!("{place}.answers"), "combinations of roles", names.join(" + ")));
        }
    }

    /// Roles that are said to cover the need: their numbers, if they do.
    fn covering(&self, place: &str, claim: &AdvisedRolesClaim, faults: &mut Vec<Fault>) -> Option<Vec<usize>> {
        let numbers = self.roles(place, claim, faults)?;
        let roles = self.of.roles(&numbers);
        if let CoveredAgain::Lacks(string) = self.of.judge.all(self.of.needed, &roles) {
            let (said, is) = ("covers the need".to_owned(), format!("does not grant {string}"));
            faults.push(Fault::at_place(place, &Why::OtherStatus { said, is }));
        }
        if numbers.len() > self.of.most || self.of.has_dispensable(&numbers) {
            let (said, is) = ("every role is needed".to_owned(), "one is not, or there are too many".to_owned());
            faults.push(Fault::at_place(format!("{place}.roles"), &Why::OtherStatus { said, is }));
        }
        self.covers(&format!("{place}.covers"), claim, self.of.needed.len(), faults);
        self.figures(place, claim, self.granted(self.beyond(&numbers)), faults);
        self.strictly(place, claim, &roles, faults);
        Some(numbers)
    }

    /// Whether the answer hangs on a star between slashes that matches one of them (R-PAT-4).
    fn strictly(&self, place: &str, claim: &AdvisedRolesClaim, roles: &[&AdvisableRole], faults: &mut Vec<Fault>) {
        let covered = match self.of.judge.catalog.wildcards {
            Wildcards::Strict => CoveredAgain::Whole,
            Wildcards::Documented => covers_strictly(&self.again.strict, self.of.needed, roles),
        };
        if covered != CoveredAgain::Open {
            let is = covered != CoveredAgain::Whole;
            other_truth(&format!("{place}.strict_wildcards_differ"), [claim.strict_wildcards_differ, is], faults);
        }
    }

    /// The least single role, where no answer is one.
    fn single(&self, place: &str, claim: &PortionClaim, faults: &mut Vec<Fault>) {
        let place = format!("{place}.single");
        let is_there = claim.answers.iter().any(|answer| answer.roles.len() == 1);
        let is_asked = self.of.most > 1 && !is_there;
        let said = claim.single.as_ref().and_then(|own| self.covering(&place, own, faults));
        if !claim.search.exact && (is_asked || claim.single.is_none()) {
            return;
        }
        let found = if is_asked {
            combinations(HuntQuestion { most: 1, bound: None, ..self.of })
        } else {
            FoundCombinations::default()
        };
        if found.is_open {
            self.again.give_up();
            return;
        }
        let best = found.all.iter().min_by_key(|(numbers, beyond)| self.of.rank(numbers, **beyond));
        let name = |numbers: &Vec<usize>| self.of.roles(numbers).first().map(|role| role.name.clone());
        let is = best.and_then(|(numbers, _)| name(numbers));
        other(&place, [or_none(said.as_ref().and_then(name)), or_none(is)], faults);
    }

    /// The roles that a document names, where everything is there for a role.
    fn documented(&self, place: &str, claim: &PortionClaim, faults: &mut Vec<Fault>) {
        let place = format!("{place}.documented");
        let named =
            |item: &ItemStrings<'_>| self.of.roles.iter().position(|role| role.is_some_and(|role| role.is_named_by(item.item)));
        let is: Option<BTreeSet<usize>> = self.of.needed.iter().map(named).collect();
        let is: Option<Vec<usize>> = is.filter(|all| !all.is_empty()).map(|all| all.into_iter().collect());
        let said = claim.documented.as_ref().and_then(|own| self.roles(&place, own, faults));
        let shown = |of: &Vec<usize>| format!("{of:?}");
        other(&place, [said.as_ref().map(shown), is.as_ref().map(shown)].map(or_none), faults);
        if let Some((claim, numbers)) = claim.documented.as_ref().zip(said) {
            self.covers(&format!("{place}.covers"), claim, self.of.needed.len(), faults);
            self.figures(&place, claim, self.granted(self.beyond(&numbers)), faults);
            other_truth(&format!("{place}.strict_wildcards_differ"), [claim.strict_wildcards_differ, false], faults);
        }
    }

    /// The roles that would cover the need if their own conditions were true.
    fn conditional(&self, place: &str, claim: &PortionClaim, faults: &mut Vec<Fault>) {
        let answers: Vec<Vec<usize>> = claim.answers.iter().filter_map(|answer| self.numbers(&answer.roles)).collect();
        let (mut is, mut open) = (Vec::new(), Vec::new());
        for (number, role) in self.of.roles.iter().enumerate() {
            let Some(role) = role.filter(|role| role.is_conditioned() && !answers.contains(&vec![number])) else { continue };
            match self.of.judge.as_if_true(self.of.needed, role) {
                CoveredAgain::Whole => is.push(role.name.to_ascii_lowercase()),
                CoveredAgain::Open => open.push(role.name.as_str()),
                CoveredAgain::Lacks(_) => {}
            }
        }
        let said: Vec<String> = claim.conditional.iter().filter(|name| !open.contains(&name.as_str())).cloned().collect();
        other_names(&format!("{place}.conditional"), &said, is.into_iter(), faults);
    }
}
