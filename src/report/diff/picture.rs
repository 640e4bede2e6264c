//! The picture of a difference ([`DiffReport`], `rolecall/diff@1`).

use serde::{Serialize, Serializer};

use super::tenant::{DiffAnswerView, DirectoryMoveView, NotComparedView, OperationsView};
use crate::access::RoleDiff;
use crate::catalog::Catalog;
use crate::compare::TenantDiff;
pub(crate) use crate::compare::{ChangedFact, Move};
use crate::export::InputSummary;
use crate::graph::TenantGraph;
use crate::model::Note;
use crate::pattern::Wildcards;
use crate::report::coverage::{CoverageEntryView, CoverageView};
use crate::report::head::{HeadView, NoteView};
use crate::report::role_diff::RoleDiffView;

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

    /// The answer in numbers, where two states of a tenant are compared.
    pub(crate) fn answer(&self) -> Option<DiffAnswerView> {
        self.people.map(DiffAnswerView::new)
    }

    /// The actions that people gained and lost.
    pub(crate) fn operations(&self) -> Vec<OperationsView<'a>> {
        self.people.into_iter().flat_map(|people| &people.access).map(OperationsView::new).collect()
    }

    /// The Microsoft Entra roles that people gained and lost.
    pub(crate) fn directory_roles(&self) -> Vec<DirectoryMoveView<'a>> {
        self.people.into_iter().flat_map(|people| &people.directory).map(DirectoryMoveView::new).collect()
    }

    /// What cannot be compared.
    pub(crate) fn not_compared(&self) -> Vec<NotComparedView<'a>> {
        self.people.into_iter().flat_map(|people| &people.not_compared).map(NotComparedView::new).collect()
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
    coverage: Option<Vec<SidedView<CoverageEntryView<'a>>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ledger: Option<Vec<SidedView<CoverageView<'a>>>>,
    notes: Vec<NoteView<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<DiffAnswerView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    changes: Option<&'a [ChangedFact]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    principals: Option<&'a [Move]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    operations: Option<Vec<OperationsView<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    directory_roles: Option<Vec<DirectoryMoveView<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_compared: Option<Vec<NotComparedView<'a>>>,
    roles: Vec<RoleDiffView<'a>>,
}

impl Serialize for DiffReport<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let inputs = self.sided(|state| state.inputs.iter().map(DiffInputView::new).collect());
        let coverage = self.sided(|state| CoverageEntryView::of_tenant(state.tenant));
        let ledger = self.sided(|state| CoverageView::of_tenant(state.tenant));
        let document = DiffDocument {
            head: &self.head,
            inputs: self.people.is_some().then_some(inputs),
            coverage: self.people.is_some().then_some(coverage),
            ledger: self.people.is_some().then_some(ledger),
            notes: NoteView::all(self.notes),
            answer: self.answer(),
            changes: self.people.map(|people| people.facts.as_slice()),
            principals: self.people.map(|people| people.moves.as_slice()),
            operations: self.people.map(|_| self.operations()),
            directory_roles: self.people.map(|_| self.directory_roles()),
            not_compared: self.people.map(|_| self.not_compared()),
            roles: self.roles().collect(),
        };
        document.serialize(serializer)
    }
}
