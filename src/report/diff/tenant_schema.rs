//! The JSON schema of what a difference of two exports says beside roles.

use serde_json::Value;

use super::tenant::{FactChange, FactKind, FactPart, LackingSide, LeadKind, MoveTrend};
use crate::report::schema::{
    boolean, code, from_one, list, number, object, or_null, plane, step_kind, text, text_or_null, variant_of, verdict,
};

/// The answer in numbers.
pub(super) fn answer() -> Value {
    object(&[("gained", number()), ("lost", number()), ("changes", number()), ("open", boolean())])
}

/// A fact that came, went or changed.
pub(super) fn change() -> Value {
    use FactChange::{Added, Changed, Removed};
    use FactPart::{Access, Condition, Denied, Narrowed, Status, Time, Widened};
    object(&[
        ("kind", variant_of(&FactKind::ALL)),
        ("change", variant_of(&[Added, Removed, Changed])),
        ("parts", list(&variant_of(&[Condition, Time, Status, Denied, Widened, Narrowed, Access]))),
        ("principal", or_null(&person())),
        ("group", or_null(&person())),
        ("role", text_or_null()),
        ("name", text_or_null()),
        ("scope", text_or_null()),
        ("condition", text_or_null()),
        ("id", text_or_null()),
        ("input", text_or_null()),
        ("record", or_null(&from_one())),
        ("old_input", text_or_null()),
        ("old_record", or_null(&from_one())),
    ])
}

/// Actions that people gained or lost at a scope.
pub(super) fn operations() -> Value {
    let actions = object(&[
        ("plane", plane()),
        ("count", number()),
        ("witness", text()),
        ("in_catalog", boolean()),
        ("privileged", list(&text())),
        ("condition", text_or_null()),
        ("otherwise_conditioned", boolean()),
        ("patterns", list(&text())),
    ]);
    object(&[
        ("principals", list(&person())),
        ("scope", text()),
        ("change", trend()),
        ("eligible", boolean()),
        ("by_deny", boolean()),
        ("roles", list(&text())),
        ("actions", list(&actions)),
        ("undecided", boolean()),
    ])
}

/// A Microsoft Entra role that people gained or lost.
pub(super) fn directory_role() -> Value {
    object(&[
        ("change", trend()),
        ("principals", list(&person())),
        ("role", text()),
        ("name", text()),
        ("scope", text()),
        ("eligible", boolean()),
    ])
}

/// What leads to access, and came or went.
pub(super) fn lead() -> Value {
    object(&[
        ("kind", variant_of(&LeadKind::ALL)),
        ("change", variant_of(&[FactChange::Added, FactChange::Removed])),
        ("principal", person()),
        ("of", text()),
        ("of_name", text_or_null()),
        ("app_role", text_or_null()),
        ("input", text_or_null()),
        ("record", or_null(&from_one())),
    ])
}

/// Something that cannot be compared.
pub(super) fn not_compared() -> Value {
    use LackingSide::{Both, New, Old};
    object(&[
        ("kind", code()),
        ("place", text()),
        ("name", text_or_null()),
        ("side", variant_of(&[Old, New, Both])),
        ("old", or_null(&code())),
        ("new", or_null(&code())),
        ("open", boolean()),
        ("remedy", text()),
    ])
}

fn trend() -> Value {
    variant_of(&[MoveTrend::Gained, MoveTrend::Lost])
}

/// Tasks that people gained and lost.
pub(crate) fn moved() -> Value {
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
        ("definition_changed", boolean()),
        ("input", text_or_null()),
        ("record", or_null(&from_one())),
        ("changed", or_null(&object(&[("input", text()), ("record", from_one())]))),
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
