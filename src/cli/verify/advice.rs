//! `rolecall verify` for reports of `advise` that read no exports.

use std::process::ExitCode;

use rolecall::model::Facts;
use rolecall::pack;
use rolecall::report::{ReplayedExports, VerifyReport};
use rolecall::verify;
use rolecall::verify::ReplaySources;

use super::args::VerifyArgs;
use super::asked::AskedReport;
use crate::cli::common::Common;
use crate::cli::exit;
use crate::cli::output::{self, Terminal};

/// Exit code 1: something does not hold.
pub(super) fn run(common: &Common, args: &VerifyArgs, asked: AskedReport, terminal: &Terminal) -> miette::Result<ExitCode> {
    let AskedReport { report, catalog, packs } = asked;
    let nothing = Facts::default();
    let packs = pack::directory::in_tenant(packs, &nothing, &catalog);
    let replay = verify::replay(&report, ReplaySources { facts: &nothing, catalog: &catalog, packs: &packs, at: 0 });
    let exports = ReplayedExports { loaded: &[], catalog: &catalog, packs: &packs, at: None };
    output::report(common, terminal, (&VerifyReport::new(&report, &replay, exports), args.format))?;
    Ok(exit::found(!replay.faults.is_empty()))
}
