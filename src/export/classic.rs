//! Classic administrators as ARM lists them. They are retired: they are reported and never grant anything (R-CLA-1, R-CLA-2).

use super::azure::{has_type, properties};
use super::reader::{ListContext, RecordReader, Use};
use super::tape::RecordNode;
use crate::model::scope::subscription_of;
use crate::model::{ClassicAdministrator, Origin};

const TYPE: &str = "microsoft.authorization/classicadministrators";

pub(super) fn is_arm(record: RecordNode<'_>, _: &ListContext) -> bool {
    has_type(record, TYPE)
}

pub(super) fn arm(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    let data = properties(record);
    let who = reader.fields.text(data, "emailAddress").unwrap_or("an account that the export does not name").into();
    let role = reader.fields.text(data, "role").unwrap_or("classic administrator").into();
    let scope = reader.fields.text(record, "id").and_then(subscription_of).map(|scope| reader.facts.scopes.intern(scope));
    reader.facts.classic.push(ClassicAdministrator { who, role, scope, origin });
    Use::Used
}
