//! Wildcard action patterns and their algebra. Knows nothing of Azure roles.
//!
//! A [`Pattern`] is a set of strings, a [`Block`] is some patterns less some others, a [`PatternSet`] is a union of blocks. What is said
//! about them is exact over all strings, not over a list of known operations (R-PAT-9, R-PAT-11): [`Pattern::covers`],
//! [`Pattern::overlaps`], [`PatternSet::escape`], and [`search()`], which the others are built on.

mod budget;
mod compare;
mod found;
mod intersection;
mod product;
mod representatives;
mod search;
mod set;
mod single;
mod stars;
mod wildcards;

pub use budget::bounded;
pub(crate) use budget::{is_bounded, take};
pub use found::Search;
pub use search::search;
pub use set::{Block, PatternSet};
pub use single::Pattern;
pub use wildcards::Wildcards;
