//! Readiness: its picture, and its renderings, one file each.

mod csv;
mod html;
mod markdown;
mod observation;
mod picture;
pub(crate) mod schema;
mod text;
mod todo;
mod unified_rbac;
mod views;
mod words;
mod write;

pub use picture::ReadinessReport;
pub use unified_rbac::{ActivationChangeView, AdministratorView, UnifiedRbacView};
pub use views::{
    DatedView, EvidenceView, HoleView, MemberView, PackView, PersonView, PrerequisiteView, ReadinessInputView, SourceView,
    TaskReadinessView, TeamView, WorkspaceView,
};
