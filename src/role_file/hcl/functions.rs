//! The functions of Terraform that lists, objects and texts of role definitions are made with. A part that is not known stays an
//! expression in the result. Where the result cannot hold such a part, the whole result is an expression.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::document::{Member, Node, SPREAD, Value};
use crate::source::{Span, Spanned};

type Arguments = Vec<Node<'static>>;

/// What a call gives; `None`: that is not known here.
pub(super) fn call(name: &str, arguments: Arguments, own: Span) -> Option<Node<'static>> {
    let value = match name {
        "concat" => joined(arguments),
        "setunion" => distinct(joined(arguments)),
        "flatten" => flattened(arguments),
        "distinct" | "toset" => distinct(same(arguments)?.value),
        "compact" => compact(arguments)?,
        "merge" => merged(arguments),
        "sort" | "tolist" | "tomap" | "sensitive" | "nonsensitive" | "jsonencode" | "jsondecode" | "yamlencode"
        | "yamldecode" | "tostring" => return same(arguments),
        "coalesce" | "coalescelist" => return first(name, arguments),
        "keys" => keys(&arguments)?,
        "values" => values(arguments)?,
        "lookup" => return lookup(arguments),
        "setsubtract" => subtracted(arguments)?,
        "contains" => contains(&arguments)?,
        "formatlist" => formatted_list(&arguments)?,
        _ => Value::Computed(Cow::Owned(text(name, &arguments)?)),
    };
    Some(Node::new(own, value))
}

fn same(arguments: Arguments) -> Option<Node<'static>> {
    let mut arguments = arguments.into_iter();
    arguments.next().filter(|_| arguments.next().is_none())
}

/// The lists as one; what is no list here is an expression in it.
fn joined(arguments: Arguments) -> Value<'static> {
    let mut items = Vec::new();
    for argument in arguments {
        match argument.value {
            Value::List(own) => items.extend(own),
            _ => items.push(argument),
        }
    }
    Value::List(items)
}

fn flattened(arguments: Arguments) -> Value<'static> {
    let mut items = Vec::new();
    for argument in arguments {
        match argument.value {
            Value::List(own) => {
                if let Value::List(own) = flattened(own) {
                    items.extend(own);
                }
            }
            _ => items.push(argument),
        }
    }
    Value::List(items)
}

/// Each text once.
fn distinct(value: Value<'static>) -> Value<'static> {
    let Value::List(items) = value else { return value };
    let mut seen = rustc_hash::FxHashSet::default();
    let is_new = |item: &Node<'static>| item.as_text().is_none_or(|text| seen.insert(text.to_owned()));
    Value::List(items.into_iter().filter(is_new).collect())
}

/// Without empty texts and nulls.
fn compact(arguments: Arguments) -> Option<Value<'static>> {
    let Value::List(items) = same(arguments)?.value else { return None };
    let says = |item: &Node<'static>| !matches!(item.value, Value::Null) && item.as_text() != Some("");
    Some(Value::List(items.into_iter().filter(says).collect()))
}

/// The objects as one; of an unknown one any key may come.
fn merged(arguments: Arguments) -> Value<'static> {
    let mut members: Vec<Member<'static>> = Vec::new();
    for argument in arguments {
        match argument.value {
            Value::Map(own) => {
                for member in own {
                    members.retain(|known| known.key.value != member.key.value);
                    members.push(member);
                }
            }
            Value::Null => {}
            _ => members.push(Member { key: Spanned::new(Cow::Borrowed(SPREAD), argument.span), node: argument }),
        }
    }
    Value::Map(members)
}

/// The first argument that is neither null nor empty.
fn first(name: &str, arguments: Arguments) -> Option<Node<'static>> {
    let is_empty = |node: &Node<'static>| match &node.value {
        Value::Null => true,
        Value::Text(text) | Value::Computed(text) => name == "coalesce" && text.is_empty(),
        Value::List(items) => name == "coalescelist" && items.is_empty(),
        _ => false,
    };
    arguments.into_iter().find(|node| !is_empty(node))
}

fn keys(arguments: &Arguments) -> Option<Value<'static>> {
    let [Node { value: Value::Map(members), .. }] = arguments.as_slice() else { return None };
    let key = |member: &Member<'static>| Node::new(member.key.span, Value::Computed(member.key.value.clone()));
    members.iter().all(|member| member.key.value != SPREAD).then(|| Value::List(members.iter().map(key).collect()))
}

fn values(arguments: Arguments) -> Option<Value<'static>> {
    match same(arguments)?.value {
        Value::Map(members) => Some(Value::List(members.into_iter().map(|member| member.node).collect())),
        _ => None,
    }
}

fn lookup(arguments: Arguments) -> Option<Node<'static>> {
    let mut arguments = arguments.into_iter();
    let (map, key, default) = (arguments.next()?, arguments.next()?, arguments.next());
    let (key, Value::Map(members)) = (key.as_text()?, map.value) else { return None };
    let is_whole = members.iter().all(|member| member.key.value != SPREAD);
    let found = members.into_iter().find(|member| member.key.value == key).map(|member| member.node);
    found.or(default.filter(|_| is_whole))
}

fn subtracted(arguments: Arguments) -> Option<Value<'static>> {
    let [from, less] = <[Node<'static>; 2]>::try_from(arguments).ok()?;
    let (Value::List(from), Value::List(less)) = (from.value, less.value) else { return None };
    let less: Vec<String> = less.iter().map(|item| item.as_text().map(str::to_owned)).collect::<Option<_>>()?;
    let stays = |item: &Node<'static>| item.as_text().is_none_or(|text| !less.iter().any(|gone| gone == text));
    Some(Value::List(from.into_iter().filter(stays).collect()))
}

