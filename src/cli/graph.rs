//! `rolecall graph`: the access graph, for a drawing or a graph database.

use std::process::ExitCode;

use clap::Args;
use rolecall::access_graph::{GraphFilter, access_graph};
use rolecall::report::{Format, GraphReport};
use rolecall::resolve;

use super::args::{EvaluationArgs, format_of};
use super::common::Common;
use super::exit;
use super::output::{self, Terminal};
use super::session::{Session, TenantQuestion};

#[derive(Debug, Args)]
pub(crate) struct GraphArgs {
    /// Exports: files, folders, quoted patterns, or - for standard input
    #[arg(required = true, value_name = "EXPORTS")]
    pub exports: Vec<String>,
    /// How to write the graph
    #[arg(long, value_name = "FORMAT", default_value = "dot", value_parser = format_of::<GraphReport<'_>>())]
    pub format: Format,
    /// Only what this principal reaches, by object id, user principal name or display name; may be repeated
    #[arg(long, value_name = "WHO")]
    pub principal: Vec<String>,
    /// Only what is held at this scope, above it and below it; may be repeated
    #[arg(long, value_name = "SCOPE")]
    pub scope: Vec<String>,
    #[command(flatten)]
    pub evaluation: EvaluationArgs,
}

pub(crate) fn run(common: &Common, args: &GraphArgs, terminal: &Terminal) -> miette::Result<ExitCode> {
    let one = TenantQuestion::one(&args.exports, Vec::new(), &args.evaluation);
    let session = Session::new(common, &TenantQuestion { principals: args.principal.clone(), ..one })?;
    let scopes: Result<Vec<String>, _> = args.scope.iter().map(|name| resolve::scope(&session.tenant, name, false)).collect();
    let filter = GraphFilter { principals: session.options.principals.clone(), scopes: scopes? };
    let graph = access_graph(&session.tenant, &filter);
    let report = GraphReport::new(&graph, &session.tenant, &session.inputs, &session.notes).narrowed_to(&filter);
    output::report(common, terminal, (&report, args.format))?;
    exit::without_freeing((graph, session));
    Ok(ExitCode::SUCCESS)
}
