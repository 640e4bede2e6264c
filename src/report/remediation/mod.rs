//! Suggestions as reports show them: their views, and their words.

mod views;
mod words;

pub(crate) use views::schema;
pub use views::{RemediationView, SuggestionView};
pub(crate) use words::role_called;
