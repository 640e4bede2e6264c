//! The commands that export what is missing, for `az` in bash, made from data. Each writes a file whose name tells what is in it, and
//! each argument that comes from an input is quoted.

use super::shell::{address, bash, is_plain_name};
use crate::model::scope::subscription_of;
use crate::model::{ExportKind, MICROSOFT_GRAPH};

const GRAPH: &str = "https://graph.microsoft.com";
/// What stands for one of several ids, while the command for it is made.
const EACH: &str = "EACH";
/// Where no subscription is known: each that the account may read.
const EVERY_SUBSCRIPTION: &str = "$(az account list --query '[].id' -o tsv)";

/// The command that exports a kind of some places: of subscriptions or management groups, of workspaces, of groups. None: of the whole
/// tenant.
pub(super) fn export(kind: ExportKind, places: &[&str]) -> String {
    match kind {
        ExportKind::RoleAssignments
        | ExportKind::RoleDefinitions
        | ExportKind::DenyAssignments
        | ExportKind::RoleEligibility
        | ExportKind::RoleSchedules
        | ExportKind::Lighthouse
        | ExportKind::PolicyAssignments
        | ExportKind::Locks
        | ExportKind::Resources => of_scopes(kind, places),
        ExportKind::GroupMembers => of_groups(kind, places, &|group| members_url(group)),
        ExportKind::GroupEligibility => of_groups(kind, places, &|group| {
            graph(&format!(
                "identityGovernance/privilegedAccess/group/eligibilityScheduleInstances?$filter=groupId eq '{group}'"
            ))
        }),
        ExportKind::Sentinel if !places.is_empty() => {
            let each = |workspace: &&str| of_workspace(workspace, "onboardingStates", "sentinel");
            places.iter().map(each).collect::<Vec<_>>().join("; ")
        }
        ExportKind::PolicyDefinitions => policy_definitions(),
        ExportKind::Sentinel => of_workspace("WORKSPACE", "onboardingStates", "sentinel"),
        ExportKind::ManagementGroups => tree(None),
        ExportKind::Subscriptions => into(kind, "az account list --all -o json"),
        ExportKind::ClassicAdministrators => "none: classic administrators are retired".to_owned(),
        ExportKind::PimRequests => "none: requests grant nothing".to_owned(),
        ExportKind::Collection => collect(),
        ExportKind::Users => into(kind, &graph("users")),
        ExportKind::Groups => into(kind, &graph("groups")),
        ExportKind::ServicePrincipals => into(kind, &graph("servicePrincipals")),
        ExportKind::Applications => into(kind, &graph("applications?$select=id,appId,displayName&$expand=owners($select=id)")),
        ExportKind::AppRoleAssignments => {
            into(kind, &graph(&format!("servicePrincipals(appId='{MICROSOFT_GRAPH}')/appRoleAssignedTo")))
        }
        ExportKind::DirectoryRoleAssignments => into(kind, &graph("roleManagement/directory/roleAssignments")),
        ExportKind::DirectoryRoleDefinitions => into(kind, &graph("roleManagement/directory/roleDefinitions")),
        ExportKind::DirectoryRoleEligibility => into(kind, &graph("roleManagement/directory/roleEligibilityScheduleInstances")),
        ExportKind::DirectoryRoleSchedules => into(kind, &graph("roleManagement/directory/roleAssignmentScheduleInstances")),
        ExportKind::DefenderRoleAssignments => into(kind, &beta("roleManagement/defender/roleAssignments")),
        ExportKind::DefenderRoleDefinitions => into(kind, &beta("roleManagement/defender/roleDefinitions")),
        ExportKind::Organization => into(kind, &graph("organization")),
        ExportKind::Licences => into(kind, &graph("subscribedSkus")),
    }
}

/// The same where a page of a list is not at hand: `az ... list` follows every page, and so does the script of `rolecall collect`.
pub(super) fn export_every_page(kind: ExportKind, places: &[&str]) -> String {
    match kind {
        ExportKind::RoleAssignments | ExportKind::RoleDefinitions | ExportKind::Resources | ExportKind::Subscriptions => {
            export(kind, places)
        }
        _ => collect(),
    }
}

fn collect() -> String {
    "rolecall collect > collect.sh && bash collect.sh".to_owned()
}

