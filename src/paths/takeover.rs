//! What it takes to act as a principal: which kinds of Entra ways lead to it, and how surely.

use rustc_hash::{FxHashMap, FxHashSet};

use super::doubt::PathDoubt;
use crate::decide::Verdict;
use crate::graph::TenantGraph;
use crate::model::{Completeness, ExportKind, LeadsTo, ObjectId, Origin, OwnedObject, PrincipalId, PrincipalKind};

/// What is known of the principals that somebody may come to act as.
pub(super) struct Takeovers<'t> {
    tenant: &'t TenantGraph,
    /// The managed identities: nobody adds credentials to one.
    identities: FxHashSet<PrincipalId>,
    /// Who owns a group or a service principal, or the application of one, by the record that says so.
    owners: FxHashMap<PrincipalId, Vec<(PrincipalId, Origin)>>,
}

impl<'t> Takeovers<'t> {
    pub(super) fn new(tenant: &'t TenantGraph) -> Self {
        let identities = tenant.facts().identities.iter().map(|own| own.principal).collect();
        Self { tenant, identities, owners: owners(tenant) }
    }

    /// The owners of a principal who can come to act as it, and what that hangs on.
    pub(super) fn owners(&self, principal: PrincipalId) -> impl Iterator<Item = (PrincipalId, Origin, PathDoubt)> {
        let doubt = self.of(principal).into_iter().map(|(_, surely)| PathDoubt::of(surely)).min();
        let is_group = self.tenant.facts().principals.kind(principal).is_group();
        let lock = if is_group { PathDoubt::None } else { PathDoubt::Unless };
        // Who owns a group adds members to it, whether it can hold Entra roles or not.
        let doubt = if is_group { doubt.map(|_| PathDoubt::None) } else { doubt };
        let owners = self.owners.get(&principal).map(Vec::as_slice).unwrap_or_default();
        owners.iter().filter_map(move |&(owner, origin)| Some((owner, origin, doubt?.max(lock))))
    }

    /// The ends of Entra ways that a principal is among, each with how surely it is.
    pub(super) fn of(&self, principal: PrincipalId) -> Vec<(LeadsTo, Verdict)> {
        let Some(known) = self.tenant.facts().principals.facts(principal) else { return Vec::new() };
        match known.kind {
            PrincipalKind::Group if known.members_are_derived => Vec::new(),
            PrincipalKind::Group => match known.assignable_to_role {
                Some(true) => vec![(LeadsTo::RoleAssignableGroups, Verdict::Allowed)],
                Some(false) => vec![(LeadsTo::Groups, Verdict::Allowed)],
                None => vec![(LeadsTo::RoleAssignableGroups, Verdict::Unknown), (LeadsTo::Groups, Verdict::Unknown)],
            },
            PrincipalKind::ServicePrincipal => match known.managed_identity {
                Some(true) => Vec::new(),
                Some(false) => vec![(LeadsTo::ServicePrincipals, Verdict::Allowed)],
                None if self.identities.contains(&principal) => Vec::new(),
                None => vec![(LeadsTo::ServicePrincipals, Verdict::Unknown)],
            },
            PrincipalKind::User => {
                let plain = is_plain_user(self.tenant, principal);
                std::iter::once((LeadsTo::Users, Verdict::Allowed))
                    .chain(plain.map(|surely| (LeadsTo::UsersWithoutDirectoryRoles, surely)))
                    .collect()
            }
            PrincipalKind::ForeignGroup | PrincipalKind::Device | PrincipalKind::Unknown => Vec::new(),
        }
    }
}

fn owners(tenant: &TenantGraph) -> FxHashMap<PrincipalId, Vec<(PrincipalId, Origin)>> {
    let facts = tenant.facts();
    let mut all: FxHashMap<PrincipalId, Vec<(PrincipalId, Origin)>> = FxHashMap::default();
    let mut of_application: FxHashMap<&ObjectId, Vec<PrincipalId>> = FxHashMap::default();
    for id in facts.principals.ids() {
        if let Some(application) = facts.principals.facts(id).and_then(|known| known.app_id.as_ref()) {
            of_application.entry(application).or_default().push(id);
        }
    }
    for row in &facts.owners {
        let owned = match &row.owned {
            OwnedObject::Principal(principal) => std::slice::from_ref(principal),
            OwnedObject::Application(application) => of_application.get(application).map(Vec::as_slice).unwrap_or_default(),
        };
        for &owned in owned {
            all.entry(owned).or_default().push((row.owner, row.origin));
        }
    }
    all
}

/// Whether a user holds no Entra role and is in no group that can hold one: an administrator of another kind cannot reset the password of
/// whoever does. `None`: the user does, or may after an activation.
fn is_plain_user(tenant: &TenantGraph, user: PrincipalId) -> Option<Verdict> {
    if !tenant.directory_grants_of(user).is_empty() {
        return None;
    }
    let principals = &tenant.facts().principals;
    let groups = tenant.membership().groups_of(user);
    let assignable = |group: PrincipalId| principals.facts(group).and_then(|known| known.assignable_to_role);
    if groups.iter().any(|edge| assignable(edge.group) == Some(true)) {
        return None;
    }
    let is_listed = tenant.facts().completeness(ExportKind::DirectoryRoleAssignments) == Completeness::Complete;
    let is_open = !is_listed || groups.iter().any(|edge| assignable(edge.group).is_none());
    Some(if is_open { Verdict::Unknown } else { Verdict::Allowed })
}
