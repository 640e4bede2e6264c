//! The verbs of actions: what the last segment says.

use super::role::{ActionEntry, LintedBlock};
use crate::pattern::{Pattern, Search, Wildcards, search};
use crate::role_file::ListKind;

/// The last segments of actions (R-DEF-4).
pub(super) const VERBS: [&str; 4] = ["read", "write", "delete", "action"];

/// The verbs of which a pattern covers every operation, of all providers: it covers `*/VERB`.
pub(super) fn verbs_of<'v>(entry: &ActionEntry<'_>, verbs: &[&'v str]) -> Vec<&'v str> {
    let Some(("", suffix)) = entry.pattern.split() else { return Vec::new() };
    verbs.iter().copied().filter(|verb| format!("/{verb}").ends_with(suffix)).collect()
}

/// What a pattern grants of every provider after the exceptions of its block (R-PAT-12).
#[derive(Debug)]
pub(super) struct WideGrant<'v> {
    /// The verbs of which something is left.
    pub(super) verbs: Vec<&'v str>,
    /// Whether exceptions take something of them away, or an expression may.
    pub(super) is_cut: bool,
}

/// The verbs of which a pattern of a block grants the operations of all providers, but for what the exceptions of the block take away.
pub(super) fn left_of<'v>(
    block: &LintedBlock<'_>,
    entry: &ActionEntry<'_>,
    verbs: &[&'v str],
    wildcards: Wildcards,
) -> Option<WideGrant<'v>> {
    let (_, taking) = ListKind::of(entry.list.plane());
    let except: Vec<&Pattern> = block.list(taking).map(|entry| &entry.pattern).collect();
    let every = |verb: &str| Pattern::parse(&format!("*/{verb}"));
    let verbs: Vec<&str> =
        verbs_of(entry, verbs).into_iter().filter(|verb| is_left(&every(verb), &except, wildcards)).collect();
    let cuts = |verb: &&str| except.iter().any(|except| except.overlaps(&every(verb), wildcards));
    let is_cut = !block.knows(taking) || verbs.iter().any(cuts);
    (!verbs.is_empty()).then_some(WideGrant { verbs, is_cut })
}

/// Whether exceptions leave anything of a pattern; where that cannot be told, they do.
fn is_left(every: &Pattern, except: &[&Pattern], wildcards: Wildcards) -> bool {
    let near: Vec<&Pattern> = except.iter().copied().filter(|except| except.overlaps(every, wildcards)).collect();
    let sample = every.sample();
    if !near.iter().any(|except| except.matches(&sample, wildcards)) {
        return true;
    }
    let patterns: Vec<&Pattern> = [every].into_iter().chain(near).collect();
    let is_free = |bits: &[bool]| matches!(bits, [true, rest @ ..] if !rest.contains(&true));
    search(&patterns, &is_free, wildcards) != Search::None
}
