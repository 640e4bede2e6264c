//! A leaf that names an Azure role: held itself (`listed`), or covered by other permissions (`covers`) (DESIGN 3.3, 3.4).

use super::actions::{self, undecided};
use super::decision::{Basis, Missing, Verdict};
use super::held::Held;
use super::judge::all_granted;
use super::leaf::{Scene, needs_activation};
use super::part::Part;
use super::question::{Question, Required, Worst};
use super::support::{self, Claim};
use crate::model::{Guid, ObjectId, Plane};
use crate::pattern::Pattern;

/// The role that a leaf names.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'s> {
    pub id: Guid,
    pub name: &'s str,
    pub covered_by: &'s [Pattern],
}

/// What a role grants in both planes.
pub(super) type WholeRole = Vec<(Plane, Required)>;

/// Decides a named role: the best of holding it, of holding everything it has, and of holding what the task is known to need
/// of it (R-SEED-7, R-SEED-9).
pub(super) fn decide(scene: &Scene<'_>, wanted: Wanted<'_>) -> Part {
    let whole = whole(scene, wanted.id);
    let listed = listed(scene, wanted, whole.as_ref());
    if listed.as_ref().is_some_and(|part| part.verdict == Verdict::Allowed) {
        return listed.unwrap_or_else(|| not_held(scene, wanted));
    }
    let everything = whole.as_ref().map(|whole| everything(scene, wanted, whole));
    let needed = (!wanted.covered_by.is_empty()).then(|| needed(scene, wanted));
    let ways: Vec<Part> = [listed, everything, needed].into_iter().flatten().collect();
    let best = Part::any(&ways);
    if best.verdict == Verdict::NotAllowed { not_held(scene, wanted) } else { best }
}

fn whole(scene: &Scene<'_>, id: Guid) -> Option<WholeRole> {
    let planes = [Plane::Control, Plane::Data];
    let of = |plane| Some((plane, scene.judge.whole_role(id, plane)?));
    let whole: Option<WholeRole> = planes.into_iter().map(of).collect();
    let whole: WholeRole = whole?.into_iter().filter(|(_, required)| grants_anything(scene, required)).collect();
    (!whole.is_empty()).then_some(whole)
}

/// Exceptions may leave nothing of a role: nobody covers nothing.
fn grants_anything(scene: &Scene<'_>, required: &Required) -> bool {
    let question = Question::new(required, &[], &[], &scene.context, scene.judge.wildcards);
    question.any(|_| true) != Some(false)
}

fn not_held(scene: &Scene<'_>, wanted: Wanted<'_>) -> Part {
    let message = format!("{} is not held at {}, nor anything that includes it", wanted.name, scene.leaf.at.name());
    let missing = Missing { code: "role-not-held", subject: wanted.id.to_string(), message, at: Some(scene.leaf.at) };
    Part::without(Verdict::NotAllowed, vec![missing])
}

/// The role itself is held: its own definition grants what it grants; the condition of the assignment and the denies count.
fn listed(scene: &Scene<'_>, wanted: Wanted<'_>, whole: Option<&WholeRole>) -> Option<Part> {
    let roles = scene.judge.tenant().facts();
    let id = ObjectId::Guid(wanted.id);
    let held: Vec<Held> = scene.effective.held.iter().filter(|held| *roles.roles.id(held.role) == id).copied().collect();
    if held.is_empty() {
        return None;
    }
    let ignoring_denies = worst_of_held(scene, &held, whole);
    let (verdict, missing) = less_denies(scene, wanted.name, whole, ignoring_denies);
    if verdict == Verdict::NotAllowed {
        return None;
    }
    let is_enough = |held: &[Held]| worst_of_held(scene, held, whole) == ignoring_denies;
    let nothing = WholeRole::new();
    let required = whole.unwrap_or(&nothing);
    let what = format!("role {}", wanted.name);
    let exercised = exercised(scene, required);
    let claim = Claim { required, exercised: &exercised, verdict, basis: Basis::Listed, what: &what, missing };
    Some(support::listed(scene, &held, claim, is_enough))
}

/// How surely the role is held, whatever denies say. Its blocks' own conditions are a part of the role: they do not count.
fn worst_of_held(scene: &Scene<'_>, held: &[Held], whole: Option<&WholeRole>) -> Verdict {
    let conditioned = |held: &&Held| scene.judge.condition_of(held).is_some();
    let best = held.iter().filter(|held| !conditioned(held)).map(|held| scene.judge.at_best(held)).max();
    if best == Some(Verdict::Allowed) || !held.iter().any(|held| conditioned(&held)) {
        return best.unwrap_or(Verdict::NotAllowed);
    }
    // Where nobody knows what the role has, nobody knows what a condition leaves of it.
    let in_doubt = || held.iter().filter(conditioned).map(|held| scene.judge.at_best(held).min(Verdict::Conditional)).max();
    let worst = match whole {
        Some(whole) => whole.iter().map(|(plane, required)| worst_of_holding(scene, held, (*plane, required))).min(),
        None => in_doubt(),
    };
    worst.max(best).unwrap_or(Verdict::NotAllowed)
}

