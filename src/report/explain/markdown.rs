//! Markdown for a ticket: the answer, the proof, and the changes with their commands.

use std::io::{self, Write};

use super::picture::ExplainReport;
use super::requirement::RequirementPartView;
use crate::report::answers::markdown::{assumptions, caveats};
use crate::report::answers::phrases::{answer_basis, target_called};
use crate::report::answers::views::{ResultView, TargetView};
use crate::report::markdown;
use crate::report::markdown::{escape, fenced};
use crate::report::remediation::SuggestionView;
use crate::report::terms::Verdict;
use crate::report::words::verdict_in_words;

/// The whole report.
pub(crate) fn write(report: &ExplainReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let answer = report.answer_in_words();
    writeln!(out, "# {answer}. {}: {}", escape(&report.principal().called()), escape(&report.asked_in_words()))?;
    caveats(&report.caveats(), out)?;
    writeln!(out)?;
    markdown::gaps("What would settle it", &report.settling(), out)?;
    for result in report.results() {
        for target in result.targets() {
            one(report, &result, target, out)?;
        }
    }
    assumptions(&report.assumptions(), out)?;
    let (heading, gaps) = report.other_gaps();
    markdown::gaps(heading, &gaps, out)
}

fn one(report: &ExplainReport<'_>, result: &ResultView<'_>, target: TargetView<'_>, out: &mut dyn Write) -> io::Result<()> {
    let basis = answer_basis(result);
    writeln!(out, "## {}: {}{basis}\n", escape(&target_called(target)), verdict_in_words(result.verdict()))?;
    for step in result.proof() {
        let role = step.role_name.as_deref().unwrap_or("deny assignment");
        let path: Vec<String> = step.names.iter().map(|name| escape(name)).collect();
        let pattern = step.pattern.as_deref().map(|pattern| format!(", by {}", escape(pattern))).unwrap_or_default();
        let record = match (step.input, step.record) {
            (Some(input), Some(record)) => format!(" ({}, record {record})", escape(input)),
            _ => String::new(),
        };
        writeln!(out, "- {} → {} @ {}{pattern}{record}", path.join(" → "), escape(role), escape(&step.scope))?;
    }
    if let Some(own) = report.requirement(&target) {
        part(&own, 0, out)?;
    }
    for missing in result.condition().into_iter().chain(result.missing().map(|missing| missing.in_words())) {
        writeln!(out, "- {}", escape(&missing))?;
    }
    writeln!(out)?;
    if result.verdict() == Verdict::Allowed || !report.looks_for_changes() {
        return Ok(());
    }
    let suggestions = report.suggestions(&target);
    if suggestions.is_empty() {
        return writeln!(out, "{}\n", ExplainReport::nothing_to_do(result));
    }
    writeln!(out, "### Any one of these would allow it, the least first\n")?;
    suggestions.iter().enumerate().try_for_each(|(number, suggestion)| numbered(number + 1, suggestion, out))?;
    writeln!(out)
}

/// What is asked for, with the answer to each part.
fn part(own: &RequirementPartView, depth: usize, out: &mut dyn Write) -> io::Result<()> {
    let indent = depth * 2;
    let (words, parts) = match own {
        RequirementPartView::Need { what, verdict, by } => {
            let by = if by.is_empty() { String::new() } else { format!(", by {}", escape(by)) };
            return writeln!(out, "{:indent$}- {}: **{}**{by}", "", escape(what), verdict_in_words(*verdict));
        }
        RequirementPartView::OneOf(parts) => ("one of", parts),
        RequirementPartView::AllOf(parts) => ("all of", parts),
    };
    writeln!(out, "{:indent$}- {}{words}", "", if depth == 0 { "it asks for " } else { "" })?;
    parts.iter().try_for_each(|own| part(own, depth + 1, out))
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
    let block = |language: &str, pick: &dyn Fn(usize) -> Option<String>, out: &mut dyn Write| {
        let commands: Vec<String> = (0..suggestion.changes.len()).filter_map(pick).collect();
        if commands.is_empty() {
            return Ok(());
        }
        writeln!(out, "\n   ```{language}")?;
        for command in commands {
            writeln!(out, "   {}", fenced(&command))?;
        }
        writeln!(out, "   ```")
    };
    let of = |at: usize| suggestion.changes.get(at).map(|change| &change.commands);
    block("bash", &|at| of(at)?.az.clone(), out)?;
    block("powershell", &|at| of(at)?.powershell.clone(), out)
}
