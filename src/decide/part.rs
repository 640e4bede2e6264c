//! [`PartAnswer`]: the answer for a part of a requirement, and how parts combine.

use super::decision::{Basis, ProofStep, Verdict};
use super::missing::Missing;

/// The answer for a leaf, or for a formula over leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PartAnswer {
    pub verdict: Verdict,
    pub basis: Option<Basis>,
    pub steps: Vec<ProofStep>,
    pub missing: Vec<Missing>,
    pub conditions: Vec<String>,
}

impl PartAnswer {
    /// A plain no, or something that is open.
    pub(super) fn without(verdict: Verdict, missing: Vec<Missing>) -> Self {
        Self { verdict, basis: None, steps: Vec::new(), missing, conditions: Vec::new() }
    }

    fn rank(&self) -> (Verdict, Option<Basis>) {
        (self.verdict, self.basis)
    }

    /// The best of several ways: by verdict, then by basis, then in the order of the document. A no names what each way lacks.
    pub(super) fn any(parts: &[Self]) -> Self {
        let best = parts.iter().map(Self::rank).max();
        let lacking = || parts.iter().flat_map(|part| part.missing.clone()).collect();
        match parts.iter().find(|part| Some(part.rank()) == best) {
            Some(part) if part.verdict > Verdict::Blocked => part.clone(),
            Some(part) => Self { missing: lacking(), ..part.clone() },
            None => Self::without(Verdict::NotAllowed, Vec::new()),
        }
    }

    /// All of several parts: the worst of them, on the weakest basis, with the proofs of all.
    pub(super) fn all(parts: Vec<Self>) -> Self {
        let Some(verdict) = parts.iter().map(|part| part.verdict).min() else {
            return Self::without(Verdict::Allowed, Vec::new());
        };
        if verdict == Verdict::NotAllowed {
            let lacking = parts.into_iter().filter(|part| part.verdict == verdict).flat_map(|part| part.missing);
            return Self::without(verdict, lacking.collect());
        }
        // If one part has no basis, the whole has no basis.
        let basis = parts.iter().map(|part| part.basis).min().flatten().filter(|_| verdict > Verdict::Blocked);
        let mut all = Self { verdict, basis, steps: Vec::new(), missing: Vec::new(), conditions: Vec::new() };
        for part in parts {
            all.steps.extend(part.steps);
            all.missing.extend(part.missing);
            if all.conditions != part.conditions {
                all.conditions.extend(part.conditions);
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(verdict: Verdict, basis: Basis) -> PartAnswer {
        PartAnswer { basis: Some(basis), ..PartAnswer::without(verdict, Vec::new()) }
    }

    #[test]
    fn any_takes_the_best_and_all_the_worst() {
        let eligible = part(Verdict::Eligible, Basis::Listed);
        let covers = part(Verdict::Allowed, Basis::Covers);
        let listed = part(Verdict::Allowed, Basis::Listed);
        let cases = [
            (vec![eligible.clone(), covers.clone()], covers.rank(), eligible.verdict, "now beats after an activation"),
            (vec![covers.clone(), listed.clone()], listed.rank(), Verdict::Allowed, "the letter beats an equivalent"),
        ];
        for (parts, best, worst, why) in cases {
            assert_eq!(PartAnswer::any(&parts).rank(), best, "{why}");
            assert_eq!(PartAnswer::all(parts).verdict, worst, "{why}");
        }
    }
}
