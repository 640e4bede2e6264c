//! Exports as people really have them: files left out, pages lost, filters, the wrong API. An answer on what is left is never the
//! opposite of the answer on all of it (R-EVAL-9).

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use rolecall::catalog::Catalog;
use rolecall::decide::Verdict;
use rolecall::export;
use rolecall::export::Input;
use rolecall::graph::{CoverageId, TenantGraph};
use rolecall::model::{CoverageState, ExportKind, Facts, Notes, ObjectId, PrincipalKind, TaskPack};
use rolecall::pattern::Wildcards;
use rolecall::source::Source;
use serde_json::{Value, json};

use super::world::{self, PEOPLE, SCOPES, USERS, World, person};
use super::{AT, answer, exports, questions};
use crate::support::numbers::tenants;
use rolecall::audit;
use rolecall::audit::{Outcome, TargetFilter, TaskOptions};

/// The user that is a service principal here: a member list of v1.0 leaves it out (R-FMT-25).
const PIPELINE: usize = USERS - 1;

/// What happened to the exports on their way. Files are named by their number, of those that there are.
#[derive(Debug, Clone)]
pub(super) enum Cut {
    /// A file is not there.
    LeftOut(usize),
    /// A list ends after so many rows, with a link to a page that is not at hand.
    PageLost(usize, usize),
    /// The call failed.
    Failed(usize),
    /// The file ends in the middle: so many percent of it are there.
    Torn(usize, usize),
    /// Role assignments of one principal only.
    OnePrincipal,
    /// Role assignments in one resource group only.
    OneResourceGroup,
    /// `az role assignment list` without `--all`, for the first subscription.
    WithoutAll,
    /// Members by v1.0.
    MembersByV1,
    /// A group that hides its members.
    Hidden(usize),
    /// A directory list that was filtered.
    UsersFiltered(usize),
}

pub(super) fn cut() -> impl Strategy<Value = Cut> {
    prop_oneof![
        6 => any::<usize>().prop_map(Cut::LeftOut),
        4 => (any::<usize>(), 0..3_usize).prop_map(|(file, rows)| Cut::PageLost(file, rows)),
        2 => any::<usize>().prop_map(Cut::Failed),
        2 => (any::<usize>(), 1..100_usize).prop_map(|(file, part)| Cut::Torn(file, part)),
        2 => Just(Cut::OnePrincipal),
        2 => Just(Cut::OneResourceGroup),
        2 => Just(Cut::WithoutAll),
        2 => Just(Cut::MembersByV1),
        2 => (USERS..PEOPLE).prop_map(Cut::Hidden),
        2 => (0..USERS).prop_map(Cut::UsersFiltered),
    ]
}

pub(super) type Files = Vec<(String, String)>;

/// The exports of a world of which nothing is missing, but without a manifest: what proves nothing can be cut.
pub(super) fn whole(world: &World) -> Files {
    let mut files = exports::exports(world);
    files.retain(|(name, _)| *name != "manifest.json");
    files.into_iter().map(|(name, text)| (name.to_owned(), with_pipeline(name, &text))).collect()
}

/// Makes a service principal of a user, wherever it is named.
fn with_pipeline(name: &str, text: &str) -> String {
    let id = person(PIPELINE);
    match name {
        "users.json" => edit(text, |document| rows(document).retain(|row| !is(row, &id))),
        "servicePrincipals.json" => edit(text, |document| {
            rows(document)
                .push(json!({"id": id, "displayName": "pipeline", "appId": person(70), "servicePrincipalType": "Application"}));
        }),
        "groups.json" => edit(text, |document| {
            document["@odata.context"] = json!("https://graph.microsoft.com/beta/$metadata#groups");
            let members = rows(document).iter_mut().filter_map(|group| group.get_mut("members")?.as_array_mut());
            let pipelines = members.flatten().filter(|member| is(member, &id));
            pipelines.for_each(|member| member["@odata.type"] = json!("#microsoft.graph.servicePrincipal"));
        }),
        _ => edit(text, |document| {
            for row in rows(document) {
                let properties = if row.get("properties").is_some() { &mut row["properties"] } else { row };
                if properties["principalId"] == json!(id) && properties.get("principalType").is_some() {
                    properties["principalType"] = json!("ServicePrincipal");
                }
            }
        }),
    }
}

