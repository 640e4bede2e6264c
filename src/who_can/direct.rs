//! [`direct`]: by which assignments people can do one thing: what each assignment gives by itself.

use std::cmp::Reverse;

use rustc_hash::{FxHashMap, FxHashSet};

use super::question::WhoCan;
use super::reached::{MembersByGroup, ReachedPeople};
use crate::audit::target_groups::TargetGroups;
use crate::audit::targets::stand;
use crate::audit::tasks::{OneTask, TaskOptions};
use crate::audit::{AloneAnswer, ClassOutcome, Target, TargetFilter, TaskResult, each_alone};
use crate::decide::{GrantRecord, Judge, Request, RestsOn, Verdict};
use crate::graph::{Grant, GrantTerms, TenantGraph};
use crate::model::{Completeness, ExportKind, Need, PrincipalId, ScopePath, Task, Validity};

/// The assignments that give what was asked about.
#[derive(Debug, Clone, Default)]
pub struct DirectAnswers {
    /// Each of them, those that surely give it first, then the highest scope first.
    pub assignments: Vec<DirectAssignment>,
    /// Who can do it somewhere by several assignments together, of which none gives it by itself there; by id.
    pub together: Vec<PrincipalId>,
    /// The lists of assignments are whole wherever it was asked: where not, there may be others (R-EVAL-9).
    pub is_whole: bool,
}

/// An assignment that gives what was asked about.
#[derive(Debug, Clone)]
pub struct DirectAssignment {
    /// The assignment, and what it gives by itself.
    pub alone: AloneAnswer,
    /// Whom it reaches.
    pub reached: ReachedPeople,
    /// From when until when it counts.
    pub validity: Validity,
    /// The conditions that it hangs on, in words.
    pub conditions: Vec<String>,
    /// It may have a condition: that was not exported (R-COND-17).
    pub lacks_condition: bool,
}

/// The assignments behind what was found; where it was found for some principals only, those to them and to their groups.
pub fn direct(tenant: &TenantGraph, found: &WhoCan) -> DirectAnswers {
    let question = &found.question;
    let one = OneTask { asked: &question.asked, targets: &question.targets, request: &Request::Any };
    let (principals, wildcards) = (holders(tenant, &question.principals), question.wildcards);
    let options = TaskOptions { targets: TargetFilter::default(), principals, wildcards, all: false };
    let mut alone = each_alone(tenant, one, &options);
    alone.retain(|own| question.principals.is_empty() || reaches_any(tenant, &question.principals, own));
    let (judge, members) = (Judge::new(tenant, wildcards), MembersByGroup::new(tenant));
    let together = together(tenant, found, &alone);
    let mut assignments: Vec<DirectAssignment> =
        alone.into_iter().map(|alone| DirectAssignment::new((&judge, &members), alone)).collect();
    assignments.sort_by_cached_key(|own| own.order(tenant));
    DirectAnswers { assignments, together, is_whole: is_whole(tenant, &question.asked.task, &question.targets) }
}

/// Whether the lists of assignments, of Azure roles and of Entra roles, are whole wherever a task looks at them.
fn is_whole(tenant: &TenantGraph, task: &Task, targets: &[Target]) -> bool {
    let listed = |kind: ExportKind| tenant.facts().completeness(kind) == Completeness::Complete || tenant.knows_places(kind);
    task.requires.leaves().all(|leaf| match leaf.what {
        Need::AppRole { .. } => tenant.facts().lists_app_roles(),
        Need::Owner => !TargetGroups::new(tenant.facts(), targets).lacks_owners(),
        Need::DirectoryRole { .. } => tenant.coverage().state_of_tenant(ExportKind::DirectoryRoleAssignments).carries_a_no(),
        Need::Role { .. } | Need::Actions { .. } | Need::AnyAction { .. } => {
            let kind = ExportKind::RoleAssignments;
            listed(kind) && targets.iter().all(|target| tenant.uncovered(kind, &stand(target, leaf.at)).is_none())
        }
    })
}

impl DirectAssignment {
    fn new((judge, members): (&Judge<'_>, &MembersByGroup<'_>), alone: AloneAnswer) -> Self {
        let tenant = judge.tenant();
        let reached = members.reached(alone.principal, &alone.gives);
        let validity = validity(tenant, &alone);
        let gives: Option<GrantTerms> = match &alone.gives {
            RestsOn::Role(gives) => Some(*gives),
            RestsOn::DirectoryRole(_) | RestsOn::Deny(_) | RestsOn::Possession(_) => None,
        };
        let conditions = gives.map(|gives| judge.conditions_of(gives)).unwrap_or_default();
        let lacks_condition = gives.is_some_and(|gives| judge.lacks_condition(gives));
        Self { alone, reached, validity, conditions, lacks_condition }
    }

