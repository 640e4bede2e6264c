//! [`AdvisableRole`]: a role that may be advised, read block by block: what it grants whatever its own conditions say, and what it
//! may grant.

use super::counted::CatalogAgain;
use super::need::NeededItem;
use crate::catalog::OperationSet;
use crate::condition::{Condition, Context, Truth};
use crate::model::{ObjectId, PermissionBlock, RoleDefinition};
use crate::pattern::{Pattern, Wildcards};
use crate::verify::glob::Glob;
use crate::verify::roles::{Clauses, GlobClause};

/// A role that may be advised.
pub(super) struct AdvisableRole {
    pub id: ObjectId,
    pub name: String,
    /// It is a custom role of the exports.
    pub is_own: bool,
    /// Where it can be assigned, if it is one.
    pub scopes: Vec<String>,
    pub blocks: Vec<PermissionBlock>,
    /// What it grants without a condition.
    pub certain: Clauses,
    /// What it grants if its own conditions are true.
    pub possible: Clauses,
    pub certain_operations: OperationSet,
    pub operations: OperationSet,
}

impl AdvisableRole {
    /// A role of the catalog, or of the exports.
    pub(super) fn new(role: &RoleDefinition, is_own: bool, catalog: &CatalogAgain<'_>) -> Self {
        let scopes = role.assignable_scopes.iter().filter(|_| is_own).map(ToString::to_string).collect();
        let blank = Self {
            id: role.id.clone(),
            name: role.name.to_string(),
            is_own,
            scopes,
            blocks: role.blocks.clone(),
            certain: Clauses::default(),
            possible: Clauses::default(),
            certain_operations: catalog.nothing(),
            operations: catalog.nothing(),
        };
        blank.read_again(catalog)
    }

    /// The same role, read as a catalog reads stars.
    pub(super) fn read_again(&self, catalog: &CatalogAgain<'_>) -> Self {
        let (certain, possible) = (clauses(&self.blocks, catalog, true), clauses(&self.blocks, catalog, false));
        let (certain_operations, operations) = (catalog.operations(&certain), catalog.operations(&possible));
        let (id, name, is_own) = (self.id.clone(), self.name.clone(), self.is_own);
        let (scopes, blocks) = (self.scopes.clone(), self.blocks.clone());
        Self { id, name, is_own, scopes, blocks, certain, possible, certain_operations, operations }
    }

    /// Whether a document names this very role for an item.
    pub(super) fn is_named_by(&self, item: &NeededItem) -> bool {
        item.role.as_ref().is_some_and(|named| named.id == self.id)
    }

    /// Whether it has a block with a condition.
    pub(super) fn is_conditioned(&self) -> bool {
        self.blocks.iter().any(|block| block.condition.is_some() && grants(block))
    }

    /// Whether it has data actions.
    pub(super) fn has_data(&self) -> bool {
        self.blocks.iter().any(|block| !block.data_actions.is_empty())
    }

    /// Whether it grants a string without a condition.
    pub(super) fn grants(&self, item: &NeededItem, string: &str) -> bool {
        self.is_named_by(item)
            || self.certain.get(item.plane as usize).is_some_and(|own| own.iter().any(|clause| clause.covers(string)))
    }
}

/// The roles of the catalog that grant anything.
pub(super) fn of_catalog(catalog: &CatalogAgain<'_>) -> Vec<AdvisableRole> {
    let roles = catalog.catalog.roles().iter().filter(|role| grants_anything(role));
    roles.map(|role| AdvisableRole::new(role, false, catalog)).collect()
}

/// Whether a role grants anything, perhaps under a condition.
pub(super) fn grants_anything(role: &RoleDefinition) -> bool {
    role.blocks.iter().any(grants)
}

fn grants(block: &PermissionBlock) -> bool {
    !block.actions.is_empty() || !block.data_actions.is_empty()
}

/// The blocks of a role by plane: if `certain`, only what they grant whatever their conditions say.
fn clauses(blocks: &[PermissionBlock], catalog: &CatalogAgain<'_>, certain: bool) -> Clauses {
    let globs = |patterns: &[Pattern]| -> Vec<Glob> { patterns.iter().map(|own| catalog.glob(own)).collect() };
    let mut all: Clauses = Default::default();
    for block in blocks {
        let spoken_of = if certain { spoken_of(block, catalog.wildcards) } else { Some(Vec::new()) };
        let Some(spoken_of) = spoken_of else { continue };
        let planes = [(&block.actions, &block.not_actions), (&block.data_actions, &block.not_data_actions)];
        for (own, (allow, except)) in all.iter_mut().zip(planes).filter(|(_, (allow, _))| !allow.is_empty()) {
            let except = [globs(except), globs(&spoken_of)].concat();
            own.push(GlobClause { allow: globs(allow), except, condition: None });
        }
    }
    all
}

/// The actions that the condition of a block speaks of; `None` where it may be false of the others.
fn spoken_of(block: &PermissionBlock, wildcards: Wildcards) -> Option<Vec<Pattern>> {
    let Some(text) = &block.condition else { return Some(Vec::new()) };
    let condition = Condition::new(text, block.condition_version.as_deref());
    let patterns = condition.action_patterns();
    let elsewhere = condition.evaluate_region(&vec![false; patterns.len()], &Context::new(wildcards));
    (elsewhere == Truth::True).then(|| patterns.to_vec())
}
