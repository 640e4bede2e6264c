//! ARM templates that a configuration of Terraform deploys: `template_content` of `azurerm_resource_group_template_deployment` and its like.

use std::borrow::Cow;

use crate::document::{Member, Node, Value};
use crate::role_file::json;
use crate::source::Spanned;

/// The resources that deploy a template.
pub(super) const TYPES: [&str; 5] = [
    "azurerm_resource_group_template_deployment",
    "azurerm_subscription_template_deployment",
    "azurerm_management_group_template_deployment",
    "azurerm_tenant_template_deployment",
    "azurerm_template_deployment",
];

/// What such a resource deploys, as a deployment of ARM with a template of its own names; `None`: nobody knows what.
pub(super) fn as_arm(resource: &Node<'static>) -> Option<Node<'static>> {
    let given = |names: [&str; 2]| names.iter().find_map(|name| resource.get(name));
    let template = decoded(given(["template_content", "template_body"])?)?;
    let at = template.span;
    let text = |text: &'static str| Node::new(at, Value::Computed(Cow::Borrowed(text)));
    let map = |members: Vec<(&'static str, Node<'static>)>| {
        let member = |(key, node)| Member { key: Spanned::new(Cow::Borrowed(key), at), node };
        Node::new(at, Value::Map(members.into_iter().map(member).collect()))
    };
    let mut properties = vec![("template", template), ("expressionEvaluationOptions", map(vec![("scope", text("inner"))]))];
    if let Some(parameters) = given(["parameters_content", "parameters_body"]) {
        properties.push(("parameters", decoded(parameters).unwrap_or_else(|| Node::new(at, Value::unknown()))));
    }
    Some(map(vec![("type", text("Microsoft.Resources/deployments")), ("properties", map(properties))]))
}

/// An object, or what a text of JSON says.
fn decoded(node: &Node<'static>) -> Option<Node<'static>> {
    let read = node.as_text().and_then(|text| Some(json::parse(text).ok()?.moved(node.span)));
    read.or_else(|| node.is_map().then(|| node.clone()))
}
