//! What the repository makes of each finding: the configuration changes severities, an `allow` accepts findings, the baseline lists known ones.
//!
//! An accepted finding stays in the list, so reports can show it. An `allow` that accepts nothing, or whose day has passed, is a
//! finding itself.

use std::borrow::Cow;
use std::sync::Arc;

use super::allows::Allows;
use super::extent::Extent;
use super::fingerprint::{Fingerprint, Fingerprints, IdentifyingParts};
use super::growth::ExtentNames;
use super::lint::Finding;
use super::repository::Repository;
use super::reviewed::{Disposition, RelatedPlace, Reviewed};
use crate::arrange::Arrange as _;
use crate::role_file::{RoleFileError, WrittenRole};
use crate::shorten::{short_name, shorten};
use crate::source::Span;

/// Gives each finding its severity, its disposition and its fingerprint. By place.
pub(super) fn dispose(repository: &Repository, findings: Vec<Finding>) -> Vec<Reviewed> {
    let mut allows = Allows::new(repository);
    let mut reviewed: Vec<Reviewed> = Vec::with_capacity(findings.len());
    let names = repository.role_names();
    for finding in findings {
        let disposition = allows.disposition(&finding);
        let role = names.get(finding.file).and_then(|roles| roles.get(finding.role)).cloned().flatten();
        reviewed.extend(repository.placed(finding, role, disposition));
    }
    reviewed.extend(allows.unused());
    reviewed.extend(repository.idle_rules());
    reviewed.extend(repository.unreadable.iter().map(unreadable));
    reviewed.retain_mut(|finding| repository.weigh(finding));
    reviewed.arrange_by(|a, b| place(a).cmp(&place(b)));
    // A module that is called twice, or a loop, says the same of one place.
    reviewed.dedup_by(|a, b| a.file.is_some() && place(a) == place(b) && a.disposition == b.disposition);
    repository.compare(&mut reviewed);
    reviewed
}

/// What findings are sorted by, whatever order they were found in.
fn place(finding: &Reviewed) -> (&str, Span, &str, &str, Option<&str>, Fingerprint) {
    (finding.source.name(), finding.span, finding.lint, &finding.message, finding.role.as_deref(), finding.fingerprint)
}

/// The beginning of a message; a short one is not copied.
fn shortened(message: Cow<'static, str>) -> Cow<'static, str> {
    match shorten(&message) {
        Cow::Borrowed(short) if short.len() == message.len() => message,
        short => Cow::Owned(short.into_owned()),
    }
}

/// The finding about a file that cannot be read.
fn unreadable(error: &RoleFileError) -> Reviewed {
    let finding = Reviewed::of_rule("unreadable-file", error.source(), error.span(), error.to_string());
    finding.with_help(error.remedy())
}

impl Repository {
    /// What messages call each role of each file.
    fn role_names(&self) -> Vec<Vec<Option<Arc<str>>>> {
        let name = |role: &WrittenRole| role.name.as_ref().map(|name| short_name(name.shown()).into());
        self.files.iter().map(|file| file.roles.iter().map(name).collect()).collect()
    }

    fn placed(&self, finding: Finding, role: Option<Arc<str>>, disposition: Disposition) -> Option<Reviewed> {
        let file = self.files.get(finding.file)?;
        let related = finding.related.into_iter().filter_map(|related| {
            let file = self.files.get(related.file)?;
            Some(RelatedPlace { source: file.source.clone(), span: related.span, message: shortened(related.message) })
        });
        Some(Reviewed {
            lint: finding.lint,
            severity: finding.severity,
            message: shortened(finding.message.into()).into_owned(),
            help: finding.help.map(shortened),
            source: file.source.clone(),
            span: finding.span,
            role,
            file: Some(finding.file),
            related: related.collect(),
            witness: finding.witness,
            fix: finding.fix,
            extent: (!finding.about.is_empty()).then_some(Extent {
                role: finding.role,
                is_of_role: finding.is_of_role,
                about: finding.about,
            }),
            disposition,
            is_old: false,
            fingerprint: Fingerprint::default(),
        })
    }

    /// Gives a finding the severity of its configuration; false: the lint is switched off.
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
        let (mut fingerprints, mut extents) = (Fingerprints::default(), ExtentNames::default());
        for finding in findings {
            let extent = extents.of(finding, &self.files);
            finding.fingerprint = fingerprints.of(&IdentifyingParts {
                lint: finding.lint,
                role: finding.role.as_deref().unwrap_or_default(),
                source: &finding.source,
                span: finding.span,
                extent: &extent,
            });
            let governing = finding.file.and_then(|file| self.governance.of(file));
            let baseline = governing.and_then(|governing| governing.baseline.as_ref()).filter(|_| !self.no_ignores);
            if finding.disposition == Disposition::New
                && baseline.is_some_and(|baseline| baseline.has(&finding.fingerprint.to_string()))
            {
                finding.disposition = Disposition::Known;
            }
        }
    }
}
