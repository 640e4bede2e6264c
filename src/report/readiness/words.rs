//! Words that the renderings for people share.

use super::picture::ReadinessReport;
use super::todo::{ToDo, counted, todo};
use super::views::{
    DatedBy, DatedView, EvidenceView, PackView, Proof, Readiness, ReadinessInputView, RetirementView, Status, TaskReadinessView,
};
use crate::arrange::Arrange as _;
use crate::report::terms::{Verdict, Weight};
use crate::report::words::{count, record_in_words, verdict_in_words};

pub(crate) const fn readiness(readiness: Readiness) -> &'static str {
    match readiness {
        Readiness::Ready => "ready",
        Readiness::ReadyAfterActivation => "ready after activation",
        Readiness::CannotTell => "cannot tell",
        Readiness::NotReady => "not ready",
    }
}

pub(crate) fn status(status: Status) -> &'static str {
    match status {
        Status::NotMet => "not met",
        other => other.name(),
    }
}

/// How much a prerequisite decides, unless it is required.
pub(crate) const fn weight(weight: Weight) -> &'static str {
    match weight {
        Weight::Required => "",
        Weight::IfKnown => " (counts where it is known)",
        Weight::Informational => " (decides nothing)",
    }
}

/// What is open before the change, each once.
pub(crate) fn todo_lines(report: &ReadinessReport<'_>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for pack in report.packs() {
        for line in todo(&pack, report.asks_each()).iter().map(ToDo::in_words) {
            if !all.contains(&line) {
                all.push(line);
            }
        }
    }
    all
}

/// Ready or not, and how much is open: `NOT READY, 2 to do`.
pub(crate) fn in_short(report: &ReadinessReport<'_>) -> String {
    let word = readiness(report.readiness()).to_uppercase();
    let packs: Vec<PackView<'_>> = report.packs().collect();
    let open: Vec<ToDo<'_, '_>> = packs.iter().flat_map(|pack| todo(pack, report.asks_each())).collect();
    if open.is_empty() { word } else { format!("{word}, {}", counted(&open)) }
}

/// Who can do a task, in a sentence.
pub(crate) fn people(task: &TaskReadinessView<'_>) -> String {
    if task.readiness.is_none() {
        return "nobody of the team is asked to do it".to_owned();
    }
    let best = task.best.iter().map(|person| person.called.as_str()).collect::<Vec<_>>().join(", ");
    let mut parts: Vec<String> = Vec::new();
    for (number, (&verdict, &size)) in task.answers.iter().rev().enumerate() {
        let words = format!("{size} {}", verdict_in_words(verdict));
        let more = if size > task.best.len() { " and others" } else { "" };
        parts.push(if number == 0 && !best.is_empty() { format!("{words} ({best}{more})") } else { words });
    }
    if parts.is_empty() { "nobody can".to_owned() } else { parts.join(", ") }
}

/// The record that shows something.
pub(crate) fn evidence(evidence: &EvidenceView<'_>) -> String {
    let value = match evidence.proof {
        Proof::OnboardingState | Proof::Account | Proof::Resource => String::new(),
        Proof::Lock if evidence.value.is_empty() => String::new(),
        Proof::Connector | Proof::Lock => format!(": {}", evidence.value),
        Proof::Location => format!(": in {}", evidence.value),
        Proof::Licence => format!(": service plan {}", evidence.value),
        Proof::ConnectorTenant | Proof::Subscription | Proof::ResourceTenant | Proof::Organization | Proof::Collection => {
            format!(": tenant {}", evidence.value)
        }
    };
    let subject = match evidence.proof {
        Proof::Organization => "organization",
        Proof::Collection => "the collected folder",
        _ => evidence.subject,
    };
    format!("{subject}{value}{}", record_in_words(evidence.input, evidence.record))
}

/// When what a pack describes is no more.
pub(super) fn retires(own: RetirementView<'_>) -> String {
    let days = || count(own.days.unsigned_abs() as usize, "day");
    match own.days {
        0 => format!("retires today, on {}", own.date),
        left if left > 0 => format!("retires on {}, in {}", own.date, days()),
        _ => format!("retired on {}, {} ago", own.date, days()),
    }
}

/// How the exports are dated, a line for each kind of evidence and instant; old ones are named.
pub(crate) fn dates<'a>(inputs: impl Iterator<Item = ReadinessInputView<'a>>) -> Vec<String> {
    let mut groups: Vec<(Option<DatedView>, Vec<String>)> = Vec::new();
    let mut inputs: Vec<_> = inputs.collect();
    inputs.arrange_by(|a, b| (&a.dated, &a.input.path).cmp(&(&b.dated, &b.input.path)));
    for ReadinessInputView { input, dated } in inputs {
        let path = input.path.to_string();
        match groups.last_mut() {
            Some((known, paths)) if *known == dated => {
                if !paths.contains(&path) {
                    paths.push(path);
                }
            }
            _ => groups.push((dated, vec![path])),
        }
    }
    groups.iter().map(|(dated, paths)| group(dated.as_ref(), paths)).collect()
}

/// So many files are named.
const NAMED: usize = 3;

fn group(dated: Option<&DatedView>, paths: &[String]) -> String {
    let named = paths.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    let files = if paths.len() > NAMED { count(paths.len(), "file") } else { named };
    let Some(dated) = dated else { return format!("nothing says when {files} was exported") };
    let how = match dated.by {
        DatedBy::Collected => format!("collected {}", dated.at),
        DatedBy::NewestRecord => format!("exported no earlier than {}, by the newest record", dated.at),
        DatedBy::File => format!("written {}, as the file system says", dated.at),
    };
    let old = match (dated.old, dated.by) {
        (false, _) => "",
        (true, DatedBy::NewestRecord) => " - MAY BE OLD",
        (true, DatedBy::Collected | DatedBy::File) => " - OLD",
    };
    format!("{how}: {files}{old}")
}

/// Whether a verdict is worth a line of its own among holes.
pub(crate) fn hole(principal: Option<&str>, verdict: Verdict) -> String {
    match principal {
        Some(who) => format!("{who}: {}", verdict_in_words(verdict)),
        None if verdict == Verdict::NotAllowed => "nobody can".to_owned(),
        None => format!("nobody can for certain: at best {}", verdict_in_words(verdict)),
    }
}
