//! [`Tape`]: one record as a flat list of slots that borrow from the text, and [`RecordNode`], a position on it.
//!
//! It holds any JSON value; nothing here knows what a record means. A tape is filled, read and filled again, so a record allocates
//! nothing beyond its escaped strings. Keys are looked up without regard to case (R-DEF-20). If a key is repeated, the last one counts,
//! and the repetition is remembered (R-FMT-1).

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

/// One record, in the order of the text: every list and map is followed by its children.
#[derive(Debug, Clone, Default)]
pub(super) struct Tape<'s> {
    slots: Vec<TapeSlot<'s>>,
    repeated: Cell<Option<usize>>,
    /// How many lists and maps are open, and how many were at most.
    open: usize,
    deepest: usize,
}

#[derive(Debug, Clone)]
struct TapeSlot<'s> {
    /// The key in the surrounding map; empty in a list and at the root.
    key: Cow<'s, str>,
    value: RecordValue<'s>,
    /// How many slots this one and its children take.
    span: usize,
}

/// The value at a place; the children of lists and maps are reached through [`RecordNode`].
#[derive(Debug, Clone, PartialEq)]
pub(super) enum RecordValue<'s> {
    Null,
    Bool(bool),
    Number(f64),
    Text(Cow<'s, str>),
    List,
    Map,
}

/// A place on a tape.
#[derive(Debug, Clone, Copy)]
pub(super) struct RecordNode<'t> {
    tape: &'t Tape<'t>,
    at: usize,
}

impl<'s> Tape<'s> {
    /// Forgets the record, keeps the memory.
    pub(super) fn clear(&mut self) {
        self.slots.clear();
        self.repeated.set(None);
        (self.open, self.deepest) = (0, 0);
    }

    /// Appends a value; a list or map is open for children until it is closed.
    pub(super) fn push(&mut self, key: Cow<'s, str>, value: RecordValue<'s>) -> usize {
        if matches!(value, RecordValue::List | RecordValue::Map) {
            self.open += 1;
            self.deepest = self.deepest.max(self.open);
        }
        self.slots.push(TapeSlot { key, value, span: 1 });
        self.slots.len() - 1
    }

    /// Ends the list or map at this slot: everything after it is inside.
    pub(super) fn close(&mut self, at: usize) {
        self.open = self.open.saturating_sub(1);
        let span = self.slots.len() - at;
        if let Some(slot) = self.slots.get_mut(at) {
            slot.span = span;
        }
    }

    /// The record; nothing on an empty tape.
    pub(super) fn root(&self) -> RecordNode<'_> {
        RecordNode { tape: self, at: 0 }
    }

    /// The member of the outermost map that was filled last.
    pub(super) fn last_member(&self) -> Option<RecordNode<'_>> {
        let mut at = 1;
        while let Some(next) = self.slots.get(at).map(|slot| at + slot.span).filter(|next| *next < self.slots.len()) {
            at = next;
        }
        (at < self.slots.len()).then_some(RecordNode { tape: self, at })
    }

    /// How many lists and maps are around its innermost value.
    #[cfg_attr(not(feature = "native"), expect(dead_code, reason = "one thread prepares nothing"))]
    pub(super) fn depth(&self) -> usize {
        self.deepest
    }

    /// Forgets which key was met twice: what looked it up so far does not count.
    pub(super) fn forget_repeated(&self) {
        self.repeated.set(None);
    }

    /// A key that some look-up met twice in one map.
    pub(super) fn repeated(&self) -> Option<RecordNode<'_>> {
        self.repeated.get().map(|at| RecordNode { tape: self, at })
    }
}

impl<'t> RecordNode<'t> {
    /// What a record of no known format looks like, for a message.
    pub(super) fn described(self) -> String {
        let keys: Vec<String> = self.children().take(6).map(|child| format!("`{}`", child.key())).collect();
        match self.value() {
            RecordValue::Map if keys.is_empty() => "; its records are empty objects".to_owned(),
            RecordValue::Map => format!("; its records have {}", keys.join(", ")),
            _ => "; its records are not objects".to_owned(),
        }
    }