fn worst_of_holding(scene: &Scene<'_>, held: &[Held], (plane, required): (Plane, &Required)) -> Verdict {
    let grants = scene.judge.holding_all(held, required, plane);
    let question = Question::new(required, &grants, &[], &scene.context, scene.judge.wildcards);
    match question.worst() {
        Worst::Found(verdict, _) => verdict,
        Worst::Undecided => Verdict::Unknown,
    }
}

/// A requirement for a role asks for everything that the role grants: a deny that takes a part of it leaves the answer unknown,
/// one that takes all of it blocks; where the task says which actions it uses, denies are held against those (DESIGN 3.3).
fn less_denies(scene: &Scene<'_>, name: &str, whole: Option<&WholeRole>, verdict: Verdict) -> (Verdict, Vec<Missing>) {
    if scene.effective.denied.is_empty() || verdict <= Verdict::Blocked {
        return (verdict, Vec::new());
    }
    let uses = uses(scene);
    let cut = match (uses.is_empty(), whole) {
        (false, _) => cut(scene, &uses),
        (true, Some(whole)) => cut(scene, whole),
        // A role of which nobody knows what it has: any deny may take a part of it.
        (true, None) => Cut::Maybe,
    };
    let at = Some(scene.leaf.at);
    let missing = |code, message| vec![Missing { code, subject: name.to_owned(), message, at }];
    match (cut, uses.is_empty()) {
        (Cut::Nothing, _) => (verdict, Vec::new()),
        (Cut::Maybe, _) => (
            verdict.min(Verdict::Unknown),
            missing("may-be-denied", format!("a deny assignment may take a part of {name} away")),
        ),
        (Cut::Part, true) => {
            let message =
                format!("a deny assignment takes a part of {name} away, and the document does not say which actions it needs");
            (verdict.min(Verdict::Unknown), missing("denied-in-part", message))
        }
        (Cut::Part, false) | (Cut::All, _) => {
            (Verdict::Blocked, missing("denied", format!("a deny assignment takes {name} away")))
        }
    }
}

/// The actions that the task is known to use, by plane.
fn uses(scene: &Scene<'_>) -> WholeRole {
    let of = |plane| {
        let patterns: Vec<Pattern> =
            scene.uses.iter().filter(|used| used.plane == plane).map(|used| used.pattern.clone()).collect();
        (plane, actions::required(&patterns))
    };
    [of(Plane::Control), of(Plane::Data)].into_iter().filter(|(_, required)| !required.blocks.is_empty()).collect()
}

/// What denies are held against: the uses that the task is known to make of a role, else all of it (DESIGN 3.3).
fn exercised(scene: &Scene<'_>, whole: &WholeRole) -> WholeRole {
    let uses = uses(scene);
    if uses.is_empty() { whole.clone() } else { uses }
}

/// What denies take of a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cut {
    Nothing,
    Maybe,
    Part,
    All,
}

fn cut(scene: &Scene<'_>, whole: &WholeRole) -> Cut {
    let (mut some, mut rest, mut doubt) = (false, false, false);
    for (plane, required) in whole {
        let grants = all_granted(required);
        let denies = scene.judge.denies(&scene.effective.denied, *plane);
        let question = Question::new(required, &grants, &denies, &scene.context, scene.judge.wildcards);
        match question.any(|verdict| verdict == Verdict::Blocked) {
            Some(blocked) => some |= blocked,
            None => doubt = true,
        }
        match question.any(|verdict| verdict != Verdict::Blocked) {
            Some(free) => rest |= free,
            None => doubt = true,
        }
        doubt |= question.any(|verdict| verdict == Verdict::Unknown) != Some(false);
    }
    match (some, rest, doubt) {
        (true, true, _) => Cut::Part,
        (true, false, false) => Cut::All,
        (true, false, true) | (false, _, true) => Cut::Maybe,
        (false, _, false) => Cut::Nothing,
    }
}

/// Other permissions include everything that the role has.
fn everything(scene: &Scene<'_>, wanted: Wanted<'_>, whole: &WholeRole) -> Part {
    let mut verdict = Verdict::Allowed;
    for (plane, required) in whole {
        let grants = scene.grants(&scene.effective.held, *plane);
        let question = Question::new(required, &grants, &[], &scene.context, scene.judge.wildcards);
        match question.worst() {
            Worst::Found(worst, _) => verdict = verdict.min(worst),
            Worst::Undecided => return Part::without(Verdict::Unknown, vec![undecided(wanted.name, scene.leaf.at)]),
        }
        if verdict == Verdict::NotAllowed {
            return not_held(scene, wanted);
        }
    }
    let (verdict, missing) = less_denies(scene, wanted.name, Some(whole), verdict);
    let what = format!("everything that {} has", wanted.name);
    let exercised = exercised(scene, whole);
    support::part(scene, Claim { required: whole, exercised: &exercised, verdict, basis: Basis::Covers, what: &what, missing })
}

/// Other permissions include what the task is known to need of the role.
fn needed(scene: &Scene<'_>, wanted: Wanted<'_>) -> Part {
    let part = actions::decide(scene, Plane::Control, wanted.covered_by);
    Part { basis: part.basis.map(|_| Basis::Covers), ..part }
}

/// A role that is only eligible, in words.
pub(super) fn activation(scene: &Scene<'_>, held: &Held) -> Option<Missing> {
    let role = scene.judge.tenant().roles().get(held.role)?;
    Some(needs_activation(&role.id.to_string(), &role.name, scene.leaf.at))
}
