//! Whether remediation by Azure Policy works: for each policy assignment that remediates, whether its managed identity has the roles that
//! the assigned definitions name, at the scope of the assignment. Azure looks at permissions, not at names: another role does as well if it
//! grants everything that the named one grants.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::policy_roles::{NeededRoles, PolicyBook, PolicyDoubt};
use super::verdict::{Readiness, of_answer};
use crate::arrange::Arrange as _;
use crate::audit::outcome::{AskedTask, Outcome, Target};
use crate::audit::targets::{TargetFilter, WantedTargets};
use crate::audit::tasks::{TaskOptions, some_tasks};
use crate::audit::{Gap, RestsOnKind};
use crate::decide::Verdict;
use crate::explain::{AskedScopes, role_task, scope_targets};
use crate::graph::TenantGraph;
use crate::model::{
    Completeness, ExportKind, Guid, ObjectId, PolicyAssignment, PolicyIdentity, PrincipalId, ScopeId, TargetKind, Task,
};
use crate::pattern::Wildcards;

/// Whether the identities of policy assignments are ready.
#[derive(Debug, Clone)]
pub struct PolicyReadiness {
    /// Ready or not: the worst counts.
    pub readiness: Readiness,
    /// The assignments that remediate, or may; by scope and id.
    pub assignments: Vec<AssignmentReadiness>,
    /// How many assignments remediate nothing.
    pub beside: usize,
    /// How many assignments have no identity, and definitions of which the exports do not say that they need one.
    pub not_judged: usize,
    /// The answers: whether each identity has each role.
    pub outcome: Outcome,
}

/// Whether one assignment can remediate.
#[derive(Debug, Clone)]
pub struct AssignmentReadiness {
    /// Index into the policy assignments of the facts.
    pub assignment: usize,
    /// Its identity, where it is known.
    pub identity: Option<PrincipalId>,
    /// Ready or not.
    pub readiness: Readiness,
    /// The roles that it needs, by id.
    pub needs: Vec<PolicyRoleNeed>,
    /// What is not known.
    pub doubts: Vec<PolicyDoubt>,
}

/// A role that an assignment needs.
#[derive(Debug, Clone)]
pub struct PolicyRoleNeed {
    /// The role.
    pub role: Guid,
    /// What it is called.
    pub name: Arc<str>,
    /// The definitions that name it.
    pub definitions: Vec<Box<str>>,
    /// Some of them remediates for certain.
    pub sure: bool,
    /// Whether the identity has it.
    pub readiness: Readiness,
    /// Class and result in the outcome; none where no identity is known.
    pub answer: Option<(usize, usize)>,
}

/// Asks whether the identity of each policy assignment has the roles that it needs.
pub fn policy_readiness(tenant: &TenantGraph, wildcards: Wildcards) -> PolicyReadiness {
    let policy = &tenant.facts().policy;
    let book = PolicyBook::new(policy);
    let (mut found, mut beside, mut not_judged) = (Vec::new(), 0, 0);
    for (number, assignment, contradicting) in distinct(&policy.assignments) {
        let mut needed = book.needed(assignment);
        if contradicting {
            needed = NeededRoles { doubts: vec![PolicyDoubt::Contradicting(assignment.id.clone())], ..NeededRoles::default() };
        }
        match (needed.roles.is_empty(), needed.doubts.is_empty(), &assignment.identity) {
            (true, true, _) => beside += 1,
            (true, false, PolicyIdentity::Absent) if !contradicting => not_judged += 1,
            _ => found.push((number, identity(tenant, assignment), needed)),
        }
    }
    let asked = RoleQuestions::new(tenant, &found);
    let outcome = asked.ask(tenant, wildcards);
    let answers = RoleAnswers::new(tenant, &asked, &outcome);
    let mut assignments: Vec<AssignmentReadiness> = found.into_iter().map(|own| answers.assignment(own)).collect();
    let place = |own: &AssignmentReadiness| {
        let assignment = policy.assignments.get(own.assignment)?;
        Some((tenant.facts().scopes.text(assignment.scope).to_ascii_lowercase(), assignment.id.to_ascii_lowercase()))
    };
    assignments.arrange_by_cached_key(place);
    let gaps = gaps(tenant, &assignments);
    let lacking = gaps.iter().any(|gap| matches!(gap, Gap::KindNotExported { rests_on: RestsOnKind::PolicyAssignments, .. }));
    let lists = if lacking { Readiness::CannotTell } else { Readiness::Ready };
    let readiness = assignments.iter().map(|own| own.readiness).chain([lists]).min().unwrap_or(lists);
    let gaps = Gap::sorted(outcome.gaps.iter().cloned().chain(gaps).collect());
    PolicyReadiness { readiness, assignments, beside, not_judged, outcome: Outcome { gaps, ..outcome } }
}

