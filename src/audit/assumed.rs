//! Finds the lists that answers rest on: [`Assumptions`].

use super::asked::asks;
use super::assumptions::{AskedSystems, Assumptions, ScopeLists};
use super::evaluation_scopes::EvaluationScope;
use super::outcome::AskedTask;
use super::plan::TaskPlan;
use crate::graph::TenantGraph;
use crate::model::{AskedSystem, ExportKind, ScopeId};

/// Finds the lists for every place at which the tasks of a plan look.
pub(super) fn assumptions(tenant: &TenantGraph, plan: &TaskPlan) -> Assumptions {
    let (facts, coverage) = (tenant.facts(), tenant.coverage());
    let lists = |at: &EvaluationScope| {
        let of = |kind| coverage.at(facts, kind, &at.path);
        let mut above: Vec<ScopeId> =
            at.above.keys().filter(|&&scope| !coverage.groups_at(scope).is_empty()).copied().collect();
        above.sort_unstable();
        ScopeLists {
            assignments: of(ExportKind::RoleAssignments),
            eligibility: of(ExportKind::RoleEligibility),
            denies: of(ExportKind::DenyAssignments),
            chain: coverage.chain_of(facts, &at.path),
            defender: tenant
                .has_unified_rbac(&at.path)
                .then(|| coverage.of_tenant(ExportKind::DefenderRoleAssignments))
                .flatten(),
            above,
        }
    };
    let scopes = plan.evaluation_scopes.list.iter().map(lists).collect();
    let systems = |asked: &AskedTask| {
        let requires = &asked.task.requires;
        let azure = requires.leaves().filter(|leaf| leaf.what.system() == AskedSystem::Azure).map(|leaf| leaf.at);
        AskedSystems {
            azure: azure.collect(),
            directory: asks(requires, AskedSystem::DirectoryRoles),
            app_roles: asks(requires, AskedSystem::AppRoles),
        }
    };
    Assumptions { scopes, stands: plan.stands.clone(), tasks: plan.tasks.iter().map(systems).collect() }
}
