//! Who can do one thing, or which assignments give it: its pictures, and their renderings, one file each.

mod csv;
mod direct;
mod direct_words;
mod expected;
mod markdown;
mod picture;
pub(crate) mod schema;
mod text;
mod words;
mod write;

pub use direct::DirectReport;
pub use expected::{Differing, ExpectationReport};
pub use picture::{DelegatedHolder, WhoCanReport};
