//! Every data action, or every one of a kind, of every provider.
//!
//! `*` under DataActions reads, writes and deletes the data of all services at once: blobs, secrets, keys, queues, databases. Even
//! `*/read` hands out every secret of every vault.
//!
//! ## What to do
//! Name the service and the kind of data, such as `Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read`.
//!
//! ## How it is decided
//! By meaning: a pattern that covers `*/read`, `*/write`, `*/delete` or `*/action` in the data plane, unless the NotDataActions of its
//! block leave nothing of it. What they take out of it is not granted, and the message says so.
//!
//! ## What it cannot see
//! Keys and connection strings, which control-plane actions hand out: see privilege-escalation.

use super::definition::{Lint, LintFunction, Topic};
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::role::{ActionEntry, LintedRole};
use super::verbs::{VERBS, WideGrant, wide_grants};
use crate::model::{Plane, Severity};
use crate::role_file::ListKind;

pub(super) const LINT: Lint = Lint {
    id: "wildcard-data",
    severity: Severity::Warning,
    topic: Topic::Access,
    rules: &[],
    source: include_str!("wildcard_data.rs"),
    run: LintFunction::Role(run),
};

fn run(role: &LintedRole<'_>, _: &Knowledge<'_>) -> Vec<Finding> {
    let of_block = |block| {
        let wide = wide_grants(block, ListKind::DataActions, &VERBS, role.wildcards);
        wide.into_iter().map(|(entry, wide)| word(role, entry, &wide))
    };
    role.blocks.iter().flat_map(of_block).collect()
}

fn word(role: &LintedRole<'_>, entry: &ActionEntry<'_>, wide: &WideGrant<'_>) -> Finding {
    let verbs = &wide.verbs;
    let what =
        if verbs.len() == VERBS.len() { "every data action".to_owned() } else { format!("every data {}", verbs.join(" and ")) };
    let but = if wide.is_cut { "except what NotDataActions take away" } else { "secrets and keys included" };
    let message = format!("`{}` grants {what} of every service, {but}", entry.pattern.text());
    let every: Vec<String> = wide.verbs.iter().map(|verb| format!("*/{verb}")).collect();
    let finding = LINT.finding(role, entry.span, message).help("name the service and the kind of data");
    finding.about(Plane::Data, every.iter().map(String::as_str))
}
