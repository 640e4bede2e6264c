//! Text for people: who can do what, why, what is worth knowing, and what would make the answers firmer.

use std::io::{self, Write};

use super::views::{ProofView, ResultView, TargetView};
use crate::decide::{Basis, StepKind, Verdict};
use crate::report::AuditReport;
use crate::report::clean::clean;
use crate::report::matrix::{Cell, Matrix, Row};
use crate::report::style::Look;
use crate::report::table::{cut, fit, wrap};

/// More rows than this are left to the other formats.
const ROWS: usize = 60;
/// More rows than this are not explained.
const EXPLAINED: usize = 20;

/// The whole report.
pub(in crate::report) fn write(report: &AuditReport<'_>, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let matrix = Matrix::new(report);
    let mut page = Page { look, out };
    page.summary(report, &matrix)?;
    page.matrix(report, &matrix)?;
    page.reasons(&matrix)?;
    page.findings(report)?;
    page.gaps(report)
}

/// A page that is written line by line.
pub(in crate::report) struct Page<'w> {
    pub(in crate::report) look: &'w Look,
    pub(in crate::report) out: &'w mut dyn Write,
}

impl Page<'_> {
    pub(in crate::report) fn line(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{}", text.trim_end())
    }

    /// A text under a mark, in lines of the terminal's width.
    pub(in crate::report) fn paragraph(&mut self, first: &str, indent: usize, text: &str) -> io::Result<()> {
        let lines = wrap(text, self.look.width.saturating_sub(indent).max(20));
        for (number, line) in lines.iter().enumerate() {
            let start = if number == 0 { fit(first, indent, self.look.unicode) } else { " ".repeat(indent) };
            self.line(&format!("{start}{line}"))?;
        }
        Ok(())
    }

    fn summary(&mut self, report: &AuditReport<'_>, matrix: &Matrix<'_>) -> io::Result<()> {
        let able: usize = matrix.rows.iter().map(|row| row.principals.len()).sum();
        let records: usize = report.inputs().iter().map(|input| input.records).sum();
        let mut files: Vec<&str> = report.inputs().iter().map(|input| &*input.path).collect();
        files.dedup();
        let counts = format!(
            "{}, {}, {}, {} from {}; catalog of {}",
            count(able + matrix.others, "principal"),
            count(report.tasks().len(), "task"),
            count(report.targets().len(), "target"),
            count(records, "record"),
            count(files.len(), "file"),
            report.head().catalog.date,
        );
        self.paragraph("", 0, &counts)
    }

    pub(in crate::report) fn matrix(&mut self, report: &AuditReport<'_>, matrix: &Matrix<'_>) -> io::Result<()> {
        self.line("")?;
        self.line(&self.look.heading("Tasks"))?;
        let mut pack = "";
        for (number, task) in report.tasks().enumerate() {
            if task.pack != pack {
                pack = task.pack;
                self.line(&format!("  {}", self.look.faint(&clean(pack))))?;
            }
            let title = format!("{} - {} ({})", task.id, task.title, task.target);
            self.paragraph(&format!("  {:>2}", number + 1), 6, &clean(&title))?;
        }
        self.line("")?;
        if matrix.rows.is_empty() {
            let nobody = report.principals().is_empty();
            return self.line(if nobody { "The exports name no principal." } else { "Nobody can perform any of these tasks." });
        }
        let width = self.look.width;
        let cells: Vec<usize> = matrix.targets.iter().map(|&targets| cell_width(targets)).collect();
        let names = width.saturating_sub(cells.iter().sum::<usize>() + 2).clamp(16, 60);
        let mut head = fit("Who can do what", names + 2, self.look.unicode);
        for (number, &wide) in cells.iter().enumerate() {
            head.push_str(&fit(&(number + 1).to_string(), wide, self.look.unicode));
        }
        self.line(&self.look.heading(head.trim_end()))?;
        for row in matrix.rows.iter().take(ROWS) {
            let mut line = format!("  {}", fit(&clean(&row.called(2)), names, self.look.unicode));
            for ((cell, &targets), &wide) in row.cells.iter().zip(&matrix.targets).zip(&cells) {
                line.push_str(&self.look.verdict(cell.verdict, &fit(&self.cell(*cell, targets), wide, self.look.unicode)));
            }
            self.line(&line)?;
        }
        self.more(matrix.rows.len().saturating_sub(ROWS), "row")?;
        if matrix.others > 0 {
            let nothing = format!("  {} can do none of them", count(matrix.others, "other principal"));
            self.line(&self.look.faint(&nothing))?;
        }
        self.legend(matrix)
    }

    fn more(&mut self, left: usize, what: &str) -> io::Result<()> {
        if left == 0 {
            return Ok(());
        }
        let text = format!(
            "  ... and {} (--format csv or json has them all; --principal narrows)",
            count(left, &format!("more {what}"))
        );
        self.line(&self.look.faint(&text))
    }

    /// A symbol; how many of the targets, where not all; a mark where it is not to the letter.
    fn cell(&self, cell: Cell, targets: usize) -> String {
        let some = if cell.targets > 0 && cell.targets < targets { cell.targets.to_string() } else { String::new() };
        let covers = if cell.basis == Some(Basis::Covers) && cell.verdict > Verdict::Blocked { "*" } else { "" };
        format!("{}{some}{covers}", self.look.symbol(cell.verdict))
    }

    fn legend(&mut self, matrix: &Matrix<'_>) -> io::Result<()> {
        let shown = |verdict: Verdict| matrix.rows.iter().any(|row| row.cells.iter().any(|cell| cell.verdict == verdict));
        let all = [
            (Verdict::Allowed, "allowed"),
            (Verdict::Eligible, "eligible: after a PIM activation"),
            (Verdict::Conditional, "hangs on a condition"),
            (Verdict::Unknown, "cannot be told from these exports"),
            (Verdict::Blocked, "blocked by a deny assignment"),
            (Verdict::NotAllowed, "no"),
        ];
        let mut words: Vec<String> = all
            .iter()
            .filter(|(verdict, _)| shown(*verdict))
            .map(|(verdict, words)| format!("{} {words}", self.look.symbol(*verdict)))
            .collect();
        let any = |pick: &dyn Fn(&Cell, usize) -> bool| {
            matrix.rows.iter().any(|row| row.cells.iter().zip(&matrix.targets).any(|(cell, &targets)| pick(cell, targets)))
        };
        if any(&|cell, targets| cell.targets > 0 && cell.targets < targets) {
            words.push("a number: for so many of the targets".to_owned());
        }
        if any(&|cell, _| cell.basis == Some(Basis::Covers)) {
            words.push("*: by other permissions that cover what is asked".to_owned());
        }
        self.line("")?;
        self.paragraph("", 2, &words.join("; "))
    }

    pub(in crate::report) fn reasons(&mut self, matrix: &Matrix<'_>) -> io::Result<()> {
        if matrix.rows.is_empty() {
            return Ok(());
        }
        self.line("")?;
        self.line(&self.look.heading("Why"))?;
        for row in matrix.rows.iter().take(EXPLAINED) {
            self.row(row)?;
        }
        self.more(matrix.rows.len().saturating_sub(EXPLAINED), "row")
    }

    fn row(&mut self, row: &Row<'_>) -> io::Result<()> {
        let who = row.called(6);
        self.paragraph("", 2, &self.look.heading(&clean(&who)))?;
        if row.principals.len() > 1 {
            let first = row.principals.first().map(crate::report::audit::views::PrincipalView::called).unwrap_or_default();
            self.line(&self.look.faint(&format!("    shown for {}", clean(&first))))?;
        }
        row.example.results().try_for_each(|result| self.result(&result))
    }

    fn result(&mut self, result: &ResultView<'_>) -> io::Result<()> {
        let verdict = result.verdict();
        let basis = match result.basis() {
            Some(basis) if verdict > Verdict::Blocked => format!(", {}", basis_in_words(basis)),
            _ => String::new(),
        };
        let strict = if result.strict_differs() { "; another answer under --strict-wildcards" } else { "" };
        let targets = targets_in_words(result);
        let words = format!("{}: {}{basis}{strict}{targets}", result.task().id, verdict_in_words(verdict));
        self.paragraph(&format!("    {}", self.look.symbol(verdict)), 6, &clean(&words))?;
        for step in result.proof() {
            self.paragraph("", 10, &clean(&self.step(&step, result.basis())))?;
        }
        if let Some(condition) = result.condition() {
            self.paragraph("", 10, &clean(&condition))?;
        }
        for missing in result.missing() {
            self.paragraph("        -", 10, &clean(&missing.message))?;
        }
        Ok(())
    }

    /// `Alice -> SOC -> Owner @ scope`, with the record.
    fn step(&self, step: &ProofView<'_>, basis: Option<Basis>) -> String {
        let arrow = self.look.arrow();
        let role = match (step.kind, step.role_name.as_deref()) {
            (StepKind::Deny, _) => "deny assignment".to_owned(),
            (StepKind::Eligibility | StepKind::DirectoryEligibility, Some(name)) => format!("{name} (eligible)"),
            (_, Some(name)) => name.to_owned(),
            (_, None) => step.role.clone().unwrap_or_default(),
        };
        // Where the role itself is what is asked for, none of its patterns says more than its name.
        let pattern = step.pattern.as_deref().filter(|_| basis != Some(Basis::Listed));
        let pattern = pattern.map(|pattern| format!(", by {pattern}")).unwrap_or_default();
        let record = match (step.input, step.record) {
            (Some(input), Some(record)) => format!(" [{input}, record {record}]"),
            _ => String::new(),
        };
        format!("{}{arrow}{role} @ {}{pattern}{record}", step.names.join(arrow), step.scope)
    }

    pub(in crate::report) fn findings(&mut self, report: &AuditReport<'_>) -> io::Result<()> {
        let findings: Vec<_> = report.findings().collect();
        if findings.is_empty() {
            return Ok(());
        }
        self.line("")?;
        self.line(&self.look.heading("Worth knowing"))?;
        for finding in findings.iter().take(ROWS) {
            let mut words = finding.message.clone();
            if !finding.names.is_empty() {
                let more = finding.principals.len().saturating_sub(6);
                let more = if more > 0 { format!(" and {more} more") } else { String::new() };
                let names: Vec<&str> = finding.names.iter().take(6).map(String::as_str).collect();
                words = format!("{words}: {}{more}", names.join(", "));
            }
            self.paragraph("  -", 4, &clean(&words))?;
        }
        self.more(findings.len().saturating_sub(ROWS), "finding")
    }

    pub(in crate::report) fn gaps(&mut self, report: &AuditReport<'_>) -> io::Result<()> {
        if report.gaps().is_empty() {
            return Ok(());
        }
        self.line("")?;
        self.line(&self.look.heading("What the exports lack"))?;
        for gap in report.gaps().iter().take(ROWS) {
            self.paragraph("  -", 4, &clean(&gap.message))?;
            // A command is to be copied: it stays in one line.
            self.line(&format!("      {}", self.look.faint(&clean(&gap.remedy))))?;
        }
        self.more(report.gaps().len().saturating_sub(ROWS), "gap")
    }
}

