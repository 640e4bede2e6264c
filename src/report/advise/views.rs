//! What advice says, under the names of `rolecall/advise@1`: plain data that borrows from the advice.

use std::sync::Arc;

use serde::Serialize;

use super::question::AdviceQuestion;
use crate::advise::Excess;
use crate::decide::Verdict;
use crate::graph::CoverageId;
use crate::model::{ObjectId, Plane};
use crate::report::answers::reached::ReachedView;
use crate::report::answers::views::PrincipalView;
use crate::report::gap::GapGroup;
use crate::report::head::{HeadView, SourcesView};
use crate::report::terms::StepKind;

/// The whole document.
#[derive(Debug, Serialize)]
pub(crate) struct AdviceView<'a> {
    #[serde(flatten)]
    pub head: HeadView,
    pub asked: &'a AdviceQuestion,
    /// Something covers the need.
    pub covered: bool,
    /// The catalog's operations in the smallest need of all alternatives.
    pub needed_operations: usize,
    #[serde(rename = "ways")]
    pub alternatives: Vec<AlternativeView<'a>>,
    #[serde(rename = "ways_left_out", skip_serializing_if = "std::ops::Not::not")]
    pub alternatives_left_out: bool,
    pub principals: Vec<PrincipalStatusView<'a>>,
    /// Where no principal was asked for: the groups that have what is needed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub groups: Option<GroupsView<'a>>,
    #[serde(flatten)]
    pub sources: SourcesView<'a>,
    /// The gaps by kind, for people.
    #[serde(skip)]
    pub(crate) lacking: Vec<GapGroup>,
    /// What each `no` assumes, for people.
    #[serde(skip)]
    pub(crate) assumptions: Vec<String>,
}

/// One way to meet the need.
#[derive(Debug, Serialize)]
pub(crate) struct AlternativeView<'a> {
    pub directory_roles: Vec<DirectoryView<'a>>,
    /// What the best answers grant, counted over the catalog.
    pub granted: Option<Excess>,
    /// How many times the smallest need that is.
    pub times: Option<f64>,
    #[serde(rename = "portions")]
    pub by_scope: Vec<ScopedAdviceView<'a>>,
}

/// An Entra role.
#[derive(Debug, Serialize)]
pub(crate) struct DirectoryView<'a> {
    pub id: &'a ObjectId,
    pub name: &'a str,
    pub privileged: Option<bool>,
    pub actions: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assumes: Option<&'a [CoverageId]>,
}

/// What is needed at one kind of scope, and what covers it.
#[derive(Debug, Serialize)]
pub(crate) struct ScopedAdviceView<'a> {
    pub at: Option<&'static str>,
    pub unconditional: bool,
    pub need: Vec<ItemView<'a>>,
    pub answers: Vec<AnswerView<'a>>,
    pub single: Option<AnswerView<'a>>,
    pub documented: Option<AnswerView<'a>>,
    pub partial: Option<PartialView<'a>>,
    /// Roles that would cover it under conditions of their own.
    pub conditional: Vec<&'a str>,
    pub custom_role: CustomView<'a>,
    pub search: SearchView,
}

/// One thing that is needed.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ItemView<'a> {
    pub plane: Plane,
    pub pattern: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub except: Vec<&'a str>,
    /// The role that the document names for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<&'a str>,
    /// The catalog's operations in it.
    pub operations: usize,
}

/// Roles that cover the need.
#[derive(Debug, Serialize)]
pub(crate) struct AnswerView<'a> {
    pub roles: Vec<AdvisedRoleView<'a>>,
    pub covers: CoversView,
    /// Counted over the catalog.
    pub granted: Excess,
    pub beyond: Excess,
    pub times: Option<f64>,
    pub strict_wildcards_differ: bool,
}

/// A role.
#[derive(Debug, Serialize)]
pub(crate) struct AdvisedRoleView<'a> {
    pub id: &'a ObjectId,
    pub name: &'a str,
    /// The document names it.
    pub documented: bool,
    /// Microsoft marks it as privileged.
    pub privileged: Option<bool>,
    /// It is a custom role of the exports.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub custom: bool,
}

/// How much of what is asked for is covered: decided over all strings, and counted over the catalog.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct CoversView {
    pub asked: usize,
    pub covered: usize,
    pub percent: f64,
    /// The catalog's operations in what is asked for.
    pub operations: usize,
    /// Those of them that are granted.
    pub operations_covered: usize,
}

