//! [`AssignmentRow`]: what a record of a role assignment states, before anything is numbered. To know that takes the record alone, so any
//! thread can find it out.

use std::borrow::Cow;

use super::azure::{properties, scope_text_of};
use super::fields::{RecordFields, offset};
use super::problem::{NO_PRINCIPAL, NO_ROLE, UNUSUAL_ID};
use super::tape::RecordNode;
use crate::model::role::role_id_of;
use crate::model::scope::{is_normal, plain};
use crate::model::{ConditionState, Guid, ListShape, ObjectId, PrincipalId, PrincipalKind, ScopeId, ScopePath};
use crate::source::Source;

const INFIX: &str = "/providers/microsoft.authorization/roleassignments/";

/// How a tool names the fields, and what the absence of a condition means there (R-COND-17).
pub(super) struct FieldNames {
    pub(super) id: &'static str,
    pub(super) principal: &'static str,
    pub(super) kind: &'static str,
    pub(super) without_condition: ConditionState,
    pub(super) shape: ListShape,
}

/// What a record states.
#[derive(Debug)]
pub(super) struct AssignmentRow<'t> {
    pub(super) principal: ObjectId,
    pub(super) kind: Option<PrincipalKind>,
    pub(super) role: ObjectId,
    /// The id of the role as it is written.
    pub(super) role_text: &'t str,
    pub(super) role_name: Option<&'t str>,
    /// In normal form.
    pub(super) scope: Cow<'t, str>,
    /// The scope as it is written, or the id where none is.
    pub(super) written_scope: &'t str,
    pub(super) name: StatedName<'t>,
    pub(super) condition: StatedCondition<'t>,
    /// When it was changed last, in seconds; 0 where the record does not say.
    pub(super) updated: u32,
    pub(super) shape: ListShape,
    pub(super) about: StatedPrincipal<'t>,
    /// The numbers of its principal and its scope, where they were looked up and are known.
    pub(super) known: (Option<PrincipalId>, Option<ScopeId>),
}

/// The name of an assignment: a GUID where its id is made of the scope and one.
#[derive(Debug, Clone, Copy)]
pub(super) enum StatedName<'t> {
    Guid(Guid),
    Text(&'t str),
    None,
}

/// The condition of a grant.
#[derive(Debug, Clone, Copy)]
pub(super) enum StatedCondition<'t> {
    /// There is no text.
    State(ConditionState),
    Text {
        text: &'t str,
        is_other_version: bool,
        /// Where it is, or something shortly before it.
        at: Option<usize>,
    },
}

/// What a record says of its principal beyond its kind.
#[derive(Debug, Default)]
pub(super) struct StatedPrincipal<'t> {
    pub(super) name: Option<&'t str>,
    pub(super) upn: Option<&'t str>,
    pub(super) app: Option<ObjectId>,
    /// Tools that ask the directory for a name leave it out where there is nobody: whoever has one existed then (R-ASN-5).
    pub(super) seen: bool,
}

impl<'t> AssignmentRow<'t> {
    /// Reads a record, without what only some tools print; `None` has been counted as a problem.
    pub(super) fn read(fields: &mut RecordFields<'_>, record: RecordNode<'t>, names: &FieldNames) -> Option<Self> {
        let data = properties(record);
        let Some(principal) = fields.text(data, names.principal) else {
            fields.problem(&NO_PRINCIPAL, record);
            return None;
        };
        let Some(role_text) = fields.text(data, "roleDefinitionId") else {
            fields.problem(&NO_ROLE, record);
            return None;
        };
        let id = fields.text(record, names.id);
        let scope = fields.text(data, "scope");
        let updated = |fields: &mut RecordFields<'_>| fields.first_text(data, &["updatedOn", "createdOn"]);
        Some(Self {
            scope: normal(scope_text_of(fields, record, scope, id)?),
            principal: principal_id(fields, data, principal),
            kind: fields.text(data, names.kind).map(PrincipalKind::parse),
            role: role_of(fields, record, role_text),
            role_text,
            role_name: fields.text(data, "roleDefinitionName"),
            written_scope: scope.or(id).unwrap_or_default(),
            name: StatedName::of(id, scope),
            condition: StatedCondition::read(fields, data, names.without_condition),
            updated: updated(fields).and_then(super::time::seconds).and_then(|time| u32::try_from(time).ok()).unwrap_or(0),
            shape: names.shape,
            about: StatedPrincipal::default(),
            known: (None, None),
        })
    }

    /// What az prints beside it. For users the name is the one they sign in with, for groups the display name, for applications their
    /// id or address.
    pub(super) fn named_by_az(mut self, fields: &mut RecordFields<'_>, record: RecordNode<'t>) -> Self {
        let said = fields.text(record, "principalName");
        match said {
            Some(upn) if upn.contains('@') => self.about.upn = Some(upn),
            Some(name) if Guid::parse(name).is_none() => self.about.name = Some(name),
            Some(app) if fields.text(record, "principalType") == Some(PrincipalKind::ServicePrincipal.name()) => {
                self.about.app = Some(ObjectId::parse(app));
            }
            _ => {}
        }
        self.seen_by(said)
    }

