//! [`Defaults`]: the parameters whose defaults count, because no file says anything else. Whoever deploys may.

use std::cell::RefCell;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::arrange::Arrange as _;
use crate::document::{Node, Value};
use crate::source::Span;

/// Which defaults were used, and where.
#[derive(Debug, Default)]
pub(super) struct Defaults(RefCell<Vec<UsedDefault>>);

/// A default that counts somewhere.
#[derive(Debug, Clone)]
pub(super) struct UsedDefault {
    pub(super) name: Box<str>,
    pub(super) at: Span,
    /// It says nothing: whoever uses the file is meant to say something.
    is_empty: bool,
}

/// A role that a resource makes, before it is read.
#[derive(Debug, Clone)]
pub(super) struct MadeRole {
    pub(super) node: Node<'static>,
    /// An empty default that counts in it.
    pub(super) empty: Option<UsedDefault>,
    /// The file whose call makes it.
    pub(super) caller: Option<Arc<str>>,
}

impl PartialEq for MadeRole {
    fn eq(&self, other: &Self) -> bool {
        self.node == other.node
    }
}

impl Eq for MadeRole {}

impl Hash for MadeRole {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.node.hash(state);
    }
}

impl Defaults {
    /// Notes that a default counts.
    pub(super) fn used(&self, name: &str, at: Span, value: &Node<'_>) {
        let is_empty = match &value.value {
            Value::Null | Value::Bool(false) => true,
            Value::List(items) => items.is_empty(),
            Value::Map(members) => members.is_empty(),
            _ => false,
        };
        self.0.borrow_mut().push(UsedDefault { name: name.into(), at, is_empty });
    }

    /// What was noted so far, for [`Self::forget_since`] and [`Self::empty_since`].
    pub(super) fn so_far(&self) -> usize {
        self.0.borrow().len()
    }

    /// Forgets what was noted since then: what came of it is not known, so that no default counts.
    pub(super) fn forget_since(&self, then: usize) {
        self.0.borrow_mut().truncate(then);
    }

    /// The first default since then that says nothing.
    pub(super) fn empty_since(&self, then: usize) -> Option<UsedDefault> {
        self.0.borrow().iter().skip(then).find(|used| used.is_empty).cloned()
    }

    /// What was noted so far, each name where it was used first.
    pub(super) fn take(&self) -> Vec<UsedDefault> {
        let mut used = self.0.take();
        used.arrange_by_key(|used| used.at);
        let mut seen = FxHashSet::default();
        used.retain(|used| seen.insert(used.name.clone()));
        used
    }
}
