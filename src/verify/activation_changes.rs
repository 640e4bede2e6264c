//! What a report of readiness says of Defender unified RBAC at its workspace, held against the exports: whether it is activated, and whose
//! answers its activation changes (R-URB-2, R-URB-8).

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::claims::VerdictClaim;
use super::denies::Denies;
use super::evaluate::StringEvaluator;
use super::fault::{Fault, Why};
use super::listed::ListedPlaces;
use super::reach::Reach;
use super::readiness_claims::UnifiedRbacClaim;
use super::records::Records;
use super::redecide::{Redecision, ReportGround};
use super::replay_sources::ReplaySources;
use super::report::Report;
use super::roles::RoleTexts;
use super::scope::{asked, compare as compare_names, expected, of_report};
use super::unified_rbac::{activated, with_unified_rbac};
use crate::condition::Context;
use crate::model::{ExportKind, SaidActivation};
use crate::pattern::Wildcards;

/// Compares it with the exports, of which nothing of unified RBAC has been worked out yet.
pub(super) fn compare(report: &Report, sources: ReplaySources<'_>, faults: &mut Vec<Fault>) {
    let Some(claims) = &report.readiness else { return };
    let Some(claim) = &claims.unified_rbac else {
        let speaks = !sources.facts.defender.assignments.is_empty() || report.urbac.is_some();
        faults.extend(speaks.then(|| left_out("what is said of unified RBAC", "unified_rbac".to_owned())));
        return;
    };
    let workspace = claims.workspace.as_ref().map(|workspace| workspace.id.clone()).unwrap_or_default();
    let reach = Reach::new(sources.facts);
    let listed = ListedPlaces::new(sources.facts, &reach);
    let is = activated((sources.facts, &report.said_activation()), &workspace, (&listed, &reach)).name();
    if claim.activation != is {
        faults.push(of_report(&Why::OtherStatus { said: claim.activation.clone(), is: is.to_owned() }));
    }
    if listed.of_tenant(ExportKind::DefenderRoleAssignments).carries_a_no() != claim.changes.is_some() {
        faults.push(left_out("what the activation of unified RBAC changes", workspace));
        return;
    }
    let said = said(claim);
    let is = if claim.changes.is_some() { changes(report, sources, &workspace) } else { BTreeMap::new() };
    compare_names("answers that the activation of unified RBAC changes", &said, &is, faults);
}

fn left_out(what: &'static str, first: String) -> Fault {
    of_report(&Why::LeftOut { what, count: 1, first })
}

/// Pack, task, the answers before and after, and the principal.
type ChangedByActivation = (String, String, &'static str, &'static str, String);

fn shown(key: ChangedByActivation) -> (ChangedByActivation, String) {
    let (pack, task, before, after, who) = key.clone();
    (key, format!("{task} ({pack}) from {before} to {after} of {who}"))
}

fn said(claim: &UnifiedRbacClaim) -> BTreeMap<ChangedByActivation, String> {
    let changes = claim.changes.iter().flatten().flat_map(|change| {
        change.principals.iter().map(|who| {
            let (before, after) = (change.before.name(), change.after.name());
            shown((change.pack.clone(), change.task.clone(), before, after, who.to_ascii_lowercase()))
        })
    });
    changes.collect()
}

/// The answers where unified RBAC is activated for no workspace, against those where it is for this one.
fn changes(report: &Report, sources: ReplaySources<'_>, workspace: &str) -> BTreeMap<ChangedByActivation, String> {
    let [before, after] = [Vec::new(), vec![workspace.into()]].map(|these| {
        let state = with_unified_rbac(sources.facts, &SaidActivation::These(these));
        let facts = state.as_ref().unwrap_or(sources.facts);
        verdicts(report, ReplaySources { facts, ..sources })
    });
    let mut changes = BTreeMap::new();
    for ((pack, task, who), was) in before {
        let key = (pack, task, who);
        let Some(is) = after.get(&key).filter(|is| **is != was) else { continue };
        let (pack, task, who) = key;
        changes.extend([shown((pack, task, was.name(), is.name(), who))]);
    }
    changes
}

/// By pack, task and principal.
type VerdictsAgain = BTreeMap<(String, String, String), VerdictClaim>;

fn verdicts(report: &Report, sources: ReplaySources<'_>) -> VerdictsAgain {
    let ReplaySources { facts, catalog, packs, at } = sources;
    let wildcards = if report.strict_wildcards { Wildcards::Strict } else { Wildcards::Documented };
    let context = Context::new(wildcards);
    let context = jiff::Timestamp::from_second(at).map(|now| context.clone().at(now)).unwrap_or(context);
    let (records, reach) = (Records::new(facts, at), Reach::new(facts));
    let (roles, denies) = (RoleTexts::new(facts, catalog, wildcards), Denies::new(facts, catalog, wildcards));
    let own = packs.iter().flat_map(|pack| pack.tasks.iter().map(|task| ((pack.id.as_str(), task.id.as_str()), task)));
    let asked = asked(report, packs, &own.collect::<FxHashMap<_, _>>());
    let evaluator = StringEvaluator::new(&roles, &denies, context);
    let again = Redecision::new(report, ReportGround { records: &records, reach: &reach }, evaluator, asked);
    let mut verdicts = VerdictsAgain::new();
    for principal in expected(&again).into_iter().filter(|&principal| !records.is_deleted(principal)) {
        let (decided, who) = (again.decided(principal), facts.principals.id(principal).to_string());
        for (number, asked) in again.asked.iter().enumerate() {
            for target in again.targets_of(asked.task) {
                let key = (asked.pack.to_owned(), asked.task.id.clone(), who.clone());
                verdicts.insert(key, again.answer(&decided, number, target).verdict);
            }
        }
    }
    verdicts
}
