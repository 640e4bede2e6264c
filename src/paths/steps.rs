//! [`EscalationSteps`]: every step of an escalation as a task, which the engine asks of everybody.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::goal::GoalRole;
use crate::arrange::Arrange as _;
use crate::audit::targets::WantedTargets;
use crate::audit::{AskedTask, OutcomeTarget, Target};
use crate::explain::{AskedScopes, scope_targets};
use crate::graph::TenantGraph;
use crate::guid::Guid;
use crate::model::scope::resource_group_of;
use crate::model::{
    Assigned, ConditionState, DirectoryWay, EscalationWay, LeadsTo, Leaf, ManagedIdentity, Need, ObjectId, PermissionBlock,
    Plane, PlanePattern, PrincipalKind, Requirement, RoleDefinition, RoleKind, ScopeKind, ScopePath, TargetKind, Task,
};
use crate::pack::{directory, escalation};
use crate::pattern::{Pattern, Wildcards};

/// The action that assigns a role.
const ASSIGN: &str = "Microsoft.Authorization/roleAssignments/write";

/// The action that changes the definition of a custom role: it is needed at each assignable scope of the role.
const WRITE_DEFINITIONS: &str = "Microsoft.Authorization/roleDefinitions/write";
/// What the scopes are asked about as for that.
const DEFINITIONS: &str = "microsoft.authorization/roledefinitions";
/// What the scopes are asked about as for resources that identities can be attached to.
const HOSTS: &str = "microsoft.resources/resourcegroups";

/// The kinds of principals that conditions on assigned roles tell apart (R-COND-10).
pub(super) const KINDS: [PrincipalKind; 3] = [PrincipalKind::User, PrincipalKind::Group, PrincipalKind::ServicePrincipal];