/// Each assignment once, and whether its records contradict each other.
fn distinct(all: &[PolicyAssignment]) -> impl Iterator<Item = (usize, &PolicyAssignment, bool)> {
    let mut by_id: BTreeMap<String, (usize, &PolicyAssignment, bool)> = BTreeMap::new();
    for (number, own) in all.iter().enumerate() {
        let known = by_id.entry(own.id.to_ascii_lowercase()).or_insert((number, own, false));
        let says = |of: &PolicyAssignment| (of.scope, of.assigns.clone(), of.identity.clone(), of.overrides);
        known.2 |= says(known.1) != says(own);
    }
    by_id.into_values()
}

/// The identity of an assignment, as far as the exports say.
fn identity(tenant: &TenantGraph, assignment: &PolicyAssignment) -> Result<PrincipalId, PolicyDoubt> {
    match &assignment.identity {
        PolicyIdentity::Absent => Err(PolicyDoubt::NoIdentity),
        PolicyIdentity::NotTold => Err(PolicyDoubt::IdentityNotTold),
        PolicyIdentity::Principal(principal) => Ok(*principal),
        PolicyIdentity::Resource(id) => {
            let mut listed = tenant.facts().escalation.identities.iter();
            let own = listed.find(|row| row.resource.eq_ignore_ascii_case(id));
            own.map(|row| row.principal).ok_or_else(|| PolicyDoubt::IdentityNotExported(id.clone()))
        }
    }
}

/// An assignment, its identity, and the roles that it needs.
type PolicyCase = (usize, Result<PrincipalId, PolicyDoubt>, NeededRoles);

/// The roles that are asked about, each at each scope once.
struct RoleQuestions {
    tasks: Vec<AskedTask>,
    targets: Vec<(Target, WantedTargets)>,
    by_scope: FxHashMap<(ScopeId, Guid), usize>,
    names: FxHashMap<Guid, Arc<str>>,
    identities: Vec<PrincipalId>,
}

impl RoleQuestions {
    fn new(tenant: &TenantGraph, found: &[PolicyCase]) -> Self {
        let facts = tenant.facts();
        let mut wanted: BTreeMap<ScopeId, Vec<Guid>> = BTreeMap::new();
        for (number, identity, needed) in found {
            let scope = facts.policy.assignments.get(*number).filter(|_| identity.is_ok()).map(|own| own.scope);
            if let Some(scope) = scope {
                wanted.entry(scope).or_default().extend(needed.roles.keys());
            }
        }
        let names = found.iter().flat_map(|(_, _, needed)| needed.roles.keys()).map(|&id| (id, name_of(tenant, id))).collect();
        let mut identities: Vec<PrincipalId> =
            found.iter().filter_map(|(_, identity, _)| identity.as_ref().ok().copied()).collect();
        identities.arrange();
        identities.dedup();
        let mut asked = Self { tasks: Vec::new(), targets: Vec::new(), by_scope: FxHashMap::default(), names, identities };
        for (scope, mut roles) in wanted {
            roles.arrange();
            roles.dedup();
            asked.at(tenant, scope, &roles);
        }
        asked.targets.arrange_by(|(a, _), (b, _)| a.id.cmp(&b.id));
        asked
    }

    /// Asks for roles at one scope: the type of the resources that a task is done to makes the scope its only target.
    fn at(&mut self, tenant: &TenantGraph, scope: ScopeId, roles: &[Guid]) {
        let text = tenant.facts().scopes.text(scope).to_owned();
        let here: Option<Box<str>> = Some(text.to_ascii_lowercase().into());
        for target in scope_targets(tenant, &[text], AskedScopes::At) {
            let kind = match target.kind {
                crate::audit::OutcomeTarget::Kind(kind) => kind,
                crate::audit::OutcomeTarget::AnyWorkspace | crate::audit::OutcomeTarget::AnyResource => TargetKind::Resource,
            };
            for &role in roles {
                let name = self.names.get(&role).map_or("", |name| name);
                let asked = role_task(role, name, kind);
                self.by_scope.insert((scope, role), self.tasks.len());
                self.tasks.push(AskedTask { task: Task { resource_type: here.clone(), ..asked.task }, ..asked });
            }
            self.targets.push((target, WantedTargets { kind, resource_type: here.clone() }));
        }
    }

    fn ask(&self, tenant: &TenantGraph, wildcards: Wildcards) -> Outcome {
        let options =
            TaskOptions { targets: TargetFilter::default(), principals: self.identities.clone(), wildcards, all: true };
        some_tasks(tenant, self.tasks.clone(), self.targets.clone(), &options)
    }
}

/// What a role is called.
fn name_of(tenant: &TenantGraph, id: Guid) -> Arc<str> {
    let id = ObjectId::Guid(id);
    let shipped = tenant.catalog().role(&id).map(|role| Arc::from(&*role.name));
    let exported = || tenant.roles().by_id(&id).map(|role| Arc::clone(&role.name));
    shipped.or_else(exported).unwrap_or_else(|| id.to_string().into())
}

/// The answers to the questions.
struct RoleAnswers<'o> {
    tenant: &'o TenantGraph,
    asked: &'o RoleQuestions,
    outcome: &'o Outcome,
    class_of: FxHashMap<PrincipalId, usize>,
}

