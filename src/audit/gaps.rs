//! Finds what the exports lack for the questions that were asked.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::asked::AskedKinds;
use super::evaluation_scopes::EvaluationScopes;
use super::gap::{Gap, MembersUnknown, RestsOnKind};
use crate::graph::coverage::place_text;
use crate::graph::{Containing, TenantGraph, UncoveredList};
use crate::model::scope::subscription_of;
use crate::model::{
    Completeness, ConditionState, CoveragePlace, DenyPrincipal, ExportKind, ExportedList, InputFile, Listing, PrincipalId,
    PrincipalKind, RoleId, ScopeId, ScopeKind, UnifiedRbacDoubt,
};

/// Every gap of the exports, in no order.
pub(crate) fn gaps(tenant: &TenantGraph, asked: &AskedKinds<'_>, evaluation_scopes: &EvaluationScopes) -> Vec<Gap> {
    let mut gaps = kinds(tenant, asked, evaluation_scopes);
    gaps.extend(partial_files(tenant));
    gaps.extend(members(tenant, asked));
    gaps.extend(roles(tenant, asked));
    gaps.extend(parents(tenant, evaluation_scopes));
    gaps.extend(silent_subscriptions(tenant, asked, evaluation_scopes));
    gaps
}

/// Kinds of which no whole list is at hand for the tenant, or for a subscription that is asked about (R-EVAL-9).
fn kinds(tenant: &TenantGraph, asked: &AskedKinds<'_>, evaluation_scopes: &EvaluationScopes) -> Vec<Gap> {
    let mut asked_about: Vec<&str> = evaluation_scopes.list.iter().filter_map(|scope| subscription_of(&scope.path)).collect();
    asked_about.sort_unstable();
    asked_about.dedup_by(|a, b| a.eq_ignore_ascii_case(b));
    let own = asked.kinds().into_iter().filter_map(|rests_on| kind(tenant, rests_on, &asked_about));
    own.chain(unified_rbac(tenant, asked, evaluation_scopes)).collect()
}

/// What answers about workspaces with Defender unified RBAC lack: who holds its roles, and what these are (R-URB-7).
fn unified_rbac(tenant: &TenantGraph, asked: &AskedKinds<'_>, evaluation_scopes: &EvaluationScopes) -> Vec<Gap> {
    let lacks_holders = |list: &UncoveredList| list.kind == ExportKind::DefenderRoleAssignments;
    let mut uncovered = evaluation_scopes.list.iter().filter_map(|scope| scope.uncovered.as_ref());
    let is_undefined = ConditionState::UnifiedRbac(UnifiedRbacDoubt::Definition);
    let mut grants = tenant.grants().iter().map(|grant| grant.gives);
    let lacking = [
        (RestsOnKind::DefenderRoleAssignments, uncovered.any(lacks_holders)),
        (
            RestsOnKind::DefenderRoleDefinitions,
            grants.any(|gives| gives.condition == is_undefined && asked.matter.contains(&gives.scope)),
        ),
    ];
    let gap = |rests_on: RestsOnKind| {
        let absent = tenant.facts().completeness(rests_on.kind()) == Completeness::Absent;
        Gap::KindNotExported { rests_on, absent, subscriptions: Vec::new() }
    };
    lacking.into_iter().filter(|(_, lacks)| asked.azure && *lacks).map(|(rests_on, _)| gap(rests_on)).collect()
}

