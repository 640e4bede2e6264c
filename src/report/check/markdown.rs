//! Markdown: the summary of a job, or a comment on a pull request.

use std::io::{self, Write};

use super::picture::{CheckFinding, CheckReport, Disposition};
use crate::report::markdown::{escape, escape_around_code as worded};
use crate::report::words::{count, severity_name};

/// More rows than this make no readable page, and a job summary has a limit.
const ROWS: usize = 200;

pub(crate) fn write(report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
    let verdict = if report.fails() { "The check of the role definitions fails" } else { "The role definitions pass" };
    writeln!(out, "# {verdict}\n\n{}.", report.summary())?;
    access(report, out)?;
    findings(report, out)?;
    allowed(report, out)
}

fn access(report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
    let Some((roles, same)) = report.changed_roles() else { return Ok(()) };
    writeln!(out, "\n## Access compared with the base\n")?;
    for role in roles.iter().take(ROWS) {
        writeln!(out, "- {}", escape(&role.heading))?;
        for (mark, line) in &role.lines {
            let words = match mark {
                '+' => "**gains** ",
                '-' => "loses ",
                _ => "",
            };
            writeln!(out, "  - {words}{}", escape(line))?;
        }
    }
    if roles.len() > ROWS {
        writeln!(out, "- ... and {}", count(roles.len() - ROWS, "more role"))?;
    }
    for (sentence, names) in report.gains().unwrap_or_default() {
        let names = if names.is_empty() { String::new() } else { format!(" ({})", escape(&names)) };
        writeln!(out, "- **{}**{names}", worded(&sentence))?;
    }
    if same > 0 {
        writeln!(out, "- the same as before: {}", count(same, "role"))?;
    }
    Ok(())
}

fn findings(report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
    let (new, old): (Vec<_>, Vec<_>) = report.open().partition(|finding| !finding.reviewed.is_old);
    table("Findings", new, out)?;
    table("Findings that the base has too", old, out)
}

fn table(heading: &str, mut open: Vec<&CheckFinding>, out: &mut dyn Write) -> io::Result<()> {
    if open.is_empty() {
        return Ok(());
    }
    open.sort_by_key(|finding| {
        (finding.reviewed.disposition == Disposition::Known, std::cmp::Reverse(finding.reviewed.severity))
    });
    writeln!(out, "\n## {heading}\n\n| | what | where | role |\n| --- | --- | --- | --- |")?;
    for finding in open.iter().take(ROWS) {
        let start = finding.start();
        let known = if finding.reviewed.disposition == Disposition::Known { ", known" } else { "" };
        let help = finding.reviewed.help.as_ref().map(|help| format!("<br>{}", worded(help))).unwrap_or_default();
        writeln!(
            out,
            "| **{}**{known} | {}{help}<br>`{}` | {}:{}:{} | {} |",
            severity_name(finding.reviewed.severity),
            worded(&finding.reviewed.message),
            finding.reviewed.lint,
            escape(&start.path),
            start.line,
            start.column,
            escape(finding.reviewed.role.as_deref().unwrap_or_default()),
        )?;
    }
    if open.len() > ROWS {
        writeln!(out, "\n... and {}.", count(open.len() - ROWS, "more finding"))?;
    }
    Ok(())
}

fn allowed(report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
    let mut any = false;
    for finding in report.findings.iter().take(ROWS) {
        let Disposition::Allowed { reason, .. } = &finding.reviewed.disposition else { continue };
        if !any {
            writeln!(out, "\n## Allowed\n")?;
            any = true;
        }
        let start = finding.start();
        let role = finding.reviewed.role.as_ref().map(|role| format!(" of {}", escape(role))).unwrap_or_default();
        writeln!(out, "- `{}`{role} ({}:{}): {}", finding.reviewed.lint, escape(&start.path), start.line, escape(reason))?;
    }
    Ok(())
}
