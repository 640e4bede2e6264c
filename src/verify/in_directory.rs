//! What counts in the directory for a target, worked out again: Entra roles, application permissions (R-ENT-16), and owners of groups
//! (R-ENT-17).

use super::claims::{BasisClaim, VerdictClaim};
use super::decided::DecidedAnswer;
use super::evaluate::{HeldAtTarget, StringEvaluator};
use super::possessions::{BesideAtTarget, app_role_level, group_of, lists_owners};
use super::redecide::{Decided, Redecision};
use super::standing::{HeldByPrincipal, StandingDirectoryRole};
use super::targets::TargetAgain;
use crate::model::{DirectoryScope, ExportKind, Guid, ObjectId};

impl Redecision<'_> {
    /// What counts for a target of what somebody has in the directory beside roles.
    pub(super) fn beside_at<'h>(&self, standing: &'h HeldByPrincipal, target: TargetAgain<'_>) -> BesideAtTarget<'h> {
        let facts = self.records.facts;
        let group = group_of(facts, target.id, target.kind);
        BesideAtTarget {
            own: &standing.beside,
            sure: !facts.tenancy.is_mixed() || target.id == "tenant",
            group,
            lists_owners: group.is_none_or(|group| lists_owners(facts, group)),
        }
    }

    /// The same, where no membership is activated.
    pub(super) fn beside_now<'h>(&self, decided: &'h Decided, target: TargetAgain<'_>) -> Option<BesideAtTarget<'h>> {
        decided.standings().first().map(|standing| self.beside_at(standing, target))
    }

    /// The Entra roles that count for a target, under whatever choice.
    pub(super) fn directory_under_all(&self, decided: &Decided, target: &str) -> Vec<StandingDirectoryRole> {
        decided.standings().iter().flat_map(|standing| self.directory_at(standing, target)).collect()
    }

    /// The Entra roles that count for a target: where there are several tenants, those of its own (R-SCO-12).
    pub(super) fn directory_at(&self, standing: &HeldByPrincipal, target: &str) -> Vec<StandingDirectoryRole> {
        let tenancy = &self.records.facts.tenancy;
        if !tenancy.is_mixed() || target == "tenant" {
            return standing.directory.clone();
        }
        let here = |held: &StandingDirectoryRole| match (tenancy.of_scope(target), held.tenant.as_deref()) {
            (Some(own), Some(tenant)) => (own == tenant).then(|| held.clone()),
            _ => Some(StandingDirectoryRole { level: VerdictClaim::Unknown, ..held.clone() }),
        };
        standing.directory.iter().filter_map(here).collect()
    }
}

impl StringEvaluator<'_> {
    /// An application permission of Microsoft Graph: nobody but an application has one (R-ENT-16).
    pub(super) fn app_role(&self, id: Guid, beside: &BesideAtTarget<'_>) -> DecidedAnswer {
        match app_role_level(beside.own, id, beside.sure) {
            Some(level) => DecidedAnswer::new(level, BasisClaim::Listed, true),
            None if beside.own.may_be_application => {
                self.rests_on(ExportKind::AppRoleAssignments, DecidedAnswer::without(VerdictClaim::NotAllowed))
            }
            None => DecidedAnswer::without(VerdictClaim::NotAllowed),
        }
    }

    /// An owner of the group that the target is (R-ENT-17).
    pub(super) fn owner(&self, beside: &BesideAtTarget<'_>) -> DecidedAnswer {
        let Some(group) = beside.group else { return DecidedAnswer::without(VerdictClaim::NotAllowed) };
        if beside.own.owns.contains(&group) {
            return DecidedAnswer::new(VerdictClaim::Allowed, BasisClaim::Listed, true);
        }
        let is_firm = beside.lists_owners || self.is_whole(ExportKind::Groups);
        DecidedAnswer::without(if is_firm { VerdictClaim::NotAllowed } else { VerdictClaim::Unknown })
    }

    /// Whether an Entra role is held for a part of the directory that may have the target, a group, in it.
    pub(super) fn may_reach(&self, template: Guid, there: &HeldAtTarget<'_>) -> bool {
        let Some(group) = there.beside.group else { return false };
        let own = self.facts().principals.id(group);
        there.directory.iter().filter(|held| held.template == ObjectId::Guid(template)).any(|held| match &held.scope {
            DirectoryScope::AdministrativeUnit(_) => true,
            DirectoryScope::Object(id) => ObjectId::parse(id) == *own,
            DirectoryScope::Tenant | DirectoryScope::App(_) => false,
        })
    }
}
