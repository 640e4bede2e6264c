//! Candidate changes to a condition that stops somebody from assigning a role: the role is added to its list, or removed from it.

use super::local::LocalQuestion;
use super::remediation::Remediation;
use crate::graph::Grant;
use crate::model::{ConditionState, Guid, ObjectId};

/// An assignment whose condition could be another.
#[derive(Clone, Copy)]
pub(super) struct Conditioned<'a> {
    pub(super) holder: &'a ObjectId,
    pub(super) role: &'a ObjectId,
    pub(super) scope: &'a str,
}

/// Conditions in which one list of ids has the role that is asked about, or has it no more. Whether that helps is the engine's
/// to say.
pub(super) fn edits(question: LocalQuestion<'_>, of: Conditioned<'_>, grant: &Grant) -> Vec<Vec<Remediation>> {
    let (Some(asked), ConditionState::Text(text)) = (question.request.delegated(), grant.gives.condition) else {
        return Vec::new();
    };
    let condition = question.tenant.facts().texts.get(text);
    let edit = |condition: String| Remediation::EditCondition {
        holder: of.holder.clone(),
        role: of.role.clone(),
        scope: of.scope.into(),
        condition: condition.into(),
    };
    let lists = lists(condition).into_iter();
    lists.filter_map(|list| Some(vec![edit(changed(condition, &list, asked.role)?)])).collect()
}

/// The places of lists of ids, in bytes, without their braces.
fn lists(condition: &str) -> Vec<std::ops::Range<usize>> {
    let opens = condition.match_indices('{').map(|(at, _)| at + 1);
    let inside = opens.filter_map(|start| {
        let length = condition.get(start..)?.find('}')?;
        Some(start..start + length)
    });
    inside.filter(|range| condition.get(range.clone()).is_some_and(|list| ids(list).is_some())).collect()
}

/// The ids of a list, as written; `None` where it has anything else.
fn ids(list: &str) -> Option<Vec<&str>> {
    let bare = |text: &str| Guid::parse(text.trim().trim_matches('\'')).is_some();
    let ids: Vec<&str> = list.split(',').map(str::trim).collect();
    ids.iter().all(|id| bare(id)).then_some(ids)
}

/// The condition with the role added to a list, or removed from it if it is on it.
fn changed(condition: &str, list: &std::ops::Range<usize>, role: Guid) -> Option<String> {
    let ids = ids(condition.get(list.clone())?)?;
    let is_role = |id: &&str| Guid::parse(id.trim_matches('\'')) == Some(role);
    let own = role.to_string();
    let mut changed: Vec<&str> = ids.iter().filter(|id| !is_role(id)).copied().collect();
    if changed.len() == ids.len() {
        changed.push(&own);
    }
    if changed.is_empty() {
        return None;
    }
    let (before, after) = (condition.get(..list.start)?, condition.get(list.end..)?);
    Some(format!("{before}{}{after}", changed.join(", ")))
}
