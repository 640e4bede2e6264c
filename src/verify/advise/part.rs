//! [`PortionAgain`]: one part of a need with the roles that there are to choose from, and what is said of any of them.

use super::again::AdviceAgain;
use super::claims::{AdvisedRoleClaim, AdvisedRolesClaim, ExcessClaim};
use super::said::{made_up, or_none, other, other_excess, other_truth, percent, times, written};
use super::search::{CombinationRank, HuntQuestion, RolePrice, price};
use crate::arrange::Arrange as _;
use crate::catalog::OperationSet;
use crate::verify::differing::other_number;
use crate::verify::fault::Fault;

/// One part of a need.
pub(super) struct PortionAgain<'p, 'c> {
    pub again: &'p AdviceAgain<'c>,
    pub of: HuntQuestion<'p, 'c>,
    /// The operations of the need.
    pub operations: &'p OperationSet,
    pub figures: ExcessClaim,
}

impl PortionAgain<'_, '_> {
    /// The numbers of roles that are there to choose from.
    pub(super) fn numbers(&self, said: &[AdvisedRoleClaim]) -> Option<Vec<usize>> {
        let number = |claim: &AdvisedRoleClaim| {
            let mut roles = self.of.roles.iter();
            roles.position(|own| own.is_some_and(|own| own.id.to_string().eq_ignore_ascii_case(&claim.id)))
        };
        let mut numbers: Vec<usize> = said.iter().map(number).collect::<Option<_>>()?;
        numbers.arrange();
        numbers.dedup();
        Some(numbers).filter(|numbers| numbers.len() == said.len())
    }

    /// The operations that some roles grant, conditions or not.
    pub(super) fn granted_by(&self, numbers: &[usize]) -> OperationSet {
        let mut all = self.of.judge.catalog.nothing();
        self.of.roles(numbers).iter().for_each(|role| all.union_with(&role.operations));
        all
    }

    pub(super) fn beyond(&self, numbers: &[usize]) -> ExcessClaim {
        let mut all = self.granted_by(numbers);
        all.difference_with(self.of.free);
        self.of.judge.catalog.figures(&all)
    }

    /// With the need itself.
    pub(super) fn granted(&self, beyond: ExcessClaim) -> ExcessClaim {
        plus(self.figures, beyond)
    }

    /// The place of roles among the answers.
    pub(super) fn rank(&self, numbers: &[usize]) -> CombinationRank {
        self.of.rank(numbers, self.beyond(numbers))
    }

    /// Whether each role is there to choose from, and what is said of it.
    pub(super) fn roles(&self, place: &str, claim: &AdvisedRolesClaim, faults: &mut Vec<Fault>) -> Option<Vec<usize>> {
        let Some(numbers) = self.numbers(&claim.roles) else {
            let ids: Vec<&str> = claim.roles.iter().map(|role| role.id.as_str()).collect();
            faults.push(made_up(&format!("{place}.roles"), "roles", ids.join(", ")));
            return None;
        };
        for (at, said) in claim.roles.iter().enumerate() {
            let is = self.of.roles.iter().flatten().find(|own| own.id.to_string().eq_ignore_ascii_case(&said.id));
            let Some(is) = is else { continue };
            let place = format!("{place}.roles[{at}]");
            other(&format!("{place}.name"), [said.name.clone(), is.name.clone()], faults);
            other_truth(&format!("{place}.custom"), [said.custom, is.is_own], faults);
            other_truth(&format!("{place}.documented"), [said.documented, self.again.documented.contains(&is.id)], faults);
            let privileged = self.of.judge.catalog.catalog.is_privileged(&is.id);
            other(&format!("{place}.privileged"), [said.privileged, privileged].map(or_none), faults);
        }
        Some(numbers)
    }

    /// How much is covered: so many of the things that are needed.
    pub(super) fn covers(&self, place: &str, claim: &AdvisedRolesClaim, covered: usize, faults: &mut Vec<Fault>) {
        let (said, asked) = (claim.covers, self.of.needed.len());
        let granted = self.operations.common(&self.granted_by(&self.numbers(&claim.roles).unwrap_or_default()));
        other_number(&format!("{place}.asked"), [said.asked, asked], faults);
        other_number(&format!("{place}.covered"), [said.covered, covered], faults);
        other(&format!("{place}.percent"), [written(said.percent), percent(covered, asked)], faults);
        other_number(&format!("{place}.operations"), [said.operations, self.operations.len()], faults);
        other_number(&format!("{place}.operations_covered"), [said.operations_covered, granted], faults);
    }

    /// How much roles grant, and how much of it nobody asked for.
    pub(super) fn figures(&self, place: &str, claim: &AdvisedRolesClaim, granted: ExcessClaim, faults: &mut Vec<Fault>) {
        let numbers = self.numbers(&claim.roles).unwrap_or_default();
        other_excess(&format!("{place}.beyond"), [claim.beyond, self.beyond(&numbers)], faults);
        other_excess(&format!("{place}.granted"), [claim.granted, granted], faults);
        let is = times(granted.operations, self.figures.operations);
        other(&format!("{place}.times"), [or_none(claim.times.map(written)), is], faults);
    }

    /// What of a price counts first.
    pub(super) fn price(&self, numbers: &[usize]) -> RolePrice {
        price(self.beyond(numbers), self.of.least)
    }
}

/// Both together.
pub(super) const fn plus(one: ExcessClaim, other: ExcessClaim) -> ExcessClaim {
    ExcessClaim {
        operations: one.operations + other.operations,
        privileged: one.privileged + other.privileged,
        data: one.data + other.data,
    }
}
