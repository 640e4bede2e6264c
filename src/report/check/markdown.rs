//! Markdown: the summary of a job, or a comment on a pull request.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::{Component, Path};

use super::picture::{CheckFinding, CheckReport, Disposition, from_root};
use crate::report::markdown::{code, escape, escape_around_code as worded};
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
    gainers(report, out)?;
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
    if same > 0 {
        writeln!(out, "- the same as before: {}", count(same, "role"))?;
    }
    Ok(())
}

/// Who gains what, before what became of each role.
fn gainers(report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
    let Some((people, unheld)) = report.gainers() else { return Ok(()) };
    for own in people.iter().take(ROWS) {
        writeln!(out, "- **{}**", escape(&own.names))?;
        for gain in own.gains.iter().take(ROWS) {
            let operations = gain.operations.as_ref().map(|operations| format!(": {}", escape(operations))).unwrap_or_default();
            writeln!(out, "  - **gains** {} ({}){operations}", escape(&gain.what), code(&gain.scope))?;
        }
    }
    if people.len() > ROWS {
        writeln!(out, "- ... and {} more groups of people", people.len() - ROWS)?;
    }
    unheld.iter().take(ROWS).try_for_each(|role| writeln!(out, "- {}: nobody holds it in the exports", escape(role)))
}

fn findings(report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
    let (new, old): (Vec<_>, Vec<_>) = report.open().partition(|finding| !finding.reviewed.is_old);
    table(report, ("Findings", new), out)?;
    table(report, ("Findings that the base has too", old), out)
}

fn table(report: &CheckReport, (heading, mut open): (&str, Vec<&CheckFinding>), out: &mut dyn Write) -> io::Result<()> {
    if open.is_empty() {
        return Ok(());
    }
    open.sort_by_key(|finding| {
        (finding.reviewed.disposition == Disposition::Known, std::cmp::Reverse(finding.reviewed.severity))
    });
    writeln!(out, "\n## {heading}\n\n| | what | where | role |\n| --- | --- | --- | --- |")?;
    for finding in open.iter().take(ROWS) {
        let known = if finding.reviewed.disposition == Disposition::Known { ", known" } else { "" };
        let help = finding.reviewed.help.as_ref().map(|help| format!("<br>{}", worded(help))).unwrap_or_default();
        writeln!(
            out,
            "| **{}**{known} | {}{help}<br>{} | {} | {} |",
            severity_name(finding.reviewed.severity),
            worded(&finding.reviewed.message),
            lint(report, finding),
            place(report, finding),
            escape(finding.reviewed.role.as_deref().unwrap_or_default()),
        )?;
    }
    if open.len() > ROWS {
        writeln!(out, "\n... and {}.", count(open.len() - ROWS, "more finding"))?;
    }
    Ok(())
}

/// The lint, with a link to its page where there is one.
fn lint(report: &CheckReport, finding: &CheckFinding) -> String {
    let lint = code(finding.reviewed.lint);
    report.page(finding.reviewed.lint).map_or_else(|| lint.clone(), |page| format!("[{lint}]({page})"))
}

/// The place, with a link to its line.
fn place(report: &CheckReport, finding: &CheckFinding) -> String {
    let start = finding.start();
    let place = format!("{}:{}:{}", escape(&start.path), start.line, start.column);
    let page = is_below(&start.path).then(|| file_page(report.file_pages.as_deref().unwrap_or_default(), &start.path));
    page.map_or_else(|| place.clone(), |page| format!("[{place}]({page}#L{})", start.line))
}

/// Whether a path leads below the folder that the check runs in: it means the same to who reads the report there.
fn is_below(path: &str) -> bool {
    let mut parts = Path::new(path).components();
    path != "-" && parts.all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
}

/// The address of a file: letters that an address cannot have are written as RFC 3986 wants.
fn file_page(folder: &str, path: &str) -> String {
    let mut page = folder.to_owned();
    for byte in from_root(path).bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            page.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(page, "%{byte:02X}");
        }
    }
    page
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
