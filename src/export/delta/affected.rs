//! [`Affected`]: the principals whose answers the difference between two exports may change, and whose records therefore have to be read.
//!
//! A record that differs may change the answers of the principals that it names, and of those who are in these groups: they are
//! affected. What an affected principal can do follows from the records about it and about every group that it is in. Three more are
//! affected: groups whose members are not all known, because anybody may be in them (R-PRI-7), and everyone whom a record names that is
//! not skippable. Of what reaches a subscription or a workspace, no record about any of them is left out.
//!
//! What a principal gains or loses at a scope hangs on what it holds there and above. So of what is held inside a resource group, only
//! records are read about resource groups in which something differs, and all that is held by a group whose members differ: it came
//! with the membership, or went.

use rustc_hash::{FxHashMap, FxHashSet};

use super::about::{Host, Id, RoleReach, Says, Subject};
use super::compare::{ComparedLists, SharedRecord};
use super::named::NamedIds;

/// In which of the two exports something is.
type Sides = u8;
const OLD: Sides = 1;
const NEW: Sides = 2;
const BOTH: Sides = OLD | NEW;

/// The principals that a difference may concern, and what has to be read of two exports to answer for them.
#[derive(Debug)]
pub(super) struct Affected {
    /// Whose answers it may change.
    pub(super) principals: FxHashSet<Id>,
    /// Whose records are to be read, as far as they reach a subscription or a workspace.
    read_for: FxHashSet<Id>,
    /// About whom, or about a group that they are in, some record differs.
    concerned: FxHashSet<Id>,
    /// Whose records are to be read, whatever they reach: it differs whether they exist, or who is in them.
    moved: FxHashSet<Id>,
    /// The resource groups in which something differs, or is held by those.
    differing: FxHashSet<Host>,
    /// Everybody whom a record may name that is read.
    named: FxHashSet<Id>,
    /// The groups of which the members are to be read: those that hold something that is read, and the groups in them. Without their
    /// directory records, anybody might be in them.
    groups: FxHashSet<Id>,
    grants: ReachingGrants,
}

impl Affected {
    /// Computes it from the compared lists, and from the ids in files that are not lists; `None` if the difference may concern
    /// anybody.
    pub(super) fn of(lists: &[&ComparedLists], named: &NamedIds) -> Option<Self> {
        let odd = lists.iter().flat_map(|list| &list.named.ids).chain(&named.ids);
        let open = upward(lists, open(lists, odd.clone()));
        let mut grants = ReachingGrants::of(lists, named);
        let changed = || singles(lists).map(|(about, _)| about);
        grants.listed = listed(lists, &changed().map(|about| about.principal).collect());
        let matter = changed().filter(|about| grants.matter(*about)).map(|about| about.principal);
        let affected = downward(lists, matter.collect());
        // Whatever an open group holds, anybody may hold: the difference would not be that of these principals alone.
        if affected.iter().any(|id| open.contains(id)) {
            return None;
        }
        let concerned = upward(lists, downward(lists, changed().map(|about| about.principal).collect()).into_iter().collect());
        let start = concerned.iter().copied().chain(open).chain(odd.clone().copied());
        let read_for = upward(lists, start.collect());
        grants.listed = listed(lists, &read_for);
        let stay = || lists.iter().flat_map(|list| &list.stay).copied();
        let named = read_for.iter().copied().chain(stay()).collect();
        let moved = upward(lists, changed().filter(|about| about.says.is_entry()).map(|about| about.principal).collect());
        let (differing, groups) = (differing(lists, &moved), FxHashSet::default());
        let found = Self { principals: affected, read_for, concerned, moved, differing, named, groups, grants };
        let held = found.holders(lists).chain(found.unlisted_members(lists));
        let start = changed().map(|about| about.principal).chain(held).chain(odd.copied()).chain(stay());
        Some(Self { groups: inward(lists, start.collect()), ..found })
    }

