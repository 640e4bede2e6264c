//! What Defender unified RBAC gives at workspaces, worked out again from the rules (R-URB), and added to the facts as Azure role
//! assignments: from there on everything is checked as it is for these. Only the documented table of roles is shared.

use std::collections::{BTreeMap, BTreeSet};

use super::listed::ListedPlaces;
use super::reach::Reach;
use crate::catalog::{
    DefenderPermission, EVERY_DATA_SOURCE, OTHER_DATA_SOURCES, OTHER_PERMISSIONS, SENTINEL_SCOPE, UNIFIED_ROLES,
    USER_ACCESS_ADMINISTRATOR,
};
use crate::model::scope::{prefixes, workspace_of};
use crate::model::{
    Assignment, AssignmentName, ConditionState, DefenderAssignment, DefenderRole, ExportKind, Facts, Guid, ObjectId,
    PrincipalId, PrincipalKind, SaidActivation, ScopeId, UnifiedRbacDoubt,
};

/// Everything that leaves an assignment open; `None` if it gives nothing.
type Doubts = Option<Vec<UnifiedRbacDoubt>>;

/// The facts with what unified RBAC gives; `None` where that is nothing.
pub(super) fn with_unified_rbac(known: &Facts, said: &SaidActivation) -> Option<Facts> {
    if known.defender.assignments.is_empty() && *said == SaidActivation::Unsaid {
        return None;
    }
    let mut facts = known.clone();
    facts.defender.activated = said.clone();
    for workspace in said.named().unwrap_or_default() {
        facts.scopes.intern(workspace);
    }
    let given = given(&facts);
    let listed: BTreeSet<_> = known.assignments.iter().map(|own| (own.principal, own.role, own.scope)).collect();
    for ((principal, workspace, azure), (doubt, row)) in given {
        let role = facts.roles.intern(ObjectId::Guid(azure));
        let is_listed = listed.contains(&(principal, role, workspace));
        let Some(own) = facts.defender.assignments.get(row).filter(|_| !is_listed) else { continue };
        let (id, origin) = (own.id.clone(), own.origin);
        let name = id.map(|id| facts.texts.intern(&format!("/roleManagement/defender/roleAssignments/{id}")));
        facts.assignments.push(Assignment {
            principal,
            role,
            scope: workspace,
            condition: doubt.map_or(ConditionState::None, ConditionState::UnifiedRbac),
            name: name.map_or(AssignmentName::None, AssignmentName::Text),
            updated: 0,
            origin,
        });
    }
    Some(facts)
}

/// By principal, workspace and Azure role: the first thing that is open about the surest assignment, and its row.
type GivenRoles = BTreeMap<(PrincipalId, ScopeId, Guid), (Option<UnifiedRbacDoubt>, usize)>;

fn given(facts: &Facts) -> GivenRoles {
    let reach = Reach::new(facts);
    let listed = ListedPlaces::new(facts, &reach);
    let mut given = GivenRoles::new();
    for workspace in facts.scopes.ids() {
        let path = facts.scopes.text(workspace).to_owned();
        if workspace_of(&path) != Some(path.as_str()) {
            continue;
        }
        let Some(activation) = activation(facts, &path, (&listed, &reach)) else { continue };
        for (row, own) in facts.defender.assignments.iter().enumerate() {
            let Some(scope) = scope(facts, own, &path) else { continue };
            for (azure, role) in roles(facts, &own.role) {
                let Some(role) = role else { continue };
                let doubt = activation.iter().chain(&scope).chain(&role).min().copied();
                for principal in own.principals.iter().filter(|&&principal| may_hold(facts.principals.kind(principal))) {
                    let best = given.entry((*principal, workspace, azure)).or_insert((doubt, row));
                    *best = (*best).min((doubt, row));
                }
            }
        }
    }
    given
}

const fn may_hold(kind: PrincipalKind) -> bool {
    !matches!(kind, PrincipalKind::ServicePrincipal | PrincipalKind::ForeignGroup | PrincipalKind::Device)
}

/// Whether its activation for a workspace leaves an assignment open.
fn activation(facts: &Facts, workspace: &str, lists: ListsOfPlaces<'_, '_>) -> Doubts {
    match activated((facts, &facts.defender.activated), workspace, lists) {
        ActivatedAgain::Said => Some(Vec::new()),
        ActivatedAgain::MayBe | ActivatedAgain::Unknown => Some(vec![UnifiedRbacDoubt::Activation]),
        ActivatedAgain::Denied | ActivatedAgain::NotShown => None,
    }
}

/// Whether unified RBAC is activated for a workspace.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ActivatedAgain {
    Said,
    Denied,
    NotShown,
    MayBe,
    Unknown,
}

impl ActivatedAgain {
    /// Its name in reports.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Said => "said",
            Self::Denied => "denied",
            Self::NotShown => "not_shown",
            Self::MayBe => "may_be",
            Self::Unknown => "unknown",
        }
    }
}

/// The lists of the exports, and what contains what.
type ListsOfPlaces<'l, 'f> = (&'l ListedPlaces<'f>, &'l Reach<'f>);

