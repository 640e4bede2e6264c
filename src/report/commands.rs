//! Every command that a report shows to make a change, made from data, for `az` in bash and for PowerShell. Each argument that comes
//! from an input is quoted for its shell. What exports something that is missing is in [`super::export_commands`].

use super::shell::{bash, powershell};
use crate::explain::remediate::Remediation;
use crate::graph::TenantGraph;
use crate::model::{ObjectId, Plane, PrincipalKind};
use crate::pattern::Pattern;

/// The commands for one change.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct Commands {
    /// For bash, with `az` (and `jq`, where something that exists is edited).
    pub az: Option<String>,
    /// For PowerShell, with the Az and Microsoft.Graph modules.
    pub powershell: Option<String>,
    /// What to do where no command does it.
    pub by_hand: Option<String>,
}

impl Commands {
    fn new(az: String, powershell: String) -> Self {
        Self { az: Some(az), powershell: Some(powershell), by_hand: None }
    }
}

const ARM: &str = "https://management.azure.com";
const GRAPH: &str = "https://graph.microsoft.com/v1.0";
const WHY: &str = "needed for a task";

/// The commands for a change.
pub(super) fn commands(tenant: &TenantGraph, change: &Remediation) -> Commands {
    match change {
        Remediation::ActivateRole { principal, role, scope, .. } => activate_role(principal, role, scope),
        Remediation::ActivateMembership { principal, group } => activate_membership(principal, group),
        Remediation::ActivateDirectoryRole { principal, role, .. } => activate_directory_role(principal, role),
        Remediation::AssignRole { principal, role, scope, .. } => assign_role(tenant, principal, role, scope),
        Remediation::AssignDirectoryRole { principal, role, .. } => assign_directory_role(principal, role),
        Remediation::AddMember { principal, group } => add_member(principal, group),
        Remediation::AddActions { role, plane, actions } => add_actions(role, *plane, actions),
        Remediation::RemoveCondition { holder, role, scope } => set_condition((holder, role, scope), None),
        Remediation::EditCondition { holder, role, scope, condition } => set_condition((holder, role, scope), Some(condition)),
        Remediation::ExcludeFromDeny { deny, .. } => exclude(tenant, deny),
        Remediation::RemoveDeny { deny, .. } => remove_deny(tenant, deny),
    }
}

/// The scope as a prefix of resource ids.
fn prefix(scope: &str) -> &str {
    if scope == "/" { "" } else { scope }
}

fn definition(scope: &str, role: &ObjectId) -> String {
    format!("{}/providers/Microsoft.Authorization/roleDefinitions/{role}", prefix(scope))
}

fn activate_role(principal: &ObjectId, role: &ObjectId, scope: &str) -> Commands {
    let body = serde_json::json!({"properties": {
        "principalId": principal.to_string(),
        "roleDefinitionId": definition(scope, role),
        "requestType": "SelfActivate",
        "justification": WHY,
        "scheduleInfo": {"expiration": {"type": "AfterDuration", "duration": "PT8H"}},
    }});
    let path = format!("{ARM}{}/providers/Microsoft.Authorization/roleAssignmentScheduleRequests/", prefix(scope));
    let az = format!(
        "az rest --method put --url {}\"$(uuidgen)\"'?api-version=2020-10-01' --body {}",
        bash(&path),
        bash(&body.to_string())
    );
    let powershell = format!(
        "New-AzRoleAssignmentScheduleRequest -Name (New-Guid).Guid -Scope {} -PrincipalId {} -RoleDefinitionId {} -RequestType SelfActivate -Justification {} -ScheduleInfoStartDateTime (Get-Date -Format o) -ExpirationType AfterDuration -ExpirationDuration PT8H",
        powershell(scope),
        powershell(&principal.to_string()),
        powershell(&definition(scope, role)),
        powershell(WHY)
    );
    Commands::new(az, powershell)
}

