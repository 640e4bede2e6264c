//! An audit: its picture, and its renderings, one file each.

pub(crate) mod csv;
pub(crate) mod html;
mod json;
pub(crate) mod markdown;
mod matrix;
pub(crate) mod phrases;
mod picture;
pub(crate) mod schema;
pub(crate) mod text;
pub(crate) mod views;
pub(crate) mod words;
mod write;

pub(crate) use matrix::Matrix;
pub use picture::AuditReport;
pub use views::{ClassView, FindingView, MissingView, PrincipalView, ProofView, ResultView, TargetView, TaskView};
