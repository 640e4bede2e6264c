//! The functions of ARM templates and Bicep that lists, objects and texts of role definitions are made with. A part that is not known stays
//! an expression in the result. Where the result cannot hold such a part, the whole result is an expression.

use rustc_hash::FxHashSet;

use super::json;
use super::kind::has_placeholder;
use super::values::{
    Arguments, add_to, computed, distinct, entries, equal, flattened, joined, joined_text, length, number_of, replaced,
    text_of, united,
};
use crate::arrange::Arrange as _;
use crate::document::Member;
use crate::document::{Node, PartialText, Value};
use crate::source::{Span, Spanned};

/// A longer range is not counted out.
const LONGEST_RANGE: i64 = 10_000;

/// Functions that give more values than they are given.
pub(super) const MAKES_MORE: [&str; 3] = ["json", "split", "range"];

/// What a call gives, whatever the case of its name; `None`: that is not known here.
pub(super) fn call(function: &str, arguments: Arguments, own: Span) -> Option<Node<'static>> {
    let name = function.to_ascii_lowercase();
    let value = match name.as_str() {
        "concat" => concat(arguments)?,
        "union" | "shallowmerge" => union(&name, arguments)?,
        "createarray" => Value::List(arguments),
        "createobject" => object(arguments)?,
        "flatten" => list_of(arguments).map(flattened)?,
        "intersection" => intersection(arguments)?,
        "array" => array(arguments)?,
        "coalesce" => return coalesced(arguments),
        "first" | "last" => return end(&name, arguments),
        "take" | "skip" => taken(&name, arguments)?,
        "range" => range(&arguments, own)?,
        "items" => items(&arguments)?,
        "objectkeys" => keys(&arguments)?,
        "length" => number_of(length(arguments.first()?)?),
        "json" => return decoded(&arguments, own),
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        "null" => Value::Null,
        "empty" | "contains" | "equals" | "not" | "and" | "or" | "startswith" | "endswith" => {
            Value::Bool(truth(&name, &arguments)?)
        }
        _ => text(&name, &arguments)?,
    };
    Some(Node::new(own, value))
}

fn only(arguments: Arguments) -> Option<Node<'static>> {
    let mut arguments = arguments.into_iter();
    arguments.next().filter(|_| arguments.next().is_none())
}

fn list_of(arguments: Arguments) -> Option<Arguments> {
    match only(arguments)?.value {
        Value::List(items) => Some(items),
        _ => None,
    }
}

/// Lists as one list, or texts as one text; where nothing tells which, nothing is known.
fn concat(arguments: Arguments) -> Option<Value<'static>> {
    if arguments.iter().any(|argument| matches!(argument.value, Value::List(_))) {
        return Some(joined(arguments));
    }
    let is_text = |value: &Value<'_>| matches!(value, Value::Text(_) | Value::Computed(_)) || is_partial(value);
    arguments.iter().any(|argument| is_text(&argument.value)).then_some(())?;
    let mut text = PartialText::default();
    for argument in &arguments {
        add_known_to(&mut text, argument)?;
    }
    Some(text.finish())
}

/// Whether a part of a text is known.
fn is_partial(value: &Value<'_>) -> bool {
    matches!(value, Value::Expression(parts) if parts.len() > 1)
}

/// Adds a value whose text is known in parts at least.
fn add_known_to(text: &mut PartialText, value: &Node<'static>) -> Option<()> {
    let is_told = !matches!(&value.value, Value::Expression(parts) if parts.is_empty());
    is_told.then(|| add_to(text, value, String::new))
}

fn union(name: &str, arguments: Arguments) -> Option<Value<'static>> {
    let arguments = if name == "shallowmerge" { list_of(arguments)? } else { arguments };
    if arguments.iter().any(Node::is_map) {
        return Some(Value::Map(united(arguments, name == "union")));
    }
    let is_list = arguments.iter().any(|argument| matches!(argument.value, Value::List(_)));
    is_list.then(|| distinct(joined(arguments)))
}

