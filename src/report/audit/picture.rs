//! The picture of an audit ([`AuditReport`]). Nothing is copied to make it: lists are iterators over the outcome, and proofs are
//! found as they are written.

use serde::{Serialize, Serializer};

use super::views::{ClassView, FindingView, PrincipalView, TargetView, TaskView};
use crate::audit::Outcome;
use crate::export::InputSummary;
use crate::graph::TenantGraph;
use crate::model::Note;
use crate::report::coverage::LedgerView;
use crate::report::gap::GapView;
use crate::report::head::{HeadView, NoteView, SourcesView};
use crate::report::json::Seq;

/// The picture of an audit , `rolecall/audit@1`, in its order.
#[derive(Debug, Clone, Copy)]
pub struct AuditReport<'a> {
    outcome: &'a Outcome,
    tenant: &'a TenantGraph,
    inputs: &'a [InputSummary],
    notes: &'a [Note],
}

impl<'a> AuditReport<'a> {
    /// The picture of an outcome.
    pub fn new(outcome: &'a Outcome, tenant: &'a TenantGraph, inputs: &'a [InputSummary], notes: &'a [Note]) -> Self {
        Self { outcome, tenant, inputs, notes }
    }

    pub(crate) fn head(&self) -> HeadView {
        let head = HeadView::new("rolecall/audit@1", self.tenant.catalog());
        head.at(self.tenant.at()).wildcards(self.outcome.wildcards)
    }

    pub(crate) fn sources(&self) -> SourcesView<'a> {
        SourcesView { inputs: self.inputs, ledger: self.ledger().collect(), notes: self.notes().collect(), gaps: self.gaps() }
    }

    pub(crate) fn inputs(&self) -> &'a [InputSummary] {
        self.inputs
    }

    pub(crate) fn ledger(&self) -> impl ExactSizeIterator<Item = LedgerView<'a>> + use<'a> {
        let inputs = self.tenant.facts().inputs.as_slice();
        self.outcome.coverage.iter().map(move |entry| LedgerView::new(entry, inputs))
    }

    pub(crate) fn gaps(&self) -> Vec<GapView> {
        self.outcome.gaps.iter().map(GapView::new).collect()
    }

    pub(crate) fn notes(&self) -> impl Iterator<Item = NoteView<'a>> + use<'a> {
        self.notes.iter().map(NoteView::new)
    }

    pub(crate) fn findings(&self) -> impl Iterator<Item = FindingView<'a>> + use<'a> {
        let tenant = self.tenant;
        let mut all: Vec<_> = self.outcome.findings.iter().map(|finding| FindingView::new(finding, tenant)).collect();
        all.sort_by(|a, b| (a.code.name(), &a.subject, &a.message).cmp(&(b.code.name(), &b.subject, &b.message)));
        all.into_iter()
    }

    pub(crate) fn tasks(&self) -> impl ExactSizeIterator<Item = TaskView<'a>> + use<'a> {
        self.outcome.tasks.iter().map(TaskView::new)
    }

    pub(crate) fn targets(&self) -> impl ExactSizeIterator<Item = TargetView<'a>> + use<'a> {
        self.outcome.targets.iter().map(TargetView::new)
    }

    /// Every principal of every class, by id.
    pub(crate) fn principals(&self) -> Vec<PrincipalView<'a>> {
        let ids = self.outcome.classes.iter().flat_map(|class| &class.principals);
        let mut views: Vec<PrincipalView<'a>> = ids.map(|&id| PrincipalView::new(self.tenant, id)).collect();
        views.sort_by_key(|view| view.id);
        views
    }

    pub(crate) fn classes(&self) -> impl ExactSizeIterator<Item = ClassView<'a>> + use<'a> {
        let (outcome, tenant) = (self.outcome, self.tenant);
        outcome.classes.iter().map(move |class| ClassView::new(outcome, tenant, class))
    }
}

/// The document, under the names of the JSON.
#[derive(Serialize)]
struct AuditDocument<'a, F, T, U, C> {
    #[serde(flatten)]
    head: HeadView,
    #[serde(flatten)]
    sources: SourcesView<'a>,
    findings: F,
    tasks: T,
    targets: U,
    principals: Vec<PrincipalView<'a>>,
    classes: C,
}

impl Serialize for AuditReport<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let document = AuditDocument {
            head: self.head(),
            sources: self.sources(),
            findings: Seq(|| self.findings()),
            tasks: Seq(|| self.tasks()),
            targets: Seq(|| self.targets()),
            principals: self.principals(),
            classes: Seq(|| self.classes()),
        };
        document.serialize(serializer)
    }
}
