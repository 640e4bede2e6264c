//! [`GroupSchedules`]: of which groups a state has a list of eligible members, or of members for a time. Microsoft Graph lists them group
//! by group: a list tells nothing of other groups.

use rustc_hash::FxHashSet;

use crate::graph::TenantGraph;
use crate::model::{CoveragePlace, ExportKind, Facts, Guid, MemberKind, ObjectId, PrincipalId};

/// The lists of one state.
#[derive(Debug, Default)]
pub(super) struct GroupSchedules {
    /// The user vouches for all of them.
    vouched: bool,
    listed: FxHashSet<(PrincipalId, MemberKind)>,
}

/// The last words of the addresses that list them.
const ADDRESSES: [(&str, MemberKind); 2] =
    [("/eligibilityscheduleinstances", MemberKind::Eligible), ("/assignmentscheduleinstances", MemberKind::Scheduled)];

impl GroupSchedules {
    pub(super) fn of(state: &TenantGraph) -> Self {
        let facts = state.facts();
        let is_scheduled = |kind| matches!(kind, MemberKind::Eligible | MemberKind::Scheduled);
        let rows = facts.memberships.iter().filter(|row| is_scheduled(row.kind)).map(|row| (row.group, row.kind));
        // Of a group without any the request tells.
        let answered = facts.requests.iter().filter(|request| request.complete);
        let requested = answered.filter_map(|request| requested(facts, &request.url));
        let vouched = facts.vouched_at.iter().flat_map(|&(kind, place)| match place {
            CoveragePlace::Group(group) if kind == ExportKind::GroupEligibility => {
                ADDRESSES.map(|(_, kind)| (group, kind)).to_vec()
            }
            CoveragePlace::Group(_) | CoveragePlace::Scope(_) | CoveragePlace::Tenant | CoveragePlace::Unknown => Vec::new(),
        });
        Self {
            vouched: facts.vouched.contains(&ExportKind::GroupEligibility),
            listed: rows.chain(requested).chain(vouched).collect(),
        }
    }

    /// Whether a list of a group is at hand.
    pub(super) fn has(&self, group: PrincipalId, kind: MemberKind) -> bool {
        self.vouched || self.listed.contains(&(group, kind))
    }
}

/// The group whose list an address asks for.
fn requested(facts: &Facts, url: &str) -> Option<(PrincipalId, MemberKind)> {
    let (path, query) = url.split_once('?')?;
    let path = path.to_ascii_lowercase();
    let (_, kind) = ADDRESSES.into_iter().find(|(end, _)| path.ends_with(end))?;
    let id = query.split('\'').nth(1).and_then(Guid::parse).filter(|_| query.to_ascii_lowercase().contains("groupid"))?;
    Some((facts.principals.lookup(&ObjectId::Guid(id))?, kind))
}
