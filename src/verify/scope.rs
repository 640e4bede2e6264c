//! Whether a report speaks of everything that it has to: every task of its packs, every target and every principal of the
//! exports, each once.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use super::claims::{ClassClaim, ResultClaim, VerdictClaim};
use super::fault::{Fault, Why};
use super::possessions::groups_asked;
use super::reach::{ANY_RESOURCE, ANY_WORKSPACE};
use super::redecide::{AskedAgain, Redecision};
use super::report::Report;
use crate::model::scope::{contains, resource_group_of, resource_of, subscription_of, workspace_of};
use crate::model::{ExportKind, Facts, ObjectId, PrincipalId, ScopeId, ScopeKind, ScopePath, TargetKind, Task, TaskPack};

/// The tasks that a report has to answer: that of its question, else all of the packs that it names.
pub(super) fn asked<'a>(
    report: &'a Report,
    packs: &'a [TaskPack],
    tasks: &FxHashMap<(&'a str, &'a str), &'a Task>,
) -> Vec<AskedAgain<'a>> {
    if let Some(question) = report.asks() {
        let key = (question.pack.as_str(), question.task.as_str());
        return tasks.get(&key).map(|task| AskedAgain { pack: key.0, task }).into_iter().collect();
    }
    let results = report.classes.iter().flat_map(|class| &class.results).map(|result| result.pack.as_str());
    let ready = report.readiness.iter().flat_map(|claims| &claims.packs).map(|pack| pack.id.as_str());
    let named: FxHashSet<&str> = report.tasks.iter().map(|task| task.pack.as_str()).chain(results).chain(ready).collect();
    let mut asked: Vec<AskedAgain<'a>> = Vec::new();
    for pack in packs.iter().filter(|pack| named.contains(pack.id.as_str())) {
        let is_known = asked.iter().any(|known| known.pack == pack.id);
        let own = pack.tasks.iter().filter(|task| !is_known && had(report, &pack.id, task));
        asked.extend(own.map(|task| AskedAgain { pack: &pack.id, task }));
    }
    asked
}

/// Whether a pack had a task when the report was made: an older version may have known fewer.
fn had(report: &Report, pack: &str, task: &Task) -> bool {
    let asked = &report.tasks;
    !report.is_older() || asked.is_empty() || asked.iter().any(|asked| asked.pack == pack && asked.id == task.id)
}

/// A fault of the report as a whole.
pub(super) fn of_report(why: &Why) -> Fault {
    let (principal, task, pack, target) = Default::default();
    Fault { principal, task, pack, target, step: None, place: None, code: why.code(), message: why.to_string() }
}

/// What is named against what has to be.
pub(super) fn compare<K: Ord>(
    what: &'static str,
    said: &BTreeMap<K, String>,
    is: &BTreeMap<K, String>,
    faults: &mut Vec<Fault>,
) {
    let less = |from: &BTreeMap<K, String>, other: &BTreeMap<K, String>| {
        let all: Vec<String> =
            from.iter().filter(|(key, _)| !other.contains_key(key)).map(|(_, shown)| shown.clone()).collect();
        (all.len(), all.into_iter().next())
    };
    if let (count, Some(first)) = less(is, said) {
        faults.push(of_report(&Why::LeftOut { what, count, first }));
    }
    if let (count, Some(first)) = less(said, is) {
        faults.push(of_report(&Why::MadeUp { what, count, first }));
    }
}

/// Holds what a report speaks of against the exports.
pub(super) fn whole(again: &Redecision<'_>, packs: &[TaskPack], faults: &mut Vec<Fault>) {
    once(again.report, faults);
    questions(again, faults);
    principals(again, faults);
    if again.report.asks().is_none() {
        tasks(again, packs, faults);
        targets(again, faults);
    }
}

/// No principal in two classes, no question answered twice.
fn once(report: &Report, faults: &mut Vec<Fault>) {
    let mut seen = BTreeSet::new();
    for class in &report.classes {
        for id in &class.principals {
            if !seen.insert(ObjectId::parse(id).to_string()) {
                faults.push(of_report(&Why::InTwoClasses(id.clone())));
            }
        }
        let mut answered = FxHashSet::default();
        for result in &class.results {
            for target in &result.targets {
                if !answered.insert((&result.pack, &result.task, target)) {
                    faults.push(of_result(class, result, (target, &Why::AnsweredTwice)));
                }
            }
        }
    }
}

