//! [`Expected`]: who is expected to be able to, by an earlier report or nobody; and how the answers differ from that.

use std::collections::{BTreeMap, BTreeSet};

use miette::Diagnostic;
use serde_json::Value;

use super::question::WhoCan;
use crate::decide::Verdict;
use crate::graph::TenantGraph;
use crate::model::ObjectId;
use crate::source::Source;

/// The answers of an earlier report that are more than a no, by principal and target (in lower case).
#[derive(Debug, Clone, Default)]
pub struct Expected {
    answers: BTreeMap<(ObjectId, String), Verdict>,
    /// What that report says of Azure Lighthouse.
    delegations: BTreeSet<String>,
    /// The question of that report; none where nobody is expected.
    question: Option<Value>,
}

/// A report that nothing can be held against.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum ExpectedError {
    /// It is no report of `who-can`.
    #[error("{path} is no JSON report of `rolecall who-can`: {why}")]
    #[diagnostic(help("write one with `rolecall who-can WHAT EXPORTS --format json -o FILE`, or say `--expect none`"))]
    NoReport {
        /// The file.
        path: String,
        /// What is wrong with it.
        why: String,
    },
    /// It answers another question.
    #[error("{path} answers another question: `{theirs}`, and not `{ours}`")]
    #[diagnostic(help("ask the same question as that report, with the same scopes"))]
    OtherQuestion {
        /// The file.
        path: String,
        /// What it asks.
        theirs: String,
        /// What is asked now.
        ours: String,
    },
}

/// One principal at one target whose answer is another one than expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unexpected {
    /// Who.
    pub principal: ObjectId,
    /// Where; the id in lower case.
    pub target: String,
    /// The answer that was expected.
    pub expected: Verdict,
    /// The answer that it is.
    pub found: Verdict,
}

impl Expected {
    /// Nobody, not even after an activation.
    pub fn nobody() -> Self {
        Self::default()
    }

    /// What a report says, which `who-can` wrote as JSON.
    pub fn read(source: &Source) -> Result<Self, ExpectedError> {
        let report = report(source)?;
        let list = |of: &Value, key: &str| list(source, of, key);
        let mut answers = BTreeMap::new();
        for class in list(&report, "classes")? {
            let principals = list(&class, "principals")?;
            for result in list(&class, "results")? {
                let verdict = verdict(source, &result)?;
                let targets = list(&result, "targets")?;
                for principal in principals.iter().filter_map(Value::as_str) {
                    let own = targets.iter().filter_map(Value::as_str).map(str::to_ascii_lowercase);
                    answers.extend(own.map(|target| ((ObjectId::parse(principal), target), verdict)));
                }
            }
        }
        answers.retain(|_, verdict| is_answer(*verdict));
        Ok(Self { answers, delegations: delegations(&report), question: report.get("question").cloned() })
    }

    /// Whether nobody is expected to be able to, not even after an activation.
    pub fn is_nobody(&self) -> bool {
        self.question.is_none() && self.answers.is_empty()
    }

    /// Whether a delegation, as reports word it, is expected.
    pub fn knows(&self, delegation: &str) -> bool {
        self.delegations.contains(delegation)
    }

    /// Whether the report asks this question; the error says what it asks.
    pub fn asks(&self, question: &Value, path: &str) -> Result<(), ExpectedError> {
        asks(self.question.as_ref(), question, path)
    }

    /// Every answer that is another one than expected, by principal and target.
    pub fn differences(&self, tenant: &TenantGraph, found: &WhoCan) -> Vec<Unexpected> {
        let mut now: BTreeMap<(ObjectId, String), Verdict> = BTreeMap::new();
        for class in &found.outcome.classes {
            for result in class.results.iter().filter(|result| is_answer(result.decision.verdict)) {
                let targets = result.targets.iter().filter_map(|&number| found.outcome.targets.get(number));
                let targets: Vec<String> = targets.map(|target| target.id.to_ascii_lowercase()).collect();
                for &principal in &class.principals {
                    let id = tenant.facts().principals.id(principal);
                    let own = targets.iter().map(|target| ((id.clone(), target.clone()), result.decision.verdict));
                    now.extend(own);
                }
            }
        }
        let asked = AskedPairs::new(tenant, found);
        let keys: BTreeSet<&(ObjectId, String)> = now.keys().chain(self.answers.keys()).collect();
        let all = keys.into_iter().map(|key| {
            let expected = self.answers.get(key).copied().unwrap_or(Verdict::NotAllowed);
            let found = now.get(key).copied().unwrap_or_else(|| asked.without_answer(key, expected));
            Unexpected { principal: key.0.clone(), target: key.1.clone(), expected, found }
        });
        all.filter(|own| own.expected != own.found).collect()
    }
}

