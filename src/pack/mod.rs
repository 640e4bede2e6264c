//! Task packs, team files and escalation rules: YAML (and CSV) to data, with every mistake in its place.
//!
//! `read.rs` reads a whole [`TaskPack`](crate::model::TaskPack), `tasks.rs` its tasks, `prerequisite.rs` what must be true before,
//! `requirement.rs` the formulas, `app_roles.rs` application permissions in them, `chains.rs` what "or higher" means in them, `reach.rs` what they cannot ask of a target, `example.rs` the examples. `team.rs` reads team files, `escalation.rs` the escalation rules.
//! `import/` makes a pack of the tables of an article, `difference.rs` compares two, `age.rs` says which one is in force.
//! `shipped.rs` holds the packs that are part of the program.

mod actions;
pub mod age;
pub mod app_roles;
mod at;
mod chains;
pub mod difference;
pub mod directory;
pub mod escalation;
mod example;
pub mod import;
mod prerequisite;
mod reach;
mod read;
mod renamed;
mod requirement;
mod schema;
mod shipped;
mod tasks;
pub mod team;

pub use read::{pack, pack_and_notes};
pub(crate) use requirement::is_above;
pub use schema::schema;
pub use shipped::{EMBEDDED, embedded, with_task};
