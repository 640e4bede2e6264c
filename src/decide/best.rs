//! [`BestQuestion`]: what the grants and deny assignments at a scope say for the best string of a set, as `question.rs` asks for the worst.

use super::clauses::{DenyClause, GrantClause, PlaneBlock, Required};
use super::decision::Verdict;
use super::numbering::{DenyBits, GrantBits, Numbering, is_in};
use super::question::BearingClauses;
use super::verdict::{self, Denial};
use crate::condition::Context;
use crate::pattern::{Search, Wildcards, search};

/// The best answer of any string of a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Best {
    /// No grant gives any string.
    Nothing,
    /// This answer, and a string that has it.
    Found(Verdict, String),
    /// The search ran out of its budget: there may be a better answer.
    Undecided,
}

/// A question about the best string of a set, ready to be asked.
pub(super) struct BestQuestion<'q> {
    set: &'q Required,
    grants: Vec<&'q GrantClause<'q>>,
    denies: &'q [DenyClause<'q>],
    context: &'q Context,
}

impl<'q> BestQuestion<'q> {
    /// Asks about the strings of `set`. Grants that have no string of it do not count.
    pub(super) fn new(set: &'q Required, clauses: BearingClauses<'q>, context: &'q Context) -> Self {
        let meets = |block: &PlaneBlock| {
            let mut own = block.block.allow.iter();
            own.any(|own| set.patterns().any(|wanted| wanted.overlaps(own, context.wildcards())))
        };
        let counts = |grant: &&GrantClause<'_>| grant.alternatives.iter().flatten().any(meets);
        Self { set, grants: clauses.grants.iter().filter(counts).collect(), denies: clauses.denies, context }
    }

    /// The best answer. Known operations come first: one of them is the example wherever one has the best answer.
    pub(super) fn best<'n>(&self, operations: impl Iterator<Item = &'n str>) -> Best {
        let Some(most) = self.grants.iter().map(|grant| grant.verdict).max() else { return Best::Nothing };
        let mut best = Best::Nothing;
        for operation in operations.map(str::to_owned).chain(self.set.samples()) {
            self.raise(&mut best, operation);
            if best.verdict() == most {
                return best;
            }
        }
        if self.set.is_literal() { best } else { self.search(best) }
    }

    /// Looks for strings with a better answer, until there are no more.
    fn search(&self, mut best: Best) -> Best {
        let mut numbering = Numbering::new(self.set, self.wildcards());
        let required = numbering.required();
        let grants: Vec<GrantBits> = self.grants.iter().map(|grant| numbering.grant(grant)).collect();
        let denies: Vec<DenyBits> = self.denies.iter().map(|deny| numbering.deny(deny)).collect();
        let of_bits = |bits: &[bool]| {
            let granted = grants.iter().filter_map(|grant| grant.gives(bits, self.context)).max();
            let denial = denies.iter().map(|deny| deny.says(bits, self.context)).max();
            verdict::of_string(granted, denial.unwrap_or(Denial::None))
        };
        loop {
            let accept = |bits: &[bool]| is_in(&required, bits) && of_bits(bits) > best.verdict();
            match search(&numbering.patterns, &accept, self.wildcards()) {
                Search::Found(string) => {
                    if !self.raise(&mut best, string) {
                        return Best::Undecided;
                    }
                }
                Search::None => return best,
                Search::Undecided => return Best::Undecided,
            }
        }
    }

    /// Keeps a string that has a better answer.
    fn raise(&self, best: &mut Best, string: String) -> bool {
        if !self.set.contains(&string, self.wildcards()) {
            return false;
        }
        let granted = self.grants.iter().filter_map(|grant| grant.gives(&string, self.context)).max();
        let denial = self.denies.iter().map(|deny| deny.says(&string, self.context)).max();
        let verdict = verdict::of_string(granted, denial.unwrap_or(Denial::None));
        let is_better = verdict > best.verdict();
        if is_better {
            *best = Best::Found(verdict, string);
        }
        is_better
    }

    fn wildcards(&self) -> Wildcards {
        self.context.wildcards()
    }
}

impl Best {
    fn verdict(&self) -> Verdict {
        match self {
            Self::Nothing | Self::Undecided => Verdict::NotAllowed,
            Self::Found(verdict, _) => *verdict,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use crate::pattern::{Block, Pattern};

    fn blocks(allow: &[&str], except: &[&str]) -> Vec<PlaneBlock> {
        let patterns = |texts: &[&str]| texts.iter().map(|text| Pattern::parse(text)).collect();
        vec![PlaneBlock { block: Block { allow: patterns(allow), except: patterns(except) }, condition: None }]
    }

    /// What is asked for, what is granted less its exceptions, what is denied, the answer and the example, and why.
    type Case = (&'static str, (&'static [&'static str], &'static [&'static str]), &'static [&'static str], Best, &'static str);

    #[test]
    fn the_best_string_is_found() {
        let allowed = |example: &str| Best::Found(Verdict::Allowed, example.to_owned());
        let blocked = |example: &str| Best::Found(Verdict::Blocked, example.to_owned());
        let cases: [Case; 7] = [
            ("a/*", (&["*/read"], &[]), &[], allowed("a/b/read"), "a known operation is the example"),
            ("b/*", (&["*/read"], &[]), &[], allowed("b/read"), "else the shortest string"),
            ("a/*", (&["c/*"], &[]), &[], Best::Nothing, "the two have nothing in common"),
            ("a/*", (&["a/*"], &["*/read", "a/*"]), &[], Best::Nothing, "exceptions take all of it"),
            ("a/*", (&["*"], &[]), &["*"], blocked("a/b/read"), "all is denied"),
            ("a/*", (&["*"], &[]), &["*/read"], allowed("a/x"), "what the deny leaves"),
            ("a/b/read", (&["*"], &[]), &[], allowed("a/b/read"), "one action is a pattern too"),
        ];
        let context = Context::new(Wildcards::Documented);
        for (wanted, (allow, except), denied, expected, why) in cases {
            let set = Required { blocks: vec![Block { allow: vec![Pattern::parse(wanted)], except: Vec::new() }] };
            let alternatives = Cow::Owned(vec![blocks(allow, except)]);
            let grants = [GrantClause { verdict: Verdict::Allowed, alternatives, condition: None }];
            let taken = blocks(denied, &[]);
            let denies = [DenyClause { sure: true, blocks: &taken, condition: None }];
            let question = BestQuestion::new(&set, BearingClauses { grants: &grants, denies: &denies }, &context);
            assert_eq!(question.best(std::iter::once("a/b/read")), expected, "{why}");
        }
    }
}
