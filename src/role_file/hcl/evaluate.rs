//! [`HclEvaluator`]: what the expressions of a Terraform configuration are, as far as files tell. A value has the place where it is written;
//! one that is computed, or written in another file, has the place of the expression.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell};
use std::ops::Range;
use std::sync::Arc;

use hcl_edit::expr::{Conditional, Expression, ForExpr, FuncCall, Object, ObjectKey, Traversal, TraversalOperator};
use hcl_edit::{Decorated, Span as _};

use super::functions;
use super::order::loop_entries;
use crate::document::{Member, Node, SPREAD, Value};
use crate::role_file::defaults::Defaults;
use crate::role_file::expansion::Expansion;
use crate::role_file::folder_names::FolderNames;
use crate::role_file::module_call::ModuleCall;
use crate::role_file::shared_values::Reads;
use crate::role_file::surroundings::Beside;
use crate::role_file::values::{Arguments, common, distinct, item, joined};
use crate::source::{Span, Spanned};

/// Expressions are followed this far into each other.
const DEEPEST: usize = 60;

/// Evaluates the expressions of one file.
pub(super) struct HclEvaluator<'b> {
    pub(super) own: &'b FolderNames,
    pub(super) beside: &'b Beside<'b>,
    /// The variables whose defaults count.
    pub(super) defaults: Defaults,
    /// What is read for a purpose that is not followed.
    pub(super) reads: Reads,
    /// What its module is called with, where that is known.
    pub(super) call: Option<&'b ModuleCall>,
    pub(super) shared: OnceCell<Arc<FolderNames>>,
    pub(super) expansion: Expansion,
    /// A key was asked for that an object certainly has not.
    failed: Cell<bool>,
}

/// Where an expression is evaluated: what names stand for there, and how deep it is.
#[derive(Clone, Copy)]
pub(super) struct EvaluatedAt<'e> {
    pub(super) scope: Option<&'e Scope<'e>>,
    pub(super) depth: usize,
    /// It is written in another file: its place is not in this one.
    pub(super) is_elsewhere: bool,
    /// What becomes of it does not depend on the order of sets in it.
    pub(super) in_any_order: bool,
}

/// Names that only a part of a file knows: `each`, and the variables of `for`, `dynamic` and `templatefile`.
pub(super) struct Scope<'e> {
    pub(super) names: &'e [(&'e str, Node<'static>)],
    pub(super) outer: Option<&'e Scope<'e>>,
}

impl Scope<'_> {
    fn get(&self, name: &str) -> Option<&Node<'static>> {
        let own = self.names.iter().find(|(known, _)| *known == name).map(|(_, value)| value);
        own.or_else(|| self.outer.and_then(|outer| outer.get(name)))
    }
}

impl EvaluatedAt<'_> {
    /// Where only the names of the folder are known.
    pub(super) const fn top() -> Self {
        Self { scope: None, depth: 0, is_elsewhere: false, in_any_order: false }
    }
}

pub(super) fn span(range: Option<Range<usize>>) -> Span {
    range.map_or_else(Span::default, |range| Span { start: range.start, end: range.end })
}

pub(super) fn key(name: &str, at: Span) -> Spanned<Cow<'static, str>> {
    Spanned::new(Cow::Owned(name.to_owned()), at)
}

impl<'b> HclEvaluator<'b> {
    pub(super) fn new(own: &'b FolderNames, beside: &'b Beside<'b>) -> Self {
        Self {
            own,
            beside,
            defaults: Defaults::default(),
            reads: Reads::default(),
            call: None,
            shared: OnceCell::new(),
            expansion: Expansion::new(),
            failed: Cell::new(false),
        }
    }

    /// The same, where a call gives values to variables.
    pub(super) fn called(self, call: Option<&'b ModuleCall>) -> Self {
        Self { call, ..self }
    }

