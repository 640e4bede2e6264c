//! Whether roles grant the same, however they are written: this must be true after safe fixes.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::PermissionBlock;
use crate::pattern::{Block, Pattern, PatternSet, Search, Wildcards, search};
use crate::role_file::{WrittenList, WrittenRole};

/// Whether each role grants the same as the other one in its place, under either reading of wildcards, at the same scopes.
pub(super) fn grants(old: &[WrittenRole], new: &[WrittenRole]) -> bool {
    old.len() == new.len() && old.iter().zip(new).all(|(old, new)| role(old, new))
}

fn role(old: &WrittenRole, new: &WrittenRole) -> bool {
    let unresolved = |role: &WrittenRole| role.unresolved().map(|text| text.shown().to_owned()).collect::<Vec<_>>();
    let scopes = |role: &WrittenRole| {
        let scopes = role.assignable_scopes.iter().flat_map(WrittenList::known);
        scopes.map(|scope| scope.trim().trim_end_matches('/').to_ascii_lowercase()).collect::<BTreeSet<_>>()
    };
    let (old_blocks, new_blocks) = (old.definition().blocks, new.definition().blocks);
    // An expression grants and restricts unknown things: with one, each block has to grant the same.
    let apart = unresolved(old) != unresolved(new) || old_blocks.len() != new_blocks.len();
    !apart && scopes(old) == scopes(new) && old_blocks.iter().zip(&new_blocks).all(|(old, new)| block(old, new))
}

fn block(old: &PermissionBlock, new: &PermissionBlock) -> bool {
    let conditions = (&old.condition, &old.condition_version) == (&new.condition, &new.condition_version);
    let control = equal((&old.actions, &old.not_actions), (&new.actions, &new.not_actions));
    let data = || equal((&old.data_actions, &old.not_data_actions), (&new.data_actions, &new.not_data_actions));
    conditions && control && data()
}

type Lists<'p> = (&'p Vec<Pattern>, &'p Vec<Pattern>);

fn equal(old: Lists<'_>, new: Lists<'_>) -> bool {
    let (old, new) = (DistinctBlock::new(old), DistinctBlock::new(new));
    let within = |a: &DistinctBlock<'_>, b: &DistinctBlock<'_>| {
        [Wildcards::Documented, Wildcards::Strict].into_iter().all(|wildcards| a.is_within(b, wildcards))
    };
    within(&old, &new) && within(&new, &old)
}

/// The patterns of a block, each once. A fix changes a few of them: only these are compared with all others.
struct DistinctBlock<'p> {
    allow: BTreeMap<&'p str, &'p Pattern>,
    except: BTreeMap<&'p str, &'p Pattern>,
}

impl<'p> DistinctBlock<'p> {
    fn new((allow, except): Lists<'p>) -> Self {
        let distinct = |patterns: &'p [Pattern]| patterns.iter().map(|pattern| (pattern.folded(), pattern)).collect();
        Self { allow: distinct(allow), except: distinct(except) }
    }

    /// Whether the other block surely holds everything that this one holds.
    fn is_within(&self, other: &Self, wildcards: Wildcards) -> bool {
        let (shared, own): (Vec<_>, Vec<_>) = self.allow.iter().partition(|(text, _)| other.allow.contains_key(*text));
        let set = |allow, except| PatternSet { blocks: vec![Block { allow, except }] };
        let is_covered = || {
            let all = set(cloned(&other.allow), cloned(&other.except));
            set(cloned(own.iter().copied()), cloned(&self.except)).is_within(&all, wildcards) == Some(true)
        };
        // Of what both allow the other block lacks only what it alone takes out.
        let mut taken = other.except.iter().filter(|(text, _)| !self.except.contains_key(*text));
        let is_missed =
            |(_, taken): (&&str, &&Pattern)| shared.iter().any(|(_, allow)| self.have_common([allow, taken], wildcards));
        (own.is_empty() || is_covered()) && !taken.any(is_missed)
    }

    /// Whether this block may hold a string that both patterns match, one of them its own.
    fn have_common(&self, [one, another]: [&Pattern; 2], wildcards: Wildcards) -> bool {
        if !one.overlaps(another, wildcards) {
            return false;
        }
        let own = self.except.values().filter(|except| except.overlaps(one, wildcards) && except.overlaps(another, wildcards));
        let patterns: Vec<&Pattern> = [one, another].into_iter().chain(own.copied()).collect();
        let is_common = |bits: &[bool]| bits.starts_with(&[true, true]) && !bits.iter().skip(2).any(|bit| *bit);
        search(&patterns, &is_common, wildcards) != Search::None
    }
}

fn cloned<'p>(patterns: impl IntoIterator<Item = (&'p &'p str, &'p &'p Pattern)>) -> Vec<Pattern> {
    patterns.into_iter().map(|(_, pattern)| (*pattern).clone()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEXTS: [&str; 9] = ["*", "a/*", "a/b/*", "*/read", "a/*/read", "A/b/read", "a/b/read", "a/b/c/read", "*/write"];

    fn patterns() -> impl Strategy<Value = Vec<Pattern>> {
        let some = prop::sample::subsequence(TEXTS.to_vec(), 0..=4);
        some.prop_map(|texts| texts.into_iter().map(Pattern::parse).collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        #[test]
        fn blocks_that_share_patterns_are_compared_as_whole_sets_are(
            (allow, except) in (patterns(), patterns()),
            (others_allow, others_except) in (patterns(), patterns()),
        ) {
            let (one, another) = ((&allow, &except), (&others_allow, &others_except));
            let set = |(allow, except): Lists<'_>| PatternSet { blocks: vec![Block { allow: allow.clone(), except: except.clone() }] };
            for wildcards in [Wildcards::Documented, Wildcards::Strict] {
                let by_parts = DistinctBlock::new(one).is_within(&DistinctBlock::new(another), wildcards);
                prop_assert_eq!(Some(by_parts), set(one).is_within(&set(another), wildcards));
            }
        }
    }
}
