//! Advice: its picture, and its renderings; and the custom role of an advice as a file.

mod custom_role;
mod markdown;
mod picture;
mod question;
mod roles;
pub(crate) mod schema;
mod text;
mod views;
mod words;
mod write;

pub use custom_role::{RoleFileFormat, RoleToWrite, write_roles};
pub use picture::AdviceReport;
pub use question::{AdviceQuestion, AskedFor, PlanSummary};
pub use roles::{CustomRoleLabel, custom_roles};
