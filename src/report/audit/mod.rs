//! An audit: its picture, and its renderings, one file each.

mod html;
mod json;
mod markdown;
mod picture;
pub(crate) mod schema;
mod text;
mod write;

pub use picture::AuditReport;
