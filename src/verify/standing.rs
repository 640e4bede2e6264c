//! [`HeldByPrincipal`]: everything that a principal holds, surely, after an activation, or perhaps, and the deny assignments that speak
//! of it.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::claims::VerdictClaim;
use super::members::{KnownMembers, MayJoin, by_group};
use super::possessions::OwnInDirectory;
use super::reach::{Reach, Within};
use super::records::Records;
use super::settled::{OwnSchedules, SettledDirectoryRole, SettledRole};
use super::ways::Ways;
use crate::arrange::Arrange as _;
use crate::model::{
    ConditionState, DenyAssignment, DenyPrincipal, DirectoryScope, ObjectId, PrincipalId, PrincipalKind, RoleId, ScopeId,
};

/// A role, where and under which condition, and how surely it is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct StandingRole {
    pub role: RoleId,
    pub scope: ScopeId,
    pub condition: ConditionState,
    pub level: VerdictClaim,
}

/// An Entra role, and how surely it is held.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct StandingDirectoryRole {
    pub template: ObjectId,
    pub scope: DirectoryScope,
    /// In which tenant, where there are several, and the exports tell.
    pub tenant: Option<Box<str>>,
    pub level: VerdictClaim,
}

/// Everything that a principal holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct HeldByPrincipal {
    /// Whose unseen memberships it may have, and with them the roles of [`Standings::unseen_roles`]; a deleted one has none.
    pub may_join: Option<MayJoin>,
    /// What the exports show.
    pub roles: Vec<StandingRole>,
    pub directory: Vec<StandingDirectoryRole>,
    /// The deny assignments that name it, by number, each with whether that is sure.
    pub denies: Vec<(usize, bool)>,
    /// What it has in the directory beside roles, as far as that is asked for.
    pub beside: OwnInDirectory,
}

/// A role that is effective, under which condition, and how surely.
pub(super) type EffectiveRole = (RoleId, ConditionState, VerdictClaim);

/// What is effective at one scope.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct EffectiveRoles {
    pub roles: Vec<EffectiveRole>,
    pub denies: Vec<(usize, bool)>,
    /// The place of which no whole list of role assignments is at hand (R-EVAL-9).
    pub uncovered: Option<String>,
    /// The key vault here that access policies open, and not Azure roles (R-EVAL-11).
    pub by_policies: Option<String>,
}

/// Looks up what principals hold.
pub(super) struct Standings<'r> {
    records: &'r Records<'r>,
    pub members: KnownMembers,
    own: OwnSchedules,
    /// What the rows of each principal give: a group is looked at for each of its members.
    known: RefCell<FxHashMap<PrincipalId, Rc<[SettledRole]>>>,
    /// What anybody may hold.
    anybody: HeldByPrincipal,
    /// What any service principal may hold.
    service_principals: HeldByPrincipal,
}

impl<'r> Standings<'r> {
    pub(super) fn new(records: &'r Records<'r>) -> Self {
        let (own, members) = (records.own_schedules(), KnownMembers::new(records));
        let (anybody, service_principals) = (HeldByPrincipal::default(), HeldByPrincipal::default());
        let known = RefCell::default();
        let mut standings = Self { records, members, own, known, anybody, service_principals };
        standings.anybody = standings.unseen(MayJoin::Anybody);
        standings.service_principals = standings.unseen(MayJoin::ServicePrincipals);
        standings
    }

    /// What a principal holds: at once, or, where deny assignments wait behind an activation of a membership, under each choice of
    /// activations, none of them first (R-PIM-10). A deleted one holds nothing (R-ASN-5).
    pub(super) fn of(&self, principal: PrincipalId) -> Vec<HeldByPrincipal> {
        if self.records.is_deleted(principal) {
            return vec![HeldByPrincipal::default()];
        }
        let ways = self.records.ways(principal);
        if !self.is_tied(&ways) {
            return vec![self.over(principal, &ways, |eligible| !eligible)];
        }
        self.records.choices(principal).iter().map(|chosen| self.over(principal, chosen, |_| true)).collect()
    }

