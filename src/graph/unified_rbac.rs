//! Microsoft Defender unified RBAC at Microsoft Sentinel workspaces (docs/semantics.md, R-URB): its role assignments as the Azure role
//! assignments that Microsoft synchronizes them to.
//!
//! Microsoft documents what each role of unified RBAC consists of, and which Azure role stands for it. So each assignment becomes, at each
//! workspace for which unified RBAC is activated or may be, an assignment of that Azure role; what is open about it goes along as
//! [`ConditionState::UnifiedRbac`]. From there on nothing knows of unified RBAC.

use rustc_hash::FxHashMap;

use super::tenant::TenantGraph;
use crate::catalog::{
    DefenderPermission, EVERY_DATA_SOURCE, OTHER_DATA_SOURCES, OTHER_PERMISSIONS, SENTINEL_SCOPE, UNIFIED_ROLES,
    USER_ACCESS_ADMINISTRATOR, UnifiedRole,
};
use crate::model::scope::{contains, workspace_of};
use crate::model::{
    Assignment, AssignmentName, Completeness, ConditionState, DefenderAssignment, DefenderRole, ExportKind, Facts, InputId,
    Notes, ObjectId, PrincipalId, PrincipalKind, RoleId, SaidActivation, ScopeId, UnifiedRbacDoubt,
};

/// Whether something is so, is not, or is open for a reason.
type Settled = Result<bool, UnifiedRbacDoubt>;

/// Whether unified RBAC is activated for a workspace (R-URB-2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activation {
    /// Somebody says so.
    Said,
    /// Somebody says that it is not.
    Denied,
    /// The list of role assignments is whole, and the application of unified RBAC has no role in the workspace.
    NotShown,
    /// An application has User Access Administrator in the workspace: it may be that of unified RBAC.
    MayBe,
    /// No whole list of role assignments of the workspace is at hand.
    Unknown,
}

/// The tenant with what unified RBAC gives at its workspaces, as far as the exports and what is said tell. A tenant that has it already
/// is worked out anew.
pub fn with_unified_rbac(mut tenant: TenantGraph, said: SaidActivation) -> TenantGraph {
    let has_any = !tenant.facts.defender.assignments.is_empty();
    if !has_any && said == SaidActivation::Unsaid {
        return tenant;
    }
    for workspace in said.named().unwrap_or_default() {
        tenant.facts.scopes.intern(workspace);
    }
    let derived = derived(&tenant, &said);
    let (catalog, at) = (tenant.shared_catalog(), tenant.at());
    let mut facts = tenant.facts;
    without(&mut facts);
    facts.defender.activated = said;
    add(&mut facts, derived);
    TenantGraph::build(facts, catalog, at, &mut Notes::default())
}

/// Takes away what unified RBAC gives.
fn without(facts: &mut Facts) {
    let inputs = &facts.inputs;
    let is_defender =
        |input: InputId| inputs.get(input.index()).is_some_and(|file| file.kind == ExportKind::DefenderRoleAssignments);
    facts.assignments.retain(|row| !is_defender(row.origin.input));
}

/// A role that an assignment of unified RBAC gives at a workspace.
struct Derived {
    principal: PrincipalId,
    role: ObjectId,
    workspace: ScopeId,
    doubt: Option<UnifiedRbacDoubt>,
    /// Index into `Facts::defender`.
    row: usize,
}

fn derived(tenant: &TenantGraph, said: &SaidActivation) -> Vec<Derived> {
    let facts = &tenant.facts;
    let roles: Vec<[Settled; 4]> = facts.defender.assignments.iter().map(|row| roles_of(facts, &row.role)).collect();
    let administrators: Vec<&Assignment> = application_administrators(facts).collect();
    let mut all = Vec::new();
    for workspace in workspaces(facts) {
        let activation = match activation_by(tenant, said, facts.scopes.text(workspace), &administrators) {
            Activation::Said => None,
            Activation::MayBe | Activation::Unknown => Some(UnifiedRbacDoubt::Activation),
            Activation::Denied | Activation::NotShown => continue,
        };
        for (row, (own, settled)) in facts.defender.assignments.iter().zip(&roles).enumerate() {
            let reach = reaches(facts, own, facts.scopes.text(workspace));
            for (role, held) in UNIFIED_ROLES.iter().zip(settled) {
                if *held == Ok(false) || reach == Ok(false) {
                    continue;
                }
                let doubt = [held.err(), reach.err(), activation].into_iter().flatten().min();
                let role = ObjectId::Guid(role.azure);
                let principals = own.principals.iter().filter(|&&principal| can_hold(facts, principal));
                all.extend(principals.map(|&principal| Derived { principal, role: role.clone(), workspace, doubt, row }));
            }
        }
    }
    all
}

