//! The page of an audit, whole: what the template says, and the data for its script.

use std::io::{self, Write};

use serde::Serialize;

use super::data::AuditData;
use super::page::AuditPage;
use crate::report::audit::picture::AuditReport;
use crate::report::html::shell;
use crate::report::html::shell::Shell;

/// The page of an audit.
pub(crate) fn write(report: &AuditReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    write_page(report, "Who can do what", None::<()>, out)
}

/// The page of an audit, with what else is to be said at its top.
pub(crate) fn write_page(
    report: &AuditReport<'_>,
    title: &str,
    readiness: Option<impl Serialize>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let data = AuditData::new(report);
    let page = AuditPage::new(report, &data);
    shell::write(&Shell { title, page, readiness }, &data, out)
}
