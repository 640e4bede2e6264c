//! Tables of Markdown as GitHub defines them, and the front matter of an article.

use super::article::{Above, Article, ArticleCell, ArticleRow, ArticleTable, day};
use super::html;
use super::inline::{Markup, inlines, plain};

/// The tables of a file.
pub(super) fn article(text: &str) -> Article {
    let mut reader = MarkdownReader { article: Article::default(), above: Above::default(), fence: None };
    let lines: Vec<&str> = text.lines().collect();
    let mut at = front_matter(&lines, &mut reader.article);
    while let Some(line) = lines.get(at) {
        at += reader.line(&lines, at, line).max(1);
    }
    reader.article
}

/// Reads the keys between `---` and `---`, and says how many lines they are.
fn front_matter(lines: &[&str], article: &mut Article) -> usize {
    let is_mark = |line: &&str| line.trim_end() == "---";
    let end = lines.iter().skip(1).position(is_mark);
    let Some(end) = end.filter(|_| lines.first().is_some_and(is_mark)) else { return 0 };
    for line in lines.iter().skip(1).take(end) {
        let Some((key, value)) = line.split_once(':') else { continue };
        let value = value.trim().trim_matches(|letter| matches!(letter, '"' | '\''));
        match key {
            "title" => article.title = Some(value.to_owned()).filter(|title| !title.is_empty()),
            "ms.date" | "date" if article.dated.is_none() => article.dated = day(value),
            _ => {}
        }
    }
    end + 2
}

struct MarkdownReader<'t> {
    article: Article,
    above: Above,
    /// What ends the code that is being skipped.
    fence: Option<&'t str>,
}

impl<'t> MarkdownReader<'t> {
    /// Reads what begins at a line, and says how many lines it is.
    fn line(&mut self, lines: &[&'t str], at: usize, line: &'t str) -> usize {
        let line = unquoted(line);
        if let Some(fence) = self.fence {
            if line.starts_with(fence) {
                self.fence = None;
            }
            return 1;
        }
        self.fence = ["```", "~~~"].into_iter().find(|mark| line.starts_with(mark));
        if self.fence.is_some() {
            return 1;
        }
        if line.starts_with("<!--") {
            return lines.iter().skip(at).position(|line| line.contains("-->")).map_or(lines.len(), |end| end + 1);
        }
        if let Some(heading) = heading(line) {
            if self.article.title.is_none() {
                self.article.title = Some(heading.clone());
            }
            self.above.heading(heading);
            return 1;
        }
        if starts_table_tag(line) {
            return self.html_table(lines, at);
        }
        if let Some((table, length)) = self.table(lines, at, line) {
            self.article.tables.push(table);
            return length;
        }
        self.above.see(line);
        1
    }

    fn html_table(&mut self, lines: &[&str], at: usize) -> usize {
        let is_end = |line: &&str| line.to_ascii_lowercase().contains("</table");
        let length = lines.iter().skip(at).position(is_end).map_or(lines.len() - at, |end| end + 1);
        let text: Vec<&str> = lines.iter().skip(at).take(length).map(|line| unquoted(line)).collect();
        let tables = html::tables(&text.join("\n"), &mut self.above, (Markup::Markdown, at));
        self.article.tables.extend(tables);
        length
    }

    /// A table: a header, a line of dashes with as many cells, and rows up to an empty line or another block.
    fn table(&self, lines: &[&str], at: usize, line: &str) -> Option<(ArticleTable, usize)> {
        let dashes = unquoted(lines.get(at + 1)?);
        if !line.contains('|') || !is_delimiter(dashes) || split(line).len() != split(dashes).len() {
            return None;
        }
        let mut table = self.above.table(at + 1);
        table.header = cells(line);
        let rows = lines.iter().enumerate().skip(at + 2).map(|(number, line)| (number, unquoted(line)));
        for (number, line) in rows.take_while(|(_, line)| !ends_table(line)) {
            table.rows.push(ArticleRow { line: number + 1, cells: cells(line) });
        }
        let length = table.rows.len() + 2;
        Some((table, length))
    }
}

/// A line without the marks of a quotation.
fn unquoted(line: &str) -> &str {
    line.trim().trim_start_matches('>').trim()
}

fn heading(line: &str) -> Option<String> {
    let text = line.trim_start_matches('#');
    let is_heading = (1..=6).contains(&(line.len() - text.len())) && text.starts_with(' ');
    is_heading.then(|| plain(&inlines(text.trim().trim_end_matches('#'), Markup::Markdown)))
}

fn starts_table_tag(line: &str) -> bool {
    line.get(..6).is_some_and(|start| start.eq_ignore_ascii_case("<table"))
}

fn ends_table(line: &str) -> bool {
    line.is_empty()
        || line.starts_with("```")
        || line.starts_with("~~~")
        || line.starts_with("<!--")
        || starts_table_tag(line)
        || heading(line).is_some()
}

fn is_delimiter(line: &str) -> bool {
    line.contains('-') && line.contains('|') && line.chars().all(|letter| matches!(letter, '|' | '-' | ':' | ' ' | '\t')) && {
        let cells = split(line);
        cells.iter().all(|cell| {
            let dashes = cell.trim().trim_start_matches(':').trim_end_matches(':');
            !dashes.is_empty() && dashes.chars().all(|letter| letter == '-')
        })
    }
}

/// The texts between the pipes of a line; a pipe after a backslash is one of the text.
fn split(line: &str) -> Vec<String> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let mut cells = vec![String::new()];
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        let Some(cell) = cells.last_mut() else { break };
        match letter {
            '\\' if letters.next_if_eq(&'|').is_some() => cell.push('|'),
            '|' => cells.push(String::new()),
            _ => cell.push(letter),
        }
    }
    if cells.len() > 1 && cells.last().is_some_and(|last| last.trim().is_empty()) {
        cells.pop();
    }
    cells
}

