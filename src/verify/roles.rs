//! What a role certainly grants: its definition, read block by block.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::glob::Glob;
use super::narrowing::Narrowing;
use crate::catalog::Catalog;
use crate::condition::{Condition, Context, Truth};
use crate::model::{Facts, ObjectId, PermissionBlock, Plane, RoleDefinition, RoleKind};
use crate::pattern::{Pattern, Wildcards};

/// A permission block in one plane: some pattern of `allow` matches, none of `except` (R-PAT-12).
#[derive(Debug)]
pub(super) struct GlobClause {
    pub allow: Vec<Glob>,
    pub except: Vec<Glob>,
    pub condition: Option<Narrowing>,
}

/// What one definition grants, by plane.
pub(super) type Clauses = [Vec<GlobClause>; 2];

/// Roles by id, each compiled once.
pub(super) struct RoleTexts<'f> {
    facts: &'f Facts,
    catalog: &'f Catalog,
    wildcards: Wildcards,
    by_id: FxHashMap<&'f ObjectId, Vec<&'f RoleDefinition>>,
    compiled: RefCell<FxHashMap<ObjectId, Rc<RoleClauses>>>,
}

/// A role: every definition that it may have.
#[derive(Debug)]
pub(super) struct RoleClauses {
    pub possible: Vec<Clauses>,
    /// There is exactly one, and nothing of it was lost.
    pub certain: bool,
    /// All its patterns, to look a step's pattern up.
    pub patterns: Vec<String>,
    /// Whether Azure takes a condition for its assignments; worked out when it is first asked.
    pub can_be_conditioned: OnceCell<bool>,
}

impl<'f> RoleTexts<'f> {
    pub(super) fn new(facts: &'f Facts, catalog: &'f Catalog, wildcards: Wildcards) -> Self {
        let mut by_id: FxHashMap<&ObjectId, Vec<&RoleDefinition>> = FxHashMap::default();
        for row in &facts.definitions {
            by_id.entry(&row.definition.id).or_default().push(&row.definition);
        }
        Self { facts, catalog, wildcards, by_id, compiled: RefCell::default() }
    }

    pub(super) fn facts(&self) -> &'f Facts {
        self.facts
    }

    pub(super) fn catalog(&self) -> &'f Catalog {
        self.catalog
    }

    /// The role with this id.
    pub(super) fn get(&self, id: &ObjectId) -> Rc<RoleClauses> {
        let known = self.compiled.borrow().get(id).map(Rc::clone);
        known.unwrap_or_else(|| {
            let role = Rc::new(self.compile(id));
            self.compiled.borrow_mut().insert(id.clone(), Rc::clone(&role));
            role
        })
    }

    /// Lossless records first, then the catalog, then what a lossy record leaves certain (R-DEF-6, R-DEF-7, R-DEF-14).
    fn compile(&self, id: &ObjectId) -> RoleClauses {
        let rows = self.by_id.get(id).map(Vec::as_slice).unwrap_or_default();
        let shipped = self.catalog.role(id);
        let lossless: Vec<&RoleDefinition> = rows.iter().copied().filter(|row| !is_lossy(row)).collect();
        let fuller = |row: &'f RoleDefinition| match shipped {
            Some(shipped) if row.losses.no_conditions && has_condition(shipped) => shipped,
            _ => row,
        };
        let possible: Vec<Vec<PermissionBlock>> = match (lossless.is_empty(), shipped) {
            (false, _) => lossless.iter().map(|row| fuller(row).blocks.clone()).collect(),
            (true, Some(shipped)) => vec![shipped.blocks.clone()],
            (true, None) => rows.iter().map(|row| what_is_left(row)).collect(),
        };
        let certain =
            !possible.is_empty() && (!lossless.is_empty() || shipped.is_some() || possible.len() == 1 && is_whole(rows));
        let texts = |block: &PermissionBlock| {
            let lists = [&block.actions, &block.data_actions];
            lists.into_iter().flatten().map(|pattern| pattern.folded().to_owned()).collect::<Vec<_>>()
        };
        let patterns = rows.iter().flat_map(|row| &row.blocks).chain(possible.iter().flatten()).flat_map(texts).collect();
        let possible: Vec<Clauses> = possible.iter().map(|blocks| clauses(blocks, self.catalog, self.wildcards)).collect();
        RoleClauses { certain: certain && alike(&possible), possible, patterns, can_be_conditioned: OnceCell::new() }
    }
}

