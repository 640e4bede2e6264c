//! The place of a part of a condition in the role file.

use super::role::LintedRole;
use crate::role_file::WrittenText;
use crate::source::Span;

/// The place in the file of a place in a condition. Where the file writes the condition with escapes, that is the whole condition.
pub(super) fn place_in(role: &LintedRole<'_>, written: &WrittenText, span: Span) -> Span {
    let raw = role.source.source.slice(written.span);
    let start = raw.find(written.shown()).map(|at| written.span.start + at);
    start.map_or(written.span, |start| Span { start: start + span.start, end: start + span.end.max(span.start) })
}