impl<'o> RoleAnswers<'o> {
    fn new(tenant: &'o TenantGraph, asked: &'o RoleQuestions, outcome: &'o Outcome) -> Self {
        let classes = outcome.classes.iter().enumerate();
        let class_of = classes.flat_map(|(number, class)| class.principals.iter().map(move |&who| (who, number))).collect();
        Self { tenant, asked, outcome, class_of }
    }

    fn assignment(&self, (number, identity, needed): PolicyCase) -> AssignmentReadiness {
        let scope = self.tenant.facts().policy.assignments.get(number).map(|own| own.scope);
        let mut doubts = needed.doubts;
        let needs: Vec<PolicyRoleNeed> = needed
            .roles
            .into_iter()
            .map(|(role, own)| {
                let answer = scope.and_then(|scope| self.answer(scope, role, identity.as_ref().ok().copied()?));
                let readiness = match (&identity, answer) {
                    (Err(PolicyDoubt::NoIdentity), _) => Readiness::NotReady,
                    (_, Some(answer)) => self.readiness(answer, scope),
                    (_, None) => Readiness::CannotTell,
                };
                // Whether a role is missing that may not be needed is open.
                let readiness = if own.sure { readiness } else { readiness.max(Readiness::CannotTell) };
                let name = self.asked.names.get(&role).cloned().unwrap_or_default();
                PolicyRoleNeed { role, name, definitions: own.definitions, sure: own.sure, readiness, answer }
            })
            .collect();
        // What may be needed, and is there, leaves nothing open.
        doubts.retain(|doubt| !matches!(doubt, PolicyDoubt::EffectNotKnown(of) if is_met(&needs, of)));
        let open = if doubts.is_empty() { Readiness::Ready } else { Readiness::CannotTell };
        let readiness = needs.iter().map(|need| need.readiness).chain([open]).min().unwrap_or(open);
        doubts.extend(identity.as_ref().err().cloned());
        let readiness = if identity.is_err() { readiness.min(Readiness::CannotTell) } else { readiness };
        AssignmentReadiness { assignment: number, identity: identity.ok(), readiness, needs, doubts }
    }

    fn answer(&self, scope: ScopeId, role: Guid, identity: PrincipalId) -> Option<(usize, usize)> {
        let task = *self.asked.by_scope.get(&(scope, role))?;
        let class = *self.class_of.get(&identity)?;
        let results = &self.outcome.classes.get(class)?.results;
        Some((class, results.iter().position(|result| result.task == task)?))
    }

    fn readiness(&self, (class, result): (usize, usize), scope: Option<ScopeId>) -> Readiness {
        let result = self.outcome.classes.get(class).and_then(|class| class.results.get(result));
        let verdict = result.map_or(Verdict::Unknown, |result| result.decision.verdict);
        let path = scope.map(|scope| self.tenant.facts().scopes.text(scope)).unwrap_or_default();
        let is_given = self.tenant.coverage().summary(ExportKind::RoleAssignments) != Completeness::Absent;
        let firm = is_given && self.tenant.uncovered(ExportKind::RoleAssignments, path).is_none();
        match of_answer(verdict, firm) {
            // Nobody activates a role for an identity; whether less would do in another way was not asked.
            Readiness::ReadyAfterActivation => Readiness::CannotTell,
            readiness => readiness,
        }
    }
}

/// Whether every role that a definition names is there.
fn is_met(needs: &[PolicyRoleNeed], definition: &str) -> bool {
    needs
        .iter()
        .filter(|need| need.definitions.iter().any(|own| **own == *definition))
        .all(|need| need.readiness == Readiness::Ready)
}

/// What the exports lack of Azure Policy.
fn gaps(tenant: &TenantGraph, assignments: &[AssignmentReadiness]) -> Vec<Gap> {
    let absent = |kind| tenant.facts().completeness(kind) == Completeness::Absent;
    let subscriptions = scope_targets(tenant, &[], AskedScopes::At).into_iter().map(|target| target.id);
    let is_absent = absent(ExportKind::PolicyAssignments);
    let unlisted: Vec<Box<str>> = subscriptions
        .filter(|id| is_absent || tenant.uncovered(ExportKind::PolicyAssignments, id).is_some())
        .map(Into::into)
        .collect();
    let lists = (is_absent || !unlisted.is_empty()).then_some(Gap::KindNotExported {
        rests_on: RestsOnKind::PolicyAssignments,
        absent: is_absent,
        subscriptions: unlisted,
    });
    let lacks_definitions =
        assignments.iter().flat_map(|own| &own.doubts).any(|doubt| matches!(doubt, PolicyDoubt::NotExported(_)));
    let definitions = lacks_definitions.then(|| Gap::KindNotExported {
        rests_on: RestsOnKind::PolicyDefinitions,
        absent: absent(ExportKind::PolicyDefinitions),
        subscriptions: Vec::new(),
    });
    lists.into_iter().chain(definitions).collect()
}
