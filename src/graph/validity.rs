//! From when until when a grant counts.

use super::grants::{Grant, GrantSource};
use super::tenant::TenantGraph;
use crate::model::Validity;

impl TenantGraph {
    /// From when until when a grant of an Azure role counts: an assignment as long as the schedule that made it (R-PIM-5).
    pub fn validity(&self, grant: &Grant) -> Validity {
        let schedules = &self.facts().schedules;
        let own = (grant.principal, grant.gives.role, grant.gives.scope);
        match grant.source {
            GrantSource::Schedule(index) => schedules.get(index as usize).map_or(Validity::ALWAYS, |row| row.validity),
            GrantSource::Assignment(_) => {
                let behind = schedules.iter().filter(|row| !row.eligible && (row.principal, row.role, row.scope) == own);
                let counting = behind.filter(|row| row.effective && row.validity.contains(self.at())).map(|row| row.validity);
                counting.max_by_key(|validity| validity.end.unwrap_or(i64::MAX)).unwrap_or(Validity::ALWAYS)
            }
        }
    }
}
