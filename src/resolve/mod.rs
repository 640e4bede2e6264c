//! From the words of a question to ids: principals, roles, workspaces, actions and tasks that a user or a program names.
//!
//! The command line and the facade share it. A name that nothing has, or that several things have, is a [`ResolveError`].

mod error;
mod goal;
mod packs;
mod principal;
mod role;
mod task;
mod workspace;

pub use error::ResolveError;
pub use goal::goal;
pub use packs::packs_for;
pub use principal::{assignee, principal, principals};
pub use role::role;
pub use task::{Asked, asked, find_task, is_action};
pub use workspace::{activated, connected, filter, scope, workspace};
