//! [`NearGrants`]: roles that a principal has and that do not count: their time is over or has not come, they are under a condition, or
//! they are at other scopes than those that are asked about.

use std::cell::OnceCell;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::graph::{ByGroup, Grant, GrantSource, Strength, TenantGraph};
use crate::model::{ConditionState, DirectoryScope, MemberKind, ObjectId, Origin, PrincipalId, RoleId, ScopeId, Validity};

/// Why a role may not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Standing {
    /// It counts where it is held.
    Active,
    /// It counts under a condition: that of the assignment, or of a block of the role.
    Conditioned,
    /// It counted until this second.
    Until(i64),
    /// It counts from this second on.
    From(i64),
}

/// A role that a principal has, or had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NearGrant {
    pub role: RoleId,
    pub scope: ScopeId,
    pub standing: Standing,
    pub origin: Option<Origin>,
}

impl NearGrant {
    /// What it is, wherever it is stated.
    pub(super) fn key(&self) -> (RoleId, ScopeId, Standing) {
        (self.role, self.scope, self.standing)
    }
}

/// An Entra role for the tenant whose time is over, or has not come.
#[derive(Debug, Clone)]
pub(super) struct NearDirectoryRole {
    pub role: ObjectId,
    pub standing: Standing,
    pub origin: Origin,
}

/// The grants of a tenant that may explain a no, by principal.
pub(super) struct NearGrants<'t> {
    tenant: &'t TenantGraph,
    ended: FxHashMap<PrincipalId, Vec<NearGrant>>,
    /// What the members of groups have by them. Nobody asks where every answer is yes.
    by_groups: OnceCell<ByGroup<NearGrant>>,
    ended_directory: FxHashMap<PrincipalId, Vec<NearDirectoryRole>>,
    /// The records of memberships that have to be activated, by member and group.
    eligible: FxHashMap<(PrincipalId, PrincipalId), Origin>,
}

impl<'t> NearGrants<'t> {
    pub(super) fn new(tenant: &'t TenantGraph) -> Self {
        let rows = tenant.facts().memberships.iter().filter(|row| row.kind == MemberKind::Eligible);
        let eligible = rows.map(|row| ((row.member, row.group), row.origin)).collect();
        Self { tenant, ended: ended(tenant), by_groups: OnceCell::new(), ended_directory: ended_directory(tenant), eligible }
    }

    /// The record of a membership that has to be activated.
    pub(super) fn eligible_membership(&self, member: PrincipalId, group: PrincipalId) -> Option<Origin> {
        self.eligible.get(&(member, group)).copied()
    }

    /// What all of some principals have: the records are those of the first.
    pub(super) fn common(&self, principals: &[PrincipalId]) -> Vec<NearGrant> {
        let Some((&first, others)) = principals.split_first() else { return Vec::new() };
        let mut common = self.of(first);
        let mut compared = FxHashSet::default();
        for &other in others {
            if common.is_empty() {
                break;
            }
            // Most principals of a class have what they have by the same groups.
            if compared.insert(self.sources(other)) {
                let own: FxHashSet<_> = self.of(other).iter().map(NearGrant::key).collect();
                common.retain(|grant| own.contains(&grant.key()));
            }
        }
        common
    }

    /// By what a principal has something: itself, and groups that it is surely and directly in.
    fn sources(&self, principal: PrincipalId) -> Vec<PrincipalId> {
        let has = |holder: &PrincipalId| !self.tenant.grants_of(*holder).is_empty() || self.ended.contains_key(holder);
        let groups = self.tenant.membership().groups_of(principal).iter().filter(|edge| edge.strength == Strength::Sure);
        Some(principal).filter(has).into_iter().chain(groups.map(|edge| edge.group)).collect()
    }

    /// The Entra roles that all of some principals had, or will have.
    pub(super) fn common_directory(&self, principals: &[PrincipalId]) -> Vec<NearDirectoryRole> {
        if self.ended_directory.is_empty() {
            return Vec::new();
        }
        let Some((&first, others)) = principals.split_first() else { return Vec::new() };
        let mut common = self.directory_of(first);
        for &other in others {
            let own = self.directory_of(other);
            common.retain(|near| own.iter().any(|own| (&own.role, own.standing) == (&near.role, near.standing)));
        }
        common
    }

    /// What one principal has, by itself and through groups that it is surely in.
    fn of(&self, principal: PrincipalId) -> Vec<NearGrant> {
        let membership = self.tenant.membership();
        let gather = || ByGroup::new(membership, Strength::Sure, |group, near| self.own(group, near), once_each);
        let by_groups = self.by_groups.get_or_init(gather);
        let mut near: Vec<NearGrant> = Vec::new();
        self.own(principal, &mut near);
        for edge in membership.groups_of(principal).iter().filter(|edge| edge.strength == Strength::Sure) {
            near.extend_from_slice(by_groups.of(edge.group));
        }
        once_each(&mut near);
        near
    }

    /// What somebody has by itself.
    fn own(&self, holder: PrincipalId, near: &mut Vec<NearGrant>) {
        let held = self.tenant.grants_of(holder).iter().filter(|grant| !grant.gives.eligible);
        near.extend(held.filter_map(|grant| self.held(grant)));
        near.extend(self.ended.get(&holder).into_iter().flatten());
    }

