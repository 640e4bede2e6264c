//! [`RoleProfile`]: everything that can be said about one role without a tenant.

use super::granted::{PlaneAccess, RoleAccess, lists};
use super::ownership::Ownership;
use super::privileged::Privileged;
use super::regions::ConditionKey;
use super::roles::{RoleComparer, doubt, several_stars};
use crate::arrange::Arrange as _;
use crate::catalog::{OperationId, OperationSet, TierClass};
use crate::graph::RoleDoubt;
use crate::model::{PermissionBlock, Plane, RoleDefinition, TaskName};
use crate::pattern::{Pattern, take};

/// A role by itself, and among the built-in ones.
#[derive(Debug, Clone)]
pub struct RoleProfile<'r> {
    /// Its definition.
    pub role: &'r RoleDefinition,
    /// What it gives.
    pub access: RoleAccess<'r>,
    /// Its blocks as they are written.
    pub blocks: Vec<BlockProfile>,
    /// The privileged operations that it gives, each with the class that says so and the condition it is under.
    pub privileged: Vec<(OperationId, &'r TierClass, Option<ConditionKey>)>,
    /// How near it comes to Owner.
    pub ownership: Ownership,
    /// The built-in roles that it has to do with.
    pub related: RelatedRoles<'r>,
    /// The tasks that it alone allows.
    pub tasks: Vec<TaskName>,
    /// Why its access is not known for certain.
    pub doubt: Option<RoleDoubt>,
}

/// A block as it is written.
#[derive(Debug, Clone)]
pub struct BlockProfile {
    /// Its condition, as it is written.
    pub condition: Option<Box<str>>,
    /// Its patterns: those that give and those that take, the control plane first.
    pub patterns: Vec<PatternProfile>,
}

/// A pattern of a block.
#[derive(Debug, Clone)]
pub struct PatternProfile {
    /// The plane.
    pub plane: Plane,
    /// It takes, as `NotActions` and `NotDataActions` do.
    pub takes: bool,
    /// As it is written.
    pub text: Box<str>,
    /// The operations of the catalog that it matches.
    pub operations: OperationSet,
}

