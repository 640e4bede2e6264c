//! Decides again what each assignment gives by itself, and whom it reaches (`who-can --direct`).

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::alone::Alone;
use super::assignment_claims::{AssignmentClaim, ReachesClaim};
use super::claims::{ClassClaim, ResultClaim, StepClaim, StepKindClaim, VerdictClaim};
use super::fault::{Fault, Why};
use super::members::{MayJoin, by_group};
use super::possessions::OwnInDirectory;
use super::records::Gift;
use super::redecide::{Redecision, about, differs};
use super::scope::{compare as compare_names, of_report};
use crate::model::{AskedSystem, ObjectId, PrincipalId, PrincipalKind};

/// Who has what assignment: the principal, of what it is, the role, the scope in lower case, whether it is eligible.
type AssignedKey = (String, AskedSystem, String, String, bool);

/// Holds what a report says of assignments against those that the exports state. `again` decides as if nothing else were held.
pub(super) fn compare(again: &Redecision<'_>, claims: &[AssignmentClaim], faults: &mut Vec<Fault>) {
    let known = assigned(again);
    let mut said: FxHashMap<AssignedKey, &AssignmentClaim> = FxHashMap::default();
    for claim in claims {
        if said.insert(key_of(claim), claim).is_some() {
            faults.push(of_report(&Why::AnsweredTwice));
        }
    }
    let shown = |key: &AssignedKey| format!("{} at {} to {}", key.2, key.3, key.0);
    let giving = known.iter().filter(|(_, own)| again.gives_anything(own));
    let is: BTreeMap<AssignedKey, String> = giving.map(|(key, _)| (key.clone(), shown(key))).collect();
    let named = said.keys().map(|key| (key.clone(), shown(key))).collect();
    compare_names("assignments", &named, &is, faults);
    let reach = ReachAgain::new(again);
    for (key, own) in known.iter().filter(|(key, _)| is.contains_key(key)) {
        let Some(claim) = said.get(key) else { continue };
        answers(again, own, claim, faults);
        if let Err(why) = record(again, own, claim) {
            faults.push(of_report(&why));
        }
        let (claimed, is) = (claim.reaches, reach.of(own));
        if claimed != is {
            faults.push(of_report(&Why::OtherStatus { said: in_words(claimed), is: in_words(is) }));
        }
    }
}

pub(super) fn in_words(reaches: ReachesClaim) -> String {
    let ReachesClaim { users, users_eligible, service_principals, known } = reaches;
    let whole = if known { "all" } else { "not all" };
    format!("reaches {users} users, {users_eligible} after an activation, {service_principals} service principals, {whole}")
}

fn key_of(claim: &AssignmentClaim) -> AssignedKey {
    let (system, eligible) = match claim.kind {
        StepKindClaim::Assignment | StepKindClaim::Deny => (AskedSystem::Azure, false),
        StepKindClaim::Eligibility => (AskedSystem::Azure, true),
        StepKindClaim::DirectoryAssignment => (AskedSystem::DirectoryRoles, false),
        StepKindClaim::DirectoryEligibility => (AskedSystem::DirectoryRoles, true),
        StepKindClaim::AppRoleAssignment => (AskedSystem::AppRoles, false),
        StepKindClaim::Ownership => (AskedSystem::Owners, false),
    };
    let role = claim.role.as_deref().map(|role| ObjectId::parse(role).to_string()).unwrap_or_default();
    (ObjectId::parse(&claim.principal).to_string(), system, role, claim.scope.to_ascii_lowercase(), eligible)
}

/// Every assignment that may be asked about.
fn assigned(again: &Redecision<'_>) -> Vec<(AssignedKey, Alone)> {
    let (records, facts) = (again.records, again.records.facts);
    let named = again.report.filter.iter().flat_map(|filter| &filter.principals);
    let named: Vec<PrincipalId> = named.filter_map(|id| facts.principals.lookup(&ObjectId::parse(id))).collect();
    let holders: FxHashSet<PrincipalId> = named.iter().flat_map(|&who| records.ways(who).into_keys()).collect();
    let reaches = |holder: PrincipalId| {
        let lists = |&who: &PrincipalId| who == holder || may_have_directory_roles_of(again, who, holder);
        named.is_empty() || named.iter().any(lists)
    };
    let mut all: BTreeMap<AssignedKey, Alone> = BTreeMap::new();
    let counts = |&&holder: &&PrincipalId| !records.is_deleted(holder) && (named.is_empty() || holders.contains(&holder));
    for &holder in records.rows.keys().filter(counts) {
        let id = facts.principals.id(holder).to_string();
        for own in again.standings.own(holder) {
            let (role, scope) = (facts.roles.id(own.role).to_string(), facts.scopes.text(own.scope).to_ascii_lowercase());
            all.insert((id.clone(), AskedSystem::Azure, role, scope, own.eligible), Alone::of_role(holder, own));
        }
        for own in records.settled_directory(holder).into_iter().filter(|_| reaches(holder)) {
            let (role, scope) = (own.template.to_string(), own.scope.path().to_ascii_lowercase());
            let key = (id.clone(), AskedSystem::DirectoryRoles, role, scope, own.eligible);
            all.insert(key, Alone::of_directory_role(holder, own));
        }
    }
    let has = |holder: PrincipalId| !records.is_deleted(holder) && (named.is_empty() || named.contains(&holder));
    for (&holder, own) in again.beside.of.iter().filter(|(holder, _)| has(**holder)) {
        all.extend(possessions(again, holder, own));
    }
    all.into_iter().collect()
}

