//! What a positive answer rests on: as few held roles as are enough, each with a pattern of it that matches.

use super::clauses::Required;
use super::decision::{Basis, Matched, ProofStep, Satisfies, StepOn, Verdict};
use super::denial;
use super::held::{Denied, EffectiveGrant};
use super::missing::Missing;
use super::part::PartAnswer;
use super::question::Worst;
use super::scene::LeafScene;
use super::verdict::Denial;
use crate::graph::{Role, RoleDoubt};
use crate::model::Plane;
use crate::pattern::Pattern;

/// A positive answer that needs its proof.
pub(super) struct Claim<'c> {
    /// What was required.
    pub required: &'c [(Plane, Required)],
    /// The actions that deny assignments are compared with: what the task is known to use, else what was required. Empty: not
    /// known.
    pub exercised: &'c [(Plane, Required)],
    /// The answer.
    pub verdict: Verdict,
    /// Its basis.
    pub basis: Basis,
    /// What the steps satisfy.
    pub satisfies: Satisfies,
    /// What is already known to be open.
    pub missing: Vec<Missing>,
}

/// The proof that held roles cover a required set.
pub(super) fn part(scene: &LeafScene<'_>, claim: Claim<'_>) -> PartAnswer {
    let carriers = carriers(scene, &scene.effective.held, |held| carries(scene, held, &claim));
    finish(scene, &carriers, claim)
}

/// The proof that a role itself is held: as few of its grants as are enough.
pub(super) fn listed(
    scene: &LeafScene<'_>,
    held: &[EffectiveGrant],
    claim: Claim<'_>,
    is_enough: impl Fn(&[EffectiveGrant]) -> bool,
) -> PartAnswer {
    let carriers = carriers(scene, held, is_enough);
    finish(scene, &carriers, claim)
}

fn finish(scene: &LeafScene<'_>, carriers: &[EffectiveGrant], claim: Claim<'_>) -> PartAnswer {
    let step = |held: &EffectiveGrant| ProofStep {
        on: StepOn::Role(*held),
        at: scene.leaf.at,
        matched: matched(scene, held, claim.required),
        satisfies: claim.satisfies.clone(),
    };
    let mut steps: Vec<ProofStep> = carriers.iter().map(step).collect();
    let mut missing = claim.missing;
    if claim.verdict < Verdict::Allowed {
        let mut cutting = cutting(scene, claim.exercised);
        // What is certainly blocked rests on what certainly denies.
        cutting.retain(|denied| denied.sure || claim.verdict > Verdict::Blocked);
        missing.extend(cutting.iter().filter_map(|denied| denied.doubt).map(|doubt| scene.doubtful(doubt)));
        steps.extend(cutting.into_iter().map(|denied| deny_step(scene, denied)));
        if claim.verdict > Verdict::Blocked {
            missing.extend(carriers.iter().filter_map(|held| scene.open_about(held)));
        }
        missing = Missing::sorted(missing, scene.judge.tenant().facts());
    }
    let conditions = if claim.verdict == Verdict::Conditional { residual(scene, carriers) } else { Vec::new() };
    let basis = (claim.verdict > Verdict::Blocked).then_some(claim.basis);
    PartAnswer { verdict: claim.verdict, basis, steps, missing, conditions }
}

/// As few held roles as are enough: one role if one is enough, else what is left after every role is removed that is not
/// needed.
fn carriers(
    scene: &LeafScene<'_>,
    held: &[EffectiveGrant],
    is_enough: impl Fn(&[EffectiveGrant]) -> bool,
) -> Vec<EffectiveGrant> {
    let mut all: Vec<EffectiveGrant> = held.to_vec();
    all.sort_by_cached_key(|held| {
        (std::cmp::Reverse(held.strength), scene.judge.condition_of(held).is_some(), order(scene, held))
    });
    if let Some(&one) = all.iter().find(|held| is_enough(std::slice::from_ref(held))) {
        return vec![one];
    }
    if is_enough(&all) { needed_of(&all, is_enough) } else { all }
}

/// What is left of some roles after every role is removed that is not needed, the last one first. More roles never give less, so the
/// last one that is needed is found by halving.
fn needed_of(all: &[EffectiveGrant], is_enough: impl Fn(&[EffectiveGrant]) -> bool) -> Vec<EffectiveGrant> {
    let (mut needed, mut end) = (Vec::new(), all.len());
    while !is_enough(&needed) && end > 0 {
        let with = |first: usize| -> Vec<EffectiveGrant> { all.iter().take(first).chain(&needed).copied().collect() };
        let (mut least, mut most) = (0, end);
        while least + 1 < most {
            let middle = least.midpoint(most);
            if is_enough(&with(middle)) { most = middle } else { least = middle }
        }
        end = most - 1;
        needed = all.iter().skip(end).take(1).chain(&needed).copied().collect();
    }
    needed
}

/// The order in which roles are preferred. It does not depend on the order of the inputs.
fn order(scene: &LeafScene<'_>, held: &EffectiveGrant) -> (String, String) {
    let facts = scene.judge.tenant().facts();
    let condition = match held.condition {
        crate::model::ConditionState::Text(text) | crate::model::ConditionState::OtherVersion(text) => facts.texts.get(text),
        _ => "",
    };
    (facts.roles.id(held.role).to_string(), condition.to_owned())
}

