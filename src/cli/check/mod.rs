//! `rolecall check`: what is wrong with role files, before they are applied.

mod args;
pub(crate) mod base;
mod fix;
pub(crate) mod git;
mod pages;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use jiff::civil::Date;
use rolecall::catalog::Catalog;
use rolecall::config::{Exclusions, Governance};
use rolecall::export::InputSummary;
use rolecall::model::{Note, TaskPack};
use rolecall::parallel::both;
use rolecall::report::{CheckReport, CheckedFile, Proposal, count};
use rolecall::review;
use rolecall::review::policy;
use rolecall::review::{AssignedIn, Repository, Review, ReviewBase, Reviewed};
use rolecall::role_file;
use rolecall::role_file::fix::Safety;
use rolecall::role_file::{FindError, FoundFiles, LeftOut, RoleFile};

pub(crate) use args::{CheckArgs, FailOn, joined};

use base::BaseRoles;

use super::args::AtArgs;
use super::common::Common;
use super::exit;
use super::output::{self, Terminal};
use super::session;

/// Exit code 1: something is wrong that fails the check.
pub(crate) fn run(common: &Common, args: &CheckArgs, terminal: &Terminal) -> miette::Result<ExitCode> {
    let catalog = session::catalog(common)?;
    let lints = policy::finding_ids();
    let exclusions = Exclusions::new(args.config.as_deref(), &lints, &catalog);
    let excluded = |path: &Path| exclusions.exclude(path);
    let left_out = LeftOut::new(&excluded, &git::tracked_although_ignored);
    let ((), loaded) = both(|| review::read_ahead(&catalog), || load(common, args, &catalog, &left_out));
    let LoadedRepository { mut repository, left_alone, ignored } = loaded?;
    for file in &repository.files {
        output::notes(common, &file.notes);
    }
    if let Some(wanted) = args.fixes() {
        if args.diff {
            let diff = review::fix(&mut repository, wanted).diff();
            output::write(common, |out| out.write_all(diff.as_bytes()))?;
            return Ok(exit::found(!diff.is_empty()));
        }
        write_fixes(common, &mut repository, wanted)?;
    }
    let packs = if args.base.is_some() { session::packs(&args.tasks, &repository.catalog)? } else { Vec::new() };
    let Compared { base, inputs, notes } = compared(common, args, &packs, &left_out)?;
    let mut review = review::run(&repository, base);
    output::notes(common, &review.notes);
    let own = repository.files.iter().flat_map(|file| file.notes.iter().cloned());
    let notes = own.chain(notes).chain(std::mem::take(&mut review.notes)).collect();
    let report = report(args, &repository, review);
    let report = CheckReport { left_alone, ignored, inputs, notes, ..report };
    output::report(common, terminal, (&report, args.format))?;
    if repository.unreadable.is_empty() {
        return Ok(exit::found(report.fails()));
    }
    let files = count(repository.unreadable.len(), "file");
    output::say(common, &format!("the check is not complete: {files} could not be read"));
    Ok(ExitCode::from(2))
}

/// The role files with their configurations.
struct LoadedRepository {
    repository: Repository,
    /// How many other files were left alone.
    left_alone: usize,
    /// How many files and folders git ignores or the configuration excludes.
    ignored: usize,
}

fn load(common: &Common, args: &CheckArgs, catalog: &Arc<Catalog>, left_out: &LeftOut<'_>) -> miette::Result<LoadedRepository> {
    let FoundFiles { files, others, left_out: ignored, errors, notes } = found(args, left_out)?;
    output::notes(common, &notes);
    files.iter().try_for_each(|file| output::spare(Path::new(&**file.source.name())))?;
    let unreadable = errors.into_iter().filter_map(FindError::into_role_file).collect();
    let paths: Vec<&str> = files.iter().map(|file| &**file.source.name()).collect();
    let governance = Governance::new(&paths, args.config.as_deref(), &policy::finding_ids(), catalog)?;
    let folders = args.files.iter().map(Path::new).filter(|path| path.is_dir());
    let folders: Vec<PathBuf> = folders.filter_map(|path| std::path::absolute(path).ok()).collect();
    let governance = governance.after_search(&folders);
    let (catalog, wildcards) = (Arc::clone(catalog), args.wildcards.get());
    let (today, no_ignores) = (today(args.at), args.no_ignores);
    let repository = Repository { files, unreadable, governance, catalog, wildcards, today, no_ignores };
    Ok(LoadedRepository { repository, left_alone: others.len(), ignored })
}

