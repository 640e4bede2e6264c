//! Tables of HTML: those of a page that a browser saved, and those that stand in Markdown.

use super::article::{Above, Article, ArticleCell, ArticleRow, ArticleTable, day};
use super::entity;
use super::inline::{Inline, Markup, attribute, inlines, plain};

/// So many rows at most a cell reaches down.
const DEEPEST: usize = 1_000;
/// So many columns at most a cell is wide.
const WIDEST: usize = 100;
/// A cell that reaches down is repeated in the rows below unless it has more parts.
const REPEATED: usize = 200;

/// The tables of a page, and what its head says.
pub(super) fn page(text: &str) -> Article {
    let mut article = Article::default();
    let mut above = Above::default();
    article.tables = tables(text, &mut above, (Markup::Html, 0));
    head(text, &mut article);
    article
}

/// Title, address and date of a page.
fn head(text: &str, article: &mut Article) {
    for piece in (Pieces { rest: text }) {
        let HtmlPiece::Tag { name, inside, after } = piece else { continue };
        let named =
            |key: &str| attribute(inside, "name").or_else(|| attribute(inside, "property")).is_some_and(|own| own == key);
        match name.as_str() {
            "title" if article.title.is_none() => {
                let end = after.find('<').unwrap_or(0);
                article.title = after.get(..end).map(|title| entity::text(title.trim()));
            }
            "link" if attribute(inside, "rel").as_deref() == Some("canonical") => article.url = attribute(inside, "href"),
            "meta" if named("ms.date") || (named("updated_at") && article.dated.is_none()) => {
                article.dated = attribute(inside, "content").as_deref().and_then(day).or(article.dated.take());
            }
            "body" => return,
            _ => {}
        }
    }
}

/// The tables of a text that begins after some lines.
pub(super) fn tables(text: &str, above: &mut Above, (markup, lines): (Markup, usize)) -> Vec<ArticleTable> {
    let mut reader = TableReader { markup, text, lines, counted: 0, above, tables: Vec::new(), table: None, cell: None };
    for piece in (Pieces { rest: text }) {
        match piece {
            HtmlPiece::Tag { name, inside, after } => reader.tag(&name, inside, after),
            HtmlPiece::Text(words) => {
                if reader.table.is_none() {
                    reader.above.see(words);
                }
            }
        }
    }
    reader.end_table();
    reader.tables
}

/// A tag or the words between two.
enum HtmlPiece<'t> {
    Tag {
        /// In lower case, with `/` before the name of an end tag.
        name: String,
        inside: &'t str,
        after: &'t str,
    },
    Text(&'t str),
}

/// The tags and words of a text, in their order. Scripts, styles and comments are left out.
struct Pieces<'t> {
    rest: &'t str,
}

impl<'t> Iterator for Pieces<'t> {
    type Item = HtmlPiece<'t>;

    fn next(&mut self) -> Option<HtmlPiece<'t>> {
        let rest = self.rest;
        if rest.is_empty() {
            return None;
        }
        if !rest.starts_with('<') {
            let end = rest.find('<').unwrap_or(rest.len());
            return self.cut(end, end).map(HtmlPiece::Text);
        }
        if rest.starts_with("<!--") {
            let end = rest.find("-->").map_or(rest.len(), |end| end + 3);
            self.cut(end, end)?;
            return Some(HtmlPiece::Text(""));
        }
        let end = rest.find('>').unwrap_or(rest.len());
        let inside = self.cut(end, (end + 1).min(rest.len()))?.trim_start_matches('<');
        let name_end = |letter: char| !(letter.is_ascii_alphanumeric() || letter == '/');
        let name = inside.split(name_end).next().unwrap_or_default().trim_end_matches('/').to_ascii_lowercase();
        if matches!(name.as_str(), "script" | "style" | "template") {
            let close = format!("</{name}");
            let end = find_ignoring_case(self.rest, &close).unwrap_or(self.rest.len());
            self.cut(end, end)?;
        }
        Some(HtmlPiece::Tag { name, inside, after: self.rest })
    }
}

