//! What people hold, each grant once, with what it gives them.

use super::phrases::{role_in_words, targets_of_all};
use super::picture::AnswersView;
use super::views::{MissingView, ProofView, ResultView};
use crate::arrange::Arrange as _;
use crate::report::terms::{Basis, StepKind, Verdict};
use crate::report::words::basis_in_words;

/// Grants that give something together, and what they give.
pub(crate) struct GrantView<'a> {
    /// The grants: one, or several that only together give it; none where an answer has no proof.
    pub(crate) steps: Vec<ProofView<'a>>,
    /// How surely they give it.
    pub(crate) verdict: Verdict,
    /// What they give, by task.
    pub(crate) gives: Vec<GivenTask<'a>>,
    /// What it depends on, in words.
    pub(crate) condition: Option<String>,
    /// What is missing or open.
    pub(crate) missing: Vec<MissingView<'a>>,
}

/// A task that grants give.
pub(crate) struct GivenTask<'a> {
    /// The task.
    pub(crate) task: &'a str,
    /// The targets, where they are not all that the task has.
    pub(crate) targets: String,
    /// By what, in the words of the document.
    pub(crate) basis: Option<Basis>,
    /// The patterns that matter, one for each grant that has one.
    pub(crate) patterns: Vec<String>,
    /// Whether `--strict-wildcards` gives another answer.
    pub(crate) strict_differs: bool,
}

/// The grants behind some answers, those that give most first.
pub(crate) fn grants<'a>(answers: &AnswersView<'_>, results: impl Iterator<Item = ResultView<'a>>) -> Vec<GrantView<'a>> {
    let mut all: Vec<GrantView<'a>> = Vec::new();
    for result in results {
        let steps: Vec<ProofView<'a>> = result.proof().collect();
        let (condition, missing) = (result.condition(), result.missing().collect::<Vec<_>>());
        let given = given(answers, &result, &steps);
        let same = all.iter_mut().find(|own| {
            own.verdict == result.verdict()
                && own.condition == condition
                && own.missing.iter().map(|missing| &missing.message).eq(missing.iter().map(|missing| &missing.message))
                && own.steps.iter().map(identity).eq(steps.iter().map(identity))
        });
        match same {
            Some(own) => own.gives.push(given),
            None => all.push(GrantView { steps, verdict: result.verdict(), gives: vec![given], condition, missing }),
        }
    }
    all.arrange_by_key(|own| (std::cmp::Reverse(own.gives.len()), own.steps.len()));
    all
}

/// What makes two steps the same grant.
fn identity<'s>(step: &'s ProofView<'_>) -> impl PartialEq + use<'s> {
    (step.kind, step.assignment.as_deref(), step.role.as_deref(), step.scope.as_str(), &step.names, step.record)
}

fn given<'a>(answers: &AnswersView<'_>, result: &ResultView<'a>, steps: &[ProofView<'a>]) -> GivenTask<'a> {
    // Where the role itself is what is asked for, none of its patterns says more than its name.
    let by_pattern = result.basis() != Some(Basis::Listed);
    let patterns = steps.iter().filter_map(|step| step.pattern.as_deref()).filter(|_| by_pattern);
    let all = answers.targets_of().get(result.task_number()).map_or(0, Vec::len);
    GivenTask {
        task: result.task().id,
        targets: targets_of_all(result, all),
        basis: result.basis(),
        patterns: patterns.map(str::to_owned).collect(),
        strict_differs: result.strict_differs(),
    }
}

/// `Owner @ soc (through SOC) gives view-sentinel, query-sentinel-data`; what a deny assignment has to do with it comes last.
pub(crate) fn grant_in_words(grant: &GrantView<'_>) -> String {
    let (denies, grants): (Vec<&ProofView<'_>>, Vec<&ProofView<'_>>) =
        grant.steps.iter().partition(|step| step.kind == StepKind::Deny);
    let joined = |steps: &[&ProofView<'_>]| steps.iter().map(|step| held(step)).collect::<Vec<_>>().join(" with ");
    let gives = gives(grant.verdict, grants.len());
    let words = format!("{} {gives} {}", joined(&grants), given_in_words(&grant.gives));
    let blocks = if grant.verdict == Verdict::Blocked { "but is blocked" } else { "and may be blocked" };
    let blocked = if denies.is_empty() { String::new() } else { format!(", {blocks} by {}", joined(&denies)) };
    format!("{}{blocked}", words.trim_start())
}

/// `Owner @ soc (through SOC)`.
fn held(step: &ProofView<'_>) -> String {
    let groups: Vec<&str> = step.names.iter().skip(1).map(String::as_str).collect();
    let through = if groups.is_empty() { String::new() } else { format!(" (through {})", groups.join(" > ")) };
    format!("{} @ {}{through}", role_in_words(step), step.place())
}

/// How so many grants give tasks: in words that say how surely.
const fn gives(verdict: Verdict, grants: usize) -> &'static str {
    match (verdict, grants) {
        (Verdict::NotAllowed, 0) => "cannot do",
        (Verdict::NotAsked, 0) => "not asked:",
        (_, 0) => "not known:",
        (Verdict::Allowed, 1) => "gives",
        (Verdict::Allowed, _) => "together give",
        (Verdict::Eligible, _) => "after an activation gives",
        (Verdict::Conditional, _) => "under a condition gives",
        (Verdict::Unknown, _) => "may give",
        (Verdict::Blocked, _) => "would give",
        (Verdict::NotAllowed | Verdict::NotAsked, _) => "does not give",
    }
}

/// The tasks, those for the same targets together.
fn given_in_words(gives: &[GivenTask<'_>]) -> String {
    let mut parts: Vec<(&str, Vec<&str>)> = Vec::new();
    for own in gives {
        match parts.iter_mut().find(|(targets, _)| *targets == own.targets) {
            Some((_, tasks)) => tasks.push(own.task),
            None => parts.push((&own.targets, vec![own.task])),
        }
    }
    let part = |(targets, tasks): &(&str, Vec<&str>)| {
        let tasks = tasks.join(", ");
        if targets.is_empty() { tasks } else { format!("{tasks} ({targets})") }
    };
    parts.iter().map(part).collect::<Vec<_>>().join("; ")
}

/// By what a task is given.
pub(crate) fn by(own: &GivenTask<'_>) -> String {
    let basis = own.basis.map(|basis| format!(": {}", basis_in_words(basis))).unwrap_or_default();
    let patterns = if own.patterns.is_empty() { String::new() } else { format!(", {}", own.patterns.join(" and ")) };
    let strict = if own.strict_differs { "; another answer under --strict-wildcards" } else { "" };
    format!("{}{basis}{patterns}{strict}", own.task)
}
