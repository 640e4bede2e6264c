//! What principals of a tenant already have of a requirement, and the smallest change that gives them the rest.
//!
//! The engine decides what they have, item by item, with deny assignments, conditions, groups and PIM. What is missing is a need like
//! any other; what they already hold adds no cost.

use super::advice::{AdviseOptions, directory_actions, scoped_advice};
use super::candidates::{Candidates, Excess, in_plane};
use super::groups::{GroupCandidates, GroupsAdvice};
use super::need_question::{NeedQuestion, StatusQuestion, asks};
use super::requirement::{AccessRequirement, Alternative, DirectoryNeed, Item, ScopedRequirement};
use super::status::{DirectoryRoleStatus, ItemStatus, PrincipalStatus, PrincipalStatuses, ScopeStatus};
use crate::arrange::Arrange as _;
use crate::audit::Gap;
use crate::audit::outcome::Target;
use crate::audit::targets::TargetFilter;
use crate::audit::tasks::{TaskOptions, tasks};
use crate::catalog::{Catalog, OperationSet};
use crate::decide::{Decision, StepOn, Verdict};
use crate::graph::{Attachment, Containing, CoverageId, Role, Strength, TenantGraph};
use crate::model::scope::workspace_of;
use crate::model::task::PackSource;
use crate::model::{
    ConditionState, Leaf, Need, PermissionBlock, Plane, PrincipalId, Requirement, RoleKind, ScopeKind, ScopePath, TargetKind,
    Task, TaskPack,
};
use crate::pattern::{PatternSet, Wildcards};

/// What each principal has and lacks; where none is asked for, the groups that anybody may join who is to have what is needed.
pub fn principal_statuses(
    candidates: &Candidates<'_>,
    requirement: &AccessRequirement,
    question: &StatusQuestion<'_>,
    options: &AdviseOptions,
) -> PrincipalStatuses {
    let groups = GroupCandidates::new(candidates, requirement, question, options);
    if question.principals.is_empty() {
        return PrincipalStatuses { anybody: groups.of_anybody(), ..PrincipalStatuses::default() };
    }
    let mut gaps: Vec<Gap> = Vec::new();
    let mut by_way: Vec<Vec<PrincipalStatus>> = Vec::new();
    for alternative in &requirement.alternatives {
        let mut asked = AlternativeQuestions::new(candidates, alternative, question);
        by_way.push(question.principals.iter().map(|&principal| asked.status(principal, options)).collect());
        gaps.append(&mut asked.gaps);
    }
    let gaps = Gap::sorted(gaps);
    let mut alternatives: Vec<_> = by_way.into_iter().map(Vec::into_iter).collect();
    let best = |_: &PrincipalId| {
        alternatives.iter_mut().filter_map(Iterator::next).min_by_key(|one| one.change_key(candidates.catalog, options))
    };
    let mut principals: Vec<PrincipalStatus> = question.principals.iter().filter_map(best).collect();
    for one in principals.iter_mut().filter(|one| !one.is_met()) {
        one.groups = groups.of(one.principal);
    }
    PrincipalStatuses { principals, anybody: GroupsAdvice::default(), gaps }
}

impl PrincipalStatus {
    /// Whether the requirement is met as things are.
    pub fn is_met(&self) -> bool {
        let items = self.by_scope.iter().flat_map(|scoped| &scoped.items).map(|item| item.verdict);
        items.chain(self.directory.iter().map(|role| role.verdict)).all(|verdict| verdict == Verdict::Allowed)
    }

    /// What orders the alternatives: how much would have to change.
    fn change_key(&self, catalog: &Catalog, options: &AdviseOptions) -> (bool, usize, [usize; 3]) {
        let changes = || self.by_scope.iter().filter_map(|scoped| scoped.change.as_ref());
        let helpless = changes().any(|change| change.cover.found.is_empty());
        let lacking = self.directory.iter().filter(|role| role.verdict != Verdict::Allowed);
        let directory = lacking.map(|role| directory_actions(catalog, &role.need)).sum();
        let all = self.by_scope.iter().flat_map(|scoped| &scoped.items);
        let blocked = all.into_iter().any(|item| item.verdict == Verdict::Blocked);
        let granted = changes().filter_map(|change| Some(change.needed.plus(change.cover.found.first()?.excess)));
        let granted = granted.fold(Excess::default(), Excess::plus);
        (helpless || blocked, directory, granted.key(options.search.least))
    }
}

/// The questions of one alternative, and their answers.
struct AlternativeQuestions<'s, 'c> {
    candidates: &'s Candidates<'c>,
    alternative: &'s Alternative,
    question: &'s StatusQuestion<'s>,
    directory: DecisionTable,
    by_scope: Vec<ScopedQuestions>,
    gaps: Vec<Gap>,
}

/// The questions at one scope, and their answers.
struct ScopedQuestions {
    path: String,
    asks: Vec<NeedQuestion>,
    answers: DecisionTable,
}

/// By question, then by principal.
type DecisionTable = Vec<Vec<Assumed>>;

/// A decision, and what it takes for whole.
struct Assumed {
    decision: Decision,
    assumes: Vec<CoverageId>,
}

