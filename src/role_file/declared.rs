//! Role definitions that tools declare in YAML: Pulumi, Crossplane, Azure Service Operator and Ansible. Each tool ignores or refuses keys that it does not know.

use std::borrow::Cow;

use super::reader::{CAMEL, Keys, RoleReader, SNAKE};
use super::shape::{Identity, RoleNodes};
use super::written::Shape;
use crate::document::{Member, Node, Value};
use crate::model::RoleKind;
use crate::source::Spanned;

/// The module of Ansible, with or without its collection.
const ANSIBLE_MODULE: &str = "azure_rm_roledefinition";

/// How a tool declares a role.
struct Declaration<'n, 't> {
    shape: Shape,
    /// What says the properties of the role.
    data: Cow<'n, Node<'t>>,
    keys: Keys,
    name: &'static str,
    known: &'static [&'static str],
}

const PULUMI_KEYS: &[&str] =
    &["roleName", "roleType", "name", "description", "permissions", "assignableScopes", "scope", "roleDefinitionId", "id"];

const CROSSPLANE_KEYS: &[&str] = &[
    "name",
    "description",
    "permissions",
    "assignableScopes",
    "assignableScopesRefs",
    "assignableScopesSelector",
    "roleDefinitionId",
    "scope",
    "scopeRef",
    "scopeSelector",
];

/// What names other resources of the cluster whose ids are the scopes.
const REFERENCES: [&str; 4] = ["assignableScopesRefs", "assignableScopesSelector", "scopeRef", "scopeSelector"];

const OPERATOR_KEYS: &[&str] =
    &["azureName", "roleName", "type", "description", "permissions", "assignableScopes", "owner", "operatorSpec"];

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
        if is_taken_away(node) {
            return true;
        }
        let Some(found) = pulumi(node).or_else(|| crossplane(node)).or_else(|| operator(node)).or_else(|| ansible(node)) else {
            return false;
        };
        let Declaration { shape, data, keys, name, known } = found;
        let data = data.as_ref();
        self.loose = false;
        self.unknown_keys(data, &[known], "a role definition");
        let name = self.text(data, name, shape);
        let id = self.text(data, if shape == Shape::ServiceOperator { "azureName" } else { "roleDefinitionId" }, shape);
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
    Some(Declaration { shape: Shape::Pulumi, data: Cow::Borrowed(data), keys: CAMEL, name, known: PULUMI_KEYS })
}

/// A managed resource `RoleDefinition` of a provider for Azure.
fn crossplane<'n, 't>(node: &'n Node<'t>) -> Option<Declaration<'n, 't>> {
    let is = |key: &str, says: &dyn Fn(&str) -> bool| node.get(key).and_then(Node::as_text).is_some_and(says);
    let is_role = is("kind", &|kind| kind == "RoleDefinition") && is("apiVersion", &|version| version.contains("azure"));
    let given = |key: &str| node.get("spec")?.get(key).filter(|data| is_role && data.is_map());
    let data = match (given("forProvider"), given("initProvider")) {
        (Some(own), Some(first)) => Cow::Owned(filled(own, first)),
        (own, first) => Cow::Borrowed(own.or(first)?),
    };
    let data = match referenced(&data) {
        Some(scopes) => Cow::Owned(scopes),
        None => data,
    };
    Some(Declaration { shape: Shape::Crossplane, data, keys: CAMEL, name: "name", known: CROSSPLANE_KEYS })
}

/// A role whose scopes are the ids of other resources of the cluster: they are not known here.
fn referenced<'t>(data: &Node<'t>) -> Option<Node<'t>> {
    let says = |key: &str| data.get(key).is_some_and(|node| node.as_text().is_some() || !node.items().is_empty());
    let reference =
        REFERENCES.iter().find_map(|key| data.member(key)).filter(|_| !says("assignableScopes") && !says("scope"))?;
    let Value::Map(members) = &data.value else { return None };
    let scopes = Value::List(vec![Node::new(reference.node.span, Value::unknown())]);
    let key = Spanned::new(Cow::Borrowed(CAMEL.assignable_scopes), reference.key.span);
    let own = members.iter().filter(|member| member.key.value != CAMEL.assignable_scopes).cloned();
    let members = own.chain([Member { key, node: Node::new(reference.node.span, scopes) }]).collect();
    Some(Node::new(data.span, Value::Map(members)))
}

