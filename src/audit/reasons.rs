//! [`Reasons`]: the true reason of an answer that is not yes. A decision knows only what counts at the scopes that were asked about. This
//! file looks at what else a principal has: under a condition, at another time, at a scope below, through a membership that needs an
//! activation, or with an account that was deleted.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::evaluation_scopes::EvaluationScopeId;
use super::near_grants::{NearDirectoryRole, NearGrant, NearGrants, Standing};
use super::outcome::{ClassOutcome, TaskResult};
use super::plan::TaskPlan;
use crate::decide::{Decision, HeldAside, Missing, MissingReason, NotCounting, Request, RestsOn, Verdict};
use crate::graph::directory::role_name;
use crate::graph::{Containing, Strength, TenantGraph};
use crate::model::scope::prefixes;
use crate::model::{Guid, Leaf, Need, ObjectId, Plane, PrincipalId, Requirement, RoleId, TargetKind};
use crate::pattern::{Block, Pattern, Wildcards};

/// Looks for the reasons of a run.
pub(super) struct Reasons<'r> {
    tenant: &'r TenantGraph,
    plan: &'r TaskPlan,
    /// The role that the requests assign or take away.
    delegated: Option<Guid>,
    /// How middle wildcards are read (R-PAT-4).
    wildcards: Wildcards,
    near: NearGrants<'r>,
}

/// A grant that explains an answer: its number, for which kind of scope, and why it does not count there.
type Explains = (usize, TargetKind, NotCounting);

/// What the principals of a class have beside what counts.
struct HoldingsAside {
    grants: Vec<NearGrant>,
    directory: Vec<NearDirectoryRole>,
    /// By evaluation scope: the grants that are held there or above, and those below (`true`).
    at: FxHashMap<EvaluationScopeId, Vec<(usize, bool)>>,
}

impl<'r> Reasons<'r> {
    pub(super) fn new(tenant: &'r TenantGraph, plan: &'r TaskPlan, request: &Request, wildcards: Wildcards) -> Self {
        let delegated = request.delegated().map(|about| about.role);
        Self { tenant, plan, delegated, wildcards, near: NearGrants::new(tenant) }
    }

    /// The same answers with the reasons that are true.
    pub(super) fn refined(&self, mut outcome: ClassOutcome) -> ClassOutcome {
        if !outcome.results.iter().any(|result| may_explain(&result.decision)) {
            return outcome;
        }
        let principals = outcome.principals.as_slice();
        if principals.iter().all(|&principal| self.tenant.is_orphan(principal)) {
            outcome.results.iter_mut().for_each(|result| self.orphaned(principals, result));
            return outcome;
        }
        let beside = self.beside(principals);
        let mut refined = Vec::with_capacity(outcome.results.len());
        for mut result in std::mem::take(&mut outcome.results) {
            self.by_membership(&outcome.principals, &mut result);
            self.directory(&beside, &mut result);
            refined.extend(self.split(&beside, result));
        }
        outcome.results = refined;
        outcome
    }

    fn beside(&self, principals: &[PrincipalId]) -> HoldingsAside {
        let grants = self.near.common(principals);
        let scopes = &self.plan.evaluation_scopes;
        let mut at: FxHashMap<EvaluationScopeId, Vec<(usize, bool)>> = FxHashMap::default();
        for (number, grant) in grants.iter().enumerate() {
            if grant.standing == Standing::Active {
                let own = self.tenant.facts().scopes.text(grant.scope);
                for id in prefixes(own).skip(1).flat_map(|path| scopes.at_path(path)) {
                    at.entry(id).or_default().push((number, true));
                }
            } else {
                let below = scopes.below.get(&grant.scope).map(Vec::as_slice).unwrap_or_default();
                for (id, _) in below.iter().filter(|(_, containing)| *containing == Containing::Sure) {
                    at.entry(*id).or_default().push((number, false));
                }
            }
        }
        HoldingsAside { grants, directory: self.near.common_directory(principals), at }
    }

    /// Parts the targets of an answer by what explains it there.
    fn split(&self, beside: &HoldingsAside, result: TaskResult) -> Vec<TaskResult> {
        if beside.at.is_empty() || result.decision.verdict > Verdict::Unknown {
            return vec![result];
        }
        let mut by_reason: BTreeMap<Vec<Explains>, Vec<usize>> = BTreeMap::new();
        for (places, targets) in self.by_places(beside, &result) {
            by_reason.entry(self.explains(beside, &result, &places)).or_default().extend(targets);
        }
        for targets in by_reason.values_mut() {
            targets.sort_unstable();
        }
        let with = |(reasons, targets): (Vec<Explains>, Vec<usize>)| {
            let decision = if reasons.is_empty() {
                Arc::clone(&result.decision)
            } else {
                let missing = self.instead(beside, &result.decision.missing, &reasons);
                Arc::new(Decision { missing, ..(*result.decision).clone() })
            };
            TaskResult { targets, decision, ..result.clone() }
        };
        let mut parts: Vec<TaskResult> = by_reason.into_iter().map(with).collect();
        parts.sort_by(|a, b| a.targets.cmp(&b.targets));
        parts
    }

