//! HTML of an audit: one page that a manager opens and a reviewer explores.

use std::io::{self, Write};

use super::picture::AuditReport;
use crate::report::html::document;
use crate::report::html::document::PageTop;

/// The page of an audit.
pub(crate) fn write(report: &AuditReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (answer, head) = (Some(report.answer()), report.head());
    document::write(&report.answers, PageTop { title: "Who can do what", answer, head, readiness: None::<()> }, out)
}
