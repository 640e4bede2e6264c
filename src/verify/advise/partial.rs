//! The most that roles can cover where none cover everything: how much that is, what remains, and that no roles cover more.
//!
//! Counted is one for each action that is needed; for a pattern, one for each operation of the catalog in it, and one for all of it.

use std::cmp::Reverse;

use fixedbitset::FixedBitSet;

use super::candidates::AdvisableRole;
use super::claims::{PartialClaim, PortionClaim, RemainsClaim};
use super::covers::{CoveredAgain, ItemStrings};
use super::need::shown;
use super::part::PortionAgain;
use super::said::{left_out, made_up, or_none, other, other_truth};
use super::search::RolePrice;
use crate::arrange::Arrange as _;
use crate::catalog::OperationId;
use crate::verify::differing::other_number;
use crate::verify::fault::{Fault, Why};

/// So many roles are looked at, in all branches together.
const STEPS: usize = 2_000_000;

/// How good a choice of roles is; the best first.
type ChoiceRank = (Reverse<usize>, RolePrice, usize, Vec<String>);

/// Holds what is said of the most that can be had against what is so.
pub(super) fn compare(own: &PortionAgain<'_, '_>, place: &str, claim: &PortionClaim, faults: &mut Vec<Fault>) {
    let place = format!("{place}.partial");
    let Some(said) = &claim.partial else {
        let may_be_there = claim.answers.is_empty() && claim.search.exact;
        if may_be_there && units(own).iter().any(|own| !own.is_clear()) {
            faults.push(left_out(&place, "parts of the need", "what some role covers of it".to_owned()));
        }
        return;
    };
    if !claim.answers.is_empty() {
        faults.push(made_up(&place, "parts", "the need is covered".to_owned()));
        return;
    }
    let Some(numbers) = own.roles(&place, &said.answer, faults) else { return };
    remains(own, &place, said, faults);
    let covered = own.of.needed.len().saturating_sub(said.remains.len());
    own.covers(&format!("{place}.covers"), &said.answer, covered, faults);
    let granted = own.of.judge.catalog.figures(&own.granted_by(&numbers));
    own.figures(&place, &said.answer, granted, faults);
    other_truth(&format!("{place}.strict_wildcards_differ"), [said.answer.strict_wildcards_differ, false], faults);
    if numbers.len() > own.of.most || numbers.is_empty() {
        faults.push(made_up(&format!("{place}.roles"), "roles", format!("{} of them", numbers.len())));
    }
    let search = said.search;
    other_truth(&format!("{place}.search.exact"), [search.exact, !search.stopped_early && !search.undecided], faults);
    if search.exact {
        best(own, &place, &numbers, faults);
    }
}

/// Whether no other roles cover more, or as much for less.
fn best(own: &PortionAgain<'_, '_>, place: &str, numbers: &[usize], faults: &mut Vec<Fault>) {
    let units = units(own);
    let mut covered = FixedBitSet::with_capacity(units.first().map_or(0, FixedBitSet::len));
    numbers.iter().filter_map(|&number| units.get(number)).for_each(|unit| covered.union_with(unit));
    let mut order: Vec<usize> = (0..units.len()).collect();
    order.arrange_by_key(|&role| Reverse(units.get(role).map_or(0, |unit| unit.count_ones(..))));
    let target = rank(own, numbers, &covered);
    let mut search = WidestAgain { own, units, order, target, better: None, steps: 0 };
    let nothing = FixedBitSet::with_capacity(covered.len());
    search.explore(&mut Vec::new(), &nothing, 0);
    if search.steps > STEPS {
        own.again.give_up();
    }
    if let Some((Reverse(most), _, _, names)) = search.better {
        let (said, is) = (format!("{} at most", covered.count_ones(..)), format!("{most} by {}", names.join(" + ")));
        faults.push(Fault::at_place(format!("{place}.roles"), &Why::OtherStatus { said, is }));
    }
}

fn rank(own: &PortionAgain<'_, '_>, chosen: &[usize], covered: &FixedBitSet) -> ChoiceRank {
    let mut names: Vec<String> = own.of.roles(chosen).iter().map(|role| role.name.clone()).collect();
    names.arrange();
    (Reverse(covered.count_ones(..)), own.price(chosen), chosen.len(), names)
}

/// By role: what it covers of everything that is counted.
fn units(own: &PortionAgain<'_, '_>) -> Vec<FixedBitSet> {
    let listed: Vec<(&ItemStrings<'_>, Vec<OperationId>)> =
        own.of.needed.iter().map(|needed| (needed, needed.operations.iter().collect())).collect();
    let of_role = |role: Option<&AdvisableRole>| {
        let mut bits: Vec<bool> = Vec::new();
        for (needed, operations) in &listed {
            let Some(literal) = needed.literal() else {
                let is_named = role.is_some_and(|role| role.is_named_by(needed.item));
                let has = |id: &OperationId| is_named || role.is_some_and(|role| role.certain_operations.contains(*id));
                bits.extend(operations.iter().map(has));
                let whole = |role: &AdvisableRole| own.of.judge.of_roles(needed, &[role]);
                bits.push(role.is_some_and(|role| whole(role) == CoveredAgain::Whole));
                continue;
            };
            bits.push(role.is_some_and(|role| role.grants(needed.item, literal)));
        }
        let mut unit = FixedBitSet::with_capacity(bits.len());
        bits.into_iter().enumerate().for_each(|(at, is_covered)| unit.set(at, is_covered));
        unit
    };
    own.of.roles.iter().copied().map(of_role).collect()
}

/// Looks for roles that cover more than a report says, or as much for less.
struct WidestAgain<'w, 'p, 'c> {
    own: &'w PortionAgain<'p, 'c>,
    units: Vec<FixedBitSet>,
    /// Those that cover most first.
    order: Vec<usize>,
    target: ChoiceRank,
    better: Option<ChoiceRank>,
    steps: usize,
}