fn object(arguments: Arguments) -> Option<Value<'static>> {
    let mut members = Vec::new();
    let mut arguments = arguments.into_iter();
    while let (Some(key), Some(node)) = (arguments.next(), arguments.next()) {
        members.push(Member { key: Spanned::new(key.as_text()?.to_owned().into(), key.span), node });
    }
    Some(Value::Map(members))
}

/// What all lists have; with something unknown in one of them, nothing is told.
fn intersection(arguments: Arguments) -> Option<Value<'static>> {
    let mut lists = arguments.into_iter();
    let Value::List(mut items) = lists.next()?.value else { return None };
    for list in lists {
        let Value::List(other) = &list.value else { return None };
        let texts: FxHashSet<&str> = other.iter().map(Node::as_text).collect::<Option<_>>()?;
        items.iter().all(|item| item.as_text().is_some()).then_some(())?;
        items.retain(|item| item.as_text().is_some_and(|text| texts.contains(text)));
    }
    Some(Value::List(items))
}

fn array(arguments: Arguments) -> Option<Value<'static>> {
    let one = only(arguments)?;
    match &one.value {
        Value::List(_) => Some(one.value),
        Value::Expression(_) | Value::Later => None,
        _ => Some(Value::List(vec![one])),
    }
}

/// The first argument that is not null.
fn coalesced(arguments: Arguments) -> Option<Node<'static>> {
    arguments.into_iter().find(|argument| !matches!(argument.value, Value::Null))
}

fn end(name: &str, arguments: Arguments) -> Option<Node<'static>> {
    let list = only(arguments)?;
    length(&list)?;
    let Value::List(mut items) = list.value else { return None };
    if name == "last" { items.pop() } else { items.into_iter().next() }
}

fn taken(name: &str, arguments: Arguments) -> Option<Value<'static>> {
    let [list, count] = <[Node<'static>; 2]>::try_from(arguments).ok()?;
    length(&list)?;
    let (Value::List(items), Value::Number(count)) = (list.value, count.value) else { return None };
    let count = usize::try_from(count?).unwrap_or(0);
    let items = items.into_iter();
    Some(Value::List(if name == "take" { items.take(count).collect() } else { items.skip(count).collect() }))
}

fn range(arguments: &Arguments, own: Span) -> Option<Value<'static>> {
    let [Node { value: Value::Number(from), .. }, Node { value: Value::Number(count), .. }] = arguments.as_slice() else {
        return None;
    };
    let (from, count) = ((*from)?, (*count).filter(|count| *count <= LONGEST_RANGE)?);
    let number = |number| Node::new(own, Value::Number(Some(number)));
    Some(Value::List((from..from.checked_add(count)?).map(number).collect()))
}

/// An object as a list of its keys and values, which is in the order of the keys.
fn items(arguments: &Arguments) -> Option<Value<'static>> {
    let [object] = arguments.as_slice() else { return None };
    let mut entries = entries(object).filter(|_| object.is_map())?;
    entries.arrange_by(|(a, _), (b, _)| a.as_text().cmp(&b.as_text()));
    let item = |(key, value): (Node<'static>, Node<'static>)| {
        let at = value.span;
        let members = [("key", key), ("value", value)];
        let members = members.map(|(name, node)| Member { key: Spanned::new(name.into(), at), node });
        Node::new(at, Value::Map(members.into()))
    };
    Some(Value::List(entries.into_iter().map(item).collect()))
}

fn keys(arguments: &Arguments) -> Option<Value<'static>> {
    let [object] = arguments.as_slice() else { return None };
    let entries = entries(object).filter(|_| object.is_map())?;
    Some(Value::List(entries.into_iter().map(|(key, _)| key).collect()))
}

