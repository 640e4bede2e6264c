//! [`bounded`]: what searches over patterns with several stars may cost, all of a run together.
//!
//! One search has a budget of its own as well (`product.rs`). Both count steps, not time: the same input gives the same answers.

use std::cell::Cell;

/// How many steps all searches of a run may take together; a search step reads or writes some machine words.
const OF_A_RUN: u64 = 60_000_000;

thread_local! {
    /// What is left for the run; `None` outside of a run.
    static LEFT: Cell<Option<u64>> = const { Cell::new(None) };
    static IS_SPENT: Cell<bool> = const { Cell::new(false) };
}

/// Does some work with a budget for all its searches together. Also says whether a search was left undecided because the budget was
/// spent: each search after that is [`super::Search::Undecided`].
pub fn bounded<T>(work: impl FnOnce() -> T) -> (T, bool) {
    let before = (LEFT.replace(Some(OF_A_RUN)), IS_SPENT.replace(false));
    let done = work();
    LEFT.set(before.0);
    (done, IS_SPENT.replace(before.1))
}

/// Whether searches share a budget here: then they have to be on this thread.
pub(crate) fn is_bounded() -> bool {
    LEFT.get().is_some()
}

/// Takes steps from the budget of the run; `false` if it has too few left. Outside of a run there is no limit.
pub(crate) fn take(steps: u64) -> bool {
    let Some(left) = LEFT.get() else { return true };
    let rest = left.checked_sub(steps);
    LEFT.set(Some(rest.unwrap_or(0)));
    IS_SPENT.set(IS_SPENT.get() || rest.is_none());
    rest.is_some()
}

#[cfg(test)]
mod tests {
    use super::super::{Pattern, Search, Wildcards, search};
    use super::*;

    #[test]
    fn a_run_of_hard_searches_ends_early_and_says_so() {
        let texts = ["*e*b*h*f*g*d*c*a*", "*a*d*g*h*e*f*c*b*", "*e*c*f*g*d*h*b*a*", "*a*g*c*b*d*e*f*h*", "*g*b*c*h*a*f*e*d*"];
        let patterns: Vec<Pattern> = texts.iter().map(|text| Pattern::parse(text)).collect();
        let borrowed: Vec<&Pattern> = patterns.iter().collect();
        let hard = || search(&borrowed, &|_| false, Wildcards::Documented);
        let (found, is_spent) = bounded(|| (0..100).fold(None, |_, _| Some(hard())));
        assert_eq!((found, is_spent), (Some(Search::Undecided), true));
        let (easy, is_spent) = bounded(|| patterns.iter().all(|pattern| pattern.overlaps(pattern, Wildcards::Documented)));
        assert!(easy && !is_spent, "another run has a budget of its own");
    }
}
