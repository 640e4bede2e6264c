//! What is other than expected, in words.

use super::direct::DirectReport;
use super::picture::{DelegatedHolder, WhoCanReport};
use super::{direct_words, words};
use crate::audit::CaveatCode;
use crate::decide::Verdict;
use crate::model::ObjectId;
use crate::report::answers::places::scope_called;
use crate::report::answers::views::PrincipalView;
use crate::report::words::{count, verdict_in_words};
use crate::who_can::{Unexpected, UnexpectedAssignment};

/// The answer where each no is about now alone (R-EVAL-9).
const NOBODY_NOW: &str = "As expected: nobody can now; the exports do not show who can after an activation";

/// What is other than expected.
#[derive(Debug)]
pub struct Differing<'a, T> {
    /// The answers.
    pub answers: &'a [T],
    /// The delegations of Azure Lighthouse that nothing expected names.
    pub delegated: &'a [DelegatedHolder],
    /// Nobody is expected to be able to, not even after an activation.
    pub expects_nobody: bool,
}

impl<T> Differing<'_, T> {
    /// Whether nothing differs.
    pub const fn is_empty(&self) -> bool {
        self.answers.is_empty() && self.delegated.is_empty()
    }
}

/// The answers that are other than expected.
#[derive(Debug, Clone)]
pub struct ExpectationReport {
    /// The answer in one line.
    pub(crate) answer: String,
    /// A line for each difference: `+` for more, `-` for less; and `?` for what the exports do not show.
    pub(crate) lines: Vec<(char, String)>,
}

impl WhoCanReport<'_> {
    /// How the answers differ from what was expected.
    pub fn against(&self, differing: &Differing<'_, Unexpected>) -> ExpectationReport {
        let Differing { answers: unexpected, delegated, .. } = *differing;
        let more = |own: &&Unexpected| own.found > own.expected;
        let (gained, lost): (Vec<&Unexpected>, Vec<&Unexpected>) = unexpected.iter().partition(more);
        let able = match self.holders().len() {
            0 => "nobody can".to_owned(),
            able => format!("{} can, or may be able to", count(able, "principal")),
        };
        let answer = match (gained.len() + delegated.len(), lost.len()) {
            (0, 0) if self.asked() == 0 => "Not known: the exports name no principal".to_owned(),
            (0, 0) if differing.expects_nobody && !self.found.shows_eligible() => NOBODY_NOW.to_owned(),
            (0, 0) => format!("As expected: {able}"),
            (gained, lost) if self.is_open(differing) => {
                format!("Not known: {} may be other than expected", count(gained + lost, "answer"))
            }
            (gained, lost) => format!("Not as expected: {gained} more, {lost} less"),
        };
        let line = |own: &Unexpected| {
            let mark = if own.found > own.expected { '+' } else { '-' };
            let place = if own.target == "tenant" { "the tenant".to_owned() } else { scope_called(self.tenant, &own.target) };
            let (now, was) = (verdict_in_words(own.found), verdict_in_words(own.expected));
            (mark, format!("{} at {place}: {now}, expected was {was} ({})", self.called(own), own.target))
        };
        let delegated = delegated.iter().map(|own| ('+', words::delegation(own)));
        let lines = gained.into_iter().map(line).chain(delegated).chain(lost.into_iter().map(line));
        ExpectationReport { answer, lines: lines.chain(self.not_shown()).collect() }
    }

    /// Of which places the exports do not show who is eligible.
    fn not_shown(&self) -> impl Iterator<Item = (char, String)> {
        self.answers.caveats_of(CaveatCode::EligibilityNotShown).into_iter().map(|words| ('?', words))
    }

    /// The delegations that nothing expected names.
    pub fn unexpected_delegations(&self, is_expected: impl Fn(&str) -> bool) -> Vec<DelegatedHolder> {
        let mut delegations = self.delegations();
        delegations.retain(|own| !is_expected(&own.who));
        delegations
    }

    fn called(&self, own: &Unexpected) -> String {
        let known = self.tenant.facts().principals.lookup(&own.principal);
        known.map_or_else(|| own.principal.to_string(), |id| PrincipalView::new(self.tenant, id).called())
    }

    /// Whether nothing shows that it is as expected, or that it is not: no principal was asked about, or all that differs is open.
    pub fn is_open(&self, differing: &Differing<'_, Unexpected>) -> bool {
        let is_open = |verdict: Verdict| matches!(verdict, Verdict::Unknown | Verdict::NotAsked);
        if differing.is_empty() {
            return self.asked() == 0;
        }
        differing.answers.iter().all(|own| is_open(own.found) || is_open(own.expected))
            && differing.delegated.iter().all(|own| is_open(own.verdict))
    }

    /// The question, as the report has it.
    pub fn question(&self) -> serde_json::Value {
        serde_json::to_value(self.question_view()).unwrap_or_default()
    }
}

