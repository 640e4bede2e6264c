//! An explanation: its picture, and its renderings, one file each.

mod markdown;
mod picture;
mod requirement;
pub(crate) mod schema;
mod text;
mod write;

pub use picture::ExplainReport;