/// Whether these roles alone give the answer, were there no denies.
fn carries(scene: &LeafScene<'_>, held: &[EffectiveGrant], claim: &Claim<'_>) -> bool {
    let wanted = if claim.verdict == Verdict::Blocked { Verdict::Unknown } else { claim.verdict };
    claim.required.iter().all(|(plane, required)| {
        let grants = scene.grants(held, *plane);
        let question = scene.question(required, &grants, &[]);
        matches!(question.worst(), Worst::Found(verdict, _) if verdict >= wanted)
    })
}

/// The denies that take something of a set, or may.
fn cutting(scene: &LeafScene<'_>, exercised: &[(Plane, Required)]) -> Vec<Denied> {
    let takes = |denied: &Denied, (plane, required): &(Plane, Required)| {
        let deny = scene.judge.denies(std::slice::from_ref(denied), *plane);
        denial::most(required, &deny, &scene.context, scene.judge.wildcards) != Some(Denial::None)
    };
    let cuts = |denied: &&Denied| exercised.is_empty() || exercised.iter().any(|whole| takes(denied, whole));
    scene.effective.denied.iter().filter(cuts).copied().collect()
}

fn deny_step(scene: &LeafScene<'_>, denied: Denied) -> ProofStep {
    let satisfies = if denied.sure { Satisfies::Denies } else { Satisfies::MayDeny };
    ProofStep { on: StepOn::Deny(denied), at: scene.leaf.at, matched: None, satisfies }
}

/// The pattern of a held role that matches the first required string it matches; `None` if no export has its patterns.
fn matched(scene: &LeafScene<'_>, held: &EffectiveGrant, required: &[(Plane, Required)]) -> Option<Matched> {
    let role = scene.judge.tenant().roles().get(held.role)?;
    let is_known = |plane| match role.doubt {
        Some(RoleDoubt::NotExported | RoleDoubt::Unreadable) => false,
        Some(RoleDoubt::NoDataActions) => plane == Plane::Control,
        Some(RoleDoubt::BlocksMerged | RoleDoubt::Contradicting | RoleDoubt::OpenScopes) | None => true,
    };
    for (plane, required) in required.iter().filter(|(plane, _)| is_known(*plane)) {
        let wanted: Vec<&Pattern> = required.blocks.iter().flat_map(|block| &block.allow).collect();
        let found = scene.judge.patterns_of(held, *plane).find(|pattern| {
            wanted.iter().any(|wanted| {
                pattern.covers(wanted, scene.judge.wildcards) || pattern.matches(&wanted.sample(), scene.judge.wildcards)
            })
        });
        if let Some(pattern) = found {
            return Some(Matched { pattern: pattern.text().into(), block: block_of(role, pattern) });
        }
    }
    None
}

/// The number of the permission block that has a pattern, from 1, where the role has several.
fn block_of(role: &Role, pattern: &Pattern) -> Option<usize> {
    let [blocks] = role.alternatives.as_slice() else { return None };
    let has = |list: &[Pattern]| list.iter().any(|own| own.folded() == pattern.folded());
    let at = blocks.iter().position(|block| has(&block.actions) || has(&block.data_actions))?;
    (blocks.len() > 1).then_some(at + 1)
}

/// The conditions that an answer depends on.
fn residual(scene: &LeafScene<'_>, carriers: &[EffectiveGrant]) -> Vec<String> {
    let words = |held: &EffectiveGrant| scene.judge.condition_of(held).map(|condition| scene.judge.in_words(&condition));
    let mut all: Vec<String> =
        carriers.iter().filter_map(words).chain(carriers.iter().flat_map(|held| scene.judge.block_conditions(held))).collect();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::graph::Strength;
    use crate::model::{ConditionState, RoleId};

    fn grants(number: u32) -> Vec<EffectiveGrant> {
        let grant = |role| EffectiveGrant {
            role: RoleId(role),
            condition: ConditionState::None,
            strength: Strength::Sure,
            doubt: None,
        };
        (0..number).map(grant).collect()
    }

    proptest! {
        /// Any of several combinations is enough, and so is more than one of them.
        #[test]
        fn halving_finds_what_removing_one_by_one_finds(
            number in 1_u32..12,
            enough in proptest::collection::vec(proptest::collection::btree_set(0_u32..12, 1..4), 1..4),
        ) {
            let all = grants(number);
            let is_enough = |held: &[EffectiveGrant]| {
                enough.iter().any(|wanted| wanted.iter().all(|role| held.iter().any(|held| held.role == RoleId(*role))))
            };
            prop_assume!(is_enough(&all));
            let mut kept = all.clone();
            for held in all.iter().rev() {
                let without: Vec<EffectiveGrant> = kept.iter().filter(|other| *other != held).copied().collect();
                if is_enough(&without) {
                    kept = without;
                }
            }
            prop_assert_eq!(needed_of(&all, is_enough), kept);
        }
    }
}
