//! [`OwnInDirectory`]: what principals have in the directory beside roles, from the rows that say so: application permissions of Microsoft
//! Graph (R-ENT-16), and groups that they own (R-ENT-17).

use std::collections::{BTreeMap, BTreeSet};

use super::claims::{StepClaim, StepKindClaim, VerdictClaim};
use super::fault::Why;
use super::records::{Gift, Records, is_record};
use crate::model::{
    AskedSystem, Facts, Guid, Leaf, Listing, MICROSOFT_GRAPH, Need, ObjectId, Origin, OwnedObject, PrincipalId, PrincipalKind,
    Task,
};

/// What one principal has.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct OwnInDirectory {
    /// App roles, each with whether it is known to be one of Microsoft Graph.
    pub app_roles: BTreeMap<Guid, bool>,
    /// It is an application, or nobody says that it is none.
    pub may_be_application: bool,
    /// The groups that it owns.
    pub owns: BTreeSet<PrincipalId>,
}

/// What somebody has in the directory beside roles, as one target sees it.
pub(super) struct BesideAtTarget<'a> {
    pub own: &'a OwnInDirectory,
    /// It is known to be of the tenant of the target.
    pub sure: bool,
    /// The group that the target is.
    pub group: Option<PrincipalId>,
    /// Every owner of that group is listed.
    pub lists_owners: bool,
}

/// What tasks ask for of it, and who has that.
#[derive(Debug, Default)]
pub(super) struct AskedInDirectory {
    app_roles: bool,
    pub(super) of: BTreeMap<PrincipalId, OwnInDirectory>,
}

impl AskedInDirectory {
    /// What the tasks of a report ask for.
    pub(super) fn new<'t>(facts: &Facts, tasks: impl Iterator<Item = &'t Task>) -> Self {
        let (mut wanted, mut owners) = (BTreeSet::new(), false);
        for leaf in tasks.flat_map(|task| task.requires.leaves()) {
            match &leaf.what {
                Need::AppRole { id, .. } => {
                    wanted.insert(*id);
                }
                Need::Owner => owners = true,
                Need::Role { .. } | Need::Actions { .. } | Need::AnyAction { .. } | Need::DirectoryRole { .. } => {}
            }
        }
        let mut asked = Self { app_roles: !wanted.is_empty(), of: BTreeMap::new() };
        for row in facts.escalation.app_roles.iter().filter(|row| wanted.contains(&row.app_role)) {
            if let Some(sure) = is_of_graph(facts, &row.resource) {
                let own = asked.of.entry(row.principal).or_default();
                *own.app_roles.entry(row.app_role).or_default() |= sure;
            }
        }
        for row in facts.escalation.owners.iter().filter(|_| owners) {
            if let OwnedObject::Group(group) = row.owned {
                asked.of.entry(row.owner).or_default().owns.insert(group);
            }
        }
        asked
    }

    /// What a principal has; a deleted one has nothing (R-ASN-5).
    pub(super) fn of(&self, records: &Records<'_>, principal: PrincipalId) -> OwnInDirectory {
        if records.is_deleted(principal) {
            return OwnInDirectory::default();
        }
        let own = self.of.get(&principal).cloned().unwrap_or_default();
        let kind = records.facts.principals.kind(principal);
        let may_be_one = matches!(kind, PrincipalKind::ServicePrincipal | PrincipalKind::Unknown);
        OwnInDirectory { may_be_application: self.app_roles && may_be_one, ..own }
    }
}

/// Whether an API is Microsoft Graph, for sure; `None`: it is another one.
fn is_of_graph(facts: &Facts, api: &ObjectId) -> Option<bool> {
    let known = facts.principals.lookup(api).and_then(|id| facts.principals.facts(id)?.app_id.clone());
    match known {
        Some(app) => (app == ObjectId::parse(MICROSOFT_GRAPH)).then_some(true),
        None => Some(false),
    }
}

/// Whether a whole list says who has app roles of Microsoft Graph.
pub(super) fn app_roles_are_listed(facts: &Facts) -> bool {
    let whole = facts.escalation.app_roles_listed.iter().any(|(input, api)| {
        is_of_graph(facts, api) == Some(true) && facts.inputs.get(input.index()).is_some_and(|file| !file.partial)
    });
    whole || facts.vouched.contains(&crate::model::ExportKind::AppRoleAssignments)
}

/// The group that a target is.
pub(super) fn group_of(facts: &Facts, target: &str, kind: &str) -> Option<PrincipalId> {
    (kind == "group").then(|| facts.principals.lookup(&ObjectId::parse(target))).flatten()
}

