//! [`Skippable`]: what must be known of a skippable record to leave it out.

use crate::model::PrincipalKind;
use crate::model::scope::{fold_hash, resource_group_of};

/// The number behind the GUID of a principal.
pub(super) type Id = u128;

/// What a skippable record says about the one principal that it concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    /// It holds a role, and is of this kind.
    Holds(PrincipalKind),
    /// It may activate a role, holds one for a time, or a directory role, and is of this kind.
    May(PrincipalKind),
    /// It is a user or service principal.
    IsPerson,
    /// It is a group, with all of these direct members.
    IsGroup,
}

impl Says {
    /// Whether it is an entry of the directory.
    pub(super) const fn is_entry(self) -> bool {
        matches!(self, Self::IsPerson | Self::IsGroup)
    }

    /// Whether the principal holds something, and may be a group.
    pub(super) const fn may_be_group(self) -> bool {
        let (Self::Holds(kind) | Self::May(kind)) = self else { return false };
        !matches!(kind, PrincipalKind::User | PrincipalKind::ServicePrincipal)
    }
}

/// What a skippable record is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Subject {
    /// The principal.
    pub(super) principal: Id,
    /// What is said of it.
    pub(super) says: Says,
    /// What that reaches.
    pub(super) reach: RoleReach,
}

/// What a role reaches that is assigned somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RoleReach {
    /// A subscription or a workspace, or what may be one.
    Places,
    /// A resource group, and the workspaces in it if there are any.
    Group(Host),
    /// Neither a subscription nor a workspace: some other resource, in this resource group.
    Beside(Host),
}

impl RoleReach {
    /// The resource group that it is, or lies in.
    pub(super) const fn host(self) -> Option<Host> {
        match self {
            Self::Places => None,
            Self::Group(host) | Self::Beside(host) => Some(host),
        }
    }
}

/// A resource group, by the hash of its id without regard to letter case; two that collide count as one.
pub(super) type Host = u64;

/// The resource group of a workspace.
pub(super) fn host_of(workspace: &str) -> Option<Host> {
    resource_group_of(workspace).map(fold_hash)
}

/// A skippable record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Skippable<'t> {
    /// What it is about.
    pub(super) about: Subject,
    /// The subscription or workspace that it shows to exist, as it spells it.
    pub(super) place: Option<&'t str>,
    /// Its condition.
    pub(super) condition: Option<&'t str>,
    /// What a role assignment shows of the list that it is in.
    pub(super) shows: Option<ShownRow<'t>>,
    /// It states more than what concerns its principal, or something that only its reader understands.
    pub(super) telling: bool,
}

/// The scope and the role of a role assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ShownRow<'t> {
    /// Where it is.
    pub(super) scope: &'t str,
    /// The id of the role.
    pub(super) role: &'t str,
}

/// Who is in which group.
#[derive(Debug, Default)]
pub(super) struct MemberEdges {
    /// Members and their groups.
    pub(super) all: Vec<MemberEdge>,
    /// Those whose member is a group itself.
    pub(super) nested: Vec<MemberEdge>,
}

/// A member of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct MemberEdge {
    /// The member.
    pub(super) member: Id,
    /// The group.
    pub(super) group: Id,
}
