//! The JSON shapes that a catalog is built from, as serde reads them, and what each of them states.

use serde::Deserialize;

use crate::catalog::directory_roles::{BuiltInDirectoryRole, Documentation};
use crate::model::role::role_id_of;
use crate::model::{DirectoryRole, Guid, Losses, PermissionBlock, RoleDefinition, RoleKind};
use crate::pattern::Pattern;

/// `az role definition list` (R-DEF-12), the same without `id` (R-DEF-19), and the fact file.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FlatRole {
    id: Option<String>,
    name: Option<String>,
    role_name: Option<String>,
    role_type: Option<String>,
    permissions: Option<Vec<RecordBlock>>,
    assignable_scopes: Option<Vec<String>>,
}

/// ARM REST (R-DEF-11).
#[derive(Deserialize)]
pub(super) struct ArmRole {
    id: Option<String>,
    name: Option<String>,
    properties: ArmProperties,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ArmProperties {
    role_name: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    permissions: Option<Vec<RecordBlock>>,
    assignable_scopes: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RecordBlock {
    actions: Option<Vec<String>>,
    not_actions: Option<Vec<String>>,
    data_actions: Option<Vec<String>>,
    not_data_actions: Option<Vec<String>>,
    condition: Option<String>,
    condition_version: Option<String>,
}

impl From<ArmRole> for FlatRole {
    fn from(role: ArmRole) -> Self {
        let ArmProperties { role_name, kind, permissions, assignable_scopes } = role.properties;
        Self { id: role.id, name: role.name, role_name, role_type: kind, permissions, assignable_scopes }
    }
}

impl FlatRole {
    /// The definition; an error says what the record lacks.
    pub(super) fn definition(self) -> Result<RoleDefinition, &'static str> {
        let own = self.name.as_deref().and_then(Guid::parse);
        let id = own.or_else(|| role_id_of(self.id.as_deref()?).guid()).ok_or("no GUID in `name` or `id`")?;
        let name = self.role_name.or(self.name).ok_or("no `roleName`")?;
        let custom = self.role_type.is_some_and(|kind| kind.eq_ignore_ascii_case("CustomRole"));
        let scopes = self.assignable_scopes.unwrap_or_default();
        let mut blocks: Vec<_> = self.permissions.ok_or("no `permissions`")?.into_iter().map(RecordBlock::block).collect();
        if blocks.is_empty() {
            blocks.push(PermissionBlock::default());
        }
        Ok(RoleDefinition {
            id: id.into(),
            name: name.trim().into(),
            kind: if custom { RoleKind::Custom } else { RoleKind::BuiltIn },
            assignable_scopes: if scopes.is_empty() { vec!["/".into()] } else { scopes.into_iter().map(Into::into).collect() },
            blocks,
            losses: Losses::default(),
        })
    }
}

impl RecordBlock {
    fn block(self) -> PermissionBlock {
        let patterns = |list: Option<Vec<String>>| list.unwrap_or_default().iter().map(|text| Pattern::parse(text)).collect();
        let text = |text: Option<String>| text.map(|text| Box::<str>::from(text.trim())).filter(|text| !text.is_empty());
        let condition = text(self.condition);
        PermissionBlock {
            actions: patterns(self.actions),
            not_actions: patterns(self.not_actions),
            data_actions: patterns(self.data_actions),
            not_data_actions: patterns(self.not_data_actions),
            condition_version: condition.as_ref().and_then(|_| text(self.condition_version)),
            condition,
        }
    }
}

/// `az provider operation list` and `show`: operations of the provider, and of its resource types.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Provider {
    operations: Option<Vec<OperationRecord>>,
    resource_types: Option<Vec<ResourceType>>,
}

#[derive(Deserialize)]
struct ResourceType {
    operations: Option<Vec<OperationRecord>>,
}

/// One operation, as `az` and `Get-AzProviderOperation` show it. Without a flag it is of the control plane.
#[derive(Deserialize)]
pub(super) struct OperationRecord {
    #[serde(alias = "OperationRecord")]
    pub(super) name: Option<String>,
    #[serde(rename = "isDataAction", alias = "IsDataAction")]
    pub(super) is_data_action: Option<bool>,
}

impl Provider {
    pub(super) fn operations(self) -> impl Iterator<Item = OperationRecord> {
        let nested = self.resource_types.unwrap_or_default().into_iter().flat_map(|each| each.operations.unwrap_or_default());
        self.operations.unwrap_or_default().into_iter().chain(nested)
    }
}