    /// What an expression is.
    pub(super) fn node(&self, expression: &Expression, at: EvaluatedAt<'_>) -> Node<'static> {
        let own = span(expression.span());
        if at.depth > DEEPEST || !self.expansion.allows_value() {
            return Node::new(own, Value::unknown());
        }
        let (before, read) = (self.defaults.so_far(), self.reads.so_far());
        let node = self.evaluated(expression, own, EvaluatedAt { depth: at.depth + 1, ..at });
        if matches!(&node.value, Value::Expression(parts) if parts.len() < 2) {
            self.defaults.forget_since(before);
        }
        self.reads.settle(read, at.depth == 0, node.value.is_expression());
        match &node.value {
            _ if !self.expansion.allows_text(node.weight()) => Node::new(own, Value::unknown()),
            Value::Expression(parts) if at.is_elsewhere && parts.is_empty() => {
                Node::new(own, Value::unknown_elsewhere(written(expression)))
            }
            _ => node,
        }
    }

    fn evaluated(&self, expression: &Expression, own: Span, at: EvaluatedAt<'_>) -> Node<'static> {
        let value = match expression {
            Expression::Null(_) => Value::Null,
            Expression::Bool(flag) => Value::Bool(*flag.value()),
            Expression::Number(number) => Value::Number(number.value().as_i64()),
            Expression::String(literal) => Value::Text(Cow::Owned(literal.as_str().to_owned())),
            Expression::StringTemplate(template) => return self.template(template, own, at),
            Expression::HeredocTemplate(heredoc) => return self.template(&heredoc.template, own, at),
            Expression::Array(items) => {
                let at = EvaluatedAt { in_any_order: false, ..at };
                Value::List(items.iter().map(|item| self.node(item, at)).collect())
            }
            Expression::Object(object) => self.object(object, EvaluatedAt { in_any_order: false, ..at }),
            Expression::Parenthesis(inner) => return self.node(inner.inner(), at),
            Expression::FuncCall(call) => return placed(self.call(call, own, at), own),
            Expression::Traversal(path) => return placed(self.traversal(path, own, at), own),
            Expression::Variable(name) => match at.scope.and_then(|scope| scope.get(name.as_str())) {
                Some(found) if self.expansion.take(found.size()) => {
                    self.reads.add(found, at.is_elsewhere);
                    // It stands where it was written, and not where the loop names it.
                    return found.clone();
                }
                _ => Value::unknown(),
            },
            Expression::Conditional(choice) => return placed(self.choice(choice, own, at), own),
            Expression::UnaryOp(operation) => self.unary(operation, at),
            Expression::BinaryOp(operation) => self.binary(operation, at),
            Expression::ForExpr(each) => self.each(each, at).unwrap_or_else(Value::unknown),
        };
        Node::new(own, value)
    }

    /// Whether so many values more may come from names and files.
    pub(super) fn takes(&self, values: usize) -> bool {
        self.expansion.take(values)
    }

    /// Does something for each of several values: what it makes counts like the values of variables.
    pub(super) fn counted<T>(&self, read: impl FnOnce() -> T) -> T {
        self.expansion.of_variable(read)
    }

    fn object(&self, object: &Object, at: EvaluatedAt<'_>) -> Value<'static> {
        let entry = |(name, value): (&ObjectKey, &hcl_edit::expr::ObjectValue)| {
            let name = match name {
                ObjectKey::Ident(name) => key(name.as_str(), span(name.span())),
                ObjectKey::Expression(name) => key(self.node(name, at).as_text()?, span(name.span())),
            };
            Some(Member { key: name, node: self.node(value.expr(), at) })
        };
        object.iter().map(entry).collect::<Option<Vec<_>>>().map_or_else(Value::unknown, Value::Map)
    }

    fn traversal(&self, path: &Traversal, own: Span, at: EvaluatedAt<'_>) -> Option<Node<'static>> {
        let mut operators: Vec<&TraversalOperator> = path.operators.iter().map(Decorated::value).collect();
        let by_number =
            |operator: &&TraversalOperator| matches!(operator, TraversalOperator::Index(_) | TraversalOperator::LegacyIndex(_));
        let at = EvaluatedAt { in_any_order: at.in_any_order && !operators.iter().any(by_number), ..at };
        let base = match &path.expr {
            Expression::Variable(root) => {
                let scoped = at.scope.and_then(|scope| scope.get(root.as_str()));
                match (scoped, operators.first()) {
                    (Some(found), _) => return self.reached(found, &operators, own, at),
                    (None, Some(TraversalOperator::GetAttr(name))) => {
                        let base = self.named(root.as_str(), name.as_str(), own, at)?;
                        operators.remove(0);
                        base
                    }
                    _ => return None,
                }
            }
            other => self.node(other, at),
        };
        self.reached(&base, &operators, own, at)
    }

    /// The part of a value that a path leads to.
    fn reached(
        &self,
        from: &Node<'static>,
        operators: &[&TraversalOperator],
        own: Span,
        at: EvaluatedAt<'_>,
    ) -> Option<Node<'static>> {
        let Some((first, rest)) = operators.split_first() else {
            self.reads.add(from, at.is_elsewhere);
            return self.expansion.take(from.size()).then(|| from.clone());
        };
        match first {
            TraversalOperator::GetAttr(name) => self.reached(self.exact(from, name.as_str())?, rest, own, at),
            TraversalOperator::LegacyIndex(number) => {
                self.reached(item(from, usize::try_from(*number.value()).ok()?)?, rest, own, at)
            }
            TraversalOperator::Index(index) => {
                let index = self.node(index, at);
                let found = match index.value {
                    Value::Number(number) => item(from, usize::try_from(number?).ok()?),
                    _ => self.exact(from, index.as_text()?),
                }?;
                self.reached(found, rest, own, at)
            }
            TraversalOperator::AttrSplat(_) | TraversalOperator::FullSplat(_) => {
                let Value::List(items) = &from.value else { return None };
                let each = items.iter().map(|item| placed(self.reached(item, rest, own, at), own));
                Some(Node::new(own, Value::List(each.collect())))
            }
        }
    }

    /// The value under a key of exactly this spelling.
    fn exact<'n>(&self, node: &'n Node<'static>, name: &str) -> Option<&'n Node<'static>> {
        let found = node.members().iter().rev().find(|member| member.key.value == name).map(|member| &member.node);
        if found.is_none() && node.is_map() && !node.has(SPREAD) {
            self.failed.set(true);
        }
        found
    }

    /// `try`: the first argument that does not fail.
    fn tried(&self, call: &FuncCall, at: EvaluatedAt<'_>) -> Option<Node<'static>> {
        for argument in &call.args {
            self.failed.set(false);
            let node = self.node(argument, at);
            if !node.value.is_expression() || !self.failed.replace(false) {
                return Some(node);
            }
        }
        None
    }

    /// One side where the condition is known; else what lists on both sides have in common, and an expression.
    fn choice(&self, choice: &Conditional, own: Span, at: EvaluatedAt<'_>) -> Option<Node<'static>> {
        let side = match self.node(&choice.cond_expr, at).value {
            Value::Bool(true) => &choice.true_expr,
            Value::Bool(false) => &choice.false_expr,
            _ => {
                let sides = [self.node(&choice.true_expr, at), self.node(&choice.false_expr, at)];
                return common(&sides, &Node::new(own, Value::unknown()));
            }
        };
        Some(self.node(side, at))
    }

    /// `for` over a list or a map that is known.
    fn each(&self, each: &ForExpr, at: EvaluatedAt<'_>) -> Option<Value<'static>> {
        if each.grouping {
            return None;
        }
        let in_any_order = at.in_any_order || each.key_expr.is_some();
        let collection = self.node(&each.intro.collection_expr, EvaluatedAt { in_any_order, ..at });
        let mut items = Vec::new();
        let mut members = Vec::new();
        for (number, value) in loop_entries(&collection)? {
            let mut names = vec![(each.intro.value_var.as_str(), value)];
            names.extend(each.intro.key_var.as_ref().map(|key| (key.as_str(), number)));
            let scope = Scope { names: &names, outer: at.scope };
            let at = EvaluatedAt { scope: Some(&scope), in_any_order: false, ..at };
            match each.cond.as_ref().map(|cond| self.node(&cond.expr, at).value) {
                None | Some(Value::Bool(true)) => {}
                Some(Value::Bool(false)) => continue,
                Some(_) => return None,
            }
            let value = self.expansion.of_variable(|| self.node(&each.value_expr, at));
            match &each.key_expr {
                None => items.push(value),
                Some(name) => {
                    let name = self.node(name, at);
                    members.push(Member { key: key(name.as_text()?, name.span), node: value });
                }
            }
        }
        Some(if each.key_expr.is_some() { Value::Map(members) } else { Value::List(items) })
    }

    fn call(&self, call: &FuncCall, own: Span, at: EvaluatedAt<'_>) -> Option<Node<'static>> {
        let name = call.name.name.as_str();
        let in_any_order = at.in_any_order && functions::ORDERLESS.contains(&name);
        let at = EvaluatedAt { in_any_order, ..at };
        if call.name.is_namespaced() || call.args.expand_final() {
            let spread = call.args.expand_final().then(|| self.spread(call, at)).flatten()?;
            return functions::call(call.name.name.as_str(), spread, own);
        }
        if call.name.name.as_str() == "try" {
            return self.tried(call, at);
        }
        if call.name.name.as_str() == "templatefile" {
            return self.filled(call, own, at);
        }
        let arguments: Arguments = call.args.iter().map(|argument| self.argument(argument, at)).collect();
        match (call.name.name.as_str(), arguments.as_slice()) {
            ("file", [path]) => self.file(path.as_text()?, own),
            (name @ ("jsondecode" | "yamldecode"), [text]) if !text.is_map() => self.decoded(name, text, own),
            ("toset" | "setunion", _) if in_any_order => Some(Node::new(own, distinct(joined(arguments)))),
            (name, _) => functions::call(name, arguments, own),
        }
    }

    /// What a function is given: what is not known has its text with it.
    fn argument(&self, argument: &Expression, at: EvaluatedAt<'_>) -> Node<'static> {
        let node = self.node(argument, at);
        match &node.value {
            Value::Expression(parts) if parts.is_empty() => Node::new(node.span, Value::unknown_elsewhere(written(argument))),
            _ => node,
        }
    }

    /// The arguments of `merge(local.list...)`.
    fn spread(&self, call: &FuncCall, at: EvaluatedAt<'_>) -> Option<Vec<Node<'static>>> {
        let mut arguments: Vec<Node<'static>> = call.args.iter().map(|argument| self.node(argument, at)).collect();
        match arguments.pop()?.value {
            Value::List(items) => arguments.extend(items),
            _ => return None,
        }
        Some(arguments)
    }
}

/// What was found, or an expression at this place.
pub(super) fn placed(found: impl Into<Option<Node<'static>>>, own: Span) -> Node<'static> {
    found.into().unwrap_or_else(|| Node::new(own, Value::unknown()))
}

/// An expression as it was written.
pub(super) fn written(expression: &Expression) -> String {
    expression.to_string().trim().to_owned()
}
