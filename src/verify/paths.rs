//! Holds the paths of a report against the exports: each step was decided again like an answer, and here each is held against the next.

use super::fault::{Fault, Why};
use super::path_claims::{GoalClaim, HopClaim, PathClaim, PathClaims, STEPS, step_at};
use super::path_steps::holds;
use super::records::{Records, is_record};
use super::redecide::{Redecision, about, differs};
use crate::model::{Facts, LeadsTo, ObjectId, OwnedObject, PrincipalId, PrincipalKind};
use crate::pack::escalation;

/// What a report of `paths` says, held against the exports; counts the answers that were decided again.
pub(super) fn compare(claims: &PathClaims, again: &Redecision<'_>, faults: &mut Vec<Fault>) -> usize {
    let count = answers(again, faults) + holders(claims, again, faults);
    for goal in &claims.goals {
        for path in &goal.paths {
            if let Err(why) = chain(claims, (goal, path), again.records) {
                faults.push(fault(path, goal, &why));
            }
        }
    }
    count
}

/// Every answer of a step, decided again.
fn answers(again: &Redecision<'_>, faults: &mut Vec<Fault>) -> usize {
    let mut count = 0;
    for class in &again.report.classes {
        let known = faults.iter().any(|fault| class.principals.contains(&fault.principal));
        for (id, result) in class.principals.iter().zip(&class.results) {
            let claim = (result.verdict, result.basis);
            let Some(principal) = again.records.facts.principals.lookup(&ObjectId::parse(id)) else { continue };
            let Some(number) = again.asked.iter().position(|asked| asked.task.id == result.task) else { continue };
            let decided = again.decided(principal);
            for &target in again.targets.of(number).iter().filter(|target| result.targets.iter().any(|own| own == target.id)) {
                count += 1;
                let why = differs(claim, again.answer(&decided, number, target)).filter(|_| !known);
                let asked = again.asked.get(number).copied();
                faults.extend(why.zip(asked).map(|(why, asked)| about(id, asked, target.id, &why)));
            }
        }
    }
    count
}

/// Whoever is said to hold the role does.
fn holders(claims: &PathClaims, again: &Redecision<'_>, faults: &mut Vec<Fault>) -> usize {
    let mut count = 0;
    for goal in &claims.goals {
        let place = place(goal);
        let step = step_at(&holds(claims), place);
        let Some(number) = again.asked.iter().position(|asked| asked.task.id == step) else { continue };
        let target = again.targets.of(number).iter().find(|target| target.id == place).copied();
        let (Some(target), Some(asked)) = (target, again.asked.get(number).copied()) else { continue };
        for holder in &goal.holders {
            count += 1;
            let principal = again.records.facts.principals.lookup(&ObjectId::parse(&holder.principal));
            let Some(principal) = principal else {
                faults.push(about(&holder.principal, asked, place, &Why::UnknownPrincipal(holder.principal.clone())));
                continue;
            };
            let answer = again.answer(&again.decided(principal), number, target);
            let why = differs((holder.verdict, answer.basis), answer);
            faults.extend(why.map(|why| about(&holder.principal, asked, place, &why)));
        }
    }
    count
}

fn place(goal: &GoalClaim) -> &str {
    goal.scope.as_ref().map_or("tenant", |scope| scope.id.as_str())
}

fn fault(path: &PathClaim, goal: &GoalClaim, why: &Why) -> Fault {
    Fault {
        principal: path.principal.clone(),
        task: path.hops.first().map(|hop| hop.way.clone()).unwrap_or_default(),
        pack: STEPS.to_owned(),
        target: place(goal).to_owned(),
        step: None,
        code: why.code(),
        message: why.to_string(),
    }
}

/// Whether each step of a path goes on where the one before ended, and the last one ends at the goal.
fn chain(claims: &PathClaims, (goal, path): (&GoalClaim, &PathClaim), records: &Records<'_>) -> Result<(), Why> {
    let mut actor = path.principal.as_str();
    let mut before: Option<&HopClaim> = None;
    for hop in &path.hops {
        if hop.actor != actor {
            return Err(Why::BrokenPath("somebody else acts than the step before leads to"));
        }
        if hop.verdict.is_some_and(|verdict| verdict < path.verdict) {
            return Err(Why::BrokenPath("the path is said to be surer than one of its steps"));
        }
        leads_on(claims, hop, (before, records))?;
        actor = hop.acts_as.as_deref().unwrap_or(actor);
        before = Some(hop);
    }
    let last = before.ok_or(Why::BrokenPath("it has no step"))?;
    let at_goal = last.target.as_deref().unwrap_or("tenant") == place(goal);
    let ends = ["holds", "assign-roles", "write-role-definitions", "assign-directory-roles"].contains(&last.way.as_str());
    if at_goal && ends && last.acts_as.is_none() {
        Ok(())
    } else {
        Err(Why::BrokenPath("its last step does not lead to the role"))
    }
}

