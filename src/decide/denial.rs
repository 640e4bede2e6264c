//! What deny assignments take of a set of strings. Each is asked by itself: nothing that one says bears on another. Only whether all
//! together take everything is a question to all of them.

use super::clauses::{DenyClause, Required};
use super::numbering::{DenyBits, Numbering, is_in};
use super::verdict::Denial;
use crate::condition::Context;
use crate::pattern::{Pattern, Search, Wildcards, search};

/// The most that any deny says of a string of the set, and a shortest string of which it says so; `None` where a search gave up and
/// that may hide more than was found.
pub(super) fn worst(
    set: &Required,
    denies: &[DenyClause<'_>],
    context: &Context,
    wildcards: Wildcards,
) -> Option<(Denial, Option<String>)> {
    let (mut worst, mut undecided): (DenyFound, bool) = (DenyFound::default(), false);
    for deny in denies {
        match (DenyQuestion { set, deny, context, wildcards }).found() {
            Some(found) => worst = worst.or(found),
            None => undecided = true,
        }
    }
    (!undecided || worst.denial == Denial::Sure).then_some((worst.denial, worst.example))
}

/// The most that any deny says of a string of the set; `None` where a search gave up that may find more.
pub(super) fn most(set: &Required, denies: &[DenyClause<'_>], context: &Context, wildcards: Wildcards) -> Option<Denial> {
    let mut most = Some(Denial::None);
    for deny in denies {
        match (DenyQuestion { set, deny, context, wildcards }).most() {
            Some(Denial::Sure) => return Some(Denial::Sure),
            own => most = most.zip(own).map(|(sofar, own)| sofar.max(own)),
        }
    }
    most
}

/// Whether some string of the set is left, which no deny takes for sure; `None` where the search gives up.
pub(super) fn leaves_any(set: &Required, denies: &[DenyClause<'_>], context: &Context, wildcards: Wildcards) -> Option<bool> {
    let denies: Vec<&DenyClause<'_>> = denies.iter().filter(|deny| deny.sure).collect();
    let is_left = |string: &String| {
        set.contains(string, wildcards) && denies.iter().all(|deny| deny.says(string, context) < Denial::Sure)
    };
    if set.samples().any(|sample| is_left(&sample)) {
        return Some(true);
    }
    let mut numbering = Numbering::new(set, wildcards);
    let required = numbering.required();
    let denies: Vec<DenyBits> = denies.into_iter().map(|deny| numbering.deny(deny)).collect();
    let is_left = |bits: &[bool]| is_in(&required, bits) && denies.iter().all(|deny| deny.says(bits, context) < Denial::Sure);
    match search(&numbering.patterns, &is_left, wildcards) {
        Search::Found(_) => Some(true),
        Search::None => Some(false),
        Search::Undecided => None,
    }
}

/// What a deny takes, and a string that shows it.
#[derive(Debug)]
struct DenyFound {
    denial: Denial,
    example: Option<String>,
    /// The example is the sample with this number; a sample that was found beats what a search found.
    sample: usize,
}

impl Default for DenyFound {
    fn default() -> Self {
        Self { denial: Denial::None, example: None, sample: usize::MAX }
    }
}

impl DenyFound {
    /// The worse of two; of equal ones the first sample, or the shorter string. So the order of deny assignments does not matter.
    fn or(self, other: Self) -> Self {
        let rank = |found: &Self| {
            let example = found.example.as_deref().unwrap_or_default();
            (std::cmp::Reverse(found.denial), found.sample, example.len(), example.to_owned())
        };
        if rank(&other) < rank(&self) { other } else { self }
    }
}

/// One deny, ready to be asked about a set.
#[derive(Clone, Copy)]
struct DenyQuestion<'q> {
    set: &'q Required,
    deny: &'q DenyClause<'q>,
    context: &'q Context,
    wildcards: Wildcards,
}

impl DenyQuestion<'_> {
    /// The most that it says of any string, with the first sample or a shortest string of which it says so; `None` where the search
    /// gives up.
    fn found(&self) -> Option<DenyFound> {
        let mut most = DenyFound::default();
        if self.meeting().next().is_none() {
            return Some(most);
        }
        for (number, sample) in self.set.samples().enumerate() {
            let found = DenyFound { denial: self.of_string(&sample), example: Some(sample), sample: number };
            if found.denial > most.denial {
                most = found;
            }
        }
        if self.set.is_literal() || !self.may_say_more_than(most.denial) { Some(most) } else { self.search(most) }
    }

    fn search(&self, mut most: DenyFound) -> Option<DenyFound> {
        let mut numbering = Numbering::new(self.set, self.wildcards);
        let (required, deny) = (numbering.required(), numbering.deny(self.deny));
        while self.may_say_more_than(most.denial) {
            let accept = |bits: &[bool]| is_in(&required, bits) && deny.says(bits, self.context) > most.denial;
            match search(&numbering.patterns, &accept, self.wildcards) {
                Search::Found(string) => {
                    most = DenyFound { denial: self.of_string(&string), example: Some(string), sample: usize::MAX };
                }
                Search::None => break,
                Search::Undecided => return None,
            }
        }
        Some(most)
    }

    /// The most that it says of any string: one that matches a pattern of its own and one of the set usually shows it.
    fn most(&self) -> Option<Denial> {
        let mut most = Denial::None;
        for string in self.meeting().filter_map(|(wanted, own)| wanted.common(own)) {
            most = most.max(self.of_string(&string));
            if !self.may_say_more_than(most) {
                return Some(most);
            }
        }
        self.found().map(|found| found.denial)
    }

    /// The patterns of the set and of the deny that have strings in common.
    fn meeting(&self) -> impl Iterator<Item = (&Pattern, &Pattern)> {
        let own = self.deny.blocks.iter().flat_map(|clause| &clause.block.allow);
        let pairs = own.flat_map(|own| self.set.patterns().map(move |wanted| (wanted, own)));
        pairs.filter(|(wanted, own)| wanted.overlaps(own, self.wildcards))
    }

    /// Whether it may say more of some string than that.
    fn may_say_more_than(&self, denial: Denial) -> bool {
        denial < if self.deny.sure { Denial::Sure } else { Denial::Maybe }
    }

    /// What it says of one string; nothing if the set does not have it.
    fn of_string(&self, string: &str) -> Denial {
        if self.set.contains(string, self.wildcards) { self.deny.says(string, self.context) } else { Denial::None }
    }
}
