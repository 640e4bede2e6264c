//! [`GroupCandidates`]: the groups of a tenant that already have what is needed. Whoever joins one of them has it too.

use rustc_hash::FxHashMap;

use super::advice::AdviseOptions;
use super::candidates::{Candidates, Excess};
use super::need_question::{StatusQuestion, asks};
use super::requirement::{AccessRequirement, Alternative, DirectoryNeed};
use crate::arrange::Arrange as _;
use crate::audit::outcome::{OutcomeTarget, Target};
use crate::audit::targets::TargetFilter;
use crate::audit::tasks::{OneTask, TaskOptions, one_task};
use crate::audit::{AskedTask, ClassOutcome};
use crate::catalog::OperationSet;
use crate::decide::{Judge, Request, RestsOn, Verdict};
use crate::explain::remediate::Remediator;
use crate::graph::{Containing, Role, Strength, TenantGraph};
use crate::model::{Leaf, Need, PermissionBlock, PrincipalId, PrincipalKind, Requirement, ScopePath, TargetKind, Task};
use crate::what_can::{Holding, holdings};
use crate::who_can::{MembersByGroup, ReachedPeople};

/// A group that has what is needed.
#[derive(Debug, Clone)]
pub struct GroupAdvice {
    /// The group.
    pub group: PrincipalId,
    /// What it gives somebody who joins it, beyond the need and beyond what that one holds: over all its scopes, counted over the catalog.
    pub beyond: Excess,
    /// How many actions its Entra roles have.
    pub directory_actions: usize,
    /// Everything that it gives, also after an activation or under a condition.
    pub gives: Vec<Holding>,
    /// Who is in it.
    pub reached: ReachedPeople,
}

/// The groups that have what is needed, and may be joined.
#[derive(Debug, Clone, Default)]
pub struct GroupsAdvice {
    /// The groups, that which gives least first.
    pub groups: Vec<GroupAdvice>,
    /// Groups that have it, and whose members a rule or another directory sets: nobody adds somebody to them by hand.
    pub derived: usize,
}

/// Looks for groups.
pub(super) struct GroupCandidates<'s, 'c> {
    candidates: &'s Candidates<'c>,
    tenant: &'s TenantGraph,
    judge: Judge<'s>,
    members: MembersByGroup<'s>,
    remediator: Remediator<'s>,
    options: &'s AdviseOptions,
    target: Target,
    /// For each alternative, the smallest need first.
    able: Vec<AbleGroups>,
}

/// The groups that can do everything that an alternative asks for.
struct AbleGroups {
    asked: AskedTask,
    groups: Vec<PrincipalId>,
    /// The operations of the catalog that it asks for.
    need: OperationSet,
}

/// Groups, each with the operations of the smallest need that it meets.
type Met<'a> = FxHashMap<PrincipalId, &'a OperationSet>;

impl<'s, 'c> GroupCandidates<'s, 'c> {
    pub(super) fn new(
        candidates: &'s Candidates<'c>,
        requirement: &AccessRequirement,
        question: &StatusQuestion<'s>,
        options: &'s AdviseOptions,
    ) -> Self {
        let (tenant, wildcards) = (question.tenant, candidates.wildcards);
        let id = ScopePath::parse(question.scope).as_str().to_owned();
        let target = Target::new(id, OutcomeTarget::Kind(TargetKind::Resource), None);
        let mut own = Self {
            candidates,
            tenant,
            judge: Judge::new(tenant, wildcards),
            members: MembersByGroup::new(tenant),
            remediator: Remediator::new(tenant, wildcards),
            options,
            target,
            able: Vec::new(),
        };
        let facts = tenant.facts();
        let is_group = |&who: &PrincipalId| facts.principals.kind(who) == PrincipalKind::Group && !tenant.is_orphan(who);
        let groups: Vec<PrincipalId> = facts.principals.ids().filter(is_group).collect();
        if !groups.is_empty() {
            own.able = requirement.alternatives.iter().map(|alternative| own.able(alternative, &groups)).collect();
            own.able.arrange_by_key(|able| able.need.len());
        }
        own
    }

    /// The groups that surely can do everything that an alternative asks for.
    fn able(&self, alternative: &Alternative, groups: &[PrincipalId]) -> AbleGroups {
        let asked = asked(alternative);
        let targets = TargetFilter::default();
        let options = TaskOptions { targets, principals: groups.to_vec(), wildcards: self.candidates.wildcards, all: false };
        let one = OneTask { asked: &asked, targets: std::slice::from_ref(&self.target), request: &Request::Any };
        let outcome = one_task(self.tenant, one, &options);
        let can = |class: &&ClassOutcome| class.results.iter().any(|result| result.decision.verdict == Verdict::Allowed);
        let groups = outcome.classes.iter().filter(can).flat_map(|class| class.principals.iter().copied()).collect();
        let need = self.candidates.operations_of(alternative.by_scope.iter().flat_map(|scoped| &scoped.items));
        AbleGroups { asked, groups, need }
    }

    /// The groups for anybody who holds nothing as yet.
    pub(super) fn of_anybody(&self) -> GroupsAdvice {
        self.advice(&self.met(|able| able.groups.clone()), None)
    }

    /// The groups that somebody is not in: joining one of them is enough, as the engine says once it is done.
    pub(super) fn of(&self, principal: PrincipalId) -> GroupsAdvice {
        let known: Vec<PrincipalId> = self.tenant.membership().ways_up(principal).iter().map(|way| way.to).collect();
        let met = self.met(|AbleGroups { asked, groups, .. }| {
            let fresh: Vec<PrincipalId> = groups.iter().copied().filter(|group| !known.contains(group)).collect();
            self.remediator.joining(principal, (asked, &self.target), &fresh)
        });
        self.advice(&met, Some(principal))
    }

