//! Markdown for a ticket: the answer, who loses and gains, then what is written otherwise.

use std::io::{self, Write};

use super::people::is_certain;
use super::picture::{ChangeView, TaskMove, TasksDiffReport};
use super::words;
use crate::report::markdown::{escape, gaps};
use crate::report::words::{count, shortened};

/// More rows than this make no readable page.
const ROWS: usize = 200;

/// The whole report.
pub(crate) fn write(report: &TasksDiffReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let [old, new] = report.packs();
    writeln!(out, "# Task packs {} and {}\n\n**{}**", escape(old), escape(new), escape(&words::answer(report)))?;
    let people = report.people();
    if !people.is_empty() {
        writeln!(out, "\n## Who loses and gains\n\n| who | loses | gains |\n| --- | --- | --- |")?;
    }
    for own in people.iter().take(ROWS) {
        let task = |task: &TaskMove| {
            let mark = if is_certain(task) { "" } else { "? " };
            format!("{mark}{}", escape(&words::task(report, task)))
        };
        let tasks = |tasks: &[TaskMove]| tasks.iter().map(task).collect::<Vec<_>>().join("<br>");
        let names = escape(&shortened(&own.names, words::NAMES));
        writeln!(out, "| {names} | {} | {} |", tasks(own.lost), tasks(own.gained))?;
    }
    if people.len() > ROWS {
        writeln!(out, "\n... and {} (`--format json` has them all).", count(people.len() - ROWS, "more row"))?;
    }
    let changes = report.changes();
    if !changes.is_empty() {
        writeln!(out, "\n## What is written otherwise\n\n| what | was | is | difference |\n| --- | --- | --- | --- |")?;
    }
    changes.iter().try_for_each(|own| write_change(report, own, out))?;
    let lacking = report.gap_groups();
    if !lacking.is_empty() {
        writeln!(out)?;
    }
    gaps("What the exports lack", &lacking, out)
}

fn write_change(report: &TasksDiffReport<'_>, own: &ChangeView<'_>, out: &mut dyn Write) -> io::Result<()> {
    let said = |text: Option<&str>| text.map(escape).unwrap_or_default();
    let title = words::title(report, own).map(|title| format!("<br>{}", escape(title))).unwrap_or_default();
    let ways: Vec<String> = words::ways(own).iter().map(|(_, ways)| escape(ways)).collect();
    let (before, after) = (said(own.change.before), said(own.change.after));
    writeln!(out, "| {}{title} | {before} | {after} | {} |", escape(&words::change(own)), ways.join("<br>"))
}