fn contains(arguments: &Arguments) -> Option<Value<'static>> {
    let [Node { value: Value::List(items), .. }, wanted] = arguments.as_slice() else { return None };
    let wanted = wanted.as_text()?;
    let texts: Vec<Option<&str>> = items.iter().map(Node::as_text).collect();
    let is_there = texts.contains(&Some(wanted));
    (is_there || texts.iter().all(Option::is_some)).then_some(Value::Bool(is_there))
}

/// `formatlist("a/%s", list)`: a format with one list.
fn formatted_list(arguments: &Arguments) -> Option<Value<'static>> {
    let [format, Node { value: Value::List(items), .. }] = arguments.as_slice() else { return None };
    let one = |item: &Node<'static>| {
        let text = formatted(format.as_text()?, &[text_of(item)?])?;
        Some(Node::new(item.span, Value::Computed(Cow::Owned(text))))
    };
    let unknown = |item: &Node<'static>| Node::new(item.span, Value::Expression);
    Some(Value::List(items.iter().map(|item| one(item).unwrap_or_else(|| unknown(item))).collect()))
}

/// A function of texts that gives a text.
fn text(name: &str, arguments: &Arguments) -> Option<String> {
    if name == "join" {
        let [between, Node { value: Value::List(items), .. }] = arguments.as_slice() else { return None };
        return Some(items.iter().map(text_of).collect::<Option<Vec<_>>>()?.join(between.as_text()?));
    }
    let texts: Vec<String> = arguments.iter().map(text_of).collect::<Option<_>>()?;
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    Some(match (name, texts.as_slice()) {
        ("lower", [text]) => text.to_lowercase(),
        ("upper", [text]) => text.to_uppercase(),
        ("trimspace", [text]) => text.trim().to_owned(),
        ("chomp", [text]) => text.trim_end_matches(['\r', '\n']).to_owned(),
        ("trimprefix", [text, prefix]) => text.strip_prefix(prefix).unwrap_or(text).to_owned(),
        ("trimsuffix", [text, suffix]) => text.strip_suffix(suffix).unwrap_or(text).to_owned(),
        ("replace", [text, from, to]) if !from.starts_with('/') || from.len() < 2 => text.replace(from, to),
        ("format", [format, values @ ..]) => {
            formatted(format, &values.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>())?
        }
        _ => return None,
    })
}

/// A format that has no other verb than `%s`.
fn formatted(format: &str, values: &[String]) -> Option<String> {
    let mut parts = format.split("%s");
    let mut text = parts.next()?.to_owned();
    let mut values = values.iter();
    for part in parts {
        text.push_str(values.next()?);
        text.push_str(part);
    }
    (!format.replace("%s", "").contains('%') && values.next().is_none()).then_some(text)
}

/// What a value is as a part of a text: of a list or an object its JSON.
pub(super) fn text_of(node: &Node<'_>) -> Option<String> {
    match &node.value {
        Value::Text(text) | Value::Computed(text) => Some(text.as_ref().to_owned()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::List(_) | Value::Map(_) => {
            let mut text = String::new();
            json_of(node, &mut text).then_some(text)
        }
        Value::Null | Value::Number | Value::Expression | Value::Later => None,
    }
}

/// Writes a value as JSON; false: a part of it is not known.
fn json_of(node: &Node<'_>, into: &mut String) -> bool {
    match &node.value {
        Value::Null => into.push_str("null"),
        Value::Bool(flag) => into.push_str(if *flag { "true" } else { "false" }),
        Value::Text(text) | Value::Computed(text) => {
            let _ = write!(into, "{}", serde_json::Value::String(text.as_ref().to_owned()));
        }
        Value::List(items) => {
            into.push('[');
            for (number, item) in items.iter().enumerate() {
                into.push_str(if number > 0 { "," } else { "" });
                if !json_of(item, into) {
                    return false;
                }
            }
            into.push(']');
        }
        Value::Map(members) => {
            into.push('{');
            for (number, member) in members.iter().enumerate() {
                into.push_str(if number > 0 { "," } else { "" });
                let _ = write!(into, "{}:", serde_json::Value::String(member.key.value.as_ref().to_owned()));
                if !json_of(&member.node, into) {
                    return false;
                }
            }
            into.push('}');
        }
        Value::Number | Value::Expression | Value::Later => return false,
    }
    true
}

/// Whether two values are equal, where both are known.
pub(super) fn equal(left: &Node<'_>, right: &Node<'_>) -> Option<bool> {
    match (&left.value, &right.value) {
        (Value::Expression | Value::Later | Value::Number, _) | (_, Value::Expression | Value::Later | Value::Number) => None,
        (Value::Null, other) | (other, Value::Null) => Some(matches!(other, Value::Null)),
        (Value::Bool(left), Value::Bool(right)) => Some(left == right),
        (Value::List(left), Value::List(right)) if left.is_empty() || right.is_empty() => Some(left.len() == right.len()),
        _ => Some(left.as_text()? == right.as_text()?),
    }
}

/// What a value is that is one of two: their common items and an expression, or the one that both are.
pub(super) fn common(sides: &[Node<'static>; 2], own: Span) -> Option<Node<'static>> {
    let [yes, no] = sides;
    match (&yes.value, &no.value) {
        (Value::List(yes), Value::List(no)) => {
            let in_both =
                |item: &&Node<'static>| item.as_text().is_some_and(|text| no.iter().any(|other| other.as_text() == Some(text)));
            let mut items: Vec<Node<'static>> = yes.iter().filter(in_both).cloned().collect();
            if items.len() < yes.len() || items.len() < no.len() {
                items.push(Node::new(own, Value::Expression));
            }
            Some(Node::new(own, Value::List(items)))
        }
        _ => (equal(yes, no) == Some(true)).then(|| yes.clone()),
    }
}
