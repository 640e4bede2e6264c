//! ARM templates (R-DEF-16): role definitions among the resources of a template, of the templates nested in it, and of other
//! resources. Resources are in a list or, with symbolic names, in an object.

use std::mem;

use super::expansion::Expansion;
use super::kind::is_role_type;
use super::reader::RoleReader;
use super::written::Shape;
use crate::document::{Node, Value};

const DEPLOYMENT: &str = "Microsoft.Resources/deployments";

impl RoleReader<'_> {
    /// Reads the role definitions of a template.
    pub(super) fn template(&mut self, root: &Node<'_>) {
        let root = inlined(root, &Expansion::new());
        self.resources(&root);
    }

    fn resources(&mut self, holder: &Node<'_>) {
        let Some(resources) = holder.get("resources") else { return };
        for resource in resources.items() {
            self.resource(resource);
        }
        for member in resources.members() {
            self.resource(&member.node);
        }
    }

    fn resource(&mut self, node: &Node<'_>) {
        let is_role = node.get("type").and_then(Node::as_text).is_some_and(is_role_type);
        let existing = matches!(node.get("existing").map(|node| &node.value), Some(Value::Bool(true)));
        if is_role && !existing {
            self.nested(node, Shape::ArmTemplate);
        }
        self.resources(node);
        for key in ["template", "mainTemplate"] {
            if let Some(template) = node.get("properties").and_then(|properties| properties.get(key)) {
                self.resources(template);
            }
        }
    }
}

/// The template with `[variables('name')]` replaced by the variable, where that is a literal. Its place is that of the literal.
fn inlined<'s>(root: &Node<'s>, expansion: &Expansion) -> Node<'s> {
    let mut root = root.clone();
    let variables = root.get("variables").cloned();
    if let (Some(variables), Value::Map(members)) = (variables, &mut root.value) {
        for member in members.iter_mut().filter(|member| member.key.value.eq_ignore_ascii_case("resources")) {
            inline(&mut member.node, &variables, expansion);
        }
    }
    root
}

fn inline<'s>(node: &mut Node<'s>, variables: &Node<'s>, expansion: &Expansion) {
    if evaluates_inside(node) {
        return inline_inner(node, expansion);
    }
    match &mut node.value {
        Value::Text(text) => {
            let variable = variable_of(text)
                .and_then(|name| variables.get(name))
                .filter(|value| is_literal(value) && expansion.take(value.size()));
            if let Some(variable) = variable {
                *node = variable.clone();
            }
        }
        Value::List(items) => items.iter_mut().for_each(|item| inline(item, variables, expansion)),
        Value::Map(members) => members.iter_mut().for_each(|member| inline(&mut member.node, variables, expansion)),
        _ => {}
    }
}

/// A nested template with a scope of its own has its own variables.
fn inline_inner(deployment: &mut Node<'_>, expansion: &Expansion) {
    let Value::Map(members) = &mut deployment.value else { return };
    let properties = members.iter_mut().filter(|member| member.key.value.eq_ignore_ascii_case("properties"));
    for properties in properties {
        let Value::Map(members) = &mut properties.node.value else { continue };
        for template in members.iter_mut().filter(|member| member.key.value.eq_ignore_ascii_case("template")) {
            let inner = inlined(&template.node, expansion);
            drop(mem::replace(&mut template.node, inner));
        }
    }
}

fn evaluates_inside(node: &Node<'_>) -> bool {
    let is_deployment = node.get("type").and_then(Node::as_text).is_some_and(|of| of.eq_ignore_ascii_case(DEPLOYMENT));
    let scope = || node.get("properties")?.get("expressionEvaluationOptions")?.get("scope")?.as_text();
    is_deployment && scope().is_some_and(|scope| scope.eq_ignore_ascii_case("inner"))
}

/// The name in `[variables('name')]`.
fn variable_of(text: &str) -> Option<&str> {
    let call = text.strip_prefix('[')?.strip_suffix(']')?.trim();
    let (function, argument) = call.split_once('(')?;
    let name = argument.strip_suffix(')')?.trim().strip_prefix('\'')?.strip_suffix('\'')?;
    (function.trim().eq_ignore_ascii_case("variables") && !name.contains('\'')).then_some(name)
}

/// Whether nothing in a value has to be computed.
fn is_literal(node: &Node<'_>) -> bool {
    match &node.value {
        Value::Text(text) => !text.starts_with('['),
        Value::List(items) => items.iter().all(is_literal),
        Value::Map(members) => members.iter().all(|member| is_literal(&member.node)),
        _ => true,
    }
}
