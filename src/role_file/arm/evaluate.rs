//! [`ArmEvaluator`]: what the expressions of an ARM template are, as far as the template tells. A literal of a variable or a default has the
//! place where it is written; what is computed has the place of the expression.

use std::borrow::Cow;
use std::sync::Arc;

use super::expression::{ArmExpression, ExpressionKind, inside, parse};
use crate::document::{Member, Node, Value};
use crate::role_file::arm_functions;
use crate::role_file::defaults::Defaults;
use crate::role_file::expansion::Expansion;
use crate::role_file::folder_names::FolderNames;
use crate::role_file::values::{common, item};
use crate::source::{Span, Spanned};

/// Variables that name variables are followed this far.
const DEEPEST: usize = 60;

/// A longer loop is read once: Azure refuses it.
const LONGEST_LOOP: i64 = 800;

/// What all templates of a file share.
#[derive(Default)]
pub(super) struct ArmFile {
    pub(super) expansion: Expansion,
    /// The parameters whose defaults count.
    pub(super) defaults: Defaults,
    /// What files of parameters beside the template set.
    pub(super) folder: Arc<FolderNames>,
    /// A text that is computed may be an expression of the template: something else made the template.
    pub(super) is_embedded: bool,
}

/// Evaluates the expressions of one template.
pub(super) struct ArmEvaluator<'e, 't> {
    pub(super) file: &'e ArmFile,
    template: &'e Node<'t>,
    given: GivenParameters<'e, 't>,
}

/// What gives a template its parameters.
#[derive(Clone, Copy)]
pub(super) enum GivenParameters<'e, 't> {
    /// Whoever deploys the file.
    Elsewhere,
    /// A deployment in the file that names none.
    Nothing,
    /// A deployment in the file, whose values are those of the template around it.
    By(&'e Node<'t>, &'e ArmEvaluator<'e, 't>),
}

/// Where an expression is evaluated: the loops around it, each with its name and number, and how deep it is.
#[derive(Clone, Copy)]
pub(super) struct InLoops<'l> {
    loops: &'l [(&'l str, i64)],
    depth: usize,
}

impl InLoops<'_> {
    /// In no loop.
    pub(super) const NONE: Self = Self { loops: &[], depth: 0 };

    const fn deeper(self) -> Self {
        Self { depth: self.depth + 1, ..self }
    }
}

impl<'e, 't> ArmEvaluator<'e, 't> {
    pub(super) const fn new(file: &'e ArmFile, template: &'e Node<'t>, given: GivenParameters<'e, 't>) -> Self {
        Self { file, template, given }
    }

