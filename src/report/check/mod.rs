//! A check of role files: its picture, and its renderings, one file each.

mod annotate;
mod gains;
mod impact;
mod json;
mod junit;
mod lint_pages;
mod markdown;
mod picture;
mod sarif;
pub(crate) mod schema;
#[cfg(feature = "native")]
mod text;
mod words;
mod write;

pub use lint_pages::{LintPages, LintPagesError};
pub use picture::{CheckFinding, CheckReport, CheckRule, CheckedFile, Disposition, Proposal, RelatedPlace};
