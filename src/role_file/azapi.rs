//! Role definitions that Terraform's azapi sends to Azure: a body as ARM has it, in configurations, plans and states.

use std::borrow::Cow;

use super::json;
use super::kind::{AZAPI_UPDATE, is_role_type};
use crate::document::{Member, Node, SPREAD, TextPart, Value};
use crate::source::{Span, Spanned};

/// What is said of a part of a role that is not in its update.
const UNTOUCHED: &str = "what the update leaves as it is";

/// A resource of azapi as ARM writes it, if it is a role definition. Of an update more may be said elsewhere.
pub(super) fn as_arm(node: &Node<'static>, of: &str) -> Option<Node<'static>> {
    if !type_of(node.get("type")?).is_some_and(is_role_type) {
        return None;
    }
    let mut members: Vec<Member<'static>> = node.member("name").cloned().into_iter().collect();
    let body = node.get("body").map(body);
    match (body.as_ref().and_then(|body| body.member("properties")), &body) {
        (Some(properties), _) => {
            let mut properties = properties.clone();
            if let (true, Value::Map(own)) = (of == AZAPI_UPDATE, &mut properties.node.value) {
                own.push(member(SPREAD, Node::new(properties.key.span, Value::unknown_elsewhere(UNTOUCHED))));
            }
            members.push(properties);
        }
        (None, Some(body)) if matches!(body.value, Value::Later) => members.push(member("properties", body.clone())),
        (None, Some(body)) if !body.is_map() => members.push(member("properties", Node::new(body.span, Value::unknown()))),
        _ => {}
    }
    Some(Node::new(node.span, Value::Map(members)))
}

/// The type without its version, which may be computed.
fn type_of<'n>(node: &'n Node<'static>) -> Option<&'n str> {
    let first = match &node.value {
        Value::Expression(parts) => match parts.first()? {
            TextPart::Known(text) => text.as_str(),
            TextPart::Unknown(_) => return None,
        },
        _ => node.as_text()?,
    };
    match first.split_once('@') {
        Some((of, _)) => Some(of),
        None => node.as_text(),
    }
}

/// The object that is sent: itself, in a text of JSON, or with its type beside it, as states have it.
fn body(node: &Node<'static>) -> Node<'static> {
    let decoded = node.as_text().and_then(|text| Some(json::parse(text).ok()?.moved(node.span)));
    let typed = node.get("value").filter(|_| node.has("type") && !node.has("properties")).cloned();
    decoded.or(typed).unwrap_or_else(|| node.clone())
}

fn member(key: &'static str, node: Node<'static>) -> Member<'static> {
    let at: Span = node.span;
    Member { key: Spanned::new(Cow::Borrowed(key), at), node }
}
