//! [`ModuleCall`]: what a call of a module, or a file of parameters, gives to the parameters of a file.

use crate::document::{Member, Node, SPREAD, Value};
use crate::source::Span;

/// What one call gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ModuleCall(Node<'static>);

/// What a call says of one parameter.
pub(super) enum GivenArgument<'c> {
    /// It gives this.
    Value(&'c Node<'static>),
    /// It gives nothing, so that the default counts.
    LeftOut,
    /// It may give anything.
    Unknown,
}

impl ModuleCall {
    /// A call with the object of its arguments, as a text of another file has it.
    pub(super) fn new(arguments: &Node<'static>, text: &str) -> Self {
        Self(told(arguments, text))
    }

    /// A call of which nothing is known.
    pub(super) fn unknown() -> Self {
        Self(Node::new(Span::default(), Value::unknown()))
    }

    pub(super) fn argument(&self, name: &str) -> GivenArgument<'_> {
        let given = self.0.members().iter().rev().find(|member| member.key.value == name);
        match given {
            Some(member) => GivenArgument::Value(&member.node),
            None if self.0.is_map() && !self.0.has(SPREAD) => GivenArgument::LeftOut,
            None => GivenArgument::Unknown,
        }
    }
}

/// A value with the text of each expression in it, which nobody finds at its place in another file.
fn told(node: &Node<'static>, text: &str) -> Node<'static> {
    let value = match &node.value {
        Value::Expression(parts) if parts.is_empty() => {
            Value::unknown_elsewhere(text.get(node.span.start..node.span.end).unwrap_or_default().trim())
        }
        Value::List(items) => Value::List(items.iter().map(|item| told(item, text)).collect()),
        Value::Map(members) => {
            let member = |member: &Member<'static>| Member { key: member.key.clone(), node: told(&member.node, text) };
            Value::Map(members.iter().map(member).collect())
        }
        other => other.clone(),
    };
    Node::new(node.span, value)
}
