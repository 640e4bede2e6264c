//! [`Power`]: how much somebody can do by a grant. Reports show the most powerful first.

use rustc_hash::FxHashMap;

use crate::access::{RoleAccess, can_assign_roles, gives_all_access};
use crate::catalog::{Catalog, OperationSet, Operations};
use crate::decide::RestsOn;
use crate::graph::TenantGraph;
use crate::model::{ObjectId, Plane, RoleId};
use crate::pattern::{Pattern, Wildcards};

/// What a grant is good for, the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Power {
    /// It reads.
    Read,
    /// It changes something, or reads data in a way that the catalog does not call reading.
    Write,
    /// It assigns or defines Azure roles, or takes all access.
    AccessControl,
    /// It is an Entra role that Microsoft marks as privileged.
    Directory,
}

/// The powers of the grants of a tenant, each role looked at once.
pub(crate) struct Powers<'t> {
    tenant: &'t TenantGraph,
    wildcards: Wildcards,
    access_control: OperationSet,
    reads: OperationSet,
    roles: FxHashMap<RoleId, Power>,
}

impl<'t> Powers<'t> {
    pub(crate) fn new(tenant: &'t TenantGraph, wildcards: Wildcards) -> Self {
        let operations = tenant.catalog().operations();
        let reads = both_planes(operations, &Pattern::parse("*/read"), wildcards);
        let access_control = can_assign_roles(tenant.catalog());
        Self { tenant, wildcards, access_control, reads, roles: FxHashMap::default() }
    }

    /// The power of what a step of a proof rests on; none of a deny assignment.
    pub(crate) fn of(&mut self, rests_on: &RestsOn) -> Option<Power> {
        match rests_on {
            RestsOn::Role(terms) => Some(self.of_role(terms.role)),
            RestsOn::DirectoryRole(terms) => Some(of_directory_role(self.tenant.catalog(), &terms.template)),
            RestsOn::Deny(_) | RestsOn::Possession(_) => None,
        }
    }

    /// The power of a role by its id; `None`: the tenant does not know it.
    pub(crate) fn of_role_id(&mut self, role: &ObjectId) -> Option<Power> {
        let role = self.tenant.facts().roles.lookup(role)?;
        Some(self.of_role(role))
    }

    fn of_role(&mut self, role: RoleId) -> Power {
        if let Some(&known) = self.roles.get(&role) {
            return known;
        }
        let alternatives = self.tenant.roles().get(role).map(|role| role.alternatives.as_slice()).unwrap_or_default();
        // A role of which several definitions are possible may be the most powerful of them.
        let power = alternatives.iter().map(|blocks| {
            let access = RoleAccess::new(blocks, self.tenant.catalog(), self.wildcards);
            let parts = access
                .planes()
                .iter()
                .flat_map(|plane| std::iter::once(&plane.unconditional).chain(plane.conditional.iter().map(|(_, part)| part)));
            parts.map(|part| self.of_operations(&part.operations)).max().unwrap_or(Power::Read)
        });
        let power = power.max().unwrap_or(Power::Read);
        self.roles.insert(role, power);
        power
    }

    fn of_operations(&self, operations: &OperationSet) -> Power {
        let mut control = operations.clone();
        control.intersect_with(&self.access_control);
        if !control.is_empty() {
            return Power::AccessControl;
        }
        let mut changes = operations.clone();
        changes.difference_with(&self.reads);
        if changes.is_empty() { Power::Read } else { Power::Write }
    }
}

/// The power of an Entra role, by the id of its template.
pub(crate) fn of_directory_role(catalog: &Catalog, template: &ObjectId) -> Power {
    let role = catalog.directory_role(template);
    if role.and_then(|role| role.privileged) == Some(true) { Power::Directory } else { Power::Write }
}

/// The power of operations that are in the order of the danger, the most dangerous first. Where the catalog shows none, one of the
/// actions tells.
pub(crate) fn of_operations(operations: &[Box<str>], witness: &str) -> Power {
    let first = operations.first().map_or(witness, |name| name);
    match () {
        () if gives_all_access(first) => Power::AccessControl,
        () if first.to_ascii_lowercase().ends_with("/read") => Power::Read,
        () => Power::Write,
    }
}

fn both_planes(operations: &Operations, pattern: &Pattern, wildcards: Wildcards) -> OperationSet {
    let mut all = OperationSet::new(operations);
    for plane in Plane::ALL {
        all.union_with(&operations.matching(pattern, plane, wildcards));
    }
    all
}
