//! What the exports lack, as reports show it: each gap on its own for scripts ([`GapView`]), and gaps of one kind together for people
//! ([`GapGroup`]).

mod kind;
mod remedy;
mod words;

use serde::Serialize;

use super::export_commands::{export, role_definitions};
use crate::audit::Gap;
use crate::decide::MissingReason;
use crate::model::{ExportKind, GapCode};
use kind::GapKind;

/// Something that the exports lack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GapView {
    /// A stable id, such as `members-not-exported`.
    pub code: GapCode,
    /// The id of what the gap is about: a group, a role, a management group, a kind of export, a file.
    pub subject: String,
    /// One sentence: what is missing, and what that leaves open.
    pub message: String,
    /// The command that exports it.
    pub remedy: String,
}

impl GapView {
    /// The view of a gap.
    pub(super) fn new(gap: &Gap) -> Self {
        let alone = [gap];
        Self {
            code: gap.code(),
            subject: gap.subject(),
            message: words::message(&alone),
            remedy: remedy::remedy(&alone, usize::MAX),
        }
    }
}

/// Gaps of one kind: what is missing of which places, and one command for them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct GapGroup {
    /// One sentence, with the first places.
    pub(crate) message: String,
    /// The command, for every place.
    pub(crate) remedy: String,
    /// The same for the first places, where there are many.
    #[serde(skip)]
    pub(crate) first: Option<FirstPlaces>,
}

/// A command for the first of many places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FirstPlaces {
    /// The command.
    pub(crate) remedy: String,
    /// How many places it leaves out.
    pub(crate) left: usize,
}

/// How many places a command names, unless it has to name all.
const FIRST: usize = 3;

impl GapGroup {
    /// Gaps by kind, what decides most first.
    pub(super) fn of<'g>(gaps: impl IntoIterator<Item = &'g Gap>) -> Vec<Self> {
        GapKind::groups(gaps).iter().map(|group| Self::new(group)).collect()
    }

    /// What would tell where an answer is open for a reason that is about no gap of its own.
    pub(super) fn of_reason(reason: &MissingReason, scopes: &[&str]) -> Option<Self> {
        let (message, remedy) = match reason {
            MissingReason::RequiredRoleNotExported { role, name } => {
                (format!("the exports do not define the role {name}"), role_definitions(&[&role.to_string()]))
            }
            MissingReason::DirectoryRoleDefinitionNotExported(role) => {
                (format!("the exports do not define the Entra role {role}"), export(ExportKind::DirectoryRoleDefinitions, &[]))
            }
            MissingReason::ConditionNotExported(_) => (
                "a list of role assignments does not say whether they have conditions: this one does".to_owned(),
                export(ExportKind::RoleAssignments, scopes),
            ),
            MissingReason::ApiNotExported => (
                "no export names the API of an app role: the service principals show whether it is Microsoft Graph".to_owned(),
                export(ExportKind::ServicePrincipals, &[]),
            ),
            MissingReason::TenantNotTold => (
                "no file says of which tenant a row at `/` is".to_owned(),
                "ask about the exports of each tenant apart".to_owned(),
            ),
            _ => return None,
        };
        Some(Self { message, remedy, first: None })
    }

    fn new(group: &[&Gap]) -> Self {
        let left = remedy::places(group).len().saturating_sub(FIRST);
        let first = (left > 0).then(|| FirstPlaces { remedy: remedy::remedy(group, FIRST), left });
        Self { message: words::message(group), remedy: remedy::remedy(group, usize::MAX), first }
    }
}
