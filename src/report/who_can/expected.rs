//! What is other than expected, in words.

use super::picture::WhoCanReport;
use crate::decide::Verdict;
use crate::report::answers::places::scope_called;
use crate::report::answers::views::PrincipalView;
use crate::report::words::{count, verdict_in_words};
use crate::who_can::Unexpected;

/// The answers that are other than expected.
#[derive(Debug, Clone)]
pub struct ExpectationReport {
    /// The answer in one line.
    pub(crate) answer: String,
    /// A line for each difference: `+` for more, `-` for less.
    pub(crate) lines: Vec<(char, String)>,
}

impl WhoCanReport<'_> {
    /// How the answers differ from what was expected.
    pub fn against(&self, unexpected: &[Unexpected]) -> ExpectationReport {
        let more = |own: &&Unexpected| own.found > own.expected;
        let (gained, lost): (Vec<&Unexpected>, Vec<&Unexpected>) = unexpected.iter().partition(more);
        let able = match self.holders().len() {
            0 => "nobody can".to_owned(),
            able => format!("{} can, or may be able to", count(able, "principal")),
        };
        let answer = match (gained.len(), lost.len()) {
            (0, 0) if self.asked() == 0 => "Not known: the exports name no principal".to_owned(),
            (0, 0) => format!("As expected: {able}"),
            (gained, lost) => format!("Not as expected: {gained} more, {lost} less"),
        };
        let line = |own: &Unexpected| {
            let mark = if own.found > own.expected { '+' } else { '-' };
            let place = if own.target == "tenant" { "the tenant".to_owned() } else { scope_called(self.tenant, &own.target) };
            let (now, was) = (verdict_in_words(own.found), verdict_in_words(own.expected));
            (mark, format!("{} at {place}: {now}, expected was {was} ({})", self.called(own), own.target))
        };
        ExpectationReport { answer, lines: gained.into_iter().chain(lost).map(line).collect() }
    }

    fn called(&self, own: &Unexpected) -> String {
        let known = self.tenant.facts().principals.lookup(&own.principal);
        known.map_or_else(|| own.principal.to_string(), |id| PrincipalView::new(self.tenant, id).called())
    }

    /// Whether nothing shows that it is as expected, or that it is not: no principal was asked about, or all that differs is open.
    pub fn is_open(&self, unexpected: &[Unexpected]) -> bool {
        let is_open = |verdict: Verdict| matches!(verdict, Verdict::Unknown | Verdict::NotAsked);
        self.asked() == 0 || !unexpected.is_empty() && unexpected.iter().all(|own| is_open(own.found) || is_open(own.expected))
    }

    /// The question, as the report has it.
    pub fn question(&self) -> serde_json::Value {
        serde_json::to_value(self.question_view()).unwrap_or_default()
    }
}
