//! [`Remediation`]: one change that somebody could make to a tenant, as data, and the facts of the tenant after it.

use crate::model::{
    Assignment, AssignmentName, ConditionState, DirectoryAssignment, DirectoryScope, Facts, InputId, MemberKind, Membership,
    ObjectId, Origin, Plane, PrincipalId, RoleId, ScopeId, Validity,
};
use crate::pattern::Pattern;

/// One change. It names everything by id, so that it means the same for every model of the tenant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Remediation {
    /// A person activates an eligible Azure role for a while (R-PIM-4, R-PIM-8).
    ActivateRole {
        /// Who activates.
        principal: ObjectId,
        /// Whom the eligibility names: the person, or a group that the person is in.
        holder: ObjectId,
        /// The role.
        role: ObjectId,
        /// Where.
        scope: Box<str>,
    },
    /// A person activates an eligible membership (PIM for Groups): only this person becomes a member (R-PIM-8).
    ActivateMembership {
        /// Who activates.
        principal: ObjectId,
        /// The group.
        group: ObjectId,
    },
    /// A person activates an eligible Entra role (R-ENT-12).
    ActivateDirectoryRole {
        /// Who activates.
        principal: ObjectId,
        /// Whom the eligibility names.
        holder: ObjectId,
        /// The template id.
        role: ObjectId,
    },
    /// An Azure role is assigned, without a condition.
    AssignRole {
        /// To whom.
        principal: ObjectId,
        /// The role.
        role: ObjectId,
        /// Where.
        scope: Box<str>,
        /// Where the principal holds the same role already, but to no avail.
        held_at: Option<Box<str>>,
    },
    /// An Entra role is assigned for the whole tenant.
    AssignDirectoryRole {
        /// To whom.
        principal: ObjectId,
        /// The template id.
        role: ObjectId,
        /// The principal holds it for a part of the directory already.
        held_in_part: bool,
    },
    /// Somebody becomes a direct member of a group.
    AddMember {
        /// Who.
        principal: ObjectId,
        /// The group.
        group: ObjectId,
    },
    /// A custom role gets more actions, for everybody who holds it.
    AddActions {
        /// The role.
        role: ObjectId,
        /// The plane of the actions.
        plane: Plane,
        /// The actions.
        actions: Vec<Pattern>,
    },
    /// The condition of a role assignment is taken away.
    RemoveCondition {
        /// Whom the assignment names.
        holder: ObjectId,
        /// The role.
        role: ObjectId,
        /// Where.
        scope: Box<str>,
    },
    /// The condition of a role assignment is replaced.
    EditCondition {
        /// Whom the assignment names.
        holder: ObjectId,
        /// The role.
        role: ObjectId,
        /// Where.
        scope: Box<str>,
        /// The new condition.
        condition: Box<str>,
    },
    /// A deny assignment leaves somebody out.
    ExcludeFromDeny {
        /// Whom.
        principal: ObjectId,
        /// The id of the deny assignment.
        deny: Box<str>,
        /// Its scope.
        scope: Box<str>,
    },
    /// A deny assignment is deleted.
    RemoveDeny {
        /// The id of the deny assignment.
        deny: Box<str>,
        /// Its scope.
        scope: Box<str>,
    },
}

/// What comes of a change is in no export.
const ORIGIN: Origin = Origin { input: InputId(u32::MAX), record: 0 };

impl Remediation {
    /// A stable id of the kind of change.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::ActivateRole { .. } => "activate-role",
            Self::ActivateMembership { .. } => "activate-membership",
            Self::ActivateDirectoryRole { .. } => "activate-directory-role",
            Self::AssignRole { held_at: None, .. } => "assign-role",
            Self::AssignRole { held_at: Some(_), .. } => "widen-assignment",
            Self::AssignDirectoryRole { .. } => "assign-directory-role",
            Self::AddMember { .. } => "add-to-group",
            Self::AddActions { .. } => "add-actions",
            Self::RemoveCondition { .. } => "remove-condition",
            Self::EditCondition { .. } => "edit-condition",
            Self::ExcludeFromDeny { .. } => "exclude-from-deny",
            Self::RemoveDeny { .. } => "remove-deny",
        }
    }

    /// Whether it only uses what was given before.
    pub const fn is_activation(&self) -> bool {
        matches!(self, Self::ActivateRole { .. } | Self::ActivateMembership { .. } | Self::ActivateDirectoryRole { .. })
    }

    /// Whether it takes a deny assignment away, for one or for all.
    pub const fn lifts_deny(&self) -> bool {
        matches!(self, Self::ExcludeFromDeny { .. } | Self::RemoveDeny { .. })
    }

    /// The facts after the change.
    #[must_use]
    pub fn apply(&self, facts: &Facts) -> Facts {
        let mut after = facts.clone();
        self.make(&mut after);
        after
    }

    /// Makes the change.
    pub(super) fn make(&self, facts: &mut Facts) {
        match self {
            Self::ActivateRole { principal, holder, role, scope } => {
                let condition = eligible_under(facts, holder, role, scope);
                assign(facts, (principal, role, scope), condition);
            }
            Self::AssignRole { principal, role, scope, .. } => assign(facts, (principal, role, scope), ConditionState::None),
            Self::ActivateDirectoryRole { principal, role, .. } | Self::AssignDirectoryRole { principal, role, .. } => {
                assign_directory_role(facts, principal, role);
            }
            Self::ActivateMembership { principal, group } | Self::AddMember { principal, group } => {
                let (group, member) = (facts.principals.intern(group.clone()), facts.principals.intern(principal.clone()));
                let kind = MemberKind::Direct;
                facts.memberships.push(Membership { group, member, kind, validity: Validity::ALWAYS, origin: ORIGIN });
            }
            Self::AddActions { role, plane, actions } => add_actions(facts, role, *plane, actions),
            Self::RemoveCondition { holder, role, scope } => {
                set_condition(facts, (holder, role, scope), ConditionState::None);
            }
            Self::EditCondition { holder, role, scope, condition } => {
                let condition = ConditionState::Text(facts.texts.intern(condition));
                set_condition(facts, (holder, role, scope), condition);
            }
            Self::ExcludeFromDeny { principal, deny, .. } => {
                let principal = facts.principals.intern(principal.clone());
                facts.denies.iter_mut().filter(|own| own.id == *deny).for_each(|own| own.exclude.push(principal));
            }
            Self::RemoveDeny { deny, .. } => facts.denies.retain(|own| own.id != *deny),
        }
    }
}

