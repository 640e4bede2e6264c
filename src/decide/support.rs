//! What a positive answer rests on: as few held roles as carry it, each with a pattern that it matches by.

use super::decision::{Basis, Missing, Step, StepOn, Verdict};
use super::held::{Denied, Held};
use super::judge::all_granted;
use super::leaf::{Scene, doubtful};
use super::named_role::activation;
use super::part::Part;
use super::question::{Question, Required, Worst};
use crate::graph::RoleDoubt;
use crate::model::Plane;
use crate::pattern::Pattern;

/// A positive answer that needs its proof.
pub(super) struct Claim<'c> {
    /// What was required.
    pub required: &'c [(Plane, Required)],
    /// What denies are held against: what the task is known to use, else what was required. Empty: nobody knows.
    pub exercised: &'c [(Plane, Required)],
    /// The answer.
    pub verdict: Verdict,
    /// Its basis.
    pub basis: Basis,
    /// What the steps satisfy, in words.
    pub what: &'c str,
    /// What is already known to be open.
    pub missing: Vec<Missing>,
}

/// The proof that held roles cover a required set.
pub(super) fn part(scene: &Scene<'_>, claim: Claim<'_>) -> Part {
    let carriers = carriers(scene, &scene.effective.held, |held| carries(scene, held, &claim));
    finish(scene, &carriers, claim)
}

/// The proof that a role itself is held: as few of its holdings as are enough.
pub(super) fn listed(scene: &Scene<'_>, held: &[Held], claim: Claim<'_>, is_enough: impl Fn(&[Held]) -> bool) -> Part {
    let carriers = carriers(scene, held, is_enough);
    finish(scene, &carriers, claim)
}

fn finish(scene: &Scene<'_>, carriers: &[Held], claim: Claim<'_>) -> Part {
    let satisfies: std::sync::Arc<str> = format!("{} at {}", claim.what, scene.leaf.at.name()).into();
    let step = |held: &Held| Step {
        on: StepOn::Role(*held),
        at: scene.leaf.at,
        pattern: pattern_of(scene, held, claim.required).map(Into::into),
        satisfies: std::sync::Arc::clone(&satisfies),
    };
    let mut steps: Vec<Step> = carriers.iter().map(step).collect();
    let mut missing = claim.missing;
    if claim.verdict < Verdict::Allowed {
        let mut cutting = cutting(scene, claim.exercised);
        // What is certainly blocked rests on what certainly denies.
        cutting.retain(|denied| denied.sure || claim.verdict > Verdict::Blocked);
        missing.extend(cutting.iter().filter_map(|denied| denied.doubt).map(|doubt| doubtful(scene, doubt)));
        steps.extend(cutting.into_iter().map(|denied| deny_step(scene, denied)));
        if claim.verdict > Verdict::Blocked {
            missing.extend(carriers.iter().filter_map(|held| open_about(scene, held)));
        }
        missing.sort();
        missing.dedup();
    }
    let condition = if claim.verdict == Verdict::Conditional { residual(scene, carriers) } else { None };
    let basis = (claim.verdict > Verdict::Blocked).then_some(claim.basis);
    Part { verdict: claim.verdict, basis, steps, missing, condition }
}

/// What is open about one held role, where it is not simply held.
fn open_about(scene: &Scene<'_>, held: &Held) -> Option<Missing> {
    use crate::graph::Strength;
    if let Some(doubt) = held.doubt {
        return Some(doubtful(scene, doubt));
    }
    if held.strength == Strength::Eligible {
        return activation(scene, held);
    }
    let role = scene.judge.tenant().roles().get(held.role)?;
    if role.doubt.is_some() {
        let message = format!("it hangs on role definition {}, of which no complete export is there", role.name);
        let subject = role.id.to_string();
        return Some(Missing { code: "role-definition-not-exported", subject, message, at: Some(scene.leaf.at) });
    }
    if scene.judge.may_be_conditioned(held) {
        let message = format!("the export does not say whether the assignment of {} has a condition", role.name);
        return Some(Missing {
            code: "condition-not-exported",
            subject: role.id.to_string(),
            message,
            at: Some(scene.leaf.at),
        });
    }
    let message = format!("it hangs on the condition of the assignment of {}", role.name);
    let conditioned = scene.judge.condition_of(held).is_some() || scene.judge.has_block_condition(held);
    conditioned.then(|| Missing {
        code: "condition-not-decided",
        subject: role.id.to_string(),
        message,
        at: Some(scene.leaf.at),
    })
}

