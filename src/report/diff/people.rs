//! [`MovedPeople`]: everything that principals gained and lost. Each principal is in one of them, and the most powerful gain comes first.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;

use super::fact_words::reasons;
use super::picture::DiffReport;
use super::tenant::{DirectoryMoveView, Move, MoveTrend, OperationsView, Person, TaskMove};
use crate::arrange::Arrange as _;
use crate::model::ObjectId;
use crate::report::answers::power::{Power, of_directory_role, of_operations};
use crate::report::terms::Verdict;

/// Principals that gained and lost the same.
pub(crate) struct MovedPeople<'a> {
    /// Who, by name.
    pub(crate) principals: Vec<&'a Person>,
    /// What they gained.
    pub(crate) gained: Moved<'a>,
    /// What they lost.
    pub(crate) lost: Moved<'a>,
}

/// What was gained, or lost: the most powerful first.
pub(crate) struct Moved<'a> {
    /// Which of both.
    pub(crate) change: MoveTrend,
    /// Microsoft Entra roles.
    pub(crate) directory_roles: Vec<DirectoryMoveView<'a>>,
    /// Actions.
    operations: Vec<OperationsView<'a>>,
    /// Tasks.
    tasks: Vec<&'a TaskMove>,
}

/// Tasks that have the same answer before, the same after, and the same reasons.
pub(crate) struct MovedTasks<'a> {
    /// The tasks, each with its targets.
    pub(crate) tasks: Vec<&'a TaskMove>,
    /// The answer before.
    pub(crate) before: Verdict,
    /// The answer after.
    pub(crate) after: Verdict,
    /// Why, each with the record that shows it.
    pub(crate) reasons: Vec<(String, String)>,
}

/// How powerful something is: the power, whether it is in doubt or depends on something, and how many privileged operations there are.
type MoveWeight = (Power, bool, usize);

impl<'a> DiffReport<'a> {
    /// Who gained and lost what.
    pub(crate) fn moved_people(&self) -> Vec<MovedPeople<'a>> {
        let Some(people) = self.people else { return Vec::new() };
        let (operations, roles) = (self.operations(), self.directory_roles());
        let of_principals = (roles.iter().map(|moved| moved.of.principals.as_slice()))
            .chain(operations.iter().map(|moved| moved.principals))
            .chain(people.moves.iter().map(|moved| moved.principals.as_slice()));
        let mut weighed: Vec<_> = together(of_principals)
            .into_iter()
            .map(|(numbers, principals)| {
                let [gained, lost] = [MoveTrend::Gained, MoveTrend::Lost].map(Moved::new);
                let mut own = MovedPeople { principals, gained, lost };
                for number in numbers {
                    if let Some(moved) = roles.get(number) {
                        own.of(moved.change).directory_roles.push(moved.clone());
                    } else if let Some(moved) = operations.get(number - roles.len()) {
                        own.of(moved.change).operations.push(moved.clone());
                    } else if let Some(moved) = people.moves.get(number - roles.len() - operations.len()) {
                        own.add_tasks(moved);
                    }
                }
                let weights = [self.sort(&mut own.gained), self.sort(&mut own.lost)];
                (weights, own)
            })
            .collect();
        weighed.arrange_by_cached_key(|(weights, own)| (Reverse(*weights), own.principals.first().map(|one| order(one))));
        weighed.into_iter().map(|(_, own)| own).collect()
    }

    /// Puts the most powerful first, and says how powerful that is.
    fn sort(&self, moved: &mut Moved<'a>) -> Option<MoveWeight> {
        moved.directory_roles.arrange_by_cached_key(|one| (Reverse(self.weight_of_role(one)), one.of.name.clone()));
        moved.operations.arrange_by_key(|one| Reverse(weight_of_operations(one)));
        let roles = moved.directory_roles.first().map(|one| self.weight_of_role(one));
        let operations = moved.operations.first().map(weight_of_operations);
        // A task that nothing of the above explains hangs on a condition or a deny assignment.
        let tasks = (!moved.tasks.is_empty()).then_some((Power::Read, true, 0));
        roles.max(operations).max(tasks)
    }

    fn weight_of_role(&self, moved: &DirectoryMoveView<'_>) -> MoveWeight {
        let power = self.catalog().map(|catalog| of_directory_role(catalog, &ObjectId::parse(&moved.of.role)));
        (power.unwrap_or(Power::Write), moved.of.eligible, 0)
    }
}

