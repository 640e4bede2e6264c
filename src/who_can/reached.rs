//! [`ReachedPeople`]: how many users and service principals an assignment reaches, as far as the exports show.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::decide::RestsOn;
use crate::graph::{Edge, OpenTo, Strength, TenantGraph};
use crate::model::{PrincipalId, PrincipalKind};

/// How many an assignment reaches: whom it names, or the members of the group that it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReachedPeople {
    /// Users, now.
    pub users: usize,
    /// Users who have to activate a membership first.
    pub users_eligible: usize,
    /// Service principals, in whatever way.
    pub service_principals: usize,
    /// The exports show that these are all.
    pub is_whole: bool,
}

/// The members of groups.
#[derive(Debug)]
pub struct MembersByGroup<'t> {
    tenant: &'t TenantGraph,
    /// By group.
    of: FxHashMap<PrincipalId, Vec<&'t Edge>>,
}

impl<'t> MembersByGroup<'t> {
    /// Of every group of a tenant.
    pub fn new(tenant: &'t TenantGraph) -> Self {
        let mut of: FxHashMap<PrincipalId, Vec<&Edge>> = FxHashMap::default();
        for member in tenant.facts().principals.ids() {
            for edge in tenant.membership().groups_of(member) {
                of.entry(edge.group).or_default().push(edge);
            }
        }
        Self { tenant, of }
    }

    /// Whom an assignment to a principal reaches.
    pub fn reached(&self, holder: PrincipalId, gives: &RestsOn) -> ReachedPeople {
        let one = ReachedPeople { is_whole: true, ..ReachedPeople::default() };
        match self.tenant.facts().principals.kind(holder) {
            PrincipalKind::User => ReachedPeople { users: 1, ..one },
            PrincipalKind::ServicePrincipal => ReachedPeople { service_principals: 1, ..one },
            PrincipalKind::Group => self.of_group(holder, gives),
            PrincipalKind::ForeignGroup | PrincipalKind::Device | PrincipalKind::Unknown => ReachedPeople::default(),
        }
    }

    fn of_group(&self, group: PrincipalId, gives: &RestsOn) -> ReachedPeople {
        let membership = self.tenant.membership();
        let (now, all, is_whole) = match gives {
            RestsOn::DirectoryRole(_) => {
                let whole = membership.open_directly_to(group).is_none() && !self.tenant.is_flattened(group, OpenTo::Anyone);
                (self.directly(group, Strength::Sure), self.directly(group, Strength::Eligible), whole)
            }
            RestsOn::Role(_) | RestsOn::Deny(_) | RestsOn::Possession(_) => {
                let whole = membership.open_to(group).is_none();
                (self.within(group, Strength::Sure), self.within(group, Strength::Eligible), whole)
            }
        };
        let count = |of: &FxHashSet<PrincipalId>, kind| {
            of.iter().filter(|&&member| self.tenant.facts().principals.kind(member) == kind).count()
        };
        let users = count(&now, PrincipalKind::User);
        let users_eligible = count(&all, PrincipalKind::User) - users;
        ReachedPeople { users, users_eligible, service_principals: count(&all, PrincipalKind::ServicePrincipal), is_whole }
    }

    /// Everybody in a group, through other groups as well, over memberships of at least this strength.
    fn within(&self, group: PrincipalId, at_least: Strength) -> FxHashSet<PrincipalId> {
        let (mut seen, mut todo) = (FxHashSet::default(), vec![group]);
        while let Some(next) = todo.pop() {
            let edges = self.of.get(&next).into_iter().flatten().filter(|edge| edge.strength >= at_least);
            todo.extend(edges.map(|edge| edge.member).filter(|&member| seen.insert(member)));
        }
        seen
    }

    /// Those to whom the Entra roles of a group come (R-ENT-8).
    fn directly(&self, group: PrincipalId, at_least: Strength) -> FxHashSet<PrincipalId> {
        let edges = self.of.get(&group).into_iter().flatten();
        edges.filter(|edge| self.tenant.directory_reach(edge) >= Some(at_least)).map(|edge| edge.member).collect()
    }
}
