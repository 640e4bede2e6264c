//! Text for people: the answer, why, and what would make a yes of a no.

use std::io::{self, Write};

use super::picture::ExplainReport;
use super::requirement::RequirementPartView;
use crate::report::answers::phrases::{answer_basis, grant, target_called};
use crate::report::answers::views::{ProofView, ResultView, TargetView};
use crate::report::clean::clean;
use crate::report::page::Page;
use crate::report::remediation::SuggestionView;
use crate::report::style::Look;
use crate::report::terms::Verdict;
use crate::report::words::{capital, verdict_in_words};

/// The whole report.
pub(crate) fn write(report: &ExplainReport<'_>, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { look, out };
    write_answer(&mut page, report)?;
    report.caveats().iter().try_for_each(|caveat| page.paragraph("", 2, &capital(caveat)))?;
    page.gaps("What would settle it", &report.settling())?;
    for result in report.results() {
        for target in result.targets() {
            write_target(&mut page, report, &result, target)?;
        }
    }
    page.assumptions(&report.assumptions())?;
    let (heading, gaps) = report.other_gaps();
    page.gaps(heading, &gaps)?;
    page.line("")?;
    write_answer(&mut page, report)
}

/// The answer, who, and what: the first and the last line.
fn write_answer(page: &mut Page<'_>, report: &ExplainReport<'_>) -> io::Result<()> {
    let answer = report.answer_in_words();
    let question = format!("{}: {}", report.principal().called(), report.asked_in_words());
    page.styled("", 0, &page.look.heading(&clean(&format!("{answer}. {question}"))))
}

fn write_target(
    page: &mut Page<'_>,
    report: &ExplainReport<'_>,
    result: &ResultView<'_>,
    target: TargetView<'_>,
) -> io::Result<()> {
    let verdict = result.verdict();
    let basis = answer_basis(result);
    let strict = if result.strict_differs() { "; another answer under --strict-wildcards" } else { "" };
    page.line("")?;
    let called = page.look.heading(&clean(&target_called(target)));
    let words = format!("{}{basis}{strict}", verdict_in_words(verdict));
    page.styled(page.look.symbol(verdict), 2, &format!("{called}: {words}"))?;
    for step in result.proof() {
        write_step(page, report, &step)?;
    }
    if let Some(condition) = result.condition() {
        page.paragraph("", 4, &condition)?;
    }
    if let Some(part) = report.requirement(&target) {
        write_part(page, &part, 2)?;
    }
    for missing in result.missing() {
        page.paragraph("  -", 4, &missing.in_words())?;
    }
    if verdict == Verdict::Allowed || !report.looks_for_changes() {
        return Ok(());
    }
    let suggestions = report.suggestions(&target);
    if suggestions.is_empty() {
        return page.paragraph("", 2, ExplainReport::nothing_to_do(result));
    }
    write_suggestions(page, &suggestions)
}

/// What is asked for, with a mark at each part.
fn write_part(page: &mut Page<'_>, part: &RequirementPartView, indent: usize) -> io::Result<()> {
    let (words, parts) = match part {
        RequirementPartView::Need { what, verdict, by } => {
            let by = if by.is_empty() { String::new() } else { format!(", by {by}") };
            let mark = format!("{:indent$}{}", "", page.look.symbol(*verdict));
            return page.paragraph(&mark, indent + 2, &format!("{what}: {}{by}", verdict_in_words(*verdict)));
        }
        RequirementPartView::OneOf(parts) => ("one of", parts),
        RequirementPartView::AllOf(parts) => ("all of", parts),
    };
    let start = if indent == 2 { "it asks for " } else { "" };
    page.paragraph("", indent, &format!("{start}{words}"))?;
    parts.iter().try_for_each(|part| write_part(page, part, indent + 2))
}

/// One way from the principal to what it can do: each thing on a line of its own.
fn write_step(page: &mut Page<'_>, report: &ExplainReport<'_>, step: &ProofView<'_>) -> io::Result<()> {
    let arrow = page.look.arrow().trim();
    page.paragraph("", 4, &step.names.first().cloned().unwrap_or_default())?;
    for group in step.names.iter().skip(1) {
        page.paragraph(&format!("    {arrow}"), 7, &format!("group {group}"))?;
    }
    page.paragraph(&format!("    {arrow}"), 7, &format!("{} @ {}", grant(step), step.scope_in_words()))?;
    if let Some(pattern) = &step.pattern {
        let block = report.block_of(step).map(|block| format!("block {block}, ")).unwrap_or_default();
        page.paragraph(&format!("    {arrow}"), 7, &format!("{block}pattern {pattern}"))?;
    }
    page.paragraph(&format!("    {arrow}"), 7, &step.satisfies)?;
    if let (Some(input), Some(record)) = (step.input, step.record) {
        let record = page.look.faint(&clean(&format!("[{input}, record {record}]")));
        page.line(&format!("       {record}"))?;
    }
    Ok(())
}

fn write_suggestions(page: &mut Page<'_>, suggestions: &[SuggestionView<'_>]) -> io::Result<()> {
    page.line("")?;
    page.line(&format!("  {}", page.look.heading("Any one of these would allow it, the least first")))?;
    for (number, suggestion) in suggestions.iter().enumerate() {
        for (at, change) in suggestion.changes.iter().enumerate() {
            let mark = if at == 0 { format!("  {:>2}.", number + 1) } else { "    +".to_owned() };
            page.paragraph(&mark, 6, &change.summary)?;
        }
        page.paragraph("", 6, &format!("{}{}", suggestion.gives_in_words(), suggestion.basis_in_words()))?;
        for change in &suggestion.changes {
            change.commands.az.iter().try_for_each(|command| page.command(8, command))?;
            change.commands.by_hand.iter().try_for_each(|words| page.paragraph("", 8, words))?;
        }
    }
    Ok(())
}
