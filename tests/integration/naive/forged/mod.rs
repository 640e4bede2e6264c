//! Forged reports of every kind, on random tenants, whole ones and cut ones: every untouched report passes `verify`, no forged one does.

mod answers;
mod beside;

use std::cell::RefCell;
use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use rolecall::audit::{TargetFilter, TaskOptions};
use rolecall::catalog::Catalog;
use rolecall::explain::{AskedScopes, PatternReading};
use rolecall::export::{Input, InputSummary, Loaded};
use rolecall::graph::TenantGraph;
use rolecall::model::{Facts, Notes, ObjectId, Plane, TaskPack};
use rolecall::pattern::Wildcards;
use rolecall::report::{DirectReport, Format, Look, WhatCanReport, WhereCanReport, WhoCanReport, Writable};
use rolecall::resolve::{Asked, asked};
use rolecall::source::Source;
use rolecall::verify::{ReplaySources, Report};
use rolecall::what_can::{WhatCanQuestion, what_can};
use rolecall::who_can::{WhoCanQuestion, direct, where_can, who_can};
use rolecall::{
    Answer as _, AuditOptions, ExplainOptions, NamedText, ReadinessCheck, Tenant, TenantOptions, export, pack, verify,
};
use serde_json::Value;

use super::cut::{Cut, apply, cut, exported_whole, whole};
use super::world::{PEOPLE, SCOPES, USERS, WORKSPACE, World, person, world};
use crate::laws::shipped;
use crate::support::numbers::number_of;
use crate::support::random::Random;

/// Tenants, each with reports of every command that `verify` reads. `ROLECALL_FORGERIES` asks for more.
const FORGED_TENANTS: u32 = 8;
/// Of each report so many forgeries are tried, drawn at random.
const OF_REPORT: usize = 6;
/// The instant that is answered for.
const DAY: &str = "2026-05-29";
/// The same in seconds since 1970.
const AT: i64 = 1_780_012_800;

/// Forges a report in one way; `false` where it has nothing of that kind.
type Forgery = fn(&mut Random, &mut Value) -> bool;

/// A tenant: its exports, and what verify reads of them.
struct Exported {
    texts: Vec<NamedText>,
    facts: Facts,
    inputs: Vec<InputSummary>,
    packs: Vec<TaskPack>,
}

impl Exported {
    /// `None` where a cut leaves something that is no export.
    fn new(world: &World, cuts: &[Cut]) -> Option<Self> {
        let mut files = whole(world);
        for cut in cuts {
            apply(cut, &mut files);
        }
        let input = |(name, text): &(String, String)| Input::new(Source::new(name.as_str(), text.clone()));
        let inputs: Vec<Input> = files.iter().map(input).collect();
        let Loaded { facts, inputs, .. } = export::facts(&inputs).ok()?;
        let packs = pack::directory::in_tenant(shipped().to_vec(), &facts, &Catalog::embedded());
        Some(Self { texts: files.into_iter().map(|(name, text)| NamedText::new(name, text)).collect(), facts, inputs, packs })
    }

    /// A report of every command, and of some of their options.
    fn reports(&self, random: &mut Random) -> Vec<(&'static str, Value)> {
        let options = TenantOptions::at(DAY).expect("a day");
        let tenant = Tenant::from_exports(&self.texts, &options).expect("they were read before");
        let json = |text: String| -> Value { serde_json::from_str(&text).expect("JSON") };
        let all = AuditOptions { all: true, ..AuditOptions::default() };
        let one =
            AuditOptions { principals: vec![person(random.below(PEOPLE))], all: random.percent(50), ..AuditOptions::default() };
        let place = AuditOptions { scopes: vec![SCOPES[4].to_owned()], strict_wildcards: true, ..AuditOptions::default() };
        let audits =
            [("audit", AuditOptions::default()), ("audit --all", all), ("audit --principal", one), ("audit --scope", place)];
        let mut reports: Vec<(&str, Value)> = Vec::new();
        for (command, options) in audits {
            reports.extend(tenant.audit(&options).ok().map(|answer| (command, json(answer.to_json()))));
        }
        let who = person(random.below(USERS));
        let what = *random.one(&[
            "connect-workspace",
            "onboard-sentinel",
            "Microsoft.Support/tickets/write",
            "Microsoft.SecurityInsights/*/read",
        ]);
        let explained = tenant.explain(&who, what, &ExplainOptions::default());
        reports.extend(explained.ok().map(|answer| ("explain", json(answer.to_json()))));
        let principals = if random.percent(50) { vec![who] } else { Vec::new() };
        let ready = tenant.readiness(SCOPES[WORKSPACE], &ReadinessCheck { principals, ..ReadinessCheck::default() });
        reports.extend(ready.ok().map(|answer| ("readiness", json(answer.to_json()))));
        reports.extend(self.found(random));
        reports
    }

