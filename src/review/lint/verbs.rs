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

/// The entries of a list that grant operations of all providers, with the verbs of which the exceptions of the block leave something. What
/// is left of a verb is looked up once for the block: lists of a role may have tens of thousands of entries.
pub(super) fn wide_grants<'b, 'f, 'v>(
    block: &'b LintedBlock<'f>,
    list: ListKind,
    verbs: &[&'v str],
    wildcards: Wildcards,
) -> Vec<(&'b ActionEntry<'f>, WideGrant<'v>)> {
    let wide = |entry: &'b ActionEntry<'f>| Some((entry, verbs_of(entry, verbs))).filter(|(_, verbs)| !verbs.is_empty());
    let entries: Vec<_> = block.list(list).filter_map(wide).collect();
    if entries.is_empty() {
        return Vec::new();
    }
    let (_, taking) = ListKind::of(list.plane());
    let except: Vec<&Pattern> = block.list(taking).map(|entry| &entry.pattern).collect();
    let every = |verb: &str| Pattern::parse(&format!("*/{verb}"));
    let is_open = |verb: &&str| is_left(&every(verb), &except, wildcards);
    let open: Vec<&str> = verbs.iter().copied().filter(is_open).collect();
    let is_cut = |verb: &&str| except.iter().any(|except| except.overlaps(&every(verb), wildcards));
    let cut: Vec<&str> = open.iter().copied().filter(is_cut).collect();
    let knows_all = block.knows(taking);
    let granted = |(entry, verbs): (&'b ActionEntry<'f>, Vec<&'v str>)| {
        let verbs: Vec<&str> = verbs.into_iter().filter(|verb| open.contains(verb)).collect();
        let is_cut = !knows_all || verbs.iter().any(|verb| cut.contains(verb));
        (!verbs.is_empty()).then_some((entry, WideGrant { verbs, is_cut }))
    };
    entries.into_iter().filter_map(granted).collect()
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
