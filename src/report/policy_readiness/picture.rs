//! The picture of the readiness of policy assignments ([`PolicyReadinessReport`], `rolecall/readiness-policy@1`).

use serde::{Serialize, Serializer};

use super::doubts;
use crate::export::InputSummary;
use crate::graph::TenantGraph;
use crate::model::{Note, ObjectId, PolicyAssignment};
use crate::readiness::{AssignmentReadiness, PolicyDoubt, PolicyDoubtCode, PolicyReadiness, PolicyRoleNeed};
use crate::report::answers::picture::AnswersView;
use crate::report::answers::places::scope_called;
use crate::report::answers::views::{ClassView, PrincipalView, ResultView, record};
use crate::report::commands::assign_role;
use crate::report::head::{HeadView, SourcesView, instant};
use crate::report::terms::Verdict;

pub(crate) use crate::readiness::Readiness;

/// The picture of the readiness of policy assignments.
#[derive(Debug, Clone, Copy)]
pub struct PolicyReadinessReport<'a> {
    found: &'a PolicyReadiness,
    tenant: &'a TenantGraph,
    /// The answers, as an audit shows them.
    pub(crate) answers: AnswersView<'a>,
}

/// One assignment.
#[derive(Debug, Serialize)]
pub(crate) struct PolicyAssignmentView<'a> {
    pub(crate) id: &'a str,
    pub(crate) name: &'a str,
    pub(crate) scope: &'a str,
    #[serde(skip)]
    pub(crate) scope_name: String,
    /// The definition or set that it assigns, by id in lower case.
    definition: &'a str,
    pub(crate) identity: Option<&'a ObjectId>,
    #[serde(skip)]
    pub(crate) identity_name: Option<&'a str>,
    pub(crate) readiness: Readiness,
    pub(crate) needs: Vec<RoleNeedView<'a>>,
    pub(crate) open: Vec<PolicyDoubtView>,
    pub(crate) input: Option<&'a str>,
    pub(crate) record: Option<u32>,
}

/// A role that its identity needs.
#[derive(Debug, Serialize)]
pub(crate) struct RoleNeedView<'a> {
    role: String,
    pub(crate) role_name: &'a str,
    /// The definitions that name it, by display name.
    pub(crate) definitions: &'a [Box<str>],
    /// Some of them remediates for certain.
    pub(crate) certain: bool,
    pub(crate) readiness: Readiness,
    pub(crate) answer: Option<ResultView<'a>>,
    /// The command that assigns it, where nothing else is in the way.
    pub(crate) remedy: Option<String>,
}

/// Something that is not known.
#[derive(Debug, Serialize)]
pub(crate) struct PolicyDoubtView {
    code: PolicyDoubtCode,
    subject: String,
    pub(crate) message: String,
    /// The command that exports what would tell.
    pub(crate) remedy: Option<String>,
}

impl<'a> PolicyReadinessReport<'a> {
    /// The picture of what was found.
    pub fn new(found: &'a PolicyReadiness, tenant: &'a TenantGraph, inputs: &'a [InputSummary], notes: &'a [Note]) -> Self {
        Self { found, tenant, answers: AnswersView::new(&found.outcome, tenant, inputs, notes) }
    }

    pub(crate) fn readiness(&self) -> Readiness {
        self.found.readiness
    }

    /// The instant that is answered for.
    pub(crate) fn at(&self) -> String {
        instant(self.tenant.at())
    }

    /// How many assignments of each readiness there are, worst first.
    pub(crate) fn counts(&self) -> Vec<(Readiness, usize)> {
        let of = |readiness| self.found.assignments.iter().filter(|own| own.readiness == readiness).count();
        Readiness::ALL.into_iter().map(|readiness| (readiness, of(readiness))).filter(|(_, count)| *count > 0).collect()
    }

    /// How many assignments remediate nothing.
    pub(crate) fn beside(&self) -> usize {
        self.found.beside
    }

    /// How many have no identity, and definitions that are not known.
    pub(crate) fn not_judged(&self) -> usize {
        self.found.not_judged
    }

    pub(crate) fn assignments(&self) -> impl Iterator<Item = PolicyAssignmentView<'a>> + use<'a> {
        let report = *self;
        self.found.assignments.iter().filter_map(move |own| report.assignment(own))
    }

    fn assignment(&self, own: &'a AssignmentReadiness) -> Option<PolicyAssignmentView<'a>> {
        let facts = self.tenant.facts();
        let assignment = facts.policy.assignments.get(own.assignment)?;
        let scope = facts.scopes.text(assignment.scope);
        let identity = own.identity.map(|id| PrincipalView::new(self.tenant, id));
        let (input, record) = record(self.tenant, Some(assignment.origin));
        Some(PolicyAssignmentView {
            id: &assignment.id,
            name: &assignment.name,
            scope,
            scope_name: scope_called(self.tenant, scope),
            definition: &assignment.assigns.id,
            identity: identity.map(|identity| identity.id),
            identity_name: identity.and_then(|identity| identity.name),
            readiness: own.readiness,
            needs: own.needs.iter().map(|need| self.need(own, assignment, need)).collect(),
            open: own.doubts.iter().map(|doubt| PolicyDoubtView::new(doubt, scope)).collect(),
            input,
            record,
        })
    }

    fn need(&self, own: &AssignmentReadiness, assignment: &PolicyAssignment, need: &'a PolicyRoleNeed) -> RoleNeedView<'a> {
        let answer = own.identity.zip(need.answer).and_then(|(who, (class, result))| {
            let class = self.found.outcome.classes.get(class)?;
            ClassView::new(&self.found.outcome, self.tenant, class).answer_of(who, result)
        });
        let is_missing = need.readiness == Readiness::NotReady
            && answer.as_ref().is_some_and(|answer| answer.verdict() == Verdict::NotAllowed)
            && own.identity.is_some_and(|who| !self.tenant.is_orphan(who));
        let facts = self.tenant.facts();
        let remedy = own.identity.filter(|_| is_missing).and_then(|who| {
            let scope = facts.scopes.text(assignment.scope);
            assign_role(self.tenant, facts.principals.id(who), &ObjectId::Guid(need.role), scope).az
        });
        RoleNeedView {
            role: need.role.to_string(),
            role_name: &need.name,
            definitions: &need.definitions,
            certain: need.sure,
            readiness: need.readiness,
            answer,
            remedy,
        }
    }
}

impl PolicyDoubtView {
    fn new(doubt: &PolicyDoubt, scope: &str) -> Self {
        let (code, subject) = (doubt.code(), doubt.subject().to_owned());
        Self { code, subject, message: doubts::doubt(doubt), remedy: doubts::remedy(doubt, scope) }
    }
}

/// The document, under the names of the JSON.
#[derive(Serialize)]
struct PolicyReadinessDocument<'a> {
    #[serde(flatten)]
    head: HeadView,
    readiness: Readiness,
    assignments: Vec<PolicyAssignmentView<'a>>,
    remediates_nothing: usize,
    not_judged: usize,
    #[serde(flatten)]
    sources: SourcesView<'a>,
}

impl Serialize for PolicyReadinessReport<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let document = PolicyReadinessDocument {
            head: self.answers.head("rolecall/readiness-policy@1"),
            readiness: self.readiness(),
            assignments: self.assignments().collect(),
            remediates_nothing: self.beside(),
            not_judged: self.not_judged(),
            sources: self.answers.sources(),
        };
        document.serialize(serializer)
    }
}
