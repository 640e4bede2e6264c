//! What a report states beside its answers: the inputs that it read, who the principals are, and what the tasks and targets are.
//!
//! The name of an input is compared without its folders: whoever checks a report may have the exports elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::beside::{InputClaim, PrincipalClaim, SideClaim};
use super::fault::{Fault, Why};
use super::reach::{ANY_RESOURCE, ANY_WORKSPACE};
use super::report::Report;
use super::scope::{compare as compare_names, of_report};
use crate::model::scope::{resource_group_of, subscription_of, workspace_of};
use crate::model::{Facts, ObjectId, TargetKind, Task};

/// Holds what a report about one export states against it.
pub(super) fn compare(report: &Report, (facts, tasks): (&Facts, &FxHashMap<(&str, &str), &Task>), faults: &mut Vec<Fault>) {
    inputs(report, (None, facts), faults);
    principals(report, facts, faults);
    asked(report, tasks, faults);
}

/// Holds the inputs of one export against what was read.
pub(super) fn inputs(report: &Report, (side, facts): (Option<SideClaim>, &Facts), faults: &mut Vec<Fault>) {
    let Some(stated) = &report.inputs else { return };
    let formats: BTreeSet<&str> = facts.inputs.iter().map(|input| input.format).collect();
    let own = stated.iter().filter(|input| input.side == side && formats.contains(input.format.as_str()));
    let has_numbers = report.diff.is_none();
    let read = facts.inputs.iter().map(|input| InputClaim {
        side,
        path: input.path.to_string(),
        format: input.format.to_owned(),
        records: has_numbers.then_some(input.records),
        used: has_numbers.then_some(input.used),
        partial: input.partial,
    });
    // An older version may not have known what a file without records is of.
    let said: Vec<String> = own.map(shown).collect();
    let read = facts.inputs.iter().zip(read).map(|(input, claim)| (input.records == 0, shown(&claim)));
    let read = read.filter(|(is_empty, text)| !is_empty || said.contains(text)).map(|(_, text)| text);
    compare_names("read files", &counted(said.iter().cloned()), &counted(read), faults);
}

fn shown(input: &InputClaim) -> String {
    let InputClaim { path, format, records, used, partial, .. } = input;
    let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
    let numbers = used.zip(*records).map(|(used, records)| format!(": {used} of {records} records")).unwrap_or_default();
    let whole = if *partial { ", not whole" } else { "" };
    format!("`{file}` ({format}{numbers}{whole})")
}

/// Each text with how often it came before.
fn counted(all: impl Iterator<Item = String>) -> BTreeMap<(String, usize), String> {
    let mut times: FxHashMap<String, usize> = FxHashMap::default();
    let numbered = all.map(|text| {
        let number = times.entry(text.clone()).or_default();
        *number += 1;
        ((text.clone(), *number), text)
    });
    numbered.collect()
}

/// Holds what a report says of principals against the exports. Everyone of whom it answers is among them, and nobody twice.
fn principals(report: &Report, facts: &Facts, faults: &mut Vec<Fault>) {
    let Some(stated) = &report.principals else { return };
    let mut seen = BTreeSet::new();
    for own in stated {
        let id = ObjectId::parse(&own.id);
        if !seen.insert(id.to_string()) {
            faults.push(of_report(&Why::NamedTwice(own.id.clone())));
        } else if !is_so(own, &id, facts) {
            faults.push(of_report(&Why::OtherPrincipalFacts(own.id.clone())));
        }
    }
    let answered = report.classes.iter().flat_map(|class| &class.principals).map(|id| ObjectId::parse(id).to_string());
    let lacking: BTreeSet<String> = answered.filter(|id| !seen.contains(id)).collect();
    if let Some(first) = lacking.first().cloned() {
        faults.push(of_report(&Why::LeftOut { what: "principals", count: lacking.len(), first }));
    }
}

fn is_so(own: &PrincipalClaim, id: &ObjectId, facts: &Facts) -> bool {
    facts.principals.lookup(id).is_some_and(|principal| {
        let known = facts.principals.facts(principal);
        let name = known.and_then(|known| known.name.as_deref());
        let upn = known.and_then(|known| known.upn.as_deref());
        own.kind == facts.principals.kind(principal).name() && own.name.as_deref() == name && own.upn.as_deref() == upn
    })
}

/// Holds what a report says of the tasks that it asks against their packs, and what it calls its targets against their ids.
fn asked(report: &Report, tasks: &FxHashMap<(&str, &str), &Task>, faults: &mut Vec<Fault>) {
    let mut seen = BTreeSet::new();
    for own in &report.tasks {
        let task = tasks.get(&(own.pack.as_str(), own.id.as_str()));
        let is_other = |task: &&Task| {
            own.title.as_ref().is_some_and(|title| *title != task.title)
                || own.target.as_ref().is_some_and(|target| target != task.target.name())
        };
        if !seen.insert((&own.pack, &own.id)) {
            faults.push(of_report(&Why::NamedTwice(own.id.clone())));
        // What was asked by itself has no title in any pack.
        } else if task.filter(|task| !task.title.is_empty()).is_some_and(is_other) {
            faults.push(of_report(&Why::OtherTask(own.id.clone())));
        }
    }
    for target in &report.targets {
        if !may_be(&target.id, &target.kind) {
            faults.push(of_report(&Why::OtherTarget { id: target.id.clone(), kind: target.kind.clone() }));
        }
    }
}

/// Whether something with this id may be a target of this kind.
fn may_be(id: &str, kind: &str) -> bool {
    let is = |part: Option<&str>| part.is_some_and(|part| part.len() == id.len());
    let known = [
        (TargetKind::Tenant.name(), id == "tenant" || !id.starts_with("/subscriptions/")),
        (TargetKind::Subscription.name(), is(subscription_of(id))),
        (TargetKind::ResourceGroup.name(), is(resource_group_of(id))),
        (TargetKind::Workspace.name(), is(workspace_of(id))),
        (TargetKind::Group.name(), !id.starts_with('/')),
        (ANY_WORKSPACE, is(subscription_of(id)) || is(resource_group_of(id))),
        (ANY_RESOURCE, is(subscription_of(id)) || is(resource_group_of(id))),
        (TargetKind::Resource.name(), id.starts_with('/')),
    ];
    known.iter().any(|(own, may)| *own == kind && *may)
}