fn is(row: &Value, id: &str) -> bool {
    row["id"].as_str().is_some_and(|own| own.eq_ignore_ascii_case(id))
}

/// Edits every document of a file.
fn edit(text: &str, change: impl FnMut(&mut Value)) -> String {
    let documents: Result<Vec<Value>, _> = serde_json::Deserializer::from_str(text).into_iter().collect();
    // What is torn already stays so.
    let Ok(mut documents) = documents else { return text.to_owned() };
    documents.iter_mut().filter(|document| document.get("error").is_none()).for_each(change);
    documents.iter().map(Value::to_string).collect::<Vec<_>>().join("\n")
}

/// The rows of a page, or of a bare list.
fn rows(document: &mut Value) -> &mut Vec<Value> {
    let rows = if document.is_array() { document } else { &mut document["value"] };
    rows.as_array_mut().expect("rows")
}

/// What is left of the exports.
pub(super) fn apply(cut: &Cut, files: &mut Files) {
    let count = files.len();
    let at = |number: usize| number % count;
    match cut {
        Cut::LeftOut(file) => drop(files.remove(at(*file))),
        Cut::PageLost(file, kept) => {
            let (name, text) = &mut files[at(*file)];
            *text = edit(text, |document| lose_page(name, document, *kept));
        }
        Cut::Failed(file) => {
            let file = at(*file);
            files[file].1 = json!({"error": {"code": "AuthorizationFailed", "message": "no"}}).to_string();
        }
        Cut::Torn(file, percent) => {
            let text = &mut files[at(*file)].1;
            let end = (0..=text.len() * percent / 100).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(0);
            text.truncate(end.max(1));
        }
        Cut::OnePrincipal => assignments(files, |list| {
            let most = (0..PEOPLE)
                .map(person)
                .max_by_key(|id| list.iter().filter(|row| row["properties"]["principalId"] == **id).count());
            list.retain(|row| Some(&row["properties"]["principalId"]) == most.clone().map(Value::from).as_ref());
        }),
        Cut::OneResourceGroup => {
            assignments(files, |list| list.retain(|row| scope(row).starts_with(&SCOPES[5].to_lowercase())));
        }
        Cut::WithoutAll => without_all(files),
        Cut::MembersByV1 => by_v1(files),
        Cut::Hidden(group) => in_groups(files, |document| {
            for group in rows(document).iter_mut().filter(|row| is(row, &person(*group))) {
                group["visibility"] = json!("HiddenMembership");
                group["members"] = json!([]);
            }
        }),
        Cut::UsersFiltered(user) => {
            let users = files.iter_mut().filter(|(name, _)| name == "users.json");
            users.for_each(|(_, text)| *text = edit(text, |document| rows(document).retain(|row| !is(row, &person(*user)))));
        }
    }
}

/// Takes the members out of the groups, into lists of their own as v1.0 prints them: without service principals.
fn by_v1(files: &mut Files) {
    let Some((_, text)) = files.iter_mut().find(|(name, _)| name == "groups.json") else { return };
    let Ok(mut document) = serde_json::from_str::<Value>(text) else { return };
    let Some(groups) = document.get_mut("value").and_then(Value::as_array_mut) else { return };
    let mut lists = Vec::new();
    for group in groups {
        let Some(Value::Array(mut members)) = group.as_object_mut().and_then(|group| group.remove("members")) else { continue };
        members.retain(|member| !is(member, &person(PIPELINE)));
        let context = "https://graph.microsoft.com/v1.0/$metadata#directoryObjects";
        let name = format!("{}.json", group["id"].as_str().unwrap_or_default());
        lists.push((name, json!({"@odata.context": context, "value": members}).to_string()));
    }
    *text = document.to_string();
    files.extend(lists);
}

/// What az prints of the first subscription without `--all`: the rows at the subscription itself, flat.
fn without_all(files: &mut Files) {
    assignments(files, |list| list.retain(|row| scope(row) == SCOPES[4]));
    let Some((_, text)) = files.iter_mut().find(|(name, _)| name == "assignments.json") else { return };
    let Ok(document) = serde_json::from_str::<Value>(text) else { return };
    let Some(list) =
        document.get("value").and_then(Value::as_array).filter(|list| list.iter().all(|row| scope(row) == SCOPES[4]))
    else {
        return;
    };
    let flat = list.iter().map(|row| {
        let mut flat = row["properties"].clone();
        for key in ["id", "name", "type"] {
            flat[key] = row[key].clone();
        }
        flat["principalName"] = json!("somebody");
        flat["roleDefinitionName"] = json!("A role");
        flat
    });
    *text = flat.collect::<Value>().to_string();
}

