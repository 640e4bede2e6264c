//! Readiness: every `fixtures/readiness/*/scenario.json` says which exports are given (`parts/`, and its own `exports/`), what is asked,
//! and what has to come of it; every report has to pass the checker of `verify`.

use std::collections::BTreeMap;
use std::path::Path;

use libtest_mimic::Trial;
use rolecall::audit::workspaces;
use rolecall::catalog::Catalog;
use rolecall::export::InputSummary;
use rolecall::graph::TenantGraph;
use rolecall::model::{ExportKind, Facts, Notes, TaskPack};
use rolecall::pack::team;
use rolecall::pattern::Wildcards;
use rolecall::readiness;
use rolecall::readiness::{Connected, Readiness, ReadinessOptions, ReadinessOutcome, Team};
use rolecall::report::{Format, Look, ReadinessReport, TextParts, Writable as _};
use rolecall::source::Source;
use rolecall::verify;
use rolecall::{export, pack};
use serde::Deserialize;

/// 2026-03-01.
const AT: i64 = 1_772_323_200;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenario {
    why: String,
    parts: Vec<String>,
    ask: Ask,
    readiness: String,
    prerequisites: BTreeMap<String, String>,
    tasks: BTreeMap<String, Option<String>>,
    says: Vec<String>,
}

/// What is asked, where it is more than whether `soc` is ready for the default pack.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Ask {
    workspace: String,
    packs: Vec<String>,
    principals: Vec<String>,
    team: Option<String>,
    connected: Option<Vec<String>>,
    complete: Vec<String>,
    max_age_days: Option<i64>,
}

impl Default for Ask {
    fn default() -> Self {
        Self {
            workspace: "soc".to_owned(),
            packs: vec!["sentinel-defender-2025-01".to_owned()],
            principals: Vec::new(),
            team: None,
            connected: None,
            complete: Vec::new(),
            max_age_days: None,
        }
    }
}

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/readiness");

pub(crate) fn trials() -> Vec<Trial> {
    crate::each("readiness/*/scenario.json", |_| "readiness".to_owned(), run)
}

/// The exports of a scenario.
fn facts(folder: &Path, scenario: &Scenario) -> (Facts, Vec<InputSummary>) {
    let parts = scenario.parts.iter().map(|part| format!("{FIXTURES}/parts/{part}.json"));
    let own = folder.join("exports");
    let paths: Vec<String> = parts.chain(own.is_dir().then(|| own.display().to_string())).collect();
    let inputs = export::load(&paths, &mut std::io::empty()).expect("exports");
    let loaded = export::facts(&inputs).expect("exports that can be read");
    (loaded.facts, loaded.inputs)
}

/// A pack of the program by its id, or one beside the scenarios by the name of its file.
fn pack_called(name: &str) -> TaskPack {
    let source = if Path::new(name).extension().is_some_and(|kind| kind == "yaml") {
        Source::read(Path::new(&format!("{FIXTURES}/{name}"))).expect("a pack")
    } else {
        pack::embedded(name).expect("a pack")
    };
    pack::pack(&source, &Catalog::embedded()).expect("a sound pack")
}

fn options(tenant: &TenantGraph, packs: &[TaskPack], ask: &Ask) -> ReadinessOptions {
    let principals = &tenant.facts().principals;
    let the = |name: &String| workspaces(tenant, name).remove(0);
    let team = match (&ask.team, ask.principals.as_slice()) {
        (Some(file), _) => {
            let tasks = packs.iter().flat_map(|pack| &pack.tasks);
            let ids: Vec<&str> =
                tasks.flat_map(|task| std::iter::once(task.id.as_str()).chain(task.formerly.as_deref())).collect();
            let source = Source::read(Path::new(&format!("{FIXTURES}/{file}"))).expect("a team file");
            Team::Mapped(team::team(&source, principals, &ids).expect("a sound team file"))
        }
        (None, []) => Team::Everyone,
        (None, named) => Team::Named(named.iter().flat_map(|name| principals.named(name)).collect()),
    };
    let connected = match ask.connected.as_deref() {
        None => Connected::Unsaid,
        Some([]) => Connected::None,
        Some(names) => Connected::These(names.iter().map(|name| the(name).id).collect()),
    };
    let max_age = ask.max_age_days.map(|days| days * 86_400);
    ReadinessOptions { workspace: the(&ask.workspace), team, connected, max_age, now: None, wildcards: Wildcards::Documented }
}

fn run(path: &Path) {
    let scenario = std::fs::read_to_string(path).expect("a scenario");
    let scenario: Scenario = serde_json::from_str(&scenario).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let folder = path.parent().expect("a folder");
    let name = format!("{}: {}", folder.display(), scenario.why);
    let (mut facts, inputs) = facts(folder, &scenario);
    facts.vouched = scenario.ask.complete.iter().map(|kind| ExportKind::parse(kind).expect("a kind")).collect();
    let plain = facts.clone();
    let tenant = TenantGraph::build(facts, Catalog::embedded(), AT, &mut Notes::default());
    let packs: Vec<TaskPack> = scenario.ask.packs.iter().map(|id| pack_called(id)).collect();
    let outcome = readiness::readiness(&tenant, &packs, options(&tenant, &packs, &scenario.ask));
    answers(&outcome, &scenario, &name);
    let parts = TextParts { why: true, matrix: true };
    let report = ReadinessReport::new(&outcome, &tenant, &inputs, &[]).with_parts(parts);
    let written = |format| {
        let mut text = Vec::new();
        report.write(format, &Look::default(), &mut text).expect("memory takes everything");
        String::from_utf8(text).expect("text")
    };
    let flat = written(Format::Text).split_whitespace().collect::<Vec<_>>().join(" ");
    for fragment in &scenario.says {
        assert!(flat.contains(fragment), "{name}: says nothing of `{fragment}`\n{flat}");
    }
    let json = Source::new("report.json", written(Format::Json));
    let sources = verify::ReplaySources { facts: &plain, catalog: &Catalog::embedded(), packs: &packs, at: AT };
    let replay = verify::replay(&verify::Report::read(&json).expect("a report"), sources);
    assert_eq!(replay.faults, [], "{name}");
}

/// Holds what came out against what a scenario says.
fn answers(outcome: &ReadinessOutcome, scenario: &Scenario, name: &str) {
    assert_eq!(outcome.readiness().name(), scenario.readiness, "{name}");
    let prerequisites = || outcome.packs.iter().flat_map(|pack| &pack.prerequisites);
    for (id, status) in &scenario.prerequisites {
        let found = prerequisites().find(|found| found.prerequisite.id == *id).expect("a prerequisite");
        assert_eq!(found.status.name(), status, "{name}: {id}");
    }
    let tasks = || outcome.packs.iter().flat_map(|pack| &pack.tasks);
    for (id, readiness) in &scenario.tasks {
        let is = |found: usize| outcome.outcome.tasks.get(found).is_some_and(|asked| asked.task.id == *id);
        let found = tasks().find(|found| is(found.task)).expect("a task");
        assert_eq!(found.readiness.map(Readiness::name), readiness.as_deref(), "{name}: {id}");
    }
}
