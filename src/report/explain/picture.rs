//! The picture of an explanation ([`ExplainReport`], `rolecall/explain@1`): an audit of one question, with the nearest miss.

use serde::{Serialize, Serializer};

use super::requirement::RequirementPartView;
use crate::decide::{MissingCode, Request, Verdict};
pub(crate) use crate::explain::Conclusion;
use crate::explain::Explanation;
use crate::export::InputSummary;
use crate::graph::TenantGraph;
use crate::model::{Note, ObjectId};
use crate::report::answers::asked::{self, AskedView};
use crate::report::answers::picture::AnswersView;
use crate::report::answers::views::{PrincipalView, ProofView, ResultView, TargetView, TaskView};
use crate::report::gap::GapGroup;
use crate::report::head::{HeadView, SourcesView};
use crate::report::json::Seq;
use crate::report::remediation::{SuggestionView, role_called};
use crate::report::words::capital;

/// The picture of an explanation: what an audit would say of one principal and one question, and what would make a yes of a no.
#[derive(Debug, Clone, Copy)]
pub struct ExplainReport<'a> {
    explanation: &'a Explanation,
    tenant: &'a TenantGraph,
    pub(super) answers: AnswersView<'a>,
}

/// What was asked, as `verify` has to know it.
#[derive(Debug, Serialize)]
struct ExplainQuestionView<'a> {
    principal: &'a ObjectId,
    #[serde(flatten)]
    asked: AskedView<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<RequestView>,
}

/// The role assignment that is made or deleted (R-COND-10).
#[derive(Debug, Serialize)]
struct RequestView {
    operation: &'static str,
    role: String,
    principal_type: Option<&'static str>,
    principal: Option<String>,
}

impl<'a> ExplainReport<'a> {
    /// The picture of an explanation.
    pub fn new(explanation: &'a Explanation, tenant: &'a TenantGraph, inputs: &'a [InputSummary], notes: &'a [Note]) -> Self {
        Self { explanation, tenant, answers: AnswersView::new(&explanation.outcome, tenant, inputs, notes) }
    }

    fn head(&self) -> HeadView {
        self.answers.head("rolecall/explain@1")
    }

    pub(crate) fn conclusion(&self) -> Conclusion {
        self.explanation.conclusion()
    }

    /// The answer as the first words of a text.
    pub(crate) fn answer_in_words(&self) -> String {
        if self.explanation.is_no_before_activation() {
            return "No, only after an activation".to_owned();
        }
        capital(self.conclusion().name())
    }

