//! The part of a tenant that one principal's access depends on: a small set of facts that gives the same decisions as all of them.
//!
//! To try a change, the tenant is built anew; with the part alone that is fast at any size.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::arrange::Arrange as _;
use crate::graph::{Grant, TenantGraph};
use crate::model::scope::subscription_of;
use crate::model::{
    AssignmentName, ConditionState, Containment, CoveragePlace, DenyAssignment, DenyPrincipal, DirectoryAssignment,
    DirectoryRole, ExportKind, Facts, ManagementGroup, Membership, ObjectId, PrincipalId, PrincipalKind, Resource, RoleId,
    ScopeId, ScopeKind, Subscription, Tenancy, TextId,
};

/// What to keep.
pub(super) struct Bounds<'c> {
    /// The principals whose grants and memberships count; closed under membership by [`RowIndex::people`].
    pub people: &'c FxHashSet<PrincipalId>,
    /// Roles that are to be there whoever holds them.
    pub roles: &'c [ObjectId],
    /// Scopes that are to be there, the innermost first.
    pub scopes: &'c [String],
}

/// The rows of each principal. It is made once, so that a part can be copied without a look at the other rows.
pub(super) struct RowIndex {
    /// Groups that anybody may be in, and what they are in (R-PRI-7).
    open: FxHashSet<PrincipalId>,
    assignments: Vec<u32>,
    schedules: Vec<u32>,
    /// Memberships by member.
    memberships: Vec<u32>,
    /// Memberships of what may have members itself.
    nested: Vec<u32>,
    /// Active grants of groups, by scope.
    of_groups: FxHashMap<ScopeId, Vec<Grant>>,
}

impl RowIndex {
    pub(super) fn new(tenant: &TenantGraph) -> Self {
        let (facts, membership) = (tenant.facts(), tenant.membership());
        let unknown = facts.principals.ids().filter(|&id| membership.is_open(id) || membership.is_open_directly(id));
        let mut of_groups: FxHashMap<ScopeId, Vec<Grant>> = FxHashMap::default();
        let is_group = |grant: &&Grant| facts.principals.kind(grant.principal) == PrincipalKind::Group;
        for grant in tenant.grants().iter().filter(|grant| !grant.gives.eligible).filter(is_group) {
            of_groups.entry(grant.gives.scope).or_default().push(*grant);
        }
        let may_nest = |row: &Membership| {
            let kind = facts.principals.kind(row.member);
            !matches!(kind, PrincipalKind::User | PrincipalKind::ServicePrincipal | PrincipalKind::Device)
        };
        let nested = (0..).zip(&facts.memberships).filter(|(_, row)| may_nest(row)).map(|(at, _)| at).collect();
        Self {
            open: with_groups(tenant, unknown),
            assignments: sorted(&facts.assignments, |row| row.principal),
            schedules: sorted(&facts.schedules, |row| row.principal),
            memberships: sorted(&facts.memberships, |row| row.member),
            nested,
            of_groups,
        }
    }

    /// Principals with every group that they are in, and every group that anybody may be in.
    pub(super) fn people(&self, tenant: &TenantGraph, of: impl IntoIterator<Item = PrincipalId>) -> FxHashSet<PrincipalId> {
        let mut kept = with_groups(tenant, of);
        kept.extend(&self.open);
        kept
    }

    /// The active grants of groups at a scope.
    pub(super) fn of_groups(&self, scope: ScopeId) -> &[Grant] {
        self.of_groups.get(&scope).map(Vec::as_slice).unwrap_or_default()
    }
}

fn with_groups(tenant: &TenantGraph, of: impl IntoIterator<Item = PrincipalId>) -> FxHashSet<PrincipalId> {
    let mut kept = FxHashSet::default();
    for principal in of {
        if kept.insert(principal) {
            kept.extend(tenant.membership().ways_up(principal).iter().map(|way| way.to));
        }
    }
    kept
}

