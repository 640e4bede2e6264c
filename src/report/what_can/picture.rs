//! The picture of what one principal holds and can do ([`WhatCanReport`], `rolecall/what-can@1`): its grants, its permissions by scope, and
//! an audit of it alone.

use serde::{Serialize, Serializer};

pub(crate) use super::compared::{
    ComparedGrantView, ComparedPlaneView, ComparedScopeView, ComparedView, HeldByView, OwnOperationsView,
};
pub(crate) use super::views::{HeldView, HoldingView, PartView, ScopePermissionsView};
use crate::arrange::Arrange as _;
use crate::export::InputSummary;
use crate::graph::TenantGraph;
use crate::model::{Note, ObjectId, PrincipalId};
use crate::report::answers::picture::AnswersView;
use crate::report::answers::views::{PrincipalView, ResultView};
use crate::report::head::{FilterView, HeadView, SourcesView};
use crate::report::json::Seq;
use crate::report::terms::Verdict;
use crate::what_can::{ComparedPrincipals, WhatCan};

/// The picture of what one principal holds and can do.
#[derive(Debug, Clone, Copy)]
pub struct WhatCanReport<'a> {
    found: &'a WhatCan,
    tenant: &'a TenantGraph,
    compared: Option<(PrincipalId, &'a ComparedPrincipals)>,
    pub(crate) answers: AnswersView<'a>,
}

impl<'a> WhatCanReport<'a> {
    /// The picture of what was found.
    pub fn new(found: &'a WhatCan, tenant: &'a TenantGraph, inputs: &'a [InputSummary], notes: &'a [Note]) -> Self {
        Self { found, tenant, compared: None, answers: AnswersView::new(&found.outcome, tenant, inputs, notes) }
    }

    /// The same beside another principal.
    #[must_use]
    pub const fn compared_with(self, other: PrincipalId, compared: &'a ComparedPrincipals) -> Self {
        Self { compared: Some((other, compared)), ..self }
    }

    /// The principal beside another one, where that was asked.
    pub(crate) fn compared(&self) -> Option<ComparedView<'a>> {
        self.compared.map(|(other, compared)| ComparedView::new(self.tenant, other, compared))
    }

    pub(crate) fn principal(&self) -> PrincipalView<'a> {
        PrincipalView::new(self.tenant, self.found.principal)
    }

    /// The scopes that were asked about by name.
    pub(crate) fn asked(&self) -> &'a [String] {
        &self.found.asked
    }

    /// What it holds: Azure roles by scope, the highest first, then Entra roles, then deny assignments.
    pub(crate) fn holdings(&self) -> Vec<HoldingView<'a>> {
        self.found.holdings.iter().map(|holding| HoldingView::new(self.tenant, holding)).collect()
    }

    /// What it may do, by scope, the highest first.
    pub(crate) fn scopes(&self) -> Vec<ScopePermissionsView<'a>> {
        let wildcards = self.found.outcome.wildcards;
        let view = |own| ScopePermissionsView::new(self.tenant.catalog(), own, wildcards);
        self.found.scopes.iter().map(view).collect()
    }

    /// The tasks of which there is more to say than no, the surest first.
    pub(crate) fn able(&self) -> Vec<ResultView<'a>> {
        let results = self.answers.classes().flat_map(|class| class.results());
        let mut able: Vec<ResultView<'a>> =
            results.filter(|own| own.verdict() > Verdict::NotAllowed && own.verdict() != Verdict::NotAsked).collect();
        able.arrange_by_key(|own| (std::cmp::Reverse(own.verdict()), own.task_number()));
        able
    }
}

/// What was asked.
#[derive(Debug, Serialize)]
struct PrincipalQuestionView<'a> {
    principal: &'a ObjectId,
    /// Only at these scopes; at each scope of its grants where empty.
    at_scopes: &'a [String],
}

/// The document, under the names of the JSON.
#[derive(Serialize)]
struct WhatCanDocument<'a, F, T, U, P, C> {
    #[serde(flatten)]
    head: HeadView,
    question: PrincipalQuestionView<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    filter: Option<FilterView<'a>>,
    #[serde(flatten)]
    sources: SourcesView<'a>,
    holdings: Vec<HoldingView<'a>>,
    scopes: Vec<ScopePermissionsView<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    compared: Option<ComparedView<'a>>,
    findings: F,
    tasks: T,
    targets: U,
    principals: P,
    classes: C,
}

impl Serialize for WhatCanReport<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let principal = self.tenant.facts().principals.id(self.found.principal);
        let document = WhatCanDocument {
            head: self.answers.head("rolecall/what-can@1"),
            question: PrincipalQuestionView { principal, at_scopes: self.asked() },
            filter: self.answers.filter(),
            sources: self.answers.sources(),
            holdings: self.holdings(),
            scopes: self.scopes(),
            compared: self.compared(),
            findings: Seq(|| self.answers.findings()),
            tasks: Seq(|| self.answers.tasks()),
            targets: Seq(|| self.answers.targets()),
            principals: self.answers.principals(),
            classes: Seq(|| self.answers.classes()),
        };
        document.serialize(serializer)
    }
}
