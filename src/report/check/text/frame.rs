//! The lines of a file around a place, with what findings point at underlined. What they say is not a part of it: see
//! [`super::words`].

use std::fmt;

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode};

use crate::report::check::picture::{CheckFinding, shown_span};
use crate::report::clean::clean;
use crate::report::style::Look;
use crate::report::terms::Severity;
use crate::report::words::shortened;

/// So many lints are named beside a text: the list below has them all.
const LINTS: usize = 2;

/// The frame of findings of one place, with a line break before it and none at its end.
pub(super) fn frame(findings: &[&CheckFinding], look: &Look) -> String {
    let Some(worst) = findings.iter().max_by_key(|finding| finding.reviewed.severity) else { return String::new() };
    let mut drawn = String::new();
    // Writing to a string cannot fail.
    let _ = handler(look).render_report(&mut drawn, &Shown { worst, findings });
    // The first line is the one of the message, which is empty.
    drawn.trim_end().find('\n').and_then(|end| drawn.get(end..)).unwrap_or_default().trim_end().to_owned()
}

fn handler(look: &Look) -> GraphicalReportHandler {
    let theme = match (look.unicode, look.colour) {
        (true, true) => GraphicalTheme::unicode(),
        (true, false) => GraphicalTheme::unicode_nocolor(),
        (false, true) => GraphicalTheme { characters: miette::ThemeCharacters::ascii(), ..GraphicalTheme::unicode() },
        (false, false) => GraphicalTheme::none(),
    };
    let handler = GraphicalReportHandler::new_themed(theme).with_width(look.width).with_context_lines(1);
    handler.with_links(false).without_cause_chain()
}

/// Findings of one place as miette wants them: without words of their own.
struct Shown<'f> {
    worst: &'f CheckFinding,
    findings: &'f [&'f CheckFinding],
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Shown<'_> {}

impl Diagnostic for Shown<'_> {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.worst.reviewed.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Note => miette::Severity::Advice,
        })
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.worst.reviewed.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(own_labels(self.findings).into_iter().chain(related_labels(self.findings))))
    }
}

/// What the findings are about. Several spans of one line say which lints speak of each.
fn own_labels(findings: &[&CheckFinding]) -> Vec<LabeledSpan> {
    let mut spans: Vec<(_, Vec<&str>)> = Vec::new();
    for finding in findings {
        let span = shown_span(&finding.reviewed.source, finding.reviewed.span);
        match spans.iter_mut().find(|(known, _)| *known == span) {
            Some((_, lints)) if lints.contains(&finding.reviewed.lint) => {}
            Some((_, lints)) => lints.push(finding.reviewed.lint),
            None => spans.push((span, vec![finding.reviewed.lint])),
        }
    }
    let is_one = spans.len() == 1;
    let label = |(number, (span, lints)): (usize, (_, Vec<&str>))| {
        let text = (!is_one).then(|| shortened(&lints, LINTS));
        // The heading of the frame has the place of the first.
        if number == 0 { LabeledSpan::new_primary_with_span(text, span) } else { LabeledSpan::new_with_span(text, span) }
    };
    spans.into_iter().enumerate().map(label).collect()
}

/// Other places of the file that they speak of, each once.
fn related_labels(findings: &[&CheckFinding]) -> Vec<LabeledSpan> {
    let mut labels: Vec<LabeledSpan> = Vec::new();
    for finding in findings {
        let here = finding.reviewed.related.iter().filter(|related| related.source.name() == finding.reviewed.source.name());
        for related in here {
            let text = clean(&related.message).into_owned();
            let label = LabeledSpan::new_with_span(Some(text), shown_span(&related.source, related.span));
            if !labels.contains(&label) {
                labels.push(label);
            }
        }
    }
    labels
}
