//! What a report says, piece by piece, under the names of the JSON: plain data that borrows from the outcome.

use std::borrow::Cow;
use std::sync::Arc;

use serde::Serialize;
use serde::ser::Serializer;

use super::caveat::CaveatView;
use super::example::ExampleView;
use super::power::{Power, Powers};
use super::{places, words};
use crate::audit::{AskedTask, ClassOutcome, Outcome, Target, TaskResult};
use crate::decide::prove::Prover;
use crate::decide::{Basis, GrantPath, Missing, MissingCode, ProvedStep, StepKind, Verdict};
use crate::graph::{CoverageId, TenantGraph};
use crate::model::{ObjectId, Origin, PrincipalId, PrincipalKind, ScopeKind, ScopePath};
use crate::report::json::Seq;
use crate::report::words::record_in_words;

/// A task.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct TaskView<'a> {
    /// Its id.
    pub id: &'a str,
    /// The pack that it comes from.
    pub pack: &'a str,
    /// Its title.
    pub title: &'a str,
    /// What it is done to.
    pub target: &'static str,
}

impl<'a> TaskView<'a> {
    pub(crate) fn new(asked: &'a AskedTask) -> Self {
        Self { id: &asked.task.id, pack: &asked.pack, title: &asked.task.title, target: asked.task.target.name() }
    }
}

/// A target.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct TargetView<'a> {
    /// Its id, spelled as exported.
    pub id: &'a str,
    /// What it is.
    pub kind: &'static str,
    /// What people call it.
    pub name: Option<&'a str>,
    /// Only its id tells it apart from another subscription.
    #[serde(skip)]
    pub(crate) shares_name: bool,
}

impl<'a> TargetView<'a> {
    pub(crate) fn new(target: &'a Target) -> Self {
        let (id, kind, name) = (target.id.as_str(), target.kind.name(), target.name.as_deref());
        Self { id, kind, name, shares_name: target.shares_name }
    }
}

/// A principal.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct PrincipalView<'a> {
    /// Its object id.
    pub id: &'a ObjectId,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Display name.
    pub name: Option<&'a str>,
    /// User principal name.
    pub upn: Option<&'a str>,
}

impl<'a> PrincipalView<'a> {
    pub(crate) fn new(tenant: &'a TenantGraph, id: PrincipalId) -> Self {
        let principals = &tenant.facts().principals;
        let known = principals.facts(id);
        Self {
            id: principals.id(id),
            kind: principals.kind(id).name(),
            name: known.and_then(|known| known.name.as_deref()),
            upn: known.and_then(|known| known.upn.as_deref()),
        }
    }

    /// Whether it is a group.
    pub(crate) fn is_group(&self) -> bool {
        self.kind == PrincipalKind::Group.name()
    }

    /// What people call it.
    pub fn called(&self) -> String {
        self.name.or(self.upn).map_or_else(|| self.id.to_string(), str::to_owned)
    }
}

/// The principals of a class, and the answers that hold for each of them.
#[derive(Debug, Clone, Copy)]
pub struct ClassView<'a> {
    outcome: &'a Outcome,
    tenant: &'a TenantGraph,
    class: &'a ClassOutcome,
}

impl<'a> ClassView<'a> {
    pub(crate) fn new(outcome: &'a Outcome, tenant: &'a TenantGraph, class: &'a ClassOutcome) -> Self {
        Self { outcome, tenant, class }
    }

    /// Its principals.
    pub fn principals(&self) -> impl ExactSizeIterator<Item = PrincipalView<'a>> + use<'a> {
        let tenant = self.tenant;
        self.class.principals.iter().map(move |&id| PrincipalView::new(tenant, id))
    }

    /// How many answers it has.
    pub fn answers(&self) -> usize {
        self.class.results.len()
    }

    /// Its answers, with proofs for its first principal.
    pub fn results(&self) -> impl Iterator<Item = ResultView<'a>> + use<'a> {
        let (outcome, tenant, principal) = (self.outcome, self.tenant, self.class.principals.first().copied());
        self.class.results.iter().filter_map(move |result| {
            let asked = outcome.tasks.get(result.task)?;
            Some(ResultView { outcome, tenant, asked, result, principal, proof: Cow::Borrowed(&result.proof) })
        })
    }

