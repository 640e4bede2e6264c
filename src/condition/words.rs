//! A condition in words: as exact as the expression, for people who do not read its syntax.

use super::attribute::{Attribute, AttributeSource, Field};
use super::expression::{AttributeComparison, Expression, Operand};
use super::operators::Quantifier;
use super::value::AttributeValue;
use crate::guid::Guid;
use crate::pattern::Pattern;

/// What expressions refer to.
pub(super) struct Words<'a> {
    pub(super) patterns: &'a [Pattern],
    /// The names of roles and principals, by id.
    pub(super) names: &'a dyn Fn(Guid) -> Option<String>,
}

impl Words<'_> {
    /// The expression as a clause that can follow "only if".
    pub(super) fn sentence(&self, expression: &Expression) -> String {
        match expression {
            Expression::All(parts) => self.joined(parts, " and "),
            Expression::Any(parts) => self.joined(parts, " or "),
            Expression::Not(inner) => self.negated(inner),
            Expression::Action(number) => format!("the action matches `{}`", self.pattern(*number)),
            Expression::SubOperation(pattern) => format!("the suboperation matches `{}`", pattern.text()),
            Expression::Exists(attribute) => format!("{} is present", subject(attribute)),
            Expression::Compare(comparison) => self.comparison(comparison),
        }
    }

    fn negated(&self, inner: &Expression) -> String {
        match inner {
            Expression::Action(number) => format!("the action does not match `{}`", self.pattern(*number)),
            Expression::SubOperation(pattern) => format!("the suboperation does not match `{}`", pattern.text()),
            Expression::Exists(attribute) => format!("{} is absent", subject(attribute)),
            other => format!("not ({})", self.sentence(other)),
        }
    }

    fn pattern(&self, number: usize) -> &str {
        self.patterns.get(number).map_or("", Pattern::text)
    }

    /// Joins clauses; those that hold a comma, "and" or "or" themselves are in parentheses.
    fn joined(&self, parts: &[Expression], joint: &str) -> String {
        let clause = |part: &Expression| match part {
            Expression::All(_) | Expression::Any(_) => format!("({})", self.sentence(part)),
            Expression::Compare(comparison) if comparison.has_list() => format!("({})", self.sentence(part)),
            _ => self.sentence(part),
        };
        parts.iter().map(clause).collect::<Vec<_>>().join(joint)
    }

    fn comparison(&self, comparison: &AttributeComparison) -> String {
        let AttributeComparison { left, quantifier, operator, right } = comparison;
        let (subject, verb) = (self.left(left, *quantifier), operator.verb);
        let range = match (quantifier, right) {
            (Some(_), Operand::Attribute(attribute)) if !is_single(attribute) => {
                format!(" the values of {}", self::subject(attribute))
            }
            (Some(_), Operand::Values(values)) if values.len() > 1 => format!(": {}", self.list(values)),
            _ => return format!("{subject} {verb} {}", self.plain(right)),
        };
        let every = quantifier.is_some_and(|quantifier| quantifier.every_right);
        match (operator.negated, every) {
            (false, false) => format!("{subject} {verb} one of{range}"),
            (false, true) => format!("{subject} {verb} every one of{range}"),
            (true, true) => format!("{subject} {verb} any of{range}"),
            (true, false) => format!("{subject} {verb} it, for at least one of{range}"),
        }
    }

    fn left(&self, operand: &Operand, quantifier: Option<Quantifier>) -> String {
        let every = quantifier.map(|quantifier| quantifier.every_left);
        match (operand, every) {
            (Operand::Attribute(attribute), Some(every)) if !is_single(attribute) => {
                let amount = if every { "every" } else { "some" };
                format!("{amount} value of {}", subject(attribute))
            }
            (Operand::Values(values), Some(every)) if values.len() > 1 => {
                let amount = if every { "every" } else { "some" };
                format!("{amount} one of ({})", self.list(values))
            }
            _ => self.plain(operand),
        }
    }

    /// An operand of which each value counts alike. Several without a quantifier keep their braces: what they mean is not documented.
    fn plain(&self, operand: &Operand) -> String {
        match operand {
            Operand::Attribute(attribute) => subject(attribute),
            Operand::Values(values) if values.len() > 1 => format!("{{{}}}", self.list(values)),
            Operand::Values(values) => self.list(values),
        }
    }

    fn list(&self, values: &[AttributeValue]) -> String {
        let value = |value: &AttributeValue| match value {
            AttributeValue::Guid(guid) => match (self.names)(*guid) {
                Some(name) => format!("{name} ({guid})"),
                None => guid.to_string(),
            },
            other => other.to_string(),
        };
        values.iter().map(value).collect::<Vec<_>>().join(", ")
    }
}

impl AttributeComparison {
    fn has_list(&self) -> bool {
        let several = |operand: &Operand| matches!(operand, Operand::Values(values) if values.len() > 1);
        several(&self.left) || several(&self.right)
    }
}

/// What people call an attribute.
fn subject(attribute: &Attribute) -> String {
    let known = match (attribute.source(), attribute.field()) {
        (AttributeSource::Request, Some(Field::Role)) => "the role assigned",
        (AttributeSource::Request, Some(Field::PrincipalType)) => "the type of the principal it is assigned to",
        (AttributeSource::Request, Some(Field::Principal)) => "the principal it is assigned to",
        (AttributeSource::Resource, Some(Field::Role)) => "the role of the assignment",
        (AttributeSource::Resource, Some(Field::PrincipalType)) => "the type of the assignment's principal",
        (AttributeSource::Resource, Some(Field::Principal)) => "the assignment's principal",
        _ if *attribute == Attribute::utc_now() => "the time (UTC)",
        _ => return format!("`{attribute}`"),
    };
    known.to_owned()
}

/// Whether an attribute has one value at most, so that quantifiers over it say nothing.
fn is_single(attribute: &Attribute) -> bool {
    let of_assignment = matches!(attribute.source(), AttributeSource::Request | AttributeSource::Resource);
    (of_assignment && attribute.field().is_some()) || *attribute == Attribute::utc_now()
}
