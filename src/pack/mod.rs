//! Task packs: YAML to [`TaskPack`](crate::model::TaskPack), with every mistake in its place.
//!
//! `tasks.rs` reads the pack and its tasks, `prerequisite.rs` what has to be so before, `requirement.rs` the formulas, `example.rs` the
//! examples.

mod at;
pub mod escalation;
mod example;
mod prerequisite;
mod read;
mod requirement;
mod schema;
mod tasks;
pub mod team;

pub use read::{EMBEDDED, embedded, pack};
pub use schema::schema;