/// The numbers of rows, by what they are about.
fn sorted<T>(rows: &[T], about: impl Fn(&T) -> PrincipalId) -> Vec<u32> {
    let mut numbers: Vec<u32> = (0..rows.len() as u32).collect();
    numbers.arrange_by_key(|&number| rows.get(number as usize).map(&about));
    numbers
}

/// The rows about some principals, in the order of the inputs.
fn rows<'r, T>(rows: &'r [T], index: &[u32], people: &[PrincipalId], about: impl Fn(&T) -> PrincipalId) -> Vec<&'r T> {
    let of = |number: &u32| rows.get(*number as usize).map(&about);
    let mut numbers: Vec<u32> = Vec::new();
    for &principal in people {
        let start = index.partition_point(|number| of(number) < Some(principal));
        let own = index.get(start..).unwrap_or_default().iter();
        numbers.extend(own.take_while(|number| of(number) == Some(principal)));
    }
    numbers.arrange();
    numbers.into_iter().filter_map(|number| rows.get(number as usize)).collect()
}

/// The facts of the part. Every table of the tenant is named here, so that nobody forgets a new one.
pub(super) fn subtenant(tenant: &TenantGraph, index: &RowIndex, bounds: &Bounds<'_>) -> Facts {
    let from = tenant.facts();
    let mut people: Vec<PrincipalId> = bounds.people.iter().copied().collect();
    people.arrange();
    let mut copy = RowCopier { from, to: copied_whole(from), index, people };
    for scope in bounds.scopes {
        copy.to.scopes.intern(scope);
    }
    for role in bounds.roles {
        copy.to.roles.intern(role.clone());
    }
    copy.hierarchy(bounds.scopes.iter().find_map(|scope| subscription_of(scope)));
    let vaults: Vec<Arc<str>> = bounds.scopes.iter().filter_map(|scope| tenant.vault_by_policies(scope)).collect();
    copy.vaults(&vaults);
    copy.principals(bounds.people);
    copy.grants(bounds.people);
    copy.denies(bounds.people);
    copy.definitions();
    copy.vouched();
    copy.to
}

/// The tables that are kept as they are; the others are empty as yet. The scopes that stand for `/` of a tenant get numbers anew.
fn copied_whole(from: &Facts) -> Facts {
    let Facts {
        inputs,
        vouched,
        requests,
        organizations,
        directory_roles,
        tenancy,
        // Numbers are given anew, to what the rows below name.
        scopes: _,
        principals: _,
        roles: _,
        texts: _,
        // [`RowCopier`] takes what the part needs of these, with numbers of its own.
        resources: _,
        vouched_at: _,
        assignments: _,
        schedules: _,
        denies: _,
        definitions: _,
        memberships: _,
        member_lists: _,
        directory_assignments: _,
        containments: _,
        management_groups: _,
        subscriptions: _,
        // No yes rests on these: a no (R-EVAL-9), gaps, findings, prerequisites and paths do.
        lists: _,
        listed_at: _,
        locks: _,
        escalation: _,
        policy: _,
        licences: _,
        delegations: _,
        classic: _,
        collections: _,
        unrequested: _,
        role_names: _,
        defender: _,
    } = from;
    Facts {
        inputs: inputs.clone(),
        vouched: vouched.clone(),
        requests: requests.clone(),
        organizations: organizations.clone(),
        directory_roles: directory_roles.iter().map(without_actions).collect(),
        tenancy: Tenancy { roots: FxHashMap::default(), ..tenancy.clone() },
        ..Facts::default()
    }
}

/// What the role allows is never asked here: only whether it is held.
fn without_actions(role: &DirectoryRole) -> DirectoryRole {
    DirectoryRole {
        actions: Vec::new(),
        excluded: Vec::new(),
        template: role.template.clone(),
        id: role.id.clone(),
        name: role.name.clone(),
        ..*role
    }
}