/// A request to Microsoft Graph that starts now and ends after eight hours.
fn graph_activation(path: &str, mut fields: Vec<(&str, String)>, cmdlet: &str) -> Commands {
    fields.push(("action", "selfActivate".to_owned()));
    fields.push(("justification", WHY.to_owned()));
    let own: serde_json::Map<String, serde_json::Value> =
        fields.iter().map(|(key, value)| ((*key).to_owned(), value.as_str().into())).collect();
    let text = serde_json::Value::from(own).to_string();
    let open = text.trim_end_matches('}');
    let rest = r#"","expiration":{"type":"afterDuration","duration":"PT8H"}}}"#;
    let start = r#","scheduleInfo":{"startDateTime":""#;
    let az = format!(
        "az rest --method post --url {GRAPH}/{path} --body '{}'\"$(date -u +%Y-%m-%dT%H:%M:%SZ)\"'{rest}'",
        format!("{open}{start}").replace('\'', r"'\''")
    );
    let fields: Vec<String> = fields.iter().map(|(key, value)| format!("{key} = {}", powershell(value))).collect();
    let schedule =
        "scheduleInfo = @{ startDateTime = (Get-Date); expiration = @{ type = 'afterDuration'; duration = 'PT8H' } }";
    Commands::new(az, format!("{cmdlet} -BodyParameter @{{ {}; {schedule} }}", fields.join("; ")))
}

fn activate_membership(principal: &ObjectId, group: &ObjectId) -> Commands {
    let fields =
        vec![("accessId", "member".to_owned()), ("principalId", principal.to_string()), ("groupId", group.to_string())];
    graph_activation(
        "identityGovernance/privilegedAccess/group/assignmentScheduleRequests",
        fields,
        "New-MgIdentityGovernancePrivilegedAccessGroupAssignmentScheduleRequest",
    )
}

fn activate_directory_role(principal: &ObjectId, role: &ObjectId) -> Commands {
    let fields = vec![
        ("principalId", principal.to_string()),
        ("roleDefinitionId", role.to_string()),
        ("directoryScopeId", "/".to_owned()),
    ];
    let cmdlet = "New-MgRoleManagementDirectoryRoleAssignmentScheduleRequest";
    graph_activation("roleManagement/directory/roleAssignmentScheduleRequests", fields, cmdlet)
}

/// The commands that assign a role.
pub(super) fn assign_role(tenant: &TenantGraph, principal: &ObjectId, role: &ObjectId, scope: &str) -> Commands {
    let principals = &tenant.facts().principals;
    let kind = principals.lookup(principal).map_or(PrincipalKind::Unknown, |id| principals.kind(id));
    let kind = match kind {
        PrincipalKind::Unknown | PrincipalKind::Device => String::new(),
        known => format!(" --assignee-principal-type {}", known.name()),
    };
    let (id, role) = (principal.to_string(), role.to_string());
    let az = format!(
        "az role assignment create --assignee-object-id {}{kind} --role {} --scope {}",
        bash(&id),
        bash(&role),
        bash(scope)
    );
    let (id, role) = (powershell(&id), powershell(&role));
    Commands::new(az, format!("New-AzRoleAssignment -ObjectId {id} -RoleDefinitionId {role} -Scope {}", powershell(scope)))
}

fn assign_directory_role(principal: &ObjectId, role: &ObjectId) -> Commands {
    let (id, role) = (principal.to_string(), role.to_string());
    let body = serde_json::json!({"principalId": id, "roleDefinitionId": role, "directoryScopeId": "/"});
    let az = format!(
        "az rest --method post --url {GRAPH}/roleManagement/directory/roleAssignments --body {}",
        bash(&body.to_string())
    );
    let powershell = format!(
        "New-MgRoleManagementDirectoryRoleAssignment -PrincipalId {} -RoleDefinitionId {} -DirectoryScopeId '/'",
        powershell(&id),
        powershell(&role)
    );
    Commands::new(az, powershell)
}

