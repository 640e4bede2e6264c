//! What a role certainly grants: its definition, read block by block.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::glob::Glob;
use super::narrowing::Narrowing;
use super::regions::regions;
use crate::arrange::Arrange as _;
use crate::catalog::{CONDITIONABLE, Catalog};
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
    /// Why there are several; `None` where there is exactly one, and nothing of it was lost.
    pub doubt: Option<RoleInDoubt>,
    /// All its patterns, to look a step's pattern up.
    pub patterns: Vec<String>,
    /// Whether Azure takes a condition for its assignments; worked out when it is first asked.
    conditionable: OnceCell<bool>,
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

    /// Lossless records first, then the catalog, then what a lossy record leaves open (R-DEF-6, R-DEF-7, R-DEF-14).
    fn compile(&self, id: &ObjectId) -> RoleClauses {
        let rows = self.by_id.get(id).map(Vec::as_slice).unwrap_or_default();
        let Definitions { possible, doubt } = definitions(rows, self.catalog.role(id));
        let texts = |block: &PermissionBlock| {
            let lists = [&block.actions, &block.data_actions];
            lists.into_iter().flatten().map(|pattern| pattern.folded().to_owned()).collect::<Vec<_>>()
        };
        let patterns = rows.iter().flat_map(|row| &row.blocks).chain(possible.iter().flatten()).flat_map(texts).collect();
        let possible: Vec<Clauses> = possible.iter().map(|blocks| clauses(blocks, self.catalog, self.wildcards)).collect();
        RoleClauses { doubt, possible, patterns, conditionable: OnceCell::new() }
    }

    /// The blocks of a role, where its definition is certain.
    pub(super) fn certain(&self, id: &ObjectId) -> Option<Vec<PermissionBlock>> {
        let rows = self.by_id.get(id).map(Vec::as_slice).unwrap_or_default();
        let Definitions { possible, doubt } = definitions(rows, self.catalog.role(id));
        possible.into_iter().next().filter(|_| doubt.is_none())
    }

    /// The data actions of a role as a requirement asks for it, without its exceptions.
    pub(super) fn data_actions(&self, id: &ObjectId) -> Vec<String> {
        let rows = self.by_id.get(id).map(Vec::as_slice).unwrap_or_default();
        let shipped = self.catalog.role(id);
        let Definitions { possible, doubt } = definitions(rows, shipped);
        let blocks = match (doubt, shipped) {
            (None, _) => possible.into_iter().next().unwrap_or_default(),
            (Some(_), shipped) => shipped.map(|role| role.blocks.clone()).unwrap_or_default(),
        };
        blocks.iter().flat_map(|block| &block.data_actions).map(|own| own.text().to_owned()).collect()
    }

    /// The custom role with this id, if the exports define one.
    pub(super) fn custom(&self, id: &ObjectId) -> Option<CustomDefinition> {
        let rows = self.by_id.get(id).map(Vec::as_slice).unwrap_or_default();
        let shipped = self.catalog.role(id);
        let is_any_whole = rows.iter().any(|row| !is_lossy(row));
        if shipped.is_some() && !is_any_whole {
            return None;
        }
        let counting = rows.iter().filter(|row| !is_any_whole || !is_lossy(row));
        let first = counting.min_by_key(|row| (row.name.clone(), written(row)))?;
        let Definitions { possible, doubt } = definitions(rows, shipped);
        let blocks = possible.into_iter().next().unwrap_or_default();
        let is_custom = first.kind == RoleKind::Custom;
        is_custom.then(|| CustomDefinition { name: first.name.to_string(), blocks, is_sure: doubt.is_none() })
    }

    /// Everything that a requirement for a role asks for: its certain definition, else that of the catalog.
    pub(super) fn whole(&self, id: &ObjectId) -> Option<Clauses> {
        let rows = self.by_id.get(id).map(Vec::as_slice).unwrap_or_default();
        let shipped = self.catalog.role(id);
        let Definitions { possible, doubt } = definitions(rows, shipped);
        let blocks = match (doubt, shipped) {
            (None, _) => possible.into_iter().next()?,
            (Some(_), shipped) => shipped?.blocks.clone(),
        };
        let bare = |block: PermissionBlock| PermissionBlock { condition: None, ..block };
        Some(clauses(&blocks.into_iter().map(bare).collect::<Vec<_>>(), self.catalog, self.wildcards))
    }
}

/// A custom role of the exports: its blocks, or what it has at least where they are not sure.
pub(super) struct CustomDefinition {
    pub name: String,
    pub blocks: Vec<PermissionBlock>,
    pub is_sure: bool,
}

/// Why the definition of a role is not certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RoleInDoubt {
    /// Nothing defines it.
    Undefined,
    /// Its export lost something.
    Lossy,
    /// Two exports define it differently.
    Contradicting,
}

