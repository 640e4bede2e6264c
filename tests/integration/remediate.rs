//! Nearest misses: every suggestion for every hole is made to the whole tenant, and the engine is asked again.

#![expect(clippy::indexing_slicing, reason = "outcomes are indexed by their own numbers")]

use rolecall::audit;
use rolecall::audit::{AskedTask, Outcome, OutcomeTarget, TargetFilter, TaskOptions};
use rolecall::catalog::Catalog;
use rolecall::decide::{Delegated, Request, Verdict};
use rolecall::explain::remediate::{Remediation, Remediator, Suggestion};
use rolecall::explain::{Conclusion, Explanation, Question, action_targets, action_task, explain, task_targets};
use rolecall::graph::TenantGraph;
use rolecall::model::{ExportKind, Facts, Guid, Notes, Plane, PrincipalId, TargetKind, TaskPack};
use rolecall::pattern::Wildcards;

use crate::small_tenant::{principal_id, scope_id};
use crate::support::program::rolecall;
use crate::vectors::{EvaluationVector, vectors};

/// Answers every task of some packs for some principals (all, where none is named).
fn outcome(tenant: &TenantGraph, packs: &[TaskPack], (targets, principals): (TargetFilter, Vec<PrincipalId>)) -> Outcome {
    let wildcards = Wildcards::Documented;
    audit::tasks(tenant, packs, &TaskOptions { targets, principals, wildcards, all: true })
}

/// A question, and the changes that are said to make a yes of the answer.
struct Hole {
    principal: PrincipalId,
    asked: AskedTask,
    target: String,
    suggestions: Vec<Suggestion>,
}

/// Every answer but yes, for the first principal of each class, with what is suggested.
fn holes(tenant: &TenantGraph, packs: &[TaskPack], asked: &dyn Fn(PrincipalId) -> bool) -> Vec<Hole> {
    let principals: Vec<PrincipalId> = tenant.facts().principals.ids().filter(|&id| asked(id)).collect();
    let outcome = outcome(tenant, packs, (TargetFilter::default(), principals));
    let near = Remediator::new(tenant, Wildcards::Documented);
    let mut holes = Vec::new();
    for class in &outcome.classes {
        let principal = class.principals[0];
        for result in class.results.iter().filter(|result| result.decision.verdict < Verdict::Allowed) {
            for target in result.targets.iter().map(|&target| &outcome.targets[target]) {
                let asked = outcome.tasks[result.task].clone();
                let suggestions = near.suggest(principal, &asked, target);
                holes.push(Hole { principal, asked, target: target.id.clone(), suggestions });
            }
        }
    }
    holes
}

/// The verdict for a hole once changes are made to all the facts.
fn verdict_after(facts: &Facts, at: i64, hole: &Hole, changes: &[Remediation]) -> Verdict {
    let id = facts.principals.id(hole.principal).clone();
    let facts = changes.iter().fold(facts.clone(), |facts, change| change.apply(&facts));
    let tenant = TenantGraph::build(facts, Catalog::embedded(), at, &mut Notes::default());
    let principal = tenant.facts().principals.lookup(&id).expect("it is still there");
    let pack = TaskPack { id: hole.asked.pack.to_string(), tasks: vec![hole.asked.task.clone()], ..some_pack() };
    let workspaces = if hole.asked.task.target == TargetKind::Workspace { vec![hole.target.clone()] } else { Vec::new() };
    let outcome = outcome(&tenant, &[pack], (TargetFilter { workspaces, ..TargetFilter::default() }, vec![principal]));
    let target = outcome.targets.iter().position(|target| target.id.eq_ignore_ascii_case(&hole.target));
    let target = target.unwrap_or_else(|| panic!("{} is a target no more", hole.target));
    let results = outcome.classes.iter().flat_map(|class| &class.results);
    let one = results.into_iter().find(|result| result.targets.contains(&target)).expect("it was asked");
    one.decision.verdict
}

fn some_pack() -> TaskPack {
    let pack = rolecall::pack::embedded("sentinel-defender-2025-01").expect("it is embedded");
    rolecall::pack::pack(&pack, &Catalog::embedded()).expect("it is sound")
}

