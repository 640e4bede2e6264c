//! One question to a [`Decision`]: may this principal do this here, and why.

mod decision;

pub use decision::{Basis, Decision, Missing, ProofStep, StepKind, Verdict};
