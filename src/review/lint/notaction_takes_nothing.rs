//! A NotAction that takes nothing away.
//!
//! NotActions are subtracted from the Actions of the same permission block, and from nothing else: they are not a deny rule. A NotAction
//! that matches none of those Actions does nothing, and a NotAction whose actions another block grants does nothing either. Readers believe
//! in a protection that does not exist.
//!
//! ## What to do
//! Correct it if it should take something away; otherwise remove it. An exception belongs in the block that grants the action.
//!
//! ## How it is decided
//! Over all strings: no action matches both, or another block without a condition grants every action that does. One finding stands for
//! all such texts of one list.
//!
//! ## What it cannot see
//! Other roles of the same principal, which may grant what this one takes away.

use super::definition::{Lint, LintFunction, Topic};
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::role::{ActionEntry, LintedBlock, LintedRole};
use crate::model::{Plane, Severity};
use crate::pattern::{Pattern, Search, search};
use crate::role_file::ListKind;

pub(super) const LINT: Lint = Lint {
    id: "notaction-takes-nothing",
    severity: Severity::Warning,
    topic: Topic::Actions,
    rules: &[],
    source: include_str!("notaction_takes_nothing.rs"),
    run: LintFunction::Role(run),
};

/// So many texts of a list are shown beside the first one.
const RELATED: usize = 5;

fn run(role: &LintedRole<'_>, _: &Knowledge<'_>) -> Vec<Finding> {
    let lists = role.blocks.iter().flat_map(|block| Plane::ALL.map(|plane| (block, plane)));
    lists.flat_map(|(block, plane)| of_list(role, block, plane)).collect()
}

/// What is wrong with one list: one finding for all texts that meet nothing, one for all that other blocks undo.
fn of_list(role: &LintedRole<'_>, block: &LintedBlock<'_>, plane: Plane) -> Vec<Finding> {
    let (allow, except) = ListKind::of(plane);
    if !block.knows(allow) {
        return Vec::new();
    }
    let (mut unmet, mut undone) = (Vec::new(), Vec::new());
    for entry in block.list(except) {
        if !block.list(allow).any(|given| given.pattern.overlaps(&entry.pattern, role.wildcards)) {
            unmet.push(entry);
        } else if let Some(other) = role.blocks.iter().find(|other| undoes(role, block, entry, other)) {
            undone.push((entry, other));
        }
    }
    let unmet = word_unmet(role, &unmet, allow);
    unmet.into_iter().chain(word_undone(role, &undone)).collect()
}

/// Whether another block grants everything that an exception takes from its own.
fn undoes(role: &LintedRole<'_>, block: &LintedBlock<'_>, entry: &ActionEntry<'_>, other: &LintedBlock<'_>) -> bool {
    let (allow, except) = ListKind::of(entry.list.plane());
    if other.number == block.number || other.is_conditional() || !other.knows(except) {
        return false;
    }
    let own: Vec<&Pattern> = block.list(allow).map(|given| &given.pattern).collect();
    let others: Vec<&Pattern> = other.list(allow).map(|given| &given.pattern).collect();
    let mut patterns = vec![&entry.pattern];
    patterns.extend(&own);
    patterns.extend(&others);
    patterns.extend(other.list(except).map(|taken| &taken.pattern));
    let (own_end, others_end) = (1 + own.len(), 1 + own.len() + others.len());
    let any = |bits: &[bool], from, to| bits.get(from..to).is_some_and(|bits| bits.contains(&true));
    // An action that the exception takes from its own block, and that the other block does not grant.
    let kept_away = |bits: &[bool]| {
        let granted = any(bits, own_end, others_end) && !any(bits, others_end, bits.len());
        bits.first() == Some(&true) && any(bits, 1, own_end) && !granted
    };
    search(&patterns, &kept_away, role.wildcards) == Search::None
}

/// `` `A` and 2 more under NotActions take ``, with what follows for one and for several.
fn subject(first: &ActionEntry<'_>, count: usize) -> (String, bool) {
    let (text, own) = (first.pattern.text(), first.list.title());
    match count {
        1 => (format!("`{text}` under {own} takes"), false),
        more => (format!("`{text}` and {} more under {own} take", more - 1), true),
    }
}

fn word_unmet(role: &LintedRole<'_>, entries: &[&ActionEntry<'_>], allow: ListKind) -> Option<Finding> {
    let entry = *entries.first()?;
    let (subject, is_many) = subject(entry, entries.len());
    let matches = if is_many { "they match" } else { "it matches" };
    let message = format!(
        "{subject} nothing away: {matches} none of the {} of {}",
        allow.title(),
        if is_many { "their block" } else { "its block" }
    );
    let help = match entry.list.plane() {
        Plane::Control => "NotActions are no deny rule: they only subtract from the Actions of the same block",
        Plane::Data => "NotDataActions are no deny rule: they only subtract from the DataActions of the same block",
    };
    let finding = LINT.finding(role, entry.span, message).help(help);
    let others = entries.iter().skip(1).take(RELATED);
    Some(others.fold(finding, |finding, entry| finding.related(role, entry.span, "neither does this")))
}

fn word_undone(role: &LintedRole<'_>, entries: &[(&ActionEntry<'_>, &LintedBlock<'_>)]) -> Option<Finding> {
    let (entry, other) = *entries.first()?;
    let (subject, is_many) = subject(entry, entries.len());
    let message = match (is_many, entries.iter().all(|(_, own)| own.number == other.number)) {
        (false, _) => format!("{subject} nothing away: block {} grants it anyway", other.number + 1),
        (true, true) => format!("{subject} nothing away: block {} grants them anyway", other.number + 1),
        (true, false) => format!("{subject} nothing away: other blocks grant them anyway"),
    };
    let finding = LINT.finding(role, entry.span, message).help("except it in the block that grants it");
    let (allow, _) = ListKind::of(entry.list.plane());
    let others = entries.iter().skip(1).take(RELATED);
    let finding = others.fold(finding, |finding, (entry, _)| finding.related(role, entry.span, "neither does this"));
    Some(match other.list(allow).find(|given| given.pattern.overlaps(&entry.pattern, role.wildcards)) {
        Some(given) => finding.related(role, given.span, "grants it"),
        None => finding,
    })
}
