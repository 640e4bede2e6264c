//! [`ConditionForm`]: what a condition says, the same for every way to write it, and whether one condition holds only where another does.
//!
//! Order, repetition, brackets, `NOT` before a bracket, and the case of actions and attributes do not matter (R-COND-4, R-COND-6, R-COND-7).

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use super::context::Context;
use super::evaluate::{Known, Reduced};
use super::expression::{AttributeComparison, Canonical, Expression, Operand};
use super::operators::Quantifier;
use super::parsed::Condition;
use crate::arrange::Arrange as _;
use crate::pattern::{Pattern, Wildcards};

/// What a condition says. Equal for conditions that differ in spelling only; ordered by their text.
#[derive(Debug, Clone)]
pub struct ConditionForm {
    text: Arc<str>,
    /// One line that says it, with the names as somebody wrote them.
    shown: Arc<str>,
    /// `None`: nobody knows what the condition says but its text.
    tree: Option<Arc<NormalTree>>,
}

/// What a condition says about the actions of one region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RegionCondition {
    /// It lets all of them pass.
    Always,
    /// It lets none pass.
    Never,
    /// It lets them pass where this holds.
    Where(ConditionForm),
}

/// A condition with `NOT` before its leaves alone, and with the parts of each chain in order, each once.
#[derive(Debug)]
enum NormalTree {
    All(Vec<NormalTree>),
    Any(Vec<NormalTree>),
    Leaf { leaf: NormalLeaf, negated: bool, written: String },
}

/// A leaf, in one spelling.
#[derive(Debug)]
enum NormalLeaf {
    Text(String),
    /// An attribute, compared with some values.
    Compare {
        /// The attribute, the quantifier and the operator.
        of: String,
        /// Whether more values make it harder to hold; none without a quantifier: then the values have to be the same.
        every: Option<bool>,
        values: BTreeSet<String>,
    },
}

impl Condition {
    /// What it says of the actions of a region (see [`Self::evaluate_region`]).
    pub fn in_region(&self, bits: &[bool], wildcards: Wildcards) -> RegionCondition {
        let context = Context::new(wildcards);
        let known = Known { bits, elsewhere: &self.elsewhere, patterns: self.parsed.patterns.len(), context: &context };
        match self.decidable().map(|expression| expression.reduced(known)) {
            Some(Reduced::Decided(true)) => RegionCondition::Always,
            Some(Reduced::Decided(false)) => RegionCondition::Never,
            Some(Reduced::Open(rest)) => RegionCondition::Where(ConditionForm::of(&rest, &self.parsed.patterns)),
            None => RegionCondition::Where(self.form()),
        }
    }

    /// What it says of any action.
    pub fn form(&self) -> ConditionForm {
        if let Some(expression) = self.decidable() {
            return ConditionForm::of(expression, &self.parsed.patterns);
        }
        let text: Arc<str> = format!("{self} (version {})", self.version()).into();
        ConditionForm { shown: Arc::clone(&text), text, tree: None }
    }
}

impl ConditionForm {
    fn of(expression: &Expression, patterns: &[Pattern]) -> Self {
        let tree = NormalTree::of(expression, patterns, false);
        Self { text: tree.text(false).into(), shown: tree.text(true).into(), tree: Some(Arc::new(tree)) }
    }

    /// One line that says it, the same for every spelling.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// One line that says it, with the names as they are written somewhere.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// Whether it is known to hold only where the other one holds. `false` is no proof of the opposite.
    pub fn implies(&self, other: &Self) -> bool {
        match (&self.tree, &other.tree) {
            (Some(own), Some(other)) => own.implies(other),
            _ => self == other,
        }
    }
}

impl NormalTree {
    fn of(expression: &Expression, patterns: &[Pattern], negated: bool) -> Self {
        let leaf = |leaf| Self::Leaf { leaf, negated, written: Canonical { expression, patterns }.to_string() };
        match expression {
            Expression::All(parts) => Self::chain(parts, patterns, (true, negated)),
            Expression::Any(parts) => Self::chain(parts, patterns, (false, negated)),
            Expression::Not(inner) => Self::of(inner, patterns, !negated),
            Expression::Action(number) => {
                let pattern = patterns.get(*number).map_or("", Pattern::folded);
                leaf(NormalLeaf::Text(format!("ActionMatches{{'{pattern}'}}")))
            }
            Expression::SubOperation(pattern) => {
                leaf(NormalLeaf::Text(format!("SubOperationMatches{{'{}'}}", pattern.folded())))
            }
            Expression::Exists(attribute) => leaf(NormalLeaf::Text(format!("Exists {}", attribute.folded()))),
            Expression::Compare(comparison) => leaf(NormalLeaf::of(comparison)),
        }
    }

