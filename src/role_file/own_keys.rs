//! Keys of a team's own for what a role grants: where only its code reads a file, `permissions_not_actions` are the exceptions, and what is
//! under any other key with actions is not known.

use super::written::ListKind;
use crate::document::{Member, Node, Value};

/// The list that a key means by its last words.
pub(super) fn list_meant(key: &str) -> Option<ListKind> {
    let mut words = words(key);
    if let Some(last) = words.last_mut().filter(|last| *last == "action") {
        last.push('s');
    }
    let ends = |with: &[&str]| words.len() >= with.len() && words.iter().rev().zip(with.iter().rev()).all(|(a, b)| a == b);
    let known: [(&[&str], ListKind); 4] = [
        (&["not", "data", "actions"], ListKind::NotDataActions),
        (&["data", "actions"], ListKind::DataActions),
        (&["not", "actions"], ListKind::NotActions),
        (&["actions"], ListKind::Actions),
    ];
    known.into_iter().find(|(with, _)| ends(with)).map(|(_, kind)| kind)
}

/// The first member that means a list, by its last words alone.
pub(super) fn member<'n, 's>(map: &'n Node<'s>, list: &str) -> Option<&'n Member<'s>> {
    let kind = ListKind::ALL.into_iter().find(|kind| kind.key() == list)?;
    map.members().iter().find(|member| list_meant(&member.key.value) == Some(kind) && may_be_list(&member.node))
}

/// Whether a member lists actions, whatever its key means, or is a list by its key.
pub(super) fn says_actions(member: &Member<'_>) -> bool {
    // What people keep for themselves, such as lists that others name.
    if ["x-", "_", "$", "//"].iter().any(|own| member.key.value.starts_with(own)) {
        return false;
    }
    has_actions(&member.node) || list_meant(&member.key.value).is_some() && may_be_list(&member.node)
}

/// Whether a value may be a list of actions.
fn may_be_list(node: &Node<'_>) -> bool {
    match &node.value {
        Value::List(items) => items.is_empty() || has_actions(node) || items.iter().all(|item| item.value.is_expression()),
        value => value.is_expression(),
    }
}

/// Whether a list has an action.
pub(super) fn has_actions(node: &Node<'_>) -> bool {
    node.items().iter().any(|item| item.as_text().is_some_and(is_action))
}

/// Whether a text may be an action.
pub(super) fn is_action(text: &str) -> bool {
    text == "*" || text.starts_with("*/") || text.split_once('/').is_some_and(|(provider, _)| is_provider(provider))
}

/// Whether a text may be the name of a provider: `Microsoft.Compute`.
fn is_provider(text: &str) -> bool {
    text.contains('.') && text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '.')
}

/// The words of a key, in small letters: `permissions_not_actions`, `permissionsNotActions`.
fn words(key: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before_is_small = false;
    for letter in key.chars() {
        let is_mark = matches!(letter, '_' | '-' | '.' | ' ');
        if is_mark || letter.is_uppercase() && before_is_small {
            words.push(String::new());
        }
        before_is_small = letter.is_lowercase() || letter.is_ascii_digit();
        if let Some(word) = words.last_mut().filter(|_| !is_mark) {
            word.extend(letter.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_words_of_a_key_tell_its_list() {
        let cases = [
            ("permissions_actions", Some(ListKind::Actions)),
            ("permissionsNotActions", Some(ListKind::NotActions)),
            ("role-data-actions", Some(ListKind::DataActions)),
            ("not_data_actions", Some(ListKind::NotDataActions)),
            ("action", Some(ListKind::Actions)),
            ("transactions", None),
            ("actions_of_the_team", None),
        ];
        for (key, list) in cases {
            assert_eq!(list_meant(key), list, "{key}");
        }
    }
}
