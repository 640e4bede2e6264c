//! Answers as rows, one for each principal, task and target: the columns of `--format csv` and `--format rows`.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::picture::AnswersView;
use super::views::{PrincipalView, ProofView, ResultView};
use crate::report::terms::Basis;
use crate::sha256::short_id;

/// The columns, in their order. New ones are added at the end.
pub(crate) const COLUMNS: [&str; 23] = [
    "principal",
    "type",
    "name",
    "upn",
    "pack",
    "task",
    "target",
    "target_kind",
    "verdict",
    "basis",
    "strict_wildcards_differs",
    "condition",
    "proof",
    "missing",
    "tenant",
    "at",
    "report",
    "grant",
    "scope",
    "assignment",
    "via",
    "input",
    "record",
];

/// The cells of a row, in the order of the columns.
pub(crate) type Row<'r> = [Cow<'r, str>; COLUMNS.len()];

/// Does something with every row.
pub(crate) fn each(answers: &AnswersView<'_>, mut row: impl FnMut(&Row<'_>) -> io::Result<()>) -> io::Result<()> {
    let run = Run::new(answers);
    for class in answers.classes() {
        for (place, principal) in class.principals().enumerate() {
            let id = principal.id.to_string();
            for result in class.results_of(place) {
                let cells = AnswerCells::new(&result);
                let at = |target, kind| AskedCells { principal: &principal, id: &id, target, kind };
                for target in result.targets() {
                    row(&cells.row(&run, &at(target.id, target.kind)))?;
                }
                if result.target_numbers().is_empty() {
                    row(&cells.row(&run, &at("–", result.task().target)))?;
                }
            }
        }
    }
    Ok(())
}

/// JSON lines: an object for each row, with the columns as keys; what is empty is null.
pub(crate) fn write(answers: &AnswersView<'_>, out: &mut dyn Write) -> io::Result<()> {
    each(answers, |row| {
        serde_json::to_writer(&mut *out, &RowObject(row))?;
        writeln!(out)
    })
}

struct RowObject<'r>(&'r Row<'r>);

impl Serialize for RowObject<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(COLUMNS.len()))?;
        for (column, cell) in COLUMNS.iter().zip(self.0) {
            map.serialize_entry(column, &(!cell.is_empty()).then_some(cell))?;
        }
        map.end()
    }
}

/// The cells that are the same in every row of a report.
struct Run<'a> {
    tenant: &'a str,
    at: String,
    report: String,
}

impl<'a> Run<'a> {
    fn new(answers: &AnswersView<'a>) -> Self {
        let head = answers.head("rolecall/audit@1");
        let at = head.at.unwrap_or_default();
        // It tells runs apart by their instant and by what was read; it does not prove that two files are the same.
        let mut read = format!("{} {} {at}", head.version, head.catalog.date);
        for input in answers.inputs() {
            // Writing to a string cannot fail.
            let _ = write!(read, "\n{} {} {} {}", input.path, input.format, input.records, input.used);
        }
        Self { tenant: answers.organization().map_or("", |(_, id)| id), at, report: short_id(read.as_bytes()) }
    }
}

/// The cells of one principal and one target.
struct AskedCells<'r> {
    principal: &'r PrincipalView<'r>,
    id: &'r str,
    target: &'r str,
    kind: &'r str,
}

/// The cells that are the same for all targets of an answer.
struct AnswerCells<'a> {
    pack: &'a str,
    task: &'a str,
    verdict: &'static str,
    basis: &'static str,
    strict: &'static str,
    condition: String,
    proof: String,
    missing: String,
    /// Role, scope, assignment, groups, file and record, those of several grants after one another.
    grants: [String; 6],
}

impl<'a> AnswerCells<'a> {
    fn new(result: &ResultView<'a>) -> Self {
        let steps: Vec<ProofView<'_>> = result.proof().collect();
        let missing: Vec<String> = result.missing().map(|missing| missing.in_words()).collect();
        let joined = |cell: &dyn Fn(&ProofView<'_>) -> String| steps.iter().map(cell).collect::<Vec<_>>().join("; ");
        let role = |step: &ProofView<'_>| step.role_name.as_deref().unwrap_or("deny assignment").to_owned();
        Self {
            pack: result.task().pack,
            task: result.task().id,
            verdict: result.verdict().name(),
            basis: result.basis().map_or("", Basis::name),
            strict: if result.strict_differs() { "true" } else { "false" },
            condition: result.condition().unwrap_or_default(),
            proof: joined(&|step| format!("{} > {} @ {}", step.names.join(" > "), role(step), step.scope)),
            missing: missing.join("; "),
            grants: [
                joined(&role),
                joined(&|step| step.scope.clone()),
                joined(&|step| step.assignment.clone().unwrap_or_default()),
                joined(&|step| step.via.iter().map(ToString::to_string).collect::<Vec<_>>().join(" > ")),
                joined(&|step| step.input.unwrap_or_default().to_owned()),
                joined(&|step| step.record.map(|record| record.to_string()).unwrap_or_default()),
            ],
        }
    }

    fn row<'r>(&'r self, run: &'r Run<'_>, asked: &AskedCells<'r>) -> Row<'r> {
        let &AskedCells { principal, id, target, kind } = asked;
        let [grant, scope, assignment, via, input, record] = &self.grants;
        [
            id,
            principal.kind,
            principal.name.unwrap_or_default(),
            principal.upn.unwrap_or_default(),
            self.pack,
            self.task,
            target,
            kind,
            self.verdict,
            self.basis,
            self.strict,
            &self.condition,
            &self.proof,
            &self.missing,
            run.tenant,
            &run.at,
            &run.report,
            grant,
            scope,
            assignment,
            via,
            input,
            record,
        ]
        .map(Cow::Borrowed)
    }
}
