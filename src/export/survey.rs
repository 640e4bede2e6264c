//! What the rows of one list show about its place: its subscriptions, and whether the list looks complete (R-EVAL-9).

use rustc_hash::{FxHashMap, FxHashSet};

use super::hint;
use crate::model::scope::{ScopeLevel, resource_group_of};
use crate::model::{
    CoveragePlace, ExportKind, ExportedList, Facts, InputId, ListShape, PartialSign, PrincipalId, RoleId, RowsShown, ScopeId,
    ScopePath, Scopes, Shared,
};

/// The rows of a list, by kind of export and place.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// Role assignments, by subscription or management group.
    assignments: FxHashMap<ScopeId, RowsShown>,
    /// All role assignments of the list: what they have in common shows a filter, wherever they are.
    all: RowsShown,
    /// The places that rows of other kinds are at.
    others: FxHashSet<(ExportKind, ScopeId)>,
    /// The resource groups that locks are in, by subscription. A lock of the subscription itself shows that the list is of no single group.
    locked: FxHashMap<ScopeId, Shared<ScopeId>>,
    pub(super) shape: ListShape,
    /// The group whose members the list holds.
    pub(super) group: Option<PrincipalId>,
}

impl Survey {
    /// The survey of a list without records, whose file is called after a subscription: the list is of that one (R-FMT-29).
    pub(super) fn named(file: &str, scopes: &mut Scopes, kinds: &[(ExportKind, InputId)]) -> Self {
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
    pub(super) fn assignment(&mut self, scopes: &mut Scopes, scope: ScopeId, row: (PrincipalId, RoleId)) {
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

    /// Takes note of a row of another kind.
    pub(super) fn row(&mut self, scopes: &mut Scopes, scope: ScopeId, kind: ExportKind) {
        let Some(place) = place(scopes.level(scope), scope) else { return };
        self.others.insert((kind, place));
        if kind == ExportKind::Locks {
            add_resource_group(self.locked.entry(place).or_default(), scopes, (place, scope));
        }
    }

    /// The sign that a list of locks may be of one resource group alone: all of them are in it.
    fn sign_of_locks(&self, kind: ExportKind, place: ScopeId) -> Option<PartialSign> {
        let groups = self.locked.get(&place).filter(|_| kind == ExportKind::Locks)?;
        matches!(groups, Shared::One(group) if *group != place).then_some(PartialSign::OneResourceGroup)
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
                        let rows = RowsShown { shape: self.shape, of_list, above, principal, role, ..*shown };
                        list(CoveragePlace::Scope(place), Some(rows))
                    });
                    facts.lists.extend(shown);
                }
                _ if is_of_scopes(kind) => {
                    let places = self.others.iter().filter(|(of, _)| *of == kind);
                    facts.lists.extend(places.map(|&(_, place)| {
                        let sign = sign.or_else(|| self.sign_of_locks(kind, place));
                        ExportedList { sign, ..list(CoveragePlace::Scope(place), None) }
                    }));
                }
                ExportKind::GroupMembers => facts.lists.extend(self.group.map(|group| list(CoveragePlace::Group(group), None))),
                _ => facts.lists.push(list(CoveragePlace::Tenant, None)),
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
