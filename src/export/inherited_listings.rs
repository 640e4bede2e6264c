//! [`InheritedListings`]: what a listing made at one subscription proves about management groups (R-SCO-5 b). An assignment
//! that it lists as inherited from a group shows that the group contains the subscription.

use rustc_hash::FxHashSet;

use crate::model::scope::{management_group_id, subscription_of};
use crate::model::{Containment, Facts, Origin, ScopeId};

/// The subscriptions and management groups that the rows of one list name.
#[derive(Debug, Default)]
pub(super) struct InheritedListings {
    subscription: Option<Box<str>>,
    /// Rows of several subscriptions: somebody merged lists, so the list shows nothing.
    mixed: bool,
    above: Vec<Inherited>,
    seen: FxHashSet<ScopeId>,
    /// Subscriptions at which inherited rows were listed: their lists were exported, whatever is assigned in them.
    listed_at: FxHashSet<Box<str>>,
}

/// A row at a management group whose role id is spelled as the listing of a subscription spells it.
#[derive(Debug)]
struct Inherited {
    group: ScopeId,
    subscription: Box<str>,
    origin: Origin,
}

impl InheritedListings {
    /// Takes note of a row: the scope as text and number, and the id of its role as text.
    pub(super) fn row(&mut self, scope: &str, number: ScopeId, role: &str, origin: Origin) {
        if let Some(own) = subscription_of(scope) {
            match &self.subscription {
                None => self.subscription = Some(own.into()),
                Some(known) => self.mixed |= !known.eq_ignore_ascii_case(own),
            }
        } else if let Some(subscription) = subscription_of(role)
            && (scope == "/" || management_group_id(scope).is_some())
        {
            let subscription: Box<str> = subscription.to_ascii_lowercase().into();
            self.listed_at.insert(subscription.clone());
            if scope != "/" && self.seen.insert(number) {
                self.above.push(Inherited { group: number, subscription, origin });
            }
        }
    }

    /// The subscriptions that rows from above were listed at.
    pub(super) fn listed_at(&self) -> impl Iterator<Item = &str> {
        self.listed_at.iter().map(|subscription| &**subscription)
    }

    /// The ancestries that the list proves. Both must fit: rows of one subscription only, and role ids that name it.
    pub(super) fn settle(self, facts: &mut Facts) {
        facts.listed_at.extend(self.listed_at);
        let Some(subscription) = self.subscription.filter(|_| !self.mixed) else { return };
        let child = facts.scopes.intern(&subscription);
        let proven = self.above.iter().filter(|row| row.subscription.eq_ignore_ascii_case(&subscription));
        facts.containments.extend(proven.map(|row| Containment {
            child,
            parent: row.group,
            direct: false,
            origin: row.origin,
        }));
    }
}
