//! [`AskedReport`]: a report, and what its questions are read with.

use std::sync::Arc;

use rolecall::catalog::Catalog;
use rolecall::model::TaskPack;
use rolecall::verify::Report;

/// A report, and what its questions are read with.
pub(super) struct AskedReport {
    pub(super) report: Report,
    pub(super) catalog: Arc<Catalog>,
    /// The packs that the report may speak of.
    pub(super) packs: Vec<TaskPack>,
}
