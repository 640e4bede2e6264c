//! Markdown for a change ticket: the verdict, what it rests on, and what is left to do.

use std::io::{self, Write};

use super::picture::ReadinessReport;
use super::views::{PackView, PrerequisiteView, Readiness, TaskReadinessView};
use super::words;
use crate::report::answers::markdown::{assumptions, findings, folded, gaps, people, table};
use crate::report::answers::matrix::Matrix;
use crate::report::clean::clean;
use crate::report::markdown;
use crate::report::markdown::{escape, fenced};
use crate::report::pack_change::{self, DifferenceView};
use crate::report::remediation::SuggestionView;
use crate::report::terms::GapGroup;

pub(crate) fn write(report: &ReadinessReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let workspace = report.workspace();
    let (short, place) = (words::in_short(report), escape(&report.place()));
    writeln!(out, "# {short}: workspace {} ({place})\n", escape(workspace.name))?;
    writeln!(out, "`{}`, as of {}.\n", code(workspace.id), report.at())?;
    todo(report, out)?;
    for pack in report.packs() {
        self::pack(&pack, report, out)?;
    }
    for difference in report.differences() {
        self::difference(&difference, out)?;
    }
    if let Some(found) = report.unified_rbac() {
        writeln!(out, "## Microsoft Defender unified RBAC\n")?;
        found.lines.iter().try_for_each(|line| writeln!(out, "- {}", escape(line)))?;
        writeln!(out)?;
    }
    writeln!(out, "## Who can do what\n")?;
    let matrix = Matrix::new(&report.answers);
    table(&report.answers, &matrix, out)?;
    let title = "People, the most powerful first, and the grants that give it";
    folded(title, out, |out| people(&report.answers, &matrix, out))?;
    findings(&report.answers, out)?;
    assumptions(&report.answers.assumptions(), out)?;
    gaps(&report.answers, out)?;
    writeln!(out, "\n## When the exports were made\n")?;
    words::dates(report.inputs()).iter().try_for_each(|line| writeln!(out, "- {}", escape(line)))
}

/// What has to be done before the change: a box to tick for each.
fn todo(report: &ReadinessReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let boxes = words::todo_lines(report);
    if boxes.is_empty() {
        return Ok(());
    }
    writeln!(out, "Before the change:\n")?;
    boxes.iter().try_for_each(|line| writeln!(out, "- [ ] {}", escape(line)))?;
    writeln!(out)
}

fn pack(pack: &PackView<'_>, report: &ReadinessReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "## {}: {}\n", escape(pack.id), words::readiness(pack.readiness))?;
    let retires = pack.retires.map(|own| format!(" It {}.", words::retires(own))).unwrap_or_default();
    writeln!(out, "{}, of {} (<{}>).{retires}\n", escape(pack.title), pack.source.dated, code(pack.source.url))?;
    if !pack.prerequisites.is_empty() {
        writeln!(out, "| prerequisite | status | found | record |\n| --- | --- | --- | --- |")?;
        pack.prerequisites.iter().try_for_each(|own| prerequisite(own, out))?;
        writeln!(out)?;
        settles(pack.prerequisites.iter().flat_map(|own| &own.settled_by), out)?;
    }
    writeln!(out, "| task | ready | who |\n| --- | --- | --- |")?;
    pack.tasks.iter().try_for_each(|own| task(own, out))?;
    writeln!(out)?;
    pack.tasks.iter().try_for_each(|own| holes(own, out))?;
    if pack.tasks.iter().any(|task| task.readiness == Some(Readiness::CannotTell)) {
        settles(&report.open(), out)?;
    }
    pack.caveats.iter().try_for_each(|caveat| writeln!(out, "> {}\n", escape(caveat)))
}

fn prerequisite(own: &PrerequisiteView<'_>, out: &mut dyn Write) -> io::Result<()> {
    let decides = words::weight(own.weight);
    let records: Vec<String> = own.evidence.iter().map(|evidence| escape(&words::evidence(evidence))).collect();
    let cells = [
        format!("{}{decides}", escape(own.title)),
        format!("**{}**", words::status(own.status)),
        escape(&own.message),
        records.join("<br>"),
    ];
    writeln!(out, "| {} |", cells.join(" | "))
}

fn task(task: &TaskReadinessView<'_>, out: &mut dyn Write) -> io::Result<()> {
    let word = task.readiness.map_or("nobody's task", words::readiness);
    writeln!(out, "| {} - {} | **{word}** | {} |", escape(task.task), escape(task.title), escape(&words::people(task)))
}

fn holes(task: &TaskReadinessView<'_>, out: &mut dyn Write) -> io::Result<()> {
    if task.holes.is_empty() {
        return Ok(());
    }
    writeln!(out, "{} asks for {}:\n", escape(task.task), escape(&task.requires))?;
    for hole in &task.holes {
        let who = hole.principal.as_ref().map(|person| person.called.as_str());
        writeln!(out, "- {}", escape(&words::hole(who, hole.verdict)))?;
        hole.condition.iter().try_for_each(|condition| writeln!(out, "  - {}", escape(condition)))?;
        hole.missing.iter().try_for_each(|missing| writeln!(out, "  - {}", escape(&missing.in_words())))?;
        if hole.nearest.len() > 1 {
            writeln!(out, "  - one of these would do:")?;
        }
        let letters = ('a'..='z').map(|letter| letter.to_string());
        let mut lettered = hole.nearest.iter().zip(letters);
        lettered.try_for_each(|(suggestion, letter)| self::suggestion(&letter, suggestion, out))?;
    }
    writeln!(out)
}

/// A suggestion to close a hole, with its commands.
fn suggestion(letter: &str, suggestion: &SuggestionView<'_>, out: &mut dyn Write) -> io::Result<()> {
    let summaries: Vec<String> = suggestion.changes.iter().map(|change| escape(&change.summary)).collect();
    writeln!(
        out,
        "  - ({letter}) {}: {}{}",
        summaries.join("; and "),
        suggestion.gives_in_words(),
        suggestion.basis_in_words()
    )?;
    for change in &suggestion.changes {
        if let Some(by_hand) = &change.commands.by_hand {
            writeln!(out, "\n    {}\n", escape(by_hand))?;
        }
        for (language, command) in [("bash", &change.commands.az), ("powershell", &change.commands.powershell)] {
            if let Some(command) = command {
                writeln!(out, "\n    ```{language}\n    {}\n    ```\n", fenced(command))?;
            }
        }
    }
    Ok(())
}

fn settles<'g>(gaps: impl IntoIterator<Item = &'g GapGroup>, out: &mut dyn Write) -> io::Result<()> {
    for gap in gaps {
        markdown::gap(gap, out)?;
        writeln!(out)?;
    }
    Ok(())
}

fn difference(difference: &DifferenceView<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "## From {} to {}\n", escape(difference.from), escape(difference.to))?;
    writeln!(out, "| change | before | now |\n| --- | --- | --- |")?;
    for change in &difference.changes {
        let says = |text: Option<&str>| text.map(escape).unwrap_or_default();
        writeln!(out, "| {} | {} | {} |", escape(&pack_change::change(change)), says(change.before), says(change.after))?;
    }
    writeln!(out)
}

/// A text between backticks or angle brackets.
fn code(text: &str) -> String {
    clean(text).replace(['`', '<', '>'], "'")
}
