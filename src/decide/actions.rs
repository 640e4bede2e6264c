//! A leaf that asks for actions: every one of them must be granted, through any combination of grants (R-SEED-6, R-SEED-8).

use super::decision::{Basis, Missing, Verdict};
use super::leaf::Scene;
use super::part::Part;
use super::question::{Question, Required, Worst};
use super::support;
use crate::model::{Plane, TargetKind};
use crate::pattern::{Block, Pattern};

/// Decides a list of actions in one plane.
pub(super) fn decide(scene: &Scene<'_>, plane: Plane, patterns: &[Pattern]) -> Part {
    let each: Vec<(Verdict, Vec<Missing>)> = patterns.iter().map(|pattern| one(scene, plane, pattern)).collect();
    let verdict = each.iter().map(|(verdict, _)| *verdict).min().unwrap_or(Verdict::Allowed);
    let missing = each.into_iter().flat_map(|(_, missing)| missing).collect();
    if verdict == Verdict::NotAllowed {
        return Part::without(verdict, missing);
    }
    let required = [(plane, required(patterns))];
    let what = if let [one] = patterns { one.text().to_owned() } else { format!("{} documented actions", patterns.len()) };
    support::part(
        scene,
        support::Claim { required: &required, exercised: &required, verdict, basis: Basis::Actions, what: &what, missing },
    )
}

/// The set of strings that any of the patterns matches.
pub(super) fn required(patterns: &[Pattern]) -> Required {
    let block = |pattern: &Pattern| Block { allow: vec![pattern.clone()], except: Vec::new() };
    Required { blocks: patterns.iter().map(block).collect() }
}

fn one(scene: &Scene<'_>, plane: Plane, pattern: &Pattern) -> (Verdict, Vec<Missing>) {
    let required = required(std::slice::from_ref(pattern));
    let grants = scene.grants(&scene.effective.held, plane);
    let denies = scene.judge.denies(&scene.effective.denied, plane);
    let question = Question::new(&required, &grants, &denies, &scene.context, scene.judge.wildcards);
    match question.worst() {
        Worst::Undecided => (Verdict::Unknown, vec![undecided(pattern.text(), scene.leaf.at)]),
        Worst::Found(verdict, witness) => (verdict, lacking(scene, verdict, pattern, witness)),
    }
}

pub(super) fn undecided(what: &str, at: TargetKind) -> Missing {
    let message = format!("whether `{what}` is covered could not be decided within the search budget");
    Missing { code: "search-budget", subject: what.to_owned(), message, at: Some(at) }
}

fn lacking(scene: &Scene<'_>, verdict: Verdict, pattern: &Pattern, witness: Option<String>) -> Vec<Missing> {
    let (code, lacks) = match verdict {
        Verdict::NotAllowed => ("action-not-granted", "is not granted"),
        Verdict::Blocked => ("denied", "is denied"),
        _ => return Vec::new(),
    };
    let at = scene.leaf.at;
    let example = witness.filter(|_| !pattern.is_literal()).map(|witness| format!(" (for example `{witness}`)"));
    let message = format!("`{}` {lacks} at {}{}", pattern.text(), at.name(), example.unwrap_or_default());
    vec![Missing { code, subject: pattern.text().to_owned(), message, at: Some(at) }]
}