/// The built-in roles that are related to a role; the role itself is not among them.
#[derive(Debug, Clone, Default)]
pub struct RelatedRoles<'r> {
    /// Those that give exactly the same, over all strings.
    pub equal: Vec<&'r RoleDefinition>,
    /// Those that give everything that it gives and more, the least first.
    pub wider: Vec<(&'r RoleDefinition, usize)>,
    /// Those that give a part of what it gives and something at all, the most first.
    pub narrower: Vec<(&'r RoleDefinition, usize)>,
    /// Those of which that could not be decided.
    pub undecided: Vec<&'r RoleDefinition>,
    /// The nearest of the others that share at least half of all operations that both give: with the operations that only they
    /// give, and those that only it gives.
    pub nearest: Vec<(&'r RoleDefinition, usize, usize)>,
}

/// How many neighbours are told.
const NEAREST: usize = 3;

impl<'r> RoleProfile<'r> {
    /// The profile of a role.
    pub fn new(role: &'r RoleDefinition, comparer: &RoleComparer<'r>) -> Self {
        let access = RoleAccess::new(&role.blocks, comparer.catalog, comparer.wildcards);
        Self {
            blocks: role.blocks.iter().map(|block| BlockProfile::new(block, comparer)).collect(),
            privileged: privileged(&access, &comparer.privileged),
            ownership: ownership(role, &access),
            related: RelatedRoles::new(role, &access),
            tasks: if role.losses.open_exceptions {
                Vec::new()
            } else {
                comparer.tasks_of(&[role]).into_iter().flatten().collect()
            },
            doubt: doubt(role),
            role,
            access,
        }
    }
}

/// How near a role comes to Owner; one that shows less may hide the rest behind an expression, and one that shows more may take it away.
fn ownership(role: &RoleDefinition, access: &RoleAccess<'_>) -> Ownership {
    match Ownership::of(access) {
        Ownership::None if role.losses.unreadable => Ownership::Unknown,
        _ if role.losses.open_exceptions => Ownership::Unknown,
        known => known,
    }
}

impl BlockProfile {
    fn new(block: &PermissionBlock, comparer: &RoleComparer<'_>) -> Self {
        let profile = |plane, takes: bool, pattern: &Pattern| PatternProfile {
            plane,
            takes,
            text: pattern.text().into(),
            operations: comparer.catalog.operations().matching(pattern, plane, comparer.wildcards),
        };
        let of_plane = |plane| {
            let (allow, except) = lists(block, plane);
            let gives = allow.iter().map(move |pattern| profile(plane, false, pattern));
            gives.chain(except.iter().map(move |pattern| profile(plane, true, pattern)))
        };
        Self { condition: block.condition.clone(), patterns: Plane::ALL.into_iter().flat_map(of_plane).collect() }
    }
}

/// The privileged operations of an access by number; one that is given without a condition is named without one.
fn privileged<'r>(
    access: &RoleAccess<'r>,
    privileged: &Privileged<'r>,
) -> Vec<(OperationId, &'r TierClass, Option<ConditionKey>)> {
    let parts = access.planes().iter().flat_map(PlaneAccess::parts);
    let mut found: Vec<(OperationId, Option<ConditionKey>)> = Vec::new();
    for (key, part) in parts {
        let mut own = part.operations.clone();
        own.intersect_with(privileged.operations());
        found.extend(own.iter().map(|id| (id, key.cloned())));
    }
    found.arrange();
    found.dedup_by_key(|(id, _)| *id);
    found.into_iter().filter_map(|(id, key)| Some((id, privileged.class(id)?, key))).collect()
}

/// What it costs to compare a role with another one, in steps of a search: patterns with several stars are held against each other.
fn cost(role: &RoleDefinition) -> u64 {
    const PAIR: usize = 16;
    let several = role.blocks.iter().map(several_stars).sum::<usize>();
    (several * several * PAIR) as u64
}

impl<'r> RelatedRoles<'r> {
    fn new(role: &RoleDefinition, access: &RoleAccess<'r>) -> Self {
        let catalog = access.catalog();
        let nothing = RoleAccess::new(&[], catalog, access.wildcards());
        let mut related = Self::default();
        if access.is_within(&nothing) == Some(true) {
            return related;
        }
        let own = access.operations();
        let mut others = Vec::new();
        let cost = cost(role);
        for other in catalog.roles().iter().filter(|other| other.id != role.id) {
            if !take(cost) {
                related.undecided.push(other);
                continue;
            }
            let its = RoleAccess::new(&other.blocks, catalog, access.wildcards());
            let operations = its.operations();
            match (access.is_within(&its), its.is_within(access)) {
                // What an expression hides may be anything.
                (Some(true), _) if role.losses.unreadable => related.undecided.push(other),
                (_, Some(true)) if role.losses.open_exceptions => related.undecided.push(other),
                (Some(true), Some(true)) => related.equal.push(other),
                (Some(true), Some(false)) => related.wider.push((other, operations.len())),
                (Some(false), Some(true)) if its.is_within(&nothing) != Some(true) => {
                    related.narrower.push((other, operations.len()));
                }
                (None, _) | (_, None) => related.undecided.push(other),
                _ => others.push((other, operations)),
            }
        }
        related.wider.arrange_by_key(|(role, count)| (*count, &role.name));
        related.narrower.arrange_by_key(|(role, count)| (std::cmp::Reverse(*count), &role.name));
        related.nearest = nearest(&own, others);
        related
    }
}

/// Those that share the greatest part of all operations that they and the role give.
fn nearest<'r>(own: &OperationSet, others: Vec<(&'r RoleDefinition, OperationSet)>) -> Vec<(&'r RoleDefinition, usize, usize)> {
    let mut near: Vec<NearbyRole<'r>> = others
        .into_iter()
        .filter_map(|(role, operations)| {
            let mut shared = operations.clone();
            shared.intersect_with(own);
            let (shared, more, less) = (shared.len(), operations.len(), own.len());
            let near = NearbyRole { role, shared, all: more + less - shared, more: more - shared, less: less - shared };
            (near.shared > 0 && near.shared * 2 >= near.all).then_some(near)
        })
        .collect();
    // Shares are compared as fractions: a/b before c/d where a*d is more than c*b.
    near.arrange_by(|a, b| (b.shared * a.all).cmp(&(a.shared * b.all)).then_with(|| a.role.name.cmp(&b.role.name)));
    near.into_iter().take(NEAREST).map(|near| (near.role, near.more, near.less)).collect()
}

/// How much a role has in common with another one.
struct NearbyRole<'r> {
    role: &'r RoleDefinition,
    shared: usize,
    all: usize,
    more: usize,
    less: usize,
}
