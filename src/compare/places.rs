//! [`ComparedPlaces`]: of which kinds and places both states have a list that counts as whole (R-EVAL-9). What is not among them
//! cannot be compared: neither a gain nor a loss follows from it.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::group_schedules::GroupSchedules;
use super::joint::{JointId, JointIds, StateSide};
use crate::graph::coverage::place_text;
use crate::graph::{OpenTo, TenantGraph};
use crate::model::scope::subscription_of;
use crate::model::{
    CoveragePlace, CoverageState, ExportKind, MemberKind, PartialSign, PrincipalId, PrincipalKind, ScopeId, ScopeKind,
};

/// Something that cannot be compared, because not both states have a whole list of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NotCompared {
    /// What would have to be exported.
    pub kind: ExportKind,
    /// Of what: a resource id, the id of a group, or `tenant`.
    pub place: String,
    /// What people call the place, where they do.
    pub name: Option<Box<str>>,
    /// What the old state lacks.
    pub old: Option<Lack>,
    /// What the new state lacks.
    pub new: Option<Lack>,
}

/// Why a list of one state does not count as whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lack {
    /// There is none.
    Absent,
    /// A sign shows that something is missing.
    Partial(Option<PartialSign>),
    /// The rows do not say under which conditions they hold (R-COND-17).
    Conditions,
    /// Access policies open a key vault, and these are not read (R-EVAL-11).
    AccessPolicies,
}

impl NotCompared {
    /// Whether something is at hand that could not be compared. What neither state has was not asked, and neither were service
    /// principals where both lists leave them out.
    pub fn is_open(&self) -> bool {
        let nothing = |lack| matches!(lack, Some(Lack::Absent | Lack::Partial(Some(PartialSign::NoServicePrincipals))));
        self.old != self.new || !nothing(self.old)
    }
}

/// By what lists of a kind are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ComparedBy {
    /// Subscription by subscription.
    Scope,
    /// Once for the tenant.
    Tenant,
    /// Group by group.
    Members,
    /// What contains each subscription.
    Hierarchy,
    /// They are not compared: no access follows from them alone.
    Nothing,
}

impl ComparedBy {
    pub(super) const fn of(kind: ExportKind) -> Self {
        match kind {
            ExportKind::RoleAssignments
            | ExportKind::DenyAssignments
            | ExportKind::RoleEligibility
            | ExportKind::RoleSchedules
            | ExportKind::Lighthouse => Self::Scope,
            ExportKind::RoleDefinitions
            | ExportKind::GroupEligibility
            | ExportKind::DirectoryRoleAssignments
            | ExportKind::DirectoryRoleEligibility
            | ExportKind::DirectoryRoleSchedules => Self::Tenant,
            ExportKind::GroupMembers => Self::Members,
            ExportKind::ManagementGroups => Self::Hierarchy,
            ExportKind::Subscriptions
            | ExportKind::Resources
            | ExportKind::Users
            | ExportKind::Groups
            | ExportKind::ServicePrincipals
            | ExportKind::Applications
            | ExportKind::AppRoleAssignments
            | ExportKind::DirectoryRoleDefinitions
            | ExportKind::DefenderRoleAssignments
            | ExportKind::DefenderRoleDefinitions
            | ExportKind::Organization
            | ExportKind::ClassicAdministrators
            | ExportKind::Licences
            | ExportKind::Sentinel
            | ExportKind::Locks
            | ExportKind::PolicyAssignments
            | ExportKind::PolicyDefinitions
            | ExportKind::Collection
            | ExportKind::PimRequests => Self::Nothing,
        }
    }

    /// The kinds that are compared by this.
    fn kinds(self) -> impl Iterator<Item = ExportKind> {
        ExportKind::ALL.into_iter().map(|(kind, _)| kind).filter(move |kind| Self::of(*kind) == self)
    }
}

