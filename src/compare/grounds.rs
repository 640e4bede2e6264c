//! [`Grounds`]: what sets of held roles give beyond each other, each pair worked out once.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::joint::{JointId, JointIds, StateSide};
use crate::access::{AccessChange, AccessDiff, Privileged, RoleAccess};
use crate::catalog::OperationSet;
use crate::graph::Role;
use crate::model::PermissionBlock;
use crate::pattern::Wildcards;

/// A role under a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct RoleElement {
    pub role: JointId,
    pub condition: JointId,
    /// Whose definition of it; of both states, where they agree.
    pub defined: Option<StateSide>,
}

/// More pairs than this are not worked out.
const MOST: usize = 4_000;

/// What is beyond, and whether that is all.
type Beyond = (Arc<Vec<AccessChange>>, bool);

/// The search for what one set of roles gives beyond another.
pub(super) struct Grounds<'j, 't> {
    joint: &'j JointIds<'t>,
    wildcards: Wildcards,
    privileged: Privileged<'t>,
    accesses: FxHashMap<Vec<RoleElement>, Arc<RoleAccess<'t>>>,
    known: FxHashMap<(Vec<RoleElement>, Vec<RoleElement>), Beyond>,
}

impl<'j, 't> Grounds<'j, 't> {
    pub(super) fn new(joint: &'j JointIds<'t>, wildcards: Wildcards) -> Self {
        let privileged = Privileged::new(joint.state(StateSide::New).catalog());
        Self { joint, wildcards, privileged, accesses: FxHashMap::default(), known: FxHashMap::default() }
    }

    /// What is given by one set of roles and not by another.
    pub(super) fn beyond(&mut self, less: &[RoleElement], more: &[RoleElement]) -> Beyond {
        let key = (less.to_vec(), more.to_vec());
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let is_known = more.iter().all(|element| self.role(element).is_some_and(|role| role.doubt.is_none()));
        let found = if is_known && self.known.len() < MOST {
            let (less, more) = (self.access(less), self.access(more));
            let (changes, is_all) = AccessDiff::beyond(&less, &more, &self.privileged);
            (Arc::new(changes), is_all)
        } else {
            (Arc::default(), false)
        };
        self.known.insert(key, found.clone());
        found
    }

    /// What a role is called.
    pub(super) fn name(&self, element: &RoleElement) -> Arc<str> {
        self.role(element).map_or_else(|| Arc::from("unknown role"), |role| Arc::clone(&role.name))
    }

    /// The operations of the catalog that roles may give.
    pub(super) fn operations(&mut self, elements: &[RoleElement]) -> OperationSet {
        self.access(elements).operations()
    }

    fn role(&self, element: &RoleElement) -> Option<&'t Role> {
        let sides = match element.defined {
            Some(side) => [side, side],
            None => [StateSide::New, StateSide::Old],
        };
        sides.iter().find_map(|&side| self.joint.state(side).roles().get(self.joint.own_role(side, element.role)?))
    }

    /// Of a role that is not known for certain, everything that it may give: it is only taken away.
    fn access(&mut self, elements: &[RoleElement]) -> Arc<RoleAccess<'t>> {
        if let Some(known) = self.accesses.get(elements) {
            return Arc::clone(known);
        }
        let mut blocks = Vec::new();
        for element in elements {
            let given = self.role(element).map(|role| role.alternatives.concat()).unwrap_or_default();
            let condition = self.joint.condition_text(element.condition);
            blocks.extend(given.into_iter().map(|block| under(block, condition)));
        }
        let catalog = self.joint.state(StateSide::New).catalog();
        let made = Arc::new(RoleAccess::new(&blocks, catalog, self.wildcards));
        self.accesses.insert(elements.to_vec(), Arc::clone(&made));
        made
    }
}

/// A block as an assignment with a condition gives it: both conditions have to hold.
fn under(block: PermissionBlock, condition: Option<(&str, &'static str)>) -> PermissionBlock {
    let Some((text, version)) = condition else { return block };
    let both = match block.condition.as_deref().filter(|own| !own.trim().is_empty()) {
        Some(own) => format!("({own}) AND ({text})"),
        None => text.to_owned(),
    };
    PermissionBlock { condition: Some(both.into()), condition_version: Some(version.into()), ..block }
}