impl WidestAgain<'_, '_, '_> {
    /// Tries every addition to what is chosen from a place of the order on.
    fn explore(&mut self, chosen: &mut Vec<usize>, covered: &FixedBitSet, from: usize) {
        let now = covered.count_ones(..);
        if now >= self.target.0.0 {
            let rank = rank(self.own, chosen, covered);
            if rank < self.target && self.better.as_ref().is_none_or(|better| rank < *better) {
                self.better = Some(rank);
            }
        }
        let left = self.own.of.most.saturating_sub(chosen.len());
        if left == 0 {
            return;
        }
        let gains = self.gains(covered, from);
        let mut highest: Vec<usize> = gains.iter().map(|(gain, _)| *gain).collect();
        highest.arrange_by_key(|gain| Reverse(*gain));
        let rest: usize = highest.iter().take(left - 1).sum();
        for (gain, place) in gains {
            let Some(&role) = self.order.get(place) else { continue };
            let most = now + gain + rest;
            chosen.push(role);
            let too_dear = || self.own.price(chosen) > self.target.1;
            let is_hopeless = most < self.target.0.0 || most == self.target.0.0 && too_dear();
            if !is_hopeless && self.steps <= STEPS && self.better.is_none() {
                let mut more = covered.clone();
                self.units.get(role).into_iter().for_each(|own| more.union_with(own));
                self.explore(chosen, &more, place + 1);
            }
            chosen.pop();
        }
    }

    /// What each role from a place on would add, where it adds anything.
    fn gains(&mut self, covered: &FixedBitSet, from: usize) -> Vec<(usize, usize)> {
        let later = self.order.iter().enumerate().skip(from);
        let gain = |(place, role): (usize, &usize)| {
            let gain = self.units.get(*role).map_or(0, |own| own.difference(covered).count());
            (gain > 0).then_some((gain, place))
        };
        let gains: Vec<(usize, usize)> = later.filter_map(gain).collect();
        self.steps += gains.len();
        gains
    }
}

/// Holds what is said to remain against what is not covered.
fn remains(own: &PortionAgain<'_, '_>, place: &str, said: &PartialClaim, faults: &mut Vec<Fault>) {
    let numbers = own.numbers(&said.answer.roles).unwrap_or_default();
    let roles = own.of.roles(&numbers);
    let mut left: Vec<&RemainsClaim> = said.remains.iter().collect();
    for needed in own.of.needed {
        let at = left.iter().position(|claim| shown(&claim.item) == needed.item.shown());
        let claim = at.map(|at| left.remove(at));
        match (own.of.judge.of_roles(needed, &roles), claim) {
            (CoveredAgain::Whole, Some(claim)) => {
                faults.push(made_up(&format!("{place}.remains"), "things that remain", claim.item.pattern.clone()));
            }
            (CoveredAgain::Lacks(_), None) => {
                faults.push(left_out(&format!("{place}.remains"), "things that remain", needed.item.shown()));
            }
            (CoveredAgain::Lacks(_) | CoveredAgain::Open, Some(claim)) => {
                let place = format!("{place}.remains");
                RestQuestion { place, needed, claim, roles: &roles }.compare(own, faults);
            }
            (CoveredAgain::Whole | CoveredAgain::Open, None) => {}
        }
    }
    if let Some(claim) = left.first() {
        faults.push(made_up(&format!("{place}.remains"), "things that remain", claim.item.pattern.clone()));
    }
}

/// One thing that remains, and what is said of it.
struct RestQuestion<'a> {
    place: String,
    needed: &'a ItemStrings<'a>,
    claim: &'a RemainsClaim,
    roles: &'a [&'a AdvisableRole],
}

impl RestQuestion<'_> {
    fn is_granted(&self, string: &str) -> bool {
        let string = string.to_ascii_lowercase();
        self.roles.iter().any(|role| role.grants(self.needed.item, &string))
    }

    /// Holds it against the catalog: how many operations remain, and the first of them, or else any string that is not granted.
    fn compare(&self, own: &PortionAgain<'_, '_>, faults: &mut Vec<Fault>) {
        let Self { place, needed, claim, .. } = self;
        let operations = own.of.judge.catalog.catalog.operations();
        let known: Vec<&str> = needed.operations.iter().map(|id| operations.name(id)).collect();
        let open: Vec<&str> = known.iter().copied().filter(|name| !self.is_granted(name)).collect();
        other_number(&format!("{place}.operations"), [claim.item.operations, known.len()], faults);
        other_number(&format!("{place}.operations_left"), [claim.operations_left, open.len()], faults);
        other_truth(&format!("{place}.in_part"), [claim.in_part, open.len() < known.len()], faults);
        other_truth(&format!("{place}.in_catalog"), [claim.in_catalog, !open.is_empty()], faults);
        let place = format!("{place}.witness");
        match (&claim.witness, open.first()) {
            (said, Some(first)) => other(&place, [said.as_deref(), Some(first)].map(or_none), faults),
            (Some(said), None) => {
                let is_one = needed.clause.covers(&said.to_ascii_lowercase()) && !self.is_granted(said);
                faults.extend((!is_one).then(|| made_up(&place, "strings that are not granted", said.clone())));
            }
            (None, None) => {}
        }
    }
}
