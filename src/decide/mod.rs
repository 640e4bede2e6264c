//! One question to a [`Decision`]: may this principal do this here, and why.
//!
//! A [`Judge`] is made once per tenant. It is asked with what is effective at the scopes of a question ([`Effective`]) and answers with a
//! [`Decision`], whose proof names roles. [`prove`] adds the assignments and groups through which the principal holds these roles.

mod actions;
mod any_action;
mod best;
mod clauses;
mod decision;
mod denial;
mod granted;
mod held;
mod held_aside;
mod judge;
mod leaf;
mod missing;
mod named_role;
mod numbering;
mod part;
mod possession;
pub mod prove;
mod question;
mod request;
mod requirement;
mod scene;
mod support;
mod vaults;
mod verdict;

pub use decision::{Basis, Decision, Matched, ProofStep, Satisfies, StepOn, Verdict};
pub use granted::{DeniedBlock, GrantedBlock, PlaneGrants};
pub use held::{Denied, Doubt, Effective, EffectiveGrant, GroupOwnership, HeldDirectoryRole, HeldInDirectory};
pub use held_aside::{HeldAside, NotCounting};
pub use judge::Judge;
pub(crate) use judge::in_its_plane;
pub use missing::{Missing, MissingCode, MissingReason};
pub use prove::{GrantPath, GrantRecord, ProvedStep, RestsOn, Stated, StepKind};
pub use request::{Delegated, Request};
pub use requirement::Holds;
