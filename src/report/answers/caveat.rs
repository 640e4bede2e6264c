//! [`CaveatView`]: what an answer does not consider, as reports show it.

use serde::Serialize;

use super::words;
use crate::audit::{Caveat, CaveatCode};
use crate::graph::{CoverageId, TenantGraph};

/// What an answer says nothing of.
#[derive(Debug, Clone, Serialize)]
pub struct CaveatView {
    /// A stable id.
    pub code: CaveatCode,
    /// The numbers of the entries of the coverage that are not whole.
    pub coverage: Vec<CoverageId>,
    /// One sentence.
    pub message: String,
}

impl CaveatView {
    pub(crate) fn new(tenant: &TenantGraph, caveat: Caveat) -> Self {
        let message = words::caveat(tenant, &caveat);
        Self { code: caveat.code, coverage: caveat.coverage, message }
    }
}
