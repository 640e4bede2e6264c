//! Comments that allow a lint: `rolecall: allow(lint-id) reason`, and what each of them applies to.

use super::written::WrittenRole;
use crate::document::Node;
use crate::model::{Note, NoteCode};
use crate::source::{Source, Span, Spanned};

/// What a suppression comment begins with.
const WORD: &str = "rolecall:";

/// A comment `rolecall: allow(lint-id) reason`; one that names several lints is several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowComment {
    /// The comment.
    pub span: Span,
    /// The lint.
    pub lint: Spanned<Box<str>>,
    /// The reason, where one is given.
    pub reason: Option<Box<str>>,
    /// What it applies to: its line or, if the line has nothing else, the next line of the file; and all of the role, block or
    /// list that begins there.
    pub scope: Span,
}

impl AllowComment {
    /// Whether a finding of a lint at a place is allowed.
    pub fn covers(&self, lint: &str, at: Span) -> bool {
        *self.lint.value == *lint && (self.scope.start..self.scope.end.max(self.scope.start + 1)).contains(&at.start)
    }
}

/// Comments in order, and what is written in them about lints.
pub(super) struct Comments<'a> {
    pub(super) source: &'a Source,
    /// The comments of the file that name this program, in order.
    pub(super) spans: &'a [Span],
    /// What they may belong to.
    pub(super) roles: &'a [WrittenRole],
}

impl Comments<'_> {
    /// The comments that allow a lint, and notes about those that cannot be understood.
    pub(super) fn allows(&self) -> (Vec<AllowComment>, Vec<Note>) {
        let mut allows = Vec::new();
        let mut notes = Vec::new();
        for &comment in self.spans {
            let Some(directive) = self.source.slice(comment).find(WORD) else { continue };
            if let Some(found) = self.allow(comment, comment.start + directive + WORD.len()) {
                allows.extend(found);
                continue;
            }
            let message = format!("`{}` is no suppression comment", self.source.slice(comment).trim());
            let note = Note::warning(NoteCode::MalformedAllow, message).help("write `rolecall: allow(lint-id) reason`");
            notes.push(note.at(self.source.place(comment.start)));
        }
        (allows, notes)
    }

    fn allow(&self, comment: Span, from: usize) -> Option<Vec<AllowComment>> {
        let text = self.source.text();
        let rest = text.get(from..comment.end)?;
        let named = rest.trim_start().strip_prefix("allow")?.trim_start().strip_prefix('(')?;
        let (ids, reason) = named.split_once(')')?;
        let reason =
            reason.trim_end().trim_end_matches("*/").trim_start_matches([':', '-', '\u{2013}', '\u{2014}', ' ']).trim();
        let reason: Option<Box<str>> = (!reason.is_empty()).then(|| reason.into());
        let scope = self.scope(comment);
        let allow = |id: &str| {
            let lint = Spanned::new(id.into(), self.source.span_of(id).unwrap_or(comment));
            AllowComment { span: comment, lint, reason: reason.clone(), scope }
        };
        let ids: Vec<&str> = ids.split(',').map(str::trim).collect();
        let right = ids.iter().all(|id| !id.is_empty() && !id.contains(char::is_whitespace));
        right.then(|| ids.into_iter().map(allow).collect())
    }

    fn scope(&self, comment: Span) -> Span {
        let own = self.line_of(comment.start);
        let before = self.source.slice(Span { start: own.start, end: comment.start }).trim();
        let trailing = !before.is_empty() && before != "-";
        let line = if trailing { own } else { self.next_line(comment.end) };
        let widest = self.elements().filter(|span| line.start <= span.start && span.start < line.end);
        // Of what begins with the line's first letter, a comment at its end speaks of the line alone: `name: x # ...`
        let first = line.start + self.source.slice(line).len() - self.source.slice(line).trim_start().len();
        let meant =
            widest.filter(|span| !trailing || span.start > first || before.ends_with(['{', '[', '(']) || before.len() < 2);
        Span { start: line.start, end: meant.map(|span| span.end).fold(line.end, usize::max) }
    }

    /// Everything that a comment may precede.
    fn elements(&self) -> impl Iterator<Item = Span> {
        self.roles.iter().flat_map(|role| {
            let blocks = role.blocks.iter().flat_map(|block| {
                let lists =
                    block.lists().map(|(_, list)| Span { start: list.key.start.min(list.span.start), end: list.span.end });
                std::iter::once(block.span).chain(lists)
            });
            let scopes = role
                .assignable_scopes
                .iter()
                .map(|list| Span { start: list.key.start.min(list.span.start), end: list.span.end });
            [role.span, role.body].into_iter().chain(blocks).chain(scopes)
        })
    }

    fn line_of(&self, at: usize) -> Span {
        let text = self.source.text();
        let start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1);
        let end = text.get(at..).and_then(|after| after.find('\n')).map_or(text.len(), |newline| at + newline);
        Span { start, end }
    }

    /// The next line that is neither blank nor a comment alone.
    fn next_line(&self, from: usize) -> Span {
        let mut line = self.line_of(from);
        loop {
            let next = line.end + 1;
            if next >= self.source.text().len() {
                return line;
            }
            line = self.line_of(next);
            let content = self.source.slice(line).trim();
            if !content.is_empty() && !["#", "//", "/*"].iter().any(|mark| content.starts_with(mark)) {
                return line;
            }
        }
    }
}

/// The comments of a text that name this program: those that begin with one of the `marks`, after a blank and outside of the
/// texts of its trees, to the end of the line. For syntaxes whose parser does not keep comments.
pub(super) fn find(source: &Source, marks: &[&str], trees: &[Node<'_>]) -> Vec<Span> {
    let text = source.text();
    if !text.contains(WORD) {
        return Vec::new();
    }
    let mut literals = Vec::new();
    for tree in trees {
        tree.each_text(&mut |span| literals.push(span));
    }
    let begins = |at: usize| {
        let after_blank = text.get(..at).is_some_and(|before| before.is_empty() || before.ends_with(char::is_whitespace));
        let marked = text.get(at..).is_some_and(|rest| marks.iter().any(|mark| rest.starts_with(mark)));
        marked && after_blank && !literals.iter().any(|span| span.start <= at && at < span.end)
    };
    let comment = |at: usize| {
        let start = text.get(..at)?.rfind('\n').map_or(0, |newline| newline + 1);
        let end = text.get(at..)?.find('\n').map_or(text.len(), |newline| at + newline);
        (start..at).find(|&from| begins(from)).map(|start| Span { start, end })
    };
    let mut comments: Vec<Span> = text.match_indices(WORD).filter_map(|(at, _)| comment(at)).collect();
    comments.dedup();
    comments
}
