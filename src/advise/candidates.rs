//! [`Candidates`]: the built-in roles, each in both views: its blocks over all strings, its operations in the catalog.

use super::requirement::Item;
use crate::access::Privileged;
use crate::catalog::{Catalog, OperationId, OperationSet, Operations};
use crate::condition::{Condition, Context, Truth};
use crate::model::{PermissionBlock, Plane, RoleDefinition};
use crate::pattern::{Block, PatternSet, Wildcards};

/// The built-in roles, by id; those without any permission are left out.
#[derive(Debug, Clone)]
pub struct Candidates<'c> {
    pub(super) catalog: &'c Catalog,
    pub(super) roles: Vec<Candidate<'c>>,
    pub(super) wildcards: Wildcards,
    privileged: Privileged<'c>,
    data: OperationSet,
}

/// A role that may be advised.
#[derive(Debug, Clone)]
pub struct Candidate<'c> {
    /// The role.
    pub role: &'c RoleDefinition,
    /// What it grants in each plane whatever its own conditions say. Only this counts as covering.
    planes: [Vec<Block>; 2],
    /// What it grants in each plane under a condition of its own (R-COND-12).
    conditioned: [Vec<Block>; 2],
    /// All operations that it grants, conditions or not.
    pub(super) operations: OperationSet,
}

/// How much more than a need something grants, counted over the catalog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize)]
pub struct Excess {
    /// Operations beyond the need.
    pub operations: usize,
    /// Those of them that control access itself (tier `ControlPlane`).
    pub privileged: usize,
    /// Those of them that are data actions.
    pub data: usize,
}

/// Which figure of an [`Excess`] counts first; the others follow in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Least {
    /// Operations, then privileged ones, then data actions.
    #[default]
    Operations,
    /// Privileged operations first.
    Privileged,
    /// Data actions first.
    Data,
}

impl Excess {
    /// What is compared.
    pub(super) const fn key(self, least: Least) -> [usize; 3] {
        match least {
            Least::Operations => [self.operations, self.privileged, self.data],
            Least::Privileged => [self.privileged, self.operations, self.data],
            Least::Data => [self.data, self.operations, self.privileged],
        }
    }

    /// Both together.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            operations: self.operations + other.operations,
            privileged: self.privileged + other.privileged,
            data: self.data + other.data,
        }
    }
}

impl<'c> Candidates<'c> {
    /// Every built-in role of a catalog.
    pub fn new(catalog: &'c Catalog, wildcards: Wildcards) -> Self {
        let operations = catalog.operations();
        let roles = catalog.roles().iter().map(|role| Candidate::new(role, operations, wildcards));
        let mut data = OperationSet::new(operations);
        operations.ids(Plane::Data).for_each(|id| data.insert(id));
        let granting = roles.filter(Candidate::grants_anything).collect();
        Self { catalog, roles: granting, wildcards, privileged: Privileged::control_plane(catalog), data }
    }

    /// How many roles there are.
    pub fn len(&self) -> usize {
        self.roles.len()
    }

    /// Whether it is empty.
    pub fn is_empty(&self) -> bool {
        self.roles.is_empty()
    }

    /// The catalog that it is of.
    pub fn catalog(&self) -> &'c Catalog {
        self.catalog
    }

    /// Whether `/*/` is two slashes with something between them (R-PAT-4).
    pub fn is_strict(&self) -> bool {
        self.wildcards == Wildcards::Strict
    }

    /// The role with a number.
    pub fn role(&self, number: usize) -> Option<&'c RoleDefinition> {
        self.roles.get(number).map(|candidate| candidate.role)
    }

    /// The catalog's operations in some items.
    pub fn operations_of<'i>(&self, items: impl IntoIterator<Item = &'i Item>) -> OperationSet {
        let mut all = OperationSet::new(self.catalog.operations());
        for item in items {
            all.union_with(&self.catalog.operations().expand(&item.set(), item.plane, self.wildcards));
        }
        all
    }

    /// The catalog's operations that some roles grant, conditions or not.
    pub fn granted_by(&self, roles: &[usize]) -> OperationSet {
        let mut all = OperationSet::new(self.catalog.operations());
        roles.iter().filter_map(|&role| self.roles.get(role)).for_each(|own| all.union_with(&own.operations));
        all
    }

    /// The figures of operations that are beyond a need already.
    pub fn figures(&self, beyond: &OperationSet) -> Excess {
        Excess {
            operations: beyond.len(),
            privileged: beyond.common(self.privileged.operations()),
            data: beyond.common(&self.data),
        }
    }

    /// The name of an operation.
    pub fn name(&self, id: OperationId) -> &'c str {
        self.catalog.operations().name(id)
    }
}

