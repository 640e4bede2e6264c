//! [`Article`]: the tables of an article, whether it is a file of Markdown or a page that a browser saved.

use super::inline::{Inline, plain};

/// What is read of an article.
#[derive(Debug, Default)]
pub(super) struct Article {
    pub(super) title: Option<String>,
    pub(super) url: Option<String>,
    /// The day of the version, `YYYY-MM-DD`.
    pub(super) dated: Option<String>,
    pub(super) tables: Vec<ArticleTable>,
}

/// A table of an article.
#[derive(Debug, Default)]
pub(super) struct ArticleTable {
    /// The line that it begins in.
    pub(super) line: usize,
    /// The heading that it stands under.
    pub(super) heading: String,
    /// The resource provider that was named last above it.
    pub(super) provider: Option<String>,
    pub(super) header: Vec<ArticleCell>,
    pub(super) rows: Vec<ArticleRow>,
}

/// A row: it may have more cells than the header, or fewer.
#[derive(Debug, Default)]
pub(super) struct ArticleRow {
    pub(super) line: usize,
    pub(super) cells: Vec<ArticleCell>,
}

/// A cell.
#[derive(Debug, Default, Clone)]
pub(super) struct ArticleCell {
    pub(super) parts: Vec<Inline>,
    /// It belongs to a cell of a row above, which reaches down here.
    pub(super) continues: bool,
}

impl ArticleCell {
    pub(super) fn new(parts: Vec<Inline>) -> Self {
        Self { parts, continues: false }
    }

    /// Its words, in one line.
    pub(super) fn text(&self) -> String {
        plain(&self.parts)
    }

    /// Whether it says nothing.
    pub(super) fn is_empty(&self) -> bool {
        let says = |text: &str| !text.trim().is_empty();
        !self.parts.iter().any(|part| match part {
            Inline::Text(text) | Inline::Link { text, .. } => says(text),
            Inline::Break | Inline::Footnote(_) => false,
        })
    }
}

/// What is above a table: the last heading, and the resource provider that was named last.
#[derive(Debug, Default)]
pub(super) struct Above {
    pub(super) heading: String,
    pub(super) provider: Option<String>,
}

impl Above {
    pub(super) fn heading(&mut self, text: String) {
        self.see(&text);
        self.heading = text;
    }

    /// Looks for a resource provider in words above a table, such as `Microsoft.MachineLearningServices`.
    pub(super) fn see(&mut self, text: &str) {
        let fits = |letter: char| letter.is_ascii_alphanumeric() || letter == '.';
        let mut named = text.split(|letter| !fits(letter)).map(|word| word.trim_matches('.')).filter(|word| {
            let (company, product) = word.split_once('.').unwrap_or_default();
            company.eq_ignore_ascii_case("microsoft") && !product.is_empty()
        });
        if let Some(provider) = named.next_back() {
            self.provider = Some(provider.to_owned());
        }
    }

    pub(super) fn table(&self, line: usize) -> ArticleTable {
        let (heading, provider) = (self.heading.clone(), self.provider.clone());
        ArticleTable { line, heading, provider, ..ArticleTable::default() }
    }
}

/// A day as articles write it, `2025-01-08` or `01/08/2025`.
pub fn day(text: &str) -> Option<String> {
    let text = text.trim().trim_matches(|letter| matches!(letter, '"' | '\''));
    if let Some(day) = text.get(..10).filter(|day| day.parse::<jiff::civil::Date>().is_ok()) {
        return Some(day.to_owned());
    }
    let mut parts = text.split('/');
    let (month, day, year) = (parts.next()?, parts.next()?, parts.next()?);
    let day = format!("{year:0>4}-{month:0>2}-{day:0>2}");
    day.parse::<jiff::civil::Date>().is_ok().then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_articles_write_them() {
        let cases = [
            ("2025-01-08", Some("2025-01-08")),
            (" \"2025-01-08T10:00:00Z\"", Some("2025-01-08")),
            ("01/08/2025", Some("2025-01-08")),
            ("1/8/2025", Some("2025-01-08")),
            ("13/08/2025", None),
            ("January 2025", None),
        ];
        for (text, expected) in cases {
            assert_eq!(day(text).as_deref(), expected, "{text}");
        }
    }
}
