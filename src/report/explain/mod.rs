//! The picture of an explanation ([`ExplainReport`]): an audit of one question, with the nearest miss.

mod json;
mod markdown;
mod text;
pub(in crate::report) mod words;

use std::io::{self, Write};

use serde::Serialize;

use super::AuditReport;
use super::audit::views::{PrincipalView, ResultView, TargetView};
use super::head::HeadView;
use super::remediation::SuggestionView;
use super::style::Look;
use crate::decide::{Request, Verdict};
use crate::explain::{Conclusion, Explanation, OWN_PACK};
use crate::export::InputSummary;
use crate::graph::Tenant;
use crate::model::{Need, Note, ObjectId, Plane, Requirement};

/// The picture of an explanation: what an audit would say of one principal and one question, and what would make a yes of a no.
#[derive(Debug, Clone, Copy)]
pub struct ExplainReport<'a> {
    explanation: &'a Explanation,
    tenant: &'a Tenant,
    audit: AuditReport<'a>,
}

/// How an explanation can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ExplainFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON document, `rolecall/explain@1`.
    Json,
    /// For a ticket or a pull request.
    Markdown,
}

/// What was asked, as `verify` has to know it.
#[derive(Debug, Serialize)]
struct QuestionView<'a> {
    principal: &'a ObjectId,
    task: &'a str,
    pack: &'a str,
    /// For a question about an action: its plane, the pattern, and the kind of scope at which it is asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    plane: Option<Plane>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pattern: Option<&'a str>,
    at: &'static str,
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
    pub fn new(explanation: &'a Explanation, tenant: &'a Tenant, inputs: &'a [InputSummary], notes: &'a [Note]) -> Self {
        Self { explanation, tenant, audit: AuditReport::new(&explanation.outcome, tenant, inputs, notes) }
    }

    /// Writes it; errors are those of `out`.
    pub fn write(&self, format: ExplainFormat, look: &Look, out: &mut dyn Write) -> io::Result<()> {
        match format {
            ExplainFormat::Text => text::write(self, look, out),
            ExplainFormat::Json => json::write(self, out),
            ExplainFormat::Markdown => markdown::write(self, out),
        }
    }

    fn head(&self) -> HeadView {
        HeadView { schema: "rolecall/explain@1", ..self.audit.head() }
    }

    fn conclusion(&self) -> Conclusion {
        self.explanation.conclusion()
    }

    fn principal(&self) -> PrincipalView<'a> {
        PrincipalView::new(self.tenant, self.explanation.question.principal)
    }

    fn question(&self) -> QuestionView<'a> {
        let question = &self.explanation.question;
        let task = &question.asked.task;
        let own = &*question.asked.pack == OWN_PACK;
        let (plane, pattern) = match &task.requires {
            Requirement::Leaf(leaf) if own => match &leaf.what {
                Need::Actions { plane, patterns } => (Some(*plane), patterns.first().map(crate::pattern::Pattern::text)),
                _ => (None, None),
            },
            _ => (None, None),
        };
        let principal = self.tenant.facts().principals.id(question.principal);
        let (at, request) = (task.target.name(), self.request());
        QuestionView { principal, task: &task.id, pack: &question.asked.pack, plane, pattern, at, request }
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
    fn asked_in_words(&self) -> String {
        let question = &self.explanation.question;
        let task = &question.asked.task;
        let Some(about) = question.request.delegated() else {
            let own = &*question.asked.pack == OWN_PACK;
            return if own { format!("{} ({})", task.id, task.title) } else { format!("{} - {}", task.id, task.title) };
        };
        let role = words::role_called(self.tenant, &about.role.into());
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
    fn results(&self) -> Vec<ResultView<'a>> {
        self.audit.classes().flat_map(|class| class.results()).collect()
    }

    /// What would make a yes of the answers that are none, by target.
    fn nearest(&self) -> impl Iterator<Item = (TargetView<'a>, Vec<SuggestionView<'a>>)> + use<'a> {
        let (explanation, tenant) = (self.explanation, self.tenant);
        explanation.nearest.iter().filter_map(move |(number, suggestions)| {
            let target = TargetView::new(explanation.outcome.targets.get(*number)?);
            Some((target, suggestions.iter().map(|one| SuggestionView::new(tenant, one)).collect()))
        })
    }

    /// What stands before a target of which nothing is suggested.
    fn nothing_to_do(verdict: Verdict) -> &'static str {
        match verdict {
            Verdict::Unknown => "No change would settle this: export what is missing.",
            _ => "No single change, and no small set of changes, would do.",
        }
    }
}
