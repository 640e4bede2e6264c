//! YAML to a tree with places: [`parse`] for packs and configurations, [`documents`] for role files.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Spanned as Located;

use super::tree::{Member, Node, Value};
use crate::source::{Source, Span, Spanned};

/// Why a text is no YAML.
#[derive(Debug, Clone)]
pub(crate) struct YamlError {
    /// What is wrong.
    pub message: String,
    /// Where.
    pub span: Span,
}

/// Which place a value gets.
#[derive(Clone, Copy)]
enum NodePlace {
    /// What a message points at: of an alias the alias, of a list or map its beginning.
    Pointed,
    /// What a fix edits: of an alias what it names, of a list or map all of it.
    Written,
}

/// Reads one YAML document. A value has the place that a message points at: of an alias the alias, of a list or map its beginning. A key
/// that occurs twice in a map is an error.
pub(crate) fn parse(source: &Source) -> Result<Node<'static>, YamlError> {
    let located: Located<Raw> = serde_saphyr::from_str(source.text()).map_err(|error| fault(source, &error))?;
    Ok(YamlTree { source, place: NodePlace::Pointed }.node(located))
}

/// Reads every document of a YAML text. A value has the place where it is written, all of it; an alias has the place of what it names.
pub(crate) fn documents(source: &Source) -> Result<Vec<Node<'static>>, YamlError> {
    let located: Vec<Located<Raw>> = serde_saphyr::from_multiple(source.text()).map_err(|error| fault(source, &error))?;
    let tree = YamlTree { source, place: NodePlace::Written };
    Ok(located.into_iter().map(|document| tree.node(document)).collect())
}

fn fault(source: &Source, error: &serde_saphyr::Error) -> YamlError {
    let error = error.without_snippet();
    let end = source.text().trim_end().len();
    let span = error.location().map_or(Span { start: end, end }, |location| span_of(source, location));
    let message = error.to_string();
    let message = message.lines().next().unwrap_or_default();
    YamlError { message: message.split(" at line ").next().unwrap_or(message).trim_end_matches([' ', ':']).to_owned(), span }
}

/// The bytes of a location; columns count characters.
fn span_of(source: &Source, location: serde_saphyr::Location) -> Span {
    let span = location.span();
    let start = span.byte_offset().map_or_else(|| offset_of(source, location), |offset| offset as usize);
    let start = start.min(source.text().len());
    let length = span.byte_len().map_or(1, |length| length as usize);
    let text = source.text().get(start..).unwrap_or_default();
    let taken = text.get(..length).unwrap_or(text).trim_end().len();
    Span { start, end: start + taken }
}

/// The offset of a place that says only its line and column.
fn offset_of(source: &Source, location: serde_saphyr::Location) -> usize {
    let before = location.line().saturating_sub(1) as usize;
    let line_start: usize = source.text().split_inclusive('\n').take(before).map(str::len).sum();
    let line = source.text().get(line_start..).unwrap_or_default();
    let column = location.column().saturating_sub(1) as usize;
    line_start + line.chars().take(column).map(char::len_utf8).sum::<usize>()
}

/// Makes nodes of what the parser gives.
struct YamlTree<'s> {
    source: &'s Source,
    place: NodePlace,
}

