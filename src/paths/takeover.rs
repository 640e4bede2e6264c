//! What it takes to act as a principal: which kinds of Entra ways lead to it, and how surely.

use rustc_hash::{FxHashMap, FxHashSet};

use super::doubt::PathDoubt;
use super::step_answers::PathNode;
use crate::decide::Verdict;
use crate::graph::{Edge, Strength, TenantGraph, tenant_ids};
use crate::model::{
    Completeness, DirectoryWay, ExportKind, Facts, Guid, LeadsTo, ObjectId, Origin, OwnedObject, Principal, PrincipalId,
    PrincipalKind, TrustedIdentity,
};
use crate::pack::escalation::embedded_directory_ways;

/// What is known of the principals that somebody may come to act as.
pub(super) struct Takeovers<'t> {
    tenant: &'t TenantGraph,
    /// The managed identities: nobody adds credentials to one.
    identities: FxHashSet<PrincipalId>,
    /// Who owns a group or a service principal, or the application of one, by the record that says so.
    owners: FxHashMap<PrincipalId, Vec<OwnedBy>>,
    /// The managed identities that the application of a service principal trusts, by the record that says so.
    trusted: FxHashMap<PrincipalId, Vec<(PrincipalId, Origin)>>,
    /// Who owns a group that can hold Entra roles, and whether without an activation.
    protected_owners: FxHashMap<PrincipalId, bool>,
}

/// Who owns something, by which record, and whether only after an activation.
#[derive(Debug, Clone, Copy)]
struct OwnedBy {
    owner: PrincipalId,
    origin: Origin,
    doubt: PathDoubt,
}

impl<'t> Takeovers<'t> {
    pub(super) fn new(tenant: &'t TenantGraph) -> Self {
        let identities = tenant.facts().escalation.identities.iter().map(|own| own.principal).collect();
        let principals = &tenant.facts().principals;
        let is_assignable =
            |group: PrincipalId| principals.facts(group).is_some_and(|known| known.assignable_to_role == Some(true));
        let owners = owners(tenant);
        let groups = principals.ids().filter(|&group| principals.kind(group).is_group() && is_assignable(group));
        let mut protected_owners = FxHashMap::default();
        for own in groups.filter_map(|group| owners.get(&group)).flatten() {
            *protected_owners.entry(own.owner).or_default() |= own.doubt == PathDoubt::None;
        }
        Self { tenant, identities, owners, trusted: trusted(tenant), protected_owners }
    }

    /// The owners of a principal who can come to act as it, and what that hangs on.
    pub(super) fn owners(&self, principal: PrincipalId) -> impl Iterator<Item = (PrincipalId, Origin, PathDoubt)> {
        let doubt = self.of(principal).into_iter().map(|(_, surely)| PathDoubt::of(surely)).min();
        let is_group = self.tenant.facts().principals.kind(principal).is_group();
        let lock = if is_group { PathDoubt::None } else { PathDoubt::Unless };
        // Who owns a group adds members to it, whether it can hold Entra roles or not.
        let doubt = if is_group { doubt.map(|_| PathDoubt::None) } else { doubt };
        let owners = self.owners.get(&principal).map(Vec::as_slice).unwrap_or_default();
        owners.iter().filter_map(move |own| Some((own.owner, own.origin, doubt?.max(lock).max(own.doubt))))
    }

    /// The managed identities that sign in as a principal, for its application trusts them, and what that hangs on.
    pub(super) fn trusted(&self, principal: PrincipalId) -> impl Iterator<Item = (PrincipalId, Origin, PathDoubt)> {
        let trusted = self.trusted.get(&principal).map(Vec::as_slice).unwrap_or_default();
        trusted.iter().filter_map(move |&(identity, origin)| {
            let principals = &self.tenant.facts().principals;
            let known = principals.facts(identity)?;
            // A disabled service principal gets no token, and the identity does not enable it.
            if principals.facts(principal).is_some_and(|own| own.enabled == Some(false)) {
                return None;
            }
            let doubt = match known.managed_identity {
                Some(true) => PathDoubt::None,
                None if self.identities.contains(&identity) => PathDoubt::None,
                None => PathDoubt::Unknown,
                Some(false) => return None,
            };
            Some((identity, origin, doubt))
        })
    }

