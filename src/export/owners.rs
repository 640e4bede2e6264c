//! The owners of groups, service principals and applications, expanded inside their records (`$expand=owners`). An owner is no member
//! (R-PRI-3), but may become one.

use super::directory_object::object;
use super::member_list::EXPANDED;
use super::reader::RecordReader;
use super::tape::RecordNode;
use crate::model::{Listing, Origin, OwnedObject, OwnerRow};

/// The owners that a record of something names.
pub(super) fn owners(reader: &mut RecordReader<'_>, record: RecordNode<'_>, owned: &OwnedObject, origin: Origin) {
    if record.get("owners").is_none_or(RecordNode::is_null) {
        return;
    }
    let Ok(rows) = reader.fields.list(record, "owners") else { return reader.cut(record, "owners") };
    reader.facts.escalation.owners_listed.insert(owned.kind());
    let is_cut = rows.len() >= EXPANDED;
    if is_cut {
        reader.facts.escalation.owners_cut.insert(owned.kind());
    }
    let mut listing = if is_cut { Listing::Partial } else { Listing::Complete };
    for row in rows {
        match object(reader, row) {
            Some(who) => reader.facts.escalation.owners.push(OwnerRow { owned: owned.clone(), owner: who, origin }),
            None => listing = Listing::Partial,
        }
    }
    if let OwnedObject::Group(group) = owned {
        let known = reader.facts.escalation.group_owner_lists.entry(*group).or_default();
        *known = (*known).max(listing);
    }
}
