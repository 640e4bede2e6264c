//! A leaf that asks for any action of a pattern: the best answer that a single one of its actions has.

use std::sync::Arc;

use super::actions::{decide_as, required};
use super::best::{Best, BestQuestion};
use super::decision::{Satisfies, Verdict};
use super::missing::{Missing, MissingReason};
use super::part::PartAnswer;
use super::question::{BearingClauses, Worst};
use super::scene::LeafScene;
use crate::model::Plane;
use crate::pattern::Pattern;

/// Decides it. The proof is that of one action, which is the example.
pub(super) fn decide(scene: &LeafScene<'_>, plane: Plane, pattern: &Pattern) -> PartAnswer {
    let asked: Arc<str> = pattern.text().into();
    match best(scene, plane, pattern) {
        Best::Undecided => PartAnswer::without(Verdict::Unknown, vec![scene.undecided(&asked)]),
        Best::Nothing => PartAnswer::without(
            Verdict::NotAllowed,
            vec![scene.missing(MissingReason::NoActionGranted { pattern: asked, plane })],
        ),
        Best::Found(verdict, example) => {
            let is_known = scene.judge.tenant().catalog().operations().lookup(plane, &example).is_some();
            let satisfies = Satisfies::OneOf { asked: Arc::clone(&asked), plane, example: example.as_str().into(), is_known };
            let part = decide_as(scene, (plane, &[Pattern::parse(&example)]), satisfies);
            let missing = if verdict == Verdict::Blocked { all_denied(scene, asked, example) } else { part.missing };
            PartAnswer { missing, ..part }
        }
    }
}

/// Whether some action of the pattern is not granted, as far as the exports show: a list that is not whole may grant it.
pub(super) fn leaves_some(scene: &LeafScene<'_>, plane: Plane, pattern: &Pattern) -> bool {
    let set = required(std::slice::from_ref(pattern));
    let grants = scene.grants(&scene.effective.held, plane);
    !matches!(scene.question(&set, &grants, &[]).worst(), Worst::Found(worst, _) if worst > Verdict::NotAllowed)
}

fn best(scene: &LeafScene<'_>, plane: Plane, pattern: &Pattern) -> Best {
    let set = required(std::slice::from_ref(pattern));
    let grants = scene.grants(&scene.effective.held, plane);
    let denies = scene.judge.denies(&scene.effective.denied, plane);
    let question = BestQuestion::new(&set, BearingClauses { grants: &grants, denies: &denies }, &scene.context);
    question.best(operations(scene, plane, pattern))
}

/// The operations of the catalog that may be matched, by name: those that begin as the pattern does.
fn operations<'s>(scene: &LeafScene<'s>, plane: Plane, pattern: &Pattern) -> impl Iterator<Item = &'s str> + use<'s> {
    let operations = scene.judge.tenant().catalog().operations();
    let prefix = pattern.folded().split('*').next().unwrap_or_default();
    // A star between two slashes may also stand for nothing (R-PAT-4).
    let prefix = prefix.strip_suffix('/').unwrap_or(prefix);
    operations.starting_with(plane, prefix).map(|id| operations.name(id))
}

fn all_denied(scene: &LeafScene<'_>, pattern: Arc<str>, example: String) -> Vec<Missing> {
    vec![scene.missing(MissingReason::AllActionsDenied { pattern, example: example.into() })]
}