/// The application permissions of a principal, and the groups that it owns, each alone.
fn possessions(again: &Redecision<'_>, holder: PrincipalId, own: &OwnInDirectory) -> Vec<(AssignedKey, Alone)> {
    let principals = &again.records.facts.principals;
    let id = principals.id(holder).to_string();
    let app_roles = own.app_roles.iter().map(|(&app_role, &sure)| {
        let key = (id.clone(), AskedSystem::AppRoles, app_role.to_string(), "/".to_owned(), false);
        let app_roles = [(app_role, sure)].into_iter().collect();
        (key, Alone::of_possession(holder, OwnInDirectory { app_roles, ..OwnInDirectory::default() }))
    });
    let owns = own.owns.iter().map(|&group| {
        let scope = principals.id(group).to_string().to_ascii_lowercase();
        let key = (id.clone(), AskedSystem::Owners, String::new(), scope, false);
        let owns = [group].into_iter().collect();
        (key, Alone::of_possession(holder, OwnInDirectory { owns, ..OwnInDirectory::default() }))
    });
    app_roles.chain(owns).collect()
}

/// Whether somebody has, or may have, the Entra roles of a group (R-ENT-8).
fn may_have_directory_roles_of(again: &Redecision<'_>, member: PrincipalId, group: PrincipalId) -> bool {
    directly(again, member, group).is_some()
}

/// How surely somebody whom a group lists has the Entra roles of it.
fn directly(again: &Redecision<'_>, member: PrincipalId, group: PrincipalId) -> Option<VerdictClaim> {
    let records = again.records;
    if records.facts.principals.kind(member).is_group() || !records.may_hold_directory_roles(group) {
        return None;
    }
    let rows = by_group(records.rows_of(member));
    again.standings.members.directly(records, group, rows.get(&group)?)
}

/// The answers of one assignment.
fn answers(again: &Redecision<'_>, own: &Alone, claim: &AssignmentClaim, faults: &mut Vec<Fault>) {
    let decided = again.decided_alone(own);
    for (number, asked) in again.asked.iter().enumerate() {
        let mut said = FxHashMap::default();
        for given in &claim.results {
            let targets = given.targets.iter().flat_map(|target| again.targets.numbers(target));
            for &target in targets {
                if said.insert(target, (given.verdict, given.basis)).is_some() {
                    faults.push(of_report(&Why::AnsweredTwice));
                }
            }
        }
        for &target in again.targets.of(number) {
            let claimed = said.get(&target.number).copied().unwrap_or((VerdictClaim::NotAllowed, None));
            if let Some(why) = differs(claimed, again.answer(&decided, number, target)) {
                faults.push(about(&claim.principal, *asked, target.id, &why));
            }
        }
    }
}

/// Whether the record states the assignment.
fn record(again: &Redecision<'_>, own: &Alone, claim: &AssignmentClaim) -> Result<(), Why> {
    let step = claim.step();
    let gift = match claim.kind {
        StepKindClaim::AppRoleAssignment | StepKindClaim::Ownership => again.records.possession(&step, &[own.principal()])?,
        _ => again.records.gift(&step, &[own.principal()])?,
    };
    let same = match gift {
        Gift::RoleClauses { role, scope, eligible, .. } => own.is_role(role, scope, eligible),
        Gift::DirectoryRole { template, scope, eligible, .. } => own.is_directory_role(&template, &scope, eligible),
        Gift::AppRole { .. } | Gift::Owner { .. } => own.is_possession(&gift),
    };
    if same { Ok(()) } else { Err(Why::NoRecord) }
}

/// Whom each group reaches.
pub(super) struct ReachAgain<'a, 'r> {
    again: &'a Redecision<'r>,
    azure: FxHashMap<PrincipalId, ReachesClaim>,
    directory: FxHashMap<PrincipalId, ReachesClaim>,
}

