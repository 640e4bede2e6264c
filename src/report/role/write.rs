//! The formats of a role, and what writes each.

use super::picture::RoleReport;
use super::text;
use crate::report::format::{Format, Writable, Writer};
use crate::report::json as document;

impl Writable for RoleReport<'_> {
    fn writers() -> Vec<(Format, Writer<Self>)> {
        vec![(Format::Text, text::write), (Format::Json, |report, _, out| document::write(report, out))]
    }
}
