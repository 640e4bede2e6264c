//! The syntax tree of a condition, and its canonical spelling.

use std::fmt::{self, Display, Formatter};

use super::attribute::Attribute;
use super::operators::{Operator, Quantifier};
use super::value::AttributeValue;
use crate::pattern::Pattern;

/// A condition, or a part of one.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Expression {
    /// `a AND b AND ...`, two parts or more.
    All(Vec<Expression>),
    /// `a OR b OR ...`, two parts or more.
    Any(Vec<Expression>),
    /// `NOT a`.
    Not(Box<Expression>),
    /// `ActionMatches{'...'}`: the number of its pattern among those of the condition.
    Action(usize),
    /// `SubOperationMatches{'...'}`.
    SubOperation(Pattern),
    /// `Exists @...`.
    Exists(Attribute),
    /// `left operator right`.
    Compare(AttributeComparison),
}

/// `left [quantifier:]operator right`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct AttributeComparison {
    pub(super) left: Operand,
    pub(super) quantifier: Option<Quantifier>,
    pub(super) operator: &'static Operator,
    pub(super) right: Operand,
}

/// One side of a comparison.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Operand {
    /// The values of an attribute.
    Attribute(Attribute),
    /// A literal, or several in braces; of the operator's kind.
    Values(Vec<AttributeValue>),
}

impl Expression {
    /// Whether it reads a field of the role assignment that a request writes or deletes (R-COND-10).
    pub(super) fn asks_of_assignments(&self) -> bool {
        let is_one = |operand: &Operand| matches!(operand, Operand::Attribute(attribute) if attribute.field().is_some());
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().any(Self::asks_of_assignments),
            Self::Not(inner) => inner.asks_of_assignments(),
            Self::Exists(attribute) => attribute.field().is_some(),
            Self::Compare(comparison) => is_one(&comparison.left) || is_one(&comparison.right),
            Self::Action(_) | Self::SubOperation(_) => false,
        }
    }
}

/// Prints an expression so that it parses to the same one.
pub(super) struct Canonical<'a> {
    pub(super) expression: &'a Expression,
    pub(super) patterns: &'a [Pattern],
}

impl Canonical<'_> {
    fn part<'b>(&'b self, expression: &'b Expression) -> Canonical<'b> {
        Canonical { expression, patterns: self.patterns }
    }

    /// Prints a part, in parentheses if it is a chain itself.
    fn grouped(&self, part: &Expression, f: &mut Formatter<'_>) -> fmt::Result {
        let part = self.part(part);
        match part.expression {
            Expression::All(_) | Expression::Any(_) => write!(f, "({part})"),
            _ => part.fmt(f),
        }
    }

    fn chain(&self, parts: &[Expression], joint: &str, f: &mut Formatter<'_>) -> fmt::Result {
        for (at, part) in parts.iter().enumerate() {
            if at > 0 {
                write!(f, " {joint} ")?;
            }
            self.grouped(part, f)?;
        }
        Ok(())
    }
}

impl Display for Canonical<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.expression {
            Expression::All(parts) => self.chain(parts, "AND", f),
            Expression::Any(parts) => self.chain(parts, "OR", f),
            Expression::Not(inner) => {
                f.write_str("NOT ")?;
                self.grouped(inner, f)
            }
            Expression::Action(number) => {
                let pattern = self.patterns.get(*number).map_or("", Pattern::text);
                write!(f, "ActionMatches{{'{pattern}'}}")
            }
            Expression::SubOperation(pattern) => write!(f, "SubOperationMatches{{'{}'}}", pattern.text()),
            Expression::Exists(attribute) => write!(f, "Exists {attribute}"),
            Expression::Compare(comparison) => comparison.fmt(f),
        }
    }
}

impl Display for AttributeComparison {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.left)?;
        if let Some(quantifier) = self.quantifier {
            write!(f, "{}:", quantifier.name())?;
        }
        write!(f, "{} {}", self.operator.name, self.right)
    }
}

impl Display for Operand {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Attribute(attribute) => attribute.fmt(f),
            Self::Values(values) => match values.as_slice() {
                [single] => single.fmt(f),
                several => {
                    let several: Vec<String> = several.iter().map(AttributeValue::to_string).collect();
                    write!(f, "{{{}}}", several.join(", "))
                }
            },
        }
    }
}

impl Display for AttributeValue {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "'{text}'"),
            Self::Integer(number) => number.fmt(f),
            Self::Bool(value) => value.fmt(f),
            Self::Instant(instant) => write!(f, "'{instant}'"),
            Self::Guid(guid) => guid.fmt(f),
        }
    }
}
