//! The words of an audit: why an answer is not yes, what a proof rests on, and what is worth knowing.

use std::sync::Arc;

use super::places::displayed;
use crate::audit::{AuditFinding, AuditFindingKind, Caveat, CaveatCode};
use crate::decide::{HeldAside, Missing, MissingReason, NotCounting, Satisfies};
use crate::graph::directory::role_name;
use crate::graph::{CoverageId, TenantGraph};
use crate::model::{CoveragePlace, ObjectId, Plane, PrincipalId, RoleId, TargetKind, UnifiedRbacDoubt};
use crate::report::head::instant;
use crate::report::remediation::role_called;
use crate::report::words::shortened;

/// Why an answer is not yes: one sentence.
pub(crate) fn missing(tenant: &TenantGraph, missing: &Missing) -> String {
    let facts = tenant.facts();
    let at = missing.at.name();
    match &missing.reason {
        MissingReason::ActionNotGranted { action, example } => {
            format!("`{action}` is not granted at {at}{}", for_example(example.as_deref()))
        }
        MissingReason::ActionDenied { action, example } => {
            format!("`{action}` is denied at {at}{}", for_example(example.as_deref()))
        }
        MissingReason::NoActionGranted { pattern, plane: Plane::Control } => {
            format!("no action of `{pattern}` is granted at {at}")
        }
        MissingReason::NoActionGranted { pattern, plane: Plane::Data } => {
            format!("no data action of `{pattern}` is granted at {at}")
        }
        MissingReason::AllActionsDenied { pattern, example } => {
            format!("every action of `{pattern}` that is granted is denied at {at} (for example `{example}`)")
        }
        MissingReason::RoleDenied(role) => format!("a deny assignment takes {role} away"),
        MissingReason::RoleDeniedInPart(role) => {
            format!("a deny assignment takes a part of {role} away, and the document does not say which actions it needs")
        }
        MissingReason::RoleMayBeDenied(role) => format!("a deny assignment may take a part of {role} away"),
        MissingReason::SearchBudget(what) => {
            format!("whether `{what}` is covered could not be decided within the search budget")
        }
        MissingReason::RoleAssignmentsNotExported => "role assignments were not exported in full".to_owned(),
        MissingReason::NotCovered { kind, place } => {
            format!("no complete list of the {} of {place} was exported: something may be assigned there", kind.words())
        }
        MissingReason::DirectoryRoleAssignmentsNotExported => "Entra role assignments were not exported in full".to_owned(),
        MissingReason::DirectoryRoleNotHeld { name, held_in_part, .. } => {
            let elsewhere = if *held_in_part { "; it is held for a part of the directory only" } else { "" };
            format!("the Entra role {name} is not held at the tenant{elsewhere}")
        }
        MissingReason::RoleNotHeld { name, .. } => format!("{name} is not held at {at}, nor anything that includes it"),
        MissingReason::NeedsActivation { name, .. } => format!("{name} is only eligible: it has to be activated first"),
        MissingReason::HeldAside(held) => held_aside(tenant, held),
        MissingReason::MembershipEligible { name, group, .. } => {
            let group = group.map(|group| format!(", {}", called(tenant, group))).unwrap_or_default();
            format!("{name} is held by a group{group}, and the membership in it is only eligible: it has to be activated first")
        }
        MissingReason::Orphaned(_) => {
            "the complete directory exports do not list it: it was deleted, and what it holds grants \
                                       nothing"
                .to_owned()
        }
        MissingReason::MembershipNeedsActivation => "it holds while a membership that is only eligible is activated".to_owned(),
        MissingReason::AccessPolicies(vault) => {
            let name = vault.rsplit('/').next().unwrap_or_default();
            format!("access policies open the key vault {name}, not Azure roles: its policies are not read")
        }
        MissingReason::TenantNotTold => "it depends on the tenant of a row at /, which no file names".to_owned(),
        MissingReason::MembersNotExported(group) => {
            format!("it depends on the members of group {}, which were not exported", called(tenant, *group))
        }
        MissingReason::ManagementGroupParentsNotExported(scope) => format!(
            "it depends on whether management group {} contains this scope, which was not exported",
            facts.scopes.text(*scope)
        ),
        MissingReason::RoleDefinitionNotExported(role) => {
            format!("it depends on role definition {}, which was not exported completely", role_of(tenant, *role))
        }
        MissingReason::DirectoryRoleDefinitionNotExported(role) => {
            format!("it depends on the definition of Entra role {role}, which was not exported")
        }
        MissingReason::RequiredRoleNotExported { name, .. } => {
            format!("it depends on what the role {name} grants: no definition of it was exported")
        }
        MissingReason::ConditionNotExported(role) => {
            format!("the export does not say whether the assignment of {} has a condition", role_of(tenant, *role))
        }
        MissingReason::ConditionNotDecided(role) => {
            format!("it depends on the condition of the assignment of {}", role_of(tenant, *role))
        }
        MissingReason::AppRoleNotHeld { name, .. } => format!("the application permission {name} is not held"),
        MissingReason::AppRoleAssignmentsNotExported => {
            "who has app roles of Microsoft Graph was not exported in full".to_owned()
        }
        MissingReason::ApiNotExported => {
            "it depends on whether an app role is one of Microsoft Graph: the service principal of its API was not exported"
                .to_owned()
        }
        MissingReason::NotAnOwner => "it is no owner of the group".to_owned(),
        MissingReason::OwnersNotExported => "the owners of the group were not exported in full".to_owned(),
        MissingReason::UnifiedRbacOpen { role, doubt } => unified_rbac_open(&role_of(tenant, *role), *doubt),
    }
}

