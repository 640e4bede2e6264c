//! ARM templates (R-DEF-16): role definitions among the resources of a template, of the templates nested in it, and of other
//! resources. Resources are in a list or, with symbolic names, in an object. `evaluate.rs` says what expressions are.

mod evaluate;
mod expression;

use std::borrow::Cow;
use std::sync::Arc;

use self::evaluate::{ArmEvaluator, ArmFile, GivenParameters};
use super::kind::is_role_type;
use super::reader::RoleReader;
use super::written::Shape;
use crate::document::{Member, Node, Value};
use crate::source::Spanned;

const DEPLOYMENT: &str = "Microsoft.Resources/deployments";

const POLICY: &str = "Microsoft.Authorization/policyDefinitions";

impl RoleReader<'_> {
    /// Reads the role definitions of a template.
    pub(super) fn template(&mut self, root: &Node<'_>) {
        let file = ArmFile { folder: Arc::clone(&self.folder), ..ArmFile::default() };
        self.resources(root, &ArmEvaluator::new(&file, root, GivenParameters::Elsewhere));
        self.defaults(&file.defaults.take());
    }

    /// Reads the role definitions of a template that a resource of another language deploys, in the form of a deployment.
    pub(super) fn embedded(&mut self, deployment: &Node<'_>) {
        let file = ArmFile { is_embedded: true, ..ArmFile::default() };
        self.resource(deployment, &ArmEvaluator::new(&file, deployment, GivenParameters::Nothing));
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
        if let Some(policy) = node.get("properties").filter(|_| is_of_type(node, POLICY)) {
            self.policy(&unescaped(policy), evaluator.file);
        }
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

impl RoleReader<'_> {
    /// Reads the template that a policy deploys, with what it gives to it. Its expressions are those of the policy.
    fn policy(&mut self, policy: &Node<'_>, file: &ArmFile) {
        let path = ["policyRule", "then", "details", "deployment", "properties"];
        let Some(deployment) = path.into_iter().try_fold(policy, |node, key| node.get(key)) else { return };
        let Some(template) = deployment.get("template") else { return };
        let outer = ArmEvaluator::new(file, policy, GivenParameters::Elsewhere);
        let given = deployment.get("parameters");
        let given = given.map_or(GivenParameters::Nothing, |given| GivenParameters::By(given, &outer));
        self.resources(template, &ArmEvaluator::new(file, template, given));
    }
}

/// A policy in a template, where `[[f(x)]` is how an expression of the policy is written.
fn unescaped(node: &Node<'_>) -> Node<'static> {
    let value = match &node.value {
        Value::Text(text) if text.starts_with("[[") => Value::Text(Cow::Owned(text.get(1..).unwrap_or_default().to_owned())),
        Value::List(items) => Value::List(items.iter().map(unescaped).collect()),
        Value::Map(members) => {
            let key = |own: &Member<'_>| Spanned::new(Cow::Owned(own.key.value.as_ref().to_owned()), own.key.span);
            Value::Map(members.iter().map(|own| Member { key: key(own), node: unescaped(&own.node) }).collect())
        }
        _ => node.to_static().value,
    };
    Node::new(node.span, value)
}

/// Whether the names in a nested template are those of the template around it.
fn shares_names(node: &Node<'_>) -> bool {
    let scope = || node.get("properties")?.get("expressionEvaluationOptions")?.get("scope")?.as_text();
    is_deployment(node) && !scope().is_some_and(|scope| scope.eq_ignore_ascii_case("inner"))
}

fn is_deployment(node: &Node<'_>) -> bool {
    is_of_type(node, DEPLOYMENT)
}

fn is_of_type(node: &Node<'_>, of: &str) -> bool {
    node.get("type").and_then(Node::as_text).is_some_and(|own| own.eq_ignore_ascii_case(of))
}
