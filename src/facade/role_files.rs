//! [`review()`] and [`diff()`]: role files as texts in memory.

use super::answer::{RoleDifference, RoleReview};
use super::error::Error;
use super::options::{RoleOptions, wildcards};
use super::text::NamedText;
use crate::access::RoleComparer;
use crate::audit::role_tasks;
use crate::config::{Governance, config};
use crate::model::{RoleDefinition, Severity};
use crate::report::{CheckReport, CheckedFile};
use crate::review::{self, Repository, policy};
use crate::role_file::{RoleFile, WrittenRole, load};

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
    let today = jiff::Timestamp::from_second(options.at).unwrap_or_default();
    let repository = Repository {
        files,
        unreadable: Vec::new(),
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
    Ok(RoleReview { report: CheckReport { notes, fail_on: Some(Severity::Error), ..report } })
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
    let (old, new) = (read(old)?, read(new)?);
    let wildcards = wildcards(options.strict_wildcards);
    let comparer = RoleComparer::new(&options.catalog, &[], wildcards, role_tasks);
    let roles = comparer.diff(&definitions(&old), &definitions(&new));
    let notes = old.into_iter().chain(new).flat_map(|file| file.notes).collect();
    Ok(RoleDifference { roles, notes, catalog: options.catalog.clone(), wildcards })
}

fn definitions(files: &[RoleFile]) -> Vec<RoleDefinition> {
    files.iter().flat_map(|file| &file.roles).map(WrittenRole::definition).collect()
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
    found.sort_by(|a, b| a.source.name().cmp(b.source.name()));
    if errors.is_empty() { Ok(found) } else { Err(Error::RoleFiles(errors)) }
}
