//! [`Targets`]: what the tasks of a report were asked of, each target and each scope with a number. Answers are looked up millions of
//! times, and numbers are compared faster than ids.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::claims::ReachClaim;
use super::question::OWN_PACK;
use super::reach::{ANY_RESOURCE, ANY_WORKSPACE, stand};
use super::report::Report;
use crate::model::scope::resource_of;
use crate::model::{TargetKind, Task};

/// A target: its id, what the report says that it is, and its place in the report.
#[derive(Debug, Clone, Copy)]
pub(super) struct TargetAgain<'r> {
    pub id: &'r str,
    pub kind: &'r str,
    pub number: usize,
}

/// The targets of a report.
pub(super) struct Targets<'r> {
    /// By task.
    of_tasks: Vec<Vec<TargetAgain<'r>>>,
    numbers: FxHashMap<&'r str, Vec<usize>>,
    scopes: RefCell<ScopeNumbers>,
}

/// The scopes at which requirements of targets are evaluated, in lower case.
#[derive(Default)]
struct ScopeNumbers {
    of_targets: FxHashMap<(usize, TargetKind), u32>,
    known: FxHashMap<Rc<str>, u32>,
    texts: Vec<Rc<str>>,
}

impl<'r> Targets<'r> {
    pub(super) fn new<'t>(report: &'r Report, tasks: impl Iterator<Item = &'t Task>) -> Self {
        let mut numbers: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
        for (number, target) in report.targets.iter().enumerate() {
            numbers.entry(&target.id).or_default().push(number);
        }
        let of_tasks = tasks.map(|task| of_task(report, task)).collect();
        Self { of_tasks, numbers, scopes: RefCell::default() }
    }

    /// The targets of a task.
    pub(super) fn of(&self, task: usize) -> &[TargetAgain<'r>] {
        self.of_tasks.get(task).map(Vec::as_slice).unwrap_or_default()
    }

    /// The targets of a task with these ids.
    pub(super) fn named<'a>(&'a self, task: usize, ids: &'a [String]) -> impl Iterator<Item = TargetAgain<'r>> + use<'a, 'r> {
        let of_task = self.of(task);
        ids.iter().flat_map(|id| self.numbers(id)).filter_map(|number| {
            let place = of_task.binary_search_by_key(number, |target| target.number).ok()?;
            of_task.get(place).copied()
        })
    }

    /// The places of a target in the report: it may be there as more than one kind.
    pub(super) fn numbers(&self, id: &str) -> &[usize] {
        self.numbers.get(id).map(Vec::as_slice).unwrap_or_default()
    }

    /// The scope at which a requirement of a target is evaluated, with its number.
    pub(super) fn scope(&self, target: TargetAgain<'_>, kind: TargetKind) -> (u32, Rc<str>) {
        let mut scopes = self.scopes.borrow_mut();
        let ScopeNumbers { of_targets, known, texts } = &mut *scopes;
        let number = *of_targets.entry((target.number, kind)).or_insert_with(|| {
            let text: Rc<str> = stand(target.id, target.kind, kind).to_ascii_lowercase().into();
            *known.entry(Rc::clone(&text)).or_insert_with(|| {
                texts.push(text);
                texts.len() as u32 - 1
            })
        });
        (number, texts.get(number as usize).map(Rc::clone).unwrap_or_default())
    }
}

/// The targets of a task. A question that reaches below a scope is asked at scopes of any kind.
fn of_task<'r>(report: &'r Report, task: &Task) -> Vec<TargetAgain<'r>> {
    let (kind, of) = (task.target, &task.resource_type);
    let any = report.asks().is_some_and(|question| question.reach != ReachClaim::At && question.pack == OWN_PACK);
    let own = |target: &TargetAgain<'_>| match target.kind {
        _ if any => true,
        ANY_WORKSPACE => kind == TargetKind::Workspace,
        ANY_RESOURCE => of.is_some(),
        said if said == kind.name() => of.as_ref().is_none_or(|of| resource_of(target.id, of) == Some(target.id)),
        _ => false,
    };
    let targets = report.targets.iter().enumerate();
    let all = targets.map(|(number, target)| TargetAgain { id: &target.id, kind: &target.kind, number });
    all.filter(own).collect()
}
