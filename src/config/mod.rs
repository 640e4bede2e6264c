//! The configuration of a check: `.rolecall.yaml`, with every mistake in its place.
//!
//! `read.rs` reads a [`Config`]; `find.rs` looks for the file above a role file; `exclusions.rs` says what it leaves out; `governance.rs` says which configuration applies to
//! which role file; `schema.rs` is its JSON schema. `review` applies the rules.

mod allow;
mod baseline;
#[cfg(feature = "native")]
mod exclusions;
#[cfg(feature = "native")]
mod find;
mod governance;
#[cfg(feature = "native")]
mod load;
mod policy;
mod read;
mod schema;

pub use allow::Allow;
pub use baseline::Baseline;
#[cfg(feature = "native")]
pub use exclusions::Exclusions;
#[cfg(feature = "native")]
pub use find::{FILE_NAME, find};
pub use governance::{Governance, Governing, SearchedPart};
#[cfg(feature = "native")]
pub use load::ConfigError;
pub use policy::{MaxScope, Policy};
pub use read::{Config, config};
pub use schema::schema;
