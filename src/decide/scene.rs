//! [`LeafScene`]: what one leaf of a requirement is asked against, and which data may be missing there.

use std::borrow::Cow;
use std::sync::Arc;

use super::clauses::{DenyClause, GrantClause, Required};
use super::held::{Doubt, Effective, EffectiveGrant, HeldInDirectory};
use super::judge::Judge;
use super::missing::{Missing, MissingReason};
use super::question::{BearingClauses, SetQuestion};
use crate::condition::Context;
use crate::graph::Strength;
use crate::model::{ConditionState, Leaf, Plane, PlanePattern, ScopeKind};

/// What a leaf is asked against.
pub(super) struct LeafScene<'s> {
    pub judge: &'s Judge<'s>,
    pub leaf: &'s Leaf,
    /// The actions that the task is known to use.
    pub uses: &'s [PlanePattern],
    /// What is effective where the leaf is evaluated, without conditional grants if the leaf requires that.
    pub effective: Effective,
    /// What is known of the requests.
    pub context: Cow<'s, Context>,
    /// What is held in the directory.
    pub directory: &'s HeldInDirectory,
}

impl<'s> LeafScene<'s> {
    /// What held roles grant in a plane. Where the leaf wants nothing under a condition, that goes for the conditions of a role's
    /// own blocks as well (R-COND-12, R-SEED-3).
    pub(super) fn grants(&self, held: &[EffectiveGrant], plane: Plane) -> Vec<GrantClause<'s>> {
        let mut grants = self.judge.grants(held, plane);
        if self.leaf.unconditional {
            grants.iter_mut().for_each(GrantClause::drop_conditioned_blocks);
        }
        grants
    }

    /// Whether grants, less what denies take, give every string of a set.
    pub(super) fn question<'q>(
        &'q self,
        required: &'q Required,
        grants: &'q [GrantClause<'q>],
        denies: &'q [DenyClause<'q>],
    ) -> SetQuestion<'q> {
        SetQuestion::new(required, BearingClauses { grants, denies }, &self.context, self.judge.wildcards)
    }

    /// A reason that the answer to this leaf is not yes.
    pub(super) fn missing(&self, reason: MissingReason) -> Missing {
        Missing { reason, at: self.leaf.at, origin: None }
    }

    /// The search for a counterexample gave up.
    pub(super) fn undecided(&self, what: &str) -> Missing {
        self.missing(MissingReason::SearchBudget(what.into()))
    }

    /// What a doubt is about.
    pub(super) fn doubtful(&self, doubt: Doubt) -> Missing {
        self.missing(match doubt {
            Doubt::Members(group) => MissingReason::MembersNotExported(group),
            Doubt::Tenant => MissingReason::TenantNotTold,
            Doubt::Parents(scope) if self.judge.tenant().facts().scopes.kind(scope) == ScopeKind::Root => {
                MissingReason::TenantNotTold
            }
            Doubt::Parents(scope) => MissingReason::ManagementGroupParentsNotExported(scope),
        })
    }

    /// What is open about one held role, where it is not simply held.
    pub(super) fn open_about(&self, held: &EffectiveGrant) -> Option<Missing> {
        if let Some(doubt) = held.doubt {
            return Some(self.doubtful(doubt));
        }
        let role = self.judge.tenant().roles().get(held.role)?;
        if held.strength == Strength::Eligible {
            let reason = MissingReason::NeedsActivation { role: role.id.clone(), name: Arc::clone(&role.name) };
            return Some(self.missing(reason));
        }
        if role.doubt.is_some() {
            return Some(self.missing(MissingReason::RoleDefinitionNotExported(held.role)));
        }
        if let ConditionState::UnifiedRbac(doubt) = held.condition {
            return Some(self.missing(MissingReason::UnifiedRbacOpen { role: held.role, doubt }));
        }
        if self.judge.may_be_conditioned(held) {
            return Some(self.missing(MissingReason::ConditionNotExported(held.role)));
        }
        let conditioned = self.judge.condition_of(held).is_some() || self.judge.has_block_condition(held);
        conditioned.then(|| self.missing(MissingReason::ConditionNotDecided(held.role)))
    }
}
