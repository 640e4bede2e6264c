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
//! Over all strings: no action matches both, or another block without a condition grants every action that does.
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

fn run(role: &LintedRole<'_>, _: &Knowledge<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for block in &role.blocks {
        for entry in block.entries.iter().filter(|entry| entry.list.is_exception()) {
            let (allow, _) = ListKind::of(entry.list.plane());
            if !block.knows(allow) {
                continue;
            }
            if !block.list(allow).any(|given| given.pattern.overlaps(&entry.pattern, role.wildcards)) {
                findings.push(unmet(role, entry, allow));
            } else if let Some(other) = role.blocks.iter().find(|other| undoes(role, block, entry, other)) {
                findings.push(undone(role, entry, other));
            }
        }
    }
    findings
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

fn unmet(role: &LintedRole<'_>, entry: &ActionEntry<'_>, allow: ListKind) -> Finding {
    let (text, own) = (entry.pattern.text(), entry.list.title());
    let message = format!("`{text}` under {own} takes nothing away: it matches none of the {} of its block", allow.title());
    let help = match entry.list.plane() {
        Plane::Control => "NotActions are no deny rule: they only subtract from the Actions of the same block",
        Plane::Data => "NotDataActions are no deny rule: they only subtract from the DataActions of the same block",
    };
    LINT.finding(role, entry.span, message).help(help)
}

fn undone(role: &LintedRole<'_>, entry: &ActionEntry<'_>, other: &LintedBlock<'_>) -> Finding {
    let (text, own) = (entry.pattern.text(), entry.list.title());
    let message = format!("`{text}` under {own} takes nothing away: block {} grants it anyway", other.number + 1);
    let finding = LINT.finding(role, entry.span, message).help("except it in the block that grants it");
    let (allow, _) = ListKind::of(entry.list.plane());
    match other.list(allow).find(|given| given.pattern.overlaps(&entry.pattern, role.wildcards)) {
        Some(given) => finding.related(role, given.span, "grants it"),
        None => finding,
    }
}
