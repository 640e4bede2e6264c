//! Text for people: the answer, who loses and gains, then what is written otherwise.

use std::io::{self, Write};

use super::people::{MovedByPack, is_certain};
use super::picture::{ChangeView, TaskMove, TasksDiffReport};
use super::words;
use crate::report::clean::clean;
use crate::report::page::Page;
use crate::report::style::{Detail, Look};
use crate::report::words::{count, shortened};

/// More groups of people than this are named only with `-v`.
const MOST: usize = 20;

/// The whole report.
pub(crate) fn write(report: &TasksDiffReport<'_>, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { look, out };
    let (changes, people) = (report.changes(), report.people());
    write_answer(&mut page, report)?;
    if !people.is_empty() {
        page.heading("Who loses and gains")?;
    }
    let shown = if look.detail == Detail::All { people.len() } else { people.len().min(MOST) };
    people.iter().take(shown).try_for_each(|own| write_people(&mut page, report, own))?;
    if people.len() > shown {
        let more = count(people.len() - shown, "more group of people with one difference");
        page.line(&page.look.faint(&format!("  ... and {more} (-v names them all)")))?;
    }
    if !changes.is_empty() {
        page.heading("What is written otherwise")?;
    }
    changes.iter().try_for_each(|own| write_change(&mut page, report, own))?;
    page.gaps("What the exports lack", &report.gap_groups())?;
    if changes.is_empty() && people.is_empty() {
        return Ok(());
    }
    page.line("")?;
    write_answer(&mut page, report)
}

fn write_answer(page: &mut Page<'_>, report: &TasksDiffReport<'_>) -> io::Result<()> {
    page.styled("", 0, &page.look.heading(&clean(&words::answer(report))))
}

fn write_people(page: &mut Page<'_>, report: &TasksDiffReport<'_>, own: &MovedByPack<'_>) -> io::Result<()> {
    page.paragraph("", 2, &shortened(&own.names, words::NAMES))?;
    let mark = |task: &TaskMove, mark| if is_certain(task) { mark } else { '?' };
    own.lost.iter().try_for_each(|task| page.marked(4, mark(task, '-'), &words::task(report, task)))?;
    own.gained.iter().try_for_each(|task| page.marked(4, mark(task, '+'), &words::task(report, task)))
}

fn write_change(page: &mut Page<'_>, report: &TasksDiffReport<'_>, own: &ChangeView<'_>) -> io::Result<()> {
    page.paragraph("  -", 4, &words::change(own))?;
    if let Some(title) = words::title(report, own) {
        page.paragraph("", 6, title)?;
    }
    for (word, said) in [("was", own.change.before), ("is", own.change.after)] {
        if let Some(said) = said {
            page.paragraph(&format!("      {word}"), 10, said)?;
        }
    }
    words::ways(own).iter().try_for_each(|(mark, ways)| page.marked(6, *mark, ways))
}
