//! The picture of a difference ([`DiffReport`], `rolecall/diff@1`).

use serde::{Serialize, Serializer};

use crate::access::{AccessChange, RoleDiff};
pub(crate) use crate::access::{AccessTrend, DiffSide};
use crate::catalog::Catalog;
use crate::compare::TenantDiff;
pub(crate) use crate::compare::{Because, Move, Person, TaskMove};
use crate::export::InputSummary;
use crate::graph::TenantGraph;
use crate::model::{Note, ObjectId, Plane};
use crate::pattern::Wildcards;
use crate::report::coverage::LedgerView;
use crate::report::doubt::{code, doubt_in_words};
use crate::report::head::{HeadView, NoteView};

/// The picture of a difference.
#[derive(Debug, Clone)]
pub struct DiffReport<'a> {
    head: HeadView,
    roles: &'a [RoleDiff],
    notes: &'a [Note],
    /// What people gained and lost, where two states of a tenant are compared.
    pub(crate) people: Option<&'a TenantDiff>,
    /// The states.
    states: Vec<StateView<'a>>,
}

/// One of the two states of a tenant.
#[derive(Debug, Clone, Copy)]
pub struct StateView<'a> {
    /// The tenant.
    pub tenant: &'a TenantGraph,
    /// What each of its inputs gave.
    pub inputs: &'a [InputSummary],
}

/// Something of one state.
#[derive(Debug, Serialize)]
struct SidedView<T> {
    /// `old` or `new`.
    side: &'static str,
    #[serde(flatten)]
    of: T,
}

/// An input. What it has in common with the other state may have been left out: nothing of it is counted.
#[derive(Debug, Serialize)]
struct DiffInputView<'a> {
    path: &'a str,
    format: &'static str,
    partial: bool,
}

impl<'a> DiffInputView<'a> {
    fn new(input: &'a InputSummary) -> Self {
        Self { path: &input.path, format: input.format, partial: input.partial }
    }
}

impl<'a> DiffReport<'a> {
    /// The picture of what became of some roles; the catalog is the one whose operations are counted.
    pub fn new(roles: &'a [RoleDiff], catalog: &Catalog, wildcards: Wildcards, notes: &'a [Note]) -> Self {
        let head = HeadView::new("rolecall/diff@1", catalog).wildcards(wildcards);
        Self { head, roles, notes, people: None, states: Vec::new() }
    }

    /// The same with what people gained and lost from the old state to the new one.
    #[must_use]
    pub fn with_people(self, people: &'a TenantDiff, states: [StateView<'a>; 2]) -> Self {
        let [old, new] = states;
        Self { head: self.head.at(new.tenant.at()), people: Some(people), states: vec![old, new], ..self }
    }

    /// What became of each role.
    pub fn roles(&self) -> impl ExactSizeIterator<Item = RoleDiffView<'a>> + use<'a> {
        self.roles.iter().map(RoleDiffView::new)
    }

    /// The day of the catalog whose operations are counted.
    pub(crate) fn date(&self) -> &str {
        &self.head.catalog.date
    }

    fn sided<T>(&self, of: impl Fn(&StateView<'a>) -> Vec<T>) -> Vec<SidedView<T>> {
        let states = ["old", "new"].into_iter().zip(&self.states);
        states.flat_map(|(side, state)| of(state).into_iter().map(move |of| SidedView { side, of })).collect()
    }
}

/// The document, under the names of the JSON.
#[derive(Serialize)]
struct DiffDocument<'a> {
    #[serde(flatten)]
    head: &'a HeadView,
    #[serde(skip_serializing_if = "Option::is_none")]
    inputs: Option<Vec<SidedView<DiffInputView<'a>>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ledger: Option<Vec<SidedView<LedgerView<'a>>>>,
    notes: Vec<NoteView<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    principals: Option<&'a [Move]>,
    roles: Vec<RoleDiffView<'a>>,
}

impl Serialize for DiffReport<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let inputs = self.sided(|state| state.inputs.iter().map(DiffInputView::new).collect());
        let ledger = self.sided(|state| LedgerView::of_tenant(state.tenant, &[]));
        let document = DiffDocument {
            head: &self.head,
            inputs: self.people.is_some().then_some(inputs),
            ledger: self.people.is_some().then_some(ledger),
            notes: NoteView::all(self.notes),
            principals: self.people.map(|people| people.moves.as_slice()),
            roles: self.roles().collect(),
        };
        document.serialize(serializer)
    }
}

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
    pub tasks_gained: &'a [String],
    /// Tasks that it alone allows no more.
    pub tasks_lost: &'a [String],
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
