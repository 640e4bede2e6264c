//! [`ExpectedAssignments`]: which assignments are expected to give something, and how those that give it differ from that.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::direct::{DirectAnswers, DirectAssignment};
use super::expected::{ExpectedError, asks, delegations, fault, is_answer, list, report, verdict};
use super::question::WhoCan;
use crate::decide::Verdict;
use crate::graph::TenantGraph;
use crate::source::Source;

/// The assignments of an earlier report, or none, by what they are and by target (in lower case).
#[derive(Debug, Clone, Default)]
pub struct ExpectedAssignments {
    answers: GivenByAssignments,
    /// The ids of those who can by several assignments together.
    together: BTreeSet<String>,
    /// What that report says of Azure Lighthouse.
    delegations: BTreeSet<String>,
    /// The question of that report; none where nothing is expected.
    question: Option<Value>,
}

/// What makes two assignments the same one in two reports.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct AssignmentKey {
    principal: String,
    kind: String,
    role: String,
    scope: String,
}

/// What assignments give, by target (in lower case), with the name of the role.
type GivenByAssignments = BTreeMap<(AssignmentKey, String), (Verdict, String)>;

/// An assignment at one target, or somebody with several assignments, where that is other than expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnexpectedAssignment {
    /// An assignment gives more, or less.
    Assignment {
        /// The id of the principal.
        principal: String,
        /// The name of the role.
        role: String,
        /// Where it is assigned, in lower case.
        scope: String,
        /// For what; the id in lower case.
        target: String,
        /// The answer that was expected.
        expected: Verdict,
        /// The answer that it is.
        found: Verdict,
    },
    /// Somebody can by several assignments together, or no longer.
    Together {
        /// The id of the principal.
        principal: String,
        /// It can now.
        now: bool,
    },
}

impl ExpectedAssignments {
    /// Whether nothing is expected to give it, not even after an activation.
    pub fn is_none(&self) -> bool {
        self.question.is_none() && self.answers.is_empty()
    }

    /// None at all.
    pub fn none() -> Self {
        Self::default()
    }

    /// What a report says, which `who-can --direct` wrote as JSON.
    pub fn read(source: &Source) -> Result<Self, ExpectedError> {
        let report = report(source)?;
        let no_assignments = || fault(source, "it has no `assignments`: `--direct` writes them");
        let assignments = report.get("assignments").and_then(Value::as_array).ok_or_else(no_assignments)?;
        let mut answers = BTreeMap::new();
        for own in assignments {
            let text = |key: &str| own.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
            let [principal, kind, role, role_name] = ["principal", "kind", "role", "role_name"].map(text);
            let key = AssignmentKey { principal, kind, role, scope: text("scope").to_ascii_lowercase() };
            for result in list(source, own, "results")? {
                let verdict = verdict(source, &result)?;
                let targets = list(source, &result, "targets")?;
                let own = targets.iter().filter_map(Value::as_str).map(str::to_ascii_lowercase);
                answers.extend(own.map(|target| ((key.clone(), target), (verdict, role_name.clone()))));
            }
        }
        answers.retain(|_, (verdict, _)| is_answer(*verdict));
        let together = list(source, &report, "together")?;
        let together = together.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        Ok(Self { answers, together, delegations: delegations(&report), question: report.get("question").cloned() })
    }

    /// Whether a delegation, as reports word it, is expected.
    pub fn knows(&self, delegation: &str) -> bool {
        self.delegations.contains(delegation)
    }

    /// Whether the report asks this question; the error says what it asks.
    pub fn asks(&self, question: &Value, path: &str) -> Result<(), ExpectedError> {
        asks(self.question.as_ref(), question, path)
    }

    /// Every assignment that gives other than expected, by what it is and by target, then everybody with several assignments.
    pub fn differences(&self, tenant: &TenantGraph, found: &WhoCan, direct: &DirectAnswers) -> Vec<UnexpectedAssignment> {
        let now = given(tenant, found, direct);
        let targets: BTreeSet<String> = found.outcome.targets.iter().map(|target| target.id.to_ascii_lowercase()).collect();
        // Nothing shows that an assignment is gone where the lists are not whole (R-EVAL-9).
        let shows_eligible = found.shows_eligible();
        let without = |target: &String, expected: Verdict| match (targets.contains(target), direct.is_whole) {
            (false, _) => Verdict::NotAsked,
            (true, false) => Verdict::Unknown,
            (true, true) if expected == Verdict::Eligible && !shows_eligible => Verdict::Unknown,
            (true, true) => Verdict::NotAllowed,
        };
        let keys: BTreeSet<&(AssignmentKey, String)> = now.keys().chain(self.answers.keys()).collect();
        let assignments = keys.into_iter().filter_map(|key| {
            let (then, now) = (self.answers.get(key), now.get(key));
            let expected = then.map_or(Verdict::NotAllowed, |(verdict, _)| *verdict);
            let found = now.map_or_else(|| without(&key.1, expected), |(verdict, _)| *verdict);
            let role = now.or(then).map(|(_, role)| role.clone()).unwrap_or_default();
            let (AssignmentKey { principal, scope, .. }, target) = key.clone();
            let differs = UnexpectedAssignment::Assignment { principal, role, scope, target, expected, found };
            (expected != found).then_some(differs)
        });
        let ids = direct.together.iter().map(|&who| tenant.facts().principals.id(who).to_string());
        let together: BTreeSet<String> = ids.collect();
        let other = together.symmetric_difference(&self.together);
        let other = other.map(|id| UnexpectedAssignment::Together { principal: id.clone(), now: together.contains(id) });
        assignments.chain(other).collect()
    }
}

/// What each assignment gives, by target.
fn given(tenant: &TenantGraph, found: &WhoCan, direct: &DirectAnswers) -> GivenByAssignments {
    let of = |own: &DirectAssignment| {
        let (key, role_name) = key(tenant, own);
        let results = own.alone.answers.results.iter().filter(|result| is_answer(result.decision.verdict));
        let by_target = results.flat_map(|result| result.targets.iter().map(|&number| (number, result.decision.verdict)));
        let of_target = move |(number, verdict): (usize, Verdict)| {
            let target = found.outcome.targets.get(number)?.id.to_ascii_lowercase();
            Some(((key.clone(), target), (verdict, role_name.clone())))
        };
        by_target.filter_map(of_target).collect::<Vec<_>>()
    };
    direct.assignments.iter().flat_map(of).collect()
}

/// What makes an assignment the same one, and the name of its role.
fn key(tenant: &TenantGraph, own: &DirectAssignment) -> (AssignmentKey, String) {
    let stated = own.alone.gives.stated(tenant, Some(own.alone.record));
    let key = AssignmentKey {
        principal: tenant.facts().principals.id(own.alone.principal).to_string(),
        kind: own.alone.gives.kind().name().to_owned(),
        role: stated.role.unwrap_or_default(),
        scope: stated.scope.to_ascii_lowercase(),
    };
    (key, stated.role_name.map(|name| name.to_string()).unwrap_or_default())
}