    pub(crate) fn principal(&self) -> PrincipalView<'a> {
        PrincipalView::new(self.tenant, self.explanation.question.principal)
    }

    fn question(&self) -> ExplainQuestionView<'a> {
        let question = &self.explanation.question;
        let principal = self.tenant.facts().principals.id(question.principal);
        ExplainQuestionView { principal, asked: AskedView::new(&question.asked), request: self.request() }
    }

    fn request(&self) -> Option<RequestView> {
        let request = &self.explanation.question.request;
        let about = request.delegated()?;
        Some(RequestView {
            operation: if matches!(request, Request::Remove(_)) { "remove" } else { "assign" },
            role: about.role.to_string(),
            principal_type: about.principal_type,
            principal: about.principal.map(|id| id.to_string()),
        })
    }

    /// The question in words, without the principal.
    pub(crate) fn asked_in_words(&self) -> String {
        let question = &self.explanation.question;
        let Some(about) = question.request.delegated() else { return asked::in_words(&question.asked) };
        let role = role_called(self.tenant, &about.role.into());
        let kind = about.principal_type.unwrap_or("principal");
        let who = match about.principal {
            Some(id) => {
                let principals = &self.tenant.facts().principals;
                let known = principals.lookup(&id.into()).map(|id| PrincipalView::new(self.tenant, id).called());
                format!("{} ({kind})", known.unwrap_or_else(|| id.to_string()))
            }
            None if about.principal_type.is_some() => format!("a {kind}"),
            None => "anybody".to_owned(),
        };
        match question.request {
            Request::Remove(_) => format!("delete an assignment of {role} to {who}"),
            _ => format!("assign {role} to {who}"),
        }
    }

    /// The answers, one after the other.
    pub(crate) fn results(&self) -> Vec<ResultView<'a>> {
        self.answers.classes().flat_map(|class| class.results()).collect()
    }

    /// What would make a yes of the answers that are none, by target.
    pub(crate) fn nearest(&self) -> impl Iterator<Item = (TargetView<'a>, Vec<SuggestionView<'a>>)> + use<'a> {
        let (explanation, tenant) = (self.explanation, self.tenant);
        explanation.nearest.iter().filter_map(move |(number, suggestions)| {
            let target = TargetView::new(explanation.outcome.targets.get(*number)?);
            Some((target, suggestions.iter().map(|one| SuggestionView::new(tenant, one)).collect()))
        })
    }

    /// Whether it was asked what would make a yes of a no.
    pub(crate) fn looks_for_changes(&self) -> bool {
        self.explanation.question.wants_remedies
    }

    /// The suggestions for a target.
    pub(crate) fn suggestions(&self, target: &TargetView<'_>) -> Vec<SuggestionView<'a>> {
        self.nearest().find(|(of, _)| of.id == target.id).map(|(_, all)| all).unwrap_or_default()
    }

    /// What is asked for at a target, with a mark at each part; none where it is one thing, or the answer is yes.
    pub(crate) fn requirement(&self, target: &TargetView<'_>) -> Option<RequirementPartView> {
        let targets = &self.explanation.outcome.targets;
        let is_it = |number: &usize| targets.get(*number).is_some_and(|own| own.id == target.id);
        let (_, answers) = self.explanation.by_leaf.iter().find(|(number, _)| is_it(number))?;
        Some(RequirementPartView::new(self.tenant, &self.explanation.question.asked.task.requires, &mut answers.iter()))
    }

    /// What each `no` assumes: one line for each list that only looks whole.
    pub(crate) fn assumptions(&self) -> Vec<String> {
        self.answers.assumptions()
    }

    /// What the answers say nothing of.
    pub(crate) fn caveats(&self) -> Vec<String> {
        self.answers.caveats()
    }

    /// The exports that would settle what is unknown.
    pub(crate) fn settling(&self) -> Vec<GapGroup> {
        let (explanation, facts) = (self.explanation, self.tenant.facts());
        let gaps = explanation.outcome.gaps.iter().filter(|gap| explanation.is_settled_by(gap, facts));
        let scopes: Vec<&str> = explanation.outcome.targets.iter().map(|target| target.id.as_str()).collect();
        let others = explanation.open_reasons().filter_map(|reason| GapGroup::of_reason(reason, &scopes));
        let mut all = GapGroup::of(gaps);
        for other in others {
            if !all.contains(&other) {
                all.push(other);
            }
        }
        all
    }

    /// The other things that the exports lack, under their heading.
    pub(crate) fn other_gaps(&self) -> (&'static str, Vec<GapGroup>) {
        let (explanation, facts) = (self.explanation, self.tenant.facts());
        let others = explanation.outcome.gaps.iter().filter(|gap| !explanation.is_settled_by(gap, facts));
        let heading = if self.settling().is_empty() { "What the exports lack" } else { "What else the exports lack" };
        (heading, GapGroup::of(others))
    }

    /// The number of the permission block that has a pattern, from 1, where the role has several.
    pub(crate) fn block_of(&self, step: &ProofView<'_>) -> Option<usize> {
        let role = self.tenant.roles().by_id(&ObjectId::parse(step.role.as_deref()?))?;
        let [blocks] = role.alternatives.as_slice() else { return None };
        let pattern = step.pattern.as_deref()?.to_ascii_lowercase();
        let has = |list: &[crate::pattern::Pattern]| list.iter().any(|own| own.folded() == pattern);
        let at = blocks.iter().position(|block| has(&block.actions) || has(&block.data_actions))?;
        (blocks.len() > 1).then_some(at + 1)
    }

    /// What is said of an answer to which nothing is suggested.
    pub(crate) fn nothing_to_do(result: &ResultView<'_>) -> &'static str {
        let is_for = |codes: &[MissingCode]| result.missing().any(|missing| codes.contains(&missing.code));
        match result.verdict() {
            Verdict::Unknown if is_for(&[MissingCode::AccessPolicies]) => {
                "No role would settle this: only the access policies of the key vault would."
            }
            Verdict::Unknown => "No change would settle this. Export what is missing.",
            _ if is_for(&[MissingCode::AppRoleNotHeld, MissingCode::NotAnOwner]) => {
                "Changes of app roles and of owners are not looked for."
            }
            _ => "No single change, and no small set of changes, was found that would allow it.",
        }
    }
}

/// What would make a yes of the answer for a target.
#[derive(Serialize)]
struct NearestView<'a> {
    target: &'a str,
    suggestions: Vec<SuggestionView<'a>>,
}

/// The document, under the names of the JSON.
#[derive(Serialize)]
struct ExplainDocument<'a, C> {
    #[serde(flatten)]
    head: HeadView,
    question: ExplainQuestionView<'a>,
    answer: Conclusion,
    #[serde(flatten)]
    sources: SourcesView<'a>,
    tasks: Vec<TaskView<'a>>,
    targets: Vec<TargetView<'a>>,
    principals: Vec<PrincipalView<'a>>,
    classes: C,
    nearest: Vec<NearestView<'a>>,
}

impl Serialize for ExplainReport<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let nearest = self.nearest().map(|(target, suggestions)| NearestView { target: target.id, suggestions });
        let document = ExplainDocument {
            head: self.head(),
            question: self.question(),
            answer: self.conclusion(),
            sources: self.answers.sources(),
            tasks: self.answers.tasks().collect(),
            targets: self.answers.targets().collect(),
            principals: self.answers.principals(),
            classes: Seq(|| self.answers.classes()),
            nearest: nearest.collect(),
        };
        document.serialize(serializer)
    }
}
