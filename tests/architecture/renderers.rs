//! A renderer (`report/<subcommand>/<format>.rs`) sees its own picture, its own words and the shared parts of `report/`, and nothing else.

use crate::graph::{Follow, Graph};
use crate::sources::File;
use crate::{Breach, judge};

/// The folders under `report/` that are a subcommand's. All others are shared.
const SUBCOMMANDS: [&str; 14] = [
    "advise",
    "audit",
    "check",
    "diff",
    "explain",
    "graph",
    "paths",
    "policy_readiness",
    "readiness",
    "role",
    "verify",
    "what_can",
    "where_can",
    "who_can",
];
/// The files of such a folder that render: named by their format, or a folder of that name.
const RENDERING: [&str; 13] = [
    "annotate",
    "csv",
    "dot",
    "graphml",
    "html",
    "json",
    "junit",
    "markdown",
    "matrix",
    "mermaid",
    "opengraph",
    "sarif",
    "text",
];

/// Renderers that still import something else.
const LEFT: &[&str] = &[];

/// The subcommand and the rest of the module, for what is in the folder of one: `report::audit::html::page` is `audit`, `html::page`.
fn in_subcommand(file: &File) -> Option<(&str, &[String])> {
    let (report, rest) = file.module.split_first()?;
    let (subcommand, rest) = rest.split_first()?;
    (report == "report" && SUBCOMMANDS.contains(&subcommand.as_str())).then_some((subcommand, rest))
}

fn prepares(rest: &[String]) -> bool {
    !rest.first().is_some_and(|name| RENDERING.contains(&name.as_str()))
}

/// Whether a renderer may import a file.
fn may_import(subcommand: &str, renderer: &[String], to: &File) -> bool {
    match in_subcommand(to) {
        // A renderer of several files is a folder; these files know each other.
        Some((other, rest)) => other == subcommand && (prepares(rest) || rest.first() == renderer.first()),
        None => to.top() == "report" && to.module.len() > 1,
    }
}

#[test]
fn architecture_a_renderer_sees_only_its_picture_and_the_shared_parts() {
    let graph = Graph::read();
    let mut breaches = Vec::new();
    // What a picture hands on is a part of it; what a `mod.rs` hands on is not.
    for (from, to) in graph.imports(Follow::Indexes) {
        let Some((subcommand, rest)) = in_subcommand(from).filter(|(_, rest)| !prepares(rest)) else { continue };
        if !may_import(subcommand, rest, to) {
            breaches.push(Breach::new(from.path.clone(), format!("{} imports {}", from.path, to.path)));
        }
    }
    judge(&breaches, LEFT);
}
