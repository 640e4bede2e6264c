//! One question about a set of strings: what do the grants and deny assignments at a scope say, for the worst string of the set?
//!
//! A string is described by the patterns that match it (`numbering.rs`), and the table of [`super::verdict`] gives its answer. The algebra
//! looks for strings whose answer is worse than the worst one so far, until it finds no more. Deny assignments are in `denial.rs`.

use super::clauses::{DenyClause, GrantClause, Required};
use super::decision::Verdict;
use super::denial;
use super::numbering::{GrantBits, Numbering, is_in};
use super::verdict::{self, Denial};
use crate::condition::{Context, Truth};
use crate::pattern::{Pattern, Search, Wildcards, search};

/// The answer for a whole required set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Worst {
    /// The worst answer of any string, and a string that has it; `None` if every string has the best possible answer.
    Found(Verdict, Option<String>),
    /// The search ran out of its budget: nothing can be said.
    Undecided,
}

/// A question, ready to be asked.
pub(super) struct SetQuestion<'q> {
    set: &'q Required,
    clauses: BearingClauses<'q>,
    context: &'q Context,
    wildcards: Wildcards,
}

/// What bears on a question.
#[derive(Clone, Copy, Default)]
pub(super) struct BearingClauses<'q> {
    /// What is granted.
    pub(super) grants: &'q [GrantClause<'q>],
    /// What is denied.
    pub(super) denies: &'q [DenyClause<'q>],
}

impl<'q> SetQuestion<'q> {
    /// Asks about the strings of `set`.
    pub(super) fn new(set: &'q Required, clauses: BearingClauses<'q>, context: &'q Context, wildcards: Wildcards) -> Self {
        Self { set, clauses, context, wildcards }
    }

    /// The worst answer over all strings of the required set. Where some string is not granted, no deny assignment counts. Where all are,
    /// each deny assignment is asked by itself: nothing that one says bears on another.
    pub(super) fn worst(&self) -> Worst {
        match self.worst_grant() {
            Worst::Found(granted, witness) if granted > Verdict::NotAllowed => self.less_denies(granted, witness),
            no_grant_or_undecided => no_grant_or_undecided,
        }
    }

    /// The same, were there no deny assignments.
    fn worst_grant(&self) -> Worst {
        let mut worst = (Verdict::Allowed, None);
        for sample in self.set.samples() {
            self.lower(&mut worst, sample);
        }
        if worst.0 == Verdict::NotAllowed || self.set.is_literal() || self.is_plainly(worst.0) {
            return Worst::Found(worst.0, worst.1);
        }
        let mut numbering = Numbering::new(self.set, self.wildcards);
        let required = numbering.required();
        let grants: Vec<GrantBits> = self.clauses.grants.iter().map(|grant| numbering.grant(grant)).collect();
        while worst.0 > Verdict::NotAllowed {
            let accept = |bits: &[bool]| is_in(&required, bits) && of_bits(&grants, bits, self.context) < worst.0;
            match search(&numbering.patterns, &accept, self.wildcards) {
                Search::Found(string) => self.lower(&mut worst, string),
                Search::None => break,
                Search::Undecided => return Worst::Undecided,
            }
        }
        Worst::Found(worst.0, worst.1)
    }

    fn lower(&self, worst: &mut (Verdict, Option<String>), string: String) {
        if self.set.contains(&string, self.wildcards) {
            let granted = self.clauses.grants.iter().filter_map(|grant| grant.gives(&string, self.context)).max();
            let verdict = verdict::of_string(granted, Denial::None);
            if verdict < worst.0 {
                *worst = (verdict, Some(string));
            }
        }
    }

    /// The usual case, without a search: for every required pattern some grant gives all of it, at this answer or better.
    fn is_plainly(&self, verdict: Verdict) -> bool {
        let enough: Vec<&GrantClause<'_>> =
            self.clauses.grants.iter().filter(|grant| self.always(grant) >= Some(verdict)).collect();
        !enough.is_empty() && self.set.patterns().all(|wanted| enough.iter().any(|grant| self.gives_all(grant, wanted)))
    }

    /// What a grant gives wherever it gives anything; `None` where that may not be the same for all strings.
    fn always(&self, grant: &GrantClause<'_>) -> Option<Verdict> {
        let [blocks] = &*grant.alternatives else { return None };
        if blocks.iter().any(|clause| clause.condition.is_some()) {
            return None;
        }
        let truth = match grant.condition.as_deref() {
            None => Truth::True,
            Some(condition) if condition.speaks_of_actions() => return None,
            Some(condition) => condition.evaluate_region(&[], self.context),
        };
        verdict::of_grant(grant.verdict, truth)
    }

    /// Whether one block of a grant has every string of a pattern.
    fn gives_all(&self, grant: &GrantClause<'_>, wanted: &Pattern) -> bool {
        grant.alternatives.iter().flatten().any(|clause| {
            clause.block.allow.iter().any(|own| own.covers(wanted, self.wildcards))
                && !clause.block.except.iter().any(|own| own.overlaps(wanted, self.wildcards))
        })
    }

    fn less_denies(&self, granted: Verdict, witness: Option<String>) -> Worst {
        match denial::worst(self.set, self.clauses.denies, self.context, self.wildcards) {
            None => Worst::Undecided,
            Some((Denial::None, _)) => Worst::Found(granted, witness),
            Some((Denial::Maybe, _)) if granted <= Verdict::Unknown => Worst::Found(granted, witness),
            Some((Denial::Maybe, string)) => Worst::Found(Verdict::Unknown, string),
            Some((Denial::Sure, string)) => Worst::Found(Verdict::Blocked, string),
        }
    }
}

/// The answer for a string that is described by the patterns that match it, whatever is denied.
fn of_bits(grants: &[GrantBits], bits: &[bool], context: &Context) -> Verdict {
    verdict::of_string(grants.iter().filter_map(|grant| grant.gives(bits, context)).max(), Denial::None)
}

/// Whether a set has any string; `None` where the search gives up. Exceptions may leave nothing of it.
pub(super) fn has_strings(set: &Required, wildcards: Wildcards) -> Option<bool> {
    if set.samples().any(|sample| set.contains(&sample, wildcards)) {
        return Some(true);
    }
    let mut numbering = Numbering::new(set, wildcards);
    let required = numbering.required();
    match search(&numbering.patterns, &|bits| is_in(&required, bits), wildcards) {
        Search::Found(_) => Some(true),
        Search::None => Some(false),
        Search::Undecided => None,
    }
}
