//! What becomes of findings in a repository: other severities, what somebody has accepted, what was there before.
//!
//! [`review`] takes what lints and policy found, and gives it back with its standing. What is accepted stays in the list: reports
//! show it as such. Allows that accept nothing, or whose day has passed, are findings themselves.

mod allows;
mod fingerprint;
pub mod impact;
pub mod lint;
pub mod place;
pub mod policy;

use jiff::civil::Date;

use crate::catalog::Catalog;
use crate::config::Governance;
use crate::model::Severity;
use crate::pattern::Wildcards;
use crate::role_file::fix::Fix;
use crate::role_file::{RoleFile, WrittenText};
use crate::source::{Source, Span};
use lint::Finding;
use policy::rule;

use allows::Allows;
use fingerprint::Fingerprints;

/// What findings are reviewed against.
#[derive(Debug, Clone, Copy)]
pub struct Repository<'r> {
    /// The files.
    pub files: &'r [RoleFile],
    /// The configuration of each.
    pub governance: &'r Governance,
    /// The day for which allows count.
    pub today: Date,
    /// Allows and baselines do not count.
    pub no_ignores: bool,
}

/// A finding with its standing.
#[derive(Debug, Clone)]
pub struct Reviewed {
    /// The id of the lint or rule.
    pub lint: &'static str,
    /// How bad it is here.
    pub severity: Severity,
    /// One sentence.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The file that it stands in.
    pub source: Source,
    /// Where.
    pub span: Span,
    /// The role.
    pub role: Option<String>,
    /// The number of the file, unless it stands in a configuration.
    pub file: Option<usize>,
    /// Other places that belong to it.
    pub related: Vec<(Source, Span, String)>,
    /// An action that shows it.
    pub witness: Option<String>,
    /// What would mend it.
    pub fix: Option<Fix>,
    /// Whether it counts.
    pub standing: Standing,
    /// What stays the same when lines move.
    pub fingerprint: String,
}

/// Whether a finding counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It does.
    New,
    /// It stands in the baseline: it is shown, and fails nothing.
    Known,
    /// Somebody accepted it.
    Allowed {
        /// By a comment in the file itself, not in the configuration.
        in_file: bool,
        /// Why.
        reason: String,
    },
}

/// The findings with their standing, by place.
pub fn review(repository: &Repository<'_>, findings: Vec<Finding>, catalog: &Catalog, wildcards: Wildcards) -> Vec<Reviewed> {
    let mut allows = Allows::new(repository);
    let mut reviewed: Vec<Reviewed> = Vec::with_capacity(findings.len());
    for finding in findings {
        let standing = allows.standing(&finding);
        reviewed.extend(repository.placed(finding, standing));
    }
    reviewed.extend(allows.unused());
    reviewed.extend(repository.idle_policies(catalog, wildcards));
    reviewed.retain_mut(|finding| repository.weigh(finding));
    let key = |finding: &Reviewed| (std::sync::Arc::clone(finding.source.name()), finding.span, finding.lint);
    reviewed.sort_by(|a, b| key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message)));
    repository.compare(&mut reviewed);
    reviewed
}

impl Repository<'_> {
    fn placed(&self, finding: Finding, standing: Standing) -> Option<Reviewed> {
        let file = self.files.get(finding.file)?;
        let role = file.roles.get(finding.role).and_then(|role| role.name.as_ref());
        let related = finding.related.into_iter().filter_map(|related| {
            let file = self.files.get(related.file)?;
            Some((file.source.clone(), related.span, related.message))
        });
        Some(Reviewed {
            lint: finding.lint,
            severity: finding.severity,
            message: finding.message,
            help: finding.help,
            source: file.source.clone(),
            span: finding.span,
            role: role.map(WrittenText::shown).map(str::to_owned),
            file: Some(finding.file),
            related: related.collect(),
            witness: finding.witness,
            fix: finding.fix,
            standing,
            fingerprint: String::new(),
        })
    }

    /// Patterns of policies that guard nothing.
    fn idle_policies(&self, catalog: &Catalog, wildcards: Wildcards) -> Vec<Reviewed> {
        let mut idle = Vec::new();
        for governing in self.governance.configs() {
            let policy = &governing.config.policy;
            for pattern in policy.never_grant.iter().chain(&policy.required_not_actions) {
                if crate::review::policy::stands_for_nothing(&pattern.value, catalog, wildcards) {
                    let message =
                        format!("`{}` stands for no known operation: it guards nothing", pattern.value.pattern.text());
                    let help = "correct it; `rolecall catalog find` shows what there is";
                    idle.push(Reviewed::of_rule(
                        "policy-matches-nothing",
                        &governing.config.source,
                        pattern.span,
                        message,
                        help,
                    ));
                }
            }
        }
        idle
    }

    /// Gives a finding the severity that its configuration wants; false: it is switched off.
    fn weigh(&self, finding: &mut Reviewed) -> bool {
        let governing = match finding.file {
            Some(file) => self.governance.of(file),
            None => self.governance.configs().iter().find(|own| own.config.source.name() == finding.source.name()),
        };
        let severities = governing.map(|governing| governing.config.severities.as_slice()).unwrap_or_default();
        match severities.iter().find(|(lint, _)| lint.value == finding.lint) {
            Some((_, None)) => false,
            Some((_, Some(severity))) => {
                finding.severity = *severity;
                true
            }
            None => true,
        }
    }

    /// Gives every finding its fingerprint, and marks those that the baseline of their file has.
    fn compare(&self, findings: &mut [Reviewed]) {
        let mut fingerprints = Fingerprints::default();
        for finding in findings {
            let role = finding.role.as_deref().unwrap_or_default();
            finding.fingerprint = fingerprints.of(finding.lint, role, &finding.source, finding.span);
            let governing = finding.file.and_then(|file| self.governance.of(file));
            let baseline = governing.and_then(|governing| governing.baseline.as_ref()).filter(|_| !self.no_ignores);
            if finding.standing == Standing::New && baseline.is_some_and(|baseline| baseline.has(&finding.fingerprint)) {
                finding.standing = Standing::Known;
            }
        }
    }
}

impl Reviewed {
    /// A finding of a rule about something other than a role.
    fn of_rule(lint: &'static str, source: &Source, span: Span, message: String, help: &str) -> Self {
        Self {
            lint,
            severity: rule(lint).map_or(Severity::Warning, |rule| rule.severity),
            message,
            help: Some(help.to_owned()),
            source: source.clone(),
            span,
            role: None,
            file: None,
            related: Vec::new(),
            witness: None,
            fix: None,
            standing: Standing::New,
            fingerprint: String::new(),
        }
    }
}
