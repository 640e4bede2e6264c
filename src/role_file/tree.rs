//! [`Node`]: the content of a file as a tree with places, in any syntax. `shape.rs` gives the nodes their meaning.

use std::borrow::Cow;

use crate::source::{Span, Spanned};

/// The key of a part of an object that comes from elsewhere and is not known here.
pub(super) const SPREAD: &str = "...";

/// A value with its place.
#[derive(Debug, Clone)]
pub(super) struct Node<'s> {
    /// All of it, quotes and brackets included.
    pub(super) span: Span,
    /// What it is.
    pub(super) value: Value<'s>,
}

/// What a value is.
#[derive(Debug, Clone)]
pub(super) enum Value<'s> {
    Null,
    Bool(bool),
    Number,
    Text(Cow<'s, str>),
    /// A text that is computed from literals, or written in another file: it is known, and not written at its place.
    Computed(Cow<'s, str>),
    /// Something to be computed elsewhere; its text is that of the span.
    Expression,
    /// Something that is known only after a plan was applied.
    Later,
    List(Vec<Node<'s>>),
    /// In the order of the file.
    Map(Vec<Member<'s>>),
}

/// A key and its value.
#[derive(Debug, Clone)]
pub(super) struct Member<'s> {
    pub(super) key: Spanned<Cow<'s, str>>,
    pub(super) node: Node<'s>,
}

impl<'s> Node<'s> {
    pub(super) const fn new(span: Span, value: Value<'s>) -> Self {
        Self { span, value }
    }

    /// The members of a map; none of anything else.
    pub(super) fn members(&self) -> &[Member<'s>] {
        match &self.value {
            Value::Map(members) => members,
            _ => &[],
        }
    }

    /// The elements of a list; none of anything else.
    pub(super) fn items(&self) -> &[Self] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The member with this key, in any case; if there are several, the last one (R-DEF-20).
    pub(super) fn member(&self, key: &str) -> Option<&Member<'s>> {
        self.members().iter().rev().find(|member| member.key.value.eq_ignore_ascii_case(key))
    }

    /// The member with this key where case, `_` and `-` do not count; if there are several, the last one.
    pub(super) fn loosely(&self, key: &str) -> Option<&Member<'s>> {
        self.members().iter().rev().find(|member| is_same_word(&member.key.value, key))
    }

    /// The value under a key, unless it is null.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        self.member(key).map(|member| &member.node).filter(|node| !matches!(node.value, Value::Null))
    }

    /// Whether the map has the key, with null or anything else.
    pub(super) fn has(&self, key: &str) -> bool {
        self.member(key).is_some()
    }

    /// The text, where it is one.
    pub(super) fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) | Value::Computed(text) => Some(text),
            _ => None,
        }
    }

    /// Whether it is a map.
    pub(super) const fn is_map(&self) -> bool {
        matches!(self.value, Value::Map(_))
    }

    /// Calls a function for each text in it.
    pub(super) fn each_text(&self, call: &mut impl FnMut(Span)) {
        match &self.value {
            Value::Text(_) => call(self.span),
            Value::List(items) => items.iter().for_each(|item| item.each_text(call)),
            Value::Map(members) => members.iter().for_each(|member| member.node.each_text(call)),
            _ => {}
        }
    }

    /// How many values it holds, itself included.
    pub(super) fn size(&self) -> usize {
        let items = self.items().iter().map(Self::size).sum::<usize>();
        1 + items + self.members().iter().map(|member| member.node.size()).sum::<usize>()
    }

    /// A value of another file at the place of the expression that names it.
    pub(super) fn moved(&self, at: Span) -> Node<'static> {
        let key = |key: &Spanned<Cow<'s, str>>| Spanned::new(Cow::Owned(key.value.as_ref().to_owned()), at);
        let value = match &self.value {
            Value::Null => Value::Null,
            Value::Bool(flag) => Value::Bool(*flag),
            Value::Number => Value::Number,
            Value::Text(text) | Value::Computed(text) => Value::Computed(Cow::Owned(text.as_ref().to_owned())),
            Value::Expression => Value::Expression,
            Value::Later => Value::Later,
            Value::List(items) => Value::List(items.iter().map(|item| item.moved(at)).collect()),
            Value::Map(members) => {
                Value::Map(members.iter().map(|own| Member { key: key(&own.key), node: own.node.moved(at) }).collect())
            }
        };
        Node::new(at, value)
    }

    /// What it is, in words.
    pub(super) const fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool(_) => "true or false",
            Value::Number => "a number",
            Value::Text(_) | Value::Computed(_) => "a text",
            Value::Expression | Value::Later => "an expression",
            Value::List(_) => "a list",
            Value::Map(_) => "an object",
        }
    }
}

/// Whether two keys are the same word, whatever their case, `_` and `-`.
pub(super) fn is_same_word(a: &str, b: &str) -> bool {
    let letters = |text: &str| {
        let bytes: Vec<u8> = text.bytes().filter(|letter| !matches!(letter, b'_' | b'-')).collect();
        bytes
    };
    a.eq_ignore_ascii_case(b) || letters(a).eq_ignore_ascii_case(&letters(b))
}
