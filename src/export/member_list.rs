//! [`Listed`]: the group whose members a list holds (R-FMT-17). Rows of such a list do not name their group: the container does
//! (`groupId`, `@odata.context`, the link to the next page), or else the name of the file is the group's id.

use super::problem::EMPTY_LIST;
use super::tape::RecordNode;
use crate::model::{Facts, Guid, Listing, MemberKind, Note, ObjectId, Origin, PrincipalId, PrincipalKind};
use crate::source::Place;

/// The largest number of members or owners that `$expand` returns; it does not say when there are more (R-FMT-17).
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

/// The collection that Microsoft Graph lists for one principal only.
const OF_ONE_PRINCIPAL: &str = "rolemanagement/directory/transitiveroleassignments";

impl Listed {
    /// Whether nobody asks for such a list but for one principal.
    pub(super) fn is_of_one_principal(&self) -> bool {
        self.collection == OF_ONE_PRINCIPAL
    }

    /// What is known before the rows, and by a context that stands behind them.
    pub(super) fn open(envelope: RecordNode<'_>, behind: Option<&str>, file: &str) -> Self {
        let context = envelope.get("@odata.context").and_then(RecordNode::as_text).or(behind).unwrap_or_default();
        let collection = collection(context);
        let named = named_group(envelope).or_else(|| group_in_link(context));
        let mixed = collection == "directoryobjects";
        let by_file = Some(file).filter(|_| mixed || collection.is_empty()).and_then(file_group);
        let is_members = named.is_some() || mixed || by_file.is_some() && says_members(stem(file));
        Self { collection, group: named.or(by_file), is_members, rows: Vec::new() }
    }
}

/// What a context names.
fn collection(context: &str) -> String {
    let name = context.split_once("$metadata#").map_or("", |(_, name)| name);
    // The list of one object: of somebody's app roles, or of everybody who has app roles of an API.
    if let Some((of, list)) = name.split_once('(').and_then(|(of, rest)| Some((of, rest.split_once(")/appRoleAssign")?.1))) {
        let list = list.trim_end_matches("/$entity");
        return format!("{of}/approleassign{list}").to_ascii_lowercase();
    }
    name.split(['(', '?']).next().unwrap_or_default().trim_end_matches("/$entity").to_ascii_lowercase()
}

/// The group that a container names.
pub(super) fn named_group(envelope: RecordNode<'_>) -> Option<(ObjectId, MemberKind)> {
    let text = |key: &str| envelope.get(key).and_then(RecordNode::as_text);
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

/// A file with the name of a group: its id, or `members-` and its id, and the like. Its name, or that of its folder, says
/// whether the list is flattened (transitive members).
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

pub(super) fn is_transitive(text: &str) -> bool {
    text.to_ascii_lowercase().contains("transitive")
}

/// An empty list that may be the member list of the group that its file is called after.
#[derive(Debug)]
pub(super) struct EmptyList {
    pub(super) id: ObjectId,
    pub(super) kind: MemberKind,
    pub(super) listing: Listing,
    pub(super) place: Place,
}

impl EmptyList {
    /// The list counts if some input knows the id, and no input knows it as anything other than a group.
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

/// The best of what the inputs hold.
pub(super) fn merge(facts: &mut Facts, group: PrincipalId, kind: MemberKind, listing: Listing) {
    let lists = facts.member_lists.entry(group).or_default();
    let list = if kind == MemberKind::Transitive { &mut lists.transitive } else { &mut lists.direct };
    *list = listing.max(*list);
}