/// As few held roles as are enough: one if one is, else what is left when every dispensable one is taken out.
fn carriers(scene: &Scene<'_>, held: &[Held], is_enough: impl Fn(&[Held]) -> bool) -> Vec<Held> {
    let mut all: Vec<Held> = held.to_vec();
    all.sort_by_cached_key(|held| {
        (std::cmp::Reverse(held.strength), scene.judge.condition_of(held).is_some(), order(scene, held))
    });
    if let Some(&one) = all.iter().find(|held| is_enough(std::slice::from_ref(held))) {
        return vec![one];
    }
    let mut kept = all.clone();
    for held in all.iter().rev() {
        let without: Vec<Held> = kept.iter().filter(|other| *other != held).copied().collect();
        if is_enough(&without) {
            kept = without;
        }
    }
    kept
}

/// The order in which roles are preferred; by what they are, not by when they were read.
fn order(scene: &Scene<'_>, held: &Held) -> (String, String) {
    let facts = scene.judge.tenant().facts();
    let condition = match held.condition {
        crate::model::ConditionState::Text(text) | crate::model::ConditionState::OtherVersion(text) => facts.texts.get(text),
        _ => "",
    };
    (facts.roles.id(held.role).to_string(), condition.to_owned())
}

/// Whether these roles alone give the answer, were there no denies.
fn carries(scene: &Scene<'_>, held: &[Held], claim: &Claim<'_>) -> bool {
    let wanted = if claim.verdict == Verdict::Blocked { Verdict::Unknown } else { claim.verdict };
    claim.required.iter().all(|(plane, required)| {
        let grants = scene.grants(held, *plane);
        let question = Question::new(required, &grants, &[], &scene.context, scene.judge.wildcards);
        matches!(question.worst(), Worst::Found(verdict, _) if verdict >= wanted)
    })
}

/// The denies that take something of a set, or may.
fn cutting(scene: &Scene<'_>, exercised: &[(Plane, Required)]) -> Vec<Denied> {
    let cuts = |denied: &&Denied| {
        exercised.is_empty()
            || exercised.iter().any(|(plane, required)| {
                let grants = all_granted(required);
                let denies = scene.judge.denies(std::slice::from_ref(*denied), *plane);
                let question = Question::new(required, &grants, &denies, &scene.context, scene.judge.wildcards);
                question.any(|verdict| verdict != Verdict::Allowed) != Some(false)
            })
    };
    scene.effective.denied.iter().filter(cuts).copied().collect()
}

fn deny_step(scene: &Scene<'_>, denied: Denied) -> Step {
    let verb = if denied.sure { "denies" } else { "may deny" };
    Step {
        on: StepOn::Deny(denied),
        at: scene.leaf.at,
        pattern: None,
        satisfies: format!("{verb} at {}", scene.leaf.at.name()).into(),
    }
}

/// The pattern of a held role that matches the first required string it matches; `None` where no export has its patterns.
fn pattern_of(scene: &Scene<'_>, held: &Held, required: &[(Plane, Required)]) -> Option<String> {
    let doubt = scene.judge.tenant().roles().get(held.role)?.doubt;
    let is_known = |plane| match doubt {
        Some(RoleDoubt::NotExported | RoleDoubt::Unreadable) => false,
        Some(RoleDoubt::NoDataActions) => plane == Plane::Control,
        Some(RoleDoubt::BlocksMerged | RoleDoubt::Contradicting) | None => true,
    };
    for (plane, required) in required.iter().filter(|(plane, _)| is_known(*plane)) {
        let wanted: Vec<&Pattern> = required.blocks.iter().flat_map(|block| &block.allow).collect();
        let found = scene.judge.patterns_of(held, *plane).find(|pattern| {
            wanted.iter().any(|wanted| {
                pattern.covers(wanted, scene.judge.wildcards) || pattern.matches(&wanted.sample(), scene.judge.wildcards)
            })
        });
        if let Some(pattern) = found {
            return Some(pattern.text().to_owned());
        }
    }
    None
}

/// The conditions that an answer hangs on, in words.
fn residual(scene: &Scene<'_>, carriers: &[Held]) -> Option<String> {
    let words = |held: &Held| scene.judge.condition_of(held).map(|condition| scene.judge.in_words(&condition));
    let mut all: Vec<String> =
        carriers.iter().filter_map(words).chain(carriers.iter().flat_map(|held| scene.judge.block_conditions(held))).collect();
    all.dedup();
    (!all.is_empty()).then(|| all.join("; and "))
}