/// Of several for one principal, role and workspace the surest counts. What the exports of Azure list is left to them (R-ASN-3).
fn add(facts: &mut Facts, derived: Vec<Derived>) {
    let mut best: FxHashMap<(PrincipalId, RoleId, ScopeId), (Option<UnifiedRbacDoubt>, usize)> = FxHashMap::default();
    for one in derived {
        let key = (one.principal, facts.roles.intern(one.role), one.workspace);
        let new = (one.doubt, one.row);
        best.entry(key).and_modify(|known| *known = (*known).min(new)).or_insert(new);
    }
    for row in &facts.assignments {
        best.remove(&(row.principal, row.role, row.scope));
    }
    let mut sorted: Vec<_> = best.into_iter().collect();
    sorted.sort_unstable();
    for ((principal, role, scope), (doubt, row)) in sorted {
        let Some(own) = facts.defender.assignments.get(row) else { continue };
        let name = own.id.as_deref().map(|id| ["/roleManagement/defender/roleAssignments/", id].concat());
        let origin = own.origin;
        let name = name.map_or(AssignmentName::None, |name| AssignmentName::Text(facts.texts.intern(&name)));
        let condition = doubt.map_or(ConditionState::None, ConditionState::UnifiedRbac);
        facts.assignments.push(Assignment { principal, role, scope, condition, name, updated: 0, origin });
    }
}

/// Every workspace that the exports name, or somebody.
fn workspaces(facts: &Facts) -> Vec<ScopeId> {
    let is_workspace = |id: &ScopeId| {
        let text = facts.scopes.text(*id);
        workspace_of(text).is_some_and(|own| own.len() == text.len())
    };
    facts.scopes.ids().filter(is_workspace).collect()
}

/// Whether unified RBAC is activated for a workspace (R-URB-2).
pub fn activation(tenant: &TenantGraph, said: &SaidActivation, workspace: &str) -> Activation {
    let everywhere: Vec<&Assignment> = application_administrators(&tenant.facts).collect();
    activation_by(tenant, said, workspace, &everywhere)
}

fn activation_by(tenant: &TenantGraph, said: &SaidActivation, workspace: &str, administrators: &[&Assignment]) -> Activation {
    match said.of(workspace) {
        Some(true) => return Activation::Said,
        Some(false) => return Activation::Denied,
        None => {}
    }
    if administrators.iter().any(|row| contains(workspace, tenant.facts.scopes.text(row.scope))) {
        return Activation::MayBe;
    }
    if is_listed(tenant, workspace) { Activation::NotShown } else { Activation::Unknown }
}

/// Whether a whole list of the role assignments of a workspace is at hand (R-EVAL-9).
fn is_listed(tenant: &TenantGraph, workspace: &str) -> bool {
    let kind = ExportKind::RoleAssignments;
    let is_any = tenant.knows_places(kind) || tenant.facts.completeness(kind) == Completeness::Complete;
    is_any && tenant.uncovered(kind, workspace).is_none()
}

/// The assignments of User Access Administrator in a workspace to what may be an application.
pub fn administrators<'f>(facts: &'f Facts, workspace: &str) -> impl Iterator<Item = &'f Assignment> {
    application_administrators(facts).filter(move |row| contains(workspace, facts.scopes.text(row.scope)))
}

/// The same anywhere.
fn application_administrators(facts: &Facts) -> impl Iterator<Item = &Assignment> {
    let role = facts.roles.lookup(&ObjectId::Guid(USER_ACCESS_ADMINISTRATOR));
    let is_meant = move |row: &&Assignment| {
        let kind = facts.principals.kind(row.principal);
        Some(row.role) == role && matches!(kind, PrincipalKind::ServicePrincipal | PrincipalKind::Unknown)
    };
    facts.assignments.iter().filter(is_meant)
}

/// Neither an application nor a group of another tenant can be assigned Microsoft Sentinel in unified RBAC (R-URB-6).
fn can_hold(facts: &Facts, principal: PrincipalId) -> bool {
    match facts.principals.kind(principal) {
        PrincipalKind::User | PrincipalKind::Group | PrincipalKind::Unknown => true,
        PrincipalKind::ServicePrincipal | PrincipalKind::ForeignGroup | PrincipalKind::Device => false,
    }
}

