//! [`search`]: looks for a string by the patterns that match it. Inclusion, difference and every decision are built on it.

use super::found::Search;
use super::single::Pattern;
use super::wildcards::Wildcards;
use super::{product, representatives};

/// Looks for the shortest string whose patterns are accepted: `accept` gets, for each pattern, whether it matches.
///
/// Exact over all strings. Only patterns with several stars, which the service refuses (R-PAT-1), can leave it undecided.
pub fn search(patterns: &[&Pattern], accept: &dyn Fn(&[bool]) -> bool, wildcards: Wildcards) -> Search {
    if patterns.iter().any(|pattern| pattern.is_several()) {
        return product::search(&texts(patterns), accept, wildcards);
    }
    representatives::search(patterns, None, accept, wildcards).map_or(Search::None, Search::Found)
}

/// The same among the strings of `base` alone, which is not one of the patterns.
pub(super) fn search_within(
    base: &Pattern,
    patterns: &[&Pattern],
    accept: &dyn Fn(&[bool]) -> bool,
    wildcards: Wildcards,
) -> Search {
    if base.is_several() || patterns.iter().any(|pattern| pattern.is_several()) {
        let mut all = patterns.to_vec();
        all.push(base);
        let inside = |bits: &[bool]| bits.split_last().is_some_and(|(in_base, rest)| *in_base && accept(rest));
        return product::search(&texts(&all), &inside, wildcards);
    }
    representatives::search(patterns, Some(base), accept, wildcards).map_or(Search::None, Search::Found)
}

fn texts<'p>(patterns: &[&'p Pattern]) -> Vec<&'p str> {
    patterns.iter().map(|pattern| pattern.folded()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shortest_string_is_found() {
        let cases: [(&[&str], &[bool], Search, &str); 7] = [
            (&["a/*", "*/b"], &[true, true], Search::Found("a/b".into()), "prefix and suffix share the slash"),
            (&["a/*/b"], &[true], Search::Found("a/b".into()), "the slashes of one pattern merge"),
            (&["*", "a*"], &[true, false], Search::Found(String::new()), "the empty string is a string"),
            (&["a*", "a/*", "ax*"], &[true, false, false], Search::Found("a".into()), "the prefix alone"),
            (&["*a", "a", "*x", ""], &[true, false, false, false], Search::Found("aa".into()), "a literal is stepped around"),
            (&["a*", "a", "ax"], &[true, false, false], Search::Found("ab".into()), "a fresh letter goes on with nothing"),
            (&["a/*", "*"], &[true, false], Search::None, "everything holds everything"),
        ];
        for (patterns, wanted, found, reason) in cases {
            let patterns: Vec<Pattern> = patterns.iter().map(|text| Pattern::parse(text)).collect();
            let borrowed: Vec<&Pattern> = patterns.iter().collect();
            let got = search(&borrowed, &|bits| bits == wanted, Wildcards::Documented);
            match (&got, &found) {
                (Search::Found(got), Search::Found(found)) => assert_eq!(got.len(), found.len(), "{reason}: {got}"),
                _ => assert_eq!(got, found, "{reason}"),
            }
        }
    }
}
