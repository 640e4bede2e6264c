//! [`ComparedPlaces`]: of which kinds and places both states have a list that counts as whole (R-EVAL-9). What is not among them
//! cannot be compared: neither a gain nor a loss follows from it.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::joint::{JointId, JointIds, StateSide};
use crate::graph::coverage::place_text;
use crate::graph::{OpenTo, TenantGraph};
use crate::model::scope::subscription_of;
use crate::model::{CoveragePlace, CoverageState, ExportKind, MemberKind, PartialSign, PrincipalKind, ScopeId, ScopeKind};

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
}

impl NotCompared {
    /// Whether something is at hand that could not be compared. What neither state has was not asked, and neither were service
    /// principals where both lists leave them out.
    pub fn is_open(&self) -> bool {
        let nothing = |lack| matches!(lack, Some(Lack::Absent | Lack::Partial(Some(PartialSign::NoServicePrincipals))));
        self.old != self.new || !nothing(self.old)
    }
}

/// Kinds that are listed subscription by subscription.
const OF_SCOPES: [ExportKind; 5] = [
    ExportKind::RoleAssignments,
    ExportKind::DenyAssignments,
    ExportKind::RoleEligibility,
    ExportKind::RoleSchedules,
    ExportKind::Lighthouse,
];

/// Kinds that are listed once.
const OF_TENANT: [ExportKind; 5] = [
    ExportKind::RoleDefinitions,
    ExportKind::GroupEligibility,
    ExportKind::DirectoryRoleAssignments,
    ExportKind::DirectoryRoleEligibility,
    ExportKind::DirectoryRoleSchedules,
];

/// What can be compared.
#[derive(Debug)]
pub(super) struct ComparedPlaces<'j, 't> {
    joint: &'j JointIds<'t>,
    scopes: FxHashMap<(ExportKind, JointId), bool>,
    groups: FxHashMap<(JointId, bool), bool>,
    /// By kind: management groups above a subscription of which both states have a list.
    above: FxHashMap<ExportKind, FxHashSet<JointId>>,
}

impl<'j, 't> ComparedPlaces<'j, 't> {
    pub(super) fn new(joint: &'j JointIds<'t>) -> Self {
        let mut above: FxHashMap<ExportKind, FxHashSet<JointId>> = FxHashMap::default();
        for kind in OF_SCOPES {
            above.insert(kind, groups_above(joint, kind));
        }
        Self { joint, scopes: FxHashMap::default(), groups: FxHashMap::default(), above }
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
            let lack = lack_of_members(self.joint, side, group);
            lack.is_none() || key.1 && lack == Some(Lack::Partial(Some(PartialSign::NoServicePrincipals)))
        });
        self.groups.insert(key, found);
        found
    }

    /// Whether a row of a group's lists can be compared.
    pub(super) fn member_row(&mut self, kind: MemberKind, (group, member): (JointId, PrincipalKind)) -> bool {
        match kind {
            MemberKind::Direct | MemberKind::Transitive => self.members(group, member),
            MemberKind::Scheduled | MemberKind::Eligible => self.of_tenant(ExportKind::GroupEligibility),
        }
    }

    /// Everything that cannot be compared; of the groups, those that matter.
    pub(super) fn not_compared(&self, groups: &[JointId]) -> Vec<NotCompared> {
        let states = StateSide::BOTH.map(|side| self.joint.state(side));
        let mut found: Vec<NotCompared> = Vec::new();
        for kind in OF_SCOPES {
            found.extend(of_scopes(states, kind));
        }
        for kind in OF_TENANT {
            let [old, new] = states.map(|state| lack_of_tenant(state, kind));
            found.extend(entry(kind, "tenant".to_owned(), [old, new]));
        }
        for &group in groups {
            let lacks = StateSide::BOTH.map(|side| lack_of_members(self.joint, side, group));
            let known = StateSide::BOTH.iter().find_map(|&side| Some((side, self.joint.own_principal(side, group)?)));
            let Some((side, own)) = known else { continue };
            let principals = &self.joint.facts(side).principals;
            let name = principals.facts(own).and_then(|own| own.name.clone());
            let of_group = entry(ExportKind::GroupMembers, principals.id(own).to_string(), lacks);
            found.extend(of_group.map(|found| NotCompared { name, ..found }));
        }
        found
    }
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

/// What a state lacks of a kind at a scope.
fn lack_at(state: &TenantGraph, kind: ExportKind, scope: &str) -> Option<Lack> {
    if state.facts().vouched.contains(&kind) {
        return None;
    }
    let found = state.coverage().at(state.facts(), kind, scope).and_then(|id| state.coverage().get(id));
    found.map_or(Some(Lack::Absent), |found| lack((found.state, found.why)))
}

/// What a state lacks of a kind below a subscription, where it has all that is at it.
fn lack_below(state: &TenantGraph, kind: ExportKind, subscription: &str) -> Option<Lack> {
    lack_at(state, kind, &format!("{subscription}/resourceGroups"))
}

fn lack_of_tenant(state: &TenantGraph, kind: ExportKind) -> Option<Lack> {
    if state.facts().vouched.contains(&kind) {
        return None;
    }
    let found = state.coverage().of_tenant(kind).and_then(|id| state.coverage().get(id));
    found.map_or(Some(Lack::Absent), |found| lack((found.state, found.why)))
}

/// What a state lacks of the members of a group. A group that does not exist has no members.
fn lack_of_members(joint: &JointIds<'_>, side: StateSide, group: JointId) -> Option<Lack> {
    let state = joint.state(side);
    let Some(own) = joint.own_principal(side, group) else { return lack_of_tenant(state, ExportKind::Groups) };
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

const fn lack((state, why): (CoverageState, Option<PartialSign>)) -> Option<Lack> {
    match state {
        CoverageState::Proved | CoverageState::Listed => None,
        CoverageState::Partial => Some(Lack::Partial(why)),
        CoverageState::Absent => Some(Lack::Absent),
    }
}

/// The management groups above a subscription of which both states have a list: what is assigned there stands in that list.
fn groups_above(joint: &JointIds<'_>, kind: ExportKind) -> FxHashSet<JointId> {
    let mut found = FxHashSet::default();
    let old = joint.facts(StateSide::Old);
    let subscriptions = old.scopes.ids().filter(|&scope| old.scopes.kind(scope) == ScopeKind::Subscription);
    for scope in subscriptions {
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
pub fn lacks_definitions(state: &TenantGraph) -> bool {
    lack_of_tenant(state, ExportKind::RoleDefinitions).is_some()
}
