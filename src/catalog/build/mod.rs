//! [`Build`]: makes a catalog from exports, fact tables and other catalogs.
//!
//! Inputs are recognised by content. What they give replaces what was known of the same thing: a role by its id, a directory role
//! by its template id, the operations of a provider, the privilege of a role, a Terraform type; the action tiers as a whole. What
//! they do not give is kept from the base, if there is one. The order of the inputs changes nothing, unless several of them are
//! catalogs: of those the later ones count.

mod builder;
mod contents;
mod error;
mod input;
mod records;
mod tables;

pub use builder::Build;
pub use contents::Contents;
pub use error::BuildError;
