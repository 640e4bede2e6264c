//! The fingerprint of a finding, which stays the same when lines move: its lint, file, role and the text that it is about,
//! and what is said elsewhere of what this text grants.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::source::{Source, Span};

/// What tells a finding from others: shown as sixteen hexadecimal digits, which baselines keep.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fingerprint(u64);

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// What a fingerprint is made of.
pub(super) struct IdentifyingParts<'p> {
    pub(super) lint: &'p str,
    pub(super) role: &'p str,
    pub(super) source: &'p Source,
    /// The text that the finding is about.
    pub(super) span: Span,
    /// What the text does not say of what the finding is about.
    pub(super) extent: &'p BTreeSet<String>,
}

/// Gives fingerprints. If two findings are the same in everything, the second one gets another fingerprint than the first.
#[derive(Debug, Default)]
pub(super) struct Fingerprints {
    seen: BTreeMap<u64, u64>,
}

impl Fingerprints {
    /// The fingerprint of a finding.
    pub(super) fn of(&mut self, parts: &IdentifyingParts<'_>) -> Fingerprint {
        let IdentifyingParts { lint, role, source, span, extent } = *parts;
        let path = source.name().replace('\\', "/");
        let path = path.strip_prefix("./").unwrap_or(&path);
        let text = source.slice(span).lines().next().unwrap_or_default().trim();
        let mut hash = Fnv::default();
        for part in [lint, path, role, text].into_iter().chain(extent.iter().map(String::as_str)) {
            hash.part(part.as_bytes());
        }
        let times = self.seen.entry(hash.0).or_default();
        *times += 1;
        hash.part(&times.to_le_bytes());
        Fingerprint(hash.0)
    }
}

/// FNV-1a: the same on every machine and in every version, which the hashers of the standard library do not promise.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    /// Takes in a part, and a mark that no text contains.
    fn part(&mut self, bytes: &[u8]) {
        for &byte in bytes.iter().chain(&[0xff]) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_may_move_but_nothing_else() {
        let of = |name: &str, text: &str, role: &str| {
            let source = Source::new(name, text);
            Fingerprints::default().of(&star(&source, role, &BTreeSet::new()))
        };
        let one = of("a.json", "[\"*\"]", "R");
        assert_eq!(one, of("./a.json", "\n\n  [ \"*\"]", "R"), "moved");
        assert_ne!(one, of("b.json", "[\"*\"]", "R"), "another file");
        assert_ne!(one, of("a.json", "[\"*\"]", "S"), "another role");
        assert_eq!(one.to_string(), "6e0a138231b69114", "the same for ever: baselines depend on it");
        let source = Source::new("a.json", "* *");
        let (mut all, none) = (Fingerprints::default(), BTreeSet::new());
        let first = all.of(&star(&source, "", &none));
        let second = IdentifyingParts { span: Span { start: 2, end: 3 }, ..star(&source, "", &none) };
        assert_ne!(first, all.of(&second), "twice the same in one file is two");
        let except = |text: &str| Fingerprints::default().of(&star(&source, "", &BTreeSet::from([text.to_owned()])));
        assert_ne!(except("-a/write"), except("-b/write"), "something else is taken away");
    }

    /// A finding about the first star of a text.
    fn star<'p>(source: &'p Source, role: &'p str, extent: &'p BTreeSet<String>) -> IdentifyingParts<'p> {
        let start = source.text().find('*').unwrap();
        IdentifyingParts { lint: "x", role, source, span: Span { start, end: start + 1 }, extent }
    }
}
