//! Whose member list a list is (R-FMT-17). Rows of such a list do not name their group: the container does (`groupId`,
//! `@odata.context`, the link to the next page), or else the name of the file, which is then the group's id.

use std::path::Path;

use super::directory::object;
use super::format::Use;
use super::json;
use super::json::Sink;
use super::problem::{EMPTY_LIST, MEMBERS_OF_NOBODY, NO_ID, TRUNCATED};
use super::scan::{Context, Reader};
use super::tape::{Node, Tape};
use crate::model::{
    Facts, Guid, Listing, MemberKind, Membership, Note, ObjectId, Origin, PrincipalId, PrincipalKind, Validity,
};
use crate::source::Place;

/// `$expand` returns at most so many members, and does not say when there are more (R-FMT-17).
pub(super) const EXPANDED: usize = 20;

/// What the container of directory objects says.
#[derive(Debug, Default)]
pub(super) struct Listed {
    /// The collection that `@odata.context` names, in lower case; empty where it names none.
    pub(super) collection: String,
    /// The group, and which of its lists this is.
    pub(super) group: Option<(ObjectId, MemberKind)>,
    /// This is the list of some group, whatever its rows look like.
    pub(super) is_members: bool,
    /// The rows of a mixed list.
    pub(super) rows: Vec<(PrincipalId, Origin)>,
}

impl Listed {
    /// What is known before the rows.
    pub(super) fn open(envelope: Node<'_>, file: &str) -> Self {
        let collection = collection(envelope);
        let named = named_group(envelope);
        let mixed = collection == "directoryobjects";
        let by_file = Some(file).filter(|_| mixed || collection.is_empty()).and_then(file_group);
        let is_members = named.is_some() || mixed || by_file.is_some() && says_members(stem(file));
        Self { collection, group: named.or(by_file), is_members, rows: Vec::new() }
    }
}

/// Whether the rows of a list are members of something, by what stands before them and by the name of its file.
pub(super) fn is_member_list(head: &[u8], file: &Path) -> bool {
    struct Opened<'f>(&'f str, bool);
    impl<'s> Sink<'s> for Opened<'_> {
        fn opens(&mut self, envelope: &Tape<'s>) {
            let listed = Listed::open(envelope.root(), self.0);
            self.1 = listed.is_members || listed.group.is_some();
        }
        fn record(&mut self, _: &mut Tape<'s>) {}
        fn closes(&mut self, _: &Tape<'s>, _: usize) {}
        fn noise(&mut self, _: usize) {}
    }
    let end = if head.trim_ascii().starts_with(b"{") { "]}" } else { "]" };
    let (file, text) = (file.display().to_string(), format!("{}{end}", String::from_utf8_lossy(head)));
    let mut opened = Opened(&file, false);
    json::scan(&text, &mut opened).is_err() || opened.1
}

fn collection(envelope: Node<'_>) -> String {
    let context = envelope.get("@odata.context").and_then(Node::as_text).unwrap_or_default();
    let name = context.split_once("$metadata#").map_or("", |(_, name)| name);
    name.split(['(', '?']).next().unwrap_or_default().trim_end_matches("/$entity").to_ascii_lowercase()
}

/// The group that a container names.
fn named_group(envelope: Node<'_>) -> Option<(ObjectId, MemberKind)> {
    let text = |key: &str| envelope.get(key).and_then(Node::as_text);
    let links = ["@odata.context", "@odata.nextLink", "@odata.deltaLink"];
    let linked = links.iter().filter_map(|key| text(key)).find_map(group_in_link);
    let said = text("groupId").filter(|id| !id.trim().is_empty()).map(|id| {
        let transitive = envelope.has("transitiveMembers") || text("list").is_some_and(is_transitive);
        (ObjectId::parse(id), if transitive { MemberKind::Transitive } else { MemberKind::Direct })
    });
    said.or(linked)
}

/// `.../groups/{id}/members` and `...#groups('{id}')/transitiveMembers`.
fn group_in_link(link: &str) -> Option<(ObjectId, MemberKind)> {
    let lower = link.to_ascii_lowercase();
    let (_, rest) = lower.split_once("groups").filter(|(_, rest)| rest.starts_with(['/', '(']))?;
    let id = rest.trim_start_matches(['/', '(', '\'']).get(..36).and_then(Guid::parse)?;
    let members = rest.contains("members");
    let kind = if is_transitive(rest) { MemberKind::Transitive } else { MemberKind::Direct };
    members.then_some((id.into(), kind))
}

