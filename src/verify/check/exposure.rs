//! Who gains access by a change of roles: the tenant with the roles as they were and as they are, and what everybody who holds one of them
//! may do in both.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::claims::{ExposureClaim, RoleGainClaim};
use super::gains::{GainAtScope, GainingRole, RoleStates};
use crate::model::{Facts, ObjectId, PrincipalId, TargetKind, TaskPack};
use crate::verify::claims::{TargetClaim, VerdictClaim};
use crate::verify::diff::sources::CatalogAt;
use crate::verify::diff::state::StateGround;
use crate::verify::fault::{Fault, Why};
use crate::verify::members::MayJoin;
use crate::verify::redecide::{AskedAgain, Redecision};
use crate::verify::replay::Replay;
use crate::verify::report::Report;
use crate::verify::scope::{StandIns, compare as compare_named, wanted_targets};
use crate::verify::standing::EffectiveRoles;
use crate::verify::{gaps, ledger};

/// What the change of roles is asked of.
pub(super) struct ExposedTenant<'a> {
    /// The roles that changed.
    pub roles: Vec<GainingRole<'a>>,
    pub facts: &'a Facts,
    pub with: CatalogAt<'a>,
    pub packs: &'a [TaskPack],
}

/// A role, a scope in lower case, and who holds it there.
type GainPlace = (String, String, String);

/// What is effective at a scope under each choice of activations, before and after.
type EffectiveTwice = [Vec<EffectiveRoles>; 2];

/// Holds who is said to gain access against the exports.
pub(super) fn compare(report: &Report, claim: &ExposureClaim, tenant: &ExposedTenant<'_>, replay: &mut Replay) {
    let states = RoleStates::new(&tenant.roles, tenant.facts);
    let [before, after] = states.facts.each_ref().map(|facts| StateGround::new(report, facts, tenant.with));
    let scopes = states.scopes(&after);
    let kind = |id: &String| TargetClaim { id: id.clone(), kind: TargetKind::Resource.name().to_owned() };
    let at_scopes = report.asking_of(scopes.iter().map(kind).collect());
    let again = [before.redecide(&at_scopes, Vec::new(), &before), after.redecide(&at_scopes, Vec::new(), &after)];
    let exposure = Exposure { claim, again: &again, known: RefCell::default(), used: RefCell::default() };
    let (mut unheld, mut affected) = (BTreeSet::new(), BTreeSet::new());
    for (role, id) in &states.roles {
        let holders = exposure.holders(id);
        if holders.is_empty() {
            unheld.insert(role.claim.name.clone());
        }
        for (principal, scopes) in holders {
            affected.insert(principal);
            replay.decided += scopes.len();
            for scope in scopes {
                exposure.at_scope(role, principal, &scope, &mut replay.faults);
            }
        }
    }
    exposure.others(&mut replay.faults);
    let names = |all: &BTreeSet<String>| all.iter().map(|name| (name.clone(), name.clone())).collect();
    compare_named(
        "roles that nobody holds",
        &names(&claim.unheld.iter().cloned().collect()),
        &names(&unheld),
        &mut replay.faults,
    );
    let tasks = TasksGained { report, claim, states: [&before, &after], packs: tenant.packs };
    replay.decided += tasks.compare(&affected, &mut replay.faults);
}

/// Decides again what the holders of changed roles gain.
struct Exposure<'a, 'r> {
    claim: &'a ExposureClaim,
    again: &'a [Redecision<'r>; 2],
    /// By the role, the scope, and what is effective there.
    known: RefCell<FxHashMap<(String, String, EffectiveTwice), Rc<GainAtScope>>>,
    /// The entries of the report that were held against somebody, with whom.
    used: RefCell<BTreeSet<(usize, String)>>,
}

impl Exposure<'_, '_> {
    /// Everybody who holds a role or may hold it, with the scopes. A group stands for its members, unless nobody lists them all.
    fn holders(&self, role: &ObjectId) -> Vec<(PrincipalId, BTreeSet<String>)> {
        let [_, after] = self.again;
        let facts = after.records.facts;
        let Some(role) = facts.roles.lookup(role) else { return Vec::new() };
        let scopes = |principal: PrincipalId| {
            let mut found = BTreeSet::new();
            for held in after.standings.of(principal) {
                let unseen = held.may_join.map(|who| after.standings.unseen_roles(who)).unwrap_or_default();
                let own = held.roles.iter().chain(unseen).filter(|own| own.role == role);
                found.extend(own.map(|own| facts.scopes.text(own.scope).to_ascii_lowercase()));
            }
            found
        };
        let counts =
            |&id: &PrincipalId| !facts.principals.kind(id).is_group() || after.standings.members.is_open(id, MayJoin::Anybody);
        let all = facts.principals.ids().filter(counts).map(|id| (id, scopes(id)));
        all.filter(|(_, scopes)| !scopes.is_empty()).collect()
    }

    fn at_scope(&self, role: &GainingRole<'_>, principal: PrincipalId, scope: &str, faults: &mut Vec<Fault>) {
        let [_, after] = self.again;
        let who = after.records.facts.principals.id(principal).to_string();
        let place: GainPlace = (role.claim.name.clone(), scope.to_owned(), who);
        let (gain, mut used) = (self.gain(role, principal, scope), self.used.borrow_mut());
        let said = self.said(&place).find(|(number, _)| !used.contains(&(*number, place.2.clone())));
        let why = match said {
            Some((number, said)) => {
                used.insert((number, place.2.clone()));
                gain.differs(said)
            }
            None if gain.is_nothing() => None,
            None => Some(Why::LeftOut { what: "gains of access", count: 1, first: shown(&place) }),
        };
        faults.extend(why.map(|why| Fault::at_place("access.exposure.roles", &why)));
    }

