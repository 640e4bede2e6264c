//! [`statements`]: a text taken apart, so that a statement that the grammar does not know takes no other one with it, and so that a long text
//! takes no longer than its parts: the grammar looks for the end of a text of several lines as far as it can see.

use std::ops::Range;

use super::plain::BicepParts;
use crate::source::Span;

/// What the statements of a file begin with.
const WORDS: [&str; 14] = [
    "@",
    "assert ",
    "extension ",
    "func ",
    "import ",
    "metadata ",
    "module ",
    "output ",
    "param ",
    "provider ",
    "resource ",
    "targetScope",
    "type ",
    "var ",
];

/// What the type of a role definition begins with, in lower case.
pub(super) const ROLE: &str = "microsoft.authorization/roledefinitions@";

/// Statements are parsed together until they have so many bytes.
const TOGETHER: usize = 4096;

/// A statement of a text, as far as lines tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Statement {
    /// With the blanks and comments behind it.
    pub(super) range: Range<usize>,
    /// It belongs to the next one.
    is_decorator: bool,
    /// No bracket is open before it.
    is_outside: bool,
}

/// The statements of a text in groups that can be parsed by themselves: where a group ends, no bracket is open.
pub(super) fn groups(statements: &[Statement]) -> Vec<&[Statement]> {
    grouped(statements, |next| next.is_outside)
}

/// Statements that are whole, in groups.
pub(super) fn groups_of_whole(statements: &[Statement]) -> Vec<&[Statement]> {
    grouped(statements, |_| true)
}

fn grouped(statements: &[Statement], may_begin: impl Fn(&Statement) -> bool) -> Vec<&[Statement]> {
    let mut length = 0;
    let together = |last: &Statement, next: &Statement| {
        length += last.range.len();
        let is_cut = length >= TOGETHER && !last.is_decorator && may_begin(next);
        length = if is_cut { 0 } else { length };
        !is_cut
    };
    statements.chunk_by(together).collect()
}

/// Where a text names the type of role definitions.
pub(super) fn role_types(text: &str) -> Vec<usize> {
    text.to_ascii_lowercase().match_indices(ROLE).map(|(at, _)| at).collect()
}

/// Where the statements declare role definitions, whatever the grammar makes of them: the first line of each.
pub(super) fn declared_roles(text: &str, statements: &[Statement]) -> Vec<Span> {
    let line = |statement: &Statement| {
        let first = text.get(statement.range.clone())?.lines().next()?;
        let is_role = first.starts_with("resource ") && first.to_ascii_lowercase().contains(ROLE);
        is_role.then_some(Span { start: statement.range.start, end: statement.range.start + first.len() })
    };
    statements.iter().filter_map(line).collect()
}

/// The statements of a text, with what stands before the first one.
pub(super) fn statements(text: &str) -> Vec<Statement> {
    let mut starts = vec![(0, true)];
    let mut is_line_start = true;
    let mut parts = BicepParts::new(text);
    loop {
        let is_outside = parts.is_outside();
        let Some(part) = parts.next() else { break };
        let begins = || text.get(part.at..).is_some_and(|rest| WORDS.iter().any(|word| rest.starts_with(word)));
        if is_line_start && part.is_code && part.at > 0 && begins() {
            starts.push((part.at, is_outside));
        }
        is_line_start = part.text.ends_with('\n');
    }
    let ends: Vec<usize> = starts.iter().skip(1).map(|(start, _)| *start).chain([text.len()]).collect();
    let statement = |((start, is_outside), end): ((usize, bool), usize)| {
        let is_decorator = text.get(start..).is_some_and(|rest| rest.starts_with('@'));
        Statement { range: start..end, is_decorator, is_outside }
    };
    starts.into_iter().zip(ends).map(statement).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_begin_with_lines_of_code() {
        let cases = [
            ("var a = 1\n// var\nvar b = 2\n", vec!["var a = 1\n// var\n", "var b = 2\n"], "a comment is none"),
            ("var a = \'\'\'\nvar b\n\'\'\'\nvar c = 1", vec!["var a = \'\'\'\nvar b\n\'\'\'\n", "var c = 1"], "nor is a text"),
            ("/*\nvar b\n*/\nvar c = [", vec!["/*\nvar b\n*/\n", "var c = ["], "nor what is in a comment"),
            ("var a = [\nvar b = 1", vec!["var a = [\n", "var b = 1"], "a bracket that does not end"),
        ];
        for (text, expected, why) in cases {
            let found: Vec<&str> = statements(text).into_iter().filter_map(|own| text.get(own.range)).collect();
            assert_eq!(found, expected, "{why}");
        }
    }

    #[test]
    fn groups_end_where_no_bracket_is_open() {
        let long = "x".repeat(TOGETHER);
        let text = format!("// {long}\n@d()\nvar a = [\nvar b // {long}\n]\nvar c = 1\n");
        let statements = statements(&text);
        let starts = |groups: Vec<&[Statement]>| -> Vec<String> {
            let start = |group: &[Statement]| group.first().and_then(|own| text.get(own.range.start..)).unwrap_or_default();
            groups.into_iter().map(|group| start(group).chars().take(5).collect()).collect()
        };
        assert_eq!(starts(groups(&statements)), ["// xx", "@d()\n", "var c"], "and not behind a decorator");
        assert_eq!(starts(groups_of_whole(&statements)), ["// xx", "@d()\n", "var c"]);
    }
}
