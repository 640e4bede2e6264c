//! HTML: the page of an audit, with the verdict, what is to do and what the verdict rests on at its top.

use std::io::{self, Write};

use serde::Serialize;

use super::picture::ReadinessReport;
use super::todo::{ToDo, Urgency, todo};
use super::views::{HoleView, PackView, PrerequisiteView, Readiness, Status, TaskReadinessView, WorkspaceView};
use super::words;
use crate::report::answers::views::MissingView;
use crate::report::gap::GapGroup;
use crate::report::html::document;
use crate::report::html::document::PageTop;
use crate::report::pack_change::{self, DifferenceView, PackChangeView};
use crate::report::remediation::SuggestionView;

pub(crate) fn write(report: &ReadinessReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let title = format!("Readiness of workspace {}", report.workspace().name);
    let top = PageTop { title: &title, answer: None, head: report.head(), readiness: Some(ReadinessHtml::new(report)) };
    document::write(&report.answers, top, out)
}

/// What the template is given beside the audit.
#[derive(Serialize)]
struct ReadinessHtml<'a> {
    verdict: &'static str,
    words: String,
    workspace: WorkspaceView<'a>,
    place: String,
    /// What is open, by how pressing it is; the same of several packs once.
    todo: Vec<UrgencyHtml>,
    packs: Vec<PackHtml<'a>>,
    differences: Vec<DifferenceHtml<'a>>,
    /// Defender unified RBAC, where an export or somebody speaks of it.
    unified_rbac: Vec<String>,
    dates: Vec<String>,
}

impl<'a> ReadinessHtml<'a> {
    fn new(report: &ReadinessReport<'a>) -> Self {
        let packs: Vec<PackView<'a>> = report.packs().collect();
        Self {
            verdict: report.readiness().name(),
            words: words::in_short(report),
            workspace: report.workspace(),
            place: report.place(),
            todo: UrgencyHtml::all(&packs, report),
            packs: packs.iter().map(PackHtml::new).collect(),
            differences: report.differences().map(|difference| DifferenceHtml::new(&difference)).collect(),
            unified_rbac: report.unified_rbac().map(|found| found.lines).unwrap_or_default(),
            dates: words::dates(report.inputs()),
        }
    }
}

/// Everything of one urgency.
#[derive(Serialize)]
struct UrgencyHtml {
    heading: &'static str,
    items: Vec<ToDoHtml>,
    /// The exports that would tell.
    settles: Vec<GapGroup>,
}

/// One thing that is open.
#[derive(Serialize)]
struct ToDoHtml {
    what: String,
    /// What the task asks for.
    requires: Option<String>,
    records: Vec<String>,
    settles: Vec<GapGroup>,
    holes: Vec<HoleHtml>,
}

impl UrgencyHtml {
    fn all(packs: &[PackView<'_>], report: &ReadinessReport<'_>) -> Vec<Self> {
        let open: Vec<ToDo<'_, '_>> = packs.iter().flat_map(|pack| todo(pack, report.asks_each())).collect();
        let of = |urgency: Urgency| {
            let own: Vec<&ToDo<'_, '_>> = open.iter().filter(|own| own.urgency() == urgency).collect();
            let in_doubt = urgency == Urgency::FindOut && own.iter().any(|own| matches!(own, ToDo::Task(..)));
            let mut items: Vec<ToDoHtml> = own.into_iter().map(ToDoHtml::new).collect();
            let mut seen: Vec<String> = Vec::new();
            items.retain(|item| {
                !seen.contains(&item.what) && {
                    seen.push(item.what.clone());
                    true
                }
            });
            let settles = if in_doubt { report.open() } else { Vec::new() };
            Self { heading: urgency.heading(), items, settles }
        };
        Urgency::ALL.map(of).into_iter().filter(|own| !own.items.is_empty()).collect()
    }
}

impl ToDoHtml {
    fn new(own: &ToDo<'_, '_>) -> Self {
        let what = own.in_words();
        match own {
            ToDo::Prerequisite(own) => Self {
                what,
                requires: None,
                records: own.evidence.iter().map(words::evidence).collect(),
                settles: own.settled_by.clone(),
                holes: Vec::new(),
            },
            ToDo::Task(task, holes) => Self {
                what,
                requires: Some(task.requires.clone()),
                records: Vec::new(),
                settles: Vec::new(),
                holes: holes.iter().map(|hole| HoleHtml::new(hole, task.task, holes.len() > 1)).collect(),
            },
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
    /// How many of them are met.
    met: usize,
    tasks: Vec<TaskHtml<'a>>,
    caveats: &'a [String],
}

impl<'a> PackHtml<'a> {
    fn new(pack: &PackView<'a>) -> Self {
        Self {
            id: pack.id,
            title: pack.title,
            dated: pack.source.dated,
            url: pack.source.url,
            retires: pack.retires.map(words::retires),
            verdict: pack.readiness.name(),
            words: words::readiness(pack.readiness),
            prerequisites: pack.prerequisites.iter().map(PrerequisiteHtml::new).collect(),
            met: pack.prerequisites.iter().filter(|own| own.status == Status::Met).count(),
            tasks: pack.tasks.iter().map(TaskHtml::new).collect(),
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
    verdict: &'static str,
    words: &'static str,
    who: String,
}

impl<'a> TaskHtml<'a> {
    fn new(task: &TaskReadinessView<'a>) -> Self {
        Self {
            id: task.task,
            title: task.title,
            verdict: task.readiness.map_or("nobody", Readiness::name),
            words: task.readiness.map_or("nobody's task", words::readiness),
            who: words::people(task),
        }
    }
}

/// Why somebody cannot.
#[derive(Serialize)]
struct HoleHtml {
    /// Who, where it is one of several.
    who: Option<String>,
    /// The principal and the task in the address of the page.
    why: Option<String>,
    condition: Option<String>,
    missing: Vec<String>,
    /// What would close it, the least first: one of these.
    suggestions: Vec<RemedyHtml>,
}

impl HoleHtml {
    fn new(hole: &HoleView<'_>, task: &str, is_named: bool) -> Self {
        let person = hole.principal.as_ref();
        let mut missing: Vec<String> = hole.missing.iter().map(MissingView::in_words).collect();
        missing.dedup();
        Self {
            who: person.filter(|_| is_named).map(|person| words::hole(Some(&person.called), hole.verdict)),
            why: person.map(|person| format!("#/person/{}/{task}", person.id)),
            condition: hole.condition.clone(),
            missing,
            suggestions: hole.nearest.iter().map(RemedyHtml::new).collect(),
        }
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
            words: pack_change::change(own),
            before: own.before.unwrap_or_default(),
            after: own.after.unwrap_or_default(),
        };
        Self { from: difference.from, to: difference.to, changes: difference.changes.iter().map(change).collect() }
    }
}
