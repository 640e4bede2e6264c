//! What calls of a module give to its parameters: `module` statements, and files of parameters.

use std::borrow::Cow;
use std::path::PathBuf;

use tree_sitter::Node as Syntax;

use super::evaluate::{BicepEvaluator, OUTSIDE};
use super::nodes::{children, span};
use super::parsing::{definitions, parsed};
use super::plain;
use crate::document::{Member, Node, SPREAD, Value};
use crate::role_file::module_call::ModuleCall;
use crate::role_file::module_calls::{CallLanguage, ModuleCalls, NamedCall};
use crate::role_file::surroundings::Beside;
use crate::source::{Source, Span, Spanned};

/// A module is a file.
pub(super) const BICEP: CallLanguage = CallLanguage { module: path_of, is_root: |_| false, calls_in };

fn path_of(beside: &Beside<'_>) -> PathBuf {
    beside.path()
}

fn calls_in(file: &Source, beside: &Beside<'_>, above: &ModuleCalls) -> Option<Vec<NamedCall>> {
    let text = file.text();
    let parsed = parsed(text)?;
    let statements = parsed.statements();
    let mut calls = Vec::new();
    for call in above.each() {
        let bicep = BicepEvaluator::new(text, definitions(text, &statements), beside).called_with(call);
        for &statement in &statements {
            let Some(module) = named(text, statement) else { continue };
            let given = match statement.kind() {
                "module_declaration" => bicep.given(statement),
                _ => vec![bicep.set(&statements)],
            };
            let named = given.iter().map(|given| NamedCall { module: module.clone(), call: ModuleCall::new(given, text) });
            calls.extend(named);
        }
    }
    Some(calls)
}

/// The path of the file that a statement calls.
fn named(text: &str, statement: Syntax<'_>) -> Option<String> {
    matches!(statement.kind(), "module_declaration" | "using_statement").then_some(())?;
    let path = children(statement).into_iter().find(|part| part.kind() == "string")?;
    Some(text.get(path.byte_range())?.trim_matches('\'').to_owned())
}

impl<'t> BicepEvaluator<'t> {
    /// What the file gives to modules; of a file of parameters, what it sets.
    pub(super) fn arguments(&self, statements: &[Syntax<'t>]) -> Vec<Node<'static>> {
        let is_values = statements.iter().any(|node| node.kind() == "using_statement");
        let modules = statements.iter().filter(|node| node.kind() == "module_declaration");
        let mut given: Vec<Node<'static>> = modules.flat_map(|module| self.given(*module)).collect();
        if let Value::Map(members) = self.set(statements).value
            && is_values
        {
            given.extend(members.into_iter().map(|member| member.node));
        }
        given
    }

    /// What a statement gives to the module that it calls, once for each time.
    pub(super) fn given(&self, module: Syntax<'t>) -> Vec<Node<'static>> {
        let params = |object: Node<'static>| {
            let is_known = object.is_map() && !object.has(SPREAD);
            let left_out = || Node::new(object.span, if is_known { Value::Map(Vec::new()) } else { Value::unknown() });
            object.get("params").cloned().unwrap_or_else(left_out)
        };
        self.objects(module).into_iter().map(params).collect()
    }

    /// What a file of parameters sets.
    pub(super) fn set(&self, statements: &[Syntax<'t>]) -> Node<'static> {
        let is_set =
            |node: &Syntax<'t>| node.kind() == "variable_declaration" && self.slice(*node).starts_with(plain::PARAMETER);
        let member = |node: Syntax<'t>| {
            let parts = children(node);
            let (name, value) = (*parts.first()?, *parts.last()?);
            let key = Spanned::new(Cow::Owned(self.slice(name).to_owned()), span(name));
            Some(Member { key, node: self.node(value, OUTSIDE) })
        };
        let members = statements.iter().copied().filter(is_set).filter_map(member).collect();
        let (first, last) = (statements.first(), statements.last());
        let all = first.zip(last).map(|(first, last)| Span { start: first.start_byte(), end: last.end_byte() });
        Node::new(all.unwrap_or_default(), Value::Map(members))
    }
}