struct RowCopier<'f> {
    from: &'f Facts,
    to: Facts,
    index: &'f RowIndex,
    /// Sorted.
    people: Vec<PrincipalId>,
}

impl RowCopier<'_> {
    /// The places that are vouched for, as far as they are in the part.
    fn vouched(&mut self) {
        let (from, to) = (self.from, &self.to);
        let here = |&(kind, place): &(ExportKind, CoveragePlace)| {
            let place = match place {
                CoveragePlace::Group(group) => CoveragePlace::Group(to.principals.lookup(from.principals.id(group))?),
                CoveragePlace::Scope(scope) => CoveragePlace::Scope(to.scopes.lookup(from.scopes.text(scope))?),
                CoveragePlace::Tenant | CoveragePlace::Unknown => place,
            };
            Some((kind, place))
        };
        self.to.vouched_at = from.vouched_at.iter().filter_map(here).collect();
    }

    fn principal(&mut self, id: PrincipalId) -> PrincipalId {
        self.to.principals.intern(self.from.principals.id(id).clone())
    }

    fn role(&mut self, id: RoleId) -> RoleId {
        self.to.roles.intern(self.from.roles.id(id).clone())
    }

    fn scope(&mut self, id: ScopeId) -> ScopeId {
        match self.from.tenancy.roots.get(&id) {
            Some(tenant) => self.to.tenancy.root(tenant, &mut self.to.scopes),
            None => self.to.scopes.intern(self.from.scopes.text(id)),
        }
    }

    fn text(&mut self, id: TextId) -> TextId {
        self.to.texts.intern(self.from.texts.get(id))
    }

    fn condition(&mut self, state: ConditionState) -> ConditionState {
        match state {
            ConditionState::Text(text) => ConditionState::Text(self.text(text)),
            ConditionState::OtherVersion(text) => ConditionState::OtherVersion(self.text(text)),
            ConditionState::None
            | ConditionState::NotExported
            | ConditionState::Contradicted
            | ConditionState::UnifiedRbac(_) => state,
        }
    }

    /// The management groups, which are few, and of the subscriptions the one in question; of the others one for each tenant, for
    /// their number matters (R-SCO-12).
    fn hierarchy(&mut self, subscription: Option<&str>) {
        let own = subscription.and_then(|path| self.from.scopes.lookup(path));
        let groups = |scope: ScopeId| self.from.scopes.kind(scope) != ScopeKind::Subscription || Some(scope) == own;
        let edges: Vec<&Containment> = self.from.containments.iter().filter(|row| groups(row.child)).collect();
        for row in edges {
            let (child, parent) = (self.scope(row.child), self.scope(row.parent));
            self.to.containments.push(Containment { child, parent, ..row.clone() });
        }
        for row in &self.from.management_groups {
            let scope = self.scope(row.scope);
            self.to.management_groups.push(ManagementGroup { scope, ..row.clone() });
        }
        let mut tenants: FxHashSet<&str> = FxHashSet::default();
        for row in &self.from.subscriptions {
            let is_new = row.tenant.as_deref().is_some_and(|tenant| tenants.insert(tenant));
            if is_new || Some(row.scope) == own {
                let scope = self.scope(row.scope);
                self.to.subscriptions.push(Subscription { scope, ..row.clone() });
            }
        }
    }

    /// Key vaults that access policies open: no role assignment makes a yes of an answer about them (R-EVAL-11).
    fn vaults(&mut self, ids: &[Arc<str>]) {
        let from = self.from;
        let is_one = |row: &&Resource| ids.iter().any(|id| from.scopes.text(row.scope).eq_ignore_ascii_case(id));
        for row in from.resources.iter().filter(|_| !ids.is_empty()).filter(is_one) {
            let scope = self.scope(row.scope);
            self.to.resources.push(Resource { scope, ..row.clone() });
        }
    }

    /// The principals, their memberships, and what is known of the lists of their groups. Groups in a list are kept although
    /// nobody asks about them: a list that names one says less about who is in it directly (R-FMT-17).
    fn principals(&mut self, people: &FxHashSet<PrincipalId>) {
        for principal in self.people.clone() {
            self.keep(principal);
        }
        let all = &self.from.memberships;
        let own = rows(all, &self.index.memberships, &self.people, |row| row.member);
        let nested = self.index.nested.iter().filter_map(|&number| all.get(number as usize));
        let nested = nested.filter(|row| people.contains(&row.group) && !people.contains(&row.member));
        for row in own.into_iter().chain(nested) {
            let (group, member) = (self.keep(row.group), self.keep(row.member));
            self.to.memberships.push(Membership { group, member, ..row.clone() });
        }
    }

    fn keep(&mut self, principal: PrincipalId) -> PrincipalId {
        let known = self.to.principals.len();
        let kept = self.principal(principal);
        if self.to.principals.len() > known {
            if let (Some(to), Some(from)) = (self.to.principals.facts_mut(kept), self.from.principals.facts(principal)) {
                to.clone_from(from);
            }
            if let Some(lists) = self.from.member_lists.get(&principal) {
                self.to.member_lists.insert(kept, *lists);
            }
        }
        kept
    }

    fn grants(&mut self, people: &FxHashSet<PrincipalId>) {
        for row in rows(&self.from.assignments, &self.index.assignments, &self.people, |row| row.principal) {
            let mut row = row.clone();
            row.principal = self.principal(row.principal);
            (row.role, row.scope) = (self.role(row.role), self.scope(row.scope));
            row.condition = self.condition(row.condition);
            if let AssignmentName::Text(text) = row.name {
                row.name = AssignmentName::Text(self.text(text));
            }
            self.to.assignments.push(row);
        }
        for row in rows(&self.from.schedules, &self.index.schedules, &self.people, |row| row.principal) {
            let mut row = row.clone();
            row.principal = self.principal(row.principal);
            (row.role, row.scope) = (self.role(row.role), self.scope(row.scope));
            row.condition = self.condition(row.condition);
            row.schedule = row.schedule.map(|text| self.text(text));
            row.assignment = row.assignment.map(|text| self.text(text));
            row.id = row.id.map(|text| self.text(text));
            self.to.schedules.push(row);
        }
        for row in self.from.directory_assignments.iter().filter(|row| people.contains(&row.principal)) {
            let principal = self.principal(row.principal);
            self.to.directory_assignments.push(DirectoryAssignment { principal, ..row.clone() });
        }
    }

    /// Deny assignments that name or may name one of them; a list that was cut may name anybody (R-FMT-8).
    fn denies(&mut self, people: &FxHashSet<PrincipalId>) {
        let meant = |named: &DenyPrincipal| match named {
            DenyPrincipal::Everyone => true,
            DenyPrincipal::Principal(principal) => people.contains(principal),
        };
        for deny in self.from.denies.iter().filter(|deny| deny.unreadable || deny.principals.iter().any(meant)) {
            let (scope, condition) = (self.scope(deny.scope), self.condition(deny.condition));
            let named: Vec<DenyPrincipal> = deny.principals.iter().filter(|named| meant(named)).copied().collect();
            let principals = named.into_iter().map(|named| match named {
                DenyPrincipal::Everyone => named,
                DenyPrincipal::Principal(principal) => DenyPrincipal::Principal(self.principal(principal)),
            });
            let principals = principals.collect();
            let exclude: Vec<PrincipalId> = deny.exclude.iter().filter(|id| people.contains(id)).copied().collect();
            let exclude = exclude.into_iter().map(|principal| self.principal(principal)).collect();
            self.to.denies.push(DenyAssignment { scope, principals, exclude, condition, ..deny.clone() });
        }
    }

    /// The definitions of the roles that are named by now.
    fn definitions(&mut self) {
        let named = self.from.definitions.iter().filter(|row| self.to.roles.lookup(&row.definition.id).is_some());
        self.to.definitions = named.cloned().collect();
    }
}
