//! [`Portrait`]: everything that can be said about one role without a tenant.

use super::granted::{ConditionKey, PlaneAccess, RoleAccess, lists};
use super::ownership::Ownership;
use super::privileged::Privileged;
use super::roles::{Frame, doubt};
use crate::catalog::{OperationId, OperationSet, TierClass};
use crate::graph::RoleDoubt;
use crate::model::{PermissionBlock, Plane, RoleDefinition};
use crate::pattern::Pattern;

/// A role by itself, and among the built-in ones.
#[derive(Debug, Clone)]
pub struct Portrait<'r> {
    /// Its definition.
    pub role: &'r RoleDefinition,
    /// What it gives.
    pub access: RoleAccess<'static>,
    /// Its blocks as they are written.
    pub blocks: Vec<BlockPortrait>,
    /// The privileged operations that it gives, each with the class that says so and the condition it is under.
    pub privileged: Vec<(OperationId, &'static TierClass, Option<ConditionKey>)>,
    /// How near it comes to Owner.
    pub ownership: Ownership,
    /// The built-in roles that it has to do with.
    pub kin: Kin,
    /// The tasks that it alone allows.
    pub tasks: Vec<String>,
    /// Why its access is not known for certain.
    pub doubt: Option<RoleDoubt>,
}

/// A block as it is written.
#[derive(Debug, Clone)]
pub struct BlockPortrait {
    /// Its condition, as it is written.
    pub condition: Option<Box<str>>,
    /// Its patterns: those that give and those that take, the control plane first.
    pub patterns: Vec<PatternPortrait>,
}

/// A pattern of a block.
#[derive(Debug, Clone)]
pub struct PatternPortrait {
    /// The plane.
    pub plane: Plane,
    /// It takes, as `NotActions` and `NotDataActions` do.
    pub takes: bool,
    /// As it is written.
    pub text: Box<str>,
    /// The operations of the catalog that it stands for.
    pub operations: OperationSet,
}

/// The built-in roles that a role has to do with; it is not among them itself.
#[derive(Debug, Clone, Default)]
pub struct Kin {
    /// Those that give exactly the same, over all strings.
    pub equal: Vec<&'static RoleDefinition>,
    /// Those that give everything that it gives and more, the least first.
    pub wider: Vec<(&'static RoleDefinition, usize)>,
    /// Those that give a part of what it gives and something at all, the most first.
    pub narrower: Vec<(&'static RoleDefinition, usize)>,
    /// Those of which that could not be decided.
    pub undecided: Vec<&'static RoleDefinition>,
    /// The nearest of the others that share at least half of all operations that both give: with the operations that only they
    /// give, and those that only it gives.
    pub nearest: Vec<(&'static RoleDefinition, usize, usize)>,
}

/// How many neighbours are told.
const NEAREST: usize = 3;

impl<'r> Portrait<'r> {
    /// The portrait of a role.
    pub fn new(role: &'r RoleDefinition, frame: &Frame<'_>) -> Self {
        let access = RoleAccess::new(&role.blocks, frame.catalog, frame.wildcards);
        Self {
            blocks: role.blocks.iter().map(|block| BlockPortrait::new(block, frame)).collect(),
            privileged: privileged(&access, &frame.privileged),
            ownership: Ownership::of(&access),
            kin: Kin::new(role, &access),
            tasks: frame.tasks_of(&[role]).into_iter().flatten().collect(),
            doubt: doubt(role),
            role,
            access,
        }
    }
}

impl BlockPortrait {
    fn new(block: &PermissionBlock, frame: &Frame<'_>) -> Self {
        let portrait = |plane, takes: bool, pattern: &Pattern| PatternPortrait {
            plane,
            takes,
            text: pattern.text().into(),
            operations: frame.catalog.operations().matching(pattern, plane, frame.wildcards),
        };
        let of_plane = |plane| {
            let (allow, except) = lists(block, plane);
            let gives = allow.iter().map(move |pattern| portrait(plane, false, pattern));
            gives.chain(except.iter().map(move |pattern| portrait(plane, true, pattern)))
        };
        Self { condition: block.condition.clone(), patterns: Plane::ALL.into_iter().flat_map(of_plane).collect() }
    }
}

/// The privileged operations of an access by number; one that is given without a condition is named without one.
fn privileged(
    access: &RoleAccess<'static>,
    privileged: &Privileged<'static>,
) -> Vec<(OperationId, &'static TierClass, Option<ConditionKey>)> {
    let parts = access.planes().iter().flat_map(PlaneAccess::parts);
    let mut found: Vec<(OperationId, Option<ConditionKey>)> = Vec::new();
    for (key, part) in parts {
        let mut own = part.operations.clone();
        own.intersect_with(privileged.operations());
        found.extend(own.iter().map(|id| (id, key.cloned())));
    }
    found.sort();
    found.dedup_by_key(|(id, _)| *id);
    found.into_iter().filter_map(|(id, key)| Some((id, privileged.class(id)?, key))).collect()
}

impl Kin {
    fn new(role: &RoleDefinition, access: &RoleAccess<'static>) -> Self {
        let catalog = access.catalog();
        let nothing = RoleAccess::new(&[], catalog, access.wildcards());
        let mut kin = Self::default();
        if access.is_within(&nothing) == Some(true) {
            return kin;
        }
        let own = access.operations();
        let mut others = Vec::new();
        for other in catalog.roles().iter().filter(|other| other.id != role.id) {
            let its = RoleAccess::new(&other.blocks, catalog, access.wildcards());
            let operations = its.operations();
            match (access.is_within(&its), its.is_within(access)) {
                (Some(true), Some(true)) => kin.equal.push(other),
                (Some(true), Some(false)) => kin.wider.push((other, operations.len())),
                (Some(false), Some(true)) if its.is_within(&nothing) != Some(true) => {
                    kin.narrower.push((other, operations.len()));
                }
                (None, _) | (_, None) => kin.undecided.push(other),
                _ => others.push((other, operations)),
            }
        }
        kin.wider.sort_by_key(|(role, count)| (*count, &role.name));
        kin.narrower.sort_by_key(|(role, count)| (std::cmp::Reverse(*count), &role.name));
        kin.nearest = nearest(&own, others);
        kin
    }
}

/// Those that share the greatest part of all operations that they and the role give.
fn nearest(
    own: &OperationSet,
    others: Vec<(&'static RoleDefinition, OperationSet)>,
) -> Vec<(&'static RoleDefinition, usize, usize)> {
    let mut near: Vec<Near> = others
        .into_iter()
        .filter_map(|(role, operations)| {
            let mut shared = operations.clone();
            shared.intersect_with(own);
            let (shared, more, less) = (shared.len(), operations.len(), own.len());
            let near = Near { role, shared, all: more + less - shared, more: more - shared, less: less - shared };
            (near.shared > 0 && near.shared * 2 >= near.all).then_some(near)
        })
        .collect();
    // Shares are compared as fractions: a/b before c/d where a*d is more than c*b.
    near.sort_by(|a, b| (b.shared * a.all).cmp(&(a.shared * b.all)).then_with(|| a.role.name.cmp(&b.role.name)));
    near.into_iter().take(NEAREST).map(|near| (near.role, near.more, near.less)).collect()
}

/// How much a role has in common with another one.
struct Near {
    role: &'static RoleDefinition,
    shared: usize,
    all: usize,
    more: usize,
    less: usize,
}