    /// Whether a record of both exports is to be read.
    pub(super) fn needs(&self, record: &SharedRecord) -> bool {
        let matters = |about: Subject| match about.says {
            Says::IsGroup => self.groups.contains(&about.principal),
            Says::IsPerson => self.named.contains(&about.principal),
            Says::Holds(_) | Says::May(_) => self.needs_held(about),
        };
        record.stays || record.about.is_none_or(matters)
    }

    /// Whether what somebody holds is to be read.
    fn needs_held(&self, about: Subject) -> bool {
        let differs = |host: Host| self.differing.contains(&host) || self.moved.contains(&about.principal);
        self.concerned.contains(&about.principal) && about.reach.host().is_none_or(differs)
            || self.read_for.contains(&about.principal) && self.grants.matter(about)
    }

    /// The groups in which somebody is whom no directory list has: what such a member is, and its name, stand in these groups.
    fn unlisted_members<'l>(&self, lists: &'l [&ComparedLists]) -> impl Iterator<Item = Id> + use<'_, 'l> {
        let unlisted = self.read_for.iter().filter(|id| !self.grants.listed.contains(id));
        unlisted.flat_map(move |id| lists.iter().flat_map(|list| groups_of(list, *id)))
    }

    /// The principals of whom something is read that they hold.
    fn holders<'l>(&self, lists: &'l [&ComparedLists]) -> impl Iterator<Item = Id> + use<'_, 'l> {
        let held = shared(lists).filter(|about| !about.says.is_entry() && self.needs_held(*about));
        held.map(|about| about.principal)
    }
}

/// What the records of both exports are about.
fn shared<'l>(lists: &'l [&ComparedLists]) -> impl Iterator<Item = Subject> + 'l {
    lists.iter().flat_map(|list| &list.shared).filter_map(|record| record.about)
}

/// The resource groups in which a record of one export alone gives something, or one about some principals does.
fn differing(lists: &[&ComparedLists], moved: &FxHashSet<Id>) -> FxHashSet<Host> {
    let of_moved = shared(lists).filter(|about| moved.contains(&about.principal));
    singles(lists).map(|(about, _)| about).chain(of_moved).filter_map(|about| about.reach.host()).collect()
}

/// Which role assignments reach a subscription or a workspace.
#[derive(Debug)]
struct ReachingGrants {
    /// The resource groups with a workspace.
    hosts: FxHashSet<Host>,
    /// Of the principals that are asked about, those that both exports list. Of the others only their presence and their name
    /// count.
    listed: FxHashSet<Id>,
}

impl ReachingGrants {
    fn of(lists: &[&ComparedLists], named: &NamedIds) -> Self {
        let odd = lists.iter().flat_map(|list| &list.named.hosts).chain(&named.hosts);
        Self { hosts: lists.iter().flat_map(|list| &list.hosts).chain(odd).copied().collect(), listed: FxHashSet::default() }
    }

    /// Whether a record is to be read, if its principal is one of them.
    fn matter(&self, about: Subject) -> bool {
        let reaches = match about.reach {
            RoleReach::Places => true,
            RoleReach::Group(group) => self.hosts.contains(&group),
            RoleReach::Beside(_) => false,
        };
        reaches || !self.listed.contains(&about.principal)
    }
}

/// Those of some principals that both exports list, as people or as groups.
fn listed(lists: &[&ComparedLists], of: &FxHashSet<Id>) -> FxHashSet<Id> {
    let known = lists.iter().flat_map(|list| list.people.iter().chain(&list.groups));
    known.filter(|id| of.contains(id)).copied().collect()
}

/// The records of one export alone.
fn singles<'l>(lists: &'l [&ComparedLists]) -> impl Iterator<Item = (Subject, Sides)> + 'l {
    let sides = lists.iter().flat_map(|list| list.sides.iter().zip([OLD, NEW]));
    sides.flat_map(|(side, of)| side.single.iter().map(move |record| (record.about, of)))
}

