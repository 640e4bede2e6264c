//! Who may be in which group beside those whom its list shows (R-PRI-7, R-FMT-25, R-FMT-26, R-ENT-8).

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::claims::VerdictClaim;
use super::records::Records;
use super::requests::list_requests;
use crate::arrange::Arrange as _;
use crate::model::{
    Completeness, CoveragePlace, ExportKind, Facts, Listing, MemberKind, Membership, PrincipalId, PrincipalKind,
};

/// Who may be in a group beside those whom its list shows; the lesser is in the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum MayJoin {
    /// Service principals: Microsoft Graph v1.0 leaves them out.
    ServicePrincipals,
    /// Anybody.
    Anybody,
}

/// What the exports leave open of memberships.
pub(super) struct KnownMembers {
    /// Groups that are open through whatever group.
    open: FxHashMap<PrincipalId, MayJoin>,
    /// Groups whose own list is not whole.
    unlisted: Vec<PrincipalId>,
    /// Groups whose direct members are not all known.
    open_directly: FxHashMap<PrincipalId, MayJoin>,
}

impl KnownMembers {
    pub(super) fn new(records: &Records<'_>) -> Self {
        let facts = records.facts;
        let proved = proved(facts);
        let mut own: FxHashMap<PrincipalId, MayJoin> = FxHashMap::default();
        let mut open_directly: FxHashMap<PrincipalId, MayJoin> = FxHashMap::default();
        for group in facts.principals.ids().filter(|&principal| may_have_members(facts, principal)) {
            let lists = facts.member_lists.get(&group).copied().unwrap_or_default();
            let Some(directly) = left_open(facts, group, (lists.direct, proved.contains(&group))) else { continue };
            open_directly.insert(group, directly);
            if let Some(flattened) = left_open(facts, group, (lists.transitive, false)) {
                own.insert(group, directly.min(flattened));
            }
        }
        let mut open: FxHashMap<PrincipalId, MayJoin> = FxHashMap::default();
        for who in [MayJoin::ServicePrincipals, MayJoin::Anybody] {
            let start = own.iter().filter(|(_, own)| **own >= who).map(|(&group, _)| group).collect();
            open.extend(opened(records, start, who).into_iter().map(|group| (group, who)));
        }
        // Everybody on a flattened list without groups is a direct member.
        let left = |(group, directly): (PrincipalId, MayJoin)| {
            let at_all = open.get(&group).copied();
            let is_flat = records.flat.contains(&group);
            if is_flat { Some((group, directly.min(at_all?))) } else { Some((group, directly)) }
        };
        let open_directly = open_directly.into_iter().filter_map(left).collect();
        let mut unlisted: Vec<PrincipalId> = own.into_keys().collect();
        unlisted.arrange();
        Self { open, unlisted, open_directly }
    }

    /// Whether somebody whom no list shows may be in a group.
    pub(super) fn is_open(&self, group: PrincipalId, who: MayJoin) -> bool {
        self.open.get(&group).is_some_and(|open| *open >= who)
    }

    /// Whether anybody at all may be in a group whom no list shows.
    pub(super) fn is_open_at_all(&self, group: PrincipalId) -> bool {
        self.open.contains_key(&group) || self.open_directly.contains_key(&group)
    }

    /// Groups whose own list is not whole.
    pub(super) fn unlisted(&self) -> &[PrincipalId] {
        &self.unlisted
    }

    /// Whether a flattened list shows that nobody else of a kind is in a group: one of v1.0 leaves service principals out.
    pub(super) fn is_flattened(&self, records: &Records<'_>, group: PrincipalId, who: MayJoin) -> bool {
        match (who, records.flattened(group)) {
            (_, Listing::Absent | Listing::Partial) => false,
            (MayJoin::ServicePrincipals, Listing::WithoutServicePrincipals) => !self.is_open(group, who),
            (MayJoin::Anybody, Listing::WithoutServicePrincipals) | (_, Listing::Complete) => true,
        }
    }

