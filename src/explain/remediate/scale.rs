//! [`Scale`]: the weight of operations, by what they can do.

use crate::catalog::{Catalog, OperationSet, Operations, Tier};
use crate::model::Plane;
use crate::pattern::{Pattern, Wildcards};

/// What operations weigh: sets of them that weigh the same.
pub(super) struct Scale {
    pub control: OperationSet,
    management: OperationSet,
    reads: OperationSet,
    pub data: OperationSet,
}

impl Scale {
    pub(super) fn new(catalog: &Catalog) -> Self {
        let operations = catalog.operations();
        let control = of_tier(catalog, Tier::ControlPlane);
        let mut management = of_tier(catalog, Tier::ManagementPlane);
        management.difference_with(&control);
        let reads = Pattern::parse("*/read");
        let planes = [Plane::Control, Plane::Data];
        let mut reads = planes.map(|plane| operations.matching(&reads, plane, Wildcards::Documented)).into_iter().fold(
            OperationSet::new(operations),
            |mut all, set| {
                all.union_with(&set);
                all
            },
        );
        reads.difference_with(&control);
        reads.difference_with(&management);
        let data = operations.matching(&Pattern::parse("*"), Plane::Data, Wildcards::Documented);
        Self { control, management, reads, data }
    }

    pub(super) fn weigh(&self, set: &OperationSet) -> u64 {
        let one = |set: &OperationSet| {
            let (control, management) = (common(set, &self.control), common(set, &self.management));
            let reads = common(set, &self.reads);
            let others = set.len() - control - management - reads;
            (100 * control + 10 * management + reads + 3 * others) as u64
        };
        let mut data = set.clone();
        data.intersect_with(&self.data);
        one(set) + one(&data)
    }
}

/// How many operations are in both.
pub(super) fn common(a: &OperationSet, b: &OperationSet) -> usize {
    let mut both = a.clone();
    both.intersect_with(b);
    both.len()
}

fn of_tier(catalog: &Catalog, tier: Tier) -> OperationSet {
    let operations = catalog.operations();
    let mut all = OperationSet::new(operations);
    for class in catalog.tier_classes().iter().filter(|class| class.tier == tier) {
        let mut own = matching(operations, &class.allow);
        own.difference_with(&matching(operations, &class.except));
        all.union_with(&own);
    }
    all
}

/// The operations of both planes that match a pattern. Patterns of access tiers have several stars; here it is enough to find
/// their parts in order, because only a weight depends on it.
fn matching(operations: &Operations, patterns: &[Pattern]) -> OperationSet {
    let mut all = OperationSet::new(operations);
    for (pattern, plane) in patterns.iter().flat_map(|pattern| [(pattern, Plane::Control), (pattern, Plane::Data)]) {
        let parts: Vec<&str> = pattern.folded().split('*').collect();
        let [first, middle @ .., last] = parts.as_slice() else {
            all.union_with(&operations.matching(pattern, plane, Wildcards::Documented));
            continue;
        };
        let ends = Pattern::parse(&format!("{first}*{last}"));
        let candidates = operations.matching(&ends, plane, Wildcards::Documented);
        if middle.is_empty() {
            all.union_with(&candidates);
        } else {
            let holds = |name: &str| name.strip_prefix(first).is_some_and(|rest| in_order(rest, middle));
            for id in candidates.iter().filter(|&id| holds(operations.lower_name(id))) {
                all.insert(id);
            }
        }
    }
    all
}

/// Whether the parts occur in a text, one after the other.
fn in_order(text: &str, parts: &[&str]) -> bool {
    let mut rest = Some(text);
    for part in parts {
        rest = rest.and_then(|rest| rest.split_once(part)).map(|(_, after)| after);
    }
    rest.is_some()
}
