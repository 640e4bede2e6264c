//! [`review()`] and [`diff()`]: role files as texts in memory.

use super::answer::{RoleDifference, RoleReview};
use super::error::Error;
use super::options::{RoleOptions, wildcards};
use super::packs::ChosenPacks;
use super::text::NamedText;
use crate::access::RoleComparer;
use crate::arrange::Arrange as _;
use crate::audit::role_tasks;
use crate::config::{Governance, config};
use crate::model::{Note, RoleDefinition, Severity};
use crate::report::{CheckReport, CheckedFile};
use crate::review::{self, Repository, policy};
use crate::role_file::{RoleFile, RoleFileError, WrittenRole, load};

/// What is wrong with role files, and what a configuration (the text of a `.rolecall.yaml`) makes of it.
///
/// ```
/// use rolecall::{Answer, NamedText, RoleOptions, review};
///
/// let role = r#"{"Name": "Operator", "Description": "Starts machines.",
///     "Actions": ["Microsoft.Compute/virtualMachines/*"], "NotActions": [],
///     "AssignableScopes": ["/"]}"#;
/// let files = [NamedText::new("operator.json", role)];
/// let found = review(&files, None, &RoleOptions::at("2026-03-01")?)?;
/// assert!(found.to_json().contains(r#""lint":"root-scope""#));
///
/// let off = NamedText::new(".rolecall.yaml", "severities: {root-scope: off}\n");
/// let found = review(&files, Some(&off), &RoleOptions::at("2026-03-01")?)?;
/// assert!(!found.to_json().contains("root-scope"));
/// # Ok::<(), rolecall::Error>(())
/// ```
pub fn review(files: &[NamedText], configuration: Option<&NamedText>, options: &RoleOptions) -> Result<RoleReview, Error> {
    let files = read(files)?;
    let read = |text: &NamedText| Ok::<_, Error>(config(&text.decode()?, &policy::finding_ids(), &options.catalog)?);
    let governance = Governance::of_text(configuration.map(read).transpose()?, files.len());
    Ok(judged(ReadRoles { files, unreadable: Vec::new(), governance }, options))
}

/// Role files, with those of which nothing could be read.
pub(super) struct ReadRoles {
    pub(super) files: Vec<RoleFile>,
    pub(super) unreadable: Vec<RoleFileError>,
    pub(super) governance: Governance,
}

/// What the lints and the policy say of role files.
pub(super) fn judged(read: ReadRoles, options: &RoleOptions) -> RoleReview {
    let ReadRoles { files, unreadable, governance } = read;
    let today = jiff::Timestamp::from_second(options.at).unwrap_or_default();
    let repository = Repository {
        files,
        unreadable,
        governance,
        catalog: options.catalog.clone(),
        wildcards: wildcards(options.strict_wildcards),
        today: jiff::tz::Offset::UTC.to_datetime(today).date(),
        no_ignores: false,
    };
    let reviewed = review::run(&repository, None);
    let checked = repository.files.iter().map(checked).collect();
    let report = CheckReport::new(&repository.catalog, checked, reviewed.findings).wildcards(repository.wildcards);
    let notes = repository.files.into_iter().flat_map(|file| file.notes).chain(reviewed.notes).collect();
    RoleReview { report: CheckReport { notes, fail_on: Some(Severity::Error), ..report } }
}

fn checked(file: &RoleFile) -> CheckedFile {
    let computed = file.roles.iter().filter(|role| role.losses.unreadable).count();
    CheckedFile { path: file.source.name().clone(), roles: file.roles.len(), computed }
}

/// What became of roles from one version of their files to the next.
///
/// ```
/// use rolecall::{Answer, NamedText, RoleOptions, diff};
///
/// let role = |action: &str| format!(r#"{{"Name": "Operator", "Actions": ["{action}"], "AssignableScopes": ["/"]}}"#);
/// let old = [NamedText::new("operator.json", role("Microsoft.Compute/virtualMachines/read"))];
/// let new = [NamedText::new("operator.json", role("Microsoft.Compute/virtualMachines/*"))];
/// let difference = diff(&old, &new, &RoleOptions::at("2026-03-01")?)?;
/// assert!(difference.adds_access());
/// assert!(difference.to_json().contains(r#""change":"widened""#));
/// # Ok::<(), rolecall::Error>(())
/// ```
pub fn diff(old: &[NamedText], new: &[NamedText], options: &RoleOptions) -> Result<RoleDifference, Error> {
    compared(DefinedRoles::of(read(old)?), DefinedRoles::of(read(new)?), options)
}

/// One side of a difference.
pub(super) struct DefinedRoles {
    pub(super) roles: Vec<RoleDefinition>,
    pub(super) notes: Vec<Note>,
}

impl DefinedRoles {
    pub(super) fn of(files: Vec<RoleFile>) -> Self {
        let roles = files.iter().flat_map(|file| &file.roles).map(WrittenRole::definition).collect();
        Self { roles, notes: files.into_iter().flat_map(|file| file.notes).collect() }
    }
}

/// Two files with a role each are about one role, whatever it is called; of several, ids and names say which belong together.
pub(super) fn compared(old: DefinedRoles, new: DefinedRoles, options: &RoleOptions) -> Result<RoleDifference, Error> {
    let wildcards = wildcards(options.strict_wildcards);
    let packs = ChosenPacks::of_roles(&options.packs, &options.catalog)?;
    let comparer = RoleComparer::new(&options.catalog, &packs, wildcards, role_tasks);
    let roles = match (old.roles.as_slice(), new.roles.as_slice()) {
        ([old], [new]) => comparer.diff_pairs(&[(Some(old), Some(new))]),
        (old, new) => comparer.diff(old, new),
    };
    let notes = [old.notes, new.notes].concat();
    Ok(RoleDifference { roles, notes, catalog: options.catalog.clone(), wildcards })
}

/// The files by name; the error names all that cannot be read.
fn read(files: &[NamedText]) -> Result<Vec<RoleFile>, Error> {
    let (mut found, mut errors) = (Vec::new(), Vec::new());
    for file in files {
        match load(&file.decode()?) {
            Ok(file) => found.push(file),
            Err(error) => errors.push(error),
        }
    }
    found.arrange_by(|a, b| a.source.name().cmp(b.source.name()));
    if errors.is_empty() { Ok(found) } else { Err(Error::RoleFiles(errors)) }
}
