//! Patterns with several stars, as automata: matching, and a search over their product.
//!
//! The service refuses such patterns (R-PAT-1), so this is for what deny assignments and hand-written files contain. The
//! product is walked breadth first, so that what is found is shortest; it gives up beyond a budget of states.

use std::collections::VecDeque;

use rustc_hash::FxHashSet;

use super::{Pattern, Search, Wildcards};

/// How many states a search may visit before it gives up.
const BUDGET: usize = 20_000;

/// A pattern as a chain of places; a star is a place that reads anything and stays.
struct Automaton {
    letters: Vec<char>,
    wildcards: Wildcards,
}

/// For each automaton the places that it can be at, in order.
type State = Vec<Vec<usize>>;

/// Whether a pattern with several stars stands for a string (R-PAT-7).
pub(super) fn matches(pattern: &Pattern, action: &str, wildcards: Wildcards) -> bool {
    let automaton = Automaton::new(pattern, wildcards);
    let read = |places: Vec<usize>, letter: char| automaton.step(&places, letter.to_ascii_lowercase());
    automaton.is_at_end(&action.chars().fold(automaton.start(), read))
}

/// The shortest string whose patterns are accepted.
pub(super) fn search(patterns: &[&Pattern], accept: &dyn Fn(&[bool]) -> bool, wildcards: Wildcards) -> Search {
    let automata: Vec<Automaton> = patterns.iter().map(|pattern| Automaton::new(pattern, wildcards)).collect();
    let alphabet = alphabet(&automata);
    let start: State = automata.iter().map(Automaton::start).collect();
    let mut seen = FxHashSet::from_iter([start.clone()]);
    let mut queue = VecDeque::from([(start, String::new())]);
    while let Some((state, string)) = queue.pop_front() {
        let bits: Vec<bool> = automata.iter().zip(&state).map(|(automaton, places)| automaton.is_at_end(places)).collect();
        if accept(&bits) {
            return Search::Found(string);
        }
        for &letter in &alphabet {
            let next: State = automata.iter().zip(&state).map(|(automaton, places)| automaton.step(places, letter)).collect();
            if !seen.contains(&next) {
                seen.insert(next.clone());
                queue.push_back((next, format!("{string}{letter}")));
            }
        }
        if seen.len() > BUDGET {
            return Search::Undecided;
        }
    }
    Search::None
}

/// The letters of all patterns, and one that is in none of them: it stands for all others.
fn alphabet(automata: &[Automaton]) -> Vec<char> {
    let mut letters: Vec<char> = automata.iter().flat_map(|automaton| &automaton.letters).copied().collect();
    letters.retain(|letter| *letter != '*');
    letters.sort_unstable();
    letters.dedup();
    let mut others = std::iter::once('x').chain('a'..='z').chain('0'..='9').chain('\u{a1}'..=char::MAX);
    letters.extend(others.find(|other| letters.binary_search(other).is_err()));
    letters
}

impl Automaton {
    fn new(pattern: &Pattern, wildcards: Wildcards) -> Self {
        Self { letters: pattern.folded().chars().collect(), wildcards }
    }

    fn start(&self) -> Vec<usize> {
        let mut places = Vec::new();
        self.arrive(0, &mut places);
        places
    }

    fn is_at_end(&self, places: &[usize]) -> bool {
        places.contains(&self.letters.len())
    }

    fn step(&self, places: &[usize], letter: char) -> Vec<usize> {
        let mut next = Vec::new();
        for &place in places {
            match self.letters.get(place) {
                Some('*') => {
                    next.push(place);
                    self.arrive(place + 1, &mut next);
                }
                Some(own) if *own == letter => self.arrive(place + 1, &mut next),
                _ => {}
            }
        }
        next.sort_unstable();
        next.dedup();
        next
    }

    /// Adds a place that was just reached, and those reached from it without reading: past a star, and past the slash behind
    /// it where the two slashes merge. Once a star has read something, they do not.
    fn arrive(&self, place: usize, places: &mut Vec<usize>) {
        places.push(place);
        if self.letters.get(place) == Some(&'*') {
            self.arrive(place + 1, places);
            if self.merges_at(place) {
                self.arrive(place + 2, places);
            }
        }
    }

    /// Whether the star stands between two slashes that may coincide (R-PAT-4).
    fn merges_at(&self, star: usize) -> bool {
        let before = star.checked_sub(1).and_then(|before| self.letters.get(before));
        self.wildcards == Wildcards::Documented && before == Some(&'/') && self.letters.get(star + 1) == Some(&'/')
    }
}
