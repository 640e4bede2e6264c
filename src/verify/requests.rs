//! What the manifest of `rolecall collect` proves: the list that each request asked for, and whether its whole answer is at hand
//! (R-EVAL-9).

use rustc_hash::FxHashMap;

use crate::model::scope::management_group_id;
use crate::model::{
    CollectedRequest, CoveragePlace, ExportKind, ExportedList, Facts, Guid, InputId, ObjectId, PartialSign, ScopePath,
};

/// A request that asked for a list.
pub(super) struct ListRequest {
    pub kind: ExportKind,
    pub place: CoveragePlace,
    /// Why its answer is not whole.
    pub lacks: Option<PartialSign>,
    /// The file at hand.
    pub input: Option<InputId>,
}

/// Every request whose address asks for a list without leaving anything out.
pub(super) fn list_requests(facts: &Facts) -> Vec<ListRequest> {
    let mut files: FxHashMap<&str, (u64, InputId)> = FxHashMap::default();
    for (number, file) in facts.inputs.iter().enumerate() {
        files.entry(&file.path).or_insert((0, InputId(number as u32))).0 += file.records as u64;
    }
    let understood = |request: &CollectedRequest| {
        let (kind, place) = asked_for(facts, &request.url)?;
        let file = files.get(&*request.file).copied();
        let unusable = || {
            let file = facts.inputs.get(file?.1.index())?;
            (file.partial && file.used < file.records).then_some(PartialSign::UnusableRecords)
        };
        let lacks = lacks(request, file).or_else(|| of_other_kind(facts, request, kind)).or_else(unusable);
        Some(ListRequest { kind, place, lacks, input: file.map(|(_, input)| input) })
    };
    facts.requests.iter().filter_map(understood).collect()
}

fn lacks(request: &CollectedRequest, file: Option<(u64, InputId)>) -> Option<PartialSign> {
    if !request.complete {
        return Some(PartialSign::RequestFailed);
    }
    match (file, request.records) {
        // A list without records leaves a file that says what it is of.
        (None, records) => (records != Some(0)).then_some(PartialSign::Unreadable),
        (Some((read, _)), Some(collected)) => (read != collected).then_some(PartialSign::OtherThanCollected),
        (Some(_), None) => None,
    }
}

/// A file with records of another kind, or with a list that lacks something, is not the answer.
fn of_other_kind(facts: &Facts, request: &CollectedRequest, kind: ExportKind) -> Option<PartialSign> {
    let same = |input: InputId| facts.inputs.get(input.index()).is_some_and(|file| *file.path == *request.file);
    let mut kinds = facts.inputs.iter().filter(|file| *file.path == *request.file).map(|file| file.kind).peekable();
    kinds.peek()?;
    if !kinds.any(|own| own == kind) {
        return Some(PartialSign::OtherThanCollected);
    }
    // What the rows have in common says nothing where the request asked for all of them.
    let sign = |list: &ExportedList| list.sign.filter(|sign| *sign != PartialSign::OneResourceGroup);
    facts.lists.iter().filter(|list| list.kind == kind && same(list.input)).find_map(sign)
}

/// What an address asks for, and of which place.
fn asked_for(facts: &Facts, url: &str) -> Option<(ExportKind, CoveragePlace)> {
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let lower = path.to_ascii_lowercase();
    let kind = kind_of(&lower)?;
    let known = ["api-version", "select", "top", "expand", "count", "orderby", "expandregistrationdefinition"];
    let is_known = |part: &str| {
        let key = part.split_once('=').map_or(part, |(key, _)| key).to_ascii_lowercase();
        let key = key.strip_prefix('$').or_else(|| key.strip_prefix("%24")).unwrap_or(&key);
        part.is_empty() || known.contains(&key)
    };
    if kind != ExportKind::RoleDefinitions && !query.split('&').all(is_known) {
        return None;
    }
    if kind != ExportKind::GroupMembers {
        return Some((kind, place(facts, path)?));
    }
    // Version 1.0 leaves out service principals (R-FMT-25).
    let group = path.rsplit('/').nth(1).and_then(Guid::parse).filter(|_| lower.contains("/beta/"))?;
    Some((kind, CoveragePlace::Group(facts.principals.lookup(&ObjectId::Guid(group))?)))
}

