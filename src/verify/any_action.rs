//! Leaves that ask for any action of a pattern, decided again string by string.

use super::claims::{BasisClaim, VerdictClaim};
use super::decided::{DecidedAnswer, less};
use super::evaluate::{AskedLeaf, StringEvaluator};
use super::strings::{Strings, WantedSet};
use crate::model::{Need, Plane};
use crate::pattern::Pattern;

impl StringEvaluator<'_> {
    /// The best answer of a single action of a pattern.
    pub(super) fn any_action(&self, plane: Plane, pattern: &Pattern, asked: &AskedLeaf<'_>) -> DecidedAnswer {
        let strings = self.strings_of(plane, pattern, asked);
        let of = |string: &(Plane, String)| {
            less(self.given(asked, string), self.denies.taken(asked.denies, string.0, &string.1, &asked.context))
        };
        let best = strings.list.iter().map(of).max().unwrap_or(VerdictClaim::NotAllowed);
        DecidedAnswer { may_be_better: !strings.complete, ..DecidedAnswer::new(best, BasisClaim::Actions, true) }
    }

    /// Whether some action of the pattern of a leaf is not granted, where the leaf asks for any.
    pub(super) fn leaves_some(&self, asked: &AskedLeaf<'_>) -> bool {
        let Need::AnyAction { plane, pattern } = &asked.leaf.what else { return false };
        self.strings_of(*plane, pattern, asked).list.iter().any(|string| self.given(asked, string).is_none())
    }

    fn strings_of(&self, plane: Plane, pattern: &Pattern, asked: &AskedLeaf<'_>) -> Strings {
        self.strings(&WantedSet::of_patterns(std::iter::once((plane, pattern)), self.wildcards()), asked)
    }
}