    /// A value with its expressions replaced by what they are; one that is not known stays a text as it was written.
    pub(super) fn node(&self, node: &Node<'_>, at: InLoops<'_>) -> Node<'static> {
        let value = match &node.value {
            Value::Null => Value::Null,
            Value::Bool(flag) => Value::Bool(*flag),
            Value::Number(number) => Value::Number(*number),
            Value::Later => Value::Later,
            Value::Expression(parts) => Value::Expression(parts.clone()),
            _ if at.depth > DEEPEST || !self.file.expansion.allows_value() => Value::unknown(),
            Value::Text(text) => return self.text(text, node.span, at),
            Value::Computed(text) if self.file.is_embedded && parse(text).is_some() => {
                return value_of(&self.text(text, node.span, at));
            }
            Value::Computed(text) => Value::Computed(Cow::Owned(text.as_ref().to_owned())),
            Value::List(items) => Value::List(items.iter().map(|item| self.node(item, at)).collect()),
            Value::Map(members) => Value::Map(members.iter().flat_map(|member| self.member(member, at)).collect()),
        };
        Node::new(node.span, value)
    }

    fn text(&self, text: &str, own: Span, at: InLoops<'_>) -> Node<'static> {
        let as_written = || Node::new(own, Value::Text(Cow::Owned(text.to_owned())));
        let Some(expression) = parse(text) else { return as_written() };
        let before = self.file.defaults.so_far();
        let node = self.expression(&expression, own, at);
        let Value::Expression(parts) = &node.value else { return node };
        if parts.len() < 2 {
            self.file.defaults.forget_since(before);
        }
        if parts.len() < 2 && node.span == own { as_written() } else { node }
    }

    /// A property; `copy` with a list makes a list of each of its elements.
    fn member(&self, member: &Member<'_>, at: InLoops<'_>) -> Vec<Member<'static>> {
        let owned = |key: &Spanned<Cow<'_, str>>| Spanned::new(Cow::Owned(key.value.as_ref().to_owned()), key.span);
        match &member.node.value {
            Value::List(loops) if member.key.value.eq_ignore_ascii_case("copy") => {
                loops.iter().filter_map(|each| self.copied(each, at)).collect()
            }
            _ => vec![Member { key: owned(&member.key), node: self.node(&member.node, at) }],
        }
    }

    /// The list that a loop of a property or variable makes.
    fn copied(&self, each: &Node<'_>, at: InLoops<'_>) -> Option<Member<'static>> {
        let (name, input) = (each.get("name")?, each.get("input")?);
        let key = Spanned::new(name.as_text()?.to_owned(), name.span);
        let value = if let Some(count) = self.count(each, at) {
            let item = |number| {
                let loops: Vec<(&str, i64)> = at.loops.iter().copied().chain([(key.value.as_str(), number)]).collect();
                let at = InLoops { loops: &loops, depth: at.depth + 1 };
                self.file.expansion.of_variable(|| self.node(input, at))
            };
            Value::List((0..count).map(item).collect())
        } else {
            let count = each.get("count").and_then(Node::as_text).unwrap_or_default();
            Value::unknown_elsewhere(inside(count).unwrap_or(count))
        };
        Some(Member { key: Spanned::new(Cow::Owned(key.value), key.span), node: Node::new(input.span, value) })
    }

    /// How often a loop is gone through.
    fn count(&self, each: &Node<'_>, at: InLoops<'_>) -> Option<i64> {
        match self.node(each.get("count")?, at).value {
            Value::Number(count) => count.filter(|count| (0..=LONGEST_LOOP).contains(count)),
            _ => None,
        }
    }

    /// A resource as often as its loop makes it, where that is known; else once.
    pub(super) fn instances(&self, resource: &Node<'_>) -> Vec<Node<'static>> {
        let each = resource.get("copy").filter(|each| each.is_map());
        let count = each.and_then(|each| self.count(each, InLoops::NONE)).filter(|count| *count > 0);
        let (Some(each), Some(count)) = (each, count) else { return vec![self.node(resource, InLoops::NONE)] };
        let name = each.get("name").and_then(Node::as_text).unwrap_or_default();
        let instance = |number| {
            let loops = [("", number), (name, number)];
            self.file.expansion.of_variable(|| self.node(resource, InLoops { loops: &loops, depth: 0 }))
        };
        (0..count).map(instance).collect()
    }

    fn expression(&self, expression: &ArmExpression<'_>, own: Span, at: InLoops<'_>) -> Node<'static> {
        let found = match &expression.kind {
            _ if at.depth > DEEPEST => None,
            ExpressionKind::Text(text) => Some(Node::new(own, Value::Computed(Cow::Owned(text.as_ref().to_owned())))),
            ExpressionKind::Number(number) => Some(Node::new(own, Value::Number(Some(*number)))),
            ExpressionKind::Call { function, arguments } => self.call(function, arguments, (own, at.deeper())),
            ExpressionKind::Property { of, name } => self.part(&self.expression(of, own, at.deeper()), name),
            ExpressionKind::Item { of, index } => {
                let (of, index) = (self.expression(of, own, at.deeper()), self.expression(index, own, at.deeper()));
                match &index.value {
                    Value::Number(number) => self.item(&of, usize::try_from((*number).unwrap_or(-1)).ok()),
                    _ => index.as_text().and_then(|name| self.part(&of, name)),
                }
            }
        };
        let found = found.filter(|found| self.file.expansion.allows_text(found.weight()));
        found.unwrap_or_else(|| Node::new(own, Value::unknown_elsewhere(expression.written)))
    }

    fn part(&self, of: &Node<'static>, name: &str) -> Option<Node<'static>> {
        of.member(name).map(|member| value_of(&member.node)).filter(|found| self.file.expansion.take(found.size()))
    }

    fn item(&self, of: &Node<'static>, number: Option<usize>) -> Option<Node<'static>> {
        let found = value_of(item(of, number?)?);
        self.file.expansion.take(found.size()).then_some(found)
    }

    fn call(&self, function: &str, arguments: &[ArmExpression<'_>], (own, at): (Span, InLoops<'_>)) -> Option<Node<'static>> {
        match (function.to_ascii_lowercase().as_str(), arguments) {
            ("variables", [name]) => self.variable(self.expression(name, own, at).as_text()?, at),
            ("parameters", [name]) => self.parameter(self.expression(name, own, at).as_text()?, (own, at)),
            ("copyindex", _) => self.index(arguments, own, at),
            ("if", [condition, yes, no]) => match self.expression(condition, own, at).value {
                Value::Bool(true) => Some(self.expression(yes, own, at)),
                Value::Bool(false) => Some(self.expression(no, own, at)),
                _ => {
                    let choice = format!("if({}, {}, {})", condition.written, yes.written, no.written);
                    let sides = [self.expression(yes, own, at), self.expression(no, own, at)];
                    common(&sides, &Node::new(own, Value::unknown_elsewhere(choice)))
                }
            },
            (name, _) => arm_functions::call(name, arguments.iter().map(|one| self.expression(one, own, at)).collect(), own)
                .filter(|made| !arm_functions::MAKES_MORE.contains(&name) || self.file.expansion.take(made.size())),
        }
    }

    fn variable(&self, name: &str, at: InLoops<'_>) -> Option<Node<'static>> {
        let variables = self.template.get("variables")?;
        let follow = |value: &Node<'_>| value_of(&self.file.expansion.of_variable(|| self.node(value, at.deeper())));
        if let Some(value) = variables.member(name) {
            return Some(follow(&value.node));
        }
        let named =
            |each: &&Node<'_>| each.get("name").and_then(Node::as_text).is_some_and(|own| own.eq_ignore_ascii_case(name));
        let each = variables.get("copy")?.items().iter().find(named)?;
        self.copied(each, at.deeper()).map(|member| member.node)
    }

    /// What the deployment gives, where it is in the file; else the default.
    fn parameter(&self, name: &str, (own, at): (Span, InLoops<'_>)) -> Option<Node<'static>> {
        if let GivenParameters::By(given, outer) = self.given {
            given.is_map().then_some(())?;
            if let Some(given) = given.get(name) {
                let at = InLoops { depth: at.depth + 1, ..InLoops::NONE };
                let value = given.get("value")?;
                return Some(value_of(&self.file.expansion.of_variable(|| outer.node(value, at))));
            }
        }
        let is_elsewhere = matches!(self.given, GivenParameters::Elsewhere);
        if is_elsewhere && self.file.folder.is_deployed(name) {
            return None;
        }
        let default = self.template.get("parameters")?.get(name)?.get("defaultValue")?;
        let default = self.file.expansion.of_variable(|| self.node(default, at.deeper()));
        if is_elsewhere {
            self.file.defaults.used(&format!("parameters('{name}')"), own, &default);
        }
        Some(value_of(&default))
    }

    /// The number of a loop, by its name or that of the resource, and something added to it.
    fn index(&self, arguments: &[ArmExpression<'_>], own: Span, at: InLoops<'_>) -> Option<Node<'static>> {
        let (mut name, mut more) = (String::new(), 0);
        for argument in arguments {
            match self.expression(argument, own, at).value {
                Value::Computed(text) => name = text.into_owned(),
                Value::Number(number) => more = number?,
                _ => return None,
            }
        }
        let (_, number) = at.loops.iter().rev().find(|(own, _)| own.eq_ignore_ascii_case(&name))?;
        Some(Node::new(own, Value::Number(number.checked_add(more))))
    }
}

/// A value as functions take it: texts that are not known are expressions, and others what they say.
fn value_of(node: &Node<'static>) -> Node<'static> {
    let value = match &node.value {
        Value::Text(text) => match inside(text) {
            Some(unknown) => Value::unknown_elsewhere(unknown),
            None if text.starts_with("[[") && text.ends_with(']') => {
                Value::Computed(Cow::Owned(text.get(1..).unwrap_or_default().to_owned()))
            }
            None => node.value.clone(),
        },
        Value::List(items) => Value::List(items.iter().map(value_of).collect()),
        Value::Map(members) => {
            let member = |own: &Member<'static>| Member { key: own.key.clone(), node: value_of(&own.node) };
            Value::Map(members.iter().map(member).collect())
        }
        other => other.clone(),
    };
    Node::new(node.span, value)
}
