//! The tenant of each input, if there are several tenants (R-SCO-12). A scope outside of management groups does not name its tenant, so
//! an assignment at `/` would count in every tenant.

use std::path::Path;

use rustc_hash::FxHashSet;

use crate::model::scope::{management_group_id, subscription_of};
use crate::model::{ExportKind, ExportedList, Facts, InputId, Origin, PartialSign, ScopeId, ScopeKind};

/// A folder, and a tenant that a file in it tells.
type FolderTenants = Vec<(String, Box<str>)>;

/// Gives the rows at `/` to their tenants, if there are several.
pub(super) fn settle(facts: &mut Facts) {
    let (strong, weak) = (of_graph(facts), of_azure(facts));
    let by_rows = facts.tenancy.said.iter().filter_map(|(_, tenant)| tenant.clone());
    let told = strong.iter().chain(&weak).map(|(_, tenant)| tenant.clone()).chain(by_rows);
    let mut tenants: Vec<Box<str>> = told.collect();
    tenants.sort();
    tenants.dedup();
    if tenants.len() < 2 {
        return;
    }
    let listed = facts.subscriptions.iter().map(|row| (row.scope, &row.tenant));
    let resources = facts.resources.iter().map(|row| (row.scope, &row.tenant));
    for (scope, tenant) in listed.chain(resources) {
        if let (Some(subscription), Some(tenant)) = (subscription_of(facts.scopes.text(scope)), tenant) {
            let known = facts.tenancy.of_subscription.entry(subscription.to_ascii_lowercase().into());
            known.or_insert_with(|| tenant.clone());
        }
    }
    facts.tenancy.tenants = tenants;
    learn_subscriptions(facts, &|origin, facts| facts.tenancy.of_row(origin).map(Into::into));
    let inputs = said_by_rows(facts).into_iter().enumerate();
    facts.tenancy.of_input = inputs.map(|input| of_input(facts, input, [&strong, &weak])).collect();
    learn_subscriptions(facts, &of);
    roots(facts);
}

/// Kinds whose lists are of one directory each.
const OF_DIRECTORIES: [ExportKind; 9] = [
    ExportKind::Users,
    ExportKind::Groups,
    ExportKind::ServicePrincipals,
    ExportKind::Applications,
    ExportKind::AppRoleAssignments,
    ExportKind::DirectoryRoleAssignments,
    ExportKind::DirectoryRoleDefinitions,
    ExportKind::DirectoryRoleEligibility,
    ExportKind::DirectoryRoleSchedules,
];

/// Kinds that show people or what they hold: a tenant of which nothing else is at hand is only spoken of.
const OF_PEOPLE: [ExportKind; 8] = [
    ExportKind::Users,
    ExportKind::Groups,
    ExportKind::ServicePrincipals,
    ExportKind::RoleAssignments,
    ExportKind::RoleEligibility,
    ExportKind::RoleSchedules,
    ExportKind::DirectoryRoleAssignments,
    ExportKind::DirectoryRoleEligibility,
];

/// Marks the lists of a directory where other tenants at hand have none of the kind: nobody is missing in the directory of another.
pub(super) fn mark_other_tenants(facts: &mut Facts) {
    if !facts.tenancy.is_mixed() {
        return;
    }
    let tenancy = &facts.tenancy;
    let tenants = |kinds: &[ExportKind], is_counted: &dyn Fn(&ExportedList) -> bool| -> FxHashSet<Box<str>> {
        let lists = facts.lists.iter().filter(|list| kinds.contains(&list.kind) && is_counted(list));
        lists.filter_map(|list| tenancy.of_input(list.input)).map(Into::into).collect()
    };
    let all = tenants(&OF_PEOPLE, &|_| true);
    let is_whole = |list: &ExportedList| list.sign.is_none() && list.rows.is_none_or(|rows| rows.sign().is_none());
    let lacking: Vec<ExportKind> =
        OF_DIRECTORIES.into_iter().filter(|kind| !all.is_subset(&tenants(&[*kind], &is_whole))).collect();
    for list in facts.lists.iter_mut().filter(|list| lacking.contains(&list.kind)) {
        list.sign = list.sign.or(Some(PartialSign::OtherTenant));
    }
}

/// The tenant of a row: the one that it names, else that of its input.
fn of(origin: Origin, facts: &Facts) -> Option<Box<str>> {
    let tenancy = &facts.tenancy;
    tenancy.of_row(origin).or_else(|| tenancy.of_input(origin.input)).map(Into::into)
}

fn folder(facts: &Facts, origin: Origin) -> String {
    let path = facts.input(origin.input).map(|input| input.path.to_string()).unwrap_or_default();
    Path::new(&path).parent().map(|folder| folder.display().to_string()).unwrap_or_default()
}

/// What Microsoft Graph and the manifests of collected folders tell.
fn of_graph(facts: &Facts) -> FolderTenants {
    let organizations = facts.organizations.iter().map(|row| (folder(facts, row.origin), row.id.clone()));
    let collections = facts.collections.iter().filter_map(|row| Some((row.folder.to_string(), row.tenant.clone()?)));
    organizations.chain(collections).collect()
}

