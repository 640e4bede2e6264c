//! Two definitions of one id or name: whether they are one role, how bad it is if not, and how messages name the other file.

use std::path::Path;

use super::role::{LintedBlock, LintedRole};
use crate::model::{Plane, Severity};

/// Whether one file makes the role from the definition in the other one, which it loads: it has the same name and grants the same.
pub(super) fn is_loaded(first: &LintedRole<'_>, again: &LintedRole<'_>) -> bool {
    let loads = || first.source.loads(again.source) || again.source.loads(first.source);
    let is_conditional = || first.blocks.iter().chain(&again.blocks).any(LintedBlock::is_conditional);
    let grants_same = || Plane::ALL.iter().all(|&plane| first.set(plane) == again.set(plane)) && !is_conditional();
    first.known_name() == again.known_name() && loads() && grants_same()
}

/// One file is applied as a whole, and so is what it calls. Files of different folders are mostly different environments.
pub(super) fn severity(first: &LintedRole<'_>, again: &LintedRole<'_>) -> Severity {
    match () {
        () if first.file == again.file && first.written.called_by == again.written.called_by => Severity::Error,
        () if folder(first) == folder(again) => Severity::Warning,
        () => Severity::Note,
    }
}

/// ` of <path>`, where the first definition is in another file.
pub(super) fn elsewhere(first: &LintedRole<'_>, again: &LintedRole<'_>) -> String {
    if first.file == again.file { String::new() } else { format!(" of `{}`", first.source.source.name()) }
}

/// The folder of the file that makes the role: of a module, that of its caller.
fn folder<'f>(role: &LintedRole<'f>) -> Option<&'f Path> {
    Path::new(role.written.called_by.as_deref().unwrap_or(role.source.source.name())).parent()
}