fn add_member(principal: &ObjectId, group: &ObjectId) -> Commands {
    let (id, group) = (principal.to_string(), group.to_string());
    Commands::new(
        format!("az ad group member add --group {} --member-id {}", bash(&group), bash(&id)),
        format!("New-MgGroupMember -GroupId {} -DirectoryObjectId {}", powershell(&group), powershell(&id)),
    )
}

fn add_actions(role: &ObjectId, plane: Plane, actions: &[Pattern]) -> Commands {
    let (key, list) = if plane == Plane::Data { ("dataActions", "DataActions") } else { ("actions", "Actions") };
    let texts: Vec<&str> = actions.iter().map(Pattern::text).collect();
    let role = role.to_string();
    let filter = format!(".[0] | .permissions[0].{key} += $more");
    let az = format!(
        "az role definition update --role-definition \"$(az role definition list --custom-role-only --name {} -o json | jq -c --argjson more {} {})\"",
        bash(&role),
        bash(&serde_json::json!(texts).to_string()),
        bash(&filter)
    );
    let adds: Vec<String> = texts.iter().map(|text| format!("$role.{list}.Add({})", powershell(text))).collect();
    let get = format!("$role = Get-AzRoleDefinition -Id {}", powershell(&role));
    Commands::new(az, format!("{get}; {}; Set-AzRoleDefinition -Role $role", adds.join("; ")))
}

fn set_condition((holder, role, scope): (&ObjectId, &ObjectId, &str), condition: Option<&str>) -> Commands {
    let (id, role) = (holder.to_string(), role.to_string());
    let edit = match condition {
        Some(text) => format!("jq -c --arg text {} '.[0] | .condition = $text | .conditionVersion = \"2.0\"'", bash(text)),
        None => "jq -c '.[0] | .condition = null | .conditionVersion = null'".to_owned(),
    };
    let az = format!(
        "az role assignment update --role-assignment \"$(az role assignment list --assignee {} --role {} --scope {} -o json | {edit})\"",
        bash(&id),
        bash(&role),
        bash(scope)
    );
    let (text, version) = condition.map_or(("''".to_owned(), "''"), |text| (powershell(text), "'2.0'"));
    let get = format!(
        "$row = Get-AzRoleAssignment -ObjectId {} -RoleDefinitionId {} -Scope {}",
        powershell(&id),
        powershell(&role),
        powershell(scope)
    );
    let set = format!("$row.Condition = {text}; $row.ConditionVersion = {version}");
    Commands::new(az, format!("{get}; {set}; Set-AzRoleAssignment -InputObject $row"))
}

/// Azure edits no deny assignment in place.
fn exclude(tenant: &TenantGraph, id: &str) -> Commands {
    let by_hand = if is_protected(tenant, id) {
        "a deny assignment that the system protects is changed where it comes from: among the excluded principals of the deployment stack or managed application"
    } else {
        "deny assignments cannot be edited: create it anew with the principal among the excluded ones, then delete this one"
    };
    Commands { by_hand: Some(by_hand.to_owned()), ..Commands::default() }
}

fn remove_deny(tenant: &TenantGraph, id: &str) -> Commands {
    if is_protected(tenant, id) || !id.starts_with('/') {
        let by_hand = "a deny assignment that the system protects goes with what made it: the deny settings of the deployment stack, or the managed application";
        return Commands { by_hand: Some(by_hand.to_owned()), ..Commands::default() };
    }
    let path = format!("{id}?api-version=2024-07-01-preview");
    Commands::new(
        format!("az rest --method delete --url {}", bash(&format!("{ARM}{path}"))),
        format!("Invoke-AzRestMethod -Method DELETE -Path {}", powershell(&path)),
    )
}

fn is_protected(tenant: &TenantGraph, id: &str) -> bool {
    tenant.facts().denies.iter().filter(|deny| &*deny.id == id).any(|deny| deny.system_protected)
}
