//! What one principal holds and can do: its picture, and its renderings, one file each.

mod compared;
mod csv;
mod markdown;
mod picture;
pub(crate) mod schema;
mod text;
mod views;
mod words;
mod write;

pub use picture::WhatCanReport;