impl YamlTree<'_> {
    fn node(&self, located: Located<Raw>) -> Node<'static> {
        let place = match self.place {
            NodePlace::Pointed => located.referenced,
            NodePlace::Written => located.defined,
        };
        let start = span_of(self.source, place);
        match located.value {
            Raw::Null => Node::new(start, Value::Null),
            Raw::Text(text) => Node::new(start, Value::Text(Cow::Owned(text))),
            // Numbers, dates and truth values are what was written: `2025-01` must not become a number.
            Raw::Plain => {
                let written = self.source.slice(span_of(self.source, located.defined));
                Node::new(start, Value::Text(Cow::Owned(written.to_owned())))
            }
            Raw::List(items) => {
                let items: Vec<_> = items.into_iter().map(|item| self.node(item)).collect();
                let last = items.last().map(|item| item.span);
                Node::new(self.whole(start, last), Value::List(items))
            }
            Raw::Map(entries) => {
                let members: Vec<_> = entries.into_iter().map(|(key, value)| self.member(key, value)).collect();
                let last = members
                    .last()
                    .map(|member| Span { start: member.key.span.start, end: member.node.span.end.max(member.key.span.end) });
                Node::new(self.whole(start, last), Value::Map(members))
            }
        }
    }

    fn member(&self, key: Located<String>, value: Located<Raw>) -> Member<'static> {
        let span = span_of(self.source, key.referenced);
        Member { key: Spanned::new(Cow::Owned(key.value), span), node: self.node(value) }
    }

    /// All of a list or map, of which the parser tells only the beginning: to its bracket, or to the end of what it holds last.
    fn whole(&self, start: Span, last: Option<Span>) -> Span {
        if matches!(self.place, NodePlace::Pointed) {
            return start;
        }
        let inside = last.filter(|last| last.start >= start.start).map_or(start.start, |last| last.end);
        let open = self.source.text().get(start.start..).and_then(|rest| rest.chars().next());
        let close = match open {
            Some('[') => ']',
            Some('{') => '}',
            _ => return Span { start: start.start, end: inside.max(start.start) },
        };
        let end = after_bracket(self.source.text(), inside.max(start.start + 1), close).unwrap_or(inside.max(start.end));
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

/// A value as the parser hands it out.
enum Raw {
    Null,
    Text(String),
    Plain,
    List(Vec<Located<Raw>>),
    Map(Vec<(Located<String>, Located<Raw>)>),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_none<E: de::Error>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<Raw, E> {
        Ok(Raw::Plain)
    }

    fn visit_i64<E: de::Error>(self, _: i64) -> Result<Raw, E> {
        Ok(Raw::Plain)
    }

    fn visit_u64<E: de::Error>(self, _: u64) -> Result<Raw, E> {
        Ok(Raw::Plain)
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Raw, E> {
        Ok(Raw::Plain)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Raw, E> {
        Ok(Raw::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Raw, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Raw::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Raw, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            map.push(entry);
        }
        Ok(Raw::Map(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_what_was_written_with_their_places() {
        let source = Source::new("x.yaml", "a: 2025-01-08\nb: [x, \"y z\", 0x10]\nc: { d: true }\ne:\n");
        let root = parse(&source).unwrap();
        let members = root.members();
        let keys: Vec<(&str, &str)> = members.iter().map(|own| (own.key.value.as_ref(), source.slice(own.key.span))).collect();
        assert_eq!(keys, [("a", "a"), ("b", "b"), ("c", "c"), ("e", "e")]);
        let date = &members[0].node;
        assert_eq!((date.as_text(), source.slice(date.span)), (Some("2025-01-08"), "2025-01-08"));
        let items = members[1].node.items();
        let texts: Vec<&str> = items.iter().map(|item| source.slice(item.span)).collect();
        assert_eq!(texts, ["x", "\"y z\"", "0x10"]);
        assert_eq!(items[2].as_text(), Some("0x10"));
        assert!(matches!(members[3].node.value, Value::Null));
    }

    #[test]
    fn an_alias_has_the_place_that_its_reader_needs() {
        let source = Source::new("x.yaml", "a: &list [x, y]\nb: *list\n");
        let aliased = |root: &Node<'static>| source.slice(root.get("b").unwrap().span).to_owned();
        assert_eq!(aliased(&parse(&source).unwrap()), "*list", "a message points at the alias");
        assert_eq!(aliased(&documents(&source).unwrap()[0]), "[x, y]", "a fix edits what it names");
    }

    #[test]
    fn what_is_no_yaml_has_a_place() {
        for (text, line, why) in [("a: [1, 2\n", 1, "a list that does not end"), ("a: 1\na: 2\n", 2, "a key twice")] {
            let source = Source::new("x.yaml", text);
            let error = parse(&source).unwrap_err();
            assert!(source.place(error.span.start).line >= line, "{why}: {error:?}");
            assert!(!error.message.is_empty(), "{why}");
        }
    }
}
