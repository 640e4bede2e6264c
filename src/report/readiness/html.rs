//! HTML: the page of an audit, with the verdict and what it rests on at its top.

use std::io::{self, Write};

use serde::Serialize;

use super::picture::ReadinessReport;
use super::views::{
    DifferenceView, HoleView, PackChangeView, PackView, PrerequisiteView, Readiness, TaskReadinessView, WorkspaceView,
};
use super::words;
use crate::report::answers::views::MissingView;
use crate::report::gap::GapGroup;
use crate::report::html::document;
use crate::report::html::document::PageTop;
use crate::report::remediation::SuggestionView;
use crate::report::words::capital;

pub(crate) fn write(report: &ReadinessReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let title = format!("Readiness of workspace {}", report.workspace().name);
    let top = PageTop { title: &title, head: report.head(), readiness: Some(ReadinessHtml::new(report)) };
    document::write(&report.answers, top, out)
}

/// What the template is given beside the audit.
#[derive(Serialize)]
struct ReadinessHtml<'a> {
    verdict: &'static str,
    words: String,
    workspace: WorkspaceView<'a>,
    todo: Vec<String>,
    packs: Vec<PackHtml<'a>>,
    differences: Vec<DifferenceHtml<'a>>,
    dates: Vec<String>,
}

impl<'a> ReadinessHtml<'a> {
    fn new(report: &ReadinessReport<'a>) -> Self {
        Self {
            verdict: report.readiness().name(),
            words: capital(words::readiness(report.readiness())),
            workspace: report.workspace(),
            todo: words::todo_lines(report),
            packs: report.packs().map(|pack| PackHtml::new(&pack, report)).collect(),
            differences: report.differences().map(|difference| DifferenceHtml::new(&difference)).collect(),
            dates: words::dates(report.inputs()),
        }
    }
}

#[derive(Serialize)]
struct PackHtml<'a> {
    id: &'a str,
    title: &'a str,
    dated: &'a str,
    url: &'a str,
    retires: Option<String>,
    verdict: &'static str,
    words: &'static str,
    prerequisites: Vec<PrerequisiteHtml<'a>>,
    tasks: Vec<TaskHtml<'a>>,
    /// What would tell whether somebody can do a task.
    open: Vec<GapGroup>,
    caveats: &'a [String],
}

impl<'a> PackHtml<'a> {
    fn new(pack: &PackView<'a>, report: &ReadinessReport<'a>) -> Self {
        let in_doubt = pack.tasks.iter().any(|task| task.readiness == Some(Readiness::CannotTell));
        Self {
            id: pack.id,
            title: pack.title,
            dated: pack.source.dated,
            url: pack.source.url,
            retires: pack.retires.map(words::retires),
            verdict: pack.readiness.name(),
            words: words::readiness(pack.readiness),
            prerequisites: pack.prerequisites.iter().map(PrerequisiteHtml::new).collect(),
            tasks: pack.tasks.iter().map(TaskHtml::new).collect(),
            open: if in_doubt { report.open() } else { Vec::new() },
            caveats: pack.caveats,
        }
    }
}

#[derive(Serialize)]
struct PrerequisiteHtml<'a> {
    title: &'a str,
    weight: &'static str,
    status: &'static str,
    words: &'static str,
    message: String,
    records: Vec<String>,
    settles: Vec<GapGroup>,
    note: Option<&'a str>,
}

impl<'a> PrerequisiteHtml<'a> {
    fn new(own: &PrerequisiteView<'a>) -> Self {
        Self {
            title: own.title,
            weight: words::weight(own.weight),
            status: own.status.name(),
            words: words::status(own.status),
            message: own.message.clone(),
            records: own.evidence.iter().map(words::evidence).collect(),
            settles: own.settled_by.clone(),
            note: own.note,
        }
    }
}

#[derive(Serialize)]
struct TaskHtml<'a> {
    id: &'a str,
    title: &'a str,
    requires: String,
    verdict: &'static str,
    words: &'static str,
    who: String,
    holes: Vec<HoleHtml>,
}

impl<'a> TaskHtml<'a> {
    fn new(task: &TaskReadinessView<'a>) -> Self {
        Self {
            id: task.task,
            title: task.title,
            requires: task.requires.clone(),
            verdict: task.readiness.map_or("nobody", Readiness::name),
            words: task.readiness.map_or("nobody's task", words::readiness),
            who: words::people(task),
            holes: task.holes.iter().map(HoleHtml::new).collect(),
        }
    }
}

#[derive(Serialize)]
struct HoleHtml {
    who: String,
    condition: Option<String>,
    missing: Vec<String>,
    /// The least that would close it, best first.
    suggestions: Vec<RemedyHtml>,
}

impl HoleHtml {
    fn new(hole: &HoleView<'_>) -> Self {
        let who = hole.principal.as_ref().map(|person| person.called.as_str());
        let mut missing: Vec<String> = hole.missing.iter().map(MissingView::in_words).collect();
        missing.dedup();
        let suggestions = hole.nearest.iter().map(RemedyHtml::new).collect();
        Self { who: words::hole(who, hole.verdict), condition: hole.condition.clone(), missing, suggestions }
    }
}

/// Changes that would do, and how to make them.
#[derive(Serialize)]
struct RemedyHtml {
    summary: String,
    gives: String,
    by_hand: Vec<String>,
    /// A language, and a command in it.
    commands: Vec<(&'static str, String)>,
}

impl RemedyHtml {
    fn new(suggestion: &SuggestionView<'_>) -> Self {
        let summaries: Vec<&str> = suggestion.changes.iter().map(|change| change.summary.as_str()).collect();
        let command = |language, text: &Option<String>| text.clone().map(|text| (language, text));
        let all = suggestion.changes.iter().map(|change| &change.commands);
        Self {
            summary: summaries.join("; and "),
            gives: format!("{}{}", suggestion.gives_in_words(), suggestion.basis_in_words()),
            by_hand: all.clone().filter_map(|commands| commands.by_hand.clone()).collect(),
            commands: all
                .flat_map(|commands| [command("az", &commands.az), command("PowerShell", &commands.powershell)])
                .flatten()
                .collect(),
        }
    }
}

#[derive(Serialize)]
struct DifferenceHtml<'a> {
    from: &'a str,
    to: &'a str,
    changes: Vec<PackChangeHtml<'a>>,
}

#[derive(Serialize)]
struct PackChangeHtml<'a> {
    words: String,
    before: &'a str,
    after: &'a str,
}

impl<'a> DifferenceHtml<'a> {
    fn new(difference: &DifferenceView<'a>) -> Self {
        let change = |own: &PackChangeView<'a>| PackChangeHtml {
            words: words::change(own),
            before: own.before.unwrap_or_default(),
            after: own.after.unwrap_or_default(),
        };
        Self { from: difference.from, to: difference.to, changes: difference.changes.iter().map(change).collect() }
    }
}