/// The value that a text of JSON has.
fn decoded(arguments: &Arguments, own: Span) -> Option<Node<'static>> {
    let [text] = arguments.as_slice() else { return None };
    Some(json::parse(text.as_text()?).ok()?.moved(own))
}

fn truth(name: &str, arguments: &Arguments) -> Option<bool> {
    let flag = |node: &Node<'_>| match node.value {
        Value::Bool(flag) => Some(flag),
        _ => None,
    };
    match (name, arguments.as_slice()) {
        ("empty", [value]) if matches!(value.value, Value::Null) => Some(true),
        ("empty", [value]) => Some(length(value)? == 0),
        ("equals", [left, right]) => equal(left, right),
        ("not", [value]) => flag(value).map(|flag| !flag),
        ("and", values) if values.iter().any(|value| flag(value) == Some(false)) => Some(false),
        ("or", values) if values.iter().any(|value| flag(value) == Some(true)) => Some(true),
        ("and" | "or", values) => values.iter().map(flag).collect::<Option<Vec<_>>>().map(|_| name == "and"),
        ("contains", [whole, part]) => contains(whole, part.as_text()?),
        ("startswith", [text, part]) => Some(text.as_text()?.to_lowercase().starts_with(&part.as_text()?.to_lowercase())),
        ("endswith", [text, part]) => Some(text.as_text()?.to_lowercase().ends_with(&part.as_text()?.to_lowercase())),
        _ => None,
    }
}

fn contains(whole: &Node<'_>, part: &str) -> Option<bool> {
    match &whole.value {
        Value::List(items) => {
            let is_there = items.iter().any(|item| item.as_text() == Some(part));
            (is_there || items.iter().all(|item| item.as_text().is_some())).then_some(is_there)
        }
        Value::Map(_) => {
            let is_there = whole.has(part);
            (is_there || length(whole).is_some()).then_some(is_there)
        }
        _ => Some(whole.as_text()?.contains(part)),
    }
}

/// A function of texts.
fn text(name: &str, arguments: &Arguments) -> Option<Value<'static>> {
    match (name, arguments.as_slice()) {
        ("format", [format, values @ ..]) => return formatted(format.as_text()?, values),
        ("join", [list, between]) => return joined_text(list, between.as_text()?),
        ("replace", [text, from, to]) => return replaced(text.as_text()?, from.as_text()?, to.as_text()?),
        ("split", [text, between]) => {
            // What a tool puts in for a placeholder may hold any number of marks.
            let whole = text.as_text().filter(|text| !has_placeholder(text))?;
            let between = between.as_text().filter(|between| !between.is_empty())?;
            let part = |part: &str| Node::new(text.span, computed(part));
            return Some(Value::List(whole.split(between).map(part).collect()));
        }
        ("string", [value]) => return Some(computed(text_of(value)?)),
        _ => {}
    }
    let texts: Vec<&str> = arguments.iter().map(Node::as_text).collect::<Option<_>>()?;
    let text = match (name, texts.as_slice()) {
        ("tolower", [text]) => text.to_lowercase(),
        ("toupper", [text]) => text.to_uppercase(),
        ("trim", [text]) => text.trim().to_owned(),
        _ => return None,
    };
    Some(computed(text))
}

/// `{0}` and the like replaced by the values; a format with anything else in braces is not known.
fn formatted(format: &str, values: &[Node<'static>]) -> Option<Value<'static>> {
    let mut text = PartialText::default();
    let mut rest = format;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, braced) = rest.split_at_checked(at)?;
        text.push(before);
        if let Some(escaped) = ["{{", "}}"].into_iter().find(|escaped| braced.starts_with(escaped)) {
            text.push(escaped.get(1..)?);
            rest = braced.get(2..)?;
            continue;
        }
        let (number, after) = braced.strip_prefix('{')?.split_once('}')?;
        add_known_to(&mut text, values.get(number.parse::<usize>().ok()?)?)?;
        rest = after;
    }
    text.push(rest);
    Some(text.finish())
}