    /// The ends of Entra ways that a principal is among, each with how surely it is.
    pub(super) fn of(&self, principal: PrincipalId) -> Vec<(PathNode, Verdict)> {
        let Some(known) = self.tenant.facts().principals.facts(principal) else { return Vec::new() };
        let end = |end: LeadsTo, surely: Verdict| (PathNode::End(end), surely);
        match known.kind {
            PrincipalKind::Group if known.members_are_derived => Vec::new(),
            PrincipalKind::Group => of_group(known).map(|(own, surely)| end(own, surely)).collect(),
            PrincipalKind::ServicePrincipal => match known.managed_identity {
                Some(true) => Vec::new(),
                // Whoever adds credentials may be able to enable it as well: no export shows it.
                Some(false) if known.enabled == Some(false) => vec![end(LeadsTo::ServicePrincipals, Verdict::Unknown)],
                Some(false) => vec![end(LeadsTo::ServicePrincipals, Verdict::Allowed)],
                None if self.identities.contains(&principal) => Vec::new(),
                None => vec![end(LeadsTo::ServicePrincipals, Verdict::Unknown)],
            },
            PrincipalKind::User => {
                let ways = embedded_directory_ways().iter().enumerate();
                let ways = ways.filter(|(_, way)| way.leads_to == LeadsTo::UsersWithoutOtherRoles);
                let reached = ways.filter_map(|(number, way)| {
                    let surely = self.reaches(way, principal)?.min(signs_in(known, way)?);
                    Some((PathNode::UserOf(number), surely))
                });
                let anybody = signs_in_by_any(known).map(|surely| end(LeadsTo::Users, surely));
                anybody.into_iter().chain(reached).collect()
            }
            PrincipalKind::ForeignGroup | PrincipalKind::Device | PrincipalKind::Unknown => Vec::new(),
        }
    }

    /// How surely a way reaches a user: one whose active Entra roles are all among those that it reaches, and who is in no group that can
    /// hold Entra roles, and owns none. Whether what has to be activated protects is not documented.
    fn reaches(&self, way: &DirectoryWay, user: PrincipalId) -> Option<Verdict> {
        let principals = &self.tenant.facts().principals;
        let is_within = |role: &ObjectId| way.reaches.iter().any(|(own, _)| *role == ObjectId::Guid(*own));
        let others = || self.tenant.directory_grants_of(user).iter().filter(|grant| !is_within(&grant.gives.template));
        // A group of which nobody says that it can hold no Entra role may protect.
        let assignable = |group: PrincipalId| principals.facts(group).and_then(|known| known.assignable_to_role);
        let groups = || self.tenant.membership().groups_of(user).iter().filter(|edge| assignable(edge.group) != Some(false));
        let is_protecting = |edge: &Edge| assignable(edge.group) == Some(true) && edge.strength == Strength::Sure;
        let owns_one = self.protected_owners.get(&user).copied();
        if owns_one == Some(true) || groups().any(is_protecting) || others().any(|grant| !grant.gives.eligible) {
            return None;
        }
        let is_listed = self.tenant.facts().completeness(ExportKind::DirectoryRoleAssignments) == Completeness::Complete;
        let is_open = !is_listed || owns_one.is_some() || others().next().is_some() || groups().next().is_some();
        Some(if is_open { Verdict::Unknown } else { Verdict::Allowed })
    }
}

