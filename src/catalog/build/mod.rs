//! [`Build`]: makes a catalog from exports, fact tables and other catalogs.
//!
//! Inputs are recognised by content. What an input gives replaces what was known of the same thing: a role by its id, a directory role
//! by its template id, the operations of a provider, the privilege of a role, a Terraform type; the action tiers as a whole. What
//! the inputs do not give is kept from the base, if there is one. The order of the inputs changes nothing, unless several of them are
//! catalogs: then a later catalog replaces an earlier one.

mod builder;
mod contents;
mod error;
mod input;
mod records;
mod tables;

pub use builder::Build;
pub use contents::Contents;
pub use error::BuildError;
