//! [`PrivilegedNames`]: the operations of the catalog that are privileged, each found by looking at each pattern by itself.

use rustc_hash::FxHashSet;

use super::glob::Glob;
use crate::catalog::{Catalog, Tier, TierClass};
use crate::model::Plane;
use crate::pack::escalation;
use crate::pattern::{Pattern, Wildcards};

/// The operations that control access themselves, or open an escalation way; by plane, in lower case.
pub(super) struct PrivilegedNames {
    names: [FxHashSet<String>; 2],
    /// What controls access itself, under the name of its class.
    controlling: Vec<(String, PrivilegedClass)>,
}

/// Patterns that make an operation privileged, and exceptions from them.
struct PrivilegedClass {
    planes: &'static [Plane],
    allow: Vec<Glob>,
    except: Vec<Glob>,
    /// Whoever only reads comes to nothing by that alone.
    reads: bool,
}

impl PrivilegedNames {
    pub(super) fn new(catalog: &Catalog) -> Self {
        let classes = classes(catalog);
        let operations = catalog.operations();
        let names = Plane::ALL.map(|plane| {
            let all = operations.ids(plane).map(|id| operations.lower_name(id));
            all.filter(|name| classes.iter().any(|class| class.has(plane, name))).map(str::to_owned).collect()
        });
        let tiers = catalog.tier_classes().iter().filter(|class| class.tier == Tier::ControlPlane);
        let controlling = tiers.map(|class| (class.service.to_string(), tier_class(class))).collect();
        Self { names, controlling }
    }

    /// The classes by which an operation controls access itself; its name is in lower case.
    pub(super) fn controlling_classes(&self, plane: Plane, name: &str) -> Vec<&str> {
        let own = self.controlling.iter().filter(|(_, class)| class.has(plane, name));
        own.map(|(name, _)| name.as_str()).collect()
    }

    /// Whether an operation is one of them; its name is in lower case.
    pub(super) fn contains(&self, plane: Plane, name: &str) -> bool {
        self.names.get(plane as usize).is_some_and(|names| names.contains(name))
    }
}

impl PrivilegedClass {
    fn has(&self, plane: Plane, name: &str) -> bool {
        let is_in = |globs: &[Glob]| globs.iter().any(|glob| glob.matches(name));
        self.planes.contains(&plane) && (self.reads || !name.ends_with("/read")) && is_in(&self.allow) && !is_in(&self.except)
    }
}

fn globs(patterns: &[Pattern]) -> Vec<Glob> {
    patterns.iter().map(|pattern| Glob::new(pattern.text(), Wildcards::Documented)).collect()
}

fn tier_class(class: &TierClass) -> PrivilegedClass {
    PrivilegedClass { planes: &Plane::ALL, allow: globs(&class.allow), except: globs(&class.except), reads: true }
}

fn classes(catalog: &Catalog) -> Vec<PrivilegedClass> {
    let tiers = catalog.tier_classes().iter().filter(|class| class.tier == Tier::ControlPlane).map(tier_class);
    let ways = escalation::embedded().iter().flat_map(|way| &way.actions).map(|action| PrivilegedClass {
        planes: if action.plane == Plane::Control { &[Plane::Control] } else { &[Plane::Data] },
        allow: globs(std::slice::from_ref(&action.pattern)),
        except: Vec::new(),
        reads: false,
    });
    tiers.chain(ways).collect()
}
