//! Patterns with several stars, as automata: matching, and a search over their product.
//!
//! The service refuses such patterns (R-PAT-1), so they occur only in deny assignments and in files written by hand. The product is
//! walked breadth first, so the string that is found is a shortest one. The walk gives up beyond a budget of states.

use std::collections::VecDeque;

use rustc_hash::FxHashSet;

use super::found::Search;
use super::wildcards::Wildcards;

/// How many states a search may visit before it gives up.
const BUDGET: usize = 20_000;

/// A pattern as a chain of places; a star is a place that reads anything and stays.
struct Automaton {
    letters: Vec<char>,
    wildcards: Wildcards,
}

/// The places that all automata together can be at, a bit each: those of the first automaton first.
type Places = Box<[u64]>;

/// Whether a pattern with several stars matches a string (R-PAT-7).
pub(super) fn matches(pattern: &str, action: &str, wildcards: Wildcards) -> bool {
    let automaton = Automaton::new(pattern, wildcards);
    let read = |places: Vec<usize>, letter: char| automaton.step(&places, letter.to_ascii_lowercase());
    automaton.is_at_end(&action.chars().fold(automaton.start(), read))
}

/// The shortest string whose patterns are accepted.
pub(super) fn search(patterns: &[&str], accept: &dyn Fn(&[bool]) -> bool, wildcards: Wildcards) -> Search {
    let product = Product::new(patterns, wildcards);
    let start = product.start();
    let mut seen = FxHashSet::from_iter([start.clone()]);
    let mut queue = VecDeque::from([(start, String::new())]);
    while let Some((state, string)) = queue.pop_front() {
        if accept(&product.accepted(&state)) {
            return Search::Found(string);
        }
        for (letter, steps) in &product.steps {
            let next = product.step(&state, steps);
            if seen.insert(next.clone()) {
                queue.push_back((next, format!("{string}{letter}")));
            }
        }
        if seen.len() > BUDGET {
            return Search::Undecided;
        }
    }
    Search::None
}

/// Several automata that read the same string.
struct Product {
    automata: Vec<Automaton>,
    /// The bit of each automaton's first place.
    firsts: Vec<usize>,
    places: usize,
    /// By letter: for each place the places that it leads to.
    steps: Vec<(char, Vec<Vec<usize>>)>,
}

impl Product {
    fn new(patterns: &[&str], wildcards: Wildcards) -> Self {
        let automata: Vec<Automaton> = patterns.iter().map(|pattern| Automaton::new(pattern, wildcards)).collect();
        let mut places = 0;
        let mut firsts = Vec::with_capacity(automata.len());
        for automaton in &automata {
            firsts.push(places);
            places += automaton.letters.len() + 1;
        }
        let steps = alphabet(&automata).into_iter().map(|letter| (letter, steps(&automata, &firsts, letter))).collect();
        Self { automata, firsts, places, steps }
    }

    fn start(&self) -> Places {
        let starts = self.automata.iter().zip(&self.firsts);
        self.state(starts.flat_map(|(automaton, first)| automaton.start().into_iter().map(move |place| first + place)))
    }

    fn state(&self, places: impl Iterator<Item = usize>) -> Places {
        let mut state = vec![0_u64; self.places.div_ceil(64)].into_boxed_slice();
        for place in places {
            if let Some(word) = state.get_mut(place / 64) {
                *word |= 1 << (place % 64);
            }
        }
        state
    }

    fn step(&self, state: &Places, steps: &[Vec<usize>]) -> Places {
        let from = bits(state).filter_map(|place| steps.get(place));
        self.state(from.flatten().copied())
    }

    /// Which patterns match what was read.
    fn accepted(&self, state: &Places) -> Vec<bool> {
        let ends = self.automata.iter().zip(&self.firsts).map(|(automaton, first)| first + automaton.letters.len());
        ends.map(|end| state.get(end / 64).is_some_and(|word| word >> (end % 64) & 1 == 1)).collect()
    }
}

/// The places of a state, in order.
fn bits(state: &Places) -> impl Iterator<Item = usize> + '_ {
    state.iter().enumerate().flat_map(|(number, &word)| {
        let mut left = word;
        std::iter::from_fn(move || {
            let place = (left != 0).then(|| left.trailing_zeros() as usize)?;
            left &= left - 1;
            Some(number * 64 + place)
        })
    })
}

/// For each place of all automata: where a letter leads.
fn steps(automata: &[Automaton], firsts: &[usize], letter: char) -> Vec<Vec<usize>> {
    let of = |(automaton, first): (&Automaton, &usize)| {
        let first = *first;
        let lead = |place: usize| automaton.step(&[place], letter).into_iter().map(|to| first + to).collect();
        (0..=automaton.letters.len()).map(lead).collect::<Vec<Vec<usize>>>()
    };
    automata.iter().zip(firsts).flat_map(of).collect()
}

/// The letters of all patterns, and one that is in none of them and represents all other letters.
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
    fn new(pattern: &str, wildcards: Wildcards) -> Self {
        Self { letters: pattern.chars().collect(), wildcards }
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

    /// Whether the star is between two slashes that may coincide (R-PAT-4).
    fn merges_at(&self, star: usize) -> bool {
        let before = star.checked_sub(1).and_then(|before| self.letters.get(before));
        self.wildcards == Wildcards::Documented && before == Some(&'/') && self.letters.get(star + 1) == Some(&'/')
    }
}
