//! One pattern against one string. The checker checks the algebra of [`crate::pattern`], so it has a matcher of its own.

use crate::pattern::Wildcards;

/// About the most ways in which one pattern is read: each star between slashes may double them, and no role of Azure has more than a few.
const MOST: usize = 256;

/// A pattern, in every way that it may be read.
#[derive(Debug, Clone)]
pub(super) struct Glob {
    text: String,
    /// The texts between the stars of each reading.
    readings: Vec<Vec<String>>,
}

impl Glob {
    /// Reads a pattern. Case does not matter (R-PAT-5), and a run of stars is one star. A star between two slashes also matches nothing together with one of
    /// the slashes (R-PAT-7), unless the reading is strict.
    pub(super) fn new(text: &str, wildcards: Wildcards) -> Self {
        let mut text = text.trim().to_ascii_lowercase();
        while text.contains("**") {
            text = text.replace("**", "*");
        }
        let mut readings = vec![text.clone()];
        let mut next = 0;
        while let Some(reading) = readings.get(next).cloned().filter(|_| wildcards == Wildcards::Documented) {
            if readings.len() >= MOST {
                break;
            }
            for (at, _) in reading.match_indices("/*/") {
                let (before, after) = reading.split_at(at);
                let merged = format!("{before}{}", after.strip_prefix("/*").unwrap_or(after));
                if !readings.contains(&merged) {
                    readings.push(merged);
                }
            }
            next += 1;
        }
        let parts = |reading: &String| reading.split('*').map(str::to_owned).collect();
        Self { text, readings: readings.iter().map(parts).collect() }
    }

    /// Whether it matches this string, which is in lower case.
    pub(super) fn matches(&self, action: &str) -> bool {
        self.readings.iter().any(|parts| glob(parts, action))
    }

    /// The pattern, in lower case.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The texts between the stars of each way to read it.
    pub(super) fn readings(&self) -> &[Vec<String>] {
        &self.readings
    }

    /// Strings that it matches: every star filled with each of the fillers, and with what a filler has beyond the start.
    pub(super) fn samples<'a>(&'a self, fillers: &'a [String]) -> impl Iterator<Item = String> + 'a {
        let start = self.text.split('*').next().unwrap_or_default();
        let filled = move |filler: &String| {
            let beyond = filler.strip_prefix(start).unwrap_or(filler);
            [self.text.replace('*', filler), self.text.replace('*', beyond)]
        };
        fillers.iter().flat_map(filled)
    }
}

/// Stars match any text: the parts between them follow each other, the first at the start and the last at the end.
fn glob(parts: &[String], text: &str) -> bool {
    let [first, between @ .., last] = parts else { return parts.first().is_some_and(|only| only == text) };
    let Some(mut rest) = text.strip_prefix(first.as_str()) else { return false };
    for part in between {
        let Some(at) = rest.find(part.as_str()) else { return false };
        rest = rest.split_at(at + part.len()).1;
    }
    rest.ends_with(last.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_any_text() {
        let cases = [
            ("*", "microsoft.support/x/read", true, "a star alone"),
            ("Microsoft.Support/*", "microsoft.support/x/read", true, "any case, through slashes"),
            ("Microsoft.Support/*", "microsoft.supportx/read", false, "the slash is a part of it"),
            ("*/read", "a/b/read", true, "the end"),
            ("*/read", "a/b/readx", false, "nothing follows"),
            ("a/*/b/*", "a/b/c", true, "a star between slashes stands for nothing with one of them"),
            ("a/*b*c", "a/bc", true, "stars for nothing"),
            ("a", "ab", false, "no star, no more"),
        ];
        for (pattern, action, expected, why) in cases {
            assert_eq!(Glob::new(pattern, Wildcards::Documented).matches(action), expected, "{pattern} {action}: {why}");
        }
        assert!(!Glob::new("a/*/b", Wildcards::Strict).matches("a/b"), "two slashes where the reading is strict");
    }
}