/// What can be compared.
#[derive(Debug)]
pub(super) struct ComparedPlaces<'j, 't> {
    joint: &'j JointIds<'t>,
    scopes: FxHashMap<(ExportKind, JointId), bool>,
    groups: FxHashMap<(JointId, bool), bool>,
    schedules: [GroupSchedules; 2],
    /// By kind: management groups above a subscription of which both states have a list.
    above: FxHashMap<ExportKind, FxHashSet<JointId>>,
}

impl<'j, 't> ComparedPlaces<'j, 't> {
    pub(super) fn new(joint: &'j JointIds<'t>) -> Self {
        let old = joint.facts(StateSide::Old);
        let subscriptions: Vec<ScopeId> =
            old.scopes.ids().filter(|&scope| old.scopes.kind(scope) == ScopeKind::Subscription).collect();
        let above = ComparedBy::Scope.kinds().map(|kind| (kind, groups_above(joint, kind, &subscriptions))).collect();
        let schedules = StateSide::BOTH.map(|side| GroupSchedules::of(joint.state(side)));
        Self { joint, scopes: FxHashMap::default(), groups: FxHashMap::default(), schedules, above }
    }

    /// Whether the lists of a kind that show a scope are whole in both states.
    pub(super) fn at(&mut self, kind: ExportKind, (side, scope): (StateSide, ScopeId)) -> bool {
        let number = self.joint.scope(side, scope);
        if let Some(&known) = self.scopes.get(&(kind, number)) {
            return known;
        }
        let text = self.joint.facts(side).scopes.text(scope);
        let both = || StateSide::BOTH.iter().all(|&side| lack_at(self.joint.state(side), kind, text).is_none());
        let found = self.above.get(&kind).is_some_and(|above| above.contains(&number)) || both();
        self.scopes.insert((kind, number), found);
        found
    }

    /// Whether the list of a kind is whole in both states.
    pub(super) fn of_tenant(&self, kind: ExportKind) -> bool {
        StateSide::BOTH.iter().all(|&side| lack_of_tenant(self.joint.state(side), kind).is_none())
    }

    /// Whether the list of the members of a group is whole in both states, for members of a kind.
    pub(super) fn members(&mut self, group: JointId, member: PrincipalKind) -> bool {
        let key = (group, member == PrincipalKind::User);
        if let Some(&known) = self.groups.get(&key) {
            return known;
        }
        let found = StateSide::BOTH.iter().all(|&side| {
            let lack = lack_of_members(self.joint.state(side), self.joint.own_principal(side, group));
            lack.is_none() || key.1 && lack == Some(Lack::Partial(Some(PartialSign::NoServicePrincipals)))
        });
        self.groups.insert(key, found);
        found
    }

    /// Whether a row of a group's lists can be compared.
    pub(super) fn member_row(&mut self, kind: MemberKind, (group, member): (JointId, PrincipalKind)) -> bool {
        match kind {
            MemberKind::Direct | MemberKind::Transitive => self.members(group, member),
            MemberKind::Scheduled | MemberKind::Eligible => {
                let lack = |side| lack_of_schedules(self.joint, (side, &self.schedules), (group, kind));
                self.of_tenant(ExportKind::GroupEligibility) && StateSide::BOTH.into_iter().all(|side| lack(side).is_none())
            }
        }
    }
}

/// A group of which a state shows somebody who is eligible, or a member for a time.
pub(super) type ScheduledGroup = (JointId, MemberKind);

/// Everything that cannot be compared; of the groups, those that matter, and those with schedules that only one state shows.
pub(super) fn not_compared(joint: &JointIds<'_>, groups: &[JointId], scheduled: &[ScheduledGroup]) -> Vec<NotCompared> {
    let states = StateSide::BOTH.map(|side| joint.state(side));
    let mut found: Vec<NotCompared> = Vec::new();
    for kind in ComparedBy::Scope.kinds() {
        found.extend(of_scopes(states, kind));
    }
    found.extend(of_chains(states));
    for kind in ComparedBy::Tenant.kinds() {
        let [old, new] = states.map(|state| lack_of_tenant(state, kind));
        found.extend(entry(kind, "tenant".to_owned(), [old, new]));
    }
    for &group in groups {
        let lacks = StateSide::BOTH.map(|side| lack_of_members(joint.state(side), joint.own_principal(side, group)));
        found.extend(of_group(joint, (ExportKind::GroupMembers, group), lacks));
    }
    found.extend(of_vaults(states));
    let lists = states.map(GroupSchedules::of);
    for &row in scheduled {
        let lacks = StateSide::BOTH.map(|side| lack_of_schedules(joint, (side, &lists), row));
        found.extend(of_group(joint, (ExportKind::GroupEligibility, row.0), lacks));
    }
    found
}

