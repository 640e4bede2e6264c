//! What the languages of role files make of values: Terraform, Bicep and ARM templates have functions of the same kind. A part that is not
//! known stays an expression in the result.

use std::borrow::Cow;
use std::fmt::Write as _;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::document::{Member, Node, PartialText, SPREAD, Value};
use crate::source::Spanned;

/// The values that a function is given.
pub(super) type Arguments = Vec<Node<'static>>;

/// The lists as one; what is no list here is an expression in it.
pub(super) fn joined(arguments: Arguments) -> Value<'static> {
    let mut items = Vec::new();
    for argument in arguments {
        match argument.value {
            Value::List(own) => items.extend(own),
            _ => items.push(argument),
        }
    }
    Value::List(items)
}

/// The items of lists in lists.
pub(super) fn flattened(arguments: Arguments) -> Value<'static> {
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
pub(super) fn distinct(value: Value<'static>) -> Value<'static> {
    let Value::List(items) = value else { return value };
    let mut seen = FxHashSet::default();
    let is_new = |item: &Node<'static>| item.as_text().is_none_or(|text| seen.insert(text.to_owned()));
    Value::List(items.into_iter().filter(is_new).collect())
}

/// What a value is as a part of a text: of a list or an object its JSON.
pub(super) fn text_of(node: &Node<'_>) -> Option<String> {
    match &node.value {
        Value::Text(text) | Value::Computed(text) => Some(text.as_ref().to_owned()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Number(number) => number.map(|number| number.to_string()),
        Value::List(_) | Value::Map(_) => {
            let mut text = String::new();
            json_of(node, &mut text).then_some(text)
        }
        Value::Null | Value::Expression(_) | Value::Later => None,
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
        Value::Number(Some(number)) => into.push_str(&number.to_string()),
        Value::Number(None) | Value::Expression(_) | Value::Later => return false,
    }
    true
}

/// The objects as one: what a later one says counts; `is_deep`: objects in both are joined. Of an unknown one any key may come, so that
/// nothing is known of what stands before it.
pub(super) fn united(objects: Arguments, is_deep: bool) -> Vec<Member<'static>> {
    let mut members: Vec<Member<'static>> = Vec::new();
    let mut numbers: FxHashMap<String, usize> = FxHashMap::default();
    for object in objects {
        let Node { span, value } = object;
        let own = match value {
            Value::Map(own) => own,
            Value::Null => continue,
            value => vec![Member { key: Spanned::new(Cow::Borrowed(SPREAD), span), node: Node::new(span, value) }],
        };
        if let Some(rest) = own.iter().find(|member| member.key.value == SPREAD) {
            for member in &mut members {
                member.node = rest.node.clone();
            }
        }
        for mut member in own {
            let number = *numbers.entry(member.key.value.as_ref().to_owned()).or_insert(members.len());
            let Some(before) = members.get_mut(number) else {
                members.push(member);
                continue;
            };
            if is_deep && before.node.is_map() && member.node.is_map() {
                let both = vec![before.node.clone(), member.node];
                member.node = Node::new(before.node.span, Value::Map(united(both, true)));
            }
            *before = member;
        }
    }
    members
}

/// A list of texts as one text; with something unknown in it there may be any number of them.
pub(super) fn joined_text(list: &Node<'_>, between: &str) -> Option<Value<'static>> {
    let Value::List(items) = &list.value else { return None };
    let mut text = PartialText::default();
    for (number, item) in items.iter().enumerate() {
        text.push(if number > 0 { between } else { "" });
        text.push(&text_of(item)?);
    }
    Some(text.finish())
}

/// A text with something else in the place of each occurrence of a part.
pub(super) fn replaced(text: &str, from: &str, to: &str) -> Option<Value<'static>> {
    if from.is_empty() {
        return None;
    }
    let mut whole = PartialText::default();
    for (number, part) in text.split(from).enumerate() {
        whole.push(if number > 0 { to } else { "" });
        whole.push(part);
    }
    Some(whole.finish())
}

/// Adds a value to a text; `written`: what gives it, where that is not in the value itself.
pub(super) fn add_to(text: &mut PartialText, value: &Node<'_>, written: impl FnOnce() -> String) {
    match (&value.value, text_of(value)) {
        (_, Some(known)) => text.push(&known),
        (Value::Expression(parts), None) if !parts.is_empty() => text.extend(parts),
        _ => text.push_unknown(written()),
    }
}

/// How many items a list or an object has, or letters a text, where that is known: an expression in a list may be several items, or none.
pub(super) fn length(node: &Node<'_>) -> Option<usize> {
    match &node.value {
        Value::List(items) if !items.iter().any(|item| item.value.is_expression()) => Some(items.len()),
        Value::Map(members) if !node.has(SPREAD) => Some(members.len()),
        Value::Text(text) | Value::Computed(text) => Some(text.chars().count()),
        _ => None,
    }
}

/// An item of a list; an expression before it may be several items, or none.
pub(super) fn item<'n>(list: &'n Node<'static>, number: usize) -> Option<&'n Node<'static>> {
    let is_sure = list.items().iter().take(number).all(|item| !item.value.is_expression());
    list.items().get(number).filter(|_| is_sure)
}

