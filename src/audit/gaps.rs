//! What the exports lack for the questions that were asked, and the command that would export it.

use rustc_hash::FxHashSet;

use super::coverage::Asked;
use crate::graph::{Containing, RoleDoubt, Tenant};
use crate::model::scope::subscription_of;
use crate::model::{Completeness, ExportKind, Gap, Listing, PrincipalId, PrincipalKind, RoleId, ScopeId, ScopeKind};

/// Every gap, by code and subject.
pub(crate) fn gaps(tenant: &Tenant, asked: &Asked<'_>, standpoints: &crate::audit::evaluation_scopes::Standpoints) -> Vec<Gap> {
    let mut gaps = kinds(tenant, asked);
    gaps.extend(partial_files(tenant));
    gaps.extend(members(tenant, asked));
    gaps.extend(roles(tenant, asked));
    gaps.extend(parents(tenant, standpoints));
    gaps.extend(silent_subscriptions(tenant, asked, standpoints));
    gaps.sort();
    gaps.dedup();
    gaps
}

fn kinds(tenant: &Tenant, asked: &Asked<'_>) -> Vec<Gap> {
    let absent = asked.kinds().into_iter().filter(|(kind, _)| tenant.facts().completeness(*kind) == Completeness::Absent);
    let gap = |(kind, leaves_open): (ExportKind, &str)| Gap {
        code: "kind-not-exported",
        subject: kind.name().to_owned(),
        message: format!("no {} were given: {leaves_open}", kind.words()),
        remedy: remedy(kind).to_owned(),
    };
    absent.map(gap).collect()
}

/// The command that exports a kind.
pub(crate) const fn remedy(kind: ExportKind) -> &'static str {
    match kind {
        ExportKind::RoleAssignments => "az role assignment list --all --include-inherited -o json (once per subscription)",
        ExportKind::RoleDefinitions => "az role definition list --custom-role-only true -o json (once per subscription)",
        ExportKind::DenyAssignments => {
            "az rest --url \"/subscriptions/SUBSCRIPTION/providers/Microsoft.Authorization/denyAssignments?api-version=2022-04-01\""
        }
        ExportKind::RoleEligibility => {
            "az rest --url \"/subscriptions/SUBSCRIPTION/providers/Microsoft.Authorization/roleEligibilityScheduleInstances?api-version=2020-10-01\""
        }
        ExportKind::RoleSchedules => {
            "az rest --url \"/subscriptions/SUBSCRIPTION/providers/Microsoft.Authorization/roleAssignmentScheduleInstances?api-version=2020-10-01\""
        }
        ExportKind::ManagementGroups => "az account management-group show --name TENANT --expand --recurse -o json",
        ExportKind::Subscriptions => "az account list --all -o json",
        ExportKind::Resources => "az resource list -o json (once per subscription)",
        ExportKind::Users => "az rest --url \"https://graph.microsoft.com/v1.0/users\"",
        ExportKind::Groups => "az rest --url \"https://graph.microsoft.com/v1.0/groups\"",
        ExportKind::GroupMembers => "for each group GROUP: az ad group member list --group GROUP -o json > GROUP.json",
        ExportKind::ServicePrincipals => "az rest --url \"https://graph.microsoft.com/v1.0/servicePrincipals\"",
        ExportKind::GroupEligibility => {
            "az rest --url \"https://graph.microsoft.com/v1.0/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances?\\$filter=groupId eq 'GROUP'\""
        }
        ExportKind::DirectoryRoleAssignments => {
            "az rest --url \"https://graph.microsoft.com/v1.0/roleManagement/directory/roleAssignments\""
        }
        ExportKind::DirectoryRoleDefinitions => {
            "az rest --url \"https://graph.microsoft.com/v1.0/roleManagement/directory/roleDefinitions\""
        }
        ExportKind::DirectoryRoleEligibility => {
            "az rest --url \"https://graph.microsoft.com/v1.0/roleManagement/directory/roleEligibilityScheduleInstances\""
        }
        ExportKind::DirectoryRoleSchedules => {
            "az rest --url \"https://graph.microsoft.com/v1.0/roleManagement/directory/roleAssignmentScheduleInstances\""
        }
        ExportKind::Organization => "az rest --url \"https://graph.microsoft.com/v1.0/organization\"",
        ExportKind::Lighthouse => {
            "az rest --url \"/subscriptions/SUBSCRIPTION/providers/Microsoft.ManagedServices/registrationAssignments?api-version=2022-10-01&\\$expandRegistrationDefinition=true\""
        }
        ExportKind::ClassicAdministrators => "none: classic administrators are retired",
        ExportKind::Licences => "az rest --url \"https://graph.microsoft.com/v1.0/subscribedSkus\"",
        ExportKind::Sentinel => {
            "az rest --url \"WORKSPACE/providers/Microsoft.SecurityInsights/onboardingStates?api-version=2024-03-01\""
        }
        ExportKind::Collection => "rolecall collect",
        ExportKind::PimRequests => "none: requests grant nothing",
    }
}

