//! The matrix of people and tasks, small at any size: one row for all principals whose answers are the same.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;

use super::picture::AnswersView;
use super::power::Power;
use super::views::{ClassView, PrincipalView, ResultView};
use crate::arrange::Arrange as _;
use crate::report::terms::{Basis, ObjectId, Verdict};

/// The rows, the most powerful first.
pub(crate) struct Matrix<'a> {
    pub(crate) rows: Vec<MatrixRow<'a>>,
    /// For each task how many targets it has.
    pub(crate) targets: Vec<usize>,
    /// Principals without any answer but no.
    pub(crate) others: usize,
    /// Only some principals were asked about.
    is_narrowed: bool,
}

/// Principals with the same answers.
pub(crate) struct MatrixRow<'a> {
    pub(crate) principals: Vec<PrincipalView<'a>>,
    /// For each task the best answer, and for how many targets it holds.
    pub(crate) cells: Vec<Cell>,
    /// The class that its first principal is in: its proofs are shown.
    pub(crate) example: ClassView<'a>,
    /// The power of the strongest grant that an answer rests on; none where nothing is held.
    power: Option<Power>,
}

/// Somebody who gets an answer, and for how many targets.
pub(crate) type Answering<'a> = (PrincipalView<'a>, usize);

/// One answer in the matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) verdict: Verdict,
    pub(crate) basis: Option<Basis>,
    pub(crate) targets: usize,
}

/// What all principals of a row have in common.
type SameAnswers = Vec<(usize, Verdict, Option<Basis>, Vec<usize>)>;

impl<'a> Matrix<'a> {
    pub(crate) fn new(answers: &AnswersView<'a>) -> Self {
        let (targets, mut powers) = (Self::targets(answers), answers.powers());
        let mut known: FxHashMap<SameAnswers, usize> = FxHashMap::default();
        let mut rows: Vec<MatrixRow<'a>> = Vec::new();
        let mut others = 0;
        for class in answers.classes() {
            let results: Vec<ResultView<'a>> = class.results().collect();
            if results.is_empty() {
                others += class.principals().len();
                continue;
            }
            let index = *known.entry(same_answers(&results)).or_insert_with(|| {
                let cells = targets.iter().enumerate().map(|(task, &of)| cell(&results, task, of)).collect();
                let power = results.iter().filter_map(|result| result.power(&mut powers)).max();
                rows.push(MatrixRow { principals: Vec::new(), cells, example: class, power });
                rows.len() - 1
            });
            if let Some(row) = rows.get_mut(index) {
                row.principals.extend(class.principals());
            }
        }
        rows.arrange_by_cached_key(MatrixRow::rank);
        Self { rows, targets, others, is_narrowed: answers.filter().is_some_and(|filter| !filter.principals.is_empty()) }
    }

    /// For each task how many targets it has.
    pub(crate) fn targets(answers: &AnswersView<'_>) -> Vec<usize> {
        answers.targets_of().iter().map(Vec::len).collect()
    }
}

impl<'a> Matrix<'a> {
    /// Who gets an answer to a task, and for how many of its targets: people and services, then groups.
    pub(crate) fn with(&self, task: usize, verdict: Verdict) -> (Vec<Answering<'a>>, Vec<Answering<'a>>) {
        let cells = self.rows.iter().filter_map(|row| Some((row, row.cells.get(task)?)));
        let own = cells.filter(|(_, cell)| cell.verdict == verdict);
        let all = own.flat_map(|(row, cell)| row.principals.iter().map(|&principal| (principal, cell.targets)));
        all.partition(|(principal, _)| !principal.is_group())
    }
}

impl Matrix<'_> {
    /// What there is to say where it has no rows: nobody can do any task of those that were asked.
    pub(crate) fn nobody(&self, answers: &AnswersView<'_>) -> String {
        let asked = self.targets.iter().filter(|&&targets| targets > 0).count();
        let unasked = answers.tasks().zip(&self.targets).filter(|(_, targets)| **targets == 0).map(|(task, _)| task.id);
        let unasked: Vec<&str> = unasked.collect();
        let nobody = "Nobody can perform any of these tasks.";
        match (unasked.is_empty(), asked) {
            (true, _) => nobody.to_owned(),
            (false, 0) => "No task is asked: the exports name no target for any of them.".to_owned(),
            (false, _) => {
                format!("{nobody} Not asked, because the exports name no target for them: {}.", unasked.join(", "))
            }
        }
    }

    /// Whether there is no principal at all.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.others == 0
    }

    /// Nobody, of those who were asked about.
    pub(crate) fn nobody_asked(&self) -> &'static str {
        if self.is_narrowed { "none of those who were asked about" } else { "nobody" }
    }

    /// What the principals without a row cannot do.
    pub(crate) fn none_of_them(&self) -> &'static str {
        if self.targets.contains(&0) { "can do none of those that are asked" } else { "can do none of them" }
    }
}

fn same_answers(results: &[ResultView<'_>]) -> SameAnswers {
    let one =
        |result: &ResultView<'_>| (result.task_number(), result.verdict(), result.basis(), result.target_numbers().to_vec());
    let mut answers: SameAnswers = results.iter().map(one).collect();
    answers.arrange();
    let mut merged: SameAnswers = Vec::with_capacity(answers.len());
    // Answers that differ in their proof alone are one answer here.
    for (task, verdict, basis, targets) in answers {
        match merged.last_mut() {
            Some(last) if (last.0, last.1, last.2) == (task, verdict, basis) => {
                last.3.extend(targets);
                last.3.arrange();
            }
            _ => merged.push((task, verdict, basis, targets)),
        }
    }
    merged
}

fn cell(results: &[ResultView<'_>], task: usize, targets: usize) -> Cell {
    if targets == 0 {
        return Cell { verdict: Verdict::NotAsked, basis: None, targets };
    }
    let own = || results.iter().filter(|result| result.task_number() == task);
    let Some(verdict) = own().map(ResultView::verdict).max() else {
        return Cell { verdict: Verdict::NotAllowed, basis: None, targets: 0 };
    };
    let best = || own().filter(|result| result.verdict() == verdict);
    Cell {
        verdict,
        basis: best().filter_map(ResultView::basis).max(),
        targets: best().map(|result| result.target_numbers().len()).sum(),
    }
}

/// The place of a row among the rows; the least comes first.
type Rank = (Reverse<Option<Power>>, bool, Reverse<Vec<Verdict>>, Option<ObjectId>);

impl MatrixRow<'_> {
    /// The most powerful first; of equal power what is open or conditional, because nobody has settled it; then who can do most.
    fn rank(&self) -> Rank {
        let verdicts: Vec<Verdict> = self.cells.iter().map(|cell| cell.verdict).collect();
        let is_open = verdicts.iter().any(|verdict| matches!(verdict, Verdict::Unknown | Verdict::Conditional));
        let first = self.principals.first().map(|principal| principal.id.clone());
        (Reverse(self.power), !is_open, Reverse(verdicts), first)
    }

    /// The first few names, and how many more there are.
    pub(crate) fn called(&self, most: usize) -> String {
        let names: Vec<String> = self.principals.iter().take(most).map(PrincipalView::called).collect();
        let more = self.principals.len().saturating_sub(most);
        let names = names.join(", ");
        if more == 0 { names } else { format!("{names} and {more} more") }
    }
}
