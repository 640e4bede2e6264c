//! YAML to a tree with places: the keys are those of the JSON shapes. One file may hold several documents.

use std::borrow::Cow;

use super::error::{RoleFault, RoleMistake};
use super::tree::{Member, Node, Value};
use crate::document::yaml;
use crate::document::yaml::{YamlError, YamlNode, YamlValue};
use crate::source::{Source, Span, Spanned};

/// Reads the documents of a YAML text.
pub(super) fn parse(source: &Source) -> Result<Vec<Node<'static>>, RoleFault> {
    let documents = yaml::documents(source).map_err(|error| fault(source, error))?;
    let yaml = Yaml { text: source.text() };
    Ok(documents.into_iter().map(|document| yaml.node(document)).collect())
}

struct Yaml<'s> {
    text: &'s str,
}

impl Yaml<'_> {
    /// A node where it was written: an alias is followed to what it names.
    fn node(&self, node: YamlNode) -> Node<'static> {
        let start = node.defined;
        match node.value {
            YamlValue::Null => Node::new(start, Value::Null),
            YamlValue::Text(text) => Node::new(start, Value::Text(Cow::Owned(text))),
            YamlValue::List(items) => {
                let items: Vec<_> = items.into_iter().map(|item| self.node(item)).collect();
                let last = items.last().map(|item| item.span);
                Node::new(self.whole(start, last), Value::List(items))
            }
            YamlValue::Map(entries) => {
                let member = |(key, value): (Spanned<String>, YamlNode)| Member {
                    key: Spanned::new(Cow::Owned(key.value), key.span),
                    node: self.node(value),
                };
                let members: Vec<_> = entries.into_iter().map(member).collect();
                let last = members
                    .last()
                    .map(|member| Span { start: member.key.span.start, end: member.node.span.end.max(member.key.span.end) });
                Node::new(self.whole(start, last), Value::Map(members))
            }
        }
    }

    /// All of a list or map, of which the parser tells only the beginning: to its bracket, or to the end of what it holds last.
    fn whole(&self, start: Span, last: Option<Span>) -> Span {
        let inside = last.filter(|last| last.start >= start.start).map_or(start.start, |last| last.end);
        let open = self.text.get(start.start..).and_then(|rest| rest.chars().next());
        let close = match open {
            Some('[') => ']',
            Some('{') => '}',
            _ => return Span { start: start.start, end: inside.max(start.start) },
        };
        let end = after_bracket(self.text, inside.max(start.start + 1), close).unwrap_or(inside.max(start.end));
        Span { start: start.start, end }
    }
}

/// The offset after a closing bracket, if only blanks, commas and comments are before it.
fn after_bracket(text: &str, mut at: usize, close: char) -> Option<usize> {
    loop {
        let rest = text.get(at..)?;
        let next = rest.chars().next()?;
        at += match next {
            '#' => rest.find('\n')?,
            _ if next == close => return Some(at + 1),
            ',' => 1,
            _ if next.is_whitespace() => next.len_utf8(),
            _ => return None,
        };
    }
}

/// An action that begins with `*` is the most frequent mistake: YAML reads it as an alias.
fn fault(source: &Source, error: YamlError) -> RoleFault {
    let start = source.text().get(error.span.start..).unwrap_or_default();
    let mistake = if start.starts_with('*') { RoleMistake::Alias } else { RoleMistake::Yaml(error.message) };
    RoleFault::new(mistake, error.span)
}
