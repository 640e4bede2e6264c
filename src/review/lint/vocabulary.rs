//! [`Vocabulary`]: the names of the catalog with which an action string is compared.

use std::cell::OnceCell;

use crate::catalog::Operations;
use crate::pattern::Wildcards;

/// The operations and providers of a catalog.
#[derive(Debug)]
pub(super) struct Vocabulary<'k> {
    pub(super) operations: &'k Operations,
    pub(super) wildcards: Wildcards,
    providers: OnceCell<Vec<&'k str>>,
}

impl<'k> Vocabulary<'k> {
    pub(super) fn new(operations: &'k Operations, wildcards: Wildcards) -> Self {
        Self { operations, wildcards, providers: OnceCell::new() }
    }

    /// The namespaces of all providers that the catalog knows.
    pub(super) fn providers(&self) -> &[&'k str] {
        self.providers.get_or_init(|| self.operations.providers())
    }
}
