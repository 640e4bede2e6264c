//! [`Holding`]: each grant and each deny assignment that reaches a principal, once, with the groups on the way.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::effective::height;
use crate::arrange::Arrange as _;
use crate::decide::{GrantRecord, Judge, RestsOn};
use crate::graph::{DirectoryGrant, Grant, OpenTo, Strength, TenantGraph};
use crate::model::{ConditionState, DenyAssignment, DenyPrincipal, PrincipalId, PrincipalKind, ScopeId, Validity};

/// A grant, or a deny assignment, as a principal has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// What.
    pub rests_on: RestsOn,
    /// The record that states it.
    pub record: GrantRecord,
    /// The groups from the principal to the holder, nearest first.
    pub via: Vec<PrincipalId>,
    /// How surely the grant reaches the principal. `Unknown`: the members of a group on the way were not exported (R-PRI-7), or unified RBAC
    /// gives it, and something is open about that (R-URB-5).
    pub strength: Strength,
    /// A deny assignment that leaves the principal out, or a group of it.
    pub is_excluded: bool,
    /// From when until when.
    pub validity: Validity,
    /// The conditions that it hangs on, in words.
    pub conditions: Vec<String>,
    /// It may have a condition: that was not exported (R-COND-17).
    pub lacks_condition: bool,
}

/// Everything that reaches a principal: Azure roles by scope, the highest first, then Entra roles, then deny assignments. A principal
/// that was deleted holds nothing (R-ASN-5).
pub fn holdings(judge: &Judge<'_>, principal: PrincipalId) -> Vec<Holding> {
    let tenant = judge.tenant();
    if tenant.is_orphan(principal) {
        return Vec::new();
    }
    let reaching = Reaching::new(judge, principal);
    let mut all: Vec<Holding> = reaching.holders.iter().flat_map(|holder| reaching.roles(holder)).collect();
    let denies = reaching.denies(&all);
    all.extend(reaching.directory_holders().iter().flat_map(|holder| reaching.directory_roles(holder)));
    all.extend(denies);
    let name = |holding: &Holding| holding.rests_on.stated(tenant, Some(holding.record)).role_name;
    all.arrange_by_cached_key(|holding| {
        (holding.place(tenant), name(holding), holding.strength != Strength::Sure, holding.record)
    });
    all
}

impl Holding {
    /// Whether unified RBAC gives it, and something is open about that (R-URB-5).
    pub fn is_open_by_unified_rbac(&self) -> bool {
        matches!(&self.rests_on, RestsOn::Role(gives) if matches!(gives.condition, ConditionState::UnifiedRbac(_)))
    }

    /// The scope of a grant of an Azure role.
    pub fn role_scope(&self) -> Option<ScopeId> {
        match &self.rests_on {
            RestsOn::Role(gives) => Some(gives.scope),
            RestsOn::DirectoryRole(_) | RestsOn::Deny(_) | RestsOn::Possession(_) => None,
        }
    }

    /// The name of a deny assignment.
    pub fn deny_name(&self, tenant: &TenantGraph) -> Option<Arc<str>> {
        let RestsOn::Deny(index) = self.rests_on else { return None };
        let deny = tenant.facts().denies.get(index as usize)?;
        (!deny.name.is_empty()).then(|| Arc::from(&*deny.name))
    }

    /// Its scope; none for an Entra role.
    pub fn scope(&self, tenant: &TenantGraph) -> Option<ScopeId> {
        match self.rests_on {
            RestsOn::Deny(index) => tenant.facts().denies.get(index as usize).map(|deny| deny.scope),
            RestsOn::Role(_) | RestsOn::DirectoryRole(_) | RestsOn::Possession(_) => self.role_scope(),
        }
    }

