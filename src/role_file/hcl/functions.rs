//! The functions of Terraform that lists, objects and texts of role definitions are made with. A part that is not known stays an
//! expression in the result. Where the result cannot hold such a part, the whole result is an expression.

use rustc_hash::FxHashSet;

use super::order::{by_key, set, sorted};
use crate::document::{Member, Node, PartialText, SPREAD, Value};
use crate::role_file::values::{
    Arguments, computed, distinct, flattened, joined, joined_text, length, number_of, replaced, text_of, united,
};
use crate::source::Span;

/// Functions whose result has the same elements in whatever order those of its arguments are.
pub(super) const ORDERLESS: [&str; 12] = [
    "toset",
    "tolist",
    "concat",
    "flatten",
    "distinct",
    "setunion",
    "setsubtract",
    "setintersection",
    "compact",
    "try",
    "sensitive",
    "nonsensitive",
];

/// What a call gives; `None`: that is not known here.
pub(super) fn call(name: &str, arguments: Arguments, own: Span) -> Option<Node<'static>> {
    let value = match name {
        "concat" => joined(arguments),
        "setunion" => set(joined(arguments))?,
        "flatten" => flattened(arguments),
        "distinct" => distinct(same(arguments)?.value),
        "toset" => set(same(arguments)?.value)?,
        "sort" => sorted_list(arguments)?,
        "compact" => compact(arguments)?,
        "merge" => Value::Map(united(arguments, false)),
        "tolist" | "tomap" | "sensitive" | "nonsensitive" | "jsonencode" | "jsondecode" | "yamlencode" | "yamldecode"
        | "tostring" => return same(arguments),
        "coalesce" | "coalescelist" => return first(name, arguments),
        "keys" => keys(&arguments)?,
        "values" => values(arguments)?,
        "lookup" => return lookup(arguments),
        "setsubtract" => subtracted(arguments)?,
        "contains" => contains(&arguments)?,
        "length" => number_of(length(&same(arguments)?)?),
        "one" | "element" => return item(arguments),
        "split" => split(&arguments)?,
        "setintersection" => intersection(arguments)?,
        "startswith" | "endswith" => affixed(name, &arguments)?,
        "formatlist" => formatted_list(&arguments)?,
        "format" => formatted(arguments.first()?.as_text()?, arguments.get(1..)?)?,
        "join" => joined_text(arguments.get(1)?, arguments.first()?.as_text()?)?,
        "replace" => replace(&arguments)?,
        _ => computed(text(name, &arguments)?),
    };
    Some(Node::new(own, value))
}

fn same(arguments: Arguments) -> Option<Node<'static>> {
    let mut arguments = arguments.into_iter();
    arguments.next().filter(|_| arguments.next().is_none())
}

/// Without empty texts and nulls.
fn compact(arguments: Arguments) -> Option<Value<'static>> {
    let Value::List(items) = same(arguments)?.value else { return None };
    let says = |item: &Node<'static>| !matches!(item.value, Value::Null) && item.as_text() != Some("");
    Some(Value::List(items.into_iter().filter(says).collect()))
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

/// A list in order; a null has no place in one.
fn sorted_list(arguments: Arguments) -> Option<Value<'static>> {
    match same(arguments)?.value {
        Value::List(items) => sorted(items),
        other => Some(other),
    }
}

fn keys(arguments: &Arguments) -> Option<Value<'static>> {
    let [Node { value: Value::Map(members), .. }] = arguments.as_slice() else { return None };
    let key = |member: &Member<'static>| Node::new(member.key.span, Value::Computed(member.key.value.clone()));
    members
        .iter()
        .all(|member| member.key.value != SPREAD)
        .then(|| Value::List(by_key(members.clone()).iter().map(key).collect()))
}

fn values(arguments: Arguments) -> Option<Value<'static>> {
    match same(arguments)?.value {
        Value::Map(members) => Some(Value::List(by_key(members).into_iter().map(|member| member.node).collect())),
        _ => None,
    }
}

fn lookup(arguments: Arguments) -> Option<Node<'static>> {
    let mut arguments = arguments.into_iter();
    let (map, key, default) = (arguments.next()?, arguments.next()?, arguments.next());
    let (key, Value::Map(members)) = (key.as_text()?, map.value) else { return None };
    let is_whole = members.iter().all(|member| member.key.value != SPREAD);
    let found = members.into_iter().rfind(|member| member.key.value == key).map(|member| member.node);
    found.or(default.filter(|_| is_whole))
}

fn subtracted(arguments: Arguments) -> Option<Value<'static>> {
    let [from, less] = <[Node<'static>; 2]>::try_from(arguments).ok()?;
    let (Value::List(from), Value::List(less)) = (from.value, less.value) else { return None };
    let less: FxHashSet<String> = less.iter().map(|item| item.as_text().map(str::to_owned)).collect::<Option<_>>()?;
    let stays = |item: &Node<'static>| item.as_text().is_none_or(|text| !less.contains(text));
    set(Value::List(from.into_iter().filter(stays).collect()))
}

