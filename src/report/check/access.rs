//! What became of the roles since the base, for people: those with new privileged operations first.

use std::cmp::Reverse;

use super::change::{MarkedLine, lines};
use super::picture::CheckReport;
use crate::graph::TenantGraph;
use crate::model::PrincipalId;
use crate::report::clean::clean;
use crate::review::RoleChange;

/// How many principals a sentence names.
const NAMED: usize = 5;

/// A role of which something became.
pub(crate) struct ChangedRole {
    /// What it is called, and what became of it.
    pub(crate) heading: String,
    /// What it gained and lost.
    pub(crate) lines: Vec<MarkedLine>,
}

impl CheckReport {
    /// The roles that are not what they were, and how many are; `None`: there is no base.
    pub(crate) fn changed_roles(&self) -> Option<(Vec<ChangedRole>, usize)> {
        let changes = self.access.as_ref()?;
        let mut others: Vec<&RoleChange> = changes.iter().filter(|change| !change.diff.is_nothing()).collect();
        others.sort_by_key(|change| Reverse(weight(change)));
        let same = changes.len() - others.len();
        Some((others.into_iter().map(|change| self.changed_role(change)).collect(), same))
    }

    /// Who gains what, in sentences, each with the names of some; `None`: no exports were given.
    pub(crate) fn gains(&self) -> Option<Vec<(String, String)>> {
        let exposure = self.exposure.as_ref()?;
        let names = |principals: &[PrincipalId]| {
            let named: Vec<String> = principals.iter().take(NAMED).map(|&id| name(&exposure.tenant, id)).collect();
            let more = if principals.len() > NAMED { ", ..." } else { "" };
            format!("{}{more}", named.join(", "))
        };
        let roles = exposure.roles.iter().map(|own| (format!("{}: {}", own.role, own.sentence()), names(&own.principals)));
        let tasks = exposure.tasks.iter().map(|own| (own.sentence(), names(&own.principals)));
        let unheld = exposure.unheld.iter().map(|role| (format!("{role}: nobody holds it in the exports"), String::new()));
        Some(roles.chain(tasks).chain(unheld).collect())
    }

    fn changed_role(&self, change: &RoleChange) -> ChangedRole {
        let file = change.place.and_then(|place| self.files.get(place.file));
        let file = file.map(|file| format!(" ({})", clean(&file.path))).unwrap_or_default();
        let name = clean(&change.diff.name);
        let renamed = change.diff.old_name.as_ref().map(|old| format!(", until now {}", clean(old))).unwrap_or_default();
        ChangedRole { heading: format!("{name}{file}: {}{renamed}", change.diff.change.name()), lines: lines(&change.diff) }
    }
}

/// What people call a principal.
fn name(tenant: &TenantGraph, principal: PrincipalId) -> String {
    let facts = &tenant.facts().principals;
    let name = facts.facts(principal).and_then(|own| own.name.as_deref().or(own.upn.as_deref()));
    name.map_or_else(|| facts.id(principal).to_string(), |name| clean(name).into_owned())
}

/// New privileged operations weigh most, then other new ones.
fn weight(change: &RoleChange) -> (usize, usize) {
    let gained = &change.diff.access.gained;
    (
        gained.iter().map(|change| change.privileged.len()).sum(),
        gained.iter().map(|change| change.operations.len().max(1)).sum(),
    )
}