/// What was found: files that cannot be read are findings, as long as there are others.
fn found(args: &CheckArgs, left_out: &LeftOut<'_>) -> miette::Result<FoundFiles> {
    let mut found = role_file::find(&args.files, &mut std::io::stdin().lock(), left_out)?;
    if args.allow_no_roles {
        found.errors.retain(|error| !error.is_no_role());
    }
    let is_hard = |error: &FindError| matches!(error, FindError::Input(_));
    if found.files.is_empty() || found.errors.iter().any(is_hard) {
        found = found.whole()?;
    }
    Ok(found)
}

fn write_fixes(common: &Common, repository: &mut Repository, wanted: Safety) -> miette::Result<()> {
    let fixed = review::fix(repository, wanted);
    fix::write(&fixed)?;
    output::say(common, &format!("fixed {} in {}", count(fixed.fixes, "finding"), count(fixed.files.len(), "file")));
    Ok(())
}

/// What the role files are compared with, and what was read for it.
#[derive(Default)]
struct Compared<'b> {
    base: Option<ReviewBase<'b>>,
    inputs: Vec<InputSummary>,
    notes: Vec<Note>,
}

/// The base that was asked for, with the exports of the tenant.
fn compared<'b>(
    common: &Common,
    args: &'b CheckArgs,
    packs: &'b [TaskPack],
    left_out: &LeftOut<'_>,
) -> miette::Result<Compared<'b>> {
    let Some(name) = &args.base else { return Ok(Compared::default()) };
    let BaseRoles { files, mut notes, has_more } = BaseRoles::read(name, &args.files, left_out)?;
    output::notes(common, &notes);
    let mut base = ReviewBase { name, files, has_more, packs, assigned: None };
    if args.exports.is_empty() {
        return Ok(Compared { base: Some(base), inputs: Vec::new(), notes });
    }
    let mut loaded = session::loaded(&args.exports)?;
    session::spare(&loaded.inputs)?;
    let (at, as_collected) = AtArgs { at: args.at }.or_collected(loaded.facts.collected_at());
    loaded.notes.extend(as_collected);
    output::notes(common, &loaded.notes);
    notes.extend(loaded.notes);
    base.assigned = Some(AssignedIn { facts: loaded.facts, at });
    Ok(Compared { base: Some(base), inputs: loaded.inputs, notes })
}

fn report(args: &CheckArgs, repository: &Repository, review: Review) -> CheckReport {
    let row = |file: &RoleFile| CheckedFile {
        path: file.source.name().clone(),
        roles: file.roles.len(),
        computed: file.roles.iter().filter(|role| role.losses.unreadable).count(),
    };
    let files = repository.files.iter().map(row).collect();
    let proposals = proposals(&review.findings, &repository.files);
    let mut report = CheckReport::new(&repository.catalog, files, review.findings);
    for (finding, proposal) in report.findings.iter_mut().zip(proposals) {
        finding.proposal = proposal;
    }
    let (access, impact, fail_on) = (review.changes, review.impact, args.fail_on.severity());
    let (lint_pages, file_pages) = (args.lint_pages.clone(), pages::files());
    let report = CheckReport { access, impact, fail_on, lint_pages, file_pages, ..report.wildcards(repository.wildcards) };
    if args.new_only { report.without_old() } else { report }
}

/// What would mend each finding, as far as a fix of it alone can be written.
fn proposals(findings: &[Reviewed], files: &[RoleFile]) -> Vec<Option<Proposal>> {
    let titled = |(finding, edits): (&Reviewed, Option<_>)| {
        Some(Proposal { title: finding.fix.as_ref()?.title.clone(), replacements: edits? })
    };
    findings.iter().zip(review::edits(findings, files)).map(titled).collect()
}

/// The day (UTC) of an instant, or of now.
fn today(at: Option<i64>) -> Date {
    let instant = at.and_then(|at| jiff::Timestamp::from_second(at).ok()).unwrap_or_else(jiff::Timestamp::now);
    jiff::tz::Offset::UTC.to_datetime(instant).date()
}
