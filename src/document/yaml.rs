//! YAML as a tree of nodes with places. The readers of packs and policies give the nodes their meaning.

use std::fmt;

use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Spanned as Located;

use crate::source::{Source, Span, Spanned};

/// A value with its place.
#[derive(Debug, Clone)]
pub(crate) struct YamlNode {
    /// Its place; for a list or map, where it begins.
    pub span: Span,
    /// Where it was written: elsewhere than its place, if that is an alias.
    pub defined: Span,
    /// What it is.
    pub value: YamlValue,
}

/// What YAML knows, as far as it matters: every scalar is its text.
#[derive(Debug, Clone)]
pub(crate) enum YamlValue {
    /// Nothing.
    Null,
    /// A scalar.
    Text(String),
    /// A list.
    List(Vec<YamlNode>),
    /// A map, in the order of the file.
    Map(Vec<(Spanned<String>, YamlNode)>),
}

/// Why a text is no YAML.
#[derive(Debug, Clone)]
pub(crate) struct YamlError {
    /// What is wrong.
    pub message: String,
    /// Where.
    pub span: Span,
}

/// Reads one YAML document. A key that occurs twice in a map is an error.
pub(crate) fn parse(source: &Source) -> Result<YamlNode, YamlError> {
    let located: Located<Raw> = serde_saphyr::from_str(source.text()).map_err(|error| fault(source, &error))?;
    Ok(node(source, located))
}

/// Reads every document of a YAML text.
pub(crate) fn documents(source: &Source) -> Result<Vec<YamlNode>, YamlError> {
    let located: Vec<Located<Raw>> = serde_saphyr::from_multiple(source.text()).map_err(|error| fault(source, &error))?;
    Ok(located.into_iter().map(|document| node(source, document)).collect())
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

fn node(source: &Source, located: Located<Raw>) -> YamlNode {
    let (span, defined) = (span_of(source, located.referenced), span_of(source, located.defined));
    let value = match located.value {
        Raw::Null => YamlValue::Null,
        Raw::Text(text) => YamlValue::Text(text),
        // Numbers, dates and truth values are what was written: `2025-01` must not become a number.
        Raw::Plain => YamlValue::Text(source.slice(defined).to_owned()),
        Raw::List(items) => YamlValue::List(items.into_iter().map(|item| node(source, item)).collect()),
        Raw::Map(entries) => {
            let entry = |(key, value): (Located<String>, Located<Raw>)| {
                (Spanned::new(key.value, span_of(source, key.referenced)), node(source, value))
            };
            YamlValue::Map(entries.into_iter().map(entry).collect())
        }
    };
    YamlNode { span, defined, value }
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

impl YamlValue {
    /// What it is, in words.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Text(_) => "a text",
            Self::List(_) => "a list",
            Self::Map(_) => "a map",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_what_was_written_with_their_places() {
        let source = Source::new("x.yaml", "a: 2025-01-08\nb: [x, \"y z\", 0x10]\nc: { d: true }\ne:\n");
        let root = parse(&source).unwrap();
        let YamlValue::Map(entries) = &root.value else { panic!("a map") };
        let keys: Vec<(&str, &str)> = entries.iter().map(|(key, _)| (key.value.as_str(), source.slice(key.span))).collect();
        assert_eq!(keys, [("a", "a"), ("b", "b"), ("c", "c"), ("e", "e")]);
        let YamlValue::Text(date) = &entries[0].1.value else { panic!("a text") };
        assert_eq!((date.as_str(), source.slice(entries[0].1.span)), ("2025-01-08", "2025-01-08"));
        let YamlValue::List(items) = &entries[1].1.value else { panic!("a list") };
        let texts: Vec<&str> = items.iter().map(|item| source.slice(item.span)).collect();
        assert_eq!(texts, ["x", "\"y z\"", "0x10"]);
        assert!(matches!(&items[2].value, YamlValue::Text(text) if text == "0x10"));
        assert!(matches!(entries[3].1.value, YamlValue::Null));
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
