//! Quick fixes: what `check --fix` would write, as edits of the text, for one finding or for all.

use serde_json::{Value, json};

use super::abilities::ClientAbilities;
use super::diagnostics;
use super::examined::ExaminedRoles;
use super::open_file::OpenFile;
use super::params::InRange;
use super::position::TextLines;
use crate::report::clean;
use crate::review::Reviewed;
use crate::role_file::fix::Safety;
use crate::source::Span;

/// The kind of the fix of one finding.
pub(super) const QUICK_FIX: &str = "quickfix";

/// The kind of all safe fixes together: editors can apply it when a file is saved.
pub(super) const FIX_ALL: &str = "source.fixAll.rolecall";

/// A text that can be fixed.
pub(super) struct FixableText<'t> {
    pub(super) uri: &'t str,
    pub(super) lines: &'t TextLines<'t>,
    pub(super) roles: &'t ExaminedRoles,
    pub(super) client: ClientAbilities,
}

impl FixableText<'_> {
    /// The code actions of a range: those of the findings that it touches, then all safe fixes together.
    pub(super) fn fixes(&self, file: &OpenFile, asked: &InRange) -> Vec<Value> {
        let only = asked.context.only.as_deref();
        let range = self.lines.span(asked.range);
        let mut fixes = Vec::new();
        if is_wanted(only, QUICK_FIX) {
            let touched = |finding: &&Reviewed| finding.span.start <= range.end && range.start <= finding.span.end;
            fixes.extend(self.roles.findings.iter().filter(touched).filter_map(|finding| self.of_finding(file, finding)));
        }
        if is_wanted(only, FIX_ALL) && self.has_safe_fixes() {
            fixes.extend(self.of_all(file));
        }
        fixes
    }

    fn has_safe_fixes(&self) -> bool {
        self.roles.findings.iter().any(|finding| finding.fix.as_ref().is_some_and(|fix| fix.safety == Safety::Safe))
    }

    fn of_finding(&self, file: &OpenFile, finding: &Reviewed) -> Option<Value> {
        let fix = finding.fix.as_ref()?;
        let edits = self.roles.edits(finding)?;
        let is_safe = fix.safety == Safety::Safe;
        let title = clean(&fix.title);
        Some(json!({
            "title": if is_safe { title.into_owned() } else { format!("{title} (may change access)") },
            "kind": QUICK_FIX,
            "diagnostics": [diagnostics::of_finding(finding, self.lines)],
            "isPreferred": is_safe,
            "edit": self.edit(file, &edits),
        }))
    }

    fn of_all(&self, file: &OpenFile) -> Option<Value> {
        let edit = difference(file.source.text(), self.roles.fixed()?);
        Some(json!({
            "title": "apply all fixes that change no access",
            "kind": FIX_ALL,
            "edit": self.edit(file, &[edit]),
        }))
    }

    /// A `WorkspaceEdit` of this state of the text, where the client understands that.
    fn edit(&self, file: &OpenFile, edits: &[(Span, String)]) -> Value {
        let edit = |(span, text): &(Span, String)| json!({ "range": self.lines.range(*span), "newText": text });
        let edits: Value = edits.iter().map(edit).collect();
        if self.client.versioned_edits {
            let of = json!({ "uri": self.uri, "version": file.version });
            json!({ "documentChanges": [{ "textDocument": of, "edits": edits }] })
        } else {
            json!({ "changes": { self.uri: edits } })
        }
    }
}

/// Whether one of the kinds that are asked for is this one, or contains it.
fn is_wanted(only: Option<&[String]>, kind: &str) -> bool {
    let contains = |asked: &String| {
        let rest = kind.strip_prefix(asked.as_str());
        asked.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    only.is_none_or(|only| only.iter().any(contains))
}

/// The smallest piece of a text that has to be another one to make it the other text.
fn difference(before: &str, after: &str) -> (Span, String) {
    let same = before.bytes().zip(after.bytes()).take_while(|(a, b)| a == b).count();
    let start = before.floor_char_boundary(same).min(after.floor_char_boundary(same));
    let (old, new) = (before.get(start..).unwrap_or_default(), after.get(start..).unwrap_or_default());
    let letters = old.chars().rev().zip(new.chars().rev()).take_while(|(a, b)| a == b);
    let same: usize = letters.map(|(letter, _)| letter.len_utf8()).sum();
    let text = new.get(..new.len() - same).unwrap_or_default();
    (Span { start, end: before.len() - same }, text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lsp_difference_is_one_piece() {
        let rows = [
            ("abc", "abc", (3, 3), "", "nothing"),
            ("abc", "axc", (1, 2), "x", "a letter"),
            ("aa", "aaa", (2, 2), "a", "one more of the same"),
            ("aaa", "aa", (2, 3), "", "one less of the same"),
            ("a😀b", "a😁b", (1, 5), "😁", "two characters whose bytes begin alike"),
            ("éa", "èa", (0, 2), "è", "and at the beginning"),
            ("", "x", (0, 0), "x", "something of nothing"),
        ];
        for (before, after, (start, end), text, why) in rows {
            assert_eq!(difference(before, after), (Span { start, end }, text.to_owned()), "{why}");
        }
    }

    #[test]
    fn lsp_kinds_contain_each_other() {
        let wanted = |kinds: &[&str], kind| is_wanted(Some(&kinds.iter().map(ToString::to_string).collect::<Vec<_>>()), kind);
        assert!(is_wanted(None, QUICK_FIX) && wanted(&["quickfix"], QUICK_FIX) && wanted(&[""], FIX_ALL));
        assert!(wanted(&["refactor", "source.fixAll"], FIX_ALL) && wanted(&["source"], FIX_ALL));
        assert!(!wanted(&["source"], QUICK_FIX) && !wanted(&[], QUICK_FIX) && !wanted(&["source.fix"], FIX_ALL));
    }
}
