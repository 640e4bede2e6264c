//! Data and code inside a page: JSON that cannot end its element, and the policy that lets nothing else run.

use std::io::{self, Write};

use crate::sha256::sha256_base64;

/// Writes JSON so that nothing in it means anything to a parser of HTML or of old scripts: `<`, `>`, `&` and the two line
/// separators stand inside of strings alone, and are escaped there.
pub(crate) struct Inert<W>(pub(crate) W);

impl<W: Write> Write for Inert<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut plain = bytes;
        while let Some(at) = plain.iter().position(|byte| escape(*byte).is_some()) {
            let (before, rest) = plain.split_at(at);
            self.0.write_all(before)?;
            plain = match rest.split_first() {
                Some((byte, after)) => {
                    self.0.write_all(escape(*byte).unwrap_or_default().as_bytes())?;
                    after
                }
                None => rest,
            };
        }
        self.0.write_all(plain)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

fn escape(byte: u8) -> Option<&'static str> {
    match byte {
        b'<' => Some("\\u003c"),
        b'>' => Some("\\u003e"),
        b'&' => Some("\\u0026"),
        _ => None,
    }
}

/// The content security policy of a page with this style and this script, and nothing else: no other script, no handler in an
/// attribute, no image, no request, no form.
pub(crate) fn policy(style: &str, script: &str) -> String {
    format!(
        "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        sha256_base64(script.as_bytes()),
        sha256_base64(style.as_bytes()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_json_cannot_leave_it() {
        let cases = [
            ("</script><script>alert(1)</script>", "an end of the element"),
            ("<!--<script>", "the state in which a parser skips the next end"),
            ("]]>", "the end of a CDATA section"),
            ("&lt;", "something that would be decoded"),
            ("a\"b\\c", "marks of JSON itself"),
            ("plain", "an ordinary name"),
        ];
        for (name, why) in cases {
            let mut written = Vec::new();
            serde_json::to_writer(Inert(&mut written), name).expect("a vector takes everything");
            assert!(!written.iter().any(|byte| b"<>&".contains(byte)), "{why}");
            assert_eq!(serde_json::from_slice::<String>(&written).expect("it is JSON"), name, "{why}");
        }
    }
}
