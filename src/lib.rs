//! rolecall answers, offline and with proof, who can do what in an Azure tenant.
//!
//! The modules stand in the order in which data flows; each imports only what stands above it:
//!
//! 1. Ground: [`source`] (a named text and places in it), [`guid`], [`pattern`] (which action strings a pattern stands for),
//!    [`model`] (what the tenant says, as data), [`condition`] (attribute conditions), [`catalog`] (what Azure ships).
//! 2. In: [`input`] (arguments to texts), [`document`] (YAML with places), [`export`] (exports to facts), [`role_file`], [`pack`] (task packs, team files, escalation
//!    rules), [`config`] (`.rolecall.yaml`).
//! 3. Middle: [`graph`] (facts and catalog to a tenant), [`decide`] (may this principal do this here, and why).
//! 4. One folder for each subcommand: [`audit`], [`access`] (what roles grant), [`explain`], [`readiness`], [`advise`], [`compare`],
//!    [`review`].
//! 5. Out: [`report`] (a stable picture of the answers and its renderings), [`verify`] (replays the proofs of a report).

pub mod access;
pub mod advise;
pub mod audit;
pub mod catalog;
pub mod compare;
pub mod condition;
pub mod config;
pub mod decide;
pub mod document;
pub mod explain;
pub mod export;
pub mod graph;
pub mod guid;
pub mod input;
pub mod model;
pub mod pack;
pub mod pattern;
pub mod readiness;
pub mod report;
pub mod review;
pub mod role_file;
pub mod source;
pub(crate) mod suggest;
pub mod verify;
