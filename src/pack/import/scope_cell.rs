//! A scope cell: `Subscription for Owner; resource group or workspace for Microsoft Sentinel Contributor`.

use super::formula::{CellFormula, CellLeaf, CellNeed};
use super::inline::Inline;

use super::names::{RoleNames, RoleSystem};
use super::raw_words::{RawWord, raws};
use super::reading::{LeftReason, ReviewPoint};
use super::scope::{self, ScopePlace};
use crate::model::{Guid, TargetKind, is_directory_action};

/// What a scope cell says: nothing where it is empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct ScopeReading {
    items: Vec<ScopeItem>,
}

/// A scope, and the roles that it is for; for all others if it names none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct ScopeItem {
    places: Vec<ScopePlace>,
    roles: Vec<Guid>,
    /// Words that say more.
    words: Vec<String>,
}

/// Words in scope cells that mean nothing.
const GLUE: [&str; 19] = [
    "permission",
    "permissions",
    "required",
    "minimum",
    "that",
    "or",
    "and",
    "scope",
    "level",
    "role",
    "roles",
    "assigned",
    "at",
    "on",
    "in",
    "is",
    "only",
    "applies",
    "assignment",
];

impl ScopeReading {
    pub(super) fn read(parts: &[Inline], names: &RoleNames<'_>) -> Result<Self, LeftReason> {
        let raws = raws(parts);
        let is_end = |raw: &RawWord| matches!(raw, RawWord::Break | RawWord::Mark(';' | '-'));
        let items = raws.split(is_end).filter(|raws| !raws.is_empty()).map(|raws| item(raws, names));
        Ok(Self { items: items.collect::<Result<Vec<_>, _>>()? })
    }

    /// Whether it says more than the kinds of the scopes.
    pub(super) fn has_words(&self) -> bool {
        self.items.iter().any(|item| !item.words.is_empty())
    }

    /// The only scope that it names.
    pub(super) fn single(&self) -> Option<ScopePlace> {
        let [item] = self.items.as_slice() else { return None };
        narrowest(&item.places)
    }

    /// Gives each leaf its scope, and says what of it is a choice.
    pub(super) fn place(&self, formula: &mut CellFormula, review: &mut Vec<ReviewPoint>) {
        let has_entra = formula.leaves().iter().any(|leaf| is_of_tenant(leaf));
        let is_for_all =
            |item: &&ScopeItem| item.roles.is_empty() && !(has_entra && item.places == [ScopePlace::Kind(TargetKind::Tenant)]);
        let others: Vec<&ScopeItem> = self.items.iter().filter(is_for_all).collect();
        let all: Vec<ScopePlace> = others.iter().flat_map(|item| item.places.iter().copied()).collect();
        let words: Vec<&str> = self.items.iter().flat_map(|item| &item.words).map(String::as_str).collect();
        if !words.is_empty() {
            review.push(ReviewPoint::ScopeWords(words.join(" ")));
        } else if others.len() > 1 {
            review.push(ReviewPoint::SeveralScopes(all.iter().map(|place| place.name()).collect()));
        }
        let items = &self.items;
        formula.each_leaf(&mut |leaf| {
            if leaf.at.is_none() && !is_of_tenant(leaf) {
                let own = items.iter().find(|item| names_role(item, leaf));
                leaf.at = own.map_or_else(|| narrowest(&all), |item| narrowest(&item.places));
            }
        });
    }
}

fn names_role(item: &ScopeItem, leaf: &CellLeaf) -> bool {
    matches!(&leaf.what, CellNeed::Role(role) if item.roles.contains(&role.id))
}

/// Whether a leaf is held in the tenant, whatever a scope cell says.
pub(super) fn is_of_tenant(leaf: &CellLeaf) -> bool {
    match &leaf.what {
        CellNeed::Role(role) => role.system == RoleSystem::Entra,
        CellNeed::Actions(_, actions) => actions.iter().all(|action| is_directory_action(action)),
    }
}

/// Of several scopes that are enough, the one that the others contain.
fn narrowest(places: &[ScopePlace]) -> Option<ScopePlace> {
    places.iter().copied().max_by_key(|place| place.kind())
}

fn item(raws: &[RawWord], names: &RoleNames<'_>) -> Result<ScopeItem, LeftReason> {
    let mut item = ScopeItem::default();
    let words: Vec<String> = raws.iter().flat_map(words).collect();
    let lower: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    let lower: Vec<&str> = lower.iter().map(String::as_str).collect();
    let (mut at, mut is_for, mut has_groups) = (0, false, false);
    while let (Some(word), Some(rest)) = (lower.get(at), lower.get(at..)) {
        let mut length = 1;
        if let Some((own, roles)) = names.longest(rest).filter(|_| is_for) {
            item.roles.extend(roles.iter().map(|role| role.id));
            length = own;
        } else if let Some(own) = management_group(rest) {
            has_groups = true;
            length = own;
        } else if let Some((own, place)) = scope::longest(rest).filter(|_| !is_for) {
            item.places.push(place);
            length = own;
        } else if *word == "for" {
            is_for = true;
        } else if matches!(*word, "containing" | "contains") && !item.places.is_empty() {
            break;
        } else if !(GLUE.contains(word) || scope::ARTICLES.contains(word) || scope::LEVELS.contains(word)) {
            if !item.places.is_empty() {
                // What follows says which one: the scopes in it are others.
                item.words.extend(words.get(at..).unwrap_or_default().iter().cloned());
                break;
            }
            item.words.extend(words.get(at).cloned());
        }
        at += length;
    }
    let is_above_all = narrowest(&item.places).is_none_or(|place| place == ScopePlace::Kind(TargetKind::Tenant));
    match item.places.as_slice() {
        // The one at the top is above every subscription, and below the root of Azure's scopes (R-SCO-7): whoever holds a role there
        // does not hold it at the tenant.
        _ if has_groups && is_above_all => Err(LeftReason::ManagementGroup),
        [] => Err(LeftReason::NoScope),
        _ => Ok(item),
    }
}

/// How many words name a management group: `Management group`, `Root management group`, `Tenant root group`.
fn management_group(words: &[&str]) -> Option<usize> {
    const NAMES: [&[&str]; 6] = [
        &["tenant", "root", "management", "group"],
        &["root", "management", "group"],
        &["tenant", "root", "group"],
        &["root", "group"],
        &["management", "group"],
        &["management", "groups"],
    ];
    NAMES.into_iter().find(|name| words.starts_with(name)).map(<[&str]>::len)
}

fn words(raw: &RawWord) -> Vec<String> {
    match raw {
        RawWord::Word(word) => vec![word.clone()],
        RawWord::Link { text, .. } => text.split_whitespace().map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}
