//! [`aligned`]: adds to each state the rows of the other one that cannot be compared. What still differs follows from rows that can be
//! compared.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use super::fact_kind::FactKind;
use super::facts::{FactDifference, condition_of};
use super::joint::{JointIds, StateSide};
use super::matching::RowPair;
use crate::graph::{TenantGraph, tenant_ids};
use crate::model::scope::{fold_hash, subscription_of, workspace_of};
use crate::model::{
    ConditionState, Containment, DenyPrincipal, ExportKind, Facts, InputId, ManagementGroup, Organization, Origin, PrincipalId,
    PrincipalKind, Resource, RoleId, ScopeId, TextId,
};

/// Rows of the other state have no record in this one.
const ELSEWHERE: Origin = Origin { input: InputId(u32::MAX), record: 0 };

/// The facts of both states, each with what cannot be compared; `None` where everything can be.
pub(super) fn aligned(joint: &JointIds<'_>, difference: &FactDifference) -> Option<[Facts; 2]> {
    let kinds = StateSide::BOTH.map(|side| unknown_kinds(joint, side));
    let trees = !StateSide::BOTH.iter().all(|&side| is_listed(joint.state(side), ExportKind::ManagementGroups));
    let hierarchy = trees && hierarchy_differs(joint);
    let declared = declares_otherwise(joint);
    let targets = places(joint, StateSide::Old) != places(joint, StateSide::New);
    let definitions = StateSide::BOTH.iter().any(|&side| lacks_definitions(joint, side));
    let roots = root_groups(joint, StateSide::Old) != root_groups(joint, StateSide::New);
    let otherwise = hierarchy || declared || targets || definitions || roots;
    if kinds.iter().all(Vec::is_empty) && !otherwise && difference.is_comparable() {
        return None;
    }
    Some(StateSide::BOTH.map(|side| {
        let mut copier = RowImporter { joint, from: side.other(), to: joint.facts(side).clone() };
        for (principal, kind) in side.of(&kinds) {
            copier.to.principals.facts_mut(*principal).into_iter().for_each(|own| own.kind = *kind);
        }
        if hierarchy {
            copier.hierarchy();
        }
        if declared {
            for id in copier.to.principals.ids() {
                copier.to.principals.facts_mut(id).into_iter().for_each(|own| own.seen = true);
            }
        }
        if targets {
            copier.targets();
        }
        if roots {
            copier.organizations();
        }
        copier.definitions();
        for own in &difference.kinds {
            own.open.iter().for_each(|pair| copier.row(own.kind, *pair));
            own.unsaid.iter().for_each(|pair| copier.condition_of(own.kind, *pair));
        }
        copier.to
    }))
}

/// Whether one state alone declares who exists: what it does not list was not deleted since (R-ASN-5).
fn declares_otherwise(joint: &JointIds<'_>) -> bool {
    let kinds = [ExportKind::Users, ExportKind::Groups, ExportKind::ServicePrincipals];
    let declared = |side, kind| joint.facts(side).is_declared_complete(kind);
    kinds.into_iter().any(|kind| declared(StateSide::Old, kind) != declared(StateSide::New, kind))
}

fn is_listed(state: &TenantGraph, kind: ExportKind) -> bool {
    state.coverage().state_of_tenant(kind).carries_a_no()
}

/// Principals of which only the other state says what they are.
fn unknown_kinds(joint: &JointIds<'_>, side: StateSide) -> Vec<(PrincipalId, PrincipalKind)> {
    let (own, other) = (&joint.facts(side).principals, joint.facts(side.other()));
    let known = |id: PrincipalId| {
        let there = joint.own_principal(side.other(), joint.principal(side, id))?;
        Some((id, other.principals.kind(there))).filter(|(_, kind)| *kind != PrincipalKind::Unknown)
    };
    own.ids().filter(|&id| own.kind(id) == PrincipalKind::Unknown).filter_map(known).collect()
}

/// Whether a state lacks a definition that the other one has, or lost a part of it.
fn lacks_definitions(joint: &JointIds<'_>, side: StateSide) -> bool {
    let mut other = joint.facts(side.other()).definitions.iter();
    other.any(|role| joint.state(side).roles().by_id(&role.definition.id).is_none_or(|own| own.doubt.is_some()))
}

/// Whether the states say different things of what contains what.
fn hierarchy_differs(joint: &JointIds<'_>) -> bool {
    let [old, new] = StateSide::BOTH.map(|side| {
        let edge = |row: &Containment| (joint.scope(side, row.child), joint.scope(side, row.parent), row.direct);
        joint.facts(side).containments.iter().map(edge).collect::<FxHashSet<_>>()
    });
    old != new
}