    /// Azure roles before Entra roles before deny assignments; in each, the highest scope first.
    pub(super) fn place(&self, tenant: &TenantGraph) -> (u8, (u8, usize, String)) {
        let kind = match self.rests_on {
            RestsOn::Role(_) => 0,
            RestsOn::DirectoryRole(_) | RestsOn::Possession(_) => 1,
            RestsOn::Deny(_) => 2,
        };
        (kind, self.scope(tenant).map(|scope| height(tenant.facts().scopes.text(scope))).unwrap_or_default())
    }
}

/// Whoever has something that reaches the principal.
#[derive(Debug, Clone)]
struct GrantHolder {
    who: PrincipalId,
    via: Vec<PrincipalId>,
    strength: Strength,
}

struct Reaching<'t> {
    judge: &'t Judge<'t>,
    tenant: &'t TenantGraph,
    principal: PrincipalId,
    /// The principal, its groups, and the groups that it may be in.
    holders: Vec<GrantHolder>,
}

impl<'t> Reaching<'t> {
    fn new(judge: &'t Judge<'t>, principal: PrincipalId) -> Self {
        let tenant = judge.tenant();
        let ways = tenant.membership().ways_up(principal);
        let known = ways.iter().map(|way| GrantHolder { who: way.to, via: ways.via(way), strength: way.strength });
        let mut holders: Vec<GrantHolder> = known.collect();
        let seen: FxHashSet<PrincipalId> = holders.iter().map(|holder| holder.who).collect();
        let to = open_to(tenant, principal);
        let is_open = |group: &PrincipalId| {
            tenant.membership().open_to(*group) >= Some(to) && !seen.contains(group) && !tenant.is_orphan(*group)
        };
        let possible = tenant.facts().principals.ids().filter(is_open);
        holders.extend(possible.map(|group| GrantHolder { who: group, via: vec![group], strength: Strength::Unknown }));
        Self { judge, tenant, principal, holders }
    }

    fn roles(&self, holder: &GrantHolder) -> Vec<Holding> {
        let of_grant = |grant: &Grant| Holding {
            rests_on: RestsOn::Role(grant.gives),
            record: GrantRecord::Role(grant.source),
            via: holder.via.clone(),
            strength: match (grant.gives.condition, grant.gives.eligible) {
                (ConditionState::UnifiedRbac(_), _) => Strength::Unknown,
                (_, true) => holder.strength.min(Strength::Eligible),
                (_, false) => holder.strength,
            },
            is_excluded: false,
            validity: self.tenant.validity(grant),
            conditions: self.judge.conditions_of(grant.gives),
            lacks_condition: self.judge.lacks_condition(grant.gives),
        };
        self.tenant.grants_of(holder.who).iter().map(of_grant).collect()
    }

    /// Entra roles come from the principal itself, from the groups that list it, and perhaps from groups that are not listed (R-ENT-8).
    fn directory_holders(&self) -> Vec<GrantHolder> {
        let (tenant, membership) = (self.tenant, self.tenant.membership());
        let mut holders = vec![GrantHolder { who: self.principal, via: Vec::new(), strength: Strength::Sure }];
        for edge in membership.groups_of(self.principal) {
            let strength = tenant.directory_reach(edge);
            holders.extend(strength.map(|strength| GrantHolder { who: edge.group, via: vec![edge.group], strength }));
        }
        if tenant.facts().principals.kind(self.principal).is_group() {
            return holders;
        }
        let to = open_to(tenant, self.principal);
        let seen: FxHashSet<PrincipalId> = holders.iter().map(|holder| holder.who).collect();
        let may_be_in = |group: &PrincipalId| {
            membership.open_directly_to(*group) >= Some(to)
                && !tenant.is_flattened(*group, to)
                && tenant.can_hold_directory_roles(*group)
                && !tenant.is_orphan(*group)
                && !seen.contains(group)
        };
        let possible = tenant.facts().principals.ids().filter(may_be_in);
        holders.extend(possible.map(|group| GrantHolder { who: group, via: vec![group], strength: Strength::Unknown }));
        holders
    }

