//! The picture of where a principal can do one thing ([`WhereCanReport`], `rolecall/where-can@1`): an audit of one question.

use std::cmp::Reverse;

use serde::{Serialize, Serializer};

use crate::arrange::Arrange as _;
pub(crate) use crate::explain::Conclusion;
use crate::export::InputSummary;
use crate::graph::TenantGraph;
use crate::model::Note;
use crate::report::answers::found::{self, FoundDocument, QuestionView};
use crate::report::answers::picture::AnswersView;
use crate::report::answers::views::{PrincipalView, ResultView, TargetView};
use crate::report::terms::Verdict;
use crate::what_can::height;
use crate::who_can::WhereCan;

/// The picture of where one principal can do one thing.
#[derive(Debug, Clone, Copy)]
pub struct WhereCanReport<'a> {
    pub(super) found: &'a WhereCan,
    tenant: &'a TenantGraph,
    pub(crate) answers: AnswersView<'a>,
}

/// The scopes of one answer.
#[derive(Debug, Clone)]
pub(crate) struct AnswerPlaces<'a> {
    pub(crate) result: ResultView<'a>,
    /// Those that no other one of them contains, the highest first.
    pub(crate) highest: Vec<TargetView<'a>>,
}

impl<'a> WhereCanReport<'a> {
    /// The picture of what was found about a principal.
    pub fn new(found: &'a WhereCan, tenant: &'a TenantGraph, inputs: &'a [InputSummary], notes: &'a [Note]) -> Self {
        Self { found, tenant, answers: AnswersView::new(&found.answer.outcome, tenant, inputs, notes) }
    }

    pub(crate) fn conclusion(&self) -> Conclusion {
        self.found.answer.conclusion()
    }

    pub(crate) fn principal(&self) -> PrincipalView<'a> {
        PrincipalView::new(self.tenant, self.found.principal)
    }

    /// The answers that are better than no, the best first, then the highest scope first.
    pub(crate) fn places(&self) -> Vec<AnswerPlaces<'a>> {
        let results = self.answers.classes().flat_map(|class| class.results());
        let results = results.filter(|result| result.verdict() > Verdict::NotAllowed && result.verdict() != Verdict::NotAsked);
        let reach = self.found.answer.question.reach;
        let of_result = |result: ResultView<'a>| {
            let mut highest = found::highest(self.tenant, reach, result.targets().collect());
            highest.arrange_by_cached_key(depth);
            AnswerPlaces { result, highest }
        };
        let mut places: Vec<AnswerPlaces<'a>> = results.map(of_result).collect();
        places.arrange_by_cached_key(|places| (Reverse(places.result.verdict()), places.highest.first().map(depth)));
        places
    }
}

/// How far a target is from the root.
fn depth(target: &TargetView<'_>) -> (u8, usize, String) {
    height(if target.kind == "tenant" { "/" } else { target.id })
}

impl Serialize for WhereCanReport<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let principal = self.tenant.facts().principals.id(self.found.principal);
        let document = FoundDocument {
            head: self.answers.head("rolecall/where-can@1"),
            question: QuestionView::new(Some(principal), &self.found.answer.question),
            answer: self.conclusion(),
            filter: None,
            answers: self.answers,
        };
        document.serialize(serializer)
    }
}
