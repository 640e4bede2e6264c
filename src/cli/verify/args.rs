//! The arguments of `rolecall verify`.

use std::path::PathBuf;

use clap::Args;
use rolecall::report::{Format, VerifyReport};
use rolecall::verify::Report;

use crate::cli::args::{format_of, instant};
use crate::cli::error::CliError;

#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// A report of `advise`, `audit`, `check`, `diff`, `explain`, `graph`, `paths`, `readiness`, `role`, `tasks diff`, `what-can`,
    /// `where-can` or `who-can`, with `--format json`
    pub report: PathBuf,
    /// The exports that it was made from: files, folders, quoted patterns, or - for standard input; of `diff` the old ones and the new;
    /// of a report about role files these, or the catalogs; of `tasks diff` the packs, and the exports after them; of `advise` without
    /// exports none
    #[arg(value_name = "EXPORTS")]
    pub exports: Vec<String>,
    /// A task pack by id, or a file, beside those that are part of the program; may be repeated. Of a report about role files: the packs
    /// that it was asked with
    #[arg(long, value_name = "PACK|FILE")]
    pub tasks: Vec<String>,
    /// What the role files of a check were compared with: a git ref, or the role files at a path
    #[arg(long, value_name = "REF|PATH")]
    pub base: Option<String>,
    /// The exports of the tenant that a check was asked with; may be repeated
    #[arg(id = "tenant", long = "exports", value_name = "EXPORTS")]
    pub tenant: Vec<String>,
    /// The configuration of all role files of a check [default: the nearest .rolecall.yaml in or above the folder of each]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The instant to replay for [default: the one that the report names]
    #[arg(long, value_name = "TIME", value_parser = instant)]
    pub at: Option<i64>,
    /// How to write what was found
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = format_of::<VerifyReport<'_>>())]
    pub format: Format,
}

/// The instant to replay for.
pub(super) fn instant_of(report: &Report, args: &VerifyArgs) -> Result<i64, CliError> {
    match (args.at, &report.at) {
        (Some(at), _) => Ok(at),
        (None, Some(said)) => instant(said).map_err(|_| CliError::NoInstant(said.clone())),
        (None, None) => Err(CliError::NoInstant(String::new())),
    }
}
