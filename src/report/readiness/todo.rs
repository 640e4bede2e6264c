//! What is open before the change can begin: the same list for every rendering.

use super::views::{HoleView, PackView, PrerequisiteView, Readiness, TaskReadinessView};
use crate::arrange::Arrange as _;
use crate::report::terms::Verdict;
use crate::report::words::capital;

/// Something that somebody has to do or to find out.
pub(crate) enum ToDo<'v, 'a> {
    /// A prerequisite is not met, or nobody knows.
    Prerequisite(&'v PrerequisiteView<'a>),
    /// Somebody has to be able to do a task: one of those that are named, or anybody.
    Task(&'v TaskReadinessView<'a>, &'v [HoleView<'a>]),
}

/// What kind of thing is to do, the most pressing first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Urgency {
    /// Something has to change.
    Change,
    /// Somebody has to activate a role first.
    Activate,
    /// The exports do not say: something has to be found out.
    FindOut,
}

impl Urgency {
    pub(crate) const ALL: [Self; 3] = [Self::Change, Self::Activate, Self::FindOut];

    /// What stands over things of this kind.
    pub(crate) const fn heading(self) -> &'static str {
        match self {
            Self::Change => "To do",
            Self::Activate => "To activate before the change",
            Self::FindOut => "To find out",
        }
    }

    /// What stands after their number.
    pub(crate) const fn short(self) -> &'static str {
        match self {
            Self::Change => "to do",
            Self::Activate => "to activate",
            Self::FindOut => "to find out",
        }
    }
}

impl ToDo<'_, '_> {
    pub(crate) fn urgency(&self) -> Urgency {
        let readiness = match self {
            Self::Prerequisite(own) => own.readiness,
            // One of them is enough.
            Self::Task(_, holes) => holes.iter().map(|hole| hole.readiness).max().unwrap_or(Readiness::NotReady),
        };
        match readiness {
            Readiness::NotReady => Urgency::Change,
            Readiness::CannotTell => Urgency::FindOut,
            Readiness::ReadyAfterActivation | Readiness::Ready => Urgency::Activate,
        }
    }

    /// What it is, in one line.
    pub(crate) fn in_words(&self) -> String {
        let (task, holes) = match self {
            Self::Prerequisite(own) => return format!("{}: {}", own.title, own.message),
            Self::Task(task, holes) => (task.within(), holes),
        };
        let names: Vec<&str> = holes.iter().filter_map(|hole| Some(hole.principal.as_ref()?.called.as_str())).collect();
        let (who, somebody, not) = match names.as_slice() {
            [] => ("Nobody".to_owned(), "somebody".to_owned(), "can"),
            [one] => ((*one).to_owned(), (*one).to_owned(), "cannot"),
            several => (format!("None of {}", several.join(", ")), format!("one of {}", several.join(", ")), "can"),
        };
        let best = holes.iter().map(|hole| hole.verdict).max().unwrap_or(Verdict::NotAllowed);
        match (best, self.urgency()) {
            (Verdict::Conditional, _) => format!("Whether {somebody} can {task} depends on a condition"),
            (_, Urgency::FindOut) => format!("The exports do not show that {somebody} can {task}"),
            // Somebody may be able to without one, as far as anybody knows: that nobody can is not said (R-EVAL-9).
            (_, Urgency::Activate) => format!("{} can {task} after an activation", capital(&somebody)),
            (Verdict::Blocked, Urgency::Change) => format!("{who} {not} {task}: a deny assignment blocks it"),
            (_, Urgency::Change) => format!("{who} {not} {task}"),
        }
    }
}

/// What is open of a pack. Where each of a team has to do its tasks, each is one thing to do.
pub(crate) fn todo<'v, 'a>(pack: &'v PackView<'a>, each: bool) -> Vec<ToDo<'v, 'a>> {
    let prerequisites = pack.prerequisites.iter().filter(|own| own.readiness != Readiness::Ready);
    let open = pack.tasks.iter().filter(|task| task.readiness.is_some_and(|ready| ready != Readiness::Ready));
    let tasks = open.flat_map(|task| {
        let size = if each { 1 } else { task.holes.len().max(1) };
        task.holes.chunks(size).map(move |holes| ToDo::Task(task, holes))
    });
    let mut all: Vec<ToDo<'v, 'a>> = prerequisites.map(ToDo::Prerequisite).chain(tasks).collect();
    all.arrange_by_key(ToDo::urgency);
    all
}

/// How much is open: `2 to do, 1 to find out`.
pub(crate) fn counted(all: &[ToDo<'_, '_>]) -> String {
    let number = |urgency| all.iter().filter(|own| own.urgency() == urgency).count();
    let parts = Urgency::ALL.map(|urgency| (number(urgency), urgency.short()));
    let parts: Vec<String> =
        parts.iter().filter(|(number, _)| *number > 0).map(|(number, words)| format!("{number} {words}")).collect();
    parts.join(", ")
}