/// A file that is called after a group: its id, or `members-` and its id, and the like. Its name, or that of its folder, says
/// whether the list is the flattened one.
fn file_group(file: &str) -> Option<(ObjectId, MemberKind)> {
    let stem = stem(file);
    let named = file.rsplitn(3, ['/', '\\']).take(2).any(is_transitive);
    let kind = if named { MemberKind::Transitive } else { MemberKind::Direct };
    let inside = || {
        let mut starts = stem.char_indices().filter(|_| says_members(stem)).map(|(at, _)| at);
        starts.find_map(|at| Guid::parse(stem.get(at..at + 36)?))
    };
    Some((Guid::parse(stem).or_else(inside)?.into(), kind))
}

fn stem(file: &str) -> &str {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    name.split_once('.').map_or(name, |(stem, _)| stem)
}

fn says_members(text: &str) -> bool {
    text.to_ascii_lowercase().contains("member")
}

fn is_transitive(text: &str) -> bool {
    text.to_ascii_lowercase().contains("transitive")
}

/// A list ends: if it is a member list, its rows are members.
pub(super) fn close(reader: &mut Reader<'_>, listed: Listed, envelope: Node<'_>, more: bool) {
    let Some((id, kind)) = named_group(envelope).or(listed.group) else {
        if !listed.rows.is_empty() {
            let place = reader.fields.source.place(0);
            reader.called_lists.push(CalledList { rows: listed.rows, more, place });
        }
        return;
    };
    if listed.rows.is_empty() {
        return;
    }
    let group = reader.facts.principals.intern(id);
    reader.hearsay.kind(group, PrincipalKind::Group);
    for (member, origin) in listed.rows {
        add_member(reader, (group, member), kind, origin);
    }
    list_of(reader, group, kind, if more { Listing::Partial } else { Listing::Complete });
}

/// A list without rows ends. An empty member list is knowledge (R-PRI-7); a file called after an id may be one, which only all
/// inputs together can tell.
pub(super) fn close_empty(reader: &mut Reader<'_>, listed: Listed, envelope: Node<'_>, more: bool) {
    let listing = if more { Listing::Partial } else { Listing::Complete };
    match named_group(envelope).or(listed.group) {
        Some((id, kind)) => {
            reader.empty_list("directoryobjects", envelope);
            reader.empty_members.push(EmptyList { id, kind, listing, place: reader.fields.source.place(0) });
        }
        None => reader.empty_list(&listed.collection, envelope),
    }
}

/// A list of members that may be called after a group's name: only all inputs together can tell (R-FMT-30).
#[derive(Debug)]
pub(super) struct CalledList {
    rows: Vec<(PrincipalId, Origin)>,
    more: bool,
    place: Place,
}

impl CalledList {
    /// The rows are members of the one group that has the name of the file as its display name or mail nickname.
    pub(super) fn settle(self, facts: &mut Facts) -> Option<Note> {
        let [group] = *self.groups(facts).as_slice() else {
            let message = format!("`{}`: {}", self.place.path, MEMBERS_OF_NOBODY.one);
            return Some(Note::warning(MEMBERS_OF_NOBODY.code, message).help(MEMBERS_OF_NOBODY.help).at(self.place));
        };
        let kind = if is_transitive(&self.place.path) { MemberKind::Transitive } else { MemberKind::Direct };
        for (member, origin) in self.rows {
            facts.memberships.push(Membership { group, member, kind, validity: Validity::ALWAYS, origin });
        }
        merge(facts, group, kind, if self.more { Listing::Partial } else { Listing::Complete });
        None
    }

    fn groups(&self, facts: &Facts) -> Vec<PrincipalId> {
        let file = self.place.path.rsplit(['/', '\\']).next().unwrap_or_default();
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem).to_lowercase();
        let words = ["transitive", "members", "member", "group"];
        let is_called = |name: &str| {
            let name = name.to_lowercase();
            let rest = stem.strip_prefix(&name).or_else(|| stem.strip_suffix(&name));
            rest.is_some_and(|rest| {
                rest.is_empty() || rest.split(['-', '_', '.', ' ']).all(|word| word.is_empty() || words.contains(&word))
            })
        };
        let is_group = |id: &PrincipalId| {
            let known = facts.principals.facts(*id).filter(|known| known.kind == PrincipalKind::Group);
            known.is_some_and(|known| [&known.name, &known.nickname].into_iter().flatten().any(|name| is_called(name)))
        };
        facts.principals.ids().filter(is_group).collect()
    }
}

