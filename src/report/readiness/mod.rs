//! A stable picture of readiness ([`ReadinessReport`], `rolecall/readiness@1`), and its renderings.

mod csv;
mod html;
mod json;
mod markdown;
mod text;
mod views;
mod words;

use std::io::{self, Write};

pub use views::{
    DatedView, DifferenceView, EvidenceView, HoleView, MemberView, PackChangeView, PackView, PersonView, PrerequisiteView,
    ReadinessInputView, SourceView, TaskReadinessView, TeamView, WorkspaceView,
};

use super::style::Look;
use super::{AuditReport, ClassView, GapView, HeadView, PrincipalView};
use crate::export::InputSummary;
use crate::graph::Tenant;
use crate::model::Note;
use crate::readiness::{Connected, Readiness, ReadinessOutcome};

/// The picture of readiness. What it says of principals, tasks and proofs is what an audit of the same people says.
#[derive(Debug, Clone, Copy)]
pub struct ReadinessReport<'a> {
    outcome: &'a ReadinessOutcome,
    tenant: &'a Tenant,
    /// The answers, as an audit shows them.
    audit: AuditReport<'a>,
}

/// How readiness can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ReadinessFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON document.
    Json,
    /// For a change ticket.
    Markdown,
    /// A row for each prerequisite, and for each principal and task.
    Csv,
    /// One page that explains itself.
    Html,
}

impl<'a> ReadinessReport<'a> {
    /// The picture of an outcome.
    pub fn new(outcome: &'a ReadinessOutcome, tenant: &'a Tenant, inputs: &'a [InputSummary], notes: &'a [Note]) -> Self {
        Self { outcome, tenant, audit: AuditReport::new(&outcome.outcome, tenant, inputs, notes) }
    }

    /// Writes it; errors are those of `out`.
    pub fn write(&self, format: ReadinessFormat, look: &Look, out: &mut dyn Write) -> io::Result<()> {
        match format {
            ReadinessFormat::Text => text::write(self, look, out),
            ReadinessFormat::Json => json::write(self, out),
            ReadinessFormat::Markdown => markdown::write(self, out),
            ReadinessFormat::Csv => csv::write(self, out),
            ReadinessFormat::Html => html::write(self, out),
        }
    }

    fn head(&self) -> HeadView {
        HeadView { schema: "rolecall/readiness@1", ..self.audit.head() }
    }

    fn readiness(&self) -> Readiness {
        self.outcome.readiness()
    }

    fn workspace(&self) -> WorkspaceView<'a> {
        WorkspaceView::new(&self.outcome.options.workspace)
    }

    fn team(&self) -> TeamView<'a> {
        TeamView::new(&self.outcome.options.team, self.tenant)
    }

    /// The inputs, with the time of their export.
    fn inputs(&self) -> impl Iterator<Item = ReadinessInputView<'a>> + use<'a> {
        let (files, dates) = (&self.tenant.facts().inputs, &self.outcome.dates);
        self.audit.inputs().iter().map(move |input| {
            let own = files.iter().zip(dates).find(|(file, _)| file.path == input.path && file.format == input.format);
            ReadinessInputView { input, dated: own.and_then(|(_, dated)| dated.as_ref()).map(DatedView::new) }
        })
    }

    /// The workspaces that somebody says are connected; null where nobody said.
    fn connected(&self) -> Option<&'a [String]> {
        match &self.outcome.options.connected {
            Connected::Unsaid => None,
            Connected::None => Some(&[]),
            Connected::These(ids) => Some(ids),
        }
    }

    fn packs(&self) -> impl Iterator<Item = PackView<'a>> + use<'a> {
        let (outcome, tenant) = (self.outcome, self.tenant);
        outcome.packs.iter().map(move |pack| PackView::new(pack, outcome, tenant))
    }

    fn differences(&self) -> impl Iterator<Item = DifferenceView<'a>> + use<'a> {
        self.outcome.differences.iter().map(DifferenceView::new)
    }

    /// What would tell, where the exports do not say whether somebody can do a task.
    fn open(&self) -> Vec<GapView> {
        self.outcome.open().map(GapView::new).collect()
    }

    /// The classes of those who are named, or who can do something.
    fn classes(&self) -> impl Iterator<Item = ClassView<'a>> + use<'a> {
        self.audit.classes().filter(|class| class.results().next().is_some())
    }

    /// Their principals, by id.
    fn principals(&self) -> Vec<PrincipalView<'a>> {
        let mut all: Vec<PrincipalView<'a>> = self.classes().flat_map(|class| class.principals()).collect();
        all.sort_by_key(|view| view.id);
        all
    }
}
