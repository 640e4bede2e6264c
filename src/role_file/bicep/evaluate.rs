//! [`BicepEvaluator`]: what the expressions of a Bicep file are, as far as files tell. A value has the place where it is written; one that
//! is computed, or written in another file, has the place of the expression.

use std::borrow::Cow;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use tree_sitter::Node as Syntax;

use super::nodes::{children, span, unescaped};
use super::plain;
use crate::document::{Member, Node, PartialText, Value};
use crate::role_file::defaults::Defaults;
use crate::role_file::expansion::Expansion;
use crate::role_file::kind::is_role_type;
use crate::role_file::module_call::{GivenArgument, ModuleCall};
use crate::role_file::shared_values::Reads;
use crate::role_file::surroundings::Beside;
use crate::role_file::values::{Arguments, add_to, common, entries, equal, item, length, united};
use crate::source::{Span, Spanned};

/// How far variables that name variables are followed, and how deep objects may be.
const DEEPEST: usize = 60;

/// What a name of a file stands for.
#[derive(Clone, Copy)]
pub(super) struct Definition<'t> {
    pub(super) value: Syntax<'t>,
    /// It is the default of a parameter.
    pub(super) is_parameter: bool,
}

/// Evaluates the expressions of one file.
pub(super) struct BicepEvaluator<'t> {
    text: &'t str,
    pub(super) beside: &'t Beside<'t>,
    definitions: FxHashMap<String, Definition<'t>>,
    /// What its module is called with, where that is known.
    call: Option<&'t ModuleCall>,
    pub(super) expansion: Expansion,
    /// The parameters whose defaults count.
    pub(super) defaults: Defaults,
    /// What is read for a purpose that is not followed.
    pub(super) reads: Reads,
}

/// Where an expression is evaluated: the variables of the loops around it, and how deep it is.
#[derive(Clone, Copy)]
pub(super) struct EvaluatedIn<'e> {
    pub(super) loops: Option<&'e LoopNames<'e>>,
    pub(super) depth: usize,
}

/// The variables of one loop.
pub(super) struct LoopNames<'e> {
    pub(super) names: Vec<(&'e str, Node<'static>)>,
    pub(super) outer: Option<&'e LoopNames<'e>>,
}

impl LoopNames<'_> {
    fn get(&self, name: &str) -> Option<&Node<'static>> {
        let own = self.names.iter().find(|(known, _)| *known == name).map(|(_, value)| value);
        own.or_else(|| self.outer.and_then(|outer| outer.get(name)))
    }
}

/// In no loop.
pub(super) const OUTSIDE: EvaluatedIn<'static> = EvaluatedIn { loops: None, depth: 0 };

impl<'t> BicepEvaluator<'t> {
    pub(super) fn new(text: &'t str, definitions: FxHashMap<String, Definition<'t>>, beside: &'t Beside<'t>) -> Self {
        Self {
            text,
            beside,
            definitions,
            call: None,
            expansion: Expansion::new(),
            defaults: Defaults::default(),
            reads: Reads::default(),
        }
    }

    /// The same, where a call gives values to parameters.
    pub(super) fn called_with(self, call: Option<&'t ModuleCall>) -> Self {
        Self { call, ..self }
    }

