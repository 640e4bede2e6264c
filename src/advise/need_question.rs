//! What is asked of the tenant to know what principals have of a need: where, for whom ([`StatusQuestion`]), and item by item ([`asks`]).

use super::requirement::{Item, ScopedRequirement};
use crate::graph::TenantGraph;
use crate::model::{Need, PrincipalId};

/// Where, and for whom.
#[derive(Debug, Clone, Copy)]
pub struct StatusQuestion<'q> {
    /// The tenant.
    pub tenant: &'q TenantGraph,
    /// Who.
    pub principals: &'q [PrincipalId],
    /// The scope at which the requirement has to be met. Parts that a document requires further up are checked there.
    pub scope: &'q str,
}

/// What is asked as one: a named role with its items, or one item.
pub(super) struct NeedQuestion {
    pub(super) items: Vec<Item>,
    pub(super) need: Need,
}

/// The questions about what is needed at one scope: named roles once, everything else by itself.
pub(super) fn asks(scoped: &ScopedRequirement) -> Vec<NeedQuestion> {
    let mut asks: Vec<NeedQuestion> = Vec::new();
    for item in &scoped.items {
        let need = match &item.role {
            Some(named) => match named.id.guid() {
                Some(id) => Need::Role { id, name: named.name.clone(), covered_by: named.covered_by.clone(), itself: false },
                None => continue,
            },
            None => Need::Actions { plane: item.plane, patterns: item.pattern().into_iter().cloned().collect() },
        };
        match asks.iter_mut().find(|ask| ask.need == need) {
            Some(ask) => ask.items.push(item.clone()),
            None => asks.push(NeedQuestion { items: vec![item.clone()], need }),
        }
    }
    asks
}
