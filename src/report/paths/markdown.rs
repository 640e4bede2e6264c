//! Markdown for a ticket: the answer, and a table of the paths for each scope.

use std::io;
use std::io::Write;

use super::picture::{GoalView, PathView, PathsReport};
use super::words;
use crate::report::answers::markdown::gaps;
use crate::report::answers::phrases::way;
use crate::report::markdown::escape;
use crate::report::words::{count, record_in_words, verdict_in_words};

/// More rows than this make no readable page.
const ROWS: usize = 100;

/// The whole report.
pub(crate) fn write(report: &PathsReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# Paths to {}\n", escape(report.question().role_name))?;
    writeln!(out, "**{}**", escape(&words::answer(report)))?;
    for goal in report.goals().filter(|goal| goal.paths().len() > 0) {
        write_goal(&goal, out)?;
    }
    write_cut(report, out)?;
    writeln!(out, "\nNot followed: {}.\n", words::not_followed(report).join("; "))?;
    gaps(&report.answers, out)
}

fn write_cut(report: &PathsReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Some(cut) = report.cut() else { return Ok(()) };
    writeln!(out, "\n## {}\n", escape(&words::cut_heading(report, &cut)))?;
    for own in &cut.assignments {
        writeln!(out, "- {}", escape(&format!("{}{}", words::cut_grant(own), record_in_words(own.input, own.record))))?;
    }
    words::cut_note(&cut).map_or(Ok(()), |note| writeln!(out, "\n{}", escape(&note)))
}

fn write_goal(goal: &GoalView<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n## {}\n\n{}\n", escape(&words::place(goal)), escape(&words::counts(goal)))?;
    let known = goal.known().count();
    if known > 0 {
        writeln!(out, "| who | type | answer | steps |\n| --- | --- | --- | --- |")?;
    }
    goal.known().take(ROWS).try_for_each(|path| row(&path, out))?;
    if known > ROWS {
        writeln!(out, "\n... and {} (`--format json` has them all).", count(known - ROWS, "more path"))?;
    }
    words::not_known(goal).map_or(Ok(()), |words| writeln!(out, "\n{}.", escape(&words)))
}

fn row(path: &PathView<'_>, out: &mut dyn Write) -> io::Result<()> {
    let steps = path.hops().enumerate().map(|(number, hop)| {
        let proof: Vec<String> =
            hop.proof().iter().map(|step| format!("{}{}", way(step), record_in_words(step.input, step.record))).collect();
        let (input, record) = hop.record();
        let proof: Vec<String> =
            proof.into_iter().chain(input.map(|_| record_in_words(input, record).trim().to_owned())).collect();
        let proof = if proof.is_empty() { String::new() } else { format!(" ({})", proof.join("; ")) };
        let unless = words::unless(&hop).map(|unless| format!(", unless {unless}")).unwrap_or_default();
        escape(&format!("{}. {}{unless}{proof}", number + 1, words::does(&hop)))
    });
    let steps: Vec<String> = steps.collect();
    let who = path.principal();
    let answer = verdict_in_words(path.verdict());
    writeln!(out, "| {} | {} | **{answer}** | {} |", escape(&who.called()), who.kind, steps.join("<br>"))
}
