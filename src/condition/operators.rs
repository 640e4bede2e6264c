//! The operators that compare values, one row each (R-COND-2, R-COND-8), and the quantifiers over sets (R-COND-7).

use super::truth::Truth;
use super::value::{AttributeValue, Kind};

/// A comparison. To add one, add a row to [`OPERATORS`] and cases to `fixtures/conditions/operators/`.
pub(super) struct Operator {
    /// Its name; conditions may write it in any case (R-COND-4).
    pub(super) name: &'static str,
    /// What both sides have to be.
    pub(super) operand: Kind,
    /// What it says in words.
    pub(super) verb: &'static str,
    /// It says the opposite of its `test`.
    pub(super) negated: bool,
    /// Decides two values of that kind.
    test: fn(&AttributeValue, &AttributeValue) -> Truth,
}

/// Every operator of R-COND-2.
#[rustfmt::skip]
pub(super) static OPERATORS: &[Operator] = &[
    is("StringEquals", Kind::Text, "is", equal),
    no("StringNotEquals", Kind::Text, "is not", equal),
    is("StringEqualsIgnoreCase", Kind::Text, "is (ignoring case)", |left, right| folded(left, right, equal)),
    no("StringNotEqualsIgnoreCase", Kind::Text, "is not (ignoring case)", |left, right| folded(left, right, equal)),
    is("StringStartsWith", Kind::Text, "starts with", starts_with),
    no("StringNotStartsWith", Kind::Text, "does not start with", starts_with),
    is("StringStartsWithIgnoreCase", Kind::Text, "starts with (ignoring case)", |left, right| folded(left, right, starts_with)),
    no("StringNotStartsWithIgnoreCase", Kind::Text, "does not start with (ignoring case)", |left, right| folded(left, right, starts_with)),
    is("StringLike", Kind::Text, "matches", like),
    no("StringNotLike", Kind::Text, "does not match", like),
    is("StringLikeIgnoreCase", Kind::Text, "matches (ignoring case)", |left, right| folded(left, right, like)),
    no("StringNotLikeIgnoreCase", Kind::Text, "does not match (ignoring case)", |left, right| folded(left, right, like)),
    is("NumericEquals", Kind::Integer, "is", equal),
    no("NumericNotEquals", Kind::Integer, "is not", equal),
    is("NumericLessThan", Kind::Integer, "is less than", less),
    is("NumericLessThanEquals", Kind::Integer, "is at most", at_most),
    is("NumericGreaterThan", Kind::Integer, "is greater than", greater),
    is("NumericGreaterThanEquals", Kind::Integer, "is at least", at_least),
    is("DateTimeEquals", Kind::Instant, "is", equal),
    no("DateTimeNotEquals", Kind::Instant, "is not", equal),
    is("DateTimeLessThan", Kind::Instant, "is before", less),
    is("DateTimeLessThanEquals", Kind::Instant, "is at or before", at_most),
    is("DateTimeGreaterThan", Kind::Instant, "is after", greater),
    is("DateTimeGreaterThanEquals", Kind::Instant, "is at or after", at_least),
    is("BoolEquals", Kind::Bool, "is", equal),
    no("BoolNotEquals", Kind::Bool, "is not", equal),
    is("GuidEquals", Kind::Guid, "is", equal),
    no("GuidNotEquals", Kind::Guid, "is not", equal),
];

type Test = fn(&AttributeValue, &AttributeValue) -> Truth;

const fn is(name: &'static str, operand: Kind, verb: &'static str, test: Test) -> Operator {
    Operator { name, operand, verb, negated: false, test }
}

const fn no(name: &'static str, operand: Kind, verb: &'static str, test: Test) -> Operator {
    Operator { name, operand, verb, negated: true, test }
}

