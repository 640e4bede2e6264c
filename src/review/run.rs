//! [`run`]: the whole review of role files, from the lints to who gains what.

use super::changes::{RoleChange, changes};
use super::crowd::thin;
use super::disposition::dispose;
use super::growth::Growth;
use super::impact::{Impact, ImpactOptions, impact};
use super::lint;
use super::lint::{Finding, LintOptions, RoleLimit};
use super::policy;
use super::policy::Against;
use super::repository::Repository;
use super::reviewed::Reviewed;
use super::since::{before, mark_old};
use crate::access::RoleComparer;
use crate::model::{Facts, Note, NoteCode, RoleDefinition, TaskPack};
use crate::pattern;
use crate::role_file::{RoleFile, WrittenRole};

/// The roles as they were before a change.
#[derive(Debug, Clone)]
pub struct ReviewBase<'b> {
    /// What the user called it, such as `main`.
    pub name: &'b str,
    /// The files with the roles.
    pub files: Vec<RoleFile>,
    /// It may hold roles whose files are not reviewed, so a role that only the base has does not count as removed.
    pub has_more: bool,
    /// The tasks that a change may give away.
    pub packs: &'b [TaskPack],
    /// The tenant in which the roles are assigned; `None`: the review does not say who gains something.
    pub assigned: Option<AssignedIn>,
}

/// A tenant in which the roles are assigned.
#[derive(Debug, Clone)]
pub struct AssignedIn {
    /// Its exports.
    pub facts: Facts,
    /// The instant, in seconds since 1970.
    pub at: i64,
}

/// What a review found.
#[derive(Debug, Clone, Default)]
pub struct Review {
    /// The findings, by place. Of many findings of one lint in one role it has the first.
    pub findings: Vec<Reviewed>,
    /// What became of each role since the base, by name; `None`: there is no base.
    pub changes: Option<Vec<RoleChange>>,
    /// Who gains what by the changes; `None`: there is no tenant.
    pub impact: Option<Impact>,
    /// What was not looked at.
    pub notes: Vec<Note>,
}

/// Reviews the roles of a repository, and compares them with a base if there is one.
pub fn run(repository: &Repository, base: Option<ReviewBase<'_>>) -> Review {
    let (review, is_spent) = pattern::bounded(|| reviewed(repository, base));
    let notes = is_spent.then(undecided).into_iter().collect();
    Review { findings: thin(review.findings), notes, ..review }
}

/// Every finding of the files alone, for whoever mends them all.
pub(super) fn findings(repository: &Repository) -> Vec<Reviewed> {
    pattern::bounded(|| dispose(repository, found(repository))).0
}

fn reviewed(repository: &Repository, base: Option<ReviewBase<'_>>) -> Review {
    let mut found = found(repository);
    let Some(base) = base else {
        return Review { findings: dispose(repository, found), ..Review::default() };
    };
    let comparer = RoleComparer::new(&repository.catalog, base.packs, repository.wildcards, crate::audit::role_tasks);
    let old: Vec<RoleDefinition> = base.files.iter().flat_map(|file| &file.roles).map(WrittenRole::definition).collect();
    let mut changes = changes(&repository.files, &old, &comparer);
    changes.retain(|change| change.place.is_some() || !base.has_more);
    let options = |at| ImpactOptions { catalog: &repository.catalog, at, packs: base.packs, wildcards: repository.wildcards };
    let impact = base.assigned.map(|tenant| impact(&changes, tenant.facts, &options(tenant.at)));
    let against = Against { base: &format!("`{}`", base.name), sentences: sentences(impact.as_ref()) };
    found.extend(policy::new_access(&changes, &repository.files, &repository.governance, &against));
    let mut findings = dispose(repository, found);
    let before = before(repository, &base.files);
    mark_old(&mut findings, &dispose(&before, self::found(&before)), &mut Growth::new(repository, &before));
    Review { findings, changes: Some(changes), impact, notes: Vec::new() }
}

fn undecided() -> Note {
    let message = "the patterns with several wildcards are too many to compare: some findings about them may be missing";
    Note::warning(NoteCode::PatternsUndecided, message).help("keep one `*` in each action; Azure refuses a role with more")
}

/// What lints and policy find in the files alone.
fn found(repository: &Repository) -> Vec<Finding> {
    let Repository { files, governance, catalog, wildcards, .. } = repository;
    let options = LintOptions { wildcards: *wildcards, bases: limits(repository) };
    let mut findings = lint::run(files, catalog, &options);
    findings.extend(policy::check(files, governance, catalog, *wildcards));
    findings
}

/// The roles that the configurations limit to what another role grants.
fn limits(repository: &Repository) -> Vec<RoleLimit> {
    let pairs = repository.governance.configs().iter().flat_map(|governing| &governing.config.policy.at_most);
    pairs.map(|(role, base)| RoleLimit { role: role.value.clone(), base: base.clone() }).collect()
}

/// By role: what its change gives to whom.
fn sentences(impact: Option<&Impact>) -> Vec<(String, String)> {
    let roles = impact.into_iter().flat_map(|impact| &impact.roles);
    roles.map(|own| (own.role.to_string(), own.sentence())).collect()
}
