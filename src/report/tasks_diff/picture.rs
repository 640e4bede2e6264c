//! The picture of two task packs ([`TasksDiffReport`], `rolecall/tasks-diff@1`).

use serde::{Serialize, Serializer};

use crate::catalog::Catalog;
use crate::compare::{Because, PackComparison, PackEffect, RequirementChange};
pub(crate) use crate::compare::{Move, Person, RequirementTrend, TaskMove};
use crate::export::InputSummary;
use crate::graph::TenantGraph;
use crate::model::{Note, Task, TaskPack};
pub(crate) use crate::pack::difference::{PackChangeKind, PackPart};
use crate::pattern::Wildcards;
use crate::report::answers::places::{held_at, scope_called};
use crate::report::gap::{GapGroup, GapView};
use crate::report::head::{HeadView, SourcesView};
use crate::report::pack_change::{DifferenceView, PackChangeView};

/// The picture of what a pack says otherwise than an earlier one.
#[derive(Debug, Clone)]
pub struct TasksDiffReport<'a> {
    head: HeadView,
    comparison: &'a PackComparison,
    packs: [&'a TaskPack; 2],
    effect: Option<PackEffectView<'a>>,
    notes: &'a [Note],
}

/// Whom it makes a difference for in a tenant.
#[derive(Debug, Clone, Copy)]
pub struct PackEffectView<'a> {
    /// What people can do by one pack and not by the other.
    pub effect: &'a PackEffect,
    /// The tenant.
    pub tenant: &'a TenantGraph,
    /// What each of its inputs gave.
    pub inputs: &'a [InputSummary],
    /// How middle wildcards were read (R-PAT-7).
    pub wildcards: Wildcards,
}

/// A change, and what it means.
#[derive(Debug, Serialize)]
pub(crate) struct ChangeView<'a> {
    #[serde(flatten)]
    pub(crate) change: PackChangeView<'a>,
    /// Whether a changed requirement asks for more or for less; none for other changes.
    pub(crate) reach: Option<RequirementTrend>,
    /// What is enough now and was not.
    pub(crate) newly_enough: &'a [String],
    /// What was enough and is not any more.
    pub(crate) no_longer_enough: &'a [String],
}

impl<'a> TasksDiffReport<'a> {
    /// The picture of the difference of two packs.
    pub fn new(comparison: &'a PackComparison, packs: [&'a TaskPack; 2], catalog: &Catalog, notes: &'a [Note]) -> Self {
        let head = HeadView::new("rolecall/tasks-diff@1", catalog);
        Self { head, comparison, packs, effect: None, notes }
    }

    /// The same with what it means for people.
    #[must_use]
    pub fn with_effect(self, effect: PackEffectView<'a>) -> Self {
        let head = self.head.at(effect.tenant.at()).wildcards(effect.wildcards);
        Self { head, effect: Some(effect), ..self }
    }

    /// The changes, in the order of the packs.
    pub(crate) fn changes(&self) -> Vec<ChangeView<'a>> {
        let view = DifferenceView::new(&self.comparison.difference);
        let own = self.comparison.difference.changes.iter().zip(view.changes);
        own.map(|(change, view)| ChangeView::new(view, self.comparison.meaning(change))).collect()
    }

    /// The ids of the earlier and of the later pack.
    pub(crate) fn packs(&self) -> [&'a str; 2] {
        self.packs.map(|pack| pack.id.as_str())
    }

    /// The title of a task, as the later pack that has it says it.
    pub(crate) fn title(&self, id: &'a str) -> &'a str {
        let [old, new] = self.packs;
        let find = |pack: &'a TaskPack| pack.tasks.iter().find(|task| task.id == id);
        find(new).or_else(|| find(old)).map_or(id, |task: &Task| &task.title)
    }

    /// Who gains and loses what; none where no tenant was asked.
    pub(crate) fn moves(&self) -> Option<&'a [Move]> {
        self.effect.map(|effect| effect.effect.moves.as_slice())
    }

    /// Whether the exports leave it open for somebody; none where no tenant was asked.
    pub(crate) fn is_open(&self) -> Option<bool> {
        self.effect.map(|effect| effect.effect.open)
    }

    /// The name of a target, or of a scope.
    pub(crate) fn called(&self, id: &str) -> String {
        self.effect.map_or_else(|| id.to_owned(), |effect| scope_called(effect.tenant, id))
    }

    /// The name of the place where something is held.
    pub(crate) fn held_at(&self, own: &Because) -> String {
        self.effect.map_or_else(|| own.scope.clone(), |effect| held_at(effect.tenant, own.kind, &own.scope))
    }

    /// What the exports lack, like together.
    pub(crate) fn gap_groups(&self) -> Vec<GapGroup> {
        self.effect.map(|effect| GapGroup::of(&effect.effect.gaps)).unwrap_or_default()
    }

    fn sources(&self) -> SourcesView<'a> {
        let sources = SourcesView::without_tenant(self.notes);
        match self.effect {
            Some(effect) => sources
                .with_state(None, effect.tenant, effect.inputs)
                .with_gaps(None, effect.effect.gaps.iter().map(GapView::new)),
            None => sources,
        }
    }
}

impl<'a> ChangeView<'a> {
    fn new(change: PackChangeView<'a>, meaning: Option<&'a RequirementChange>) -> Self {
        Self {
            change,
            reach: meaning.map(|own| own.reach),
            newly_enough: meaning.map(|own| own.newly_enough.as_slice()).unwrap_or_default(),
            no_longer_enough: meaning.map(|own| own.no_longer_enough.as_slice()).unwrap_or_default(),
        }
    }
}

/// The document, under the names of the JSON.
#[derive(Serialize)]
struct TasksDiffDocument<'a> {
    #[serde(flatten)]
    head: &'a HeadView,
    packs: [&'a str; 2],
    changes: Vec<ChangeView<'a>>,
    principals: Option<&'a [Move]>,
    open: Option<bool>,
    #[serde(flatten)]
    sources: SourcesView<'a>,
}

impl Serialize for TasksDiffReport<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (packs, changes, principals) = (self.packs(), self.changes(), self.moves());
        let (open, sources) = (self.is_open(), self.sources());
        let document = TasksDiffDocument { head: &self.head, packs, changes, principals, open, sources };
        document.serialize(serializer)
    }
}
