//! What a report of readiness says, piece by piece: plain data that borrows from the outcome.

use std::collections::BTreeMap;

use serde::Serialize;

use super::observation;
use crate::arrange::Arrange as _;
use crate::audit::Target;
use crate::decide::Verdict;
use crate::export::InputSummary;
use crate::graph::TenantGraph;
use crate::model::scope::subscription_of;
use crate::model::{ObjectId, PrincipalId, Weight};
use crate::pack::age::days_until;
use crate::readiness::{
    Dated, Evidence, Hole, PackReadiness, PrerequisiteFinding, ReadinessOutcome, TaskReadiness, Team, of_prerequisite,
};
pub(crate) use crate::readiness::{DatedBy, Proof, Readiness, Status};
use crate::report::answers::views::{MissingView, PrincipalView, TaskView, record};
use crate::report::answers::words::conditions;
use crate::report::gap::{GapGroup, GapView};
use crate::report::head::instant;
use crate::report::remediation::SuggestionView;

/// The workspace.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct WorkspaceView<'a> {
    /// Its resource id.
    pub id: &'a str,
    /// Its name.
    pub name: &'a str,
    /// The id of its subscription.
    pub subscription: Option<&'a str>,
}

impl<'a> WorkspaceView<'a> {
    pub(crate) fn new(target: &'a Target) -> Self {
        let name = target.name.as_deref().unwrap_or(&target.id);
        Self { id: &target.id, name, subscription: subscription_of(&target.id) }
    }
}

/// Whom it was asked of.
#[derive(Debug, Serialize)]
pub struct TeamView<'a> {
    /// `everyone`, `named` or `mapped`.
    pub mode: &'static str,
    /// Who is named, with the tasks that they are to do, if any are given.
    pub members: Vec<MemberView<'a>>,
}

/// Somebody of the team.
#[derive(Debug, Serialize)]
pub struct MemberView<'a> {
    /// Who.
    pub principal: &'a ObjectId,
    /// The tasks.
    pub tasks: Vec<&'a str>,
}

impl<'a> TeamView<'a> {
    pub(crate) fn new(team: &'a Team, tenant: &'a TenantGraph) -> Self {
        let duties = |who: PrincipalId| match team {
            Team::Mapped(duties) => duties.iter().filter(|duty| duty.principal == who).map(|duty| duty.task.as_str()).collect(),
            Team::Everyone | Team::Named(_) => Vec::new(),
        };
        let member = |who: PrincipalId| MemberView { principal: tenant.facts().principals.id(who), tasks: duties(who) };
        let mut members: Vec<MemberView<'a>> = team.principals().into_iter().map(member).collect();
        members.arrange_by_key(|member| member.principal);
        Self { mode: team.mode(), members }
    }
}

/// An input with the time of its export.
#[derive(Debug, Clone, Serialize)]
pub struct ReadinessInputView<'a> {
    /// What it gave.
    #[serde(flatten)]
    pub input: &'a InputSummary,
    /// When it was exported.
    pub dated: Option<DatedView>,
}

/// When an input was exported, and how that is known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct DatedView {
    /// How it is known.
    pub by: DatedBy,
    /// The instant.
    pub at: String,
    /// Older than was asked for.
    pub old: bool,
}

impl DatedView {
    pub(crate) fn new(dated: &Dated) -> Self {
        Self { by: dated.by, at: instant(dated.at), old: dated.old }
    }
}

/// A pack, and whether its procedure can begin.
#[derive(Debug, Serialize)]
pub struct PackView<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its title.
    pub title: &'a str,
    /// The document.
    pub source: SourceView<'a>,
    /// When what it describes is no more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retires: Option<RetirementView<'a>>,
    /// Ready or not.
    pub readiness: Readiness,
    /// The prerequisites.
    pub prerequisites: Vec<PrerequisiteView<'a>>,
    /// The tasks.
    pub tasks: Vec<TaskReadinessView<'a>>,
    /// What no export shows.
    pub caveats: &'a [String],
}

/// When what a pack describes is no more.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct RetirementView<'a> {
    /// The day.
    pub date: &'a str,
    /// How many days are left; negative after it.
    pub days: i32,
}

impl<'a> RetirementView<'a> {
    fn new(date: &'a str, at: i64) -> Option<Self> {
        Some(Self { date, days: days_until(date, at)? })
    }
}

/// The document that a pack restates.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct SourceView<'a> {
    /// Its address.
    pub url: &'a str,
    /// The date of the version.
    pub dated: &'a str,
}

impl<'a> PackView<'a> {
    pub(crate) fn new(pack: &'a PackReadiness, outcome: &'a ReadinessOutcome, tenant: &'a TenantGraph) -> Self {
        Self {
            id: &pack.id,
            title: &pack.title,
            source: SourceView { url: &pack.source.url, dated: &pack.source.dated },
            retires: pack.source.retires.as_deref().and_then(|day| RetirementView::new(day, tenant.at())),
            readiness: pack.readiness,
            prerequisites: pack.prerequisites.iter().map(|found| PrerequisiteView::new(found, tenant)).collect(),
            tasks: pack.tasks.iter().filter_map(|task| TaskReadinessView::new(task, outcome, tenant)).collect(),
            caveats: &pack.caveats,
        }
    }
}

