//! Defender unified RBAC at the workspace, as readiness shows it: the picture, and its sentences.

use serde::Serialize;

use crate::graph::{Activation, TenantGraph};
use crate::readiness::{ActivationChange, UnifiedRbac};
use crate::report::answers::views::{PrincipalView, record};
use crate::report::terms::{ObjectId, Verdict};
use crate::report::words::{record_in_words, shortened, verdict_in_words};

/// So many people are named in a sentence.
const NAMED: usize = 6;

/// Unified RBAC at the workspace.
#[derive(Debug, Serialize)]
pub struct UnifiedRbacView<'a> {
    /// Whether it is activated: `said`, `denied`, `not_shown`, `may_be` or `unknown`.
    pub activation: &'static str,
    /// Who may be the application of unified RBAC: it administers the access to the workspace.
    pub evidence: Vec<AdministratorView<'a>>,
    /// Whose answers the activation changes; null if the exports do not say who holds roles of Defender.
    pub changes: Option<Vec<ActivationChangeView<'a>>>,
    /// The same for people.
    #[serde(skip)]
    pub(crate) lines: Vec<String>,
}

/// An application that administers the access to the workspace.
#[derive(Debug, Serialize)]
pub struct AdministratorView<'a> {
    /// Its object id.
    pub principal: &'a ObjectId,
    /// The file that says so.
    pub input: Option<&'a str>,
    /// The record in it, from 1.
    pub record: Option<u32>,
}

/// The answer to a task before the activation and after it.
#[derive(Debug, Serialize)]
pub struct ActivationChangeView<'a> {
    /// The pack's id.
    pub pack: &'a str,
    /// The task's id.
    pub task: &'a str,
    /// Without unified RBAC.
    pub before: Verdict,
    /// With it.
    pub after: Verdict,
    /// Whose.
    pub principals: Vec<&'a ObjectId>,
}

impl<'a> UnifiedRbacView<'a> {
    pub(crate) fn new(found: &'a UnifiedRbac, tenant: &'a TenantGraph) -> Self {
        let evidence: Vec<AdministratorView<'a>> = found
            .evidence
            .iter()
            .map(|&(principal, origin)| {
                let (input, record) = record(tenant, Some(origin));
                AdministratorView { principal: tenant.facts().principals.id(principal), input, record }
            })
            .collect();
        let view = |change: &'a ActivationChange| ActivationChangeView {
            pack: &change.pack,
            task: &change.task,
            before: change.before,
            after: change.after,
            principals: change.principals.iter().map(|&principal| tenant.facts().principals.id(principal)).collect(),
        };
        let mut lines = vec![state(found.activation, &evidence)];
        lines.extend(effect(found, tenant));
        let changes = found.changes.as_ref().map(|changes| changes.iter().map(view).collect());
        Self { activation: word(found.activation), evidence, changes, lines }
    }
}

/// Every word of the JSON.
pub(crate) const ACTIVATIONS: [Activation; 5] =
    [Activation::Said, Activation::Denied, Activation::NotShown, Activation::MayBe, Activation::Unknown];

pub(crate) const fn word(activation: Activation) -> &'static str {
    match activation {
        Activation::Said => "said",
        Activation::Denied => "denied",
        Activation::NotShown => "not_shown",
        Activation::MayBe => "may_be",
        Activation::Unknown => "unknown",
    }
}

fn state(activation: Activation, evidence: &[AdministratorView<'_>]) -> String {
    match activation {
        Activation::Said => "it is activated for this workspace, as --urbac says".to_owned(),
        Activation::Denied => "it is not activated for this workspace, as --urbac says".to_owned(),
        Activation::NotShown => {
            "it is not activated for this workspace: no application has User Access Administrator in it, as that of unified RBAC \
             has where it is activated"
                .to_owned()
        }
        Activation::MayBe => {
            let first = evidence.first();
            let at = first.map(|own| record_in_words(own.input, own.record)).unwrap_or_default();
            format!(
                "it may be activated for this workspace: an application has User Access Administrator in it, as that of unified RBAC \
                 has where it is activated{at}; --urbac WORKSPACE, or --urbac none, says it"
            )
        }
        Activation::Unknown => {
            "whether it is activated for this workspace is not known: --urbac WORKSPACE, or --urbac none, says it".to_owned()
        }
    }
}

/// What the activation changes.
fn effect(found: &UnifiedRbac, tenant: &TenantGraph) -> Vec<String> {
    let Some(changes) = &found.changes else {
        return vec![
            "what its activation changes is not known: who holds roles of Defender was not exported in full".to_owned(),
        ];
    };
    let line = |change: &ActivationChange| {
        let people: Vec<String> = change.principals.iter().map(|&one| PrincipalView::new(tenant, one).called()).collect();
        let (before, after) = (verdict_in_words(change.before), verdict_in_words(change.after));
        format!("{} ({}): from {before} to {after}, {}", change.task, change.pack, shortened(&people, NAMED))
    };
    let (gains, losses): (Vec<&ActivationChange>, Vec<&ActivationChange>) = changes.iter().partition(|change| change.is_gain());
    let mut lines = Vec::new();
    if gains.is_empty() {
        lines.push("with its activation nobody gains a task".to_owned());
    }
    lines.extend(gains.into_iter().map(|change| format!("with its activation gained: {}", line(change))));
    if losses.is_empty() {
        lines.push(
            "with its activation nobody loses a task: Microsoft Sentinel in the Defender portal respects Azure roles in addition \
             (https://learn.microsoft.com/defender-xdr/manage-rbac)"
                .to_owned(),
        );
    }
    lines.extend(losses.into_iter().map(|change| format!("with its activation lost: {}", line(change))));
    lines
}
