//! `rolecall check`: what is wrong with role files, before they are applied.

mod args;
mod base;
mod fix;
mod git;

use std::process::ExitCode;

use jiff::civil::Date;
use rolecall::config::Governance;
use rolecall::export;
use rolecall::model::TaskPack;
use rolecall::pattern::Wildcards;
use rolecall::report::{CheckFormat, CheckReport, CheckedFile, Proposal};
use rolecall::review;
use rolecall::review::policy;
use rolecall::review::{AssignedIn, Repository, Review, ReviewBase, Reviewed};
use rolecall::role_file;
use rolecall::role_file::fix::Safety;
use rolecall::role_file::{FoundFiles, RoleFile};

pub(crate) use args::CheckArgs;

use base::BaseRoles;

use super::args::Common;
use super::output::{self, Terminal};
use super::session;

/// Exit code 1: something is wrong that fails the check.
pub(crate) fn run(common: &Common, args: &CheckArgs, terminal: &Terminal) -> miette::Result<ExitCode> {
    let (mut repository, left_alone) = load(common, args)?;
    for file in &repository.files {
        output::notes(common, &file.notes)?;
    }
    if let Some(wanted) = args.fixes() {
        if args.diff {
            let diff = review::fix(&mut repository, wanted).diff();
            output::write(common, |out| out.write_all(diff.as_bytes()))?;
            return Ok(if diff.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) });
        }
        write_fixes(common, &mut repository, wanted)?;
    }
    let packs = if args.base.is_some() { session::packs(&args.tasks, repository.catalog)? } else { Vec::new() };
    let base = base(common, args, &packs)?;
    let report = report(args, &repository, review::run(&repository, base));
    let report = CheckReport { left_alone, ..report };
    output::write(common, |out| report.write(args.format.format(), &terminal.look(common), out))?;
    Ok(if report.fails() { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// The role files with their configurations, and how many other files were left alone.
fn load(common: &Common, args: &CheckArgs) -> miette::Result<(Repository, usize)> {
    let catalog = session::catalog(common)?;
    let FoundFiles { files, others } = role_file::find(&args.files, &mut std::io::stdin().lock())?;
    let paths: Vec<&str> = files.iter().map(|file| &**file.source.name()).collect();
    let governance = Governance::new(&paths, args.config.as_deref(), &policy::finding_ids(), catalog)?;
    let wildcards = if args.strict_wildcards { Wildcards::Strict } else { Wildcards::Documented };
    let (today, no_ignores) = (today(args.at), args.no_ignores);
    Ok((Repository { files, governance, catalog, wildcards, today, no_ignores }, others.len()))
}

fn write_fixes(common: &Common, repository: &mut Repository, wanted: Safety) -> miette::Result<()> {
    let fixed = review::fix(repository, wanted);
    fix::write(&fixed)?;
    output::progress(common, &format!("fixed {} in {}", count(fixed.fixes, "finding"), count(fixed.files.len(), "file")))
}

/// The base that was asked for, with the exports of the tenant.
fn base<'b>(common: &Common, args: &'b CheckArgs, packs: &'b [TaskPack]) -> miette::Result<Option<ReviewBase<'b>>> {
    let Some(name) = &args.base else { return Ok(None) };
    let BaseRoles { roles, notes, has_more } = BaseRoles::read(name, &args.files)?;
    output::notes(common, &notes)?;
    let assigned = if args.exports.is_empty() { None } else { Some(assigned(common, args)?) };
    Ok(Some(ReviewBase { name, roles, has_more, packs, assigned }))
}

fn assigned(common: &Common, args: &CheckArgs) -> miette::Result<AssignedIn> {
    let inputs = export::load(&args.exports, &mut std::io::stdin().lock())?;
    let loaded = export::facts(&inputs)?;
    output::notes(common, &loaded.notes)?;
    let at = args.at.unwrap_or_else(|| jiff::Timestamp::now().as_second());
    Ok(AssignedIn { facts: loaded.facts, at })
}

fn report(args: &CheckArgs, repository: &Repository, review: Review) -> CheckReport {
    let row = |file: &RoleFile| CheckedFile {
        path: file.source.name().clone(),
        roles: file.roles.len(),
        computed: file.roles.iter().filter(|role| role.losses.unreadable).count(),
    };
    let files = repository.files.iter().map(row).collect();
    let is_sarif = args.format.format() == CheckFormat::Sarif;
    let proposals = if is_sarif { proposals(&review.findings, &repository.files) } else { Vec::new() };
    let mut report = CheckReport::new(files, review.findings, args.fail_on.severity());
    for (finding, proposal) in report.findings.iter_mut().zip(proposals) {
        finding.proposal = proposal;
    }
    CheckReport { access: review.changes, exposure: review.impact, ..report }
}

/// What would mend each finding, as far as a fix of it alone can be written.
fn proposals(findings: &[Reviewed], files: &[RoleFile]) -> Vec<Option<Proposal>> {
    let proposal = |finding: &Reviewed| {
        let title = finding.fix.as_ref()?.title.clone();
        Some(Proposal { title, replacements: finding.edits(files)? })
    };
    findings.iter().map(proposal).collect()
}

/// The day (UTC) of an instant, or of now.
fn today(at: Option<i64>) -> Date {
    let instant = at.and_then(|at| jiff::Timestamp::from_second(at).ok()).unwrap_or_else(jiff::Timestamp::now);
    jiff::tz::Offset::UTC.to_datetime(instant).date()
}

fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
