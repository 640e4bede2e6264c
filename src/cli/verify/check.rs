//! `rolecall verify` for reports of `check`.

use std::path::Path;
use std::process::ExitCode;

use rolecall::config::{Exclusions, Governance};
use rolecall::model::RoleDefinition;
use rolecall::report::{ReplayedExports, VerifyReport};
use rolecall::review::policy;
use rolecall::role_file;
use rolecall::role_file::{FoundFiles, LeftOut, WrittenRole};
use rolecall::verify;
use rolecall::verify::{CheckSources, Report};

use super::args::VerifyArgs;
use crate::cli::check::base::BaseRoles;
use crate::cli::check::git;
use crate::cli::common::Common;
use crate::cli::error::CliError;
use crate::cli::exit;
use crate::cli::output::{self, Terminal};
use crate::cli::session;

/// Exit code 1: something does not hold.
pub(super) fn run(common: &Common, args: &VerifyArgs, report: &Report, terminal: &Terminal) -> miette::Result<ExitCode> {
    let Some(claims) = &report.check else { return Err(CliError::NothingToReplay.into()) };
    if args.exports.is_empty() {
        return Err(CliError::NoRoleFiles.into());
    }
    if args.base.is_none() && claims.access.is_some() {
        return Err(CliError::NoBase.into());
    }
    let catalog = session::catalog(common)?;
    let lints = policy::finding_ids();
    let exclusions = Exclusions::new(args.config.as_deref(), &lints, &catalog);
    let excluded = |path: &Path| exclusions.exclude(path);
    let left_out = LeftOut::new(&excluded, &git::tracked_although_ignored);
    let FoundFiles { files, .. } = role_file::find(&args.exports, &mut std::io::stdin().lock(), &left_out)?;
    files.iter().try_for_each(|file| output::spare(Path::new(&**file.source.name())))?;
    let paths: Vec<&str> = files.iter().map(|file| &**file.source.name()).collect();
    let governance = Governance::new(&paths, args.config.as_deref(), &lints, &catalog)?;
    let base = args.base.as_ref().map(|base| BaseRoles::read(base, &args.exports, &left_out)).transpose()?;
    let roles = |base: BaseRoles| base.files.iter().flat_map(|file| &file.roles).map(WrittenRole::definition).collect();
    let base: Option<Vec<RoleDefinition>> = base.map(roles);
    let packs = session::packs(&args.tasks, &catalog)?;
    let (governance, base) = (&governance, base.as_deref());
    let sources = CheckSources { files: &files, governance, base, catalog: &catalog, packs: &packs };
    let replay = verify::replay_check(report, claims, sources);
    let exports = ReplayedExports { loaded: &[], catalog: &catalog, packs: &packs, at: None };
    output::report(common, terminal, (&VerifyReport::new(report, &replay, exports), args.format))?;
    Ok(exit::found(!replay.faults.is_empty()))
}
