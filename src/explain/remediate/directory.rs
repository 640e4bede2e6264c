//! Candidate changes after which an Entra role is held for the tenant; not yet proved.

use super::azure::can_activate;
use super::local::LocalQuestion;
use super::remediation::Remediation;
use crate::graph::Strength;
use crate::model::{DirectoryScope, Guid, ObjectId, PrincipalId, PrincipalKind};

/// Every candidate for a role, by template id.
pub(super) fn candidates(question: LocalQuestion<'_>, template: Guid) -> Vec<Vec<Remediation>> {
    let role = ObjectId::Guid(template);
    let mut all = activations(question, &role);
    all.extend(groups(question, &role));
    all.extend(assignment(question, role).map(|change| vec![change]));
    all
}

/// Eligible for the role, or for membership of a group that holds it. Nesting does not count (R-ENT-8).
fn activations(question: LocalQuestion<'_>, role: &ObjectId) -> Vec<Vec<Remediation>> {
    let tenant = question.tenant;
    let id = |principal: PrincipalId| tenant.facts().principals.id(principal).clone();
    if !can_activate(tenant.facts().principals.kind(question.principal)) {
        return Vec::new();
    }
    let edges = tenant.membership().groups_of(question.principal).iter().map(|edge| (edge.group, edge.strength));
    let mut all = Vec::new();
    for (holder, strength) in std::iter::once((question.principal, Strength::Sure)).chain(edges) {
        let member = (strength == Strength::Eligible)
            .then(|| Remediation::ActivateMembership { principal: question.id().clone(), group: id(holder) });
        for grant in tenant.directory_grants_of(holder).iter().filter(|grant| is(grant, role)) {
            let activated = grant.gives.eligible.then(|| Remediation::ActivateDirectoryRole {
                principal: question.id().clone(),
                holder: id(holder),
                role: role.clone(),
            });
            all.push(member.clone().into_iter().chain(activated).collect());
        }
    }
    all.retain(|changes: &Vec<Remediation>| !changes.is_empty());
    all
}

fn is(grant: &crate::graph::DirectoryGrant, role: &ObjectId) -> bool {
    grant.gives.template == *role && grant.gives.scope == DirectoryScope::Tenant
}

/// Groups that hold the role: only groups made for that can (R-ENT-8).
fn groups(question: LocalQuestion<'_>, role: &ObjectId) -> Vec<Vec<Remediation>> {
    let tenant = question.tenant;
    let own: Vec<PrincipalId> = tenant.membership().groups_of(question.principal).iter().map(|edge| edge.group).collect();
    let holds = tenant.directory_grants().iter().filter(|grant| !grant.gives.eligible && is(grant, role));
    let group = |principal: &PrincipalId| {
        let kind = tenant.facts().principals.kind(*principal);
        kind == PrincipalKind::Group && !own.contains(principal) && !tenant.is_orphan(*principal)
    };
    // A group in a group brings nobody an Entra role.
    let nests = tenant.facts().principals.kind(question.principal).is_group();
    let groups = holds.map(|grant| grant.principal).filter(|principal| !nests && group(principal));
    let id = |principal| tenant.facts().principals.id(principal).clone();
    groups.map(|principal| vec![Remediation::AddMember { principal: question.id().clone(), group: id(principal) }]).collect()
}

/// The role, assigned; `None` for a group that cannot hold one.
fn assignment(question: LocalQuestion<'_>, role: ObjectId) -> Option<Remediation> {
    let facts = question.tenant.facts();
    let known = facts.principals.facts(question.principal)?;
    let can = match known.kind {
        PrincipalKind::Group => known.assignable_to_role == Some(true),
        PrincipalKind::ForeignGroup | PrincipalKind::Device => false,
        PrincipalKind::User | PrincipalKind::ServicePrincipal | PrincipalKind::Unknown => true,
    };
    let grants = question.tenant.directory_grants_of(question.principal).iter();
    let held_in_part = grants.filter(|grant| !grant.gives.eligible).any(|grant| grant.gives.template == role);
    can.then(|| Remediation::AssignDirectoryRole { principal: question.id().clone(), role, held_in_part })
}
