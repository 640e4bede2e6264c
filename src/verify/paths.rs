//! Holds the paths of a report against the exports: each step was decided again like an answer, and here each is held against the next.

use super::claims::{ResultClaim, VerdictClaim};
use super::fault::{Fault, Why};
use super::ledger;
use super::path_claims::{CutClaim, GoalClaim, HopClaim, PathClaim, PathClaims, STEPS, step_at};
use super::path_cut;
use super::path_ends::{self, follows, of_way, owned};
use super::path_given;
use super::path_opened;
use super::path_root::left_at_root;
use super::path_steps::holds;
use super::reach::Reach;
use super::records::Records;
use super::redecide::{Redecision, about, differs};
use super::scope::of_report;
use crate::catalog::Catalog;
use crate::guid::Guid;
use crate::model::scope::contains;
use crate::model::{ObjectId, Plane, PlanePattern, RoleDefinition, RoleKind, ScopeKind, ScopePath};
use crate::pack::escalation;
use crate::pattern::{Pattern, Wildcards};

/// What a report of `paths` says, held against the exports; counts the answers that were decided again.
pub(super) fn compare(claims: &PathClaims, again: &Redecision<'_>, catalog: &Catalog, faults: &mut Vec<Fault>) -> usize {
    let count = answers(again, faults) + holders(claims, again, faults);
    let records = again.records;
    let wildcards = if again.report.strict_wildcards { Wildcards::Strict } else { Wildcards::Documented };
    for goal in &claims.goals {
        let chain = Chain { claims, goal, again, records, catalog, wildcards };
        for path in &goal.paths {
            if let Err(why) = chain.holds(path) {
                faults.push(fault(path, goal, &why));
            }
        }
    }
    if let Some(cut) = &claims.cut {
        cuts(claims, cut, again, faults);
    }
    faults.extend(concluded(claims));
    if faults.is_empty() {
        ledger::coverage(again, faults);
    }
    count
}

/// The answer follows from the paths: one that is surely there, or after an activation or under a condition, is a yes, and others leave it
/// open. Where there is none, whether what is not followed leaves it open is believed.
fn concluded(claims: &PathClaims) -> Option<Fault> {
    let verdicts = claims.goals.iter().flat_map(|goal| &goal.paths).map(|path| path.verdict);
    let said = claims.answer.clone();
    let is = match verdicts.max() {
        Some(best) if best > VerdictClaim::Unknown => "yes",
        None if said == "no" => "no",
        Some(_) | None => "unknown",
    };
    (said != is).then(|| of_report(&Why::OtherConclusion { said, is }))
}

/// The assignments that are said to cut all paths are those of the exports, and each path hangs on one of them.
fn cuts(claims: &PathClaims, cut: &CutClaim, again: &Redecision<'_>, faults: &mut Vec<Fault>) {
    for own in &cut.assignments {
        if let Err(why) = path_cut::is_exported(own, again.records) {
            let target = own.scope.clone();
            faults.push(Fault { principal: own.principal.clone(), task: "cut".to_owned(), target, ..unsaid(&why) });
        }
    }
    for goal in &claims.goals {
        let uncut = goal.paths.iter().filter(|path| !path_cut::is_cut(path, cut));
        faults.extend(uncut.map(|path| fault(path, goal, &Why::NotCut)));
    }
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
    let task = path.hops.first().map(|hop| hop.way.clone()).unwrap_or_default();
    Fault { principal: path.principal.clone(), task, target: place(goal).to_owned(), ..unsaid(why) }
}

/// What is wrong, without of what.
fn unsaid(why: &Why) -> Fault {
    Fault {
        principal: String::new(),
        task: String::new(),
        pack: STEPS.to_owned(),
        target: String::new(),
        step: None,
        place: None,
        code: why.code(),
        message: why.to_string(),
    }
}

/// What a path is held against.
struct Chain<'a> {
    claims: &'a PathClaims,
    goal: &'a GoalClaim,
    again: &'a Redecision<'a>,
    records: &'a Records<'a>,
    catalog: &'a Catalog,
    wildcards: Wildcards,
}

