//! Patterns with several stars, as automata: a search over their product.
//!
//! The service refuses such patterns (R-PAT-1), so they occur only in deny assignments and in files written by hand. The product is
//! walked breadth first, so the string that is found is a shortest one. The walk gives up beyond a budget of states and of steps.

use std::collections::VecDeque;
use std::rc::Rc;

use rustc_hash::FxHashSet;

use super::budget;
use super::found::Search;
use super::wildcards::Wildcards;

/// How many states a search may visit before it gives up.
const STATES: usize = 20_000;

/// How many steps a search may take; a step reads or writes some words of a state.
const STEPS: u64 = 10_000_000;

/// How many words the tables of a search may have.
const WORDS: usize = 1 << 18;

/// The places that all automata together can be at, a bit each: those of the first automaton first. A pattern is a chain of places, one
/// before each letter and one at its end; a star is a place that reads anything and stays.
type Places = Rc<[u64]>;

/// The shortest string whose patterns are accepted. No two stars of a pattern are side by side.
pub(super) fn search(patterns: &[&str], accept: &dyn Fn(&[bool]) -> bool, wildcards: Wildcards) -> Search {
    if !budget::take(tables(patterns)) {
        return Search::Undecided;
    }
    let Some(product) = Product::new(patterns, wildcards) else { return Search::Undecided };
    let start = product.start();
    let mut seen = FxHashSet::from_iter([start.clone()]);
    let mut queue = VecDeque::from([(start, String::new())]);
    let mut steps = 0;
    while let Some((state, string)) = queue.pop_front() {
        steps += product.cost();
        if seen.len() > STATES || steps > STEPS || !budget::take(product.cost()) {
            return Search::Undecided;
        }
        if accept(&product.accepted(&state)) {
            return Search::Found(string);
        }
        for (letter, readers) in &product.letters {
            let next = product.step(&state, readers);
            if seen.insert(Rc::clone(&next)) {
                queue.push_back((next, format!("{string}{letter}")));
            }
        }
    }
    Search::None
}

/// What the tables of a search cost, in steps.
fn tables(patterns: &[&str]) -> u64 {
    const LETTER: usize = 16;
    patterns.iter().map(|pattern| (pattern.len() + 1) * LETTER).sum::<usize>() as u64
}

/// Several automata that read the same string.
struct Product {
    /// The first place of each.
    firsts: Vec<usize>,
    /// The last place of each.
    ends: Vec<usize>,
    words: usize,
    stars: Vec<u64>,
    /// The stars between two slashes that may coincide (R-PAT-4).
    merging: Vec<u64>,
    /// For each letter the places that read it, stars left out; sorted but for the last, which no place reads.
    letters: Vec<(char, Vec<u64>)>,
}

impl Product {
    /// `None` if the tables would be too large.
    fn new(patterns: &[&str], wildcards: Wildcards) -> Option<Self> {
        let alphabet = alphabet(patterns);
        let total: usize = patterns.iter().map(|pattern| pattern.chars().count() + 1).sum();
        let words = total.div_ceil(64);
        if words.saturating_mul(alphabet.len()) > WORDS {
            return None;
        }
        let empty = vec![0; words];
        let letters = alphabet.into_iter().map(|letter| (letter, empty.clone())).collect();
        let mut product = Self { firsts: Vec::new(), ends: Vec::new(), words, stars: empty.clone(), merging: empty, letters };
        let mut first = 0;
        for pattern in patterns {
            product.add(&pattern.chars().collect::<Vec<char>>(), first, wildcards);
            first += pattern.chars().count() + 1;
        }
        Some(product)
    }

    fn add(&mut self, pattern: &[char], first: usize, wildcards: Wildcards) {
        self.firsts.push(first);
        self.ends.push(first + pattern.len());
        for (at, letter) in pattern.iter().enumerate() {
            if *letter != '*' {
                let Some((_, known)) = self.letters.split_last_mut() else { continue };
                let found = known.binary_search_by_key(letter, |(own, _)| *own);
                let readers = found.ok().and_then(|found| known.get_mut(found));
                if let Some((_, readers)) = readers {
                    set(readers, first + at);
                }
                continue;
            }
            set(&mut self.stars, first + at);
            let between = at.checked_sub(1).and_then(|before| pattern.get(before)) == Some(&'/');
            if wildcards == Wildcards::Documented && between && pattern.get(at + 1) == Some(&'/') {
                set(&mut self.merging, first + at);
            }
        }
    }

    /// What a state costs, in steps.
    fn cost(&self) -> u64 {
        (self.letters.len() * (self.words + 8) + self.ends.len()) as u64
    }

    fn start(&self) -> Places {
        let mut state = vec![0; self.words];
        self.firsts.iter().for_each(|first| set(&mut state, *first));
        self.close(&mut state);
        state.into()
    }

    /// Where a letter leads: one on from the places that read it; a star stays as well, and what is behind it was reached before.
    fn step(&self, state: &Places, readers: &[u64]) -> Places {
        let mut next = vec![0; self.words];
        let mut carry = 0;
        for (to, (from, readers)) in next.iter_mut().zip(state.iter().zip(readers)) {
            let read = from & readers;
            *to = read << 1 | carry;
            carry = read >> 63;
        }
        self.close(&mut next);
        // A star that has read something no longer merges the slashes beside it: only the place behind it is reached.
        let mut carry = 0;
        for (to, (from, stars)) in next.iter_mut().zip(state.iter().zip(&self.stars)) {
            let stay = from & stars;
            *to |= stay | stay << 1 | carry;
            carry = stay >> 63;
        }
        next.into()
    }

    /// Adds what is reached without reading from places that were just reached: past a star, and past the slash behind it where the
    /// two slashes merge.
    fn close(&self, state: &mut [u64]) {
        let (mut from_one, mut from_two) = (0, 0);
        let tables = self.stars.iter().zip(&self.merging);
        for (word, (stars, merging)) in state.iter_mut().zip(tables) {
            *word |= from_one | from_two;
            // A chain of merging stars is walked two places at a time, all within the words that follow.
            loop {
                let reached = *word | (*word & stars) << 1 | (*word & merging) << 2;
                if reached == *word {
                    break;
                }
                *word = reached;
            }
            from_one = (*word & stars) >> 63;
            from_two = (*word & merging) >> 62;
        }
    }

    /// Which patterns match what was read.
    fn accepted(&self, state: &Places) -> Vec<bool> {
        self.ends.iter().map(|end| state.get(end / 64).is_some_and(|word| word >> (end % 64) & 1 == 1)).collect()
    }
}

fn set(places: &mut [u64], place: usize) {
    if let Some(word) = places.get_mut(place / 64) {
        *word |= 1 << (place % 64);
    }
}

/// The letters of all patterns, and at the end one that is in none of them and represents all other letters.
fn alphabet(patterns: &[&str]) -> Vec<char> {
    let mut letters: Vec<char> = patterns.iter().flat_map(|pattern| pattern.chars()).filter(|letter| *letter != '*').collect();
    letters.sort_unstable();
    letters.dedup();
    let mut others = std::iter::once('x').chain('a'..='z').chain('0'..='9').chain('\u{a1}'..=char::MAX);
    letters.extend(others.find(|other| letters.binary_search(other).is_err()));
    letters
}
