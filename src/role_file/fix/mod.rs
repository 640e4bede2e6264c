//! Fixes: what a finding proposes to change in a role file, by the places of the texts it is about. How that is written in the
//! syntax of the file is not the finding's business: [`apply()`] knows, and touches no other byte.

mod apply;
mod diff;
mod edit;
mod layout;
mod literal;
mod remove;
mod same;

pub use apply::{Change, Fix, FixedText, Safety, apply, edits};
pub use diff::diff;
