//! Escalation: who can come to hold a role that they do not hold, step by step ([`paths`]).
//!
//! A step is a question that the engine answers as any other: may this principal assign the role there, run code on the resource that has
//! the managed identity, add credentials to the application. What a step leads to is data (`rules/escalation/`). The search goes backwards
//! from the goal: to whoever is one step away, then to whoever can act as one of these.

mod answer;
mod app_roles;
mod as_if;
mod at_root;
mod cut;
mod doubt;
mod given;
mod goal;
mod hitting_set;
mod hops;
mod left_of_ways;
mod openings;
mod question;
mod recipients;
mod roles;
mod search;
mod step_answers;
mod steps;
mod takeover;
mod unseen;
mod way_on;

pub use answer::{Paths, paths};
pub use cut::{CutGrant, PathCut};
pub use goal::{Goal, GoalRole, PathsQuestion, goal_targets};
pub use hops::{Hop, HopAction, HopProof};
pub use question::{GoalPaths, Path};
pub use recipients::{Recipient, RecipientId};
pub use steps::EscalationStep;
pub use unseen::UnseenPaths;
