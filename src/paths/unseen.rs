//! [`UnseenPaths`]: what leads on, and is not followed because the exports do not name it, or because no step is written for it.

use rustc_hash::{FxHashMap, FxHashSet};

use super::openings::{actions_at, has_way, identity_ways, resource_type};
use super::question::FoundPaths;
use super::roles::block_grants;
use super::step_answers::{PathNode, end_of};
use crate::arrange::Arrange as _;
use crate::audit::AskedTask;
use crate::graph::{DirectoryGrant, TenantGraph};
use crate::model::scope::contains;
use crate::model::{
    ConditionState, Delegation, DenyPrincipal, DirectoryScope, DirectoryWay, ManagedIdentity, Need, ObjectId, OwnedKind,
    PermissionBlock, PlanePattern, PrincipalId, RoleId, ScopeId,
};
use crate::pack::escalation::{embedded, embedded_directory_ways};
use crate::pattern::Wildcards;

/// Something that leads on, and that no path here follows: that nobody comes to the role by it is not known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum UnseenPaths {
    /// Nobody.
    Principals,
    /// Which resources have which managed identities.
    Identities,
    /// Who owns the groups, service principals or applications.
    Owners(OwnedKind),
    /// Who else owns them: a list of owners may go on.
    MoreOwners(OwnedKind),
    /// Who has app roles of Microsoft Graph.
    AppRoles,
    /// Which applications trust which managed identities.
    Trusts,
    /// Managed identities that come to the role, of resources of these types: no way to them is written.
    IdentitiesOf(Vec<String>),
    /// Managed identities that come to the role, and of which no export names the resource.
    WithoutResource(Vec<PrincipalId>),
    /// Members of these groups: a role can be assigned to groups, and not all of their members are listed.
    Members(Vec<PrincipalId>),
    /// Members of these groups, which hold the role or come to it: not all of them are listed.
    MembersWhoCome(Vec<PrincipalId>),
    /// People of these tenants: Azure Lighthouse gives them a role that opens a way to a managed identity that comes to the role.
    Delegated(Vec<String>),
    /// Who holds an Entra role that leads on at one object or administrative unit (R-ENT-5).
    RolesAtObjects(Vec<PrincipalId>),
    /// Who can make roles eligible or active through Privileged Identity Management where the role is asked about, or loosen its rules, and
    /// does not come to the role otherwise.
    Requesters(Vec<PrincipalId>),
}

/// The way of `rules/escalation/azure.yaml` by which somebody gives out a role through Privileged Identity Management.
const REQUESTS: &str = "request-privileged-roles";

/// What is not followed in a tenant, as far as it may lead to what was found.
pub(super) fn unseen(tenant: &TenantGraph, found: &FoundPaths) -> Vec<UnseenPaths> {
    let escalation = &tenant.facts().escalation;
    let nobody = tenant.facts().principals.is_empty().then_some(UnseenPaths::Principals);
    let identities = (!escalation.identities_listed).then_some(UnseenPaths::Identities);
    let owners = OwnedKind::ALL.into_iter().filter(|(kind, _)| !escalation.owners_listed.contains(kind));
    let owners = owners.map(|(kind, _)| UnseenPaths::Owners(kind));
    let cut = OwnedKind::ALL.into_iter().filter(|(kind, _)| escalation.owners_cut.contains(kind));
    let more = cut.map(|(kind, _)| UnseenPaths::MoreOwners(kind));
    let app_roles = (!tenant.facts().lists_app_roles()).then_some(UnseenPaths::AppRoles);
    let trusts = (!escalation.trusts_listed).then_some(UnseenPaths::Trusts);
    let kinds = nobody.into_iter().chain(identities).chain(owners).chain(more).chain(app_roles).chain(trusts);
    let types = Some(types_without_way(tenant, found)).filter(|own| !own.is_empty()).map(UnseenPaths::IdentitiesOf);
    let without = Some(without_resource(tenant, found)).filter(|own| !own.is_empty()).map(UnseenPaths::WithoutResource);
    let roles = Some(roles_at_objects(tenant, found)).filter(|own| !own.is_empty()).map(UnseenPaths::RolesAtObjects);
    let delegated = Some(delegated(tenant, found)).filter(|own| !own.is_empty()).map(UnseenPaths::Delegated);
    let requesters = Some(requesters(tenant, found)).filter(|own| !own.is_empty()).map(UnseenPaths::Requesters);
    let kinds = kinds.chain(types).chain(without).chain(members(tenant, found));
    kinds.chain(delegated).chain(roles).chain(requesters).collect()
}

