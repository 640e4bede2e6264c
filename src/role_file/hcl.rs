//! Terraform configurations to trees with places (R-DEF-17): one tree for each `azurerm_role_definition`. A local of the same file that
//! is a literal is replaced by its value, with the place of the value; everything else that is computed is an expression.

use std::borrow::Cow;
use std::ops::Range;

use hcl_edit::Span as _;
use hcl_edit::expr::{Expression, FuncCall, ObjectKey, Traversal, TraversalOperator};
use hcl_edit::parser;
use hcl_edit::structure::{Block, Body, Structure};
use hcl_edit::template::{Element, Template};
use rustc_hash::FxHashMap;

use super::error::{RoleFault, RoleMistake};
use super::expansion::Expansion;
use super::kind::TERRAFORM_TYPE;
use super::tree::{Member, Node, Value};
use crate::source::{Span, Spanned};

/// Locals that name locals are followed this far.
const DEEPEST: usize = 8;

/// Functions that join lists, or change nothing that matters for a set of texts.
const LISTS: [&str; 8] = ["concat", "distinct", "flatten", "setunion", "sort", "tolist", "toset", "compact"];

/// Reads the role definitions of a configuration.
pub(super) fn parse(text: &str) -> Result<Vec<Node<'static>>, RoleFault> {
    let body = parser::parse_body(text).map_err(|error| fault(text, &error))?;
    let locals = body.get_blocks("locals").flat_map(|block| block.body.attributes());
    let locals = locals.map(|attribute| (attribute.key.as_str(), &attribute.value)).collect();
    let hcl = Hcl { locals, expansion: Expansion::new() };
    Ok(body.get_blocks("resource").filter(|block| is_role(block)).map(|block| hcl.block(block)).collect())
}

fn is_role(block: &Block) -> bool {
    block.labels.first().is_some_and(|label| label.as_str() == TERRAFORM_TYPE)
}

fn fault(text: &str, error: &parser::Error) -> RoleFault {
    let at = text.floor_char_boundary(error.location().offset().min(text.len()));
    let end = at + text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let mistake = if end == at { RoleMistake::CutOff } else { RoleMistake::Hcl(error.message().to_owned()) };
    RoleFault::new(mistake, Span { start: at, end })
}

fn span(range: Option<Range<usize>>) -> Span {
    range.map_or_else(Span::default, |range| Span { start: range.start, end: range.end })
}

struct Hcl<'b> {
    locals: FxHashMap<&'b str, &'b Expression>,
    expansion: Expansion,
}

impl Hcl<'_> {
    fn block(&self, block: &Block) -> Node<'static> {
        Node::new(span(block.span()), Value::Map(self.members(&block.body)))
    }

    /// Attributes as they are; blocks of the same name as one list.
    fn members(&self, body: &Body) -> Vec<Member<'static>> {
        let mut members: Vec<Member<'static>> = Vec::new();
        // Where the blocks of a name are.
        let mut blocks: FxHashMap<&str, usize> = FxHashMap::default();
        for structure in body {
            let block = match structure {
                Structure::Attribute(attribute) => {
                    let key = key(attribute.key.as_str(), attribute.key.span());
                    members.push(Member { key, node: self.node(&attribute.value, 0) });
                    continue;
                }
                Structure::Block(block) => block,
            };
            let dynamic = block.ident.as_str() == "dynamic";
            let name = block.labels.first().filter(|_| dynamic).map_or(block.ident.as_str(), |label| label.as_str());
            let node = if dynamic { Node::new(span(block.span()), Value::Expression) } else { self.block(block) };
            let own = blocks.get(name).and_then(|at| members.get_mut(*at));
            if let Some(Node { span, value: Value::List(blocks) }) = own.map(|member| &mut member.node) {
                span.end = node.span.end;
                blocks.push(node);
            } else {
                blocks.insert(name, members.len());
                let key = key(name, block.ident.span());
                members.push(Member { key, node: Node::new(node.span, Value::List(vec![node])) });
            }
        }
        members
    }

    fn node(&self, expression: &Expression, depth: usize) -> Node<'static> {
        let span = span(expression.span());
        let text = |text: &str| Value::Text(Cow::Owned(text.to_owned()));
        let value = match expression {
            _ if !self.expansion.allows_value() => Value::Expression,
            Expression::Null(_) => Value::Null,
            Expression::Bool(flag) => Value::Bool(*flag.value()),
            Expression::Number(_) => Value::Number,
            Expression::String(literal) => text(literal.as_str()),
            Expression::HeredocTemplate(heredoc) => {
                literal(&heredoc.template).map_or(Value::Expression, |literal| text(&literal))
            }
            Expression::Array(items) => Value::List(items.iter().map(|item| self.node(item, depth)).collect()),
            Expression::Object(object) => {
                let entries = object.iter().map(|(name, value)| {
                    let name = match name {
                        ObjectKey::Ident(name) => key(name.as_str(), name.span()),
                        ObjectKey::Expression(name) => key(name.as_str().unwrap_or_default(), name.span()),
                    };
                    Member { key: name, node: self.node(value.expr(), depth) }
                });
                Value::Map(entries.collect())
            }
            Expression::Parenthesis(inner) => return self.node(inner.inner(), depth),
            Expression::FuncCall(call) => self.call(call, depth),
            Expression::Traversal(path) => match self.local(path).filter(|_| depth < DEEPEST) {
                Some(local) => return self.followed(local, depth + 1).unwrap_or(Node::new(span, Value::Expression)),
                None => Value::Expression,
            },
            _ => Value::Expression,
        };
        Node::new(span, value)
    }

    /// What a local is, unless it is computed itself.
    fn followed(&self, local: &Expression, depth: usize) -> Option<Node<'static>> {
        let node = self.expansion.of_variable(|| self.node(local, depth));
        (!matches!(node.value, Value::Expression)).then_some(node)
    }

    fn local(&self, path: &Traversal) -> Option<&Expression> {
        let Expression::Variable(root) = &path.expr else { return None };
        let [operator] = path.operators.as_slice() else { return None };
        match operator.value() {
            TraversalOperator::GetAttr(name) if root.as_str() == "local" => self.locals.get(name.as_str()).copied(),
            _ => None,
        }
    }

    /// A call that joins lists is a list; a part that is not known is an expression in it.
    fn call(&self, call: &FuncCall, depth: usize) -> Value<'static> {
        if !LISTS.contains(&call.name.name.as_str()) || call.args.expand_final() {
            return Value::Expression;
        }
        let mut items = Vec::new();
        for argument in &call.args {
            let node = self.node(argument, depth);
            match node.value {
                Value::List(own) => items.extend(own),
                _ => items.push(node),
            }
        }
        Value::List(items)
    }
}

fn key(name: &str, at: Option<Range<usize>>) -> Spanned<Cow<'static, str>> {
    Spanned::new(Cow::Owned(name.to_owned()), span(at))
}

/// The text of a template in which nothing is computed.
fn literal(template: &Template) -> Option<String> {
    let text = |element: &Element| element.as_literal().map(|text| text.as_str().to_owned());
    template.iter().map(text).collect::<Option<String>>()
}
