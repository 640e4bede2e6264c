//! Which operations control access itself: the control-plane classes of the catalog's access tiers.

use crate::catalog::{Catalog, OperationId, OperationSet, Tier, TierClass};
use crate::model::Plane;
use crate::pattern::{Block, PatternSet, Wildcards};

/// With one of these a principal can get all access: they are named before all others.
const FOREMOST: [&str; 3] = [
    "Microsoft.Authorization/roleAssignments/write",
    "Microsoft.Authorization/roleDefinitions/write",
    "Microsoft.Authorization/elevateAccess/action",
];

/// Names of privileged operations in the order in which people should see them.
pub fn foremost_first<T: AsRef<str> + Clone>(names: &[T]) -> Vec<T> {
    let rank = |name: &T| FOREMOST.iter().position(|own| own.eq_ignore_ascii_case(name.as_ref())).unwrap_or(FOREMOST.len());
    let mut sorted = names.to_vec();
    sorted.sort_by_key(rank);
    sorted
}

/// The operations of a catalog that are privileged, each with the class that says so.
#[derive(Debug, Clone)]
pub struct Privileged<'c> {
    catalog: &'c Catalog,
    classes: Vec<(&'c TierClass, OperationSet)>,
    all: OperationSet,
}

impl<'c> Privileged<'c> {
    /// Those of a catalog.
    pub fn new(catalog: &'c Catalog) -> Self {
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
        Self { catalog, classes, all }
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

    /// Why an operation is: its class, the narrowest of several.
    pub fn class(&self, id: OperationId) -> Option<&'c TierClass> {
        let own = self.classes.iter().filter(|(_, operations)| operations.contains(id));
        own.min_by_key(|(class, operations)| (operations.len(), &class.service)).map(|(class, _)| *class)
    }
}