fn cells(line: &str) -> Vec<ArticleCell> {
    split(line).iter().map(|text| ArticleCell::new(inlines(text.trim(), Markup::Markdown))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tables of a text: line, heading, and every cell.
    fn shown(text: &str) -> String {
        let row = |cells: &[ArticleCell]| cells.iter().map(ArticleCell::text).collect::<Vec<_>>().join("|");
        let table = |table: &ArticleTable| {
            let rows: Vec<String> = table.rows.iter().map(|own| format!("{}:{}", own.line, row(&own.cells))).collect();
            format!("{} {}: {} / {}", table.line, table.heading, row(&table.header), rows.join(" / "))
        };
        article(text).tables.iter().map(table).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn tables_of_markdown_are_found() {
        let cases = [
            ("# H\n|a|b|\n|-|-|\n|1|2|\n\n|no|", "2 H: a|b / 4:1|2", "a table ends with an empty line"),
            ("a | b\n:-- | --:\n1 | 2\n", "1 : a|b / 3:1|2", "without outer pipes"),
            ("- x\n\n  |a|b|\n  |--|--|\n  |1|2|\n", "3 : a|b / 5:1|2", "inside a list"),
            ("> |a|b|\n> |--|--|\n> |1|2|\n", "1 : a|b / 3:1|2", "inside a quotation"),
            ("```\n|a|b|\n|-|-|\n```\n", "", "code is no table"),
            ("|a|b|\n|-|-|-|\n", "", "a delimiter of another length"),
            ("|a|b|\n|-|-|\n|1\\|2|3|4|\n|5|\n## next\n", "1 : a|b / 3:1|2|3|4 / 4:5", "more cells and fewer"),
            ("<!-- |a|\n|-| -->\n|a|b|\n|-|-|\n", "3 : a|b / ", "a comment"),
            ("---\ntitle: T\nms.date: 01/02/2025\n---\n|a|b|\n|-|-|\n|1|2|", "5 : a|b / 7:1|2", "front matter"),
            ("<table>\n<tr><th>a</th></tr>\n<tr><td>1</td></tr>\n</table>\n", "1 : a / 3:1", "a table of HTML"),
        ];
        for (text, expected, why) in cases {
            assert_eq!(shown(text), expected, "{why}");
        }
    }
}