fn of_group(joint: &JointIds<'_>, (kind, group): (ExportKind, JointId), lacks: [Option<Lack>; 2]) -> Option<NotCompared> {
    let (side, own) = StateSide::BOTH.iter().find_map(|&side| Some((side, joint.own_principal(side, group)?)))?;
    let principals = &joint.facts(side).principals;
    let name = principals.facts(own).and_then(|own| own.name.clone());
    entry(kind, principals.id(own).to_string(), lacks).map(|found| NotCompared { name, ..found })
}

/// What a state lacks of the members of a group that are eligible, or for a time. A group that does not exist has none.
fn lack_of_schedules(
    joint: &JointIds<'_>,
    (side, schedules): (StateSide, &[GroupSchedules; 2]),
    row: ScheduledGroup,
) -> Option<Lack> {
    let Some(own) = joint.own_principal(side, row.0) else {
        return lack_of_tenant(joint.state(side), ExportKind::Groups);
    };
    (!side.of(schedules).has(own, row.1)).then_some(Lack::Absent)
}

fn entry(kind: ExportKind, place: String, [old, new]: [Option<Lack>; 2]) -> Option<NotCompared> {
    (old.is_some() || new.is_some()).then_some(NotCompared { kind, place, name: None, old, new })
}

/// Every subscription and management group that either state knows a list of; the tenant, where neither has any.
fn of_scopes(states: [&TenantGraph; 2], kind: ExportKind) -> Vec<NotCompared> {
    let mut places: BTreeMap<String, String> = BTreeMap::new();
    let mut is_anything = false;
    for state in states {
        for entry in state.coverage().entries().iter().filter(|entry| entry.kind == kind) {
            is_anything |= entry.state > CoverageState::Absent;
            if let CoveragePlace::Scope(_) = entry.place {
                let text = place_text(state.facts(), entry.place);
                places.entry(text.to_ascii_lowercase()).or_insert(text);
            }
        }
    }
    if !is_anything {
        return entry(kind, "tenant".to_owned(), [Some(Lack::Absent); 2]).into_iter().collect();
    }
    let of_place = |text: String| {
        let lacks = states.map(|state| lack_at(state, kind, &text).or_else(|| lack_below(state, kind, &text)));
        // What a management group has is listed at the subscriptions in it.
        entry(kind, text, lacks).filter(|found| subscription_of(&found.place).is_some())
    };
    places.into_values().filter_map(of_place).collect()
}

/// The key vaults that access policies open in one state, and Azure roles in the other.
fn of_vaults(states: [&TenantGraph; 2]) -> Vec<NotCompared> {
    let opened = states.map(|state| {
        let vaults = state.facts().key_vaults().map(|(vault, by_roles)| (vault.to_ascii_lowercase(), (vault, by_roles)));
        vaults.collect::<BTreeMap<String, (&str, bool)>>()
    });
    let [old, new] = &opened;
    let lack = |by_roles: bool| (!by_roles).then_some(Lack::AccessPolicies);
    let both = new.iter().filter_map(|(vault, own)| Some((old.get(vault)?.1, *own)));
    let differing = both.filter(|(before, (_, now))| before != now);
    let of_vault = |(before, (vault, now)): (bool, (&str, bool))| {
        entry(ExportKind::Resources, vault.to_owned(), [lack(before), lack(now)])
    };
    differing.filter_map(of_vault).collect()
}

