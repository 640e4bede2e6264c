//! [`GrantSet`]: grants that a person can hold together to do a task, and the tenant of somebody who holds just these.

use crate::audit::examples::{assign, define, empty, hold_app_role, hold_directory_role, own_the_group, person};
use crate::model::{Assigned, ConditionState, Facts, Guid, ObjectId, PermissionBlock, Plane, PrincipalId, TargetKind};
use crate::pattern::Pattern;

/// What is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum HeldRole {
    /// An Entra role.
    Directory(Guid, String),
    /// An Azure role.
    Azure(Guid, String),
    /// A custom role with these actions of a plane.
    Custom(Plane, Vec<Pattern>),
    /// An application permission of Microsoft Graph.
    AppRole(Guid, String),
    /// The group, as one of its owners.
    Owner,
}

/// Under which condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HeldUnder {
    /// None.
    Nothing,
    /// One that nothing can be said of.
    SomeCondition,
    /// One that allows to assign this, and nothing else.
    Delegation(Assigned),
}

/// One grant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SampleGrant {
    pub(super) role: HeldRole,
    pub(super) at: TargetKind,
    pub(super) under: HeldUnder,
}

/// Grants that are held together.
pub(super) type GrantSet = Vec<SampleGrant>;

/// The facts of a tenant with one person who holds a way, whose exports are all complete.
pub(super) fn facts(way: &GrantSet) -> Facts {
    let mut facts = empty();
    let person = person(&mut facts, 1);
    for held in way {
        hold(&mut facts, person, held);
    }
    facts
}

fn hold(facts: &mut Facts, person: PrincipalId, held: &SampleGrant) {
    let role = match &held.role {
        HeldRole::Directory(template, _) => return hold_directory_role(facts, person, *template),
        HeldRole::AppRole(id, _) => return hold_app_role(facts, person, *id),
        HeldRole::Owner => return own_the_group(facts, person),
        HeldRole::Azure(id, _) => ObjectId::Guid(*id),
        HeldRole::Custom(plane, actions) => define(facts, PermissionBlock::granting(*plane, actions.clone())),
    };
    assign(facts, person, role, held.at);
    let condition = condition(facts, held.under);
    if let Some(assignment) = facts.assignments.last_mut() {
        assignment.condition = condition;
    }
}

fn condition(facts: &mut Facts, under: HeldUnder) -> ConditionState {
    match under {
        HeldUnder::Nothing => ConditionState::None,
        // A condition of another version is never decided (R-COND-1).
        HeldUnder::SomeCondition => ConditionState::OtherVersion(facts.texts.intern("'a' StringEquals 'a'")),
        HeldUnder::Delegation(assigned) => ConditionState::Text(facts.texts.intern(&delegation(&assigned))),
    }
}

/// A condition as the portal writes it for who may assign one role to one kind of principal.
fn delegation(assigned: &Assigned) -> String {
    let Assigned { role, to, .. } = assigned;
    let clause = |action: &str, side: &str| {
        format!(
            "((!(ActionMatches{{'Microsoft.Authorization/roleAssignments/{action}'}})) OR \
             (@{side}[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {{{role}}} AND \
             @{side}[Microsoft.Authorization/roleAssignments:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {{'{}'}}))",
            to.name()
        )
    };
    format!("{} AND {}", clause("write", "Request"), clause("delete", "Resource"))
}

/// A way as the examples of packs write it, such as `Owner @ subscription + Entra Security Administrator @ tenant`.
pub(super) fn in_words(way: &GrantSet) -> String {
    way.iter().map(held_in_words).collect::<Vec<_>>().join(" + ")
}

fn held_in_words(held: &SampleGrant) -> String {
    let role = match &held.role {
        HeldRole::Directory(_, name) => format!("Entra {name}"),
        HeldRole::Azure(_, name) => name.clone(),
        HeldRole::AppRole(_, name) => format!("App {name}"),
        HeldRole::Owner => "Group owner".to_owned(),
        HeldRole::Custom(plane, actions) => {
            let actions = actions.iter().map(Pattern::text).collect::<Vec<_>>().join(", ");
            if *plane == Plane::Data { format!("Data {actions}") } else { actions }
        }
    };
    let under = match held.under {
        HeldUnder::Nothing => "",
        HeldUnder::SomeCondition => " under a condition",
        HeldUnder::Delegation(_) => " under a condition that allows the role assignment of the task",
    };
    format!("{role} @ {}{under}", held.at.name())
}