/// Makes every suggestion for every hole; how many there were.
pub(crate) fn prove_all(
    facts: &Facts,
    at: i64,
    packs: &[TaskPack],
    asked: &dyn Fn(PrincipalId) -> bool,
) -> Result<usize, String> {
    let tenant = TenantGraph::build(facts.clone(), Catalog::embedded(), at, &mut Notes::default());
    let mut proved = 0;
    for hole in holes(&tenant, packs, asked) {
        let lifts = hole.suggestions.iter().map(|one| one.changes.iter().any(Remediation::lifts_deny));
        assert!(lifts.is_sorted(), "a deny assignment is lifted last: {} at {}", hole.asked.task.id, hole.target);
        for suggestion in &hole.suggestions {
            let verdict = verdict_after(facts, at, &hole, &suggestion.changes);
            if verdict != Verdict::Allowed {
                let view = rolecall::report::SuggestionView::new(&tenant, suggestion);
                let words: Vec<String> = view.changes.iter().map(|change| change.summary.clone()).collect();
                return Err(format!(
                    "{} for {} at {}: {verdict:?} after {}",
                    facts.principals.id(hole.principal),
                    hole.asked.task.id,
                    hole.target,
                    words.join(" + ")
                ));
            }
            proved += 1;
        }
    }
    Ok(proved)
}

fn read(folder: &str) -> Facts {
    let root = format!("{}/{folder}", env!("CARGO_MANIFEST_DIR"));
    let inputs = rolecall::export::load(&[root], &mut std::io::empty()).expect("it is there");
    rolecall::export::facts(&inputs).expect("it is sound").facts
}

fn contoso() -> Facts {
    read("fixtures/contoso")
}

/// 2025-02-01, the day that the story of Contoso is told for.
const THEN: i64 = 1_738_368_000;

fn packs() -> [TaskPack; 2] {
    ["sentinel-defender-2025-01", "sentinel-defender-2026-09"].map(|id| {
        let pack = rolecall::pack::embedded(id).expect("it is embedded");
        rolecall::pack::pack(&pack, &Catalog::embedded()).expect("it is sound")
    })
}

/// Every hole of Contoso.
pub(crate) fn prove_contoso() -> Result<usize, String> {
    prove_all(&contoso(), THEN, &packs()[..1], &|_| true)
}

/// Holes of all kinds; the others are proved where time is no matter.
#[test]
fn explain_suggestions_for_contoso_do_what_they_say() {
    let facts = contoso();
    let some = ["Frank Fischer", "Grace Gomez", "Ivan Ilic"];
    let asked = |id: PrincipalId| {
        let name = facts.principals.facts(id).and_then(|known| known.name.as_deref());
        name.is_some_and(|name| some.contains(&name))
    };
    let proved = prove_all(&facts, THEN, &packs()[..1], &asked).unwrap_or_else(|wrong| panic!("{wrong}"));
    assert!(proved > 30, "only {proved} suggestions");
}

/// Every negative vector of evaluation that asks about an action.
#[test]
fn explain_every_suggestion_for_the_vectors_does_what_it_says() {
    let mut proved = 0;
    for vector in vectors::<EvaluationVector>("evaluation.json") {
        let Some(action) = &vector.ask.action else { continue };
        let plane = if vector.ask.data { Plane::Data } else { Plane::Control };
        let at = vector.now.as_deref().map_or(0, |now| now.parse::<jiff::Timestamp>().expect("a time").as_second());
        let facts = vector.tenant.facts();
        let ask = |facts: Facts| {
            let tenant = TenantGraph::build(facts, Catalog::embedded(), at, &mut Notes::default());
            let targets = action_targets(&tenant, &[scope_id(&vector.ask.at)]);
            let Some(principal) = tenant.facts().principals.lookup(&principal_id(&vector.ask.who)) else { panic!("nobody") };
            let OutcomeTarget::Kind(kind) = targets[0].kind else { panic!("a scope of a kind") };
            let asked = action_task(plane, action, kind);
            let (request, wildcards) = (Request::Any, Wildcards::Documented);
            explain(&tenant, Question { principal, asked, targets, request, wildcards, wants_remedies: true })
        };
        for suggestion in ask(facts.clone()).nearest.into_iter().flat_map(|(_, suggestions)| suggestions) {
            let after = suggestion.changes.iter().fold(facts.clone(), |facts, change| change.apply(&facts));
            assert_eq!(ask(after).conclusion(), Conclusion::Yes, "{}: {:?}", vector.id, suggestion.changes);
            proved += 1;
        }
    }
    assert!(proved > 30, "only {proved} suggestions");
}

