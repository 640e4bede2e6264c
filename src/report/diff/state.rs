//! [`StateView`]: one of the two states that a difference is of.

use crate::export::InputSummary;
use crate::graph::{CoverageId, TenantGraph};

/// One of the two states of a tenant.
#[derive(Debug, Clone, Copy)]
pub struct StateView<'a> {
    /// The tenant.
    pub tenant: &'a TenantGraph,
    /// What each of its inputs gave.
    pub inputs: &'a [InputSummary],
    /// The lists that are compared and only look whole: entries of its coverage, ascending.
    pub assumes: &'a [CoverageId],
}