fn lose_page(name: &str, document: &mut Value, kept: usize) {
    // A bare list has no pages.
    if document.is_array() {
        return;
    }
    let Some(rows) = document.get_mut("value").and_then(Value::as_array_mut) else { return };
    rows.truncate(kept);
    let link = if document.get("@odata.context").is_some() { "@odata.nextLink" } else { "nextLink" };
    document[link] = json!(format!("https://example/{name}?page=2"));
}

fn in_groups(files: &mut Files, change: impl Fn(&mut Value)) {
    for (_, text) in files.iter_mut().filter(|(name, _)| name == "groups.json") {
        *text = edit(text, &change);
    }
}

/// Cuts the list of role assignments. One or two rows that are left look like a list of a small tenant: there is no sign to see.
fn assignments(files: &mut Files, change: impl Fn(&mut Vec<Value>)) {
    let Some((_, text)) = files.iter_mut().find(|(name, _)| name == "assignments.json") else { return };
    let Ok(mut document) = serde_json::from_str::<Value>(text) else { return };
    let Some(list) = document.get_mut("value").and_then(Value::as_array_mut) else { return };
    change(list);
    if list.len() > 2 {
        *text = document.to_string();
    }
}

fn scope(row: &Value) -> String {
    row["properties"]["scope"].as_str().unwrap_or_default().to_lowercase()
}

fn read(files: &Files) -> Facts {
    let input = |(name, text): &(String, String)| Input::new(Source::new(name.as_str(), text.clone())).found_in(".");
    export::facts(&files.iter().map(input).collect::<Vec<_>>()).expect("what is cut is a warning").facts
}

fn decide(facts: Facts, pack: &TaskPack) -> (TenantGraph, Outcome) {
    let tenant = TenantGraph::build(facts, Catalog::embedded(), AT, &mut Notes::default());
    let options =
        TaskOptions { targets: TargetFilter::default(), principals: Vec::new(), wildcards: Wildcards::Documented, all: true };
    let outcome = audit::tasks(&tenant, std::slice::from_ref(pack), &options);
    (tenant, outcome)
}

/// A world of which everything was exported. Nothing is over: a list of active assignments holds none that are.
pub(super) fn exported_whole(world: &World) -> World {
    let mut whole = World {
        listed: [true; 4],
        users_exported: true,
        orphan: false,
        assignments_partial: false,
        directory_partial: false,
        ..world.clone()
    };
    whole.grants.iter_mut().for_each(|grant| grant.over = false);
    // Entra gives no role to a group that is not made for it.
    whole.assignable = whole.assignable.map(|assignable| assignable.filter(|&assignable| assignable));
    // A second list of the same places looks like a list of a small tenant, or like the last page of the first one.
    whole.inherited = None;
    whole
}

/// What the cut exports show, where an answer says that it does not rest on it.
#[derive(Clone, Copy)]
struct Shown {
    denies: bool,
    eligibility: bool,
}

/// Whether an answer on cut exports contradicts that on the whole ones.
fn contradicts(cut: Verdict, whole: Verdict, shown: Shown) -> bool {
    match cut {
        // What is not asked is no answer.
        Verdict::Unknown | Verdict::NotAsked => false,
        // A no is about now where nobody knows who is eligible.
        Verdict::NotAllowed | Verdict::Blocked if !shown.eligibility => whole == Verdict::Allowed,
        // Both are a no.
        Verdict::NotAllowed => !matches!(whole, Verdict::NotAllowed | Verdict::Blocked),
        Verdict::Blocked => matches!(whole, Verdict::Allowed | Verdict::Eligible | Verdict::Conditional),
        // At least that: what is lost may give more. It may be blocked where deny assignments were not shown.
        Verdict::Conditional | Verdict::Eligible | Verdict::Allowed => match whole {
            Verdict::Blocked | Verdict::Unknown => shown.denies && whole == Verdict::Blocked,
            Verdict::NotAllowed | Verdict::NotAsked => true,
            Verdict::Conditional | Verdict::Eligible | Verdict::Allowed => cut > whole,
        },
    }
}