    /// One of its answers, by number, with the proof for one of its principals.
    pub(crate) fn answer_of(&self, principal: PrincipalId, number: usize) -> Option<ResultView<'a>> {
        let (outcome, tenant) = (self.outcome, self.tenant);
        let result = self.class.results.get(number)?;
        let asked = outcome.tasks.get(result.task)?;
        let proof = Prover::new(tenant, principal).paths(&result.decision.steps, &result.rests_on);
        Some(ResultView { outcome, tenant, asked, result, principal: Some(principal), proof: Cow::Owned(proof) })
    }

    /// Its answers, with proofs for one of its principals, by place: the grants are the same, the ways to them need not be.
    pub fn results_of(&self, place: usize) -> impl Iterator<Item = ResultView<'a>> + use<'a> {
        let (outcome, tenant, principal) = (self.outcome, self.tenant, self.class.principals.get(place).copied());
        let proofs = principal.map(|principal| self.class.proofs_of(tenant, principal)).unwrap_or_default();
        self.class.results.iter().zip(proofs).filter_map(move |(result, proof)| {
            let asked = outcome.tasks.get(result.task)?;
            Some(ResultView { outcome, tenant, asked, result, principal, proof: Cow::Owned(proof) })
        })
    }
}

impl Serialize for ClassView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;
        let ids = || self.principals().map(|principal| principal.id);
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("principals", &Seq(ids))?;
        map.serialize_entry("results", &Seq(|| self.results()))?;
        map.end()
    }
}

/// One answer for some targets.
#[derive(Debug, Clone)]
pub struct ResultView<'a> {
    outcome: &'a Outcome,
    tenant: &'a TenantGraph,
    asked: &'a AskedTask,
    result: &'a TaskResult,
    principal: Option<PrincipalId>,
    proof: Cow<'a, [GrantPath]>,
}

impl<'a> ResultView<'a> {
    /// The number of the task in the report.
    pub fn task_number(&self) -> usize {
        self.result.task
    }

    /// The task.
    pub fn task(&self) -> TaskView<'a> {
        TaskView::new(self.asked)
    }

    /// The numbers of its targets in the report, ascending.
    pub fn target_numbers(&self) -> &'a [usize] {
        &self.result.targets
    }

    /// Its targets.
    pub fn targets(&self) -> impl Iterator<Item = TargetView<'a>> + use<'a> {
        let outcome = self.outcome;
        self.result.targets.iter().filter_map(move |&index| outcome.targets.get(index)).map(TargetView::new)
    }

    /// The answer.
    pub fn verdict(&self) -> Verdict {
        self.result.decision.verdict
    }

    /// What the answer rests on.
    pub fn basis(&self) -> Option<Basis> {
        self.result.decision.basis
    }

    /// Whether `--strict-wildcards` gives another answer.
    pub fn strict_differs(&self) -> bool {
        self.result.decision.hangs_on_slash_merge
    }

    /// The residual condition.
    pub fn condition(&self) -> Option<String> {
        words::conditions(&self.result.decision.conditions)
    }

    /// The power of the strongest grant that the answer rests on.
    pub(crate) fn power(&self, powers: &mut Powers<'_>) -> Option<Power> {
        self.result.rests_on.iter().filter_map(|rests_on| powers.of(rests_on)).max()
    }

    /// What is missing.
    pub fn missing(&self) -> impl Iterator<Item = MissingView<'a>> + use<'a> {
        let tenant = self.tenant;
        self.result.decision.missing.iter().map(move |missing| MissingView::new(tenant, missing))
    }

    /// What it takes for whole though nothing proves it: numbers of entries of the coverage.
    pub fn assumes(&self) -> Vec<CoverageId> {
        self.outcome.assumptions.of(self.tenant.coverage(), self.result.answer())
    }

    /// What it says nothing of.
    pub fn caveat(&self) -> Option<CaveatView> {
        let caveat = self.outcome.assumptions.caveats(self.tenant.coverage(), self.result.answer())?;
        Some(CaveatView::new(self.tenant, caveat))
    }

    /// The proof, for the principal of the class that the answers were asked for.
    pub fn proof(&self) -> impl Iterator<Item = ProofView<'a>> + '_ {
        let (tenant, result) = (self.tenant, self.result);
        let steps = ProvedStep::all(&result.decision.steps, &result.rests_on, &self.proof);
        self.principal.into_iter().flat_map(move |who| steps.clone().map(move |step| ProofView::new(tenant, who, &step)))
    }
}

impl Serialize for ResultView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("task", self.task().id)?;
        map.serialize_entry("pack", self.task().pack)?;
        map.serialize_entry("targets", &Seq(|| self.targets().map(|target| target.id)))?;
        map.serialize_entry("verdict", &self.verdict())?;
        map.serialize_entry("basis", &self.basis())?;
        if self.strict_differs() {
            map.serialize_entry("strict_wildcards_differs", &true)?;
        }
        map.serialize_entry("proof", &Seq(|| self.proof()))?;
        map.serialize_entry("missing", &Seq(|| self.missing()))?;
        map.serialize_entry("condition", &self.condition())?;
        map.serialize_entry("assumes", &self.assumes())?;
        if let Some(caveat) = self.caveat() {
            map.serialize_entry("caveats", &[caveat])?;
        }
        map.end()
    }
}