fn kind(tenant: &TenantGraph, rests_on: RestsOnKind, asked_about: &[&str]) -> Option<Gap> {
    let kind = rests_on.kind();
    let absent = tenant.facts().completeness(kind) == Completeness::Absent;
    // Owners are asked about where some list of them is not whole.
    if matches!(rests_on, RestsOnKind::AppRoleAssignments | RestsOnKind::GroupOwners) {
        let is_lacking = rests_on == RestsOnKind::GroupOwners || !tenant.facts().lists_app_roles();
        return is_lacking.then_some(Gap::KindNotExported { rests_on, absent, subscriptions: Vec::new() });
    }
    let is_lacking = |path: &str| {
        let entry = tenant.coverage().at(tenant.facts(), kind, path);
        entry.is_none_or(|id| !tenant.coverage().state(id).carries_a_no())
    };
    let is_by_place = match rests_on {
        RestsOnKind::DenyAssignments | RestsOnKind::RoleEligibility | RestsOnKind::Lighthouse => true,
        // [`silent_subscriptions`] names the places of the first.
        RestsOnKind::RoleAssignments
        | RestsOnKind::DirectoryRoleAssignments
        | RestsOnKind::DirectoryRoleEligibility
        | RestsOnKind::PolicyAssignments
        | RestsOnKind::PolicyDefinitions
        | RestsOnKind::DefenderRoleAssignments
        | RestsOnKind::DefenderRoleDefinitions
        | RestsOnKind::AppRoleAssignments
        | RestsOnKind::GroupOwners => absent,
    };
    let azure = !matches!(rests_on, RestsOnKind::DirectoryRoleAssignments | RestsOnKind::DirectoryRoleEligibility);
    let lacking = asked_about.iter().copied().filter(|path| azure && is_by_place && is_lacking(path));
    let subscriptions: Vec<Box<str>> = lacking.map(Into::into).collect();
    let is_whole = if azure && !asked_about.is_empty() { subscriptions.is_empty() } else { !absent };
    (!is_whole).then_some(Gap::KindNotExported { rests_on, absent, subscriptions })
}

fn partial_files(tenant: &TenantGraph) -> Vec<Gap> {
    let partial = tenant.facts().inputs.iter().filter(|input| input.partial && !tenant.facts().vouched.contains(&input.kind));
    partial.map(|input| partial_file(tenant, input)).collect()
}

/// The lists of a file say what it is of, and why it is not whole.
fn partial_file(tenant: &TenantGraph, file: &InputFile) -> Gap {
    let facts = tenant.facts();
    let is_of_file =
        |list: &&ExportedList| list.kind == file.kind && facts.input(list.input).is_some_and(|input| input.path == file.path);
    let lists: Vec<&ExportedList> = facts.lists.iter().filter(is_of_file).collect();
    let of =
        lists.iter().map(|list| list.place).filter(|place| !matches!(place, CoveragePlace::Tenant | CoveragePlace::Unknown));
    let mut places: Vec<Box<str>> = of.map(|place| place_text(facts, place).into()).collect();
    places.sort_unstable();
    places.dedup();
    let sign = |list: &&ExportedList| list.sign.or_else(|| list.rows.and_then(|rows| rows.sign()));
    Gap::PartialExport { path: (*file.path).into(), kind: file.kind, places, why: lists.iter().find_map(sign) }
}

/// Groups that hold something here, and whose members were not exported (R-PRI-7).
fn members(tenant: &TenantGraph, asked: &AskedKinds<'_>) -> Vec<Gap> {
    let membership = tenant.membership();
    let holds_azure =
        |group: PrincipalId| tenant.grants_of(group).iter().any(|grant| asked.matter.contains(&grant.gives.scope));
    let holds_directory = |group: PrincipalId| {
        asked.directory && !tenant.directory_grants_of(group).is_empty() && tenant.can_hold_directory_roles(group)
    };
    let denied = denied_groups(tenant, asked);
    let concerned = membership.within(membership.unlisted(), |group| holds_azure(group) || denied.contains(&group));
    let unlisted = membership.unlisted().iter().copied().filter(|group| concerned.contains(group));
    let directory =
        tenant.facts().principals.ids().filter(|&group| membership.is_open_directly(group) && holds_directory(group));
    unlisted.chain(directory).filter(|&group| !tenant.is_orphan(group)).map(|group| members_of(tenant, group)).collect()
}

fn denied_groups(tenant: &TenantGraph, asked: &AskedKinds<'_>) -> FxHashSet<PrincipalId> {
    let denies = tenant.facts().denies.iter().filter(|deny| !deny.audit_only && asked.matter.contains(&deny.scope));
    let principals = denies.flat_map(|deny| {
        let named = deny.principals.iter().filter_map(|principal| match principal {
            DenyPrincipal::Principal(principal) => Some(*principal),
            DenyPrincipal::Everyone => None,
        });
        named.chain(deny.exclude.iter().copied())
    });
    principals.collect()
}

