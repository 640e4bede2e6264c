//! [`Candidates`]: the built-in roles, and those of a tenant, each in both views: its blocks over all strings, its operations in the
//! catalog.

use std::borrow::Cow;

use super::own_roles::OwnRoles;
use super::requirement::{Item, ScopedRequirement};
use crate::access::Privileged;
use crate::catalog::{Catalog, OperationId, OperationSet, Operations};
use crate::condition::{Condition, Context, Truth};
use crate::model::{PermissionBlock, Plane, RoleDefinition};
use crate::pattern::{Block, PatternSet, Wildcards};

/// The built-in roles, by id, then the custom roles of a tenant; those without any permission are left out.
#[derive(Debug, Clone)]
pub struct Candidates<'c> {
    pub(super) catalog: &'c Catalog,
    pub(super) roles: Vec<Candidate<'c>>,
    /// How many of them are built in; the tenant's own come after these.
    built_in: usize,
    own: Option<&'c OwnRoles<'c>>,
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
    is_assignable: bool,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
#[serde(rename_all = "lowercase")]
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
        let granting: Vec<Candidate<'_>> = roles.filter(Candidate::grants_anything).collect();
        let (built_in, own, privileged) = (granting.len(), None, Privileged::control_plane(catalog));
        Self { catalog, roles: granting, built_in, own, wildcards, privileged, data }
    }

    /// The same, with the custom roles of a tenant behind them.
    #[must_use]
    pub fn with_own(mut self, own: &'c OwnRoles<'c>) -> Self {
        let operations = self.catalog.operations();
        let roles = own.roles().iter().map(|role| Candidate::new(role, operations, self.wildcards));
        self.roles.extend(roles.filter(Candidate::grants_anything));
        Self { own: Some(own), ..self }
    }

    /// How many custom roles of a tenant are among them.
    pub fn own(&self) -> usize {
        self.roles.len() - self.built_in
    }

    /// The candidates for what is needed at one kind of scope, with the same numbers: a custom role that cannot be assigned there gives
    /// nothing.
    pub(super) fn at(&self, scoped: &ScopedRequirement) -> Cow<'_, Self> {
        let Some(own) = self.own else { return Cow::Borrowed(self) };
        let refused = |(number, candidate): &(usize, &Candidate<'c>)| {
            *number >= self.built_in && !own.is_assignable(candidate.role, scoped)
        };
        let refused: Vec<usize> = self.roles.iter().enumerate().filter(refused).map(|(number, _)| number).collect();
        if refused.is_empty() {
            return Cow::Borrowed(self);
        }
        let mut here = self.clone();
        let nothing = OperationSet::new(self.catalog.operations());
        for number in refused {
            here.roles.get_mut(number).into_iter().for_each(|own| own.forbid(nothing.clone()));
        }
        Cow::Owned(here)
    }

    /// How many built-in roles there are.
    pub fn built_in(&self) -> usize {
        self.built_in
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
        let operations = operations.expand_role(role, wildcards);
        Self { role, planes, conditioned, operations, is_assignable: true }
    }

    /// It cannot be assigned, and so gives nothing.
    fn forbid(&mut self, nothing: OperationSet) {
        (self.planes, self.conditioned, self.operations) = (Default::default(), Default::default(), nothing);
        self.is_assignable = false;
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
        self.is_assignable && item.role.as_ref().is_some_and(|named| named.id == self.role.id)
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