/// Whether every owner of a group is listed.
pub(super) fn lists_owners(facts: &Facts, group: PrincipalId) -> bool {
    facts.escalation.group_owner_lists.get(&group) == Some(&Listing::Complete)
}

/// The groups that tasks on groups are asked of: those with a listed owner, and those that hold a role.
pub(super) fn groups_asked(facts: &Facts, holds: impl Fn(PrincipalId) -> bool) -> BTreeSet<String> {
    let owned: BTreeSet<PrincipalId> = facts
        .escalation
        .owners
        .iter()
        .filter_map(|row| if let OwnedObject::Group(group) = row.owned { Some(group) } else { None })
        .collect();
    let is_asked = |principal: &PrincipalId| {
        owned.contains(principal) || facts.principals.kind(*principal) == PrincipalKind::Group && holds(*principal)
    };
    facts.principals.ids().filter(is_asked).map(|group| facts.principals.id(group).to_string()).collect()
}

/// How an application permission is held; `sure`: it counts for the target as far as tenants go.
pub(super) fn app_role_level(own: &OwnInDirectory, id: Guid, sure: bool) -> Option<VerdictClaim> {
    let known = own.app_roles.get(&id)?;
    Some(if *known && sure { VerdictClaim::Allowed } else { VerdictClaim::Unknown })
}

/// Whether a leaf asks about what principals have in the directory beside roles.
pub(super) fn asks_beside_roles(leaf: &Leaf) -> bool {
    matches!(leaf.what.system(), AskedSystem::AppRoles | AskedSystem::Owners)
}

impl Records<'_> {
    /// The record of a step that names an application permission or an owner, and what it gives; nobody else has it by that.
    pub(super) fn possession(&self, step: &StepClaim, way: &[PrincipalId]) -> Result<Gift, Why> {
        let [holder] = *way else { return Err(Why::NoRecord) };
        let (input, record) = step.input.as_deref().zip(step.record).ok_or(Why::NoRecord)?;
        let inputs = self.inputs(input)?;
        let is_here = |origin| is_record(Some(origin), inputs, record);
        let found = if step.kind == StepKindClaim::Ownership {
            self.owned(step, holder, &is_here)
        } else {
            self.app_role(step, holder, &is_here)
        };
        let what = format!("an application permission, or an owner, that is {}", self.facts.principals.id(holder));
        found.ok_or_else(|| Why::OtherRecord { record, input: input.to_owned(), what })
    }

    fn owned(&self, step: &StepClaim, holder: PrincipalId, is_here: &dyn Fn(Origin) -> bool) -> Option<Gift> {
        let group = self.facts.principals.lookup(&ObjectId::parse(&step.scope))?;
        let owned = OwnedObject::Group(group);
        let mut rows = self.facts.escalation.owners.iter();
        rows.any(|row| row.owner == holder && row.owned == owned && is_here(row.origin)).then_some(Gift::Owner { group })
    }

    fn app_role(&self, step: &StepClaim, holder: PrincipalId, is_here: &dyn Fn(Origin) -> bool) -> Option<Gift> {
        let app_role = step.role.as_deref().and_then(Guid::parse).filter(|_| step.scope == "/")?;
        let is_named = |own: Option<&str>| step.assignment.is_none() || step.assignment.as_deref() == own;
        let mut rows = self.facts.escalation.app_roles.iter();
        let row = rows.find(|row| {
            row.principal == holder && row.app_role == app_role && is_named(row.id.as_deref()) && is_here(row.origin)
        })?;
        let sure = is_of_graph(self.facts, &row.resource)?;
        Some(Gift::AppRole { app_role, sure })
    }

    /// Whether a principal itself has what a gift of this kind is.
    pub(super) fn possesses(&self, principal: PrincipalId, gift: &Gift) -> bool {
        let escalation = &self.facts.escalation;
        match gift {
            Gift::AppRole { app_role, sure } => escalation.app_roles.iter().any(|row| {
                let of_graph = is_of_graph(self.facts, &row.resource);
                row.principal == principal && row.app_role == *app_role && of_graph >= Some(*sure)
            }),
            Gift::Owner { group } => {
                let owned = OwnedObject::Group(*group);
                escalation.owners.iter().any(|row| row.owner == principal && row.owned == owned)
            }
            Gift::RoleClauses { .. } | Gift::DirectoryRole { .. } => false,
        }
    }
}
