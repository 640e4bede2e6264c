//! The picture of a difference ([`DiffReport`], `rolecall/diff@1`).

use std::cmp::Reverse;

use serde::{Serialize, Serializer};

use super::assumptions;
use super::gaps::gaps;
use super::state::StateView;
use super::tenant::{DiffAnswerView, DirectoryMoveView, Lead, Leads, NotComparedView, OperationsView, TaskMove};
use crate::access::RoleDiff;
use crate::arrange::Arrange as _;
use crate::catalog::Catalog;
pub(crate) use crate::compare::{ChangedFact, Move};
use crate::compare::{StateSide, TenantDiff};
use crate::export::InputSummary;
use crate::graph::TenantGraph;
use crate::model::{Note, TaskPack};
use crate::pattern::Wildcards;
use crate::report::answers::places::{displayed, scope_called};
use crate::report::answers::power::{Power, of_operations};
use crate::report::head::{HeadView, SourcesView};
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
    /// The packs whose tasks were asked.
    packs: &'a [TaskPack],
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
        Self { head, roles, notes, people: None, states: Vec::new(), packs: &[] }
    }

    /// The same with what people gained and lost from the old state to the new one.
    #[must_use]
    pub fn with_people(self, people: &'a TenantDiff, states: [StateView<'a>; 2]) -> Self {
        let [old, new] = states;
        Self { head: self.head.at(new.tenant.at()), people: Some(people), states: vec![old, new], ..self }
    }

    /// The same with the packs whose tasks were asked of people.
    #[must_use]
    pub fn with_packs(self, packs: &'a [TaskPack]) -> Self {
        Self { packs, ..self }
    }

    /// What became of each role.
    pub fn roles(&self) -> impl ExactSizeIterator<Item = RoleDiffView<'a>> + use<'a> {
        self.roles.iter().map(RoleDiffView::new)
    }

    /// What became of the roles that are not what they were: those that gained the most dangerous operations first.
    pub(crate) fn changed_roles(&self) -> Vec<RoleDiffView<'a>> {
        let mut changed: Vec<RoleDiffView<'_>> = self.roles().filter(|role| !role.is_nothing()).collect();
        changed.arrange_by_cached_key(|role| Reverse(weight(role)));
        changed
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
        OperationsView::all(self.people.map(|people| people.access.as_slice()).unwrap_or_default())
    }

    /// The Microsoft Entra roles that people gained and lost.
    pub(crate) fn directory_roles(&self) -> Vec<DirectoryMoveView<'a>> {
        self.people.into_iter().flat_map(|people| &people.directory).map(DirectoryMoveView::new).collect()
    }

    /// The tenant in its old and in its new state, where two states are compared.
    pub(crate) fn tenants(&self) -> [Option<&'a TenantGraph>; 2] {
        [self.states.first(), self.states.get(1)].map(|state| state.map(|state| state.tenant))
    }

    /// The catalog of the new state.
    pub(crate) fn catalog(&self) -> Option<&'a Catalog> {
        self.tenants().into_iter().rev().flatten().next().map(TenantGraph::catalog)
    }

    /// What a scope is called now, or was.
    pub(crate) fn scope_called(&self, scope: &str) -> String {
        let states = || self.tenants().into_iter().rev().flatten();
        let named = states().find_map(|tenant| displayed(tenant, tenant.facts().scopes.lookup(scope)?).map(str::to_owned));
        named.or_else(|| states().next().map(|tenant| scope_called(tenant, scope))).unwrap_or_else(|| scope.to_owned())
    }

    /// What people read of a task.
    pub(crate) fn title(&self, task: &'a TaskMove) -> &'a str {
        let pack = self.packs.iter().find(|pack| pack.id == *task.pack);
        pack.and_then(|pack| pack.tasks.iter().find(|own| own.id == task.task)).map_or(&task.task, |own| &own.title)
    }

    /// What a target is called.
    pub(crate) fn target_called(&self, target: &str) -> String {
        if target == "tenant" { "the tenant".to_owned() } else { self.scope_called(target) }
    }

    /// What leads to access without being any.
    pub(crate) fn leads(&self) -> Option<&'a Leads> {
        self.people.map(|people| &people.leads)
    }

    /// What cannot be compared.
    pub(crate) fn not_compared(&self) -> Vec<NotComparedView<'a>> {
        self.people.into_iter().flat_map(|people| &people.not_compared).map(NotComparedView::new).collect()
    }

    /// What the comparison takes for whole though nothing proves it: one line for each list.
    pub(crate) fn assumptions(&self) -> Vec<String> {
        assumptions::lines(&self.states)
    }

    /// What the report rests on: both states, one after the other.
    fn sources(&self) -> SourcesView<'a, DiffInputView<'a>> {
        let lacking = self.people.map(|people| people.lacking.as_slice()).unwrap_or_default();
        let states = StateSide::BOTH.into_iter().zip(&self.states);
        states.fold(SourcesView::without_tenant(self.notes), |sources, (side, state)| {
            let inputs = state.inputs.iter().map(DiffInputView::new);
            sources.with_state(Some(side), state.tenant, inputs).with_gaps(Some(side), gaps(lacking, side))
        })
    }
}

/// The power of what a role gained, how many privileged operations, and how many operations.
fn weight(role: &RoleDiffView<'_>) -> (Option<Power>, usize, usize) {
    let power = role.gained.iter().map(|change| of_operations(change.operations, change.witness)).max();
    let privileged = role.gained.iter().map(|change| change.privileged.len()).sum();
    (power, privileged, role.gained.iter().map(|change| change.count).sum())
}

/// The document, under the names of the JSON.
#[derive(Serialize)]
struct DiffDocument<'a> {
    #[serde(flatten)]
    head: &'a HeadView,
    #[serde(flatten)]
    sources: SourcesView<'a, DiffInputView<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<DiffAnswerView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    packs: Option<Vec<&'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    changes: Option<&'a [ChangedFact]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    principals: Option<&'a [Move]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    operations: Option<Vec<OperationsView<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    directory_roles: Option<Vec<DirectoryMoveView<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    leads: Option<&'a [Lead]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_compared: Option<Vec<NotComparedView<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    assumes: Option<Vec<usize>>,
    roles: Vec<RoleDiffView<'a>>,
}

impl Serialize for DiffReport<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let document = DiffDocument {
            head: &self.head,
            sources: self.sources(),
            answer: self.answer(),
            packs: self.people.map(|_| self.packs.iter().map(|pack| pack.id.as_str()).collect()),
            changes: self.people.map(|people| people.facts.as_slice()),
            principals: self.people.map(|people| people.moves.as_slice()),
            operations: self.people.map(|_| self.operations()),
            directory_roles: self.people.map(|_| self.directory_roles()),
            leads: self.people.map(|people| people.leads.changed.as_slice()),
            not_compared: self.people.map(|_| self.not_compared()),
            assumes: self.people.map(|_| assumptions::numbers(&self.states)),
            roles: self.roles().collect(),
        };
        document.serialize(serializer)
    }
}
