//! The data of the page, small at any size: what repeats is in a table and is named by its number, the principals are one
//! list in which each class is a stretch, and a proof is written out for the first of a class, then where another's differs.

use std::borrow::Cow;

use serde::Serialize;
use serde::ser::{SerializeSeq, Serializer};

use super::numbered::Numbered;
use super::people::PeopleData;
use crate::arrange::Arrange as _;
use crate::report::answers::picture::AnswersView;
use crate::report::answers::views::{ClassView, ProofView, ResultView, TargetView, TaskView};
use crate::report::clean::clean;
use crate::report::terms::{Basis, StepKind, Verdict};

/// Everything that the script works with.
#[derive(Serialize)]
pub(crate) struct AnswersData<'a> {
    tasks: Vec<TaskView<'a>>,
    targets: Vec<TargetData>,
    /// For each task the set of its targets; an empty one where it is not asked.
    asked: Vec<usize>,
    people: PeopleData,
    #[serde(flatten)]
    tables: Repeated<'a>,
    /// The most powerful first; one class for all who have no answer but no.
    pub(crate) classes: Vec<ClassData>,
}

/// A target; whoever named it may have meant harm.
#[derive(Serialize)]
struct TargetData {
    id: String,
    kind: &'static str,
    name: Option<String>,
}

impl TargetData {
    fn new(view: TargetView<'_>) -> Self {
        Self { id: clean(view.id).into_owned(), kind: view.kind, name: view.name.map(|name| clean(name).into_owned()) }
    }
}

/// What repeats.
#[derive(Default, Serialize)]
struct Repeated<'a> {
    texts: Numbered<Cow<'a, str>>,
    /// Groups on the way: name and id.
    groups: Numbered<(usize, usize)>,
    /// The groups from a principal to what it holds, nearest first.
    ways: Numbered<Vec<usize>>,
    /// Sets of targets, as runs of neighbours: the first, and how many.
    sets: Numbered<Vec<(usize, usize)>>,
    /// What is missing, as texts.
    reasons: Numbered<Vec<usize>>,
    grants: Numbered<GrantData>,
    steps: Numbered<StepData>,
}

/// An assignment: its kind, the parts of its id, role, role name, scope, file and record; all but kind and record are texts.
#[derive(Clone, PartialEq, Eq, Hash, Serialize)]
struct GrantData(StepKind, [usize; 2], usize, usize, usize, usize, u32);

/// A step of a proof: grant, way, pattern, and what it satisfies.
type StepData = [usize; 4];

/// Principals with the same answers.
#[derive(Serialize)]
pub(crate) struct ClassData {
    pub(crate) principals: usize,
    pub(crate) results: Vec<AnswerData>,
    /// For each principal, by place, whose proof differs from that of the first: pairs of its steps and the other's.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    others: Vec<(usize, Vec<usize>)>,
}

/// An answer for a set of targets.
#[derive(PartialEq)]
pub(crate) struct AnswerData {
    pub(crate) task: usize,
    pub(crate) set: usize,
    pub(crate) verdict: Verdict,
    pub(crate) basis: Option<Basis>,
    pub(crate) targets: usize,
    steps: Vec<usize>,
    /// A number of `reasons`, where there are any.
    missing: Option<usize>,
    condition: usize,
    strict_differs: bool,
}

impl<'a> AnswersData<'a> {
    pub(crate) fn new(answers: &AnswersView<'a>) -> Self {
        let mut views: Vec<(ClassView<'a>, usize)> = answers.classes().map(|class| (class, class.answers())).collect();
        let tasks: Vec<TaskView<'a>> = answers.tasks().collect();
        views.arrange_by_cached_key(|(class, answers)| (*answers == 0, std::cmp::Reverse(best(class, tasks.len()))));
        let mut tables = Repeated::default();
        let asked = answers.targets_of().iter().map(|own| tables.sets.number(runs(own))).collect();
        // The empty text is number 0: what is not there.
        tables.texts.number(Cow::Borrowed(""));
        let mut people = PeopleData::default();
        let mut classes: Vec<ClassData> = Vec::with_capacity(views.len());
        for (view, answers) in &views {
            people.extend(view.principals());
            match classes.last_mut() {
                Some(last) if *answers == 0 && last.results.is_empty() => last.principals += view.principals().len(),
                _ => classes.push(tables.class(view)),
            }
        }
        Self { tasks, targets: answers.targets().map(TargetData::new).collect(), asked, people, tables, classes }
    }
}

/// The best answer to each task.
fn best(class: &ClassView<'_>, tasks: usize) -> Vec<Verdict> {
    let mut best = vec![Verdict::NotAllowed; tasks];
    for result in class.results() {
        if let Some(verdict) = best.get_mut(result.task_number()) {
            *verdict = result.verdict().max(*verdict);
        }
    }
    best
}

impl<'a> Repeated<'a> {
    fn class(&mut self, view: &ClassView<'a>) -> ClassData {
        let asked = view.results().filter(|result| !result.target_numbers().is_empty());
        let results: Vec<AnswerData> = asked.map(|result| self.answer(&result)).collect();
        let first: Vec<usize> = results.iter().flat_map(|answer| answer.steps.iter().copied()).collect();
        let places = if first.is_empty() { 1..1 } else { 1..view.principals().len() };
        let others = places.filter_map(|place| {
            let proofs: Vec<ResultView<'a>> = view.results_of(place).collect();
            let own = proofs.iter().flat_map(ResultView::proof).map(|step| self.step(&step)).collect::<Vec<usize>>();
            let differs = first.iter().zip(own).filter(|(first, own)| *first != own);
            let mut pairs: Vec<(usize, usize)> = differs.map(|(&first, own)| (first, own)).collect();
            pairs.arrange();
            pairs.dedup();
            (!pairs.is_empty()).then(|| (place, pairs.into_iter().flat_map(|(first, own)| [first, own]).collect()))
        });
        let others = others.collect();
        ClassData { principals: view.principals().len(), results, others }
    }

