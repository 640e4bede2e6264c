//! [`DirectoryMove`]: the Microsoft Entra roles that people gained and lost, themselves or as direct members of a group.

use std::collections::BTreeMap;

use super::concerned::Concerned;
use super::joint::{JointId, JointIds, StateSide};
use super::person::{Person, named};
use crate::arrange::Arrange as _;
use crate::graph::directory::role_name;
use crate::graph::{DirectoryGrantTerms, Strength};
use crate::model::DirectoryScope;

/// A Microsoft Entra role that people gained or lost.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct DirectoryMove {
    /// Who, by id.
    pub principals: Vec<Person>,
    /// Gained or lost.
    #[serde(skip)]
    pub gained: bool,
    /// The id of its template.
    pub role: String,
    /// What it is called.
    pub name: String,
    /// Where: `/` is the tenant.
    pub scope: String,
    /// It needs an activation first.
    pub eligible: bool,
}

/// Who gained and who lost which role; by the role.
pub(super) fn directory_moves(joint: &JointIds<'_>, concerned: &Concerned) -> Vec<DirectoryMove> {
    let mut found: BTreeMap<(DirectoryGrantTerms, StateSide), Vec<JointId>> = BTreeMap::new();
    for &principal in &concerned.principals {
        let [old, new] = StateSide::BOTH.map(|side| held(joint, side, principal));
        for (side, own, other) in [(StateSide::Old, &old, &new), (StateSide::New, &new, &old)] {
            for terms in own.iter().filter(|terms| !other.iter().any(|held| gives(held, terms))) {
                // Whoever holds it for sure is not said to be eligible too.
                if !own.iter().any(|held| held != terms && gives(held, terms) && !gives(terms, held)) {
                    found.entry((terms.clone(), side)).or_default().push(principal);
                }
            }
        }
    }
    found.into_iter().map(|((terms, side), people)| one(joint, (&terms, side), &people)).collect()
}

/// Whether one role gives everything that another one does.
fn gives(held: &DirectoryGrantTerms, terms: &DirectoryGrantTerms) -> bool {
    let is_wider = held.scope == DirectoryScope::Tenant || held.scope == terms.scope;
    held.template == terms.template && is_wider && held.tenant == terms.tenant && (terms.eligible || !held.eligible)
}

/// What a principal holds, itself or as a direct member of a group that may hold roles (R-ENT-8).
fn held(joint: &JointIds<'_>, side: StateSide, principal: JointId) -> Vec<DirectoryGrantTerms> {
    let state = joint.state(side);
    let Some(own) = joint.own_principal(side, principal).filter(|&own| !state.is_orphan(own)) else { return Vec::new() };
    let mut found: Vec<DirectoryGrantTerms> = state.directory_grants_of(own).iter().map(|grant| grant.gives.clone()).collect();
    let kind = joint.facts(side).principals.kind(own);
    for edge in state.membership().groups_of(own).iter().filter(|_| !kind.is_group()) {
        let Some(direct) = edge.direct.filter(|_| state.can_hold_directory_roles(edge.group)) else { continue };
        let terms = state.directory_grants_of(edge.group).iter().map(|grant| grant.gives.clone());
        found.extend(terms.map(|terms| {
            let eligible = terms.eligible || direct != Strength::Sure;
            DirectoryGrantTerms { eligible, ..terms }
        }));
    }
    found.arrange();
    found.dedup();
    found
}

fn one(joint: &JointIds<'_>, (terms, side): (&DirectoryGrantTerms, StateSide), people: &[JointId]) -> DirectoryMove {
    let states = StateSide::BOTH.map(|side| joint.state(side));
    let id = |&principal: &JointId| Some(joint.facts(side).principals.id(joint.own_principal(side, principal)?));
    let mut principals: Vec<Person> = people.iter().filter_map(id).map(|id| named(states, id)).collect();
    principals.arrange_by(|a, b| a.id.cmp(&b.id));
    DirectoryMove {
        principals,
        gained: side == StateSide::New,
        role: terms.template.to_string(),
        name: role_name(joint.facts(side), joint.state(side).catalog(), &terms.template),
        scope: terms.scope.path(),
        eligible: terms.eligible,
    }
}
