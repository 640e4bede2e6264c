//! Which operations are dangerous, and how much: they control access themselves (the control-plane classes of the catalog's access tiers), or
//! open an escalation way. Reports of `diff` and `check` name the most dangerous first.

use rustc_hash::FxHashMap;

use crate::arrange::Arrange as _;
use crate::catalog::{Catalog, OperationId, OperationSet, Tier, TierClass};
use crate::model::{EscalationWay, Plane, PlanePattern};
use crate::pack::escalation;
use crate::pattern::{Block, PatternSet, Wildcards};

/// With one of these a principal can get all access: they are named before all others.
const FOREMOST: [&str; 3] = [
    "Microsoft.Authorization/roleAssignments/write",
    "Microsoft.Authorization/roleDefinitions/write",
    "Microsoft.Authorization/elevateAccess/action",
];

/// Names of privileged operations, each list in the order of the danger, as one list that begins with the foremost.
pub fn foremost_first<T: AsRef<str> + Clone>(names: &[T]) -> Vec<T> {
    let mut sorted = names.to_vec();
    sorted.arrange_by_key(|name| foremost(name.as_ref()));
    sorted
}

/// The operations of a catalog with which one can get all access.
pub fn can_assign_roles(catalog: &Catalog) -> OperationSet {
    let mut all = OperationSet::new(catalog.operations());
    FOREMOST.iter().filter_map(|name| catalog.operations().lookup(Plane::Control, name)).for_each(|id| all.insert(id));
    all
}

/// Whether one can get all access with an operation.
pub fn gives_all_access(name: &str) -> bool {
    foremost(name) < FOREMOST.len()
}

fn foremost(name: &str) -> usize {
    FOREMOST.iter().position(|own| own.eq_ignore_ascii_case(name)).unwrap_or(FOREMOST.len())
}

/// The operations of a catalog that are privileged, each with what makes it so.
#[derive(Debug, Clone)]
pub struct Privileged<'c> {
    catalog: &'c Catalog,
    classes: Vec<(&'c TierClass, OperationSet)>,
    ways: Vec<OpenWay>,
    all: OperationSet,
    /// The number of the first way that an operation opens.
    first_ways: FxHashMap<OperationId, usize>,
}

/// An escalation way, with the operations of the catalog that open it.
#[derive(Debug, Clone)]
pub struct OpenWay {
    /// The way.
    pub way: &'static EscalationWay,
    /// The operations, in the order of the way's own list.
    pub operations: Vec<OperationId>,
}

/// How dangerous an operation is; the lesser, the more.
type DangerRank = (usize, usize, bool, OperationId);

impl<'c> Privileged<'c> {
    /// Those of a catalog that control access or open an escalation way.
    pub fn new(catalog: &'c Catalog) -> Self {
        let mut privileged = Self::control_plane(catalog);
        privileged.ways = escalation::embedded().iter().map(|way| OpenWay::new(way, catalog)).collect();
        for (number, way) in privileged.ways.iter().enumerate() {
            // Whoever only reads comes to nothing by that alone.
            for id in way.operations.iter().filter(|id| !catalog.operations().lower_name(**id).ends_with("/read")) {
                privileged.all.insert(*id);
                privileged.first_ways.entry(*id).or_insert(number);
            }
        }
        privileged
    }

    /// Those of a catalog that control access themselves.
    pub fn control_plane(catalog: &'c Catalog) -> Self {
        let mut classes = Vec::new();
        let mut all = OperationSet::new(catalog.operations());
        for class in catalog.tier_classes().iter().filter(|class| class.tier == Tier::ControlPlane) {
            let set = PatternSet { blocks: vec![Block { allow: class.allow.clone(), except: class.except.clone() }] };
            let mut own = OperationSet::new(catalog.operations());
            for plane in Plane::ALL {
                own.union_with(&catalog.operations().expand(&set, plane, Wildcards::Documented));
            }
            all.union_with(&own);
            classes.push((class, own));
        }
        Self { catalog, classes, ways: Vec::new(), first_ways: FxHashMap::default(), all }
    }

    /// The catalog.
    pub fn catalog(&self) -> &'c Catalog {
        self.catalog
    }

    /// All of them.
    pub fn operations(&self) -> &OperationSet {
        &self.all
    }

    /// Whether an operation is privileged.
    pub fn contains(&self, id: OperationId) -> bool {
        self.all.contains(id)
    }

    /// The escalation ways, the most dangerous first.
    pub fn ways(&self) -> &[OpenWay] {
        &self.ways
    }

    /// Why an operation controls access: its class, the narrowest of several.
    pub fn class(&self, id: OperationId) -> Option<&'c TierClass> {
        let own = self.classes.iter().filter(|(_, operations)| operations.contains(id));
        own.min_by_key(|(class, operations)| (operations.len(), &class.service)).map(|(class, _)| *class)
    }

    /// Operations in the order in which people should see them: what controls access, what opens an escalation way, then the others; in each,
    /// the ways come in their order, and reading last.
    pub fn by_danger(&self, ids: impl Iterator<Item = OperationId>) -> Vec<OperationId> {
        let mut ids: Vec<OperationId> = ids.collect();
        ids.arrange_by_cached_key(|id| self.danger(*id));
        ids
    }

    fn danger(&self, id: OperationId) -> DangerRank {
        let operations = self.catalog.operations();
        let group = match () {
            () if self.classes.iter().any(|(_, own)| own.contains(id)) => foremost(operations.name(id)),
            () if self.contains(id) => FOREMOST.len() + 1,
            () => FOREMOST.len() + 2,
        };
        let way = self.first_ways.get(&id).copied().unwrap_or(self.ways.len());
        (group, way, operations.lower_name(id).ends_with("/read"), id)
    }
}

impl OpenWay {
    fn new(way: &'static EscalationWay, catalog: &Catalog) -> Self {
        let operations = catalog.operations();
        let mut found: Vec<(usize, OperationId)> = Vec::new();
        let mut endings: Vec<(usize, Plane, &str)> = Vec::new();
        for (number, action) in way.actions.iter().enumerate() {
            if let Some(ending) = ending(action) {
                endings.push((number, action.plane, ending));
            } else {
                let matched = operations.matching(&action.pattern, action.plane, Wildcards::Documented);
                found.extend(matched.iter().map(|id| (number, id)));
            }
        }
        // Patterns without a beginning fit any operation: each operation is looked at once for all of them.
        for plane in Plane::ALL {
            let own = endings.iter().filter(|(_, of, _)| *of == plane);
            let own: Vec<(usize, &str)> = own.map(|&(number, _, ending)| (number, ending)).collect();
            if !own.is_empty() {
                found.extend(operations.ending_in(plane, &own));
            }
        }
        found.arrange();
        Self { way, operations: found.into_iter().map(|(_, id)| id).collect() }
    }
}

/// The two last segments of a pattern that says nothing else, such as `*/listKeys/action`.
fn ending(action: &PlanePattern) -> Option<&str> {
    let ending = action.pattern.folded().strip_prefix("*/")?;
    (!ending.contains('*') && ending.split('/').count() == 2).then_some(ending)
}
