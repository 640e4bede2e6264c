//! To whom the steps of a path lead, worked out from the facts again, and how surely.

use super::claims::VerdictClaim;
use super::fault::Why;
use super::path_claims::HopClaim;
use super::records::{RecordRow, Records, is_record};
use crate::model::{
    AppRoleAssignment, Completeness, DirectoryWay, ExportKind, Facts, Guid, LeadsTo, MICROSOFT_GRAPH, MemberKind, ObjectId,
    OwnedObject, OwnerSchedule, Principal, PrincipalId, PrincipalKind,
};
use crate::pack::escalation;

/// How surely a way leads to the principal of a step; `None`: not at all.
pub(super) fn of_way(way: &str, hop: &HopClaim, records: &Records<'_>) -> Option<VerdictClaim> {
    let of_directory = escalation::embedded_directory_ways().iter().any(|own| own.id == way);
    // An Entra role or app role is of one tenant, and of several nothing tells whether what it leads to is of that one (R-SCO-12).
    let best = if of_directory && records.facts.tenancy.is_mixed() { VerdictClaim::Unknown } else { VerdictClaim::Allowed };
    Some(reached(way, hop, records)?.min(best))
}

fn reached(way: &str, hop: &HopClaim, records: &Records<'_>) -> Option<VerdictClaim> {
    let facts = records.facts;
    let acts_as = hop.acts_as.as_deref().and_then(|id| facts.principals.lookup(&ObjectId::parse(id)));
    let directory = escalation::embedded_directory_ways().iter().find(|own| own.id == way);
    let sure = Some(VerdictClaim::Allowed);
    match (directory, acts_as) {
        (None, identity) => {
            let target = hop.target.as_deref()?;
            let is_enabled = |own: PrincipalId| facts.principals.facts(own).is_none_or(|own| own.enabled != Some(false));
            let identity = identity.filter(|own| is_enabled(*own));
            let mut identities = facts.escalation.identities.iter().filter(|own| Some(own.principal) == identity);
            let hangs = escalation::embedded().iter().any(|own| own.id == way && own.hangs_on.is_some());
            let surely = if hangs { VerdictClaim::Unknown } else { VerdictClaim::Allowed };
            identities.any(|own| own.resource.eq_ignore_ascii_case(target)).then_some(surely)
        }
        (Some(way), None) => sure.filter(|_| matches!(way.leads_to, LeadsTo::Root | LeadsTo::AnyDirectoryRole)),
        (Some(way), Some(principal)) => {
            let known = facts.principals.facts(principal)?;
            match way.leads_to {
                LeadsTo::Groups => of_group(known, not(known.assignable_to_role)),
                LeadsTo::SecurityGroups => of_group(known, both(not(known.assignable_to_role), not(known.unified))),
                LeadsTo::UnifiedGroups => of_group(known, both(not(known.assignable_to_role), known.unified)),
                LeadsTo::RoleAssignableGroups => of_group(known, known.assignable_to_role),
                LeadsTo::ServicePrincipals => of_application(known, principal, records),
                LeadsTo::Users => with_password(known, known.enabled == Some(false)),
                LeadsTo::UsersWithoutOtherRoles => {
                    let is_closed = known.enabled == Some(false) && !way.enables_accounts;
                    let password = with_password(known, is_closed).filter(|_| !is_closed || !way.actions.is_empty());
                    of_user(way, principal, records).zip(password).map(|(reached, password)| reached.min(password))
                }
                LeadsTo::AnyRole | LeadsTo::Identity | LeadsTo::Root | LeadsTo::AnyDirectoryRole => None,
            }
        }
    }
}

/// A group whose members are set by hand, where it is one of a kind.
fn of_group(known: &Principal, is_of_kind: Option<bool>) -> Option<VerdictClaim> {
    if known.kind != PrincipalKind::Group || known.members_are_derived {
        return None;
    }
    match is_of_kind {
        None => Some(VerdictClaim::Unknown),
        Some(own) => own.then_some(VerdictClaim::Allowed),
    }
}

fn not(own: Option<bool>) -> Option<bool> {
    own.map(|own| !own)
}

/// Whether both are so, as far as that is known.
fn both(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    if a == Some(false) || b == Some(false) { Some(false) } else { a.and(b) }
}

/// Nobody adds credentials to a managed identity.
fn of_application(known: &Principal, principal: PrincipalId, records: &Records<'_>) -> Option<VerdictClaim> {
    let is_identity = || records.facts.escalation.identities.iter().any(|own| own.principal == principal);
    match (known.kind, known.managed_identity) {
        (PrincipalKind::ServicePrincipal, Some(false)) if known.enabled == Some(false) => Some(VerdictClaim::Unknown),
        (PrincipalKind::ServicePrincipal, Some(false)) => Some(VerdictClaim::Allowed),
        (PrincipalKind::ServicePrincipal, None) if !is_identity() => Some(VerdictClaim::Unknown),
        _ => None,
    }
}

