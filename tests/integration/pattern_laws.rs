//! Laws of the pattern algebra, held against brute force over short strings and against automata of an independent crate.

use std::collections::{HashSet, VecDeque};

use proptest::prelude::*;
use regex_automata::Anchored;
use regex_automata::dfa::{Automaton, dense};
use regex_automata::util::primitives::StateID;
use regex_automata::util::start;
use rolecall::pattern::{Block, Pattern, PatternSet, Search, Wildcards, search};

/// Letters of the generated patterns, and one that no pattern contains.
const ALPHABET: [char; 5] = ['a', 'b', 'c', '/', 'z'];

pub(crate) fn one_star() -> impl Strategy<Value = Pattern> + Clone {
    let text = prop_oneof![
        1 => "[abc/]{0,5}",
        4 => "[abc/]{0,4}\\*[abc/]{0,4}",
        2 => "[abc]{0,2}/\\*/[abc]{0,2}",
    ];
    text.prop_map(|text| Pattern::parse(&text))
}

pub(crate) fn any_stars() -> impl Strategy<Value = Pattern> + Clone {
    prop_oneof![3 => one_star(), 1 => "[ab/]{0,2}\\*[ab/]{0,3}\\*[ab/]{0,2}".prop_map(|text| Pattern::parse(&text))]
}

pub(crate) fn set(pattern: impl Strategy<Value = Pattern> + Clone) -> impl Strategy<Value = PatternSet> {
    let block = (prop::collection::vec(pattern.clone(), 0..4), prop::collection::vec(pattern, 0..3));
    let block = block.prop_map(|(allow, except)| Block { allow, except });
    prop::collection::vec(block, 0..3).prop_map(|blocks| PatternSet { blocks })
}

pub(crate) fn wildcards() -> impl Strategy<Value = Wildcards> {
    prop_oneof![Just(Wildcards::Documented), Just(Wildcards::Strict)]
}

/// All strings of up to five letters, by the letter.
pub(crate) fn short_strings() -> Vec<String> {
    let mut all = vec![String::new()];
    let mut last = all.clone();
    for _ in 0..5 {
        last = last.iter().flat_map(|string| ALPHABET.map(|letter| format!("{string}{letter}"))).collect();
        all.extend(last.iter().cloned());
    }
    all
}

/// A pattern as a regular expression, straight from R-PAT-5 and R-PAT-7.
fn as_regex(pattern: &Pattern, wildcards: Wildcards) -> String {
    let mut regex = String::new();
    let mut letters = pattern.folded().chars().peekable();
    let mut last = None;
    while let Some(letter) = letters.next() {
        match letter {
            '*' if wildcards == Wildcards::Documented && last == Some('/') && letters.peek() == Some(&'/') => {
                regex.push_str("(?:.*/)?");
                last = letters.next();
                continue;
            }
            '*' => regex.push_str(".*"),
            plain => regex.push(plain),
        }
        last = Some(letter);
    }
    regex
}

/// What each of some patterns says, as a product of automata that another crate built.
pub(crate) struct Oracle {
    automata: Vec<dense::DFA<Vec<u32>>>,
}

impl Oracle {
    pub(crate) fn new(patterns: &[&Pattern], wildcards: Wildcards) -> Self {
        let build = |pattern: &&Pattern| {
            dense::DFA::new(&format!("^(?:{})$", as_regex(pattern, wildcards))).expect("a regular expression")
        };
        Self { automata: patterns.iter().map(build).collect() }
    }

    /// The length of the shortest string with accepted bits.
    pub(crate) fn shortest(&self, accept: &dyn Fn(&[bool]) -> bool) -> Option<usize> {
        let config = start::Config::new().anchored(Anchored::Yes);
        let start: Vec<StateID> = self.automata.iter().map(|dfa| dfa.start_state(&config).expect("a start")).collect();
        let mut seen = HashSet::from([start.clone()]);
        let mut queue = VecDeque::from([(start, 0)]);
        while let Some((state, length)) = queue.pop_front() {
            let ends = |(dfa, id): (&dense::DFA<Vec<u32>>, &StateID)| dfa.is_match_state(dfa.next_eoi_state(*id));
            let bits: Vec<bool> = self.automata.iter().zip(&state).map(ends).collect();
            if accept(&bits) {
                return Some(length);
            }
            for letter in ALPHABET {
                let mut byte = [0];
                letter.encode_utf8(&mut byte);
                let next: Vec<StateID> =
                    self.automata.iter().zip(&state).map(|(dfa, id)| dfa.next_state(*id, byte[0])).collect();
                if seen.insert(next.clone()) {
                    queue.push_back((next, length + 1));
                }
            }
        }
        None
    }
}

