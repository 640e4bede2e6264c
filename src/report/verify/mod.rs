//! A verification: its picture, and its renderings.

mod picture;
pub(crate) mod schema;
mod text;
mod words;
mod write;

pub use picture::{ReplayedExports, VerifyReport};
