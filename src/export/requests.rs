//! What the manifest of `rolecall collect` says against the lists at hand: a request that failed, that asked for a part of a list, or
//! that was answered with other records than the file holds (R-EVAL-9).

use std::path::Path;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::scope::{resource_group_of, subscription_of, workspace_of};
use crate::model::{
    CollectedRequest, CoveragePlace, ExportKind, Facts, InputFile, InputId, Listing, Origin, PartialSign, PrincipalId, ScopeId,
};

/// Writes down what the manifests say against the lists of the files that they name. `in_full` are the numbers of records of files of
/// which only an excerpt was read.
pub(super) fn settle(facts: &mut Facts, in_full: &[(&str, u64)]) {
    if facts.requests.is_empty() {
        return;
    }
    let mut records: FxHashMap<&str, u64> = FxHashMap::default();
    for file in &facts.inputs {
        *records.entry(&file.path).or_default() += file.records as u64;
    }
    for &(path, count) in in_full {
        records.entry(path).and_modify(|records| *records = count);
    }
    facts.unrequested = unrequested(facts);
    let others = with_other_subscriptions(facts);
    let against = |request: &CollectedRequest| {
        let of_others = || others.contains(&*request.file).then_some(PartialSign::OtherThanCollected);
        let sign = sign(request, records.get(&*request.file).copied()?).or_else(of_others)?;
        Some((request.file.clone(), sign))
    };
    let doubted: FxHashMap<Box<str>, PartialSign> = facts.requests.iter().filter_map(against).collect();
    if doubted.is_empty() {
        return;
    }
    let signs: Vec<Option<PartialSign>> = facts.inputs.iter().map(|file| doubted.get(&*file.path).copied()).collect();
    for (file, _) in facts.inputs.iter_mut().zip(&signs).filter(|(_, sign)| sign.is_some()) {
        file.partial = true;
    }
    let mut groups: Vec<PrincipalId> = Vec::new();
    for list in &mut facts.lists {
        let Some(sign) = signs.get(list.input.index()).copied().flatten() else { continue };
        list.sign.get_or_insert(sign);
        if let (ExportKind::GroupMembers, CoveragePlace::Group(group)) = (list.kind, list.place) {
            groups.push(group);
        }
    }
    for group in groups {
        let Some(lists) = facts.member_lists.get_mut(&group) else { continue };
        for listing in [&mut lists.direct, &mut lists.transitive] {
            *listing = (*listing).min(Listing::Partial);
        }
    }
}

/// The inputs in folders of which a manifest names requests, and that no request filled.
fn unrequested(facts: &Facts) -> FxHashSet<InputId> {
    let filled: FxHashSet<&str> = facts.requests.iter().map(|request| &*request.file).collect();
    let manifests: FxHashSet<InputId> = facts.requests.iter().map(|request| request.origin.input).collect();
    let with_requests = facts.collections.iter().filter(|own| manifests.contains(&own.origin.input));
    let folders: Vec<&str> = with_requests.map(|own| &*own.folder).collect();
    let is_left = |file: &InputFile| {
        let path = Path::new(&*file.path);
        folders.iter().any(|folder| path.starts_with(folder)) && !filled.contains(&*file.path)
    };
    facts.inputs.iter().zip(0..).filter(|(file, _)| is_left(file)).map(|(_, id)| InputId(id)).collect()
}

/// Why a file that a request filled is no whole list.
fn sign(request: &CollectedRequest, records: u64) -> Option<PartialSign> {
    if !request.complete {
        return Some(PartialSign::RequestFailed);
    }
    if request.records.is_some_and(|collected| collected != records) {
        return Some(PartialSign::OtherThanCollected);
    }
    narrowed(&request.url)
}

/// Whether an address or a command of az asks for a part of a list that a `no` rests on.
fn narrowed(url: &str) -> Option<PartialSign> {
    match url.strip_prefix("az ") {
        Some(command) => by_command(&command.split_whitespace().collect::<Vec<_>>()),
        None => by_address(&url.to_ascii_lowercase()),
    }
}

