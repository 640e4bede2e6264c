//! The JSON schema of a difference.

use serde_json::Value;

use crate::report::role_diff::{AccessTrend, DiffSide};
use crate::report::schema::{
    boolean, code, coverage, document, from_one, head_with_optional_instant, ledger, list, note, number, object, one_of,
    or_null, plane, step_kind, text, text_or_null, variant_of, verdict, with,
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
            ("principals?", list(&moved())),
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

fn moved() -> Value {
    object(&[("principals", list(&person())), ("gained", list(&task())), ("lost", list(&task()))])
}

fn person() -> Value {
    object(&[("id", text()), ("name", text_or_null())])
}

fn task() -> Value {
    let because = object(&[
        ("kind", step_kind()),
        ("holder", person()),
        ("assignment", text_or_null()),
        ("role", text_or_null()),
        ("role_name", text_or_null()),
        ("scope", text()),
        ("only_here", boolean()),
        ("membership_only_here", boolean()),
        ("input", text_or_null()),
        ("record", or_null(&from_one())),
    ]);
    object(&[
        ("task", text()),
        ("pack", text()),
        ("targets", list(&text())),
        ("targets_differ", boolean()),
        ("before", verdict()),
        ("after", verdict()),
        ("because", list(&because)),
    ])
}
