//! What `who-can` and `where-can` found: the document of both, and the highest of the scopes.

use rustc_hash::FxHashSet;
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::asked::{self, AskedView};
use super::picture::AnswersView;
use super::schema::answers;
use super::views::TargetView;
use crate::explain::{AskedScopes, Conclusion};
use crate::graph::TenantGraph;
use crate::model::ObjectId;
use crate::report::head::{FilterView, HeadView, SourcesView};
use crate::report::json::{Seq, WordedAside};
use crate::report::schema::{document, filter, head, object, one_of, sources, variant_of, with};
use crate::who_can::WhoCanQuestion;

/// What was asked, as `verify` has to know it.
#[derive(Debug, Serialize)]
pub(crate) struct QuestionView<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    principal: Option<&'a ObjectId>,
    #[serde(flatten)]
    asked: AskedView<'a>,
    reach: &'static str,
}

impl<'a> QuestionView<'a> {
    /// A question about one principal, or about everybody.
    pub(crate) fn new(principal: Option<&'a ObjectId>, question: &'a WhoCanQuestion) -> Self {
        let reach = match question.reach {
            AskedScopes::At => "at",
            AskedScopes::Below => "below",
            AskedScopes::Anywhere => "anywhere",
        };
        Self { principal, asked: AskedView::new(&question.asked), reach }
    }
}

/// The document.
pub(crate) struct FoundDocument<'a> {
    pub(crate) head: HeadView,
    pub(crate) question: QuestionView<'a>,
    pub(crate) answer: Conclusion,
    /// Whom the question was narrowed to, where it was asked about everybody.
    pub(crate) filter: Option<FilterView<'a>>,
    pub(crate) answers: AnswersView<'a>,
}

impl Serialize for FoundDocument<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Keys<'d, T, U, P, C> {
            #[serde(flatten)]
            head: &'d HeadView,
            question: &'d QuestionView<'d>,
            answer: Conclusion,
            #[serde(skip_serializing_if = "Option::is_none")]
            filter: &'d Option<FilterView<'d>>,
            #[serde(flatten)]
            sources: SourcesView<'d>,
            tasks: T,
            targets: U,
            principals: P,
            classes: C,
        }
        let keys = Keys {
            head: &self.head,
            question: &self.question,
            answer: self.answer,
            filter: &self.filter,
            sources: self.answers.sources(),
            tasks: Seq(|| self.answers.tasks()),
            targets: Seq(|| self.answers.targets()),
            principals: self.answers.principals(),
            classes: WordedAside(self.answers.classes().collect()),
        };
        keys.serialize(serializer)
    }
}

/// The schema of the document about one principal.
pub(crate) fn schema(title: &str, id: &'static str, of: &[(&'static str, Value)]) -> Value {
    document(title, &keys(id, of))
}

/// The schema of the document about everybody, with more keys.
pub(crate) fn schema_with(title: &str, id: &'static str, more: &[(&'static str, Value)]) -> Value {
    document(title, &with(keys(id, &[]), more))
}

fn keys(id: &'static str, of: &[(&'static str, Value)]) -> Vec<(&'static str, Value)> {
    let answer = variant_of(&[Conclusion::Yes, Conclusion::No, Conclusion::Unknown]);
    let reach = ("reach", one_of(&["at", "below", "anywhere"]));
    let question = object(&with(with(of.to_vec(), &asked::schema()), &[reach]));
    let keys = with(head(id), &[("question", question), ("answer", answer), ("filter?", filter())]);
    with(with(keys, &sources()), &answers())
}

/// The highest of some targets: those that no other one of them contains. A question about named targets is answered for each.
pub(crate) fn highest<'a>(tenant: &TenantGraph, reach: AskedScopes, all: Vec<TargetView<'a>>) -> Vec<TargetView<'a>> {
    if reach == AskedScopes::At {
        return all;
    }
    let facts = tenant.facts();
    let id = |target: &TargetView<'a>| if target.kind == "tenant" { "/" } else { target.id };
    let held: FxHashSet<_> = all.iter().filter_map(|target| facts.scopes.lookup(id(target))).collect();
    let is_below = |target: &TargetView<'a>| {
        let own = facts.scopes.lookup(id(target));
        let above = tenant.tree().above(facts, id(target));
        above.iter().any(|(outer, _)| Some(*outer) != own && held.contains(outer))
    };
    all.into_iter().filter(|target| !is_below(target)).collect()
}