/// The most that can be had.
#[derive(Debug, Serialize)]
pub(crate) struct PartialView<'a> {
    #[serde(flatten)]
    pub answer: AnswerView<'a>,
    pub remains: Vec<RemainsView<'a>>,
    pub search: SearchView,
}

/// What remains of one thing.
#[derive(Debug, Serialize)]
pub(crate) struct RemainsView<'a> {
    #[serde(flatten)]
    pub item: ItemView<'a>,
    /// Something of it is granted.
    pub in_part: bool,
    /// Operations of it, of the catalog, that are not granted.
    pub operations_left: usize,
    /// A string of it that is not granted.
    pub witness: Option<&'a str>,
    /// It is an operation of the catalog.
    pub in_catalog: bool,
}

/// The role of one's own.
#[derive(Debug, Serialize)]
pub(crate) struct CustomView<'a> {
    pub actions: Vec<&'a str>,
    pub not_actions: Vec<&'a str>,
    pub data_actions: Vec<&'a str>,
    pub not_data_actions: Vec<&'a str>,
    #[serde(rename = "growth")]
    pub generalizations: Vec<GeneralizationView<'a>>,
    /// Actions that the catalog does not know.
    pub unknown: Vec<&'a str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub may_be_shorter: bool,
    /// Why there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub none: Option<String>,
}

/// A pattern that grants more than was asked for, and nothing more that the catalog shows.
#[derive(Debug, Serialize)]
pub(crate) struct GeneralizationView<'a> {
    pub plane: Plane,
    pub pattern: &'a str,
    pub replaces: usize,
    pub witness: Option<&'a str>,
}

/// How a search ended.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct SearchView {
    pub exact: bool,
    pub stopped_early: bool,
    pub undecided: bool,
    pub steps: u64,
}

impl SearchView {
    /// Both searches together.
    pub(crate) fn plus(self, other: Self) -> Self {
        Self {
            exact: self.exact && other.exact,
            stopped_early: self.stopped_early || other.stopped_early,
            undecided: self.undecided || other.undecided,
            steps: self.steps + other.steps,
        }
    }
}

/// What a principal has, and what it lacks.
#[derive(Debug, Serialize)]
pub(crate) struct PrincipalStatusView<'a> {
    #[serde(flatten)]
    pub principal: Option<PrincipalView<'a>>,
    /// It has everything as things are.
    pub met: bool,
    pub directory_roles: Vec<DirectoryView<'a>>,
    #[serde(rename = "portions")]
    pub by_scope: Vec<ScopeStatusView<'a>>,
    /// The groups that give it what it lacks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub groups: Option<GroupsView<'a>>,
}

/// Groups that have what is needed.
#[derive(Debug, Serialize)]
pub(crate) struct GroupsView<'a> {
    /// The groups, that which gives least first.
    pub list: Vec<GroupView<'a>>,
    /// Groups that have it, and whose members a rule or another directory sets.
    pub left_out: usize,
}

/// A group that has what is needed.
#[derive(Debug, Serialize)]
pub(crate) struct GroupView<'a> {
    pub id: &'a ObjectId,
    pub name: Option<&'a str>,
    /// What it gives beyond the need, over all its scopes.
    pub beyond: Excess,
    /// How many actions its Entra roles have.
    pub directory_actions: usize,
    /// Who is in it.
    pub members: ReachedView,
    /// Everything that it gives.
    pub gives: Vec<GroupGrantView>,
    #[serde(skip)]
    pub called: String,
}

/// What a group gives its members.
#[derive(Debug, Serialize)]
pub(crate) struct GroupGrantView {
    pub kind: StepKind,
    pub role: Option<String>,
    pub role_name: Option<Arc<str>>,
    pub scope: String,
    /// The conditions that it hangs on, in words.
    pub conditions: Vec<String>,
    /// What people call the scope.
    #[serde(skip)]
    pub place: String,
}

/// What a principal has and lacks at one scope.
#[derive(Debug, Serialize)]
pub(crate) struct ScopeStatusView<'a> {
    pub scope: &'a str,
    pub items: Vec<ItemStatusView<'a>>,
    pub custom_roles: &'a [String],
    pub change: Option<ScopedAdviceView<'a>>,
}

/// What a principal has of one thing.
#[derive(Debug, Serialize)]
pub(crate) struct ItemStatusView<'a> {
    pub what: &'a str,
    pub plane: Option<Plane>,
    pub verdict: Verdict,
    pub through: &'a [String],
    pub missing: Vec<String>,
    pub assumes: &'a [CoverageId],
}
