//! Wider patterns for a custom role: they grant what was asked for, and nothing else that is in the catalog today.
//!
//! A star replaces whole segments of one provider, as in every built-in role. The result must hold whether `/*/` also matches a single
//! slash or not (R-PAT-4): for the need a pattern counts under the strict reading, and against the catalog under the documented one.
//! Branch and bound finds the fewest patterns, within a number of steps.

use fixedbitset::FixedBitSet;

use super::candidates::Candidates;
use crate::arrange::Arrange as _;
use crate::catalog::OperationSet;
use crate::model::Plane;
use crate::pattern::{Block, Pattern, PatternSet, Search, Wildcards};

/// How many steps the search may take.
const STEPS: usize = 100_000;

/// A pattern that grants what was asked for, and in the catalog nothing else, but more than that over all strings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generalization {
    /// The plane.
    pub plane: Plane,
    /// The pattern.
    pub pattern: Pattern,
    /// How many of the patterns that were asked for it matches.
    pub replaces: usize,
    /// The shortest string that it grants and nobody asked for.
    pub witness: Option<String>,
}

/// The patterns of one plane.
#[derive(Debug, Default)]
pub(super) struct Generalized {
    pub(super) patterns: Vec<Pattern>,
    pub(super) generalizations: Vec<Generalization>,
    pub(super) may_be_shorter: bool,
}

/// A pattern, and which of the wanted ones it contains.
struct Choice {
    pattern: Pattern,
    stands_for: FixedBitSet,
    is_wanted: bool,
}

/// The fewest patterns that contain the wanted ones and match nothing else in the catalog. No wanted pattern contains another.
pub(super) fn generalize(candidates: &Candidates<'_>, plane: Plane, wanted: &[Pattern]) -> Generalized {
    let options = choices(candidates, plane, wanted);
    let mut cover = Cover { options: &options, wanted: wanted.len(), best: (0..wanted.len()).collect(), steps: 0 };
    cover.explore(&mut Vec::new(), &FixedBitSet::with_capacity(wanted.len()));
    let may_be_shorter = cover.steps > STEPS;
    let mut chosen: Vec<&Choice> = cover.best.iter().filter_map(|&at| options.get(at)).collect();
    chosen.arrange_by(|a, b| a.pattern.cmp(&b.pattern));
    let asked = PatternSet { blocks: vec![Block { allow: wanted.to_vec(), except: Vec::new() }] };
    let generalizations = chosen.iter().filter(|option| !option.is_wanted).map(|option| {
        let witness = witness(&option.pattern, &asked, candidates.wildcards);
        Generalization { plane, pattern: option.pattern.clone(), replaces: option.stands_for.count_ones(..), witness }
    });
    let generalizations = generalizations.collect();
    Generalized { patterns: chosen.into_iter().map(|option| option.pattern.clone()).collect(), generalizations, may_be_shorter }
}

/// A string that a wider pattern matches and nobody asked for; one that looks like an operation, if possible.
fn witness(pattern: &Pattern, asked: &PatternSet, wildcards: Wildcards) -> Option<String> {
    let star = if pattern.text().ends_with('*') { "newType/action" } else { "newType" };
    let likely = pattern.text().replace('*', star);
    if !asked.contains(&likely, wildcards) {
        return Some(likely);
    }
    let own = PatternSet { blocks: vec![Block { allow: vec![pattern.clone()], except: Vec::new() }] };
    match own.escape(asked, wildcards) {
        Search::Found(string) => Some(string),
        Search::None | Search::Undecided => None,
    }
}

