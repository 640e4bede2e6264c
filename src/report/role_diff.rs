//! [`RoleDiffView`]: what became of a role, as a difference and a check show it.

use serde::Serialize;

use super::doubt::{code, doubt_in_words};
use crate::access::{AccessChange, RoleDiff};
pub(crate) use crate::access::{AccessTrend, DiffSide};
use crate::model::{ObjectId, Plane, TaskName};

/// What became of a role.
#[derive(Debug, Clone, Serialize)]
pub struct RoleDiffView<'a> {
    /// Its name, the new one where there are two.
    pub name: &'a str,
    /// Its old name, where that is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old_name: Option<&'a str>,
    /// Its id.
    pub id: Option<&'a ObjectId>,
    /// In a word.
    pub change: AccessTrend,
    /// Access gained: one entry for each plane and condition.
    pub gained: Vec<GainOrLossView<'a>>,
    /// Access lost.
    pub lost: Vec<GainOrLossView<'a>>,
    /// Assignable scopes that no old one contains.
    pub scopes_gained: &'a [Box<str>],
    /// Assignable scopes that no new one contains.
    pub scopes_lost: &'a [Box<str>],
    /// The same actions are held under other conditions than before.
    pub condition_changed: bool,
    /// Tasks that the role alone allows now.
    pub tasks_gained: &'a [TaskName],
    /// Tasks that it alone allows no more.
    pub tasks_lost: &'a [TaskName],
    /// Where the search ran out of its budget.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub undecided: Vec<UndecidedView>,
    /// Why a definition cannot be read in full.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub doubts: Vec<&'static str>,
}

/// Actions of one plane, gained or lost.
#[derive(Debug, Clone, Serialize)]
pub struct GainOrLossView<'a> {
    /// The plane.
    pub plane: Plane,
    /// The catalog's operations among them.
    pub operations: &'a [Box<str>],
    /// How many operations of the catalog there are.
    pub count: usize,
    /// One of the actions.
    pub witness: &'a str,
    /// Whether that is an operation of the catalog; if not, the catalog shows none.
    pub in_catalog: bool,
    /// One of the actions that is no operation of the catalog, where one was found.
    pub beyond_catalog: Option<&'a str>,
    /// Those of the operations that control access itself.
    pub privileged: &'a [Box<str>],
    /// The condition under which the actions are held.
    pub condition: Option<&'a str>,
    /// The other side holds the same actions, under other conditions.
    pub otherwise_conditioned: bool,
    /// The patterns that bring them, as they are written.
    pub patterns: &'a [Box<str>],
}

/// Something that could not be decided.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct UndecidedView {
    /// The plane.
    pub plane: Plane,
    /// Whether it is the access gained, or the one lost, of which there may be more.
    pub side: DiffSide,
}

impl<'a> RoleDiffView<'a> {
    pub(crate) fn new(diff: &'a RoleDiff) -> Self {
        let undecided = diff.access.undecided.iter();
        Self {
            name: &diff.name,
            old_name: diff.old_name.as_deref(),
            id: diff.id.as_ref(),
            change: diff.change,
            gained: diff.access.gained.iter().map(GainOrLossView::new).collect(),
            lost: diff.access.lost.iter().map(GainOrLossView::new).collect(),
            scopes_gained: &diff.scopes_gained,
            scopes_lost: &diff.scopes_lost,
            condition_changed: diff.access.condition_changed,
            tasks_gained: &diff.tasks_gained,
            tasks_lost: &diff.tasks_lost,
            undecided: undecided.map(|open| UndecidedView { plane: open.plane, side: open.side }).collect(),
            doubts: diff.doubts.iter().map(|doubt| code(*doubt)).collect(),
        }
    }

    /// Whether nothing at all is different.
    pub fn is_nothing(&self) -> bool {
        self.change == AccessTrend::Same && self.scopes_gained.is_empty() && self.scopes_lost.is_empty()
    }

    /// What is not certain about it, in sentences.
    pub fn open_questions(&self) -> Vec<String> {
        let undecided = self.undecided.iter().map(|open| {
            let (plane, side) = (open.plane.name(), if open.side == DiffSide::Gained { "gained" } else { "lost" });
            format!("patterns with several stars made it too large to decide what else is {side} in the {plane} plane")
        });
        undecided.chain(self.doubts.iter().map(|code| doubt_in_words(code).to_owned())).collect()
    }
}

impl<'a> GainOrLossView<'a> {
    fn new(change: &'a AccessChange) -> Self {
        Self {
            plane: change.plane,
            operations: &change.operations,
            count: change.operations.len(),
            witness: change.action(),
            in_catalog: change.witness.in_catalog,
            beyond_catalog: change.beyond.as_deref(),
            privileged: &change.privileged,
            condition: change.condition.as_deref(),
            otherwise_conditioned: change.otherwise_conditioned,
            patterns: &change.patterns,
        }
    }
}
