//! A stable picture of an outcome ([`AuditReport`]), and its renderings, one file each.
//!
//! A renderer sees the picture alone. Nothing is copied to make it: lists are iterators over the outcome.

pub mod advise;
mod audit;
mod check;
mod clean;
mod commands;
mod coverage;
pub mod diff;
mod explain;
mod gap;
mod head;
mod matrix;
mod readiness;
mod remediation;
pub mod role;
pub mod role_file;
mod shell;
mod style;
mod table;

use std::io::{self, Write};

pub use audit::views::{ClassView, FindingView, MissingView, PrincipalView, ProofView, ResultView, TargetView, TaskView};
pub use check::{CheckFinding, CheckFormat, CheckReport, CheckRule, CheckedFile, Proposal, RelatedPlace, Standing};
pub use commands::Commands;
pub use coverage::LedgerView;
pub use explain::{ExplainFormat, ExplainReport};
pub use gap::GapView;
pub use head::{CatalogView, HeadView, NoteView};
pub use readiness::{
    DatedView, DifferenceView, EvidenceView, HoleView, MemberView, PackChangeView, PackView, PersonView, PrerequisiteView,
    ReadinessFormat, ReadinessInputView, ReadinessReport, SourceView, TaskReadinessView, TeamView, WorkspaceView,
};
pub use remediation::{ChangeView, SuggestionView};
pub use style::Look;

use crate::audit::Outcome;
use crate::export::InputSummary;
use crate::graph::Tenant;
use crate::model::Note;
use crate::pattern::Wildcards;

/// The picture of an audit, in the order of its JSON.
#[derive(Debug, Clone, Copy)]
pub struct AuditReport<'a> {
    outcome: &'a Outcome,
    tenant: &'a Tenant,
    inputs: &'a [InputSummary],
    notes: &'a [Note],
}

/// How an audit can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AuditFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON document.
    Json,
    /// One JSON object a line, each with a `kind`.
    Jsonl,
    /// For a ticket or a pull request.
    Markdown,
    /// A row for each principal, task and target.
    Csv,
    /// One page that explains itself: nothing is loaded, nothing is sent.
    Html,
}

impl<'a> AuditReport<'a> {
    /// The picture of an outcome.
    pub fn new(outcome: &'a Outcome, tenant: &'a Tenant, inputs: &'a [InputSummary], notes: &'a [Note]) -> Self {
        Self { outcome, tenant, inputs, notes }
    }

    /// Writes it; errors are those of `out`.
    pub fn write(&self, format: AuditFormat, look: &Look, out: &mut dyn Write) -> io::Result<()> {
        match format {
            AuditFormat::Text => audit::text::write(self, look, out),
            AuditFormat::Json => audit::json::write(self, out),
            AuditFormat::Jsonl => audit::json::write_lines(self, out),
            AuditFormat::Markdown => audit::markdown::write(self, out),
            AuditFormat::Csv => audit::csv::write(self, out),
            AuditFormat::Html => audit::html::write(self, out),
        }
    }

    fn head(&self) -> HeadView {
        let about = self.tenant.catalog().about();
        HeadView {
            schema: "rolecall/audit@1",
            version: env!("CARGO_PKG_VERSION"),
            catalog: CatalogView {
                date: about.date.to_string(),
                roles: about.roles,
                directory_roles: about.directory_roles,
                operations: about.operations,
            },
            at: jiff::Timestamp::from_second(self.tenant.at()).map(|at| at.to_string()).unwrap_or_default(),
            strict_wildcards: self.outcome.wildcards == Wildcards::Strict,
        }
    }

    fn inputs(&self) -> &'a [InputSummary] {
        self.inputs
    }

    fn ledger(&self) -> impl ExactSizeIterator<Item = LedgerView<'a>> + use<'a> {
        let inputs = self.tenant.facts().inputs.as_slice();
        self.outcome.coverage.iter().map(move |entry| LedgerView::new(entry, inputs))
    }

    fn gaps(&self) -> Vec<GapView> {
        self.outcome.gaps.iter().map(GapView::new).collect()
    }

    fn notes(&self) -> impl Iterator<Item = NoteView<'a>> + use<'a> {
        self.notes.iter().map(NoteView::new)
    }

    fn findings(&self) -> impl Iterator<Item = FindingView<'a>> + use<'a> {
        let tenant = self.tenant;
        let mut all: Vec<_> = self.outcome.findings.iter().map(|finding| FindingView::new(finding, tenant)).collect();
        all.sort_by(|a, b| (a.code.name(), &a.subject, &a.message).cmp(&(b.code.name(), &b.subject, &b.message)));
        all.into_iter()
    }

    fn tasks(&self) -> impl ExactSizeIterator<Item = TaskView<'a>> + use<'a> {
        self.outcome.tasks.iter().map(TaskView::new)
    }

    fn targets(&self) -> impl ExactSizeIterator<Item = TargetView<'a>> + use<'a> {
        self.outcome.targets.iter().map(TargetView::new)
    }

    /// Every principal of every class, by id.
    fn principals(&self) -> Vec<PrincipalView<'a>> {
        let ids = self.outcome.classes.iter().flat_map(|class| &class.principals);
        let mut views: Vec<PrincipalView<'a>> = ids.map(|&id| PrincipalView::new(self.tenant, id)).collect();
        views.sort_by_key(|view| view.id);
        views
    }

    fn classes(&self) -> impl ExactSizeIterator<Item = ClassView<'a>> + use<'a> {
        let (outcome, tenant) = (self.outcome, self.tenant);
        outcome.classes.iter().map(move |class| ClassView::new(outcome, tenant, class))
    }
}
