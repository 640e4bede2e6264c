//! The table of all lints: a new lint is a file beside this one and a line here.

use super::definition::Lint;

/// Every lint, in the order in which they are listed.
pub(super) static LINTS: &[Lint] = &[
    super::multiple_wildcards::LINT,
    super::unknown_action::LINT,
    super::unknown_provider::LINT,
    super::wrong_plane::LINT,
    super::missing_verb::LINT,
    super::pattern_matches_nothing::LINT,
    super::partial_segment_wildcard::LINT,
    super::stray_blank::LINT,
    super::stray_slash::LINT,
    super::duplicate_action::LINT,
    super::redundant_action::LINT,
    super::too_many_actions::LINT,
    super::notaction_takes_nothing::LINT,
    super::grants_nothing::LINT,
    super::owner_equivalent::LINT,
    super::can_assign_roles::LINT,
    super::can_write_role_definitions::LINT,
    super::can_elevate::LINT,
    super::can_remove_protection::LINT,
    super::wildcard_write::LINT,
    super::wildcard_data::LINT,
    super::privilege_escalation::LINT,
    super::sibling_left_open::LINT,
    super::equals_built_in::LINT,
    super::within_built_in::LINT,
    super::exceeds_base::LINT,
    super::scopes_missing::LINT,
    super::too_many_scopes::LINT,
    super::root_scope::LINT,
    super::wildcard_scope::LINT,
    super::malformed_scope::LINT,
    super::several_management_groups::LINT,
    super::data_actions_at_management_group::LINT,
    super::resource_scope::LINT,
    super::duplicate_scope::LINT,
    super::condition_malformed::LINT,
    super::condition_ambiguous::LINT,
    super::condition_bypassable::LINT,
    super::name_missing::LINT,
    super::name_too_long::LINT,
    super::description_missing::LINT,
    super::description_too_long::LINT,
    super::id_missing::LINT,
    super::id_not_guid::LINT,
    super::duplicate_id::LINT,
    super::duplicate_name::LINT,
    super::copies_disagree::LINT,
    super::ignored_key::LINT,
    super::shape_loses_information::LINT,
];

/// Every lint.
pub fn lints() -> &'static [Lint] {
    LINTS
}

/// The lint with this id.
pub fn lint(id: &str) -> Option<&'static Lint> {
    LINTS.iter().find(|lint| lint.id == id)
}
