//! [`ModuleCall`]: what a call of a module, or a file of parameters, gives to the parameters of a file.

use std::path::Path;
use std::sync::Arc;

use crate::document::{Member, Node, SPREAD, Value};
use crate::source::Span;

/// What one call gives.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct ModuleCall {
    arguments: Node<'static>,
    /// The path of the file that has it.
    caller: Arc<str>,
}

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
        Self { arguments: told(arguments, text), caller: Arc::default() }
    }

    /// A call of which nothing is known.
    pub(super) fn unknown() -> Self {
        Self { arguments: Node::new(Span::default(), Value::unknown()), caller: Arc::default() }
    }

    /// The same call, in a file at this path.
    pub(super) fn of(self, caller: &Path) -> Self {
        Self { caller: caller.to_string_lossy().into(), ..self }
    }

    /// The path of the file that has it.
    pub(super) fn caller(&self) -> Arc<str> {
        Arc::clone(&self.caller)
    }

    pub(super) fn argument(&self, name: &str) -> GivenArgument<'_> {
        let given = self.arguments.members().iter().rev().find(|member| member.key.value == name);
        match given {
            Some(member) => GivenArgument::Value(&member.node),
            None if self.arguments.is_map() && !self.arguments.has(SPREAD) => GivenArgument::LeftOut,
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