/// The tenants that a state names: which management group is the root hangs on it.
fn root_groups(joint: &JointIds<'_>, side: StateSide) -> BTreeSet<String> {
    tenant_ids(joint.facts(side)).into_iter().collect()
}

/// The subscriptions, workspaces and resources that a state knows. It is no gain that only one state knows a target.
fn places(joint: &JointIds<'_>, side: StateSide) -> (FxHashSet<u64>, FxHashSet<u32>) {
    let facts = joint.facts(side);
    let texts = || facts.scopes.ids().map(|scope| facts.scopes.text(scope));
    let named = texts().filter_map(subscription_of).chain(texts().filter_map(workspace_of)).map(fold_hash).collect();
    (named, facts.resources.iter().map(|resource| joint.scope(side, resource.scope)).collect())
}

/// Rows of one state on their way to the other.
struct RowImporter<'j, 't> {
    joint: &'j JointIds<'t>,
    from: StateSide,
    to: Facts,
}

impl RowImporter<'_, '_> {
    fn other(&self) -> &Facts {
        self.joint.facts(self.from)
    }

    fn principal(&mut self, id: PrincipalId) -> PrincipalId {
        let from = self.joint.facts(self.from);
        let own = self.to.principals.intern(from.principals.id(id).clone());
        if let (Some(known), Some(own)) = (from.principals.facts(id), self.to.principals.facts_mut(own)) {
            if own.kind == PrincipalKind::Unknown {
                own.kind = known.kind;
            }
            own.name = own.name.take().or_else(|| known.name.clone());
            own.seen = true;
        }
        own
    }

    fn scope(&mut self, id: ScopeId) -> ScopeId {
        let from = self.joint.facts(self.from);
        match from.tenancy.roots.get(&id) {
            Some(tenant) if self.to.tenancy.is_mixed() => self.to.tenancy.root(tenant, &mut self.to.scopes),
            _ => self.to.scopes.intern(from.scopes.text(id)),
        }
    }

    fn role(&mut self, id: RoleId) -> RoleId {
        self.to.roles.intern(self.joint.facts(self.from).roles.id(id).clone())
    }

