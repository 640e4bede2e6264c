//! The lints of custom role files: each lint is one file, and the head of that file is its documentation.
//!
//! A [`Lint`] is plain data with a function. To add one: a file here, its `mod` line, its line in `table.rs`, and
//! `fixtures/lint/<id>/` with inputs called `good*` and `bad*`. A lint finds a fault and words it. What becomes of a [`Finding`]
//! (another severity, an allow, the baseline, a fix) is decided by [`crate::review`].

mod action_class;
mod built_ins;
mod can_assign_roles;
mod can_elevate;
mod can_remove_protection;
mod can_write_role_definitions;
mod condition_ambiguous;
mod condition_bypassable;
mod condition_malformed;
mod condition_place;
mod copies_disagree;
mod cost;
mod data_actions_at_management_group;
mod definition;
mod description_missing;
mod description_too_long;
pub mod documentation;
mod duplicate_action;
mod duplicate_id;
mod duplicate_name;
mod duplicate_scope;
mod equals_built_in;
mod example_action;
mod exceeds_base;
mod finding;
mod grants_nothing;
mod id_missing;
mod id_not_guid;
mod ignored_key;
mod knowledge;
mod list_kind;
mod malformed_scope;
mod matching_built_ins;
mod missing_verb;
mod multiple_wildcards;
mod name_missing;
mod name_too_long;
mod notaction_takes_nothing;
mod options;
mod owner_equivalent;
mod ownership;
mod partial_segment_wildcard;
mod pattern_matches_nothing;
mod privilege_escalation;
mod provider;
mod redundant_action;
mod resource_scope;
mod role;
mod role_assignments;
mod root_scope;
mod run;
mod scopes_missing;
mod several_management_groups;
mod shape_loses_information;
mod sibling_left_open;
mod stray_blank;
mod stray_slash;
mod table;
mod too_many_actions;
mod too_many_scopes;
mod twins;
mod unknown_action;
mod unknown_provider;
mod verbs;
mod vocabulary;
mod wildcard_data;
mod wildcard_scope;
mod wildcard_write;
mod within_built_in;
mod wrong_plane;

pub use definition::{Lint, Topic};
pub use finding::{Finding, FindingPlace};
pub use options::{LintOptions, RoleLimit};
#[cfg(feature = "native")]
pub(crate) use provider::provider;
pub use run::{read_ahead, run};
pub use table::{lint, lints};
