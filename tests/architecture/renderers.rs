//! A renderer (`report/<subcommand>/<format>.rs`) sees its own picture, its own words and the shared parts of `report/`, and nothing else.

use crate::graph::{Follow, Graph};
use crate::sources::File;
use crate::{Breach, judge};

/// The folders under `report/` that are a subcommand's. All others are shared.
const SUBCOMMANDS: [&str; 7] = ["advise", "audit", "check", "diff", "explain", "readiness", "role"];
/// The files of such a folder that are no renderer: they may look at what the engine found.
const PREPARING: [&str; 3] = ["picture", "words", "views"];

/// Renderers that still import something else.
const LEFT: &[&str] = &[
    "report/advise/markdown.rs",
    "report/advise/text.rs",
    "report/audit/csv.rs",
    "report/audit/html/data.rs",
    "report/audit/html/embed.rs",
    "report/audit/html/mod.rs",
    "report/audit/html/page.rs",
    "report/audit/html/people.rs",
    "report/audit/html/sha256.rs",
    "report/audit/html/table.rs",
    "report/audit/json.rs",
    "report/audit/markdown.rs",
    "report/audit/text.rs",
    "report/check/access.rs",
    "report/check/annotate.rs",
    "report/check/json.rs",
    "report/check/junit.rs",
    "report/check/lines.rs",
    "report/check/markdown.rs",
    "report/check/sarif.rs",
    "report/check/text.rs",
    "report/diff/markdown.rs",
    "report/diff/people.rs",
    "report/diff/text.rs",
    "report/explain/json.rs",
    "report/explain/markdown.rs",
    "report/explain/text.rs",
    "report/readiness/csv.rs",
    "report/readiness/html.rs",
    "report/readiness/json.rs",
    "report/readiness/markdown.rs",
    "report/readiness/text.rs",
    "report/role/text.rs",
];

/// The subcommand and the rest of the module, for what is in the folder of one: `report::audit::html::page` is `audit`, `html::page`.
fn in_subcommand(file: &File) -> Option<(&str, &[String])> {
    let (report, rest) = file.module.split_first()?;
    let (subcommand, rest) = rest.split_first()?;
    (report == "report" && SUBCOMMANDS.contains(&subcommand.as_str())).then_some((subcommand, rest))
}

fn prepares(rest: &[String]) -> bool {
    rest.first().is_none_or(|name| PREPARING.contains(&name.as_str()))
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
