//! `rolecall verify` for reports of `diff` between two catalogs with exports.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use rolecall::catalog::Catalog;
use rolecall::model::TaskPack;
use rolecall::report::{ReplayedExports, VerifyReport};
use rolecall::source::Source;
use rolecall::verify;
use rolecall::verify::{DiffSources, Report};

use super::args::VerifyArgs;
use crate::cli::common::Common;
use crate::cli::error::CliError;
use crate::cli::exit;
use crate::cli::output::{self, Terminal};
use crate::cli::session;

/// The report, with the catalogs that were given and that in use.
pub(super) struct CatalogsGiven<'r> {
    pub(super) report: &'r Report,
    pub(super) packs: &'r [TaskPack],
    pub(super) shipped: Vec<Arc<Catalog>>,
    pub(super) at_hand: Arc<Catalog>,
    pub(super) at: i64,
}

/// The catalogs before the exports, at most two: only a difference has any.
pub(super) fn leading(report: &Report, args: &VerifyArgs) -> Vec<Arc<Catalog>> {
    let given = args.exports.iter().take(if report.diff.is_some() { 2 } else { 0 });
    given.map_while(|argument| catalog(argument)).collect()
}

fn catalog(argument: &str) -> Option<Arc<Catalog>> {
    let path = Path::new(argument);
    let source = path.is_file().then(|| Source::read(path).ok()).flatten()?;
    Catalog::load(&source).ok().map(Arc::new)
}

/// Exit code 1: something does not hold.
pub(super) fn run(
    common: &Common,
    args: &VerifyArgs,
    given: CatalogsGiven<'_>,
    terminal: &Terminal,
) -> miette::Result<ExitCode> {
    let CatalogsGiven { report, packs, shipped, at_hand, at } = given;
    let Some(claims) = &report.diff else { return Err(CliError::NothingToReplay.into()) };
    let exports = args.exports.get(shipped.len()..).filter(|rest| !rest.is_empty()).ok_or(CliError::NothingToReplay)?;
    let loaded = session::loaded(exports)?;
    output::notes(common, &loaded.notes);
    let [old, new] = sides(shipped, at_hand);
    let states = verify::vouched_states(report, [&loaded.facts; 2]);
    let (states, catalogs) = (states.each_ref(), [&*old, &*new]);
    let replay =
        verify::replay_diff(report, claims, DiffSources { states, compared: states, catalogs, is_one_export: true, packs, at });
    let both = [loaded.clone(), loaded];
    let exports = ReplayedExports { loaded: &both, catalog: &new, packs, at: Some(at) };
    output::report(common, terminal, (&VerifyReport::new(report, &replay, exports), args.format))?;
    Ok(exit::found(!replay.faults.is_empty()))
}

/// The old and the new catalog. Where one is given, the other one is that in use.
fn sides(given: Vec<Arc<Catalog>>, at_hand: Arc<Catalog>) -> [Arc<Catalog>; 2] {
    let mut given = given.into_iter();
    match (given.next(), given.next()) {
        (Some(old), Some(new)) => [old, new],
        (Some(one), None) if one.about().date >= at_hand.about().date => [at_hand, one],
        (Some(one), None) => [one, at_hand],
        (None, _) => [Arc::clone(&at_hand), at_hand],
    }
}
