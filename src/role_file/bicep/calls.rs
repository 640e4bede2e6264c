//! Calls of functions in Bicep: those that load files, those that take a lambda, and those of ARM templates.

use tree_sitter::Node as Syntax;

use super::evaluate::{BicepEvaluator, EvaluatedIn, LoopNames};
use super::nodes::{children, span};
use crate::document::yaml;
use crate::document::{Node, Value};
use crate::role_file::arm_functions;
use crate::role_file::comments;
use crate::role_file::json;
use crate::role_file::values::{Arguments, computed, entries};
use crate::source::Span;

impl<'t> BicepEvaluator<'t> {
    /// The functions that load a file give what is in it; what others give is in a table.
    pub(super) fn call(&self, node: Syntax<'t>, at: EvaluatedIn<'_>) -> Option<Node<'static>> {
        let function = self.slice(node.child_by_field_name("function")?);
        self.called(function, children(node.child_by_field_name("arguments")?), (span(node), at))
    }

    pub(super) fn called(
        &self,
        function: &str,
        given: Vec<Syntax<'t>>,
        (own, at): (Span, EvaluatedIn<'_>),
    ) -> Option<Node<'static>> {
        if let ("map" | "filter", [list, lambda]) = (function, given.as_slice()) {
            return self.mapped(function == "map", (*list, *lambda), at).map(|items| Node::new(own, Value::List(items)));
        }
        let argument = |argument: Syntax<'t>| match self.node(argument, at) {
            Node { span, value: Value::Expression(parts) } if parts.is_empty() => {
                Node::new(span, Value::unknown_elsewhere(self.slice(argument)))
            }
            node => node,
        };
        let arguments: Arguments = given.into_iter().map(argument).collect();
        match (function, arguments.as_slice()) {
            ("loadJsonContent" | "loadYamlContent" | "loadTextContent", [path]) => self.loaded(function, path, own),
            _ => arm_functions::call(function, arguments, own)
                .filter(|made| !arm_functions::MAKES_MORE.contains(&function) || self.expansion.take(made.size())),
        }
    }

    /// `map(list, item => ..)` and `filter(list, item => ..)`.
    fn mapped(
        &self,
        is_map: bool,
        (list, lambda): (Syntax<'t>, Syntax<'t>),
        at: EvaluatedIn<'_>,
    ) -> Option<Vec<Node<'static>>> {
        let name = self.slice(children(lambda_in(lambda)?).into_iter().next()?).trim_matches(['(', ')', ' ']);
        let mut made = Vec::new();
        for (_, value) in entries(&self.node(list, at)).filter(|_| !name.contains(','))? {
            let loops = LoopNames { names: vec![(name, value.clone())], outer: at.loops };
            let result = self.expansion.of_variable(|| self.node(lambda, EvaluatedIn { loops: Some(&loops), ..at }));
            match (is_map, &result.value) {
                (true, _) => made.push(result),
                (false, Value::Bool(true)) => made.push(value),
                (false, Value::Bool(false)) => {}
                (false, _) => return None,
            }
        }
        Some(made)
    }

    /// What is in a file of the same tree.
    fn loaded(&self, function: &str, path: &Node<'static>, own: Span) -> Option<Node<'static>> {
        let source = self.beside.file(path.as_text()?)?;
        match function {
            "loadTextContent" => Some(Node::new(own, computed(source.text()))),
            "loadYamlContent" => Some(yaml::documents(&source).ok()?.first()?.moved(own)),
            _ => Some(json::parse(&comments::blanked(source.text()).0).ok()?.moved(own)),
        }
    }
}

/// The lambda that an argument is; the grammar takes `x => x.name` for a property of one.
fn lambda_in(mut argument: Syntax<'_>) -> Option<Syntax<'_>> {
    while argument.kind() != "lambda_expression" {
        argument = ["object", "left", "condition", "function"].iter().find_map(|field| argument.child_by_field_name(field))?;
    }
    Some(argument)
}
