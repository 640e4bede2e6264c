//! Whether remediation by Azure Policy works (`readiness --policy`): its picture, and its renderings, one file each.

mod doubts;
mod markdown;
mod picture;
pub(crate) mod schema;
mod text;
mod words;
mod write;

pub use picture::PolicyReadinessReport;
