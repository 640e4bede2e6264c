//! [`DiffSources`]: what a report of `diff` is held against.

use crate::catalog::Catalog;
use crate::model::{Facts, TaskPack};
use crate::verify::diff_claims::DiffClaims;
use crate::verify::report::Report;

/// What a report of `diff` is held against: of each pair the old state comes first.
#[derive(Debug, Clone, Copy)]
pub struct DiffSources<'a> {
    /// What the exports state.
    pub states: [&'a Facts; 2],
    /// The same, each with the rows of the other one that cannot be compared.
    pub compared: [&'a Facts; 2],
    /// What Azure ships, in each state.
    pub catalogs: [&'a Catalog; 2],
    /// Both states are read from one export: what Azure ships makes the difference, and every list is compared with itself.
    pub is_one_export: bool,
    /// The packs that the report may name.
    pub packs: &'a [TaskPack],
    /// The instant, in seconds since 1970.
    pub at: i64,
}

/// What a state of a tenant is decided with.
#[derive(Debug, Clone, Copy)]
pub(in crate::verify) struct CatalogAt<'a> {
    /// What Azure ships.
    pub catalog: &'a Catalog,
    /// The instant, in seconds since 1970.
    pub at: i64,
}

/// A report of `diff`, with what it says of two exports.
#[derive(Clone, Copy)]
pub(super) struct ReportedDiff<'a> {
    pub report: &'a Report,
    pub claims: &'a DiffClaims,
    pub packs: &'a [TaskPack],
}
