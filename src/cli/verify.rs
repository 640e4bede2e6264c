//! `rolecall verify`: whether the proofs of a report hold against the exports.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use rolecall::model::TaskPack;
use rolecall::pack;
use rolecall::report::{Format, ReplayedExports, VerifyReport};
use rolecall::source::Source;
use rolecall::verify;
use rolecall::verify::{ReplaySources, Report};

use super::args::{format_of, instant};
use super::common::Common;
use super::error::CliError;
use super::exit;
use super::output::{self, Terminal};
use super::session;

#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// A report of `rolecall audit`, `rolecall explain` or `rolecall readiness`, with `--format json`
    pub report: PathBuf,
    /// The exports that it was made from: files, folders, quoted patterns, or - for standard input
    #[arg(required = true, value_name = "EXPORTS")]
    pub exports: Vec<String>,
    /// A task pack by id, or a file, beside those that are part of the program; may be repeated
    #[arg(long, value_name = "PACK|FILE")]
    pub tasks: Vec<String>,
    /// The instant to replay for [default: the one that the report names]
    #[arg(long, value_name = "TIME", value_parser = instant)]
    pub at: Option<i64>,
    /// How to write what was found
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = format_of::<VerifyReport<'_>>())]
    pub format: Format,
}

/// Exit code 1: some proof does not hold.
pub(crate) fn run(common: &Common, args: &VerifyArgs, terminal: &Terminal) -> miette::Result<ExitCode> {
    let report = Report::read(&Source::read(&args.report)?)?;
    let at = match (args.at, &report.at) {
        (Some(at), _) => at,
        (None, Some(said)) => instant(said).map_err(|_| CliError::NoInstant(said.clone()))?,
        (None, None) => return Err(CliError::NoInstant(String::new()).into()),
    };
    let catalog = session::catalog(common)?;
    let names = session::embedded_packs().into_iter().chain(args.tasks.iter().cloned());
    let packs: miette::Result<Vec<TaskPack>> = names.map(|name| session::pack(&name, &catalog)).collect();
    let loaded = session::loaded(&args.exports)?;
    output::notes(common, &loaded.notes);
    let packs = pack::directory::in_tenant(packs?, &loaded.facts, &catalog);
    let replay = verify::replay(&report, ReplaySources { facts: &loaded.facts, catalog: &catalog, packs: &packs, at });
    let exports = ReplayedExports { loaded: &loaded, catalog: &catalog, packs: &packs, at };
    let report = VerifyReport::new(&report, &replay, exports);
    output::report(common, terminal, (&report, args.format))?;
    Ok(exit::found(!replay.faults.is_empty()))
}
