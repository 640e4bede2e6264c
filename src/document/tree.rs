//! [`Node`]: a text as a tree with places, whatever its syntax. Task packs, configurations and role files are read from it.
//!
//! | syntax | texts | other values | what is computed |
//! | --- | --- | --- | --- |
//! | JSON | `Text`, borrowed where nothing is escaped | `Null`, `Bool`, `Number` | nothing; a Terraform plan marks what is known `Later` |
//! | YAML | `Text` for every scalar, as it is written: also for numbers, dates and `true` | `Null` | nothing |
//! | HCL, Bicep, ARM templates | `Text` for a literal | `Null`, `Bool`, `Number` | `Computed` where the files tell the text, else `Expression` |
//!
//! The place of a value is where it is written, from its first letter or bracket to its last. `yaml.rs` says which place an alias has. A
//! value of another file has the place of the expression that names it ([`Node::moved`]).

use std::borrow::Cow;

use crate::source::{Span, Spanned};

/// The key of a part of an object that comes from elsewhere and is not known here.
pub(crate) const SPREAD: &str = "...";

/// A value with its place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Node<'s> {
    /// All of it, quotes and brackets included. In packs and configurations a list or map has the place of its beginning (`yaml.rs`).
    pub(crate) span: Span,
    /// What it is.
    pub(crate) value: Value<'s>,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Value<'s> {
    Null,
    Bool(bool),
    /// A number; its value if that is a whole one.
    Number(Option<i64>),
    Text(Cow<'s, str>),
    /// A text that is computed from literals, or written in another file: it is known, and not written at its place.
    Computed(Cow<'s, str>),
    /// Something to be computed elsewhere. Its text is that of the span, or these parts if there are any.
    Expression(Vec<TextPart>),
    /// Something that is known only after a plan was applied.
    Later,
    List(Vec<Node<'s>>),
    /// In the order of the file.
    Map(Vec<Member<'s>>),
}

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum TextPart {
    /// What it says.
    Known(String),
    /// What gives it, as it was written.
    Unknown(Box<str>),
}

/// A text of so many letters takes as much room as a value.
const LETTERS_OF_A_VALUE: usize = 64;

impl TextPart {
    const fn length(&self) -> usize {
        match self {
            Self::Known(text) => text.len(),
            Self::Unknown(text) => text.len(),
        }
    }
}

/// A key and its value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Member<'s> {
    pub(crate) key: Spanned<Cow<'s, str>>,
    pub(crate) node: Node<'s>,
}

impl Value<'_> {
    /// An expression as the file has it.
    pub(crate) const fn unknown() -> Self {
        Self::Expression(Vec::new())
    }

    /// An expression that is written elsewhere.
    pub(crate) fn unknown_elsewhere(written: impl Into<Box<str>>) -> Self {
        Self::Expression(vec![TextPart::Unknown(written.into())])
    }

    /// Whether it is an expression.
    pub(crate) const fn is_expression(&self) -> bool {
        matches!(self, Self::Expression(_))
    }
}

impl<'s> Node<'s> {
    pub(crate) const fn new(span: Span, value: Value<'s>) -> Self {
        Self { span, value }
    }

    /// The members of a map; none of anything else.
    pub(crate) fn members(&self) -> &[Member<'s>] {
        match &self.value {
            Value::Map(members) => members,
            _ => &[],
        }
    }

    /// The elements of a list; none of anything else.
    pub(crate) fn items(&self) -> &[Self] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The member with this key, in any case; if there are several, the last one (R-DEF-20).
    pub(crate) fn member(&self, key: &str) -> Option<&Member<'s>> {
        self.members().iter().rev().find(|member| member.key.value.eq_ignore_ascii_case(key))
    }

    /// The member with this key where case, `_` and `-` do not count; if there are several, the last one.
    pub(crate) fn loosely(&self, key: &str) -> Option<&Member<'s>> {
        self.members().iter().rev().find(|member| is_same_word(&member.key.value, key))
    }

    /// The value under a key, unless it is null.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        self.member(key).map(|member| &member.node).filter(|node| !matches!(node.value, Value::Null))
    }

    /// Whether the map has the key, with null or anything else.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.member(key).is_some()
    }

    /// The text, where it is one.
    pub(crate) fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) | Value::Computed(text) => Some(text),
            _ => None,
        }
    }

    /// Whether it is a map.
    pub(crate) const fn is_map(&self) -> bool {
        matches!(self.value, Value::Map(_))
    }

    /// Calls a function for each text in it.
    pub(crate) fn each_text(&self, call: &mut impl FnMut(Span)) {
        match &self.value {
            Value::Text(_) => call(self.span),
            Value::List(items) => items.iter().for_each(|item| item.each_text(call)),
            Value::Map(members) => members.iter().for_each(|member| member.node.each_text(call)),
            _ => {}
        }
    }

    /// How many values it holds, itself included.
    pub(crate) fn size(&self) -> usize {
        let items = self.items().iter().map(Self::size).sum::<usize>();
        1 + items + self.members().iter().map(|member| member.node.size()).sum::<usize>()
    }

    /// How many values it is worth by itself: a long text counts as several.
    pub(crate) fn weight(&self) -> usize {
        let letters = match &self.value {
            Value::Text(text) | Value::Computed(text) => text.len(),
            Value::Expression(parts) => parts.iter().map(TextPart::length).sum(),
            _ => 0,
        };
        letters / LETTERS_OF_A_VALUE
    }

    /// The same, in memory of its own.
    pub(crate) fn to_static(&self) -> Node<'static> {
        self.copied(None, false)
    }

    /// The same where it is, with texts that nobody writes there: they are known, and no expressions.
    pub(crate) fn as_computed(&self) -> Node<'static> {
        self.copied(None, true)
    }

    /// A value of another file at the place of the expression that names it.
    pub(crate) fn moved(&self, at: Span) -> Node<'static> {
        self.copied(Some(at), true)
    }

    fn copied(&self, at: Option<Span>, is_computed: bool) -> Node<'static> {
        let owned = |text: &Cow<'s, str>| Cow::Owned(text.as_ref().to_owned());
        let value = match &self.value {
            Value::Null => Value::Null,
            Value::Bool(flag) => Value::Bool(*flag),
            Value::Number(number) => Value::Number(*number),
            Value::Text(text) if !is_computed => Value::Text(owned(text)),
            Value::Text(text) | Value::Computed(text) => Value::Computed(owned(text)),
            Value::Expression(parts) => Value::Expression(parts.clone()),
            Value::Later => Value::Later,
            Value::List(items) => Value::List(items.iter().map(|item| item.copied(at, is_computed)).collect()),
            Value::Map(members) => {
                let member = |own: &Member<'s>| Member {
                    key: Spanned::new(owned(&own.key.value), at.unwrap_or(own.key.span)),
                    node: own.node.copied(at, is_computed),
                };
                Value::Map(members.iter().map(member).collect())
            }
        };
        Node::new(at.unwrap_or(self.span), value)
    }

    /// What it is, in words.
    pub(crate) const fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool(_) => "true or false",
            Value::Number(_) => "a number",
            Value::Text(_) | Value::Computed(_) => "a text",
            Value::Expression(_) | Value::Later => "an expression",
            Value::List(_) => "a list",
            Value::Map(_) => "an object",
        }
    }
}

/// Whether two keys are the same word, whatever their case, `_` and `-`.
pub(crate) fn is_same_word(a: &str, b: &str) -> bool {
    let letters = |text: &str| {
        let bytes: Vec<u8> = text.bytes().filter(|letter| !matches!(letter, b'_' | b'-')).collect();
        bytes
    };
    a.eq_ignore_ascii_case(b) || letters(a).eq_ignore_ascii_case(&letters(b))
}
