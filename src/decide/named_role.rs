//! A leaf that names an Azure role: the role itself is held (`listed`), or other permissions include it (`covers`).

use super::actions;
use super::clauses::{PlaneBlock, Required};
use super::decision::{Basis, Satisfies, Verdict};
use super::denial;
use super::held::EffectiveGrant;
use super::judge::WholeRole;
use super::missing::{Missing, MissingReason};
use super::part::PartAnswer;
use super::question::Worst;
use super::scene::LeafScene;
use super::support::{self, Claim};
use super::verdict::Denial;
use crate::model::{Guid, ObjectId, Plane};
use crate::pattern::{Block, Pattern};

/// The role that a leaf names.
#[derive(Clone, Copy)]
pub(super) struct RequiredRole<'s> {
    pub id: Guid,
    pub name: &'s str,
    pub covered_by: &'s [Pattern],
    /// Nothing that covers the role counts.
    pub itself: bool,
}

/// Decides a named role: the best of holding it, of holding everything it has, and of holding what the task is known to need
/// of it (R-SEED-7, R-SEED-9).
pub(super) fn decide(scene: &LeafScene<'_>, wanted: RequiredRole<'_>) -> PartAnswer {
    let known = scene.judge.whole_role(wanted.id);
    // Exceptions may leave nothing of a role: nobody covers nothing.
    let whole = known.as_deref().filter(|whole| !whole.is_empty());
    let listed = listed(scene, wanted, whole);
    if wanted.itself || listed.as_ref().is_some_and(|part| part.verdict == Verdict::Allowed) {
        return listed.unwrap_or_else(|| not_held(scene, wanted));
    }
    let everything = whole.map(|whole| everything(scene, wanted, whole));
    let needed = (!wanted.covered_by.is_empty()).then(|| needed(scene, wanted));
    let mut ways: Vec<PartAnswer> = [listed, everything, needed].into_iter().flatten().collect();
    // Where one way has the role and is blocked, that another one lacks it is not true of the role.
    if ways.iter().any(|way| way.verdict > Verdict::NotAllowed) {
        ways.retain(|way| way.verdict > Verdict::NotAllowed);
    }
    let best = PartAnswer::any(&ways);
    match best.verdict {
        Verdict::NotAllowed if !scene.effective.held.is_empty() && known.is_none() => {
            // Whatever is held may include it.
            let reason = MissingReason::RequiredRoleNotExported { role: wanted.id, name: wanted.name.into() };
            PartAnswer::without(Verdict::Unknown, vec![scene.missing(reason)])
        }
        Verdict::NotAllowed => not_held(scene, wanted),
        _ => best,
    }
}

fn not_held(scene: &LeafScene<'_>, wanted: RequiredRole<'_>) -> PartAnswer {
    let reason = MissingReason::RoleNotHeld { role: wanted.id, name: wanted.name.into() };
    PartAnswer::without(Verdict::NotAllowed, vec![scene.missing(reason)])
}

/// The role itself is held: its definition grants what it grants. The condition of the assignment and deny assignments count.
fn listed(scene: &LeafScene<'_>, wanted: RequiredRole<'_>, whole: Option<&WholeRole>) -> Option<PartAnswer> {
    let roles = scene.judge.tenant().facts();
    let id = ObjectId::Guid(wanted.id);
    let held: Vec<EffectiveGrant> =
        scene.effective.held.iter().filter(|held| *roles.roles.id(held.role) == id).copied().collect();
    if held.is_empty() {
        return None;
    }
    let ignoring_denies = worst_of_held(scene, &held, whole);
    let (verdict, missing) = less_denies(scene, wanted.name, whole, ignoring_denies);
    if verdict == Verdict::NotAllowed {
        return None;
    }
    let is_enough = |held: &[EffectiveGrant]| worst_of_held(scene, held, whole) == ignoring_denies;
    let nothing = WholeRole::new();
    let required = whole.unwrap_or(&nothing);
    let satisfies = Satisfies::Role(wanted.name.into());
    let exercised = exercised(scene, required);
    let claim = Claim { required, exercised: &exercised, verdict, basis: Basis::Listed, satisfies, missing };
    Some(support::listed(scene, &held, claim, is_enough))
}

/// How surely the role is held, whatever deny assignments say. The conditions of its own blocks are a part of the role and do
/// not count.
fn worst_of_held(scene: &LeafScene<'_>, held: &[EffectiveGrant], whole: Option<&WholeRole>) -> Verdict {
    let conditioned = |held: &&EffectiveGrant| scene.judge.condition_of(held).is_some();
    let best = held.iter().filter(|held| !conditioned(held)).map(|held| scene.judge.at_best(held)).max();
    if best == Some(Verdict::Allowed) || !held.iter().any(|held| conditioned(&held)) {
        return best.unwrap_or(Verdict::NotAllowed);
    }
    // Where nobody knows what the role has, nobody knows what a condition leaves of it.
    let in_doubt = || held.iter().filter(conditioned).map(|held| scene.judge.at_best(held).min(Verdict::Unknown)).max();
    let worst = match whole {
        Some(whole) => whole.iter().map(|(plane, required)| worst_of_holding(scene, held, (*plane, required))).min(),
        None => in_doubt(),
    };
    worst.max(best).unwrap_or(Verdict::NotAllowed)
}