/// How surely a new password lets somebody sign in as a user: not where the user signs in elsewhere. `doubted`: the account may have to be
/// enabled.
fn with_password(known: &Principal, doubted: bool) -> Option<VerdictClaim> {
    let comes_from_elsewhere = known.upn.as_deref().map(|upn| upn.to_ascii_lowercase().contains("#ext#"));
    match (known.kind, comes_from_elsewhere) {
        (PrincipalKind::User, Some(true)) => None,
        (PrincipalKind::User, None) if known.guest => Some(VerdictClaim::Unknown),
        (PrincipalKind::User, _) if doubted => Some(VerdictClaim::Unknown),
        (PrincipalKind::User, _) => Some(VerdictClaim::Allowed),
        _ => None,
    }
}

/// A user whose Entra roles are all among those that the way reaches, in no group that can hold Entra roles and owner of none.
fn of_user(way: &DirectoryWay, user: PrincipalId, records: &Records<'_>) -> Option<VerdictClaim> {
    let facts = records.facts;
    let assignable = |group: PrincipalId| facts.principals.facts(group).and_then(|known| known.assignable_to_role);
    let owns_one = facts.escalation.owners.iter().any(|row| match row.owned {
        OwnedObject::Group(group) => row.owner == user && assignable(group) == Some(true),
        OwnedObject::ServicePrincipal(_) | OwnedObject::Application(_) => false,
    });
    let schedules = facts.escalation.owner_schedules.iter();
    let schedules = schedules.filter(|row| row.owner == user && assignable(row.group) == Some(true));
    let eligible: Vec<bool> = schedules.filter(|row| records.is_in_force(row.validity)).map(|row| row.eligible).collect();
    let owns_one = owns_one || eligible.contains(&false);
    let mut is_open =
        !eligible.is_empty() || facts.completeness(ExportKind::DirectoryRoleAssignments) != Completeness::Complete;
    for (index, row) in facts.directory_assignments.iter().enumerate().filter(|(_, row)| row.principal == user) {
        let role = records.template(&row.role).filter(|_| records.counts(RecordRow::Directory(index)));
        match role.filter(|role| !way.reaches.iter().any(|(own, _)| *role == ObjectId::Guid(*own))) {
            Some(_) if !row.eligible => return None,
            Some(_) => is_open = true,
            None => {}
        }
    }
    for row in records.groups.get(&user).into_iter().flatten() {
        match (assignable(row.group), row.kind) {
            (Some(false), _) => {}
            (Some(true), MemberKind::Direct | MemberKind::Transitive | MemberKind::Scheduled) => return None,
            (Some(true) | None, _) => is_open = true,
        }
    }
    let surely = if is_open { VerdictClaim::Unknown } else { VerdictClaim::Allowed };
    Some(surely).filter(|_| !owns_one)
}

/// Whether a record says that the actor owns whom it acts as from here on, and how surely that is enough.
pub(super) fn owned(hop: &HopClaim, records: &Records<'_>) -> Result<VerdictClaim, Why> {
    let facts = records.facts;
    let id = |text: &str| facts.principals.lookup(&ObjectId::parse(text));
    let (actor, owned) = (id(&hop.actor), hop.acts_as.as_deref().and_then(id));
    let (input, record) = hop.input.as_deref().zip(hop.record).ok_or(Why::NoRecord)?;
    let inputs = records.inputs(input)?;
    let known = owned.and_then(|owned| Some((owned, facts.principals.facts(owned)?)));
    let is_it = |row: &OwnedObject| match row {
        OwnedObject::Group(principal) | OwnedObject::ServicePrincipal(principal) => Some(*principal) == owned,
        OwnedObject::Application(application) => known.is_some_and(|(_, known)| known.app_id.as_ref() == Some(application)),
    };
    let rows = facts.escalation.owners.iter().filter(|row| Some(row.owner) == actor && is_it(&row.owned));
    let mut rows = rows.filter(|row| is_record(Some(row.origin), inputs, record)).map(|_| VerdictClaim::Allowed);
    let schedules = facts.escalation.owner_schedules.iter();
    let schedules = schedules.filter(|row| Some(row.owner) == actor && Some(row.group) == owned);
    let mut schedules =
        schedules.filter(|row| is_record(Some(row.origin), inputs, record) && records.is_in_force(row.validity));
    let activated = |row: &OwnerSchedule| if row.eligible { VerdictClaim::Eligible } else { VerdictClaim::Allowed };
    let named = rows.next().or_else(|| schedules.next().map(activated));
    let surely = known.zip(named).and_then(|((owned, known), named)| match known.kind {
        PrincipalKind::Group => (!known.members_are_derived).then_some(named),
        _ => of_application(known, owned, records).map(|surely| surely.min(named)),
    });
    let what = || Why::OtherRecord { record, input: input.to_owned(), what: "one that names the owner".to_owned() };
    surely.ok_or_else(what)
}

