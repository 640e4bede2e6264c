//! Text for people: the answer, why, and what would make a yes of a no.

use std::io::{self, Write};

use super::ExplainReport;
use crate::decide::{StepKind, Verdict};
use crate::explain::Conclusion;
use crate::report::audit::text::{basis_in_words, verdict_in_words};
use crate::report::audit::views::{ProofView, ResultView, TargetView};
use crate::report::clean::clean;
use crate::report::remediation::SuggestionView;
use crate::report::style::Look;
use crate::report::table::{fit, wrap};

/// The whole report.
pub(super) fn write(report: &ExplainReport<'_>, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { look, out };
    page.answer(report)?;
    for result in report.results() {
        for target in result.targets() {
            page.target(report, &result, target)?;
        }
    }
    page.gaps(report)
}

struct Page<'w> {
    look: &'w Look,
    out: &'w mut dyn Write,
}

impl Page<'_> {
    fn line(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{}", text.trim_end())
    }

    /// A text under a mark, in lines of the terminal's width.
    fn paragraph(&mut self, first: &str, indent: usize, text: &str) -> io::Result<()> {
        let lines = wrap(&clean(text), self.look.width.saturating_sub(indent).max(20));
        for (number, line) in lines.iter().enumerate() {
            let start = if number == 0 { fit(first, indent, self.look.unicode) } else { " ".repeat(indent) };
            self.line(&format!("{start}{line}"))?;
        }
        Ok(())
    }

    fn answer(&mut self, report: &ExplainReport<'_>) -> io::Result<()> {
        let verdict = match report.conclusion() {
            Conclusion::Yes => Verdict::Allowed,
            Conclusion::No => Verdict::Blocked,
            Conclusion::Unknown => Verdict::Unknown,
        };
        let answer = self.look.verdict(verdict, report.conclusion().name());
        let who = self.look.heading(&clean(&report.principal().called()));
        self.line(&format!("{who}: {}", clean(&report.asked_in_words())))?;
        self.line(&format!("Answer: {answer}"))
    }

    fn target(&mut self, report: &ExplainReport<'_>, result: &ResultView<'_>, target: TargetView<'_>) -> io::Result<()> {
        let verdict = result.verdict();
        let basis = match result.basis() {
            Some(basis) if verdict > Verdict::Blocked => format!(", {}", basis_in_words(basis)),
            _ => String::new(),
        };
        let strict = if result.strict_differs() { "; another answer under --strict-wildcards" } else { "" };
        self.line("")?;
        let called = self.look.heading(&clean(&called(target)));
        let words = format!("{}{basis}{strict}", verdict_in_words(verdict));
        self.line(&format!("{} {called}: {words}", self.look.symbol(verdict)))?;
        for step in result.proof() {
            self.step(&step)?;
        }
        if let Some(condition) = result.condition() {
            self.paragraph("", 4, &condition)?;
        }
        for missing in result.missing() {
            self.paragraph("  -", 4, &missing.message)?;
        }
        if verdict == Verdict::Allowed {
            return Ok(());
        }
        let suggestions = report.nearest().find(|(of, _)| of.id == target.id).map(|(_, all)| all).unwrap_or_default();
        self.suggestions(&suggestions, verdict)
    }

    /// One way from the principal to what it can do: each thing on a line of its own.
    fn step(&mut self, step: &ProofView<'_>) -> io::Result<()> {
        let arrow = self.look.arrow().trim();
        self.paragraph("", 4, &step.names.first().cloned().unwrap_or_default())?;
        for group in step.names.iter().skip(1) {
            self.paragraph(&format!("    {arrow}"), 7, &format!("group {group}"))?;
        }
        let role = step.role_name.as_deref().or(step.role.as_deref()).unwrap_or_default();
        let what = match step.kind {
            StepKind::Assignment => format!("role {role}"),
            StepKind::Eligibility => format!("role {role}, eligible"),
            StepKind::DirectoryAssignment => format!("Entra role {role}"),
            StepKind::DirectoryEligibility => format!("Entra role {role}, eligible"),
            StepKind::Deny => format!("deny assignment {}", step.assignment.as_deref().unwrap_or_default()),
        };
        self.paragraph(&format!("    {arrow}"), 7, &format!("{what} @ {}", step.scope))?;
        if let Some(pattern) = &step.pattern {
            let block = step.block.map(|block| format!("block {block}, ")).unwrap_or_default();
            self.paragraph(&format!("    {arrow}"), 7, &format!("{block}pattern {pattern}"))?;
        }
        self.paragraph(&format!("    {arrow}"), 7, &step.satisfies)?;
        if let (Some(input), Some(record)) = (step.input, step.record) {
            let record = self.look.faint(&clean(&format!("[{input}, record {record}]")));
            self.line(&format!("       {record}"))?;
        }
        Ok(())
    }

    fn suggestions(&mut self, suggestions: &[SuggestionView<'_>], verdict: Verdict) -> io::Result<()> {
        if suggestions.is_empty() {
            return self.paragraph("", 2, ExplainReport::nothing_to_do(verdict));
        }
        self.line("")?;
        self.line(&format!("  {}", self.look.heading("What would do, least first")))?;
        for (number, suggestion) in suggestions.iter().enumerate() {
            for (at, change) in suggestion.changes.iter().enumerate() {
                let mark = if at == 0 { format!("  {:>2}.", number + 1) } else { "    +".to_owned() };
                self.paragraph(&mark, 6, &change.summary)?;
            }
            self.paragraph("", 6, &format!("{}{}", suggestion.gives_in_words(), suggestion.basis_in_words()))?;
            for change in &suggestion.changes {
                // A command is to be copied: it stays in one line.
                let commands = &change.commands;
                for command in [&commands.az, &commands.by_hand].into_iter().flatten() {
                    self.line(&format!("        {}", self.look.faint(&clean(command))))?;
                }
            }
        }
        Ok(())
    }

    fn gaps(&mut self, report: &ExplainReport<'_>) -> io::Result<()> {
        let gaps = report.audit.gaps();
        if gaps.is_empty() {
            return Ok(());
        }
        self.line("")?;
        self.line(&self.look.heading("What the exports lack"))?;
        for gap in gaps {
            self.paragraph("  -", 4, &gap.message)?;
            self.line(&format!("      {}", self.look.faint(&clean(&gap.remedy))))?;
        }
        Ok(())
    }
}

/// A target by name, with its id where that says more.
pub(super) fn called(target: TargetView<'_>) -> String {
    match (target.kind, target.name) {
        ("tenant", _) => "the tenant".to_owned(),
        ("any-workspace", name) => format!("any workspace in {}", name.unwrap_or(target.id)),
        ("resource", _) | (_, None) => target.id.to_owned(),
        (_, Some(name)) => format!("{} {name}", target.kind.replace('-', " ")),
    }
}
