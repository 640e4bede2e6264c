//! The examples of a task pack, run as tests: a tenant with one person who holds what the example says, decided like any other.

use std::sync::Arc;

use super::outcome::{AskedTask, Outcome, OutcomeTarget, Target};
use super::targets::{TargetFilter, WantedTargets};
use super::tasks::{TaskOptions, some_tasks, tasks};
use crate::catalog::Catalog;
use crate::decide::Verdict;
use crate::graph::TenantGraph;
use crate::model::task::{Example, ExampleGrant, ExampleRole};
use crate::model::{
    AppRoleAssignment, Assignment, AssignmentName, ConditionState, DirectoryAssignment, ExportKind, ExportedRole, Facts, Guid,
    InputId, Listing, Losses, MICROSOFT_GRAPH, Notes, ObjectId, Origin, OwnedObject, OwnerRow, PermissionBlock, PrincipalId,
    PrincipalKind, Resource, ResourceDetail, RoleDefinition, RoleKind, TargetKind, Task, TaskPack,
};
use crate::pattern::Wildcards;

/// An example that does not come out as its pack says.
pub(super) struct ExampleFailure {
    /// The example as written.
    pub(super) example: String,
    /// Whether the pack says that it suffices.
    pub(super) suffices: bool,
    /// What the engine says.
    pub(super) verdict: Verdict,
}

/// The examples of a task that fail.
pub(super) fn failures(task: &Task, catalog: &Arc<Catalog>) -> Vec<ExampleFailure> {
    let suffices = task.examples.allowed.iter().map(|example| (example, true));
    let fails = task.examples.not_allowed.iter().map(|example| (example, false));
    let check = ExampleCheck { task, catalog };
    suffices.chain(fails).filter_map(|(example, suffices)| check.failure(example, suffices)).collect()
}

/// What the examples of a task are held against.
#[derive(Clone, Copy)]
pub(super) struct ExampleCheck<'p> {
    task: &'p Task,
    catalog: &'p Arc<Catalog>,
}

impl<'p> ExampleCheck<'p> {
    pub(super) fn new(task: &'p Task, catalog: &'p Arc<Catalog>) -> Self {
        Self { task, catalog }
    }

    /// The same for another task.
    pub(super) fn of<'t>(self, task: &'t Task) -> ExampleCheck<'t>
    where
        'p: 't,
    {
        ExampleCheck { task, ..self }
    }

    fn failure(self, example: &Example, suffices: bool) -> Option<ExampleFailure> {
        let verdict = self.verdict(example);
        let as_said = if suffices { verdict == Verdict::Allowed } else { verdict == Verdict::NotAllowed };
        (!as_said).then(|| ExampleFailure { example: example.text.clone(), suffices, verdict })
    }

    pub(super) fn verdict(self, example: &Example) -> Verdict {
        verdict(facts(example), self.task, self.catalog)
    }
}

/// Whether the one person of a tenant of [`empty`] can do a task; for any resource, where it is for those of a type.
pub(crate) fn verdict(mut facts: Facts, task: &Task, catalog: &Arc<Catalog>) -> Verdict {
    if task.target == TargetKind::Group {
        the_group(&mut facts);
    }
    let tenant = TenantGraph::build(facts, Arc::clone(catalog), 0, &mut Notes::default());
    let alone = TaskPack::of(Task { resource_type: None, ..task.clone() });
    let targets = TargetFilter::default();
    let options = TaskOptions { targets, principals: Vec::new(), wildcards: Wildcards::Documented, all: true };
    let outcome = match task.target {
        TargetKind::Group => of_group(&tenant, &alone, &options),
        _ => tasks(&tenant, &[alone], &options),
    };
    let target = outcome.targets.iter().position(|target| target.kind == OutcomeTarget::Kind(task.target));
    let results = outcome.classes.iter().flat_map(|class| &class.results);
    let asked = results.filter(|result| target.is_some_and(|target| result.targets.contains(&target)));
    asked.map(|result| result.decision.verdict).max().unwrap_or(Verdict::NotAllowed)
}

/// The task, asked of the group of the tenant, which may hold nothing and have no owner.
fn of_group(tenant: &TenantGraph, pack: &TaskPack, options: &TaskOptions) -> Outcome {
    let group = Target::new(ObjectId::Guid(GROUP).to_string(), OutcomeTarget::Kind(TargetKind::Group), None);
    let asked = pack.tasks.iter().map(|task| AskedTask { pack: pack.id.as_str().into(), task: task.clone() });
    let targets = pack.tasks.iter().map(|task| (group.clone(), WantedTargets::of(task))).take(1).collect();
    some_tasks(tenant, asked.collect(), targets, options)
}

/// Nothing of it was read anywhere.
pub(crate) const ORIGIN: Origin = Origin { input: InputId(0), record: 0 };
const SUBSCRIPTION: &str = "/subscriptions/00000000-0000-4000-8000-00000000e8a3";

/// The group that tasks on groups are done to.
const GROUP: Guid = Guid::from_u128(0xe8a4);