impl Operator {
    /// The operator of that name, in any case.
    pub(super) fn find(name: &str) -> Option<&'static Self> {
        OPERATORS.iter().find(|operator| operator.name.eq_ignore_ascii_case(name))
    }

    /// Decides two values; values of another kind: unknown.
    fn holds(&self, left: &AttributeValue, right: &AttributeValue) -> Truth {
        let (Some(left), Some(right)) = (self.operand.of(left), self.operand.of(right)) else {
            return Truth::Unknown;
        };
        let truth = (self.test)(&left, &right);
        if self.negated { !truth } else { truth }
    }
}

impl std::fmt::Debug for Operator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

impl PartialEq for Operator {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

/// How many of the values on each side have to satisfy a comparison (R-COND-7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quantifier {
    /// Every value on the left; else at least one.
    pub(super) every_left: bool,
    /// Every value on the right; else at least one.
    pub(super) every_right: bool,
}

impl Quantifier {
    const ALL: [Self; 4] = [Self::new(false, false), Self::new(true, false), Self::new(false, true), Self::new(true, true)];

    const fn new(every_left: bool, every_right: bool) -> Self {
        Self { every_left, every_right }
    }

    /// The name before the colon.
    pub(super) const fn name(self) -> &'static str {
        match (self.every_left, self.every_right) {
            (false, false) => "ForAnyOfAnyValues",
            (true, false) => "ForAllOfAnyValues",
            (false, true) => "ForAnyOfAllValues",
            (true, true) => "ForAllOfAllValues",
        }
    }

    /// The names of all of them.
    pub(super) fn names() -> impl Iterator<Item = &'static str> {
        Self::ALL.into_iter().map(Self::name)
    }

    /// The quantifier of that name, in any case.
    pub(super) fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|quantifier| quantifier.name().eq_ignore_ascii_case(name))
    }
}

/// Compares two sets. What an empty side means is not documented (R-COND-7), nor are several values without a quantifier: unknown.
pub(super) fn compare(
    operator: &Operator,
    quantifier: Option<Quantifier>,
    left: &[AttributeValue],
    right: &[AttributeValue],
) -> Truth {
    let quantifier = match (quantifier, left, right) {
        (_, [], _) | (_, _, []) => return Truth::Unknown,
        (Some(quantifier), _, _) => quantifier,
        (None, [_], [_]) => Quantifier::new(false, false),
        (None, _, _) => return Truth::Unknown,
    };
    let fold = |every: bool, parts: &mut dyn Iterator<Item = Truth>| if every { Truth::all(parts) } else { Truth::any(parts) };
    let of_right =
        |value: &AttributeValue| fold(quantifier.every_right, &mut right.iter().map(|other| operator.holds(value, other)));
    fold(quantifier.every_left, &mut left.iter().map(of_right))
}

fn equal(left: &AttributeValue, right: &AttributeValue) -> Truth {
    (left == right).into()
}

fn less(left: &AttributeValue, right: &AttributeValue) -> Truth {
    (left < right).into()
}

fn at_most(left: &AttributeValue, right: &AttributeValue) -> Truth {
    (left <= right).into()
}

fn greater(left: &AttributeValue, right: &AttributeValue) -> Truth {
    (left > right).into()
}

fn at_least(left: &AttributeValue, right: &AttributeValue) -> Truth {
    (left >= right).into()
}

fn starts_with(left: &AttributeValue, right: &AttributeValue) -> Truth {
    match (left, right) {
        (AttributeValue::Text(text), AttributeValue::Text(start)) => text.starts_with(&**start).into(),
        _ => Truth::Unknown,
    }
}

fn like(left: &AttributeValue, right: &AttributeValue) -> Truth {
    match (left, right) {
        (AttributeValue::Text(text), AttributeValue::Text(pattern)) => {
            like_pattern(pattern).map_or(Truth::Unknown, |parts| matches(text, &parts).into())
        }
        _ => Truth::Unknown,
    }
}

/// Compares in upper case, character by character, as .NET's ordinal comparison does.
fn folded(left: &AttributeValue, right: &AttributeValue, test: Test) -> Truth {
    let fold = |value: &AttributeValue| match value {
        AttributeValue::Text(written) => AttributeValue::Text(written.chars().map(upper).collect::<String>().into()),
        other => other.clone(),
    };
    test(&fold(left), &fold(right))
}