/// An empty list that may be the member list of the group that its file is called after.
#[derive(Debug)]
pub(super) struct EmptyList {
    id: ObjectId,
    kind: MemberKind,
    listing: Listing,
    place: Place,
}

impl EmptyList {
    /// The list counts if some input knows the id, and knows it as nothing but a group.
    pub(super) fn settle(self, facts: &mut Facts) -> Option<Note> {
        let group = facts.principals.lookup(&self.id);
        let known =
            group.filter(|&group| matches!(facts.principals.kind(group), PrincipalKind::Group | PrincipalKind::Unknown));
        let Some(group) = known else {
            let message = format!("`{}`: {}", self.place.path, EMPTY_LIST.one);
            let note = Note::warning(EMPTY_LIST.code, message).severity(EMPTY_LIST.severity).help(EMPTY_LIST.help);
            return Some(note.at(self.place));
        };
        merge(facts, group, self.kind, self.listing);
        None
    }
}

/// `{"groupId": ..., "members": [...]}`, one record for a group.
pub(super) fn is_wrapper(record: Node<'_>, _: &Context) -> bool {
    record.has("groupId") && (record.has("members") || record.has("transitiveMembers")) && !record.has("accessId")
}

pub(super) fn wrapper(reader: &mut Reader<'_>, record: Node<'_>, origin: Origin) -> Use {
    let Some(id) = reader.fields.object_id(record, &["groupId"]) else { return reader.unusable(&NO_ID, record) };
    let group = reader.facts.principals.intern(id);
    reader.hearsay.kind(group, PrincipalKind::Group);
    for (key, kind) in [("members", MemberKind::Direct), ("transitiveMembers", MemberKind::Transitive)] {
        inside(reader, (record, key), (group, kind), origin);
    }
    Use::Used
}

/// The members that a record of a group holds.
pub(super) fn inside(
    reader: &mut Reader<'_>,
    (record, key): (Node<'_>, &'static str),
    (group, kind): (PrincipalId, MemberKind),
    origin: Origin,
) {
    if record.get(key).is_none_or(Node::is_null) {
        return;
    }
    let Ok(rows) = reader.fields.list(record, key) else {
        reader.cut(record, key);
        list_of(reader, group, kind, Listing::Partial);
        return;
    };
    let link = format!("{key}@odata.nextLink");
    let more = rows.len() == EXPANDED && !record.has("groupId") || record.children().any(|child| child.key() == link);
    let mut listing = if more { Listing::Partial } else { Listing::Complete };
    for row in rows {
        match member_of_list(reader, row) {
            Some(member) => add_member(reader, (group, member), kind, origin),
            None => listing = Listing::Partial,
        }
    }
    list_of(reader, group, kind, listing);
}

/// A member as an object, or as its id alone; `None` where it was cut to the name of its type.
fn member_of_list(reader: &mut Reader<'_>, row: Node<'_>) -> Option<PrincipalId> {
    if let Some(id) = row.as_text().and_then(Guid::parse) {
        return Some(reader.facts.principals.intern(id.into()));
    }
    let member = if row.is_map() { object(reader, row) } else { None };
    if member.is_none() {
        reader.problem(&TRUNCATED, row);
    }
    member
}

/// A member of a group.
pub(super) fn add_member(
    reader: &mut Reader<'_>,
    (group, member): (PrincipalId, PrincipalId),
    kind: MemberKind,
    origin: Origin,
) {
    reader.facts.memberships.push(Membership { group, member, kind, validity: Validity::ALWAYS, origin });
}

/// How much of a group's list was exported.
pub(super) fn list_of(reader: &mut Reader<'_>, group: PrincipalId, kind: MemberKind, listing: Listing) {
    merge(reader.facts, group, kind, listing);
}

/// The best of what the inputs hold.
fn merge(facts: &mut Facts, group: PrincipalId, kind: MemberKind, listing: Listing) {
    let lists = facts.member_lists.entry(group).or_default();
    let list = if kind == MemberKind::Transitive { &mut lists.transitive } else { &mut lists.direct };
    *list = listing.max(*list);
}
