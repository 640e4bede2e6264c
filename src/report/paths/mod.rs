//! Who can come to a role, step by step: its picture, and its renderings, one file each.

mod document;
mod markdown;
mod picture;
pub(crate) mod schema;
mod text;
mod words;
mod write;

pub use picture::PathsReport;
