//! The JSON schema of a difference.

use serde_json::Value;

use super::tenant_schema;
use crate::report::role_diff::{AccessTrend, DiffSide};
use crate::report::schema::{
    boolean, code, coverage, document, head_with_optional_instant, ledger, list, note, number, object, one_of, plane, text,
    text_or_null, variant_of, with,
};

/// The schema of `rolecall/diff@1`.
pub(crate) fn schema() -> Value {
    let side = ("side", one_of(&["old", "new"]));
    let input = object(&[side.clone(), ("path", text()), ("format", text()), ("partial", boolean())]);
    let coverage = object(&with(vec![side.clone()], &coverage()));
    let ledger = object(&with(vec![side], &ledger()));
    let keys = with(
        head_with_optional_instant("rolecall/diff@1"),
        &[
            ("inputs?", list(&input)),
            ("coverage?", list(&coverage)),
            ("ledger?", list(&ledger)),
            ("notes", list(&note())),
            ("answer?", tenant_schema::answer()),
            ("changes?", list(&tenant_schema::change())),
            ("principals?", list(&tenant_schema::moved())),
            ("operations?", list(&tenant_schema::operations())),
            ("directory_roles?", list(&tenant_schema::directory_role())),
            ("not_compared?", list(&tenant_schema::not_compared())),
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