impl<'s, 'c> AlternativeQuestions<'s, 'c> {
    fn new(candidates: &'s Candidates<'c>, alternative: &'s Alternative, question: &'s StatusQuestion<'s>) -> Self {
        let mut own = Self { candidates, alternative, question, directory: Vec::new(), by_scope: Vec::new(), gaps: Vec::new() };
        let role = |need: &DirectoryNeed| {
            let template = need.template.guid()?;
            Some(leaf(Need::DirectoryRole { template, name: need.name.clone() }, TargetKind::Tenant, false))
        };
        let roles: Vec<Leaf> = alternative.directory.iter().filter_map(role).collect();
        own.directory = own.answers(roles, None);
        for scoped in &alternative.by_scope {
            let path = scoped.place(question.scope);
            let asks = asks(scoped);
            let need = |ask: &NeedQuestion| leaf(ask.need.clone(), kind_of(&path), scoped.unconditional);
            let answers = own.answers(asks.iter().map(need).collect(), Some(&path));
            own.by_scope.push(ScopedQuestions { path, asks, answers });
        }
        own
    }

    /// Decides each leaf for each principal, at a scope or at the tenant.
    fn answers(&mut self, leaves: Vec<Leaf>, path: Option<&str>) -> DecisionTable {
        if leaves.is_empty() {
            return Vec::new();
        }
        let target = path.map_or(TargetKind::Tenant, |_| TargetKind::Resource);
        let count = leaves.len();
        let pack = pack(leaves, target);
        let scopes = path.map(str::to_owned).into_iter().collect();
        let options = TaskOptions {
            targets: TargetFilter { scopes, ..TargetFilter::default() },
            principals: self.question.principals.to_vec(),
            wildcards: self.candidates.wildcards,
            all: true,
        };
        let outcome = tasks(self.question.tenant, &[pack], &options);
        let meant = |target: &Target| path.is_none_or(|path| target.id.eq_ignore_ascii_case(path));
        let place = outcome.targets.iter().position(meant);
        let coverage = self.question.tenant.coverage();
        let answer = |task: usize, principal: &PrincipalId| {
            let class = outcome.classes.iter().find(|class| class.principals.contains(principal))?;
            let asked = |result: &&crate::audit::TaskResult| {
                result.task == task && place.is_some_and(|place| result.targets.contains(&place))
            };
            let found = class.results.iter().find(asked)?;
            let assumes = outcome.assumptions.of(coverage, found.answer());
            Some(Assumed { decision: (*found.decision).clone(), assumes })
        };
        let nothing = || Assumed { decision: Decision::not_asked(), assumes: Vec::new() };
        let of_task = |task| {
            let each = self.question.principals.iter();
            each.map(|principal| answer(task, principal).unwrap_or_else(nothing)).collect()
        };
        let answers = (0..count).map(of_task).collect();
        self.gaps.extend(outcome.gaps);
        answers
    }

    fn number_of(&self, principal: PrincipalId) -> usize {
        self.question.principals.iter().position(|own| *own == principal).unwrap_or(0)
    }

    fn status(&self, principal: PrincipalId, options: &AdviseOptions) -> PrincipalStatus {
        let number = self.number_of(principal);
        let role = |(need, answers): (&DirectoryNeed, &Vec<Assumed>)| DirectoryRoleStatus {
            need: need.clone(),
            verdict: answers.get(number).map_or(Verdict::NotAsked, |answer| answer.decision.verdict),
            assumes: answers.get(number).map(|answer| answer.assumes.clone()).unwrap_or_default(),
        };
        let directory = self.alternative.directory.iter().zip(&self.directory).map(role).collect();
        let of = |(scoped, own): (&ScopedRequirement, &ScopedQuestions)| self.scope_status(scoped, own, principal, options);
        PrincipalStatus {
            principal,
            directory,
            by_scope: self.alternative.by_scope.iter().zip(&self.by_scope).map(of).collect(),
            groups: GroupsAdvice::default(),
        }
    }

    fn scope_status(
        &self,
        scoped: &ScopedRequirement,
        questions: &ScopedQuestions,
        principal: PrincipalId,
        options: &AdviseOptions,
    ) -> ScopeStatus {
        let ScopedQuestions { path, asks, answers } = questions;
        let number = self.number_of(principal);
        let answers: Vec<&Assumed> = answers.iter().filter_map(|each| each.get(number)).collect();
        let items = asks.iter().zip(&answers).map(|(ask, answer)| self.item(ask, answer)).collect();
        let decisions: Vec<&Decision> = answers.iter().map(|answer| &answer.decision).collect();
        let held = SurelyHeld::new(self.question.tenant, self.candidates, principal, path);
        let open = asks.iter().zip(&decisions).filter(|(_, decision)| is_matter_of_roles(decision.verdict));
        // Of a named role, what other roles grant already is not missing.
        let missing = |decision: &Decision, item: &&Item| {
            decision.verdict != Verdict::NotAllowed || !held.covers(item, self.candidates.wildcards)
        };
        let of_ask = |(ask, decision): (&NeedQuestion, &&Decision)| -> Vec<Item> {
            ask.items.iter().filter(|item| missing(decision, item)).cloned().collect()
        };
        let lacking: Vec<Item> = open.flat_map(of_ask).collect();
        let lacking = ScopedRequirement { items: lacking, ..scoped.clone() };
        let change = (!lacking.items.is_empty()).then(|| scoped_advice(self.candidates, &lacking, &held.operations, options));
        ScopeStatus { scope: path.clone(), items, change, lacking, custom_roles: held.custom_roles }
    }