impl Chain<'_> {
    /// Whether each step of a path goes on where the one before ended, the last one ends at the goal, and the path is as sure as the least
    /// sure of them.
    fn holds(&self, path: &PathClaim) -> Result<(), Why> {
        let mut actor = path.principal.as_str();
        let mut before: &[HopClaim] = &[];
        let mut surely = VerdictClaim::Allowed;
        for (number, hop) in path.hops.iter().enumerate() {
            if hop.actor != actor {
                return Err(Why::BrokenPath("somebody else acts than the step before leads to"));
            }
            surely = surely.min(self.step(hop, before)?);
            actor = hop.acts_as.as_deref().unwrap_or(actor);
            before = path.hops.get(..=number).unwrap_or_default();
        }
        let last = before.last().ok_or(Why::BrokenPath("it has no step"))?;
        if !self.is_last(last) {
            return Err(Why::BrokenPath("its last step does not lead to the role"));
        }
        match (path.verdict, surely) {
            (said, is) if said > is => Err(Why::Overstated { said: said.name(), is: is.name() }),
            (said, is) if said < is => Err(Why::Understated { said: said.name(), is: is.name() }),
            _ => Ok(()),
        }
    }

    /// Whether a step leads to whom it says and is proved where it has to be, and how surely.
    fn step(&self, hop: &HopClaim, before: &[HopClaim]) -> Result<VerdictClaim, Why> {
        if path_opened::is_by_new_role(hop) {
            return self.opened(hop, before).ok_or(Why::BrokenPath("no step before it opens the way"));
        }
        if hop.answers.is_empty() {
            let by_app_role =
                escalation::embedded_directory_ways().iter().find(|way| way.id == hop.way && !way.app_roles.is_empty());
            return match (hop.way.as_str(), by_app_role) {
                ("own", _) => owned(hop, self.records),
                ("trusted-identity", _) => path_ends::trusted(hop, self.records),
                (_, Some(way)) => path_ends::by_app_role(way, hop, self.records),
                ("member", _) => path_given::member(hop, self.records),
                ("given-role", _) => self.given(hop, before),
                ("assign-roles", _) if before.last().is_none_or(|before| before.way != "elevate-to-root") => {
                    self.given(hop, before)
                }
                (_, None) => follows(hop, before.last()).and_then(|surely| Ok(surely.min(self.at_root(hop)?))),
            };
        }
        let broken = Why::BrokenPath("a step does not lead to whom it says");
        let surely = match hop.way.as_str() {
            "holds" => answered(hop, &holds(self.claims)),
            "assign-roles" => self.assigned(hop),
            "write-role-definitions" => self.widened(hop),
            way => answered(hop, way).and_then(|surely| Some(surely.min(of_way(way, hop, self.records)?).min(also(hop)?))),
        };
        let surely = surely.ok_or(broken)?;
        match hop.verdict {
            // Whoever is come to may be sure to a lesser degree than the answer.
            Some(said) if said >= surely => Ok(surely),
            _ => Err(Why::BrokenPath("a step is said to be less sure than it is")),
        }
    }

    /// How surely User Access Administrator of the tenant, once it was come to, assigns the role of the goal where the path ends.
    fn at_root(&self, hop: &HopClaim) -> Result<VerdictClaim, Why> {
        if hop.way != "assign-roles" {
            return Ok(VerdictClaim::Allowed);
        }
        let role = &self.claims.question.role;
        if !self.is_assignable(role, place(self.goal)) {
            return Err(Why::BrokenPath("its role cannot be assigned there"));
        }
        left_at_root(hop, role, self.again)
    }

    /// The actor assigns the role of the goal, or one that may assign it.
    fn assigned(&self, hop: &HopClaim) -> Option<VerdictClaim> {
        let (role, _) = path_given::assigned(hop)?;
        let target = hop.target.as_deref()?;
        let opens = || self.definition(role).is_some_and(|own| path_opened::opens(own, target, self.wildcards));
        let leads_on =
            role == self.claims.question.role || self.may_assign(role, target) || self.is_assignable(role, target) && opens();
        answered(hop, hop.answers.first()?.task.as_str()).filter(|_| leads_on)
    }

    /// An earlier step assigns a role at the same place to a principal of the kind of the actor: the one of the goal, which it then holds, or
    /// another one, by which it assigns the one of the goal.
    fn given(&self, hop: &HopClaim, before: &[HopClaim]) -> Result<VerdictClaim, Why> {
        let wants_role = hop.way == "given-role";
        let gives = |earlier: &HopClaim| {
            let assigned =
                path_given::assigned(earlier).filter(|_| earlier.way == "assign-roles" && earlier.target == hop.target);
            assigned.is_some_and(|(role, kind)| {
                let leads_on = if wants_role {
                    role == self.claims.question.role
                } else {
                    hop.target.as_deref().is_some_and(|target| self.may_assign(role, target))
                };
                leads_on && path_given::is_of(&hop.actor, kind, self.records)
            })
        };
        if before.iter().any(gives) && hop.acts_as.is_none() {
            return Ok(VerdictClaim::Allowed);
        }
        Err(Why::BrokenPath("a step has no proof and does not follow from the one before"))
    }

    /// How surely an earlier step at the same place lets the actor go the way of a step: it assigns a role that opens the way, or one by which
    /// another was assigned since, or makes it of a custom role.
    fn opened(&self, hop: &HopClaim, before: &[HopClaim]) -> Option<VerdictClaim> {
        let target = hop.target.as_deref()?;
        let all = path_opened::actions(hop);
        let here = || before.iter().filter(|earlier| earlier.target == hop.target);
        let assigns_next = here().any(|own| own.way == "assign-roles" && own.answers.is_empty() && own.actor == hop.actor);
        let given = |earlier: &HopClaim| match earlier.way.as_str() {
            "write-role-definitions" if earlier.actor == hop.actor => Some(all.clone()),
            "assign-roles" => {
                let (role, kind) = path_given::assigned(earlier)?;
                let definition = self.definition(role).filter(|_| path_given::is_of(&hop.actor, kind, self.records))?;
                let is_any = assigns_next && self.may_assign(role, target);
                let own = all.iter().copied().filter(|own| is_any || path_opened::grants(definition, own, self.wildcards));
                Some(own.filter(|_| self.is_assignable(role, target)).collect())
            }
            _ => None,
        };
        let left = here().filter_map(given).filter_map(|actions| path_opened::left(hop, &actions, self.again)).max()?;
        Some(left.min(of_way(&hop.way, hop, self.records)?).min(also(hop)?))
    }

    /// Whether a role can be assigned at a scope, and then lets its holder assign any role there.
    fn may_assign(&self, role: &str, scope: &str) -> bool {
        let pattern = Pattern::parse("Microsoft.Authorization/roleAssignments/write");
        let assign = PlanePattern { plane: Plane::Control, pattern };
        let assigns = |role: &RoleDefinition| path_opened::grants(role, &assign, self.wildcards);
        self.definition(role).is_some_and(assigns) && self.is_assignable(role, scope)
    }

    /// Whether a role can be assigned at a scope: a custom one only within its assignable scopes (R-DEF-9).
    fn is_assignable(&self, role: &str, scope: &str) -> bool {
        let Some(role) = self.definition(role).filter(|role| role.kind == RoleKind::Custom) else { return true };
        let reach = Reach::new(self.records.facts);
        let is_above = |own: &str| {
            let known = self.records.facts.scopes.lookup(own);
            own == "/"
                || own.eq_ignore_ascii_case(scope)
                || contains(own, scope)
                || known.is_some_and(|own| reach.contains(own, scope))
        };
        role.assignable_scopes.iter().any(|own| is_above(own))
    }

    /// The actor holds a custom role, and may change its definition at each of its assignable scopes.
    fn widened(&self, hop: &HopClaim) -> Option<VerdictClaim> {
        let task = hop.answers.first()?.task.as_str();
        let role = self.definition(task.strip_prefix("holds-itself:")?).filter(|role| role.kind == RoleKind::Custom)?;
        let write = |scope: &str| answered_at(hop, "write-role-definitions", if scope == "/" { "tenant" } else { scope });
        let writes: Option<Vec<VerdictClaim>> = role.assignable_scopes.iter().map(|scope| write(scope)).collect();
        Some(answered(hop, task)?.min(writes?.into_iter().min()?))
    }

    fn definition(&self, role: &str) -> Option<&RoleDefinition> {
        let id = ObjectId::Guid(Guid::parse(role)?);
        let exported = self.records.facts.definitions.iter().map(|row| &row.definition).find(|role| role.id == id);
        exported.or_else(|| self.catalog.role(&id))
    }

    /// Whether the last step is done at the goal, and gives its role.
    fn is_last(&self, last: &HopClaim) -> bool {
        let at_goal = last.target.as_deref().unwrap_or("tenant") == place(self.goal);
        let other = |answer: &ResultClaim| !answer.task.starts_with(&format!("assign-roles:{}:", self.claims.question.role));
        let gives = match last.way.as_str() {
            // What assigns another role is followed by the step that goes on from there.
            "assign-roles" => {
                let to_itself = |(_, kind)| path_given::is_of(&last.actor, kind, self.records);
                !last.answers.iter().any(other) && path_given::assigned(last).is_none_or(to_itself)
            }
            "given-role" | "holds" | "write-role-definitions" | "assign-directory-roles" => true,
            _ => false,
        };
        at_goal && gives && last.acts_as.is_none()
    }
}