    /// The targets of an answer, by the places at which the leaves of its task look and something is held: mostly they share these.
    fn by_places(&self, beside: &HoldingsAside, result: &TaskResult) -> BTreeMap<Vec<Option<EvaluationScopeId>>, Vec<usize>> {
        let leaves = self.plan.tasks.get(result.task).map(|asked| asked.task.requires.leaves().map(|leaf| leaf.at));
        let kinds: Vec<TargetKind> = leaves.into_iter().flatten().collect();
        let mut by_places: BTreeMap<Vec<Option<EvaluationScopeId>>, Vec<usize>> = BTreeMap::new();
        for &target in &result.targets {
            let stands = self.plan.stands.get(target);
            let place = |kind| stands?.get(kind).copied().filter(|id| beside.at.contains_key(id));
            by_places.entry(kinds.iter().map(place).collect()).or_default().push(target);
        }
        by_places
    }

    /// The grants that explain an answer for targets at which the leaves look at these places.
    fn explains(&self, beside: &HoldingsAside, result: &TaskResult, places: &[Option<EvaluationScopeId>]) -> Vec<Explains> {
        let Some(asked) = self.plan.tasks.get(result.task) else { return Vec::new() };
        let mut all = Vec::new();
        for (leaf, place) in asked.task.requires.leaves().zip(places) {
            let at = place.and_then(|id| beside.at.get(&id));
            for &(number, below) in at.into_iter().flatten() {
                let Some(grant) = beside.grants.get(number) else { continue };
                if self.fits(leaf, grant.role, &result.decision.missing) {
                    all.push((number, leaf.at, self.not_counting(grant, below, (leaf, &asked.task.requires))));
                }
            }
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Whether a role is what a leaf asks for and lacks.
    fn fits(&self, leaf: &Leaf, role: RoleId, missing: &[Missing]) -> bool {
        let is_open = |lacks: &dyn Fn(&MissingReason) -> bool| {
            missing.iter().filter(|missing| missing.at == leaf.at).any(|missing| match &missing.reason {
                MissingReason::NotCovered { .. } | MissingReason::RoleAssignmentsNotExported => true,
                reason => lacks(reason),
            })
        };
        match &leaf.what {
            Need::DirectoryRole { .. } | Need::AppRole { .. } | Need::Owner => false,
            Need::Role { id, covered_by, .. } => {
                let lacks = |reason: &MissingReason| matches!(reason, MissingReason::RoleNotHeld { role, .. } if role == id);
                let covers = || covered_by.iter().all(|wanted| self.grants(role, Plane::Control, wanted));
                let is_role = *self.tenant.facts().roles.id(role) == ObjectId::Guid(*id);
                (is_role || !covered_by.is_empty() && covers()) && is_open(&lacks)
            }
            Need::Actions { plane, patterns } => patterns.iter().any(|pattern| {
                let lacks = |reason: &MissingReason| {
                    matches!(reason, MissingReason::ActionNotGranted { action, .. } if **action == *pattern.text())
                };
                self.grants(role, *plane, pattern) && is_open(&lacks)
            }),
            Need::AnyAction { plane, pattern } => {
                let lacks = |reason: &MissingReason| matches!(reason, MissingReason::NoActionGranted { plane: own, .. } if own == plane);
                self.grants_some(role, *plane, pattern) && is_open(&lacks)
            }
        }
    }

    /// Whether a role grants an action where its conditions hold.
    fn grants(&self, role: RoleId, plane: Plane, wanted: &Pattern) -> bool {
        let covers = |own: &Pattern| own.covers(wanted, self.wildcards);
        self.blocks(role, plane).any(|(allow, except)| allow.iter().any(covers) && !except.iter().any(covers))
    }

    /// Whether a role grants some action of a pattern where its conditions hold.
    fn grants_some(&self, role: RoleId, plane: Plane, wanted: &Pattern) -> bool {
        let block = |(allow, except): (&[Pattern], &[Pattern])| Block { allow: allow.to_vec(), except: except.to_vec() };
        self.blocks(role, plane).any(|lists| block(lists).meets(wanted, self.wildcards) == Some(true))
    }

    /// The blocks of a role in one plane: what each grants, and its exceptions.
    fn blocks(&self, role: RoleId, plane: Plane) -> impl Iterator<Item = (&[Pattern], &[Pattern])> {
        let blocks = self.tenant.roles().get(role).into_iter().flat_map(|role| role.alternatives.iter().flatten());
        blocks.map(move |block| match plane {
            Plane::Control => (block.actions.as_slice(), block.not_actions.as_slice()),
            Plane::Data => (block.data_actions.as_slice(), block.not_data_actions.as_slice()),
        })
    }

    /// The reasons of a decision, with those that are true in the place of those that only look so.
    fn instead(&self, beside: &HoldingsAside, missing: &[Missing], reasons: &[Explains]) -> Vec<Missing> {
        let known = |(number, ..): &Explains| beside.grants.get(*number);
        let is_explained = |missing: &&Missing| {
            let here = reasons.iter().filter(|(_, at, _)| *at == missing.at).filter_map(known);
            match &missing.reason {
                MissingReason::RoleNotHeld { role, .. } => {
                    here.into_iter().any(|grant| *self.tenant.facts().roles.id(grant.role) == ObjectId::Guid(*role))
                }
                MissingReason::NoActionGranted { pattern, plane } => {
                    let wanted = Pattern::parse(pattern);
                    here.into_iter().any(|grant| self.grants_some(grant.role, *plane, &wanted))
                }
                MissingReason::ActionNotGranted { action, .. } => {
                    let wanted = Pattern::parse(action);
                    let granted = |grant: &NearGrant| Plane::ALL.iter().any(|&plane| self.grants(grant.role, plane, &wanted));
                    here.into_iter().any(granted)
                }
                _ => false,
            }
        };
        let kept = missing.iter().filter(|missing| !is_explained(missing)).cloned();
        let made = reasons.iter().filter_map(|reason| Some(self.held_aside(known(reason)?, reason)));
        Missing::sorted(kept.chain(made).collect(), self.tenant.facts())
    }

    fn not_counting(&self, grant: &NearGrant, below: bool, (leaf, whole): (&Leaf, &Requirement)) -> NotCounting {
        match grant.standing {
            Standing::Until(end) => NotCounting::Until(end),
            Standing::From(start) => NotCounting::From(start),
            Standing::Active | Standing::Conditioned if below => NotCounting::Below,
            Standing::Active | Standing::Conditioned => {
                let role = self.tenant.facts().roles.id(grant.role);
                let assigned = self.delegated.or(leaf.assigns.map(|assigned| assigned.role));
                let refused = leaf.unconditional || whole.demands_unconditional(role);
                if refused { NotCounting::ConditionRefused } else { NotCounting::UnderCondition(assigned) }
            }
        }
    }

    fn held_aside(&self, grant: &NearGrant, &(_, at, why): &Explains) -> Missing {
        let role = self.tenant.facts().roles.id(grant.role).clone();
        let name = self.tenant.roles().get(grant.role).map_or_else(|| role.to_string().into(), |role| Arc::clone(&role.name));
        let reason = MissingReason::HeldAside(Box::new(HeldAside { role, name, scope: Some(grant.scope), why }));
        Missing { reason, at, origin: grant.origin }
    }

    /// Entra roles whose time is over, or has not come.
    fn directory(&self, beside: &HoldingsAside, result: &mut TaskResult) {
        if beside.directory.is_empty() || result.decision.verdict > Verdict::Unknown {
            return;
        }
        let true_reason = |missing: &Missing| {
            let MissingReason::DirectoryRoleNotHeld { role, .. } = &missing.reason else { return missing.clone() };
            let role = ObjectId::Guid(*role);
            let Some(near) = beside.directory.iter().find(|near| near.role == role) else { return missing.clone() };
            let why = match near.standing {
                Standing::From(start) => NotCounting::From(start),
                Standing::Until(end) => NotCounting::Until(end),
                Standing::Active | Standing::Conditioned => return missing.clone(),
            };
            let name = role_name(self.tenant.facts(), self.tenant.catalog(), &role).into();
            let reason = MissingReason::HeldAside(Box::new(HeldAside { role, name, scope: None, why }));
            Missing { reason, at: missing.at, origin: Some(near.origin) }
        };
        let missing: Vec<Missing> = result.decision.missing.iter().map(true_reason).collect();
        self.give(result, missing);
    }

    /// A role of a group that counts now, through a membership that has to be activated.
    fn by_membership(&self, principals: &[PrincipalId], result: &mut TaskResult) {
        let steps = result.rests_on.iter().zip(&result.proof);
        let mut waits: Vec<(ObjectId, Option<PrincipalId>, Option<crate::model::Origin>)> = Vec::new();
        for (rests_on, path) in steps {
            let role = match rests_on {
                RestsOn::Role(gives) if !gives.eligible => self.tenant.facts().roles.id(gives.role).clone(),
                RestsOn::DirectoryRole(gives) if !gives.eligible => gives.template.clone(),
                RestsOn::Role(_) | RestsOn::DirectoryRole(_) | RestsOn::Deny(_) | RestsOn::Possession(_) => continue,
            };
            let alone = if let [one] = principals { self.waiting(*one, &path.via) } else { None };
            let origin = alone.and_then(|(member, group)| self.near.eligible_membership(member, group));
            waits.push((role, alone.map(|(_, group)| group), origin));
        }
        let true_reason = |missing: &Missing| {
            let MissingReason::NeedsActivation { role, name } = &missing.reason else { return missing.clone() };
            let Some((_, group, origin)) = waits.iter().find(|(own, ..)| own == role) else { return missing.clone() };
            let (role, name) = (role.clone(), Arc::clone(name));
            let reason = MissingReason::MembershipEligible { role, name, group: *group };
            Missing { reason, at: missing.at, origin: *origin }
        };
        if !waits.is_empty() && result.decision.verdict == Verdict::Eligible {
            let missing = result.decision.missing.iter().map(true_reason).collect();
            self.give(result, missing);
        }
    }

    /// The membership on a way that has to be activated.
    fn waiting(&self, principal: PrincipalId, via: &[PrincipalId]) -> Option<(PrincipalId, PrincipalId)> {
        let members = std::iter::once(principal).chain(via.iter().copied());
        members.zip(via.iter().copied()).find(|&(member, group)| {
            let edge = self.tenant.membership().groups_of(member).iter().find(|edge| edge.group == group);
            edge.is_some_and(|edge| edge.strength == Strength::Eligible)
        })
    }

    /// Whatever these principals hold grants nothing: they were deleted (R-ASN-5).
    fn orphaned(&self, principals: &[PrincipalId], result: &mut TaskResult) {
        if result.decision.verdict != Verdict::NotAllowed {
            return;
        }
        let Some(at) = result.decision.missing.first().map(|missing| missing.at) else { return };
        let one = if let [one] = principals { Some(*one) } else { None };
        let held = one.map(|one| self.near.common(&[one])).unwrap_or_default();
        let origin = held.iter().find_map(|grant| grant.origin);
        self.give(result, vec![Missing { reason: MissingReason::Orphaned(one), at, origin }]);
    }

    fn give(&self, result: &mut TaskResult, missing: Vec<Missing>) {
        if missing != result.decision.missing {
            let missing = Missing::sorted(missing, self.tenant.facts());
            result.decision = Arc::new(Decision { missing, ..(*result.decision).clone() });
        }
    }
}

/// Whether another reason may be the true one.
fn may_explain(decision: &Decision) -> bool {
    decision.missing.iter().any(|missing| match &missing.reason {
        MissingReason::RoleNotHeld { .. }
        | MissingReason::ActionNotGranted { .. }
        | MissingReason::NoActionGranted { .. }
        | MissingReason::DirectoryRoleNotHeld { .. }
        | MissingReason::NotCovered { .. }
        | MissingReason::RoleAssignmentsNotExported
        | MissingReason::NeedsActivation { .. } => true,
        MissingReason::ActionDenied { .. }
        | MissingReason::AllActionsDenied { .. }
        | MissingReason::RoleDenied(_)
        | MissingReason::RoleDeniedInPart(_)
        | MissingReason::RoleMayBeDenied(_)
        | MissingReason::SearchBudget(_)
        | MissingReason::DirectoryRoleAssignmentsNotExported
        | MissingReason::HeldAside(_)
        | MissingReason::MembershipEligible { .. }
        | MissingReason::MembershipNeedsActivation
        | MissingReason::Orphaned(_)
        | MissingReason::TenantNotTold
        | MissingReason::MembersNotExported(_)
        | MissingReason::ManagementGroupParentsNotExported(_)
        | MissingReason::RoleDefinitionNotExported(_)
        | MissingReason::DirectoryRoleDefinitionNotExported(_)
        | MissingReason::RequiredRoleNotExported { .. }
        | MissingReason::ConditionNotExported(_)
        | MissingReason::ConditionNotDecided(_)
        | MissingReason::UnifiedRbacOpen { .. }
        | MissingReason::AppRoleNotHeld { .. }
        | MissingReason::AppRoleAssignmentsNotExported
        | MissingReason::ApiNotExported
        | MissingReason::NotAnOwner
        | MissingReason::OwnersNotExported
        | MissingReason::AccessPolicies(_) => false,
    })
}
