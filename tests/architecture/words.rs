//! Comments and messages name nothing that a reader of this repository does not have.

use crate::sources::files;
use crate::{Breach, judge};

/// Documents that are not here. What they say of the law is in `docs/semantics.md`, under the same ids.
const ABSENT: [&str; 3] = ["CONTRACT", "DESIGN", "SEMANTICS"];

/// Files that still name one.
const LEFT: &[&str] = &[
    "access/difference.rs",
    "audit/outcome.rs",
    "audit/targets.rs",
    "audit/tasks.rs",
    "condition/mod.rs",
    "decide/decision.rs",
    "decide/named_role.rs",
    "decide/part.rs",
    "decide/question.rs",
    "decide/requirement.rs",
    "export/directory_roles.rs",
    "graph/classes.rs",
    "graph/directory.rs",
    "main.rs",
    "model/directory.rs",
    "model/note.rs",
    "model/task.rs",
    "pack/mod.rs",
    "pattern/mod.rs",
    "report/audit/views.rs",
    "report/check/json.rs",
    "report/check/mod.rs",
    "report/diff/mod.rs",
    "report/diff/views.rs",
    "report/mod.rs",
    "source.rs",
    "verify/claims.rs",
];

#[test]
fn architecture_sources_name_no_absent_document() {
    let mut breaches = Vec::new();
    for file in files() {
        for (number, line) in file.text.lines().enumerate() {
            for word in ABSENT.iter().filter(|word| line.contains(**word)) {
                breaches.push(Breach::new(file.path.clone(), format!("{}:{}: names {word}", file.path, number + 1)));
            }
        }
    }
    judge(&breaches, LEFT);
}