impl<'c> Candidate<'c> {
    fn new(role: &'c RoleDefinition, operations: &Operations, wildcards: Wildcards) -> Self {
        let mut planes = [Vec::new(), Vec::new()];
        let mut conditioned = [Vec::new(), Vec::new()];
        for block in &role.blocks {
            for plane in Plane::ALL {
                let own = in_plane(block, plane);
                if own.allow.is_empty() {
                    continue;
                }
                if let Some(blocks) = planes.get_mut(plane as usize) {
                    blocks.extend(certainly(&own, block, wildcards));
                }
                if let Some(blocks) = conditioned.get_mut(plane as usize).filter(|_| block.condition.is_some()) {
                    blocks.push(own);
                }
            }
        }
        Self { role, planes, conditioned, operations: operations.expand_role(role, wildcards) }
    }

    fn grants_anything(&self) -> bool {
        self.planes.iter().chain(&self.conditioned).any(|blocks| !blocks.is_empty())
    }

    /// What it grants in a plane without a condition.
    pub(super) fn blocks(&self, plane: Plane) -> &[Block] {
        self.planes.get(plane as usize).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether a document names this very role for an item.
    pub(super) fn is_named_by(&self, item: &Item) -> bool {
        item.role.as_ref().is_some_and(|named| named.id == self.role.id)
    }

    /// Whether it grants a string of an item without a condition.
    pub(super) fn grants(&self, item: &Item, string: &str, wildcards: Wildcards) -> bool {
        self.is_named_by(item) || self.blocks(item.plane).iter().any(|block| block.contains(string, wildcards))
    }

    /// Whether it alone grants everything of an item, if its own conditions count as true; `None`: this cannot be told.
    pub(super) fn covers_under_conditions(&self, item: &Item, wildcards: Wildcards) -> bool {
        let plane = item.plane as usize;
        let both = [self.planes.get(plane), self.conditioned.get(plane)];
        let blocks = both.into_iter().flatten().flatten().cloned().collect();
        self.is_named_by(item) || item.set().is_within(&PatternSet { blocks }, wildcards) == Some(true)
    }

    /// Whether it has a block with a condition.
    pub(super) fn is_conditioned(&self) -> bool {
        self.conditioned.iter().any(|blocks| !blocks.is_empty())
    }
}

/// What a block says in a plane.
pub(super) fn in_plane(block: &PermissionBlock, plane: Plane) -> Block {
    match plane {
        Plane::Control => Block { allow: block.actions.clone(), except: block.not_actions.clone() },
        Plane::Data => Block { allow: block.data_actions.clone(), except: block.not_data_actions.clone() },
    }
}

/// What a block grants whatever request its condition meets. Without a condition: all of the block. With a condition that is
/// true of every action that it does not mention: the block less the actions that it mentions. Else: nothing.
fn certainly(own: &Block, block: &PermissionBlock, wildcards: Wildcards) -> Option<Block> {
    let Some(text) = &block.condition else { return Some(own.clone()) };
    let condition = Condition::new(text, block.condition_version.as_deref());
    let spoken_of = condition.action_patterns();
    let elsewhere = condition.evaluate_region(&vec![false; spoken_of.len()], &Context::new(wildcards));
    let except = [own.except.as_slice(), spoken_of].concat();
    (elsewhere == Truth::True).then(|| Block { allow: own.allow.clone(), except })
}
