//! Wildcard action patterns and their algebra. Knows nothing of Azure roles.

mod set;

pub use set::{Block, PatternSet};

/// How a wildcard between two slashes is read (R-PAT-4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Wildcards {
    /// `/*/` may stand for a single slash.
    #[default]
    Documented,
    /// `/*/` stands for two slashes with anything between them (`--strict-wildcards`).
    Strict,
}

/// One action pattern (SEMANTICS section 2). Compares without regard to ASCII case; blanks around it are trimmed.
#[derive(Debug, Clone)]
pub struct Pattern {
    text: Box<str>,
    folded: Box<str>,
}

impl Pattern {
    /// Reads a pattern. Every text is one: what is odd about it is a matter for lints.
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        Self { text: text.into(), folded: text.to_ascii_lowercase().into() }
    }

    /// The text as it was written, trimmed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text in lower case: what is compared and matched.
    pub fn folded(&self) -> &str {
        &self.folded
    }

    /// Whether it stands for one string only.
    pub fn is_literal(&self) -> bool {
        !self.folded.contains('*')
    }

    /// Whether it stands for an action (R-PAT-5, R-PAT-7).
    pub fn matches(&self, action: &str, wildcards: Wildcards) -> bool {
        let pattern = self.folded.as_bytes();
        let mut at = closure(pattern, vec![0], wildcards);
        for byte in action.trim().bytes().map(|byte| byte.to_ascii_lowercase()) {
            let stepped = at.iter().filter_map(|&place| match pattern.get(place) {
                Some(b'*') => Some(place),
                Some(&own) if own == byte => Some(place + 1),
                _ => None,
            });
            at = closure(pattern, stepped.collect(), wildcards);
        }
        at.contains(&pattern.len())
    }
}

/// The places that are reached without reading anything: past a star, and past a star and the slash behind it where they merge.
fn closure(pattern: &[u8], mut places: Vec<usize>, wildcards: Wildcards) -> Vec<usize> {
    let mut next = 0;
    while let Some(&place) = places.get(next) {
        next += 1;
        if pattern.get(place) == Some(&b'*') {
            let merges = wildcards == Wildcards::Documented
                && place.checked_sub(1).and_then(|before| pattern.get(before)) == Some(&b'/')
                && pattern.get(place + 1) == Some(&b'/');
            for reached in [Some(place + 1), merges.then_some(place + 2)].into_iter().flatten() {
                if !places.contains(&reached) {
                    places.push(reached);
                }
            }
        }
    }
    places
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
