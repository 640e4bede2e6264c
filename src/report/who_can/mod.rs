//! Who can do one thing: its picture, and its renderings, one file each.

mod expected;
mod markdown;
mod picture;
pub(crate) mod schema;
mod text;
mod words;
mod write;

pub use expected::ExpectationReport;
pub use picture::WhoCanReport;
