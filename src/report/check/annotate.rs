//! A line for each finding: for people and editors, or for a pipeline that turns it into an annotation (workflow commands of GitHub Actions,
//! logging commands of Azure Pipelines).
//!
//! Both end a command at a line break and its properties at marks of their own; what they have to be written as is documented:
//! [GitHub](https://docs.github.com/actions/reference/workflow-commands-for-github-actions),
//! [Azure](https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands).

use std::io::{self, Write};

use super::picture::{CheckFinding, CheckReport, Disposition};
use crate::report::clean::clean;
use crate::report::sink::disarmed;
use crate::report::terms::Severity;
use crate::report::words::severity_name;

/// `::error file=roles/soc.json,line=9,col=7,endLine=9,endColumn=42,title=wildcard-write::...`
pub(crate) fn github(report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
    for finding in report.open() {
        let command = match finding.reviewed.severity {
            _ if finding.reviewed.disposition == Disposition::Known => "notice",
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let (start, end) = (finding.start(), finding.end());
        let path = github_property(&path(finding));
        // Columns of an annotation that spans lines are refused.
        let place = if end.line == start.line {
            format!("file={path},line={},col={},endLine={},endColumn={}", start.line, start.column, end.line, end.column)
        } else {
            format!("file={path},line={},endLine={}", start.line, end.line)
        };
        let title = github_property(finding.reviewed.lint);
        writeln!(out, "::{command} {place},title={title}::{}", github_data(&words(finding)))?;
    }
    writeln!(out, "{}", report.summary())
}

/// `##vso[task.logissue type=error;sourcepath=roles/soc.json;linenumber=9;columnnumber=7;code=wildcard-write;]...`
pub(crate) fn azure_pipelines(report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
    for finding in report.open() {
        let start = finding.start();
        let known = finding.reviewed.disposition == Disposition::Known;
        // There are issues for errors and warnings only: the rest is a line of the log.
        if known || finding.reviewed.severity == Severity::Note {
            line(finding, out)?;
            continue;
        }
        writeln!(
            out,
            "##vso[task.logissue type={};sourcepath={};linenumber={};columnnumber={};code={};]{}",
            severity_name(finding.reviewed.severity),
            azure_property(&path(finding)),
            start.line,
            start.column,
            azure_property(finding.reviewed.lint),
            azure_data(&words(finding)),
        )?;
    }
    writeln!(out, "{}", report.summary())
}

/// `roles/soc.json:9:7: error[wildcard-write]: ...`: the summary, a line for each finding, and the summary again.
pub(crate) fn concise(report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
    let mut open = report.open().peekable();
    if open.peek().is_some() {
        writeln!(out, "{}", report.summary())?;
    }
    open.try_for_each(|finding| line(finding, out))?;
    writeln!(out, "{}", report.summary())
}

fn line(finding: &CheckFinding, out: &mut dyn Write) -> io::Result<()> {
    let (path, start, severity) = (path(finding), finding.start(), severity_name(finding.reviewed.severity));
    writeln!(out, "{path}:{}:{}: {severity}[{}]: {}", start.line, start.column, finding.reviewed.lint, words(finding))
}

/// The path as text that gives no commands.
fn path(finding: &CheckFinding) -> String {
    disarmed(&clean(finding.path()), "\\u{23}").into_owned()
}

fn words(finding: &CheckFinding) -> String {
    let role = finding.reviewed.role.as_ref().map(|role| format!("{role}: ")).unwrap_or_default();
    let known = match finding.reviewed.disposition {
        Disposition::Known => "known: ",
        _ if finding.reviewed.is_old => "in the base too: ",
        _ => "",
    };
    disarmed(&clean(&format!("{known}{role}{}", finding.words())), "\\u{23}").into_owned()
}

fn github_data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn github_property(text: &str) -> String {
    github_data(text).replace(':', "%3A").replace(',', "%2C")
}

fn azure_data(text: &str) -> String {
    text.replace('%', "%AZP25").replace('\r', "%0D").replace('\n', "%0A")
}

fn azure_property(text: &str) -> String {
    azure_data(text).replace(';', "%3B").replace(']', "%5D")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_a_command_or_begins_another() {
        let text = "a,b:c;d]e 100%\r\n::error::x\n##vso[task.complete]";
        assert_eq!(github_property(text), "a%2Cb%3Ac;d]e 100%25%0D%0A%3A%3Aerror%3A%3Ax%0A##vso[task.complete]");
        assert_eq!(github_data("50%\nx"), "50%25%0Ax");
        assert_eq!(azure_property(text), "a,b:c%3Bd%5De 100%AZP25%0D%0A::error::x%0A##vso[task.complete%5D");
        assert_eq!(azure_data("50%\nx]"), "50%AZP25%0Ax]");
    }
}