fn partial_files(tenant: &Tenant) -> Vec<Gap> {
    let partial = tenant.facts().inputs.iter().filter(|input| input.partial && !tenant.facts().vouched.contains(&input.kind));
    let gap = |input: &crate::model::InputFile| Gap {
        code: "partial-export",
        subject: input.path.to_string(),
        message: format!("`{}` holds only a part of the {}", input.path, input.kind.words()),
        remedy: format!("follow the next page and add it: {}", remedy(input.kind)),
    };
    partial.map(gap).collect()
}

/// Groups that hold something here, and whose members were not exported (R-PRI-7).
fn members(tenant: &Tenant, asked: &Asked<'_>) -> Vec<Gap> {
    let membership = tenant.membership();
    let holds_azure =
        |group: PrincipalId| tenant.grants_of(group).iter().any(|grant| asked.matter.contains(&grant.gives.scope));
    let holds_directory = |group: PrincipalId| {
        asked.directory && !tenant.directory_grants_of(group).is_empty() && tenant.can_hold_directory_roles(group)
    };
    let azure =
        membership.unlisted().iter().copied().filter(|&group| membership.ways_up(group).iter().any(|way| holds_azure(way.to)));
    let directory =
        tenant.facts().principals.ids().filter(|&group| membership.is_open_directly(group) && holds_directory(group));
    let denied = denied_groups(tenant, asked);
    let denied = membership
        .unlisted()
        .iter()
        .copied()
        .filter(|&group| membership.ways_up(group).iter().any(|way| denied.contains(&way.to)));
    azure
        .chain(directory)
        .chain(denied)
        .filter(|&group| !tenant.is_orphan(group))
        .map(|group| members_of(tenant, group))
        .collect()
}

fn denied_groups(tenant: &Tenant, asked: &Asked<'_>) -> FxHashSet<PrincipalId> {
    let denies = tenant.facts().denies.iter().filter(|deny| !deny.audit_only && asked.matter.contains(&deny.scope));
    let principals = denies.flat_map(|deny| {
        let named = deny.principals.iter().filter_map(|principal| match principal {
            crate::model::DenyPrincipal::Principal(principal) => Some(*principal),
            crate::model::DenyPrincipal::Everyone => None,
        });
        named.chain(deny.exclude.iter().copied())
    });
    principals.collect()
}

fn members_of(tenant: &Tenant, group: PrincipalId) -> Gap {
    let facts = tenant.facts();
    let id = facts.principals.id(group).to_string();
    let name = facts.principals.facts(group).and_then(|known| known.name.as_deref()).unwrap_or(&id);
    let lists = facts.member_lists.get(&group).copied().unwrap_or_default();
    let some = lists.direct == Listing::Partial || lists.transitive == Listing::Partial;
    let (message, remedy) = match facts.principals.kind(group) {
        PrincipalKind::ForeignGroup => (
            format!("group {name} belongs to another tenant: who is in it cannot be exported here"),
            "ask the other tenant".to_owned(),
        ),
        PrincipalKind::Unknown => (
            format!("{name} may be a group: the exports do not say what it is, nor who is in it"),
            format!("az ad group show --group {id}; if it is one: az ad group member list --group {id} -o json > {id}.json"),
        ),
        _ => (
            format!("{} group {name} were not exported", if some { "not all members of" } else { "the members of" }),
            format!("az ad group member list --group {id} -o json > {id}.json"),
        ),
    };
    Gap { code: "members-not-exported", subject: id, message, remedy }
}

