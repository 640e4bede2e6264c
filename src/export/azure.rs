//! What all records of Azure Resource Manager share, whichever tool prints them: a type, an id, and properties that ARM and Resource
//! Graph nest and az flattens. Knows no particular type.

use std::borrow::Cow;

use super::fields::RecordFields;
use super::problem::{NO_SCOPE, SCOPE_CONTRADICTS_ID};
use super::reader::RecordReader;
use super::tape::RecordNode;
use crate::model::{ScopeId, ScopePath};

/// Who printed a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Printed {
    /// ARM REST: properties nested.
    Arm,
    /// Resource Graph: properties nested, the tenant next to them.
    ResourceGraph,
    /// az: properties flattened into the record.
    Az,
}

/// Who printed a record of this type (in lower case); `None` for records of other types.
pub(super) fn printed(record: RecordNode<'_>, of_type: &str) -> Option<Printed> {
    if !has_type(record, of_type) {
        return None;
    }
    if !record.get("properties").is_some_and(RecordNode::is_map) {
        return Some(Printed::Az);
    }
    Some(if record.has("tenantId") { Printed::ResourceGraph } else { Printed::Arm })
}

/// Whether a record is of this type (in lower case): by `type`, or by its id where it has no type.
pub(super) fn has_type(record: RecordNode<'_>, of_type: &str) -> bool {
    match record.get("type").and_then(RecordNode::as_text) {
        Some(own) => own.eq_ignore_ascii_case(of_type),
        None => {
            record.get("id").and_then(RecordNode::as_text).is_some_and(|id| type_of_id(id).is_some_and(|own| own == of_type))
        }
    }
}

/// The type that a resource id names, in lower case, such as `microsoft.authorization/roleassignments`.
pub(super) fn type_of_id(id: &str) -> Option<String> {
    let lower = id.to_ascii_lowercase();
    let (_, path) = lower.rsplit_once("/providers/")?;
    let mut segments = path.split('/');
    let mut name = segments.next()?.to_owned();
    for kind in segments.step_by(2) {
        name.push('/');
        name.push_str(kind);
    }
    Some(name)
}

/// The properties of a record: nested, or in the record itself.
pub(super) fn properties(record: RecordNode<'_>) -> RecordNode<'_> {
    record.get("properties").filter(|properties| properties.is_map()).unwrap_or(record)
}

/// The scope of an assignment, deny assignment or schedule: `scope`, or what its id says (R-SCO-10). `None` has been counted as a problem.
pub(super) fn scope_of(
    reader: &mut RecordReader<'_>,
    record: RecordNode<'_>,
    scope: Option<&str>,
    id: Option<&str>,
) -> Option<ScopeId> {
    let scope = scope_text_of(&mut reader.fields, record, scope, id)?;
    Some(reader.facts.scopes.intern(&scope))
}

/// The text of that scope.
pub(super) fn scope_text_of<'t>(
    fields: &mut RecordFields<'_>,
    record: RecordNode<'_>,
    scope: Option<&'t str>,
    id: Option<&str>,
) -> Option<Cow<'t, str>> {
    if let Some(scope) = scope {
        if let Some(id) = id
            && contradicts(scope, id)
        {
            fields.problem(&SCOPE_CONTRADICTS_ID, record);
        }
        return Some(Cow::Borrowed(scope));
    }
    let Some(derived) = id.and_then(ScopePath::of_assignment_id) else {
        fields.problem(&NO_SCOPE, record);
        return None;
    };
    Some(Cow::Owned(derived.as_str().to_owned()))
}

/// Whether an id names another scope than the record does.
pub(super) fn contradicts(scope: &str, id: &str) -> bool {
    let base = scope.trim_end_matches('/');
    let rest = id.split_at_checked(base.len()).filter(|(head, _)| head.eq_ignore_ascii_case(base)).map(|(_, rest)| rest);
    let plain = rest.is_some_and(|rest| {
        let infix = "/providers/microsoft.authorization/";
        let head = rest.split_at_checked(infix.len());
        head.is_some_and(|(head, tail)| head.eq_ignore_ascii_case(infix) && tail.matches('/').count() < 2)
    });
    !plain && ScopePath::of_assignment_id(id).is_some_and(|derived| derived != ScopePath::parse(scope))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_name_types() {
        let cases = [
            ("/providers/Microsoft.Authorization/roleAssignments/g", Some("microsoft.authorization/roleassignments")),
            ("/subscriptions/s/resourceGroups/r/providers/Microsoft.A/b/c/d/e", Some("microsoft.a/b/d")),
            ("/subscriptions/s", None),
        ];
        for (id, expected) in cases {
            assert_eq!(type_of_id(id).as_deref(), expected, "{id}");
        }
    }

    #[test]
    fn a_scope_and_an_id_contradict_each_other() {
        let id = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Authorization/roleAssignments/g";
        let cases = [
            ("/subscriptions/S/resourcegroups/RG", false, "other case"),
            ("/subscriptions/s/resourceGroups/rg/", false, "a trailing slash"),
            ("/subscriptions/s", true, "a scope above"),
            ("/subscriptions/s/resourceGroups/other", true, "another scope"),
        ];
        for (scope, expected, why) in cases {
            assert_eq!(contradicts(scope, id), expected, "{why}");
        }
        assert!(!contradicts("/", "/providers/Microsoft.Authorization/roleAssignments/g"), "T-SCO-21");
    }
}