/// What is unique about a role assignment (R-ASN-3).
type Tuple<'a> = (&'a ObjectId, &'a ObjectId, &'a str);

fn tuple(facts: &mut Facts, (principal, role, scope): Tuple<'_>) -> (PrincipalId, RoleId, ScopeId) {
    (facts.principals.intern(principal.clone()), facts.roles.intern(role.clone()), facts.scopes.intern(scope))
}

/// Replaces every row for the same principal, role and scope by an assignment. Schedules that limited an old row no longer
/// count.
fn assign(facts: &mut Facts, of: Tuple<'_>, condition: ConditionState) {
    let (principal, role, scope) = tuple(facts, of);
    let same = |a: PrincipalId, b: RoleId, c: ScopeId| (a, b, c) == (principal, role, scope);
    facts.assignments.retain(|row| !same(row.principal, row.role, row.scope));
    facts.schedules.retain(|row| row.eligible || !same(row.principal, row.role, row.scope));
    let name = AssignmentName::None;
    facts.assignments.push(Assignment { principal, role, scope, condition, name, updated: 0, origin: ORIGIN });
}

fn set_condition(facts: &mut Facts, of: Tuple<'_>, condition: ConditionState) {
    let (principal, role, scope) = tuple(facts, of);
    let assignments = facts.assignments.iter_mut();
    for row in assignments.filter(|row| (row.principal, row.role, row.scope) == (principal, role, scope)) {
        row.condition = condition;
    }
    let schedules = facts.schedules.iter_mut().filter(|row| !row.eligible);
    for row in schedules.filter(|row| (row.principal, row.role, row.scope) == (principal, role, scope)) {
        row.condition = condition;
    }
}

/// The condition that an activation carries over from the eligibility.
fn eligible_under(facts: &mut Facts, holder: &ObjectId, role: &ObjectId, scope: &str) -> ConditionState {
    let (principal, role, scope) = tuple(facts, (holder, role, scope));
    let same = facts.schedules.iter().filter(|row| row.eligible && row.effective);
    let mut same = same.filter(|row| (row.principal, row.role, row.scope) == (principal, role, scope));
    let first = same.next().map_or(ConditionState::NotExported, |row| row.condition);
    if same.all(|row| row.condition == first) { first } else { ConditionState::Contradicted }
}

fn assign_directory_role(facts: &mut Facts, principal: &ObjectId, role: &ObjectId) {
    let principal = facts.principals.intern(principal.clone());
    facts.directory_assignments.retain(|row| {
        let same = (row.principal, &row.role, &row.scope) == (principal, role, &DirectoryScope::Tenant);
        row.eligible || !same
    });
    facts.directory_assignments.push(DirectoryAssignment::at_tenant(principal, role.clone(), ORIGIN));
}

/// Adds to the first block: custom roles have one.
fn add_actions(facts: &mut Facts, role: &ObjectId, plane: Plane, actions: &[Pattern]) {
    for row in facts.definitions.iter_mut().filter(|row| row.definition.id == *role) {
        if row.definition.blocks.is_empty() {
            row.definition.blocks.push(crate::model::PermissionBlock::default());
        }
        let Some(block) = row.definition.blocks.first_mut() else { continue };
        let own = if plane == Plane::Control { &mut block.actions } else { &mut block.data_actions };
        own.extend(actions.iter().filter(|action| !own.contains(action)).cloned().collect::<Vec<_>>());
    }
}