    pub(super) fn slice(&self, node: Syntax<'_>) -> &'t str {
        self.text.get(node.byte_range()).unwrap_or_default()
    }

    /// Whether a statement declares a role definition. An `existing` one does not count.
    pub(super) fn is_role(&self, node: Syntax<'_>) -> bool {
        let of = children(node).into_iter().find(|child| child.kind() == "string").map(|of| self.slice(of).trim_matches('\''));
        let existing = node.children(&mut node.walk()).any(|child| child.kind() == "existing");
        let role = of.and_then(|of| of.split('@').next()).is_some_and(is_role_type);
        node.kind() == "resource_declaration" && role && !existing
    }

    /// The role definitions that a resource makes.
    pub(super) fn instances(&self, resource: Syntax<'t>) -> Vec<Node<'static>> {
        self.objects(resource).into_iter().map(|object| Node { span: span(resource), ..object }).collect()
    }

    /// The objects of a declaration: one, or those of a loop that is known. Of another loop, its body once.
    pub(super) fn objects(&self, declaration: Syntax<'t>) -> Vec<Node<'static>> {
        let Some(body) = children(declaration).pop() else { return Vec::new() };
        let known = (body.kind() == "for_statement").then(|| self.looped(body, OUTSIDE)).flatten();
        match known {
            Some(objects) if !objects.is_empty() => objects,
            _ => object_of(body).into_iter().map(|object| self.node(object, OUTSIDE)).collect(),
        }
    }

    pub(super) fn node(&self, node: Syntax<'t>, at: EvaluatedIn<'_>) -> Node<'static> {
        let own = span(node);
        if at.depth > DEEPEST || !self.expansion.allows_value() {
            return Node::new(own, Value::unknown());
        }
        let (before, read) = (self.defaults.so_far(), self.reads.so_far());
        let node = self.evaluated(node, own, EvaluatedIn { depth: at.depth + 1, ..at });
        if matches!(&node.value, Value::Expression(parts) if parts.len() < 2) {
            self.defaults.forget_since(before);
        }
        self.reads.settle(read, at.depth == 0, node.value.is_expression());
        if self.expansion.allows_text(node.weight()) { node } else { Node::new(own, Value::unknown()) }
    }

    fn evaluated(&self, node: Syntax<'t>, own: Span, at: EvaluatedIn<'_>) -> Node<'static> {
        let value = match node.kind() {
            "string" => match self.string(node) {
                Some(text) => Value::Text(Cow::Owned(text)),
                None => self.interpolated(node, at).unwrap_or_else(Value::unknown),
            },
            "array" => Value::List(self.items(node, at)),
            "object" => Value::Map(self.members(node, at)),
            "boolean" => Value::Bool(self.slice(node) == "true"),
            "number" => Value::Number(self.slice(node).parse().ok()),
            "null" => Value::Null,
            "for_statement" => self.looped(node, at).map_or_else(Value::unknown, Value::List),
            _ => return self.reference(node, at).unwrap_or_else(|| Node::new(own, Value::unknown())),
        };
        Node::new(own, value)
    }

    /// What stands for something else.
    fn reference(&self, node: Syntax<'t>, at: EvaluatedIn<'_>) -> Option<Node<'static>> {
        let field = |name| node.child_by_field_name(name);
        match node.kind() {
            "parenthesized_expression" => match children(node).as_slice() {
                [inner] => Some(self.node(*inner, at)),
                _ => None,
            },
            "identifier" => self.named(node, at),
            "call_expression" => self.call(node, at),
            "member_expression" | "subscript_expression" => self.part(node, at),
            "ternary_expression" => match self.node(field("condition")?, at).value {
                Value::Bool(true) => Some(self.node(field("consequence")?, at)),
                Value::Bool(false) => Some(self.node(field("alternative")?, at)),
                _ => {
                    let sides = [self.node(field("consequence")?, at), self.node(field("alternative")?, at)];
                    common(&sides, &Node::new(span(node), Value::unknown()))
                }
            },
            "unary_expression" => match self.node(field("argument")?, at).value {
                Value::Bool(flag) if self.slice(field("operator")?) == "!" => Some(Node::new(span(node), Value::Bool(!flag))),
                _ => None,
            },
            "binary_expression" => self.binary(node, at),
            // `mapped` says what its name stands for.
            "lambda_expression" => Some(self.node(children(node).pop()?, at)),
            _ => None,
        }
    }

    /// The file whose call of this one is looked at.
    pub(super) fn caller(&self) -> Option<Arc<str>> {
        self.call.map(ModuleCall::caller)
    }

