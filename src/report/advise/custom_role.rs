//! Custom roles as files, in the formats that tools take.
//!
//! Only what a role is made of is written: one block without a condition, for no tool takes more (R-DEF-13).

use std::fmt::Write as _;
use std::io;

use serde::Serialize;

use crate::model::{PermissionBlock, ScopeKind, ScopePath};
use crate::pattern::Pattern;
use crate::report::clean::clean;

/// How a custom role can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoleFileFormat {
    /// JSON for `az role definition create --role-definition` and `New-AzRoleDefinition -InputFile` (R-DEF-13).
    Az,
    /// An ARM template (R-DEF-16).
    Arm,
    /// JSON as the portal takes and gives it (R-DEF-15).
    Portal,
    /// Bicep (R-DEF-16).
    Bicep,
    /// Terraform, `azurerm_role_definition` (R-DEF-17).
    Terraform,
    /// YAML with the keys of `az`.
    Yaml,
}

impl RoleFileFormat {
    /// Every format.
    pub const ALL: [Self; 6] = [Self::Az, Self::Arm, Self::Portal, Self::Bicep, Self::Terraform, Self::Yaml];

    /// Its name, as `--custom-role` takes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Az => "az",
            Self::Arm => "arm",
            Self::Portal => "portal",
            Self::Bicep => "bicep",
            Self::Terraform => "terraform",
            Self::Yaml => "yaml",
        }
    }
}

/// A custom role to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleToWrite {
    /// Display name.
    pub name: String,
    /// Description.
    pub description: String,
    /// Where it can be assigned; never empty.
    pub scopes: Vec<String>,
    /// What it grants.
    pub block: PermissionBlock,
    /// What a reader should know, a line each; written where the format has comments.
    pub remarks: Vec<String>,
}

/// Writes roles into one file; errors are those of `out`.
pub fn write_roles(roles: &[RoleToWrite], format: RoleFileFormat, out: &mut dyn io::Write) -> io::Result<()> {
    match format {
        RoleFileFormat::Az => json(&one_or_list(roles.iter().map(Flat::new).collect()), out),
        RoleFileFormat::Portal => json(&one_or_list(roles.iter().map(Portal::new).collect()), out),
        RoleFileFormat::Arm => json(&Template::new(roles), out),
        RoleFileFormat::Bicep => out.write_all(bicep(roles).as_bytes()),
        RoleFileFormat::Terraform => out.write_all(each(roles, terraform).as_bytes()),
        RoleFileFormat::Yaml => out.write_all(roles.iter().map(yaml).collect::<Vec<_>>().join("---\n").as_bytes()),
    }
}

fn json(value: &impl Serialize, out: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)
}

#[derive(Serialize)]
#[serde(untagged)]
enum OneOrList<T> {
    One(T),
    List(Vec<T>),
}

