//! What the rows of one list show about its place: its subscriptions, and whether the list looks complete (R-EVAL-9).

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::scope::{management_group_id, resource_group_of, subscription_of};
use crate::model::{
    CoveragePlace, ExportKind, ExportedList, Facts, InputId, ListShape, PartialSign, PrincipalId, RoleId, RowsShown, ScopeId,
    Scopes, Shared,
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
    /// Where a scope lies; rows repeat their scopes.
    levels: FxHashMap<ScopeId, Level>,
    last: Option<(ScopeId, Level)>,
    pub(super) shape: ListShape,
    /// The group whose members the list holds.
    pub(super) group: Option<PrincipalId>,
}

/// How a scope lies to the subscription of a list.
#[derive(Debug, Clone, Copy)]
enum Level {
    /// The root.
    Root,
    /// A management group.
    Group,
    /// A subscription.
    At(ScopeId),
    /// In a subscription, and in the resource group that was met first or in another one.
    Below(ScopeId, InGroup),
}

/// Which resource group a scope is in.
#[derive(Debug, Clone, Copy)]
enum InGroup {
    First(ScopeId),
    Other,
}

impl Survey {
    /// Takes note of a role assignment.
    pub(super) fn assignment(&mut self, scopes: &mut Scopes, scope: ScopeId, row: (PrincipalId, RoleId)) {
        let level = self.level(scopes, scope);
        self.all.count = self.all.count.saturating_add(1);
        self.all.principal.add(row.0);
        self.all.role.add(row.1);
        self.all.above |= matches!(level, Level::Root | Level::Group);
        let place = match level {
            Level::Root => return,
            Level::Group => scope,
            Level::At(place) | Level::Below(place, _) => place,
        };
        let shown = self.assignments.entry(place).or_default();
        shown.count = shown.count.saturating_add(1);
        match level {
            Level::Below(_, group) => {
                shown.below = true;
                match group {
                    InGroup::First(group) => shown.resource_group.add(group),
                    InGroup::Other => shown.resource_group.add(place),
                };
            }
            Level::Root | Level::Group | Level::At(_) => shown.at_subscription = true,
        }
    }

    /// Takes note of a row of another kind.
    pub(super) fn row(&mut self, scopes: &mut Scopes, scope: ScopeId, kind: ExportKind) {
        let place = match self.level(scopes, scope) {
            Level::Root => return,
            Level::Group => scope,
            Level::At(place) | Level::Below(place, _) => place,
        };
        self.others.insert((kind, place));
    }

    fn level(&mut self, scopes: &mut Scopes, scope: ScopeId) -> Level {
        if let Some((known, level)) = self.last
            && known == scope
        {
            return level;
        }
        let level = match self.levels.get(&scope) {
            Some(&level) => level,
            None => self.new_level(scopes, scope),
        };
        self.last = Some((scope, level));
        level
    }

    fn new_level(&mut self, scopes: &mut Scopes, scope: ScopeId) -> Level {
        let text = scopes.text(scope).to_owned();
        let level = match subscription_of(&text) {
            Some(subscription) if subscription.len() == text.len() => Level::At(scope),
            Some(subscription) => {
                let place = scopes.intern(subscription);
                Level::Below(place, self.group(scopes, place, &text))
            }
            None if management_group_id(&text).is_some() => Level::Group,
            None => Level::Root,
        };
        self.levels.insert(scope, level);
        level
    }

    /// The resource group of a scope: the one that is known of its subscription already, or another one.
    fn group(&self, scopes: &mut Scopes, subscription: ScopeId, text: &str) -> InGroup {
        let Some(own) = resource_group_of(text) else { return InGroup::Other };
        match self.assignments.get(&subscription).map(|shown| shown.resource_group) {
            Some(Shared::One(first)) if scopes.text(first).eq_ignore_ascii_case(own) => InGroup::First(first),
            Some(Shared::One(_) | Shared::Several) => InGroup::Other,
            Some(Shared::None) | None => InGroup::First(scopes.intern(own)),
        }
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
                    facts.lists.extend(places.map(|&(_, place)| list(CoveragePlace::Scope(place), None)));
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
    )
}
