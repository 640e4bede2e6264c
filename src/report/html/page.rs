//! What the template says without a script: counts, what is worth knowing, what is missing, and of a small report the matrix.

use serde::Serialize;

use super::data::{AnswersData, ClassData};
use crate::report::answers::finding::FindingView;
use crate::report::answers::grants::{GrantView, grant_in_words, grants};
use crate::report::answers::matrix::{Matrix, MatrixRow};
use crate::report::answers::picture::AnswersView;
use crate::report::answers::views::TaskView;
use crate::report::head::{HeadView, NoteView};
use crate::report::terms::{GapGroup, InputSummary, Verdict};
use crate::report::words::{capital, count, shortened, verdict_in_words};

/// More rows than this are left to the script.
const STATIC_ROWS: usize = 200;
/// So many rows of people are named with what they hold, the most powerful ones.
const POWERFUL: usize = 10;
/// More names than this are counted.
const NAMES: usize = 12;

/// The answers, best first.
const ANSWERS: [Verdict; 5] = [Verdict::Allowed, Verdict::Eligible, Verdict::Conditional, Verdict::Unknown, Verdict::Blocked];

/// The page of answers.
#[derive(Serialize)]
pub(crate) struct AnswersPage<'a> {
    head: HeadView,
    /// The organization, where an export names it.
    tenant: Option<&'a str>,
    counts: String,
    answers: Vec<&'static str>,
    tasks: Vec<TaskRow<'a>>,
    people: Vec<PowerRow>,
    /// Rows of people who are not among the most powerful ones that are named.
    more_people: usize,
    rows: Option<Vec<StaticRow>>,
    findings: Vec<FindingRow>,
    assumptions: Vec<String>,
    caveats: Vec<String>,
    gaps: Vec<GapGroup>,
    inputs: &'a [InputSummary],
    notes: Vec<NoteView<'a>>,
}

/// A task, and how many principals have which answer.
#[derive(Serialize)]
struct TaskRow<'a> {
    #[serde(flatten)]
    task: TaskView<'a>,
    targets: usize,
    counts: Vec<usize>,
}

/// Principals with the same access, and what they hold.
#[derive(Serialize)]
struct PowerRow {
    who: String,
    /// The first of them in the address of the page.
    link: String,
    grants: Vec<PowerGrant>,
}

/// A grant, once, with all that it gives.
#[derive(Serialize)]
struct PowerGrant {
    answer: &'static str,
    words: String,
}

#[derive(Serialize)]
struct StaticRow {
    who: String,
    cells: Vec<&'static str>,
}

#[derive(Serialize)]
struct FindingRow {
    code: &'static str,
    message: String,
    who: String,
}

impl<'a> AnswersPage<'a> {
    pub(crate) fn new(answers: &AnswersView<'a>, head: HeadView, data: &AnswersData<'a>) -> Self {
        let records: usize = answers.inputs().iter().map(|input| input.records).sum();
        let people: usize = data.classes.iter().map(|class| class.principals).sum();
        let counts = [
            count(people, "principal"),
            count(answers.targets().len(), "target"),
            count(records, "record"),
            count(answers.inputs().len(), "export"),
        ];
        let matrix = Matrix::new(answers);
        let able = || matrix.rows.iter().filter(|row| row.cells.iter().any(|cell| cell.verdict > Verdict::NotAllowed));
        Self {
            people: able().take(POWERFUL).map(|row| power_row(answers, row)).collect(),
            more_people: able().count().saturating_sub(POWERFUL),
            head,
            tenant: answers.organization().map(|(name, id)| name.unwrap_or(id)),
            counts: counts.join(", "),
            answers: ANSWERS.iter().map(|&verdict| verdict_in_words(verdict)).collect(),
            tasks: tasks(answers, &data.classes),
            rows: (data.classes.len() <= STATIC_ROWS).then(|| rows(&matrix)),
            findings: answers.findings().map(|finding| finding_row(&finding)).collect(),
            assumptions: answers.assumptions(),
            caveats: answers.caveats().iter().map(|line| capital(line)).collect(),
            gaps: answers.gap_groups(),
            inputs: answers.inputs(),
            notes: answers.notes().collect(),
        }
    }
}

fn tasks<'a>(answers: &AnswersView<'a>, classes: &[ClassData]) -> Vec<TaskRow<'a>> {
    let targets = Matrix::targets(answers);
    let tasks = answers.tasks().enumerate().zip(targets);
    let row = |((number, task), targets)| {
        let best = |class: &ClassData| {
            let own = class.results.iter().filter(|answer| answer.task == number);
            (own.map(|answer| answer.verdict).max().unwrap_or(Verdict::NotAllowed), class.principals)
        };
        let best: Vec<(Verdict, usize)> = classes.iter().map(best).collect();
        let with = |answer| best.iter().filter(|(verdict, _)| *verdict == answer).map(|(_, people)| people).sum();
        TaskRow { task, targets, counts: ANSWERS.iter().map(|&answer| with(answer)).collect() }
    };
    tasks.map(row).collect()
}

fn in_cell(verdict: Verdict) -> &'static str {
    if verdict == Verdict::NotAsked { "–" } else { verdict_in_words(verdict) }
}

fn power_row(answers: &AnswersView<'_>, row: &MatrixRow<'_>) -> PowerRow {
    let grant = |own: &GrantView<'_>| PowerGrant { answer: verdict_in_words(own.verdict), words: grant_in_words(own) };
    let held = grants(answers, row.example.results());
    PowerRow {
        who: row.called(NAMES),
        link: row.principals.first().map(|first| format!("#/person/{}", first.id)).unwrap_or_default(),
        grants: held.iter().filter(|own| own.verdict > Verdict::NotAllowed).map(grant).collect(),
    }
}

fn rows(matrix: &Matrix<'_>) -> Vec<StaticRow> {
    let row = |row: &MatrixRow<'_>| StaticRow {
        who: row.called(NAMES),
        cells: row.cells.iter().map(|cell| in_cell(cell.verdict)).collect(),
    };
    matrix.rows.iter().map(row).collect()
}

fn finding_row(finding: &FindingView<'_>) -> FindingRow {
    FindingRow { code: finding.code.name(), message: finding.message.clone(), who: shortened(&finding.names, NAMES) }
}
