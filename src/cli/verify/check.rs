//! `rolecall verify` for reports of `check`.

use std::path::Path;
use std::process::ExitCode;

use rolecall::config::{Exclusions, Governance};
use rolecall::export::Loaded;
use rolecall::report::{ReplayedExports, VerifyReport};
use rolecall::review::policy;
use rolecall::role_file;
use rolecall::role_file::{FoundFiles, LeftOut};
use rolecall::verify;
use rolecall::verify::{CheckSources, CheckTenant, Report};

use super::args::{VerifyArgs, instant_of};
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
    let base = base.map(|base| base.files);
    let packs = session::packs(&args.tasks, &catalog)?;
    let exported = exported(common, args, report)?;
    let tenant = exported.as_ref().map(|(loaded, at)| CheckTenant { facts: &loaded.facts, at: *at });
    let (governance, base) = (&governance, base.as_deref());
    let sources = CheckSources { files: &files, governance, base, tenant, catalog: &catalog, packs: &packs };
    let replay = verify::replay_check(report, claims, sources);
    let loaded = exported.as_ref().map(|(loaded, _)| std::slice::from_ref(loaded)).unwrap_or_default();
    let at = exported.as_ref().map(|(_, at)| *at);
    let exports = ReplayedExports { loaded, catalog: &catalog, packs: &packs, at };
    output::report(common, terminal, (&VerifyReport::new(report, &replay, exports), args.format))?;
    Ok(exit::found(!replay.faults.is_empty()))
}

/// The exports of the tenant in which the roles are assigned, and the instant; nothing where none were given.
fn exported(common: &Common, args: &VerifyArgs, report: &Report) -> miette::Result<Option<(Loaded, i64)>> {
    if args.tenant.is_empty() {
        return Ok(None);
    }
    let at = instant_of(report, args)?;
    let loaded = session::loaded(&args.tenant)?;
    output::notes(common, &loaded.notes);
    Ok(Some((loaded, at)))
}
