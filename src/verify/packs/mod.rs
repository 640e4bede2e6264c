//! What a task pack says otherwise than an earlier one, worked out again, and whether a changed requirement asks for more or for less.

pub(super) mod claims;
mod effect;
mod enough;
mod pairs;

use claims::{PackChangeClaim, PackDiffClaims};
pub use effect::PackTenant;
use enough::Enough;
use pairs::pairs;

use super::fault::{Fault, Why};
use super::replay::Replay;
use super::report::Report;
use crate::catalog::Catalog;
use crate::model::{Prerequisite, Task, TaskPack};

/// Two packs, and what Azure ships.
#[derive(Debug, Clone, Copy)]
pub struct PackSources<'s> {
    /// The earlier and the later pack, as they are written.
    pub packs: [&'s TaskPack; 2],
    /// The same, with the roles of the catalog for what they ask of actions of Entra.
    pub asked: [&'s TaskPack; 2],
    /// What Azure ships.
    pub catalog: &'s Catalog,
    /// The tenant that was asked by both packs, where it is at hand.
    pub tenant: Option<PackTenant<'s>>,
}

/// What is taken from a report as it is, where its exports are not at hand.
const BELIEVED: &str = "who gains and loses which task in a tenant: the exports come after the packs";

/// Holds the changes of a report against the packs, and who gains and loses a task against the exports.
pub fn replay_packs_diff(report: &Report, claims: &PackDiffClaims, sources: PackSources<'_>) -> Replay {
    let mut replay = Replay { decided: claims.changes.len(), ..Replay::default() };
    match sources.tenant {
        Some(tenant) => {
            replay.vouched = report.vouched_names();
            effect::compare(report, claims, tenant, &mut replay);
        }
        None => replay.believed.extend(claims.principals.as_ref().map(|_| BELIEVED)),
    }
    let faults = &mut replay.faults;
    let ids = sources.packs.map(|pack| pack.id.clone()).to_vec();
    if claims.packs != ids {
        let why = Why::OtherStatus { said: claims.packs.join(", "), is: ids.join(", ") };
        faults.push(Fault::at_place("packs", &why));
    }
    let is = changes(sources);
    for (number, claim) in claims.changes.iter().enumerate() {
        let same = is.iter().filter(|own| is_about(own, claim)).collect::<Vec<_>>();
        let place = format!("changes[{number}]");
        match same.as_slice() {
            [own] if **own == *claim => {}
            [own] => faults.push(Fault::at_place(place, &Why::OtherStatus { said: in_words(claim), is: in_words(own) })),
            _ => {
                let why = Why::MadeUp { what: "changes", count: 1, first: in_words(claim) };
                faults.push(Fault::at_place(place, &why));
            }
        }
        if claims.changes.iter().take(number).any(|other| is_about(other, claim)) {
            faults.push(Fault::at_place(format!("changes[{number}]"), &Why::AnsweredTwice));
        }
    }
    let mut left_out = is.iter().filter(|own| !claims.changes.iter().any(|claim| is_about(own, claim))).peekable();
    if let Some(first) = left_out.peek().map(|own| in_words(own)) {
        let why = Why::LeftOut { what: "changes", count: left_out.count(), first };
        faults.push(Fault::at_place("changes", &why));
    }
    replay
}

fn is_about(own: &PackChangeClaim, claim: &PackChangeClaim) -> bool {
    (&own.what, &own.id, &own.change) == (&claim.what, &claim.id, &claim.change)
}

fn in_words(change: &PackChangeClaim) -> String {
    let said = |text: &Option<String>| text.clone().unwrap_or_else(|| "nothing".to_owned());
    let reach = change.reach.clone().unwrap_or_default();
    let (newly, no_longer) = (change.newly_enough.join(", "), change.no_longer_enough.join(", "));
    let (before, after) = (said(&change.before), said(&change.after));
    format!("{} {} {}: {before} then {after} {reach} [{newly}] [{no_longer}]", change.what, change.id, change.change)
}

/// A change of a part of a pack; what it was and what it is.
fn change(what: &str, id: &str, kind: &str, texts: [Option<String>; 2]) -> PackChangeClaim {
    let [before, after] = texts;
    PackChangeClaim {
        what: what.to_owned(),
        id: id.to_owned(),
        was: None,
        change: kind.to_owned(),
        before,
        after,
        reach: None,
        newly_enough: Vec::new(),
        no_longer_enough: Vec::new(),
    }
}

/// Everything that the later pack says otherwise.
fn changes(sources: PackSources<'_>) -> Vec<PackChangeClaim> {
    let [old, new] = sources.packs;
    let mut found = Vec::new();
    for own in &old.prerequisites {
        let same = new.prerequisites.iter().find(|other| other.id == own.id);
        found.extend(prerequisite(own, same));
    }
    let is_new = |own: &&Prerequisite| !old.prerequisites.iter().any(|other| other.id == own.id);
    let added = new.prerequisites.iter().filter(is_new);
    found.extend(added.map(|own| change("prerequisite", &own.id, "added", [None, Some(own.title.clone())])));
    for (before, after) in pairs(old, new) {
        match (before, after) {
            (Some(before), Some(after)) => found.extend(task(before, after, sources)),
            (Some(before), None) => {
                found.push(change("task", &before.id, "removed", [Some(before.title.clone()), None]));
            }
            (None, Some(after)) => {
                found.push(change("task", &after.id, "added", [None, Some(after.requires.in_words())]));
            }
            (None, None) => {}
        }
    }
    found
}

fn prerequisite(old: &Prerequisite, new: Option<&Prerequisite>) -> Vec<PackChangeClaim> {
    let made = |kind, texts| change("prerequisite", &old.id, kind, texts);
    let Some(new) = new else { return vec![made("removed", [Some(old.title.clone()), None])] };
    let words = [old.weight.word(), new.weight.word()].map(|word| Some(word.to_owned()));
    let titles = [&old.title, &new.title].map(|title| Some(title.clone()));
    let weighs = (old.weight != new.weight).then(|| made("weighs-other", words));
    weighs.into_iter().chain((old.check != new.check).then(|| made("looks-elsewhere", titles))).collect()
}

fn task(old: &Task, new: &Task, sources: PackSources<'_>) -> Vec<PackChangeClaim> {
    let was = (old.id != new.id).then_some(old.id.as_str());
    let made = |kind, texts: [String; 2]| PackChangeClaim {
        was: was.map(str::to_owned),
        ..change("task", &new.id, kind, texts.map(Some))
    };
    let target = |task: &Task| task.resource_type.as_deref().unwrap_or_else(|| task.target.name()).to_owned();
    let uses = |task: &Task| {
        let names: Vec<&str> = task.uses.iter().map(|used| used.pattern.text()).collect();
        if names.is_empty() { "not documented".to_owned() } else { names.join(", ") }
    };
    let mut found = Vec::new();
    if (old.target, &old.resource_type) != (new.target, &new.resource_type) {
        found.push(made("moved", [target(old), target(new)]));
    }
    if old.requires != new.requires {
        let own = made("requires-other", [old.requires.in_words(), new.requires.in_words()]);
        found.push(with_reach(own, [old, new], sources));
    }
    if old.uses != new.uses {
        found.push(made("uses-other", [uses(old), uses(new)]));
    }
    if found.is_empty() && was.is_some() {
        found.push(made("renamed", [old.title.clone(), new.title.clone()]));
    }
    found
}

/// The same change with what it means.
fn with_reach(own: PackChangeClaim, [old, new]: [&Task; 2], sources: PackSources<'_>) -> PackChangeClaim {
    let find = |pack: &'_ TaskPack, id: &str| pack.tasks.iter().find(|task| task.id == id).cloned();
    let [before, after] = sources.asked;
    let Some((before, after)) = find(before, &old.id).zip(find(after, &new.id)) else { return own };
    let enough = Enough::new([&before, &after], sources.catalog);
    let Some((newly_enough, no_longer_enough)) = enough.newly().zip(enough.no_longer()) else {
        return PackChangeClaim { reach: Some("not-compared".to_owned()), ..own };
    };
    let reach = match (newly_enough.is_empty(), no_longer_enough.is_empty()) {
        (true, true) => "same",
        (false, true) => "wider",
        (true, false) => "narrower",
        (false, false) => "other",
    };
    PackChangeClaim { reach: Some(reach.to_owned()), newly_enough, no_longer_enough, ..own }
}