/// The wanted patterns themselves, in their order, then the wider ones that contain at least two of them.
fn choices(candidates: &Candidates<'_>, plane: Plane, wanted: &[Pattern]) -> Vec<Choice> {
    let operations = candidates.catalog.operations();
    let mut known = OperationSet::new(operations);
    for pattern in wanted {
        known.union_with(&operations.matching(pattern, plane, Wildcards::Documented));
    }
    let own = wanted.iter().enumerate().map(|(at, pattern)| {
        let mut stands_for = FixedBitSet::with_capacity(wanted.len());
        stands_for.insert(at);
        Choice { pattern: pattern.clone(), stands_for, is_wanted: true }
    });
    let mut options: Vec<Choice> = own.collect();
    let mut wider: Vec<Pattern> = wanted.iter().flat_map(wider).collect();
    wider.arrange();
    wider.dedup();
    for pattern in wider {
        let mut stands_for = FixedBitSet::with_capacity(wanted.len());
        for (at, one) in wanted.iter().enumerate() {
            stands_for.set(at, pattern.covers(one, Wildcards::Strict));
        }
        let fits = operations.matching(&pattern, plane, Wildcards::Documented).is_subset(&known);
        if stands_for.count_ones(..) > 1 && fits {
            options.push(Choice { pattern, stands_for, is_wanted: false });
        }
    }
    options
}

/// Every pattern with a star for some whole segments of a wanted one, with at least the provider before it.
fn wider(wanted: &Pattern) -> Vec<Pattern> {
    let segments: Vec<&str> = wanted.text().split('/').collect();
    let mut found = Vec::new();
    for head in 1..segments.len() {
        for tail in head + 1..=segments.len() {
            let (before, after) = (segments.get(..head).unwrap_or_default(), segments.get(tail..).unwrap_or_default());
            if before.iter().chain(after).any(|segment| segment.contains('*')) {
                continue;
            }
            let star = [before, &["*"], after].concat().join("/");
            found.push(Pattern::parse(&star));
        }
    }
    found
}

struct Cover<'o> {
    options: &'o [Choice],
    wanted: usize,
    best: Vec<usize>,
    steps: usize,
}

impl Cover<'_> {
    fn explore(&mut self, chosen: &mut Vec<usize>, done: &FixedBitSet) {
        self.steps += 1;
        let Some(next) = (0..self.wanted).filter(|&at| !done.contains(at)).min_by_key(|&at| self.standing_for(at).count())
        else {
            if self.is_better(chosen) {
                self.best.clone_from(chosen);
            }
            return;
        };
        let mut alternatives: Vec<(usize, usize)> =
            self.standing_for(next).map(|(at, option)| (option.stands_for.difference_count(done), at)).collect();
        alternatives.arrange_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        for (_, at) in alternatives {
            if self.steps > STEPS || !self.may_win(chosen, done) {
                return;
            }
            let mut more = done.clone();
            self.options.get(at).into_iter().for_each(|option| more.union_with(&option.stands_for));
            chosen.push(at);
            self.explore(chosen, &more);
            chosen.pop();
        }
    }

    fn standing_for(&self, wanted: usize) -> impl Iterator<Item = (usize, &Choice)> {
        self.options.iter().enumerate().filter(move |(_, option)| option.stands_for.contains(wanted))
    }

    /// Whether as many patterns as can be needed at least are few enough.
    fn may_win(&self, chosen: &[usize], done: &FixedBitSet) -> bool {
        let left = self.wanted - done.count_ones(..);
        let most = self.options.iter().map(|option| option.stands_for.difference_count(done)).max().unwrap_or(0);
        chosen.len() + left.div_ceil(most.max(1)) <= self.best.len()
    }

    /// Fewer patterns are better; then fewer stars that nobody asked for; then longer patterns, which are less wide.
    fn is_better(&self, chosen: &[usize]) -> bool {
        let key = |list: &[usize]| {
            let options = || list.iter().filter_map(|&at| self.options.get(at));
            let letters: usize = options().map(|option| option.pattern.text().len()).sum();
            (list.len(), options().filter(|option| !option.is_wanted).count(), std::cmp::Reverse(letters))
        };
        key(chosen) < key(&self.best)
    }
}