impl RoleClauses {
    /// Whether it grants an action for sure: by every definition that it may have. The action is in lower case.
    pub(super) fn grants(&self, plane: Plane, action: &str, context: &Context) -> Truth {
        if self.possible.is_empty() {
            return Truth::False;
        }
        Truth::all(self.possible.iter().map(|clauses| granted(clauses, plane, action, context)))
    }

    /// The same, without what a block grants under a condition of its own.
    pub(super) fn grants_freely(&self, plane: Plane, action: &str, context: &Context) -> Truth {
        let free = |clauses: &Clauses| {
            let mut own = clauses.get(plane as usize).into_iter().flatten();
            own.any(|clause| clause.condition.is_none() && clause.covers(action))
        };
        if self.possible.iter().all(free) { self.grants(plane, action, context) } else { Truth::False }
    }

    /// Whether any definition names the action at all, whatever its conditions.
    pub(super) fn names(&self, plane: Plane, action: &str) -> bool {
        let clauses = self.possible.iter().filter_map(|clauses| clauses.get(plane as usize)).flatten();
        clauses.into_iter().any(|clause| clause.covers(action))
    }
}

impl GlobClause {
    pub(super) fn covers(&self, action: &str) -> bool {
        self.allow.iter().any(|glob| glob.matches(action)) && !self.except.iter().any(|glob| glob.matches(action))
    }
}

/// Whether some block grants an action (R-DEF-2, R-COND-12).
pub(super) fn granted(clauses: &Clauses, plane: Plane, action: &str, context: &Context) -> Truth {
    let matching = clauses.get(plane as usize).into_iter().flatten().filter(|clause| clause.covers(action));
    Truth::any(matching.map(|clause| clause.condition.as_ref().map_or(Truth::True, |own| own.evaluate(action, context))))
}

/// Blocks as clauses of both planes.
pub(super) fn clauses(blocks: &[PermissionBlock], catalog: &Catalog, wildcards: Wildcards) -> Clauses {
    let globs =
        |patterns: &[Pattern]| -> Vec<Glob> { patterns.iter().map(|pattern| Glob::new(pattern.text(), wildcards)).collect() };
    let condition = |block: &PermissionBlock, plane| {
        let version = block.condition_version.as_deref();
        block.condition.as_deref().map(|text| Narrowing::new(Condition::new(text, version), plane, catalog, wildcards))
    };
    let clause = |lists: [&[Pattern]; 2], block: &PermissionBlock, plane| {
        let [allow, except] = lists.map(globs);
        GlobClause { allow, except, condition: condition(block, plane) }
    };
    [
        blocks.iter().map(|block| clause([&block.actions, &block.not_actions], block, Plane::Control)).collect(),
        blocks.iter().map(|block| clause([&block.data_actions, &block.not_data_actions], block, Plane::Data)).collect(),
    ]
}

/// Definitions that are written the same count as one.
fn alike(possible: &[Clauses]) -> bool {
    let text = |clauses: &Clauses| format!("{clauses:?}");
    possible.windows(2).all(|pair| matches!(pair, [a, b] if text(a) == text(b)))
}

fn is_lossy(row: &RoleDefinition) -> bool {
    row.losses.unreadable || row.losses.blocks_merged || row.losses.no_data_actions
}

fn has_condition(role: &RoleDefinition) -> bool {
    role.blocks.iter().any(|block| block.condition.is_some())
}

/// Whether a record lost nothing when its blocks were merged: a custom role without exceptions.
fn is_whole(rows: &[&RoleDefinition]) -> bool {
    rows.iter().all(|row| row.kind == RoleKind::Custom && !is_lossy(row))
}

/// What a record that lost something grants all the same.
fn what_is_left(row: &RoleDefinition) -> Vec<PermissionBlock> {
    if row.losses.unreadable || row.losses.blocks_merged && row.kind != RoleKind::Custom {
        return Vec::new();
    }
    row.blocks.clone()
}
