//! [`EscalationSteps`]: every step of an escalation as a task, which the engine asks of everybody.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::goal::GoalRole;
use super::openings::{Openings, actions_at, identity_ways, resource_type};
use super::recipients::{Recipient, Recipients};
use super::roles::{ASSIGN, assignable_scopes, assigned_customs, conditions_tell_apart, stepping_roles};
use crate::arrange::Arrange as _;
use crate::audit::targets::WantedTargets;
use crate::audit::{AskedTask, OutcomeTarget, Target};
use crate::explain::{AskedScopes, scope_targets};
use crate::graph::TenantGraph;
use crate::guid::Guid;
use crate::model::scope::resource_group_of;
use crate::model::{
    Assigned, DirectoryWay, EscalationWay, Leaf, ManagedIdentity, Need, Plane, PlanePattern, Requirement, ScopeId, ScopeKind,
    ScopePath, TargetKind, Task,
};
use crate::pack::{directory, escalation};
use crate::pattern::{Pattern, Wildcards};

/// The action that changes the definition of a custom role: it is needed at each assignable scope of the role.
const WRITE_DEFINITIONS: &str = "Microsoft.Authorization/roleDefinitions/write";
/// What the scopes are asked about as for that.
const DEFINITIONS: &str = "microsoft.authorization/roledefinitions";
/// What resources that have managed identities are asked about as, whatever their type.
const WITH_IDENTITIES: &str = "microsoft.managedidentity/identities";
/// What the scopes are asked about as for resources that identities can be attached to.
const HOSTS: &str = "microsoft.resources/resourcegroups";

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
        /// To whom: what conditions may ask.
        to: Recipient,
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
    pub(super) openings: Openings,
    pub(super) recipients: Recipients,
}

