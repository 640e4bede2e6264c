//! Ticks and dashes of a matrix.

use super::article::ArticleCell;

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

/// The tick in a cell, without the marks of footnotes.
pub(super) fn tick(cell: &ArticleCell) -> Option<Tick> {
    let text = cell.text().to_lowercase();
    if text.len() > 40 {
        return None;
    }
    let is_footnote = |letter: char| matches!(letter, '*' | '†' | '‡' | '¹' | '²' | '³' | ' ' | '\u{fe0f}');
    let bare = text.trim_end_matches(is_footnote).trim();
    if YES.contains(&bare) {
        return Some(Tick::Yes);
    }
    NO.contains(&bare).then_some(Tick::No)
}

/// The footnote of a tick.
pub(super) fn footnote(cell: &ArticleCell) -> Option<String> {
    let by_mark = cell
        .parts
        .iter()
        .find_map(|part| if let super::inline::Inline::Footnote(mark) = part { Some(mark.clone()) } else { None });
    let text = cell.text();
    by_mark.or_else(|| {
        text.chars().last().filter(|last| matches!(last, '*' | '†' | '‡' | '¹' | '²' | '³')).map(|last| last.to_string())
    })
}
