//! Removes items from lists: with their comma, with their line if nothing else is on it, and without leaving a comma before the bracket
//! where there was none.

use super::edit::{Edit, lists};
use super::layout;
use super::layout::{Layout, is_idle, line_end, line_start, skip};
use crate::arrange::Arrange as _;
use crate::role_file::{RoleFile, Syntax, WrittenList};
use crate::source::Span;

/// The edits that take items out of their lists. Their layouts are known to allow it.
pub(super) fn edits(file: &RoleFile, removed: &[Span]) -> Vec<Edit> {
    let text = file.source.text();
    let mut edits = Vec::new();
    for list in lists(file).filter(|list| list.items.iter().any(|item| removed.contains(&item.span))) {
        let remove = Remove { text, syntax: file.syntax, removed, edits: Vec::new() };
        edits.extend(remove.list(file, list));
    }
    edits
}

struct Remove<'a> {
    text: &'a str,
    syntax: Syntax,
    removed: &'a [Span],
    edits: Vec<Edit>,
}

impl Remove<'_> {
    fn list(mut self, file: &RoleFile, list: &WrittenList) -> Vec<Edit> {
        let mut items: Vec<Span> = list.items.iter().map(|item| item.span).collect();
        items.arrange();
        let gone = |item: &Span| self.removed.contains(item);
        let dashes = items.iter().filter(|item| gone(item)).any(|item| layout::of(file, list, *item) == Some(Layout::Dashes));
        if dashes {
            let all = items.iter().all(gone);
            items.retain(gone);
            for item in items {
                self.line(item, item.end);
            }
            if all {
                self.empty(list);
            }
            return self.edits;
        }
        for run in self.runs(&items) {
            self.run(run);
        }
        self.edits
    }

    fn delete(&mut self, start: usize, end: usize) {
        self.edits.push(Edit { span: Span { start, end }, text: String::new() });
    }

    /// Items in one pair of brackets, with nothing else between them.
    fn runs<'i>(&self, items: &'i [Span]) -> impl Iterator<Item = &'i [Span]> + use<'i> {
        let text = self.text.to_owned();
        let syntax = self.syntax;
        items.chunk_by(move |a, b| {
            let next = skip(&text, a.end, syntax);
            let comma = text.get(next..).is_some_and(|rest| rest.starts_with(','));
            let next = if comma { skip(&text, next + 1, syntax) } else { next };
            next == b.start
        })
    }

    fn run(&mut self, run: &[Span]) {
        for &item in run.iter().filter(|item| self.removed.contains(item)) {
            self.item(item);
        }
        let (Some(first), Some(last)) = (run.first(), run.last()) else { return };
        let comma = match run.iter().rfind(|item| !self.removed.contains(item)) {
            Some(left) if left != last => self.comma(*left),
            Some(_) => None,
            None => self.comma_before(*first),
        };
        if let Some(comma) = comma.filter(|_| self.comma(*last).is_none()) {
            let next = self.after_blanks(comma + 1);
            let goes = self.removed.iter().any(|item| item.start == next);
            self.delete(comma, if goes { next } else { comma + 1 });
        }
    }

    /// The comma after something else in the same brackets.
    fn comma_before(&self, item: Span) -> Option<usize> {
        let before = self.text.get(..item.start)?.trim_end();
        before.ends_with(',').then(|| before.len() - 1)
    }

    /// The comma that belongs to an item.
    fn comma(&self, item: Span) -> Option<usize> {
        let next = skip(self.text, item.end, self.syntax);
        self.text.get(next..)?.starts_with(',').then_some(next)
    }

    /// The offset after the blanks of a line, or the same where the line ends with them.
    fn after_blanks(&self, at: usize) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        let next = rest.trim_start_matches([' ', '\t']);
        if next.starts_with(['\n', '\r']) || next.is_empty() { at } else { at + rest.len() - next.len() }
    }

    fn item(&mut self, item: Span) {
        let comma = self.comma(item);
        let same_line = |comma: &usize| self.text.get(item.end..*comma).is_some_and(|between| !between.contains('\n'));
        let end = match comma.filter(same_line) {
            Some(comma) => comma + 1,
            None => item.end,
        };
        if let Some(comma) = comma.filter(|comma| *comma >= end) {
            self.delete(comma, comma + 1);
        }
        let before = self.text.get(line_start(self.text, item.start)..item.start).unwrap_or_default();
        let after = self.text.get(end..line_end(self.text, end)).unwrap_or_default();
        if before.trim().is_empty() && is_idle(after, self.syntax) {
            self.line(item, end);
        } else if comma.is_some() {
            self.delete(item.start, self.after_blanks(end));
        } else {
            self.delete(item.start, end);
        }
    }

    /// Everything from the line on which an item begins to that on which it ends.
    fn line(&mut self, item: Span, end: usize) {
        let written = self.text.get(item.start..end).unwrap_or_default().trim_end();
        let end = line_end(self.text, item.start + written.len());
        let start = line_start(self.text, item.start);
        if end < self.text.len() { self.delete(start, end + 1) } else { self.delete(start.saturating_sub(1), end) }
    }

    /// What is left of a block list is written as an empty one.
    fn empty(&mut self, list: &WrittenList) {
        let rest = self.text.get(list.key.end..list.span.start).unwrap_or_default();
        if let Some(colon) = rest.find(':') {
            let at = list.key.end + colon + 1;
            self.edits.push(Edit { span: Span { start: at, end: at }, text: " []".to_owned() });
        }
    }
}
