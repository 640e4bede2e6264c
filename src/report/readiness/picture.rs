//! The picture of readiness ([`ReadinessReport`], `rolecall/readiness@1`).

use serde::{Serialize, Serializer};

use super::unified_rbac::UnifiedRbacView;
use super::views::{DatedView, PackView, ReadinessInputView, TeamView, WorkspaceView};
use crate::arrange::Arrange as _;
use crate::export::InputSummary;
use crate::graph::TenantGraph;
use crate::model::Note;
use crate::model::scope::{resource_group_of, subscription_of};
use crate::readiness::{Connected, Readiness, ReadinessOutcome, Team};
use crate::report::answers::finding::FindingView;
use crate::report::answers::picture::AnswersView;
use crate::report::answers::places::scope_called;
use crate::report::answers::views::{ClassView, PrincipalView, TargetView, TaskView};
use crate::report::gap::GapGroup;
use crate::report::head::{HeadView, SourcesView, instant};
use crate::report::json::Seq;
use crate::report::pack_change::DifferenceView;
use crate::report::parts::TextParts;

/// The picture of readiness. What it says of principals, tasks and proofs is what an audit of the same people says.
#[derive(Debug, Clone, Copy)]
pub struct ReadinessReport<'a> {
    outcome: &'a ReadinessOutcome,
    tenant: &'a TenantGraph,
    /// The answers, as an audit shows them.
    pub(crate) answers: AnswersView<'a>,
    /// What text shows in addition.
    pub(crate) parts: TextParts,
}

impl<'a> ReadinessReport<'a> {
    /// The picture of an outcome.
    pub fn new(outcome: &'a ReadinessOutcome, tenant: &'a TenantGraph, inputs: &'a [InputSummary], notes: &'a [Note]) -> Self {
        Self {
            outcome,
            tenant,
            answers: AnswersView::new(&outcome.outcome, tenant, inputs, notes),
            parts: TextParts::default(),
        }
    }

    /// The same, with more parts of the text.
    #[must_use]
    pub fn with_parts(self, parts: TextParts) -> Self {
        Self { parts, ..self }
    }

    /// Whether each of a team has to do its tasks; if not, one of them is enough.
    pub(crate) fn asks_each(&self) -> bool {
        matches!(self.outcome.options.team, Team::Mapped(_))
    }

    /// The resource group and the subscription of the workspace, by name.
    pub(crate) fn place(&self) -> String {
        let id = self.workspace().id;
        let places = [resource_group_of(id), subscription_of(id)].into_iter().flatten();
        places.map(|id| scope_called(self.tenant, id)).collect::<Vec<_>>().join(", ")
    }

    pub(crate) fn head(&self) -> HeadView {
        self.answers.head("rolecall/readiness@1")
    }

    /// The instant that is answered for.
    pub(crate) fn at(&self) -> String {
        instant(self.tenant.at())
    }

    pub(crate) fn readiness(&self) -> Readiness {
        self.outcome.readiness()
    }

    pub(crate) fn workspace(&self) -> WorkspaceView<'a> {
        WorkspaceView::new(&self.outcome.options.workspace)
    }

    pub(crate) fn team(&self) -> TeamView<'a> {
        TeamView::new(&self.outcome.options.team, self.tenant)
    }

    /// The inputs, with the time of their export.
    pub(crate) fn inputs(&self) -> impl Iterator<Item = ReadinessInputView<'a>> + use<'a> {
        let (files, dates) = (&self.tenant.facts().inputs, &self.outcome.dates);
        self.answers.inputs().iter().map(move |input| {
            let own = files.iter().zip(dates).find(|(file, _)| file.path == input.path && file.format == input.format);
            ReadinessInputView { input, dated: own.and_then(|(_, dated)| dated.as_ref()).map(DatedView::new) }
        })
    }

    /// The workspaces that somebody says are connected; null where nobody said.
    pub(crate) fn connected(&self) -> Option<&'a [String]> {
        match &self.outcome.options.connected {
            Connected::Unsaid => None,
            Connected::None => Some(&[]),
            Connected::These(ids) => Some(ids),
        }
    }

    /// The workspaces for which somebody says that unified RBAC is activated; `None` where nobody said.
    pub(crate) fn urbac(&self) -> Option<&'a [Box<str>]> {
        self.answers.urbac()
    }

    /// Defender unified RBAC at the workspace, where an export or somebody speaks of it.
    pub(crate) fn unified_rbac(&self) -> Option<UnifiedRbacView<'a>> {
        self.outcome.unified_rbac.as_ref().map(|found| UnifiedRbacView::new(found, self.tenant))
    }

    pub(crate) fn packs(&self) -> impl Iterator<Item = PackView<'a>> + use<'a> {
        let (outcome, tenant) = (self.outcome, self.tenant);
        outcome.packs.iter().map(move |pack| PackView::new(pack, outcome, tenant))
    }

    pub(crate) fn differences(&self) -> impl Iterator<Item = DifferenceView<'a>> + use<'a> {
        self.outcome.differences.iter().map(DifferenceView::new)
    }

    /// What would tell, where the exports do not say whether somebody can do a task.
    pub(crate) fn open(&self) -> Vec<GapGroup> {
        GapGroup::of(self.outcome.open())
    }

    /// The classes of those who are named, or who can do something.
    pub(crate) fn classes(&self) -> impl Iterator<Item = ClassView<'a>> + use<'a> {
        self.answers.classes().filter(|class| class.results().next().is_some())
    }

    /// Their principals, by id.
    pub(crate) fn principals(&self) -> Vec<PrincipalView<'a>> {
        let mut all: Vec<PrincipalView<'a>> = self.classes().flat_map(|class| class.principals()).collect();
        all.arrange_by_key(|view| view.id);
        all
    }
}

/// The document, under the names of the JSON.
#[derive(Serialize)]
struct ReadinessDocument<'a, C> {
    #[serde(flatten)]
    head: HeadView,
    readiness: Readiness,
    workspace: WorkspaceView<'a>,
    team: TeamView<'a>,
    connected: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    urbac: Option<&'a [Box<str>]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unified_rbac: Option<UnifiedRbacView<'a>>,
    packs: Vec<PackView<'a>>,
    differences: Vec<DifferenceView<'a>>,
    #[serde(flatten)]
    sources: SourcesView<'a, ReadinessInputView<'a>>,
    findings: Vec<FindingView<'a>>,
    tasks: Vec<TaskView<'a>>,
    targets: Vec<TargetView<'a>>,
    principals: Vec<PrincipalView<'a>>,
    classes: C,
}

impl Serialize for ReadinessReport<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let document = ReadinessDocument {
            head: self.head(),
            readiness: self.readiness(),
            workspace: self.workspace(),
            team: self.team(),
            connected: self.connected(),
            urbac: self.urbac(),
            unified_rbac: self.unified_rbac(),
            packs: self.packs().collect(),
            differences: self.differences().collect(),
            sources: self.answers.sources_of(self.inputs()),
            findings: self.answers.findings().collect(),
            tasks: self.answers.tasks().collect(),
            targets: self.answers.targets().collect(),
            principals: self.principals(),
            classes: Seq(|| self.classes()),
        };
        document.serialize(serializer)
    }
}
