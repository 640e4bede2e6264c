//! [`PartialText`]: a text that is put together from parts, some of which may not be known.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::tree::{Member, Node, TextPart, Value};

/// A longer text is none of a role definition: what is put together of so many parts stays unknown.
const LONGEST: usize = 1 << 20;

/// Marks a part that is not known while a text is parsed: no text uses it.
const MARK: char = '\u{F8FF}';

/// What parts say, with `${}` around those that are not known. What is unknown as a whole is shown as it was written.
pub(crate) fn shown(parts: &[TextPart]) -> String {
    if let [TextPart::Unknown(whole)] = parts {
        return whole.to_string();
    }
    let mut text = String::new();
    for part in parts {
        match part {
            TextPart::Known(known) => text.push_str(known),
            TextPart::Unknown(unknown) => text.extend(["${", unknown, "}"]),
        }
    }
    text
}

/// A text that is being put together.
#[derive(Debug, Default)]
pub(crate) struct PartialText {
    parts: Vec<TextPart>,
    length: usize,
}

impl PartialText {
    /// Adds a text that is known.
    pub(crate) fn push(&mut self, text: &str) {
        self.length = self.length.saturating_add(text.len());
        if text.is_empty() || self.length > LONGEST {
            return;
        }
        match self.parts.last_mut() {
            Some(TextPart::Known(last)) => last.push_str(text),
            _ => self.parts.push(TextPart::Known(text.to_owned())),
        }
    }

    /// Adds what an expression gives that is not known.
    pub(crate) fn push_unknown(&mut self, written: impl Into<Box<str>>) {
        let written = written.into();
        self.length = self.length.saturating_add(written.len());
        if self.length <= LONGEST {
            self.parts.push(TextPart::Unknown(written));
        }
    }

    /// Adds parts that were put together before.
    pub(crate) fn extend(&mut self, parts: &[TextPart]) {
        for part in parts {
            match part {
                TextPart::Known(text) => self.push(text),
                TextPart::Unknown(written) => self.push_unknown(written.clone()),
            }
        }
    }

    /// The value: a text, if all of it is known.
    pub(crate) fn finish(self) -> Value<'static> {
        if self.length > LONGEST {
            return Value::unknown();
        }
        if self.parts.iter().any(|part| matches!(part, TextPart::Unknown(_))) {
            return Value::Expression(self.parts);
        }
        Value::Computed(Cow::Owned(shown(&self.parts)))
    }
}

/// A text with a mark in the place of each part that is not known; `is_json`: a mark is a text of its own where it is not in one.
pub(crate) fn marked(parts: &[TextPart], is_json: bool) -> Option<String> {
    let mut text = String::new();
    let (mut is_inside, mut is_escaped) = (false, false);
    for (number, part) in parts.iter().enumerate() {
        match part {
            TextPart::Known(known) if known.contains(MARK) => return None,
            TextPart::Known(known) => {
                text.push_str(known);
                for byte in known.bytes() {
                    match byte {
                        _ if is_escaped => is_escaped = false,
                        b'\\' if is_inside => is_escaped = true,
                        b'"' => is_inside = !is_inside,
                        _ => {}
                    }
                }
            }
            TextPart::Unknown(_) => {
                let quote = if is_json && !is_inside { "\"" } else { "" };
                let _ = write!(text, "{quote}{MARK}{number}{MARK}{quote}");
            }
        }
    }
    Some(text)
}

/// A tree of a marked text with expressions in the place of the marks; `None`: a key has one.
pub(crate) fn unmarked(node: &Node<'static>, parts: &[TextPart]) -> Option<Node<'static>> {
    let value = match &node.value {
        Value::Text(text) | Value::Computed(text) if text.contains(MARK) => {
            let mut whole = PartialText::default();
            for (number, piece) in text.split(MARK).enumerate() {
                match (number % 2, piece.parse::<usize>().ok().and_then(|number| parts.get(number))) {
                    (1, Some(TextPart::Unknown(written))) => whole.push_unknown(written.clone()),
                    _ => whole.push(piece),
                }
            }
            whole.finish()
        }
        Value::List(items) => Value::List(items.iter().map(|item| unmarked(item, parts)).collect::<Option<_>>()?),
        Value::Map(members) => {
            let member = |member: &Member<'static>| {
                let node = unmarked(&member.node, parts)?;
                (!member.key.value.contains(MARK)).then(|| Member { key: member.key.clone(), node })
            };
            Value::Map(members.iter().map(member).collect::<Option<_>>()?)
        }
        other => other.clone(),
    };
    Some(Node::new(node.span, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn partial_texts_keep_what_is_known() {
        let mut text = PartialText::default();
        text.push("/subscriptions/");
        text.push_unknown("var.id");
        text.push("/x");
        text.push("y");
        let Value::Expression(parts) = text.finish() else { panic!("a part is not known") };
        assert_eq!(shown(&parts), "/subscriptions/${var.id}/xy");
        assert_eq!(shown(&[TextPart::Unknown("var.id".into())]), "var.id");
    }

    #[test]
    fn partial_texts_mark_what_is_not_known() {
        let unknown = || TextPart::Unknown("x".into());
        let cases: [(&[TextPart], &str, &str); 3] = [
            (
                &[TextPart::Known("[\"a".into()), unknown(), TextPart::Known("\"]".into())],
                "[\"a\u{F8FF}1\u{F8FF}\"]",
                "in a text",
            ),
            (&[TextPart::Known("[".into()), unknown(), TextPart::Known("]".into())], "[\"\u{F8FF}1\u{F8FF}\"]", "alone"),
            (
                &[TextPart::Known("[\"\\\"".into()), unknown(), TextPart::Known("\"]".into())],
                "[\"\\\"\u{F8FF}1\u{F8FF}\"]",
                "after a quote that is escaped",
            ),
        ];
        for (parts, expected, why) in cases {
            assert_eq!(marked(parts, true).as_deref(), Some(expected), "{why}");
        }
        assert_eq!(marked(&[TextPart::Known("\u{F8FF}".into())], true), None, "a text that has the mark itself");
    }
}
