//! [`HclEvaluator`]: what the expressions of a Terraform configuration are, as far as files tell. A value has the place where it is written;
//! one that is computed, or written in another file, has the place of the expression.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell};
use std::ops::Range;
use std::sync::Arc;

use hcl_edit::expr::{
    BinaryOp, BinaryOperator, Conditional, Expression, ForExpr, FuncCall, Object, ObjectKey, Traversal, TraversalOperator,
    UnaryOp, UnaryOperator,
};
use hcl_edit::template::{Element, Strip, Template};
use hcl_edit::{Decorated, Span as _};

use super::functions;
use crate::document::yaml;
use crate::document::{Member, Node, SPREAD, Value};
use crate::role_file::expansion::Expansion;
use crate::role_file::folder_names::FolderNames;
use crate::role_file::json;
use crate::role_file::surroundings::Beside;
use crate::source::{Source, Span, Spanned};

/// Expressions are followed this far into each other.
const DEEPEST: usize = 60;

/// Evaluates the expressions of one file.
pub(super) struct HclEvaluator<'b> {
    own: &'b FolderNames,
    beside: &'b Beside<'b>,
    shared: OnceCell<Arc<FolderNames>>,
    expansion: Expansion,
    /// A key was asked for that an object certainly has not.
    failed: Cell<bool>,
}

/// Where an expression is evaluated: what names stand for there, and how deep it is.
#[derive(Clone, Copy)]
pub(super) struct EvaluatedAt<'e> {
    pub(super) scope: Option<&'e Scope<'e>>,
    pub(super) depth: usize,
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
        Self { scope: None, depth: 0 }
    }

    const fn deeper(self) -> Self {
        Self { depth: self.depth + 1, ..self }
    }
}

pub(super) fn span(range: Option<Range<usize>>) -> Span {
    range.map_or_else(Span::default, |range| Span { start: range.start, end: range.end })
}

pub(super) fn key(name: &str, at: Span) -> Spanned<Cow<'static, str>> {
    Spanned::new(Cow::Owned(name.to_owned()), at)
}

fn computed(text: impl Into<String>) -> Value<'static> {
    Value::Computed(Cow::Owned(text.into()))
}

impl<'b> HclEvaluator<'b> {
    pub(super) fn new(own: &'b FolderNames, beside: &'b Beside<'b>) -> Self {
        Self { own, beside, shared: OnceCell::new(), expansion: Expansion::new(), failed: Cell::new(false) }
    }

