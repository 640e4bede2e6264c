//! What looks like a role definition and is none: schemas, which say what role definitions look like, and roles of Cosmos DB, which has
//! roles of its own with the same keys.

use super::own_keys::list_meant;
use super::reader::CAMEL;
use super::written::ListKind;
use crate::document::{Member, Node, Value, is_same_word};

/// What a schema says of a value.
const OF_SCHEMAS: [&str; 7] = ["type", "$ref", "items", "anyOf", "oneOf", "allOf", "enum"];

/// What all data actions of Cosmos DB begin with.
const COSMOS_DB: &str = "microsoft.documentdb/databaseaccounts/";

/// Whether an object says what role definitions look like, as JSON schemas and definitions of Kubernetes resources do.
pub(super) fn is_schema(node: &Node<'_>) -> bool {
    let describes_all = |node: &Node<'_>| {
        let mut said = node.members().iter().filter(|member| is_key_of_roles(&member.key.value)).peekable();
        said.peek().is_some() && said.all(|member| describes(&member.node))
    };
    describes_all(node) || node.get("properties").is_some_and(describes_all)
}

fn is_key_of_roles(key: &str) -> bool {
    let keys = CAMEL.lists().into_iter().chain([CAMEL.assignable_scopes, "permissions"]);
    keys.into_iter().any(|own| is_same_word(own, key))
}

/// Whether a value says what a list looks like, and is no list or permission block.
fn describes(node: &Node<'_>) -> bool {
    OF_SCHEMAS.iter().any(|key| node.has(key)) && !node.members().iter().any(|member| is_key_of_roles(&member.key.value))
}

/// Whether an object is a role of Cosmos DB: its kind says so, or it has only its data actions, and scopes of its own kind or none.
pub(super) fn is_of_cosmos_db(node: &Node<'_>) -> bool {
    if node.get("kind").and_then(Node::as_text) == Some("SQLRoleDefinition") {
        return true;
    }
    let permissions = node.loosely("permissions").map(|member| &member.node);
    let blocks = permissions.into_iter().flat_map(|own| std::iter::once(own).chain(own.items())).chain([node]);
    let mut is_one = false;
    for member in blocks.flat_map(Node::members) {
        match list_meant(&member.key.value) {
            Some(ListKind::DataActions) if member.node.items().iter().all(is_data_action) => {
                is_one |= !member.node.items().is_empty();
            }
            Some(ListKind::Actions | ListKind::DataActions) if !is_empty(member) => return false,
            _ => {}
        }
    }
    is_one && node.loosely("assignableScopes").is_none_or(|scopes| scopes.node.items().iter().all(is_scope))
}

fn is_empty(member: &Member<'_>) -> bool {
    match &member.node.value {
        Value::Null => true,
        Value::List(items) => items.is_empty(),
        _ => false,
    }
}

fn is_data_action(node: &Node<'_>) -> bool {
    node.as_text().is_some_and(|text| text.to_ascii_lowercase().starts_with(COSMOS_DB))
}

/// Whether a scope is an account of Cosmos DB, or a database in it.
fn is_scope(node: &Node<'_>) -> bool {
    let is_own = |text: &str| text == "/" || text.contains("/dbs/") || text.to_ascii_lowercase().contains("/databaseaccounts/");
    node.as_text().is_none_or(is_own)
}