/// Roles that are held here, and whose definition is not certain.
fn roles(tenant: &Tenant, asked: &Asked<'_>) -> Vec<Gap> {
    let held: FxHashSet<RoleId> = tenant
        .grants()
        .iter()
        .filter(|grant| asked.matter.contains(&grant.gives.scope))
        .map(|grant| grant.gives.role)
        .collect();
    let mut gaps = Vec::new();
    for number in tenant.facts().roles.ids().filter(|role| held.contains(role)) {
        let Some(role) = tenant.roles().get(number) else { continue };
        let (code, why) = match role.doubt {
            None => continue,
            Some(RoleDoubt::NotExported) => {
                ("role-definition-not-exported", "its definition is neither in the exports nor in the catalog")
            }
            Some(RoleDoubt::BlocksMerged) => ("role-definition-lossy", "PowerShell merged its permission blocks (R-DEF-14)"),
            Some(RoleDoubt::NoDataActions) => ("role-definition-lossy", "its export knows no data actions (R-DEF-6)"),
            Some(RoleDoubt::Unreadable) => ("role-definition-lossy", "a part of its definition was cut or not resolved"),
            Some(RoleDoubt::Contradicting) => ("role-definition-contradicting", "two exports define it differently"),
        };
        let subject = role.id.to_string();
        let message = format!("role {} is held, but {why}", role.name);
        gaps.push(Gap { code, remedy: format!("az role definition list --name {subject} -o json"), subject, message });
    }
    gaps
}

/// Management groups at which something is held, and of which nobody knows whether they contain a target (R-SCO-5).
fn parents(tenant: &Tenant, standpoints: &crate::audit::evaluation_scopes::Standpoints) -> Vec<Gap> {
    let doubtful = |scope: &ScopeId| {
        standpoints.below.get(scope).is_some_and(|below| below.iter().any(|(_, containing)| *containing == Containing::Unknown))
    };
    let grants = tenant.grants().iter().map(|grant| grant.gives.scope);
    let denies = tenant.facts().denies.iter().filter(|deny| !deny.audit_only).map(|deny| deny.scope);
    let facts = tenant.facts();
    let is_group = |scope: &ScopeId| facts.scopes.kind(*scope) != ScopeKind::Root;
    let groups: FxHashSet<ScopeId> = grants.chain(denies).filter(doubtful).filter(is_group).collect();
    let root = facts.organizations.iter().map(|organization| &*organization.id).min().unwrap_or("TENANT");
    let gap = |scope: ScopeId| Gap {
        code: "management-group-parents-not-exported",
        subject: facts.scopes.text(scope).to_owned(),
        message: format!("which subscriptions {} contains was not exported", facts.scopes.text(scope)),
        remedy: format!("az account management-group show --name {root} --expand --recurse -o json"),
    };
    let mut groups: Vec<ScopeId> = groups.into_iter().collect();
    groups.sort_unstable();
    groups.into_iter().map(gap).collect()
}

/// Subscriptions of which no list of role assignments shows a trace: exported and empty, or not exported (R-EVAL-9). A list does
/// not say which subscription it is of, so answers stand, and the doubt is told.
fn silent_subscriptions(
    tenant: &Tenant,
    asked: &Asked<'_>,
    standpoints: &crate::audit::evaluation_scopes::Standpoints,
) -> Vec<Gap> {
    let facts = tenant.facts();
    if !asked.azure || facts.completeness(ExportKind::RoleAssignments) != Completeness::Complete {
        return Vec::new();
    }
    if facts.vouched.contains(&ExportKind::RoleAssignments) {
        return Vec::new();
    }
    let scopes: FxHashSet<ScopeId> = facts.assignments.iter().map(|row| row.scope).collect();
    let paths = scopes.into_iter().filter_map(|scope| subscription_of(facts.scopes.text(scope)));
    let mut shown: FxHashSet<Box<str>> = paths.map(|path| path.to_ascii_lowercase().into()).collect();
    shown.extend(facts.listed_at.iter().cloned());
    let silent = standpoints.below.keys().filter(|&&scope| {
        let text = facts.scopes.text(scope);
        facts.scopes.kind(scope) == ScopeKind::Subscription && !shown.contains(text.to_ascii_lowercase().as_str())
    });
    silent.map(|&scope| silent_subscription(facts.scopes.text(scope))).collect()
}

fn silent_subscription(scope: &str) -> Gap {
    let id = scope.rsplit('/').next().unwrap_or(scope);
    Gap {
        code: "subscription-not-shown",
        subject: scope.to_owned(),
        message: format!(
            "no role assignment in the exports is of {scope}: if its list was not exported, no answer of no about it holds; if it was, vouch with --complete role-assignments"
        ),
        remedy: format!("az role assignment list --all --include-inherited --subscription {id} -o json"),
    }
}
