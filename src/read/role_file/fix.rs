//! Fixes: what a finding proposes to change in a role file, by the places of the texts it is about. How that is written in the
//! syntax of the file is not the finding's business.

use crate::guid::Guid;
use crate::source::Span;

/// What a finding proposes. It is applied as a whole or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, in the imperative: ``remove `Microsoft.Support/*/read` ``.
    pub title: String,
    /// Whether the role means the same afterwards.
    pub safety: Safety,
    /// The changes.
    pub changes: Vec<Change>,
    /// The texts that have to stay as they are for the fix to be right: what covers a redundant action, for instance.
    pub needs: Vec<Span>,
}

/// Whether a role means the same after a fix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Safety {
    /// It grants exactly the same: `--fix` applies it.
    Safe,
    /// It may grant less or more: `--fix=all` applies it.
    Risky,
}

/// One change, by the span of the text that it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Takes an item out of its list.
    Remove(Span),
    /// Puts a literal in the place of a text.
    Replace(Span, String),
    /// Gives the role at this span, which has no id, one.
    AddId(Span, Guid),
}
