//! Writes texts in the syntax of a file, quoted like the text that they replace.

use super::edit::Edit;
use super::layout::{line_end, line_start};
use crate::guid::Guid;
use crate::role_file::{RoleFile, Shape, Syntax, WrittenRole};
use crate::source::Span;

/// A file whose first line is longer has no lines that anybody writes.
const LONGEST_LINE: usize = 10_000;

/// A text as the literal that takes the place of another one.
pub(super) fn of(file: &RoleFile, at: Span, text: &str) -> Option<String> {
    let old = file.source.slice(at);
    match file.syntax {
        Syntax::Json => serde_json::to_string(text).ok(),
        Syntax::Hcl if old.starts_with('"') => Some(hcl(text)),
        Syntax::Bicep if old.starts_with('\'') => Some(bicep(text)),
        Syntax::Yaml if old.starts_with(['|', '>', '&', '!']) => None,
        Syntax::Yaml => yaml(text, old),
        Syntax::Hcl | Syntax::Bicep => None,
    }
}

fn hcl(text: &str) -> String {
    let quoted = serde_json::to_string(text).unwrap_or_default();
    quoted.replace("${", "$${").replace("%{", "%%{")
}

fn bicep(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('\'', "\\'").replace("${", "\\${");
    format!("'{}'", escaped.replace('\n', "\\n").replace('\r', "\\r").replace('\t', "\\t"))
}

fn yaml(text: &str, old: &str) -> Option<String> {
    let plain = text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '/' | '_' | '-' | '*'))
        && !["true", "false", "null", "yes", "no", "on", "off"].iter().any(|word| text.eq_ignore_ascii_case(word));
    match old.chars().next() {
        Some('"') => serde_json::to_string(text).ok(),
        _ if text.contains(char::is_control) => serde_json::to_string(text).ok(),
        Some('\'') => Some(single(text)),
        _ if plain => Some(text.to_owned()),
        _ => Some(single(text)),
    }
}

fn single(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// The edit that gives a role an id: in place of `null`, or next to its name and written like it. `None` if the form has no
/// place for an id.
pub(super) fn id(file: &RoleFile, role: &WrittenRole, id: Guid) -> Option<Edit> {
    if let Some(span) = role.null_id {
        // YAML has nulls that are not written.
        let is_written = matches!(file.source.slice(span), "null" | "Null" | "NULL" | "~");
        return is_written.then(|| Edit { span, text: format!("\"{id}\"") });
    }
    match role.shape {
        Shape::Arm => first(file, role, "name", id),
        Shape::Portal => first(file, role, "id", id),
        _ => beside_name(file, role, id),
    }
}

/// An id as the first member of the role.
fn first(file: &RoleFile, role: &WrittenRole, key: &str, id: Guid) -> Option<Edit> {
    let text = file.source.text();
    let start = role.span.start;
    let (at, text) = match (file.syntax, file.source.slice(role.span).strip_prefix('{')) {
        (Syntax::Json, Some(rest)) => {
            let blanks = rest.get(..rest.len() - rest.trim_start().len())?;
            let gap = if blanks.is_empty() { " " } else { "" };
            (start + 1, format!("{blanks}\"{key}\": \"{id}\",{gap}"))
        }
        (Syntax::Yaml, None) => {
            let indent = text.get(line_start(text, start)..start)?.replace('-', " ");
            (start, format!("{key}: {id}{}{indent}", line_break(text)))
        }
        _ => return None,
    };
    Some(Edit { span: Span { start: at, end: at }, text })
}

/// How the lines of a text end, as far as its beginning tells.
fn line_break(text: &str) -> &'static str {
    let first = text.bytes().take(LONGEST_LINE).position(|byte| byte == b'\n');
    let is_windows = first.and_then(|at| at.checked_sub(1)).and_then(|at| text.as_bytes().get(at)) == Some(&b'\r');
    if is_windows { "\r\n" } else { "\n" }
}

fn beside_name(file: &RoleFile, role: &WrittenRole, id: Guid) -> Option<Edit> {
    let name = role.name.as_ref()?.span;
    let text = file.source.text();
    let before = text.get(..name.start)?.trim_end();
    let before = before.strip_suffix([':', '=']).unwrap_or(before).trim_end();
    let written = before.trim_end_matches(|letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '"' | '\''));
    let lead = text.get(written.len()..name.start)?;
    let margin = text.get(line_start(text, written.len())..written.len())?;
    let indent = margin.replace('-', " ");
    let newline = line_break(text);
    let upper = lead.trim_start_matches('"').starts_with('N');
    let key = match role.shape {
        Shape::Flat => {
            if upper {
                "Id"
            } else {
                "id"
            }
        }
        Shape::Az => "name",
        Shape::Terraform => "role_definition_id",
        _ => return None,
    };
    let at = |at: usize, text: String| Some(Edit { span: Span { start: at, end: at }, text });
    let own_line = indent.trim().is_empty();
    let flow = file.source.slice(role.span).starts_with('{');
    match file.syntax {
        Syntax::Json => {
            let gap = if own_line { format!("{newline}{indent}") } else { " ".to_owned() };
            let colon = lead.rfind(':').and_then(|colon| lead.get(colon..)).unwrap_or(": ");
            at(name.end, format!(",{gap}\"{key}\"{colon}\"{id}\""))
        }
        Syntax::Yaml if flow => at(name.end, format!(", {key}: {id}")),
        Syntax::Yaml if own_line => at(line_of(text, name.end), format!("{newline}{indent}{key}: {id}")),
        Syntax::Hcl if own_line => at(line_of(text, name.end), format!("{newline}{indent}{key} = \"{id}\"")),
        _ => None,
    }
}

/// The end of the line, before its line break.
fn line_of(text: &str, at: usize) -> usize {
    let end = line_end(text, at);
    if text.get(..end).is_some_and(|line| line.ends_with('\r')) { end - 1 } else { end }
}
