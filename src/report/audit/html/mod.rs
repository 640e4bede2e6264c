//! HTML of an audit: one page that a manager opens and a reviewer explores.

mod data;
mod document;
mod numbered;
mod page;
mod people;

pub(crate) use document::{write, write_page};
