//! The groups that already have what is needed, worked out again: which they are, what each gives, and that joining it is enough.

use std::collections::BTreeMap;

use super::again::AdviceAgain;
use super::claims::{ExcessClaim, GroupClaim, GroupGrantClaim, GroupsClaim};
use super::covers::ItemStrings;
use super::need::{NeededWay, actions_of};
use super::part::plus;
use super::said::{left_out, made_up, other, other_excess};
use super::search::{RolePrice, price};
use crate::arrange::Arrange as _;
use crate::catalog::OperationSet;
use crate::model::{
    InputId, MemberKind, Membership, ObjectId, Origin, PrincipalId, PrincipalKind, RoleId, ScopeId, Task, Validity,
};
use crate::verify::assignments::{ReachAgain, in_words};
use crate::verify::claims::{StepKindClaim, VerdictClaim};
use crate::verify::denies::is_text;
use crate::verify::differing::other_number;
use crate::verify::fault::{Fault, Why};
use crate::verify::records::Records;
use crate::verify::redecide::{Decided, Redecision};
use crate::verify::what_can::claims::HeldClaim;
use crate::verify::what_can::holdings::{HoldingKey, HoldingsAgain, HowHeld, holdings_of};

/// What groups are looked for with.
pub(super) struct AdvisedGroups<'g, 'r> {
    pub advice: &'g AdviceAgain<'g>,
    pub ways: &'g [NeededWay],
    /// Each way as one task, in the same order.
    pub tasks: &'g [Task],
    /// The scope that is looked at.
    pub place: &'g str,
    /// Decides these tasks there.
    pub again: &'g Redecision<'r>,
    pub reached: ReachAgain<'g, 'r>,
    /// Decides them over other memberships.
    pub decide: &'g dyn Fn(&Records<'_>, PrincipalId) -> Vec<VerdictClaim>,
}

/// A group, by the number of the way with the smallest need that it meets.
type MeetingGroups = BTreeMap<PrincipalId, usize>;

/// The place of a group among others.
type GroupRank = (usize, RolePrice, usize, Option<String>);

impl AdvisedGroups<'_, '_> {
    /// The groups that surely can do all of each way.
    fn able(&self) -> Vec<Vec<PrincipalId>> {
        let records = self.again.records;
        let principals = &records.facts.principals;
        let is_group = |who: &PrincipalId| principals.kind(*who) == PrincipalKind::Group && !records.is_deleted(*who);
        let mut able: Vec<Vec<PrincipalId>> = vec![Vec::new(); self.tasks.len()];
        for group in principals.ids().filter(is_group) {
            let verdicts = self.verdicts(&self.again.decided(group));
            let allowed = able.iter_mut().zip(verdicts).filter(|(_, verdict)| *verdict == VerdictClaim::Allowed);
            allowed.for_each(|(able, _)| able.push(group));
        }
        able
    }

    fn verdicts(&self, decided: &Decided) -> Vec<VerdictClaim> {
        verdicts(self.again, self.tasks.len(), decided)
    }

    /// The groups that somebody may join: of those that he is not in, and that are not in him, those that give him everything.
    fn of(&self, principal: Option<PrincipalId>) -> MeetingGroups {
        let sizes: Vec<usize> = self.ways.iter().map(|way| self.need(way).len()).collect();
        let mut order: Vec<(usize, Vec<PrincipalId>)> = self.able().into_iter().enumerate().collect();
        order.arrange_by_key(|(number, _)| sizes.get(*number).copied());
        let mut met = MeetingGroups::new();
        let records = self.again.records;
        let mut known: BTreeMap<PrincipalId, Vec<VerdictClaim>> = BTreeMap::new();
        for (number, groups) in order {
            for group in groups {
                let is_enough = principal.is_none_or(|who| {
                    let is_apart = !records.ways(who).contains_key(&group) && !records.ways(group).contains_key(&who);
                    let mut joined = || known.entry(group).or_insert_with(|| self.joined(who, group)).get(number).copied();
                    is_apart && !records.is_deleted(who) && joined() == Some(VerdictClaim::Allowed)
                });
                if is_enough {
                    met.entry(group).or_insert(number);
                }
            }
        }
        met
    }

    /// What somebody may do once he is a member of a group.
    fn joined(&self, member: PrincipalId, group: PrincipalId) -> Vec<VerdictClaim> {
        let mut facts = self.again.records.facts.clone();
        let (kind, validity) = (MemberKind::Direct, Validity::default());
        let origin = Origin { input: InputId(0), record: 0 };
        facts.memberships.push(Membership { group, member, kind, validity, origin });
        (self.decide)(&Records::new(&facts, self.again.records.at), member)
    }

