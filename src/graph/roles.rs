//! What each role that the exports name may be: its definition if that is certain, else the possible definitions.
//!
//! A role is a list of alternatives. With one alternative the definition is known. With several, the export lost something (R-DEF-6,
//! R-DEF-14) or exports contradict each other: what all alternatives grant is granted, what only some grant is unknown.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::catalog::Catalog;
use crate::model::{Facts, ObjectId, PermissionBlock, RoleDefinition, RoleId, RoleKind};
use crate::pattern::Pattern;

/// What a role may grant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Its id.
    pub id: ObjectId,
    /// Its display name; the id where no input has one.
    pub name: Arc<str>,
    /// Built-in or custom.
    pub kind: RoleKind,
    /// The definitions that it may have. Never empty.
    pub alternatives: Vec<Vec<PermissionBlock>>,
    /// Why there are several.
    pub doubt: Option<RoleDoubt>,
}

/// Why a role's definition is not certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RoleDoubt {
    /// Neither the exports nor the catalog define it (R-EVAL-9).
    NotExported,
    /// PowerShell merged its blocks (R-DEF-14).
    BlocksMerged,
    /// The export knows no data actions (R-DEF-6).
    NoDataActions,
    /// A list was cut, or is an expression (R-FMT-8).
    Unreadable,
    /// Two exports define it differently.
    Contradicting,
    /// An assignable scope that a change adds is an expression.
    OpenScopes,
}

/// Every role that the inputs name.
#[derive(Debug, Clone, Default)]
pub struct RoleBook {
    roles: Vec<Role>,
    by_id: FxHashMap<ObjectId, usize>,
}

impl RoleBook {
    /// Resolves every role that is named, and every one that is defined (R-DEF-7, R-DEF-8, R-DEF-14).
    pub(super) fn build(facts: &mut Facts, catalog: &Catalog) -> Self {
        let mut exported: FxHashMap<ObjectId, Vec<usize>> = FxHashMap::default();
        for (index, role) in facts.definitions.iter().enumerate() {
            exported.entry(role.definition.id.clone()).or_default().push(index);
        }
        let ids: Vec<ObjectId> = facts.definitions.iter().map(|role| role.definition.id.clone()).collect();
        for id in ids {
            facts.roles.intern(id);
        }
        let mut book = Self::default();
        for number in facts.roles.ids() {
            let id = facts.roles.id(number);
            let rows = exported.get(id).map(Vec::as_slice).unwrap_or_default();
            let rows: Vec<&RoleDefinition> =
                rows.iter().filter_map(|&row| Some(&facts.definitions.get(row)?.definition)).collect();
            let mut role = resolve(id, &rows, catalog.role(id));
            let is_nameless = *role.name == *id.to_string();
            if let Some(name) = facts.role_names.get(&number).filter(|_| is_nameless) {
                role.name = Arc::from(&**name);
            }
            book.by_id.insert(id.clone(), book.roles.len());
            book.roles.push(role);
        }
        book
    }

    /// The role with this number.
    pub fn get(&self, role: RoleId) -> Option<&Role> {
        self.roles.get(role.index())
    }

    /// The role with this id, if an input names it.
    pub fn by_id(&self, id: &ObjectId) -> Option<&Role> {
        self.by_id.get(id).and_then(|&index| self.roles.get(index))
    }

    /// Every role that is named, in the order of [`crate::model::Roles`].
    pub fn iter(&self) -> impl Iterator<Item = &Role> {
        self.roles.iter()
    }
}

impl Role {
    /// A role from one certain definition (the catalog's, an example's).
    pub fn certain(definition: &RoleDefinition) -> Self {
        Self {
            id: definition.id.clone(),
            name: Arc::from(&*definition.name),
            kind: definition.kind,
            alternatives: vec![definition.blocks.clone()],
            doubt: None,
        }
    }

    fn doubtful(of: &RoleDefinition, doubt: RoleDoubt, alternatives: Vec<Vec<PermissionBlock>>) -> Self {
        Self { alternatives, doubt: Some(doubt), ..Self::certain(of) }
    }
}

