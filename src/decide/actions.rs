//! A leaf that asks for actions: every one of them must be granted, by any combination of grants (R-SEED-6, R-SEED-8).

use super::clauses::Required;
use super::decision::{Basis, Satisfies, Verdict};
use super::missing::{Missing, MissingReason};
use super::part::PartAnswer;
use super::question::Worst;
use super::scene::LeafScene;
use super::support;
use crate::model::Plane;
use crate::pattern::{Block, Pattern};

/// Decides a list of actions in one plane.
pub(super) fn decide(scene: &LeafScene<'_>, plane: Plane, patterns: &[Pattern]) -> PartAnswer {
    let satisfies =
        if let [one] = patterns { Satisfies::Action(one.text().into()) } else { Satisfies::Actions(patterns.len()) };
    decide_as(scene, (plane, patterns), satisfies)
}

/// The same, where the steps of the proof satisfy something else.
pub(super) fn decide_as(scene: &LeafScene<'_>, (plane, patterns): (Plane, &[Pattern]), satisfies: Satisfies) -> PartAnswer {
    let each: Vec<(Verdict, Vec<Missing>)> = patterns.iter().map(|pattern| one(scene, plane, pattern)).collect();
    let verdict = each.iter().map(|(verdict, _)| *verdict).min().unwrap_or(Verdict::Allowed);
    let missing = each.into_iter().flat_map(|(_, missing)| missing).collect();
    if verdict == Verdict::NotAllowed {
        return PartAnswer::without(verdict, missing);
    }
    let required = [(plane, required(patterns))];
    let basis = Basis::Actions;
    support::part(scene, support::Claim { required: &required, exercised: &required, verdict, basis, satisfies, missing })
}

/// The set of strings that any of the patterns matches.
pub(super) fn required(patterns: &[Pattern]) -> Required {
    let block = |pattern: &Pattern| Block { allow: vec![pattern.clone()], except: Vec::new() };
    Required { blocks: patterns.iter().map(block).collect() }
}

fn one(scene: &LeafScene<'_>, plane: Plane, pattern: &Pattern) -> (Verdict, Vec<Missing>) {
    let required = required(std::slice::from_ref(pattern));
    let grants = scene.grants(&scene.effective.held, plane);
    let denies = scene.judge.denies(&scene.effective.denied, plane);
    let question = scene.question(&required, &grants, &denies);
    match question.worst() {
        Worst::Undecided => (Verdict::Unknown, vec![scene.undecided(pattern.text())]),
        Worst::Found(verdict, witness) => (verdict, lacking(scene, verdict, pattern, witness)),
    }
}

fn lacking(scene: &LeafScene<'_>, verdict: Verdict, pattern: &Pattern, witness: Option<String>) -> Vec<Missing> {
    let action = pattern.text().into();
    let example = witness.filter(|_| !pattern.is_literal()).map(Into::into);
    match verdict {
        Verdict::NotAllowed => vec![scene.missing(MissingReason::ActionNotGranted { action, example })],
        Verdict::Blocked => vec![scene.missing(MissingReason::ActionDenied { action, example })],
        Verdict::NotAsked | Verdict::Unknown | Verdict::Conditional | Verdict::Eligible | Verdict::Allowed => Vec::new(),
    }
}
