//! [`assumed`]: the lists that a comparison takes for whole though nothing proves it. That nothing else changed rests on them (R-EVAL-9).

use super::places::{ComparedBy, Lack, lack_at, lack_below, lack_of_chain, lack_of_members, lack_of_tenant};
use crate::graph::coverage::place_text;
use crate::graph::{CoverageEntry, CoverageId, CoveragePart, TenantGraph};
use crate::model::{CoveragePlace, CoverageState, PartialSign};

/// For each state the entries of its coverage that are compared and only look whole, ascending.
pub fn assumed(states: [&TenantGraph; 2]) -> [Vec<CoverageId>; 2] {
    states.map(|state| {
        let only_looks_whole = state.coverage().iter().filter(|(_, entry)| entry.state == CoverageState::Listed);
        only_looks_whole.filter(|(_, entry)| is_compared(states, state, entry)).map(|(id, _)| id).collect()
    })
}

/// Whether both states have a whole list of what an entry of one of them is about.
fn is_compared(states: [&TenantGraph; 2], of: &TenantGraph, entry: &CoverageEntry) -> bool {
    let (kind, text) = (entry.kind, place_text(of.facts(), entry.place));
    let both = |lack: &dyn Fn(&TenantGraph) -> Option<Lack>| states.into_iter().all(|state| lack(state).is_none());
    match (ComparedBy::of(kind), entry.place) {
        (ComparedBy::Scope, CoveragePlace::Scope(_)) => match entry.part {
            CoveragePart::Below => both(&|state| lack_below(state, kind, &text)),
            CoveragePart::Whole | CoveragePart::ServicePrincipals => both(&|state| lack_at(state, kind, &text)),
        },
        (ComparedBy::Tenant, _) => both(&|state| lack_of_tenant(state, kind)),
        (ComparedBy::Hierarchy, CoveragePlace::Scope(_)) => {
            states.into_iter().any(|state| state.coverage().chain_of(state.facts(), &text).is_some())
                && both(&|state| lack_of_chain(state, &text))
        }
        (ComparedBy::Members, CoveragePlace::Group(group)) => {
            let id = of.facts().principals.id(group);
            states.into_iter().all(|state| is_of_people(lack_of_members(state, state.facts().principals.lookup(id))))
        }
        // Where many lists share an entry, all of them look whole.
        (ComparedBy::Members, CoveragePlace::Tenant) => true,
        (
            ComparedBy::Scope | ComparedBy::Hierarchy,
            CoveragePlace::Tenant | CoveragePlace::Group(_) | CoveragePlace::Unknown,
        )
        | (ComparedBy::Members, CoveragePlace::Scope(_) | CoveragePlace::Unknown)
        | (ComparedBy::Nothing, _) => false,
    }
}

/// Whether users and groups among the members can be compared.
fn is_of_people(lack: Option<Lack>) -> bool {
    matches!(lack, None | Some(Lack::Partial(Some(PartialSign::NoServicePrincipals))))
}
