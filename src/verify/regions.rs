//! Strings that tell patterns apart: one for every combination of patterns that some string matches.
//!
//! All readings of all patterns run side by side, letter by letter. Of the letters only those count that some pattern waits for
//! next, and one that none waits for: every other letter behaves as that one. So nothing is left out, unless the search is given
//! up for its size.

use std::collections::VecDeque;

use rustc_hash::FxHashSet;

use super::glob::Glob;
use crate::arrange::Arrange as _;

/// So many combinations of places in patterns are looked at.
const MOST: usize = 30_000;

/// The strings that were found.
pub(super) struct Regions {
    /// One string for each combination.
    pub strings: Vec<String>,
    /// Whether there is no other combination.
    pub complete: bool,
}

/// One letter of a reading, or a star.
#[derive(Clone, Copy, PartialEq)]
enum GlobPart {
    Letter(char),
    Star,
    End,
}

/// The readings of all patterns in one row, each with its end.
struct GlobRow {
    parts: Vec<GlobPart>,
    /// The pattern that each part belongs to.
    owner: Vec<u32>,
    starts: Vec<u32>,
    /// Patterns below this number are the wanted ones.
    wanted: u32,
    other: char,
}

/// The strings of the wanted patterns, one for each combination of all patterns.
pub(super) fn regions(wanted: &[&Glob], others: &[&Glob]) -> Regions {
    let row = GlobRow::new(wanted, others);
    let start = row.closed(row.starts.clone());
    let mut seen: FxHashSet<Vec<u32>> = std::iter::once(start.clone()).collect();
    let mut todo: VecDeque<(Vec<u32>, String)> = std::iter::once((start, String::new())).collect();
    let mut found: FxHashSet<Vec<u32>> = FxHashSet::default();
    let mut strings = Vec::new();
    while let Some((state, text)) = todo.pop_front() {
        let matched = row.matched(&state);
        if matched.first().is_some_and(|&first| first < row.wanted) && found.insert(matched) {
            strings.push(text.clone());
        }
        for letter in row.letters(&state) {
            let next = row.after(&state, letter);
            if row.is_alive(&next) && !seen.contains(&next) {
                seen.insert(next.clone());
                todo.push_back((next, format!("{text}{letter}")));
            }
        }
        if seen.len() > MOST {
            return Regions { strings, complete: false };
        }
    }
    Regions { strings, complete: true }
}

impl GlobRow {
    fn new(wanted: &[&Glob], others: &[&Glob]) -> Self {
        let mut row =
            Self { parts: Vec::new(), owner: Vec::new(), starts: Vec::new(), wanted: wanted.len() as u32, other: 'x' };
        for (number, glob) in wanted.iter().chain(others).enumerate() {
            for reading in glob.readings() {
                row.starts.push(row.parts.len() as u32);
                for (place, text) in reading.iter().enumerate() {
                    let star = (place > 0).then_some(GlobPart::Star);
                    row.parts.extend(star.into_iter().chain(text.chars().map(GlobPart::Letter)));
                }
                row.parts.push(GlobPart::End);
                row.owner.resize(row.parts.len(), number as u32);
            }
        }
        let is_used = |letter: char| row.parts.contains(&GlobPart::Letter(letter));
        row.other = "xzqjkvw0123456789~".chars().find(|&letter| !is_used(letter)).unwrap_or('\u{e000}');
        row
    }

    fn part(&self, at: u32) -> GlobPart {
        self.parts.get(at as usize).copied().unwrap_or(GlobPart::End)
    }

    /// The same places, with those behind stars: a star may stand for nothing.
    fn closed(&self, places: Vec<u32>) -> Vec<u32> {
        let mut all = Vec::with_capacity(places.len());
        for mut at in places {
            all.push(at);
            while self.part(at) == GlobPart::Star {
                at += 1;
                all.push(at);
            }
        }
        all.arrange();
        all.dedup();
        all
    }

    /// The letters that count next.
    fn letters(&self, state: &[u32]) -> Vec<char> {
        let waiting = state.iter().filter_map(|&at| match self.part(at) {
            GlobPart::Letter(letter) => Some(letter),
            GlobPart::Star | GlobPart::End => None,
        });
        let mut letters: Vec<char> = waiting.chain([self.other]).collect();
        letters.arrange();
        letters.dedup();
        letters
    }

    fn after(&self, state: &[u32], letter: char) -> Vec<u32> {
        let step = |&at: &u32| match self.part(at) {
            GlobPart::Letter(own) if own == letter => Some(at + 1),
            GlobPart::Star => Some(at),
            GlobPart::Letter(_) | GlobPart::End => None,
        };
        self.closed(state.iter().filter_map(step).collect())
    }

    /// Whether any wanted pattern can still match.
    fn is_alive(&self, state: &[u32]) -> bool {
        state.first().is_some_and(|&at| self.owner.get(at as usize).is_some_and(|&owner| owner < self.wanted))
    }

    /// The patterns that match what was read.
    fn matched(&self, state: &[u32]) -> Vec<u32> {
        let ended = state.iter().filter(|&&at| self.part(at) == GlobPart::End);
        let mut owners: Vec<u32> = ended.filter_map(|&at| self.owner.get(at as usize)).copied().collect();
        owners.dedup();
        owners
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::Wildcards;

    fn found(wanted: &str, others: &[&str]) -> Vec<Vec<bool>> {
        let glob = |text: &&str| Glob::new(text, Wildcards::Documented);
        let (wanted, others): (Glob, Vec<Glob>) = (glob(&wanted), others.iter().map(glob).collect());
        let regions = regions(&[&wanted], &others.iter().collect::<Vec<_>>());
        assert!(regions.complete && regions.strings.iter().all(|string| wanted.matches(string)));
        let mut all: Vec<Vec<bool>> =
            regions.strings.iter().map(|string| others.iter().map(|other| other.matches(string)).collect()).collect();
        all.sort();
        all
    }

    /// The wanted pattern, the others, which of these match the strings, and why.
    type Case = (&'static str, &'static [&'static str], &'static [&'static [bool]], &'static str);

    #[test]
    fn every_combination_has_one_string() {
        let cases: [Case; 5] = [
            ("a/read", &["*/read", "b/*"], &[&[true, false]], "a literal is one string"),
            ("a/*", &["*/read"], &[&[false], &[true]], "inside, and inside with the end"),
            ("a/*/read", &["a/read", "a/*/*"], &[&[false, true], &[true, true]], "a star between slashes for nothing"),
            ("a/*", &["a/b/*", "a/b/c"], &[&[false, false], &[true, false], &[true, true]], "nested"),
            ("*", &["a*", "*a"], &[&[false, false], &[false, true], &[true, false], &[true, true]], "start and end"),
        ];
        for (wanted, others, expected, why) in cases {
            assert_eq!(found(wanted, others), expected, "{why}");
        }
    }
}
