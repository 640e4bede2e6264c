//! What the manifest of `rolecall collect` says against the lists at hand: a request that failed, that asked for a part of a list, or
//! that was answered with other records than the file holds (R-EVAL-9).

use std::path::Path;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::scope::{resource_group_of, subscription_of};
use crate::model::{CollectedRequest, CoveragePlace, ExportKind, Facts, InputFile, InputId, Listing, PartialSign, PrincipalId};

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
    let against = |request: &CollectedRequest| {
        let sign = sign(request, records.get(&*request.file).copied()?)?;
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

/// Whether an address asks for a part of a list that a `no` rests on. Of role definitions, policy definitions and resources the script itself
/// asks for a part, which is all that is read; members of PIM for Groups are asked for group by group.
fn narrowed(url: &str) -> Option<PartialSign> {
    let lower = url.to_ascii_lowercase();
    let (path, query) = lower.split_once('?').unwrap_or((&lower, ""));
    let harmless = [
        "/roledefinitions",
        "/policydefinitions",
        "/policysetdefinitions",
        "/resources",
        "/eligibilityscheduleinstances",
        "/assignmentscheduleinstances",
    ];
    if harmless.iter().any(|end| path.ends_with(end)) {
        return None;
    }
    let is_filter = |part: &str| ["$filter=", "%24filter=", "$search=", "%24search="].iter().any(|key| part.starts_with(key));
    if query.split('&').any(is_filter) {
        return Some(PartialSign::Filtered);
    }
    let own = ["/roleassignments", "/denyassignments", "/microsoft.authorization/locks"].iter().any(|end| path.ends_with(end));
    let scope = path.find("/subscriptions/").and_then(|at| path.get(at..));
    let below = |scope: &str| subscription_of(scope).is_some() && resource_group_of(scope).is_some();
    (own && scope.is_some_and(below)).then_some(PartialSign::OneResourceGroup)
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
        ];
        for (url, expected, why) in cases {
            assert_eq!(narrowed(&url), expected, "{why}: {url}");
        }
    }
}
