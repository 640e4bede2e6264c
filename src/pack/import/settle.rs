//! Drafts to tasks: what a task is done to follows from the scopes of its roles.

use super::formula::{CellFormula, CellLeaf, CellNeed};
use super::names::RoleSystem;
use super::reading::ReviewPoint;
use super::rows::{Draft, DraftPart};
use super::scope::ScopePlace;
use super::scope_cell::is_of_tenant;
use crate::arrange::Arrange as _;
use crate::model::{Leaf, Need, Requirement, TargetKind};
use crate::pattern::Pattern;

/// A task without an id yet.
#[derive(Debug)]
pub(super) struct SettledTask {
    pub(super) title: String,
    pub(super) target: TargetKind,
    pub(super) resource_type: Option<String>,
    pub(super) requires: Requirement,
    pub(super) review: Vec<ReviewPoint>,
}

/// Where a role is asked for that no scope is said for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefaultScope {
    /// The kind of scope.
    pub kind: TargetKind,
    /// The type of resource, where it is one.
    pub resource_type: Option<String>,
    /// Whether a person chose it.
    pub is_chosen: bool,
}

/// A scope of a task.
#[derive(Debug, Clone, PartialEq, Eq)]
struct LeafScope {
    kind: TargetKind,
    resource_type: Option<String>,
}

/// The tasks of a draft: several where its rows are at several kinds of resources. `None`: no pack can say what one row asks for.
pub(super) fn settled(draft: Draft, default: &DefaultScope) -> Option<Vec<SettledTask>> {
    let Draft { title, mut parts, .. } = draft;
    if parts.len() > 1 && !is_one_task(&parts) {
        let several = parts.into_iter().map(|mut part| {
            let title = format!("{title} ({})", part.scope_words.clone().unwrap_or_else(|| words_of_scope(&part)));
            part.review.retain(|point| *point != ReviewPoint::Continued);
            part.review.push(ReviewPoint::Split);
            task(title, part, default)
        });
        return several.collect();
    }
    let part = if parts.len() == 1 { parts.pop()? } else { whole(parts)? };
    task(title, part, default).map(|task| vec![task])
}

/// Several rows as one.
fn whole(parts: Vec<DraftPart>) -> Option<DraftPart> {
    let mut review: Vec<ReviewPoint> = Vec::new();
    let mut formulas = Vec::new();
    for part in parts {
        let new: Vec<ReviewPoint> = part.review.into_iter().filter(|point| !review.contains(point)).collect();
        review.extend(new);
        formulas.push(part.formula);
    }
    Some(DraftPart { formula: CellFormula::joined(formulas, CellFormula::All)?, review, scope_words: None })
}

/// Whether rows ask for something at the same resource, and at what contains it.
fn is_one_task(parts: &[DraftPart]) -> bool {
    let mut below: Vec<ScopePlace> =
        parts.iter().flat_map(|part| part.formula.leaves()).filter_map(|leaf| leaf.at).filter(is_below_group).collect();
    below.arrange();
    below.dedup();
    below.len() < 2 && parts.iter().all(|part| part.scope_words.is_none())
}

fn is_below_group(place: &ScopePlace) -> bool {
    matches!(place.kind(), TargetKind::Workspace | TargetKind::Resource)
}

fn words_of_scope(part: &DraftPart) -> String {
    let place = part.formula.leaves().into_iter().find_map(|leaf| leaf.at);
    place.map_or_else(String::new, |place| place.resource_type().map_or_else(|| place.kind().name().to_owned(), str::to_owned))
}

fn task(title: String, mut part: DraftPart, default: &DefaultScope) -> Option<SettledTask> {
    let leaves = part.formula.leaves();
    if leaves.iter().any(|leaf| !is_of_tenant(leaf) && leaf.at.is_none()) && !default.is_chosen {
        part.review.push(ReviewPoint::NoScope);
    }
    let mut all: Vec<LeafScope> =
        leaves.iter().map(|leaf| held(leaf, default)).filter(|held| held.kind > TargetKind::ResourceGroup).collect();
    all.dedup();
    let narrowest = match all.as_slice() {
        [] => leaves.iter().map(|leaf| held(leaf, default)).max_by_key(|held| held.kind)?,
        [one] => one.clone(),
        _ if all.iter().all(|held| Some(held) == all.first()) => all.first()?.clone(),
        _ => return None,
    };
    let requires = requirement(&part.formula, default);
    Some(SettledTask { title, target: narrowest.kind, resource_type: narrowest.resource_type, requires, review: part.review })
}

fn held(leaf: &CellLeaf, default: &DefaultScope) -> LeafScope {
    match leaf.at {
        _ if is_of_tenant(leaf) => LeafScope { kind: TargetKind::Tenant, resource_type: None },
        Some(place) => LeafScope { kind: place.kind(), resource_type: place.resource_type().map(str::to_owned) },
        None => LeafScope { kind: default.kind, resource_type: default.resource_type.clone() },
    }
}

fn requirement(formula: &CellFormula, default: &DefaultScope) -> Requirement {
    let each = |parts: &[CellFormula]| parts.iter().map(|part| requirement(part, default)).collect();
    match formula {
        CellFormula::Any(parts) => Requirement::Any(each(parts)),
        CellFormula::All(parts) => Requirement::All(each(parts)),
        CellFormula::Leaf(leaf) => {
            let at = held(leaf, default).kind;
            let what = match &leaf.what {
                CellNeed::Role(role) if role.system == RoleSystem::Entra => {
                    Need::DirectoryRole { template: role.id, name: role.name.clone() }
                }
                CellNeed::Role(role) => {
                    Need::Role { id: role.id, name: role.name.clone(), covered_by: Vec::new(), itself: false }
                }
                CellNeed::Actions(plane, actions) => {
                    let patterns = actions.iter().map(|action| Pattern::parse(action)).collect();
                    Need::Actions { plane: *plane, patterns }
                }
            };
            Requirement::Leaf(Leaf { what, at, unconditional: leaf.unconditional, assigns: None })
        }
    }
}
