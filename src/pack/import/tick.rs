//! Ticks and dashes of a matrix.

use super::article::ArticleCell;
use super::inline::Inline;

/// What a cell of a matrix says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tick {
    Yes,
    No,
}

const YES: [&str; 21] = [
    "✔",
    "✓",
    "✅",
    "☑",
    "●",
    "•",
    "x",
    "yes",
    "y",
    "true",
    "allowed",
    ":heavy_check_mark:",
    ":white_check_mark:",
    "green check",
    "yes.",
    "supported",
    "check",
    "check mark",
    "checkmark",
    "🗸",
    "included",
];
const NO: [&str; 19] = [
    "-",
    "–",
    "—",
    "--",
    "❌",
    "✗",
    "✘",
    "✖",
    "no",
    "n",
    "false",
    ":x:",
    "n/a",
    "not allowed",
    "none",
    "no.",
    "not supported",
    "❎",
    "×",
];

/// The marks of footnotes that are letters.
pub(super) const FOOTNOTES: [char; 12] = ['*', '†', '‡', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];

/// The tick in a cell, without the marks of footnotes.
pub(super) fn tick(cell: &ArticleCell) -> Option<Tick> {
    let text = cell.text().to_lowercase();
    if text.len() > 40 {
        return None;
    }
    let is_footnote = |letter: char| FOOTNOTES.contains(&letter) || matches!(letter, ' ' | '\u{fe0f}');
    let bare = text.trim_end_matches(is_footnote).trim();
    if YES.contains(&bare) {
        return Some(Tick::Yes);
    }
    NO.contains(&bare).then_some(Tick::No)
}

/// The footnote of a tick, or behind the words of a cell.
pub(super) fn footnote(cell: &ArticleCell) -> Option<String> {
    let by_mark = cell.parts.iter().find_map(|part| match part {
        Inline::Footnote(mark) => Some(mark.clone()),
        Inline::Text(_) | Inline::Link { .. } | Inline::Break => None,
    });
    let text = cell.text();
    // A star behind a slash is one of a pattern.
    let last = text.chars().last().filter(|last| FOOTNOTES.contains(last) && !text.ends_with("/*"));
    by_mark.or_else(|| last.map(|last| last.to_string()))
}
