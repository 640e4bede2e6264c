//! What the rows of one list show about its place: its subscriptions, and whether the list looks complete (R-EVAL-9).

use rustc_hash::{FxHashMap, FxHashSet};

use super::hint;
use crate::model::scope::{ScopeLevel, management_group_id, resource_group_of};
use crate::model::{
    CoveragePlace, ExportKind, ExportedList, Facts, Guid, InputId, ListShape, ListedRole, PartialSign, PrincipalId, RowsShown,
    ScopeId, ScopePath, Scopes, Shared,
};

/// The rows of a list, by kind of export and place.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// Role assignments, by subscription or management group.
    assignments: FxHashMap<ScopeId, RowsShown>,
    /// All role assignments of the list: what they have in common shows a filter, wherever they are.
    all: RowsShown,
    /// What the rows of other kinds that give roles have in common.
    grants: FxHashMap<ExportKind, RowsShown>,
    /// The places that rows of other kinds are at.
    others: FxHashSet<(ExportKind, ScopeId)>,
    /// By kind and subscription: how many rows there are, and the resource groups that they are in. A row of the subscription itself shows
    /// that the list is of no single group.
    groups: FxHashMap<(ExportKind, ScopeId), (u32, Shared<ScopeId>)>,
    /// The subscription that the name of the file ends with.
    named: Option<ScopeId>,
    pub(super) shape: ListShape,
    /// The group whose members the list holds.
    pub(super) group: Option<PrincipalId>,
}

impl Survey {
    /// The survey of a list without records, whose file is called after a subscription: the list is of that one (R-FMT-29).
    fn named(file: &str, scopes: &mut Scopes, kinds: &[(ExportKind, InputId)]) -> Self {
        let mut survey = Self::default();
        let Some(subscription) = hint::subscription(file) else { return survey };
        for &(kind, _) in kinds.iter().filter(|(kind, _)| is_of_scopes(*kind)) {
            let scope = scopes.intern(ScopePath::subscription(&subscription.to_string()).as_str());
            if kind == ExportKind::RoleAssignments {
                survey.assignments.entry(scope).or_default();
            } else {
                survey.row(scopes, scope, kind);
            }
        }
        survey
    }

    /// Takes note of a role assignment.
    pub(super) fn assignment(&mut self, scopes: &mut Scopes, scope: ScopeId, row: (PrincipalId, ListedRole)) {
        let level = scopes.level(scope);
        self.all.count = self.all.count.saturating_add(1);
        self.all.principal.add(row.0);
        self.all.role.add(row.1);
        self.all.above |= matches!(level, ScopeLevel::Tenant | ScopeLevel::ManagementGroup);
        let Some(place) = place(level, scope) else { return };
        let shown = self.assignments.entry(place).or_default();
        shown.count = shown.count.saturating_add(1);
        if place == scope {
            shown.at_subscription = true;
        } else {
            shown.below = true;
            add_resource_group(&mut shown.resource_group, scopes, (place, scope));
        }
    }

    /// Takes note of to whom a row of another kind gives a role.
    pub(super) fn grant(&mut self, kind: ExportKind, principal: PrincipalId, role: ListedRole) {
        let shown = self.grants.entry(kind).or_default();
        shown.at_subscription = true;
        shown.count = shown.count.saturating_add(1);
        shown.of_list = shown.count;
        shown.principal.add(principal);
        shown.role.add(role);
    }

    /// The same survey for a file whose name ends with a subscription, as those that close a gap are called: where each row of a kind is above
    /// all subscriptions, the list is of that one (R-FMT-29). What role assignments were listed at, their role ids tell.
    pub(super) fn called(
        mut self,
        file: &str,
        scopes: &mut Scopes,
        (kinds, is_empty): (&[(ExportKind, InputId)], bool),
    ) -> Self {
        if is_empty {
            return Self::named(file, scopes, kinds);
        }
        let Some(subscription) = hint::last_subscription(file) else { return self };
        let is_group = |&(_, place): &(ExportKind, ScopeId)| {
            management_group_id(scopes.text(place)).is_some_and(|id| Guid::parse(id) == Some(subscription))
        };
        if self.others.iter().any(is_group) {
            return self;
        }
        let path = ScopePath::subscription(&subscription.to_string());
        self.named = scopes.lookup(path.as_str());
        for &(kind, _) in kinds.iter().filter(|(kind, _)| is_of_scopes(*kind) && *kind != ExportKind::RoleAssignments) {
            let is_placed =
                |&(of, place): &(ExportKind, ScopeId)| of == kind && scopes.level(place) != ScopeLevel::ManagementGroup;
            if !self.others.iter().any(is_placed) {
                self.others.insert((kind, scopes.intern(path.as_str())));
            }
        }
        self
    }