/// What Crossplane makes a resource with: `forProvider`, and of `initProvider` what that leaves open.
fn filled<'t>(own: &Node<'t>, first: &Node<'t>) -> Node<'t> {
    let value = match (&own.value, &first.value) {
        (Value::Map(members), Value::Map(others)) => {
            let known = members.iter().map(|member| {
                let other = first.member(&member.key.value).map(|other| &other.node);
                let node = other.map_or_else(|| member.node.clone(), |other| filled(&member.node, other));
                Member { key: member.key.clone(), node }
            });
            let absent = others.iter().filter(|other| !own.has(&other.key.value)).cloned();
            Value::Map(known.chain(absent).collect())
        }
        (Value::List(items), Value::List(others)) if !items.is_empty() => {
            let item = |(number, item): (usize, &Node<'t>)| {
                others.get(number).map_or_else(|| item.clone(), |other| filled(item, other))
            };
            Value::List(items.iter().enumerate().map(item).collect())
        }
        (Value::Null, _) | (Value::List(_), Value::List(_)) => return first.clone(),
        // Without it, the other one would count: no fix takes it out.
        (Value::Text(text), _) => Value::Computed(text.clone()),
        (value, _) => value.clone(),
    };
    Node::new(own.span, value)
}

/// A `RoleDefinition` of Azure Service Operator, whose scopes are references: an id of Azure, or a resource of the cluster whose id is not
/// known here.
fn operator<'n, 't>(node: &'n Node<'t>) -> Option<Declaration<'n, 't>> {
    let says = |key: &str| node.get(key).and_then(Node::as_text);
    let is_role = says("kind") == Some("RoleDefinition")
        && says("apiVersion").is_some_and(|version| version.starts_with("authorization.azure.com/"));
    let spec = node.get("spec").filter(|spec| is_role && spec.is_map())?;
    let members = spec.members().iter().map(|member| {
        if !member.key.value.eq_ignore_ascii_case("assignableScopesReferences") {
            return member.clone();
        }
        let scope = |reference: &Node<'t>| match reference.get("armId") {
            Some(id) => id.clone(),
            None => Node::new(reference.span, Value::unknown()),
        };
        let value = match &member.node.value {
            Value::List(references) => Value::List(references.iter().map(scope).collect()),
            other => other.clone(),
        };
        let key = Spanned::new(Cow::Borrowed(CAMEL.assignable_scopes), member.key.span);
        Member { key, node: Node::new(member.node.span, value) }
    });
    let data = Cow::Owned(Node::new(spec.span, Value::Map(members.collect())));
    Some(Declaration { shape: Shape::ServiceOperator, data, keys: CAMEL, name: "roleName", known: OPERATOR_KEYS })
}

/// A task with the module of role definitions.
fn ansible<'n, 't>(node: &'n Node<'t>) -> Option<Declaration<'n, 't>> {
    let data = Cow::Borrowed(task(node)?);
    Some(Declaration { shape: Shape::Ansible, data, keys: SNAKE, name: "name", known: ANSIBLE_KEYS })
}

fn task<'n, 't>(node: &'n Node<'t>) -> Option<&'n Node<'t>> {
    let is_module = |key: &str| key.rsplit('.').next() == Some(ANSIBLE_MODULE);
    let member = node.members().iter().find(|member| is_module(&member.key.value))?;
    Some(&member.node).filter(|data| data.is_map())
}

/// Whether a task takes a role away: it grants nothing.
fn is_taken_away(node: &Node<'_>) -> bool {
    task(node).is_some_and(|data| data.get("state").and_then(Node::as_text) == Some("absent"))
}