/// What may somebody assign, and take away (T-COND-15..20, 22..24).
#[test]
fn explain_delegates_are_answered_exactly() {
    type Row = (&'static str, &'static str, &'static str, Option<&'static str>, Verdict, &'static str);
    // The list of az was made without `--all`, and a `no` needs a whole one (R-EVAL-9).
    let build = |folder| {
        let mut facts = read(folder);
        facts.vouched.push(ExportKind::RoleAssignments);
        TenantGraph::build(facts, Catalog::embedded(), THEN, &mut Notes::default())
    };
    let (from_az, from_azurehound) = (build("fixtures/delegation/az"), build("fixtures/delegation/azurehound"));
    let (user, app) = (Some("User"), Some("ServicePrincipal"));
    let rows: [Row; 18] = [
        ("T-COND-15", "backup-admin", "Backup Reader", user, Verdict::Allowed, "it is on the list"),
        ("T-COND-16", "backup-admin", "Owner", user, Verdict::NotAllowed, "it is not"),
        ("T-COND-15", "backup-admin", "Backup Reader", None, Verdict::Allowed, "nothing asks to whom"),
        ("T-COND-17", "backup-people", "Backup Reader", app, Verdict::NotAllowed, "only to people and groups"),
        ("T-COND-17", "backup-people", "Backup Reader", user, Verdict::Allowed, "to people"),
        ("T-COND-17", "backup-people", "Backup Reader", None, Verdict::Conditional, "to whom is not said"),
        ("T-COND-17", "backup-people", "Owner", None, Verdict::NotAllowed, "to nobody, whoever it is"),
        ("T-COND-18", "no-owners", "Contributor", user, Verdict::Allowed, "anything but the three"),
        ("T-COND-18", "no-owners", "Owner", user, Verdict::NotAllowed, "one of the three"),
        ("T-COND-19", "vault-access", "Key Vault Secrets User", user, Verdict::Allowed, "the role's own condition lists it"),
        ("T-COND-19", "vault-access", "Owner", user, Verdict::NotAllowed, "and not this one"),
        ("T-COND-20", "undashed", "08d4c71a-cc63-4ce4-a9c8-5dd251b4d619", user, Verdict::Allowed, "dashes mean nothing"),
        ("T-COND-20", "undashed", "Reader", user, Verdict::NotAllowed, "another id"),
        ("T-COND-22", "both", "Owner", user, Verdict::Allowed, "one grant without a condition is enough"),
        ("T-COND-23", "hound-owner", "Owner", user, Verdict::Unknown, "the export has no condition column"),
        ("T-COND-24", "plain-owner", "Owner", user, Verdict::Allowed, "az leaves out what is null"),
        ("T-COND-16", "backup-admin", "-Owner", user, Verdict::NotAllowed, "deleting is narrowed as well"),
        ("T-COND-15", "backup-admin", "-Backup Reader", user, Verdict::Allowed, "and lets the same roles go"),
    ];
    for (id, who, role, to_type, expected, why) in rows {
        let tenant = if who == "hound-owner" { &from_azurehound } else { &from_az };
        let explanation = delegate(tenant, who, role, to_type);
        let verdict = explanation.outcome.classes[0].results[0].decision.verdict;
        assert_eq!(verdict, expected, "{id}: {who} assigns {role} to {to_type:?}: {why}");
        for suggestion in explanation.nearest.iter().flat_map(|(_, suggestions)| suggestions) {
            let facts = suggestion.changes.iter().fold(tenant.facts().clone(), |facts, change| change.apply(&facts));
            let after = TenantGraph::build(facts, Catalog::embedded(), THEN, &mut Notes::default());
            let answer = delegate(&after, who, role, to_type).conclusion();
            assert_eq!(answer, Conclusion::Yes, "{id}: {who} assigns {role}: {:?}", suggestion.changes);
        }
    }
}

/// May somebody assign a role (`-`: delete an assignment of it)?
fn delegate(tenant: &TenantGraph, who: &str, role: &str, principal_type: Option<&'static str>) -> Explanation {
    let principals = &tenant.facts().principals;
    let is_called = |id: &PrincipalId| principals.facts(*id).is_some_and(|facts| facts.name.as_deref() == Some(who));
    let principal = principals.ids().find(is_called).expect("somebody is called that");
    let (name, removes) = role.strip_prefix('-').map_or((role, false), |name| (name, true));
    let role = Guid::parse(name).or_else(|| Catalog::embedded().role_by_name(name)?.id.guid()).expect("a role");
    let about = Delegated { role, principal_type, principal: None };
    let (request, verb) = if removes { (Request::Remove(about), "delete") } else { (Request::Assign(about), "write") };
    let asked =
        action_task(Plane::Control, &format!("Microsoft.Authorization/roleAssignments/{verb}"), TargetKind::Subscription);
    let (targets, wildcards) = (action_targets(tenant, &[]), Wildcards::Documented);
    explain(tenant, Question { principal, asked, targets, request, wildcards, wants_remedies: true })
}

/// What is suggested first, and why.
#[test]
fn explain_the_least_comes_first() {
    let tenant = TenantGraph::build(contoso(), Catalog::embedded(), THEN, &mut Notes::default());
    let pack = some_pack();
    let near = Remediator::new(&tenant, Wildcards::Documented);
    let rows = [
        ("Grace Gomez", "connect-workspace", &["activate-role"][..], "she is eligible for Owner"),
        ("Ken Kato", "onboard-sentinel", &["activate-directory-role"], "he is eligible for Global Administrator"),
        ("Frank Fischer", "connect-workspace", &["widen-assignment"], "he has the role, one scope too low"),
        ("Lena Lopez", "onboard-sentinel", &["assign-directory-role"], "she has the role for a part of the directory"),
        ("Erin Egan", "connect-workspace", &["assign-role", "assign-role"], "two roles are less than Owner"),
        ("Niaj Nasser", "connect-workspace", &["assign-role"], "a Contributor lacks but one of them"),
        ("Heidi Holm", "act-on-incidents", &["assign-role"], "the documented role before a group that has more"),
        ("(nobody)", "view-sentinel", &[], "somebody who was deleted is helped by nothing"),
    ];
    for (who, task, expected, why) in rows {
        let facts = tenant.facts();
        let called = |id: &PrincipalId| facts.principals.facts(*id).and_then(|known| known.name.as_deref()) == Some(who);
        let deleted = |id: &PrincipalId| who == "(nobody)" && tenant.is_orphan(*id);
        let principal = facts.principals.ids().find(|id| called(id) || deleted(id)).expect("somebody");
        let task = pack.tasks.iter().find(|own| own.id == task).expect("a task").clone();
        let targets =
            task_targets(&tenant, &task, &TargetFilter { workspaces: vec!["soc".to_owned()], ..TargetFilter::default() });
        let asked = AskedTask { pack: pack.id.as_str().into(), task };
        let suggestions = near.suggest(principal, &asked, &targets[0]);
        let first = suggestions.first().map(|one| one.changes.iter().map(Remediation::kind).collect::<Vec<_>>());
        assert_eq!(first.unwrap_or_default(), expected, "{who}: {why}");
    }
}

/// What `explain` proves, `verify` replays: tasks, actions, and what a delegate may assign.
#[test]
fn explain_what_explain_proves_verify_replays() {
    let soc = "/subscriptions/3b8e1c70-52a4-4d1f-8c35-90f1d2a6b401";
    let rows: [(&str, &[&str], &str, &str); 4] = [
        ("fixtures/contoso", &["Bob Brandt", "connect-workspace"], "soc", "a task, by two ways"),
        ("fixtures/contoso", &["Grace Gomez", "Microsoft.Support/*", "--scope", soc], "", "a pattern, eligible"),
        ("fixtures/delegation/az", &["backup-admin", "--assign", "Backup Reader", "--to-type", "User"], "", "a delegate"),
        ("fixtures/delegation/az", &["no-owners", "--remove", "Contributor"], "", "a delegate who takes away"),
    ];
    for (number, (exports, question, workspace, why)) in rows.into_iter().enumerate() {
        let mut args = vec!["explain"];
        args.extend(question);
        args.extend([exports, "--at", "2025-02-01", "--format", "json"]);
        args.extend((!workspace.is_empty()).then_some(["--workspace", workspace]).into_iter().flatten());
        let report = rolecall(&args, b"").stdout;
        let path = std::env::temp_dir().join(format!("rolecall-explain-{}-{number}.json", std::process::id()));
        std::fs::write(&path, report).expect("the report is written");
        let replay = rolecall(&["verify", path.to_str().expect("a path of plain letters"), exports], b"");
        std::fs::remove_file(&path).expect("the report goes away again");
        let said = String::from_utf8(replay.stdout).expect("text");
        assert_eq!(replay.status.code(), Some(0), "{why}: {said}");
        assert!(said.contains("1 proof replayed, 1 answer decided again: all hold"), "{why}: {said}");
    }
}