impl<'t> Pieces<'t> {
    fn cut(&mut self, end: usize, next: usize) -> Option<&'t str> {
        let piece = self.rest.get(..end)?;
        self.rest = self.rest.get(next..)?;
        Some(piece)
    }
}

fn find_ignoring_case(text: &str, what: &str) -> Option<usize> {
    let (text, what) = (text.as_bytes(), what.as_bytes());
    text.windows(what.len()).position(|own| own.eq_ignore_ascii_case(what))
}

struct TableReader<'t, 'a> {
    markup: Markup,
    text: &'t str,
    /// Lines before the place up to which they are counted.
    lines: usize,
    counted: usize,
    above: &'a mut Above,
    tables: Vec<ArticleTable>,
    table: Option<OpenTable>,
    /// Where the text of the open cell or heading begins.
    cell: Option<OpenCell>,
}

struct OpenCell {
    from: usize,
    is_header: bool,
    rows: usize,
    columns: usize,
}

/// A table that is being read.
struct OpenTable {
    table: ArticleTable,
    row: ArticleRow,
    has_row: bool,
    all_header: bool,
    /// For each column: the cell that reaches down, and into how many rows more.
    reaching: Vec<Option<(ArticleCell, usize)>>,
}

impl TableReader<'_, '_> {
    fn tag(&mut self, name: &str, inside: &str, after: &str) {
        let at = self.text.len() - after.len();
        match name {
            "table" => {
                self.end_table();
                let line = self.line(at);
                let table = self.above.table(line);
                self.table = Some(OpenTable {
                    table,
                    row: ArticleRow::default(),
                    has_row: false,
                    all_header: true,
                    reaching: Vec::new(),
                });
            }
            "/table" => self.end_table(),
            "tr" | "/tr" | "/thead" | "/tbody" => {
                self.end_cell(at.saturating_sub(inside.len() + 2));
                let line = self.line(at);
                if let Some(open) = &mut self.table {
                    open.end_row();
                    open.row.line = line;
                    open.has_row = name == "tr";
                }
            }
            "td" | "th" => {
                self.end_cell(at.saturating_sub(inside.len() + 2));
                let number = |key| attribute(inside, key).and_then(|text| text.parse::<usize>().ok()).unwrap_or(1);
                let (rows, columns) = (number("rowspan").clamp(1, DEEPEST), number("colspan").clamp(1, WIDEST));
                self.cell = self.table.is_some().then_some(OpenCell { from: at, is_header: name == "th", rows, columns });
            }
            "/td" | "/th" => self.end_cell(at.saturating_sub(inside.len() + 2)),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if self.table.is_none() => {
                let end = after.get(..after.len().min(4_000)).and_then(|near| near.find("</h")).unwrap_or(0);
                self.above.heading(plain(&inlines(after.get(..end).unwrap_or_default(), Markup::Html)));
            }
            _ => {}
        }
    }

    /// The line of a place; places only go forward.
    fn line(&mut self, at: usize) -> usize {
        let passed = self.text.get(self.counted..at).unwrap_or_default();
        self.lines += passed.bytes().filter(|&byte| byte == b'\n').count();
        self.counted = at.max(self.counted);
        self.lines + 1
    }

    fn end_cell(&mut self, end: usize) {
        let (Some(cell), Some(open)) = (self.cell.take(), &mut self.table) else { return };
        let text = self.text.get(cell.from..end).unwrap_or_default();
        open.has_row = true;
        open.add(&ArticleCell::new(trimmed(inlines(text, self.markup))), &cell);
    }

    fn end_table(&mut self) {
        self.end_cell(self.text.len());
        let Some(mut open) = self.table.take() else { return };
        open.end_row();
        if open.table.header.is_empty() && !open.table.rows.is_empty() {
            open.table.header = open.table.rows.remove(0).cells;
        }
        if !open.table.header.is_empty() {
            self.tables.push(open.table);
        }
    }
}

