//! [`RoleDiff`]: the difference between two definitions of a role, and between two lists of roles.

use std::sync::Arc;

use super::difference::{AccessDiff, AccessTrend};
use super::granted::RoleAccess;
use super::privileged::Privileged;
use crate::arrange::Arrange as _;
use crate::catalog::Catalog;
use crate::graph::RoleDoubt;
use crate::model::scope::contains;
use crate::model::{ObjectId, PermissionBlock, Plane, RoleDefinition, RoleKind, ScopePath, TaskName, TaskPack};
use crate::pattern::{Wildcards, bounded, is_bounded, take};

/// What roles are compared with the help of.
#[derive(Debug, Clone)]
pub struct RoleComparer<'f> {
    /// Whose operations are counted.
    pub catalog: &'f Arc<Catalog>,
    /// Those of them that are privileged.
    pub privileged: Privileged<'f>,
    /// The tasks that are asked about.
    pub packs: &'f [TaskPack],
    /// How middle wildcards are read (R-PAT-4).
    pub wildcards: Wildcards,
    /// Which of the tasks a role alone allows.
    tasks: TasksOf,
}

/// For each of some roles: the tasks that it alone allows. Whoever compares roles brings it: it asks a tenant.
pub type TasksOf = fn(&[&RoleDefinition], &[TaskPack], &Arc<Catalog>, Wildcards) -> Vec<Vec<TaskName>>;

/// What became of a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleDiff {
    /// Its name, the new one where there are two.
    pub name: Box<str>,
    /// The old name, where it is another one.
    pub old_name: Option<Box<str>>,
    /// Its id, where it has one.
    pub id: Option<ObjectId>,
    /// In short.
    pub change: AccessTrend,
    /// The access gained and lost.
    pub access: AccessDiff,
    /// Assignable scopes that no old one contains.
    pub scopes_gained: Vec<Box<str>>,
    /// Assignable scopes that no new one contains.
    pub scopes_lost: Vec<Box<str>>,
    /// Tasks that only the new role alone allows.
    pub tasks_gained: Vec<TaskName>,
    /// Tasks that only the old role alone allowed.
    pub tasks_lost: Vec<TaskName>,
    /// Why the access is not known for certain; the change is [`AccessTrend::Unknown`] then.
    pub doubts: Vec<RoleDoubt>,
}

impl RoleDiff {
    /// Whether it may give somebody more: actions, or the same actions in more places.
    pub fn adds_access(&self) -> bool {
        !self.access.gained.is_empty() || !self.scopes_gained.is_empty()
    }

    /// Whether nothing at all is different.
    pub fn is_nothing(&self) -> bool {
        self.change == AccessTrend::Same && self.scopes_gained.is_empty() && self.scopes_lost.is_empty()
    }
}

/// A role before and after; one of them is there.
pub type RolePair<'r> = (Option<&'r RoleDefinition>, Option<&'r RoleDefinition>);

impl<'f> RoleComparer<'f> {
    /// A comparer of a catalog.
    pub fn new(catalog: &'f Arc<Catalog>, packs: &'f [TaskPack], wildcards: Wildcards, tasks: TasksOf) -> Self {
        Self { catalog, privileged: Privileged::new(catalog), packs, wildcards, tasks }
    }

    /// For each role: the tasks that it alone allows.
    pub(super) fn tasks_of(&self, roles: &[&RoleDefinition]) -> Vec<Vec<TaskName>> {
        (self.tasks)(roles, self.packs, self.catalog, self.wildcards)
    }

    /// What became of each role of a list: roles with the same id are the same, else those with the same name. By name.
    pub fn diff(&self, old: &[RoleDefinition], new: &[RoleDefinition]) -> Vec<RoleDiff> {
        self.diff_pairs(&pairs(old, new))
    }