/// The members that no export lists: of groups that come to the role, and of any other group where roles can be assigned to groups.
fn members(tenant: &TenantGraph, found: &FoundPaths) -> impl Iterator<Item = UnseenPaths> {
    let open = tenant.membership().unlisted().iter().copied().filter(|&own| tenant.membership().is_open(own));
    let (come, others): (Vec<_>, Vec<_>) = open.partition(|&own| found.leads_on(PathNode::Principal(own)));
    let others = (found.gives_to_groups && !others.is_empty()).then_some(UnseenPaths::Members(others));
    let come = (!come.is_empty()).then_some(UnseenPaths::MembersWhoCome(come));
    others.into_iter().chain(come)
}

/// The other tenants whose people have a role by Azure Lighthouse that opens a way to a managed identity that comes to the role.
fn delegated(tenant: &TenantGraph, found: &FoundPaths) -> Vec<String> {
    let facts = tenant.facts();
    let leads_on = |own: &&ManagedIdentity| found.leads_on(PathNode::Principal(own.principal));
    let leading: Vec<&ManagedIdentity> = facts.escalation.identities.iter().filter(leads_on).collect();
    let opens = |row: &&Delegation| {
        let role = tenant.roles().get(row.role);
        let within = |own: &&&ManagedIdentity| contains(facts.scopes.text(row.scope), &own.resource);
        leading.iter().filter(within).any(|own| role.is_some_and(|role| opens_a_way(&role.alternatives, &own.resource)))
    };
    let name = |row: &Delegation| row.managing_tenant_name.clone().unwrap_or_else(|| row.managing_tenant.clone()).to_string();
    let mut all: Vec<String> = facts.delegations.iter().filter(opens).map(name).collect();
    all.arrange();
    all.dedup();
    all
}

/// Whether a role with one of these definitions opens a way to the managed identities of a resource.
fn opens_a_way(definitions: &[Vec<PermissionBlock>], resource: &str) -> bool {
    let Some(of) = resource_type(resource).map(|of| of.to_ascii_lowercase()) else { return false };
    let mut actions = identity_ways().flat_map(|way| actions_at(way, &of));
    actions.any(|own| definitions.iter().any(|blocks| block_grants(blocks, &own, Wildcards::default())))
}

/// Who can ask Privileged Identity Management for the role where it is asked about. Whoever comes to it is named with a path.
fn requesters(tenant: &TenantGraph, found: &FoundPaths) -> Vec<PrincipalId> {
    let facts = tenant.facts();
    let goals = found.goals.iter().filter_map(|own| own.goal.scope.as_ref());
    let above: FxHashSet<ScopeId> =
        goals.flat_map(|target| tenant.tree().above(facts, &target.id)).map(|(scope, _)| scope).collect();
    let requests = embedded().iter().find(|way| way.id == REQUESTS).map(|way| way.actions.as_slice()).unwrap_or_default();
    let gives = |blocks: &Vec<PermissionBlock>| requests.iter().any(|own| block_grants(blocks, own, Wildcards::default()));
    let mut asks: FxHashMap<RoleId, bool> = FxHashMap::default();
    let mut all: Vec<PrincipalId> = Vec::new();
    for grant in tenant.grants().iter().filter(|grant| above.contains(&grant.gives.scope)) {
        let role = || tenant.roles().get(grant.gives.role);
        let can =
            *asks.entry(grant.gives.role).or_insert_with(|| role().is_some_and(|role| role.alternatives.iter().any(gives)));
        let who = grant.principal;
        let is_denied = || requests.iter().all(|own| is_denied(tenant, (who, own), &above));
        if can && !found.leads_on(PathNode::Principal(who)) && !tenant.is_orphan(who) && !is_denied() {
            all.push(who);
        }
    }
    by_id(tenant, all)
}

