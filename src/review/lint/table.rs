//! The table of all lints: a new lint is a file beside this one and a line here.

use super::definition::Lint;
use super::{
    can_assign_roles, can_elevate, can_remove_protection, can_write_role_definitions, condition_ambiguous,
    condition_bypassable, condition_malformed, copies_disagree, data_actions_at_management_group, description_missing,
    description_too_long, duplicate_action, duplicate_id, duplicate_name, duplicate_scope, equals_built_in, exceeds_base,
    grants_nothing, id_missing, id_not_guid, malformed_scope, missing_verb, multiple_wildcards, name_missing, name_too_long,
    notaction_takes_nothing, owner_equivalent, partial_segment_wildcard, pattern_matches_nothing, privilege_escalation,
    redundant_action, resource_scope, root_scope, scopes_missing, several_management_groups, shape_loses_information,
    sibling_left_open, stray_blank, stray_slash, too_many_scopes, unknown_action, unknown_provider, wildcard_data,
    wildcard_scope, wildcard_write, within_built_in, wrong_plane,
};

/// Every lint, in the order in which they are listed.
pub(super) static LINTS: &[Lint] = &[
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