    fn slot(self) -> Option<&'t TapeSlot<'t>> {
        self.tape.slots.get(self.at)
    }

    /// The value here.
    pub(super) fn value(self) -> &'t RecordValue<'t> {
        const NOTHING: &RecordValue<'static> = &RecordValue::Null;
        self.slot().map_or(NOTHING, |slot| &slot.value)
    }

    /// The key in the surrounding map.
    pub(super) fn key(self) -> &'t str {
        self.slot().map_or("", |slot| slot.key.as_ref())
    }

    /// The text, where it is one.
    pub(super) fn as_text(self) -> Option<&'t str> {
        match self.value() {
            RecordValue::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether this is a map.
    pub(super) fn is_map(self) -> bool {
        matches!(self.value(), RecordValue::Map)
    }

    /// Whether this is a list.
    pub(super) fn is_list(self) -> bool {
        matches!(self.value(), RecordValue::List)
    }

    /// Whether this is `null`.
    pub(super) fn is_null(self) -> bool {
        matches!(self.value(), RecordValue::Null)
    }

    /// The elements of a list or the members of a map.
    pub(super) fn children(self) -> Children<'t> {
        let end = self.at + self.slot().map_or(0, |slot| slot.span);
        Children { tape: self.tape, at: self.at + 1, end }
    }

    /// The member with this key, in any case; if there are several, the last one.
    pub(super) fn get(self, key: &str) -> Option<Self> {
        if !self.is_map() {
            return None;
        }
        let mut found = None;
        for child in self.children() {
            if child.key().eq_ignore_ascii_case(key) && found.replace(child).is_some() {
                self.tape.repeated.set(Some(child.at));
            }
        }
        found
    }

    /// The value as compact JSON, its keys in order.
    #[cfg(test)]
    pub(super) fn to_json(self) -> String {
        serde_json::to_string(&self).unwrap_or_default()
    }

    /// The node at the end of a path of keys.
    pub(super) fn path(self, keys: &[&str]) -> Option<Self> {
        keys.iter().try_fold(self, |node, key| node.get(key))
    }

    /// Whether the map has this key, with `null` or anything else.
    pub(super) fn has(self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// A text that was read without unescaping: here, shortly before, or else the first one inside. A diagnostic can point at
    /// it.
    pub(super) fn nearest_borrowed(self) -> Option<&'t str> {
        let before = self.tape.slots.get(..=self.at)?.iter().rev().find_map(TapeSlot::borrowed);
        before.or_else(|| self.tape.slots.get(self.at..)?.iter().find_map(TapeSlot::borrowed))
    }
}

impl<'t> TapeSlot<'t> {
    fn borrowed(&self) -> Option<&'t str> {
        match (&self.value, &self.key) {
            (RecordValue::Text(Cow::Borrowed(text)), _) => Some(text),
            (_, Cow::Borrowed(key)) if !key.is_empty() => Some(key),
            _ => None,
        }
    }
}

#[cfg(test)]
impl serde::Serialize for RecordNode<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.value() {
            RecordValue::Null => serializer.serialize_unit(),
            RecordValue::Bool(flag) => serializer.serialize_bool(*flag),
            RecordValue::Number(number) => serializer.serialize_f64(*number),
            RecordValue::Text(text) => serializer.serialize_str(text),
            RecordValue::List => serializer.collect_seq(self.children()),
            RecordValue::Map => {
                let mut members: Vec<_> = self.children().map(|child| (child.key(), child)).collect();
                members.sort_by_key(|(key, _)| *key);
                serializer.collect_map(members)
            }
        }
    }
}

/// Walks over the children of a [`RecordNode`].
#[derive(Debug, Clone)]
pub(super) struct Children<'t> {
    tape: &'t Tape<'t>,
    at: usize,
    end: usize,
}

impl<'t> Iterator for Children<'t> {
    type Item = RecordNode<'t>;

