//! A difference: its picture, and its renderings, one file each.

mod assumptions;
mod fact_words;
mod facts;
mod gaps;
mod lead_words;
mod markdown;
mod people;
mod people_words;
mod picture;
pub(crate) mod schema;
mod state;
mod tenant;
mod tenant_schema;
mod tenant_words;
mod text;
mod words;
mod write;

pub use super::role_diff::{GainOrLossView, RoleDiffView, UndecidedView};
pub use picture::DiffReport;
pub use state::StateView;
