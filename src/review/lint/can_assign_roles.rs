//! The role can assign roles.
//!
//! A principal that can write role assignments can give itself any role at the same scope, Owner included:
//! `Microsoft.Authorization/roleAssignments/write` without a condition gives everything.
//!
//! ## What to do
//! Leave it out. If people have to assign roles, give them the built-in *Role Based Access Control Administrator* with a condition that
//! lists the roles that they may assign.
//!
//! ## How it is decided
//! By meaning: `*`, `Microsoft.Authorization/*`, `*/write` or `microsoft.authorization/ROLEASSIGNMENTS/*` grant it too, unless a
//! NotAction of the same block takes it away. A NotAction does not affect what another block grants. There is no finding if a condition in
//! the role rules out Owner, User Access Administrator and Role Based Access Control Administrator; if the condition cannot be decided,
//! the finding is a warning. A condition that allows some of them, or limits to whom roles are assigned, is named in the message.
//!
//! ## What it cannot see
//! Conditions that are added when the role is assigned.

use super::definition::{Lint, LintFunction, Topic};
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::role::{ActionGrant, LintedRole};
use super::role_assignments::ASSIGN;
use crate::condition::{Assignee, Condition, Context, Truth};
use crate::guid::Guid;
use crate::model::{Plane, Severity};

pub(super) const LINT: Lint = Lint {
    id: "can-assign-roles",
    severity: Severity::Error,
    topic: Topic::Access,
    rules: &[],
    source: include_str!("can_assign_roles.rs"),
    run: LintFunction::Role(run),
};

/// Roles whose holder can get every other role: Owner, User Access Administrator, Role Based Access Control Administrator.
const MIGHTY: [(Guid, &str); 3] = [
    (Guid::from_u128(0x8e3a_f657_a8ff_443c_a75c_2fe8_c4bc_b635), "Owner"),
    (Guid::from_u128(0x18d7_d88d_d35e_4fb5_a5c3_7773_c20a_72d9), "User Access Administrator"),
    (Guid::from_u128(0xf583_10d9_a9f6_439a_9e8d_f62e_7b41_a168), "Role Based Access Control Administrator"),
];

fn run(role: &LintedRole<'_>, _: &Knowledge<'_>) -> Vec<Finding> {
    let Some(grant) = role.grant(Plane::Control, ASSIGN) else { return Vec::new() };
    let mighty = match &grant.block.condition {
        Some(condition) if grant.is_conditional => mighty(condition),
        _ if grant.is_conditional => Truth::Unknown,
        _ => Truth::True,
    };
    let severity = match mighty {
        Truth::True => Severity::Error,
        Truth::Unknown => Severity::Warning,
        Truth::False => return Vec::new(),
    };
    vec![word(role, grant, severity)]
}

/// Whether the condition lets a mighty role be assigned to somebody.
fn mighty(condition: &Condition) -> Truth {
    let known = Context::default();
    Truth::any(MIGHTY.map(|(id, _)| condition.may_assign(id, Assignee::default(), &known)))
}

/// The mighty roles that the condition certainly lets its holder assign.
fn assignable(condition: &Condition) -> Vec<&'static str> {
    let known = Context::default();
    let may = |id| condition.may_assign(id, Assignee::default(), &known) == Truth::True;
    MIGHTY.iter().filter(|(id, _)| may(*id)).map(|(_, name)| *name).collect()
}

fn word(role: &LintedRole<'_>, grant: ActionGrant<'_, '_>, severity: Severity) -> Finding {
    let message = format!("`{}` lets its holder assign {}", grant.entry.text, what(grant, severity));
    let help = format!(
        "leave `{ASSIGN}` out, or take it away with NotActions; for delegation assign Role Based Access Control Administrator with a condition"
    );
    let finding = LINT.finding(role, grant.entry.span, message).severity(severity).help(help);
    finding.witness(ASSIGN).about(Plane::Control, [ASSIGN])
}

/// What may be assigned, and what the condition says of it.
fn what(grant: ActionGrant<'_, '_>, severity: Severity) -> String {
    let any = "any role to anybody, Owner included";
    if !grant.is_conditional {
        return any.to_owned();
    }
    let Some(condition) = grant.block.condition.as_ref().filter(|condition| condition.is_decidable()) else {
        return format!("{any}, unless its condition forbids it: that cannot be decided here");
    };
    let names = assignable(condition);
    match severity {
        Severity::Error if names.len() < MIGHTY.len() => {
            format!("{} under its condition, and so any role", names.join(" and "))
        }
        Severity::Error => "any role, Owner included, under its condition".to_owned(),
        Severity::Warning | Severity::Note => format!("roles as mighty as Owner, {}", limit(condition)),
    }
}

/// In words: when the condition lets a mighty role be assigned.
fn limit(condition: &Condition) -> String {
    let known = Context::default();
    let may = |id: &Guid| condition.may_assign(*id, Assignee::default(), &known) != Truth::False;
    let mighty = MIGHTY.iter().map(|(id, _)| *id).find(may).unwrap_or(Guid::ZERO);
    let assigning = Context::default().assigning(mighty, Assignee::default());
    condition.residual(&condition.bits(ASSIGN, assigning.wildcards()), &assigning).words(&|_| None)
}
