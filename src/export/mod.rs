//! Exports to facts, in every format.
//!
//! [`load()`] turns arguments into texts, [`facts`] turns texts into facts. The format of a record follows from its shape, never from
//! the name of its file. All formats are in one table (`format.rs`); there is one file for each family. Records are walked one at a
//! time (`json.rs`) as flat tapes that borrow from the text (`tape.rs`), and what they state is interned at once. Every file and every
//! record is used, or reported with the reason why not. Nothing is concluded here; `graph` does that.

mod app_roles;
mod assignment_row;
mod azgovviz;
mod azure;
mod azurehound;
mod build;
mod called_list;
mod classic;
mod collection;
#[cfg(feature = "native")]
mod database;
mod dates;
mod defender_roles;
mod delimited;
#[cfg(feature = "native")]
mod delta;
mod deny_assignments;
mod directory;
mod directory_object;
mod directory_roles;
mod duplicates;
mod error;
mod fields;
mod format;
mod gathered;
mod hierarchy;
mod hint;
mod inferred_attributes;
mod inherited_listings;
pub(crate) mod json;
mod late_context;
mod lighthouse;
#[cfg(feature = "native")]
mod load;
mod loaded;
mod locate;
mod locks;
mod loose;
mod member_list;
mod members;
mod noise;
mod owners;
mod pages;
#[cfg(feature = "native")]
mod parts;
mod pim;
mod pim_requests;
mod policy;
mod problem;
mod reader;
mod registrations;
mod requests;
mod resources;
#[cfg(feature = "roadrecon")]
mod roadrecon;
mod role_assignments;
mod role_definitions;
mod scan;
mod sniff;
mod split;
mod survey;
mod tape;
mod tenancy;
mod tenant;
pub mod terraform_plan;
mod text;
mod time;
mod trusts;

pub use build::{facts, into_facts};
#[cfg(feature = "native")]
pub use delta::{Delta, delta};
pub use error::{ReadError, ReadErrors};
#[cfg(feature = "native")]
pub use load::load;
pub use loaded::{InputSummary, Loaded};
pub use locate::place_of;
pub(crate) use sniff::{SNIFF, no_export};

pub use crate::input::Input;