fn members_of(tenant: &TenantGraph, group: PrincipalId) -> Gap {
    let facts = tenant.facts();
    let lists = facts.member_lists.get(&group).copied().unwrap_or_default();
    let known = facts.principals.facts(group);
    let has = |listing| lists.direct == listing || lists.transitive == listing;
    let why = match facts.principals.kind(group) {
        PrincipalKind::ForeignGroup => MembersUnknown::OfAnotherTenant,
        _ if known.is_some_and(|known| known.hidden_members) => MembersUnknown::Hidden,
        _ if has(Listing::Partial) => MembersUnknown::InPart,
        _ if has(Listing::WithoutServicePrincipals) => MembersUnknown::WithoutServicePrincipals,
        PrincipalKind::Unknown => MembersUnknown::MayBeGroup,
        PrincipalKind::Group | PrincipalKind::User | PrincipalKind::ServicePrincipal | PrincipalKind::Device => {
            MembersUnknown::NotExported
        }
    };
    let name = known.and_then(|known| known.name.as_deref()).map(Into::into);
    Gap::MembersNotExported { group: facts.principals.id(group).clone(), name, why }
}

/// Roles that are held here, and whose definition is not certain.
fn roles(tenant: &TenantGraph, asked: &AskedKinds<'_>) -> Vec<Gap> {
    let grants = tenant.grants().iter().filter(|grant| asked.matter.contains(&grant.gives.scope));
    let held: FxHashSet<RoleId> = grants.map(|grant| grant.gives.role).collect();
    let gap = |number: RoleId| {
        let role = tenant.roles().get(number)?;
        Some(Gap::RoleDefinition { role: role.id.clone(), name: Arc::clone(&role.name), doubt: role.doubt? })
    };
    tenant.facts().roles.ids().filter(|role| held.contains(role)).filter_map(gap).collect()
}

/// Management groups at which something is held, and of which nobody knows whether they contain a target (R-SCO-5).
fn parents(tenant: &TenantGraph, evaluation_scopes: &EvaluationScopes) -> Vec<Gap> {
    let doubtful = |scope: &ScopeId| {
        evaluation_scopes
            .below
            .get(scope)
            .is_some_and(|below| below.iter().any(|(_, containing)| *containing == Containing::Unknown))
    };
    let grants = tenant.grants().iter().map(|grant| grant.gives.scope);
    let denies = tenant.facts().denies.iter().filter(|deny| !deny.audit_only).map(|deny| deny.scope);
    let facts = tenant.facts();
    let is_group = |scope: &ScopeId| facts.scopes.kind(*scope) != ScopeKind::Root;
    let groups: FxHashSet<ScopeId> = grants.chain(denies).filter(doubtful).filter(is_group).collect();
    let root = facts.organizations.iter().map(|organization| &*organization.id).min();
    let gap = |scope: ScopeId| Gap::ManagementGroupParentsNotExported {
        group: facts.scopes.text(scope).into(),
        tenant: root.map(Into::into),
    };
    let mut groups: Vec<ScopeId> = groups.into_iter().collect();
    groups.sort_unstable();
    groups.into_iter().map(gap).collect()
}

/// Places of which no whole list of role assignments is at hand: a no for them would be a guess (R-EVAL-9).
fn silent_subscriptions(tenant: &TenantGraph, asked: &AskedKinds<'_>, evaluation_scopes: &EvaluationScopes) -> Vec<Gap> {
    let facts = tenant.facts();
    if !asked.azure || !tenant.knows_places(ExportKind::RoleAssignments) {
        return Vec::new();
    }
    let lists = evaluation_scopes.list.iter().filter_map(|scope| scope.uncovered.as_ref());
    let azure = lists.filter(|list| list.kind == ExportKind::RoleAssignments);
    let mut places: Vec<&Arc<str>> = azure.map(|list| &list.place).collect();
    places.sort_unstable();
    places.dedup();
    let why = |place: &str| {
        let entries = tenant.coverage().iter().map(|(_, entry)| entry);
        let own = entries.filter(|entry| entry.kind == ExportKind::RoleAssignments);
        own.filter(|entry| place_text(facts, entry.place).eq_ignore_ascii_case(place)).find_map(|entry| entry.why)
    };
    places.into_iter().map(|place| Gap::SubscriptionNotShown { subscription: (**place).into(), why: why(place) }).collect()
}
