//! Terraform as JSON (R-FMT-23): plans and states as `terraform show -json` prints them, state files, and configurations in JSON.

use super::azapi;
use super::kind::{AZAPI_TYPES, TERRAFORM_TYPE};
use super::reader::RoleReader;
use super::written::Shape;
use crate::document::{Member, Node, Value};

impl RoleReader<'_> {
    /// Reads the role definitions of a plan, state or configuration.
    pub(super) fn terraform(&mut self, root: &Node<'_>) {
        if let Some(changes) = root.get("resource_changes") {
            changes.items().iter().for_each(|change| self.change(change));
        } else if let Some(module) = ["planned_values", "values"].iter().find_map(|key| root.get(key)?.get("root_module")) {
            self.module(module);
        }
        for resource in root.get("resources").into_iter().flat_map(Node::items) {
            for instance in resource.get("instances").into_iter().flat_map(Node::items) {
                self.planned(resource, instance.get("attributes"));
            }
        }
        for of in [TERRAFORM_TYPE].iter().chain(&AZAPI_TYPES) {
            let labelled = root.get("resource").and_then(|resources| resources.get(of));
            for member in labelled.into_iter().flat_map(Node::members) {
                match &member.node.value {
                    Value::List(several) => several.iter().for_each(|one| self.configured(of, one)),
                    _ => self.configured(of, &member.node),
                }
            }
        }
    }

    /// A resource of a configuration in JSON.
    fn configured(&mut self, of: &str, resource: &Node<'_>) {
        if of == TERRAFORM_TYPE && resource.is_map() {
            self.flat(resource, Shape::Terraform);
        } else if let Some(role) = azapi::as_arm(&resource.to_static(), of) {
            self.nested(&role, Shape::Azapi);
        }
    }

    fn module(&mut self, module: &Node<'_>) {
        for resource in module.get("resources").into_iter().flat_map(Node::items) {
            self.planned(resource, resource.get("values"));
        }
        for child in module.get("child_modules").into_iter().flat_map(Node::items) {
            self.module(child);
        }
    }

    /// What a role is to become; one that is to be destroyed becomes nothing.
    fn change(&mut self, resource: &Node<'_>) {
        let Some(change) = resource.get("change") else { return };
        if let Some(after) = change.get("after") {
            self.planned(resource, Some(&merged(after, change.get("after_unknown"))));
        }
    }

    /// The values that a resource has or gets, if it is a role that Terraform manages.
    fn planned(&mut self, resource: &Node<'_>, values: Option<&Node<'_>>) {
        let of = resource.get("type").and_then(Node::as_text).unwrap_or_default();
        let is_data = resource.get("mode").and_then(Node::as_text) == Some("data");
        let Some(values) = values.filter(|values| values.is_map() && !is_data) else { return };
        if of == TERRAFORM_TYPE {
            self.flat(values, Shape::TerraformPlan);
        } else if AZAPI_TYPES.contains(&of)
            && let Some(role) = azapi::as_arm(&values.as_computed(), of)
        {
            self.nested(&role, Shape::Azapi);
        }
    }
}

/// The values after the change. For values that are known only after it, `after_unknown` has `true`.
fn merged<'s>(after: &Node<'s>, unknown: Option<&Node<'s>>) -> Node<'s> {
    let Some(unknown) = unknown else { return after.clone() };
    let value = match (&after.value, &unknown.value) {
        (_, Value::Bool(true)) => Value::Later,
        (Value::Map(members), Value::Map(marks)) => {
            let known = members.iter().map(|member| {
                let mark = unknown.member(&member.key.value).map(|mark| &mark.node);
                Member { key: member.key.clone(), node: merged(&member.node, mark) }
            });
            let absent =
                marks.iter().filter(|mark| !after.has(&mark.key.value) && matches!(mark.node.value, Value::Bool(true)));
            let later = absent.map(|mark| Member { key: mark.key.clone(), node: Node::new(mark.node.span, Value::Later) });
            Value::Map(known.chain(later).collect())
        }
        (Value::List(items), Value::List(marks)) => {
            Value::List(items.iter().enumerate().map(|(number, item)| merged(item, marks.get(number))).collect())
        }
        (value, _) => value.clone(),
    };
    Node::new(after.span, value)
}
