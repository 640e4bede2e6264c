//! [`Condition`]: a condition that is read once and evaluated often.

use std::fmt;
use std::sync::LazyLock;

use super::attribute::{DELETE, WRITE};
use super::context::Context;
use super::error::ConditionError;
use super::evaluate::Known;
use super::expression::{Canonical, Expression};
use super::parser::{Parsed, parse};
use super::truth::Truth;
use crate::pattern::{Pattern, Wildcards};

/// The longest condition that Azure accepts, in bytes (R-COND-1). Longer ones are read nevertheless.
pub const DOCUMENTED_LENGTH: usize = 8 * 1024;

/// The only version whose meaning is public (R-COND-1).
const VERSION: &str = "2.0";

/// The requests that show attributes of a role assignment.
static REQUESTS: LazyLock<[Pattern; 2]> = LazyLock::new(|| [WRITE, DELETE].map(Pattern::parse));

/// An attribute condition, read once and evaluated often.
#[derive(Debug)]
pub struct Condition {
    pub(super) text: Box<str>,
    pub(super) version: Box<str>,
    pub(super) parsed: Parsed,
    /// By number: patterns that speak of another plane than the one asked about. Empty: of none is that known.
    pub(super) elsewhere: Vec<bool>,
    /// It asks about the role assignment that a request writes or deletes.
    asks_of_assignments: bool,
}

impl Condition {
    /// Reads a condition of a version. Without a version it is read as 2.0, the only one that Azure accepts. A condition of
    /// another version is parsed, but never decided (R-COND-1).
    pub fn new(text: &str, version: Option<&str>) -> Self {
        let version = version.unwrap_or(VERSION).trim();
        let parsed = parse(text);
        let asks_of_assignments = parsed.expression.as_ref().is_some_and(Expression::asks_of_assignments);
        Self { text: text.into(), version: version.into(), parsed, elsewhere: Vec::new(), asks_of_assignments }
    }

    /// The same, asked about one plane: what speaks of the other one matches nothing (R-COND-19).
    #[must_use]
    pub fn within_plane(mut self, speaks_of_other: impl Fn(&Pattern) -> bool) -> Self {
        self.elsewhere = self.parsed.patterns.iter().map(speaks_of_other).collect();
        self
    }

    /// The text as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The version as it was written, `2.0` where none was.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Why the text cannot be read: empty for most. With any fault, every answer is [`Truth::Unknown`].
    pub fn errors(&self) -> &[ConditionError] {
        &self.parsed.errors
    }

    /// Whether the answers can be other than [`Truth::Unknown`]: the text could be read, and its version is a known one.
    pub fn is_decidable(&self) -> bool {
        self.decidable().is_some()
    }

    /// The patterns of all `ActionMatches`, each once, in order of appearance: they split a set of actions into regions in each
    /// of which the condition says one thing (R-COND-6). Empty for conditions that cannot be decided.
    pub fn action_patterns(&self) -> &[Pattern] {
        if self.is_decidable() { &self.parsed.patterns } else { &[] }
    }

    /// The patterns that tell actions apart for the condition: [`Self::action_patterns`], and, where it asks about role assignments, what
    /// writes one and what deletes one: no other request shows such attributes (R-COND-10).
    pub fn telling_patterns(&self) -> impl Iterator<Item = &Pattern> {
        let requests = self.is_decidable() && self.asks_of_assignments;
        self.action_patterns().iter().chain(requests.then(|| REQUESTS.iter()).into_iter().flatten())
    }

    /// Whether its answer may differ from one action to another.
    pub fn speaks_of_actions(&self) -> bool {
        self.telling_patterns().next().is_some()
    }

    /// Which of [`Self::telling_patterns`] match an action.
    pub fn bits(&self, action: &str, wildcards: Wildcards) -> Vec<bool> {
        self.telling_patterns().map(|pattern| pattern.matches(action, wildcards)).collect()
    }

    /// Whether the condition lets this action pass (R-COND-9).
    pub fn evaluate(&self, action: &str, context: &Context) -> Truth {
        self.evaluate_region(&self.bits(action, context.wildcards()), context)
    }

    /// Whether it allows every action of a region. The region holds the actions that match the n-th of
    /// [`Self::telling_patterns`] if the n-th bit is set, and do not match it if it is not. Patterns without a bit are unknown.
    pub fn evaluate_region(&self, bits: &[bool], context: &Context) -> Truth {
        let known = Known { bits, elsewhere: &self.elsewhere, patterns: self.parsed.patterns.len(), context };
        self.decidable().map_or(Truth::Unknown, |expression| expression.truth(known))
    }

    pub(super) fn decidable(&self) -> Option<&Expression> {
        self.parsed.expression.as_ref().filter(|_| &*self.version == VERSION)
    }
}

/// The canonical spelling: one line, keywords and operators in the case of the documentation, no needless parentheses. Equal for
/// conditions that differ in spelling only. Of a condition that cannot be read: its text.
impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.parsed.expression {
            Some(expression) => Canonical { expression, patterns: &self.parsed.patterns }.fmt(f),
            None => f.write_str(&self.text),
        }
    }
}
