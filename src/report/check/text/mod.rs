//! Text for people: each finding with the line that it is about.

mod frame;
mod words;

use std::io::{self, Write};

use super::picture::{CheckFinding, CheckReport, severities};
use crate::report::page::Page;
use crate::report::style::Look;

pub(crate) fn write(report: &CheckReport, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let open: Vec<&CheckFinding> = report.open().collect();
    if report.access.is_some() || !open.is_empty() {
        writeln!(out, "{}\n", report.summary())?;
    }
    // What a change does comes before what was found.
    access(report, look, out)?;
    let mut is_old = false;
    for place in open.chunk_by(|one, other| one.is_beside(other)) {
        if place.iter().any(|finding| finding.reviewed.is_old) && !is_old {
            is_old = true;
            writeln!(out, "{}\n", look.heading("Findings that the base has too"))?;
        }
        match place {
            [finding] => single(report, finding, (look, out))?,
            several => together(report, several, (look, out))?,
        }
    }
    writeln!(out, "{}", report.summary())
}

/// A finding that has its place for itself.
fn single(report: &CheckReport, finding: &CheckFinding, (look, out): (&Look, &mut dyn Write)) -> io::Result<()> {
    writeln!(
        out,
        "{}\n{}{}",
        words::heading(report, finding, look),
        words::message(finding, look),
        frame::frame(&[finding], look)
    )?;
    if let Some(help) = words::help(finding, "  ", look) {
        writeln!(out, "{help}")?;
    }
    writeln!(out)
}

/// Findings of one place: the place once, and what each says below it, the worst first.
fn together(report: &CheckReport, findings: &[&CheckFinding], (look, out): (&Look, &mut dyn Write)) -> io::Result<()> {
    let mut findings = findings.to_vec();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.reviewed.severity));
    let role = findings.first().map(|finding| words::in_role(finding)).unwrap_or_default();
    let is_one_role = findings.iter().all(|finding| words::in_role(finding) == role);
    let heading = look.heading(&severities(findings.iter().copied()));
    writeln!(out, "{heading}{}{}", if is_one_role { &role } else { "" }, frame::frame(&findings, look))?;
    for finding in &findings {
        let role = if is_one_role { String::new() } else { words::in_role(finding) };
        writeln!(out, "{}", words::titled_message(report, (finding, &role), look))?;
        if let Some(help) = words::help(finding, "    ", look) {
            writeln!(out, "{help}")?;
        }
    }
    writeln!(out)
}

/// What the change does: first who gains what, then what became of each role.
fn access(report: &CheckReport, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let Some((roles, same)) = report.changed_roles() else { return Ok(()) };
    let mut page = Page { look, out };
    page.line(&look.heading("Access compared with the base"))?;
    gainers(report, &mut page)?;
    for role in &roles {
        page.paragraph("", 2, &role.heading)?;
        for (mark, text) in &role.lines {
            page.marked(4, *mark, text)?;
        }
    }
    let others = if roles.is_empty() { "every role" } else { "other roles" };
    match same {
        0 => {}
        1 => page.line("  1 role grants the same as before")?,
        _ => page.line(&format!("  {others} ({same}) grant the same as before"))?,
    }
    page.line("")
}

fn gainers(report: &CheckReport, page: &mut Page<'_>) -> io::Result<()> {
    let Some((people, unheld)) = report.gainers() else { return Ok(()) };
    for own in &people {
        page.paragraph("", 2, &own.names)?;
        for gain in &own.gains {
            page.marked(4, '+', &gain.what)?;
            page.faint(8, &gain.scope)?;
            gain.operations.iter().try_for_each(|operations| page.paragraph("", 8, operations))?;
        }
    }
    unheld.iter().try_for_each(|role| page.paragraph("", 2, &format!("{role}: nobody holds it in the exports")))
}
