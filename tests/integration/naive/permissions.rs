//! What `what-can` lists as permitted is what the engine answers about each action: on random tenants, for everybody, at every scope.

use std::cell::RefCell;

use proptest::test_runner::TestCaseError;
use rolecall::audit::{TargetFilter, TaskOptions};
use rolecall::catalog::Catalog;
use rolecall::decide::Verdict;
use rolecall::explain::{AskedScopes, action_task, scope_targets};
use rolecall::graph::TenantGraph;
use rolecall::model::{Notes, ObjectId, Plane, PrincipalId, TargetKind};
use rolecall::pattern::Wildcards;
use rolecall::what_can::{PermissionSet, ScopePermissions, WhatCanQuestion, what_can};
use rolecall::who_can::{WhoCan, WhoCanQuestion, who_can};

use super::world::{PEOPLE, SCOPES, World, person};
use super::{AT, for_worlds, read_exports};

const ACTIONS: [&str; 9] = [
    "Microsoft.Authorization/roleAssignments/write",
    "Microsoft.Authorization/roleAssignments/read",
    "Microsoft.Authorization/locks/write",
    "Microsoft.SecurityInsights/incidents/read",
    "Microsoft.SecurityInsights/read",
    "Microsoft.OperationalInsights/workspaces/read",
    "Microsoft.OperationalInsights/workspaces/tables/read",
    "Microsoft.Support/tickets/write",
    "Microsoft.Compute/virtualMachines/delete",
];

struct Asked<'t> {
    tenant: &'t TenantGraph,
    wildcards: Wildcards,
}

impl Asked<'_> {
    /// By scope.
    fn permissions(&self, who: PrincipalId) -> Vec<(&'static str, PermissionSet)> {
        let targets = TargetFilter::default();
        let options = TaskOptions { targets, principals: Vec::new(), wildcards: self.wildcards, all: false };
        let scopes = SCOPES.map(str::to_owned);
        let found = what_can(self.tenant, WhatCanQuestion { principal: who, scopes: &scopes, packs: &[] }, &options);
        let at = |scope: &'static str| {
            let is_at =
                |group: &&ScopePermissions| group.targets.iter().any(|target| target.id.eq_ignore_ascii_case(id(scope)));
            let group = found.scopes.iter().find(is_at).expect("it was asked");
            (scope, group.permissions.clone())
        };
        SCOPES.into_iter().map(at).collect()
    }

    fn everybody(&self, plane: Plane, action: &str) -> WhoCan {
        let targets = scope_targets(self.tenant, &SCOPES.map(str::to_owned), AskedScopes::At);
        let asked = action_task(plane, action, TargetKind::Resource);
        let (principals, wildcards) = (Vec::new(), self.wildcards);
        who_can(self.tenant, WhoCanQuestion { asked, targets, reach: AskedScopes::At, principals, wildcards, all: true })
    }
}

/// The id of a scope as a target.
fn id(scope: &str) -> &str {
    if scope == "/" { "tenant" } else { scope }
}

/// What the engine answers.
pub(crate) fn answered(found: &WhoCan, who: PrincipalId, scope: &str) -> Verdict {
    let target =
        found.outcome.targets.iter().position(|target| target.id.eq_ignore_ascii_case(id(scope))).expect("it was asked");
    let class = found.outcome.classes.iter().find(|class| class.principals.contains(&who)).expect("everybody is in a class");
    let result = class.results.iter().find(|result| result.targets.contains(&target)).expect("every answer is kept");
    result.decision.verdict
}

/// What the lists say: the surest part that has the action.
fn listed(permissions: &PermissionSet, plane: Plane, action: &str, wildcards: Wildcards) -> Option<Verdict> {
    let mut parts = permissions.parts.iter().filter(|part| part.plane == plane);
    parts.find(|part| part.form.set().contains(action, wildcards)).map(|part| part.verdict)
}

fn agree(listed: Option<Verdict>, answered: Verdict, is_exact: bool) -> bool {
    match (listed, is_exact) {
        (Some(Verdict::Allowed), _) => answered == Verdict::Allowed,
        // Patterns with several stars may hide that it is held more surely.
        (Some(Verdict::Eligible), false) => answered >= Verdict::Eligible,
        (_, false) => true,
        (Some(listed), true) => answered == listed,
        // A no that no whole list carries is unknown.
        (None, true) => matches!(answered, Verdict::NotAllowed | Verdict::Blocked | Verdict::Unknown),
    }
}

#[test]
fn what_can_lists_what_each_action_is_answered() {
    let mut seen = std::collections::BTreeSet::new();
    let seen = RefCell::new(&mut seen);
    // Not exact, exact.
    let counts = RefCell::new([0_usize; 2]);
    for_worlds(41, 60, |world: &World| {
        let tenant = TenantGraph::build(read_exports(world).facts, Catalog::embedded(), AT, &mut Notes::default());
        for wildcards in [Wildcards::Documented, Wildcards::Strict] {
            let asked = Asked { tenant: &tenant, wildcards };
            let people = (0..PEOPLE).filter_map(|who| tenant.facts().principals.lookup(&ObjectId::parse(&person(who))));
            let people: Vec<_> = people.map(|who| (who, asked.permissions(who))).collect();
            for (plane, action) in Plane::ALL.iter().flat_map(|plane| ACTIONS.map(|action| (*plane, action))) {
                let found = asked.everybody(plane, action);
                for (who, scope, permissions) in
                    people.iter().flat_map(|(who, at)| at.iter().map(|(scope, own)| (*who, scope, own)))
                {
                    let (is, says) = (answered(&found, who, scope), listed(permissions, plane, action, wildcards));
                    let is_exact = permissions.is_exact;
                    counts.borrow_mut()[usize::from(is_exact)] += 1;
                    seen.borrow_mut().insert(says);
                    if !agree(says, is, is_exact) {
                        let id = tenant.facts().principals.id(who);
                        let reason =
                            format!("{id} {action} ({plane:?}, {wildcards:?}) at {scope}: listed {says:?}, answered {is:?}");
                        return Err(TestCaseError::fail(reason));
                    }
                }
            }
        }
        Ok(())
    });
    let [vague, exact] = *counts.borrow();
    assert!(exact > 4 * vague, "{vague} are not exact, {exact} are");
    assert_eq!(seen.borrow().len(), 5, "every answer occurs: {:?}", seen.borrow());
}
