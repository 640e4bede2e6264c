//! What a report says that principals have and lack of a need, decided again.

use std::collections::BTreeSet;

use super::again::AdviceAgain;
use super::claims::{ItemStatusClaim, NeedStatusClaim, PortionClaim, ScopeStatusClaim};
use super::covers::{CoverJudge, CoveredAgain, GrantedTogether, ItemStrings};
use super::need::{NeededItem, NeededPortion, NeededWay, key_of, plane};
use super::portion;
use super::portion::PortionQuestion;
use super::questions::{AskedPart, NEED, QuestionsAgain, TENANT};
use super::said::{left_out, made_up, other, other_truth};
use super::ways::directory_role;
use crate::catalog::OperationSet;
use crate::model::{ConditionState, ObjectId, Plane, RoleId};
use crate::verify::claims::{ClassClaim, ResultClaim, VerdictClaim};
use crate::verify::differing::other_names;
use crate::verify::fault::{Fault, Why};
use crate::verify::redecide::{Decided, Redecision};
use crate::verify::roles::{Clauses, GlobClause, RoleClauses, RoleTexts};
use crate::verify::standing::EffectiveRoles;

/// What is asked of the exports, and what decides it.
pub(super) struct StatusesAgain<'s, 'r> {
    pub advice: &'s AdviceAgain<'s>,
    pub ways: &'s [NeededWay],
    pub questions: &'s QuestionsAgain,
    pub again: &'s Redecision<'r>,
    pub roles: &'s RoleTexts<'s>,
}

/// A principal, and what is said of it.
struct StatusQuestionAgain<'q> {
    place: String,
    claim: &'q NeedStatusClaim,
    decided: &'q Decided,
    /// The way that the report speaks of.
    way: usize,
}

/// The number of the way that a status speaks of: its Entra roles, and the parts at each scope.
fn way_of(claim: &NeedStatusClaim, ways: &[NeededWay], questions: &QuestionsAgain) -> Option<usize> {
    let is_part = |(said, is): (&ItemStatusClaim, &AskedPart)| said.what == is.what && said.plane.map(plane) == is.plane;
    let is_portion = |(said, (scope, parts)): (&ScopeStatusClaim, &(String, Vec<AskedPart>))| {
        said.scope.eq_ignore_ascii_case(scope) && said.items.len() == parts.len() && said.items.iter().zip(parts).all(is_part)
    };
    ways.iter().zip(&questions.ways).position(|(way, asked)| {
        let said: Vec<ObjectId> = claim.directory_roles.iter().map(|role| ObjectId::parse(&role.id)).collect();
        said == way.directory
            && claim.portions.len() == asked.portions.len()
            && claim.portions.iter().zip(&asked.portions).all(is_portion)
    })
}

/// The answers of a report, as an audit has them.
pub(super) fn classes(said: &[NeedStatusClaim], ways: &[NeededWay], questions: &QuestionsAgain) -> Vec<ClassClaim> {
    let class = |claim: &NeedStatusClaim| {
        let asked = questions.ways.get(way_of(claim, ways, questions)?)?;
        let directory = claim.directory_roles.iter().zip(&asked.directory);
        let of_role = directory.filter_map(|(role, &task)| Some(result(task, TENANT, (role.verdict?, role.assumes.as_ref()?))));
        let portions = claim.portions.iter().zip(&asked.portions);
        let of_items = portions.flat_map(|(said, (scope, parts))| {
            said.items.iter().zip(parts).map(move |(item, part)| result(part.task, scope, (item.verdict, &item.assumes)))
        });
        Some(ClassClaim { principals: vec![claim.id.clone()], results: of_role.chain(of_items).collect() })
    };
    said.iter().filter_map(class).collect()
}

fn result(task: usize, target: &str, (verdict, assumes): (VerdictClaim, &Vec<usize>)) -> ResultClaim {
    ResultClaim {
        task: task.to_string(),
        pack: NEED.to_owned(),
        targets: vec![target.to_owned()],
        verdict,
        basis: None,
        proof: Vec::new(),
        missing: Vec::new(),
        assumes: Some(assumes.clone()),
        caveats: Vec::new(),
    }
}