    /// Reports of one question about everybody, about one principal everywhere, and of all that one principal holds.
    fn found(&self, random: &mut Random) -> Vec<(&'static str, Value)> {
        let tenant = TenantGraph::build(self.facts.clone(), Catalog::embedded(), AT, &mut Notes::default());
        let one = tenant.facts().principals.lookup(&ObjectId::parse(&person(random.below(USERS))));
        let (what, reach) =
            (*random.one(&QUESTIONS), *random.one(&[AskedScopes::At, AskedScopes::Below, AskedScopes::Anywhere]));
        let (filter, wildcards, all) = (TargetFilter::default(), Wildcards::Documented, random.percent(50));
        let question = |reach| {
            let asked = asked(
                &tenant,
                &self.packs,
                Asked { what, reading: PatternReading::All(Plane::Control), filter: &filter, reach },
            );
            let (asked, targets) = asked.ok()?;
            Some(WhoCanQuestion { asked, targets, reach, principals: Vec::new(), wildcards, all })
        };
        let mut reports = Vec::new();
        if let Some(question) = question(reach) {
            let found = who_can(&tenant, question);
            let report = WhoCanReport::new(&found, &tenant, &self.inputs, &[]);
            reports.push(("who-can", json(&report)));
            reports.push(("who-can --direct", json(&DirectReport::new(report, &direct(&tenant, &found)))));
        }
        if let Some((principal, question)) = one.zip(question(AskedScopes::Anywhere)) {
            let found = where_can(&tenant, principal, question);
            reports.push(("where-can", json(&WhereCanReport::new(&found, &tenant, &self.inputs, &[]))));
        }
        if let Some(principal) = one {
            let options = TaskOptions { targets: filter.clone(), principals: vec![principal], wildcards, all };
            let question = WhatCanQuestion { principal, scopes: &[], packs: &self.packs };
            let found = what_can(&tenant, question, &options);
            reports.push(("what-can", json(&WhatCanReport::new(&found, &tenant, &self.inputs, &[]))));
        }
        reports
    }

    fn faults(&self, report: &Value) -> Vec<String> {
        let report = match Report::read(&Source::new("report.json", report.to_string())) {
            Ok(report) => report,
            Err(error) => return vec![error.to_string()],
        };
        let sources = ReplaySources { facts: &self.facts, catalog: &Catalog::embedded(), packs: &self.packs, at: AT };
        verify::replay(&report, sources).faults.iter().map(|fault| format!("{fault:?}")).collect()
    }
}

/// What is asked of everybody: a task, an action, a pattern, a role.
const QUESTIONS: [&str; 4] =
    ["connect-workspace", "Microsoft.Authorization/roleAssignments/write", "Microsoft.SecurityInsights/*/read", "Owner"];

fn json(report: &impl Writable) -> Value {
    let mut out = Vec::new();
    report.write(Format::Json, &Look::default(), &mut out).expect("memory takes everything");
    serde_json::from_slice(&out).expect("JSON")
}

/// How often each forgery was tried.
type Tried = BTreeMap<&'static str, u32>;

fn check(world: &World, (cuts, seed): (&[Cut], u64), tried: &RefCell<Tried>) -> Result<(), TestCaseError> {
    let Some(exported) = Exported::new(&exported_whole(world), cuts) else { return Ok(()) };
    let mut random = Random(seed);
    for (command, honest) in exported.reports(&mut random) {
        let faults = exported.faults(&honest);
        prop_assert!(faults.is_empty(), "an untouched report of {command} is refused: {faults:#?}\n{honest:#}");
        for (name, forge) in drawn(&mut random) {
            let mut forged = honest.clone();
            if !forge(&mut random, &mut forged) || forged == honest {
                continue;
            }
            *tried.borrow_mut().entry(name).or_default() += 1;
            if exported.faults(&forged).is_empty() {
                let lines = difference(&honest, &forged);
                return Err(TestCaseError::fail(format!("{name} of {command} passes, cut by {cuts:?}:\n{lines}")));
            }
        }
    }
    Ok(())
}

/// Some of the forgeries.
fn drawn(random: &mut Random) -> Vec<(&'static str, Forgery)> {
    let mut all: Vec<(&str, Forgery)> = answers::FORGERIES.into_iter().chain(beside::FORGERIES).collect();
    (0..OF_REPORT).map(|_| all.remove(random.below(all.len()))).collect()
}

/// The lines that differ, for people.
fn difference(honest: &Value, forged: &Value) -> String {
    let (honest, forged) = (format!("{honest:#}"), format!("{forged:#}"));
    let diff = similar::TextDiff::from_lines(&honest, &forged);
    diff.unified_diff().context_radius(12).to_string()
}

#[test]
fn verify_refuses_forged_reports_of_random_tenants() {
    let cases = number_of("ROLECALL_FORGERIES", FORGED_TENANTS);
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 16, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[21; 32]));
    let tried = RefCell::new(Tried::new());
    let input = (world(), prop::collection::vec(cut(), 0..3), any::<u64>());
    let run = runner.run(&input, |(world, cuts, seed)| check(&world, (&cuts, seed), &tried));
    if let Err(TestError::Fail(reason, (world, ..))) = run {
        panic!("{reason}\n{world:#?}");
    }
    let kinds = answers::FORGERIES.len() + beside::FORGERIES.len();
    assert!(tried.borrow().len() * 3 > kinds * 2, "too few of {kinds} kinds were tried: {:?}", tried.borrow());
}
