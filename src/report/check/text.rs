//! Text for people: each finding with the line that it is about.

use std::fmt;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode};

use super::picture::{CheckFinding, CheckReport, Disposition, shown_span};
use crate::report::clean::clean;
use crate::report::style::Look;
use crate::report::table::wrap;
use crate::report::terms::Severity;
use crate::report::words::severity_name;

pub(crate) fn write(report: &CheckReport, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let handler = handler(look);
    let mut open = report.open().peekable();
    if report.access.is_some() || open.peek().is_some() {
        writeln!(out, "{}\n", report.summary())?;
    }
    // What a change does comes before what was found.
    access(report, look, out)?;
    let mut is_old = false;
    for finding in open {
        if finding.reviewed.is_old && !is_old {
            is_old = true;
            writeln!(out, "{}\n", look.heading("Findings that the base has too"))?;
        }
        writeln!(out, "{}", heading(finding, look))?;
        let mut shown = String::new();
        // Writing to a string cannot fail.
        let _ = handler.render_report(&mut shown, &Shown(finding));
        writeln!(out, "{}\n", shown.trim_end())?;
    }
    writeln!(out, "{}", report.summary())
}

fn access(report: &CheckReport, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let Some((roles, same)) = report.changed_roles() else { return Ok(()) };
    writeln!(out, "{}", look.heading("Access compared with the base"))?;
    for role in &roles {
        writeln!(out, "  {}", role.heading)?;
        for (mark, text) in &role.lines {
            let line = wrap(text, look.width.saturating_sub(6)).join("\n      ");
            let colour = match mark {
                '+' => AnsiColor::Yellow,
                '-' => AnsiColor::Green,
                _ => AnsiColor::White,
            };
            writeln!(out, "    {} {line}", look.paint(Style::new().fg_color(Some(colour.into())), &mark.to_string()))?;
        }
    }
    for (sentence, names) in report.gains().unwrap_or_default() {
        let names = if names.is_empty() { String::new() } else { format!(" ({names})") };
        let line = wrap(&format!("{}{names}", clean(&sentence)), look.width.saturating_sub(6)).join("\n      ");
        writeln!(out, "    ! {line}")?;
    }
    let others = if roles.is_empty() { "every role" } else { "other roles" };
    match same {
        0 => writeln!(out),
        1 => writeln!(out, "  1 role grants the same as before\n"),
        _ => writeln!(out, "  {others} ({same}) grant the same as before\n"),
    }
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

/// `error[wildcard-write] in SOC operator`
fn heading(finding: &CheckFinding, look: &Look) -> String {
    let colour = match finding.reviewed.severity {
        Severity::Error => AnsiColor::Red,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Note => AnsiColor::Cyan,
    };
    let what = format!("{}[{}]", severity_name(finding.reviewed.severity), finding.reviewed.lint);
    let role = finding.reviewed.role.as_ref().filter(|role| !role.is_empty()).map(|role| format!(" in {}", clean(role)));
    let known = if finding.reviewed.disposition == Disposition::Known { " (known)" } else { "" };
    format!("{}{}{known}", look.paint(Style::new().bold().fg_color(Some(colour.into())), &what), role.unwrap_or_default())
}

/// A finding as miette wants it.
struct Shown<'f>(&'f CheckFinding);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&clean(&self.0.reviewed.message))
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
        Some(match self.0.reviewed.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Note => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let elsewhere = self.0.reviewed.related.iter().filter(|related| related.source.name() != self.0.reviewed.source.name());
        let elsewhere = elsewhere.map(|related| {
            let place = related.source.place(related.span.start);
            format!("{}:{}:{}: {}", place.path, place.line, place.column, related.message)
        });
        let lines: Vec<String> = self.0.reviewed.help.iter().cloned().chain(elsewhere).collect();
        (!lines.is_empty()).then(|| Box::new(clean_lines(&lines)) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.0.reviewed.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let own = LabeledSpan::new_primary_with_span(None, shown_span(&self.0.reviewed.source, self.0.reviewed.span));
        let here = self.0.reviewed.related.iter().filter(|related| related.source.name() == self.0.reviewed.source.name());
        let here = here.map(|related| {
            LabeledSpan::new_with_span(Some(clean(&related.message).into_owned()), shown_span(&related.source, related.span))
        });
        Some(Box::new(std::iter::once(own).chain(here)))
    }
}

fn clean_lines(lines: &[String]) -> String {
    lines.iter().map(|line| clean(line)).collect::<Vec<_>>().join("\n")
}