    /// Takes note of a row of another kind.
    pub(super) fn row(&mut self, scopes: &mut Scopes, scope: ScopeId, kind: ExportKind) {
        let Some(place) = place(scopes.level(scope), scope) else { return };
        self.others.insert((kind, place));
        if fewest_of_one_group(kind).is_some() {
            let (count, groups) = self.groups.entry((kind, place)).or_default();
            *count = count.saturating_add(1);
            add_resource_group(groups, scopes, (place, scope));
        }
    }

    /// The sign that a list may be of one resource group alone: all of its rows are in it.
    fn sign_of_one_group(&self, kind: ExportKind, place: ScopeId) -> Option<PartialSign> {
        let (count, groups) = self.groups.get(&(kind, place))?;
        let is_one = matches!(groups, Shared::One(group) if *group != place);
        (is_one && fewest_of_one_group(kind).is_some_and(|fewest| *count >= fewest)).then_some(PartialSign::OneResourceGroup)
    }

    /// Writes down the list, once for each place that it shows, and gives back which lists those are. `inputs` are those of its
    /// records, by kind; at the subscriptions beside them, rows from above were listed.
    pub(super) fn settle(
        mut self,
        facts: &mut Facts,
        (inputs, listed_at): (&[(ExportKind, InputId)], Vec<ScopeId>),
        sign: Option<PartialSign>,
    ) -> std::ops::Range<usize> {
        let start = facts.lists.len();
        for scope in listed_at {
            self.assignments.entry(scope).or_default();
        }
        for &(kind, input) in inputs {
            let before = facts.lists.len();
            let list = |place, rows| ExportedList { kind, place, input, sign, rows };
            match kind {
                ExportKind::RoleAssignments => {
                    let shown = self.assignments.iter().map(|(&place, shown)| {
                        let RowsShown { count: of_list, above, principal, role, .. } = self.all;
                        let is_named = self.named == Some(place);
                        let rows = RowsShown { shape: self.shape, of_list, above, is_named, principal, role, ..*shown };
                        list(CoveragePlace::Scope(place), Some(rows))
                    });
                    facts.lists.extend(shown);
                }
                _ if is_of_scopes(kind) => {
                    let places = self.others.iter().filter(|(of, _)| *of == kind);
                    facts.lists.extend(places.map(|&(_, place)| {
                        let sign = sign.or_else(|| self.sign_of_one_group(kind, place));
                        ExportedList { sign, ..list(CoveragePlace::Scope(place), self.grants.get(&kind).copied()) }
                    }));
                }
                ExportKind::GroupMembers => facts.lists.extend(self.group.map(|group| list(CoveragePlace::Group(group), None))),
                _ => facts.lists.push(list(CoveragePlace::Tenant, self.grants.get(&kind).copied())),
            }
            if facts.lists.len() == before {
                facts.lists.push(list(CoveragePlace::Unknown, None));
            }
            if let Some(new) = facts.lists.get_mut(before..) {
                new.sort_unstable_by_key(|list| list.place);
            }
        }
        start..facts.lists.len()
    }
}

/// So many rows of a kind in one resource group show that the list is of that group: a lock alone does, for those of the subscription are
/// listed with them. One deny assignment or one eligible role may be all that there is.
const fn fewest_of_one_group(kind: ExportKind) -> Option<u32> {
    match kind {
        ExportKind::Locks => Some(1),
        ExportKind::DenyAssignments | ExportKind::RoleEligibility | ExportKind::RoleSchedules => Some(2),
        _ => None,
    }
}

