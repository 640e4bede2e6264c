//! The library as other programs use it: exports and role files as texts in memory, answers as values that serialise.
//!
//! [`Tenant`] answers for a tenant, [`review()`] for role files, [`diff()`] for two versions of them. Nothing here looks at a
//! clock. Files are read by `files.rs` and [`Tenant::from_paths`] alone, with the feature `native`. What the answers hold is that of the reports of the program: [`Answer::to_json`] gives the same bytes as
//! `--format json`.

mod answer;
mod error;
#[cfg(feature = "native")]
mod files;
mod options;
mod packs;
mod questions;
mod role_files;
mod tenant;
mod text;

pub use answer::{Answer, RoleDifference, RoleReview, TenantAudit, TenantExplanation, TenantReadiness, TenantWhoCan};
pub use error::{Error, ErrorDetail};
#[cfg(feature = "native")]
pub use files::{diff_paths, review_paths};
pub use options::{AuditOptions, ExplainOptions, PackChoice, ReadinessCheck, RoleOptions, TenantOptions, WhoCanOptions};
pub use role_files::{diff, review};
pub use tenant::Tenant;
pub use text::NamedText;
