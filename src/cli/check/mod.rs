//! `rolecall check`: what is wrong with role files, before they are applied.

mod args;
mod base;
mod fix;
mod git;

use std::process::ExitCode;

use jiff::civil::Date;
use rolecall::access::Frame;
use rolecall::catalog::Catalog;
use rolecall::config::Governance;
use rolecall::export::{InputSummary, Loaded};
use rolecall::model::Note;
use rolecall::pattern::Wildcards;
use rolecall::report::{CheckReport, CheckedFile, Format, Proposal, Writable as _, count};
use rolecall::review::impact::{Exposure, ExposureOptions, exposure};
use rolecall::review::lint;
use rolecall::review::lint::{Finding, LintOptions};
use rolecall::review::policy;
use rolecall::review::policy::{Against, RoleChange};
use rolecall::review::{Repository, Reviewed, review};
use rolecall::role_file;
use rolecall::role_file::{Found, RoleFile};

pub(crate) use args::CheckArgs;

use base::Base;
use fix::Fixed;

use super::common::Common;
use super::exit;
use super::output::{self, Terminal};
use super::session;

/// Exit code 1: something is wrong that fails the check.
pub(crate) fn run(common: &Common, args: &CheckArgs, terminal: &Terminal) -> miette::Result<ExitCode> {
    let mut check = Check::new(common, args)?;
    for file in &check.files {
        output::notes(common, &file.notes)?;
    }
    if let Some(wanted) = args.fixes() {
        let fixed = Fixed::of(&mut check, wanted);
        if args.diff {
            let diff = fixed.diff();
            output::write(common, |out| out.write_all(diff.as_bytes()))?;
            return Ok(exit::found(!diff.is_empty()));
        }
        fixed.write()?;
        output::progress(common, &format!("fixed {} in {}", count(fixed.fixes, "finding"), count(fixed.files(), "file")))?;
    }
    let compared = check.compare(common)?;
    let report = check.report(compared);
    output::write(common, |out| report.write(args.format, &terminal.look(common), out))?;
    Ok(exit::found(report.fails()))
}

/// Everything that is read before anything is judged.
struct Check<'a> {
    args: &'a CheckArgs,
    catalog: &'static Catalog,
    files: Vec<RoleFile>,
    left_alone: usize,
    governance: Governance,
    wildcards: Wildcards,
}

/// What the roles are compared with.
#[derive(Default)]
struct Compared {
    changes: Option<Vec<RoleChange>>,
    exposure: Option<Exposure>,
    inputs: Vec<InputSummary>,
    notes: Vec<Note>,
}

impl<'a> Check<'a> {
    fn new(common: &Common, args: &'a CheckArgs) -> miette::Result<Self> {
        let catalog = session::catalog(common)?;
        let Found { files, others } = role_file::find(&args.files, &mut std::io::stdin().lock())?;
        let paths: Vec<&str> = files.iter().map(|file| &**file.source.name()).collect();
        let governance = Governance::new(&paths, args.config.as_deref(), &policy::finding_ids(), catalog)?;
        let wildcards = args.wildcards.get();
        Ok(Self { args, catalog, files, left_alone: others.len(), governance, wildcards })
    }

    /// What became of every role since the base, and who gains what by it.
    fn compare(&self, common: &Common) -> miette::Result<Compared> {
        let Some(base) = &self.args.base else { return Ok(Compared::default()) };
        let packs = session::packs(&self.args.tasks, self.catalog)?;
        let frame = Frame::new(self.catalog, &packs, self.wildcards);
        let base = Base::read(base, &self.args.files)?;
        output::notes(common, &base.notes)?;
        let mut changes = policy::changes(&self.files, &base.roles, &frame);
        changes.retain(|change| change.place.is_some() || !base.has_more);
        let compared = Compared { notes: base.notes, ..Compared::default() };
        if self.args.exports.is_empty() {
            return Ok(Compared { changes: Some(changes), ..compared });
        }
        let Loaded { facts, inputs, notes } = session::loaded(&self.args.exports)?;
        output::notes(common, &notes)?;
        let at = self.args.at.unwrap_or_else(|| jiff::Timestamp::now().as_second());
        let options = ExposureOptions { catalog: frame.catalog, at, packs: frame.packs, wildcards: frame.wildcards };
        let exposure = Some(exposure(&changes, facts, &options));
        Ok(Compared { changes: Some(changes), exposure, inputs, notes: [compared.notes, notes].concat() })
    }

