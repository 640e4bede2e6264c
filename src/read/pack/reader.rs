//! Typed access to the nodes of a pack: each reading either gives a value or notes a mistake, and reading goes on.

use super::fault::{Mistake, PackFault};
use crate::catalog::Catalog;
use crate::read::yaml::{Node, Value};
use crate::source::{Span, Spanned};
use crate::suggest::closest;

/// Reads nodes, and keeps what is wrong with them.
pub(super) struct Reader<'c> {
    pub(super) catalog: &'c Catalog,
    pub(super) faults: Vec<PackFault>,
}

/// A map whose keys are known.
pub(super) struct Fields<'n> {
    /// What the map is, in words: `a task`.
    pub(super) of: &'static str,
    pub(super) span: Span,
    entries: &'n [(Spanned<String>, Node)],
}

impl<'n> Fields<'n> {
    /// The value of a key, unless it is absent or null.
    pub(super) fn get(&self, key: &str) -> Option<&'n Node> {
        let found = self.entries.iter().find(|(own, _)| own.value == key).map(|(_, node)| node);
        found.filter(|node| !matches!(node.value, Value::Null))
    }

    /// Where a key stands; the map where it does not.
    pub(super) fn span_of(&self, key: &str) -> Span {
        self.entries.iter().find(|(own, _)| own.value == key).map_or(self.span, |(own, _)| own.span)
    }
}

impl Reader<'_> {
    pub(super) fn fault(&mut self, what: Mistake, at: Span) {
        self.faults.push(PackFault::new(what, at));
    }

    pub(super) fn fault_with_help(&mut self, what: Mistake, at: Span, help: impl Into<String>) {
        self.faults.push(PackFault::new(what, at).help(help));
    }

    /// A map with no other keys than these.
    pub(super) fn fields<'n>(&mut self, node: &'n Node, of: &'static str, keys: &[&'static str]) -> Option<Fields<'n>> {
        let Value::Map(entries) = &node.value else {
            self.fault(Mistake::Kind { wanted: of, found: node.value.kind() }, node.span);
            return None;
        };
        for (key, _) in entries.iter().filter(|(key, _)| !keys.contains(&key.value.as_str())) {
            let known = keys.join("`, `");
            let help = match closest(keys, |known| known, &key.value) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("{of} has the keys `{known}`"),
            };
            self.fault_with_help(Mistake::UnknownKey { key: key.value.clone(), of }, key.span, help);
        }
        Some(Fields { of, span: node.span, entries })
    }

    /// A key that has to be there.
    pub(super) fn needed<'n>(&mut self, fields: &Fields<'n>, key: &'static str) -> Option<&'n Node> {
        let found = fields.get(key);
        if found.is_none() {
            self.fault(Mistake::MissingKey { key, of: fields.of }, fields.span_of(key));
        }
        found
    }

    /// A text that says something.
    pub(super) fn text<'n>(&mut self, node: &'n Node, what: &'static str) -> Option<Spanned<&'n str>> {
        match &node.value {
            Value::Text(text) if text.trim().is_empty() => {
                self.fault(Mistake::Empty(what), node.span);
                None
            }
            Value::Text(text) => Some(Spanned::new(text.trim(), node.span)),
            other => {
                self.fault(Mistake::Kind { wanted: "a text", found: other.kind() }, node.span);
                None
            }
        }
    }

    /// The text of a key that has to be there.
    pub(super) fn needed_text<'n>(&mut self, fields: &Fields<'n>, key: &'static str) -> Option<Spanned<&'n str>> {
        let node = self.needed(fields, key)?;
        self.text(node, key)
    }

    /// A list with at least one item.
    pub(super) fn list<'n>(&mut self, node: &'n Node, what: &'static str) -> &'n [Node] {
        match &node.value {
            Value::List(items) => {
                if items.is_empty() {
                    self.fault(Mistake::Empty(what), node.span);
                }
                items
            }
            other => {
                self.fault(Mistake::Kind { wanted: "a list", found: other.kind() }, node.span);
                &[]
            }
        }
    }

    /// `true` or `false`; absent is false.
    pub(super) fn flag(&mut self, fields: &Fields<'_>, key: &'static str) -> bool {
        let Some(node) = fields.get(key) else { return false };
        match self.text(node, key) {
            Some(text) if text.value == "true" => true,
            Some(text) if text.value != "false" => {
                self.fault(
                    Mistake::UnknownWord { word: text.value.to_owned(), of: "truth value: `true` or `false`" },
                    text.span,
                );
                false
            }
            _ => false,
        }
    }
}