impl<'a, 'r> ReachAgain<'a, 'r> {
    pub(super) fn new(again: &'a Redecision<'r>) -> Self {
        let (mut azure, mut directory) = (FxHashMap::default(), FxHashMap::default());
        let (records, principals) = (again.records, &again.records.facts.principals);
        for member in principals.ids() {
            let kind = principals.kind(member);
            let ways = records.ways(member).into_iter();
            ways.for_each(|(group, eligible)| add(azure.entry(group).or_default(), kind, eligible));
            for group in by_group(records.rows_of(member)).into_keys() {
                match directly(again, member, group) {
                    Some(VerdictClaim::Allowed) => add(directory.entry(group).or_default(), kind, false),
                    Some(VerdictClaim::Eligible) => add(directory.entry(group).or_default(), kind, true),
                    _ => {}
                }
            }
        }
        Self { again, azure, directory }
    }

    fn of(&self, own: &Alone) -> ReachesClaim {
        self.members(own.principal(), own.is_directory())
    }

    /// Whom what a principal holds reaches: Azure roles, or Entra roles.
    pub(super) fn members(&self, holder: PrincipalId, in_directory: bool) -> ReachesClaim {
        let members = &self.again.standings.members;
        let (of, known) = if in_directory {
            let open = members.is_open_directly(holder, MayJoin::ServicePrincipals);
            (&self.directory, !open && !self.again.records.is_flattened(holder))
        } else {
            (&self.azure, !members.is_open(holder, MayJoin::ServicePrincipals))
        };
        let one = ReachesClaim { known: true, ..ReachesClaim::default() };
        match self.again.records.facts.principals.kind(holder) {
            PrincipalKind::User => ReachesClaim { users: 1, ..one },
            PrincipalKind::ServicePrincipal => ReachesClaim { service_principals: 1, ..one },
            PrincipalKind::Group => ReachesClaim { known, ..of.get(&holder).copied().unwrap_or_default() },
            PrincipalKind::ForeignGroup | PrincipalKind::Device | PrincipalKind::Unknown => ReachesClaim::default(),
        }
    }
}

fn add(to: &mut ReachesClaim, kind: PrincipalKind, eligible: bool) {
    match kind {
        PrincipalKind::User if eligible => to.users_eligible += 1,
        PrincipalKind::User => to.users += 1,
        PrincipalKind::ServicePrincipal => to.service_principals += 1,
        PrincipalKind::Group | PrincipalKind::ForeignGroup | PrincipalKind::Device | PrincipalKind::Unknown => {}
    }
}

/// Who can by several assignments together alone follows from the proofs and from what each assignment gives.
pub(super) fn together(classes: &[ClassClaim], claims: &[AssignmentClaim], said: &[String], faults: &mut Vec<Fault>) {
    let mut giving: FxHashMap<(&str, u32), FxHashSet<&str>> = FxHashMap::default();
    for claim in claims {
        let Some(record) = claim.input.as_deref().zip(claim.record) else { continue };
        let results = claim.results.iter().filter(|given| given.verdict > VerdictClaim::Blocked);
        giving.entry(record).or_default().extend(results.flat_map(|given| given.targets.iter().map(String::as_str)));
    }
    let needs_several = |result: &&ResultClaim| {
        let is_better = result.verdict > VerdictClaim::Blocked && result.verdict != VerdictClaim::NotAsked;
        let records: Vec<(&str, u32)> = result.proof.iter().filter_map(granting).collect();
        let gives = |target: &String| {
            records.iter().any(|record| giving.get(record).is_some_and(|targets| targets.contains(target.as_str())))
        };
        is_better && records.len() > 1 && !result.targets.iter().all(gives)
    };
    let able = classes.iter().filter(|class| class.results.iter().any(|result| needs_several(&result)));
    let is = able.flat_map(|class| &class.principals).map(|id| (id.clone(), id.clone())).collect();
    let named = said.iter().map(|id| (id.clone(), id.clone())).collect();
    compare_names("principals with several assignments", &named, &is, faults);
}

/// The record of a step that is a grant.
fn granting(step: &StepClaim) -> Option<(&str, u32)> {
    match step.kind {
        StepKindClaim::Deny => None,
        StepKindClaim::Assignment
        | StepKindClaim::Eligibility
        | StepKindClaim::DirectoryAssignment
        | StepKindClaim::DirectoryEligibility
        | StepKindClaim::AppRoleAssignment
        | StepKindClaim::Ownership => step.input.as_deref().zip(step.record),
    }
}
