//! Role definitions that tools declare in YAML: Pulumi, Crossplane and Ansible. Each tool ignores or refuses keys that it does not know.

use super::reader::{CAMEL, Keys, RoleReader, SNAKE};
use super::shape::{Identity, RoleNodes};
use super::written::Shape;
use crate::document::Node;
use crate::model::RoleKind;

/// The module of Ansible, with or without its collection.
const ANSIBLE_MODULE: &str = "azure_rm_roledefinition";

/// How a tool declares a role.
#[derive(Clone, Copy)]
struct Declaration<'n, 't> {
    shape: Shape,
    /// What says the properties of the role.
    data: &'n Node<'t>,
    keys: Keys,
    name: &'static str,
    known: &'static [&'static str],
}

const PULUMI_KEYS: &[&str] =
    &["roleName", "roleType", "name", "description", "permissions", "assignableScopes", "scope", "roleDefinitionId", "id"];

const ANSIBLE_KEYS: &[&str] = &[
    "name",
    "state",
    "scope",
    "description",
    "permissions",
    "assignable_scopes",
    "profile",
    "subscription_id",
    "client_id",
    "secret",
    "tenant",
    "ad_user",
    "password",
    "auth_source",
    "cloud_environment",
    "cert_validation_mode",
    "adfs_authority_url",
    "api_profile",
    "append_tags",
    "log_mode",
    "log_path",
    "tags",
    "thumbprint",
    "x509_certificate_path",
    "disable_instance_discovery",
];

impl RoleReader<'_> {
    /// Reads an object, if it is a role definition that a tool declares.
    pub(super) fn declared(&mut self, node: &Node<'_>) -> bool {
        let Some(found) = pulumi(node).or_else(|| crossplane(node)).or_else(|| ansible(node)) else { return false };
        let Declaration { shape, data, keys, name, known } = found;
        self.loose = false;
        self.unknown_keys(data, &[known], "a role definition");
        let name = self.text(data, name, shape);
        let id = self.text(data, "roleDefinitionId", shape);
        let blocks = self.blocks(data, keys, shape);
        let identity = Identity { name, id, null_id: None, kind: RoleKind::Custom };
        self.role(RoleNodes { node, data, keys }, shape, identity, blocks);
        true
    }
}

/// `azure-native:authorization:RoleDefinition`, with or without a version, and `azure:authorization/roleDefinition:RoleDefinition`.
fn pulumi<'n, 't>(node: &'n Node<'t>) -> Option<Declaration<'n, 't>> {
    let of = node.get("type")?.as_text()?;
    let (package, rest) = of.split_once(':')?;
    let is_role = rest.starts_with("authorization") && rest.ends_with(":RoleDefinition");
    let name = match package {
        "azure-native" => "roleName",
        "azure" => "name",
        _ => return None,
    };
    let data = node.get("properties").filter(|data| is_role && data.is_map())?;
    Some(Declaration { shape: Shape::Pulumi, data, keys: CAMEL, name, known: PULUMI_KEYS })
}

/// A managed resource `RoleDefinition` of a provider for Azure.
fn crossplane<'n, 't>(node: &'n Node<'t>) -> Option<Declaration<'n, 't>> {
    let is = |key: &str, says: &dyn Fn(&str) -> bool| node.get(key).and_then(Node::as_text).is_some_and(says);
    let is_role = is("kind", &|kind| kind == "RoleDefinition") && is("apiVersion", &|version| version.contains("azure"));
    let data = node.get("spec")?.get("forProvider").filter(|data| is_role && data.is_map())?;
    Some(Declaration { shape: Shape::Crossplane, data, keys: CAMEL, name: "name", known: PULUMI_KEYS })
}

/// A task with the module of role definitions.
fn ansible<'n, 't>(node: &'n Node<'t>) -> Option<Declaration<'n, 't>> {
    let is_module = |key: &str| key.rsplit('.').next() == Some(ANSIBLE_MODULE);
    let member = node.members().iter().find(|member| is_module(&member.key.value))?;
    let data = Some(&member.node).filter(|data| data.is_map())?;
    // A role that is taken away grants nothing.
    let absent = data.get("state").and_then(Node::as_text) == Some("absent");
    (!absent).then_some(Declaration { shape: Shape::Ansible, data, keys: SNAKE, name: "name", known: ANSIBLE_KEYS })
}