    /// The operations that a way needs.
    fn need(&self, way: &NeededWay) -> OperationSet {
        let mut all = self.advice.catalog.nothing();
        let items = way.portions.iter().flat_map(|portion| &portion.items);
        items.for_each(|item| all.union_with(&ItemStrings::new(item, self.advice.catalog).operations));
        all
    }

    /// Holds groups that are said to have what is needed against the exports.
    pub(super) fn compare(&self, place: &str, said: &GroupsClaim, of: Option<PrincipalId>, faults: &mut Vec<Fault>) {
        let facts = self.again.records.facts;
        let is_derived = |group: &PrincipalId| facts.principals.facts(*group).is_some_and(|known| known.members_are_derived);
        let (derived, mut left): (MeetingGroups, MeetingGroups) =
            self.of(of).into_iter().partition(|(group, _)| is_derived(group));
        other_number(&format!("{place}.left_out"), [said.left_out, derived.len()], faults);
        let held = of.map(|who| holdings_of(self.again, who, &[])).unwrap_or_default();
        let mut ranks: Vec<GroupRank> = Vec::new();
        for (number, claim) in said.list.iter().enumerate() {
            let place = format!("{place}.list[{number}]");
            let id = ObjectId::parse(&claim.id);
            let group = facts.principals.lookup(&id).and_then(|group| Some((group, left.remove(&group)?)));
            let Some((group, way)) = group else {
                faults.push(made_up(&place, "groups that have what is needed", claim.id.clone()));
                continue;
            };
            let question = GroupQuestion { place, claim, group, way, held: &held };
            ranks.push(self.group(&question, faults));
        }
        if let Some((&first, _)) = left.iter().next() {
            faults.push(left_out(
                &format!("{place}.list"),
                "groups that have what is needed",
                facts.principals.id(first).to_string(),
            ));
        }
        if ranks.windows(2).any(|pair| pair.first() > pair.last()) {
            let why = Why::OtherStatus { said: "the least first".to_owned(), is: "a later group gives less".to_owned() };
            faults.push(Fault::at_place(format!("{place}.list"), &why));
        }
    }

    /// Holds what is said of one group against what it gives.
    fn group(&self, question: &GroupQuestion<'_>, faults: &mut Vec<Fault>) -> GroupRank {
        let GroupQuestion { place, claim, group, .. } = question;
        let facts = self.again.records.facts;
        let holdings = holdings_of(self.again, *group, &[]);
        let surely =
            |(key, how): &(&HoldingKey, &HowHeld)| how.held > HeldClaim::Possible && !matches!(key, HoldingKey::Deny { .. });
        let is: Vec<String> = holdings.all.iter().filter(surely).filter_map(|(key, how)| self.shown(key, *how)).collect();
        let gives: Vec<&HoldingKey> = holdings.all.iter().filter(surely).map(|(key, _)| key).collect();
        let said: Vec<String> = claim.gives.iter().map(said_grant).collect();
        let sorted = |mut of: Vec<String>| {
            of.arrange();
            of.join(", ")
        };
        other(&format!("{place}.gives"), [sorted(said), sorted(is)], faults);
        let beyond = self.beyond(question, &gives);
        other_excess(&format!("{place}.beyond"), [claim.beyond, beyond], faults);
        let template = |key: &&HoldingKey| match key {
            HoldingKey::DirectoryRole { template, .. } => {
                Some(actions_of(template, self.advice.catalog.catalog).unwrap_or(1 << 20))
            }
            HoldingKey::Role { .. } | HoldingKey::Deny { .. } => None,
        };
        let actions = gives.iter().filter_map(template).sum();
        other_number(&format!("{place}.directory_actions"), [claim.directory_actions, actions], faults);
        let is_azure = |key: &&HoldingKey| matches!(key, HoldingKey::Role { .. });
        let in_directory = !gives.is_empty() && !gives.iter().any(is_azure);
        let members = self.reached.members(*group, in_directory);
        other(&format!("{place}.members"), [claim.members, members].map(in_words), faults);
        let name = facts.principals.facts(*group).and_then(|known| known.name.as_ref().map(ToString::to_string));
        (actions, price(beyond, self.advice.asked.least), gives.len(), name)
    }

