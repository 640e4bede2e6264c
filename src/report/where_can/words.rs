//! The sentences of where a principal can do one thing.

use super::picture::{AnswerPlaces, WhereCanReport};
use crate::report::answers::asked;
use crate::report::answers::phrases::target_called;
use crate::report::terms::Verdict;
use crate::report::words::{count, shortened, verdict_in_words};

/// The answer in one line: the highest scopes.
pub(crate) fn answer(report: &WhereCanReport<'_>, places: &[AnswerPlaces<'_>]) -> String {
    let of = |verdict: Verdict| places.iter().filter(move |of| of.result.verdict() == verdict);
    let able: Vec<String> =
        of(Verdict::Allowed).flat_map(|of| of.highest.iter().map(|target| target_called(*target))).collect();
    let who = report.principal().called();
    let asked = count(report.answers.targets().len(), "scope");
    let first = match able.as_slice() {
        [] if places.is_empty() => format!("{who} can do it at none of the scopes that the exports name"),
        [] => format!("{who} can do it at no scope for certain"),
        some => format!("{who} can at {}", shortened(some, 4)),
    };
    let open = [Verdict::Eligible, Verdict::Conditional, Verdict::Unknown, Verdict::Blocked].map(|verdict| {
        let scopes: usize = of(verdict).map(|of| of.result.target_numbers().len()).sum();
        (scopes, verdict)
    });
    let open = open.iter().filter(|(scopes, _)| *scopes > 0);
    let open = open.map(|(scopes, verdict)| format!("{} at {scopes}", verdict_in_words(*verdict)));
    let all: Vec<String> = [first].into_iter().chain(open).chain([format!("{asked} asked")]).collect();
    all.join("; ")
}

/// What was asked.
pub(crate) fn question(report: &WhereCanReport<'_>) -> String {
    asked::in_words(&report.found.answer.question.asked)
}

/// How many scopes an answer is for, beside the highest.
pub(crate) fn below(places: &AnswerPlaces<'_>) -> String {
    let left = places.result.target_numbers().len() - places.highest.len();
    if left == 0 { String::new() } else { format!(", and at {} below", count(left, "known scope")) }
}
