//! rolecall answers, offline and with proof, who can do what in an Azure tenant.
//!
//! # One run
//!
//! `rolecall audit` goes through these steps. No step calls back into an earlier one, and a value does not change after it is built.
//!
//! 1. [`export::load`] finds files, folders and patterns, and decodes them: an [`input::Input`] each.
//! 2. [`export::facts`] reads the records. The format of a record follows from its shape, never from the name of a file. The result
//!    is [`export::Loaded`]: [`model::Facts`], a summary of each input, and a [`model::Note`] for whatever is odd.
//! 3. [`graph::Tenant::build`] joins the facts with a [`catalog::Catalog`]: scopes, memberships, and the grants that count at an
//!    instant.
//! 4. [`pack::pack`] reads the tasks ([`model::TaskPack`]).
//! 5. [`audit::tasks()`] asks a [`decide::Judge`] once for each class of principals, task and group of targets. The [`audit::Outcome`]
//!    holds every [`decide::Decision`] (verdict, proof, what is missing), and what the exports lack ([`audit::Gap`]).
//! 6. [`report::AuditReport`] is the picture of the outcome; it writes itself in the format that is asked for.
//!
//! `explain`, `readiness`, `advise` and the comparison of two exports ask a tenant in the same way. [`role_file::load`] and
//! [`review::run`] judge role files, and [`access`] compares what roles grant; neither needs a tenant. [`verify::replay`] holds a JSON
//! report against the exports again and uses nothing of steps 3 and 5.
//!
//! # The modules
//!
//! They are in the order in which data flows; each imports only the ones above it. `docs/architecture.md` has a line for each folder, and
//! a glossary.
//!
//! 1. Ground: [`guid`], [`source`] (a named text and places in it), [`pattern`] (the set of strings that an action pattern matches),
//!    [`model`] (what a tenant states, as data), [`condition`] (attribute conditions), [`catalog`] (what Azure ships).
//! 2. In: [`input`] (arguments to texts), [`document`] (YAML with places), [`export`] (exports to facts), [`role_file`], [`pack`] (task
//!    packs, team files, escalation rules), [`config`] (`.rolecall.yaml`).
//! 3. Middle: [`graph`] (facts and catalog to a tenant), [`decide`] (may this principal do this here, and why).
//! 4. One folder for each subcommand: [`access`] (what roles grant), [`audit`], [`explain`], [`readiness`], [`advise`], [`compare`] (two
//!    exports), [`review`] (`check`).
//! 5. Out: [`report`] (a picture of the answers, and its renderers), [`verify`] (replays the proofs of a report).

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