/// Whether a record says that the application of whom the actor acts as trusts it, and how surely it is a managed identity.
pub(super) fn trusted(hop: &HopClaim, records: &Records<'_>) -> Result<VerdictClaim, Why> {
    let facts = records.facts;
    let actor = records.principal(&hop.actor)?;
    let (input, record) = hop.input.as_deref().zip(hop.record).ok_or(Why::NoRecord)?;
    let inputs = records.inputs(input)?;
    let known = |id: &str| facts.principals.facts(facts.principals.lookup(&ObjectId::parse(id))?);
    let trusting = hop.acts_as.as_deref().and_then(known).filter(|known| known.enabled != Some(false));
    let application = trusting.and_then(|known| known.app_id.as_ref());
    let mut rows = facts.escalation.trusts.iter();
    let is_trusted = rows.any(|row| {
        is_record(Some(row.origin), inputs, record)
            && Some(&row.application) == application
            && row.identity == ObjectId::parse(&hop.actor)
            && is_own_tenant(row.tenant, facts)
    });
    let is_attached = || facts.escalation.identities.iter().any(|own| own.principal == actor);
    let surely = match facts.principals.facts(actor).map(|known| known.managed_identity) {
        Some(Some(true)) => Some(VerdictClaim::Allowed),
        Some(None) if is_attached() => Some(VerdictClaim::Allowed),
        Some(None) => Some(VerdictClaim::Unknown),
        Some(Some(false)) | None => None,
    };
    let what = || Why::OtherRecord { record, input: input.to_owned(), what: "one that trusts the identity".to_owned() };
    surely.filter(|_| is_trusted).ok_or_else(what)
}

/// Whether a tenant is one of those that the exports name, or they name none.
fn is_own_tenant(tenant: Guid, facts: &Facts) -> bool {
    let organizations = facts.organizations.iter().map(|own| own.id.to_string());
    let subscriptions = facts.subscriptions.iter().filter_map(|own| own.tenant.as_ref().map(ToString::to_string));
    let groups = facts.management_groups.iter().filter_map(|own| own.tenant.as_ref().map(ToString::to_string));
    let mut named = organizations.chain(subscriptions).chain(groups).peekable();
    named.peek().is_none() || named.any(|own| Guid::parse(&own) == Some(tenant))
}

/// Whether a record gives the actor an app role of Microsoft Graph by which a way is open, and how surely that leads to whom it says.
pub(super) fn by_app_role(way: &DirectoryWay, hop: &HopClaim, records: &Records<'_>) -> Result<VerdictClaim, Why> {
    let facts = records.facts;
    let actor = records.principal(&hop.actor)?;
    let (input, record) = hop.input.as_deref().zip(hop.record).ok_or(Why::NoRecord)?;
    let inputs = records.inputs(input)?;
    if records.is_deleted(actor) {
        return Err(Why::Deleted(hop.actor.clone()));
    }
    let graph = ObjectId::parse(MICROSOFT_GRAPH);
    let api = |row: &AppRoleAssignment| facts.principals.facts(facts.principals.lookup(&row.resource)?)?.app_id.clone();
    let rows = facts.escalation.app_roles.iter().filter(|row| row.principal == actor);
    let named = rows.filter(|row| is_record(Some(row.origin), inputs, record));
    let opening = named.filter(|row| way.app_roles.iter().any(|(id, _)| *id == row.app_role));
    let surely = opening.filter_map(|row| match api(row) {
        None => Some(VerdictClaim::Unknown),
        Some(own) => (own == graph).then_some(VerdictClaim::Allowed),
    });
    let what = || "one that gives the actor such an app role of Microsoft Graph".to_owned();
    let surely = surely.max().ok_or_else(|| Why::OtherRecord { record, input: input.to_owned(), what: what() })?;
    let end = of_way(&way.id, hop, records).ok_or(Why::BrokenPath("a step does not lead to whom it says"))?;
    Ok(surely.min(end))
}

/// Whether a step that no answer proves follows from the one before it.
pub(super) fn follows(hop: &HopClaim, before: Option<&HopClaim>) -> Result<VerdictClaim, Why> {
    // An Entra role leads to the elevation, or is the goal itself. User Access Administrator of the tenant, or a role that may assign the one
    // of the goal, was come to.
    let assigns_any = |before: &HopClaim| {
        let way = escalation::embedded_directory_ways().iter().find(|own| own.id == before.way);
        way.is_some_and(|way| way.leads_to == LeadsTo::AnyDirectoryRole)
    };
    let follows = match hop.way.as_str() {
        "elevate-to-root" | "assign-directory-roles" => before.is_some_and(assigns_any),
        "assign-roles" => before.is_some_and(|before| before.way == "elevate-to-root"),
        _ => false,
    };
    if follows && hop.acts_as.is_none() {
        Ok(VerdictClaim::Allowed)
    } else {
        Err(Why::BrokenPath("a step has no proof and does not follow from the one before"))
    }
}
