//! Suggestions as reports show them: what to do, what it gives away, and the commands.

use serde::Serialize;
use serde_json::Value;

use super::words;
use crate::decide::Basis;
use crate::explain::remediate::{Price, Remediation, Suggestion};
use crate::graph::TenantGraph;
use crate::report::commands::{Commands, commands};
use crate::report::schema::{basis, code, list, number, object, text, text_or_null};
use crate::report::words::count;

/// Changes that make a yes of a no.
#[derive(Debug, Clone, Serialize)]
pub struct SuggestionView<'a> {
    /// All of them are needed.
    pub changes: Vec<RemediationView<'a>>,
    /// On what the answer rests after them.
    pub basis: Option<Basis>,
    /// What they give away.
    pub gives: Price,
}

/// One change.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RemediationView<'a> {
    /// A stable id of the kind of change.
    pub kind: &'static str,
    /// One sentence.
    pub summary: String,
    /// Who gets something; for a condition whom the assignment names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub principal: Option<String>,
    /// The group that somebody joins, or through which somebody is eligible.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// The role, by id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<&'a str>,
    /// The actions that a role gets.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<&'a str>,
    /// The deny assignment, by id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deny: Option<&'a str>,
    /// The new condition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<&'a str>,
    /// Ready to be pasted.
    #[serde(flatten)]
    pub commands: Commands,
}

impl<'a> SuggestionView<'a> {
    /// The view of a suggestion.
    pub fn new(tenant: &TenantGraph, suggestion: &'a Suggestion) -> Self {
        let changes = suggestion.changes.iter().map(|change| RemediationView::new(tenant, change)).collect();
        Self { changes, basis: suggestion.basis, gives: suggestion.price }
    }

    /// A word where the task is met by other permissions than the document names.
    pub fn basis_in_words(&self) -> &'static str {
        if self.basis == Some(Basis::Covers) { "; covers a listed role" } else { "" }
    }

    /// What it gives away, in words.
    pub fn gives_in_words(&self) -> String {
        let gives = &self.gives;
        if self.changes.iter().all(|change| change.kind.starts_with("activate")) {
            return "needs no new assignment: it activates what is assigned as eligible".to_owned();
        }
        let mut parts = Vec::new();
        if gives.operations > 0 || gives.directory_actions == 0 {
            let privileged = match gives.privileged {
                0 => String::new(),
                1 => " (1 of them controls access)".to_owned(),
                some => format!(" ({some} of them control access)"),
            };
            parts.push(format!("{}{privileged}", count(gives.operations, "more operation")));
        }
        if gives.directory_actions > 0 {
            parts.push(count(gives.directory_actions, "Entra action"));
        }
        format!("gives {} {}", count(gives.people, "principal"), parts.join(" and "))
    }
}

impl<'a> RemediationView<'a> {
    fn new(tenant: &TenantGraph, change: &'a Remediation) -> Self {
        let view = Self {
            kind: change.kind(),
            summary: words::remediation(tenant, change),
            commands: commands(tenant, change),
            ..Self::default()
        };
        view.about(change)
    }

    /// Fills in what the change is about.
    fn about(self, change: &'a Remediation) -> Self {
        match change {
            Remediation::ActivateRole { principal, holder, role, scope } => Self {
                principal: Some(principal.to_string()),
                group: (holder != principal).then(|| holder.to_string()),
                role: Some(role.to_string()),
                scope: Some(scope),
                ..self
            },
            Remediation::ActivateDirectoryRole { principal, holder, role } => Self {
                principal: Some(principal.to_string()),
                group: (holder != principal).then(|| holder.to_string()),
                role: Some(role.to_string()),
                ..self
            },
            Remediation::ActivateMembership { principal, group } | Remediation::AddMember { principal, group } => {
                Self { principal: Some(principal.to_string()), group: Some(group.to_string()), ..self }
            }
            Remediation::AssignRole { principal, role, scope, .. } => {
                Self { principal: Some(principal.to_string()), role: Some(role.to_string()), scope: Some(scope), ..self }
            }
            Remediation::AssignDirectoryRole { principal, role, .. } => {
                Self { principal: Some(principal.to_string()), role: Some(role.to_string()), scope: Some("/"), ..self }
            }
            Remediation::AddActions { role, actions, .. } => Self {
                role: Some(role.to_string()),
                actions: actions.iter().map(crate::pattern::Pattern::text).collect(),
                ..self
            },
            Remediation::RemoveCondition { holder, role, scope } => {
                Self { principal: Some(holder.to_string()), role: Some(role.to_string()), scope: Some(scope), ..self }
            }
            Remediation::EditCondition { holder, role, scope, condition } => Self {
                principal: Some(holder.to_string()),
                role: Some(role.to_string()),
                scope: Some(scope),
                condition: Some(condition),
                ..self
            },
            Remediation::ExcludeFromDeny { principal, deny, scope } => {
                Self { principal: Some(principal.to_string()), deny: Some(deny), scope: Some(scope), ..self }
            }
            Remediation::RemoveDeny { deny, scope } => Self { deny: Some(deny), scope: Some(scope), ..self },
        }
    }
}

/// The JSON schema of a suggestion.
pub(crate) fn schema() -> Value {
    let change = object(&[
        ("kind", code()),
        ("summary", text()),
        ("principal?", text()),
        ("group?", text()),
        ("role?", text()),
        ("scope?", text()),
        ("actions?", list(&text())),
        ("deny?", text()),
        ("condition?", text()),
        ("az", text_or_null()),
        ("powershell", text_or_null()),
        ("by_hand", text_or_null()),
    ]);
    let figures = ["weight", "operations", "data_operations", "privileged", "directory_actions", "people"];
    let gives = figures.map(|figure| (figure, number()));
    object(&[("changes", list(&change)), ("basis", basis()), ("gives", object(&gives))])
}