fn resolve(id: &ObjectId, exported: &[&RoleDefinition], shipped: Option<&RoleDefinition>) -> Role {
    let mut rows: Vec<&RoleDefinition> = exported.to_vec();
    if rows.iter().any(|row| !is_lossy(row)) {
        rows.retain(|row| !is_lossy(row));
    } else if let Some(shipped) = shipped {
        return Role::certain(shipped);
    }
    rows.sort_by_cached_key(|row| (row.name.clone(), blocks_text(row)));
    rows.dedup_by(|a, b| same_blocks(a, b));
    match rows.as_slice() {
        [] => unknown(id),
        [one] => single(one, shipped),
        [first, ..] => {
            let alternatives = rows.iter().flat_map(|row| single(row, shipped).alternatives).collect();
            Role::doubtful(first, RoleDoubt::Contradicting, alternatives)
        }
    }
}

fn is_lossy(row: &RoleDefinition) -> bool {
    row.losses.unreadable || row.losses.blocks_merged || row.losses.no_data_actions
}

fn single(row: &RoleDefinition, shipped: Option<&RoleDefinition>) -> Role {
    if row.losses.unreadable {
        return Role::doubtful(row, RoleDoubt::Unreadable, vec![Vec::new(), vec![everything()]]);
    }
    if row.losses.blocks_merged {
        return match unmerged(row).as_slice() {
            [least, most] if least == most => Role::certain(row),
            possible => Role::doubtful(row, RoleDoubt::BlocksMerged, possible.to_vec()),
        };
    }
    if row.losses.no_data_actions {
        let with_data = |block: &PermissionBlock| PermissionBlock { data_actions: vec![Pattern::parse("*")], ..block.clone() };
        let all_data = row.blocks.iter().map(with_data).collect();
        return Role::doubtful(row, RoleDoubt::NoDataActions, vec![row.blocks.clone(), all_data]);
    }
    match shipped.filter(|shipped| row.losses.no_conditions && shipped.blocks.iter().any(|block| block.condition.is_some())) {
        // The export has no condition key, the catalog knows conditions: the catalog's definition is the fuller one (R-DEF-7).
        Some(shipped) => Role { name: Arc::from(&*row.name), ..Role::certain(shipped) },
        None => Role::certain(row),
    }
}

/// The least and the most that a merged definition can grant: every exception applies to every block, or no exception applies
/// (R-DEF-14). No tool lets a custom role have conditions. Another role may have lost its conditions with the blocks, so
/// nothing is certain.
fn unmerged(row: &RoleDefinition) -> [Vec<PermissionBlock>; 2] {
    let bare =
        |block: &PermissionBlock| PermissionBlock { not_actions: Vec::new(), not_data_actions: Vec::new(), ..block.clone() };
    let least = if row.kind == RoleKind::Custom { row.blocks.clone() } else { Vec::new() };
    [least, row.blocks.iter().map(bare).collect()]
}

/// A role that nothing defines may be anything: nothing, or everything (R-EVAL-9).
fn unknown(id: &ObjectId) -> Role {
    Role {
        id: id.clone(),
        name: Arc::from(id.to_string()),
        kind: RoleKind::Unknown,
        alternatives: vec![Vec::new(), vec![everything()]],
        doubt: Some(RoleDoubt::NotExported),
    }
}

fn everything() -> PermissionBlock {
    let all = || vec![Pattern::parse("*")];
    PermissionBlock { actions: all(), data_actions: all(), ..PermissionBlock::default() }
}

/// Whether two definitions are the same, without regard to the order and repetition of their strings.
fn same_blocks(a: &RoleDefinition, b: &RoleDefinition) -> bool {
    blocks_text(a) == blocks_text(b)
}

fn blocks_text(row: &RoleDefinition) -> Vec<[Vec<String>; 5]> {
    let list = |patterns: &[Pattern]| {
        let mut texts: Vec<String> = patterns.iter().map(|pattern| pattern.text().to_ascii_lowercase()).collect();
        texts.sort();
        texts.dedup();
        texts
    };
    let block = |block: &PermissionBlock| {
        let condition = block.condition.iter().map(ToString::to_string).collect();
        [list(&block.actions), list(&block.not_actions), list(&block.data_actions), list(&block.not_data_actions), condition]
    };
    let mut blocks: Vec<_> = row.blocks.iter().map(block).collect();
    blocks.sort();
    blocks
}
