//! Folders stand in the order in which data flows; a file imports only what stands above its folder.

use crate::graph::{Follow, Graph};
use crate::{Breach, judge};

/// The folders and files under `src/` in the order in which data flows.
const ORDER: [&str; 38] = [
    "guid",
    "clean",
    "sha256",
    "shorten",
    "suggest",
    "arrange",
    "parallel",
    "source",
    "pattern",
    "model",
    "condition",
    "catalog",
    "input",
    "document",
    "export",
    "role_file",
    "pack",
    "config",
    "graph",
    "decide",
    "access",
    "audit",
    "explain",
    "who_can",
    "what_can",
    "paths",
    "access_graph",
    "readiness",
    "advise",
    "compare",
    "review",
    "verify",
    "report",
    "lsp",
    "resolve",
    "facade",
    "cli",
    "main",
];

/// What a folder may not import although it stands above. `graph` and `decide` work on facts: what these were read from is none of their
/// business. `verify` checks what the engine concludes, so it uses nothing of it.
const FORBIDDEN: [(&str, &[&str]); 5] = [
    ("graph", &["export", "role_file", "pack", "config"]),
    ("decide", &["export", "role_file", "pack", "config"]),
    ("condition", &["model"]),
    ("catalog", &["condition"]),
    (
        "verify",
        &[
            "graph",
            "decide",
            "access",
            "audit",
            "explain",
            "who_can",
            "what_can",
            "paths",
            "access_graph",
            "readiness",
            "advise",
            "compare",
            "review",
            "report",
        ],
    ),
];

/// Imports that still break the order: `from -> to`.
const LEFT: &[&str] = &[];

fn place(folder: &str) -> usize {
    ORDER.iter().position(|known| *known == folder).unwrap_or_else(|| panic!("`{folder}` has no place in `ORDER`"))
}

#[test]
fn architecture_a_folder_imports_only_what_stands_above_it() {
    let graph = Graph::read();
    let mut breaches = Vec::new();
    // What is named has to stand above, and what it is in truth.
    let imports = [Follow::Nothing, Follow::All].map(|follow| graph.imports(follow)).concat();
    for (from, to) in imports.into_iter().filter(|(from, _)| from.top() != "lib") {
        let forbidden = FORBIDDEN.iter().any(|(folder, others)| *folder == from.top() && others.contains(&to.top()));
        if place(to.top()) > place(from.top()) || forbidden {
            let key = format!("{} -> {}", from.top(), to.top());
            breaches.push(Breach::new(key, format!("{} imports {}", from.path, to.path)));
        }
    }
    judge(&breaches, LEFT);
}