/// What lists of subscriptions and management groups tell, and rows of Resource Graph: one may be of several tenants.
fn of_azure(facts: &Facts) -> FolderTenants {
    let subscriptions = facts.subscriptions.iter().map(|row| (row.origin, &row.tenant));
    let groups = facts.management_groups.iter().map(|row| (row.origin, &row.tenant));
    let resources = facts.resources.iter().map(|row| (row.origin, &row.tenant));
    let rows = facts.tenancy.said.iter().map(|(origin, tenant)| (*origin, tenant));
    let told = subscriptions.chain(groups).chain(resources).chain(rows);
    let told: FxHashSet<(InputId, &Box<str>)> =
        told.filter_map(|(origin, tenant)| Some((origin.input, tenant.as_ref()?))).collect();
    told.into_iter().map(|(input, tenant)| (folder(facts, Origin { input, record: 0 }), tenant.clone())).collect()
}

/// By input: the tenants of the subscriptions and root groups that its rows name.
fn said_by_rows(facts: &Facts) -> Vec<FxHashSet<Box<str>>> {
    let assignments = facts.assignments.iter().map(|row| (row.origin, row.scope));
    let schedules = facts.schedules.iter().map(|row| (row.origin, row.scope));
    let denies = facts.denies.iter().map(|row| (row.origin, row.scope));
    let seen: FxHashSet<(InputId, ScopeId)> =
        assignments.chain(schedules).chain(denies).map(|(origin, scope)| (origin.input, scope)).collect();
    let rows = seen.into_iter().filter_map(|(input, scope)| Some((input, of_scope(facts, scope)?)));
    let hints = facts.tenancy.said.iter().filter_map(|(origin, tenant)| Some((origin.input, tenant.clone()?)));
    let mut said = vec![FxHashSet::default(); facts.inputs.len()];
    for (input, tenant) in rows.chain(hints) {
        said.get_mut(input.index()).into_iter().for_each(|said: &mut FxHashSet<Box<str>>| {
            said.insert(tenant.clone());
        });
    }
    said
}

/// The tenant that the rows of an input tell, else that of its folder.
fn of_input(facts: &Facts, (number, said): (usize, FxHashSet<Box<str>>), evidence: [&FolderTenants; 2]) -> Option<Box<str>> {
    match said.len() {
        0 => of_folder(&folder(facts, Origin { input: InputId(number as u32), record: 0 }), evidence),
        1 => said.into_iter().next(),
        _ => None,
    }
}

fn of_scope(facts: &Facts, scope: ScopeId) -> Option<Box<str>> {
    let text = facts.scopes.text(scope);
    let root = management_group_id(text).map(str::to_ascii_lowercase);
    let root = root.and_then(|id| facts.tenancy.tenants.iter().find(|tenant| ***tenant == *id).cloned());
    root.or_else(|| facts.tenancy.of_scope(text).map(Into::into))
}

/// The one tenant that the files of a folder tell, of those below it, or of a folder around it.
fn of_folder(folder: &str, evidence: [&FolderTenants; 2]) -> Option<Box<str>> {
    for around in Path::new(folder).ancestors() {
        for told in evidence {
            let here: FxHashSet<&Box<str>> =
                told.iter().filter(|(folder, _)| Path::new(folder).starts_with(around)).map(|(_, tenant)| tenant).collect();
            match here.len() {
                0 => {}
                1 => return here.into_iter().next().cloned(),
                _ => return None,
            }
        }
    }
    None
}

/// Subscriptions of which no list says the tenant: that of the rows in them, as far as these agree.
fn learn_subscriptions(facts: &mut Facts, of: &dyn Fn(Origin, &Facts) -> Option<Box<str>>) {
    let mut learned: Vec<(Box<str>, Box<str>)> = Vec::new();
    for (origin, scope) in facts.assignments.iter().map(|row| (row.origin, row.scope)) {
        let Some(subscription) = subscription_of(facts.scopes.text(scope)).map(str::to_ascii_lowercase) else { continue };
        if !facts.tenancy.of_subscription.contains_key(subscription.as_str())
            && let Some(tenant) = of(origin, facts)
        {
            learned.push((subscription.into(), tenant));
        }
    }
    learned.sort();
    learned.dedup();
    for (index, (subscription, tenant)) in learned.iter().enumerate() {
        let beside = |at: Option<usize>| at.and_then(|at| learned.get(at)).is_some_and(|(other, _)| other == subscription);
        if !beside(index.checked_sub(1)) && !beside(index.checked_add(1)) {
            facts.tenancy.of_subscription.insert(subscription.clone(), tenant.clone());
        }
    }
}

/// What stands at `/` stands at the root of its tenant; of what no tenant is known, it stands at `/` as before.
fn roots(facts: &mut Facts) {
    let Facts { assignments, schedules, denies, scopes, tenancy, .. } = facts;
    let assignments = assignments.iter_mut().map(|row| (row.origin, &mut row.scope));
    let schedules = schedules.iter_mut().map(|row| (row.origin, &mut row.scope));
    let denies = denies.iter_mut().map(|row| (row.origin, &mut row.scope));
    for (origin, scope) in assignments.chain(schedules).chain(denies) {
        if scopes.kind(*scope) == ScopeKind::Root
            && let Some(tenant) = tenancy.of_row(origin).or_else(|| tenancy.of_input(origin.input)).map(str::to_owned)
        {
            *scope = tenancy.root(&tenant, scopes);
        }
    }
}
