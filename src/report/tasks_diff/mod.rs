//! Two task packs: the picture, and its renderings, one file each.

mod markdown;
mod people;
mod picture;
pub(crate) mod schema;
mod text;
mod words;
mod write;

pub use picture::{PackEffectView, TasksDiffReport};
