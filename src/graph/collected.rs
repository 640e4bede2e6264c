//! What the manifest of `rolecall collect` proves. It names each request, whose address tells the kind and the place, and whether the
//! file in the folder is the answer to it (R-EVAL-9).

use rustc_hash::FxHashMap;

use crate::model::scope::{management_group_id, resource_group_of, subscription_of, workspace_of};
use crate::model::{CollectedRequest, CoveragePlace, ExportKind, Facts, Guid, InputId, ObjectId, PartialSign, ScopePath};

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
        (true, Some((_, input)), _) => has_unusable(facts, input).then_some(PartialSign::UnusableRecords),
    };
    Some(Answered { kind, place, lacks, input: file.map(|(_, input)| input) })
}

/// What an address lists, and of which place; `None` where it leaves something out, or is no list that is known.
fn list_of(facts: &Facts, url: &str) -> Option<(ExportKind, CoveragePlace)> {
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let lower = path.to_ascii_lowercase();
    let kind = LISTS.iter().find(|(end, _)| lower.ends_with(end)).map(|&(_, kind)| kind)?;
    let filter =
        query.split('&').find(|part| part.starts_with("$filter=") || part.to_ascii_lowercase().starts_with("%24filter="));
    let harmless = matches!(kind, ExportKind::RoleDefinitions);
    if filter.is_some() && !harmless {
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

fn has_unusable(facts: &Facts, input: InputId) -> bool {
    facts.input(input).is_some_and(|file| file.partial && file.used < file.records)
}

/// What an address asks about: a subscription, a management group, a workspace or the tenant. A list of anything smaller is a list of
/// no place that answers rest on.
fn place(facts: &Facts, path: &str) -> Option<CoveragePlace> {
    let lower = path.to_ascii_lowercase();
    let at = lower.find("/subscriptions/").or_else(|| lower.find("/providers/microsoft.management/"));
    let Some(path) = at.and_then(|at| path.get(at..)) else { return Some(CoveragePlace::Tenant) };
    let group = || management_group_id(path).map(|id| ScopePath::management_group(id).as_str().to_owned());
    let scope = match (resource_group_of(path), workspace_of(path)) {
        (_, Some(workspace)) => Some(workspace.to_owned()),
        (Some(_), None) => return None,
        (None, None) => subscription_of(path).map(str::to_owned).or_else(group),
    };
    scope.and_then(|scope| facts.scopes.lookup(&scope)).map(CoveragePlace::Scope)
}
