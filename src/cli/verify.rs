//! `rolecall verify`: whether the proofs of a report hold against the exports.

mod advice;
mod args;
mod asked;
mod catalogs;
mod check;
mod packs;
mod roles;

use std::process::ExitCode;
use std::sync::Arc;

use rolecall::catalog::Catalog;
use rolecall::compare;
use rolecall::export::Loaded;
use rolecall::graph::TenantGraph;
use rolecall::model::{Facts, Notes, TaskPack};
use rolecall::pack;
use rolecall::pack::age;
use rolecall::report::{ReplayedExports, VerifyReport};
use rolecall::source::Source;
use rolecall::verify;
use rolecall::verify::{DiffSources, Replay, ReplaySources, Report};

pub(crate) use args::VerifyArgs;
use args::instant_of;
use asked::AskedReport;

use super::common::Common;
use super::error::CliError;
use super::exit;
use super::output::{self, Terminal};
use super::session;

/// Exit code 1: some proof does not hold.
pub(crate) fn run(common: &Common, args: &VerifyArgs, terminal: &Terminal) -> miette::Result<ExitCode> {
    let source = Source::read(&args.report)?;
    let report = Report::read(&source)?;
    if report.check.is_some() {
        return check::run(common, args, &report, terminal);
    }
    if report.packs.is_some() {
        return packs::run(common, args, &report, terminal);
    }
    if report.roles.is_some() && report.diff.is_none() {
        return roles::run(common, args, &report, terminal);
    }
    let rests_on_exports = report.advice.is_none() || report.at.is_some();
    if rests_on_exports && args.exports.is_empty() {
        return Err(CliError::NothingToReplay.into());
    }
    let catalog = session::catalog(common)?;
    let packs: miette::Result<Vec<TaskPack>> =
        packs(&source, args, &catalog).map(|name| session::pack(&name, &catalog)).collect();
    let packs = packs?;
    let shipped = catalogs::leading(&report, args);
    if !shipped.is_empty() {
        let at = instant_of(&report, args)?;
        let packs = pack::directory::in_tenant(packs, &Facts::default(), &catalog);
        let given = catalogs::CatalogsGiven { report: &report, packs: &packs, shipped, at_hand: catalog, at };
        return catalogs::run(common, args, given, terminal);
    }
    let asked = AskedReport { report, catalog, packs };
    if rests_on_exports { on_exports(common, args, asked, terminal) } else { advice::run(common, args, asked, terminal) }
}

fn on_exports(common: &Common, args: &VerifyArgs, asked: AskedReport, terminal: &Terminal) -> miette::Result<ExitCode> {
    let AskedReport { report, catalog, packs } = asked;
    let at = instant_of(&report, args)?;
    let loaded = exports(&report, &args.exports)?;
    for state in &loaded {
        session::spare(&state.inputs)?;
        output::notes(common, &state.notes);
    }
    let (packs, replay) = match loaded.as_slice() {
        [one] => {
            // What `advise` asks does not depend on the exports.
            let nothing = Facts::default();
            let asked_of = if report.advice.is_some() { &nothing } else { &one.facts };
            let packs = pack::directory::in_tenant(packs, asked_of, &catalog);
            let replay = verify::replay(&report, ReplaySources { facts: &one.facts, catalog: &catalog, packs: &packs, at });
            (packs, replay)
        }
        states => {
            let packs = pack::directory::in_tenant(packs, &Facts::default(), &catalog);
            let exports = ReplayedExports { loaded: states, catalog: &catalog, packs: &packs, at: Some(at) };
            let replay = replay_states(&report, exports, at);
            (packs, replay)
        }
    };
    let exports = ReplayedExports { loaded: &loaded, catalog: &catalog, packs: &packs, at: Some(at) };
    let report = VerifyReport::new(&report, &replay, exports);
    output::report(common, terminal, (&report, args.format))?;
    Ok(exit::found(!replay.faults.is_empty()))
}

/// The packs of the program that the report may speak of, and those that were given. Of the others nothing can be claimed.
fn packs<'a>(report: &'a Source, args: &'a VerifyArgs, catalog: &Catalog) -> impl Iterator<Item = String> + use<'a> {
    let always = age::first_and_newer(catalog);
    let named = move |id: &str| always.iter().any(|own| own == id) || report.text().contains(id);
    let shipped = pack::EMBEDDED.iter().map(|(id, _)| *id).filter(move |id| named(id));
    shipped.map(str::to_owned).chain(args.tasks.iter().cloned())
}

/// The exports of one state of a tenant; of the old and the new one where the report compares two.
fn exports(report: &Report, given: &[String]) -> miette::Result<Vec<Loaded>> {
    if report.diff.is_none() {
        return Ok(vec![session::loaded(given)?]);
    }
    let [old, new] = given else {
        let given = given.iter().map(|side| format!("`{side}`")).collect::<Vec<_>>().join(", ");
        return Err(CliError::TwoStates { given }.into());
    };
    Ok(vec![session::loaded(std::slice::from_ref(old))?, session::loaded(std::slice::from_ref(new))?])
}

fn replay_states(report: &Report, exports: ReplayedExports<'_>, at: i64) -> Replay {
    let ReplayedExports { loaded, catalog, packs, .. } = exports;
    let (Some(claims), [old, new]) = (&report.diff, loaded) else { return Replay::default() };
    let states = verify::vouched_states(report, [&old.facts, &new.facts]);
    let tenants = states.clone().map(|facts| TenantGraph::build(facts, Arc::clone(catalog), at, &mut Notes::default()));
    let compared = compare::comparable(tenants.each_ref()).unwrap_or_else(|| states.clone());
    let (catalogs, is_one_export) = ([&**catalog; 2], false);
    let (states, compared) = (states.each_ref(), compared.each_ref());
    let sources = DiffSources { states, compared, catalogs, is_one_export, packs, at };
    verify::replay_diff(report, claims, sources)
}
