//! What the manifest of `rolecall collect` proves. It names each request, whose address tells the kind and the place, and whether the
//! file in the folder is the answer to it (R-EVAL-9).

use rustc_hash::FxHashMap;

use crate::model::scope::{management_group_id, subscription_of, workspace_of};
use crate::model::{
    CollectedRequest, CoveragePlace, ExportKind, ExportedList, Facts, Guid, InputId, ObjectId, PartialSign, ScopePath,
};

/// A request of a collection, understood.
#[derive(Debug)]
pub(super) struct Answered {
    /// What it lists.
    pub kind: ExportKind,
    /// Of what.
    pub place: CoveragePlace,
    /// Why its answer is not whole.
    pub lacks: Option<PartialSign>,
    /// The file at hand.
    pub input: Option<InputId>,
}

/// The last words of an address, in lower case, and what they list. Longer ones come first.
const LISTS: [(&str, ExportKind); 23] = [
    ("/rolemanagement/directory/roleassignments", ExportKind::DirectoryRoleAssignments),
    ("/rolemanagement/directory/roledefinitions", ExportKind::DirectoryRoleDefinitions),
    ("/rolemanagement/directory/roleeligibilityscheduleinstances", ExportKind::DirectoryRoleEligibility),
    ("/rolemanagement/directory/roleassignmentscheduleinstances", ExportKind::DirectoryRoleSchedules),
    ("/rolemanagement/defender/roleassignments", ExportKind::DefenderRoleAssignments),
    ("/rolemanagement/defender/roledefinitions", ExportKind::DefenderRoleDefinitions),
    ("/microsoft.authorization/roleassignments", ExportKind::RoleAssignments),
    ("/microsoft.authorization/roledefinitions", ExportKind::RoleDefinitions),
    ("/microsoft.authorization/denyassignments", ExportKind::DenyAssignments),
    ("/microsoft.authorization/roleeligibilityscheduleinstances", ExportKind::RoleEligibility),
    ("/microsoft.authorization/roleassignmentscheduleinstances", ExportKind::RoleSchedules),
    ("/microsoft.authorization/policyassignments", ExportKind::PolicyAssignments),
    ("/microsoft.authorization/locks", ExportKind::Locks),
    ("/microsoft.managedservices/registrationassignments", ExportKind::Lighthouse),
    ("/microsoft.securityinsights/onboardingstates", ExportKind::Sentinel),
    ("/resources", ExportKind::Resources),
    ("/users", ExportKind::Users),
    ("/groups", ExportKind::Groups),
    ("/serviceprincipals", ExportKind::ServicePrincipals),
    ("/applications", ExportKind::Applications),
    ("/approleassignedto", ExportKind::AppRoleAssignments),
    ("/members", ExportKind::GroupMembers),
    ("/transitivemembers", ExportKind::GroupMembers),
];

/// Every request whose address names a list without leaving anything out of it.
pub(super) fn answered(facts: &Facts) -> Vec<Answered> {
    let mut records: FxHashMap<&str, (u64, InputId)> = FxHashMap::default();
    for (number, file) in (0..).zip(&facts.inputs) {
        records.entry(&file.path).or_insert((0, InputId(number))).0 += file.records as u64;
    }
    facts.requests.iter().filter_map(|request| one(facts, request, records.get(&*request.file).copied())).collect()
}

fn one(facts: &Facts, request: &CollectedRequest, file: Option<(u64, InputId)>) -> Option<Answered> {
    let (kind, place) = list_of(facts, &request.url)?;
    let lacks = match (request.complete, file, request.records) {
        (false, ..) => Some(PartialSign::RequestFailed),
        // A list without records leaves a file that says what it is of.
        (true, None, Some(0)) => None,
        (true, None, _) => Some(PartialSign::Unreadable),
        (true, Some((read, _)), Some(collected)) if read != collected => Some(PartialSign::OtherThanCollected),
        (true, Some((_, input)), _) => not_the_answer(facts, kind, input),
    };
    Some(Answered { kind, place, lacks, input: file.map(|(_, input)| input) })
}

/// What an address lists, and of which place; `None` where it leaves something out, or is no list that is known.
fn list_of(facts: &Facts, url: &str) -> Option<(ExportKind, CoveragePlace)> {
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let lower = path.to_ascii_lowercase();
    let kind = LISTS.iter().find(|(end, _)| lower.ends_with(end)).map(|&(_, kind)| kind)?;
    if kind != ExportKind::RoleDefinitions && !CollectedRequest::leaves_nothing_out(query) {
        return None;
    }
    let place = match kind {
        ExportKind::GroupMembers => {
            // Version 1.0 leaves out service principals (R-FMT-25).
            let id = path.rsplit('/').nth(1).and_then(Guid::parse).filter(|_| lower.contains("/beta/"))?;
            CoveragePlace::Group(facts.principals.lookup(&ObjectId::Guid(id))?)
        }
        _ => place(facts, path)?,
    };
    Some((kind, place))
}

/// Why a file is not the whole answer to its request: it holds another kind, its lists are not whole, or records could not be used.
fn not_the_answer(facts: &Facts, kind: ExportKind, input: InputId) -> Option<PartialSign> {
    let path = &facts.input(input)?.path;
    let of_file = |own: InputId| facts.input(own).filter(|file| file.path == *path);
    if !facts.inputs.iter().any(|file| file.path == *path && file.kind == kind) {
        return Some(PartialSign::OtherThanCollected);
    }
    let mut lists = facts.lists.iter().filter(|list| list.kind == kind && of_file(list.input).is_some());
    let has_unusable = || facts.input(input).is_some_and(|file| file.partial && file.used < file.records);
    // What the rows have in common says nothing where the request asked for all of them.
    let sign = |list: &ExportedList| list.sign.filter(|sign| *sign != PartialSign::OneResourceGroup);
    lists.find_map(sign).or_else(|| has_unusable().then_some(PartialSign::UnusableRecords))
}

/// What an address asks about: a subscription, a management group, a workspace or the tenant. A list of anything smaller is a list of
/// no place that answers rest on.
fn place(facts: &Facts, path: &str) -> Option<CoveragePlace> {
    let lower = path.to_ascii_lowercase();
    let at = lower.find("/subscriptions/").or_else(|| lower.find("/providers/microsoft.management/"));
    let Some(path) = at.and_then(|at| path.get(at..)) else { return Some(CoveragePlace::Tenant) };
    // The scope is what stands before the provider of the list, or before the list of resources.
    let end = path.to_ascii_lowercase().rfind("/providers/").filter(|end| *end > 0).or_else(|| path.rfind('/'))?;
    let scope = ScopePath::parse(path.get(..end)?);
    let own = scope.as_str();
    let is = |found: Option<&str>| found.is_some_and(|found| found.len() == own.len());
    let is_group = management_group_id(own).is_some();
    if !(is_group || is(subscription_of(own)) || is(workspace_of(own))) {
        return None;
    }
    facts.scopes.lookup(own).map(CoveragePlace::Scope)
}
