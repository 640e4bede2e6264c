//! Fixes: what a finding proposes to change in a role file, by the places of the texts that it is about. The finding does not know how
//! that is written in the syntax of the file; [`apply()`] knows, and changes no other byte.

mod apply;
mod diff;
mod edit;
mod layout;
mod literal;
mod remove;
mod same;

pub use apply::{Change, Fix, FixedText, Safety, apply, edits, edits_of_each};
pub use diff::diff;