/// Whether the scopes of an assignment include a workspace (R-URB-4).
fn reaches(facts: &Facts, row: &DefenderAssignment, workspace: &str) -> Settled {
    if facts.tenancy.is_mixed() {
        match (facts.tenancy.of_input(row.origin.input), facts.tenancy.of_scope(workspace)) {
            (Some(own), Some(tenant)) if own == tenant => {}
            (Some(_), Some(_)) => return Ok(false),
            (None, _) | (_, None) => return Err(UnifiedRbacDoubt::DataSource),
        }
    }
    if row.scopes.iter().any(|scope| begins(scope, SENTINEL_SCOPE)) {
        return Err(UnifiedRbacDoubt::SentinelScope);
    }
    let each: Vec<Settled> = row.scopes.iter().map(|scope| includes(scope, workspace)).collect();
    if each.contains(&Ok(true)) {
        return Ok(true);
    }
    each.into_iter().find(Result::is_err).unwrap_or(Ok(false))
}

/// Whether one scope includes a workspace. Microsoft does not document how the id of a workspace reads; a resource id can be nothing else.
fn includes(scope: &str, workspace: &str) -> Settled {
    if scope == EVERY_DATA_SOURCE {
        return Ok(true);
    }
    if OTHER_DATA_SOURCES.iter().any(|other| if other.ends_with('/') { begins(scope, other) } else { scope == *other }) {
        return Ok(false);
    }
    match workspace_of(scope) {
        Some(named) => Ok(named.eq_ignore_ascii_case(workspace)),
        None => Err(UnifiedRbacDoubt::DataSource),
    }
}

fn begins(text: &str, start: &str) -> bool {
    text.split_at_checked(start.len()).is_some_and(|(head, _)| head.eq_ignore_ascii_case(start))
}

/// Whether a role of Defender is each of the documented roles for Microsoft Sentinel (R-URB-3).
fn roles_of(facts: &Facts, id: &ObjectId) -> [Settled; 4] {
    let mut defined = facts.defender.roles.iter().filter(|role| role.id == *id);
    let Some(role) = defined.next() else { return [Err(UnifiedRbacDoubt::Definition); 4] };
    let says = |role: &DefenderRole| (role.enabled, role.narrowed, role.actions.clone());
    if role.narrowed || defined.any(|other| says(other) != says(role)) {
        return [Err(UnifiedRbacDoubt::Permissions); 4];
    }
    UNIFIED_ROLES.map(|unified| if role.enabled { is_role(role, &unified) } else { Ok(false) })
}

/// All its permissions make it that role; none of those that this role adds to the one before make it another. What lies between is not
/// documented.
fn is_role(role: &DefenderRole, unified: &UnifiedRole) -> Settled {
    if unified.permissions.iter().all(|one| has(role, one) == Ok(true)) {
        return Ok(true);
    }
    let has_none = unified.own.iter().all(|one| has(role, one) == Ok(false));
    if has_none { Ok(false) } else { Err(UnifiedRbacDoubt::Permissions) }
}

fn has(role: &DefenderRole, permission: &DefenderPermission) -> Settled {
    if role.actions.iter().any(|action| gives(action, permission)) {
        return Ok(true);
    }
    let open = role.actions.iter().any(|action| may_be(action, permission));
    if open { Err(UnifiedRbacDoubt::Permissions) } else { Ok(false) }
}

/// Whether an action is a permission, or all permissions of what the permission is in.
fn gives(action: &str, permission: &DefenderPermission) -> bool {
    let all = action.split_once('*').and_then(|(before, after)| Some((before, after.strip_prefix('/')?)));
    let in_section = |(before, level): (&str, &str)| {
        let is_whole = before.ends_with('/') && permission.section.starts_with(before);
        is_whole && (level == permission.level || level == "manage")
    };
    permission.actions.contains(&action) || all.is_some_and(in_section)
}

/// Whether an action that nobody documents may be a permission: it is of the same part of Defender, and on the same level.
fn may_be(action: &str, permission: &DefenderPermission) -> bool {
    let part = |text: &str| text.splitn(3, '/').take(2).map(str::to_owned).collect::<Vec<_>>();
    let documented = UNIFIED_ROLES.iter().flat_map(|role| role.permissions).flat_map(|own| own.actions);
    let is_known = documented.chain(&OTHER_PERMISSIONS).any(|known| *known == action);
    let level = action.rsplit('/').next().unwrap_or_default();
    !is_known && part(action) == part(permission.section) && (level == permission.level || level == "*")
}
