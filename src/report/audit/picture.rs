//! The picture of an audit ([`AuditReport`], `rolecall/audit@1`).

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use crate::audit::Outcome;
use crate::export::InputSummary;
use crate::graph::TenantGraph;
use crate::model::Note;
use crate::pack::age::PackAge;
use crate::report::answers::picture::AnswersView;
use crate::report::answers::views::PrincipalView;
use crate::report::head::{FilterView, HeadView, SourcesView};
use crate::report::json::{Seq, WordedAside};
use crate::report::parts::TextParts;
use crate::report::terms::Verdict;
use crate::report::words::count;

/// The picture of an audit: the answers, and nothing else.
#[derive(Debug, Clone, Copy)]
pub struct AuditReport<'a> {
    pub(crate) answers: AnswersView<'a>,
    /// What text shows in addition.
    pub(crate) parts: TextParts,
    packs: &'a [PackAge],
}

impl<'a> AuditReport<'a> {
    /// The picture of an outcome.
    pub fn new(outcome: &'a Outcome, tenant: &'a TenantGraph, inputs: &'a [InputSummary], notes: &'a [Note]) -> Self {
        Self { answers: AnswersView::new(outcome, tenant, inputs, notes), parts: TextParts::default(), packs: &[] }
    }

    /// The same, with how old the packs are that the tasks are from.
    #[must_use]
    pub fn with_packs(self, packs: &'a [PackAge]) -> Self {
        Self { packs, ..self }
    }

    /// The same, with more parts of the text.
    #[must_use]
    pub fn with_parts(self, parts: TextParts) -> Self {
        Self { parts, ..self }
    }

    /// How many can do something, and of how many that is open: the answer in one line.
    pub(crate) fn answer(&self) -> String {
        // A task that is not asked is none that somebody cannot do (R-EVAL-9).
        let asked = self.answers.targets_of().iter().filter(|targets| !targets.is_empty()).count();
        let unasked = self.answers.tasks().len() - asked;
        let tasks = count(asked, "task");
        let of = |all: &BTreeMap<Verdict, usize>, verdict| all.get(&verdict).copied().unwrap_or_default();
        let principals = self.answers.principals();
        let (able, all) = match principals.as_slice() {
            [] => return "The exports name no principal, so nobody knows who can do what".to_owned(),
            [one] => {
                let all = self.answers.best_of_tasks();
                (format!("{} can do {} of {tasks} now", one.called(), of(&all, Verdict::Allowed)), all)
            }
            several => {
                let (all, people) = (self.answers.best_answers(), count(several.len(), "principal"));
                (format!("{} of {people} can do some of {tasks} now", of(&all, Verdict::Allowed)), all)
            }
        };
        let others = [
            (Verdict::Eligible, "after an activation"),
            (Verdict::Conditional, "under a condition"),
            (Verdict::Unknown, "not known"),
        ];
        let others = others.into_iter().map(|(verdict, words)| (of(&all, verdict), words)).filter(|(number, _)| *number > 0);
        let unasked = (unasked > 0).then(|| format!("{} not asked", count(unasked, "task")));
        let others: Vec<String> = others.map(|(number, words)| format!("{number} {words}")).chain(unasked).collect();
        if others.is_empty() { able } else { format!("{able}; {}", others.join(", ")) }
    }

    /// What was read: the tenant, the instant, the records.
    pub(crate) fn read(&self) -> String {
        let records: usize = self.answers.inputs().iter().map(|input| input.records).sum();
        let mut files: Vec<&str> = self.answers.inputs().iter().map(|input| &*input.path).collect();
        files.dedup();
        let tenant = match self.answers.organization() {
            Some((Some(name), id)) => format!("tenant {name} ({id}), "),
            Some((None, id)) => format!("tenant {id}, "),
            None => String::new(),
        };
        let head = self.head();
        let (records, files) = (count(records, "record"), count(files.len(), "file"));
        format!("{tenant}as of {}; {records} of {files}; catalog of {}", head.at.as_deref().unwrap_or("now"), head.catalog.date)
    }

    /// By which packs the answers are given, and which newer ones are in force; nothing where nobody said.
    pub(crate) fn by_packs(&self) -> Option<String> {
        let one = |pack: &PackAge| {
            let newer = pack.newer.as_ref().map(|(id, dated)| format!("; {id} (article of {dated}) is in force"));
            format!("by {} (article of {}){}", pack.id, pack.dated, newer.unwrap_or_default())
        };
        let all: Vec<String> = self.packs.iter().map(one).collect();
        (!all.is_empty()).then(|| all.join("; "))
    }

    pub(crate) fn head(&self) -> HeadView {
        self.answers.head("rolecall/audit@1")
    }
}

/// How old a pack is, under the names of the JSON.
#[derive(Serialize)]
struct PackAgeView<'a> {
    id: &'a str,
    url: &'a str,
    dated: &'a str,
    superseded_by: Option<&'a str>,
}

impl<'a> PackAgeView<'a> {
    fn new(pack: &'a PackAge) -> Self {
        let PackAge { id, url, dated, newer } = pack;
        Self { id, url, dated, superseded_by: newer.as_ref().map(|(id, _)| id.as_str()) }
    }
}

/// The document, under the names of the JSON.
#[derive(Serialize)]
struct AuditDocument<'a, F, T, U, C> {
    #[serde(flatten)]
    head: HeadView,
    #[serde(skip_serializing_if = "Option::is_none")]
    urbac: Option<&'a [Box<str>]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    filter: Option<FilterView<'a>>,
    #[serde(flatten)]
    sources: SourcesView<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    packs: Vec<PackAgeView<'a>>,
    findings: F,
    tasks: T,
    targets: U,
    principals: Vec<PrincipalView<'a>>,
    classes: C,
}

impl Serialize for AuditReport<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let document = AuditDocument {
            head: self.head(),
            urbac: self.answers.urbac(),
            filter: self.answers.filter(),
            sources: self.answers.sources(),
            packs: self.packs.iter().map(PackAgeView::new).collect(),
            findings: Seq(|| self.answers.findings()),
            tasks: Seq(|| self.answers.tasks()),
            targets: Seq(|| self.answers.targets()),
            principals: self.answers.principals(),
            classes: WordedAside(self.answers.classes().collect()),
        };
        document.serialize(serializer)
    }
}
