//! ARM templates (R-DEF-16): role definitions among the resources of a template, of the templates nested in it, and of other
//! resources. Resources are in a list or, with symbolic names, in an object. `evaluate.rs` says what expressions are.

mod evaluate;
mod expression;

use self::evaluate::{ArmEvaluator, ArmFile, GivenParameters};
use super::kind::is_role_type;
use super::reader::RoleReader;
use super::written::Shape;
use crate::document::{Node, Value};

const DEPLOYMENT: &str = "Microsoft.Resources/deployments";

impl RoleReader<'_> {
    /// Reads the role definitions of a template.
    pub(super) fn template(&mut self, root: &Node<'_>) {
        let file = ArmFile::default();
        self.resources(root, &ArmEvaluator::new(&file, root, GivenParameters::Elsewhere));
        self.defaults(&file.defaults.take());
    }

    fn resources<'t>(&mut self, holder: &Node<'t>, evaluator: &ArmEvaluator<'_, 't>) {
        let Some(resources) = holder.get("resources") else { return };
        for resource in resources.items() {
            self.resource(resource, evaluator);
        }
        for member in resources.members() {
            self.resource(&member.node, evaluator);
        }
    }

    fn resource<'t>(&mut self, node: &Node<'t>, evaluator: &ArmEvaluator<'_, 't>) {
        let is_role = node.get("type").and_then(Node::as_text).is_some_and(is_role_type);
        let existing = matches!(node.get("existing").map(|node| &node.value), Some(Value::Bool(true)));
        if is_role && !existing {
            let (before, defaults) = (self.roles.len(), evaluator.file.defaults.so_far());
            for role in evaluator.instances(node) {
                self.nested(&role, Shape::ArmTemplate);
            }
            self.leave_open(before, evaluator.file.defaults.empty_since(defaults).as_ref());
        }
        self.resources(node, evaluator);
        let properties = node.get("properties");
        for template in ["template", "mainTemplate"].iter().filter_map(|key| properties?.get(key)) {
            if shares_names(node) {
                self.resources(template, evaluator);
            } else {
                let given = match properties.and_then(|properties| properties.get("parameters")) {
                    Some(given) => GivenParameters::By(given, evaluator),
                    None if is_deployment(node) => GivenParameters::Nothing,
                    None => GivenParameters::Elsewhere,
                };
                self.resources(template, &ArmEvaluator::new(evaluator.file, template, given));
            }
        }
    }
}

/// Whether the names in a nested template are those of the template around it.
fn shares_names(node: &Node<'_>) -> bool {
    let scope = || node.get("properties")?.get("expressionEvaluationOptions")?.get("scope")?.as_text();
    is_deployment(node) && !scope().is_some_and(|scope| scope.eq_ignore_ascii_case("inner"))
}

fn is_deployment(node: &Node<'_>) -> bool {
    node.get("type").and_then(Node::as_text).is_some_and(|of| of.eq_ignore_ascii_case(DEPLOYMENT))
}
