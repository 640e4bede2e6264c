//! How the items of a list are written: in brackets with commas, or each after a dash.

use crate::role_file::{RoleFile, Syntax, WrittenList};
use crate::source::Span;

/// How an item is written in its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// Between brackets: `["a", "b"]`; in Bicep, line ends may replace commas.
    Brackets,
    /// YAML's blocks: `- a`, each on lines of its own.
    Dashes,
}

/// The layout of an item; `None` where it cannot be taken out of the text alone.
pub(super) fn of(file: &RoleFile, list: &WrittenList, item: Span) -> Option<Layout> {
    let text = file.source.text();
    if file.syntax != Syntax::Yaml || file.source.slice(list.span).starts_with('[') {
        let inside = list.span.start < item.start && item.end <= list.span.end;
        let quoted = file.source.slice(item).starts_with(['"', '\'']) || file.syntax == Syntax::Yaml;
        return (inside && quoted).then_some(Layout::Brackets);
    }
    let line = line_start(text, item.start);
    (text.get(line..item.start)?.trim() == "-").then_some(Layout::Dashes)
}

pub(super) fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1)
}

/// The offset of the end of the line, before its newline.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|after| after.find('\n')).map_or(text.len(), |newline| at + newline)
}

/// The offset of the next thing that is neither blank nor comment.
pub(super) fn skip(text: &str, mut at: usize, syntax: Syntax) -> usize {
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let blank = rest.len() - rest.trim_start().len();
        let rest = rest.trim_start();
        at += blank;
        if rest.starts_with("/*") && syntax != Syntax::Yaml {
            at += rest.find("*/").map_or(rest.len(), |end| end + 2);
        } else if begins_comment(rest, syntax) {
            at = line_end(text, at);
        } else {
            return at;
        }
    }
}

/// Whether a comment to the end of the line begins here.
fn begins_comment(rest: &str, syntax: Syntax) -> bool {
    let hash = rest.starts_with('#') && matches!(syntax, Syntax::Yaml | Syntax::Hcl);
    hash || rest.starts_with("//") && syntax != Syntax::Yaml
}

/// Whether the rest of a line has only blanks and one comment.
pub(super) fn is_idle(rest: &str, syntax: Syntax) -> bool {
    let rest = rest.trim();
    let closed =
        rest.strip_prefix("/*").and_then(|inside| inside.strip_suffix("*/")).is_some_and(|inside| !inside.contains("*/"));
    rest.is_empty() || begins_comment(rest, syntax) || closed && syntax != Syntax::Yaml
}