    fn named(&self, name: Syntax<'t>, at: EvaluatedIn<'_>) -> Option<Node<'static>> {
        let text = self.slice(name);
        if let Some(known) = at.loops.and_then(|loops| loops.get(text)) {
            self.reads.add(known, false);
            return self.expansion.take(known.size()).then(|| known.clone());
        }
        let definition = self.definitions.get(text).copied();
        let is_parameter = definition.is_none_or(|definition| definition.is_parameter);
        match self.call.filter(|_| is_parameter).map(|call| call.argument(text)) {
            Some(GivenArgument::Value(given)) => {
                return self.expansion.take(given.size()).then(|| given.moved(span(name)));
            }
            Some(GivenArgument::Unknown) => return None,
            None if is_parameter && self.beside.names().is_deployed(text) => return None,
            Some(GivenArgument::LeftOut) | None => {}
        }
        let found = {
            let value = definition?.value;
            self.expansion.of_variable(|| self.node(value, EvaluatedIn { loops: None, ..at }))
        };
        if is_parameter && self.call.is_none() {
            self.defaults.used(text, span(name), &found);
        }
        Some(found)
    }

    fn binary(&self, node: Syntax<'t>, at: EvaluatedIn<'_>) -> Option<Node<'static>> {
        let side = |name| Some(self.node(node.child_by_field_name(name)?, at));
        let (left, right) = (side("left")?, side("right")?);
        let sides = (&left.value, &right.value);
        let known = match self.slice(node.child_by_field_name("operator")?) {
            "==" => equal(&left, &right)?,
            "!=" => !equal(&left, &right)?,
            "=~" => left.as_text()?.eq_ignore_ascii_case(right.as_text()?),
            "!~" => !left.as_text()?.eq_ignore_ascii_case(right.as_text()?),
            "&&" => match sides {
                (Value::Bool(false), _) | (_, Value::Bool(false)) => false,
                (Value::Bool(true), Value::Bool(true)) => true,
                _ => return None,
            },
            "||" => match sides {
                (Value::Bool(true), _) | (_, Value::Bool(true)) => true,
                (Value::Bool(false), Value::Bool(false)) => false,
                _ => return None,
            },
            "??" => match left.value {
                Value::Null => return Some(right),
                Value::Expression(_) | Value::Later => return None,
                _ => return Some(left),
            },
            _ => return None,
        };
        Some(Node::new(span(node), Value::Bool(known)))
    }

    /// A property of an object that is known, or an item of a list.
    fn part(&self, node: Syntax<'t>, at: EvaluatedIn<'_>) -> Option<Node<'static>> {
        let read = self.reads.so_far();
        let whole = self.node(node.child_by_field_name("object")?, at);
        if node.child_by_field_name("property").is_some() {
            // Of the object only the property counts.
            self.reads.forget_since(read);
        }
        let found = match node.child_by_field_name("property") {
            Some(name) => match whole.member(self.slice(name)) {
                Some(member) => Some(&member.node),
                // `.?`
                None if self.slice(node).ends_with(&format!("?{}", self.slice(name))) && length(&whole).is_some() => {
                    return Some(Node::new(span(node), Value::Null));
                }
                None => None,
            },
            None => match self.node(node.child_by_field_name("index")?, at).value {
                Value::Number(number) => item(&whole, usize::try_from(number?).ok()?),
                Value::Text(name) | Value::Computed(name) => whole.member(&name).map(|member| &member.node),
                _ => None,
            },
        }?;
        self.reads.add(found, false);
        self.expansion.take(found.size()).then(|| found.clone())
    }

    /// What a loop makes, where what it goes through is known.
    fn looped(&self, node: Syntax<'t>, at: EvaluatedIn<'_>) -> Option<Vec<Node<'static>>> {
        let body = node.child_by_field_name("body")?;
        let mut names: Vec<&str> = Vec::new();
        let mut collection = None;
        for part in children(node).into_iter().filter(|part| *part != body) {
            match part.kind() {
                "for_loop_parameters" => names.extend(children(part).into_iter().map(|name| self.slice(name))),
                _ if node.child_by_field_name("initializer") == Some(part) => names.push(self.slice(part)),
                _ => collection = Some(part),
            }
        }
        let made = if body.kind() == "if_statement" { children(body).pop()? } else { body };
        let each = |(number, value): (Node<'static>, Node<'static>)| {
            let names = names.iter().copied().zip([value, number]).collect();
            let loops = LoopNames { names, outer: at.loops };
            self.expansion.of_variable(|| self.node(made, EvaluatedIn { loops: Some(&loops), ..at }))
        };
        let collection = self.node(collection?, at);
        Some(entries(&collection).filter(|_| !collection.is_map())?.into_iter().map(each).collect())
    }

    /// Elements end with a line or a comma. The grammar takes `subscription().id` in a list for two: they are one.
    fn items(&self, node: Syntax<'t>, at: EvaluatedIn<'_>) -> Vec<Node<'static>> {
        let mut elements: Vec<Vec<Syntax<'t>>> = Vec::new();
        for child in children(node).into_iter().filter(|child| child.kind() != "decorators") {
            let end = elements.last().and_then(|element| element.last()).map(Syntax::end_byte);
            let between = end.and_then(|end| self.text.get(end..child.start_byte()));
            match elements.last_mut().filter(|_| between.is_some_and(|between| !between.contains(['\n', ',']))) {
                Some(element) => element.push(child),
                None => elements.push(vec![child]),
            }
        }
        let mut items = Vec::new();
        for element in elements {
            let spread = element.first().is_some_and(|first| plain::is_before(self.text, first.start_byte()));
            let item = self.element(&element, at);
            match item.value {
                Value::List(own) if spread => items.extend(own),
                _ if spread => items.push(Node::new(item.span, Value::unknown())),
                value => items.push(Node::new(item.span, value)),
            }
        }
        items
    }

    /// An element of a list: one node, or the name and the only argument of a function.
    fn element(&self, parts: &[Syntax<'t>], at: EvaluatedIn<'_>) -> Node<'static> {
        let own = parts.iter().map(|part| span(*part)).reduce(|all, part| Span { end: part.end, ..all }).unwrap_or_default();
        let called = match parts {
            [only] => return self.node(*only, at),
            [name, argument] if name.kind() == "identifier" && argument.kind() == "parenthesized_expression" => {
                self.called(self.slice(*name), children(*argument), (own, at))
            }
            // So is `list[0]`.
            [list, index] if index.kind() == "array" => {
                let list = self.node(*list, at);
                match (children(*index).as_slice(), &list.value) {
                    ([index], Value::List(_)) => match self.node(*index, at).value {
                        Value::Number(number) => number.and_then(|number| item(&list, usize::try_from(number).ok()?)).cloned(),
                        _ => None,
                    },
                    _ => None,
                }
            }
            _ => None,
        };
        called.unwrap_or_else(|| Node::new(own, Value::unknown()))
    }

    /// The properties of an object; of what is spread into it, all that is known.
    fn members(&self, node: Syntax<'t>, at: EvaluatedIn<'_>) -> Vec<Member<'static>> {
        let mut objects: Arguments = Vec::new();
        let mut is_spread = false;
        for property in children(node) {
            let mut parts = children(property).into_iter().filter(|part| part.kind() != "decorators");
            let (Some(name), Some(value)) = (parts.next(), parts.next()) else { continue };
            let key = match name.kind() {
                "resource_declaration" => continue,
                "string" => self.string(name).unwrap_or_default(),
                _ => self.slice(name).to_owned(),
            };
            let node = self.node(value, at);
            if plain::is_before(self.text, value.start_byte()) {
                is_spread = true;
                objects.push(if node.is_map() { node } else { Node::new(span(value), Value::unknown()) });
                continue;
            }
            let member = Member { key: Spanned::new(Cow::Owned(key), span(name)), node };
            objects.push(Node::new(span(property), Value::Map(vec![member])));
        }
        let own = |object: Node<'static>| match object.value {
            Value::Map(members) => members,
            _ => Vec::new(),
        };
        if is_spread { united(objects, false) } else { objects.into_iter().flat_map(own).collect() }
    }

    /// A text with parts that are computed.
    fn interpolated(&self, node: Syntax<'t>, at: EvaluatedIn<'_>) -> Option<Value<'static>> {
        let mut text = PartialText::default();
        let mut start = node.start_byte() + 1;
        for part in children(node).into_iter().filter(|part| part.kind() == "interpolation") {
            text.push(&unescaped(self.text.get(start..part.start_byte())?)?);
            let inner = children(part).into_iter().next()?;
            add_to(&mut text, &self.node(inner, at), || self.slice(inner).to_owned());
            start = part.end_byte();
        }
        text.push(&unescaped(self.text.get(start..node.end_byte().checked_sub(1)?)?)?);
        Some(text.finish())
    }

    /// The text of a string in which nothing is computed.
    fn string(&self, node: Syntax<'_>) -> Option<String> {
        let written = self.slice(node);
        if let Some(raw) = written.strip_prefix("'''").and_then(|rest| rest.strip_suffix("'''")) {
            return Some(raw.strip_prefix("\r\n").or_else(|| raw.strip_prefix('\n')).unwrap_or(raw).to_owned());
        }
        if children(node).iter().any(|part| part.kind() == "interpolation") {
            return None;
        }
        unescaped(written.strip_prefix('\'')?.strip_suffix('\'')?)
    }
}

/// The object in the body of a resource, module or loop, whatever loops and conditions are around it.
fn object_of(mut body: Syntax<'_>) -> Option<Syntax<'_>> {
    while matches!(body.kind(), "for_statement" | "if_statement") {
        body = children(body).pop()?;
    }
    Some(body)
}
