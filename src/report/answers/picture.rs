//! The picture of answers ([`AnswersView`]), as an audit, an explanation and readiness show them. Nothing is copied to make it: lists
//! are iterators over the outcome, and proofs are found as they are written.

use std::collections::BTreeMap;

use super::finding::FindingView;
use super::power::Powers;
use super::views::{ClassView, PrincipalView, TargetView, TaskView};
use super::{assumptions, words};
use crate::arrange::Arrange as _;
use crate::audit::{CaveatCode, Outcome};
use crate::decide::Verdict;
use crate::export::InputSummary;
use crate::graph::TenantGraph;
use crate::model::Note;
use crate::report::gap::{GapGroup, GapView};
use crate::report::head::{FilterView, HeadView, NoteView, SourcesView};

/// Who can do what, with the sources that the answers rest on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AnswersView<'a> {
    outcome: &'a Outcome,
    tenant: &'a TenantGraph,
    inputs: &'a [InputSummary],
    notes: &'a [Note],
}

impl<'a> AnswersView<'a> {
    /// The picture of an outcome.
    pub(crate) fn new(outcome: &'a Outcome, tenant: &'a TenantGraph, inputs: &'a [InputSummary], notes: &'a [Note]) -> Self {
        Self { outcome, tenant, inputs, notes }
    }

    /// The head of a report of some schema.
    pub(crate) fn head(&self, schema: &'static str) -> HeadView {
        let head = HeadView::new(schema, self.tenant.catalog());
        head.at(self.tenant.at()).wildcards(self.outcome.wildcards)
    }

    pub(crate) fn sources(&self) -> SourcesView<'a> {
        self.sources_of(self.inputs)
    }

    /// The sources, with inputs of which more is said.
    pub(crate) fn sources_of<I>(&self, inputs: impl IntoIterator<Item = I>) -> SourcesView<'a, I> {
        SourcesView::without_tenant(self.notes).with_state(None, self.tenant, inputs).with_gaps(None, self.gaps())
    }

    /// Whom and what the questions were narrowed to; `None` where they are about everyone and everything.
    pub(crate) fn filter(&self) -> Option<FilterView<'a>> {
        FilterView::new(self.outcome, self.tenant)
    }

    /// The workspaces for which somebody says that unified RBAC is activated; `None` where nobody said.
    pub(crate) fn urbac(&self) -> Option<&'a [Box<str>]> {
        self.tenant.facts().defender.activated.named()
    }

    pub(crate) fn inputs(&self) -> &'a [InputSummary] {
        self.inputs
    }

    pub(crate) fn gaps(&self) -> Vec<GapView> {
        self.outcome.gaps.iter().map(GapView::new).collect()
    }

    /// The same for people: gaps of one kind together.
    pub(crate) fn gap_groups(&self) -> Vec<GapGroup> {
        GapGroup::of(&self.outcome.gaps)
    }

    /// What each `no` assumes: one line for each list that only looks whole.
    pub(crate) fn assumptions(&self) -> Vec<String> {
        assumptions::lines(self.tenant, &self.outcome.behind_noes)
    }

    /// What the answers say nothing of for one reason.
    pub(crate) fn caveats_of(&self, code: CaveatCode) -> Vec<String> {
        let own = self.outcome.caveats.iter().filter(|caveat| caveat.code == code);
        own.map(|caveat| words::caveat_of_all(self.tenant, caveat)).collect()
    }

    /// What the answers say nothing of, one line for each kind of list.
    pub(crate) fn caveats(&self) -> Vec<String> {
        self.outcome.caveats.iter().map(|caveat| words::caveat_of_all(self.tenant, caveat)).collect()
    }

    pub(crate) fn notes(&self) -> impl Iterator<Item = NoteView<'a>> + use<'a> {
        self.notes.iter().map(NoteView::new)
    }

    pub(crate) fn findings(&self) -> impl Iterator<Item = FindingView<'a>> + use<'a> {
        let tenant = self.tenant;
        let mut all: Vec<_> = self.outcome.findings.iter().map(|finding| FindingView::new(finding, tenant)).collect();
        all.arrange_by(|a, b| (a.code.name(), &a.subject, &a.message).cmp(&(b.code.name(), &b.subject, &b.message)));
        all.into_iter()
    }

    pub(crate) fn tasks(&self) -> impl ExactSizeIterator<Item = TaskView<'a>> + use<'a> {
        self.outcome.tasks.iter().map(TaskView::new)
    }

    pub(crate) fn targets(&self) -> impl ExactSizeIterator<Item = TargetView<'a>> + use<'a> {
        self.outcome.targets.iter().map(TargetView::new)
    }

    /// The numbers of the targets of each task; none where it is not asked.
    pub(crate) fn targets_of(&self) -> &'a [Vec<usize>] {
        &self.outcome.targets_of
    }

    /// Tells how powerful a grant is.
    pub(crate) fn powers(&self) -> Powers<'a> {
        Powers::new(self.tenant, self.outcome.wildcards)
    }

    /// The organization, where an export names it: its name, if it has one, and its id.
    pub(crate) fn organization(&self) -> Option<(Option<&'a str>, &'a str)> {
        let own = self.tenant.facts().organizations.first()?;
        Some((own.name.as_deref(), &own.id))
    }

    /// Every principal of every class, by id.
    pub(crate) fn principals(&self) -> Vec<PrincipalView<'a>> {
        let ids = self.outcome.classes.iter().flat_map(|class| &class.principals);
        let mut views: Vec<PrincipalView<'a>> = ids.map(|&id| PrincipalView::new(self.tenant, id)).collect();
        views.arrange_by_key(|view| view.id);
        views
    }

    /// How many principals have each answer as their best one.
    pub(crate) fn best_answers(&self) -> BTreeMap<Verdict, usize> {
        let mut all = BTreeMap::new();
        for class in &self.outcome.classes {
            let best = class.results.iter().map(|result| result.decision.verdict).max().unwrap_or(Verdict::NotAllowed);
            *all.entry(best).or_default() += class.principals.len();
        }
        all
    }

    /// How many tasks have each answer as their best one.
    pub(crate) fn best_of_tasks(&self) -> BTreeMap<Verdict, usize> {
        let mut of_task: BTreeMap<usize, Verdict> = BTreeMap::new();
        for result in self.outcome.classes.iter().flat_map(|class| &class.results) {
            let best = of_task.entry(result.task).or_insert(Verdict::NotAsked);
            *best = result.decision.verdict.max(*best);
        }
        let mut all = BTreeMap::new();
        for verdict in of_task.into_values() {
            *all.entry(verdict).or_default() += 1;
        }
        all
    }

    pub(crate) fn classes(&self) -> impl ExactSizeIterator<Item = ClassView<'a>> + use<'a> {
        let (outcome, tenant) = (self.outcome, self.tenant);
        outcome.classes.iter().map(move |class| ClassView::new(outcome, tenant, class))
    }
}