/// As wide as the longest cell of a task.
fn cell_width(targets: usize) -> usize {
    if targets > 1 { targets.to_string().len() + 4 } else { 4 }
}

/// `1 task`, `2 tasks`.
pub(in crate::report) fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

pub(in crate::report) fn verdict_in_words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::NotAllowed => "not allowed",
        other => other.name(),
    }
}

pub(in crate::report) fn basis_in_words(basis: Basis) -> &'static str {
    match basis {
        Basis::Listed => "a role that is listed",
        Basis::Actions => "by the documented actions",
        Basis::Covers => "by permissions that cover a listed role",
    }
}

/// The targets of an answer, the first few by name.
pub(in crate::report) fn targets_in_words(result: &ResultView<'_>) -> String {
    const MOST: usize = 4;
    let called = |target: TargetView<'_>| match target.kind {
        "tenant" => String::new(),
        "any-workspace" => format!("any workspace in {}", target.name.unwrap_or(target.id)),
        _ => target.name.unwrap_or(target.id).to_owned(),
    };
    let all = result.target_numbers().len();
    let names: Vec<String> = result.targets().take(MOST).map(called).filter(|name| !name.is_empty()).collect();
    match (names.is_empty(), all.saturating_sub(MOST)) {
        (true, _) => String::new(),
        (false, 0) => format!(" on {}", names.join(", ")),
        (false, more) => format!(" on {} and {more} more", cut(&names.join(", "), 120, true)),
    }
}