/// Where an example's grants are held.
fn scope_of(kind: TargetKind) -> String {
    let below = match kind {
        TargetKind::Tenant | TargetKind::Group => return "/".to_owned(),
        TargetKind::Subscription => "",
        TargetKind::ResourceGroup => "/resourceGroups/example",
        TargetKind::Workspace => "/resourceGroups/example/providers/Microsoft.OperationalInsights/workspaces/example",
        TargetKind::Resource => "/resourceGroups/example/providers/Example.Provider/examples/example",
    };
    format!("{SUBSCRIPTION}{below}")
}

/// The facts of a tenant with one person, whose exports are all complete.
fn facts(example: &Example) -> Facts {
    let mut facts = empty();
    let person = person(&mut facts, 1);
    for grant in &example.grants {
        hold(&mut facts, person, grant);
    }
    facts
}

/// The facts of a tenant with one target of each kind, nobody in it, and complete exports.
pub(crate) fn empty() -> Facts {
    let mut facts = Facts { vouched: ExportKind::ALL.map(|(kind, _)| kind).to_vec(), ..Facts::default() };
    for (kind, _) in TargetKind::ALL {
        let scope = facts.scopes.intern(&scope_of(kind));
        if kind == TargetKind::Resource {
            let (kind, name) = ("example.provider/examples".into(), "example".into());
            facts.resources.push(Resource {
                scope,
                kind,
                name,
                detail: ResourceDetail::None,
                tenant: None,
                location: None,
                origin: ORIGIN,
            });
        }
    }
    facts
}

/// One more person.
pub(crate) fn person(facts: &mut Facts, number: u128) -> PrincipalId {
    let person = facts.principals.intern(ObjectId::Guid(Guid::from_u128(number)));
    if let Some(known) = facts.principals.facts_mut(person) {
        known.kind = PrincipalKind::User;
        known.in_directory = true;
    }
    person
}

fn hold(facts: &mut Facts, principal: PrincipalId, grant: &ExampleGrant) {
    let role = match &grant.what {
        ExampleRole::DirectoryRole(template) => return hold_directory_role(facts, principal, *template),
        ExampleRole::AppRole(id) => return hold_app_role(facts, principal, *id),
        ExampleRole::Owner => return own_the_group(facts, principal),
        ExampleRole::Role(id) => ObjectId::Guid(*id),
        ExampleRole::Actions { plane, patterns } => define(facts, PermissionBlock::granting(*plane, patterns.clone())),
    };
    assign(facts, principal, role, grant.at);
}

/// One more custom role, with its id.
pub(crate) fn define(facts: &mut Facts, block: PermissionBlock) -> ObjectId {
    let id = ObjectId::Guid(Guid::from_u128(0x1000 + facts.definitions.len() as u128));
    facts.definitions.push(ExportedRole { definition: custom(id.clone(), block), origin: ORIGIN });
    id
}

/// Gives somebody an Entra role for the tenant.
pub(crate) fn hold_directory_role(facts: &mut Facts, principal: PrincipalId, template: Guid) {
    facts.directory_assignments.push(DirectoryAssignment::at_tenant(principal, ObjectId::Guid(template), ORIGIN));
}

/// Gives an application permission of Microsoft Graph: who has one is an application.
pub(crate) fn hold_app_role(facts: &mut Facts, principal: PrincipalId, app_role: Guid) {
    let resource = ObjectId::Guid(Guid::from_u128(0xe8a5));
    let graph = facts.principals.intern(resource.clone());
    for (own, app_id) in [(graph, Some(ObjectId::parse(MICROSOFT_GRAPH))), (principal, None)] {
        if let Some(known) = facts.principals.facts_mut(own) {
            (known.kind, known.in_directory, known.app_id) = (PrincipalKind::ServicePrincipal, true, app_id);
        }
    }
    facts.escalation.app_roles.push(AppRoleAssignment { principal, app_role, resource, id: None, origin: ORIGIN });
}

/// Makes somebody an owner of the group.
pub(crate) fn own_the_group(facts: &mut Facts, owner: PrincipalId) {
    let group = OwnedObject::Group(the_group(facts));
    facts.escalation.owners.push(OwnerRow { owned: group, owner, origin: ORIGIN });
}

/// The group, whose owners are listed in full.
fn the_group(facts: &mut Facts) -> PrincipalId {
    let group = facts.principals.intern(ObjectId::Guid(GROUP));
    if let Some(known) = facts.principals.facts_mut(group) {
        (known.kind, known.in_directory) = (PrincipalKind::Group, true);
    }
    facts.escalation.group_owner_lists.insert(group, Listing::Complete);
    group
}

/// Gives somebody a role.
pub(crate) fn assign(facts: &mut Facts, principal: PrincipalId, role: ObjectId, at: TargetKind) {
    let (role, scope) = (facts.roles.intern(role), facts.scopes.intern(&scope_of(at)));
    let name = AssignmentName::Guid(Guid::from_u128(facts.assignments.len() as u128));
    let condition = ConditionState::None;
    facts.assignments.push(Assignment { principal, role, scope, condition, name, updated: 0, origin: ORIGIN });
}

fn custom(id: ObjectId, block: PermissionBlock) -> RoleDefinition {
    RoleDefinition {
        id,
        name: "Example".into(),
        kind: RoleKind::Custom,
        assignable_scopes: Vec::new(),
        blocks: vec![block],
        losses: Losses::default(),
    }
}
