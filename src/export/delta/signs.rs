//! [`ListSigns`]: the role assignments that show whether a list is whole (R-EVAL-9). They are read, so that what is left of the list
//! shows the same as all of it.

use rustc_hash::FxHashMap;

use super::about::{Id, ShownRow};
use crate::model::Shared;
use crate::model::scope::{fold_hash, resource_group_of, subscription_of};

/// What the rows of one list have shown so far, by subscription.
#[derive(Debug, Default)]
pub(super) struct ListSigns {
    shown: FxHashMap<u64, ShownOfSubscription>,
}

/// A row as it counts here; texts by their hash.
#[derive(Debug, Clone, Copy)]
pub(super) struct RowSigns {
    subscription: u64,
    principal: Id,
    role: u64,
    /// Of a row below the subscription: the resource group.
    group: Option<u64>,
}

#[derive(Debug, Default)]
struct ShownOfSubscription {
    count: u8,
    at: bool,
    principal: Shared<Id>,
    role: Shared<u64>,
    group: Shared<u64>,
}

impl RowSigns {
    /// What a role assignment in a subscription shows.
    pub(super) fn of(principal: Id, row: ShownRow<'_>) -> Option<Self> {
        Some(Self::within(subscription_of(row.scope)?, principal, row))
    }

    fn within(subscription: &str, principal: Id, row: ShownRow<'_>) -> Self {
        let below = subscription.len() < row.scope.len();
        let group = below.then(|| fold_hash(resource_group_of(row.scope).unwrap_or(subscription)));
        Self { subscription: fold_hash(subscription), principal, role: fold_hash(row.role), group }
    }
}

impl ShownOfSubscription {
    /// Whether no further row can show anything new.
    const fn is_all(&self) -> bool {
        self.count >= 2
            && self.at
            && matches!(self.principal, Shared::Several)
            && matches!(self.role, Shared::Several)
            && matches!(self.group, Shared::Several)
    }
}

impl ListSigns {
    /// The same as [`Self::is_new`], for a row of which nothing was worked out yet.
    pub(super) fn is_new_row(&mut self, principal: Id, row: ShownRow<'_>) -> bool {
        let Some(subscription) = subscription_of(row.scope) else { return false };
        // Most rows are of a subscription that has shown everything.
        let is_all = self.shown.get(&fold_hash(subscription)).is_some_and(ShownOfSubscription::is_all);
        !is_all && self.is_new(RowSigns::within(subscription, principal, row))
    }

    /// Whether a row shows something that no row before it has shown.
    pub(super) fn is_new(&mut self, row: RowSigns) -> bool {
        let shown = self.shown.entry(row.subscription).or_default();
        let is_early = shown.count < 2;
        shown.count = shown.count.saturating_add(1);
        let at = row.group.is_none() && !shown.at;
        shown.at |= at;
        let news =
            [shown.principal.add(row.principal), shown.role.add(row.role), row.group.is_some_and(|own| shown.group.add(own))];
        is_early || at || news.contains(&true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_show_something_new_are_read() {
        let s = "/subscriptions/11111111-1111-4111-8111-111111111111";
        let (web, soc) = (format!("{s}/resourceGroups/web"), format!("{s}/resourcegroups/SOC"));
        let rows = [
            (1, s, "owner", true, "the first row"),
            (1, s, "owner", true, "the second row: a single one proves nothing"),
            (1, s, "owner", false, "one more of the same"),
            (2, s, "owner", true, "another principal"),
            (1, s, "reader", true, "another role"),
            (3, s, "other", false, "there are several already"),
            (3, &*web, "other", true, "below the subscription"),
            (3, &*web, "other", false, "again"),
            (3, &*soc, "other", true, "another resource group"),
            (3, &*s.to_uppercase(), "other", false, "letter case makes no difference"),
        ];
        let mut signs = ListSigns::default();
        for (principal, scope, role, expected, why) in rows {
            let row = RowSigns::of(principal, ShownRow { scope, role }).expect("a row of a subscription");
            assert_eq!(signs.is_new(row), expected, "{why}");
        }
    }
}
