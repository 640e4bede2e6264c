//! Entra directory roles as they are held: resolved to templates, as they count at an instant (docs/semantics.md, R-ENT).

use rustc_hash::{FxHashMap, FxHashSet};

use crate::catalog::Catalog;
use crate::model::{DirectoryScope, Facts, InputId, MemberType, ObjectId, PrincipalId};

/// A directory role held by a principal itself, not through a group.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DirectoryGrant {
    /// Who holds it.
    pub principal: PrincipalId,
    /// What it gives, and where.
    pub gives: DirectoryGrantTerms,
    /// Index into [`Facts::directory_assignments`].
    pub row: u32,
}

/// What a directory grant gives, whoever holds it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DirectoryGrantTerms {
    /// The template id; for a custom role its own id (R-ENT-3).
    pub template: ObjectId,
    /// Where. Only the tenant satisfies a tenant requirement (R-ENT-5).
    pub scope: DirectoryScope,
    /// Needs an activation first (R-ENT-12).
    pub eligible: bool,
    /// In which tenant, where there are several, and the exports tell.
    pub tenant: Option<Box<str>>,
}

/// Every directory role grant that counts at the instant, by principal; views of other rows left out (R-PIM-3).
pub(super) fn build(facts: &Facts, at: i64) -> Vec<DirectoryGrant> {
    let templates = templates(facts);
    let mut grants: Vec<DirectoryGrant> = Vec::new();
    for (index, row) in facts.directory_assignments.iter().enumerate() {
        let template = match templates.get(&row.role) {
            Some(None) => continue,
            Some(Some(template)) => template.clone(),
            None => row.role.clone(),
        };
        if row.effective && row.validity.contains(at) && row.member_type != MemberType::Inherited {
            let tenant = facts.tenancy.of_input(row.origin.input).map(Into::into);
            let gives = DirectoryGrantTerms { template, scope: row.scope.clone(), eligible: row.eligible, tenant };
            grants.push(DirectoryGrant { principal: row.principal, gives, row: index as u32 });
        }
    }
    let ended = ended(facts, at);
    grants.retain(|grant| grant.gives.eligible || !ended.contains(&(grant.principal, grant.gives.clone())));
    let id =
        |grant: &DirectoryGrant| facts.directory_assignments.get(grant.row as usize).map(|row| (row.scheduled, row.id.clone()));
    grants.sort_by(|a, b| (a.principal, &a.gives).cmp(&(b.principal, &b.gives)).then_with(|| id(a).cmp(&id(b))));
    grants.dedup_by(|a, b| (a.principal, &a.gives) == (b.principal, &b.gives));
    grants
}

/// Tenant role id to template id; `None` for disabled roles, which grant nothing (R-ENT-11).
fn templates(facts: &Facts) -> FxHashMap<ObjectId, Option<ObjectId>> {
    let template = |role: &crate::model::DirectoryRole| {
        let template = role.template.clone().filter(|_| role.built_in).unwrap_or_else(|| role.id.clone());
        (role.id.clone(), role.enabled.then_some(template))
    };
    facts.directory_roles.iter().map(template).collect()
}

/// Active assignments whose schedule instances are all over, or not yet begun (R-PIM-6).
fn ended(facts: &Facts, at: i64) -> FxHashSet<(PrincipalId, DirectoryGrantTerms)> {
    let templates = templates(facts);
    let mut outside: FxHashMap<(PrincipalId, DirectoryGrantTerms), bool> = FxHashMap::default();
    for row in facts.directory_assignments.iter().filter(|row| row.scheduled && !row.eligible && row.effective) {
        let template = templates.get(&row.role).cloned().flatten().unwrap_or_else(|| row.role.clone());
        let over = !row.validity.contains(at);
        for tenant in tenants_of(facts, row.origin.input) {
            let gives = DirectoryGrantTerms { template: template.clone(), scope: row.scope.clone(), eligible: false, tenant };
            outside.entry((row.principal, gives)).and_modify(|all| *all &= over).or_insert(over);
        }
    }
    outside.into_iter().filter_map(|(key, over)| over.then_some(key)).collect()
}

/// The tenants that a row of an input may be of. Object ids are unique, so that where nothing tells the tenant, the principal does.
fn tenants_of(facts: &Facts, input: InputId) -> Vec<Option<Box<str>>> {
    let own = facts.tenancy.of_input(input).map(Into::into);
    let any = facts.tenancy.tenants.iter().cloned().map(Some).filter(|_| own.is_none());
    any.chain([own.clone()]).collect()
}

/// The display name of a directory role: the export's, else the catalog's, else its id.
pub fn role_name(facts: &Facts, catalog: &Catalog, template: &ObjectId) -> String {
    let exported = facts.directory_roles.iter().find(|role| role.template.as_ref() == Some(template) || role.id == *template);
    let shipped = || catalog.directory_role(template).map(|role| role.definition.name.to_string());
    exported.map(|role| role.name.to_string()).or_else(shipped).unwrap_or_else(|| template.to_string())
}
