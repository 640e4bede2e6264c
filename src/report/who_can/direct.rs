//! The picture of the assignments that give one thing ([`DirectReport`]): the document of `who-can`, with `assignments` and `together`.

use std::sync::Arc;

use serde::{Serialize, Serializer};

use super::picture::{Conclusion, Holder, WhoCanReport};
use crate::graph::TenantGraph;
use crate::model::ObjectId;
use crate::report::answers::example::ExampleView;
use crate::report::answers::found::FoundDocument;
use crate::report::answers::places::held_at;
use crate::report::answers::reached::ReachedView;
use crate::report::answers::views::{ClassView, PrincipalView, ResultView, TargetView, record};
use crate::report::answers::words::app_role;
use crate::report::head::instant;
use crate::report::terms::{Basis, StepKind, Verdict};
use crate::who_can::{DirectAnswers, DirectAssignment, ExpectedAssignments, UnexpectedAssignment};

/// The picture of the assignments that give one thing.
#[derive(Debug, Clone, Copy)]
pub struct DirectReport<'a> {
    pub(super) report: WhoCanReport<'a>,
    direct: &'a DirectAnswers,
}

/// An assignment that gives what was asked about.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct AssignmentView<'a> {
    /// To whom it was made.
    pub(crate) principal: &'a ObjectId,
    /// What it is.
    pub(crate) kind: StepKind,
    /// Its id.
    pub(crate) assignment: Option<String>,
    /// The id of the role.
    pub(crate) role: Option<String>,
    /// Its name.
    pub(crate) role_name: Option<Arc<str>>,
    /// Where it was made.
    pub(crate) scope: String,
    /// The conditions that it hangs on, in words.
    pub(crate) conditions: &'a [String],
    /// The exports do not say if it has a condition.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) condition_not_exported: bool,
    /// The first instant at which it counts, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) from: Option<String>,
    /// The first instant at which it no longer counts, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) until: Option<String>,
    /// Whom it reaches.
    pub(crate) reaches: ReachedView,
    /// The file of the record.
    pub(crate) input: Option<&'a str>,
    /// The record in it, from 1.
    pub(crate) record: Option<u32>,
    /// What it gives by itself.
    pub(crate) results: Vec<GivenView<'a>>,
    /// The principal, for people.
    #[serde(skip)]
    pub(crate) who: PrincipalView<'a>,
    /// What the scope is called, for people.
    #[serde(skip)]
    pub(crate) place: String,
    /// Its best answer.
    #[serde(skip)]
    pub(crate) verdict: Verdict,
}

/// What an assignment gives at some targets.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct GivenView<'a> {
    /// The targets.
    #[serde(rename = "targets")]
    ids: Vec<&'a str>,
    /// The answer.
    pub(crate) verdict: Verdict,
    /// What it rests on.
    basis: Option<Basis>,
    /// The pattern of the role that grants it.
    pub(crate) pattern: Option<Arc<str>>,
    /// Where any action of a pattern is asked for: one that it gives.
    #[serde(skip)]
    pub(crate) example: Option<ExampleView>,
    /// What is open or missing, in words.
    pub(crate) missing: Vec<String>,
    #[serde(skip)]
    pub(crate) result: ResultView<'a>,
}

impl<'a> DirectReport<'a> {
    /// The picture of what was found.
    pub fn new(report: WhoCanReport<'a>, direct: &'a DirectAnswers) -> Self {
        Self { report, direct }
    }

    /// The assignments, in the order in which people see them.
    pub(crate) fn assignments(&self) -> Vec<AssignmentView<'a>> {
        self.direct.assignments.iter().map(|own| AssignmentView::new(self.report, own)).collect()
    }

    /// Whether the exports show all assignments there are.
    pub(crate) fn is_whole(&self) -> bool {
        self.direct.is_whole
    }

    /// Who can do it by several assignments together alone.
    pub(crate) fn together(&self) -> Vec<Holder<'a>> {
        let ids: Vec<&ObjectId> = self.together_ids().collect();
        let mut holders = self.report.holders();
        holders.retain(|holder| ids.contains(&holder.principal.id));
        holders
    }

    fn together_ids(&self) -> impl Iterator<Item = &'a ObjectId> + use<'a> {
        let (tenant, direct) = (self.report.tenant, self.direct);
        direct.together.iter().map(move |&who| tenant.facts().principals.id(who))
    }

    /// The answer of `who-can`: an assignment that gives it is a yes.
    pub fn conclusion(&self) -> Conclusion {
        self.report.conclusion()
    }

    /// The question, as the report has it.
    pub fn question(&self) -> serde_json::Value {
        self.report.question()
    }

    /// How it differs from what is expected.
    pub fn unexpected(&self, expected: &ExpectedAssignments) -> Vec<UnexpectedAssignment> {
        expected.differences(self.report.tenant, self.report.found, self.direct)
    }

    pub(super) fn tenant(&self) -> &'a TenantGraph {
        self.report.tenant
    }
}

impl<'a> AssignmentView<'a> {
    fn new(report: WhoCanReport<'a>, own: &'a DirectAssignment) -> Self {
        let (tenant, alone) = (report.tenant, &own.alone);
        let stated = alone.gives.stated(tenant, Some(alone.record));
        let (input, number) = record(tenant, stated.origin);
        let who = PrincipalView::new(tenant, alone.principal);
        let kind = alone.gives.kind();
        let mut steps = alone.answers.results.iter().flat_map(|result| &result.decision.steps);
        Self {
            principal: who.id,
            kind,
            assignment: stated.assignment,
            role: stated.role,
            role_name: stated.role_name.or_else(|| steps.find_map(|step| app_role(&step.satisfies))),
            place: held_at(tenant, kind, &stated.scope),
            scope: stated.scope,
            conditions: &own.conditions,
            condition_not_exported: own.lacks_condition,
            from: own.validity.start.map(instant),
            until: own.validity.end.map(instant),
            reaches: ReachedView::new(own.reached),
            input,
            record: number,
            results: ClassView::new(&report.found.outcome, tenant, &alone.answers).results().map(GivenView::new).collect(),
            who,
            verdict: own.verdict(),
        }
    }

    /// Whether it needs an activation first.
    pub(crate) fn is_eligible(&self) -> bool {
        match self.kind {
            StepKind::Eligibility | StepKind::DirectoryEligibility => true,
            StepKind::Assignment
            | StepKind::DirectoryAssignment
            | StepKind::Deny
            | StepKind::AppRoleAssignment
            | StepKind::Ownership => false,
        }
    }
}

impl<'a> GivenView<'a> {
    fn new(result: ResultView<'a>) -> Self {
        let missing = result.missing().filter(|_| result.verdict() < Verdict::Allowed);
        let pattern = result.proof().find_map(|step| step.pattern);
        let example = result.proof().find_map(|step| step.example);
        Self {
            ids: result.targets().map(|target| target.id).collect(),
            verdict: result.verdict(),
            basis: result.basis(),
            pattern,
            example,
            missing: missing.map(|missing| missing.in_words()).collect(),
            result,
        }
    }

    /// Its targets.
    pub(crate) fn targets(&self) -> impl Iterator<Item = TargetView<'a>> + use<'a> {
        self.result.targets()
    }
}

impl Serialize for DirectReport<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct DirectKeys<'d> {
            #[serde(flatten)]
            found: FoundDocument<'d>,
            assignments: Vec<AssignmentView<'d>>,
            together: Vec<&'d ObjectId>,
        }
        let keys = DirectKeys {
            found: self.report.document(),
            assignments: self.assignments(),
            together: self.together_ids().collect(),
        };
        keys.serialize(serializer)
    }
}
