//! The lints of custom role files: each is one file beside this one, and the head of that file is its documentation.
//!
//! A [`Lint`] is plain data with a function. To add one: a file here, a line in `LINTS`, and `fixtures/lint/<id>/` with inputs
//! called `good*` and `bad*`. A lint finds and words; what is done with a [`Finding`] (severities of a policy, allows, baselines,
//! fixes) is decided by whoever called [`run`].

mod built_ins;
mod can_assign_roles;
mod can_elevate;
mod can_remove_protection;
mod can_write_role_definitions;
mod condition_ambiguous;
mod condition_bypassable;
mod condition_malformed;
mod copies_disagree;
mod data_actions_at_management_group;
mod description_missing;
mod description_too_long;
pub mod documentation;
mod duplicate_action;
mod duplicate_id;
mod duplicate_name;
mod duplicate_scope;
mod equals_built_in;
mod exceeds_base;
mod finding;
mod grants_nothing;
mod id_missing;
mod id_not_guid;
mod knowledge;
mod malformed_scope;
mod missing_verb;
mod multiple_wildcards;
mod name_missing;
mod name_too_long;
mod notaction_takes_nothing;
mod owner_equivalent;
mod partial_segment_wildcard;
mod pattern_matches_nothing;
mod privilege_escalation;
mod redundant_action;
mod resource_scope;
mod role;
mod root_scope;
mod scopes_missing;
mod several_management_groups;
mod shape_loses_information;
mod sibling_left_open;
mod standing;
mod stray_blank;
mod stray_slash;
mod too_many_scopes;
mod unknown_action;
mod unknown_provider;
mod wildcard_data;
mod wildcard_scope;
mod wildcard_write;
mod within_built_in;
mod wrong_plane;

pub use finding::{Finding, Related};

use crate::catalog::Catalog;
use crate::model::Severity;
use crate::pattern::Wildcards;
use crate::role_file::RoleFile;
use knowledge::Knowledge;
use role::Role;

/// Something that can be wrong with a custom role.
#[derive(Debug, Clone, Copy)]
pub struct Lint {
    /// Stable id: it names the problem, and reads well after "allow".
    pub id: &'static str,
    /// How bad it is; single findings may weigh less, and then say why.
    pub severity: Severity,
    /// What it is about.
    pub topic: Topic,
    /// The rules of custom roles that it implements (R-CUS-1 ...).
    pub rules: &'static [&'static str],
    /// The file that it stands in.
    source: &'static str,
    run: Run,
}

/// What a lint is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// Action strings that do not do what they seem to.
    Actions,
    /// What the role gives away.
    Access,
    /// Where it can be assigned.
    Scopes,
    /// Its conditions.
    Conditions,
    /// Name, id and description, alone and beside other roles.
    Identity,
}

impl Topic {
    /// Every topic with its name.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::Actions, "actions"),
        (Self::Access, "access"),
        (Self::Scopes, "scopes"),
        (Self::Conditions, "conditions"),
        (Self::Identity, "identity"),
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(topic, _)| *topic == self).map_or("", |&(_, name)| name)
    }
}

/// What a lint looks at.
#[derive(Debug, Clone, Copy)]
enum Run {
    /// One role at a time.
    Role(fn(&Role<'_>, &Knowledge<'_>) -> Vec<Finding>),
    /// All roles of all files together.
    All(fn(&[Role<'_>], &Knowledge<'_>) -> Vec<Finding>),
}

/// What lints have to be told.
#[derive(Debug, Clone, Default)]
pub struct LintOptions {
    /// How `/*/` is read (R-PAT-4).
    pub wildcards: Wildcards,
    /// Roles that may grant no more than another: each by name or id, with the name or id of the other, a built-in role or one of
    /// the files.
    pub bases: Vec<Base>,
}

/// A role that another may not exceed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base {
    /// The role that is held against it, by name or id.
    pub role: String,
    /// The role that it may not exceed, by name or id.
    pub base: String,
}

/// Every lint, in the order in which they are listed.
static LINTS: &[Lint] = &[
    multiple_wildcards::LINT,
    unknown_action::LINT,
    unknown_provider::LINT,
    wrong_plane::LINT,
    missing_verb::LINT,
    pattern_matches_nothing::LINT,
    partial_segment_wildcard::LINT,
    stray_blank::LINT,
    stray_slash::LINT,
    duplicate_action::LINT,
    redundant_action::LINT,
    notaction_takes_nothing::LINT,
    grants_nothing::LINT,
    owner_equivalent::LINT,
    can_assign_roles::LINT,
    can_write_role_definitions::LINT,
    can_elevate::LINT,
    can_remove_protection::LINT,
    wildcard_write::LINT,
    wildcard_data::LINT,
    privilege_escalation::LINT,
    sibling_left_open::LINT,
    equals_built_in::LINT,
    within_built_in::LINT,
    exceeds_base::LINT,
    scopes_missing::LINT,
    too_many_scopes::LINT,
    root_scope::LINT,
    wildcard_scope::LINT,
    malformed_scope::LINT,
    several_management_groups::LINT,
    data_actions_at_management_group::LINT,
    resource_scope::LINT,
    duplicate_scope::LINT,
    condition_malformed::LINT,
    condition_ambiguous::LINT,
    condition_bypassable::LINT,
    name_missing::LINT,
    name_too_long::LINT,
    description_missing::LINT,
    description_too_long::LINT,
    id_missing::LINT,
    id_not_guid::LINT,
    duplicate_id::LINT,
    duplicate_name::LINT,
    copies_disagree::LINT,
    shape_loses_information::LINT,
];

/// Every lint.
pub fn lints() -> &'static [Lint] {
    LINTS
}

/// The lint with this id.
pub fn lint(id: &str) -> Option<&'static Lint> {
    LINTS.iter().find(|lint| lint.id == id)
}

/// What all lints find in role files, in the order of their places.
pub fn run(files: &[RoleFile], catalog: &Catalog, options: &LintOptions) -> Vec<Finding> {
    let knowledge = Knowledge::new(catalog, options);
    let roles: Vec<Role<'_>> =
        files.iter().enumerate().flat_map(|(number, file)| roles(number, file, options.wildcards)).collect();
    let mut findings = Vec::new();
    for lint in LINTS {
        match lint.run {
            Run::Role(run) => findings.extend(roles.iter().flat_map(|role| run(role, &knowledge))),
            Run::All(run) => findings.extend(run(&roles, &knowledge)),
        }
    }
    findings.sort_by(|a, b| (a.file, a.span, a.lint, &a.message).cmp(&(b.file, b.span, b.lint, &b.message)));
    findings
}

fn roles(number: usize, file: &RoleFile, wildcards: Wildcards) -> impl Iterator<Item = Role<'_>> {
    file.roles.iter().enumerate().map(move |(index, written)| Role::new((number, index), file, written, wildcards))
}
