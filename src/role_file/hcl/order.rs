//! The order of what Terraform goes through: maps by their keys, sets and what `sort` gives by their texts, byte by byte.

use std::collections::BTreeMap;

use crate::arrange::Arrange as _;
use crate::document::{Member, Node, SPREAD, Value};
use crate::role_file::values::{distinct, entries};

/// The texts of a list by their bytes. What is not known may be anywhere among them: it comes first, so that no text has a number that
/// is known. `None`: there is something else in it, whose order is not told here.
pub(super) fn sorted(items: Vec<Node<'static>>) -> Option<Value<'static>> {
    let (unknown, mut known): (Vec<_>, Vec<_>) = items.into_iter().partition(is_unknown);
    let is_ordered = unknown.len() + known.len() < 2 || known.iter().all(|item| item.as_text().is_some());
    known.arrange_by(|a, b| a.as_text().cmp(&b.as_text()));
    is_ordered.then(|| Value::List(unknown.into_iter().chain(known).collect()))
}

/// A list as a set: each text once, by its bytes.
pub(super) fn set(list: Value<'static>) -> Option<Value<'static>> {
    match distinct(list) {
        Value::List(items) => sorted(items),
        other => Some(other),
    }
}

/// The members of a map by their keys; of a key that occurs twice the last one. What is spread into it comes first: it may have any keys.
pub(super) fn by_key(members: Vec<Member<'static>>) -> Vec<Member<'static>> {
    let (mut rest, own): (Vec<_>, Vec<_>) = members.into_iter().partition(|member| member.key.value == SPREAD);
    let own: BTreeMap<String, Member<'static>> =
        own.into_iter().map(|member| (member.key.value.as_ref().to_owned(), member)).collect();
    rest.extend(own.into_values());
    rest
}

/// The entries that a loop goes through. Whether something is a list or a set is not told here, so that a number is not known: the key of an
/// element of a set is the element.
pub(super) fn loop_entries(collection: &Node<'static>) -> Option<Vec<(Node<'static>, Node<'static>)>> {
    if let Value::Map(members) = &collection.value {
        return entries(&Node::new(collection.span, Value::Map(by_key(members.clone()))));
    }
    let mut entries = entries(collection)?;
    for (key, _) in &mut entries {
        if matches!(key.value, Value::Number(_)) {
            key.value = Value::Number(None);
        }
    }
    Some(entries)
}

const fn is_unknown(item: &Node<'static>) -> bool {
    matches!(item.value, Value::Expression(_) | Value::Later)
}
