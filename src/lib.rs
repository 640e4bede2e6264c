//! rolecall answers, offline and with proof, who can do what in an Azure tenant.
//!
//! Everything is a text in memory, or with the feature `native` a path that is read as the program reads it ([`Tenant::from_paths`],
//! `review_paths`, `diff_paths`).
//!
//! - [`Tenant::from_exports`] reads exports (of az, PowerShell, Graph, Terraform, `AzureHound`, `AzGovViz` and CSV). [`Tenant::audit`],
//!   [`Tenant::explain`], [`Tenant::who_can`] and [`Tenant::readiness`] answer questions about them.
//! - [`review()`] finds what is wrong with role files, [`diff()`] compares two states of them.
//! - Every answer is an [`Answer`]: it serialises, and can be written in the formats of the program.
//! - An [`Error`] names everything that is wrong, each with a code, its place and help.
//!
//! # Features
//!
//! - `native` (by default): files, threads and the terminal. The program needs it; the items here do not.
//! - `bicep` (by default): role definitions in Bicep files, whose parser is C.
//!
//! # One run
//!
//! The modules are the program's own, and may change at any time. `rolecall audit` goes through these steps. No step calls back into an
//! earlier one, and a value does not change after it is built.
//!
//! 1. `export::load` finds files, folders and patterns, and decodes them: an `input::Input` each.
//! 2. `export::facts` reads the records. The format of a record follows from its shape, never from the name of a file. The result
//!    is `export::Loaded`: `model::Facts`, a summary of each input, and a `model::Note` for whatever is odd.
//! 3. `graph::TenantGraph::build` joins the facts with a `catalog::Catalog`: scopes, memberships, and the grants that count at an
//!    instant.
//! 4. `pack::pack` reads the tasks (`model::TaskPack`).
//! 5. `audit::tasks` asks a `decide::Judge` once for each class of principals, task and group of targets. The `audit::Outcome`
//!    holds every `decide::Decision` (verdict, proof, what is missing), and what the exports lack (`audit::Gap`).
//! 6. `report::AuditReport` is the picture of the outcome; it writes itself in the format that is asked for.
//!
//! `explain`, `readiness`, `advise` and the comparison of two exports ask a tenant in the same way. `role_file::load` and
//! `review::run` judge role files, and `access` compares what roles grant; neither needs a tenant. `verify::replay` holds a JSON
//! report against the exports again and uses nothing of steps 3 and 5.
//!
//! # The modules
//!
//! They are in the order in which data flows; each imports only the ones above it. `docs/architecture.md` has a line for each folder, and
//! a glossary.
//!
//! 1. Ground: `guid`, `source` (a named text and places in it), `pattern` (the set of strings that an action pattern matches),
//!    `model` (what a tenant states, as data), `condition` (attribute conditions), `catalog` (what Azure ships).
//! 2. In: `input` (arguments to texts), `document` (texts as trees with places), `export` (exports to facts), `role_file`, `pack` (task
//!    packs, team files, escalation rules), `config` (`.rolecall.yaml`).
//! 3. Middle: `graph` (facts and catalog to a tenant), `decide` (may this principal do this here, and why).
//! 4. One folder for each subcommand: `access` (what roles grant), `audit`, `explain`, `who_can`, `what_can`, `paths`,
//!    `access_graph`, `readiness`, `advise`, `compare` (two exports), `review` (`check`).
//! 5. Out: `report` (a picture of the answers, and its renderers), `verify` (replays the proofs of a report).
//! 6. For other programs: `lsp` (what an editor asks about role files), `resolve` (from the names in a question to ids), `facade` (the
//!    types of this page).

#[doc(hidden)]
pub mod access;
#[doc(hidden)]
pub mod access_graph;
#[doc(hidden)]
pub mod advise;
pub(crate) mod arrange;
#[doc(hidden)]
pub mod audit;
#[doc(hidden)]
pub mod catalog;
pub(crate) mod clean;
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
#[cfg(feature = "native")]
pub mod lsp;
#[doc(hidden)]
pub mod model;
#[doc(hidden)]
pub mod pack;
#[doc(hidden)]
pub mod parallel;
#[doc(hidden)]
pub mod paths;
#[doc(hidden)]
pub mod pattern;
#[doc(hidden)]
pub mod readiness;
#[doc(hidden)]
pub mod report;
#[doc(hidden)]
pub mod resolve;
#[doc(hidden)]
pub mod review;
#[doc(hidden)]
pub mod role_file;
pub(crate) mod sha256;
pub(crate) mod shorten;
#[doc(hidden)]
pub mod source;
pub(crate) mod suggest;
#[doc(hidden)]
pub mod verify;
#[doc(hidden)]
pub mod what_can;
#[doc(hidden)]
pub mod who_can;

#[doc(inline)]
pub use catalog::Catalog;
#[doc(inline)]
pub use explain::AskedScopes;
#[doc(inline)]
pub use facade::{
    Answer, AuditOptions, Error, ErrorDetail, ExplainOptions, NamedText, PackChoice, ReadinessCheck, RoleDifference,
    RoleOptions, RoleReview, Tenant, TenantAudit, TenantExplanation, TenantOptions, TenantReadiness, TenantWhoCan,
    WhoCanOptions, diff, review,
};
#[cfg(feature = "native")]
#[doc(inline)]
pub use facade::{diff_paths, review_paths};
#[doc(inline)]
pub use graph::Vouched;
pub use model::ExportKind;
#[doc(inline)]
pub use report::Format;
#[doc(inline)]
pub use source::Place;