/// Whether a list is empty, where that is known.
fn is_empty(items: &[Node<'_>]) -> Option<bool> {
    let is_known = |item: &Node<'_>| !matches!(item.value, Value::Expression(_) | Value::Later);
    match items {
        [] => Some(true),
        items => items.iter().any(is_known).then_some(false),
    }
}

/// Whether two values are equal, where both are known.
pub(super) fn equal(left: &Node<'_>, right: &Node<'_>) -> Option<bool> {
    match (&left.value, &right.value) {
        (Value::Expression(_) | Value::Later, _) | (_, Value::Expression(_) | Value::Later) => None,
        (Value::Null, other) | (other, Value::Null) => Some(matches!(other, Value::Null)),
        (Value::Bool(left), Value::Bool(right)) => Some(left == right),
        (Value::Number(left), Value::Number(right)) => Some((*left)? == (*right)?),
        (Value::List(left), Value::List(right)) if left.is_empty() || right.is_empty() => {
            Some(is_empty(left)? == is_empty(right)?)
        }
        _ => Some(left.as_text()? == right.as_text()?),
    }
}

/// What a value is that is one of two: what both have in common, and an expression in the place of what they have not.
pub(super) fn common(sides: &[Node<'static>; 2], choice: &Node<'static>) -> Option<Node<'static>> {
    let [yes, no] = sides;
    let own = choice.span;
    let unknown = || choice.clone();
    match (&yes.value, &no.value) {
        (Value::List(yes), Value::List(no)) => {
            let texts = |side: &[Node<'static>]| side.iter().filter_map(Node::as_text).map(str::to_owned).collect();
            let (ours, theirs): (FxHashSet<String>, FxHashSet<String>) = (texts(yes), texts(no));
            let is_in =
                |item: &Node<'static>, texts: &FxHashSet<String>| item.as_text().is_some_and(|text| texts.contains(text));
            let mut items: Vec<Node<'static>> = yes.iter().filter(|item| is_in(item, &theirs)).cloned().collect();
            if items.len() < yes.len() || !no.iter().all(|item| is_in(item, &ours)) {
                items.push(unknown());
            }
            Some(Node::new(own, Value::List(items)))
        }
        (Value::Map(ours), Value::Map(theirs)) => {
            let mut others: FxHashMap<String, &Member<'static>> =
                theirs.iter().map(|member| (member.key.value.to_ascii_lowercase(), member)).collect();
            let ours = ours.iter().map(|member| {
                let other = others.remove(&member.key.value.to_ascii_lowercase());
                let shared = other.and_then(|other| common(&[member.node.clone(), other.node.clone()], choice));
                Member { key: member.key.clone(), node: shared.unwrap_or_else(unknown) }
            });
            let mut members: Vec<Member<'static>> = ours.collect();
            let alone = theirs.iter().filter(|member| others.contains_key(&member.key.value.to_ascii_lowercase()));
            members.extend(alone.map(|member| Member { key: member.key.clone(), node: unknown() }));
            Some(Node::new(own, Value::Map(members)))
        }
        _ => (equal(yes, no) == Some(true)).then(|| yes.clone()),
    }
}

/// The entries that a loop goes through, each with its key; of a list the key is the number.
pub(super) fn entries(collection: &Node<'static>) -> Option<Vec<(Node<'static>, Node<'static>)>> {
    length(collection)?;
    match &collection.value {
        Value::Map(members) => {
            let entry = |member: &Member<'static>| {
                (Node::new(member.key.span, Value::Computed(member.key.value.clone())), member.node.clone())
            };
            Some(members.iter().map(entry).collect())
        }
        Value::List(items) => {
            let entry = |(number, item): (usize, &Node<'static>)| (Node::new(item.span, number_of(number)), item.clone());
            Some(items.iter().enumerate().map(entry).collect())
        }
        _ => None,
    }
}

/// A count or an index as a value.
pub(super) fn number_of(number: usize) -> Value<'static> {
    Value::Number(i64::try_from(number).ok())
}

/// A text that is computed.
pub(super) fn computed(text: impl Into<String>) -> Value<'static> {
    Value::Computed(Cow::Owned(text.into()))
}
