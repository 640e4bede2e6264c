//! Whether policy assignments can remediate, worked out again: what each needs is read from the definitions, and whether its identity has
//! that is decided as every other answer is.

pub(super) mod claims;
mod needs;
mod versions;

use std::collections::{BTreeMap, BTreeSet};

use claims::{PolicyAssignmentClaim, PolicyClaims, PolicyDoubtClaim, PolicyReadinessClaim, ROLES, RoleNeedClaim};
use needs::{NeedsAgain, doubt, needs};

use super::claims::VerdictClaim;
use super::fault::{Fault, Why};
use super::records::is_record;
use super::redecide::Redecision;
use super::scope::{compare as compare_names, known_subscriptions};
use super::{gaps, ledger, reasons};
use crate::model::task::PackSource;
use crate::model::{
    Completeness, ExportKind, GapCode, Guid, Leaf, Need, PolicyAssignment, PolicyIdentity, PrincipalId, Requirement,
    TargetKind, Task, TaskPack,
};

/// The roles that the report asks about, as the tasks of a pack.
pub(super) fn pack(claims: &PolicyClaims) -> TaskPack {
    let needs = claims.assignments.iter().flat_map(|own| own.needs.iter().map(move |need| (own.target(), need)));
    let asked: BTreeSet<(String, bool)> =
        needs.map(|(target, need)| (need.role.to_ascii_lowercase(), target == "tenant")).collect();
    let task = |(role, of_tenant): &(String, bool)| {
        let at = if *of_tenant { TargetKind::Tenant } else { TargetKind::Resource };
        let what = Need::Role { id: Guid::parse(role)?, name: String::new(), covered_by: Vec::new(), itself: false };
        let leaf = Leaf { what, at, unconditional: false, assigns: None };
        Some(Task::asking(role.clone(), String::new(), at, Requirement::Leaf(leaf)))
    };
    TaskPack {
        id: ROLES.to_owned(),
        title: String::new(),
        source: PackSource::default(),
        prerequisites: Vec::new(),
        tasks: asked.iter().filter_map(task).collect(),
        caveats: Vec::new(),
    }
}

/// Holds what a report says of policy assignments against the exports: how many answers were decided again.
pub(super) fn compare(claims: &PolicyClaims, again: &Redecision<'_>, faults: &mut Vec<Fault>) -> usize {
    // Only what is asked is answered: each role at the scopes of the assignments that need it.
    let (count, _) = again.given(faults);
    let policy = PolicyAgain { again };
    policy.assignments(claims, faults);
    if faults.is_empty() {
        let own = policy.gaps(claims);
        gaps::compare_with(again, &own, faults);
        ledger::compare(again, faults);
        reasons::compare(again, faults);
        let lists = own.iter().any(|(_, subject)| subject == ExportKind::PolicyAssignments.name());
        let lists = if lists { PolicyReadinessClaim::CannotTell } else { PolicyReadinessClaim::Ready };
        let is = claims.assignments.iter().map(|own| own.readiness).chain([lists]).min().unwrap_or(lists);
        other_readiness("readiness", [claims.readiness, is], faults);
    }
    count
}

fn other_readiness(place: &str, [said, is]: [PolicyReadinessClaim; 2], faults: &mut Vec<Fault>) {
    if said != is {
        let why = Why::OtherStatus { said: said.name().to_owned(), is: is.name().to_owned() };
        faults.push(Fault::at_place(place, &why));
    }
}

struct PolicyAgain<'a, 'r> {
    again: &'a Redecision<'r>,
}

/// An assignment of the exports, and what it needs.
struct AssignmentAgain<'f> {
    rows: Vec<&'f PolicyAssignment>,
    identity: Result<PrincipalId, PolicyDoubtClaim>,
    needs: NeedsAgain,
}