    fn answer(&mut self, result: &ResultView<'a>) -> AnswerData {
        AnswerData {
            task: result.task_number(),
            set: self.sets.number(runs(result.target_numbers())),
            verdict: result.verdict(),
            basis: result.basis(),
            targets: result.target_numbers().len(),
            steps: result.proof().map(|step| self.step(&step)).collect(),
            missing: self.reasons(result),
            condition: result.condition().map_or(0, |condition| self.text(&condition)),
            strict_differs: result.strict_differs(),
        }
    }

    fn reasons(&mut self, result: &ResultView<'a>) -> Option<usize> {
        let mut texts: Vec<usize> = Vec::new();
        for missing in result.missing() {
            let text = self.text(&missing.in_words());
            if !texts.contains(&text) {
                texts.push(text);
            }
        }
        (!texts.is_empty()).then(|| self.reasons.number(texts))
    }

    fn step(&mut self, step: &ProofView<'a>) -> usize {
        let groups = step.via.iter().zip(step.names.iter().skip(1));
        let way = groups.map(|(id, name)| (self.text(name), self.text(&id.to_string())));
        let way: Vec<(usize, usize)> = way.collect();
        let way = way.into_iter().map(|group| self.groups.number(group)).collect();
        let grant = GrantData(
            step.kind,
            self.assignment(step),
            self.text(step.role.as_deref().unwrap_or_default()),
            self.text(step.role_name.as_deref().unwrap_or_default()),
            self.text(&step.scope),
            self.text(step.input.unwrap_or_default()),
            step.record.unwrap_or_default(),
        );
        let pattern = self.text(step.pattern.as_deref().unwrap_or_default());
        let satisfies = self.text(&step.satisfies);
        let (grant, way) = (self.grants.number(grant), self.ways.number(way));
        self.steps.number([grant, way, pattern, satisfies])
    }

    /// The id of an assignment begins with its scope: `=` stands for that, `~` for nothing; its name is apart.
    fn assignment(&mut self, step: &ProofView<'_>) -> [usize; 2] {
        let Some(id) = &step.assignment else { return [0, 0] };
        let at = id.rfind('/').map_or(0, |slash| slash + 1);
        let (under, name) = id.split_at_checked(at).unwrap_or(("", id));
        let under = match under.strip_prefix(step.scope.as_str()) {
            Some(rest) => format!("={rest}"),
            None => format!("~{under}"),
        };
        [self.text(&under), self.text(name)]
    }

    fn text(&mut self, text: &str) -> usize {
        self.texts.number(Cow::Owned(clean(text).into_owned()))
    }
}

/// The number of an answer in the page; what is not asked has no answer there.
const fn number(verdict: Verdict) -> usize {
    match verdict {
        Verdict::NotAsked | Verdict::NotAllowed => 0,
        Verdict::Blocked => 1,
        Verdict::Unknown => 2,
        Verdict::Conditional => 3,
        Verdict::Eligible => 4,
        Verdict::Allowed => 5,
    }
}

/// Ascending numbers as runs of neighbours.
fn runs(numbers: &[usize]) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for &number in numbers {
        match runs.last_mut() {
            Some((first, length)) if *first + *length == number => *length += 1,
            _ => runs.push((number, 1)),
        }
    }
    runs
}

impl Serialize for AnswerData {
    /// `[task, set, verdict, basis, steps, missing, condition, strict]`, without what is empty at the end; of `missing` the next
    /// number, for 0 is nothing.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let filled = [!self.steps.is_empty(), self.missing.is_some(), self.condition > 0, self.strict_differs];
        let last = filled.iter().rposition(|&filled| filled).map_or(0, |last| last + 1);
        let mut written = serializer.serialize_seq(Some(4 + last))?;
        let basis = self.basis.map_or(0, |basis| basis as u8 + 1);
        for number in [self.task, self.set, number(self.verdict), usize::from(basis)] {
            written.serialize_element(&number)?;
        }
        for place in 0..last {
            match place {
                0 => written.serialize_element(&self.steps)?,
                1 => written.serialize_element(&self.missing.map_or(0, |number| number + 1))?,
                2 => written.serialize_element(&self.condition)?,
                _ => written.serialize_element(&u8::from(self.strict_differs))?,
            }
        }
        written.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_runs() {
        assert_eq!(runs(&[]), []);
        assert_eq!(runs(&[4]), [(4, 1)]);
        assert_eq!(runs(&[0, 1, 2, 5, 6, 9]), [(0, 3), (5, 2), (9, 1)]);
    }
}
