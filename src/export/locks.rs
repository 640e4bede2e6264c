//! Locks (`Microsoft.Authorization/locks`), as az, ARM and `Get-AzResourceLock` print them. A lock of a resource group or a subscription
//! locks everything in it.

use super::azure::{has_type, properties, scope_of};
use super::problem::{NO_ID, NO_SCOPE};
use super::reader::{ListContext, RecordReader, Use};
use super::tape::RecordNode;
use crate::model::scope::subscription_of;
use crate::model::{ExportKind, Origin, ResourceLock};

const LOCKS: &str = "microsoft.authorization/locks";

pub(super) fn is_lock(record: RecordNode<'_>, _: &ListContext) -> bool {
    has_type(record, LOCKS) && !record.has("LockId")
}

/// Azure PowerShell names the id of a lock `LockId`, and has the type of what is locked beside it.
pub(super) fn is_powershell(record: RecordNode<'_>, _: &ListContext) -> bool {
    record.has("LockId") && record.has("Properties")
}

pub(super) fn lock(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    // Resource Graph shows only what its caller may read.
    if record.has("tenantId") {
        reader.partial(origin.input);
    }
    locked(reader, record, "id", origin)
}

pub(super) fn powershell(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    locked(reader, record, "LockId", origin)
}

/// A lock whose id is under a key.
fn locked(reader: &mut RecordReader<'_>, record: RecordNode<'_>, key: &'static str, origin: Origin) -> Use {
    let Some(id) = reader.fields.text(record, key) else { return reader.unusable(&NO_ID, record) };
    let Some(scope) = scope_of(reader, record, None, Some(id)) else { return Use::Unusable };
    // Only subscriptions and what is in them can be locked.
    if subscription_of(reader.facts.scopes.text(scope)).is_none() {
        return reader.unusable(&NO_SCOPE, record);
    }
    reader.context.survey.row(&mut reader.facts.scopes, scope, ExportKind::Locks);
    let level = reader.fields.text(properties(record), "level").map(Into::into);
    reader.facts.locks.push(ResourceLock { id: id.into(), scope, level, origin });
    Use::Used
}