    /// What Azure PowerShell prints beside it.
    pub(super) fn named_by_powershell(mut self, fields: &mut RecordFields<'_>, record: RecordNode<'t>) -> Self {
        self.about.name = fields.text(record, "DisplayName");
        self.about.upn = fields.text(record, "SignInName");
        let said = self.about.name;
        self.seen_by(said)
    }

    fn seen_by(mut self, said: Option<&str>) -> Self {
        self.about.seen = said.is_some_and(|said| ObjectId::parse(said) != self.principal);
        self
    }

    /// The same for as long as there is the text that it was read from; `None` where a text of it had to be unescaped.
    pub(super) fn lasting(self, source: &Source) -> Option<AssignmentRow<'_>> {
        let text = |text: &str| source.span_of(text).map(|span| source.slice(span));
        let of_option = |own: Option<&str>| own.map_or(Some(None), |own| text(own).map(Some));
        Some(AssignmentRow {
            role_text: text(self.role_text)?,
            role_name: of_option(self.role_name)?,
            scope: match self.scope {
                Cow::Borrowed(scope) => Cow::Borrowed(text(scope)?),
                Cow::Owned(scope) => Cow::Owned(scope),
            },
            written_scope: text(self.written_scope)?,
            name: match self.name {
                StatedName::Guid(guid) => StatedName::Guid(guid),
                StatedName::Text(name) => StatedName::Text(text(name)?),
                StatedName::None => StatedName::None,
            },
            condition: match self.condition {
                StatedCondition::State(state) => StatedCondition::State(state),
                StatedCondition::Text { text: condition, is_other_version, at } => {
                    StatedCondition::Text { text: text(condition)?, is_other_version, at }
                }
            },
            about: StatedPrincipal {
                name: of_option(self.about.name)?,
                upn: of_option(self.about.upn)?,
                app: self.about.app,
                seen: self.about.seen,
            },
            principal: self.principal,
            kind: self.kind,
            role: self.role,
            updated: self.updated,
            shape: self.shape,
            known: self.known,
        })
    }
}

/// A scope in normal form (R-SCO-2).
fn normal(scope: Cow<'_, str>) -> Cow<'_, str> {
    match scope {
        Cow::Borrowed(text) if is_normal(text.trim()) => Cow::Borrowed(plain(text.trim())),
        other => Cow::Owned(ScopePath::parse(&other).as_str().to_owned()),
    }
}

impl<'t> StatedName<'t> {
    fn of(id: Option<&'t str>, scope: Option<&str>) -> Self {
        let Some(id) = id.map(plain) else { return Self::None };
        let guid = match scope {
            Some(scope) => {
                id.split_at_checked(plain(scope).trim_end_matches('/').len()).and_then(|(_, rest)| guid_after_infix(rest))
            }
            None => id.rsplit('/').next().and_then(Guid::parse),
        };
        guid.or_else(|| Guid::parse(id)).map_or(Self::Text(id), Self::Guid)
    }
}

fn guid_after_infix(rest: &str) -> Option<Guid> {
    let (infix, guid) = rest.split_at_checked(INFIX.len())?;
    if infix.eq_ignore_ascii_case(INFIX) { Guid::parse(guid) } else { None }
}

impl<'t> StatedCondition<'t> {
    /// Reads the condition of a row (R-COND-1, R-COND-17); `absent` is what a row without the key means.
    pub(super) fn read(fields: &mut RecordFields<'_>, data: RecordNode<'t>, absent: ConditionState) -> Self {
        let Some(node) = data.get("condition") else { return Self::State(absent) };
        let Some(text) = fields.text(data, "condition") else { return Self::State(ConditionState::None) };
        let is_other_version = !matches!(fields.text(data, "conditionVersion"), None | Some("2.0"));
        Self::Text { text, is_other_version, at: offset(fields.source, node) }
    }
}

/// The id of the principal that a row of a grant names.
pub(super) fn principal_id(fields: &mut RecordFields<'_>, data: RecordNode<'_>, text: &str) -> ObjectId {
    usual(fields, data, ObjectId::parse(text))
}

/// The id of the role that a row of a grant names (R-DEF-8).
pub(super) fn role_of(fields: &mut RecordFields<'_>, record: RecordNode<'_>, text: &str) -> ObjectId {
    usual(fields, record, role_id_of(text))
}

fn usual(fields: &mut RecordFields<'_>, of: RecordNode<'_>, id: ObjectId) -> ObjectId {
    if id.guid().is_none() {
        fields.problem(&UNUSUAL_ID, of);
    }
    id
}