/// Each answer is about a task that the report asks, and about one of its targets.
fn questions(again: &Redecision<'_>, faults: &mut Vec<Fault>) {
    let targets = |asked: &AskedAgain<'_>| again.targets_of(asked.task).map(|target| target.id).collect();
    let known: FxHashMap<(&str, &str), FxHashSet<&str>> =
        again.asked.iter().map(|asked| ((asked.pack, asked.task.id.as_str()), targets(asked))).collect();
    for class in &again.report.classes {
        for result in class.results.iter().filter(|result| result.verdict != VerdictClaim::NotAsked) {
            let known = known.get(&(result.pack.as_str(), result.task.as_str()));
            if let Some(target) =
                result.targets.iter().find(|target| known.is_none_or(|known| !known.contains(target.as_str())))
            {
                faults.push(of_result(class, result, (target, &Why::NoTarget)));
            }
        }
    }
    if again.report.explains_one() {
        unexplained(again, faults);
    }
}

/// What the one principal is asked about, and what the report does not answer.
fn unexplained(again: &Redecision<'_>, faults: &mut Vec<Fault>) {
    let results = again.report.classes.iter().flat_map(|class| &class.results);
    let answered: FxHashSet<&str> = results.flat_map(|result| &result.targets).map(String::as_str).collect();
    let asked = again.asked.iter().flat_map(|asked| again.targets_of(asked.task)).map(|target| target.id);
    let open: Vec<&str> = asked.filter(|target| !answered.contains(target)).collect();
    if let Some(first) = open.first().map(|first| (*first).to_owned()) {
        faults.push(of_report(&Why::LeftOut { what: "targets", count: open.len(), first }));
    }
}

fn of_result(class: &ClassClaim, result: &ResultClaim, (target, why): (&str, &Why)) -> Fault {
    let principal = class.principals.first().cloned().unwrap_or_default();
    let (task, pack, target) = (result.task.clone(), result.pack.clone(), target.to_owned());
    Fault { principal, task, pack, target, step: None, place: None, code: why.code(), message: why.to_string() }
}

fn tasks(again: &Redecision<'_>, packs: &[TaskPack], faults: &mut Vec<Fault>) {
    let name = |pack: &str, task: &str| ((pack.to_owned(), task.to_owned()), format!("{task} of {pack}"));
    let said = again.report.tasks.iter().map(|asked| name(&asked.pack, &asked.id)).collect();
    let is = again.asked.iter().map(|asked| name(asked.pack, &asked.task.id)).collect();
    compare("tasks", &said, &is, faults);
    let known = |id: &str| packs.iter().any(|pack| pack.id == id);
    debug_assert!(again.asked.iter().all(|asked| known(asked.pack)), "only tasks of packs are asked");
}

/// Whom the report has to speak of.
pub(super) fn expected(again: &Redecision<'_>) -> Vec<PrincipalId> {
    let principals = &again.records.facts.principals;
    let report = again.report;
    let question = report.asks().and_then(|question| question.principal.as_ref());
    let team = report.readiness.iter().filter_map(|claims| claims.team.as_ref()).flat_map(|team| &team.members);
    let filter = report.filter.iter().flat_map(|filter| &filter.principals);
    let named: Vec<&String> = team.map(|member| &member.principal).chain(filter).chain(question).collect();
    if named.is_empty() {
        return principals.ids().collect();
    }
    named.into_iter().filter_map(|id| principals.lookup(&ObjectId::parse(id))).collect()
}

/// Every principal of the exports, or of the filter. A report of readiness may leave out those who can do nothing.
fn principals(again: &Redecision<'_>, faults: &mut Vec<Fault>) {
    let principals = &again.records.facts.principals;
    let text = |id: &ObjectId| (id.to_string(), id.to_string());
    let said: BTreeMap<String, String> =
        again.report.classes.iter().flat_map(|class| &class.principals).map(|id| text(&ObjectId::parse(id))).collect();
    let mut is = BTreeMap::new();
    for principal in expected(again) {
        let (id, shown) = text(principals.id(principal));
        if again.report.readiness.is_some() && !said.contains_key(&id) {
            again.unanswered(&id, &again.decided(principal), &FxHashMap::default(), faults);
        } else {
            is.insert(id, shown);
        }
    }
    compare("principals", &said, &is, faults);
}

/// A kind of target, and of resources their type.
type WantedKind<'t> = (TargetKind, Option<&'t str>);

/// What stands in for targets that nobody listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StandIns {
    /// Subscriptions, and resource groups where somebody holds a role.
    All,
    /// Subscriptions only: two states are compared so.
    WholeSubscriptions,
}