/// Of role definitions, policy definitions and resources the script itself asks for a part, which is all that is read; members of PIM for
/// Groups are asked for group by group.
fn by_address(url: &str) -> Option<PartialSign> {
    const HARMLESS: [&str; 6] = [
        "/roledefinitions",
        "/policydefinitions",
        "/policysetdefinitions",
        "/resources",
        "/eligibilityscheduleinstances",
        "/assignmentscheduleinstances",
    ];
    /// Of one scope each.
    const OF_SCOPES: [&str; 6] = [
        "/providers/microsoft.authorization/locks",
        "/providers/microsoft.authorization/roleassignments",
        "/providers/microsoft.authorization/denyassignments",
        "/providers/microsoft.authorization/roleeligibilityscheduleinstances",
        "/providers/microsoft.authorization/roleassignmentscheduleinstances",
        "/providers/microsoft.managedservices/registrationassignments",
    ];
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    if HARMLESS.iter().any(|end| path.ends_with(end)) {
        return None;
    }
    if !CollectedRequest::leaves_nothing_out(query) {
        return Some(PartialSign::Filtered);
    }
    let scope = OF_SCOPES.iter().find_map(|end| path.strip_suffix(end));
    below_subscription(scope.and_then(|scope| scope.get(scope.find("/subscriptions/")?..))?)
}

/// Why a list of a scope below a subscription is no list of the subscription. Lists of a workspace are asked for beside those.
fn below_subscription(scope: &str) -> Option<PartialSign> {
    let is_workspace = workspace_of(scope).is_some_and(|own| own.len() == scope.len());
    if subscription_of(scope).is_none_or(|own| own.len() == scope.len()) || is_workspace {
        return None;
    }
    Some(if resource_group_of(scope).is_some() { PartialSign::OneResourceGroup } else { PartialSign::Filtered })
}

/// The same for the words of a command of az: whatever it does not know may narrow.
fn by_command(words: &[&str]) -> Option<PartialSign> {
    const HARMLESS: [&str; 5] = ["account", "cloud", "graph", "policy", "resource"];
    const FLAGS: [&str; 4] = ["--all", "--include-inherited", "--only-show-errors", "--verbose"];
    const VALUES: [&str; 7] =
        ["--subscription", "--output", "-o", "--group", "--fill-principal-name", "--fill-role-definition-name", "--method"];
    let (name, options) = words.split_at(words.iter().position(|word| word.starts_with('-')).unwrap_or(words.len()));
    if name.first().is_none_or(|first| HARMLESS.contains(first)) || name.starts_with(&["role", "definition"]) {
        return None;
    }
    // Without it, az lists the first hundred.
    if matches!(name, ["ad", "sp" | "app", "list"]) && !options.contains(&"--all") {
        return Some(PartialSign::Filtered);
    }
    let mut options = options.iter();
    while let Some(option) = options.next() {
        let (option, value) = option.split_once('=').map_or((*option, None), |(option, value)| (option, Some(value)));
        if FLAGS.contains(&option) {
            continue;
        }
        let value = value.or_else(|| options.next().copied()).unwrap_or_default().trim_matches(['"', '\'']);
        let sign = match option {
            "--scope" => below_subscription(&value.to_ascii_lowercase()),
            "--url" | "--uri" | "-u" => by_address(&value.to_ascii_lowercase()),
            known if VALUES.contains(&known) => None,
            _ => Some(PartialSign::Filtered),
        };
        if sign.is_some() {
            return sign;
        }
    }
    None
}

/// The subscription that an address names; none of the facts where no record is of it.
#[derive(Clone, Copy)]
struct AskedSubscription(Option<ScopeId>);

/// The subscription that an address names, if it does.
fn asked_subscription(facts: &Facts, request: &CollectedRequest) -> Option<AskedSubscription> {
    let path = request.url.split('?').next().unwrap_or_default();
    let path = path.get(path.to_ascii_lowercase().find("/subscriptions/")?..)?;
    Some(AskedSubscription(facts.scopes.lookup(subscription_of(path)?)))
}

