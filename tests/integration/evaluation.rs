//! The vectors of evaluation (docs/semantics.md): small tenants, one question each, asked of the whole engine.

use rolecall::audit;
use rolecall::audit::{TargetFilter, TaskOptions};
use rolecall::catalog::Catalog;
use rolecall::decide::{Basis, Verdict};
use rolecall::graph::TenantGraph;
use rolecall::model::scope::workspace_of;
use rolecall::model::task::{Examples, PackSource};
use rolecall::model::{ExportKind, Leaf, Need, Notes, Plane, Requirement, ScopeKind, ScopePath, TargetKind, Task, TaskPack};
use rolecall::pack;
use rolecall::pattern::{Pattern, Wildcards};

use crate::small_tenant::{principal_id, scope_id};
use crate::vectors::{EvaluationAsk, EvaluationVector, vectors};

struct Answer {
    verdict: Verdict,
    basis: Option<Basis>,
    findings: Vec<String>,
    gaps: Vec<String>,
}

#[test]
fn decide_tenants_are_judged_as_the_rules_say() {
    let mut wrong = Vec::new();
    for vector in vectors::<EvaluationVector>("evaluation.json") {
        let answer = answer(&vector, Wildcards::Documented);
        let mut expect = |what: &str, expected: &str, got: &str| {
            if expected != got {
                wrong.push(format!("{}: {what} is {got}, not {expected}", vector.id));
            }
        };
        expect("verdict", &vector.expected, answer.verdict.name());
        if let Some(basis) = &vector.answer_basis {
            expect("basis", basis, &format!("{:?}", answer.basis.expect("a yes has a basis")).to_lowercase());
        }
        let strict = vector.strict.as_deref().unwrap_or(&vector.expected);
        expect("strict verdict", strict, self::answer(&vector, Wildcards::Strict).verdict.name());
        for finding in &vector.findings {
            expect("finding", finding, if answer.findings.contains(finding) { finding } else { "not there" });
        }
        for gap in &vector.gaps {
            expect("gap", gap, if answer.gaps.contains(gap) { gap } else { "not there" });
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn answer(vector: &EvaluationVector, wildcards: Wildcards) -> Answer {
    let now = vector.now.as_deref().unwrap_or("2026-06-01T00:00:00Z").parse::<jiff::Timestamp>().expect("a time");
    let mut notes = Notes::default();
    let mut facts = vector.tenant.facts();
    // The vectors call their directory complete (R-ASN-5).
    let directory = [ExportKind::Users, ExportKind::Groups, ExportKind::ServicePrincipals];
    facts.vouched.extend(directory.into_iter().filter(|&kind| facts.inputs.iter().any(|input| input.kind == kind)));
    let tenant = TenantGraph::build(facts, Catalog::embedded(), now.as_second(), &mut notes);
    let target = scope_id(&vector.ask.at);
    let pack = pack(&vector.ask);
    let targets =
        TargetFilter { scopes: if target == "tenant" { vec![] } else { vec![target.clone()] }, ..TargetFilter::default() };
    let outcome = audit::tasks(&tenant, &[pack], &TaskOptions { targets, principals: Vec::new(), wildcards, all: true });
    let who = tenant.facts().principals.lookup(&principal_id(&vector.ask.who)).expect("somebody is asked about");
    let class = outcome.classes.iter().find(|class| class.principals.contains(&who)).expect("everybody is in a class");
    let index = outcome.targets.iter().position(|asked| asked.id == target).expect("the target is one");
    let result = class.results.iter().find(|result| result.targets.contains(&index)).expect("there is an answer");
    Answer {
        verdict: result.decision.verdict,
        basis: result.decision.basis,
        findings: outcome.findings.iter().map(|finding| finding.code().name().to_owned()).collect(),
        gaps: outcome.gaps.iter().map(|gap| gap.code().name().to_owned()).collect(),
    }
}

/// A pack with the one task that is asked about: of the first embedded pack that has it, or one that asks for an action.
fn pack(ask: &EvaluationAsk) -> TaskPack {
    if let Some(id) = &ask.task {
        let packs = ["sentinel-defender-2025-01", "sentinel-defender-2026-09"].map(|id| {
            let source = pack::embedded(id).expect("the pack is part of the program");
            pack::pack(&source, &Catalog::embedded()).expect("the pack is sound")
        });
        let mut own = packs.into_iter().find(|pack| pack.tasks.iter().any(|task| task.id == *id)).expect("a pack has the task");
        own.tasks.retain(|task| task.id == *id);
        return own;
    }
    let target = kind_of(&scope_id(&ask.at));
    let plane = if ask.data { Plane::Data } else { Plane::Control };
    let patterns = ask.action.iter().map(|action| Pattern::parse(action)).collect();
    let task = Task {
        id: "asked".into(),
        formerly: None,
        title: "Asked".into(),
        target,
        resource_type: None,
        requires: Requirement::Leaf(Leaf {
            what: Need::Actions { plane, patterns },
            at: target,
            unconditional: false,
            assigns: None,
        }),
        uses: Vec::new(),
        note: None,
        review: Vec::new(),
        examples: Examples::default(),
    };
    let source = PackSource::default();
    TaskPack {
        id: "asked".into(),
        title: "Asked".into(),
        source,
        prerequisites: Vec::new(),
        tasks: vec![task],
        caveats: Vec::new(),
    }
}

fn kind_of(id: &str) -> TargetKind {
    if workspace_of(id) == Some(id) {
        return TargetKind::Workspace;
    }
    match ScopePath::parse(id).kind() {
        ScopeKind::Subscription => TargetKind::Subscription,
        ScopeKind::ResourceGroup => TargetKind::ResourceGroup,
        _ => TargetKind::Resource,
    }
}
