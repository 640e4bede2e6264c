//! The picture of an audit ([`AuditReport`], `rolecall/audit@1`).

use serde::{Serialize, Serializer};

use crate::audit::Outcome;
use crate::export::InputSummary;
use crate::graph::TenantGraph;
use crate::model::Note;
use crate::report::answers::picture::AnswersView;
use crate::report::answers::views::PrincipalView;
use crate::report::head::{FilterView, HeadView, SourcesView};
use crate::report::json::{Seq, WordedAside};

/// The picture of an audit: the answers, and nothing else.
#[derive(Debug, Clone, Copy)]
pub struct AuditReport<'a> {
    pub(crate) answers: AnswersView<'a>,
}

impl<'a> AuditReport<'a> {
    /// The picture of an outcome.
    pub fn new(outcome: &'a Outcome, tenant: &'a TenantGraph, inputs: &'a [InputSummary], notes: &'a [Note]) -> Self {
        Self { answers: AnswersView::new(outcome, tenant, inputs, notes) }
    }

    pub(crate) fn head(&self) -> HeadView {
        self.answers.head("rolecall/audit@1")
    }
}

/// The document, under the names of the JSON.
#[derive(Serialize)]
struct AuditDocument<'a, F, T, U, C> {
    #[serde(flatten)]
    head: HeadView,
    #[serde(skip_serializing_if = "Option::is_none")]
    filter: Option<FilterView<'a>>,
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
            filter: self.answers.filter(),
            sources: self.answers.sources(),
            findings: Seq(|| self.answers.findings()),
            tasks: Seq(|| self.answers.tasks()),
            targets: Seq(|| self.answers.targets()),
            principals: self.answers.principals(),
            classes: WordedAside(self.answers.classes().collect()),
        };
        document.serialize(serializer)
    }
}
