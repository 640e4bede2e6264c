//! [`NamedIds`]: the ids in a text that answers may depend on, whatever the text says of them.

use super::about::{Host, Id, host_of};
use crate::model::scope::workspace_of;
use crate::model::{Guid, ScopePath};

/// What a text names.
#[derive(Debug, Clone, Default)]
pub(super) struct NamedIds {
    /// Every GUID, whatever it is the id of.
    pub(super) ids: Vec<Id>,
    /// The resource groups of workspaces.
    pub(super) hosts: Vec<Host>,
}

impl NamedIds {
    /// Reads a text; `None` if it may spell an id in escapes.
    pub(super) fn of(text: &[u8]) -> Option<Self> {
        Some(Self { ids: guids(text)?, hosts: hosts(text) })
    }

    /// Adds what another text names.
    pub(super) fn extend(&mut self, other: Self) {
        self.ids.extend(other.ids);
        self.hosts.extend(other.hosts);
    }
}

/// The resource groups of all workspaces that a text names. An id ends where no id goes on.
fn hosts(text: &[u8]) -> Vec<Host> {
    const START: &[u8] = b"subscriptions/";
    let starts = |at: &usize| text.get(*at..*at + START.len()).is_some_and(|own| own.eq_ignore_ascii_case(START));
    let id = |at: usize| {
        let rest = text.get(at..).unwrap_or_default();
        let ends = |byte: &u8| matches!(byte, b'"' | b'\'' | b'`' | b',' | b';' | b'|' | b'<' | b'>' | b'\\') || *byte <= b' ';
        rest.get(..rest.iter().position(ends).unwrap_or(rest.len())).and_then(|id| std::str::from_utf8(id).ok())
    };
    let paths = (0..text.len()).filter(starts).filter_map(id).map(ScopePath::parse);
    paths.filter_map(|path| host_of(workspace_of(path.as_str())?)).collect()
}

/// Every GUID in a text, with or without dashes; `None` if the text may hold one in escapes.
fn guids(text: &[u8]) -> Option<Vec<Id>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        if byte.is_ascii_hexdigit() {
            let end = run(text, at);
            found.extend(parse(text, at, end));
            at = end;
        } else if *byte == b'\\' && is_telling_escape(text.get(at..).unwrap_or_default()) {
            return None;
        } else {
            at += 1;
        }
    }
    Some(found)
}

/// The end of the digits and dashes that begin here.
fn run(text: &[u8], start: usize) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    start + rest.iter().position(|byte| !byte.is_ascii_hexdigit() && *byte != b'-').unwrap_or(rest.len())
}

/// A run of digits that ends in a GUID, begins with one, or is one; the other digits belong to words.
fn parse(text: &[u8], start: usize, end: usize) -> impl Iterator<Item = Id> + '_ {
    let starts = move |len: usize| (start..end.saturating_sub(len - 1)).map(move |at| at..at + len);
    let guid = |range| std::str::from_utf8(text.get(range)?).ok().and_then(Guid::parse).map(Guid::as_u128);
    starts(36).chain(starts(32)).filter_map(guid)
}

/// Whether a text begins with an escape of a character that ids can have. No tool writes ids so, but such an id would be
/// overlooked. Quotation marks, line ends and the characters that PowerShell escapes do not count.
fn is_telling_escape(text: &[u8]) -> bool {
    let harmless: [&[u8]; 11] = [b"\"", b"\\", b"n", b"r", b"t", b"u0022", b"u0026", b"u0027", b"u003c", b"u003e", b"u000"];
    let rest = text.get(1..).unwrap_or_default();
    !harmless.iter().any(|known| rest.get(..known.len()).is_some_and(|own| own.eq_ignore_ascii_case(known)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<Vec<String>> {
        Some(guids(text.as_bytes())?.into_iter().map(|id| Guid::from_u128(id).to_string()).collect())
    }

    #[test]
    fn guids_are_found_wherever_they_stand() {
        let (one, two) = ("11111111-1111-4111-8111-111111111111", "aaaaaaaa-0000-4000-8000-00000000000b");
        let cases = [
            (format!(r#"{{"a":"/subscriptions/{one}/x","b":"{}"}}"#, two.to_uppercase()), vec![one, two], "in whatever case"),
            (format!("members-{two}.json"), vec![two], "after other digits and dashes"),
            (format!("x{}", two.replace('-', "")), vec![two], "without dashes"),
            (format!("z{}", one.trim_start_matches("11")), vec![], "digits short"),
        ];
        for (text, expected, why) in cases {
            assert_eq!(found(&text), Some(expected.into_iter().map(str::to_owned).collect()), "{why}");
        }
        assert_eq!(found(r#"{"a":"it\u0027s \u0026 \"\\"}"#), Some(Vec::new()), "what PowerShell escapes");
        assert_eq!(found(r#"{"a":"\u0031"}"#), None, "a digit as an escape");
        assert_eq!(found(r#"{"a":"\/subscriptions"}"#), None, "a slash as an escape");
        assert_eq!(found(r#"{"a":"\u002D"}"#), None, "a dash as an escape");
    }
}
