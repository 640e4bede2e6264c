//! PIM requests (R-PIM-9): `roleAssignmentScheduleRequests` and `roleEligibilityScheduleRequests` of ARM and Microsoft Graph, and
//! those of PIM for Groups. A request is what somebody asked for, not what holds: it grants nothing, and is named and passed over.

use super::azure::{properties, type_of_id};
use super::problem::PIM_REQUEST;
use super::reader::{ListContext, RecordReader, Use};
use super::tape::RecordNode;
use crate::model::{ObjectId, Origin};

/// The end of the names of collections and resource types that hold requests, in lower case.
const REQUESTS: &str = "schedulerequests";

/// Whether a record is a request: by its type or collection, or because it says what was asked for and about which schedule.
pub(super) fn is_request(record: RecordNode<'_>, context: &ListContext) -> bool {
    let text = |key: &str| record.get(key).and_then(RecordNode::as_text);
    let kind = text("type").map(str::to_ascii_lowercase).or_else(|| text("id").and_then(type_of_id));
    if kind.is_some_and(|kind| kind.ends_with(REQUESTS)) || context.listed.collection.ends_with(REQUESTS) {
        return true;
    }
    let data = properties(record);
    let any = |keys: &[&str]| keys.iter().any(|key| data.has(key));
    let about = ["scheduleInfo", "targetScheduleId", "targetRoleAssignmentScheduleId", "targetRoleEligibilityScheduleId"];
    data.has("principalId") && any(&["action", "requestType"]) && any(&about)
}

/// A request grants nothing, whatever its status; that its principal is there can be asked about.
pub(super) fn request(reader: &mut RecordReader<'_>, record: RecordNode<'_>, _: Origin) -> Use {
    if let Some(principal) = properties(record).get("principalId").and_then(RecordNode::as_text) {
        reader.facts.principals.intern(ObjectId::parse(principal));
    }
    reader.problem(&PIM_REQUEST, record);
    Use::PassedOver
}
