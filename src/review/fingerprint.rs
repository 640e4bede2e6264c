//! The fingerprint of a finding, which stays the same when lines move: its lint, file, role and the text that it is about.

use std::collections::BTreeMap;
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

/// Gives fingerprints. If two findings are the same in everything, the second one gets another fingerprint than the first.
#[derive(Debug, Default)]
pub(super) struct Fingerprints {
    seen: BTreeMap<u64, u64>,
}

impl Fingerprints {
    /// The fingerprint of a finding.
    pub(super) fn of(&mut self, lint: &str, role: &str, source: &Source, span: Span) -> Fingerprint {
        let path = source.name().replace('\\', "/");
        let path = path.strip_prefix("./").unwrap_or(&path);
        let text = source.slice(span).lines().next().unwrap_or_default().trim();
        let mut hash = Fnv::default();
        for part in [lint, path, role, text] {
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
            let start = text.find('*').unwrap();
            Fingerprints::default().of("x", role, &source, Span { start, end: start + 1 })
        };
        let one = of("a.json", "[\"*\"]", "R");
        assert_eq!(one, of("./a.json", "\n\n  [ \"*\"]", "R"), "moved");
        assert_ne!(one, of("b.json", "[\"*\"]", "R"), "another file");
        assert_ne!(one, of("a.json", "[\"*\"]", "S"), "another role");
        assert_eq!(one.to_string(), "6e0a138231b69114", "the same for ever: baselines depend on it");
        let source = Source::new("a.json", "* *");
        let mut all = Fingerprints::default();
        let first = all.of("x", "", &source, Span { start: 0, end: 1 });
        assert_ne!(first, all.of("x", "", &source, Span { start: 2, end: 3 }), "twice the same in one file is two");
    }
}