    /// A chain: negated, "and" is "or" of the negated parts.
    fn chain(parts: &[Expression], patterns: &[Pattern], (all, negated): (bool, bool)) -> Self {
        let all = all != negated;
        let mut flat: Vec<Self> = Vec::new();
        for part in parts {
            match (Self::of(part, patterns, negated), all) {
                (Self::All(inner), true) | (Self::Any(inner), false) => flat.extend(inner),
                (single, _) => flat.push(single),
            }
        }
        let mut texts: Vec<(String, Self)> = flat.into_iter().map(|part| (part.text(false), part)).collect();
        texts.arrange_by(|(a, _), (b, _)| a.cmp(b));
        texts.dedup_by(|(a, _), (b, _)| a == b);
        let mut parts: Vec<Self> = texts.into_iter().map(|(_, part)| part).collect();
        match parts.pop() {
            Some(single) if parts.is_empty() => single,
            last => {
                parts.extend(last);
                if all { Self::All(parts) } else { Self::Any(parts) }
            }
        }
    }

    /// In one line, with the names as they are written, or in one spelling.
    fn text(&self, as_written: bool) -> String {
        let chain = |parts: &[Self], joint: &str| {
            let grouped = |part: &Self| match part {
                Self::All(_) | Self::Any(_) => format!("({})", part.text(as_written)),
                Self::Leaf { .. } => part.text(as_written),
            };
            parts.iter().map(grouped).collect::<Vec<String>>().join(joint)
        };
        match self {
            Self::All(parts) => chain(parts, " AND "),
            Self::Any(parts) => chain(parts, " OR "),
            Self::Leaf { leaf, negated, written } => {
                let own = if as_written { written.clone() } else { leaf.text() };
                format!("{}{own}", if *negated { "NOT " } else { "" })
            }
        }
    }

    fn implies(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Any(parts), _) => parts.iter().all(|part| part.implies(other)),
            (_, Self::All(parts)) => parts.iter().all(|part| self.implies(part)),
            (Self::All(parts), _) if parts.iter().any(|part| part.implies(other)) => true,
            (_, Self::Any(parts)) => parts.iter().any(|part| self.implies(part)),
            (Self::Leaf { leaf: own, negated: false, .. }, Self::Leaf { leaf: other, negated: false, .. }) => {
                own.implies(other)
            }
            (Self::Leaf { leaf: own, negated: true, .. }, Self::Leaf { leaf: other, negated: true, .. }) => other.implies(own),
            _ => false,
        }
    }
}

impl NormalLeaf {
    fn of(comparison: &AttributeComparison) -> Self {
        let AttributeComparison { left, quantifier, operator, right } = comparison;
        let name = quantifier.map_or_else(String::new, |quantifier| format!("{}:", quantifier.name()));
        let whole = || Self::Text(format!("{} {name}{} {}", written(left), operator.name, written(right)));
        let (Operand::Attribute(_), Operand::Values(values)) = (left, right) else { return whole() };
        let every = quantifier.map(|Quantifier { every_right, .. }| every_right);
        if every.is_none() && values.len() != 1 {
            return whole();
        }
        let of = format!("{} {name}{}", written(left), operator.name);
        Self::Compare { of, every, values: values.iter().map(ToString::to_string).collect() }
    }

    fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Compare { of, every: None, values } => format!("{of} {}", joined(values)),
            Self::Compare { of, values, .. } => format!("{of} {{{}}}", joined(values)),
        }
    }

    /// Any of more values is easier to meet, all of more values is harder.
    fn implies(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Compare { of, every: Some(every), values }, Self::Compare { of: others_of, values: others, .. })
                if of == others_of =>
            {
                if *every {
                    values.is_superset(others)
                } else {
                    values.is_subset(others)
                }
            }
            _ => self.text() == other.text(),
        }
    }
}

