//! What two patterns have in common, as patterns.

use super::single::{Pattern, shortest};
use super::wildcards::Wildcards;

impl Pattern {
    /// Patterns that together match exactly what both match; none of them where they have nothing in common. `None` where a pattern has
    /// several stars, unless one covers the other.
    pub fn intersection(&self, other: &Self, wildcards: Wildcards) -> Option<Vec<Self>> {
        if self.covers(other, wildcards) {
            return Some(vec![other.clone()]);
        }
        if other.covers(self, wildcards) {
            return Some(vec![self.clone()]);
        }
        if !self.overlaps(other, wildcards) {
            return Some(Vec::new());
        }
        let (own, others) = (self.split()?, other.split()?);
        let longer = |one, another| std::cmp::max_by_key(one, another, |text: &&str| text.len());
        let (prefix, suffix) = (longer(own.0, others.0), longer(own.1, others.1));
        let least = shortest(own, wildcards).max(shortest(others, wildcards));
        let apart = Self::parse(&[prefix, "*", suffix].concat());
        // Prefix and suffix of one pattern may share letters of a string, where the other one is shorter.
        let shared = (1..=(prefix.len() + suffix.len()).saturating_sub(least)).filter_map(|letters| {
            let (both, rest) = (suffix.get(..letters)?, suffix.get(letters..)?);
            prefix.ends_with(both).then(|| Self::parse(&[prefix, rest].concat()))
        });
        let shared: Vec<Self> = shared.filter(|literal| !apart.covers(literal, wildcards)).collect();
        Some(std::iter::once(apart).chain(shared).collect())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{Strategy, prop_assert_eq, proptest};

    use super::*;

    /// One pattern, another, and what they have in common.
    #[test]
    fn intersection_of_two_patterns() {
        let table: [(&str, &str, &[&str]); 7] = [
            // One covers the other.
            ("*", "Microsoft.Support/*", &["microsoft.support/*"]),
            ("*/read", "Microsoft.Compute/disks/read", &["microsoft.compute/disks/read"]),
            // Nothing in common.
            ("Microsoft.Compute/*", "Microsoft.Network/*", &[]),
            // The longer beginning, and the longer end.
            ("*/read", "Microsoft.Compute/*", &["microsoft.compute/*/read"]),
            // `abc` has both `ab` and `bc`.
            ("ab*", "*bc", &["ab*bc", "abc"]),
            // Two stars: a search can tell that one covers the other.
            ("a/*/b/*", "a/x/b/c", &["a/x/b/c"]),
            // `aaa` is a beginning and an end in two ways.
            ("aaa*", "*aaa", &["aaa*aaa", "aaaaa", "aaaa", "aaa"]),
        ];
        for (one, another, expected) in table {
            let (one, another) = (Pattern::parse(one), Pattern::parse(another));
            let found = one.intersection(&another, Wildcards::Documented).expect("decided");
            let found: Vec<&str> = found.iter().map(Pattern::folded).collect();
            assert_eq!(found, expected, "{one:?} {another:?}");
        }
    }

    fn pattern() -> impl Strategy<Value = String> {
        proptest::string::string_regex("[ab/]{0,3}\\*?[ab/]{0,3}").expect("a strategy")
    }

    proptest! {
        #[test]
        fn intersection_matches_exactly_what_both_match(one in pattern(), another in pattern(), text in "[ab/]{0,7}") {
            for wildcards in [Wildcards::Documented, Wildcards::Strict] {
                let (one, another) = (Pattern::parse(&one), Pattern::parse(&another));
                let both = one.matches(&text, wildcards) && another.matches(&text, wildcards);
                let common = one.intersection(&another, wildcards).expect("one star each");
                prop_assert_eq!(common.iter().any(|own| own.matches(&text, wildcards)), both);
            }
        }
    }
}
