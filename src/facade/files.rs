//! [`review_paths`] and [`diff_paths`]: role files as they lie in folders, found as the program finds them.
//!
//! git is not asked: what a `.gitignore` ignores is left out even where git tracks it.

use std::path::Path;

use super::answer::{RoleDifference, RoleReview};
use super::error::Error;
use super::options::RoleOptions;
use super::role_files::{DefinedRoles, ReadRoles, compared, judged};
use crate::catalog::Catalog;
use crate::config::{Exclusions, Governance};
use crate::model::ObjectId;
use crate::review::policy;
use crate::role_file::{FindError, FoundFiles, LeftOut, find};
use crate::source::ReadBudget;

/// What is wrong with role files in files, folders and patterns of paths. The configuration is that of all files; without one it is the
/// nearest `.rolecall.yaml` in or above the folder of each.
///
/// A file that cannot be read is a finding, as long as others can be read.
///
/// ```
/// use rolecall::{RoleOptions, review_paths};
///
/// let error = review_paths(&["no/such/role.json".to_owned()], None, &RoleOptions::at("2026-03-01")?).unwrap_err();
/// assert_eq!(error.code(), "read::missing");
/// # Ok::<(), rolecall::Error>(())
/// ```
pub fn review_paths(paths: &[String], configuration: Option<&Path>, options: &RoleOptions) -> Result<RoleReview, Error> {
    let _budget = ReadBudget::begin();
    let lints = policy::finding_ids();
    let exclusions = Exclusions::new(configuration, &lints, &options.catalog);
    let excluded = |path: &Path| exclusions.exclude(path);
    let mut found = find(paths, &mut std::io::empty(), &LeftOut::new(&excluded, &|_| Vec::new()))?;
    let is_hard = |error: &FindError| matches!(error, FindError::Input(_));
    if found.files.is_empty() || found.errors.iter().any(is_hard) {
        found = found.whole()?;
    }
    let FoundFiles { files, others, left_out, errors, .. } = found;
    let unreadable = errors.into_iter().filter_map(FindError::into_role_file).collect();
    let names: Vec<&str> = files.iter().map(|file| &**file.source.name()).collect();
    let governance = Governance::new(&names, configuration, &lints, &options.catalog)?;
    let mut review = judged(ReadRoles { files, unreadable, governance }, options);
    (review.report.left_alone, review.report.ignored) = (others.len(), left_out);
    Ok(review)
}

/// What became of roles: each side is a file, a folder or a pattern of paths, or a built-in role by name or id.
///
/// ```
/// use rolecall::{Answer, RoleOptions, diff_paths};
///
/// let difference = diff_paths("Reader", "Contributor", &RoleOptions::at("2026-03-01")?)?;
/// assert!(difference.adds_access());
/// # Ok::<(), rolecall::Error>(())
/// ```
pub fn diff_paths(old: &str, new: &str, options: &RoleOptions) -> Result<RoleDifference, Error> {
    let _budget = ReadBudget::begin();
    compared(side(old, &options.catalog)?, side(new, &options.catalog)?, options)
}

fn side(argument: &str, catalog: &Catalog) -> Result<DefinedRoles, Error> {
    if Path::new(argument).exists() || argument.contains('*') {
        let mut found = find(&[argument.to_owned()], &mut std::io::empty(), &LeftOut::default())?.whole()?;
        let others = found.others_noted();
        let mut side = DefinedRoles::of(found.files);
        side.notes.append(&mut found.notes);
        side.notes.extend(others);
        return Ok(side);
    }
    let known = catalog.role(&ObjectId::parse(argument)).or_else(|| catalog.role_by_name(argument));
    let Some(role) = known else {
        let close = catalog.suggest_role(argument).map(|role| role.name.to_string());
        return Err(Error::NoRole { name: argument.to_owned(), close });
    };
    Ok(DefinedRoles { roles: vec![role.clone()], notes: Vec::new() })
}
