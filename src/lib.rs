//! rolecall answers, offline and with proof, who can do what in an Azure tenant.
//!
//! Everything is a text in memory: a program that uses the library reads the files, or has none.
//!
//! - [`Tenant::from_exports`] reads exports (of az, PowerShell, Graph, Terraform, AzureHound, AzGovViz and CSV), [`Tenant::audit`],
//!   [`Tenant::explain`] and [`Tenant::readiness`] answer questions about them.
//! - [`review()`] finds what is wrong with role files, [`diff()`] what became of them.
//! - Every answer is an [`Answer`]: it serialises, and is written in the formats of the program.
//! - An [`Error`] names all that is wrong, each with a code, its place and help.
//!
//! # Features
//!
//! - `native` (by default): what touches files, threads and the terminal. The program needs it; the items here do not.
//! - `bicep` (by default): role definitions in Bicep files, whose parser is C.
//!
//! # Inside
//!
//! The modules are the program's own, may change at any time, and are documented for those who work on it
//! (`cargo doc --document-hidden-items` on nightly, or `docs/architecture.md`). They stand in the order in which data flows; each
//! imports only what stands above it:
//!
//! 1. Ground: `source` (a named text and places in it), `guid`, `pattern` (which action strings a pattern stands for),
//!    `model` (what the tenant says, as data), `condition` (attribute conditions), `catalog` (what Azure ships).
//! 2. In: `input` (arguments to texts), `document` (YAML with places), `export` (exports to facts), `role_file`, `pack` (task packs, team files, escalation
//!    rules), `config` (`.rolecall.yaml`).
//! 3. Middle: `graph` (facts and catalog to a tenant), `decide` (may this principal do this here, and why).
//! 4. One folder for each subcommand: `audit`, `access` (what roles grant), `explain`, `readiness`, `advise`, `compare`,
//!    `review`.
//! 5. Out: `report` (a stable picture of the answers and its renderings), `verify` (replays the proofs of a report).
//! 6. For others: `facade` (this page).

#[doc(hidden)]
pub mod access;
#[doc(hidden)]
pub mod advise;
#[doc(hidden)]
pub mod audit;
#[doc(hidden)]
pub mod catalog;
#[doc(hidden)]
pub mod compare;
#[doc(hidden)]
pub mod condition;
#[doc(hidden)]
pub mod config;
#[doc(hidden)]
pub mod decide;
#[doc(hidden)]
pub mod document;
#[doc(hidden)]
pub mod explain;
#[doc(hidden)]
pub mod export;
mod facade;
#[doc(hidden)]
pub mod graph;
#[doc(hidden)]
pub mod guid;
#[doc(hidden)]
pub mod input;
#[doc(hidden)]
pub mod model;
#[doc(hidden)]
pub mod pack;
#[doc(hidden)]
pub mod pattern;
#[doc(hidden)]
pub mod readiness;
#[doc(hidden)]
pub mod report;
#[doc(hidden)]
pub mod review;
#[doc(hidden)]
pub mod role_file;
#[doc(hidden)]
pub mod source;
pub(crate) mod suggest;
#[doc(hidden)]
pub mod verify;

#[doc(inline)]
pub use catalog::Catalog;
#[doc(inline)]
pub use facade::{
    Answer, AuditOptions, Error, ErrorDetail, ExplainOptions, NamedText, PackChoice, ReadinessCheck, RoleDifference,
    RoleOptions, RoleReview, Tenant, TenantAudit, TenantExplanation, TenantOptions, TenantReadiness, diff, review,
};
#[doc(inline)]
pub use model::ExportKind;
#[doc(inline)]
pub use report::Format;
#[doc(inline)]
pub use source::Place;