impl EscalationSteps {
    /// The steps towards a role at some scopes.
    pub(super) fn new(tenant: &TenantGraph, role: &GoalRole, scopes: &[Target], wildcards: Wildcards) -> Self {
        let identities = &tenant.facts().escalation.identities;
        let types = types(identities);
        let openings = Openings::new(tenant, &types, wildcards);
        let recipients = Recipients::new(tenant, conditions_tell_apart(tenant));
        let (role, targets) = (role.clone(), Vec::new());
        let mut steps = Self { role, steps: Vec::new(), tasks: Vec::new(), targets, openings, recipients };
        steps.towards(tenant, wildcards);
        let wanted = WantedTargets::of_kind(TargetKind::Resource);
        steps.targets.extend(scopes.iter().map(|scope| (scope.clone(), wanted.clone())));
        if matches!(steps.role, GoalRole::Azure { .. }) || !types.is_empty() {
            steps.definitions(tenant);
        }
        steps.identities(identities, &types);
        steps.new_roles();
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
    fn towards(&mut self, tenant: &TenantGraph, wildcards: Wildcards) {
        let at_goal = (TargetKind::Resource, None);
        let (role, name) = match self.role.clone() {
            GoalRole::Azure { role, name } => (role, name),
            GoalRole::Directory { template, name } => {
                let what = Need::DirectoryRole { template, name };
                return self.add(EscalationStep::Holds, (TargetKind::Tenant, None), leaf(what, TargetKind::Tenant));
            }
        };
        let what = Need::Role { id: role, name: name.clone(), covered_by: Vec::new(), itself: false };
        self.add(EscalationStep::Holds, at_goal, leaf(what, TargetKind::Resource));
        let others = if self.recipients.tell_kinds_apart() { stepping_roles(tenant, wildcards) } else { Vec::new() };
        let others = others.into_iter().filter(|(other, _)| *other != role);
        for (role, name) in std::iter::once((role, name)).chain(others) {
            self.assigns((role, name), at_goal);
        }
    }

    /// Assigning a role at some targets, to all that conditions may tell apart.
    fn assigns(&mut self, (role, name): (Guid, String), target: (TargetKind, Option<&str>)) {
        for to in self.recipients.all().to_vec() {
            let step = EscalationStep::Assigns { role, name: name.clone(), to };
            self.add(step, target, assigning(to.given(role)));
        }
    }

    /// Assigning a role at a resource that has managed identities, where that role opens a way to them.
    fn new_roles(&mut self) {
        let own = |(role, name, of): (Guid, &str, &str)| (role, name.to_owned(), of.to_owned());
        let all: Vec<(Guid, String, String)> = self.openings.to_assign().into_iter().map(own).collect();
        for (role, name, of) in all {
            self.assigns((role, name), (TargetKind::Resource, Some(&of)));
        }
    }

    /// Holding a custom role, and changing its definition at every scope at which it can be assigned.
    fn definitions(&mut self, tenant: &TenantGraph) {
        let customs = assigned_customs(tenant);
        for role in &customs {
            let (Some(id), name) = (role.id.guid(), role.name.to_string()) else { continue };
            let what = Need::Role { id, name: name.clone(), covered_by: Vec::new(), itself: true };
            let step = EscalationStep::HoldsCustom { role: id, name };
            if matches!(self.role, GoalRole::Azure { .. }) {
                self.add(step.clone(), (TargetKind::Resource, None), leaf(what.clone(), TargetKind::Resource));
            }
            if !self.openings.is_empty() {
                self.add(step, (TargetKind::Resource, Some(WITH_IDENTITIES)), leaf(what, TargetKind::Resource));
            }
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
    fn identities(&mut self, identities: &[ManagedIdentity], types: &[String]) {
        for identity in identities {
            let Some(own) = resource_type(&identity.resource) else { continue };
            let target = resource(&identity.resource);
            let wanted = |of: &str| WantedTargets { kind: TargetKind::Resource, resource_type: Some(of.into()) };
            self.targets.push((target.clone(), wanted(WITH_IDENTITIES)));
            self.targets.push((target, wanted(&own.to_ascii_lowercase())));
        }
        for way in identity_ways() {
            for own in types {
                let actions = actions_at(way, own);
                if !actions.is_empty() {
                    self.add(EscalationStep::Azure(way), (TargetKind::Resource, Some(own)), any_of(&actions));
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
            self.add(EscalationStep::Also(way), (TargetKind::Resource, Some(HOSTS)), any_of(&way.also));
        }
        if ways.is_empty() {
            return;
        }
        let held: FxHashSet<ScopeId> = tenant.grants().iter().map(|grant| grant.gives.scope).collect();
        let held: Vec<&str> = held.into_iter().map(|scope| tenant.facts().scopes.text(scope)).collect();
        let wanted = || WantedTargets { kind: TargetKind::Resource, resource_type: Some(HOSTS.into()) };
        let scopes = scope_targets(tenant, &host_scopes(tenant, &held), AskedScopes::At);
        self.targets.extend(scopes.into_iter().map(|scope| (scope, wanted())));
        self.host_resources(&ways, &held);
    }

    /// The same at a resource of its own: an identity can be attached to one that is there already.
    fn host_resources(&mut self, ways: &[&'static EscalationWay], held: &[&str]) {
        for &way in ways {
            for action in &way.also {
                let Some(of) = action.pattern.folded().strip_suffix("/write") else { continue };
                let is_of = |scope: &&&str| resource_type(scope).is_some_and(|own| own.eq_ignore_ascii_case(of));
                let mut resources: Vec<&str> = held.iter().filter(is_of).copied().collect();
                resources.arrange();
                if resources.is_empty() {
                    continue;
                }
                let marker = format!("{HOSTS}/{of}");
                let wanted = WantedTargets { kind: TargetKind::Resource, resource_type: Some(marker.as_str().into()) };
                self.targets.extend(resources.into_iter().map(|own| (resource(own), wanted.clone())));
                let requires = any_of(std::slice::from_ref(action));
                self.add(EscalationStep::Also(way), (TargetKind::Resource, Some(&marker)), requires);
            }
        }
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
        let target = Target { id: "tenant".to_owned(), kind, name: None };
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

/// The resource groups, and the scopes that contain some, at which roles are held or managed identities are.
fn host_scopes(tenant: &TenantGraph, held: &[&str]) -> Vec<String> {
    let is_wide = |scope: &&str| ScopePath::parse(scope).kind() <= ScopeKind::ResourceGroup;
    let held = held.iter().copied().filter(is_wide);
    let of_identities = tenant.facts().escalation.identities.iter().filter_map(|own| resource_group_of(&own.resource));
    let mut all: Vec<String> = held.chain(of_identities).map(str::to_ascii_lowercase).collect();
    all.arrange();
    all.dedup();
    all
}

/// A resource as a target.
fn resource(id: &str) -> Target {
    let name = id.rsplit('/').next().map(str::to_owned);
    Target { id: id.to_owned(), kind: OutcomeTarget::Kind(TargetKind::Resource), name }
}

/// One of some actions at a resource.
pub(super) fn any_of(actions: &[PlanePattern]) -> Requirement {
    let one = |own: &PlanePattern| Need::Actions { plane: own.plane, patterns: vec![own.pattern.clone()] };
    Requirement::Any(actions.iter().map(|own| leaf(one(own), TargetKind::Resource)).collect())
}

/// The types of the resources that have managed identities, in lower case.
fn types(identities: &[ManagedIdentity]) -> Vec<String> {
    let mut types: Vec<String> = identities.iter().filter_map(|own| resource_type(&own.resource)).collect();
    for own in &mut types {
        own.make_ascii_lowercase();
    }
    types.arrange();
    types.dedup();
    types
}
