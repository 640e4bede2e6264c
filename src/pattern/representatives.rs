//! The exact search for literals and patterns with one star: finitely many strings represent all.
//!
//! Whether `P*S` matches a string depends on the string's first letters, its last letters, and its length where the two meet.
//! Let P be the longest of all prefixes that a string begins with, and S the longest of all suffixes that it ends with. If the string is
//! longer than both together, the same patterns match it as match this one: P, a letter that no longer prefix continues with, then S.
//! If not, it is P and S written together, or overlapping. So those strings and the literals are all that have to be tried, and the
//! shortest of them is the shortest of all.

use super::single::Pattern;
use super::wildcards::Wildcards;

/// Prefixes or suffixes, each with the patterns that a string with it agrees with on that side.
struct Ends<'p> {
    ends: Vec<End<'p>>,
}

struct End<'p> {
    text: &'p str,
    agrees: Vec<bool>,
}

struct Trial<'p, 's> {
    patterns: &'s [&'p Pattern],
    base: Option<&'p Pattern>,
    accept: &'s dyn Fn(&[bool]) -> bool,
    wildcards: Wildcards,
    bits: Vec<bool>,
    best: Option<String>,
}

/// The shortest accepted string, among those of `base` if there is one.
pub(super) fn search(
    patterns: &[&Pattern],
    base: Option<&Pattern>,
    accept: &dyn Fn(&[bool]) -> bool,
    wildcards: Wildcards,
) -> Option<String> {
    let mut trial = Trial { patterns, base, accept, wildcards, bits: Vec::with_capacity(patterns.len()), best: None };
    for literal in patterns.iter().chain(&base).filter(|pattern| pattern.is_literal()) {
        trial.whole(literal.folded().to_owned());
    }
    if base.is_some_and(Pattern::is_literal) {
        return trial.best;
    }
    let (first, last) = base.and_then(Pattern::split).unwrap_or_default();
    let prefixes = Ends::new(&split(patterns, |(prefix, _)| prefix), first, |longer, shorter| longer.starts_with(shorter));
    let suffixes = Ends::new(&split(patterns, |(_, suffix)| suffix), last, |longer, shorter| longer.ends_with(shorter));
    for prefix in &prefixes.ends {
        for suffix in &suffixes.ends {
            trial.pair(prefix, suffix);
        }
    }
    trial.best
}

/// One side of each pattern's star; nothing of a literal.
fn split<'p>(patterns: &[&'p Pattern], side: fn((&'p str, &'p str)) -> &'p str) -> Vec<Option<&'p str>> {
    patterns.iter().map(|pattern| pattern.split().map(side)).collect()
}

impl<'p> Ends<'p> {
    /// The texts that go on from `root`, and the root; `extends(longer, shorter)` is `starts_with` or `ends_with`.
    fn new(texts: &[Option<&'p str>], root: &'p str, extends: fn(&str, &str) -> bool) -> Self {
        let mut own: Vec<&str> = texts.iter().flatten().copied().filter(|text| extends(text, root)).collect();
        own.push(root);
        own.sort_unstable_by_key(|text| (text.len(), *text));
        own.dedup();
        let agrees = |node: &str| texts.iter().map(|text| text.is_some_and(|text| extends(node, text))).collect();
        Self { ends: own.into_iter().map(|text| End { text, agrees: agrees(text) }).collect() }
    }
}

impl Trial<'_, '_> {
    fn is_shorter(&self, length: usize) -> bool {
        self.best.as_ref().is_none_or(|best| length < best.len())
    }

    /// All strings whose longest prefix and suffix are these.
    fn pair(&mut self, prefix: &End<'_>, suffix: &End<'_>) {
        let shared = (1..=prefix.text.len().min(suffix.text.len())).rev();
        for tail in shared.filter_map(|count| overlapped(prefix.text, suffix.text, count)) {
            if self.is_shorter(prefix.text.len() + tail.len()) {
                self.whole(format!("{}{tail}", prefix.text));
            }
        }
        let together = prefix.text.len() + suffix.text.len();
        if !self.is_shorter(together) || !self.apart(prefix, suffix) {
            return;
        }
        if !self.whole(format!("{}{}", prefix.text, suffix.text)) && self.is_shorter(together + 1) {
            let fresh = self.fresh(prefix.text, suffix.text);
            self.best = Some(format!("{}{fresh}{}", prefix.text, suffix.text));
        }
    }

    /// Whether strings with this prefix, a letter of its own, and this suffix are accepted.
    fn apart(&mut self, prefix: &End<'_>, suffix: &End<'_>) -> bool {
        self.bits.clear();
        self.bits.extend(prefix.agrees.iter().zip(&suffix.agrees).map(|(first, last)| *first && *last));
        (self.accept)(&self.bits)
    }

    /// Tries one string; says whether it is accepted.
    fn whole(&mut self, string: String) -> bool {
        let wildcards = self.wildcards;
        if self.base.is_some_and(|base| !base.matches_exactly(&string, wildcards)) {
            return false;
        }
        self.bits.clear();
        self.bits.extend(self.patterns.iter().map(|pattern| pattern.matches_exactly(&string, wildcards)));
        let accepted = (self.accept)(&self.bits);
        let better = |best: &String| (string.len(), &string) < (best.len(), best);
        if accepted && self.best.as_ref().is_none_or(better) {
            self.best = Some(string);
        }
        accepted
    }

    /// A letter that, between the two, makes no longer prefix, no longer suffix and no literal.
    fn fresh(&self, prefix: &str, suffix: &str) -> char {
        let mut taken: Vec<char> = Vec::new();
        for pattern in self.patterns.iter().copied().chain(self.base) {
            let (first, last) = pattern.split().unwrap_or((pattern.folded(), pattern.folded()));
            taken.extend(first.strip_prefix(prefix).and_then(|rest| rest.chars().next()));
            taken.extend(last.strip_suffix(suffix).and_then(|rest| rest.chars().next_back()));
        }
        let letters = std::iter::once('x').chain('a'..='z').chain('0'..='9').chain('\u{a1}'..=char::MAX);
        letters.into_iter().find(|letter| !taken.contains(letter)).unwrap_or('x')
    }
}

/// What of the suffix is left to write when its first `count` bytes are the last of the prefix.
fn overlapped<'s>(prefix: &str, suffix: &'s str, count: usize) -> Option<&'s str> {
    let (shared, rest) = suffix.split_at_checked(count)?;
    prefix.ends_with(shared).then_some(rest)
}