    fn held(&self, grant: &Grant) -> Option<NearGrant> {
        let facts = self.tenant.facts();
        let standing = match grant.gives.condition {
            ConditionState::NotExported | ConditionState::Contradicted | ConditionState::UnifiedRbac(_) => return None,
            ConditionState::None if !self.has_block_condition(grant.gives.role) => Standing::Active,
            ConditionState::None | ConditionState::Text(_) | ConditionState::OtherVersion(_) => Standing::Conditioned,
        };
        let origin = match grant.source {
            GrantSource::Assignment(index) => facts.assignments.get(index as usize).map(|row| row.origin),
            GrantSource::Schedule(index) => facts.schedules.get(index as usize).map(|row| row.origin),
        };
        Some(NearGrant { role: grant.gives.role, scope: grant.gives.scope, standing, origin })
    }

    fn has_block_condition(&self, role: RoleId) -> bool {
        let blocks = self.tenant.roles().get(role).into_iter().flat_map(|role| role.alternatives.iter().flatten());
        blocks.into_iter().any(|block| block.condition.is_some())
    }

    fn directory_of(&self, principal: PrincipalId) -> Vec<NearDirectoryRole> {
        let groups = self.tenant.membership().groups_of(principal).iter();
        let direct = groups.filter(|edge| edge.direct == Some(Strength::Sure)).map(|edge| edge.group);
        let holders = std::iter::once(principal).chain(direct.filter(|&group| self.tenant.can_hold_directory_roles(group)));
        holders.filter_map(|holder| self.ended_directory.get(&holder)).flatten().cloned().collect()
    }
}

/// Sorts, and keeps of what several records state the first record.
fn once_each(near: &mut Vec<NearGrant>) {
    near.sort_by_key(|grant| (grant.key(), grant.origin));
    near.dedup_by_key(|grant| grant.key());
}

/// Where an interval is that does not hold now.
fn outside(validity: Validity, at: i64) -> Option<Standing> {
    match (validity.start, validity.end) {
        (Some(start), _) if at < start => Some(Standing::From(start)),
        (_, Some(end)) if end <= at => Some(Standing::Until(end)),
        _ => None,
    }
}

/// Of several intervals of one role the one that ends last counts, then the one that begins first.
fn rank(standing: Standing) -> (u8, i64) {
    match standing {
        Standing::Active | Standing::Conditioned => (2, 0),
        Standing::Until(end) => (1, end),
        Standing::From(start) => (0, -start),
    }
}

/// Active roles of PIM whose time is over or has not come, by who holds them; not those that hold now by another schedule.
fn ended(tenant: &TenantGraph) -> FxHashMap<PrincipalId, Vec<NearGrant>> {
    let facts = tenant.facts();
    let mut found: FxHashMap<(PrincipalId, RoleId, ScopeId), (Standing, Option<Origin>)> = FxHashMap::default();
    for row in facts.schedules.iter().filter(|row| !row.eligible && row.effective) {
        let own = match outside(row.validity, tenant.at()) {
            Some(standing) => (standing, Some(row.origin)),
            None => (Standing::Active, None),
        };
        let known = found.entry((row.principal, row.role, row.scope)).or_insert(own);
        if (rank(own.0), std::cmp::Reverse(own.1)) > (rank(known.0), std::cmp::Reverse(known.1)) {
            *known = own;
        }
    }
    let mut ended: FxHashMap<PrincipalId, Vec<NearGrant>> = FxHashMap::default();
    let mut all: Vec<_> = found.into_iter().filter(|(_, (standing, _))| *standing != Standing::Active).collect();
    all.sort_unstable_by_key(|(key, _)| *key);
    for ((principal, role, scope), (standing, origin)) in all {
        ended.entry(principal).or_default().push(NearGrant { role, scope, standing, origin });
    }
    ended
}

/// The same for Entra roles that are held for the tenant.
fn ended_directory(tenant: &TenantGraph) -> FxHashMap<PrincipalId, Vec<NearDirectoryRole>> {
    let facts = tenant.facts();
    let template = |id: &ObjectId| {
        let known = facts.directory_roles.iter().find(|role| role.id == *id && role.built_in);
        known.and_then(|role| role.template.clone()).unwrap_or_else(|| id.clone())
    };
    let mut ended: FxHashMap<PrincipalId, Vec<NearDirectoryRole>> = FxHashMap::default();
    let rows = facts.directory_assignments.iter().filter(|row| row.effective && !row.eligible && row.scheduled);
    for row in rows.filter(|row| row.scope == DirectoryScope::Tenant) {
        let Some(standing) = outside(row.validity, tenant.at()) else { continue };
        let near = NearDirectoryRole { role: template(&row.role), standing, origin: row.origin };
        let known = ended.entry(row.principal).or_default();
        match known.iter_mut().find(|known| known.role == near.role) {
            Some(known) if rank(known.standing) < rank(near.standing) => *known = near,
            Some(_) => {}
            None => known.push(near),
        }
    }
    ended
}