/// The principals that may be groups whose members are not all known, in one export or the other: of those that hold something,
/// and of those whom a record names that is not skippable.
fn open<'l>(lists: &[&'l ComparedLists], odd: impl Iterator<Item = &'l Id>) -> Vec<Id> {
    let mut groups: FxHashMap<Id, Sides> = FxHashMap::default();
    groups.extend(lists.iter().flat_map(|list| &list.groups).map(|id| (*id, BOTH)));
    for (about, sides) in singles(lists) {
        if about.says == Says::IsGroup {
            *groups.entry(about.principal).or_default() |= sides;
        }
    }
    let listed = |id: &Id| groups.get(id).copied().unwrap_or_default();
    let shared = lists.iter().flat_map(|list| &list.holders).chain(odd).map(|holder| (*holder, BOTH));
    let single = singles(lists).filter(|(about, _)| about.says.may_be_group()).map(|(about, sides)| (about.principal, sides));
    let mut open: FxHashMap<Id, Sides> = FxHashMap::default();
    for (holder, sides) in shared.chain(single).filter(|(holder, sides)| listed(holder) & sides != *sides) {
        *open.entry(holder).or_default() |= sides;
    }
    leave_out_people(&mut open, lists);
    let nested = lists.iter().flat_map(|list| &list.nested);
    let nested = nested.filter(|edge| listed(&edge.member) & listed(&edge.group) != listed(&edge.group));
    nested.map(|edge| edge.member).chain(open.keys().copied()).collect()
}

/// Listed users and service principals are no groups.
fn leave_out_people(open: &mut FxHashMap<Id, Sides>, lists: &[&ComparedLists]) {
    if open.is_empty() {
        return;
    }
    let shared = lists.iter().flat_map(|list| &list.people).map(|id| (*id, BOTH));
    let single =
        singles(lists).filter(|(about, _)| about.says == Says::IsPerson).map(|(about, sides)| (about.principal, sides));
    let mut people: FxHashMap<Id, Sides> = FxHashMap::default();
    for (id, sides) in shared.chain(single).filter(|(id, _)| open.contains_key(id)) {
        *people.entry(id).or_default() |= sides;
    }
    open.retain(|id, sides| people.get(id).copied().unwrap_or_default() & *sides != *sides);
}

/// These principals and every group that one of them is in.
fn upward(lists: &[&ComparedLists], start: Vec<Id>) -> FxHashSet<Id> {
    closed(start, |id, todo| {
        for list in lists {
            todo.extend(groups_of(list, id));
        }
    })
}

/// The groups in which a principal is itself.
fn groups_of(list: &ComparedLists, member: Id) -> impl Iterator<Item = Id> {
    stretch(&list.by_member, member, |edge| edge.member).map(|edge| edge.group)
}

/// These principals and everyone who is in one of them.
fn downward(lists: &[&ComparedLists], start: Vec<Id>) -> FxHashSet<Id> {
    closed(start, |id, todo| {
        for list in lists {
            todo.extend(stretch(&list.by_group, id, |(group, _)| *group).flat_map(|(_, members)| members));
        }
    })
}

/// These principals and the groups in them.
fn inward(lists: &[&ComparedLists], start: Vec<Id>) -> FxHashSet<Id> {
    let mut inside: FxHashMap<Id, Vec<Id>> = FxHashMap::default();
    for edge in lists.iter().flat_map(|list| &list.nested) {
        inside.entry(edge.group).or_default().push(edge.member);
    }
    closed(start, |id, todo| todo.extend(inside.get(&id).into_iter().flatten()))
}

/// The items of one principal, where they are sorted by it.
fn stretch<T>(items: &[T], id: Id, of: impl Fn(&T) -> Id) -> impl Iterator<Item = &T> {
    let first = items.partition_point(|item| of(item) < id);
    items.get(first..).unwrap_or_default().iter().take_while(move |item| of(item) == id)
}

fn closed(mut todo: Vec<Id>, next: impl Fn(Id, &mut Vec<Id>)) -> FxHashSet<Id> {
    let mut found = FxHashSet::default();
    while let Some(id) = todo.pop() {
        if found.insert(id) {
            next(id, &mut todo);
        }
    }
    found
}
