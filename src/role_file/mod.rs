//! Role files: definitions of custom roles as people keep them in repositories, with the place of every text.
//!
//! [`load()`] reads one file, whose format is found by its content; [`find()`] finds files, and leaves alone what else lies in a
//! folder. Each syntax becomes one kind of tree (`tree.rs`): JSON, YAML, HCL, Bicep. What in it is a role, and of which shape,
//! stands in `shape.rs`, `template.rs` and `terraform.rs`. Nothing is judged here.

mod allow;
#[cfg(feature = "bicep")]
mod bicep;
mod comments;
mod error;
#[cfg(feature = "native")]
mod find;
pub mod fix;
mod hcl;
mod json;
mod kind;
mod load;
mod reader;
mod shape;
#[cfg(feature = "bicep")]
mod spread;
mod syntax;
mod template;
mod terraform;
mod tree;
mod written;
mod yaml;

pub use allow::AllowComment;
pub use error::{RoleFault, RoleFileError, RoleMistake};
#[cfg(feature = "native")]
pub use find::{FindError, FoundFiles, find, may_hold_roles};
pub use load::{RoleFile, load};
pub use syntax::Syntax;
pub use written::{ListKind, Shape, TextValue, WrittenBlock, WrittenList, WrittenRole, WrittenText};