/// What is open about a role that Defender unified RBAC gives.
fn unified_rbac_open(role: &str, doubt: UnifiedRbacDoubt) -> String {
    let what = match doubt {
        UnifiedRbacDoubt::Definition => "the definition of its role in Microsoft Defender was not exported",
        UnifiedRbacDoubt::Permissions => "no document of Microsoft says which permission some action of its role is",
        UnifiedRbacDoubt::DataSource => "no document of Microsoft says which workspaces its data sources include",
        UnifiedRbacDoubt::SentinelScope => "it reaches only the rows of a Microsoft Sentinel scope, which no export shows",
        UnifiedRbacDoubt::Activation => {
            "whether unified RBAC is activated for the workspace is not known: --urbac WORKSPACE, or --urbac none, says it"
        }
    };
    format!("it depends on an assignment of Defender unified RBAC ({role}): {what}")
}

/// A role that is held, and does not count.
fn held_aside(tenant: &TenantGraph, held: &HeldAside) -> String {
    let facts = tenant.facts();
    let (name, place) = (&held.name, held.scope.map_or("the tenant", |scope| facts.scopes.text(scope)));
    match held.why {
        NotCounting::UnderCondition(Some(role)) => {
            let excluded = role_called(tenant, &role.into());
            format!("{name} is held at {place}, but under a condition: the condition excludes {excluded}")
        }
        NotCounting::UnderCondition(None) => {
            format!("{name} is held at {place}, but under a condition that excludes what is asked for")
        }
        NotCounting::ConditionRefused => {
            format!("{name} is held at {place}, but under a condition, and the task asks for it without one")
        }
        NotCounting::Until(end) => format!("{name} was held at {place} until {}", instant(end)),
        NotCounting::From(start) => format!("{name} is held at {place} from {} on", instant(start)),
        NotCounting::Below => format!("{name} is held only at {place}, which is a part of what is asked about"),
    }
}

/// What an answer says nothing of: one sentence.
pub(crate) fn caveat(tenant: &TenantGraph, caveat: &Caveat) -> String {
    let places: Vec<String> = caveat.coverage.iter().filter_map(|&id| place_called(tenant, id)).collect();
    let of = if places.is_empty() { String::new() } else { format!(" of {}", shortened(&places, 3)) };
    match caveat.code {
        CaveatCode::DeniesNotShown => format!("no complete list of the deny assignments{of} was exported: one may block this"),
        CaveatCode::EligibilityNotShown => {
            format!("no complete list of the eligible roles{of} was exported: this answer does not consider activations")
        }
    }
}

/// What the answers of a report say nothing of: one sentence.
pub(crate) fn caveat_of_all(tenant: &TenantGraph, caveat: &Caveat) -> String {
    let places: Vec<String> = caveat.coverage.iter().filter_map(|&id| place_called(tenant, id)).collect();
    let of = if places.is_empty() { String::new() } else { format!(" of {}", shortened(&places, 3)) };
    match caveat.code {
        CaveatCode::DeniesNotShown => format!("what is allowed may be blocked: the deny assignments{of} are not shown"),
        CaveatCode::EligibilityNotShown => {
            format!("a `no` is about now, not about after an activation: the eligible roles{of} are not shown")
        }
    }
}

/// What people call the place of an entry of the coverage.
pub(crate) fn place_called(tenant: &TenantGraph, id: CoverageId) -> Option<String> {
    let facts = tenant.facts();
    let place = tenant.coverage().get(id)?.place;
    Some(match place {
        CoveragePlace::Tenant | CoveragePlace::Unknown => "the tenant".to_owned(),
        CoveragePlace::Group(group) => called(tenant, group),
        CoveragePlace::Scope(scope) => displayed(tenant, scope).unwrap_or(facts.scopes.text(scope)).to_owned(),
    })
}

fn for_example(witness: Option<&str>) -> String {
    witness.map(|witness| format!(" (for example `{witness}`)")).unwrap_or_default()
}

