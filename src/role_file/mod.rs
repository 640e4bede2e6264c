//! Role files: definitions of custom roles as people keep them in repositories, with the place of every text.
//!
//! [`load()`] reads one file and finds its format by its content. [`find()`] finds files, and leaves alone whatever else is in a
//! folder. Each syntax (JSON, YAML, HCL, Bicep) becomes the tree of `document/`. `shape.rs`, `arm/` and `terraform.rs` say
//! which of its nodes is a role, and of which shape. Nothing is judged here.

mod allow;
mod arm;
mod arm_functions;
mod azapi;
#[cfg(feature = "bicep")]
mod bicep;
mod callers;
mod comments;
mod data_files;
mod declared;
mod defaults;
#[cfg(feature = "native")]
mod disk;
mod distinct;
mod documents;
mod error;
mod expansion;
#[cfg(feature = "native")]
mod find;
pub mod fix;
mod folder_names;
mod foreign;
mod hcl;
mod json;
mod kind;
#[cfg(feature = "native")]
mod left_out;
mod load;
mod module_call;
mod module_calls;
mod nesting;
mod own_keys;
mod patches;
mod paths;
mod reader;
mod shape;
mod shared_values;
mod surroundings;
mod syntax;
mod terraform;
mod values;
mod written;

pub use allow::AllowComment;
pub use data_files::set_aside;
pub use error::{RoleFault, RoleFileError, RoleMistake};
#[cfg(feature = "native")]
pub use find::{FindError, FoundFiles, find, is_too_large, may_be_role_file, may_hold_roles};
#[cfg(feature = "native")]
pub use left_out::LeftOut;
pub use load::{RoleFile, load, load_beside};
pub use surroundings::{FileTree, Surroundings};
pub use syntax::Syntax;
pub use written::{IgnoredKey, ListKind, Shape, TextValue, WrittenBlock, WrittenList, WrittenRole, WrittenText};