    /// The same for direct members.
    pub(super) fn is_open_directly(&self, group: PrincipalId, who: MayJoin) -> bool {
        self.open_directly.get(&group).is_some_and(|open| *open >= who)
    }

    /// How surely a listed member is a direct one, by its rows there: only direct members hold the directory roles of a group
    /// (R-ENT-8).
    pub(super) fn directly(&self, records: &Records<'_>, group: PrincipalId, rows: &[&Membership]) -> Option<VerdictClaim> {
        let of = |row: &&Membership| match row.kind {
            MemberKind::Direct | MemberKind::Scheduled => Some(VerdictClaim::Allowed),
            MemberKind::Transitive => records.flat.contains(&group).then_some(VerdictClaim::Allowed),
            MemberKind::Eligible => Some(VerdictClaim::Eligible),
        };
        let open = self.is_open_directly(group, MayJoin::Anybody).then_some(VerdictClaim::Unknown);
        rows.iter().filter_map(of).max().or(open)
    }
}

/// A group, or what may be one: nobody says what it is, and not all groups were exported.
fn may_have_members(facts: &Facts, principal: PrincipalId) -> bool {
    let kind = facts.principals.kind(principal);
    let of_all = [ExportKind::Groups, ExportKind::GroupMembers].iter().any(|kind| facts.vouched.contains(kind));
    let vouched = of_all || facts.vouched_at.contains(&(ExportKind::GroupMembers, CoveragePlace::Group(principal)));
    if vouched && kind != PrincipalKind::ForeignGroup {
        return false;
    }
    let lists = facts.member_lists.get(&principal).copied().unwrap_or_default();
    let all_groups = facts.completeness(ExportKind::Groups) == Completeness::Complete;
    kind.is_group() || kind == PrincipalKind::Unknown && (!all_groups || lists.direct != Listing::Absent)
}

/// Who may be in a group beside those on one of its lists.
fn left_open(facts: &Facts, group: PrincipalId, (listing, proved): (Listing, bool)) -> Option<MayJoin> {
    if facts.principals.facts(group).is_some_and(|known| known.hidden_members) {
        return Some(MayJoin::Anybody);
    }
    match listing {
        Listing::Absent | Listing::Partial => Some(MayJoin::Anybody),
        Listing::WithoutServicePrincipals => (!proved).then_some(MayJoin::ServicePrincipals),
        Listing::Complete => None,
    }
}

/// Groups of whose members a manifest proves a whole list.
fn proved(facts: &Facts) -> FxHashSet<PrincipalId> {
    let whole = list_requests(facts).into_iter().filter(|request| request.lacks.is_none());
    let group = |place| match place {
        CoveragePlace::Group(group) => Some(group),
        CoveragePlace::Tenant | CoveragePlace::Scope(_) | CoveragePlace::Unknown => None,
    };
    whole.filter(|request| request.kind == ExportKind::GroupMembers).filter_map(|request| group(request.place)).collect()
}

/// Who may be in a group may be in every group that holds it, unless that one's members are known one by one.
fn opened(records: &Records<'_>, mut todo: Vec<PrincipalId>, who: MayJoin) -> FxHashSet<PrincipalId> {
    let facts = records.facts;
    let is_closed = |parent: &PrincipalId| {
        let lists = facts.member_lists.get(parent).copied().unwrap_or_default();
        left_open(facts, *parent, (lists.transitive, false)).is_none_or(|open| open < who)
    };
    let mut open = FxHashSet::default();
    while let Some(group) = todo.pop() {
        if open.insert(group) && facts.principals.kind(group) != PrincipalKind::User {
            todo.extend(records.rows_of(group).iter().map(|row| row.group).filter(|parent| !is_closed(parent)));
        }
    }
    open
}

/// Memberships by group.
pub(super) fn by_group<'f>(rows: &[&'f Membership]) -> BTreeMap<PrincipalId, Vec<&'f Membership>> {
    let mut groups: BTreeMap<PrincipalId, Vec<&Membership>> = BTreeMap::new();
    for row in rows {
        groups.entry(row.group).or_default().push(row);
    }
    groups
}
