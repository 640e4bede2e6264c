//! The Microsoft Entra roles that people gained and lost.

use std::collections::{BTreeMap, BTreeSet};

use super::state::StateGround;
use crate::arrange::Arrange as _;
use crate::model::{DirectoryScope, ObjectId};
use crate::verify::claims::VerdictClaim;
use crate::verify::diff_claims::{DiffClaims, TrendClaim};
use crate::verify::fault::Fault;
use crate::verify::scope;
use crate::verify::standing::{StandingDirectoryRole, Standings};

/// Which way, who, which role, where, and whether it needs an activation.
type MovedDirectoryRole = (TrendClaim, String, String, String, bool);

/// Holds the Entra roles that a report says were gained and lost against those that both states give.
pub(super) fn compare(claims: &DiffClaims, states: [&StateGround<'_>; 2], faults: &mut Vec<Fault>) {
    let mut is = BTreeMap::new();
    let standings = states.map(|state| Standings::new(&state.records));
    let ids = states.map(|state| state.facts.principals.ids().map(|id| state.facts.principals.id(id)));
    for id in ids.into_iter().flatten().collect::<BTreeSet<&ObjectId>>() {
        let mut held = states.iter().zip(&standings).map(|(state, standings)| held(state, standings, id));
        let (Some(old), Some(new)) = (held.next(), held.next()) else { continue };
        for (trend, own, other) in [(TrendClaim::Lost, &old, &new), (TrendClaim::Gained, &new, &old)] {
            let only = own.iter().filter(|role| !other.iter().any(|held| gives(held, role)));
            // Whoever holds it for sure is not said to be eligible too.
            let best = only.filter(|role| !own.iter().any(|held| gives(held, role) && !gives(role, held)));
            for role in best {
                let key = (trend, id.to_string(), role.template.to_string(), role.scope.path(), is_eligible(role));
                is.insert(key.clone(), line(&key));
            }
        }
    }
    let mut said = BTreeMap::new();
    for moved in &claims.directory_roles {
        for person in &moved.principals {
            let (id, role) = (ObjectId::parse(&person.id).to_string(), ObjectId::parse(&moved.role).to_string());
            let key: MovedDirectoryRole = (moved.change, id, role, moved.scope.clone(), moved.eligible);
            said.insert(key.clone(), line(&key));
        }
    }
    scope::compare("Entra roles gained or lost", &said, &is, faults);
}

fn held(state: &StateGround<'_>, standings: &Standings<'_>, id: &ObjectId) -> Vec<StandingDirectoryRole> {
    let under_all = state.principal(id).map(|principal| standings.of(principal)).unwrap_or_default();
    let mut roles: Vec<StandingDirectoryRole> = under_all.into_iter().flat_map(|held| held.directory).collect();
    roles.retain(|role| role.level >= VerdictClaim::Eligible);
    roles.arrange();
    roles.dedup();
    roles
}

fn is_eligible(role: &StandingDirectoryRole) -> bool {
    role.level == VerdictClaim::Eligible
}

/// Whether one role gives everything that another one does.
fn gives(held: &StandingDirectoryRole, role: &StandingDirectoryRole) -> bool {
    let is_wider = held.scope == DirectoryScope::Tenant || held.scope == role.scope;
    held.template == role.template && is_wider && held.tenant == role.tenant && held.level >= role.level
}

fn line((trend, who, role, at, eligible): &MovedDirectoryRole) -> String {
    let eligible = if *eligible { ", after an activation" } else { "" };
    format!("role {role} {} by {who} at {at}{eligible}", trend.name())
}