pub(crate) fn patterns_of(set: &PatternSet) -> Vec<&Pattern> {
    set.blocks.iter().flat_map(|block| block.allow.iter().chain(&block.except)).collect()
}

/// Membership in a set, from the bits of its patterns alone.
pub(crate) fn holds(set: &PatternSet, bits: &[bool]) -> bool {
    let mut bits = bits.iter().copied();
    let mut found = false;
    for block in &set.blocks {
        let allow = block.allow.iter().filter(|_| bits.next().unwrap_or(false)).count();
        let except = block.except.iter().filter(|_| bits.next().unwrap_or(false)).count();
        found |= allow > 0 && except == 0;
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn pattern_matching_is_the_regular_expression(pattern in any_stars(), wildcards in wildcards()) {
        let regex = regex::Regex::new(&format!("^(?:{})$", as_regex(&pattern, wildcards))).expect("a regular expression");
        for string in short_strings() {
            prop_assert_eq!(pattern.matches(&string, wildcards), regex.is_match(&string), "{} on {}", pattern.text(), string);
        }
    }

    #[test]
    fn pattern_overlap_and_inclusion_are_those_of_the_languages(first in any_stars(), second in any_stars(), wildcards in wildcards()) {
        let oracle = Oracle::new(&[&first, &second], wildcards);
        prop_assert_eq!(first.overlaps(&second, wildcards), oracle.shortest(&|bits| bits == [true, true]).is_some());
        prop_assert_eq!(first.covers(&second, wildcards), oracle.shortest(&|bits| bits == [false, true]).is_none());
    }

    #[test]
    fn pattern_a_search_finds_the_shortest_string(
        patterns in prop::collection::vec(one_star(), 0..6),
        wanted in prop::collection::vec(any::<Option<bool>>(), 6),
        wildcards in wildcards(),
    ) {
        let patterns: Vec<&Pattern> = patterns.iter().collect();
        let accept = |bits: &[bool]| bits.iter().zip(&wanted).all(|(bit, wanted)| wanted.is_none_or(|wanted| wanted == *bit));
        let found = search(&patterns, &accept, wildcards);
        let shortest = Oracle::new(&patterns, wildcards).shortest(&accept);
        match found {
            Search::Found(witness) => {
                let bits: Vec<bool> = patterns.iter().map(|pattern| pattern.matches(&witness, wildcards)).collect();
                prop_assert!(accept(&bits), "{} is no witness", witness);
                prop_assert_eq!(Some(witness.chars().count()), shortest);
            }
            Search::None => prop_assert_eq!(shortest, None),
            Search::Undecided => prop_assert!(false, "one star is always decided"),
        }
    }

    #[test]
    fn pattern_a_difference_of_sets_is_that_of_the_languages(first in set(one_star()), second in set(one_star()), wildcards in wildcards()) {
        difference_holds(&first, &second, wildcards)?;
    }

    #[test]
    fn pattern_a_difference_with_several_stars_is_that_of_the_languages(first in set(any_stars()), second in set(any_stars()), wildcards in wildcards()) {
        difference_holds(&first, &second, wildcards)?;
    }

    #[test]
    fn pattern_a_set_is_within_itself(set in set(any_stars()), wildcards in wildcards()) {
        prop_assert_ne!(set.is_within(&set, wildcards), Some(false));
    }

    #[test]
    fn pattern_strict_wildcards_never_match_more(pattern in any_stars(), action in "[abc/]{0,6}") {
        prop_assert!(!pattern.matches(&action, Wildcards::Strict) || pattern.matches(&action, Wildcards::Documented));
    }
}

fn difference_holds(first: &PatternSet, second: &PatternSet, wildcards: Wildcards) -> Result<(), TestCaseError> {
    let mut patterns = patterns_of(first);
    let own = patterns.len();
    patterns.extend(patterns_of(second));
    let accept = |bits: &[bool]| {
        let (own, other) = bits.split_at(own);
        holds(first, own) && !holds(second, other)
    };
    let shortest = Oracle::new(&patterns, wildcards).shortest(&accept);
    match first.escape(second, wildcards) {
        Search::Found(witness) => {
            prop_assert!(first.contains(&witness, wildcards) && !second.contains(&witness, wildcards));
            prop_assert_eq!(Some(witness.chars().count()), shortest);
            prop_assert_eq!(first.is_within(second, wildcards), Some(false));
        }
        Search::None => {
            prop_assert_eq!(shortest, None);
            prop_assert_eq!(first.is_within(second, wildcards), Some(true));
        }
        Search::Undecided => {}
    }
    Ok(())
}
