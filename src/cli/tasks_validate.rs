//! `rolecall tasks validate`: whether files are sound packs, as strictly as `check` looks at roles.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use rolecall::audit::{PackFinding, TaskFault, pack_findings};
use rolecall::catalog::Catalog;
use rolecall::model::{Facts, Severity, TaskPack};
use rolecall::pack;
use rolecall::source::Source;

use super::check::FailOn;
use super::common::Common;
use super::output;
use super::prose::Prose;

#[derive(Debug, Args)]
pub(crate) struct TasksValidateArgs {
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Exit with 1 if there is a finding of this severity or above
    #[arg(long, value_name = "SEVERITY", default_value = "error")]
    pub fail_on: FailOn,
}

/// What was found, as text, and the exit code. What the catalog contradicts is told on standard error, each in its place.
pub(crate) fn run(
    common: &Common,
    args: &TasksValidateArgs,
    catalog: &Arc<Catalog>,
    prose: &Prose,
) -> miette::Result<(String, ExitCode)> {
    let mut text = String::new();
    let mut worst = None;
    let mut notes = Vec::new();
    for file in &args.files {
        let (written, doubts) = pack::pack_and_notes(&Source::read(file)?, catalog)?;
        for pack in &pack::directory::in_tenant(vec![written.clone()], &Facts::default(), catalog) {
            let findings = pack_findings(pack, &written, catalog);
            let doubt = (!doubts.is_empty()).then_some(Severity::Error);
            worst = worst.max(findings.iter().map(|found| found.fault.severity()).chain(doubt).max());
            text.push_str(&validated(file, pack, (&findings, doubts.len())));
        }
        notes.extend(doubts);
    }
    output::notes(common, &notes);
    let fails = args.fail_on.severity().is_some_and(|least| worst >= Some(least));
    Ok((prose.list(&text), if fails { ExitCode::from(1) } else { ExitCode::SUCCESS }))
}

fn validated(file: &Path, pack: &TaskPack, (findings, doubts): (&[PackFinding], usize)) -> String {
    let mut lines = vec![in_short(pack, findings, doubts)];
    if doubts > 0 {
        lines.push(format!(
            "error: {} the pack, as the warnings say",
            counted(doubts, "name is in doubt in", "names are in doubt in")
        ));
    }
    for finding in findings {
        let severity = if finding.fault.severity() == Severity::Error { "error" } else { "warning" };
        lines.push(format!("{severity}: {}", in_words(finding)));
    }
    lines.iter().fold(String::new(), |mut text, line| {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}: {line}", file.display());
        text
    })
}

/// Sound or not, and how much of what there is.
fn in_short(pack: &TaskPack, findings: &[PackFinding], doubts: usize) -> String {
    let of = |severity: Severity| findings.iter().filter(|found| found.fault.severity() == severity).count();
    let (errors, warnings) = (of(Severity::Error) + usize::from(doubts > 0), of(Severity::Warning));
    let examples: usize = pack.tasks.iter().map(|task| task.examples.allowed.len() + task.examples.not_allowed.len()).sum();
    let mut parts = vec![if errors == 0 { "sound" } else { "not sound" }.to_owned()];
    parts.push(counted(pack.tasks.len(), "task", "tasks"));
    parts.push(counted(examples, "example", "examples"));
    parts.extend((errors > 0).then(|| counted(errors, "error", "errors")));
    parts.extend((warnings > 0).then(|| counted(warnings, "warning", "warnings")));
    parts.join(", ")
}

fn counted(count: usize, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}

fn in_words(finding: &PackFinding) -> String {
    let task = &finding.task;
    match &finding.fault {
        TaskFault::Example { example, suffices, verdict } => {
            let says = if *suffices { "allowed" } else { "not_allowed" };
            format!("task `{task}`: `{example}` is {}, not {says}", verdict.name())
        }
        TaskFault::Unmeetable => {
            format!("task `{task}`: nobody can do it, not even who holds every action and every role that it names")
        }
        TaskFault::OpenToAll => format!("task `{task}`: everybody can do it, also who holds nothing"),
        TaskFault::NotDecided(leaf) => format!("no example of task `{task}` hangs on `{}`", leaf.in_words()),
        TaskFault::NoExample { suffices: true } => format!("task `{task}` has no example of what is allowed"),
        TaskFault::NoExample { suffices: false } => format!("task `{task}` has no example of what is not allowed"),
        TaskFault::ToReview => format!("task `{task}` is to review"),
    }
}