    fn shown(&self, key: &HoldingKey, how: HowHeld) -> Option<String> {
        let facts = self.again.records.facts;
        let is_conditioned = match key {
            HoldingKey::Role { role, .. } => is_text(how.condition) || self.has_conditions(*role),
            HoldingKey::DirectoryRole { .. } | HoldingKey::Deny { .. } => false,
        };
        let (eligible, role, scope) = match key {
            HoldingKey::Role { scope, role, eligible, .. } => {
                (*eligible, facts.roles.id(*role).to_string(), facts.scopes.text(*scope).to_owned())
            }
            HoldingKey::DirectoryRole { template, scope, eligible, .. } => (*eligible, template.to_string(), scope.path()),
            HoldingKey::Deny { .. } => return None,
        };
        let kind = match (key, eligible) {
            (HoldingKey::Role { .. }, false) => StepKindClaim::Assignment,
            (HoldingKey::Role { .. }, true) => StepKindClaim::Eligibility,
            (_, false) => StepKindClaim::DirectoryAssignment,
            (_, true) => StepKindClaim::DirectoryEligibility,
        };
        Some(grant((kind, is_conditioned), &role, &scope))
    }

    /// Whether a role has conditions of its own.
    fn has_conditions(&self, role: RoleId) -> bool {
        let role = self.again.evaluator.role(role);
        role.possible.iter().flatten().flatten().any(|clause| clause.condition.is_some())
    }

    /// What a group gives beyond the need and beyond what somebody holds, over all its scopes.
    fn beyond(&self, question: &GroupQuestion<'_>, gives: &[&HoldingKey]) -> ExcessClaim {
        let need = self.ways.get(question.way).map(|way| self.need(way)).unwrap_or_default();
        let of_grant = |key: &&HoldingKey| match key {
            HoldingKey::Role { scope, role, .. } => Some(self.beyond_of_grant((*role, *scope), &need, question.held)),
            HoldingKey::DirectoryRole { .. } | HoldingKey::Deny { .. } => None,
        };
        gives.iter().filter_map(of_grant).fold(ExcessClaim::default(), plus)
    }

    fn beyond_of_grant(&self, (role, scope): (RoleId, ScopeId), need: &OperationSet, held: &HoldingsAgain) -> ExcessClaim {
        let (facts, reach) = (self.again.records.facts, self.again.reach);
        let mut operations = self.operations(role);
        if reach.within(scope, self.place).is_some() {
            operations.difference_with(need);
        }
        for (key, how) in &held.all {
            let HoldingKey::Role { role, scope: outer, .. } = key else { continue };
            let is_sure = self.again.evaluator.role(*role).doubt.is_none();
            let is_free = !is_text(how.condition) && !self.has_conditions(*role) && is_sure;
            if how.held == HeldClaim::Active && is_free && reach.contains(*outer, facts.scopes.text(scope)) {
                operations.difference_with(&self.operations(*role));
            }
        }
        self.advice.catalog.figures(&operations)
    }

    /// Everything that a role may grant.
    fn operations(&self, role: RoleId) -> OperationSet {
        let mut all = self.advice.catalog.nothing();
        let role = self.again.evaluator.role(role);
        role.possible.iter().for_each(|clauses| all.union_with(&self.advice.catalog.operations(clauses)));
        all
    }
}

/// One group, what is said of it, and what somebody holds who may join it.
struct GroupQuestion<'q> {
    place: String,
    claim: &'q GroupClaim,
    group: PrincipalId,
    /// The way that it meets.
    way: usize,
    held: &'q HoldingsAgain,
}

fn said_grant(claim: &GroupGrantClaim) -> String {
    grant((claim.kind, !claim.conditions.is_empty()), claim.role.as_deref().unwrap_or_default(), &claim.scope)
}

/// A grant, as faults show it.
fn grant((kind, is_conditioned): (StepKindClaim, bool), role: &str, scope: &str) -> String {
    let condition = if is_conditioned { " under a condition" } else { "" };
    format!("{kind:?} of {} at {}{condition}", role.to_ascii_lowercase(), scope.to_ascii_lowercase())
}

/// The answers to all tasks, each at the scope that is looked at.
pub(super) fn verdicts(again: &Redecision<'_>, tasks: usize, decided: &Decided) -> Vec<VerdictClaim> {
    let verdict = |number: usize| {
        let target = again.targets.of(number).first();
        target.map_or(VerdictClaim::NotAsked, |target| again.answer(decided, number, *target).verdict)
    };
    (0..tasks).map(verdict).collect()
}