    /// Its best answer.
    pub fn verdict(&self) -> Verdict {
        best(&self.alone.answers)
    }

    /// The order in which people see them; it does not depend on the order of the inputs.
    fn order(&self, tenant: &TenantGraph) -> impl Ord + use<> {
        let stated = self.alone.gives.stated(tenant, Some(self.alone.record));
        let path = ScopePath::parse(&stated.scope);
        let height = (path.kind() as u8, path.as_str().matches('/').count(), path.as_str().to_ascii_lowercase());
        let principal = tenant.facts().principals.id(self.alone.principal).clone();
        (Reverse(self.verdict()), self.alone.gives.kind(), height, stated.role_name, stated.role, principal, stated.assignment)
    }
}

fn best(answers: &ClassOutcome) -> Verdict {
    answers.results.iter().map(|result| result.decision.verdict).max().unwrap_or(Verdict::NotAllowed)
}

fn validity(tenant: &TenantGraph, alone: &AloneAnswer) -> Validity {
    match (&alone.gives, alone.record) {
        (RestsOn::Role(gives), GrantRecord::Role(source)) => {
            tenant.validity(&Grant { principal: alone.principal, gives: *gives, source })
        }
        (_, GrantRecord::DirectoryRole(row)) => {
            let row = tenant.facts().directory_assignments.get(row as usize);
            row.map_or(Validity::ALWAYS, |row| row.validity)
        }
        (_, GrantRecord::Role(_) | GrantRecord::Deny(_) | GrantRecord::AppRole(_) | GrantRecord::Owner(_)) => Validity::ALWAYS,
    }
}

/// Some principals and every group that is shown to have them as members; nobody where none is named.
fn holders(tenant: &TenantGraph, principals: &[PrincipalId]) -> Vec<PrincipalId> {
    let mut all: Vec<PrincipalId> = Vec::new();
    for &principal in principals {
        all.extend(tenant.membership().ways_up(principal).iter().map(|way| way.to));
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// Entra roles of a group reach those whom it lists, and nobody in a group in it (R-ENT-8).
fn reaches_any(tenant: &TenantGraph, principals: &[PrincipalId], own: &AloneAnswer) -> bool {
    let lists = |principal: &PrincipalId| {
        let mut edges = tenant.membership().groups_of(*principal).iter().filter(|edge| edge.group == own.principal);
        edges.any(|edge| tenant.directory_reach(edge).is_some())
    };
    match own.gives {
        RestsOn::DirectoryRole(_) => principals.contains(&own.principal) || principals.iter().any(lists),
        RestsOn::Possession(_) => principals.contains(&own.principal),
        RestsOn::Role(_) | RestsOn::Deny(_) => true,
    }
}

/// Who has an answer that rests on several assignments, none of which gives it by itself at every target of the answer.
fn together(tenant: &TenantGraph, found: &WhoCan, alone: &[AloneAnswer]) -> Vec<PrincipalId> {
    let mut giving: FxHashMap<GrantRecord, FxHashSet<usize>> = FxHashMap::default();
    for own in alone {
        let results = own.answers.results.iter().filter(|result| result.decision.verdict > Verdict::Blocked);
        giving.entry(own.record).or_default().extend(results.flat_map(|result| result.targets.iter().copied()));
    }
    let needs_several = |result: &TaskResult| {
        let grants = || result.proof.iter().filter_map(|path| path.record).filter(|record| is_grant(*record));
        let gives = |target: &usize| grants().any(|record| giving.get(&record).is_some_and(|targets| targets.contains(target)));
        result.decision.verdict > Verdict::Blocked && grants().count() > 1 && !result.targets.iter().all(gives)
    };
    let classes = found.outcome.classes.iter().filter(|class| class.results.iter().any(needs_several));
    let mut all: Vec<PrincipalId> = classes.flat_map(|class| class.principals.iter().copied()).collect();
    all.sort_by_key(|&principal| tenant.facts().principals.id(principal));
    all
}

fn is_grant(record: GrantRecord) -> bool {
    match record {
        GrantRecord::Role(_) | GrantRecord::DirectoryRole(_) | GrantRecord::AppRole(_) | GrantRecord::Owner(_) => true,
        GrantRecord::Deny(_) => false,
    }
}
