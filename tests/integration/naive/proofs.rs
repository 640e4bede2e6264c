//! The proof checker against the engine: it finds no fault with what the engine proves, and one with everything that is claimed
//! beyond that.

use proptest::prop_assert;
use proptest::test_runner::TestCaseError;
use rolecall::catalog::Catalog;
use rolecall::pattern::Wildcards;
use rolecall::report::{AuditReport, Format, Look, Writable as _};
use rolecall::source::Source;
use rolecall::verify;
use rolecall::verify::{Fault, ReplaySources, Report};
use serde_json::Value;

use super::world::{self, World};
use super::{AT, for_worlds, outcome, read_exports};

/// The report on a world, as `audit --format json` writes it.
fn report(world: &World, wildcards: Wildcards) -> Value {
    let (tenant, outcome) = outcome(world, &world::pack(), wildcards);
    let inputs = read_exports(world).inputs;
    let mut text = Vec::new();
    let report = AuditReport::new(&outcome, &tenant, &inputs, &[]);
    report.write(Format::Json, &Look::default(), &mut text).expect("memory takes it");
    serde_json::from_slice(&text).expect("it is JSON")
}

/// What the checker says of a report on a world.
fn faults(world: &World, report: &Value) -> Vec<Fault> {
    let report = Report::read(&Source::new("report.json", report.to_string())).expect("it is a report");
    let (facts, packs) = (read_exports(world).facts, [world::pack()]);
    let sources = ReplaySources { facts: &facts, catalog: &Catalog::embedded(), packs: &packs, at: AT };
    verify::replay(&report, sources).faults
}

#[test]
fn verify_every_proof_can_be_replayed() {
    for_worlds(5, 25, |world| {
        for wildcards in [Wildcards::Documented, Wildcards::Strict] {
            let report = report(world, wildcards);
            let faults = faults(world, &report);
            prop_assert!(faults.is_empty(), "{faults:#?}\n{report:#}");
        }
        Ok(())
    });
}

/// The verdicts from the worst that claims anything of the exports to the best.
const CLAIMS: [&str; 6] = ["not_allowed", "blocked", "unknown", "conditional", "eligible", "allowed"];

fn rank(result: &Value) -> usize {
    CLAIMS.iter().position(|verdict| result["verdict"] == **verdict).expect("a verdict")
}

fn results(report: &Value) -> impl Iterator<Item = (usize, usize)> + '_ {
    let classes = report["classes"].as_array().expect("classes").iter().enumerate();
    classes
        .flat_map(|(class, entry)| (0..entry["results"].as_array().expect("results").len()).map(move |result| (class, result)))
}

/// A report with one answer alone.
fn alone(report: &Value, (class, result): (usize, usize)) -> Value {
    let mut alone = report.clone();
    let mut kept = report["classes"][class].clone();
    kept["results"] = Value::Array(vec![report["classes"][class]["results"][result].clone()]);
    alone["classes"] = Value::Array(vec![kept]);
    alone
}

/// What the checker says of the answers of a report of which a part was taken: what it leaves out is left out on purpose.
fn faults_inside(world: &World, report: &Value) -> Vec<Fault> {
    let beside = ["left-out", "made-up"];
    faults(world, report).into_iter().filter(|fault| !beside.contains(&fault.code)).collect()
}

/// Whatever an answer says, a better one is not proved by the same steps.
#[test]
fn verify_a_raised_verdict_is_found_out() {
    for_worlds(6, 3, |world| {
        let report = report(world, Wildcards::Documented);
        for place in results(&report) {
            let mut forged = alone(&report, place);
            let result = &mut forged["classes"][0]["results"][0];
            let honest = rank(result);
            for better in CLAIMS.into_iter().skip(honest + 1).filter(|better| *better != "unknown") {
                let result = &mut forged["classes"][0]["results"][0];
                result["verdict"] = better.into();
                if result["basis"].is_null() {
                    result["basis"] = "covers".into();
                }
                prop_assert!(!faults_inside(world, &forged).is_empty(), "raised to {better}\n{forged:#}");
            }
        }
        Ok(())
    });
}

/// A principal of another class that has a lesser answer does not pass among those that have the better one.
#[test]
fn verify_a_stranger_in_a_class_is_found_out() {
    for_worlds(9, 20, |world| {
        let report = report(world, Wildcards::Documented);
        let places: Vec<_> = results(&report).collect();
        for &(class, number) in &places {
            let good = &report["classes"][class]["results"][number];
            for &(other, lesser) in places.iter().filter(|(other, _)| *other != class) {
                let bad = &report["classes"][other]["results"][lesser];
                let same = bad["task"] == good["task"] && bad["targets"] == good["targets"];
                if same && rank(bad) < rank(good) && rank(good) > 2 {
                    stranger(world, &alone(&report, (class, number)), &report["classes"][other]["principals"][0])?;
                }
            }
        }
        Ok(())
    });
}

fn stranger(world: &World, honest: &Value, principal: &Value) -> Result<(), TestCaseError> {
    let mut forged = honest.clone();
    forged["classes"][0]["principals"].as_array_mut().expect("principals").push(principal.clone());
    prop_assert!(!faults_inside(world, &forged).is_empty(), "{principal} among them\n{forged:#}");
    Ok(())
}

/// Records, roles and scopes that a step does not rest on are told apart from those that it does.
#[test]
fn verify_a_forged_step_is_found_out() {
    let forgeries: [(&str, Value); 5] = [
        ("record", 4_000.into()),
        ("role", "00000000-0000-0000-0000-000000000001".into()),
        ("scope", "/subscriptions/99999999-9999-9999-9999-999999999999".into()),
        ("input", "elsewhere.json".into()),
        ("pattern", "Microsoft.Elsewhere/*".into()),
    ];
    for_worlds(10, 6, |world| {
        let report = report(world, Wildcards::Documented);
        for place in results(&report) {
            let honest = alone(&report, place);
            let steps = honest["classes"][0]["results"][0]["proof"].as_array().expect("a proof").len();
            for (step, (field, value)) in (0..steps).flat_map(|step| forgeries.iter().map(move |forgery| (step, forgery))) {
                let own = &honest["classes"][0]["results"][0]["proof"][step];
                if *field == "pattern"
                    && (own["kind"] == "deny" || own["kind"].as_str().expect("a kind").starts_with("directory"))
                    || *field == "role" && own["kind"] == "deny"
                {
                    continue;
                }
                let mut forged = honest.clone();
                forged["classes"][0]["results"][0]["proof"][step][*field] = value.clone();
                prop_assert!(!faults_inside(world, &forged).is_empty(), "{field} of step {step}\n{forged:#}");
            }
        }
        Ok(())
    });
}
