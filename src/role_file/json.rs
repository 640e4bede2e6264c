//! JSON to a tree with places: every value is a slice of the text (`&RawValue`), so its bytes are known exactly.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::error::{RoleFault, RoleMistake};
use crate::document::json::{cause, offset};
use crate::document::{Member, Node, Value};
use crate::source::{Span, Spanned};

/// Deeper files are never role definitions, and would cost a second pass per level.
const DEEPEST: usize = 100;

/// Reads one JSON document.
pub(super) fn parse(text: &str) -> Result<Node<'_>, RoleFault> {
    if let Some(at) = too_deep(text) {
        return Err(RoleFault::new(RoleMistake::TooDeep, Span { start: at, end: at + 1 }));
    }
    let mut parser = serde_json::Deserializer::from_str(text);
    let root = <&RawValue>::deserialize(&mut parser).and_then(|root| parser.end().map(|()| root));
    let root = root.map_err(|error| fault(text, 0, &error))?;
    Json { text }.node(root.get(), 0)
}

/// Where a bracket is opened that is too deep.
fn too_deep(text: &str) -> Option<usize> {
    let (mut depth, mut is_text, mut is_escaped) = (0_usize, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_text => is_escaped = true,
            b'"' => is_text = !is_text,
            b'{' | b'[' if !is_text => depth += 1,
            b'}' | b']' if !is_text => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST + 1 {
            return Some(at);
        }
    }
    None
}

struct Json<'s> {
    text: &'s str,
}

impl<'s> Json<'s> {
    fn span(&self, raw: &str) -> Span {
        let start = (raw.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        Span { start, end: start + raw.len() }
    }

    fn node(&self, raw: &'s str, depth: usize) -> Result<Node<'s>, RoleFault> {
        let span = self.span(raw);
        if depth > DEEPEST {
            return Err(RoleFault::new(RoleMistake::TooDeep, span));
        }
        let value = match raw.as_bytes().first() {
            Some(b'{') => {
                let Members(members) = self.read(raw)?;
                let member = |(key, value): (&'s RawValue, &'s RawValue)| {
                    let key = Spanned::new(self.text(key.get())?, self.span(key.get()));
                    Ok(Member { key, node: self.node(value.get(), depth + 1)? })
                };
                Value::Map(members.into_iter().map(member).collect::<Result<_, _>>()?)
            }
            Some(b'[') => {
                let items: Vec<&RawValue> = self.read(raw)?;
                let items = items.into_iter().map(|item| self.node(item.get(), depth + 1));
                Value::List(items.collect::<Result<_, _>>()?)
            }
            Some(b'"') => Value::Text(self.text(raw)?),
            Some(b't') => Value::Bool(true),
            Some(b'f') => Value::Bool(false),
            Some(b'n') => Value::Null,
            _ => Value::Number(raw.parse().ok()),
        };
        Ok(Node::new(span, value))
    }

    fn text(&self, raw: &'s str) -> Result<Cow<'s, str>, RoleFault> {
        let inside = raw.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(raw);
        let plain = !inside.bytes().any(|byte| byte == b'\\' || byte < b' ');
        if plain { Ok(Cow::Borrowed(inside)) } else { self.read(raw).map(Cow::Owned) }
    }

    fn read<T: Deserialize<'s>>(&self, raw: &'s str) -> Result<T, RoleFault> {
        serde_json::from_str(raw).map_err(|error| fault(self.text, self.span(raw).start, &error))
    }
}

fn fault(text: &str, base: usize, error: &serde_json::Error) -> RoleFault {
    let at = offset(text, base, error);
    let rest = text.get(at..).unwrap_or_default();
    let before = text.get(..at).unwrap_or_default().trim_end();
    let end = at + rest.chars().next().map_or(0, char::len_utf8);
    match () {
        () if error.is_eof() => RoleFault::new(RoleMistake::CutOff, Span { start: at, end }),
        () if rest.starts_with([']', '}']) && before.ends_with(',') => {
            RoleFault::new(RoleMistake::TrailingComma, Span { start: before.len() - 1, end: before.len() })
        }
        () => RoleFault::new(RoleMistake::Json(cause(error)), Span { start: at, end }),
    }
}

/// The members of an object, in order, each as its bytes.
struct Members<'s>(Vec<(&'s RawValue, &'s RawValue)>);

impl<'s> Deserialize<'s> for Members<'s> {
    fn deserialize<D: Deserializer<'s>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'s> Visitor<'s> for Collect {
            type Value = Members<'s>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'s>>(self, mut map: A) -> Result<Members<'s>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Collect)
    }
}
