//! [`ImpactOptions`]: what the impact of a change is computed with.

use std::sync::Arc;

use crate::catalog::Catalog;
use crate::model::TaskPack;
use crate::pattern::Wildcards;

/// What the impact of a change is worked out with.
#[derive(Debug, Clone)]
pub struct ImpactOptions<'o> {
    /// The catalog of the tenant.
    pub catalog: &'o Arc<Catalog>,
    /// The instant, in seconds since 1970.
    pub at: i64,
    /// The tasks that are asked about.
    pub packs: &'o [TaskPack],
    /// How middle wildcards are read (R-PAT-4).
    pub wildcards: Wildcards,
}
