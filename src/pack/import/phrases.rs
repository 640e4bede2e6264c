//! Words and groups of words that mean something in cells of permission tables, and those that mean nothing there.

use std::sync::OnceLock;

use crate::arrange::Arrange as _;
use rustc_hash::FxHashMap;

/// What words mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phrase {
    /// One of two suffices.
    Or,
    /// Both are needed.
    And,
    /// The role before it, or one with more.
    Higher,
    /// The role behind it, or one with more.
    AtLeast,
    /// The role assignment has no condition.
    Unconditional,
    /// Nothing is needed.
    Nothing,
    /// What is named behind it is an example.
    Example,
    /// A list of actions begins, all of which are needed.
    Following,
    /// One of a list suffices.
    AnyOf,
    /// Everything of a list is needed.
    AllOf,
    /// What is said holds in some cases only.
    Turns,
}

/// Groups of words, in lower case. `None`: they mean nothing.
const PHRASES: &[(&str, Option<Phrase>)] = &[
    ("or higher", Some(Phrase::Higher)),
    ("or above", Some(Phrase::Higher)),
    ("or greater", Some(Phrase::Higher)),
    ("or higher role", Some(Phrase::Higher)),
    ("or higher roles", Some(Phrase::Higher)),
    ("or higher privileges", Some(Phrase::Higher)),
    ("and above", Some(Phrase::Higher)),
    ("and higher", Some(Phrase::Higher)),
    ("at least", Some(Phrase::AtLeast)),
    ("at a minimum", Some(Phrase::AtLeast)),
    ("or", Some(Phrase::Or)),
    ("and", Some(Phrase::And)),
    ("plus", Some(Phrase::And)),
    ("as well as", Some(Phrase::And)),
    ("along with", Some(Phrase::And)),
    ("in addition to", Some(Phrase::And)),
    ("unconditional", Some(Phrase::Unconditional)),
    ("unconditional role assignment", Some(Phrase::Unconditional)),
    ("without a condition", Some(Phrase::Unconditional)),
    ("without conditions", Some(Phrase::Unconditional)),
    ("not required", Some(Phrase::Nothing)),
    ("not applicable", Some(Phrase::Nothing)),
    ("not authorized", Some(Phrase::Nothing)),
    ("not needed", Some(Phrase::Nothing)),
    ("no role required", Some(Phrase::Nothing)),
    ("none", Some(Phrase::Nothing)),
    ("none required", Some(Phrase::Nothing)),
    ("n/a", Some(Phrase::Nothing)),
    ("na", Some(Phrase::Nothing)),
    ("as provided by", Some(Phrase::Example)),
    ("provided by", Some(Phrase::Example)),
    ("such as", Some(Phrase::Example)),
    ("for example", Some(Phrase::Example)),
    ("e.g", Some(Phrase::Example)),
    ("following actions", Some(Phrase::Following)),
    ("following action", Some(Phrase::Following)),
    ("following permissions", Some(Phrase::Following)),
    ("following permission", Some(Phrase::Following)),
    ("any of", Some(Phrase::AnyOf)),
    ("one of", Some(Phrase::AnyOf)),
    ("either", Some(Phrase::AnyOf)),
    ("any one of", Some(Phrase::AnyOf)),
    ("any of the following roles", Some(Phrase::AnyOf)),
    ("one of the following roles", Some(Phrase::AnyOf)),
    ("all of", Some(Phrase::AllOf)),
    ("both", Some(Phrase::AllOf)),
    ("not", Some(Phrase::Turns)),
    ("no", Some(Phrase::Turns)),
    ("except", Some(Phrase::Turns)),
    ("excluding", Some(Phrase::Turns)),
    ("without", Some(Phrase::Turns)),
    ("unless", Some(Phrase::Turns)),
    ("if", Some(Phrase::Turns)),
    ("when", Some(Phrase::Turns)),
    ("cannot", Some(Phrase::Turns)),
    ("can't", Some(Phrase::Turns)),
    ("can’t", Some(Phrase::Turns)),
    ("doesn't", Some(Phrase::Turns)),
    ("doesn’t", Some(Phrase::Turns)),
    ("don't", Some(Phrase::Turns)),
    ("don’t", Some(Phrase::Turns)),
    ("isn't", Some(Phrase::Turns)),
    ("only", Some(Phrase::Turns)),
    ("but", Some(Phrase::Turns)),
    ("depends", Some(Phrase::Turns)),
    ("depending", Some(Phrase::Turns)),
    ("instead of a built-in-role", None),
    ("instead of a built-in role", None),
    ("in microsoft entra id", None),
    ("microsoft entra id", None),
    ("you can consider", None),
    ("least privileged", None),
];

/// Words that mean nothing.
const GLUE: &[&str] = &[
    "a",
    "access",
    "additionally",
    "allowing",
    "alternatively",
    "an",
    "any",
    "are",
    "assigned",
    "assignment",
    "azure",
    "be",
    "built",
    "built-in",
    "built-in-role",
    "builtin",
    "custom",
    "entra",
    "has",
    "have",
    "having",
    "in",
    "includes",
    "including",
    "is",
    "microsoft",
    "minimum",
    "must",
    "need",
    "needs",
    "permission",
    "permissions",
    "rbac",
    "required",
    "requires",
    "role",
    "role-based",
    "roles",
    "that",
    "the",
    "their",
    "these",
    "this",
    "to",
    "use",
    "user",
    "users",
    "which",
    "with",
    "you",
    "your",
    "following",
    "contains",
    "actions",
    "action",
    "of",
    "on",
    "at",
    "for",
    "granted",
    "directory",
    "control",
];

/// What names of roles end with.
pub(super) const ROLE_ENDS: [&str; 16] = [
    "administrator",
    "admin",
    "contributor",
    "reader",
    "owner",
    "operator",
    "responder",
    "writer",
    "user",
    "agent",
    "approver",
    "author",
    "manager",
    "developer",
    "role",
    "scientist",
];

/// Groups of words with what each means, the longest first, by their first word.
pub(super) type WordGroups<T> = FxHashMap<&'static str, Vec<(Vec<&'static str>, T)>>;

/// Groups by their first word.
pub(super) fn by_first_word<T: Copy>(groups: &[(&'static str, T)]) -> WordGroups<T> {
    let mut by_first: WordGroups<T> = FxHashMap::default();
    let mut longest_first: Vec<(Vec<&'static str>, T)> =
        groups.iter().map(|&(text, meaning)| (text.split(' ').collect(), meaning)).collect();
    longest_first.arrange_by_key(|(words, _)| std::cmp::Reverse(words.len()));
    for (words, meaning) in longest_first {
        if let Some(&first) = words.first() {
            by_first.entry(first).or_default().push((words, meaning));
        }
    }
    by_first
}

/// The longest group that some words begin with: how many words, and what they mean.
pub(super) fn longest_of<T: Copy>(groups: &WordGroups<T>, words: &[&str]) -> Option<(usize, T)> {
    let list = groups.get(*words.first()?)?;
    list.iter().find(|(group, _)| words.starts_with(group)).map(|(group, meaning)| (group.len(), *meaning))
}

/// The longest group that some words begin with: how many words, and what they mean; nothing if they mean nothing here.
pub(super) fn longest(words: &[&str]) -> Option<(usize, Option<Phrase>)> {
    static GROUPS: OnceLock<WordGroups<Option<Phrase>>> = OnceLock::new();
    let groups = GROUPS.get_or_init(|| by_first_word(PHRASES));
    longest_of(groups, words).or_else(|| words.first().filter(|word| GLUE.contains(*word)).map(|_| (1, None)))
}
