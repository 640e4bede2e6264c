//! What a pack says otherwise than an earlier one ([`DifferenceView`]), and its words.

use serde::Serialize;
use serde_json::Value;

use super::schema::{text, text_or_null, variant_of};
use crate::pack::difference::{PackChange, PackChangeKind, PackDifference, PackPart};

/// What changed from a pack to the next.
#[derive(Debug, Serialize)]
pub struct DifferenceView<'a> {
    /// The earlier pack.
    pub from: &'a str,
    /// The later pack.
    pub to: &'a str,
    /// The changes.
    pub changes: Vec<PackChangeView<'a>>,
}

/// One change of a pack.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct PackChangeView<'a> {
    /// A prerequisite or a task.
    pub what: PackPart,
    /// Its id.
    pub id: &'a str,
    /// The id that it had.
    pub was: Option<&'a str>,
    /// What happened.
    pub change: PackChangeKind,
    /// What the earlier pack says.
    pub before: Option<&'a str>,
    /// What the later pack says.
    pub after: Option<&'a str>,
}

impl<'a> DifferenceView<'a> {
    pub(crate) fn new(difference: &'a PackDifference) -> Self {
        let change = |own: &'a PackChange| PackChangeView {
            what: own.what,
            id: &own.id,
            was: own.was.as_deref(),
            change: own.change,
            before: own.before.as_deref(),
            after: own.after.as_deref(),
        };
        Self { from: &difference.from, to: &difference.to, changes: difference.changes.iter().map(change).collect() }
    }
}

/// What changed, with the id that it had.
pub(crate) fn called(change: &PackChangeView<'_>) -> String {
    let what = match change.what {
        PackPart::Prerequisite => "prerequisite",
        PackPart::Task => "task",
    };
    match change.was {
        Some(was) => format!("{what} {} (was {was})", change.id),
        None => format!("{what} {}", change.id),
    }
}

/// A change of a pack, in a sentence; what it says before and after follows.
pub(crate) fn change(change: &PackChangeView<'_>) -> String {
    let called = called(change);
    match change.change {
        PackChangeKind::Added => format!("{called} added"),
        PackChangeKind::Removed => format!("{called} removed"),
        PackChangeKind::WeighsOther => format!("{called} decides otherwise"),
        PackChangeKind::LooksElsewhere => format!("{called} looks at something else"),
        PackChangeKind::Moved => format!("{called} is asked of another target"),
        PackChangeKind::RequiresOther => format!("{called} requires something else"),
        PackChangeKind::UsesOther => format!("{called} is known to use other actions"),
        PackChangeKind::Renamed => format!("{called} renamed"),
    }
}

/// The keys of a change in JSON.
pub(crate) fn schema_keys() -> Vec<(&'static str, Value)> {
    use PackChangeKind::{Added, LooksElsewhere, Moved, Removed, Renamed, RequiresOther, UsesOther, WeighsOther};
    let kinds = variant_of(&[Added, Removed, WeighsOther, LooksElsewhere, Moved, RequiresOther, UsesOther, Renamed]);
    vec![
        ("what", variant_of(&[PackPart::Prerequisite, PackPart::Task])),
        ("id", text()),
        ("was", text_or_null()),
        ("change", kinds),
        ("before", text_or_null()),
        ("after", text_or_null()),
    ]
}