    /// What became of each of some roles, in order. What would take too long to compare, because of patterns with several stars, is
    /// undecided.
    pub fn diff_pairs(&self, pairs: &[RolePair<'_>]) -> Vec<RoleDiff> {
        if is_bounded() { self.diff_all(pairs) } else { bounded(|| self.diff_all(pairs)).0 }
    }

    fn diff_all(&self, pairs: &[RolePair<'_>]) -> Vec<RoleDiff> {
        let mut diffs: Vec<RoleDiff> = pairs.iter().map(|pair| self.diff_pair(*pair)).collect();
        self.add_tasks(pairs, &mut diffs);
        diffs
    }

    fn diff_pair(&self, (old, new): RolePair<'_>) -> RoleDiff {
        let access = |role: Option<&RoleDefinition>| {
            RoleAccess::new(role.map(|role| role.blocks.as_slice()).unwrap_or_default(), self.catalog, self.wildcards)
        };
        let is_unchanged = old.zip(new).is_some_and(|(old, new)| old.blocks == new.blocks);
        let mut diff = if is_unchanged {
            AccessDiff::default()
        } else if take(self.cost([old, new])) {
            AccessDiff::between(&access(old), &access(new), &self.privileged)
        } else {
            AccessDiff::undecided()
        };
        // What one side may hide behind an expression is no difference.
        diff.gained.retain(|change| !old.is_some_and(|old| hides(old, change.plane)));
        diff.lost.retain(|change| !new.is_some_and(|new| hides(new, change.plane)));
        let opens = old.zip(new).is_some_and(|(old, new)| adds_open_scopes(old, new)).then_some(RoleDoubt::OpenScopes);
        let doubts: Vec<RoleDoubt> = [old, new].into_iter().flatten().filter_map(doubt).chain(opens).collect();
        let change = match (old, new) {
            (None, _) => AccessTrend::Added,
            (_, None) => AccessTrend::Removed,
            _ if doubts.is_empty() => diff.change(),
            _ => AccessTrend::Unknown,
        };
        let shown = new.or(old);
        let name = shown.map(|role| role.name.clone()).unwrap_or_default();
        RoleDiff {
            old_name: old.map(|old| old.name.clone()).filter(|old| *old != name),
            id: shown.map(|role| role.id.clone()).filter(|id| id.guid().is_some()),
            name,
            change,
            access: diff,
            scopes_gained: scopes_beyond(new, old),
            scopes_lost: scopes_beyond(old, new),
            tasks_gained: Vec::new(),
            tasks_lost: Vec::new(),
            doubts,
        }
    }

    /// What it costs to find the operations of patterns with several stars, in steps of a search: each is held against every operation.
    fn cost(&self, roles: [Option<&RoleDefinition>; 2]) -> u64 {
        const MATCH: usize = 8;
        let blocks = roles.into_iter().flatten().flat_map(|role| &role.blocks);
        let several: usize = blocks.map(several_stars).sum();
        (several * self.catalog.operations().len() * MATCH) as u64
    }

    /// Only roles whose access differs are asked for tasks.
    fn add_tasks(&self, pairs: &[RolePair<'_>], diffs: &mut [RoleDiff]) {
        let differs = |diff: &RoleDiff| !diff.access.gained.is_empty() || !diff.access.lost.is_empty();
        let side = |pick: &dyn Fn(&RolePair<'_>) -> Option<RoleDefinition>| {
            let asked = pairs.iter().zip(diffs.iter()).map(|(pair, diff)| pick(pair).filter(|_| differs(diff)));
            let asked: Vec<Option<RoleDefinition>> = asked.collect();
            let roles: Vec<&RoleDefinition> = asked.iter().flatten().collect();
            let mut found = self.tasks_of(&roles).into_iter();
            asked.iter().map(|role| role.as_ref().and_then(|_| found.next()).unwrap_or_default()).collect::<Vec<_>>()
        };
        let (old, new) = (side(&|(old, _)| old.cloned()), side(&|(_, new)| new.cloned()));
        for ((diff, old), new) in diffs.iter_mut().zip(old).zip(new) {
            if !diff.access.gained.is_empty() {
                diff.tasks_gained = new.iter().filter(|task| !old.contains(task)).cloned().collect();
            }
            if !diff.access.lost.is_empty() {
                diff.tasks_lost = old.into_iter().filter(|task| !new.contains(task)).collect();
            }
        }
    }
}

/// How many patterns of a block have several stars.
pub(super) fn several_stars(block: &PermissionBlock) -> usize {
    let lists = [&block.actions, &block.not_actions, &block.data_actions, &block.not_data_actions];
    lists.into_iter().flatten().filter(|pattern| pattern.is_several()).count()
}

/// The roles of two lists that belong together, by name: those with the same id are the same, else those with the same name. Of several
/// with one name, those that say the same belong together.
pub fn pairs<'r>(old: &'r [RoleDefinition], new: &'r [RoleDefinition]) -> Vec<RolePair<'r>> {
    let mut left: Vec<&RoleDefinition> = old.iter().collect();
    let mut partner_of = |is_same: &dyn Fn(&RoleDefinition) -> bool| {
        let at = left.iter().position(|old| is_same(old))?;
        Some(left.remove(at))
    };
    let mut partners: Vec<Option<&RoleDefinition>> =
        new.iter().map(|new| new.id.guid().and_then(|id| partner_of(&|old| old.id.guid() == Some(id)))).collect();
    let has_name = |old: &RoleDefinition, new: &RoleDefinition| old.name.eq_ignore_ascii_case(&new.name);
    let says_the_same =
        |old: &RoleDefinition, new: &RoleDefinition| old.blocks == new.blocks && old.assignable_scopes == new.assignable_scopes;
    for (partner, new) in partners.iter_mut().zip(new).filter(|(partner, _)| partner.is_none()) {
        *partner = partner_of(&|old| has_name(old, new) && says_the_same(old, new));
    }
    for (partner, new) in partners.iter_mut().zip(new).filter(|(partner, _)| partner.is_none()) {
        *partner = partner_of(&|old| has_name(old, new));
    }
    let mut pairs: Vec<RolePair<'_>> = partners.into_iter().zip(new).map(|(old, new)| (old, Some(new))).collect();
    pairs.extend(left.into_iter().map(|old| (Some(old), None)));
    let name = |(old, new): &RolePair<'r>| new.or(*old).map(|role| (role.name.to_lowercase(), role.id.clone()));
    pairs.arrange_by_key(name);
    pairs
}

/// The assignable scopes of one definition that no scope of the other contains (R-SCO-3). What a management group contains is
/// not known here.
fn scopes_beyond(more: Option<&RoleDefinition>, less: Option<&RoleDefinition>) -> Vec<Box<str>> {
    let paths = |role: Option<&RoleDefinition>| -> Vec<ScopePath> {
        role.into_iter().flat_map(RoleDefinition::known_scopes).map(ScopePath::parse).collect()
    };
    let held = paths(less);
    let mut beyond: Vec<Box<str>> = paths(more)
        .iter()
        .filter(|scope| !held.iter().any(|held| contains(held.as_str(), scope.as_str())))
        .map(|scope| scope.as_str().into())
        .collect();
    beyond.arrange();
    beyond.dedup();
    beyond
}

/// Whether one definition has assignable scopes that are expressions, and that the other does not have.
fn adds_open_scopes(old: &RoleDefinition, new: &RoleDefinition) -> bool {
    new.open_scopes().any(|scope| !old.open_scopes().any(|known| known == scope))
}

/// Whether a definition may give more of a plane than it shows.
fn hides(role: &RoleDefinition, plane: Plane) -> bool {
    role.losses.unreadable || (role.losses.no_data_actions && plane == Plane::Data)
}

/// Why nobody can tell from this definition what the role grants.
pub(super) fn doubt(role: &RoleDefinition) -> Option<RoleDoubt> {
    let has_exceptions = role.blocks.iter().any(|block| !block.not_actions.is_empty() || !block.not_data_actions.is_empty());
    if role.losses.unreadable {
        return Some(RoleDoubt::Unreadable);
    }
    if role.losses.blocks_merged && (role.kind != RoleKind::Custom || has_exceptions) {
        return Some(RoleDoubt::BlocksMerged);
    }
    role.losses.no_data_actions.then_some(RoleDoubt::NoDataActions)
}
