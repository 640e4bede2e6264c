//! The role grants more than the role that it is based on.
//!
//! A repository can say that a custom role must be a narrower form of another role, built-in or custom. Then everything that it grants
//! beyond that role is a mistake.
//!
//! ## How it is asked for
//! By the options of the check: each base names a role and the role that it may not exceed, by name or id. Without a base there are no
//! findings.
//!
//! ## How it is decided
//! Over all strings, in both planes. The witness is an operation of the catalog if possible, and a privileged one first. What the base
//! grants under another condition does not count. Where an expression of one of the two may decide it, that is
//! `undecided-policy`.
//!
//! ## What it cannot see
//! Bases that are neither built-in nor in the files of the same check: they are reported as not found.

use super::definition::{Lint, LintFunction, Topic};
use super::example_action::example;
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::list_kind::action_of;
use super::role::LintedRole;
use crate::access::{AccessChange, AccessDiff, RoleAccess};
use crate::model::{ObjectId, PermissionBlock, Severity};
use crate::role_file::{WrittenList, WrittenText};

pub(super) const LINT: Lint = Lint {
    id: "exceeds-base",
    severity: Severity::Error,
    topic: Topic::Access,
    rules: &[],
    source: include_str!("exceeds_base.rs"),
    run: LintFunction::All(run),
};

fn run(roles: &[LintedRole<'_>], knowledge: &Knowledge<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for base in &knowledge.options.bases {
        for role in roles.iter().filter(|role| is_called(role, &base.role)) {
            match blocks_of(&base.base, roles, knowledge) {
                Some(limit) => findings.extend(exceeding(role, &base.base, &limit, knowledge)),
                None => findings.push(not_found(role, &base.base)),
            }
        }
    }
    findings
}

/// Whether a role has this name or id.
fn is_called(role: &LintedRole<'_>, name: &str) -> bool {
    let id = role.written.id.as_ref().and_then(WrittenText::known).map(crate::model::role::role_id_of);
    role.name().eq_ignore_ascii_case(name.trim()) || id == Some(ObjectId::parse(name))
}

/// What a role may grant at most.
struct BaseGrants {
    blocks: Vec<PermissionBlock>,
    /// Nothing in it is an expression.
    is_whole: bool,
}

fn blocks_of(name: &str, roles: &[LintedRole<'_>], knowledge: &Knowledge<'_>) -> Option<BaseGrants> {
    let written = roles.iter().find(|role| is_called(role, name));
    let catalog = knowledge.catalog;
    let built_in = || catalog.role(&ObjectId::parse(name)).or_else(|| catalog.role_by_name(name)).cloned();
    match written {
        Some(role) => Some(BaseGrants { blocks: role.written.definition().blocks, is_whole: role.is_whole() }),
        None => Some(BaseGrants { blocks: built_in()?.blocks, is_whole: true }),
    }
}

fn exceeding(role: &LintedRole<'_>, base: &str, limit: &BaseGrants, knowledge: &Knowledge<'_>) -> Vec<Finding> {
    let base_access = RoleAccess::new(&limit.blocks, knowledge.catalog, role.wildcards);
    let own_access = RoleAccess::new(&role.written.definition().blocks, knowledge.catalog, role.wildcards);
    let diff = AccessDiff::between(&base_access, &own_access, knowledge.privileged());
    let is_sure = limit.is_whole && !has_open_exceptions(role);
    if is_sure && !diff.gained.is_empty() {
        return diff.gained.iter().map(|change| word(role, base, change)).collect();
    }
    let is_open = !diff.gained.is_empty() || !role.is_whole() || !limit.is_whole;
    is_open.then(|| undecided(role, base)).into_iter().collect()
}

/// Whether it is not known what a role takes away from what it grants.
fn has_open_exceptions(role: &LintedRole<'_>) -> bool {
    let exceptions = role.written.blocks.iter().flat_map(|block| [&block.not_actions, &block.not_data_actions]);
    exceptions.flatten().any(WrittenList::is_unresolved)
}

fn undecided(role: &LintedRole<'_>, base: &str) -> Finding {
    let span = role.written.unresolved().next().map_or(role.heading(), |text| text.span);
    let message = format!("whether the role exceeds {base} cannot be told: one of the two has expressions");
    // As for every rule of a policy that hangs on an expression.
    let found = Finding { lint: "undecided-policy", ..LINT.finding(role, span, message).severity(Severity::Warning) };
    found.help("write the actions of both roles out, or compare what a plan or a deployment makes of them")
}

fn word(role: &LintedRole<'_>, base: &str, change: &AccessChange) -> Finding {
    let action = example(change);
    let span = role.grant(change.plane, action).map_or(role.heading(), |grant| grant.entry.span);
    let more = if change.operations.len() > 1 { format!(" and {} more", change.operations.len() - 1) } else { String::new() };
    let message = format!("the role exceeds {base}: it grants the {} `{action}`{more}", action_of(change.plane));
    let finding = LINT.finding(role, span, message).help(format!("leave out what {base} does not grant")).witness(action);
    finding.of_role().about(change.plane, change.patterns.iter().map(|pattern| &**pattern))
}

fn not_found(role: &LintedRole<'_>, base: &str) -> Finding {
    let message = format!("the role may not exceed `{base}`, but there is no such role");
    LINT.finding(role, role.heading(), message).help("name a built-in role or a role of the checked files, by name or id")
}