/// The files that hold rows of another subscription than the one that their request asked for.
fn with_other_subscriptions(facts: &Facts) -> FxHashSet<&str> {
    let asked = facts.requests.iter().filter_map(|request| Some((&*request.file, asked_subscription(facts, request)?)));
    let asked: FxHashMap<&str, AskedSubscription> = asked.collect();
    let of_inputs: Vec<Option<AskedSubscription>> = facts.inputs.iter().map(|file| asked.get(&*file.path).copied()).collect();
    let assignments = facts.assignments.iter().map(|row| (row.origin, row.scope));
    let schedules = facts.schedules.iter().map(|row| (row.origin, row.scope));
    let denies = facts.denies.iter().map(|row| (row.origin, row.scope));
    let is_other = |&(origin, scope): &(Origin, ScopeId)| {
        let asked = of_inputs.get(origin.input.index()).copied().flatten();
        let own = facts.scopes.subscription(scope);
        asked.is_some_and(|asked| own.is_some() && own != asked.0)
    };
    let rows = assignments.chain(schedules).chain(denies).filter(is_other);
    rows.filter_map(|(origin, _)| facts.input(origin.input).map(|file| &*file.path)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_show_what_they_leave_out() {
        let arm = |scope: &str, query: &str| format!("{scope}/providers/Microsoft.Authorization/roleAssignments?{query}");
        let cases = [
            (arm("/subscriptions/s", "api-version=1"), None, "the list of a subscription"),
            (arm("/subscriptions/s", "api-version=1&$filter=atScope()"), Some(PartialSign::Filtered), "a filter"),
            (arm("/subscriptions/s", "%24FILTER=x"), Some(PartialSign::Filtered), "a filter that is written otherwise"),
            (
                arm("https://management.azure.com/subscriptions/s/resourceGroups/g", ""),
                Some(PartialSign::OneResourceGroup),
                "a group",
            ),
            ("/subscriptions/s/resources?$filter=resourceType eq 'x'".to_owned(), None, "resources of one type"),
            ("https://graph.microsoft.com/v1.0/users?$select=id&$top=999".to_owned(), None, "fewer fields of every user"),
            (
                "https://graph.microsoft.com/v1.0/users?$filter=accountEnabled eq true".to_owned(),
                Some(PartialSign::Filtered),
                "some users",
            ),
            (
                arm("/subscriptions/s/providers/Microsoft.Security/pricings/VirtualMachines", "api-version=1"),
                Some(PartialSign::Filtered),
                "a resource that is in no resource group",
            ),
            (arm("/subscriptions/s", "api-version=1&$skiptoken=x"), Some(PartialSign::Filtered), "not from the beginning"),
            (
                "/subscriptions/s/resourceGroups/g/providers/Microsoft.OperationalInsights/workspaces/w/providers\
                 /Microsoft.Authorization/roleEligibilityScheduleInstances?api-version=1"
                    .to_owned(),
                None,
                "the list of a workspace",
            ),
            ("az role assignment list --all --subscription s -o json".to_owned(), None, "all of a subscription"),
            ("az role assignment list --assignee u --subscription s".to_owned(), Some(PartialSign::Filtered), "one principal"),
            ("az role assignment list --all --query [0]".to_owned(), Some(PartialSign::Filtered), "a part of the answer"),
            (
                "az role assignment list --scope=/subscriptions/s/resourceGroups/g".to_owned(),
                Some(PartialSign::OneResourceGroup),
                "a scope",
            ),
            ("az ad sp list".to_owned(), Some(PartialSign::Filtered), "the first hundred"),
            ("az ad sp list --all".to_owned(), None, "all of them"),
            ("az account list --all --query x".to_owned(), None, "subscriptions: the script asks for those of the tenant"),
            (
                format!("az rest --method get --url {}", arm("/subscriptions/s", "$filter=x")),
                Some(PartialSign::Filtered),
                "an address",
            ),
        ];
        for (url, expected, why) in cases {
            assert_eq!(narrowed(&url), expected, "{why}: {url}");
        }
    }
}