impl DirectReport<'_> {
    /// How the assignments differ from those that were expected.
    pub fn against(&self, differing: &Differing<'_, UnexpectedAssignment>) -> ExpectationReport {
        let Differing { answers: unexpected, delegated, .. } = *differing;
        let (gained, lost): (Vec<_>, Vec<_>) = unexpected.iter().partition(|own| is_more(own));
        let answer = match (gained.len() + delegated.len(), lost.len()) {
            (0, 0) if !self.is_whole() => "Not known: the exports do not show all assignments".to_owned(),
            (0, 0) if differing.expects_nobody && !self.report.found.shows_eligible() => NOBODY_NOW.to_owned(),
            (0, 0) => format!("As expected. {}", direct_words::answer(self, &self.assignments())),
            (gained, lost) => format!("Not as expected: {gained} more, {lost} less"),
        };
        let line = |own: &UnexpectedAssignment| (if is_more(own) { '+' } else { '-' }, self.in_words(own));
        let delegated = delegated.iter().map(|own| ('+', words::delegation(own)));
        let lines = gained.into_iter().map(line).chain(delegated).chain(lost.into_iter().map(line));
        ExpectationReport { answer, lines: lines.chain(self.report.not_shown()).collect() }
    }

    /// The delegations that nothing expected names.
    pub fn unexpected_delegations(&self, is_expected: impl Fn(&str) -> bool) -> Vec<DelegatedHolder> {
        self.report.unexpected_delegations(is_expected)
    }

    fn in_words(&self, own: &UnexpectedAssignment) -> String {
        let called = |id: &str| {
            let known = self.tenant().facts().principals.lookup(&ObjectId::parse(id));
            known.map_or_else(|| id.to_owned(), |who| PrincipalView::new(self.tenant(), who).called())
        };
        match own {
            UnexpectedAssignment::Assignment { principal, role, scope, target, expected, found } => {
                let place = if target == "tenant" { "the tenant".to_owned() } else { scope_called(self.tenant(), target) };
                let (now, was) = (verdict_in_words(*found), verdict_in_words(*expected));
                format!("{}: {role} @ {scope} for {place}: {now}, expected was {was}", called(principal))
            }
            UnexpectedAssignment::Together { principal, now: true } => {
                format!("{} can by several assignments together", called(principal))
            }
            UnexpectedAssignment::Together { principal, now: false } => {
                format!("{} is not shown any more to be able to by several assignments together", called(principal))
            }
        }
    }

    /// Whether nothing shows that it is as expected, or that it is not.
    pub fn is_open(&self, differing: &Differing<'_, UnexpectedAssignment>) -> bool {
        let is_open = |verdict: Verdict| matches!(verdict, Verdict::Unknown | Verdict::NotAsked);
        let open = |own: &UnexpectedAssignment| match own {
            UnexpectedAssignment::Assignment { expected, found, .. } => is_open(*expected) || is_open(*found),
            UnexpectedAssignment::Together { now, .. } => !now && !self.is_whole(),
        };
        if differing.is_empty() {
            return !self.is_whole();
        }
        differing.answers.iter().all(open) && differing.delegated.iter().all(|own| is_open(own.verdict))
    }
}

fn is_more(own: &UnexpectedAssignment) -> bool {
    match own {
        UnexpectedAssignment::Assignment { expected, found, .. } => found > expected,
        UnexpectedAssignment::Together { now, .. } => *now,
    }
}
