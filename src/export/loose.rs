//! Records outside of a list: one object, or one in each line. They state what they state, and never that there is no more of their kind
//! (R-FMT-4, R-FMT-9).

use super::called_list::CalledList;
use super::format::FORMATS;
use super::member_list::Listed;
use super::reader::{ListContext, RecordReader};
use super::tape::Tape;
use crate::model::{ExportKind, Listing};

/// Formats of which one record is a list: a tree of management groups, or the members of a group.
const LISTS: [&str; 4] = ["arm.management-groups", "az.management-groups", "graph.group-members", "azurehound.group-members"];

/// What surrounds a record outside of a list: the name of its file alone. It makes no member of what has a kind of its own, such as a
/// group with its members expanded.
pub(super) fn context(file: &str) -> ListContext {
    let listed = Listed { is_members: false, ..Listed::open(Tape::default().root(), None, file) };
    ListContext { listed, ..ListContext::default() }
}

/// Whether one record of a format is only a part of what there may be of its kind.
pub(super) fn is_part(format: usize) -> bool {
    let alone = [ExportKind::Organization, ExportKind::Collection, ExportKind::PimRequests];
    FORMATS.get(format).is_some_and(|format| !alone.contains(&format.kind) && !LISTS.contains(&format.id))
}

/// Whether what is read of a format is written down as a list: member lists are, group by group.
pub(super) fn has_list(format: usize) -> bool {
    FORMATS.get(format).is_some_and(|format| format.kind != ExportKind::GroupMembers)
}

/// Directory objects in a file that may be called after their group: PowerShell writes a single member without a list.
pub(super) fn members(reader: &mut RecordReader<'_>, listed: Listed) {
    if !listed.rows.is_empty() {
        let place = reader.fields.source.place(0);
        reader.called_lists.push(CalledList { rows: listed.rows, listing: Listing::Partial, place });
    }
}