    fn gain(&self, role: &GainingRole<'_>, principal: PrincipalId, scope: &str) -> Rc<GainAtScope> {
        let effective = self.again.each_ref().map(|again| again.effective_under_all(&again.decided(principal), scope));
        let key = (role.claim.name.clone(), scope.to_owned(), effective);
        if let Some(known) = self.known.borrow().get(&key) {
            return Rc::clone(known);
        }
        let gain = Rc::new(GainAtScope::new(role, self.again, (scope, &key.2)));
        self.known.borrow_mut().insert(key, Rc::clone(&gain));
        gain
    }

    /// The entries of the report about a place.
    fn said(&self, (role, scope, who): &GainPlace) -> impl Iterator<Item = (usize, &RoleGainClaim)> {
        let is_named = |claim: &RoleGainClaim| claim.principals.iter().any(|own| ObjectId::parse(&own.id).to_string() == *who);
        let all = self.claim.roles.iter().enumerate();
        all.filter(move |(_, claim)| claim.role == *role && claim.scope.eq_ignore_ascii_case(scope) && is_named(claim))
    }

    /// The entries of the report that are about nobody who holds the role there.
    fn others(&self, faults: &mut Vec<Fault>) {
        let used = self.used.borrow();
        for (number, claim) in self.claim.roles.iter().enumerate() {
            let ids = claim.principals.iter().map(|own| ObjectId::parse(&own.id).to_string());
            let made_up: Vec<String> = ids.filter(|id| !used.contains(&(number, id.clone()))).collect();
            if let Some(first) = made_up.first().cloned() {
                let why = Why::MadeUp { what: "gains of access", count: made_up.len(), first };
                faults.push(Fault::at_place(format!("access.exposure.roles[{number}]"), &why));
            }
        }
    }
}

fn shown((role, scope, who): &GainPlace) -> String {
    format!("{role} of {who} at {scope}")
}

/// A task of a pack for a target, who gains it, and how surely.
type TaskOfGainer = (String, String, String, String, VerdictClaim);

/// Decides the tasks again that those whom the change concerns gain.
struct TasksGained<'a, 'r> {
    report: &'a Report,
    claim: &'a ExposureClaim,
    states: [&'a StateGround<'r>; 2],
    packs: &'a [TaskPack],
}

impl<'a> TasksGained<'a, '_> {
    fn compare(&self, affected: &BTreeSet<PrincipalId>, faults: &mut Vec<Fault>) -> usize {
        let [before, after] = self.states;
        let of_pack = |pack: &'a TaskPack| pack.tasks.iter().map(move |task| AskedAgain { pack: &pack.id, task });
        let asked: Vec<AskedAgain<'_>> = self.packs.iter().flat_map(of_pack).collect();
        let empty = self.report.asking_of(Vec::new());
        let draft = after.redecide(&empty, asked.clone(), after);
        let claim = |(id, kind): (String, &'static str)| TargetClaim { id, kind: kind.to_owned() };
        let report = self.report.asking_of(wanted_targets(&draft, StandIns::All).into_iter().map(claim).collect());
        let again = [before.redecide(&report, asked.clone(), before), after.redecide(&report, asked, after)];
        let (mut is, mut count) = (BTreeMap::new(), 0);
        for &principal in affected {
            for key in gained(&again, principal, &mut count) {
                is.insert(key.clone(), task_shown(&key));
            }
        }
        let mut said = BTreeMap::new();
        for own in &self.claim.tasks {
            for person in &own.principals {
                let who = ObjectId::parse(&person.id).to_string();
                let key = (own.pack.clone(), own.task.clone(), own.target.to_ascii_lowercase(), who, own.verdict);
                said.insert(key.clone(), task_shown(&key));
            }
        }
        compare_named("tasks gained by the change", &said, &is, faults);
        let [_, after] = &again;
        gaps::compare(after, faults);
        ledger::compare(after, faults);
        count
    }
}

/// The tasks that somebody gains. Where not every string was looked at, none.
fn gained(again: &[Redecision<'_>; 2], principal: PrincipalId, count: &mut usize) -> Vec<TaskOfGainer> {
    let [before, after] = again;
    let (was, is) = (before.decided(principal), after.decided(principal));
    let who = after.records.facts.principals.id(principal).to_string();
    let mut found = Vec::new();
    for (number, asked) in after.asked.iter().enumerate() {
        for &target in after.targets.of(number) {
            *count += 1;
            let (was, is) = (before.answer(&was, number, target), after.answer(&is, number, target));
            if is.verdict > was.verdict && is.verdict > VerdictClaim::Blocked {
                let target = target.id.to_ascii_lowercase();
                found.push((asked.pack.to_owned(), asked.task.id.clone(), target, who.clone(), is.verdict));
            }
        }
    }
    found
}

fn task_shown((pack, task, target, who, verdict): &TaskOfGainer) -> String {
    format!("{task} of {pack} for {who} at {target} ({})", verdict.name())
}