/// Marks lists of resources that are all in one resource group, where other exports show another one in the subscription (R-EVAL-9).
pub(super) fn mark_resources_of_one_group(facts: &mut Facts) {
    let Facts { resources, scopes, lists, .. } = facts;
    // By input: the resource group of its first row, how many are in it, and whether others are not.
    let mut listed: FxHashMap<InputId, (ScopeId, u32, bool)> = FxHashMap::default();
    for row in resources.iter() {
        let (first, count, has_others) = listed.entry(row.origin.input).or_insert((row.scope, 0, false));
        if !*has_others {
            let group = |scope: ScopeId| resource_group_of(scopes.text(scope));
            *has_others = !group(*first).zip(group(row.scope)).is_some_and(|(first, own)| first.eq_ignore_ascii_case(own));
            *count += 1;
        }
    }
    // One resource may be all that there is.
    let mut only: FxHashMap<ScopeId, (String, bool)> = FxHashMap::default();
    for (first, ..) in listed.values().filter(|(_, count, has_others)| *count > 1 && !has_others) {
        let group = resource_group_of(scopes.text(*first)).unwrap_or_default().to_owned();
        if let ScopeLevel::InSubscription(subscription) = scopes.level(*first) {
            only.entry(subscription).or_insert((group, false));
        }
    }
    for scope in scopes.ids().filter(|_| !only.is_empty()).collect::<Vec<_>>() {
        let ScopeLevel::InSubscription(subscription) = scopes.level(scope) else { continue };
        if let Some((group, has_others)) = only.get_mut(&subscription) {
            *has_others |= resource_group_of(scopes.text(scope)).is_some_and(|own| !own.eq_ignore_ascii_case(group));
        }
    }
    let is_of_one = |list: &ExportedList| match list.place {
        CoveragePlace::Scope(place) => {
            listed.get(&list.input).is_some_and(|(_, count, has_others)| *count > 1 && !has_others)
                && only.get(&place).is_some_and(|(_, has_others)| *has_others)
        }
        CoveragePlace::Tenant | CoveragePlace::Group(_) | CoveragePlace::Unknown => false,
    };
    for list in lists.iter_mut().filter(|list| list.kind == ExportKind::Resources && list.sign.is_none()) {
        list.sign = is_of_one(list).then_some(PartialSign::OneResourceGroup);
    }
}

/// The place that a list is of, if it shows this scope: a subscription, or what lies beside all of them.
const fn place(level: ScopeLevel, scope: ScopeId) -> Option<ScopeId> {
    match level {
        ScopeLevel::Tenant => None,
        ScopeLevel::ManagementGroup | ScopeLevel::Subscription => Some(scope),
        ScopeLevel::InSubscription(subscription) => Some(subscription),
    }
}

/// Takes the resource group of one more scope into account; what is in none counts as one more.
fn add_resource_group(groups: &mut Shared<ScopeId>, scopes: &mut Scopes, (subscription, scope): (ScopeId, ScopeId)) {
    let own = || resource_group_of(scopes.text(scope));
    *groups = match *groups {
        Shared::None => {
            let own = own().map(str::to_owned);
            Shared::One(own.map_or(subscription, |own| scopes.intern(&own)))
        }
        Shared::One(first) if own().map_or(first == subscription, |own| scopes.text(first).eq_ignore_ascii_case(own)) => return,
        Shared::One(_) | Shared::Several => Shared::Several,
    };
}

/// Whether lists of a kind are of subscriptions and what is above or below them, rather than of the tenant.
pub(super) const fn is_of_scopes(kind: ExportKind) -> bool {
    matches!(
        kind,
        ExportKind::RoleAssignments
            | ExportKind::DenyAssignments
            | ExportKind::RoleEligibility
            | ExportKind::RoleSchedules
            | ExportKind::Lighthouse
            | ExportKind::Resources
            | ExportKind::Sentinel
            | ExportKind::PolicyAssignments
            | ExportKind::Locks
    )
}