/// How surely the actor can make or change a resource that the way of a step takes as well: in some resource group, or above it.
fn also(hop: &HopClaim) -> Option<VerdictClaim> {
    let takes_more = escalation::embedded().iter().any(|way| way.id == hop.way && !way.also.is_empty());
    if !takes_more {
        return Some(VerdictClaim::Allowed);
    }
    let task = format!("{}:also", hop.way);
    let is_host = |scope: &String| {
        let way = escalation::embedded().iter().find(|way| way.id == hop.way);
        let holds_groups = scope == "tenant" || ScopePath::parse(scope).kind() <= ScopeKind::ResourceGroup;
        holds_groups || way.is_some_and(|way| !path_opened::hosts_at(way, scope).is_empty())
    };
    let answers = hop.answers.iter().filter(|answer| answer.task == task && answer.targets.iter().any(is_host));
    answers.map(|answer| answer.verdict).max()
}

/// How surely the actor can do something to the target of the step.
fn answered(hop: &HopClaim, task: &str) -> Option<VerdictClaim> {
    answered_at(hop, task, hop.target.as_deref().unwrap_or("tenant"))
}

/// How surely an answer of a step says that its actor can do something to a target.
fn answered_at(hop: &HopClaim, task: &str, target: &str) -> Option<VerdictClaim> {
    let is_there = |answer: &&ResultClaim| answer.targets.iter().any(|own| own.eq_ignore_ascii_case(target));
    hop.answers.iter().filter(|answer| answer.task == task).find(is_there).map(|answer| answer.verdict)
}