/// What somebody does in one step.
#[derive(Debug, Clone)]
pub enum EscalationStep {
    /// Nothing: holds the role of the goal already.
    Holds,
    /// Assigns a role, of the goal or of one that may assign it.
    Assigns {
        /// The role.
        role: Guid,
        /// Its name.
        name: String,
        /// To a principal of which kind: what conditions may ask.
        to: PrincipalKind,
    },
    /// Holds a custom role, whose definition somebody may change.
    HoldsCustom {
        /// The role.
        role: Guid,
        /// Its name.
        name: String,
    },
    /// Changes the definitions of custom roles that can be assigned at a scope.
    WritesDefinitions,
    /// Goes a way by Azure permissions.
    Azure(&'static EscalationWay),
    /// Makes or changes a resource that such a way takes as well, wherever that is.
    Also(&'static EscalationWay),
    /// Goes a way by an Entra role.
    Directory(&'static DirectoryWay),
}

impl EscalationStep {
    /// A stable id.
    pub fn id(&self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Assigns { .. } => "assign-roles",
            Self::HoldsCustom { .. } | Self::WritesDefinitions => "write-role-definitions",
            Self::Azure(way) | Self::Also(way) => &way.id,
            Self::Directory(way) => &way.id,
        }
    }

    /// What its task is called: the way, and the role where there is one, so that `verify` knows what was asked.
    fn task_id(&self, role: &GoalRole) -> String {
        match (self, role) {
            (Self::Holds, GoalRole::Azure { role, .. }) => format!("holds:{role}"),
            (Self::HoldsCustom { role, .. }, _) => format!("holds-itself:{role}"),
            (Self::Holds, GoalRole::Directory { template, .. }) => format!("holds-entra-role:{template}"),
            (Self::Assigns { role, to, .. }, _) => format!("assign-roles:{role}:{}", to.name()),
            (Self::Also(way), _) => format!("{}:also", way.id),
            (Self::WritesDefinitions | Self::Azure(_) | Self::Directory(_), _) => self.id().to_owned(),
        }
    }

    fn title(&self) -> String {
        match self {
            Self::Holds => "hold the role".to_owned(),
            Self::Assigns { name, .. } => format!("assign {name}"),
            Self::HoldsCustom { name, .. } => format!("hold {name}"),
            Self::WritesDefinitions => "change the definitions of custom roles".to_owned(),
            Self::Azure(way) => way.gains.clone(),
            Self::Also(_) => "change a resource that managed identities can be attached to".to_owned(),
            Self::Directory(way) => way.gains.clone(),
        }
    }
}

/// Steps, the tasks that ask for them, and what the tasks are asked about.
#[derive(Debug)]
pub(super) struct EscalationSteps {
    role: GoalRole,
    pub(super) steps: Vec<EscalationStep>,
    pub(super) tasks: Vec<AskedTask>,
    pub(super) targets: Vec<(Target, WantedTargets)>,
}

impl EscalationSteps {
    /// The steps towards a role at some scopes.
    pub(super) fn new(tenant: &TenantGraph, role: &GoalRole, scopes: &[Target], wildcards: Wildcards) -> Self {
        let mut steps = Self { role: role.clone(), steps: Vec::new(), tasks: Vec::new(), targets: Vec::new() };
        steps.towards(tenant, role, wildcards);
        let wanted = WantedTargets::of_kind(TargetKind::Resource);
        steps.targets.extend(scopes.iter().map(|scope| (scope.clone(), wanted.clone())));
        if matches!(role, GoalRole::Azure { .. }) {
            steps.definitions(tenant);
        }
        steps.identities(&tenant.facts().escalation.identities);
        steps.hosts(tenant);
        steps.directory(tenant);
        steps.targets.arrange_by(|(a, of_a), (b, of_b)| (&a.id, of_a).cmp(&(&b.id, of_b)));
        steps.targets.dedup_by(|(a, of_a), (b, of_b)| a.id == b.id && of_a == of_b);
        steps
    }

    fn add(&mut self, step: EscalationStep, target: (TargetKind, Option<&str>), requires: Requirement) {
        let task = Task::asking(step.task_id(&self.role), step.title(), target.0, requires);
        let task = Task { resource_type: target.1.map(Into::into), ..task };
        self.tasks.push(AskedTask { pack: Arc::from("escalation"), task });
        self.steps.push(step);
    }

    /// Holding the role of the goal, and assigning it or a role that may assign it.
    fn towards(&mut self, tenant: &TenantGraph, role: &GoalRole, wildcards: Wildcards) {
        let at_goal = (TargetKind::Resource, None);
        let (role, name) = match role {
            GoalRole::Azure { role, name } => (*role, name.clone()),
            GoalRole::Directory { template, name } => {
                let what = Need::DirectoryRole { template: *template, name: name.clone() };
                return self.add(EscalationStep::Holds, (TargetKind::Tenant, None), leaf(what, TargetKind::Tenant));
            }
        };
        let what = Need::Role { id: role, name: name.clone(), covered_by: Vec::new(), itself: false };
        self.add(EscalationStep::Holds, at_goal, leaf(what, TargetKind::Resource));
        let tells_apart = conditions_tell_apart(tenant);
        let others = if tells_apart { stepping_roles(tenant, wildcards) } else { Vec::new() };
        let others = others.into_iter().filter(|(other, _)| *other != role);
        let is_asked = |to: &PrincipalKind| tells_apart || *to != PrincipalKind::Group;
        for (role, name) in std::iter::once((role, name)).chain(others) {
            for to in KINDS.into_iter().filter(is_asked) {
                let step = EscalationStep::Assigns { role, name: name.clone(), to };
                self.add(step, at_goal, assigning(Assigned { role, to }));
            }
        }
    }

    /// Holding a custom role, and changing its definition at every scope at which it can be assigned.
    fn definitions(&mut self, tenant: &TenantGraph) {
        let customs = assigned_customs(tenant);
        for role in &customs {
            let (Some(id), name) = (role.id.guid(), role.name.to_string()) else { continue };
            let what = Need::Role { id, name: name.clone(), covered_by: Vec::new(), itself: true };
            let step = EscalationStep::HoldsCustom { role: id, name };
            self.add(step, (TargetKind::Resource, None), leaf(what, TargetKind::Resource));
            let wanted = || WantedTargets { kind: TargetKind::Resource, resource_type: Some(DEFINITIONS.into()) };
            let scopes = scope_targets(tenant, &assignable_scopes(role), AskedScopes::At);
            self.targets.extend(scopes.into_iter().map(|scope| (scope, wanted())));
        }
        if !customs.is_empty() {
            let what = Need::Actions { plane: Plane::Control, patterns: vec![Pattern::parse(WRITE_DEFINITIONS)] };
            let target = (TargetKind::Resource, Some(DEFINITIONS));
            self.add(EscalationStep::WritesDefinitions, target, leaf(what, TargetKind::Resource));
        }
    }

    /// Acting as a managed identity by way of a resource that has it.
    fn identities(&mut self, identities: &[ManagedIdentity]) {
        let mut types: FxHashMap<String, &str> = FxHashMap::default();
        for identity in identities {
            let Some(own) = resource_type(&identity.resource) else { continue };
            let spelled = own.clone();
            types.entry(own.to_ascii_lowercase()).or_insert(&identity.resource);
            let name = identity.resource.rsplit('/').next().map(str::to_owned);
            let target = Target::new(identity.resource.to_string(), OutcomeTarget::Kind(TargetKind::Resource), name);
            let wanted = WantedTargets { kind: TargetKind::Resource, resource_type: Some(spelled.to_ascii_lowercase().into()) };
            self.targets.push((target, wanted));
        }
        let mut types: Vec<String> = types.into_keys().collect();
        types.arrange();
        for way in escalation::embedded().iter().filter(|way| way.leads_to == Some(LeadsTo::Identity)) {
            for own in &types {
                if let Some(requires) = by_way(way, own) {
                    self.add(EscalationStep::Azure(way), (TargetKind::Resource, Some(own)), requires);
                }
            }
        }
    }

    /// What a way takes beside the permission at the identity, asked wherever roles are held and where the identities are: an identity can be
    /// attached to a resource of another resource group, or of another subscription.
    fn hosts(&mut self, tenant: &TenantGraph) {
        let asked = self.steps.iter().filter_map(|step| match step {
            EscalationStep::Azure(way) if !way.also.is_empty() => Some(*way),
            _ => None,
        });
        let ways: Vec<&'static EscalationWay> = asked.collect();
        for way in &ways {
            let one = |own: &PlanePattern| {
                leaf(Need::Actions { plane: own.plane, patterns: vec![own.pattern.clone()] }, TargetKind::Resource)
            };
            let requires = Requirement::Any(way.also.iter().map(one).collect());
            self.add(EscalationStep::Also(way), (TargetKind::Resource, Some(HOSTS)), requires);
        }
        if ways.is_empty() {
            return;
        }
        let wanted = || WantedTargets { kind: TargetKind::Resource, resource_type: Some(HOSTS.into()) };
        let scopes = scope_targets(tenant, &host_scopes(tenant), AskedScopes::At);
        self.targets.extend(scopes.into_iter().map(|scope| (scope, wanted())));
    }

    /// The ways by Entra roles.
    fn directory(&mut self, tenant: &TenantGraph) {
        // App roles are no roles: [`super::app_roles`] looks who has them.
        let by_roles = |way: &&DirectoryWay| !way.roles.is_empty() || !way.actions.is_empty();
        for way in escalation::embedded_directory_ways().iter().filter(by_roles) {
            let by_role = way.roles.iter().map(|(template, name)| {
                leaf(Need::DirectoryRole { template: *template, name: name.clone() }, TargetKind::Tenant)
            });
            let by_action = way.actions.iter().map(|action| directory::roles_for(action, tenant.facts(), tenant.catalog()));
            let requires = Requirement::Any(by_role.chain(by_action).collect());
            self.add(EscalationStep::Directory(way), (TargetKind::Tenant, None), requires);
        }
        let kind = OutcomeTarget::Kind(TargetKind::Tenant);
        let target = Target::new("tenant".to_owned(), kind, None);
        self.targets.push((target, WantedTargets::of_kind(TargetKind::Tenant)));
    }
}

/// What it takes to assign a role where it is asked.
pub(super) fn assigning(assigned: Assigned) -> Requirement {
    let what = Need::Actions { plane: Plane::Control, patterns: vec![Pattern::parse(ASSIGN)] };
    Requirement::Leaf(Leaf { what, at: TargetKind::Resource, unconditional: false, assigns: Some(assigned) })
}

fn leaf(what: Need, at: TargetKind) -> Requirement {
    Requirement::Leaf(Leaf { what, at, unconditional: false, assigns: None })
}

/// What a way takes at a resource of a type, in lower case; `None` where the way is not open to such a resource.
fn by_way(way: &EscalationWay, of: &str) -> Option<Requirement> {
    let is_of = |own: &&PlanePattern| own.pattern.folded().strip_prefix(of).is_some_and(|rest| rest.starts_with('/'));
    let one =
        |own: &PlanePattern, at: TargetKind| leaf(Need::Actions { plane: own.plane, patterns: vec![own.pattern.clone()] }, at);
    let any: Vec<Requirement> = way.actions.iter().filter(is_of).map(|own| one(own, TargetKind::Resource)).collect();
    if any.is_empty() { None } else { Some(Requirement::Any(any)) }
}

/// Whether some way to managed identities is written for resources of a type.
pub(super) fn has_way(of: &str) -> bool {
    let mut ways = escalation::embedded().iter().filter(|way| way.leads_to == Some(LeadsTo::Identity));
    ways.any(|way| by_way(way, &of.to_ascii_lowercase()).is_some())
}

/// The resource groups, and the scopes that contain some, at which roles are held or managed identities are.
fn host_scopes(tenant: &TenantGraph) -> Vec<String> {
    let facts = tenant.facts();
    let is_wide = |scope: &&str| ScopePath::parse(scope).kind() <= ScopeKind::ResourceGroup;
    let held = tenant.grants().iter().map(|grant| facts.scopes.text(grant.gives.scope)).filter(is_wide);
    let of_identities = facts.escalation.identities.iter().filter_map(|own| resource_group_of(&own.resource));
    let mut all: Vec<String> = held.chain(of_identities).map(str::to_ascii_lowercase).collect();
    all.arrange();
    all.dedup();
    all
}

/// The type of a resource: the namespace and the types of the last provider of its id.
pub(super) fn resource_type(id: &str) -> Option<String> {
    let words: Vec<&str> = id.split('/').collect();
    let last = words.iter().rposition(|word| word.eq_ignore_ascii_case("providers"))?;
    let mut rest = words.get(last + 1..)?.iter();
    let namespace = rest.next()?;
    let types: Vec<&str> = rest.step_by(2).copied().collect();
    if types.is_empty() { None } else { Some(format!("{namespace}/{}", types.join("/"))) }
}

/// The custom roles of the exports that somebody holds, each once.
fn assigned_customs(tenant: &TenantGraph) -> Vec<&RoleDefinition> {
    let facts = tenant.facts();
    let held: FxHashSet<&ObjectId> = tenant.grants().iter().map(|grant| facts.roles.id(grant.gives.role)).collect();
    let customs = facts.definitions.iter().map(|row| &row.definition).filter(|role| role.kind == RoleKind::Custom);
    let mut customs: Vec<&RoleDefinition> = customs.filter(|role| held.contains(&role.id)).collect();
    customs.arrange_by(|a, b| a.id.cmp(&b.id));
    customs.dedup_by(|a, b| a.id == b.id);
    customs
}

/// Where a custom role can be assigned.
pub(super) fn assignable_scopes(role: &RoleDefinition) -> Vec<String> {
    role.assignable_scopes.iter().map(ToString::to_string).collect()
}

/// Whether conditions may tell apart which role is assigned, and to whom.
fn conditions_tell_apart(tenant: &TenantGraph) -> bool {
    let facts = tenant.facts();
    let is_conditional = |role: &RoleDefinition| role.blocks.iter().any(|block| block.condition.is_some());
    facts.assignments.iter().any(|row| row.condition != ConditionState::None)
        || tenant.roles().iter().flat_map(|role| role.alternatives.iter().flatten()).any(|block| block.condition.is_some())
        || facts.definitions.iter().any(|row| is_conditional(&row.definition))
}

/// The roles that may assign any role: who cannot assign the role of the goal may be able to assign one of these.
fn stepping_roles(tenant: &TenantGraph, wildcards: Wildcards) -> Vec<(Guid, String)> {
    let facts = tenant.facts();
    let custom = facts.definitions.iter().map(|row| &row.definition).filter(|role| role.kind == RoleKind::Custom);
    let all = tenant.catalog().roles().iter().chain(custom).filter(|role| may_assign(role, wildcards));
    let mut roles: Vec<(Guid, String)> = all.filter_map(|role| Some((role.id.guid()?, role.name.to_string()))).collect();
    roles.arrange();
    roles.dedup_by_key(|(id, _)| *id);
    roles
}

fn may_assign(role: &RoleDefinition, wildcards: Wildcards) -> bool {
    let grants = |block: &PermissionBlock| {
        let has = |list: &[Pattern]| list.iter().any(|pattern| pattern.matches(ASSIGN, wildcards));
        block.condition.is_none() && has(&block.actions) && !has(&block.not_actions)
    };
    role.blocks.iter().any(grants)
}

/// Whether a role can be assigned at a scope (R-DEF-9): a custom role only within its assignable scopes.
pub(super) fn is_assignable(tenant: &TenantGraph, role: Guid, scope: &str) -> bool {
    let id = ObjectId::Guid(role);
    let facts = tenant.facts();
    let Some(row) = facts.definitions.iter().find(|row| row.definition.id == id) else { return true };
    if row.definition.kind != RoleKind::Custom {
        return true;
    }
    let above = tenant.tree().above(facts, scope);
    let is_above = |own: &str| {
        own == "/"
            || own.eq_ignore_ascii_case(scope)
            || facts.scopes.lookup(own).is_some_and(|own| above.iter().any(|(id, _)| *id == own))
            || crate::model::scope::contains(own, scope)
    };
    row.definition.assignable_scopes.iter().any(|own| is_above(own))
}