    fn next(&mut self) -> Option<RecordNode<'t>> {
        if self.at >= self.end {
            return None;
        }
        let node = RecordNode { tape: self.tape, at: self.at };
        self.at += node.slot()?.span;
        Some(node)
    }
}

/// Reads the key of a map, borrowed where it holds no escapes.
pub(super) struct Key;

impl<'s> DeserializeSeed<'s> for Key {
    type Value = Cow<'s, str>;

    fn deserialize<D: Deserializer<'s>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'s> Visitor<'s> for Key {
    type Value = Cow<'s, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E>(self, text: &'s str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }
}

/// Appends one value of any shape to a tape.
pub(super) struct Fill<'t, 's> {
    pub(super) tape: &'t mut Tape<'s>,
    pub(super) key: Cow<'s, str>,
}

impl<'s> Fill<'_, 's> {
    fn put(self, value: RecordValue<'s>) {
        self.tape.push(self.key, value);
    }
}

impl<'s> DeserializeSeed<'s> for Fill<'_, 's> {
    type Value = ();

    fn deserialize<D: Deserializer<'s>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "the only numbers that exports are asked for are counts of records and licences"
)]
impl<'s> Visitor<'s> for Fill<'_, 's> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_borrowed_str<E>(self, text: &'s str) -> Result<(), E> {
        self.put(RecordValue::Text(Cow::Borrowed(text)));
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.put(RecordValue::Text(Cow::Owned(text.to_owned())));
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.put(RecordValue::Null);
        Ok(())
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.put(RecordValue::Bool(value));
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.put(RecordValue::Number(value as f64));
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.put(RecordValue::Number(value as f64));
        Ok(())
    }

    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        self.put(RecordValue::Number(value));
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'s>>(self, mut list: A) -> Result<(), A::Error> {
        let at = self.tape.push(self.key, RecordValue::List);
        while list.next_element_seed(Fill { tape: self.tape, key: Cow::Borrowed("") })?.is_some() {}
        self.tape.close(at);
        Ok(())
    }

    fn visit_map<A: MapAccess<'s>>(self, mut map: A) -> Result<(), A::Error> {
        let at = self.tape.push(self.key, RecordValue::Map);
        while let Some(key) = map.next_key_seed(Key)? {
            map.next_value_seed(Fill { tape: self.tape, key })?;
        }
        self.tape.close(at);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tape(text: &str) -> Tape<'_> {
        let mut tape = Tape::default();
        let fill = Fill { tape: &mut tape, key: Cow::Borrowed("") };
        fill.deserialize(&mut serde_json::Deserializer::from_str(text)).expect("valid JSON");
        tape
    }

    #[test]
    fn children_are_siblings_however_deep_they_are() {
        let tape = tape(r#"{"a":{"b":[1,{"c":2}],"d":null},"e":"x"}"#);
        let keys: Vec<&str> = tape.root().children().map(RecordNode::key).collect();
        assert_eq!(keys, ["a", "e"]);
        let inner = tape.root().get("a").expect("a");
        assert_eq!(inner.get("b").map(|list| list.children().count()), Some(2));
        assert!(inner.get("d").is_some_and(RecordNode::is_null));
    }

    #[test]
    fn keys_ignore_case_and_the_last_of_a_repeated_one_counts() {
        let tape = tape(r#"{"Scope":"one","name":"n","scope":"two"}"#);
        assert_eq!(tape.root().get("SCOPE").and_then(RecordNode::as_text), Some("two"));
        assert_eq!(tape.repeated().map(RecordNode::key), Some("scope"));
    }

    #[test]
    fn a_place_is_found_even_where_the_value_was_unescaped() {
        let text = r#"{"plain":"x","escaped":"a\nb","number":7}"#;
        let tape = tape(text);
        let near = |key: &str| tape.root().get(key).and_then(RecordNode::nearest_borrowed);
        assert_eq!(near("plain"), Some("x"));
        assert_eq!(near("escaped"), Some("escaped"), "an unescaped text stands nowhere: its key does");
        assert_eq!(near("number"), Some("number"));
    }
}
