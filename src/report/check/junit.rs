//! The XML of `JUnit`: a suite for each file, a case for each finding; a file without any has one case that passes.

use std::io::{self, Write};

use super::picture::{CheckFinding, CheckReport, Disposition, from_root};
use crate::report::words::severity_name;
use crate::report::xml::escape;

pub(crate) fn write(report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
    let failures = report.findings.iter().filter(|finding| report.is_failing(finding)).count();
    let mut paths: Vec<&str> = report.files.iter().map(|file| from_root(&file.path)).collect();
    paths.extend(report.findings.iter().map(CheckFinding::path));
    paths.sort_unstable();
    paths.dedup();
    let suites: Vec<(&str, Vec<&CheckFinding>)> = paths
        .into_iter()
        .map(|path| (path, report.findings.iter().filter(|finding| finding.path() == path).collect()))
        .collect();
    let tests: usize = suites.iter().map(|(_, findings)| findings.len().max(1)).sum();
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(out, r#"<testsuites name="rolecall" tests="{tests}" failures="{failures}" errors="0">"#)?;
    for (path, findings) in suites {
        suite(report, path, &findings, out)?;
    }
    writeln!(out, "</testsuites>")
}

fn suite(report: &CheckReport, path: &str, findings: &[&CheckFinding], out: &mut dyn Write) -> io::Result<()> {
    let failures = findings.iter().filter(|finding| report.is_failing(finding)).count();
    let skipped = findings.iter().filter(|finding| finding.is_allowed()).count();
    let (name, tests) = (escape(path), findings.len().max(1));
    writeln!(out, r#"  <testsuite name="{name}" tests="{tests}" failures="{failures}" errors="0" skipped="{skipped}">"#)?;
    if findings.is_empty() {
        writeln!(out, r#"    <testcase name="no findings" classname="{name}"/>"#)?;
    }
    for finding in findings {
        case(report, finding, out)?;
    }
    writeln!(out, "  </testsuite>")
}

fn case(report: &CheckReport, finding: &CheckFinding, out: &mut dyn Write) -> io::Result<()> {
    let start = finding.start();
    let path = escape(finding.path());
    let role = finding.reviewed.role.as_ref().map(|role| format!("{}: ", escape(role))).unwrap_or_default();
    let name = format!("{role}{} at {}:{}", finding.reviewed.lint, start.line, start.column);
    let place = format!("{path}:{}:{}", start.line, start.column);
    let severity = severity_name(finding.reviewed.severity);
    writeln!(out, r#"    <testcase name="{name}" classname="{path}" file="{path}" line="{}">"#, start.line)?;
    match &finding.reviewed.disposition {
        Disposition::Allowed { reason, .. } => writeln!(out, r#"      <skipped message="allowed: {}"/>"#, escape(reason))?,
        _ if report.is_failing(finding) => writeln!(
            out,
            r#"      <failure type="{severity}" message="{}">{place}: {}</failure>"#,
            escape(&finding.reviewed.message),
            escape(&finding.words())
        )?,
        _ => writeln!(out, "      <system-out>{severity}: {place}: {}</system-out>", escape(&finding.words()))?,
    }
    writeln!(out, "    </testcase>")
}
