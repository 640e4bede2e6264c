//! `rolecall tasks diff`: what a pack says otherwise than an earlier one, and for whom that makes a difference.

use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use rolecall::catalog::Catalog;
use rolecall::compare::{PackComparison, pack_effect};
use rolecall::report::{Format, PackEffectView, TasksDiffReport};

use super::args::{EvaluationArgs, format_of};
use super::common::Common;
use super::exit;
use super::output::{self, Terminal};
use super::session::{self, Session, TenantQuestion};

#[derive(Debug, Args)]
pub(crate) struct TasksDiffArgs {
    /// The earlier pack: an id, or a file
    #[arg(value_name = "OLD")]
    pub old: String,
    /// The later pack: an id, or a file
    #[arg(value_name = "NEW")]
    pub new: String,
    /// Exports of a tenant, to say who gains and loses which task: files, folders, quoted patterns, or - for standard input
    #[arg(value_name = "EXPORTS")]
    pub exports: Vec<String>,
    /// How to write the difference
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = format_of::<TasksDiffReport<'_>>())]
    pub format: Format,
    #[command(flatten)]
    pub evaluation: EvaluationArgs,
}

/// Exit code 0: the packs ask for the same; 1: they do not.
pub(crate) fn run(
    common: &Common,
    args: &TasksDiffArgs,
    catalog: &Arc<Catalog>,
    terminal: &Terminal,
) -> miette::Result<ExitCode> {
    let (old, mut notes) = session::pack_and_notes(&args.old, catalog)?;
    let (new, own) = session::pack_and_notes(&args.new, catalog)?;
    notes.extend(own);
    let comparison = PackComparison::new([&old, &new], catalog);
    let code = exit::found(!comparison.difference.changes.is_empty());
    if args.exports.is_empty() {
        output::notes(common, &notes);
        output::report(common, terminal, (&TasksDiffReport::new(&comparison, [&old, &new], catalog, &notes), args.format))?;
        return Ok(code);
    }
    let session = Session::new(common, &asked(args))?;
    let effect = pack_effect(&session.tenant, [&old, &new], session.options.wildcards);
    let report = TasksDiffReport::new(&comparison, [&old, &new], catalog, &session.notes);
    let view = PackEffectView {
        effect: &effect,
        tenant: &session.tenant,
        inputs: &session.inputs,
        wildcards: session.options.wildcards,
    };
    output::report(common, terminal, (&report.with_effect(view), args.format))?;
    Ok(code)
}

fn asked(args: &TasksDiffArgs) -> TenantQuestion {
    TenantQuestion::one(&args.exports, vec![args.old.clone(), args.new.clone()], &args.evaluation)
}