/// Whether the deny assignments at a scope were shown; if not, an allowed answer says so.
fn shows_denies(tenant: &TenantGraph, scope: &str) -> bool {
    let entry = tenant.coverage().at(tenant.facts(), ExportKind::DenyAssignments, scope);
    entry.and_then(|id| tenant.coverage().get(id)).is_some_and(|entry| entry.state.carries_a_no())
}

/// A group of which nothing says that it is one is answered for like anybody: a group signs in nowhere.
fn is_nameless_group(tenant: &TenantGraph, who: usize) -> bool {
    let principals = &tenant.facts().principals;
    let kind = principals.lookup(&ObjectId::parse(&person(who))).map(|who| principals.kind(who));
    who >= USERS && kind == Some(PrincipalKind::Unknown)
}

/// A no without a whole list behind it, one that is proved or one that the answer assumes to be whole.
fn unproved(tenant: &TenantGraph, outcome: &Outcome) -> Result<(), TestCaseError> {
    let coverage = tenant.coverage();
    let noes = outcome.classes.iter().flat_map(|class| &class.results);
    for no in noes.filter(|result| result.decision.verdict == Verdict::NotAllowed) {
        let assumed = outcome.assumptions.of(coverage, no.answer());
        let is_behind = |id: CoverageId| coverage.state(id) == CoverageState::Proved || assumed.contains(&id);
        let entra = coverage.of_tenant(ExportKind::DirectoryRoleAssignments);
        for target in no.targets.iter().map(|&target| &outcome.targets[target].id) {
            let azure = coverage.at(tenant.facts(), ExportKind::RoleAssignments, target);
            let proved = azure.into_iter().chain(entra).any(is_behind);
            let task = &outcome.tasks[no.task].task.id;
            prop_assert!(proved, "nothing proves that {task} is not allowed on {target}");
        }
    }
    Ok(())
}

fn check(world: &World, cuts: &[Cut], pack: &TaskPack) -> Result<(), TestCaseError> {
    let world = exported_whole(world);
    let files = whole(&world);
    let mut left = files.clone();
    for cut in cuts {
        apply(cut, &mut left);
    }
    let mut facts = read(&files);
    facts.vouched.extend([ExportKind::RoleAssignments, ExportKind::DenyAssignments, ExportKind::RoleEligibility]);
    let (whole, cut) = (decide(facts, pack), decide(read(&left), pack));
    unproved(&cut.0, &cut.1)?;
    let is_left = |name: &str| files.iter().find(|(own, _)| own == name).is_some_and(|file| left.contains(file));
    let eligibility = ["eligible.json", "memberships.json", "directory.json"].into_iter().all(is_left);
    for (who, task, at, target) in questions(pack) {
        if is_nameless_group(&cut.0, who) {
            continue;
        }
        let of = |(tenant, outcome): &(TenantGraph, Outcome)| answer(tenant, outcome, (who, task, target));
        let (Some((all, _)), Some((part, _))) = (of(&whole), of(&cut)) else { continue };
        let denies = at.is_none_or(|at| shows_denies(&cut.0, SCOPES[at]));
        if contradicts(part, all, Shown { denies, eligibility }) {
            let left: Vec<String> = left.iter().map(|(name, text)| format!("--- {name}\n{text}")).collect();
            return Err(TestCaseError::fail(format!(
                "{} for task-{task} on {target}: {part:?} on cut exports, {all:?} on the whole ones, cut by {cuts:?}\n{}",
                person(who),
                left.join("\n")
            )));
        }
    }
    Ok(())
}

/// Cut tenants, the same ones at every run.
fn for_cut_tenants(seed: u8, cases: u32) {
    let pack = world::pack();
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 2048, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]));
    let cuts = prop::collection::vec(cut(), 1..4);
    let run = runner.run(&(world::world(), cuts), |(world, cuts)| check(&world, &cuts, &pack));
    if let Err(TestError::Fail(reason, (world, _))) = run {
        panic!("{reason}\n{world:#?}");
    }
}

/// Half of the tenants: the halves run side by side.
#[test]
fn decide_cut_exports_never_say_the_opposite() {
    for_cut_tenants(12, tenants() / 2);
}

/// The other half.
#[test]
fn decide_cut_exports_never_say_the_opposite_again() {
    for_cut_tenants(13, tenants() / 2);
}