fn one_or_list<T>(mut all: Vec<T>) -> OneOrList<T> {
    match (all.len(), all.pop()) {
        (1, Some(one)) => OneOrList::One(one),
        (_, last) => {
            all.extend(last);
            OneOrList::List(all)
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Flat<'r> {
    name: &'r str,
    is_custom: bool,
    description: &'r str,
    actions: Vec<&'r str>,
    not_actions: Vec<&'r str>,
    data_actions: Vec<&'r str>,
    not_data_actions: Vec<&'r str>,
    assignable_scopes: &'r [String],
}

impl<'r> Flat<'r> {
    fn new(role: &'r RoleToWrite) -> Self {
        Self {
            name: &role.name,
            is_custom: true,
            description: &role.description,
            actions: texts(&role.block.actions),
            not_actions: texts(&role.block.not_actions),
            data_actions: texts(&role.block.data_actions),
            not_data_actions: texts(&role.block.not_data_actions),
            assignable_scopes: &role.scopes,
        }
    }
}

#[derive(Serialize)]
struct Portal<'r> {
    properties: RoleProperties<'r>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RoleProperties<'r> {
    role_name: String,
    description: String,
    #[serde(skip_serializing_if = "Option::is_none", rename = "type")]
    kind: Option<&'static str>,
    assignable_scopes: Vec<String>,
    permissions: [Permissions<'r>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Permissions<'r> {
    actions: Vec<&'r str>,
    not_actions: Vec<&'r str>,
    data_actions: Vec<&'r str>,
    not_data_actions: Vec<&'r str>,
}

impl<'r> RoleProperties<'r> {
    fn new(role: &'r RoleToWrite, kind: Option<&'static str>, text: fn(&str) -> String) -> Self {
        let block = &role.block;
        let permissions = Permissions {
            actions: texts(&block.actions),
            not_actions: texts(&block.not_actions),
            data_actions: texts(&block.data_actions),
            not_data_actions: texts(&block.not_data_actions),
        };
        let assignable_scopes = role.scopes.iter().map(|scope| text(scope)).collect();
        Self {
            role_name: text(&role.name),
            description: text(&role.description),
            kind,
            assignable_scopes,
            permissions: [permissions],
        }
    }
}

impl<'r> Portal<'r> {
    fn new(role: &'r RoleToWrite) -> Self {
        Self { properties: RoleProperties::new(role, None, str::to_owned) }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Template<'r> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    content_version: &'static str,
    resources: Vec<TemplateResource<'r>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TemplateResource<'r> {
    #[serde(rename = "type")]
    kind: &'static str,
    api_version: &'static str,
    name: String,
    properties: RoleProperties<'r>,
}

impl<'r> Template<'r> {
    fn new(roles: &'r [RoleToWrite]) -> Self {
        let resource = |role: &'r RoleToWrite| TemplateResource {
            kind: "Microsoft.Authorization/roleDefinitions",
            api_version: "2022-04-01",
            name: format!("[guid({}, '{}')]", deployed_at(role).1, role.name.replace('\'', "''")),
            properties: RoleProperties::new(role, Some("customRole"), no_expression),
        };
        let schema = match roles.first().map(|role| deployed_at(role).0) {
            Some("managementGroup") => {
                "https://schema.management.azure.com/schemas/2019-08-01/managementGroupDeploymentTemplate.json#"
            }
            _ => "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#",
        };
        Self { schema, content_version: "1.0.0.0", resources: roles.iter().map(resource).collect() }
    }
}

/// A text that a template does not take for an expression.
fn no_expression(text: &str) -> String {
    if text.starts_with('[') { format!("[{text}") } else { text.to_owned() }
}

/// Where a deployment of a role happens, and the expression for its scope's id.
fn deployed_at(role: &RoleToWrite) -> (&'static str, &'static str) {
    let in_group = role.scopes.iter().all(|scope| ScopePath::parse(scope).kind() == ScopeKind::ManagementGroup);
    if in_group { ("managementGroup", "managementGroup().id") } else { ("subscription", "subscription().id") }
}

fn texts(patterns: &[Pattern]) -> Vec<&str> {
    patterns.iter().map(Pattern::text).collect()
}

fn each(roles: &[RoleToWrite], write: fn(&RoleToWrite) -> String) -> String {
    roles.iter().map(write).collect::<Vec<_>>().join("\n")
}

fn remarks(role: &RoleToWrite, mark: &str) -> String {
    role.remarks.iter().map(|line| format!("{mark} {}\n", clean(line))).collect::<Vec<_>>().concat()
}

/// A name for code: letters, digits and `_`.
fn identifier(name: &str) -> String {
    let mut text = String::new();
    for letter in name.chars() {
        if letter.is_ascii_alphanumeric() {
            text.push(letter.to_ascii_lowercase());
        } else if !text.is_empty() && !text.ends_with('_') {
            text.push('_');
        }
    }
    let text = text.trim_end_matches('_');
    if text.starts_with(|first: char| first.is_ascii_alphabetic()) { text.to_owned() } else { format!("role_{text}") }
}

fn bicep(roles: &[RoleToWrite]) -> String {
    let target = roles.first().map_or("subscription", |role| deployed_at(role).0);
    format!("targetScope = '{target}'\n\n{}", each(roles, bicep_role))
}

fn bicep_role(role: &RoleToWrite) -> String {
    let lists = [
        ("actions", &role.block.actions),
        ("notActions", &role.block.not_actions),
        ("dataActions", &role.block.data_actions),
        ("notDataActions", &role.block.not_data_actions),
    ];
    let list = |key: &str, values: &[&str], indent: usize| {
        if values.is_empty() {
            return format!("{:indent$}{key}: []\n", "");
        }
        let lines = values.iter().map(|value| format!("{:indent$}  {}\n", "", bicep_text(value))).collect::<Vec<_>>().concat();
        format!("{:indent$}{key}: [\n{lines}{:indent$}]\n", "", "")
    };
    let permissions: String = lists.iter().map(|(key, patterns)| list(key, &texts(patterns), 8)).collect();
    let scopes: Vec<&str> = role.scopes.iter().map(String::as_str).collect();
    let mut text = remarks(role, "//");
    // Writing to a string cannot fail.
    let _ = write!(
        text,
        "resource {} 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {{\n  name: guid({}, {name})\n  properties: {{\n    \
         roleName: {name}\n    description: {}\n    type: 'customRole'\n    permissions: [\n      {{\n{permissions}      }}\n    \
         ]\n{}  }}\n}}\n",
        identifier(&role.name),
        deployed_at(role).1,
        bicep_text(&role.description),
        list("assignableScopes", &scopes, 4),
        name = bicep_text(&role.name),
    );
    text
}

fn bicep_text(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('\'', "\\'").replace("${", "\\${");
    format!("'{}'", escaped.replace('\n', "\\n").replace('\r', "\\r").replace('\t', "\\t"))
}

fn terraform(role: &RoleToWrite) -> String {
    let list = |values: &[&str], indent: usize| {
        if values.is_empty() {
            return "[]".to_owned();
        }
        let lines = values.iter().map(|value| format!("{:indent$}  {},\n", "", hcl_text(value))).collect::<Vec<_>>().concat();
        format!("[\n{lines}{:indent$}]", "")
    };
    let scopes: Vec<&str> = role.scopes.iter().map(String::as_str).collect();
    let block = &role.block;
    let mut text = remarks(role, "#");
    // Writing to a string cannot fail.
    let _ = write!(
        text,
        "resource \"azurerm_role_definition\" \"{}\" {{\n  name        = {}\n  scope       = {}\n  description = {}\n\n  \
         permissions {{\n    actions          = {}\n    not_actions      = {}\n    data_actions     = {}\n    not_data_actions = \
         {}\n  }}\n\n  assignable_scopes = {}\n}}\n",
        identifier(&role.name),
        hcl_text(&role.name),
        hcl_text(scopes.first().copied().unwrap_or_default()),
        hcl_text(&role.description),
        list(&texts(&block.actions), 4),
        list(&texts(&block.not_actions), 4),
        list(&texts(&block.data_actions), 4),
        list(&texts(&block.not_data_actions), 4),
        list(&scopes, 2),
    );
    text
}

fn hcl_text(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"").replace("${", "$${").replace("%{", "%%{");
    format!("\"{}\"", escaped.replace('\n', "\\n").replace('\r', "\\r").replace('\t', "\\t"))
}

fn yaml(role: &RoleToWrite) -> String {
    let mut text = remarks(role, "#");
    let scalar = |value: &str| serde_json::Value::from(value).to_string();
    let list = |key: &str, values: &[&str]| {
        if values.is_empty() {
            return format!("{key}: []\n");
        }
        let lines = values.iter().map(|value| format!("  - {}\n", scalar(value))).collect::<Vec<_>>().concat();
        format!("{key}:\n{lines}")
    };
    let scopes: Vec<&str> = role.scopes.iter().map(String::as_str).collect();
    let block = &role.block;
    let _ = write!(text, "Name: {}\nIsCustom: true\nDescription: {}\n", scalar(&role.name), scalar(&role.description));
    text.push_str(&list("Actions", &texts(&block.actions)));
    text.push_str(&list("NotActions", &texts(&block.not_actions)));
    text.push_str(&list("DataActions", &texts(&block.data_actions)));
    text.push_str(&list("NotDataActions", &texts(&block.not_data_actions)));
    text.push_str(&list("AssignableScopes", &scopes));
    text
}
