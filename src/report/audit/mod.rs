//! The renderings of an audit, one file each.

pub(in crate::report) mod csv;
pub(in crate::report) mod html;
pub(in crate::report) mod json;
pub(in crate::report) mod markdown;
pub(in crate::report) mod text;
pub(in crate::report) mod views;
pub(in crate::report) mod words;