/// The definitions that a role may have.
struct Definitions {
    possible: Vec<Vec<PermissionBlock>>,
    doubt: Option<RoleInDoubt>,
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

    /// Whether Azure takes a condition for an assignment of this role (R-COND-18).
    pub(super) fn can_be_conditioned(&self, wildcards: Wildcards) -> bool {
        let look = || {
            CONDITIONABLE.iter().any(|&(plane, pattern)| {
                let wanted = Glob::new(pattern, wildcards);
                let mut clauses = self.possible.iter().filter_map(|clauses| clauses.get(plane as usize)).flatten();
                clauses.any(|clause| {
                    let own: Vec<&Glob> = clause.allow.iter().chain(&clause.except).collect();
                    let found = regions(&[&wanted], &own);
                    found.strings.iter().any(|action| clause.covers(action))
                })
            })
        };
        *self.conditionable.get_or_init(look)
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

/// What the records of a role, and the catalog, leave possible.
fn definitions(rows: &[&RoleDefinition], shipped: Option<&RoleDefinition>) -> Definitions {
    let lossless: Vec<&RoleDefinition> = rows.iter().copied().filter(|row| !is_lossy(row)).collect();
    let mut kept = if lossless.is_empty() { rows.to_vec() } else { lossless };
    if let Some(shipped) = shipped.filter(|_| kept.iter().all(|row| is_lossy(row))) {
        return Definitions { possible: vec![shipped.blocks.clone()], doubt: None };
    }
    kept.arrange_by_cached_key(|row| written(row));
    kept.dedup_by_key(|row| written(row));
    match kept.as_slice() {
        [] => Definitions { possible: vec![Vec::new(), vec![everything()]], doubt: Some(RoleInDoubt::Undefined) },
        [one] => of_record(one, shipped),
        several => {
            let possible = several.iter().flat_map(|row| of_record(row, shipped).possible).collect();
            Definitions { possible, doubt: Some(RoleInDoubt::Contradicting) }
        }
    }
}

fn is_lossy(row: &RoleDefinition) -> bool {
    row.losses.unreadable || row.losses.blocks_merged || row.losses.no_data_actions
}

/// What one record leaves possible: everything where a part was cut, every exception or none where blocks were merged.
fn of_record(row: &RoleDefinition, shipped: Option<&RoleDefinition>) -> Definitions {
    let (own, lossy) = (row.blocks.clone(), Some(RoleInDoubt::Lossy));
    if row.losses.unreadable {
        return Definitions { possible: vec![Vec::new(), vec![everything()]], doubt: lossy };
    }
    let changed = |change: fn(&PermissionBlock) -> PermissionBlock| row.blocks.iter().map(change).collect::<Vec<_>>();
    if row.losses.blocks_merged {
        let most = changed(|block| PermissionBlock { not_actions: Vec::new(), not_data_actions: Vec::new(), ..block.clone() });
        let least = if row.kind == RoleKind::Custom { own } else { Vec::new() };
        let doubt = lossy.filter(|_| least != most);
        return Definitions { possible: if doubt.is_some() { vec![least, most] } else { vec![least] }, doubt };
    }
    if row.losses.no_data_actions {
        let all = changed(|block| PermissionBlock { data_actions: vec![Pattern::parse("*")], ..block.clone() });
        return Definitions { possible: vec![own, all], doubt: lossy };
    }
    let fuller = shipped.filter(|shipped| row.losses.no_conditions && has_condition(shipped));
    Definitions { possible: vec![fuller.map_or(own, |shipped| shipped.blocks.clone())], doubt: None }
}

fn everything() -> PermissionBlock {
    let all = || vec![Pattern::parse("*")];
    PermissionBlock { actions: all(), data_actions: all(), ..PermissionBlock::default() }
}

fn has_condition(role: &RoleDefinition) -> bool {
    role.blocks.iter().any(|block| block.condition.is_some())
}

/// A definition as a text: the order and repetition of its strings mean nothing.
fn written(row: &RoleDefinition) -> String {
    let list = |patterns: &[Pattern]| {
        let mut texts: Vec<String> = patterns.iter().map(|pattern| pattern.text().to_ascii_lowercase()).collect();
        texts.arrange();
        texts.dedup();
        texts
    };
    let block = |block: &PermissionBlock| {
        let lists = [&block.actions, &block.not_actions, &block.data_actions, &block.not_data_actions];
        format!("{:?} {:?}", lists.map(|patterns| list(patterns)), block.condition)
    };
    let mut blocks: Vec<String> = row.blocks.iter().map(block).collect();
    blocks.arrange();
    format!("{blocks:?}")
}