/// A command for each of some places, in one line: for each subscription, and for what contains subscriptions.
fn of_scopes(kind: ExportKind, places: &[&str]) -> String {
    let places: Vec<&str> = places.iter().copied().filter(|place| place.starts_with('/')).collect();
    let mut subscriptions: Vec<&str> =
        places.iter().filter_map(|place| subscription_of(place)?.rsplit('/').next()).filter(|id| !id.is_empty()).collect();
    subscriptions.dedup();
    let others = places.iter().filter(|place| subscription_of(place).is_none());
    let own = |id: &str, file: &str| format!("{} > {file}", at_scope(kind, &format!("/subscriptions/{id}")));
    let name = format!("{}-", kind.name());
    let mut commands = Vec::new();
    if places.is_empty() {
        commands.push(loop_over(EVERY_SUBSCRIPTION, &own(EACH, &format!("{name}{EACH}.json"))));
    }
    if !subscriptions.is_empty() {
        commands.push(each((&name, &name), &subscriptions, &own));
    }
    for place in others {
        let id = place.rsplit('/').find(|part| is_plain_name(part)).unwrap_or("root");
        commands.push(format!("{} > {name}{id}.json", at_scope(kind, place)));
    }
    commands.join("; ")
}

/// The command that lists a kind at a scope.
fn at_scope(kind: ExportKind, scope: &str) -> String {
    let prefix = scope.trim_end_matches('/');
    let of = |query: &str| rest(&format!("{prefix}/providers/"), query);
    let subscription = subscription_of(scope).and_then(|path| path.rsplit('/').next());
    let of_subscription = subscription.map(|id| format!(" --subscription {}", bash(id))).unwrap_or_default();
    match kind {
        ExportKind::RoleAssignments => match subscription {
            Some(_) => format!("az role assignment list --all --include-inherited{of_subscription} -o json"),
            None => format!("az role assignment list --scope {} --include-inherited -o json", bash(scope)),
        },
        ExportKind::RoleDefinitions => format!("az role definition list --custom-role-only true{of_subscription} -o json"),
        ExportKind::Resources => format!("az resource list{of_subscription} -o json"),
        ExportKind::Locks => format!("az lock list{of_subscription} -o json"),
        ExportKind::PolicyAssignments => of("Microsoft.Authorization/policyAssignments?api-version=2023-04-01"),
        ExportKind::RoleEligibility => of("Microsoft.Authorization/roleEligibilityScheduleInstances?api-version=2020-10-01"),
        ExportKind::RoleSchedules => of("Microsoft.Authorization/roleAssignmentScheduleInstances?api-version=2020-10-01"),
        ExportKind::Lighthouse => {
            of("Microsoft.ManagedServices/registrationAssignments?api-version=2022-10-01&$expandRegistrationDefinition=true")
        }
        _ => of("Microsoft.Authorization/denyAssignments?api-version=2022-04-01"),
    }
}

/// A command for each of some groups; a file of members is called after its group alone.
fn of_groups(kind: ExportKind, groups: &[&str], command: &dyn Fn(&str) -> String) -> String {
    let name = format!("{}-", kind.name());
    let prefix = if kind == ExportKind::GroupMembers { "" } else { &*name };
    if groups.is_empty() {
        return format!("for each group GROUP: {} > {prefix}GROUP.json", command("GROUP"));
    }
    each((prefix, &name), groups, &|id, file| format!("{} > {file}", command(id)))
}

/// One command for each of some ids, in one line. Each writes a file of its own, called after the id; an id that is no plain name does
/// not become a part of its name, nor of a loop: such files are numbered.
fn each((prefix, odd): (&str, &str), ids: &[&str], command: &dyn Fn(&str, &str) -> String) -> String {
    match ids {
        [one] if is_plain_name(one) => command(one, &format!("{prefix}{one}.json")),
        several if several.iter().all(|id| is_plain_name(id)) => {
            loop_over(&several.join(" "), &command(EACH, &format!("{prefix}{EACH}.json")))
        }
        all => {
            let one = |(number, id): (usize, &&str)| command(id, &format!("{odd}{}.json", number + 1));
            all.iter().enumerate().map(one).collect::<Vec<_>>().join("; ")
        }
    }
}

