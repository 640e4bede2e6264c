//! The access graph of a tenant: who is a member of what, who holds what, and what contains what. It draws what the exports state; whether
//! somebody can do something is decided elsewhere.

mod build;
mod parts;

pub use build::{GraphFilter, access_graph};
pub use parts::{AccessGraph, AccessNode, AccessRelation, AccessStep, NodeOf};
