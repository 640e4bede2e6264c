//! Text for people: ready or not, and what that rests on.

use std::io::{self, Write};

use super::ReadinessReport;
use super::views::{DifferenceView, PackView, PrerequisiteView, TaskReadinessView};
use super::words;
use crate::readiness::{Readiness, Status};
use crate::report::audit::text::Page;
use crate::report::clean::clean;
use crate::report::gap::GapView;
use crate::report::matrix::Matrix;
use crate::report::remediation::SuggestionView;
use crate::report::style::Look;

pub(super) fn write(report: &ReadinessReport<'_>, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { look, out };
    page.verdict(report)?;
    for pack in report.packs() {
        page.pack(&pack, report)?;
    }
    for difference in report.differences() {
        page.difference(&difference)?;
    }
    let matrix = Matrix::new(&report.audit);
    page.matrix(&report.audit, &matrix)?;
    page.reasons(&matrix)?;
    page.findings(&report.audit)?;
    page.gaps(&report.audit)?;
    page.dates(report)
}

impl Page<'_> {
    fn verdict(&mut self, report: &ReadinessReport<'_>) -> io::Result<()> {
        let workspace = report.workspace();
        let word = words::readiness(report.readiness()).to_uppercase();
        let line = format!("{word}: workspace {} at {}", workspace.name, report.head().at);
        self.paragraph("", 0, &self.look.heading(&clean(&line)))?;
        self.paragraph("", 2, &clean(workspace.id))
    }

    fn pack(&mut self, pack: &PackView<'_>, report: &ReadinessReport<'_>) -> io::Result<()> {
        self.line("")?;
        let title = format!("{}: {}", pack.id, words::readiness(pack.readiness));
        self.paragraph("", 0, &self.look.heading(&clean(&title)))?;
        let source = format!("{}, of {} ({})", pack.title, pack.source.dated, pack.source.url);
        self.paragraph("  ", 2, &clean(&source))?;
        if !pack.prerequisites.is_empty() {
            self.line("\n  Prerequisites")?;
        }
        for prerequisite in &pack.prerequisites {
            self.prerequisite(prerequisite)?;
        }
        self.line("\n  Tasks")?;
        for task in &pack.tasks {
            self.task(task)?;
        }
        if pack.tasks.iter().any(|task| task.readiness == Some(Readiness::CannotTell)) {
            self.settles(report.open().iter())?;
        }
        if !pack.caveats.is_empty() {
            self.line("\n  Beyond what exports show")?;
        }
        pack.caveats.iter().try_for_each(|caveat| self.paragraph("    -", 6, &clean(caveat)))
    }

    fn prerequisite(&mut self, own: &PrerequisiteView<'_>) -> io::Result<()> {
        let decides = words::weight(own.weight);
        let words = format!("{}: {}{decides} - {}", own.title, words::status(own.status), own.message);
        self.paragraph(&format!("    {}", self.mark(own.status)), 6, &clean(&words))?;
        for evidence in &own.evidence {
            self.paragraph("", 10, &clean(&words::evidence(evidence)))?;
        }
        self.settles(own.settles.iter())
    }

    /// What would settle something.
    fn settles<'g>(&mut self, gaps: impl Iterator<Item = &'g GapView>) -> io::Result<()> {
        for gap in gaps {
            self.paragraph("        >", 10, &clean(&gap.message))?;
            // A command is to be copied: it stays in one line.
            self.line(&format!("            {}", self.look.faint(&clean(&gap.remedy))))?;
        }
        Ok(())
    }

    fn task(&mut self, task: &TaskReadinessView<'_>) -> io::Result<()> {
        let mark = match task.readiness {
            Some(Readiness::Ready) => self.mark(Status::Met),
            Some(Readiness::ReadyAfterActivation) => self.look.symbol(crate::decide::Verdict::Eligible),
            Some(Readiness::CannotTell) => self.mark(Status::Unknown),
            Some(Readiness::NotReady) => self.mark(Status::NotMet),
            None => "-",
        };
        let word = task.readiness.map_or("nobody's task", words::readiness);
        let words = format!("{}: {word} - {}", task.task, words::people(task));
        self.paragraph(&format!("    {mark}"), 6, &clean(&words))?;
        if !task.holes.is_empty() {
            self.paragraph("", 10, &clean(&format!("it asks for {}", task.requires)))?;
        }
        for hole in &task.holes {
            let who = hole.principal.as_ref().map(|person| person.called.as_str());
            self.paragraph("", 10, &clean(&words::hole(who, hole.verdict)))?;
            if let Some(condition) = &hole.condition {
                self.paragraph("          -", 12, &clean(condition))?;
            }
            for missing in &hole.missing {
                self.paragraph("          -", 12, &clean(&missing.message))?;
            }
            hole.nearest.iter().try_for_each(|way| self.way(way))?;
        }
        Ok(())
    }

    /// A way to close a hole, with its commands.
    fn way(&mut self, way: &SuggestionView<'_>) -> io::Result<()> {
        let summaries: Vec<&str> = way.changes.iter().map(|change| change.summary.as_str()).collect();
        let words = format!("{} ({}{})", summaries.join("; and "), way.gives_in_words(), way.basis_in_words());
        self.paragraph("          >", 12, &clean(&words))?;
        for change in &way.changes {
            for command in [&change.commands.az, &change.commands.by_hand].into_iter().flatten() {
                self.line(&format!("              {}", self.look.faint(&clean(command))))?;
            }
        }
        Ok(())
    }

    fn difference(&mut self, difference: &DifferenceView<'_>) -> io::Result<()> {
        self.line("")?;
        let title = format!("From {} to {}", difference.from, difference.to);
        self.paragraph("", 0, &self.look.heading(&clean(&title)))?;
        for change in &difference.changes {
            self.paragraph("  -", 4, &clean(&words::change(change)))?;
            for (word, says) in [("before", change.before), ("now", change.after)] {
                if let Some(says) = says {
                    self.paragraph("", 6, &clean(&format!("{word}: {says}")))?;
                }
            }
        }
        Ok(())
    }

    fn dates(&mut self, report: &ReadinessReport<'_>) -> io::Result<()> {
        self.line("")?;
        self.line(&self.look.heading("When the exports were made"))?;
        words::dates(report.inputs()).iter().try_for_each(|line| self.paragraph("  -", 4, &clean(line)))
    }

    fn mark(&self, status: Status) -> &'static str {
        match (status, self.look.unicode) {
            (Status::Met, true) => "✓",
            (Status::Met, false) => "y",
            (Status::Probable, true) => "≈",
            (Status::Probable, false) => "~",
            (Status::Indeterminate | Status::Unknown, _) => "?",
            (Status::NotMet, true) => "✗",
            (Status::NotMet, false) => "x",
        }
    }
}
