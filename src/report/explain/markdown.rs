//! Markdown for a ticket: the answer, the proof, and the changes with their commands.

use std::io::{self, Write};

use super::ExplainReport;
use super::text::called;
use crate::decide::Verdict;
use crate::report::audit::text::{basis_in_words, verdict_in_words};
use crate::report::audit::views::{ResultView, TargetView};
use crate::report::clean::{clean, markdown as escape};
use crate::report::remediation::SuggestionView;

/// The whole report.
pub(super) fn write(report: &ExplainReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# {}: {}\n", escape(&report.principal().called()), escape(&report.asked_in_words()))?;
    writeln!(out, "Answer: **{}**\n", report.conclusion().name())?;
    for result in report.results() {
        for target in result.targets() {
            one(report, &result, target, out)?;
        }
    }
    gaps(report, out)
}

fn one(report: &ExplainReport<'_>, result: &ResultView<'_>, target: TargetView<'_>, out: &mut dyn Write) -> io::Result<()> {
    let basis = result.basis().filter(|_| result.verdict() > Verdict::Blocked);
    let basis = basis.map(|basis| format!(", {}", basis_in_words(basis))).unwrap_or_default();
    writeln!(out, "## {}: {}{basis}\n", escape(&called(target)), verdict_in_words(result.verdict()))?;
    for step in result.proof() {
        let role = step.role_name.as_deref().unwrap_or("deny assignment");
        let way: Vec<String> = step.names.iter().map(|name| escape(name)).collect();
        let pattern = step.pattern.as_deref().map(|pattern| format!(", by {}", escape(pattern))).unwrap_or_default();
        let record = match (step.input, step.record) {
            (Some(input), Some(record)) => format!(" ({}, record {record})", escape(input)),
            _ => String::new(),
        };
        writeln!(out, "- {} → {} @ {}{pattern}{record}", way.join(" → "), escape(role), escape(&step.scope))?;
    }
    for missing in result.condition().into_iter().chain(result.missing().map(|missing| missing.message)) {
        writeln!(out, "- {}", escape(&missing))?;
    }
    writeln!(out)?;
    if result.verdict() == Verdict::Allowed {
        return Ok(());
    }
    let suggestions = report.nearest().find(|(of, _)| of.id == target.id).map(|(_, all)| all).unwrap_or_default();
    if suggestions.is_empty() {
        return writeln!(out, "{}\n", ExplainReport::nothing_to_do(result.verdict()));
    }
    writeln!(out, "### What would do, least first\n")?;
    suggestions.iter().enumerate().try_for_each(|(number, suggestion)| numbered(number + 1, suggestion, out))?;
    writeln!(out)
}

fn numbered(number: usize, suggestion: &SuggestionView<'_>, out: &mut dyn Write) -> io::Result<()> {
    let summaries: Vec<String> = suggestion.changes.iter().map(|change| escape(&change.summary)).collect();
    let (gives, basis) = (suggestion.gives_in_words(), suggestion.basis_in_words());
    writeln!(out, "{number}. {}: {gives}{basis}", summaries.join("; and "))?;
    for change in &suggestion.changes {
        if let Some(by_hand) = &change.commands.by_hand {
            writeln!(out, "\n   {}", escape(by_hand))?;
        }
    }
    let fenced = |language: &str, pick: &dyn Fn(usize) -> Option<String>, out: &mut dyn Write| {
        let commands: Vec<String> = (0..suggestion.changes.len()).filter_map(pick).collect();
        if commands.is_empty() {
            return Ok(());
        }
        writeln!(out, "\n   ```{language}")?;
        for command in commands {
            writeln!(out, "   {}", clean(&command).replace("```", "'''"))?;
        }
        writeln!(out, "   ```")
    };
    let of = |at: usize| suggestion.changes.get(at).map(|change| &change.commands);
    fenced("bash", &|at| of(at)?.az.clone(), out)?;
    fenced("powershell", &|at| of(at)?.powershell.clone(), out)
}

fn gaps(report: &ExplainReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    if report.audit.gaps().is_empty() {
        return Ok(());
    }
    writeln!(out, "## What the exports lack\n")?;
    for gap in report.audit.gaps() {
        writeln!(out, "- {}\n\n  ```\n  {}\n  ```", escape(&gap.message), clean(&gap.remedy).replace("```", "'''"))?;
    }
    Ok(())
}