/// R-URB-2: what is said counts. Where nothing is said, a whole list of role assignments without an application that administers access
/// in the workspace shows that it is not activated.
pub(super) fn activated(
    (facts, said): (&Facts, &SaidActivation),
    workspace: &str,
    (listed, reach): ListsOfPlaces<'_, '_>,
) -> ActivatedAgain {
    if let SaidActivation::These(ids) = said {
        let is_named = ids.iter().any(|id| id.to_ascii_lowercase() == workspace.to_ascii_lowercase());
        return if is_named { ActivatedAgain::Said } else { ActivatedAgain::Denied };
    }
    let administers = |row: &Assignment| {
        let inside = prefixes(facts.scopes.text(row.scope)).any(|outer| outer.eq_ignore_ascii_case(workspace));
        let kind = facts.principals.kind(row.principal);
        let may_be_application = kind == PrincipalKind::ServicePrincipal || kind == PrincipalKind::Unknown;
        inside && may_be_application && *facts.roles.id(row.role) == ObjectId::Guid(USER_ACCESS_ADMINISTRATOR)
    };
    let whole = listed.is_whole(ExportKind::RoleAssignments)
        && listed.uncovered(ExportKind::RoleAssignments, &workspace.to_ascii_lowercase(), reach).is_none();
    match (facts.assignments.iter().any(administers), whole) {
        (true, _) => ActivatedAgain::MayBe,
        (false, true) => ActivatedAgain::NotShown,
        (false, false) => ActivatedAgain::Unknown,
    }
}

/// R-URB-4: which workspaces the scopes of an assignment include.
fn scope(facts: &Facts, row: &DefenderAssignment, workspace: &str) -> Doubts {
    if facts.tenancy.is_mixed() {
        let (own, there) = (facts.tenancy.of_input(row.origin.input), facts.tenancy.of_scope(workspace));
        match own.zip(there) {
            None => return Some(vec![UnifiedRbacDoubt::DataSource]),
            Some((own, there)) if own != there => return None,
            Some(_) => {}
        }
    }
    let starts = |text: &str, start: &str| text.to_ascii_lowercase().starts_with(&start.to_ascii_lowercase());
    let mut best: Doubts = None;
    for scope in &row.scopes {
        if starts(scope, SENTINEL_SCOPE) {
            return Some(vec![UnifiedRbacDoubt::SentinelScope]);
        }
        let is_other = OTHER_DATA_SOURCES
            .iter()
            .any(|other| if other.starts_with('/') { starts(scope, other) } else { **scope == **other });
        let own: Doubts = match workspace_of(scope) {
            _ if **scope == *EVERY_DATA_SOURCE => Some(Vec::new()),
            _ if is_other => None,
            Some(named) if named.eq_ignore_ascii_case(workspace) => Some(Vec::new()),
            Some(_) => None,
            None => Some(vec![UnifiedRbacDoubt::DataSource]),
        };
        best = match (best, own) {
            (Some(known), Some(own)) => Some(if own.is_empty() { own } else { known }),
            (known, own) => known.or(own),
        };
    }
    best
}

/// R-URB-3: the documented roles that a role of Defender is, or may be.
fn roles(facts: &Facts, id: &ObjectId) -> Vec<(Guid, Doubts)> {
    let all = |doubt| UNIFIED_ROLES.iter().map(|role| (role.azure, Some(vec![doubt]))).collect();
    let defined: Vec<_> = facts.defender.roles.iter().filter(|role| role.id == *id).collect();
    let [role, others @ ..] = defined.as_slice() else { return all(UnifiedRbacDoubt::Definition) };
    let says = |role: &DefenderRole| (role.actions.clone(), role.enabled, role.narrowed);
    let differs = others.iter().any(|other| says(other) != says(role));
    if role.narrowed || differs {
        return all(UnifiedRbacDoubt::Permissions);
    }
    if !role.enabled {
        return Vec::new();
    }
    let held = |permission: &DefenderPermission| held(&role.actions, permission);
    let of = |unified: &crate::catalog::UnifiedRole| {
        let lacks = unified.permissions.iter().any(|one| held(one) != HeldPermission::Yes);
        let none = unified.own.iter().all(|one| held(one) == HeldPermission::No);
        match (lacks, none) {
            (false, _) => Some(Vec::new()),
            (true, true) => None,
            (true, false) => Some(vec![UnifiedRbacDoubt::Permissions]),
        }
    };
    UNIFIED_ROLES.iter().map(|unified| (unified.azure, of(unified))).collect()
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum HeldPermission {
    No,
    Maybe,
    Yes,
}

/// Whether some action is a permission: by its name, by a star that stands for all of its section, or perhaps.
fn held(actions: &[Box<str>], permission: &DefenderPermission) -> HeldPermission {
    let section: Vec<&str> = permission.section.trim_end_matches('/').split('/').collect();
    let of = |action: &str| {
        if permission.actions.contains(&action) {
            return HeldPermission::Yes;
        }
        let segments: Vec<&str> = action.split('/').collect();
        let [path @ .., level] = segments.as_slice() else { return HeldPermission::No };
        let reads = *level == "manage" && permission.level == "read";
        if let [before @ .., "*"] = path
            && section.starts_with(before)
            && (*level == permission.level || reads)
        {
            return HeldPermission::Yes;
        }
        let named = UNIFIED_ROLES.iter().flat_map(|role| role.permissions.iter()).any(|one| one.actions.contains(&action));
        let is_part = path.first() == section.first() && segments.get(1) == section.get(1);
        let fits = *level == permission.level || *level == "*";
        if is_part && fits && !named && !OTHER_PERMISSIONS.contains(&action) {
            HeldPermission::Maybe
        } else {
            HeldPermission::No
        }
    };
    actions.iter().map(|action| of(action)).max().unwrap_or(HeldPermission::No)
}
