//! `rolecall verify` for reports of `tasks diff`.

use std::process::ExitCode;

use rolecall::export::Loaded;
use rolecall::model::{Facts, TaskPack};
use rolecall::pack;
use rolecall::report::{ReplayedExports, VerifyReport};
use rolecall::verify;
use rolecall::verify::{PackSources, PackTenant, Report};

use super::args::{VerifyArgs, instant_of};
use crate::cli::common::Common;
use crate::cli::error::CliError;
use crate::cli::exit;
use crate::cli::output::{self, Terminal};
use crate::cli::session;

/// The tenant behind a report: its exports, and the packs as they are asked of it.
struct AskedTenant {
    loaded: Loaded,
    packs: Vec<TaskPack>,
    at: i64,
}

/// Exit code 1: something does not hold.
pub(super) fn run(common: &Common, args: &VerifyArgs, report: &Report, terminal: &Terminal) -> miette::Result<ExitCode> {
    let Some(claims) = &report.packs else { return Err(CliError::NothingToReplay.into()) };
    let [old, new, exports @ ..] = args.exports.as_slice() else {
        return Err(CliError::TwoPacks { number: args.exports.len() }.into());
    };
    let catalog = session::catalog(common)?;
    let (old, new) = (session::pack(old, &catalog)?, session::pack(new, &catalog)?);
    let asked = pack::directory::in_tenant(vec![old.clone(), new.clone()], &Facts::default(), &catalog);
    let [before, after] = asked.as_slice() else { return Err(CliError::TwoPacks { number: asked.len() }.into()) };
    let exported = if exports.is_empty() { None } else { Some((instant_of(report, args)?, session::loaded(exports)?)) };
    let tenant = exported.map(|(at, loaded)| {
        let packs = pack::directory::in_tenant(vec![old.clone(), new.clone()], &loaded.facts, &catalog);
        AskedTenant { loaded, packs, at }
    });
    if let Some(tenant) = &tenant {
        output::notes(common, &tenant.loaded.notes);
    }
    let own = tenant.as_ref().and_then(|tenant| Some((tenant, pair(&tenant.packs)?)));
    let own = own.map(|(AskedTenant { loaded, at, .. }, packs)| PackTenant {
        facts: &loaded.facts,
        packs,
        catalog: &catalog,
        at: *at,
    });
    let sources = PackSources { packs: [&old, &new], asked: [before, after], catalog: &catalog, tenant: own };
    let replay = verify::replay_packs_diff(report, claims, sources);
    let (loaded, packs): (&[Loaded], &[TaskPack]) =
        tenant.as_ref().map_or((&[], &[]), |tenant| (std::slice::from_ref(&tenant.loaded), &tenant.packs));
    let exports = ReplayedExports { loaded, catalog: &catalog, packs, at: tenant.as_ref().map(|tenant| tenant.at) };
    output::report(common, terminal, (&VerifyReport::new(report, &replay, exports), args.format))?;
    Ok(exit::found(!replay.faults.is_empty()))
}

fn pair(packs: &[TaskPack]) -> Option<[&TaskPack; 2]> {
    match packs {
        [old, new] => Some([old, new]),
        _ => None,
    }
}