fn upper(character: char) -> char {
    let mut upper = character.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(single), None) => single,
        _ => character,
    }
}

/// One part of a `StringLike` pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NumberPart {
    AnyText,
    AnyCharacter,
    Exactly(char),
}

/// Splits a pattern. `None`: it escapes something other than `*`, `?` and `\`, and what that means is not documented.
fn like_pattern(pattern: &str) -> Option<Vec<NumberPart>> {
    let mut characters = pattern.chars();
    let mut parts = Vec::with_capacity(pattern.len());
    while let Some(character) = characters.next() {
        parts.push(match character {
            '*' => NumberPart::AnyText,
            '?' => NumberPart::AnyCharacter,
            '\\' => NumberPart::Exactly(characters.next().filter(|escaped| matches!(escaped, '*' | '?' | '\\'))?),
            other => NumberPart::Exactly(other),
        });
    }
    Some(parts)
}

/// Whether the whole text matches. A mismatch goes back to the last `*` only, so the cost is the product of the lengths.
fn matches(text: &str, parts: &[NumberPart]) -> bool {
    let text: Vec<char> = text.chars().collect();
    let (mut at, mut part) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while let Some(&character) = text.get(at) {
        match parts.get(part) {
            Some(NumberPart::AnyText) => {
                star = Some((at, part));
                part += 1;
            }
            Some(NumberPart::AnyCharacter) => (at, part) = (at + 1, part + 1),
            Some(&NumberPart::Exactly(wanted)) if wanted == character => (at, part) = (at + 1, part + 1),
            _ => {
                let Some((from, of)) = star else { return false };
                star = Some((from + 1, of));
                (at, part) = (from + 1, of + 1);
            }
        }
    }
    parts.iter().skip(part).all(|&rest| rest == NumberPart::AnyText)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn like_patterns() {
        let cases = [
            ("abcd", "a*c?", Truth::True, "T-COND-13"),
            ("abcd", "A*C?", Truth::False, "case counts"),
            ("abcd", "a*c", Truth::False, "the whole text has to match"),
            ("", "*", Truth::True, "a star may stand for nothing"),
            ("", "?", Truth::False, "a question mark may not"),
            ("aXbXc", "*X?", Truth::True, "the last X, not the first"),
            ("é", "?", Truth::True, "one character, not one byte"),
            ("a*b", r"a\*b", Truth::True, "an escaped star is a star"),
            ("axb", r"a\*b", Truth::False, "and nothing else"),
            (r"a\b", r"a\\b", Truth::True, "an escaped backslash"),
            ("ab", r"a\b", Truth::Unknown, "no documented escape"),
            ("a", r"a\", Truth::Unknown, "an escape of nothing"),
            ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "*a*a*a*a*a*a*a*a*a*b", Truth::False, "no exponential search"),
        ];
        for (text, pattern, expected, why) in cases {
            assert_eq!(like(&text.into(), &pattern.into()), expected, "{why}");
        }
    }

    #[test]
    fn names_are_unique_and_found_in_any_case() {
        for operator in OPERATORS {
            let found = Operator::find(&operator.name.to_lowercase()).expect(operator.name);
            assert!(std::ptr::eq(found, operator), "{} stands twice", operator.name);
        }
    }

    #[test]
    fn values_of_another_kind_are_unknown() {
        let guid_equals = Operator::find("GuidEquals").expect("in the table");
        let guid = AttributeValue::Guid(crate::guid::Guid::from_u128(1));
        assert_eq!(compare(guid_equals, None, &["no guid".into()], std::slice::from_ref(&guid)), Truth::Unknown);
        let string_equals = Operator::find("StringEquals").expect("in the table");
        let text = "00000000-0000-0000-0000-000000000001".into();
        assert_eq!(
            compare(string_equals, None, &[guid], &[text]),
            Truth::Unknown,
            "which spelling Azure compares is not documented"
        );
    }
}
