//! `rolecall verify` for reports of `tasks diff`.

use std::process::ExitCode;

use rolecall::model::Facts;
use rolecall::pack;
use rolecall::report::{ReplayedExports, VerifyReport};
use rolecall::verify;
use rolecall::verify::{PackSources, Report};

use super::args::VerifyArgs;
use crate::cli::common::Common;
use crate::cli::error::CliError;
use crate::cli::exit;
use crate::cli::output::{self, Terminal};
use crate::cli::session;

/// Exit code 1: something does not hold. The exports behind the packs are not read.
pub(super) fn run(common: &Common, args: &VerifyArgs, report: &Report, terminal: &Terminal) -> miette::Result<ExitCode> {
    let Some(claims) = &report.packs else { return Err(CliError::NothingToReplay.into()) };
    let [old, new, ..] = args.exports.as_slice() else {
        return Err(CliError::TwoPacks { number: args.exports.len() }.into());
    };
    let catalog = session::catalog(common)?;
    let (old, new) = (session::pack(old, &catalog)?, session::pack(new, &catalog)?);
    let asked = pack::directory::in_tenant(vec![old.clone(), new.clone()], &Facts::default(), &catalog);
    let [before, after] = asked.as_slice() else { return Err(CliError::TwoPacks { number: asked.len() }.into()) };
    let sources = PackSources { packs: [&old, &new], asked: [before, after], catalog: &catalog };
    let replay = verify::replay_packs_diff(claims, sources);
    let exports = ReplayedExports { loaded: &[], catalog: &catalog, packs: &[], at: None };
    output::report(common, terminal, (&VerifyReport::new(report, &replay, exports), args.format))?;
    Ok(exit::found(!replay.faults.is_empty()))
}
