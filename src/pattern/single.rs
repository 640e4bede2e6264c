//! [`Pattern`]: one wildcard pattern, and whether it matches a string.

use super::stars;
use super::wildcards::Wildcards;

/// One action pattern (docs/semantics.md, R-PAT). Compares without regard to ASCII case; blanks around it are trimmed.
#[derive(Debug, Clone)]
pub struct Pattern {
    text: Box<str>,
    folded: Box<str>,
    stars: Stars,
}

/// How many stars there are; nearly every pattern has one at most (R-PAT-1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stars {
    Literal,
    /// The place of the star, in bytes.
    One(usize),
    /// The fewest bytes that a string has which it matches.
    Several(usize),
}

impl Pattern {
    /// Reads a pattern. Every text is a pattern; the lints report what is odd about it.
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        let mut folded = text.to_ascii_lowercase();
        let stars = match first_stars(&folded) {
            (None, _) => Stars::Literal,
            (Some(star), None) => Stars::One(star),
            (Some(star), Some(_)) => {
                folded = one_star_each(&folded);
                if first_stars(&folded).1.is_some() { Stars::Several(least(&folded)) } else { Stars::One(star) }
            }
        };
        Self { text: text.into(), folded: folded.into_boxed_str(), stars }
    }

    /// The text as it was written, trimmed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text in lower case, with one star for each run of stars: what is compared and matched.
    pub fn folded(&self) -> &str {
        &self.folded
    }

    /// Whether it matches one string only.
    pub fn is_literal(&self) -> bool {
        self.stars == Stars::Literal
    }

    /// Whether it has more than one star, which Azure refuses (R-PAT-1).
    pub fn is_several(&self) -> bool {
        matches!(self.stars, Stars::Several(_))
    }

    /// The texts before and after the star, in lower case; `None` unless there is exactly one star.
    pub fn split(&self) -> Option<(&str, &str)> {
        let Stars::One(star) = self.stars else { return None };
        Some((self.folded.get(..star)?, self.folded.get(star + 1..)?))
    }

    /// Whether it matches an action, in any case and with blanks around it (R-PAT-5, R-PAT-7).
    pub fn matches(&self, action: &str, wildcards: Wildcards) -> bool {
        self.matches_exactly(trimmed(action), wildcards)
    }

    /// A string that it matches.
    pub fn sample(&self) -> String {
        self.folded.replace('*', "x")
    }

    fn may_be_as_short_as(&self, action: &str) -> bool {
        !matches!(self.stars, Stars::Several(least) if action.len() < least)
    }

    pub(super) fn matches_exactly(&self, action: &str, wildcards: Wildcards) -> bool {
        match self.split() {
            Some((prefix, suffix)) => {
                let is_long_enough = action.len() >= shortest((prefix, suffix), wildcards);
                is_long_enough && starts_with(action, prefix) && ends_with(action, suffix)
            }
            None if self.is_literal() => action.eq_ignore_ascii_case(&self.folded),
            None => self.may_be_as_short_as(action) && stars::matches(&self.folded, action, wildcards),
        }
    }
}

/// A text without the blanks around it. Most have none: then no letter is decoded.
fn trimmed(text: &str) -> &str {
    match text.as_bytes() {
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        _ => text.trim(),
    }
}

/// The letters of a pattern, less one for each two slashes that may be one (R-PAT-4).
fn least(folded: &str) -> usize {
    let letters = folded.bytes().filter(|byte| *byte != b'*').count();
    let merging = folded.as_bytes().windows(3).filter(|three| three == b"/*/").count();
    letters.saturating_sub(merging)
}

/// Where the first two stars are.
fn first_stars(folded: &str) -> (Option<usize>, Option<usize>) {
    let mut stars = folded.bytes().enumerate().filter_map(|(at, byte)| (byte == b'*').then_some(at));
    (stars.next(), stars.next())
}

/// A run of stars stands for any text, as one star does (R-PAT-7).
fn one_star_each(text: &str) -> String {
    let mut single = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter != '*' || !single.ends_with('*') {
            single.push(letter);
        }
    }
    single
}

/// How many bytes the shortest string has that begins and ends so.
pub(super) fn shortest((prefix, suffix): (&str, &str), wildcards: Wildcards) -> usize {
    prefix.len() + suffix.len() - usize::from(merges(prefix, suffix, wildcards))
}

/// Whether a star between these two may also match nothing, so that the two slashes become one (R-PAT-4).
fn merges(prefix: &str, suffix: &str, wildcards: Wildcards) -> bool {
    wildcards == Wildcards::Documented && prefix.ends_with('/') && suffix.starts_with('/')
}

fn starts_with(action: &str, prefix: &str) -> bool {
    action.as_bytes().get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix.as_bytes()))
}

fn ends_with(action: &str, suffix: &str) -> bool {
    let tail = action.len().checked_sub(suffix.len()).and_then(|start| action.as_bytes().get(start..));
    tail.is_some_and(|tail| tail.eq_ignore_ascii_case(suffix.as_bytes()))
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.folded == other.folded
    }
}
impl Eq for Pattern {}
impl std::hash::Hash for Pattern {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.folded.hash(state);
    }
}
impl PartialOrd for Pattern {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Pattern {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.folded.cmp(&other.folded)
    }
}
