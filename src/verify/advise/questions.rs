//! [`QuestionsAgain`]: what is asked of the exports to know what principals have of a need, as the tasks of a pack.

use super::need::{NeededItem, NeededPortion, NeededWay};
use crate::model::{Leaf, Need, ObjectId, Plane, Requirement, TargetKind, Task};
use crate::pattern::Pattern;
use crate::verify::claims::TargetClaim;
use crate::verify::reach::stand;

/// The pack that the questions are said to come from.
pub(super) const NEED: &str = "need";

/// The target of questions about Entra roles.
pub(super) const TENANT: &str = "tenant";

/// What is asked as one: a named role with its items, or one item.
pub(super) struct AskedPart {
    /// The name of the role, or the pattern.
    pub what: String,
    /// The plane of an item.
    pub plane: Option<Plane>,
    /// The items, by number.
    pub items: Vec<usize>,
    /// The number of the task.
    pub task: usize,
}

/// What one way asks.
pub(super) struct WayQuestions {
    /// The tasks of its Entra roles.
    pub directory: Vec<usize>,
    /// For each of its portions: where it is held, and the parts.
    pub portions: Vec<(String, Vec<AskedPart>)>,
}

/// What all ways ask.
#[derive(Default)]
pub(super) struct QuestionsAgain {
    pub tasks: Vec<Task>,
    pub ways: Vec<WayQuestions>,
}

impl QuestionsAgain {
    pub(super) fn new(ways: &[NeededWay], place: &str) -> Self {
        let mut all = Self::default();
        for way in ways {
            let directory =
                way.directory.iter().filter_map(|role| Some(all.task(directory_role(role)?, TargetKind::Tenant, false)));
            let directory = directory.collect();
            let portion = |portion: &NeededPortion| {
                let parts = parts(portion).into_iter().map(|(need, items)| {
                    let first = items.first().and_then(|&at| portion.items.get(at));
                    let (what, shown_in) = shown(&need, first);
                    let task = all.task(need, TargetKind::Resource, portion.unconditional);
                    AskedPart { what, plane: shown_in, items, task }
                });
                (standing_at(place, portion.at), parts.collect())
            };
            let portions = way.portions.iter().map(portion).collect();
            all.ways.push(WayQuestions { directory, portions });
        }
        all
    }

    /// The number of the task that asks for something.
    fn task(&mut self, what: Need, at: TargetKind, unconditional: bool) -> usize {
        let leaf = Leaf { what, at, unconditional, assigns: None };
        let is_same = |task: &Task| matches!(&task.requires, Requirement::Leaf(own) if *own == leaf);
        if let Some(known) = self.tasks.iter().position(is_same) {
            return known;
        }
        let (number, target) = (self.tasks.len(), if at == TargetKind::Tenant { at } else { TargetKind::Resource });
        self.tasks.push(Task::asking(number.to_string(), String::new(), target, Requirement::Leaf(leaf)));
        number
    }

    /// Where it is asked.
    pub(super) fn targets(&self) -> Vec<TargetClaim> {
        let mut scopes: Vec<&String> = self.ways.iter().flat_map(|way| &way.portions).map(|(scope, _)| scope).collect();
        scopes.sort_unstable();
        scopes.dedup();
        let target = |id: &str, kind: TargetKind| TargetClaim { id: id.to_owned(), kind: kind.name().to_owned() };
        let asks_tenant = self.ways.iter().any(|way| !way.directory.is_empty());
        let tenant = asks_tenant.then(|| target(TENANT, TargetKind::Tenant));
        scopes.into_iter().map(|scope| target(scope, TargetKind::Resource)).chain(tenant).collect()
    }
}

/// Where a portion has to be held.
pub(super) fn standing_at(place: &str, at: Option<TargetKind>) -> String {
    at.map_or_else(|| place.to_owned(), |at| stand(place, TargetKind::Resource.name(), at).into_owned())
}

/// A way as one task, for somebody who has to have all of it.
pub(super) fn whole(way: &NeededWay) -> Task {
    let leaf = |what, at, unconditional| Requirement::Leaf(Leaf { what, at, unconditional, assigns: None });
    let roles = way.directory.iter().filter_map(directory_role).map(|what| leaf(what, TargetKind::Tenant, false));
    let of_portion = |portion: &NeededPortion| {
        let (at, unconditional) = (portion.at.unwrap_or(TargetKind::Resource), portion.unconditional);
        parts(portion).into_iter().map(|(what, _)| leaf(what, at, unconditional)).collect::<Vec<_>>()
    };
    let all = roles.chain(way.portions.iter().flat_map(of_portion)).collect();
    Task::asking(NEED.to_owned(), String::new(), TargetKind::Resource, Requirement::All(all))
}

fn directory_role(role: &ObjectId) -> Option<Need> {
    Some(Need::DirectoryRole { template: role.guid()?, name: String::new() })
}

/// What is asked of one portion: named roles once, with the numbers of their items, everything else by itself.
fn parts(portion: &NeededPortion) -> Vec<(Need, Vec<usize>)> {
    let mut parts: Vec<(Need, Vec<usize>)> = Vec::new();
    for (number, item) in portion.items.iter().enumerate() {
        let need = match &item.role {
            Some(named) => match named.id.guid() {
                Some(id) => Need::Role { id, name: named.name.clone(), covered_by: named.covered_by.clone(), itself: false },
                None => continue,
            },
            None => Need::Actions { plane: item.plane, patterns: vec![item.pattern.clone()] },
        };
        match parts.iter_mut().find(|(own, _)| *own == need) {
            Some((_, items)) => items.push(number),
            None => parts.push((need, vec![number])),
        }
    }
    parts
}

fn shown(need: &Need, first: Option<&NeededItem>) -> (String, Option<Plane>) {
    match need {
        Need::Role { name, .. } => (name.clone(), None),
        _ => (first.map(|item| Pattern::text(&item.pattern).to_owned()).unwrap_or_default(), first.map(|item| item.plane)),
    }
}
