//! One pattern against another: overlap and inclusion (R-PAT-11).
//!
//! If both have at most one star, comparing prefixes and suffixes decides. With more stars the search decides; if it runs out of its
//! budget, an overlap is assumed and an inclusion is not.

use super::found::Search;
use super::search::search;
use super::single::Pattern;
use super::wildcards::Wildcards;

impl Pattern {
    /// Whether some string matches both. Says yes if patterns with several stars make the search too large.
    pub fn overlaps(&self, other: &Self, wildcards: Wildcards) -> bool {
        if self.is_literal() {
            return other.matches_exactly(self.folded(), wildcards);
        }
        if other.is_literal() {
            return self.matches_exactly(other.folded(), wildcards);
        }
        match (self.split(), other.split()) {
            (Some((prefix, suffix)), Some((others_prefix, others_suffix))) => {
                // A longer prefix, anything, and the longer suffix is in both; without agreement nothing is.
                (prefix.starts_with(others_prefix) || others_prefix.starts_with(prefix))
                    && (suffix.ends_with(others_suffix) || others_suffix.ends_with(suffix))
            }
            _ => search(&[self, other], &|bits| bits == [true, true], wildcards) != Search::None,
        }
    }

    /// A string that both match, of two that overlap; `None` where it is not plain which.
    pub fn common(&self, other: &Self) -> Option<String> {
        if self.is_literal() || other.is_literal() {
            return Some(if self.is_literal() { self.folded() } else { other.folded() }.to_owned());
        }
        let ((prefix, suffix), (others_prefix, others_suffix)) = (self.split()?, other.split()?);
        let longer = |one, another| std::cmp::max_by_key(one, another, |text: &&str| text.len());
        Some([longer(prefix, others_prefix), "x", longer(suffix, others_suffix)].concat())
    }

    /// Whether it matches everything that the other matches. Says no if patterns with several stars make the search too large.
    pub fn covers(&self, other: &Self, wildcards: Wildcards) -> bool {
        if other.is_literal() {
            return self.matches_exactly(other.folded(), wildcards);
        }
        if self.is_literal() {
            return false;
        }
        match (self.split(), other.split()) {
            // The other's strings with a merged slash are one shorter, but long enough unless the two are equal.
            (Some((prefix, suffix)), Some((others_prefix, others_suffix))) => {
                others_prefix.starts_with(prefix) && others_suffix.ends_with(suffix)
            }
            _ => self == other || search(&[self, other], &|bits| bits == [false, true], wildcards) == Search::None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_stars_are_compared_as_languages() {
        let cases = [
            ("a/*/b/*", "a/x/b/y", true, true, "a literal inside"),
            ("a*b*c", "a*c", true, false, "ac lacks the b"),
            ("a*c", "a*b*c", true, true, "one star holds what two hold"),
            ("*a*", "*b*", true, false, "ab is in both, b in one"),
            ("a**b", "a*b", true, true, "two stars side by side are one"),
            ("a*b*", "c*", false, false, "no string begins with both"),
        ];
        for (first, second, overlap, covers, reason) in cases {
            let (first, second) = (Pattern::parse(first), Pattern::parse(second));
            assert_eq!(first.overlaps(&second, Wildcards::Documented), overlap, "{reason}");
            assert_eq!(second.overlaps(&first, Wildcards::Documented), overlap, "{reason}");
            assert_eq!(first.covers(&second, Wildcards::Documented), covers, "{reason}");
        }
    }
}