/// By the last words of an address in lower case.
fn kind_of(path: &str) -> Option<ExportKind> {
    let mut words = path.rsplit('/');
    let (last, before) = (words.next()?, words.next()?);
    let provider = ["directory", "defender"].into_iter().find(|own| before == *own);
    let provider = provider.filter(|_| words.next() == Some("rolemanagement"));
    let kind = match (provider.map_or(before, |own| if own == "directory" { "rolemanagement" } else { own }), last) {
        ("defender", "roleassignments") if provider.is_some() => ExportKind::DefenderRoleAssignments,
        ("defender", "roledefinitions") if provider.is_some() => ExportKind::DefenderRoleDefinitions,
        ("rolemanagement", "roleassignments") => ExportKind::DirectoryRoleAssignments,
        ("rolemanagement", "roledefinitions") => ExportKind::DirectoryRoleDefinitions,
        ("rolemanagement", "roleeligibilityscheduleinstances") => ExportKind::DirectoryRoleEligibility,
        ("rolemanagement", "roleassignmentscheduleinstances") => ExportKind::DirectoryRoleSchedules,
        ("microsoft.authorization", "roleassignments") => ExportKind::RoleAssignments,
        ("microsoft.authorization", "roledefinitions") => ExportKind::RoleDefinitions,
        ("microsoft.authorization", "denyassignments") => ExportKind::DenyAssignments,
        ("microsoft.authorization", "roleeligibilityscheduleinstances") => ExportKind::RoleEligibility,
        ("microsoft.authorization", "roleassignmentscheduleinstances") => ExportKind::RoleSchedules,
        ("microsoft.authorization", "policyassignments") => ExportKind::PolicyAssignments,
        ("microsoft.authorization", "locks") => ExportKind::Locks,
        ("microsoft.managedservices", "registrationassignments") => ExportKind::Lighthouse,
        ("microsoft.securityinsights", "onboardingstates") => ExportKind::Sentinel,
        (_, "resources") => ExportKind::Resources,
        (_, "users") => ExportKind::Users,
        (_, "groups") => ExportKind::Groups,
        (_, "serviceprincipals") => ExportKind::ServicePrincipals,
        (_, "applications") => ExportKind::Applications,
        (_, "approleassignedto") => ExportKind::AppRoleAssignments,
        (_, "members" | "transitivemembers") => ExportKind::GroupMembers,
        _ => return None,
    };
    Some(kind)
}

/// The place that an address is about: the scope before its last provider.
fn place(facts: &Facts, path: &str) -> Option<CoveragePlace> {
    let lower = path.to_ascii_lowercase();
    let Some(start) = lower.find("/subscriptions/").or_else(|| lower.find("/providers/microsoft.management/")) else {
        return Some(CoveragePlace::Tenant);
    };
    let path = path.get(start..)?;
    if let Some(id) = management_group_id(path) {
        return facts.scopes.lookup(ScopePath::management_group(id).as_str()).map(CoveragePlace::Scope);
    }
    let parts: Vec<&str> = path.split('/').collect();
    let is = |at: usize, word: &str| parts.get(at).is_some_and(|part| part.eq_ignore_ascii_case(word));
    let length = match (is(3, "resourceGroups"), is(6, "Microsoft.OperationalInsights") && is(7, "workspaces")) {
        (true, true) => 9,
        (true, false) => return None,
        (false, _) => 3,
    };
    // After the scope, the list itself: its provider and name, or the resources.
    let is_list = match parts.len().checked_sub(length)? {
        1 => true,
        3 => is(length, "providers"),
        _ => false,
    };
    let scope = parts.get(..length).filter(|_| is_list)?;
    facts.scopes.lookup(&scope.join("/")).map(CoveragePlace::Scope)
}