/// The tree of management groups, where a state does not know what contains some subscription, though something hangs on that.
fn of_chains(states: [&TenantGraph; 2]) -> Option<NotCompared> {
    let lack = |state: &TenantGraph| {
        let subscriptions = state.coverage().entries().iter().filter(|row| row.kind == ExportKind::ManagementGroups);
        subscriptions.filter_map(|row| lack_of_chain(state, &place_text(state.facts(), row.place))).max()
    };
    entry(ExportKind::ManagementGroups, "tenant".to_owned(), states.map(lack))
}

/// What a state lacks of a kind at a scope.
pub(super) fn lack_at(state: &TenantGraph, kind: ExportKind, scope: &str) -> Option<Lack> {
    if state.facts().vouched.contains(&kind) {
        return None;
    }
    let found = state.coverage().at(state.facts(), kind, scope).and_then(|id| state.coverage().get(id));
    found.map_or(Some(Lack::Absent), |found| lack((found.state, found.why)))
}

/// What a state lacks of a kind below a subscription, where it has all that is at it.
pub(super) fn lack_below(state: &TenantGraph, kind: ExportKind, subscription: &str) -> Option<Lack> {
    lack_at(state, kind, &format!("{subscription}/resourceGroups"))
}

pub(super) fn lack_of_tenant(state: &TenantGraph, kind: ExportKind) -> Option<Lack> {
    if state.facts().vouched.contains(&kind) {
        return None;
    }
    let found = state.coverage().of_tenant(kind).and_then(|id| state.coverage().get(id));
    found.map_or(Some(Lack::Absent), |found| lack((found.state, found.why)))
}

/// What a state lacks of the members of a group. A group that does not exist has no members.
pub(super) fn lack_of_members(state: &TenantGraph, group: Option<PrincipalId>) -> Option<Lack> {
    let Some(own) = group else { return lack_of_tenant(state, ExportKind::Groups) };
    match state.membership().open_directly_to(own)? {
        OpenTo::ServicePrincipals => Some(Lack::Partial(Some(PartialSign::NoServicePrincipals))),
        OpenTo::Anyone => {
            let facts = state.facts();
            let hidden = facts.principals.facts(own).is_some_and(|own| own.hidden_members);
            let sign = hidden.then_some(PartialSign::HiddenMembership);
            let is_listed = facts.member_lists.contains_key(&own);
            Some(if is_listed { Lack::Partial(sign) } else { Lack::Absent })
        }
    }
}

/// What a state lacks of what contains a subscription, where something that is held at a management group hangs on it.
pub(super) fn lack_of_chain(state: &TenantGraph, subscription: &str) -> Option<Lack> {
    let found = state.coverage().chain_of(state.facts(), subscription).and_then(|id| state.coverage().get(id));
    found.and_then(|found| lack((found.state, found.why)))
}

const fn lack((state, why): (CoverageState, Option<PartialSign>)) -> Option<Lack> {
    match state {
        CoverageState::Proved | CoverageState::Listed => None,
        CoverageState::Partial => Some(Lack::Partial(why)),
        CoverageState::Absent => Some(Lack::Absent),
    }
}

/// The management groups above one of the old subscriptions of which both states have a list: what is assigned there stands in that list.
fn groups_above(joint: &JointIds<'_>, kind: ExportKind, subscriptions: &[ScopeId]) -> FxHashSet<JointId> {
    let mut found = FxHashSet::default();
    let old = joint.facts(StateSide::Old);
    for &scope in subscriptions {
        let text = old.scopes.text(scope);
        if StateSide::BOTH.iter().any(|&side| lack_at(joint.state(side), kind, text).is_some()) {
            continue;
        }
        for side in StateSide::BOTH {
            let (tree, facts) = (joint.state(side).tree(), joint.facts(side));
            let above = tree.above(facts, text).into_iter().filter(|(_, how)| *how == crate::graph::Containing::Sure);
            found.extend(above.map(|(above, _)| joint.scope(side, above)));
        }
    }
    found
}

/// Whether a state lacks the list of its role definitions: a role that it does not define may have existed all the same.
pub(super) fn lacks_definitions(state: &TenantGraph) -> bool {
    lack_of_tenant(state, ExportKind::RoleDefinitions).is_some()
}