/// Whether a deny assignment at one of some scopes takes an action from somebody for sure.
fn is_denied(tenant: &TenantGraph, (who, action): (PrincipalId, &PlanePattern), scopes: &FxHashSet<ScopeId>) -> bool {
    let own: FxHashSet<PrincipalId> =
        tenant.membership().ways_up(who).iter().map(|way| way.to).chain(std::iter::once(who)).collect();
    let meant = |named: &DenyPrincipal| match named {
        DenyPrincipal::Everyone => true,
        DenyPrincipal::Principal(principal) => own.contains(principal),
    };
    tenant.facts().denies.iter().any(|deny| {
        let is_sure = !deny.unreadable && !deny.audit_only && deny.condition == ConditionState::None && !deny.not_to_children;
        let names = deny.principals.iter().any(meant) && !deny.exclude.iter().any(|excluded| own.contains(excluded));
        is_sure && names && scopes.contains(&deny.scope) && block_grants(&deny.blocks, action, Wildcards::default())
    })
}

/// The types of resources whose managed identities come to the role, and to which no way is written.
fn types_without_way(tenant: &TenantGraph, found: &FoundPaths) -> Vec<String> {
    let leading = tenant.facts().escalation.identities.iter().filter(|own| found.leads_on(PathNode::Principal(own.principal)));
    let mut types: Vec<String> = leading.filter_map(|own| resource_type(&own.resource)).filter(|own| !has_way(own)).collect();
    types.arrange_by_cached_key(|own| (own.to_ascii_lowercase(), own.clone()));
    types.dedup_by(|a, b| a.eq_ignore_ascii_case(b));
    types
}

/// The managed identities that come to the role, and that no list of resources names; none where no list does, which is said already.
fn without_resource(tenant: &TenantGraph, found: &FoundPaths) -> Vec<PrincipalId> {
    let facts = tenant.facts();
    let attached: FxHashSet<PrincipalId> = facts.escalation.identities.iter().map(|own| own.principal).collect();
    let is_identity = |own: PrincipalId| facts.principals.facts(own).is_some_and(|known| known.managed_identity == Some(true));
    let all = facts.principals.ids().filter(|&own| is_identity(own) && !attached.contains(&own));
    let all = all.filter(|&own| facts.escalation.identities_listed && found.leads_on(PathNode::Principal(own)));
    by_id(tenant, all.collect())
}

/// Who holds an Entra role that leads on, at one object or administrative unit that may be on a way to the role.
fn roles_at_objects(tenant: &TenantGraph, found: &FoundPaths) -> Vec<PrincipalId> {
    let ways = embedded_directory_ways().iter();
    let ways: Vec<(&DirectoryWay, &AskedTask)> = ways
        .filter(|way| found.leads_on(end_of(way)))
        .filter_map(|way| Some((way, found.outcome.tasks.iter().find(|asked| asked.task.id == way.id)?)))
        .collect();
    let opens = |grant: &DirectoryGrant, asked: &AskedTask| {
        asked.task.requires.leaves().any(|leaf| match &leaf.what {
            Need::DirectoryRole { template, .. } => grant.gives.template == ObjectId::Guid(*template),
            Need::Role { .. } | Need::Actions { .. } | Need::AnyAction { .. } | Need::AppRole { .. } | Need::Owner => false,
        })
    };
    let grants = tenant.directory_grants().iter().filter(|grant| may_lead_on(tenant, found, grant));
    let open = grants.filter(|grant| ways.iter().any(|(_, asked)| opens(grant, asked)));
    by_id(tenant, open.map(|grant| grant.principal).collect())
}

/// Whether a role is held at a part of the directory that may have something in it that comes to the role.
fn may_lead_on(tenant: &TenantGraph, found: &FoundPaths, grant: &DirectoryGrant) -> bool {
    match &grant.gives.scope {
        DirectoryScope::Tenant | DirectoryScope::App(_) => false,
        DirectoryScope::AdministrativeUnit(_) => true,
        // What is no principal may be the registration of an application.
        DirectoryScope::Object(id) => {
            let known = tenant.facts().principals.lookup(&ObjectId::parse(id));
            known.is_none_or(|own| found.leads_on(PathNode::Principal(own)))
        }
    }
}

fn by_id(tenant: &TenantGraph, mut all: Vec<PrincipalId>) -> Vec<PrincipalId> {
    all.arrange_by_cached_key(|&own| tenant.facts().principals.id(own).clone());
    all.dedup();
    all
}
