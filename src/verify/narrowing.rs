//! A condition as the actions of one plane meet it (R-COND-19), with patterns matched by strings.

use super::glob::Glob;
use crate::catalog::Catalog;
use crate::condition::{Condition, Context, RegionCondition, Truth};
use crate::model::Plane;
use crate::pattern::Wildcards;

/// A condition in one plane.
#[derive(Debug)]
pub(super) struct Narrowing {
    condition: Condition,
    /// The patterns of its clauses; `None` for those that only operations of the other plane have.
    clauses: Vec<Option<Glob>>,
    wildcards: Wildcards,
}

/// Of a condition that names more actions, reports do not say what is left of it for each.
const MOST_ACTIONS: usize = 8;

impl Narrowing {
    /// The condition as the actions of a plane meet it.
    pub(super) fn new(condition: Condition, plane: Plane, catalog: &Catalog, wildcards: Wildcards) -> Self {
        let operations = catalog.operations();
        let clause = |pattern: &crate::pattern::Pattern| {
            let documented = Glob::new(pattern.text(), Wildcards::Documented);
            let known = |plane| operations.ids(plane).any(|id| documented.matches(operations.lower_name(id)));
            let elsewhere = match plane {
                Plane::Control => !known(Plane::Control) && known(Plane::Data),
                Plane::Data => !known(Plane::Data) && known(Plane::Control),
            };
            (!elsewhere).then(|| Glob::new(pattern.text(), wildcards))
        };
        let clauses = condition.telling_patterns().map(clause).collect();
        Self { condition, clauses, wildcards }
    }

    /// The patterns of its clauses that speak of this plane.
    pub(super) fn patterns(&self) -> impl Iterator<Item = &Glob> {
        self.clauses.iter().flatten()
    }

    /// Whether it lets an action pass. The action is in lower case.
    pub(super) fn evaluate(&self, action: &str, context: &Context) -> Truth {
        self.condition.evaluate_region(&self.hits(action), context)
    }

    /// What it says of an action, in lower case.
    pub(super) fn of_action(&self, action: &str) -> RegionCondition {
        if self.condition.action_patterns().len() > MOST_ACTIONS {
            return RegionCondition::Where(self.condition.form());
        }
        self.condition.in_region(&self.hits(action), self.wildcards)
    }

    /// Which of its clauses match an action.
    fn hits(&self, action: &str) -> Vec<bool> {
        self.clauses.iter().map(|clause| clause.as_ref().is_some_and(|glob| glob.matches(action))).collect()
    }
}
