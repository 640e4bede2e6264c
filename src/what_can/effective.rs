//! What is effective for one principal at any scope: roles from the scope and from above it, and deny assignments.

use rustc_hash::FxHashSet;

use crate::audit::evaluation_scopes::{DenyTies, EvaluationScope, EvaluationScopes, denied};
use crate::audit::outcome::{OutcomeTarget, Target};
use crate::decide::{Doubt, Effective, EffectiveGrant};
use crate::graph::{AccessClass, Attachment, Classes, HeldGrant, Strength, TenantGraph};
use crate::model::{PrincipalId, ScopeId, ScopePath, TargetKind};

/// How far a scope is from the root, then its id: the order in which people see scopes.
pub fn height(scope: &str) -> (u8, usize, String) {
    let path = ScopePath::parse(scope);
    (path.kind() as u8, path.as_str().matches('/').count(), path.as_str().to_ascii_lowercase())
}

/// What one principal holds at some scopes and above them.
pub(super) struct PrincipalAccess<'t> {
    tenant: &'t TenantGraph,
    classes: Classes,
}

impl<'t> PrincipalAccess<'t> {
    pub(super) fn new(tenant: &'t TenantGraph, principal: PrincipalId, scopes: &[String]) -> Self {
        let above = scopes.iter().flat_map(|scope| tenant.tree().above(tenant.facts(), scope));
        let matter: FxHashSet<ScopeId> = above.map(|(scope, _)| scope).collect();
        Self { tenant, classes: tenant.classes(|scope| matter.contains(&scope), &[principal]) }
    }

    /// What is effective at one of the scopes: without an activation of a membership, then under each choice of activations, where deny
    /// assignments wait behind them (R-PIM-10).
    pub(super) fn at(&self, scope: &str) -> Vec<Effective> {
        let mut scopes = EvaluationScopes::default();
        let target = Target::new(scope.to_owned(), OutcomeTarget::Kind(TargetKind::Resource), None);
        scopes.intern(self.tenant, &target, TargetKind::Resource);
        let (Some(class), Some(at)) = (self.classes.classes.first(), scopes.list.first()) else { return Vec::new() };
        std::iter::once(&class.holdings).chain(&class.activated).map(|held| self.under(held, class, at)).collect()
    }

    fn under(&self, held: &[HeldGrant], class: &AccessClass, at: &EvaluationScope) -> Effective {
        let (mut effective, mut ties) = (Effective::default(), DenyTies::default());
        for holding in held.iter().copied().chain(self.classes.open_to(class)) {
            let doubt = holding.doubt.map(Doubt::Members);
            let counts = holding.strength != Strength::Eligible;
            let ties = match self.classes.attachments.get(holding.attachment as usize) {
                Some(Attachment::Role(gives)) => {
                    let containing = at.above.get(&gives.scope);
                    let own = EffectiveGrant::new(*gives, holding.strength, doubt);
                    effective.held.extend(containing.map(|&containing| own.within(containing, gives.scope)));
                    continue;
                }
                Some(Attachment::Denied(deny)) if counts => ties.named.entry(*deny),
                Some(Attachment::Excluded(deny)) if counts => ties.excluded.entry(*deny),
                Some(
                    Attachment::Denied(_) | Attachment::Excluded(_) | Attachment::DirectoryRole(_) | Attachment::Possession(_),
                )
                | None => continue,
            };
            ties.and_modify(|known| *known = known.and(doubt)).or_insert(doubt);
        }
        effective.denied = denied(self.tenant, at, &ties);
        effective.by_policies.clone_from(&at.by_policies);
        effective.normal()
    }
}