fn targets(again: &Redecision<'_>, faults: &mut Vec<Fault>) {
    let key = |id: &str, kind: &str| ((id.to_ascii_lowercase(), kind.to_owned()), id.to_owned());
    let said = again.report.targets.iter().map(|target| key(&target.id, &target.kind)).collect();
    let is = wanted_targets(again, StandIns::All).into_iter().map(|(id, kind)| key(&id, kind)).collect();
    compare("targets", &said, &is, faults);
}

/// What the tasks have to be asked of: each target with its kind.
pub(super) fn wanted_targets(again: &Redecision<'_>, stand_ins: StandIns) -> Vec<(String, &'static str)> {
    let wanted = again.asked.iter().map(|asked| (asked.task.target, asked.task.resource_type.as_deref()));
    let wanted: BTreeSet<WantedKind<'_>> = wanted.collect();
    let around = again.report.readiness.as_ref().and_then(|claims| claims.workspace.as_ref());
    let of_kind = |wanted: WantedKind<'_>| match around {
        Some(workspace) => around_workspace(&workspace.id, wanted).into_iter().collect(),
        None => of_exports(again, wanted, stand_ins),
    };
    wanted.into_iter().flat_map(of_kind).collect()
}

fn around_workspace(workspace: &str, (kind, of): WantedKind<'_>) -> Option<(String, &'static str)> {
    let id = match (kind, of) {
        (TargetKind::Tenant, _) => Some("tenant"),
        (TargetKind::Subscription, _) => subscription_of(workspace),
        (TargetKind::ResourceGroup, _) => resource_group_of(workspace),
        (TargetKind::Workspace, _) | (TargetKind::Resource, None) => Some(workspace),
        (TargetKind::Resource, Some(of)) => resource_of(workspace, of),
        (TargetKind::Group, _) => None,
    };
    id.map(|id| (id.to_owned(), kind.name()))
}

/// The targets that the exports name, as far as the filter lets them pass.
fn of_exports(again: &Redecision<'_>, (kind, of): WantedKind<'_>, instead: StandIns) -> Vec<(String, &'static str)> {
    let facts = again.records.facts;
    let filter = again.report.filter.clone().unwrap_or_default();
    let named = |ids: BTreeSet<String>, kind: &'static str| ids.into_iter().map(|id| (id, kind)).collect::<Vec<_>>();
    let asked = filter.scopes.iter().map(|scope| ScopePath::parse(scope).as_str().to_owned());
    let stood_in = |found: BTreeSet<String>, stand_in: &'static str| {
        let mut all = with_stand_ins(again, found, (kind, stand_in));
        let is_group = |id: &str| resource_group_of(id).is_some();
        all.retain(|(id, own)| instead == StandIns::All || *own != stand_in || !is_group(id));
        all
    };
    let mut all = match (kind, of) {
        (TargetKind::Tenant, _) => return vec![("tenant".to_owned(), kind.name())],
        (TargetKind::Subscription, _) => named(known_subscriptions(facts), kind.name()),
        (TargetKind::ResourceGroup, _) => named(enclosing(facts, resource_group_of), kind.name()),
        (TargetKind::Workspace, _) if !filter.workspaces.is_empty() => {
            let workspaces = enclosing(facts, workspace_of);
            named(filter.workspaces.iter().flat_map(|asked| called(&workspaces, asked)).collect(), kind.name())
        }
        (TargetKind::Workspace, _) => stood_in(enclosing(facts, workspace_of), ANY_WORKSPACE),
        (TargetKind::Resource, Some(of)) => {
            let asked = asked.filter(|path| resource_of(path, of) == Some(path)).map(|path| path.to_ascii_lowercase());
            let found = enclosing(facts, |path| resource_of(path, of)).into_iter().chain(asked).collect();
            stood_in(found, ANY_RESOURCE)
        }
        (TargetKind::Resource, None) => {
            let listed = facts.resources.iter().map(|row| facts.scopes.text(row.scope).to_owned());
            named(listed.chain(asked).collect(), kind.name())
        }
        (TargetKind::Group, _) => {
            let records = again.records;
            let holds = |group| !again.standings.own(group).is_empty() || !records.settled_directory(group).is_empty();
            named(groups_asked(facts, holds), kind.name())
        }
    };
    let scopes: Vec<ScopePath> = filter.scopes.iter().map(|scope| ScopePath::parse(scope)).collect();
    let below = |scope: &ScopePath, id: &str| {
        let group = || facts.scopes.lookup(scope.as_str()).filter(|_| scope.kind() == ScopeKind::ManagementGroup);
        contains(scope.as_str(), id) || group().is_some_and(|group| again.reach.contains(group, id))
    };
    all.retain(|(id, _)| scopes.is_empty() || scopes.iter().any(|scope| below(scope, id)));
    all
}