    /// Whether a deny assignment names or leaves out a group that is reached by an activation only.
    fn is_tied(&self, ways: &Ways) -> bool {
        let waits = |principal: &PrincipalId| ways.get(principal) == Some(&true);
        let mut enforced = self.records.facts.denies.iter().filter(|deny| !deny.audit_only);
        enforced.any(|deny| {
            deny.exclude.iter().any(waits)
                || deny.principals.iter().any(|own| matches!(own, DenyPrincipal::Principal(own) if waits(own)))
        })
    }

    /// What is held through these groups; `ties`: whether deny assignments reach over a way that needs an activation, or none.
    fn over(&self, principal: PrincipalId, ways: &Ways, ties: impl Fn(bool) -> bool) -> HeldByPrincipal {
        let who = self.unseen_as(principal);
        let nested = self.records.facts.principals.kind(principal).is_group();
        let directory = if nested { Vec::new() } else { self.unseen_by(who).directory.clone() };
        let mut standing = HeldByPrincipal { may_join: Some(who), directory, ..HeldByPrincipal::default() };
        let mut holders: Vec<(PrincipalId, bool)> = ways.iter().map(|(&holder, &eligible)| (holder, eligible)).collect();
        holders.arrange();
        for &(holder, eligible) in &holders {
            let level = if eligible { VerdictClaim::Eligible } else { VerdictClaim::Allowed };
            self.add_roles(holder, level, &mut standing);
        }
        let own = self.records.settled_directory(principal).into_iter();
        standing.directory.extend(own.map(|role| held(role, VerdictClaim::Allowed)));
        if !nested {
            self.add_directory(principal, ways, &mut standing);
        }
        let named = |holder: PrincipalId| match ways.get(&holder) {
            Some(&eligible) if ties(eligible) => Some(true),
            _ => (self.members.is_open(holder, who) && !self.records.is_deleted(holder)).then_some(false),
        };
        let denies = self.records.facts.denies.iter().enumerate();
        standing.denies = denies.filter_map(|(number, deny)| Some((number, speaks_of(deny, &named)?))).collect();
        standing.sorted()
    }

    const fn unseen_by(&self, who: MayJoin) -> &HeldByPrincipal {
        match who {
            MayJoin::Anybody => &self.anybody,
            MayJoin::ServicePrincipals => &self.service_principals,
        }
    }

    /// The roles that somebody may hold through memberships that no list shows. They are the same for many, and are many themselves.
    pub(super) fn unseen_roles(&self, who: MayJoin) -> &[StandingRole] {
        &self.unseen_by(who).roles
    }

    /// Whose unseen memberships a principal may have: nobody says of an unknown one that it is no service principal.
    pub(super) fn unseen_as(&self, principal: PrincipalId) -> MayJoin {
        match self.records.facts.principals.kind(principal) {
            PrincipalKind::ServicePrincipal | PrincipalKind::Unknown => MayJoin::ServicePrincipals,
            PrincipalKind::User | PrincipalKind::Group | PrincipalKind::ForeignGroup | PrincipalKind::Device => {
                MayJoin::Anybody
            }
        }
    }

    /// The roles of a principal's own rows.
    pub(super) fn own(&self, principal: PrincipalId) -> Vec<SettledRole> {
        self.settled(principal).to_vec()
    }

    fn settled(&self, principal: PrincipalId) -> Rc<[SettledRole]> {
        let mut known = self.known.borrow_mut();
        let settled = || self.records.settled(principal, &self.own).into();
        Rc::clone(known.entry(principal).or_insert_with(settled))
    }

    /// What may be held through groups whose members were not all exported.
    fn unseen(&self, who: MayJoin) -> HeldByPrincipal {
        let mut standing = HeldByPrincipal::default();
        let mut holders: Vec<PrincipalId> = self.records.rows.keys().copied().collect();
        holders.arrange();
        for holder in holders.into_iter().filter(|&holder| !self.records.is_deleted(holder)) {
            if self.members.is_open(holder, who) {
                self.add_roles(holder, VerdictClaim::Unknown, &mut standing);
            }
            let open = self.members.is_open_directly(holder, who) && !self.members.is_flattened(self.records, holder, who);
            if open && self.records.may_hold_directory_roles(holder) {
                let roles = self.records.settled_directory(holder).into_iter();
                standing.directory.extend(roles.map(|role| held(role, VerdictClaim::Unknown)));
            }
        }
        standing.sorted()
    }