fn weight_of_operations(moved: &OperationsView<'_>) -> MoveWeight {
    let power = moved.actions.iter().map(|actions| of_operations(actions.operations, actions.witness)).max();
    // A role of which nothing is known may give everything.
    let power = if moved.undecided { Some(Power::AccessControl) } else { power };
    let depends = moved.undecided || moved.actions.iter().any(|actions| actions.condition.is_some());
    (power.unwrap_or(Power::Read), depends, moved.actions.iter().map(|actions| actions.privileged.len()).sum())
}

/// Principals of the same lists, with the numbers of these lists.
fn together<'a>(lists: impl Iterator<Item = &'a [Person]>) -> Vec<(Vec<usize>, Vec<&'a Person>)> {
    let mut numbers: FxHashMap<&ObjectId, (&Person, Vec<usize>)> = FxHashMap::default();
    for (number, principals) in lists.enumerate() {
        for person in principals {
            numbers.entry(&person.id).or_insert_with(|| (person, Vec::new())).1.push(number);
        }
    }
    let mut people: Vec<(&Person, Vec<usize>)> = numbers.into_values().collect();
    people.arrange_by_cached_key(|(person, _)| order(person));
    let mut found: Vec<(Vec<usize>, Vec<&Person>)> = Vec::new();
    let mut known: FxHashMap<Vec<usize>, usize> = FxHashMap::default();
    for (person, numbers) in people {
        let at = *known.entry(numbers.clone()).or_insert_with(|| {
            found.push((numbers, Vec::new()));
            found.len() - 1
        });
        found.iter_mut().skip(at).take(1).for_each(|(_, own)| own.push(person));
    }
    found
}

/// By name, then by id.
fn order(person: &Person) -> (bool, String, ObjectId) {
    (person.name.is_none(), person.name.as_deref().unwrap_or_default().to_lowercase(), person.id.clone())
}

impl<'a> MovedPeople<'a> {
    fn of(&mut self, change: MoveTrend) -> &mut Moved<'a> {
        match change {
            MoveTrend::Gained => &mut self.gained,
            MoveTrend::Lost => &mut self.lost,
        }
    }

    fn add_tasks(&mut self, moved: &'a Move) {
        self.gained.tasks.extend(&moved.gained);
        self.lost.tasks.extend(&moved.lost);
    }
}

impl<'a> Moved<'a> {
    const fn new(change: MoveTrend) -> Self {
        Self { change, directory_roles: Vec::new(), operations: Vec::new(), tasks: Vec::new() }
    }

    /// The actions: those that the same roles give in the same way at several scopes together.
    pub(crate) fn grants(&self) -> impl Iterator<Item = &[OperationsView<'a>]> {
        self.operations.chunk_by(|one, other| {
            (one.roles, one.eligible, one.by_deny, one.undecided)
                == (other.roles, other.eligible, other.by_deny, other.undecided)
                && one.actions.is_same(&other.actions)
        })
    }

    /// The tasks: those with the same answers for the same reasons together.
    pub(crate) fn tasks(&self, report: &DiffReport<'_>) -> Vec<MovedTasks<'a>> {
        let mut found: Vec<MovedTasks<'_>> = Vec::new();
        for &task in &self.tasks {
            let reasons = reasons(report, task, self.change);
            let same =
                |own: &&mut MovedTasks<'_>| (own.before, own.after) == (task.before, task.after) && own.reasons == reasons;
            match found.iter_mut().find(same) {
                Some(known) => known.tasks.push(task),
                None => found.push(MovedTasks { tasks: vec![task], before: task.before, after: task.after, reasons }),
            }
        }
        found
    }
}
