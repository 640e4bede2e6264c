//! The role lets its holder gain more rights than it lists.
//!
//! Some operations give access to the rights of others: a command on a virtual machine runs as the machine's identity, the keys of a
//! storage account open its data without any role, a federated credential lets outsiders sign in. Such a role is as powerful as what it can
//! reach, not only as what it lists.
//!
//! ## What to do
//! Leave the operation out, or take it away with NotActions. If it is needed, assign the role to few people, at a narrow scope.
//!
//! ## How it is decided
//! The escalation ways are data: `rules/escalation/azure.yaml` lists the operations, the most dangerous way first. A role that grants one of
//! them, by any pattern, opens the way; an operation that only reads has to be granted by a pattern that names its provider. One finding
//! names the first ways that one pattern opens. For a role that grants everything that Owner grants, there is the lint owner-equivalent
//! instead; assigning roles, writing role definitions, `elevateAccess`, and removing locks and deny assignments have lints of their own.
//!
//! ## What it cannot see
//! Whether there is a machine, an identity or a key at the scope, and what it may do. Ways through several roles, and through Entra
//! ID. A condition that rules an operation out counts; other conditions do not.

use std::sync::Arc;

use super::definition::{Lint, LintFunction, Topic};
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::ownership::is_owner;
use super::provider::provider;
use super::role::{ActionEntry, LintedRole};
use crate::access::OpenWay;
use crate::model::{PlanePattern, Severity};

pub(super) const LINT: Lint = Lint {
    id: "privilege-escalation",
    severity: Severity::Warning,
    topic: Topic::Access,
    rules: &[],
    source: include_str!("privilege_escalation.rs"),
    run: LintFunction::Role(run),
};

/// So many ways are named; the rest are counted.
const NAMED: usize = 2;

/// A way that a text of the role opens, and the operation that shows it.
struct Open<'r, 'f, 'k> {
    entry: &'r ActionEntry<'f>,
    own: &'k OpenWay,
    action: &'k str,
}

fn run(role: &LintedRole<'_>, knowledge: &Knowledge<'_>) -> Vec<Finding> {
    if is_owner(role, knowledge) {
        return Vec::new();
    }
    let ways = knowledge.privileged().ways().iter().filter(|own| own.way.lint.is_none());
    let open: Vec<Open<'_, '_, '_>> = ways.filter_map(|own| opened(role, own, knowledge)).collect();
    let mut findings: Vec<Finding> = Vec::new();
    for first in &open {
        if findings.iter().all(|finding| finding.span != first.entry.span) {
            let of_entry: Vec<&Open<'_, '_, '_>> = open.iter().filter(|other| other.entry.span == first.entry.span).collect();
            findings.push(word(role, first, &of_entry).concerning(actions(&of_entry, knowledge)));
        }
    }
    findings
}

/// A way that the role opens, with the first of its operations that show it.
fn opened<'r, 'f, 'k>(role: &'r LintedRole<'f>, own: &'k OpenWay, knowledge: &'k Knowledge<'_>) -> Option<Open<'r, 'f, 'k>> {
    let operations = knowledge.operations();
    own.operations.iter().find_map(|&id| {
        let action = operations.name(id);
        let grant = role.grant(operations.plane(id), action)?;
        let is_by_chance = action.ends_with("/read") && provider(grant.entry.pattern.folded()).is_none();
        (!is_by_chance).then_some(Open { entry: grant.entry, own, action })
    })
}

/// The operations of some ways.
fn actions(open: &[&Open<'_, '_, '_>], knowledge: &Knowledge<'_>) -> Arc<[PlanePattern]> {
    knowledge.patterns(open.iter().flat_map(|open| &open.own.operations).copied().collect())
}

fn word(role: &LintedRole<'_>, first: &Open<'_, '_, '_>, all: &[&Open<'_, '_, '_>]) -> Finding {
    let named: Vec<&str> = all.iter().take(NAMED).map(|open| open.own.way.gains.as_str()).collect();
    let named = named.join("; ");
    let more = match all.len().saturating_sub(NAMED) {
        0 => String::new(),
        1 => " (and 1 more way)".to_owned(),
        count => format!(" (and {count} more ways)"),
    };
    let message = format!("`{}` lets its holder {named}{more}", first.entry.pattern.text());
    let help = if first.entry.pattern.is_literal() {
        "leave it out, or give the role to few people at a narrow scope".to_owned()
    } else {
        format!("take `{}` and the like away with NotActions, or name what is needed", first.action)
    };
    LINT.finding(role, first.entry.span, message).help(help).witness(first.action)
}