    fn report(&self, compared: Compared) -> CheckReport {
        let row = |file: &RoleFile| CheckedFile {
            path: file.source.name().clone(),
            roles: file.roles.len(),
            computed: file.roles.iter().filter(|role| role.losses.unreadable).count(),
        };
        let files = self.files.iter().map(row).collect();
        let mut findings = self.found();
        if let (Some(changes), Some(base)) = (&compared.changes, &self.args.base) {
            let against = Against { base: &format!("`{base}`"), sentences: sentences(compared.exposure.as_ref()) };
            findings.extend(policy::new_access(changes, &self.files, &self.governance, &against));
        }
        let reviewed = self.review(findings);
        let proposals = if self.args.format == Format::Sarif { self.proposals(&reviewed) } else { Vec::new() };
        let mut report = CheckReport::new(self.catalog, files, reviewed);
        for (finding, proposal) in report.findings.iter_mut().zip(proposals) {
            finding.proposal = proposal;
        }
        let Compared { changes: access, exposure, inputs, notes } = compared;
        let own = self.files.iter().flat_map(|file| file.notes.iter().cloned());
        let (notes, fail_on) = (own.chain(notes).collect(), self.args.fail_on.severity());
        CheckReport {
            left_alone: self.left_alone,
            access,
            exposure,
            inputs,
            notes,
            fail_on,
            ..report.wildcards(self.wildcards)
        }
    }

    /// What would mend each finding, as far as a fix of it alone can be written.
    fn proposals(&self, reviewed: &[Reviewed]) -> Vec<Option<Proposal>> {
        let proposal = |finding: &Reviewed| {
            let file = self.files.get(finding.file?)?;
            let fix = finding.fix.as_ref()?;
            Some(Proposal { title: fix.title.clone(), replacements: role_file::fix::edits(file, fix)? })
        };
        reviewed.iter().map(proposal).collect()
    }

    /// What lints and policy find in the files alone, with its standing.
    fn reviewed(&self) -> Vec<Reviewed> {
        self.review(self.found())
    }

    fn found(&self) -> Vec<Finding> {
        let options = LintOptions { wildcards: self.wildcards, bases: self.bases() };
        let mut findings = lint::run(&self.files, self.catalog, &options);
        findings.extend(policy::policy(&self.files, &self.governance, self.catalog, self.wildcards));
        findings
    }

    fn review(&self, findings: Vec<Finding>) -> Vec<Reviewed> {
        let repository = Repository {
            files: &self.files,
            governance: &self.governance,
            today: today(self.args.at),
            no_ignores: self.args.no_ignores,
        };
        review(&repository, findings, self.catalog, self.wildcards)
    }

    fn bases(&self) -> Vec<lint::Base> {
        let pairs = self.governance.configs().iter().flat_map(|governing| &governing.config.policy.at_most);
        pairs.map(|(role, base)| lint::Base { role: role.clone(), base: base.clone() }).collect()
    }
}

/// By role: what its change gives to whom.
fn sentences(exposure: Option<&Exposure>) -> Vec<(String, String)> {
    let roles = exposure.into_iter().flat_map(|exposure| &exposure.roles);
    roles.map(|own| (own.role.to_string(), own.sentence())).collect()
}

/// The day (UTC) of an instant, or of now.
fn today(at: Option<i64>) -> Date {
    let instant = at.and_then(|at| jiff::Timestamp::from_second(at).ok()).unwrap_or_else(jiff::Timestamp::now);
    jiff::tz::Offset::UTC.to_datetime(instant).date()
}
