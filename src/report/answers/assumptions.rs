//! What each `no` of a report assumes: one line for each list that only looks whole ([`lines`]).

use std::collections::BTreeMap;

use super::words::place_called;
use crate::graph::{CoverageId, TenantGraph};
use crate::model::{CoveragePlace, ExportKind, InputId};
use crate::report::words::shortened;

/// One line for each kind of export and the files that hold it.
pub(crate) fn lines(tenant: &TenantGraph, ids: &[CoverageId]) -> Vec<String> {
    let mut grouped: BTreeMap<(ExportKind, &[InputId]), Vec<CoverageId>> = BTreeMap::new();
    for &id in ids {
        let Some(entry) = tenant.coverage().get(id) else { continue };
        grouped.entry((entry.kind, entry.inputs.as_slice())).or_default().push(id);
    }
    grouped.into_iter().map(|((kind, inputs), ids)| line(tenant, (kind, inputs), &ids)).collect()
}

fn line(tenant: &TenantGraph, (kind, inputs): (ExportKind, &[InputId]), ids: &[CoverageId]) -> String {
    let mut paths: Vec<&str> =
        inputs.iter().filter_map(|&input| tenant.facts().input(input)).map(|input| &*input.path).collect();
    paths.dedup();
    let files = if paths.is_empty() { "the exports".to_owned() } else { shortened(&paths, 3) };
    let places: Vec<String> = ids.iter().filter_map(|&id| place_called(tenant, id)).collect();
    let places = shortened(&places, 3);
    let rests = match kind {
        ExportKind::GroupMembers => format!("each `no` about members of {places} assumes a complete list in {files}"),
        ExportKind::ManagementGroups => {
            format!("each `no` for {places} assumes the complete tree of management groups in {files}")
        }
        ExportKind::RoleEligibility | ExportKind::DirectoryRoleEligibility => {
            format!("each `no` for {places} also holds after an activation if the list in {files} is complete")
        }
        _ => format!("each `no` for {places} assumes a complete list in {files}"),
    };
    format!("{rests}: prove with `rolecall collect`, vouch with `--complete {}`", vouch(tenant, kind, ids))
}

/// What `--complete` takes: one place by its id, or the kind for several.
pub(crate) fn vouch(tenant: &TenantGraph, kind: ExportKind, ids: &[CoverageId]) -> String {
    let place = match ids {
        [one] => tenant.coverage().get(*one).map(|entry| entry.place),
        _ => None,
    };
    match place {
        Some(CoveragePlace::Scope(scope)) => {
            let facts = tenant.facts();
            let row = facts.subscriptions.iter().find(|row| row.scope == scope);
            let name = row.and_then(|row| row.name.as_deref()).filter(|name| is_one_word(name));
            let id = facts.scopes.text(scope).rsplit('/').next().unwrap_or_default();
            format!("{}@{}", kind.name(), name.unwrap_or(id))
        }
        Some(CoveragePlace::Group(group)) => format!("{}@{}", kind.name(), tenant.facts().principals.id(group)),
        Some(CoveragePlace::Tenant | CoveragePlace::Unknown) | None => kind.name().to_owned(),
    }
}

/// Whether a name can be copied into a command as it is.
fn is_one_word(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.'))
}