    /// What an expression is.
    pub(super) fn node(&self, expression: &Expression, at: EvaluatedAt<'_>) -> Node<'static> {
        let own = span(expression.span());
        if at.depth > DEEPEST || !self.expansion.allows_value() {
            return Node::new(own, Value::Expression);
        }
        let at = at.deeper();
        let text = |text: &str| Value::Text(Cow::Owned(text.to_owned()));
        let value = match expression {
            Expression::Null(_) => Value::Null,
            Expression::Bool(flag) => Value::Bool(*flag.value()),
            Expression::Number(_) => Value::Number,
            Expression::String(literal) => text(literal.as_str()),
            Expression::StringTemplate(template) => return self.template(template, own, at),
            Expression::HeredocTemplate(heredoc) => return self.template(&heredoc.template, own, at),
            Expression::Array(items) => Value::List(items.iter().map(|item| self.node(item, at)).collect()),
            Expression::Object(object) => self.object(object, at),
            Expression::Parenthesis(inner) => return self.node(inner.inner(), at),
            Expression::FuncCall(call) => return placed(self.call(call, own, at), own),
            Expression::Traversal(path) => return placed(self.traversal(path, own, at), own),
            Expression::Variable(name) => {
                at.scope.and_then(|scope| scope.get(name.as_str())).map_or(Value::Expression, |found| {
                    if self.expansion.take(found.size()) { found.value.clone() } else { Value::Expression }
                })
            }
            Expression::Conditional(choice) => return placed(self.choice(choice, own, at), own),
            Expression::UnaryOp(operation) => self.unary(operation, at),
            Expression::BinaryOp(operation) => self.binary(operation, at),
            Expression::ForExpr(each) => self.each(each, at).unwrap_or(Value::Expression),
        };
        Node::new(own, value)
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
        object.iter().map(entry).collect::<Option<Vec<_>>>().map_or(Value::Expression, Value::Map)
    }

    /// A text with parts that are computed; one that is nothing but such a part is what that is.
    pub(super) fn template(&self, template: &Template, own: Span, at: EvaluatedAt<'_>) -> Node<'static> {
        if let Some(Element::Interpolation(only)) = template.as_single_element() {
            return placed(self.node(&only.expr, at), own);
        }
        let mut text = String::new();
        let mut is_literal = true;
        for element in template {
            match element {
                Element::Literal(literal) => text.push_str(literal.as_str()),
                Element::Interpolation(part) if part.strip == Strip::None => {
                    let Some(part) = functions::text_of(&self.node(&part.expr, at)) else {
                        return Node::new(own, Value::Expression);
                    };
                    text.push_str(&part);
                    is_literal = false;
                }
                Element::Interpolation(_) | Element::Directive(_) => return Node::new(own, Value::Expression),
            }
        }
        Node::new(own, if is_literal { Value::Text(Cow::Owned(text)) } else { computed(text) })
    }

    fn traversal(&self, path: &Traversal, own: Span, at: EvaluatedAt<'_>) -> Option<Node<'static>> {
        let mut operators: Vec<&TraversalOperator> = path.operators.iter().map(Decorated::value).collect();
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

    /// `local.name`, `var.name`, and the folder of the module.
    fn named(&self, root: &str, name: &str, own: Span, at: EvaluatedAt<'_>) -> Option<Node<'static>> {
        if root == "path" && name == "module" {
            return Some(Node::new(own, computed(".")));
        }
        if !matches!(root, "local" | "var") {
            return None;
        }
        let top = EvaluatedAt { scope: None, depth: at.depth };
        if let Some(expression) = self.own.get(root, name) {
            return Some(self.expansion.of_variable(|| self.node(expression, top)));
        }
        let shared = Arc::clone(self.shared.get_or_init(|| self.beside.names()));
        let found = shared.get(root, name)?;
        Some(self.expansion.of_variable(|| self.node(found, top)).moved(own))
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
            return self.expansion.take(from.size()).then(|| from.clone());
        };
        match first {
            TraversalOperator::GetAttr(name) => self.reached(self.exact(from, name.as_str())?, rest, own, at),
            TraversalOperator::LegacyIndex(number) => {
                self.reached(from.items().get(usize::try_from(*number.value()).ok()?)?, rest, own, at)
            }
            TraversalOperator::Index(Expression::Number(number)) => {
                let number = usize::try_from(number.value().as_u64()?).ok()?;
                self.reached(from.items().get(number)?, rest, own, at)
            }
            TraversalOperator::Index(index) => {
                let index = self.node(index, at);
                self.reached(self.exact(from, index.as_text()?)?, rest, own, at)
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
            if !matches!(node.value, Value::Expression) || !self.failed.replace(false) {
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
                return functions::common(&sides, own);
            }
        };
        Some(self.node(side, at))
    }

    fn unary(&self, operation: &UnaryOp, at: EvaluatedAt<'_>) -> Value<'static> {
        match (operation.operator.value(), self.node(&operation.expr, at).value) {
            (UnaryOperator::Not, Value::Bool(flag)) => Value::Bool(!flag),
            (UnaryOperator::Neg, Value::Number) => Value::Number,
            _ => Value::Expression,
        }
    }

    fn binary(&self, operation: &BinaryOp, at: EvaluatedAt<'_>) -> Value<'static> {
        let (left, right) = (self.node(&operation.lhs_expr, at), self.node(&operation.rhs_expr, at));
        let flags = (&left.value, &right.value);
        let known = match operation.operator.value() {
            BinaryOperator::Eq => functions::equal(&left, &right),
            BinaryOperator::NotEq => functions::equal(&left, &right).map(|equal| !equal),
            BinaryOperator::And => match flags {
                (Value::Bool(false), _) | (_, Value::Bool(false)) => Some(false),
                (Value::Bool(true), Value::Bool(true)) => Some(true),
                _ => None,
            },
            BinaryOperator::Or => match flags {
                (Value::Bool(true), _) | (_, Value::Bool(true)) => Some(true),
                (Value::Bool(false), Value::Bool(false)) => Some(false),
                _ => None,
            },
            BinaryOperator::LessEq
            | BinaryOperator::GreaterEq
            | BinaryOperator::Less
            | BinaryOperator::Greater
            | BinaryOperator::Plus
            | BinaryOperator::Minus
            | BinaryOperator::Mul
            | BinaryOperator::Div
            | BinaryOperator::Mod => None,
        };
        known.map_or(Value::Expression, Value::Bool)
    }

    /// `for` over a list or a map that is known.
    fn each(&self, each: &ForExpr, at: EvaluatedAt<'_>) -> Option<Value<'static>> {
        if each.grouping {
            return None;
        }
        let collection = self.node(&each.intro.collection_expr, at);
        let mut items = Vec::new();
        let mut members = Vec::new();
        for (number, value) in entries(&collection)? {
            let mut names = vec![(each.intro.value_var.as_str(), value)];
            names.extend(each.intro.key_var.as_ref().map(|key| (key.as_str(), number)));
            let scope = Scope { names: &names, outer: at.scope };
            let at = EvaluatedAt { scope: Some(&scope), depth: at.depth };
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
        if call.name.is_namespaced() || call.args.expand_final() {
            let spread = call.args.expand_final().then(|| self.spread(call, at)).flatten()?;
            return functions::call(call.name.name.as_str(), spread, own);
        }
        if call.name.name.as_str() == "try" {
            return self.tried(call, at);
        }
        let arguments: Vec<Node<'static>> = call.args.iter().map(|argument| self.node(argument, at)).collect();
        let text = || arguments.first().and_then(Node::as_text);
        match call.name.name.as_str() {
            "file" => Some(Node::new(own, computed(self.beside.file(text()?)?.text()))),
            "templatefile" => self.filled(&arguments, own, at),
            "jsondecode" if text().is_some() => {
                let root = json::parse(text()?).ok()?;
                self.expansion.take(root.size()).then(|| root.moved(own))
            }
            "yamldecode" if text().is_some() => {
                let source = Source::new("", text()?);
                let root = yaml::documents(&source).ok()?.into_iter().next()?;
                self.expansion.take(root.size()).then(|| root.moved(own))
            }
            name => functions::call(name, arguments, own),
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

    /// A file with its placeholders filled in.
    fn filled(&self, arguments: &[Node<'static>], own: Span, at: EvaluatedAt<'_>) -> Option<Node<'static>> {
        let [path, values] = arguments else { return None };
        let source = self.beside.file(path.as_text()?)?;
        let template: Template = source.text().parse().ok()?;
        let names: Vec<(&str, Node<'static>)> =
            values.members().iter().map(|member| (member.key.value.as_ref(), member.node.clone())).collect();
        let scope = Scope { names: &names, outer: None };
        let filled = self.template(&template, own, EvaluatedAt { scope: Some(&scope), depth: at.depth });
        filled.as_text().map(|text| Node::new(own, computed(text)))
    }
}

/// What was found, or an expression at this place.
fn placed(found: impl Into<Option<Node<'static>>>, own: Span) -> Node<'static> {
    found.into().filter(|node| !matches!(node.value, Value::Expression)).unwrap_or(Node::new(own, Value::Expression))
}

/// The entries that `for` and `for_each` go through, each with its key; of a list without keys the number is not told.
pub(super) fn entries(collection: &Node<'static>) -> Option<Vec<(Node<'static>, Node<'static>)>> {
    match &collection.value {
        Value::Map(members) => {
            let entry = |member: &Member<'static>| {
                (Node::new(member.key.span, Value::Computed(member.key.value.clone())), member.node.clone())
            };
            Some(members.iter().map(entry).collect())
        }
        Value::List(items) if !items.iter().any(|item| matches!(item.value, Value::Expression)) => {
            Some(items.iter().map(|item| (Node::new(item.span, Value::Number), item.clone())).collect())
        }
        _ => None,
    }
}
