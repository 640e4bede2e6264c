//! The JSON schema of a difference.

use serde_json::Value;

use super::tenant_schema;
pub(crate) use super::tenant_schema::moved;
use crate::compare::StateSide;
use crate::report::role_diff::{AccessTrend, DiffSide};
use crate::report::schema::{
    boolean, code, document, head_with_optional_instant, list, number, object, plane, sources_of, text, text_or_null,
    variant_of, with,
};

/// The schema of `rolecall/diff@1`.
pub(crate) fn schema() -> Value {
    let input = vec![("path", text()), ("format", text()), ("partial", boolean())];
    let sources = sources_of(Some(&("side", variant_of(&StateSide::BOTH))), input);
    let keys = with(
        with(head_with_optional_instant("rolecall/diff@1"), &sources),
        &[
            ("answer?", tenant_schema::answer()),
            ("packs?", list(&text())),
            ("changes?", list(&tenant_schema::change())),
            ("principals?", list(&tenant_schema::moved())),
            ("operations?", list(&tenant_schema::operations())),
            ("directory_roles?", list(&tenant_schema::directory_role())),
            ("leads?", list(&tenant_schema::lead())),
            ("not_compared?", list(&tenant_schema::not_compared())),
            ("assumes?", list(&number())),
            ("roles", list(&role())),
        ],
    );
    document("A report of `rolecall diff`", &keys)
}

/// What became of a role.
pub(crate) fn role() -> Value {
    use AccessTrend::{Added, Changed, Narrowed, Removed, Same, Unknown, Widened};
    let undecided = object(&[("plane", plane()), ("side", variant_of(&[DiffSide::Gained, DiffSide::Lost]))]);
    object(&[
        ("name", text()),
        ("old_name?", text()),
        ("id", text_or_null()),
        ("change", variant_of(&[Added, Removed, Widened, Narrowed, Changed, Same, Unknown])),
        ("gained", list(&access())),
        ("lost", list(&access())),
        ("scopes_gained", list(&text())),
        ("scopes_lost", list(&text())),
        ("condition_changed", boolean()),
        ("tasks_gained", list(&text())),
        ("tasks_lost", list(&text())),
        ("undecided?", list(&undecided)),
        ("doubts?", list(&code())),
    ])
}

fn access() -> Value {
    object(&[
        ("plane", plane()),
        ("operations", list(&text())),
        ("count", number()),
        ("witness", text()),
        ("in_catalog", boolean()),
        ("beyond_catalog", text_or_null()),
        ("privileged", list(&text())),
        ("condition", text_or_null()),
        ("otherwise_conditioned", boolean()),
        ("patterns", list(&text())),
    ])
}
