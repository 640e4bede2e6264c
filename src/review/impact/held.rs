//! Where a role is held and by whom, and what else is effective for these principals there.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use crate::arrange::Arrange as _;
use crate::audit::evaluation_scopes::{DenyTies, EvaluationScopeId, EvaluationScopes, denied, spread};
use crate::audit::outcome::{OutcomeTarget, Target};
use crate::decide::{Doubt, Effective, EffectiveGrant};
use crate::graph::{AccessClass, Attachment, Classes, HeldGrant, Strength, TenantGraph, Unseen};
use crate::model::{ObjectId, PrincipalId, RoleId, ScopeId, TargetKind};

/// Principals that hold a role at a scope, and hold the same other things there.
pub(super) struct Holders {
    /// As exported.
    pub(super) scope: String,
    pub(super) effective: Effective,
    pub(super) principals: Vec<PrincipalId>,
}

/// Everybody who holds a role, for each scope at which it was given to somebody.
pub(super) fn holders(tenant: &TenantGraph, role: &ObjectId) -> Vec<Holders> {
    let facts = tenant.facts();
    let Some(role) = facts.roles.lookup(role) else { return Vec::new() };
    let mut standpoints = EvaluationScopes::default();
    let mut places: BTreeMap<ScopeId, EvaluationScopeId> = BTreeMap::new();
    for grant in tenant.grants().iter().filter(|grant| grant.gives.role == role) {
        let scope = grant.gives.scope;
        places.entry(scope).or_insert_with(|| {
            let id = facts.scopes.text(scope).to_owned();
            let target = Target::new(id, OutcomeTarget::Kind(TargetKind::Resource), None);
            standpoints.intern(tenant, &target, TargetKind::Resource)
        });
    }
    let matter: FxHashSet<_> = standpoints.matter();
    let classes = tenant.classes(|scope| matter.contains(&scope), &[]);
    let view = HeldThere { tenant, standpoints: &standpoints, classes: &classes };
    let mut found = Vec::new();
    for class in classes.classes.iter().filter(|class| class.unseen != Unseen::Nothing) {
        let principals: Vec<PrincipalId> =
            class.principals.iter().copied().filter(|&own| stands_for_itself(tenant, own)).collect();
        let mut scopes: Vec<ScopeId> = view.scopes(class, role).filter(|_| !principals.is_empty()).collect();
        scopes.arrange();
        scopes.dedup();
        for scope in scopes {
            let Some(&place) = places.get(&scope) else { continue };
            let (scope, principals) = (facts.scopes.text(scope).to_owned(), principals.clone());
            found.push(Holders { scope, effective: view.effective(class, place), principals });
        }
    }
    found
}

/// A group stands for its members, unless the exports do not name them.
fn stands_for_itself(tenant: &TenantGraph, principal: PrincipalId) -> bool {
    !tenant.facts().principals.kind(principal).is_group() || tenant.membership().is_open(principal)
}

/// How many of some principals are groups.
pub(super) fn groups_among(tenant: &TenantGraph, principals: &[PrincipalId]) -> usize {
    principals.iter().filter(|&&own| tenant.facts().principals.kind(own).is_group()).count()
}

/// What classes hold at some standpoints.
struct HeldThere<'v> {
    tenant: &'v TenantGraph,
    standpoints: &'v EvaluationScopes,
    classes: &'v Classes,
}

impl<'v> HeldThere<'v> {
    fn attachment(&self, holding: &HeldGrant) -> Option<&'v Attachment> {
        self.classes.attachments.get(holding.attachment as usize)
    }

    /// The scopes at which a class was given a role.
    fn scopes(&self, class: &'v AccessClass, role: RoleId) -> impl Iterator<Item = ScopeId> {
        class.holdings.iter().filter_map(move |holding| match self.attachment(holding) {
            Some(Attachment::Role(gives)) if gives.role == role => Some(gives.scope),
            _ => None,
        })
    }

    fn effective(&self, class: &AccessClass, place: EvaluationScopeId) -> Effective {
        let Some(standpoint) = self.standpoints.list.get(place as usize) else { return Effective::default() };
        let (mut held, mut ties) = (Vec::new(), DenyTies::default());
        for holding in &class.holdings {
            let doubt = holding.doubt.map(Doubt::Members);
            let is_active = holding.strength != Strength::Eligible;
            match self.attachment(holding) {
                Some(Attachment::Role(gives)) => {
                    let own = EffectiveGrant::new(*gives, holding.strength, doubt);
                    let spread = spread(self.standpoints, gives.scope, own);
                    held.extend(spread.filter(|(at, _)| *at == place).map(|(_, held)| held));
                }
                Some(Attachment::Denied(deny)) if is_active => {
                    ties.named.entry(*deny).and_modify(|known| *known = known.and(doubt)).or_insert(doubt);
                }
                Some(Attachment::Excluded(deny)) if is_active => {
                    ties.excluded.entry(*deny).and_modify(|known| *known = known.and(doubt)).or_insert(doubt);
                }
                _ => {}
            }
        }
        let (uncovered, by_policies) = (standpoint.uncovered.clone(), standpoint.by_policies.clone());
        Effective { held, denied: denied(self.tenant, standpoint, &ties), uncovered, by_policies }.normal()
    }
}