fn worst_of_holding(scene: &LeafScene<'_>, held: &[EffectiveGrant], (plane, required): (Plane, &Required)) -> Verdict {
    let clause = |block: &Block| PlaneBlock { block: block.clone(), condition: None };
    let whole = [required.blocks.iter().map(clause).collect()];
    let grants = scene.judge.holding_all(held, &whole, plane);
    let question = scene.question(required, &grants, &[]);
    match question.worst() {
        Worst::Found(verdict, _) => verdict,
        Worst::Undecided => Verdict::Unknown,
    }
}

/// A requirement for a role asks for everything that the role grants. A deny assignment that takes a part of it leaves the
/// answer unknown; one that takes all of it blocks. If the task says which actions it uses, only a deny assignment of these
/// counts.
fn less_denies(scene: &LeafScene<'_>, name: &str, whole: Option<&WholeRole>, verdict: Verdict) -> (Verdict, Vec<Missing>) {
    if scene.effective.denied.is_empty() || verdict <= Verdict::Blocked {
        return (verdict, Vec::new());
    }
    let uses = uses(scene);
    let cut = match (uses.is_empty(), whole) {
        (false, _) => cut(scene, &uses),
        (true, Some(whole)) => cut(scene, whole),
        // A role of which nobody knows what it has: any deny may take a part of it.
        (true, None) => Loss::Maybe,
    };
    let missing = |reason| vec![scene.missing(reason)];
    match (cut, uses.is_empty()) {
        (Loss::Nothing, _) => (verdict, Vec::new()),
        (Loss::Maybe, _) => (verdict.min(Verdict::Unknown), missing(MissingReason::RoleMayBeDenied(name.into()))),
        (Loss::PartAnswer, true) => (verdict.min(Verdict::Unknown), missing(MissingReason::RoleDeniedInPart(name.into()))),
        (Loss::PartAnswer, false) | (Loss::All, _) => (Verdict::Blocked, missing(MissingReason::RoleDenied(name.into()))),
    }
}

/// The actions that the task is known to use, by plane.
fn uses(scene: &LeafScene<'_>) -> WholeRole {
    let of = |plane| {
        let patterns: Vec<Pattern> =
            scene.uses.iter().filter(|used| used.plane == plane).map(|used| used.pattern.clone()).collect();
        (plane, actions::required(&patterns))
    };
    [of(Plane::Control), of(Plane::Data)].into_iter().filter(|(_, required)| !required.blocks.is_empty()).collect()
}

/// The actions that deny assignments are compared with: those that the task is known to use, else everything that the role
/// grants.
fn exercised(scene: &LeafScene<'_>, whole: &WholeRole) -> WholeRole {
    let uses = uses(scene);
    if uses.is_empty() { whole.clone() } else { uses }
}

/// What denies take of a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Loss {
    Nothing,
    Maybe,
    PartAnswer,
    All,
}

fn cut(scene: &LeafScene<'_>, whole: &WholeRole) -> Loss {
    let (mut some, mut rest, mut doubt) = (false, false, false);
    for (plane, required) in whole {
        let denies = scene.judge.denies(&scene.effective.denied, *plane);
        match denial::most(required, &denies, &scene.context, scene.judge.wildcards) {
            None => doubt = true,
            Some(Denial::None) => rest = true,
            Some(Denial::Maybe) => (rest, doubt) = (true, true),
            Some(Denial::Sure) => {
                some = true;
                match denial::leaves_any(required, &denies, &scene.context, scene.judge.wildcards) {
                    Some(left) => rest |= left,
                    None => doubt = true,
                }
            }
        }
    }
    match (some, rest, doubt) {
        (true, true, _) => Loss::PartAnswer,
        (true, false, false) => Loss::All,
        (true, false, true) | (false, _, true) => Loss::Maybe,
        (false, _, false) => Loss::Nothing,
    }
}

/// Other permissions include everything that the role has.
fn everything(scene: &LeafScene<'_>, wanted: RequiredRole<'_>, whole: &WholeRole) -> PartAnswer {
    let mut verdict = Verdict::Allowed;
    for (plane, required) in whole {
        let grants = scene.grants(&scene.effective.held, *plane);
        let question = scene.question(required, &grants, &[]);
        match question.worst() {
            Worst::Found(worst, _) => verdict = verdict.min(worst),
            Worst::Undecided => return PartAnswer::without(Verdict::Unknown, vec![scene.undecided(wanted.name)]),
        }
        if verdict == Verdict::NotAllowed {
            return not_held(scene, wanted);
        }
    }
    let (verdict, missing) = less_denies(scene, wanted.name, Some(whole), verdict);
    let satisfies = Satisfies::EverythingOf(wanted.name.into());
    let exercised = exercised(scene, whole);
    support::part(scene, Claim { required: whole, exercised: &exercised, verdict, basis: Basis::Covers, satisfies, missing })
}

/// Other permissions include what the task is known to need of the role.
fn needed(scene: &LeafScene<'_>, wanted: RequiredRole<'_>) -> PartAnswer {
    let part = actions::decide(scene, Plane::Control, wanted.covered_by);
    PartAnswer { basis: part.basis.map(|_| Basis::Covers), ..part }
}