/// A prerequisite, and what was found.
#[derive(Debug, Serialize)]
pub struct PrerequisiteView<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its title.
    pub title: &'a str,
    /// The word of the check.
    pub check: &'static str,
    /// How much it decides.
    pub weight: Weight,
    /// What was found, in a word.
    pub status: Status,
    /// What that makes of the whole.
    #[serde(skip)]
    pub readiness: Readiness,
    /// The same in a sentence.
    pub message: String,
    /// The records that show it.
    pub evidence: Vec<EvidenceView<'a>>,
    /// What would settle it.
    pub settles: Vec<GapView>,
    /// The same for people.
    #[serde(skip)]
    pub(crate) settled_by: Vec<GapGroup>,
    /// How the document was read.
    pub note: Option<&'a str>,
}

impl<'a> PrerequisiteView<'a> {
    fn new(found: &'a PrerequisiteFinding, tenant: &'a TenantGraph) -> Self {
        let own = &found.prerequisite;
        Self {
            id: &own.id,
            title: &own.title,
            check: own.check.word(),
            weight: own.weight,
            status: found.status,
            readiness: of_prerequisite(found.status, own.weight),
            message: observation::observation(tenant, &found.observation),
            evidence: found.evidence.iter().map(|evidence| EvidenceView::new(evidence, tenant)).collect(),
            settles: found.settles.iter().map(GapView::new).collect(),
            settled_by: GapGroup::of(&found.settles),
            note: own.note.as_deref(),
        }
    }
}

/// A record that shows something.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct EvidenceView<'a> {
    /// What kind of fact.
    pub proof: Proof,
    /// What it is about.
    pub subject: &'a str,
    /// What counts of it.
    pub value: &'a str,
    /// The file of the record.
    pub input: Option<&'a str>,
    /// The record, from 1.
    pub record: Option<u32>,
}

impl<'a> EvidenceView<'a> {
    fn new(evidence: &'a Evidence, tenant: &'a TenantGraph) -> Self {
        let (input, record) = record(tenant, Some(evidence.origin));
        Self { proof: evidence.proof, subject: &evidence.subject, value: &evidence.value, input, record }
    }
}

/// A task, and whether somebody can do it.
#[derive(Debug, Serialize)]
pub struct TaskReadinessView<'a> {
    /// The task.
    pub task: &'a str,
    /// Its title.
    #[serde(skip)]
    pub title: &'a str,
    /// The number of the task in the report.
    #[serde(skip)]
    pub number: usize,
    /// What it asks for, in one line.
    pub requires: String,
    /// Ready or not; null where the team has nobody for it.
    pub readiness: Option<Readiness>,
    /// How many people get each answer.
    pub answers: BTreeMap<Verdict, usize>,
    /// The first few of those who get the best answer.
    pub best: Vec<PersonView<'a>>,
    /// Who cannot, or that nobody can.
    pub holes: Vec<HoleView<'a>>,
}

/// A principal as its id alone, with its name for people.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub struct PersonView<'a> {
    /// The id.
    pub id: &'a ObjectId,
    /// What people call it.
    #[serde(skip)]
    pub called: String,
}

impl<'a> PersonView<'a> {
    fn new(tenant: &'a TenantGraph, who: PrincipalId) -> Self {
        Self { id: tenant.facts().principals.id(who), called: PrincipalView::new(tenant, who).called() }
    }
}

impl<'a> TaskReadinessView<'a> {
    /// Its title in the middle of a sentence, with its id.
    pub(crate) fn within(&self) -> String {
        let mut letters = self.title.chars();
        let first = letters.next().map(|first| first.to_lowercase().to_string()).unwrap_or_default();
        // The first word of a title may be a name in capitals.
        let is_name = letters.clone().next().is_some_and(char::is_uppercase);
        let title = if is_name { self.title.to_owned() } else { format!("{first}{}", letters.as_str()) };
        format!("{title} ({})", self.task)
    }

    fn new(task: &'a TaskReadiness, outcome: &'a ReadinessOutcome, tenant: &'a TenantGraph) -> Option<Self> {
        let asked = outcome.outcome.tasks.get(task.task)?;
        let view = TaskView::new(asked);
        Some(Self {
            requires: asked.task.requires.in_words(),
            task: view.id,
            title: view.title,
            number: task.task,
            readiness: task.readiness,
            answers: task.answers.iter().copied().collect(),
            best: task.best.iter().map(|&who| PersonView::new(tenant, who)).collect(),
            holes: task.holes.iter().map(|hole| HoleView::new(hole, outcome, tenant)).collect(),
        })
    }
}

/// Somebody who cannot do what is asked, or a task that nobody can do.
#[derive(Debug, Serialize)]
pub struct HoleView<'a> {
    /// Who; null: nobody can.
    pub principal: Option<PersonView<'a>>,
    /// The answer.
    pub verdict: Verdict,
    /// What that makes of the task.
    #[serde(skip)]
    pub readiness: Readiness,
    /// What is missing.
    pub missing: Vec<MissingView<'a>>,
    /// The residual condition.
    pub condition: Option<String>,
    /// The least that would close it, best first.
    pub nearest: Vec<SuggestionView<'a>>,
}

impl<'a> HoleView<'a> {
    fn new(hole: &'a Hole, outcome: &'a ReadinessOutcome, tenant: &'a TenantGraph) -> Self {
        let result = hole.result.and_then(|(class, result)| outcome.outcome.classes.get(class)?.results.get(result));
        let decision = result.map(|result| &*result.decision);
        Self {
            principal: hole.principal.map(|who| PersonView::new(tenant, who)),
            verdict: hole.verdict,
            readiness: hole.readiness,
            missing: decision
                .into_iter()
                .flat_map(|decision| &decision.missing)
                .map(|missing| MissingView::new(tenant, missing))
                .collect(),
            condition: decision.and_then(|decision| conditions(&decision.conditions)),
            nearest: hole.nearest.iter().map(|one| SuggestionView::new(tenant, one)).collect(),
        }
    }
}