/// The loop over some words, from the command for one of them.
fn loop_over(words: &str, command: &str) -> String {
    let expanded = |word: &str| match (word.contains(EACH), word.starts_with('"') || word.ends_with('"')) {
        (false, _) => word.to_owned(),
        (true, true) => word.replace(EACH, "$s"),
        (true, false) => format!("\"{}\"", word.replace(EACH, "$s")),
    };
    let command: Vec<String> = command.split(' ').map(expanded).collect();
    format!("for s in {words}; do {}; done", command.join(" "))
}

/// The command that exports groups with their owners. It lists at most twenty of each group (R-FMT-17).
pub(super) fn group_owners() -> String {
    into(ExportKind::Groups, &graph("groups?$expand=owners($select=id)"))
}

fn rest(path: &str, query: &str) -> String {
    format!("az rest --url {}", address(path, query))
}

fn graph(query: &str) -> String {
    rest(GRAPH, &format!("/v1.0/{query}"))
}

fn beta(query: &str) -> String {
    rest(GRAPH, &format!("/beta/{query}"))
}

/// A command, into a file that is called after the kind.
fn into(kind: ExportKind, command: &str) -> String {
    format!("{command} > {}.json", kind.name())
}

fn of_workspace(workspace: &str, what: &str, file: &str) -> String {
    let command = rest(workspace, &format!("/providers/Microsoft.SecurityInsights/{what}?api-version=2024-03-01"));
    let name = workspace.rsplit('/').next().filter(|name| is_plain_name(name)).map(|name| format!("-{name}"));
    format!("{command} > {file}{}.json", name.unwrap_or_default())
}

/// The command that exports one policy definition or set, or every version of it.
pub(super) fn policy_definition(id: &str, versions: bool) -> String {
    let query = if versions { "/versions?api-version=2023-04-01" } else { "?api-version=2023-04-01" };
    let name = id.rsplit('/').next().filter(|name| is_plain_name(name)).map(|name| format!("-{name}"));
    format!("{} > policy-definition{}.json", rest(id, query), name.unwrap_or_default())
}

/// The command that exports a user-assigned identity.
pub(super) fn identity(id: &str) -> String {
    let name = id.rsplit('/').next().filter(|name| is_plain_name(name)).map(|name| format!("-{name}"));
    format!("az identity show --ids {} -o json > identity{}.json", bash(id), name.unwrap_or_default())
}

/// The commands that export every policy definition and every policy set definition of the subscription that az works with.
fn policy_definitions() -> String {
    ["definition", "set-definition"].map(|what| format!("az policy {what} list -o json > policy-{what}s.json")).join("; ")
}

/// The command that exports the data connectors of a workspace.
pub(super) fn data_connectors(workspace: &str) -> String {
    of_workspace(workspace, "dataConnectors", "sentinel-connectors")
}

/// The command that exports the tree of management groups under the root group, which has the name of the tenant.
pub(super) fn tree(tenant: Option<&str>) -> String {
    let tenant = tenant.map_or_else(|| "\"$(az account show --query tenantId -o tsv)\"".to_owned(), bash);
    into(ExportKind::ManagementGroups, &format!("az account management-group show --name {tenant} --expand --recurse -o json"))
}

/// The command that exports the definitions of some roles.
pub(super) fn role_definitions(roles: &[&str]) -> String {
    let one = |id: &str, file: &str| format!("az role definition list --name {} -o json > {file}", bash(id));
    each(("role-definition-", "role-definition-"), roles, &one)
}

/// The command that exports the members of a group, every page, without service principals (R-FMT-25).
pub(super) fn group_members(groups: &[&str]) -> String {
    of_groups(ExportKind::GroupMembers, groups, &|id| format!("az ad group member list --group {} -o json", bash(id)))
}

/// The commands for what may be groups: the members of those that are.
pub(super) fn members_of_what_is_a_group(ids: &[&str]) -> String {
    of_groups(ExportKind::GroupMembers, ids, &|id| {
        format!("az ad group show --group {} -o none && {}", bash(id), members_url(id))
    })
}

/// The members of a group, service principals included: version 1.0 leaves them out (R-FMT-25). One page of up to 999.
fn members_url(group: &str) -> String {
    rest(&format!("{GRAPH}/beta/groups/{group}/members"), "?$top=999")
}
