//! What `local.name` and `var.name` stand for: in the file, in its folder, and as a call or a file of variables sets them.

use std::sync::Arc;

use hcl_edit::expr::Expression;

use super::evaluate::{EvaluatedAt, HclEvaluator};
use crate::document::{Node, Value};
use crate::role_file::folder_names::{AssignedValue, FolderNames};
use crate::role_file::module_call::GivenArgument;
use crate::role_file::values::computed;
use crate::source::Span;

/// What sets a variable.
enum SetValue<'v> {
    Written(&'v Expression),
    Read(&'v Node<'static>),
    Unknown,
}

impl HclEvaluator<'_> {
    /// What the files of the folder share.
    pub(super) fn shared(&self) -> Arc<FolderNames> {
        Arc::clone(self.shared.get_or_init(|| self.beside.names()))
    }

    /// `local.name`, `var.name`, and the folder of the module.
    pub(super) fn named(&self, root: &str, name: &str, at_use: Span, at: EvaluatedAt<'_>) -> Option<Node<'static>> {
        // A module that is called is in another folder than what calls it.
        if root == "path" && (name == "module" || self.call.is_none() && matches!(name, "root" | "cwd")) {
            return Some(Node::new(at_use, computed(".")));
        }
        if !matches!(root, "local" | "var") {
            return None;
        }
        let here = EvaluatedAt { scope: None, ..at };
        let there = EvaluatedAt { is_elsewhere: true, ..here };
        let shared = self.shared();
        let is_own = !shared.is_overridden(root, name);
        let follow = |expression, at| self.expansion.of_variable(|| self.node(expression, at));
        if root == "local" {
            let own = self.own.local(name).filter(|_| is_own).map(|value| follow(value, here));
            return own.or_else(|| Some(follow(shared.local(name)?, there).moved(at_use)));
        }
        if shared.has_unread_values() && self.call.is_none() {
            return None;
        }
        let typed = |value: Node<'static>| match (self.own.type_of(name).filter(|_| is_own), shared.type_of(name)) {
            (Some(of), _) => self.typed(value, of, here),
            (None, Some(of)) => self.typed(value, of, there).moved(at_use),
            (None, None) => value,
        };
        if let Some(value) = self.set(name, &shared) {
            let value = match value {
                SetValue::Written(value) => follow(value, there),
                SetValue::Read(value) => self.expansion.take(value.size()).then(|| value.clone())?,
                SetValue::Unknown => return Some(Node::new(at_use, Value::unknown_elsewhere(format!("var.{name}")))),
            };
            let has_default = value.value == Value::Null && (self.own.is_never_null(name) || shared.is_never_null(name));
            if !has_default {
                return Some(typed(value).moved(at_use));
            }
        }
        let own = self.own.default_of(name).filter(|_| is_own).map(|value| follow(value, here));
        let default = own.or_else(|| Some(follow(shared.default_of(name)?, there).moved(at_use)))?;
        if self.call.is_none() {
            self.defaults.used(&format!("var.{name}"), at_use, &default);
        }
        Some(typed(default))
    }

    /// What a call or a file of variables sets a variable to: of a module that is called Terraform reads no such file. One that is read only
    /// where somebody names it may count or not.
    fn set<'v>(&'v self, name: &str, shared: &'v FolderNames) -> Option<SetValue<'v>> {
        match (self.call.map(|call| call.argument(name)), shared.assigned(name)) {
            (Some(GivenArgument::Unknown), _) => Some(SetValue::Unknown),
            (None, _) if shared.is_set_elsewhere(name) => Some(SetValue::Unknown),
            (Some(GivenArgument::Value(value)), _) | (None, Some(AssignedValue::Read(value))) => Some(SetValue::Read(value)),
            (None, Some(AssignedValue::Written(value))) => Some(SetValue::Written(value)),
            (Some(GivenArgument::LeftOut), _) | (None, None) => None,
        }
    }
}