    fn text(&mut self, id: TextId) -> TextId {
        self.to.texts.intern(self.joint.facts(self.from).texts.get(id))
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

    /// The row of the other state, where this one lacks it.
    fn row(&mut self, kind: FactKind, pair: RowPair) {
        let row = match self.from {
            StateSide::Old => pair.old,
            StateSide::New => pair.new,
        };
        let Some(row) = row.map(|row| row as usize) else { return };
        match kind {
            FactKind::RoleAssignment => self.assignment(row),
            FactKind::RoleEligibility | FactKind::RoleSchedule => self.schedule(row),
            FactKind::DenyAssignment => self.deny(row),
            FactKind::Member | FactKind::MemberSchedule | FactKind::MemberEligibility => self.member(row),
            FactKind::DirectoryRole | FactKind::DirectoryRoleEligibility => self.directory(row),
            FactKind::Delegation | FactKind::RoleDefinition => {}
        }
    }

    fn assignment(&mut self, row: usize) {
        let Some(own) = self.other().assignments.get(row).cloned() else { return };
        let (principal, role, scope) = (self.principal(own.principal), self.role(own.role), self.scope(own.scope));
        let condition = self.condition(own.condition);
        let name = match own.name {
            crate::model::AssignmentName::Text(text) => crate::model::AssignmentName::Text(self.text(text)),
            name => name,
        };
        self.to.assignments.push(crate::model::Assignment {
            principal,
            role,
            scope,
            condition,
            name,
            origin: ELSEWHERE,
            ..own
        });
    }

    fn schedule(&mut self, row: usize) {
        let Some(own) = self.other().schedules.get(row).cloned() else { return };
        let (principal, role, scope) = (self.principal(own.principal), self.role(own.role), self.scope(own.scope));
        let condition = self.condition(own.condition);
        let [schedule, assignment, id] = [own.schedule, own.assignment, own.id].map(|text| text.map(|text| self.text(text)));
        let copy = crate::model::RoleSchedule {
            principal,
            role,
            scope,
            condition,
            schedule,
            assignment,
            id,
            origin: ELSEWHERE,
            ..own
        };
        self.to.schedules.push(copy);
    }

    fn deny(&mut self, row: usize) {
        let Some(own) = self.other().denies.get(row).cloned() else { return };
        let (scope, condition) = (self.scope(own.scope), self.condition(own.condition));
        let named = |this: &mut Self, principal: &DenyPrincipal| match *principal {
            DenyPrincipal::Everyone => DenyPrincipal::Everyone,
            DenyPrincipal::Principal(id) => DenyPrincipal::Principal(this.principal(id)),
        };
        let principals = own.principals.iter().map(|principal| named(self, principal)).collect();
        let exclude = own.exclude.iter().map(|&id| self.principal(id)).collect();
        self.to.denies.push(crate::model::DenyAssignment { scope, condition, principals, exclude, origin: ELSEWHERE, ..own });
    }

    fn member(&mut self, row: usize) {
        let Some(own) = self.other().memberships.get(row).cloned() else { return };
        let (group, member) = (self.principal(own.group), self.principal(own.member));
        self.to.memberships.push(crate::model::Membership { group, member, origin: ELSEWHERE, ..own });
    }

    fn directory(&mut self, row: usize) {
        let Some(own) = self.other().directory_assignments.get(row).cloned() else { return };
        let principal = self.principal(own.principal);
        self.to.directory_assignments.push(crate::model::DirectoryAssignment { principal, origin: ELSEWHERE, ..own });
    }

    /// Of two rows for one grant the condition that one of them tells.
    fn condition_of(&mut self, kind: FactKind, (old, new): (u32, u32)) {
        let [there, here] = match self.from {
            StateSide::Old => [old, new],
            StateSide::New => [new, old],
        };
        let (there, here) = (there as usize, here as usize);
        if condition_of(&self.to, kind, here) != Some(ConditionState::NotExported) {
            return;
        }
        let Some(said) = condition_of(self.other(), kind, there) else { return };
        let said = self.condition(said);
        let own = match kind {
            FactKind::RoleAssignment => self.to.assignments.get_mut(here).map(|own| &mut own.condition),
            FactKind::DenyAssignment => self.to.denies.get_mut(here).map(|own| &mut own.condition),
            FactKind::RoleEligibility | FactKind::RoleSchedule => self.to.schedules.get_mut(here).map(|own| &mut own.condition),
            FactKind::Delegation
            | FactKind::RoleDefinition
            | FactKind::Member
            | FactKind::MemberSchedule
            | FactKind::MemberEligibility
            | FactKind::DirectoryRole
            | FactKind::DirectoryRoleEligibility => None,
        };
        if let Some(own) = own {
            *own = said;
        }
    }

    fn hierarchy(&mut self) {
        let edge = |row: &Containment| (row.child, row.parent, row.direct);
        let mut known: FxHashSet<_> = self.to.containments.iter().map(edge).collect();
        for row in self.other().containments.clone() {
            let (child, parent) = (self.scope(row.child), self.scope(row.parent));
            let row = Containment { child, parent, ..row };
            if known.insert(edge(&row)) {
                self.to.containments.push(row);
            }
        }
        for row in self.other().management_groups.clone() {
            let scope = self.scope(row.scope);
            self.to.management_groups.push(ManagementGroup { scope, ..row });
        }
    }

    /// The tenants that the other state names.
    fn organizations(&mut self) {
        let known = root_groups(self.joint, self.from.other());
        let missing = root_groups(self.joint, self.from).into_iter().filter(|id| !known.contains(id));
        let row = |id: String| Organization { id: id.into(), name: None, origin: ELSEWHERE };
        self.to.organizations.extend(missing.map(row));
    }

    /// What the other state knows to exist.
    fn targets(&mut self) {
        let from = self.joint.facts(self.from);
        let roots = &from.tenancy.roots;
        for scope in from.scopes.ids().filter(|scope| !roots.contains_key(scope)) {
            self.to.scopes.intern(from.scopes.text(scope));
        }
        let known: FxHashSet<ScopeId> = self.to.resources.iter().map(|resource| resource.scope).collect();
        for row in &from.resources {
            let scope = self.scope(row.scope);
            if !known.contains(&scope) {
                self.to.resources.push(Resource { scope, origin: ELSEWHERE, ..row.clone() });
            }
        }
    }

    /// Definitions that this state lacks, or lost a part of. A role that does not exist is nobody's, so this does no harm.
    fn definitions(&mut self) {
        let own = self.joint.state(self.from.other()).roles();
        let is_lacking = |id| own.by_id(id).is_none_or(|own| own.doubt.is_some());
        let others = self.other().definitions.iter().filter(|role| is_lacking(&role.definition.id));
        let others: Vec<_> = others.map(|role| crate::model::ExportedRole { origin: ELSEWHERE, ..role.clone() }).collect();
        self.to.definitions.extend(others);
    }
}