impl<'r> PolicyAgain<'_, 'r> {
    /// By id, in lower case: those that remediate or may, then the numbers of the others.
    fn expected(&self) -> (BTreeMap<String, AssignmentAgain<'r>>, usize, usize) {
        let policy = &self.again.records.facts.policy;
        let mut by_id: BTreeMap<String, Vec<&PolicyAssignment>> = BTreeMap::new();
        for own in &policy.assignments {
            by_id.entry(own.id.to_ascii_lowercase()).or_default().push(own);
        }
        let (mut found, mut beside, mut not_judged) = (BTreeMap::new(), 0, 0);
        for (id, rows) in by_id {
            let Some(&first) = rows.first() else { continue };
            let says = |of: &PolicyAssignment| (of.scope, of.assigns.clone(), of.identity.clone(), of.overrides);
            let contradicting = rows.iter().any(|row| says(row) != says(first));
            let needs = if contradicting {
                NeedsAgain { open: [doubt("contradicting", &first.id)].into(), ..NeedsAgain::default() }
            } else {
                needs(policy, first)
            };
            if needs.roles.is_empty() && needs.open.is_empty() {
                beside += 1;
            } else if needs.roles.is_empty() && first.identity == PolicyIdentity::Absent && !contradicting {
                not_judged += 1;
            } else {
                found.insert(id, AssignmentAgain { identity: self.identity(first), rows, needs });
            }
        }
        (found, beside, not_judged)
    }

    fn identity(&self, assignment: &PolicyAssignment) -> Result<PrincipalId, PolicyDoubtClaim> {
        match &assignment.identity {
            PolicyIdentity::Absent => Err(doubt("no-identity", "")),
            PolicyIdentity::NotTold => Err(doubt("identity-not-told", "")),
            PolicyIdentity::Principal(principal) => Ok(*principal),
            PolicyIdentity::Resource(id) => {
                let mut rows = self.again.records.facts.escalation.identities.iter();
                let own = rows.find(|row| row.resource.eq_ignore_ascii_case(id));
                own.map(|row| row.principal).ok_or_else(|| doubt("identity-not-exported", id))
            }
        }
    }

    fn assignments(&self, claims: &PolicyClaims, faults: &mut Vec<Fault>) {
        let (expected, beside, not_judged) = self.expected();
        for (place, said, is) in
            [("remediates_nothing", claims.remediates_nothing, beside), ("not_judged", claims.not_judged, not_judged)]
        {
            if said != is {
                faults.push(Fault::at_place(place, &Why::OtherStatus { said: said.to_string(), is: is.to_string() }));
            }
        }
        let mut said = BTreeMap::new();
        for (number, claim) in claims.assignments.iter().enumerate() {
            let (place, id) = (format!("assignments[{number}]"), claim.id.to_ascii_lowercase());
            if let Some(own) = expected.get(&id) {
                self.assignment(&place, (claim, own), faults);
            }
            if said.insert(id, claim.id.clone()).is_some() {
                faults.push(Fault::at_place(place, &Why::AnsweredTwice));
            }
        }
        let is = expected.iter().filter_map(|(id, own)| Some((id.clone(), own.rows.first()?.id.to_string()))).collect();
        compare_names("policy assignments", &said, &is, faults);
    }

    fn assignment(&self, place: &str, (claim, is): (&PolicyAssignmentClaim, &AssignmentAgain<'_>), faults: &mut Vec<Fault>) {
        let mut other = |part: &str, said: String, is: String| {
            if said != is {
                faults.push(Fault::at_place(format!("{place}.{part}"), &Why::OtherStatus { said, is }));
            }
        };
        let facts = self.again.records.facts;
        let identity = is.identity.as_ref().ok().map(|who| facts.principals.id(*who).to_string());
        let none = || "none".to_owned();
        other(
            "identity",
            claim.identity.clone().map_or_else(none, |id| id.to_ascii_lowercase()),
            identity.unwrap_or_else(none),
        );
        if let Some(row) = is.rows.first() {
            other("scope", claim.scope.to_ascii_lowercase(), facts.scopes.text(row.scope).to_ascii_lowercase());
            other("definition", claim.definition.to_ascii_lowercase(), row.assigns.id.to_string());
        }
        let inputs = claim.input.as_deref().and_then(|input| self.again.records.inputs(input).ok()).unwrap_or_default();
        let is_own = |row: &&PolicyAssignment| is_record(Some(row.origin), inputs, claim.record.unwrap_or_default());
        if !is.rows.iter().any(is_own) {
            other("record", claim.record.unwrap_or_default().to_string(), "another one".to_owned());
        }
        let readiness = self.needs(place, (claim, is), faults);
        other_readiness(&format!("{place}.readiness"), [claim.readiness, readiness], faults);
    }

    /// What an assignment needs and what is open about it: whether it is ready.
    fn needs(
        &self,
        place: &str,
        (claim, is): (&PolicyAssignmentClaim, &AssignmentAgain<'_>),
        faults: &mut Vec<Fault>,
    ) -> PolicyReadinessClaim {
        needed_roles(place, (claim, is), faults);
        let mut all = Vec::new();
        for (number, need) in claim.needs.iter().enumerate() {
            let own = self.need((claim, is), need);
            match own {
                Ok(own) => other_readiness(&format!("{place}.needs[{number}].readiness"), [need.readiness, own], faults),
                Err(ref why) => faults.push(Fault::at_place(format!("{place}.needs[{number}].answer"), why)),
            }
            all.push(own.unwrap_or(PolicyReadinessClaim::CannotTell));
        }
        let mut open = is.needs.open.clone();
        open.retain(|doubt| doubt.code != "effect-not-known" || !is_met(claim, &all, &doubt.subject));
        if !open.is_empty() || is.identity.is_err() {
            all.push(PolicyReadinessClaim::CannotTell);
        }
        open.extend(is.identity.as_ref().err().cloned());
        let named = |of: &BTreeSet<PolicyDoubtClaim>| {
            of.iter().map(|own| format!("{} {}", own.code, own.subject)).collect::<Vec<_>>().join(", ")
        };
        let said: BTreeSet<PolicyDoubtClaim> = claim.open.iter().cloned().collect();
        if said != open {
            let why = Why::OtherStatus { said: named(&said), is: named(&open) };
            faults.push(Fault::at_place(format!("{place}.open"), &why));
        }
        all.into_iter().min().unwrap_or(PolicyReadinessClaim::Ready)
    }

    /// Whether the identity has a role, by the answer, which was decided again.
    fn need(
        &self,
        (claim, is): (&PolicyAssignmentClaim, &AssignmentAgain<'_>),
        need: &RoleNeedClaim,
    ) -> Result<PolicyReadinessClaim, Why> {
        let own = match (&is.identity, &need.answer) {
            (Err(doubt), None) if doubt.code == "no-identity" => PolicyReadinessClaim::NotReady,
            (Err(_), None) => PolicyReadinessClaim::CannotTell,
            (Ok(_), Some(answer)) if answer.targets == [claim.target()] => {
                let listed = &self.again.listed;
                let is_given = self.again.records.facts.completeness(ExportKind::RoleAssignments) != Completeness::Absent;
                let firm = is_given && listed.uncovered(ExportKind::RoleAssignments, &claim.scope, self.again.reach).is_none();
                of_verdict(answer.verdict, firm)
            }
            (Ok(_), Some(_)) => return Err(Why::NoTarget),
            (Ok(_), None) => return Err(Why::NotBacked),
            (Err(_), Some(_)) => return Err(Why::OtherPrincipal(claim.identity.clone().unwrap_or_default())),
        };
        let is_sure = Guid::parse(&need.role).and_then(|role| is.needs.roles.get(&role)).is_none_or(|(_, sure)| *sure);
        Ok(if is_sure { own } else { own.max(PolicyReadinessClaim::CannotTell) })
    }

    /// What the exports lack of Azure Policy, by code and subject.
    fn gaps(&self, claims: &PolicyClaims) -> BTreeSet<(String, String)> {
        let facts = self.again.records.facts;
        let kind = |kind: ExportKind| (GapCode::KindNotExported.name().to_owned(), kind.name().to_owned());
        let is_absent = facts.completeness(ExportKind::PolicyAssignments) == Completeness::Absent;
        let is_unlisted = |subscription: &String| {
            self.again.listed.uncovered(ExportKind::PolicyAssignments, subscription, self.again.reach).is_some()
        };
        let lists = is_absent || known_subscriptions(facts).iter().any(is_unlisted);
        let mut open = claims.assignments.iter().flat_map(|own| &own.open);
        let definitions = open.any(|doubt| doubt.code == "definition-not-exported");
        let lists = lists.then(|| kind(ExportKind::PolicyAssignments));
        lists.into_iter().chain(definitions.then(|| kind(ExportKind::PolicyDefinitions))).collect()
    }
}

/// Holds the roles that an assignment is said to need against those that its definitions name.
fn needed_roles(place: &str, (claim, is): (&PolicyAssignmentClaim, &AssignmentAgain<'_>), faults: &mut Vec<Fault>) {
    let mut said = BTreeMap::new();
    for need in &claim.needs {
        let definitions: BTreeSet<String> = need.definitions.iter().cloned().collect();
        let twice = said.insert(Guid::parse(&need.role), (definitions, need.certain)).is_some();
        if twice {
            faults.push(Fault::at_place(format!("{place}.needs"), &Why::AnsweredTwice));
        }
    }
    let roles: BTreeMap<Option<Guid>, (BTreeSet<String>, bool)> =
        is.needs.roles.iter().map(|(role, need)| (Some(*role), need.clone())).collect();
    if said != roles {
        let shown = |of: &BTreeMap<Option<Guid>, (BTreeSet<String>, bool)>| {
            let one = |(role, (definitions, sure)): (&Option<Guid>, &(BTreeSet<String>, bool))| {
                let role = role.map(|role| role.to_string()).unwrap_or_default();
                format!("{role} by {definitions:?}{}", if *sure { "" } else { ", perhaps" })
            };
            of.iter().map(one).collect::<Vec<_>>().join(", ")
        };
        let why = Why::OtherStatus { said: shown(&said), is: shown(&roles) };
        faults.push(Fault::at_place(format!("{place}.needs"), &why));
    }
}

/// Nobody activates a role for an identity. A no that rests on lists which are not whole is none.
const fn of_verdict(verdict: VerdictClaim, firm: bool) -> PolicyReadinessClaim {
    match (verdict, firm) {
        (VerdictClaim::Allowed, _) => PolicyReadinessClaim::Ready,
        (VerdictClaim::Blocked, _) | (VerdictClaim::NotAllowed, true) => PolicyReadinessClaim::NotReady,
        (VerdictClaim::NotAllowed, false)
        | (VerdictClaim::Eligible | VerdictClaim::Conditional | VerdictClaim::Unknown | VerdictClaim::NotAsked, _) => {
            PolicyReadinessClaim::CannotTell
        }
    }
}

/// Whether every role that a definition names is there: then it does not matter whether it remediates.
fn is_met(claim: &PolicyAssignmentClaim, all: &[PolicyReadinessClaim], definition: &str) -> bool {
    let own = claim.needs.iter().zip(all).filter(|(need, _)| need.definitions.iter().any(|own| own == definition));
    own.map(|(_, readiness)| *readiness).all(|readiness| readiness == PolicyReadinessClaim::Ready)
}