/// Whether a step leads to whom it says, and is proved where it has to be.
fn leads_on(claims: &PathClaims, hop: &HopClaim, (before, records): (Option<&HopClaim>, &Records<'_>)) -> Result<(), Why> {
    if hop.answers.is_empty() {
        return if hop.way == "own" { owns(hop, records) } else { follows(hop, before) };
    }
    let is_done = |id: &str| hop.answers.iter().all(|answer| answer.task == id);
    let target = hop.target.as_deref().unwrap_or("tenant");
    if !hop.answers.iter().any(|answer| answer.targets.iter().any(|own| own == target)) {
        return Err(Why::BrokenPath("the answers are not about what the step is done to"));
    }
    let answer = hop.answers.first().map(|answer| answer.task.as_str()).unwrap_or_default();
    let is_proved = match hop.way.as_str() {
        "holds" => is_done(&holds(claims)),
        "assign-roles" => answer.starts_with("assign-roles:"),
        "write-role-definitions" => {
            answer.starts_with("holds:") && hop.answers.iter().skip(1).any(|answer| answer.task == "write-role-definitions")
        }
        way => is_done(way) && ends(way, hop, (target, records)),
    };
    if is_proved { Ok(()) } else { Err(Why::BrokenPath("a step does not lead to whom it says")) }
}

/// Whether a way leads to the principal of a step.
fn ends(way: &str, hop: &HopClaim, (target, records): (&str, &Records<'_>)) -> bool {
    let facts = records.facts;
    let acts_as = hop.acts_as.as_deref().and_then(|id| facts.principals.lookup(&ObjectId::parse(id)));
    let directory = escalation::embedded_directory_ways().iter().find(|own| own.id == way);
    match (directory.map(|way| way.leads_to), acts_as) {
        (None, Some(identity)) => {
            facts.identities.iter().any(|own| own.principal == identity && own.resource.eq_ignore_ascii_case(target))
        }
        (Some(LeadsTo::Root | LeadsTo::AnyDirectoryRole), None) => true,
        (Some(end), Some(principal)) => is_end(facts, end, principal),
        (_, None) => false,
    }
}

/// Whether a principal is among those that a way by an Entra role leads to.
fn is_end(facts: &Facts, end: LeadsTo, principal: PrincipalId) -> bool {
    let Some(known) = facts.principals.facts(principal) else { return false };
    let is = |kind| known.kind == kind;
    match end {
        LeadsTo::Groups => is(PrincipalKind::Group) && !known.members_are_derived && known.assignable_to_role != Some(true),
        LeadsTo::RoleAssignableGroups => {
            is(PrincipalKind::Group) && !known.members_are_derived && known.assignable_to_role != Some(false)
        }
        LeadsTo::ServicePrincipals => is(PrincipalKind::ServicePrincipal) && known.managed_identity != Some(true),
        LeadsTo::Users => is(PrincipalKind::User),
        LeadsTo::UsersWithoutDirectoryRoles => {
            is(PrincipalKind::User)
                && !facts.directory_assignments.iter().any(|row| row.effective && row.principal == principal)
        }
        LeadsTo::AnyRole | LeadsTo::Identity | LeadsTo::Root | LeadsTo::AnyDirectoryRole => false,
    }
}

/// Whether a record says that the actor owns whom it acts as from here on.
fn owns(hop: &HopClaim, records: &Records<'_>) -> Result<(), Why> {
    let facts = records.facts;
    let id = |text: &str| facts.principals.lookup(&ObjectId::parse(text));
    let (actor, owned) = (id(&hop.actor), hop.acts_as.as_deref().and_then(id));
    let (input, record) = hop.input.as_deref().zip(hop.record).ok_or(Why::NoRecord)?;
    let inputs = records.inputs(input)?;
    let of = owned.and_then(|owned| facts.principals.facts(owned)?.app_id.clone());
    let is_it = |row: &OwnedObject| match row {
        OwnedObject::Principal(principal) => Some(*principal) == owned,
        OwnedObject::Application(application) => Some(application) == of.as_ref(),
    };
    let mut rows = facts.owners.iter().filter(|row| Some(row.owner) == actor && is_it(&row.owned));
    let is_derived = owned.and_then(|owned| facts.principals.facts(owned)).is_some_and(|known| known.members_are_derived);
    let other = || Why::OtherRecord { record, input: input.to_owned(), what: "one that names the owner".to_owned() };
    if rows.any(|row| is_record(Some(row.origin), inputs, record)) && !is_derived { Ok(()) } else { Err(other()) }
}

/// Whether a step that no answer proves follows from the one before it.
fn follows(hop: &HopClaim, before: Option<&HopClaim>) -> Result<(), Why> {
    // An Entra role leads to the elevation, or is the goal itself. User Access Administrator of the tenant, or a role that may assign the one
    // of the goal, was come to.
    let follows = matches!(
        (before.map(|before| before.way.as_str()), hop.way.as_str()),
        (Some("assign-directory-roles"), "elevate-to-root" | "assign-directory-roles")
            | (Some("elevate-to-root" | "assign-roles"), "assign-roles")
    );
    if follows && hop.acts_as.is_none() {
        Ok(())
    } else {
        Err(Why::BrokenPath("a step has no proof and does not follow from the one before"))
    }
}
