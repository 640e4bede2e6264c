//! Who can do a task, a line for each answer that somebody gets.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::matrix::{Answering, Matrix};
use crate::report::terms::Verdict;
use crate::report::words::verdict_in_words;

/// More names than this are not written in one line.
const NAMES: usize = 8;
/// The answers that are no mere no, the best first.
const ANSWERS: [Verdict; 5] = [Verdict::Allowed, Verdict::Eligible, Verdict::Conditional, Verdict::Unknown, Verdict::Blocked];

/// An answer to a task, and who gets it.
pub(crate) struct WhoLine {
    /// The answer.
    pub(crate) verdict: Verdict,
    /// How many get it, and their names.
    pub(crate) words: String,
}

/// The answers to a task, by its number; never empty.
pub(crate) fn who_can(matrix: &Matrix<'_>, task: usize) -> Vec<WhoLine> {
    let targets = matrix.targets.get(task).copied().unwrap_or_default();
    if targets == 0 {
        let words = "not asked: the exports name no target for it".to_owned();
        return vec![WhoLine { verdict: Verdict::NotAsked, words }];
    }
    let line = |verdict| {
        let (people, groups) = matrix.with(task, verdict);
        let number = people.len() + groups.len();
        let words = || format!("{number} {}: {}", verdict_in_words(verdict), in_words(&people, &groups, targets));
        (number > 0).then(|| WhoLine { verdict, words: words() })
    };
    let lines: Vec<WhoLine> = ANSWERS.into_iter().filter_map(line).collect();
    // Where no principal is known, nobody has shown that nobody can (R-EVAL-9).
    if matrix.is_empty() {
        return vec![WhoLine { verdict: Verdict::Unknown, words: "not known: the exports name no principal".to_owned() }];
    }
    let nobody = || vec![WhoLine { verdict: Verdict::NotAllowed, words: matrix.nobody_asked().to_owned() }];
    if lines.is_empty() { nobody() } else { lines }
}

/// The names of people and services, then those of groups.
fn in_words(people: &[Answering<'_>], groups: &[Answering<'_>], targets: usize) -> String {
    match (people.is_empty(), groups.is_empty()) {
        (_, true) => named(people, targets),
        (true, false) => format!("only groups: {}", named(groups, targets)),
        (false, false) => format!("{}; groups: {}", named(people, targets), named(groups, targets)),
    }
}

/// Names, those with the same number of targets together, the most targets first.
fn named(list: &[Answering<'_>], targets: usize) -> String {
    let mut parts: BTreeMap<Reverse<usize>, Vec<String>> = BTreeMap::new();
    for (own, on) in list.iter().take(NAMES) {
        parts.entry(Reverse(*on)).or_default().push(own.called());
    }
    let part = |(Reverse(on), names): (&Reverse<usize>, &Vec<String>)| {
        let names = names.join(", ");
        if *on < targets { format!("{names} (on {on} of {targets})") } else { names }
    };
    let shown = parts.iter().map(part).collect::<Vec<_>>().join("; ");
    match list.len().saturating_sub(NAMES) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