fn contains(arguments: &Arguments) -> Option<Value<'static>> {
    let [Node { value: Value::List(items), .. }, wanted] = arguments.as_slice() else { return None };
    let wanted = wanted.as_text()?;
    let texts: Vec<Option<&str>> = items.iter().map(Node::as_text).collect();
    let is_there = texts.contains(&Some(wanted));
    (is_there || texts.iter().all(Option::is_some)).then_some(Value::Bool(is_there))
}

/// The only item of a list, or one by its number.
fn item(arguments: Arguments) -> Option<Node<'static>> {
    let mut arguments = arguments.into_iter();
    let list = arguments.next()?;
    let all = length(&list)?;
    let number = match arguments.next().map(|number| number.value) {
        Some(Value::Number(number)) => usize::try_from(number?).ok()?.checked_rem(all)?,
        None if all == 1 => 0,
        _ => return None,
    };
    list.items().get(number).cloned()
}

fn split(arguments: &Arguments) -> Option<Value<'static>> {
    let [between, text] = arguments.as_slice() else { return None };
    let (between, whole) = (between.as_text().filter(|between| !between.is_empty())?, text.as_text()?);
    let part = |part: &str| Node::new(text.span, computed(part));
    Some(Value::List(whole.split(between).map(part).collect()))
}

/// What all lists have; with something unknown in one of them, nothing is told.
fn intersection(arguments: Arguments) -> Option<Value<'static>> {
    let mut lists = arguments.into_iter();
    let Value::List(mut items) = lists.next()?.value else { return None };
    for list in lists {
        let texts: FxHashSet<&str> = list.items().iter().map(Node::as_text).collect::<Option<_>>()?;
        length(&list)?;
        items.iter().all(|item| item.as_text().is_some()).then_some(())?;
        items.retain(|item| item.as_text().is_some_and(|text| texts.contains(text)));
    }
    set(Value::List(items))
}

fn affixed(name: &str, arguments: &Arguments) -> Option<Value<'static>> {
    let [text, affix] = arguments.as_slice() else { return None };
    let (text, affix) = (text.as_text()?, affix.as_text()?);
    Some(Value::Bool(if name == "startswith" { text.starts_with(affix) } else { text.ends_with(affix) }))
}

/// `formatlist("a/%s", list)`: a format with one list.
fn formatted_list(arguments: &Arguments) -> Option<Value<'static>> {
    let [format, Node { value: Value::List(items), .. }] = arguments.as_slice() else { return None };
    let one = |item: &Node<'static>| {
        let text = formatted(format.as_text()?, std::slice::from_ref(item))?;
        Some(Node::new(item.span, text))
    };
    let unknown = |item: &Node<'static>| Node::new(item.span, Value::unknown());
    Some(Value::List(items.iter().map(|item| one(item).unwrap_or_else(|| unknown(item))).collect()))
}

/// A part between slashes is a pattern, which is not followed.
fn replace(arguments: &Arguments) -> Option<Value<'static>> {
    let [text, from, to] = arguments.as_slice() else { return None };
    let (text, from, to) = (text.as_text()?, from.as_text()?, to.as_text()?);
    (!from.starts_with('/') || from.len() < 2).then(|| replaced(text, from, to)).flatten()
}

/// A function of texts that gives a text.
fn text(name: &str, arguments: &Arguments) -> Option<String> {
    let texts: Vec<String> = arguments.iter().map(text_of).collect::<Option<_>>()?;
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    Some(match (name, texts.as_slice()) {
        ("lower", [text]) => text.to_lowercase(),
        ("upper", [text]) => text.to_uppercase(),
        ("trimspace", [text]) => text.trim().to_owned(),
        ("chomp", [text]) => text.trim_end_matches(['\r', '\n']).to_owned(),
        ("trimprefix", [text, prefix]) => text.strip_prefix(prefix).unwrap_or(text).to_owned(),
        ("trimsuffix", [text, suffix]) => text.strip_suffix(suffix).unwrap_or(text).to_owned(),
        _ => return None,
    })
}

/// A format that has no other verbs than `%s`, `%v` and `%d`.
fn formatted(format: &str, values: &[Node<'static>]) -> Option<Value<'static>> {
    let mut text = PartialText::default();
    let mut values = values.iter();
    let mut parts = format.split('%');
    text.push(parts.next()?);
    while let Some(part) = parts.next() {
        match part.chars().next() {
            None => {
                text.push("%");
                text.push(parts.next()?);
            }
            Some('s' | 'v' | 'd') => {
                match values.next().map(|value| (&value.value, text_of(value)))? {
                    (_, Some(known)) => text.push(&known),
                    (Value::Expression(own), None) if !own.is_empty() => text.extend(own),
                    _ => return None,
                }
                text.push(part.get(1..)?);
            }
            Some(_) => return None,
        }
    }
    values.next().is_none().then(|| text.finish())
}