/// Whom and what the answers are about.
struct AskedPairs<'a> {
    principals: BTreeSet<&'a ObjectId>,
    targets: BTreeSet<String>,
    shows_eligible: bool,
}

impl<'a> AskedPairs<'a> {
    fn new(tenant: &'a TenantGraph, found: &WhoCan) -> Self {
        let principals = found.outcome.classes.iter().flat_map(|class| &class.principals);
        let targets = found.outcome.targets.iter().map(|target| target.id.to_ascii_lowercase());
        let principals = principals.map(|&id| tenant.facts().principals.id(id)).collect();
        Self { principals, targets: targets.collect(), shows_eligible: found.shows_eligible() }
    }

    /// What it means that there is no answer: a no, where it was asked. Nothing shows a no for whom or what the exports do not name, nor
    /// that somebody is not eligible any more where they do not list who is (R-EVAL-9).
    fn without_answer(&self, (principal, target): &(ObjectId, String), expected: Verdict) -> Verdict {
        match (self.targets.contains(target), self.principals.contains(principal)) {
            (false, _) => Verdict::NotAsked,
            (true, false) => Verdict::Unknown,
            (true, true) if expected == Verdict::Eligible && !self.shows_eligible => Verdict::Unknown,
            (true, true) => Verdict::NotAllowed,
        }
    }
}

/// A report of `who-can`, as its JSON is.
pub(super) fn report(source: &Source) -> Result<Value, ExpectedError> {
    let report: Value = serde_json::from_str(source.text()).map_err(|error| fault(source, &error.to_string()))?;
    if report.get("schema").and_then(Value::as_str) == Some("rolecall/who-can@1") {
        return Ok(report);
    }
    Err(fault(source, "its `schema` is not `rolecall/who-can@1`"))
}

/// The delegations of Azure Lighthouse that a report names, as it words them.
pub(super) fn delegations(report: &Value) -> BTreeSet<String> {
    let findings = report.get("findings").and_then(Value::as_array).into_iter().flatten();
    let own = findings.filter(|finding| finding.get("code").and_then(Value::as_str) == Some("delegated-access"));
    own.filter_map(|finding| finding.get("message")?.as_str().map(str::to_owned)).collect()
}

/// A list of it.
pub(super) fn list(source: &Source, of: &Value, key: &str) -> Result<Vec<Value>, ExpectedError> {
    of.get(key).and_then(Value::as_array).cloned().ok_or_else(|| fault(source, &missing(key)))
}

/// A verdict of it.
pub(super) fn verdict(source: &Source, of: &Value) -> Result<Verdict, ExpectedError> {
    let verdict = of.get("verdict").ok_or_else(|| fault(source, &missing("verdict")))?;
    verdict.as_str().and_then(named).ok_or_else(|| fault(source, "an answer has an unknown `verdict`"))
}

/// Why a file is no report that can be compared.
pub(super) fn fault(source: &Source, why: &str) -> ExpectedError {
    ExpectedError::NoReport { path: source.name().to_string(), why: why.to_owned() }
}

/// Whether two questions are the same one.
pub(super) fn asks(theirs: Option<&Value>, ours: &Value, path: &str) -> Result<(), ExpectedError> {
    let Some(theirs) = theirs.filter(|theirs| named_reading(theirs) != named_reading(ours)) else { return Ok(()) };
    let [theirs, ours] = [theirs, ours].map(ToString::to_string);
    Err(ExpectedError::OtherQuestion { path: path.to_owned(), theirs, ours })
}

/// A question without the reading that goes without saying: reports of older versions do not name it.
fn named_reading(question: &Value) -> Value {
    let mut question = question.clone();
    if question.get("asks_for").and_then(Value::as_str) == Some("all") {
        question.as_object_mut().and_then(|keys| keys.remove("asks_for"));
    }
    question
}

fn missing(key: &str) -> String {
    format!("`{key}` is missing")
}

fn named(name: &str) -> Option<Verdict> {
    let all = [
        Verdict::NotAsked,
        Verdict::NotAllowed,
        Verdict::Blocked,
        Verdict::Unknown,
        Verdict::Conditional,
        Verdict::Eligible,
        Verdict::Allowed,
    ];
    all.into_iter().find(|verdict| verdict.name() == name)
}

/// Whether there is more to say than no.
pub(super) fn is_answer(verdict: Verdict) -> bool {
    verdict > Verdict::Blocked
}
