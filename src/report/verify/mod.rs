//! A verification: its picture, and its renderings.

mod picture;
mod text;
mod write;

pub use picture::VerifyReport;