/// What a group is called; its id where no input has a name.
fn called(tenant: &TenantGraph, principal: PrincipalId) -> String {
    let principals = &tenant.facts().principals;
    let known = principals.facts(principal).and_then(|known| known.name.as_deref());
    known.map_or_else(|| principals.id(principal).to_string(), str::to_owned)
}

fn role_of(tenant: &TenantGraph, role: RoleId) -> String {
    let known = tenant.roles().get(role).map(|role| role.name.to_string());
    known.unwrap_or_else(|| tenant.facts().roles.id(role).to_string())
}

/// What a step of a proof satisfies, such as `role Owner at subscription`.
pub(crate) fn satisfies(satisfies: &Satisfies, at: TargetKind) -> String {
    let at = at.name();
    match satisfies {
        Satisfies::Role(name) => format!("role {name} at {at}"),
        Satisfies::EverythingOf(name) => format!("everything that {name} has at {at}"),
        Satisfies::Action(pattern) => format!("{pattern} at {at}"),
        Satisfies::OneOf { asked, example, is_known, .. } => {
            let unknown = if *is_known { "" } else { ", which the catalog does not know" };
            format!("{example}{unknown}, one of {asked}, at {at}")
        }
        Satisfies::Actions(count) => format!("{count} documented actions at {at}"),
        Satisfies::DirectoryRole(name) => format!("Entra role {name} at {at}"),
        Satisfies::AppRole(name) => format!("application permission {name} at {at}"),
        Satisfies::Owner => "owner of the group".to_owned(),
        Satisfies::Denies => format!("denies at {at}"),
        Satisfies::MayDeny => format!("may deny at {at}"),
    }
}

/// The name of the application permission that a step of a proof is, as its document has it.
pub(crate) fn app_role(satisfies: &Satisfies) -> Option<Arc<str>> {
    if let Satisfies::AppRole(name) = satisfies { Some(Arc::clone(name)) } else { None }
}

/// The conditions that an answer depends on; `None` if it depends on none.
pub(crate) fn conditions(conditions: &[String]) -> Option<String> {
    (!conditions.is_empty()).then(|| conditions.join("; and "))
}

/// Something worth knowing: one sentence.
pub(crate) fn finding(tenant: &TenantGraph, finding: &AuditFinding) -> String {
    let facts = tenant.facts();
    let whom = || match finding.principals.len() {
        1 => "a principal".to_owned(),
        count => format!("{count} principals"),
    };
    match &finding.kind {
        AuditFindingKind::CanElevate { after_activation, .. } => {
            let when = if *after_activation { " after activating the role" } else { "" };
            format!(
                "Global Administrators hold no Azure access by that role, but can give themselves User Access Administrator at `/`{when}"
            )
        }
        AuditFindingKind::AuditDeny(index) => {
            let name = facts.denies.get(*index as usize).map_or("", |deny| &*deny.name);
            format!("deny assignment `{name}` only audits: it blocks nothing")
        }
        AuditFindingKind::OrphanedAssignment => format!(
            "assignments name {} that the complete directory exports do not list: deleted, and granting nobody anything",
            whom()
        ),
        AuditFindingKind::PossiblyOrphaned => {
            format!("assignments name {} that no directory export lists: possibly deleted", whom())
        }
        AuditFindingKind::DelegatedAccess(index) => delegated(tenant, *index),
        AuditFindingKind::ClassicAdministrator(index) => classic(tenant, *index),
        AuditFindingKind::NestedGroupHoldsNothing { nested, group, role } => nested_group(tenant, *nested, *group, role),
    }
}

/// Who holds what through Azure Lighthouse.
pub(crate) fn delegated(tenant: &TenantGraph, index: u32) -> String {
    let facts = tenant.facts();
    let Some(row) = facts.delegations.get(index as usize) else { return String::new() };
    let who = row.principal_name.as_deref().unwrap_or(&row.principal);
    let from = row.managing_tenant_name.as_deref().unwrap_or(&row.managing_tenant);
    let how = if row.eligible { "may activate" } else { "holds" };
    let (role, scope) = (role_of(tenant, row.role), facts.scopes.text(row.scope));
    format!("{who} of tenant {from} {how} {role} at {scope} through Azure Lighthouse")
}

fn classic(tenant: &TenantGraph, index: u32) -> String {
    let Some(row) = tenant.facts().classic.get(index as usize) else { return String::new() };
    format!(
        "{} is listed as {}: classic administrators are retired and hold nothing; verify the Owner assignment that replaced it",
        row.who, row.role
    )
}

fn nested_group(tenant: &TenantGraph, nested: PrincipalId, group: PrincipalId, role: &ObjectId) -> String {
    let role = role_name(tenant.facts(), tenant.catalog(), role);
    let (nested, group) = (called(tenant, nested), called(tenant, group));
    format!(
        "group {nested} is a member of {group}, which holds the Entra role {role}: nesting is not supported there, its members get nothing by it"
    )
}