    fn directory_roles(&self, holder: &GrantHolder) -> Vec<Holding> {
        let of_grant = |grant: &DirectoryGrant| {
            let row = self.tenant.facts().directory_assignments.get(grant.row as usize);
            Holding {
                rests_on: RestsOn::DirectoryRole(Arc::new(grant.gives.clone())),
                record: GrantRecord::DirectoryRole(grant.row),
                via: holder.via.clone(),
                strength: if grant.gives.eligible { holder.strength.min(Strength::Eligible) } else { holder.strength },
                is_excluded: false,
                validity: row.map_or(Validity::ALWAYS, |row| row.validity),
                conditions: Vec::new(),
                lacks_condition: false,
            }
        };
        self.tenant.directory_grants_of(holder.who).iter().map(of_grant).collect()
    }

    /// The deny assignments that name the principal or a group of it; of those that name everyone, those that meet what it holds. One that
    /// leaves the principal out says so.
    fn denies(&self, azure: &[Holding]) -> Vec<Holding> {
        let enforced = self.tenant.facts().denies.iter().enumerate().filter(|(_, deny)| !deny.audit_only);
        let mut denies = Vec::new();
        for (index, deny) in enforced {
            let named = self.surest(|who| deny.principals.contains(&DenyPrincipal::Principal(who)));
            let everyone = deny.principals.contains(&DenyPrincipal::Everyone).then(|| self.holders.first()).flatten();
            let everyone = everyone.filter(|_| self.meets(deny, azure));
            let Some(named) = named.or(everyone) else { continue };
            let excluded = self.surest(|who| deny.exclude.contains(&who));
            let is_out = excluded.is_some_and(|holder| holder.strength == Strength::Sure);
            let ties = [(Some(named).filter(|_| !is_out), false), (excluded, true)];
            let told = ties.into_iter().filter_map(|(holder, is_excluded)| Some((holder?, is_excluded)));
            denies.extend(told.map(|(holder, is_excluded)| self.deny((index as u32, deny), holder, is_excluded)));
        }
        denies
    }

    fn deny(&self, (index, deny): (u32, &DenyAssignment), holder: &GrantHolder, is_excluded: bool) -> Holding {
        Holding {
            rests_on: RestsOn::Deny(index),
            record: GrantRecord::Deny(index),
            via: holder.via.clone(),
            strength: holder.strength,
            is_excluded,
            validity: Validity::ALWAYS,
            conditions: self.judge.condition_of_deny(deny).into_iter().collect(),
            lacks_condition: deny.condition == ConditionState::NotExported,
        }
    }

    /// Whether a deny assignment is above or below a scope at which something is held.
    fn meets(&self, deny: &DenyAssignment, azure: &[Holding]) -> bool {
        let (tenant, facts) = (self.tenant, self.tenant.facts());
        let contains = |outer, inner| tenant.tree().contains(facts, outer, facts.scopes.text(inner)).is_some();
        let held = azure.iter().filter(|own| own.strength != Strength::Unknown).filter_map(Holding::role_scope);
        held.into_iter().any(|scope| contains(scope, deny.scope) || contains(deny.scope, scope))
    }

    fn surest(&self, is_meant: impl Fn(PrincipalId) -> bool) -> Option<&GrantHolder> {
        let meant = self.holders.iter().filter(|holder| is_meant(holder.who));
        // Of equal ones the first: the nearest.
        meant.reduce(|best, next| if next.strength > best.strength { next } else { best })
    }
}

/// Which groups with unknown members a principal may be in.
fn open_to(tenant: &TenantGraph, principal: PrincipalId) -> OpenTo {
    match tenant.facts().principals.kind(principal) {
        PrincipalKind::ServicePrincipal | PrincipalKind::Unknown => OpenTo::ServicePrincipals,
        PrincipalKind::User | PrincipalKind::Group | PrincipalKind::ForeignGroup | PrincipalKind::Device => OpenTo::Anyone,
    }
}