impl StatusesAgain<'_, '_> {
    /// Holds what is said of each principal against the exports: how many answers were decided.
    pub(super) fn compare(&self, said: &[NeedStatusClaim], faults: &mut Vec<Fault>) -> usize {
        let (mut count, mut seen) = (0, BTreeSet::new());
        for (number, claim) in said.iter().enumerate() {
            let place = format!("principals[{number}]");
            let Some(principal) = self.again.records.facts.principals.lookup(&ObjectId::parse(&claim.id)) else {
                faults.push(Fault::at_place(place, &Why::UnknownPrincipal(claim.id.clone())));
                continue;
            };
            if !seen.insert(principal) {
                faults.push(Fault::at_place(&place, &Why::AnsweredTwice));
            }
            let Some(way) = way_of(claim, self.ways, self.questions) else {
                faults.push(made_up(&place, "ways to meet the need", claim.id.clone()));
                continue;
            };
            let decided = self.again.decided(principal);
            count += self.status(&StatusQuestionAgain { place, claim, decided: &decided, way }, faults);
        }
        count
    }

    fn status(&self, question: &StatusQuestionAgain<'_>, faults: &mut Vec<Fault>) -> usize {
        let StatusQuestionAgain { place, claim, way, .. } = question;
        let (Some(asked), Some(needed)) = (self.questions.ways.get(*way), self.ways.get(*way)) else { return 0 };
        let mut verdicts = Vec::new();
        for (number, (said, &task)) in claim.directory_roles.iter().zip(&asked.directory).enumerate() {
            let place = format!("{place}.directory_roles[{number}]");
            let is = self.verdict(question.decided, task, TENANT);
            other_verdict(&format!("{place}.verdict"), [said.verdict.unwrap_or(VerdictClaim::NotAsked), is], faults);
            directory_role(&place, said, self.advice.catalog.catalog, faults);
            verdicts.push(is);
        }
        let portions = claim.portions.iter().zip(&asked.portions).zip(&needed.portions).enumerate();
        for (number, ((said, (scope, parts)), needed)) in portions {
            let place = format!("{place}.portions[{number}]");
            let here = PortionStatus { place, claim: said, scope, parts, needed };
            verdicts.extend(self.portion(question.decided, &here, faults));
        }
        let is_met = verdicts.iter().all(|verdict| *verdict == VerdictClaim::Allowed);
        other_truth(&format!("{place}.met"), [claim.met, is_met], faults);
        other_truth(&format!("{place}.groups"), [claim.groups.is_some(), !is_met], faults);
        verdicts.len()
    }

    fn verdict(&self, decided: &Decided, task: usize, target: &str) -> VerdictClaim {
        let ids = [target.to_owned()];
        let target = self.again.targets.named(task, &ids).next();
        target.map_or(VerdictClaim::NotAsked, |target| self.again.answer(decided, task, target).verdict)
    }

    /// Holds what is said of one scope against the exports: the verdict of each part.
    fn portion(&self, decided: &Decided, here: &PortionStatus<'_>, faults: &mut Vec<Fault>) -> Vec<VerdictClaim> {
        let effective = self.again.effective_under_all(decided, here.scope);
        let held = HeldNow::new(self, effective.first());
        let mut verdicts = Vec::new();
        let mut lacking: Vec<&NeededItem> = Vec::new();
        for (number, (said, part)) in here.claim.items.iter().zip(here.parts).enumerate() {
            let place = format!("{}.items[{number}]", here.place);
            let is = self.verdict(decided, part.task, here.scope);
            other_verdict(&format!("{place}.verdict"), [said.verdict, is], faults);
            self.through(&place, said, &effective, faults);
            let items = part.items.iter().filter_map(|&at| here.needed.items.get(at));
            let is_missing = |item: &&NeededItem| is != VerdictClaim::NotAllowed || !held.covers(self.advice, item);
            lacking.extend(items.filter(|_| is_matter_of_roles(is)).filter(is_missing));
            verdicts.push(is);
        }
        let custom = held.custom.iter().map(|name| name.to_ascii_lowercase());
        other_names(&format!("{}.custom_roles", here.place), &here.claim.custom_roles, custom, faults);
        let lacking = NeededPortion { items: lacking.into_iter().cloned().collect(), ..here.needed.clone() };
        self.change(here, &lacking, &held, faults);
        verdicts
    }

    /// What would give the rest.
    fn change(&self, here: &PortionStatus<'_>, lacking: &NeededPortion, held: &HeldNow, faults: &mut Vec<Fault>) {
        let place = format!("{}.change", here.place);
        other_truth(&place, [here.claim.change.is_some(), !lacking.items.is_empty()], faults);
        let Some(claim) = here.claim.change.as_ref().filter(|_| !lacking.items.is_empty()) else { return };
        let said: &[PortionClaim] = std::slice::from_ref(claim);
        let is = NeededWay { directory: Vec::new(), portions: vec![lacking.clone()] };
        let (said, is) = (key_of(std::iter::empty(), said), is.key());
        if said != is {
            other(&format!("{place}.need"), [said.join("; "), is.join("; ")], faults);
            return;
        }
        let (at, held) = (Some(here.scope), Some(&held.operations));
        portion::compare(&PortionQuestion { place, claim, needed: lacking, at, held }, self.advice, faults);
    }