impl OpenTable {
    fn add(&mut self, cell: &ArticleCell, open: &OpenCell) {
        self.fill();
        self.all_header &= open.is_header;
        for column in 0..open.columns {
            let at = self.row.cells.len();
            let own = if column == 0 { cell.clone() } else { ArticleCell::default() };
            if self.reaching.len() <= at {
                self.reaching.resize(at + 1, None);
            }
            if let Some(slot) = self.reaching.get_mut(at).filter(|_| open.rows > 1) {
                let repeated =
                    if own.parts.len() > REPEATED || own.text().len() > 4_000 { ArticleCell::default() } else { own.clone() };
                *slot = Some((ArticleCell { continues: true, ..repeated }, open.rows - 1));
            }
            self.row.cells.push(own);
        }
    }

    /// Puts the cells that reach down from above into the row.
    fn fill(&mut self) {
        while let Some(Some((cell, rows))) = self.reaching.get_mut(self.row.cells.len()) {
            self.row.cells.push(cell.clone());
            *rows -= 1;
            if *rows == 0 {
                let at = self.row.cells.len() - 1;
                if let Some(slot) = self.reaching.get_mut(at) {
                    *slot = None;
                }
            }
        }
    }

    fn end_row(&mut self) {
        if !self.has_row {
            return;
        }
        self.fill();
        let row = std::mem::take(&mut self.row);
        self.has_row = false;
        let is_header = std::mem::replace(&mut self.all_header, true);
        if row.cells.is_empty() {
            return;
        }
        if is_header && self.table.header.is_empty() && self.table.rows.is_empty() {
            self.table.header = row.cells;
        } else {
            self.table.rows.push(row);
        }
    }
}

/// Without the line ends around it.
fn trimmed(mut parts: Vec<Inline>) -> Vec<Inline> {
    let is_blank = |part: &Inline| match part {
        Inline::Break => true,
        Inline::Text(text) => text.trim().is_empty(),
        _ => false,
    };
    let end = parts.iter().rposition(|part| !is_blank(part)).map_or(0, |last| last + 1);
    parts.truncate(end);
    let start = parts.iter().position(|part| !is_blank(part)).unwrap_or(0);
    parts.drain(..start);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_of_pages_are_found() {
        let cases = [
            ("<table><tr><th>a<th>b<tr><td>1<td>2</table>", "a|b / 1|2", "without end tags"),
            (
                "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td rowspan=2>1</td><td>2</td></tr><tr><td>3</td></tr></table>",
                "a|b / 1|2 / ^1|3",
                "a cell that reaches down",
            ),
            ("<table><tr><th colspan=\"2\">a</th></tr><tr><td>1</td><td>2</td></tr></table>", "a| / 1|2", "a wide cell"),
            ("<table><tr><td>a</td></tr><tr><td>1</td></tr></table>", "a / 1", "the first row is the header"),
            ("<script>\"<table>\"</script><!-- <table> --><table></table>", "", "scripts and comments"),
            ("<table><tr><th>a</th></tr><tr><td><ul><li>x</li><li>y</li></ul></td></tr></table>", "a / x y", "a list"),
        ];
        for (text, expected, why) in cases {
            let mark = |cell: &ArticleCell| format!("{}{}", if cell.continues { "^" } else { "" }, cell.text());
            let row = |cells: &[ArticleCell]| cells.iter().map(mark).collect::<Vec<_>>().join("|");
            let found = tables(text, &mut Above::default(), (Markup::Html, 0));
            let all = found.iter().map(|table| {
                let rows = table.rows.iter().map(|own| row(&own.cells));
                std::iter::once(row(&table.header)).chain(rows).collect::<Vec<_>>().join(" / ")
            });
            assert_eq!(all.collect::<Vec<_>>().join("; "), expected, "{why}");
        }
    }
}
