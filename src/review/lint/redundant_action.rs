//! An action that another one covers.
//!
//! `Microsoft.Compute/virtualMachines/read` next to `Microsoft.Compute/*` or `*/read` adds nothing. Lists that say things twice mislead:
//! people who remove the narrow action believe that they have taken something away. The same is true of exceptions that a wider
//! exception covers, and of actions that another block of the role grants without a condition.
//!
//! ## What to do
//! Remove it. `--fix` removes it if the wider action is in the same list, because the role then grants the same. Or narrow the wide
//! action, if only the narrow one was meant.
//!
//! ## How it is decided
//! Over all strings, not over known operations: the wide pattern matches everything that the narrow one matches.
//!
//! ## What it cannot see
//! Actions that several others cover together, piece by piece.

use super::definition::{Lint, LintFunction, Topic};
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::role::{ActionEntry, LintedBlock, LintedRole};
use crate::model::Severity;
use crate::pattern::PatternSet;
use crate::role_file::ListKind;
use crate::role_file::fix::Change;

pub(super) const LINT: Lint = Lint {
    id: "redundant-action",
    severity: Severity::Note,
    topic: Topic::Actions,
    rules: &[],
    source: include_str!("redundant_action.rs"),
    run: LintFunction::Role(run),
};

fn run(role: &LintedRole<'_>, _: &Knowledge<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for block in &role.blocks {
        // Of an empty text there is something else to say.
        for entry in block.entries.iter().filter(|entry| !entry.pattern.text().is_empty()) {
            if let Some(wide) = wider(role, block, entry) {
                let title = format!("remove `{}`", entry.pattern.text());
                findings.push(word(role, entry, wide).safe_fix(title, Change::Remove(entry.span), vec![wide.span]));
            } else if let Some(wide) = elsewhere(role, block, entry) {
                findings.push(word(role, entry, wide));
            }
        }
    }
    findings
}

/// Another text of the list that covers this one. Equal ones are duplicates, not redundant.
fn wider<'b, 'f>(role: &LintedRole<'_>, block: &'b LintedBlock<'f>, entry: &ActionEntry<'_>) -> Option<&'b ActionEntry<'f>> {
    let covers = |wide: &&ActionEntry<'_>| wide.pattern != entry.pattern && wide.pattern.covers(&entry.pattern, role.wildcards);
    block.list(entry.list).find(covers)
}

/// A text of another block that grants all that this one grants.
fn elsewhere<'b, 'f>(
    role: &'b LintedRole<'f>,
    block: &LintedBlock<'_>,
    entry: &ActionEntry<'_>,
) -> Option<&'b ActionEntry<'f>> {
    if entry.list.is_exception() {
        return None;
    }
    let (_, except) = ListKind::of(entry.list.plane());
    let own = crate::pattern::Block {
        allow: vec![entry.pattern.clone()],
        except: block.list(except).map(|taken| taken.pattern.clone()).collect(),
    };
    let own = PatternSet { blocks: vec![own] };
    let others = role.blocks.iter().filter(|other| other.number != block.number && !other.is_conditional());
    others.filter(|other| other.knows(except)).find_map(|other| {
        let wide = other.list(entry.list).find(|wide| wide.pattern.covers(&entry.pattern, role.wildcards))?;
        let first_of_equals = wide.pattern == entry.pattern && block.number < other.number;
        let all = PatternSet { blocks: vec![other.set(entry.list.plane())] };
        (!first_of_equals && own.is_within(&all, role.wildcards) == Some(true)).then_some(wide)
    })
}

fn word(role: &LintedRole<'_>, narrow: &ActionEntry<'_>, wide: &ActionEntry<'_>) -> Finding {
    let verb = if narrow.list.is_exception() { "takes away nothing" } else { "adds nothing" };
    let message = format!("`{}` {verb}: `{}` covers it", narrow.pattern.text(), wide.pattern.text());
    LINT.finding(role, narrow.span, message).help("remove it, or narrow the other").related(role, wide.span, "covers it")
}