    fn add_roles(&self, holder: PrincipalId, level: VerdictClaim, standing: &mut HeldByPrincipal) {
        for given in self.settled(holder).iter() {
            let level = if given.eligible { level.min(VerdictClaim::Eligible) } else { level };
            let (role, scope, condition) = (given.role, given.scope, given.condition);
            standing.roles.push(StandingRole { role, scope, condition, level });
        }
    }

    /// Entra roles of groups reach direct members only (R-ENT-8).
    fn add_directory(&self, principal: PrincipalId, ways: &Ways, standing: &mut HeldByPrincipal) {
        for (group, rows) in by_group(self.records.rows_of(principal)) {
            let may = ways.contains_key(&group) && self.records.may_hold_directory_roles(group);
            if let Some(level) = self.members.directly(self.records, group, &rows).filter(|_| may) {
                let roles = self.records.settled_directory(group).into_iter();
                standing.directory.extend(roles.map(|role| held(role, level)));
            }
        }
    }
}

fn held(role: SettledDirectoryRole, level: VerdictClaim) -> StandingDirectoryRole {
    let level = if role.eligible { level.min(VerdictClaim::Eligible) } else { level };
    StandingDirectoryRole { template: role.template, scope: role.scope, tenant: role.tenant, level }
}

/// Whether an enforced deny assignment speaks of somebody, and whether that is sure; `named`: whether a principal of its lists is
/// this one, or holds it (R-DENY-2, R-DENY-6).
fn speaks_of(deny: &DenyAssignment, named: &impl Fn(PrincipalId) -> Option<bool>) -> Option<bool> {
    let own = deny.principals.iter().filter_map(|principal| match principal {
        DenyPrincipal::Everyone => Some(true),
        DenyPrincipal::Principal(principal) => named(*principal),
    });
    // A list that was cut may name others as well (R-FMT-8).
    let own = own.max().or(deny.unreadable.then_some(false)).filter(|_| !deny.audit_only)?;
    match deny.exclude.iter().filter_map(|&principal| named(principal)).max() {
        Some(true) => None,
        Some(false) => Some(false),
        None => Some(own && !deny.unreadable),
    }
}

impl HeldByPrincipal {
    fn sorted(mut self) -> Self {
        let key = |role: &StandingRole| (role.role, role.scope, role.condition);
        self.roles.arrange_by(|a, b| key(a).cmp(&key(b)).then(b.level.cmp(&a.level)));
        self.roles.dedup_by_key(|role| key(role));
        self.directory.arrange_by(|a, b| {
            (&a.template, &a.scope, &a.tenant).cmp(&(&b.template, &b.scope, &b.tenant)).then(b.level.cmp(&a.level))
        });
        self.directory.dedup_by(|next, first| {
            (&next.template, &next.scope, &next.tenant) == (&first.template, &first.scope, &first.tenant)
        });
        self
    }

    /// The deny assignments that count at a scope, each with whether that is sure.
    pub(super) fn denies_at(&self, scope: &str, reach: &Reach<'_>, denies: &[DenyAssignment]) -> Vec<(usize, bool)> {
        let deny = |&(number, sure): &(usize, bool)| {
            let deny: &DenyAssignment = denies.get(number)?;
            let here = reach.is_at(deny.scope, scope);
            let within = reach.within(deny.scope, scope).filter(|_| here || !deny.not_to_children)?;
            Some((number, sure && within == Within::Sure))
        };
        self.denies.iter().filter_map(deny).collect()
    }
}

/// What of some roles is effective at a scope.
pub(super) fn roles_at(held: &[StandingRole], scope: &str, reach: &Reach<'_>) -> Vec<EffectiveRole> {
    let role = |held: &StandingRole| {
        let level = match reach.within(held.scope, scope)? {
            Within::Sure => held.level,
            Within::Maybe => VerdictClaim::Unknown,
        };
        Some((held.role, held.condition, level))
    };
    best_of_each(held.iter().filter_map(role).collect())
}

/// Each role and condition once, with its best level.
pub(super) fn best_of_each(mut roles: Vec<EffectiveRole>) -> Vec<EffectiveRole> {
    roles.arrange_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(b.2.cmp(&a.2)));
    roles.dedup_by_key(|role| (role.0, role.1));
    roles
}