fn written(operand: &Operand) -> String {
    match operand {
        Operand::Attribute(attribute) => attribute.folded(),
        Operand::Values(_) => operand.to_string(),
    }
}

fn joined(values: &BTreeSet<String>) -> String {
    values.iter().map(String::as_str).collect::<Vec<&str>>().join(", ")
}

impl PartialEq for ConditionForm {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for ConditionForm {}

impl PartialOrd for ConditionForm {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for ConditionForm {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text.cmp(&other.text)
    }
}

impl Hash for ConditionForm {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REQUEST: &str = "@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId]";
    const ONE: &str = "b24988ac-6180-42a0-ab88-20f7382dd24c";
    const TWO: &str = "acdd72a7-3385-48ef-bd42-f606fba81ae7";

    fn form(text: &str) -> ConditionForm {
        let text = text.replace("ROLE", REQUEST).replace("ONE", ONE).replace("TWO", TWO);
        let condition = Condition::new(&text, None);
        assert!(condition.is_decidable(), "{text}: {:?}", condition.errors());
        condition.form()
    }

    #[test]
    fn normal_form_is_the_same_for_every_spelling() {
        let any = "ROLE ForAnyOfAnyValues:GuidEquals {ONE, TWO}";
        let cases = [
            (any, "ROLE ForAnyOfAnyValues:GuidEquals {TWO, ONE, TWO}", "order and repetition of values"),
            (
                any,
                "@request[microsoft.authorization/roleassignments:roledefinitionid] foranyofanyvalues:guidequals {ONE, TWO}",
                "case",
            ),
            ("Exists ROLE OR ActionMatches{'a/Write'}", "ActionMatches{'A/write'} OR Exists ROLE", "order of a chain"),
            ("Exists ROLE AND Exists ROLE", "Exists ROLE", "a part twice"),
            (
                "!(ActionMatches{'a'} AND Exists ROLE)",
                "!(Exists ROLE) OR !(ActionMatches{'a'})",
                "what is not both is not the one or not the other",
            ),
            ("!(!(Exists ROLE))", "Exists ROLE", "not not"),
            (
                "Exists ROLE AND (ActionMatches{'a'} AND ActionMatches{'b'})",
                "(ActionMatches{'b'} AND Exists ROLE) AND ActionMatches{'a'}",
                "brackets",
            ),
        ];
        for (one, other, why) in cases {
            assert_eq!(form(one), form(other), "{why}");
        }
        assert_ne!(form(any), form("ROLE ForAllOfAllValues:GuidEquals {ONE, TWO}"), "the quantifier says something");
    }

    #[test]
    fn normal_form_implies_what_holds_wherever_it_does() {
        let cases = [
            (
                "ROLE ForAnyOfAnyValues:GuidEquals {ONE}",
                "ROLE ForAnyOfAnyValues:GuidEquals {ONE, TWO}",
                true,
                "a shorter list of what is allowed",
            ),
            ("ROLE ForAnyOfAnyValues:GuidEquals {ONE, TWO}", "ROLE ForAnyOfAnyValues:GuidEquals {ONE}", false, "a longer one"),
            (
                "ROLE ForAnyOfAllValues:GuidNotEquals {ONE, TWO}",
                "ROLE ForAnyOfAllValues:GuidNotEquals {ONE}",
                true,
                "a longer list of what is refused",
            ),
            (
                "ROLE ForAnyOfAllValues:GuidNotEquals {ONE}",
                "ROLE ForAnyOfAllValues:GuidNotEquals {ONE, TWO}",
                false,
                "a shorter one",
            ),
            (
                "!(ROLE ForAnyOfAnyValues:GuidEquals {ONE, TWO})",
                "!(ROLE ForAnyOfAnyValues:GuidEquals {ONE})",
                true,
                "none of more values is none of fewer",
            ),
            ("Exists ROLE AND ActionMatches{'a'}", "Exists ROLE", true, "one part of both"),
            ("Exists ROLE", "Exists ROLE OR ActionMatches{'a'}", true, "one of several"),
            ("Exists ROLE OR ActionMatches{'a'}", "Exists ROLE", false, "several are not one of them"),
            ("ROLE GuidEquals ONE", "ROLE GuidEquals TWO", false, "another value"),
        ];
        for (one, other, expected, why) in cases {
            assert_eq!(form(one).implies(&form(other)), expected, "{why}");
        }
    }
}
