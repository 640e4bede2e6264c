//! CSV: a row for each principal, task and target.

use std::io::{self, Write};

use super::picture::AnswersView;
use super::views::{PrincipalView, ProofView, ResultView};
use crate::report::csv::tame;
use crate::report::terms::Basis;

const HEAD: [&str; 14] = [
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
];

pub(crate) fn write(answers: &AnswersView<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut rows = ::csv::Writer::from_writer(out);
    rows.write_record(HEAD)?;
    for class in answers.classes() {
        for result in class.results() {
            let shared = SharedCells::new(&result);
            for principal in class.principals() {
                for target in result.targets() {
                    rows.write_record(shared.row(&principal, target.id, target.kind))?;
                }
                if result.target_numbers().is_empty() {
                    rows.write_record(shared.row(&principal, "–", result.task().target))?;
                }
            }
        }
    }
    rows.flush()
}

/// The cells that are the same for all principals and targets of an answer.
struct SharedCells {
    pack: String,
    task: String,
    verdict: &'static str,
    basis: &'static str,
    strict: &'static str,
    condition: String,
    proof: String,
    missing: String,
}

impl SharedCells {
    fn new(result: &ResultView<'_>) -> Self {
        let step = |step: ProofView<'_>| {
            let role = step.role_name.as_deref().unwrap_or("deny assignment").to_owned();
            format!("{} > {role} @ {}", step.names.join(" > "), step.scope)
        };
        let proof: Vec<String> = result.proof().map(step).collect();
        let missing: Vec<String> = result.missing().map(|missing| missing.in_words()).collect();
        Self {
            pack: result.task().pack.to_owned(),
            task: result.task().id.to_owned(),
            verdict: result.verdict().name(),
            basis: result.basis().map_or("", Basis::name),
            strict: if result.strict_differs() { "true" } else { "false" },
            condition: tame(&result.condition().unwrap_or_default()),
            proof: tame(&proof.join("; ")),
            missing: tame(&missing.join("; ")),
        }
    }

    fn row(&self, principal: &PrincipalView<'_>, target: &str, kind: &str) -> [String; 14] {
        [
            principal.id.to_string(),
            principal.kind.to_owned(),
            tame(principal.name.unwrap_or_default()),
            tame(principal.upn.unwrap_or_default()),
            self.pack.clone(),
            self.task.clone(),
            tame(target),
            kind.to_owned(),
            self.verdict.to_owned(),
            self.basis.to_owned(),
            self.strict.to_owned(),
            self.condition.clone(),
            self.proof.clone(),
            self.missing.clone(),
        ]
    }
}
