//! The facts that changed, as people read them: those about the most power first.

use std::cmp::Reverse;

use super::picture::DiffReport;
use super::tenant::{ChangedFact, FactChange, FactKind};
use crate::arrange::Arrange as _;
use crate::model::ObjectId;
use crate::pattern::Wildcards;
use crate::report::answers::power::{Power, Powers, of_directory_role};

/// Kinds of facts: who administers the directory, then who holds Azure roles, then what else decides about access.
const KINDS: [FactKind; 11] = [
    FactKind::DirectoryRole,
    FactKind::DirectoryRoleEligibility,
    FactKind::RoleAssignment,
    FactKind::RoleEligibility,
    FactKind::RoleSchedule,
    FactKind::Delegation,
    FactKind::DenyAssignment,
    FactKind::RoleDefinition,
    FactKind::Member,
    FactKind::MemberSchedule,
    FactKind::MemberEligibility,
];

impl<'a> DiffReport<'a> {
    /// The facts that changed, by kind; kinds of which nothing changed are left out.
    pub(crate) fn changed_facts(&self) -> Vec<(FactKind, Vec<&'a ChangedFact>)> {
        let Some(people) = self.people else { return Vec::new() };
        let mut powers = self.tenants().map(|tenant| tenant.map(|tenant| Powers::new(tenant, Wildcards::Documented)));
        let mut of = |kind: FactKind| {
            let mut own: Vec<&ChangedFact> = people.facts.iter().filter(|fact| fact.kind == kind).collect();
            own.arrange_by_cached_key(|fact| Reverse(power(&mut powers, self, fact)));
            (kind, own)
        };
        KINDS.into_iter().map(&mut of).filter(|(_, own)| !own.is_empty()).collect()
    }
}

/// The power of the role that a fact is about, where it is, or was; `None`: it is about no role.
fn power([old, new]: &mut [Option<Powers<'_>>; 2], report: &DiffReport<'_>, fact: &ChangedFact) -> Option<Power> {
    let role = ObjectId::parse(fact.role.as_deref()?);
    if matches!(fact.kind, FactKind::DirectoryRole | FactKind::DirectoryRoleEligibility) {
        return report.catalog().map(|catalog| of_directory_role(catalog, &role));
    }
    let powers = if fact.change == FactChange::Removed { old } else { new };
    powers.as_mut()?.of_role_id(&role)
}
