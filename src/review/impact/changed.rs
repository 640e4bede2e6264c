//! [`ChangedDefinition`]: a changed role, as the exports of a tenant know it.

use crate::model::{ExportedRole, Facts, InputId, Losses, ObjectId, Origin, RoleDefinition, RoleKind};
use crate::review::changes::RoleChange;

/// A role as the tenant will have it, and as it had it.
pub(super) struct ChangedDefinition<'c> {
    pub(super) change: &'c RoleChange,
    pub(super) id: ObjectId,
}

impl<'c> ChangedDefinition<'c> {
    /// The role under the id that the tenant knows it by, if it knows it.
    pub(super) fn new(change: &'c RoleChange, facts: &Facts) -> Option<Self> {
        if let Some(id) = &change.diff.id {
            return Some(Self { change, id: id.clone() });
        }
        let names = [Some(&change.diff.name), change.diff.old_name.as_ref()];
        let is_called = |role: &ExportedRole| {
            let own = &role.definition;
            own.kind != RoleKind::BuiltIn && names.iter().flatten().any(|name| own.name.eq_ignore_ascii_case(name))
        };
        let found = facts.definitions.iter().find(|role| is_called(role))?;
        Some(Self { change, id: found.definition.id.clone() })
    }

    /// Replaces what the exports say of the role by a definition; `None`: the role grants nothing.
    pub(super) fn define(&self, definition: Option<&RoleDefinition>, facts: &mut Facts) {
        facts.definitions.retain(|role| role.definition.id != self.id);
        let nothing = || RoleDefinition {
            id: self.id.clone(),
            name: self.change.diff.name.clone(),
            kind: RoleKind::Custom,
            assignable_scopes: Vec::new(),
            blocks: Vec::new(),
            losses: Losses::default(),
        };
        let definition = definition.cloned().unwrap_or_else(nothing);
        let definition = RoleDefinition { id: self.id.clone(), ..definition };
        facts.definitions.push(ExportedRole { definition, origin: Origin { input: InputId(0), record: 0 } });
    }
}