    /// The roles that an answer is said to rest on are effective there.
    fn through(&self, place: &str, said: &ItemStatusClaim, effective: &[EffectiveRoles], faults: &mut Vec<Fault>) {
        let place = format!("{place}.through");
        let names: BTreeSet<String> =
            effective.iter().flat_map(|own| &own.roles).flat_map(|(role, ..)| self.names(*role)).collect();
        let foreign = said.through.iter().find(|name| !names.contains(*name));
        faults.extend(foreign.map(|name| made_up(&place, "roles that are held there", name.clone())));
        let is_granted = matches!(said.verdict, VerdictClaim::Allowed | VerdictClaim::Eligible | VerdictClaim::Conditional);
        if is_granted && said.through.is_empty() && said.verdict != VerdictClaim::NotAsked {
            faults.push(left_out(&place, "roles that an answer rests on", said.what.clone()));
        }
    }

    /// Every name that a role has in the exports and in the catalog.
    fn names(&self, role: RoleId) -> Vec<String> {
        let facts = self.again.records.facts;
        let id = facts.roles.id(role);
        let rows = facts.definitions.iter().filter(|row| row.definition.id == *id).map(|row| row.definition.name.to_string());
        let shipped = self.advice.catalog.catalog.role(id).map(|role| role.name.to_string());
        let named = facts.role_names.get(&role).map(ToString::to_string);
        rows.chain(shipped).chain(named).chain([id.to_string()]).collect()
    }
}

/// What is said of one scope, and what is asked there.
struct PortionStatus<'p> {
    place: String,
    claim: &'p ScopeStatusClaim,
    scope: &'p str,
    parts: &'p [AskedPart],
    needed: &'p NeededPortion,
}

fn other_verdict(place: &str, [said, is]: [VerdictClaim; 2], faults: &mut Vec<Fault>) {
    let (said_name, is_name) = (said.name(), is.name());
    if said > is {
        faults.push(Fault::at_place(place, &Why::Overstated { said: said_name, is: is_name }));
    } else if said < is {
        faults.push(Fault::at_place(place, &Why::Understated { said: said_name, is: is_name }));
    }
}

/// Whether another role would help: against a missing activation or a deny assignment it does not.
const fn is_matter_of_roles(verdict: VerdictClaim) -> bool {
    match verdict {
        VerdictClaim::Allowed | VerdictClaim::Eligible | VerdictClaim::Blocked => false,
        VerdictClaim::NotAllowed | VerdictClaim::NotAsked | VerdictClaim::Unknown | VerdictClaim::Conditional => true,
    }
}

/// What a principal surely holds at a scope now, without any condition.
struct HeldNow {
    clauses: Vec<Clauses>,
    operations: OperationSet,
    /// The custom roles by which it holds anything there, by name.
    custom: BTreeSet<String>,
}

impl HeldNow {
    fn new(statuses: &StatusesAgain<'_, '_>, effective: Option<&EffectiveRoles>) -> Self {
        let catalog = statuses.advice.catalog;
        let mut held = Self { clauses: Vec::new(), operations: catalog.nothing(), custom: BTreeSet::new() };
        let sure = effective.into_iter().flat_map(|own| &own.roles).filter(|own| own.2 == VerdictClaim::Allowed);
        for &(role, condition, _) in sure {
            let own = statuses.again.evaluator.role(role);
            if own.doubt.is_some() {
                continue;
            }
            let id = statuses.again.records.facts.roles.id(role);
            held.custom.extend(statuses.roles.custom(id).map(|own| own.name));
            if condition == ConditionState::None {
                let free = free_clauses(&own);
                held.operations.union_with(&catalog.operations(&free));
                held.clauses.push(free);
            }
        }
        held
    }

    fn covers(&self, advice: &AdviceAgain<'_>, item: &NeededItem) -> bool {
        let needed = ItemStrings::new(item, advice.catalog);
        let granted = GrantedTogether { clauses: self.clauses.iter().collect(), operations: self.operations.clone() };
        CoverJudge { catalog: advice.catalog }.of(&needed, &granted) == CoveredAgain::Whole
    }
}

/// The blocks of a role that have no condition of their own.
fn free_clauses(role: &RoleClauses) -> Clauses {
    let of = |plane: Plane| {
        let all = role.possible.iter().filter_map(|clauses| clauses.get(plane as usize)).flatten();
        let free = all.filter(|clause| clause.condition.is_none());
        free.map(|own| GlobClause { allow: own.allow.clone(), except: own.except.clone(), condition: None }).collect()
    };
    Plane::ALL.map(of)
}
