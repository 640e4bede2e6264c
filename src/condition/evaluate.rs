//! Evaluation with three values (R-COND-9), and what remains of an expression without its known parts.

use super::attribute::Attribute;
use super::context::{AssignmentRequest, Context};
use super::expression::{AttributeComparison, Expression, Operand};
use super::operators::compare;
use super::truth::Truth;
use super::value::AttributeValue;

/// What is known when an expression is evaluated.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    /// Whether each pattern of the condition matches the action. Patterns beyond the end of the list are unknown.
    pub(super) bits: &'a [bool],
    /// Whether each pattern speaks of another plane than the action's: it matches nothing then. Numbers beyond the end: no.
    pub(super) elsewhere: &'a [bool],
    /// How many patterns the condition has. Behind them is a bit for whether the action writes a role assignment, and one for whether it
    /// deletes one.
    pub(super) patterns: usize,
    /// Everything else.
    pub(super) context: &'a Context,
}

impl<'a> Known<'a> {
    /// The values of an attribute, where the request shows them.
    fn values(self, attribute: &Attribute) -> Option<&'a [AttributeValue]> {
        let (values, by) = self.context.values(attribute)?;
        let is_by = |number: usize| self.bits.get(self.patterns + number) == Some(&true);
        let shows = match by {
            None => true,
            Some(AssignmentRequest::Write) => is_by(0),
            Some(AssignmentRequest::Delete) => is_by(1),
        };
        shows.then_some(values)
    }
}

/// An expression of which the known parts are taken out.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Reduced {
    /// Nothing remains.
    Decided(bool),
    /// The rest: all its parts are unknown, and it holds exactly when the whole condition does.
    Open(Expression),
}

impl Expression {
    /// The truth of the expression.
    pub(super) fn truth(&self, known: Known<'_>) -> Truth {
        match self {
            Self::All(parts) => Truth::all(parts.iter().map(|part| part.truth(known))),
            Self::Any(parts) => Truth::any(parts.iter().map(|part| part.truth(known))),
            Self::Not(inner) => !inner.truth(known),
            Self::Action(number) if known.elsewhere.get(*number) == Some(&true) => Truth::False,
            Self::Action(number) => known.bits.get(*number).map_or(Truth::Unknown, |&bit| bit.into()),
            Self::SubOperation(pattern) => {
                let matches = |name| pattern.matches(name, known.context.wildcards()).into();
                known.context.known_suboperation().map_or(Truth::Unknown, matches)
            }
            Self::Exists(attribute) => known.values(attribute).map_or(Truth::Unknown, |values| (!values.is_empty()).into()),
            Self::Compare(comparison) => comparison.truth(known),
        }
    }

    /// Removes the parts that are known, and repeated parts.
    pub(super) fn reduced(&self, known: Known<'_>) -> Reduced {
        match self {
            Self::All(parts) => reduced_chain(parts, known, false),
            Self::Any(parts) => reduced_chain(parts, known, true),
            Self::Not(inner) => match inner.reduced(known) {
                Reduced::Decided(holds) => Reduced::Decided(!holds),
                Reduced::Open(Self::Not(twice)) => Reduced::Open(*twice),
                Reduced::Open(open) => Reduced::Open(Self::Not(Box::new(open))),
            },
            leaf => match leaf.truth(known).known() {
                Some(holds) => Reduced::Decided(holds),
                None => Reduced::Open(leaf.clone()),
            },
        }
    }
}

/// A chain that one part can decide: a false one in `All`, a true one in `Any`.
fn reduced_chain(parts: &[Expression], known: Known<'_>, decides: bool) -> Reduced {
    let mut open: Vec<Expression> = Vec::new();
    for part in parts {
        let remaining = match part.reduced(known) {
            Reduced::Decided(holds) if holds == decides => return Reduced::Decided(decides),
            Reduced::Decided(_) => continue,
            Reduced::Open(Expression::All(inner)) if !decides => inner,
            Reduced::Open(Expression::Any(inner)) if decides => inner,
            Reduced::Open(single) => vec![single],
        };
        for expression in remaining {
            if !open.contains(&expression) {
                open.push(expression);
            }
        }
    }
    match open.pop() {
        None => Reduced::Decided(!decides),
        Some(single) if open.is_empty() => Reduced::Open(single),
        Some(last) => {
            open.push(last);
            Reduced::Open(if decides { Expression::Any(open) } else { Expression::All(open) })
        }
    }
}

impl AttributeComparison {
    fn truth(&self, known: Known<'_>) -> Truth {
        match (self.left.values(known), self.right.values(known)) {
            (Some(left), Some(right)) => compare(self.operator, self.quantifier, left, right),
            _ => Truth::Unknown,
        }
    }
}

impl Operand {
    pub(super) fn values<'a>(&'a self, known: Known<'a>) -> Option<&'a [AttributeValue]> {
        match self {
            Self::Attribute(attribute) => known.values(attribute),
            Self::Values(values) => Some(values),
        }
    }
}
