//! Two definitions of one id or name: how bad that is, and how messages name the other file.

use std::path::Path;

use super::role::LintedRole;
use crate::model::Severity;

/// One file is applied as a whole. Files of different folders are mostly different environments.
pub(super) fn severity(first: &LintedRole<'_>, again: &LintedRole<'_>) -> Severity {
    match () {
        () if first.file == again.file => Severity::Error,
        () if folder(first) == folder(again) => Severity::Warning,
        () => Severity::Note,
    }
}

/// ` of <path>`, where the first definition is in another file.
pub(super) fn elsewhere(first: &LintedRole<'_>, again: &LintedRole<'_>) -> String {
    if first.file == again.file { String::new() } else { format!(" of `{}`", first.source.source.name()) }
}

fn folder<'f>(role: &LintedRole<'f>) -> Option<&'f Path> {
    Path::new(&**role.source.source.name()).parent()
}