/// Microsoft Graph `unifiedRoleDefinition` (R-ENT-2).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct GraphRole {
    id: Option<String>,
    template_id: Option<String>,
    display_name: Option<String>,
    is_built_in: Option<bool>,
    is_privileged: Option<bool>,
    role_permissions: Option<Vec<RolePermission>>,
    inherits_permissions_from: Option<Vec<BaseRecord>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RolePermission {
    allowed_resource_actions: Option<Vec<String>>,
    condition: Option<String>,
}

#[derive(Deserialize)]
struct BaseRecord {
    id: Option<String>,
}

/// The fact file of directory roles.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DirectoryFacts {
    template_id: String,
    name: String,
    is_privileged: Option<bool>,
    actions: Vec<String>,
    #[serde(default)]
    inherits_permissions_from: Vec<String>,
    documented: Option<bool>,
    assignment_mode: Option<String>,
    #[serde(default)]
    actions_only_in_graph: Vec<String>,
    #[serde(default)]
    actions_only_in_docs: Vec<String>,
}

/// A directory role as one record states it. What the record does not say is `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StatedDirectoryRole {
    pub(super) id: Guid,
    pub(super) definition: DirectoryRole,
    pub(super) privileged: Option<bool>,
    pub(super) inherits: Option<Vec<Guid>>,
    pub(super) documentation: Option<Documentation>,
}

impl GraphRole {
    /// The role; an error says what the record lacks.
    pub(super) fn stated(self) -> Result<StatedDirectoryRole, &'static str> {
        let template = self.template_id.as_deref().and_then(Guid::parse);
        let id = template.or_else(|| Guid::parse(self.id.as_deref()?)).ok_or("no GUID in `templateId` or `id`")?;
        let name = self.display_name.ok_or("no `displayName`")?;
        let permissions = self.role_permissions.ok_or("no `rolePermissions`")?;
        let unconditional = permissions.into_iter().filter(|each| each.condition.as_deref().unwrap_or_default().is_empty());
        let actions = unconditional.flat_map(|each| each.allowed_resource_actions.unwrap_or_default()).collect();
        let bases = |bases: Vec<BaseRecord>| bases.iter().filter_map(|base| Guid::parse(base.id.as_deref()?)).collect();
        Ok(StatedDirectoryRole {
            id,
            definition: DirectoryRole { built_in: self.is_built_in.unwrap_or(true), ..definition(id, &name, actions) },
            privileged: self.is_privileged,
            inherits: self.inherits_permissions_from.map(bases),
            documentation: None,
        })
    }
}

impl DirectoryFacts {
    /// The role; an error says what the record lacks.
    pub(super) fn stated(self) -> Result<StatedDirectoryRole, &'static str> {
        let id = Guid::parse(&self.template_id).ok_or("no GUID in `templateId`")?;
        let bases: Option<Vec<Guid>> = self.inherits_permissions_from.iter().map(|base| Guid::parse(base)).collect();
        Ok(StatedDirectoryRole {
            id,
            definition: definition(id, &self.name, self.actions),
            privileged: self.is_privileged,
            inherits: Some(bases.ok_or("an id in `inheritsPermissionsFrom` that is not a GUID")?),
            documentation: Some(Documentation {
                undocumented: self.documented == Some(false),
                system_assigned: self.assignment_mode.as_deref() == Some("systemAssigned"),
                undocumented_actions: boxed(self.actions_only_in_graph),
                only_documented: boxed(self.actions_only_in_docs),
            }),
        })
    }
}

impl StatedDirectoryRole {
    /// The role; what the record does not say is taken from what was known before.
    pub(super) fn over(self, known: Option<&BuiltInDirectoryRole>) -> BuiltInDirectoryRole {
        let before = || known.map(|known| known.documentation.clone()).unwrap_or_default();
        let mut documentation = self.documentation.unwrap_or_else(before);
        documentation.undocumented_actions.retain(|action| self.definition.actions.contains(action));
        documentation.only_documented.retain(|action| !self.definition.actions.contains(action));
        BuiltInDirectoryRole {
            privileged: self.privileged.or(known.and_then(|known| known.privileged)),
            inherits: self.inherits.or_else(|| known.map(|known| known.inherits.clone())).unwrap_or_default(),
            definition: self.definition,
            documentation,
        }
    }

    /// Whether something must come from what was known before.
    pub(super) const fn is_silent(&self) -> bool {
        self.privileged.is_none() || self.inherits.is_none() || self.documentation.is_none()
    }
}

fn definition(id: Guid, name: &str, actions: Vec<String>) -> DirectoryRole {
    DirectoryRole {
        id: id.into(),
        template: Some(id.into()),
        name: name.trim().into(),
        built_in: true,
        enabled: true,
        actions: boxed(actions),
        excluded: Vec::new(),
    }
}

fn boxed(list: Vec<String>) -> Vec<Box<str>> {
    list.into_iter().map(|text| text.trim().into()).collect()
}
