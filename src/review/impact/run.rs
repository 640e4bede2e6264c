//! [`impact`]: who gains what where by a change of roles. The same tenant is asked before and after.
//!
//! A role is found in the exports by its id, or by its name if the file has no id. Wherever it is held, everybody who holds it there is
//! asked whether they can do more than before, with everything else that they hold: what somebody could do already is not a gain.
//! `held.rs` works out what is held.

use std::sync::Arc;

use super::changed::ChangedDefinition;
use super::held::holders;
use super::options::ImpactOptions;
use super::roles::{RoleImpact, RoleJudges};
use super::tasks;
use super::tasks::TaskImpact;
use crate::arrange::Arrange as _;
use crate::audit::Gap;
use crate::audit::tasks::task_gaps;
use crate::graph::TenantGraph;
use crate::model::{Facts, Notes, RoleDefinition};
use crate::review::changes::RoleChange;

/// Who gains what by a change.
#[derive(Debug, Clone)]
pub struct Impact {
    /// The tenant as it would be: names of principals stand in it.
    pub tenant: TenantGraph,
    /// By role, scope and what is gained.
    pub roles: Vec<RoleImpact>,
    /// By task and target.
    pub tasks: Vec<TaskImpact>,
    /// The changed roles that nobody holds in the exports.
    pub unheld: Vec<Box<str>>,
    /// What the exports lack for the tasks.
    pub gaps: Vec<Gap>,
}

/// Works out who gains what.
pub fn impact(changes: &[RoleChange], facts: Facts, options: &ImpactOptions<'_>) -> Impact {
    let gains = |change: &&RoleChange| !change.diff.access.gained.is_empty() || !change.diff.doubts.is_empty();
    let gaining: Vec<ChangedDefinition<'_>> =
        changes.iter().filter(gains).filter_map(|own| ChangedDefinition::new(own, &facts)).collect();
    let with = |pick: &dyn Fn(&RoleChange) -> Option<&RoleDefinition>, mut facts: Facts| {
        for role in &gaining {
            role.define(pick(role.change), &mut facts);
        }
        TenantGraph::build(facts, Arc::clone(options.catalog), options.at, &mut Notes::default())
    };
    let before = with(&|change| change.old.as_ref(), facts.clone());
    let after = with(&|change| change.new.as_ref(), facts);
    let judges = RoleJudges::new(&before, &after, options.wildcards);
    let (mut roles, mut unheld, mut affected) = (Vec::new(), Vec::new(), Vec::new());
    for role in &gaining {
        let holders = holders(&after, &role.id);
        if holders.is_empty() {
            unheld.push(role.change.diff.name.clone());
        }
        affected.extend(holders.iter().flat_map(|holders| &holders.principals).copied());
        roles.extend(judges.gained(role.change, &holders));
    }
    affected.arrange();
    affected.dedup();
    let tasks = tasks::gained(&before, &after, &affected, options);
    drop(judges);
    let gaps = task_gaps(&after, options.packs);
    Impact { tenant: after, roles, tasks, unheld, gaps }
}
