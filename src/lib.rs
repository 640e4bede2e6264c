//! rolecall answers, offline and with proof, who can do what in an Azure tenant.
//!
//! The modules stand in the order in which data flows; each imports only what stands above it:
//!
//! 1. [`source`]: a named text and places in it.
//! 2. [`pattern`]: which action strings a pattern stands for; inclusion, overlap, difference, witness.
//! 3. [`model`]: what the tenant says, as data.
//! 4. [`condition`]: attribute conditions, parsed and evaluated.
//! 5. [`catalog`]: the roles and operations that Azure ships.
//! 6. [`read`]: bytes to facts, every format.
//! 7. [`graph`]: facts and catalog to a tenant: scope tree, membership, grants, access classes.
//! 8. [`decide`]: may this principal do this here, and why.
//! 9. [`check`]: many questions.
//! 10. [`report`]: a stable picture of the answers and its renderings.
//! 11. [`verify`]: replays the proofs of a report, trusting the readers alone.
//!
//! Beside [`source`], [`guid`] stands above them all: ids are read and compared in one way everywhere.

pub mod catalog;
pub mod check;
pub mod condition;
pub mod decide;
pub mod graph;
pub mod guid;
pub mod model;
pub mod pattern;
pub mod read;
pub mod report;
pub mod source;
pub(crate) mod suggest;
pub mod verify;
