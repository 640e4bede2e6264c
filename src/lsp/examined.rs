//! [`ExaminedText`]: what `check` finds in one open text.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::catalog::Catalog;
use crate::config::{Exclusions, Governance};
use crate::pattern::Wildcards;
use crate::review::{self, Disposition, Repository, Reviewed, policy};
use crate::role_file::fix::Safety;
use crate::role_file::{self, RoleFile, RoleFileError, Surroundings};
use crate::source::{Source, Span};

/// What an open text is.
#[derive(Debug)]
pub(super) enum ExaminedText {
    /// No role file, or one that the configuration excludes.
    Other,
    /// It looks as if it were meant to hold roles, and cannot be read.
    Broken(RoleFileError),
    /// A role file.
    Roles(Box<ExaminedRoles>),
}

/// A role file, and what is wrong with it.
#[derive(Debug)]
pub(super) struct ExaminedRoles {
    repository: Repository,
    /// The findings that count, by place.
    pub(super) findings: Vec<Reviewed>,
    /// Why the configuration that applies cannot be read.
    pub(super) config_errors: Vec<String>,
    /// What all safe fixes together make of the text, once somebody asked.
    fixed: OnceCell<Option<String>>,
}

/// What texts are examined with.
#[derive(Debug)]
pub(super) struct Examiner {
    pub(super) catalog: Arc<Catalog>,
    pub(super) wildcards: Wildcards,
    lints: Vec<&'static str>,
}

impl Examiner {
    pub(super) fn new(catalog: Arc<Catalog>, wildcards: Wildcards) -> Self {
        Self { catalog, wildcards, lints: policy::finding_ids() }
    }

    /// Examines a text as `check` examines the file of that name. `open` are the other texts that take the place of files.
    pub(super) fn examine<'s>(&self, source: &Source, open: impl Iterator<Item = &'s Source>) -> ExaminedText {
        let path = Path::new(&**source.name());
        let is_other =
            !role_file::may_be_role_file(path) || role_file::is_too_large(source) || !role_file::may_hold_roles(source);
        if is_other || self.is_excluded(path) {
            return ExaminedText::Other;
        }
        let edited = open.filter_map(|source| Some((real(Path::new(&**source.name()))?, source.clone())));
        let edited: BTreeMap<PathBuf, Source> = edited.collect();
        match role_file::load_beside(source, &Surroundings::edited(edited)) {
            Ok(file) => ExaminedText::Roles(Box::new(self.review(file))),
            Err(error) if error.is_other() => ExaminedText::Other,
            Err(error) => ExaminedText::Broken(error),
        }
    }

    /// Whether the file, or a folder that it is in, is excluded.
    fn is_excluded(&self, path: &Path) -> bool {
        let Ok(path) = std::path::absolute(path) else { return false };
        let exclusions = Exclusions::new(None, &self.lints, &self.catalog);
        path.ancestors().any(|part| exclusions.exclude(part))
    }

    fn review(&self, file: RoleFile) -> ExaminedRoles {
        let governance = Governance::new(&[file.source.name()], None, &self.lints, &self.catalog);
        let (governance, config_errors) = match governance {
            Ok(governance) => (governance, Vec::new()),
            Err(errors) => (Governance::of_text(None, 1), errors.as_slice().iter().map(ToString::to_string).collect()),
        };
        let name = Arc::clone(file.source.name());
        let repository = Repository {
            files: vec![file],
            unreadable: Vec::new(),
            governance,
            catalog: Arc::clone(&self.catalog),
            wildcards: self.wildcards,
            today: jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date(),
            no_ignores: false,
        };
        let mut findings = review::run(&repository, None).findings;
        findings.retain(|finding| finding.disposition == Disposition::New && *finding.source.name() == name);
        ExaminedRoles { repository, findings, config_errors, fixed: OnceCell::new() }
    }
}

impl ExaminedRoles {
    /// The file.
    pub(super) fn file(&self) -> Option<&RoleFile> {
        self.repository.files.first()
    }

    /// What the fix of a finding alone would write.
    pub(super) fn edits(&self, finding: &Reviewed) -> Option<Vec<(Span, String)>> {
        finding.edits(&self.repository.files)
    }

    /// What `check --fix` would make of the text, if that is another text.
    pub(super) fn fixed(&self) -> Option<&str> {
        let fixed = || {
            let fixed = review::fix(&mut self.repository.clone(), Safety::Safe);
            fixed.files.into_iter().next().map(|(_, after)| after)
        };
        self.fixed.get_or_init(fixed).as_deref()
    }
}

/// The path that the disk has for a file: links followed.
fn real(path: &Path) -> Option<PathBuf> {
    path.canonicalize().ok()
}
