//! The picture of who can do one thing ([`WhoCanReport`], `rolecall/who-can@1`): an audit of one question.

use std::cmp::Reverse;

use serde::{Serialize, Serializer};

use crate::arrange::Arrange as _;
pub(crate) use crate::explain::Conclusion;
use crate::export::InputSummary;
use crate::graph::TenantGraph;
use crate::model::Note;
use crate::report::answers::found::{self, FoundDocument, QuestionView};
use crate::report::answers::picture::AnswersView;
use crate::report::answers::views::{ClassView, PrincipalView, ResultView, TargetView};
use crate::report::answers::words::delegated as delegated_in_words;
use crate::report::terms::Verdict;
use crate::who_can::{DelegatedAnswer, WhoCan};

/// The picture of who can do one thing.
#[derive(Debug, Clone, Copy)]
pub struct WhoCanReport<'a> {
    pub(super) found: &'a WhoCan,
    pub(super) tenant: &'a TenantGraph,
    pub(crate) answers: AnswersView<'a>,
}

/// What somebody of another tenant can do through Azure Lighthouse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DelegatedHolder {
    pub(crate) verdict: Verdict,
    /// Who holds what, and where.
    pub(crate) who: String,
}

/// A principal with an answer that is no plain no.
#[derive(Debug, Clone)]
pub(crate) struct Holder<'a> {
    pub(crate) principal: PrincipalView<'a>,
    /// Its best answer.
    pub(crate) verdict: Verdict,
    class: ClassView<'a>,
    place: usize,
}

impl<'a> WhoCanReport<'a> {
    /// The picture of what was found.
    pub fn new(found: &'a WhoCan, tenant: &'a TenantGraph, inputs: &'a [InputSummary], notes: &'a [Note]) -> Self {
        Self { found, tenant, answers: AnswersView::new(&found.outcome, tenant, inputs, notes) }
    }

    pub(super) fn question_view(&self) -> QuestionView<'a> {
        QuestionView::new(None, &self.found.question)
    }

    /// The document, under the names of the JSON.
    pub(super) fn document(&self) -> FoundDocument<'a> {
        FoundDocument {
            head: self.answers.head("rolecall/who-can@1"),
            question: self.question_view(),
            answer: self.conclusion(),
            filter: self.answers.filter(),
            answers: self.answers,
        }
    }

    /// What principals of other tenants can do through Azure Lighthouse: how surely, and in words.
    pub(crate) fn delegations(&self) -> Vec<DelegatedHolder> {
        let delegated = self.found.delegated.iter();
        let in_words = |own: &DelegatedAnswer| DelegatedHolder {
            verdict: own.verdict,
            who: delegated_in_words(self.tenant, own.delegation),
        };
        delegated.map(in_words).collect()
    }

    pub(crate) fn conclusion(&self) -> Conclusion {
        self.found.conclusion()
    }

    /// Everybody of whom there is more to say than no, those who surely can first, then by kind and name.
    pub(crate) fn holders(&self) -> Vec<Holder<'a>> {
        let of_class = |class: ClassView<'a>| {
            let best = class.results().map(|result| result.verdict()).max();
            let best = best.filter(|verdict| *verdict > Verdict::NotAllowed && *verdict != Verdict::NotAsked);
            let people = best.into_iter().flat_map(move |verdict| class.principals().map(move |who| (who, verdict)));
            people.enumerate().map(move |(place, (principal, verdict))| Holder { principal, verdict, class, place })
        };
        let mut holders: Vec<Holder<'a>> = self.answers.classes().flat_map(of_class).collect();
        holders.arrange_by_cached_key(|holder| {
            (
                Reverse(holder.verdict),
                holder.principal.is_group(),
                holder.principal.called().to_lowercase(),
                holder.principal.id.clone(),
            )
        });
        holders
    }

    /// How many principals the answers are about.
    pub(crate) fn asked(&self) -> usize {
        self.answers.classes().map(|class| class.principals().len()).sum()
    }

    /// The highest of the targets of an answer.
    pub(crate) fn highest(&self, result: &ResultView<'a>) -> Vec<TargetView<'a>> {
        found::highest(self.tenant, self.found.question.reach, result.targets().collect())
    }
}

impl<'a> Holder<'a> {
    /// Its answers, the best first, with its own proofs.
    pub(crate) fn results(&self) -> Vec<ResultView<'a>> {
        let mut results: Vec<ResultView<'a>> = self.class.results_of(self.place).collect();
        results.retain(|result| result.verdict() > Verdict::NotAllowed);
        results.arrange_by_key(|result| (Reverse(result.verdict()), result.target_numbers().first().copied()));
        results
    }
}

impl Serialize for WhoCanReport<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.document().serialize(serializer)
    }
}