/// What is known of a kind; where nothing is, each subscription stands in. So does a resource group whose resources nobody listed, where
/// somebody holds a role there (R-EVAL-9).
fn with_stand_ins(
    again: &Redecision<'_>,
    found: BTreeSet<String>,
    (kind, stand_in): (TargetKind, &'static str),
) -> Vec<(String, &'static str)> {
    let facts = again.records.facts;
    let known: BTreeSet<String> = found.iter().filter_map(|id| resource_group_of(id)).map(str::to_ascii_lowercase).collect();
    let holders = again.records.rows.keys().copied();
    let given = holders.flat_map(|holder| again.standings.own(holder)).map(|own| own.scope);
    let groups: BTreeSet<String> = given
        .filter(|scope| facts.scopes.kind(*scope) == ScopeKind::ResourceGroup)
        .map(|scope| facts.scopes.text(scope).to_ascii_lowercase())
        .filter(|group| !known.contains(group) && !lists_resources(again, group))
        .collect();
    let is_open = |subscription: &String| stand_in == ANY_WORKSPACE || !lists_resources(again, subscription);
    let instead = if found.is_empty() { known_subscriptions(facts) } else { BTreeSet::new() };
    let instead = instead.into_iter().filter(is_open).chain(groups).map(|id| (id, stand_in));
    found.into_iter().map(|id| (id, kind.name())).chain(instead).collect()
}

/// Whether a list of resources is at hand for a place.
fn lists_resources(again: &Redecision<'_>, place: &str) -> bool {
    let facts = again.records.facts;
    if facts.vouched.contains(&ExportKind::Resources) {
        return true;
    }
    let subscription = subscription_of(place).unwrap_or(place);
    let has_rows = || facts.resources.iter().any(|row| contains(subscription, facts.scopes.text(row.scope)));
    match again.listed.at(ExportKind::Resources, place, again.reach) {
        Some(entry) => entry.state.carries_a_no(),
        None => !again.listed.knows_places(ExportKind::Resources) && has_rows(),
    }
}

/// The subscriptions that the exports tell of. One that only the ids of role definitions name, in rows from above, is none.
pub(super) fn known_subscriptions(facts: &Facts) -> BTreeSet<String> {
    let lower = |scope: ScopeId| facts.scopes.text(scope).to_ascii_lowercase();
    let mut only_named: BTreeSet<String> = facts.listed_at.iter().map(|path| path.to_ascii_lowercase()).collect();
    if !only_named.is_empty() {
        let inside = facts.scopes.ids().filter_map(|scope| {
            let text = facts.scopes.text(scope);
            subscription_of(text).filter(|own| own.len() < text.len()).map(str::to_ascii_lowercase)
        });
        let stated = (facts.subscriptions.iter().map(|row| row.scope))
            .chain(facts.containments.iter().filter(|row| row.direct).map(|row| row.child))
            .chain(facts.delegations.iter().map(|row| row.scope))
            .chain(facts.denies.iter().map(|row| row.scope))
            .chain(facts.schedules.iter().map(|row| row.scope))
            .chain(facts.assignments.iter().map(|row| row.scope));
        for place in inside.chain(stated.map(lower)) {
            only_named.remove(&place);
        }
    }
    let all = enclosing(facts, subscription_of);
    all.into_iter().filter(|path| !only_named.contains(path)).collect()
}

/// The scopes of a kind that some scope of the exports is, or lies in.
fn enclosing(facts: &Facts, of: impl Fn(&str) -> Option<&str>) -> BTreeSet<String> {
    facts.scopes.ids().filter_map(|scope| of(facts.scopes.text(scope))).map(str::to_ascii_lowercase).collect()
}

/// The workspaces that a filter means: one by its id, which need not be in the exports, or those with this name.
fn called(workspaces: &BTreeSet<String>, asked: &str) -> Vec<String> {
    let path = ScopePath::parse(asked).as_str().to_ascii_lowercase();
    let is = |id: &&String| **id == path || id.rsplit('/').next().is_some_and(|name| name.eq_ignore_ascii_case(asked));
    let known: Vec<String> = workspaces.iter().filter(is).cloned().collect();
    if known.is_empty() && workspace_of(&path).is_some() { vec![path] } else { known }
}