    /// The groups that are left of each alternative.
    fn met(&self, left: impl Fn(&AbleGroups) -> Vec<PrincipalId>) -> Met<'_> {
        let mut met = Met::default();
        for able in &self.able {
            for group in left(able) {
                met.entry(group).or_insert(&able.need);
            }
        }
        met
    }

    fn advice(&self, met: &Met<'_>, of: Option<PrincipalId>) -> GroupsAdvice {
        let principals = &self.tenant.facts().principals;
        let mut all: Vec<PrincipalId> = met.keys().copied().collect();
        all.arrange_by_key(|&group| principals.id(group));
        let is_derived = |group: &PrincipalId| principals.facts(*group).is_some_and(|known| known.members_are_derived);
        let (derived, joinable): (Vec<PrincipalId>, Vec<PrincipalId>) = all.into_iter().partition(is_derived);
        let held = of.map(|principal| holdings(&self.judge, principal)).unwrap_or_default();
        let of_group = |group| Some(self.group(group, met.get(&group)?, &held));
        let mut groups: Vec<GroupAdvice> = joinable.into_iter().filter_map(of_group).collect();
        groups.arrange_by_cached_key(|own| {
            let name = principals.facts(own.group).and_then(|known| known.name.clone());
            (own.directory_actions, own.beyond.key(self.options.search.least), own.gives.len(), name)
        });
        GroupsAdvice { groups, derived: derived.len() }
    }

    fn group(&self, group: PrincipalId, need: &OperationSet, held: &[Holding]) -> GroupAdvice {
        let mut gives = holdings(&self.judge, group);
        gives.retain(|own| own.strength != Strength::Unknown && !matches!(own.rests_on, RestsOn::Deny(_)));
        let azure = gives.iter().filter_map(|own| self.beyond(own, need, held));
        let beyond = azure.fold(Excess::default(), Excess::plus);
        let directory_actions = gives.iter().map(|own| self.directory_actions(own)).sum();
        let reached = self.members.reached(group, &gives.first().map_or(RestsOn::Deny(0), |own| own.rests_on.clone()));
        GroupAdvice { group, beyond, directory_actions, gives, reached }
    }

    /// What one grant gives beyond what is needed, where it reaches that, and beyond what somebody surely holds there.
    fn beyond(&self, own: &Holding, need: &OperationSet, held: &[Holding]) -> Option<Excess> {
        let (facts, tree) = (self.tenant.facts(), self.tenant.tree());
        let (role, scope) = (self.role(own)?, own.role_scope()?);
        let mut operations = self.operations(role);
        if tree.contains(facts, scope, &self.target.id).is_some() {
            operations.difference_with(need);
        }
        let now = |other: &&Holding| other.strength == Strength::Sure && other.conditions.is_empty();
        for other in held.iter().filter(now) {
            let reaches = other.role_scope().is_some_and(|outer| {
                outer == scope || tree.contains(facts, outer, facts.scopes.text(scope)) == Some(Containing::Sure)
            });
            if let Some(role) = self.role(other).filter(|_| reaches).filter(|role| role.doubt.is_none()) {
                operations.difference_with(&self.operations(role));
            }
        }
        Some(self.candidates.figures(&operations))
    }

    fn role(&self, own: &Holding) -> Option<&'s Role> {
        match &own.rests_on {
            RestsOn::Role(gives) => self.tenant.roles().get(gives.role),
            RestsOn::DirectoryRole(_) | RestsOn::Deny(_) | RestsOn::Possession(_) => None,
        }
    }

    /// Everything that a role may grant.
    fn operations(&self, role: &Role) -> OperationSet {
        let blocks: Vec<PermissionBlock> = role.alternatives.iter().flatten().cloned().collect();
        self.tenant.catalog().operations().expand_blocks(&blocks, self.candidates.wildcards)
    }

    fn directory_actions(&self, own: &Holding) -> usize {
        match &own.rests_on {
            RestsOn::DirectoryRole(gives) => {
                let need = DirectoryNeed { template: gives.template.clone(), name: String::new() };
                super::advice::directory_actions(self.tenant.catalog(), &need)
            }
            RestsOn::Role(_) | RestsOn::Deny(_) | RestsOn::Possession(_) => 0,
        }
    }
}

/// One question about everything that an alternative asks for.
fn asked(alternative: &Alternative) -> AskedTask {
    let role = |need: &DirectoryNeed| {
        let what = Need::DirectoryRole { template: need.template.guid()?, name: need.name.clone() };
        Some(Leaf { what, at: TargetKind::Tenant, unconditional: false, assigns: None })
    };
    let mut leaves: Vec<Leaf> = alternative.directory.iter().filter_map(role).collect();
    for scoped in &alternative.by_scope {
        let (at, unconditional) = (scoped.at.unwrap_or(TargetKind::Resource), scoped.unconditional);
        leaves.extend(asks(scoped).into_iter().map(|ask| Leaf { what: ask.need, at, unconditional, assigns: None }));
    }
    let requires = Requirement::All(leaves.into_iter().map(Requirement::Leaf).collect());
    AskedTask { pack: "".into(), task: Task::asking("need".to_owned(), String::new(), TargetKind::Resource, requires) }
}
