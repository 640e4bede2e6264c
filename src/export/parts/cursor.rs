//! [`Cursor`]: a place in a text of JSON that is walked value by value.

use serde::de::DeserializeSeed;

use crate::document::json::offset;

/// A place in a text of JSON. What does not fit is nothing: who knows the reason is the parser of whole texts.
#[derive(Debug, Clone)]
pub(super) struct Cursor<'s> {
    pub(super) text: &'s str,
    pub(super) at: usize,
}

impl<'s> Cursor<'s> {
    /// The next byte that is no blank, and goes there.
    pub(super) fn peek(&mut self) -> Option<u8> {
        let rest = self.text.as_bytes().get(self.at..)?;
        let blanks = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\n' | b'\t' | b'\r')).count();
        self.at += blanks;
        rest.get(blanks).copied()
    }

    /// Passes a byte that has to be the next one.
    pub(super) fn eat(&mut self, byte: u8) -> Option<()> {
        self.peek().filter(|next| *next == byte)?;
        self.at += 1;
        Some(())
    }

    /// Reads a value, and goes to what follows it.
    pub(super) fn value<D: DeserializeSeed<'s>>(&mut self, seed: D) -> Option<D::Value> {
        let mut parser = serde_json::Deserializer::from_str(self.text.get(self.at..)?);
        let value = seed.deserialize(&mut parser).ok()?;
        self.at = match parser.end() {
            Ok(()) => self.text.len(),
            Err(next) => offset(self.text, self.at, &next),
        };
        Some(value)
    }
}
