//! [`LintPages`]: where people find the page of a lint.

use thiserror::Error;

/// What stands for the id of the lint.
const LINT: &str = "{lint}";

/// An address with `{lint}` in it, such as `https://docs.example.com/rolecall/lints/{lint}.html`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LintPages {
    before: Box<str>,
    after: Box<str>,
}

/// What is no address of pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum LintPagesError {
    /// All lints would have one page.
    #[error("it has no {LINT}, which stands for the id of a lint")]
    NoLint,
    /// Nothing opens it.
    #[error("it begins with neither https://, http:// nor file://")]
    NoScheme,
    /// It would not be one address in a terminal or in Markdown.
    #[error("an address has letters, digits and -._~:/?#@!$&'*+,;=% alone")]
    Letters,
}

impl LintPages {
    /// Reads an address.
    pub fn parse(address: &str) -> Result<Self, LintPagesError> {
        let (before, after) = address.split_once(LINT).ok_or(LintPagesError::NoLint)?;
        if !["https://", "http://", "file://"].iter().any(|scheme| before.starts_with(scheme)) {
            return Err(LintPagesError::NoScheme);
        }
        if !before.chars().chain(after.chars()).all(is_of_address) {
            return Err(LintPagesError::Letters);
        }
        Ok(Self { before: before.into(), after: after.into() })
    }

    /// The page of a lint.
    pub(crate) fn page(&self, lint: &str) -> String {
        format!("{}{lint}{}", self.before, self.after)
    }

    /// What every page begins with.
    pub(crate) fn beginning(&self) -> &str {
        &self.before
    }
}

/// The letters of RFC 3986 without brackets, in which Markdown would see its own.
fn is_of_address(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "-._~:/?#@!$&'*+,;=%".contains(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lint_pages_take_addresses_alone() {
        let cases = [
            ("https://a.example/{lint}.html", Ok("https://a.example/missing-verb.html"), "a site"),
            ("file:///opt/docs/{lint}.md#top", Ok("file:///opt/docs/missing-verb.md#top"), "a folder"),
            ("https://a.example/lints", Err(LintPagesError::NoLint), "one page for all"),
            ("{lint}.html", Err(LintPagesError::NoScheme), "nothing opens it"),
            ("javascript:{lint}", Err(LintPagesError::NoScheme), "a script"),
            ("https://a.example/ {lint}", Err(LintPagesError::Letters), "a blank ends an address"),
            ("https://a.example/{lint}\u{1b}\\", Err(LintPagesError::Letters), "it would end the link of a terminal"),
            ("https://a.example/({lint})", Err(LintPagesError::Letters), "it would end the link of Markdown"),
        ];
        for (address, expected, why) in cases {
            let page = LintPages::parse(address).map(|pages| pages.page("missing-verb"));
            assert_eq!(page, expected.map(str::to_owned), "{why}");
        }
    }
}