/// The kinds of groups that a group is of, each with how surely.
fn of_group(known: &Principal) -> impl Iterator<Item = (LeadsTo, Verdict)> {
    let by = |flag: Option<bool>| flag.map_or(Verdict::Unknown, |own| if own { Verdict::Allowed } else { Verdict::NotAllowed });
    let (assignable, other) = (by(known.assignable_to_role), by(known.assignable_to_role.map(|own| !own)));
    let (unified, security) = (by(known.unified), by(known.unified.map(|own| !own)));
    let all = [
        (LeadsTo::RoleAssignableGroups, assignable),
        (LeadsTo::Groups, other),
        (LeadsTo::SecurityGroups, other.min(security)),
        (LeadsTo::UnifiedGroups, other.min(unified)),
    ];
    all.into_iter().filter(|(_, surely)| *surely > Verdict::Blocked)
}

/// How surely somebody signs in as a user with a new password by a way: not as one who signs in elsewhere, and as one whose account is
/// disabled only by a way that enables it. Custom roles may enable accounts.
fn signs_in(user: &Principal, way: &DirectoryWay) -> Option<Verdict> {
    let enabled = match (user.enabled, way.enables_accounts) {
        (Some(false), false) if way.actions.is_empty() => return None,
        (Some(false), false) => Verdict::Unknown,
        (Some(true) | None, _) | (Some(false), true) => Verdict::Allowed,
    };
    own_password(user).map(|surely| surely.min(enabled))
}

/// The same by a way that reaches any user: some of these ways enable accounts.
fn signs_in_by_any(user: &Principal) -> Option<Verdict> {
    let enabled = if user.enabled == Some(false) { Verdict::Unknown } else { Verdict::Allowed };
    own_password(user).map(|surely| surely.min(enabled))
}

fn own_password(user: &Principal) -> Option<Verdict> {
    match user.has_own_password() {
        Some(true) => Some(Verdict::Allowed),
        Some(false) => None,
        None => Some(Verdict::Unknown),
    }
}

/// The service principals of each application.
fn of_applications(facts: &Facts) -> FxHashMap<&ObjectId, Vec<PrincipalId>> {
    let mut all: FxHashMap<&ObjectId, Vec<PrincipalId>> = FxHashMap::default();
    for id in facts.principals.ids() {
        if let Some(application) = facts.principals.facts(id).and_then(|known| known.app_id.as_ref()) {
            all.entry(application).or_default().push(id);
        }
    }
    all
}

fn trusted(tenant: &TenantGraph) -> FxHashMap<PrincipalId, Vec<(PrincipalId, Origin)>> {
    let facts = tenant.facts();
    let of_application = of_applications(facts);
    let mut all: FxHashMap<PrincipalId, Vec<(PrincipalId, Origin)>> = FxHashMap::default();
    let tenants = tenant_ids(facts);
    let is_here = |row: &&TrustedIdentity| tenants.is_empty() || tenants.iter().any(|own| Guid::parse(own) == Some(row.tenant));
    for row in facts.escalation.trusts.iter().filter(is_here) {
        let Some(identity) = facts.principals.lookup(&row.identity) else { continue };
        for &own in of_application.get(&row.application).into_iter().flatten() {
            all.entry(own).or_default().push((identity, row.origin));
        }
    }
    all
}

fn owners(tenant: &TenantGraph) -> FxHashMap<PrincipalId, Vec<OwnedBy>> {
    let facts = tenant.facts();
    let mut all: FxHashMap<PrincipalId, Vec<OwnedBy>> = FxHashMap::default();
    let of_application = of_applications(facts);
    for row in &facts.escalation.owners {
        let owned = match &row.owned {
            OwnedObject::Group(principal) | OwnedObject::ServicePrincipal(principal) => std::slice::from_ref(principal),
            OwnedObject::Application(application) => of_application.get(application).map(Vec::as_slice).unwrap_or_default(),
        };
        for &owned in owned {
            all.entry(owned).or_default().push(OwnedBy { owner: row.owner, origin: row.origin, doubt: PathDoubt::None });
        }
    }
    for row in facts.escalation.owner_schedules.iter().filter(|row| row.validity.contains(tenant.at())) {
        let doubt = if row.eligible { PathDoubt::Eligible } else { PathDoubt::None };
        all.entry(row.group).or_default().push(OwnedBy { owner: row.owner, origin: row.origin, doubt });
    }
    all
}
