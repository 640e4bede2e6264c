//! What a finding says, in lines of the terminal: its message and its remedy. No line breaks an id.

use anstyle::{AnsiColor, Style};

use crate::report::check::picture::{CheckFinding, CheckReport, Disposition};
use crate::report::clean::clean;
use crate::report::style::Look;
use crate::report::table::wrap_exactly;
use crate::report::terms::Severity;
use crate::report::words::severity_name;

/// `error[wildcard-write]`, or `error[wildcard-write] (known)`.
fn title(finding: &CheckFinding) -> String {
    let known = if finding.reviewed.disposition == Disposition::Known { " (known)" } else { "" };
    format!("{}[{}]{known}", severity_name(finding.reviewed.severity), finding.reviewed.lint)
}

/// `error[wildcard-write] in SOC operator`
pub(super) fn heading(report: &CheckReport, finding: &CheckFinding, look: &Look) -> String {
    format!("{}{}", linked(report, finding, look), in_role(finding))
}

/// The title in its colour, with a link to the page of the lint.
fn linked(report: &CheckReport, finding: &CheckFinding, look: &Look) -> String {
    let title = in_colour(finding.reviewed.severity, &title(finding), look);
    look.link(report.page(finding.reviewed.lint).as_deref(), &title)
}

/// The role, as the end of a heading.
pub(super) fn in_role(finding: &CheckFinding) -> String {
    let role = finding.reviewed.role.as_ref().filter(|role| !role.is_empty());
    role.map(|role| format!(" in {}", clean(role))).unwrap_or_default()
}

/// The message after the mark of its severity.
pub(super) fn message(finding: &CheckFinding, look: &Look) -> String {
    marked(finding, &wrap_exactly(&clean(&finding.reviewed.message), look.width.saturating_sub(6)), look)
}

/// The same with the title before it, and the role where the findings beside it are of other roles.
pub(super) fn titled_message(report: &CheckReport, (finding, role): (&CheckFinding, &str), look: &Look) -> String {
    let title = title(finding);
    let text = format!("{title}{role}: {}", clean(&finding.reviewed.message));
    let mut lines = wrap_exactly(&text, look.width.saturating_sub(6));
    if let Some(first) = lines.first_mut()
        && let Some(rest) = first.strip_prefix(&title)
    {
        *first = format!("{}{rest}", linked(report, finding, look));
    }
    marked(finding, &lines, look)
}

fn marked(finding: &CheckFinding, lines: &[String], look: &Look) -> String {
    let severity = finding.reviewed.severity;
    let bar = in_colour(severity, if look.unicode { "│" } else { "|" }, look);
    format!("  {} {}", in_colour(severity, mark(severity, look), look), lines.join(&format!("\n  {bar} ")))
}

/// What to do about it, and places in other files; `None`: there is nothing to say.
pub(super) fn help(finding: &CheckFinding, indent: &str, look: &Look) -> Option<String> {
    let elsewhere = finding.reviewed.related.iter().filter(|related| related.source.name() != finding.reviewed.source.name());
    let elsewhere = elsewhere.map(|related| {
        let place = related.source.place(related.span.start);
        format!("{}:{}:{}: {}", place.path, place.line, place.column, related.message)
    });
    let all: Vec<String> = finding.reviewed.help.iter().map(ToString::to_string).chain(elsewhere).collect();
    let width = look.width.saturating_sub(indent.len() + 8);
    let lines: Vec<String> = all.iter().flat_map(|text| wrap_exactly(&clean(text), width)).collect();
    let label = look.paint(Style::new().fg_color(Some(AnsiColor::Cyan.into())), "help:");
    (!lines.is_empty()).then(|| format!("{indent}{label} {}", lines.join(&format!("\n{indent}      "))))
}

/// A text in the colour of a severity.
pub(super) fn in_colour(severity: Severity, text: &str, look: &Look) -> String {
    let colour = match severity {
        Severity::Error => AnsiColor::Red,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Note => AnsiColor::Cyan,
    };
    look.paint(Style::new().bold().fg_color(Some(colour.into())), text)
}

/// What a line of a severity begins with.
fn mark(severity: Severity, look: &Look) -> &'static str {
    match (severity, look.unicode) {
        (Severity::Error, true) => "×",
        (Severity::Error, false) => "x",
        (Severity::Warning, true) => "⚠",
        (Severity::Warning, false) => "!",
        (Severity::Note, true) => "☞",
        (Severity::Note, false) => ">",
    }
}
