//! The page of answers: the template with its style and script, the policy, and data that cannot leave its element.

mod data;
pub(crate) mod document;
mod embed;
mod numbered;
mod page;
mod people;
mod shell;