/// Why an answer is not yes.
#[derive(Debug, Clone, Serialize)]
pub struct MissingView<'a> {
    /// A stable id.
    pub code: MissingCode,
    /// What it is about.
    pub subject: String,
    /// One sentence.
    pub message: String,
    /// Where it would have to be held.
    pub at: &'static str,
    /// The file of the record that shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input: Option<&'a str>,
    /// The record in it, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<u32>,
}

impl<'a> MissingView<'a> {
    pub(crate) fn new(tenant: &'a TenantGraph, missing: &Missing) -> Self {
        let (input, record) = record(tenant, missing.origin);
        Self {
            input,
            record,
            code: missing.reason.code(),
            subject: missing.reason.subject(tenant.facts()),
            message: words::missing(tenant, missing),
            at: missing.at.name(),
        }
    }

    /// The sentence, with the record that shows it.
    pub fn in_words(&self) -> String {
        format!("{}{}", self.message, record_in_words(self.input, self.record))
    }
}

/// One step of a proof.
#[derive(Debug, Clone, Serialize)]
pub struct ProofView<'a> {
    /// Whose access is proved.
    pub principal: &'a ObjectId,
    /// The groups on the way to the grant, nearest first.
    pub via: Vec<&'a ObjectId>,
    /// What the step is.
    pub kind: StepKind,
    /// The id of the assignment.
    pub assignment: Option<String>,
    /// The id of the role.
    pub role: Option<String>,
    /// Its name.
    pub role_name: Option<Arc<str>>,
    /// Where it is held.
    pub scope: String,
    /// The pattern that matches.
    pub pattern: Option<Arc<str>>,
    /// What the step satisfies.
    pub satisfies: String,
    /// Where any action of a pattern is asked for: the one that the step gives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub example: Option<ExampleView>,
    /// The file of the record.
    pub input: Option<&'a str>,
    /// The record in it, from 1.
    pub record: Option<u32>,
    /// The number of the permission block that has the pattern, from 1, where the role has several.
    #[serde(skip)]
    pub block: Option<usize>,
    /// What the principal and the groups are called, for people.
    #[serde(skip)]
    pub names: Vec<String>,
    #[serde(skip)]
    tenant: &'a TenantGraph,
}

impl<'a> ProofView<'a> {
    fn new(tenant: &'a TenantGraph, who: PrincipalId, proved: &ProvedStep<'_>) -> Self {
        let ProvedStep { step, rests_on, path } = proved;
        let stated = proved.stated(tenant);
        let (input, record) = record(tenant, stated.origin);
        let id = |principal: PrincipalId| tenant.facts().principals.id(principal);
        let on_the_way = std::iter::once(&who).chain(path.via.iter());
        Self {
            principal: id(who),
            names: on_the_way.map(|&principal| PrincipalView::new(tenant, principal).called()).collect(),
            via: path.via.iter().map(|&group| id(group)).collect(),
            kind: rests_on.kind(),
            assignment: stated.assignment,
            role: stated.role,
            role_name: stated.role_name.or_else(|| words::app_role(&step.satisfies)),
            scope: stated.scope,
            pattern: step.matched.as_ref().map(|matched| Arc::clone(&matched.pattern)),
            block: step.matched.as_ref().and_then(|matched| matched.block),
            satisfies: words::satisfies(&step.satisfies, step.at),
            example: ExampleView::new(&step.satisfies),
            input,
            record,
            tenant,
        }
    }

    /// The scope where it is held; of a management group with the name that people know it by.
    pub(crate) fn scope_in_words(&self) -> String {
        let is_group = ScopePath::parse(&self.scope).kind() == ScopeKind::ManagementGroup;
        let last = self.scope.rsplit('/').next().unwrap_or_default();
        match Some(self.place()).filter(|name| is_group && name != last) {
            Some(name) => format!("{} ({name})", self.scope),
            None => self.scope.clone(),
        }
    }

    /// What people call the place where it is held.
    pub(crate) fn place(&self) -> String {
        places::held_at(self.tenant, self.kind, &self.scope)
    }
}

/// File and number (from 1) of a record.
pub(crate) fn record(tenant: &TenantGraph, origin: Option<Origin>) -> (Option<&str>, Option<u32>) {
    let Some(origin) = origin else { return (None, None) };
    (tenant.facts().input(origin.input).map(|input| &*input.path), Some(origin.record + 1))
}
