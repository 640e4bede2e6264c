//! The access graph: its picture, and its renderings, one file each.

mod dot;
mod graphml;
mod json;
mod mermaid;
mod opengraph;
mod picture;
pub(crate) mod schema;
mod write;

pub use picture::GraphReport;