    fn item(&self, ask: &NeedQuestion, Assumed { decision, assumes }: &Assumed) -> ItemStatus {
        let roles = self.question.tenant.roles();
        let name = |step: &crate::decide::ProofStep| match &step.on {
            StepOn::Role(held) => roles.get(held.role).map(|role| role.name.to_string()),
            StepOn::DirectoryRole(_) | StepOn::Deny(_) | StepOn::Possession(_) => None,
        };
        let mut through: Vec<String> = decision.steps.iter().filter_map(name).collect();
        through.arrange();
        through.dedup();
        let (what, item) = match &ask.need {
            Need::Role { name, .. } => (name.clone(), None),
            _ => (ask.items.first().map(|item| item.text().to_owned()).unwrap_or_default(), ask.items.first().cloned()),
        };
        let missing = decision.missing.clone();
        ItemStatus { what, item, verdict: decision.verdict, through, missing, assumes: assumes.clone() }
    }
}

/// The kind of a scope, for the words of answers.
fn kind_of(path: &str) -> TargetKind {
    match ScopePath::parse(path).kind() {
        ScopeKind::Subscription => TargetKind::Subscription,
        ScopeKind::ResourceGroup => TargetKind::ResourceGroup,
        _ if workspace_of(path) == Some(path) => TargetKind::Workspace,
        _ => TargetKind::Resource,
    }
}

fn leaf(what: Need, at: TargetKind, unconditional: bool) -> Leaf {
    Leaf { what, at, unconditional, assigns: None }
}

/// A pack with a task for each leaf.
fn pack(leaves: Vec<Leaf>, target: TargetKind) -> TaskPack {
    let task = |(number, leaf): (usize, Leaf)| Task::asking(number.to_string(), String::new(), target, Requirement::Leaf(leaf));
    TaskPack {
        id: String::new(),
        title: String::new(),
        source: PackSource::default(),
        prerequisites: Vec::new(),
        caveats: Vec::new(),
        tasks: leaves.into_iter().enumerate().map(task).collect(),
    }
}

/// Whether another role would help: against a missing activation or a deny assignment it does not.
const fn is_matter_of_roles(verdict: Verdict) -> bool {
    match verdict {
        Verdict::Allowed | Verdict::Eligible | Verdict::Blocked => false,
        Verdict::NotAllowed | Verdict::NotAsked | Verdict::Unknown | Verdict::Conditional => true,
    }
}

/// What a principal surely holds at a scope now, without any condition.
struct SurelyHeld {
    /// The catalog's operations in it.
    operations: OperationSet,
    /// By plane.
    sets: [PatternSet; 2],
    /// The custom roles by which it holds anything there.
    custom_roles: Vec<String>,
}

impl SurelyHeld {
    fn new(tenant: &TenantGraph, candidates: &Candidates<'_>, principal: PrincipalId, path: &str) -> Self {
        let operations = candidates.catalog.operations();
        let above = tenant.tree().above(tenant.facts(), path);
        let contains = |scope| above.iter().any(|&(own, containing)| own == scope && containing == Containing::Sure);
        let classes = tenant.classes(contains, &[principal]);
        let mut held = Self { operations: OperationSet::new(operations), sets: Default::default(), custom_roles: Vec::new() };
        for holding in classes.classes.iter().flat_map(|class| &class.holdings) {
            let Some(Attachment::Role(gives)) = classes.attachments.get(holding.attachment as usize) else { continue };
            let Some(role) = tenant.roles().get(gives.role).filter(|role| role.doubt.is_none()) else { continue };
            let now = holding.strength == Strength::Sure && !gives.eligible;
            if now && role.kind == RoleKind::Custom {
                held.custom_roles.push(role.name.to_string());
            }
            if now && gives.condition == ConditionState::None {
                held.add(role, candidates.catalog, candidates.wildcards);
            }
        }
        held.custom_roles.arrange();
        held.custom_roles.dedup();
        held
    }

    fn add(&mut self, role: &Role, catalog: &Catalog, wildcards: Wildcards) {
        let blocks = role.alternatives.iter().flatten().filter(|block| block.condition.is_none());
        let blocks: Vec<PermissionBlock> = blocks.cloned().collect();
        self.operations.union_with(&catalog.operations().expand_blocks(&blocks, wildcards));
        for (set, plane) in self.sets.iter_mut().zip(Plane::ALL) {
            set.blocks.extend(blocks.iter().map(|block| in_plane(block, plane)));
        }
    }

    fn covers(&self, item: &Item, wildcards: Wildcards) -> bool {
        self.sets.get(item.plane as usize).is_some_and(|set| item.set().is_within(set, wildcards) == Some(true))
    }
}
