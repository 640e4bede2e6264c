//! Whether proved steps add up to an answer: the requirement of the task, leaf by leaf, action by action.
//!
//! Sets of actions are checked string by string: every operation of the catalog, and strings made from every pattern involved. That is
//! less than the algebra's proof over all strings, and does not depend on it.

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::claims::{BasisClaim, ExampleClaim};
use super::denies::{Applying, Denies, written};
use super::fault::Why;
use super::glob::Glob;
use super::narrowing::Narrowing;
use super::possessions::asks_beside_roles;
use super::records::Gift;
use super::roles::{Clauses, GlobClause, RoleClauses, RoleTexts};
use crate::arrange::Arrange as _;
use crate::condition::{Assignee, Condition, Context, Truth};
use crate::model::{
    Assigned, ConditionState, DirectoryScope, Leaf, Need, ObjectId, Plane, PlanePattern, PrincipalId, Requirement, RoleId,
    TargetKind, Task,
};
use crate::pattern::{Pattern, Wildcards};

/// What a principal was proved to hold at one scope, and what is denied there.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(super) struct ClaimScene {
    /// Azure roles, with the conditions of their assignments.
    pub roles: Vec<(RoleId, ConditionState)>,
    /// The deny assignments that apply.
    pub denies: Applying,
    /// What a role grants under a condition of its own does not count.
    pub unconditional: bool,
    /// The assignment that the requests are about, where the task says so.
    pub assigned: Option<Assigned>,
    /// The actions that steps name where any action of a pattern is asked for, in lower case.
    pub examples: Vec<(Plane, String)>,
}

/// Adds up steps.
pub(super) struct Claims<'f> {
    roles: RoleTexts<'f>,
    denies: Denies<'f>,
    context: Context,
    wildcards: Wildcards,
    /// The conditions of assignments, each read once for each version and plane.
    conditions: RefCell<FxHashMap<(ConditionState, Plane), Narrowing>>,
    /// What was worked out already, by leaf.
    proved: RefCell<FxHashMap<(usize, ClaimScene, bool), Option<BasisClaim>>>,
}

/// What was proved for one principal and target, with a scene for every kind of scope that the task asks about.
pub(super) struct StepEvidence<'e> {
    pub gifts: &'e [Gift],
    pub scenes: &'e dyn Fn(TargetKind) -> ClaimScene,
    /// What a condition leaves open counts as passed.
    pub lenient: bool,
    /// The group that the target is.
    pub group: Option<PrincipalId>,
}

/// A set of actions that is needed.
struct WantedClauses {
    clauses: Clauses,
}

/// The role that a leaf names.
struct WantedRole<'a> {
    id: &'a ObjectId,
    /// What it grants, where that is certain.
    whole: Option<&'a Clauses>,
    /// The actions that the task is known to use.
    used: &'a WantedClauses,
}

impl<'f> Claims<'f> {
    pub(super) fn new(roles: RoleTexts<'f>, denies: Denies<'f>, context: Context, wildcards: Wildcards) -> Self {
        Self { roles, denies, context, wildcards, conditions: RefCell::default(), proved: RefCell::default() }
    }

    pub(super) fn denies(&self) -> &Denies<'f> {
        &self.denies
    }

    /// The roles, and what is known of a request.
    pub(super) fn known(&self) -> (&RoleTexts<'f>, &Context) {
        (&self.roles, &self.context)
    }

    /// The best basis on which the steps meet the task's requirement, if they do.
    pub(super) fn basis(&self, task: &Task, evidence: &StepEvidence<'_>) -> Option<BasisClaim> {
        self.requirement(&task.requires, task, evidence)
    }

    fn requirement(&self, requirement: &Requirement, task: &Task, evidence: &StepEvidence<'_>) -> Option<BasisClaim> {
        match requirement {
            Requirement::Any(parts) => parts.iter().filter_map(|part| self.requirement(part, task, evidence)).max(),
            Requirement::All(parts) => {
                let all: Option<Vec<_>> = parts.iter().map(|part| self.requirement(part, task, evidence)).collect();
                all?.into_iter().min()
            }
            Requirement::Leaf(leaf) => self.leaf(leaf, task, evidence),
        }
    }

    fn leaf(&self, leaf: &Leaf, task: &Task, evidence: &StepEvidence<'_>) -> Option<BasisClaim> {
        let uses = task.uses.as_slice();
        if let Need::DirectoryRole { template, .. } = &leaf.what {
            let wanted = ObjectId::Guid(*template);
            let is = |gift: &Gift| matches!(gift, Gift::DirectoryRole { template, scope: DirectoryScope::Tenant, .. } if *template == wanted);
            return evidence.gifts.iter().any(is).then_some(BasisClaim::Listed);
        }
        if asks_beside_roles(leaf) {
            let is = |gift: &Gift| match (gift, &leaf.what) {
                (Gift::AppRole { app_role, sure: true }, Need::AppRole { id, .. }) => app_role == id,
                (Gift::Owner { group }, Need::Owner) => evidence.group == Some(*group),
                _ => false,
            };
            return evidence.gifts.iter().any(is).then_some(BasisClaim::Listed);
        }
        let mut scene = (evidence.scenes)(leaf.at);
        if leaf.unconditional {
            scene.unconditional = true;
            scene.roles.retain(|(_, condition)| {
                matches!(condition, ConditionState::None | ConditionState::NotExported | ConditionState::Contradicted)
            });
        }
        let plain = self.in_scene(leaf, uses, scene.clone(), evidence.lenient);
        let Some(assigned) = leaf.assigns else { return plain };
        // The condition of a role that another leaf names is that leaf's business.
        let facts = self.roles.facts();
        let free =
            |condition| matches!(condition, ConditionState::None | ConditionState::NotExported | ConditionState::Contradicted);
        scene.roles.retain(|&(role, condition)| free(condition) || !task.requires.names_role(facts.roles.id(role)));
        scene.assigned = Some(assigned);
        plain.max(self.in_scene(leaf, uses, scene, evidence.lenient))
    }

    fn in_scene(&self, leaf: &Leaf, uses: &[PlanePattern], scene: ClaimScene, lenient: bool) -> Option<BasisClaim> {
        let key = (std::ptr::from_ref(leaf).addr(), scene, lenient);
        let known = self.proved.borrow().get(&key).copied();
        known.unwrap_or_else(|| {
            let basis = self.on_roles(leaf, uses, &key.1, key.2);
            self.proved.borrow_mut().insert(key, basis);
            basis
        })
    }

    /// What is known of the requests.
    fn context(&self, scene: &ClaimScene) -> Cow<'_, Context> {
        let Some(assigned) = scene.assigned else { return Cow::Borrowed(&self.context) };
        let to = Assignee { principal_type: Some(assigned.to.name()), id: assigned.id };
        Cow::Owned(self.context.clone().managing(assigned.role, to))
    }

    fn on_roles(&self, leaf: &Leaf, uses: &[PlanePattern], scene: &ClaimScene, lenient: bool) -> Option<BasisClaim> {
        match &leaf.what {
            Need::DirectoryRole { .. } | Need::AppRole { .. } | Need::Owner => None,
            Need::Actions { plane, patterns } => {
                let wanted = self.wanted(patterns.iter().map(|pattern| (*plane, pattern)));
                self.covers(&wanted, &wanted, scene, lenient).then_some(BasisClaim::Actions)
            }
            Need::AnyAction { plane, pattern } => {
                let asked = Glob::new(pattern.text(), self.wildcards);
                let is_given = |(own, action): &(Plane, String)| {
                    own == plane
                        && asked.matches(action)
                        && self.grants(scene, *own, action) >= least(lenient)
                        && self.is_free(scene, *own, action)
                };
                scene.examples.iter().any(is_given).then_some(BasisClaim::Actions)
            }
            Need::Role { id, covered_by, itself, .. } => {
                let id = ObjectId::Guid(*id);
                let role = self.roles.get(&id);
                let exercised = self.wanted(uses.iter().map(|used| (used.plane, &used.pattern)));
                let whole = role.possible.first().filter(|_| role.doubt.is_none());
                if self.is_listed(&WantedRole { id: &id, whole, used: &exercised }, scene, lenient) {
                    return Some(BasisClaim::Listed);
                }
                if *itself {
                    return None;
                }
                let everything = whole.is_some_and(|whole| {
                    let whole = WantedClauses { clauses: copy(whole) };
                    self.covers(&whole, if exercised.is_empty() { &whole } else { &exercised }, scene, lenient)
                });
                let needed = self.wanted(covered_by.iter().map(|pattern| (Plane::Control, pattern)));
                let enough = everything || !needed.is_empty() && self.covers(&needed, &needed, scene, lenient);
                enough.then_some(BasisClaim::Covers)
            }
        }
    }

    /// The role itself is held, and neither its conditions nor deny assignments take anything that counts.
    fn is_listed(&self, wanted: &WantedRole<'_>, scene: &ClaimScene, lenient: bool) -> bool {
        let WantedRole { id, whole, used } = *wanted;
        let facts = self.roles.facts();
        let held: Vec<_> = scene.roles.iter().filter(|(role, _)| facts.roles.id(*role) == id).copied().collect();
        if held.is_empty() {
            return false;
        }
        let least = least(lenient);
        let role = self.roles.get(id);
        let whole = whole.map(|whole| self.strings(&WantedClauses { clauses: copy(whole) }, scene)).unwrap_or_default();
        if whole.is_empty() {
            // Nobody knows what it has: neither what a condition leaves of it, nor what a deny assignment takes.
            let best = held.iter().map(|&(_, condition)| self.passes(&role, condition, None, &self.context)).max();
            let free = if used.is_empty() { scene.denies.is_empty() } else { self.all_free(used, scene) };
            return free && best >= Some(least);
        }
        let context = self.context(scene);
        let kept = whole.into_iter().all(|(plane, action)| {
            let pass = held.iter().map(|&(_, condition)| self.passes(&role, condition, Some((plane, &action)), &context)).max();
            pass >= Some(least) && (!used.is_empty() || self.is_free(scene, plane, &action))
        });
        kept && self.all_free(used, scene)
    }

    /// Whether every wanted action is granted by the roles together, and none of those that count is denied.
    fn covers(&self, wanted: &WantedClauses, counts: &WantedClauses, scene: &ClaimScene, lenient: bool) -> bool {
        let strings = self.strings(wanted, scene);
        let granted = |(plane, action): &(Plane, Cow<'_, str>)| self.grants(scene, *plane, action) >= least(lenient);
        !strings.is_empty() && strings.iter().all(granted) && self.all_free(counts, scene)
    }

    fn grants(&self, scene: &ClaimScene, plane: Plane, action: &str) -> Truth {
        let context = self.context(scene);
        let of = |&(role, condition): &(RoleId, ConditionState)| {
            let role = self.roles.get(self.roles.facts().roles.id(role));
            let own = if scene.unconditional {
                role.grants_freely(plane, action, &context)
            } else {
                role.grants(plane, action, &context)
            };
            if own == Truth::False { own } else { own.min(self.passes(&role, condition, Some((plane, action)), &context)) }
        };
        Truth::any(scene.roles.iter().map(of))
    }

    /// Whether the condition of an assignment lets an action pass; without an action, whether it lets everything pass.
    fn passes(&self, role: &RoleClauses, condition: ConditionState, action: Option<(Plane, &str)>, context: &Context) -> Truth {
        let facts = self.roles.facts();
        match condition {
            // There may be one, or none: not even a conditional answer rests on that.
            ConditionState::NotExported if role.can_be_conditioned(self.wildcards) => return Truth::False,
            ConditionState::Contradicted | ConditionState::UnifiedRbac(_) => return Truth::False,
            ConditionState::None | ConditionState::NotExported => return Truth::True,
            ConditionState::Text(_) | ConditionState::OtherVersion(_) => {}
        }
        let Some(((plane, action), (text, version))) = action.zip(written(facts, condition)) else { return Truth::Unknown };
        let mut parsed = self.conditions.borrow_mut();
        let read = || Narrowing::new(Condition::new(text, version), plane, self.roles.catalog(), self.wildcards);
        parsed.entry((condition, plane)).or_insert_with(read).evaluate(action, context)
    }

    fn all_free(&self, wanted: &WantedClauses, scene: &ClaimScene) -> bool {
        if scene.denies.is_empty() {
            return true;
        }
        self.strings(wanted, scene).iter().all(|(plane, action)| self.is_free(scene, *plane, action))
    }

    /// No deny assignment blocks an action, and none may: if it depends on something open, the answer is unknown (R-DENY-7).
    fn is_free(&self, scene: &ClaimScene, plane: Plane, action: &str) -> bool {
        self.denies.deny(&scene.denies, plane, action, &self.context) == Truth::False
    }

    /// Whether a deny assignment takes any action that a task needs.
    pub(super) fn hits(&self, task: &Task, deny: usize) -> bool {
        let scene = ClaimScene { denies: vec![deny], ..ClaimScene::default() };
        let denied = |(plane, action): &(Plane, Cow<'_, str>)| {
            self.denies.deny(&scene.denies, *plane, action, &self.context) == Truth::True
        };
        let hit = |wanted: &WantedClauses| self.strings(wanted, &scene).iter().any(denied);
        task.requires.leaves().any(|leaf| match &leaf.what {
            Need::DirectoryRole { .. } | Need::AppRole { .. } | Need::Owner => false,
            Need::Actions { plane, patterns } => hit(&self.wanted(patterns.iter().map(|pattern| (*plane, pattern)))),
            Need::AnyAction { plane, pattern } => hit(&self.wanted(std::iter::once((*plane, pattern)))),
            Need::Role { id, covered_by, .. } => {
                let needed = covered_by.iter().map(|pattern| (Plane::Control, pattern));
                let used = task.uses.iter().map(|used| (used.plane, &used.pattern));
                let role = self.roles.get(&ObjectId::Guid(*id));
                hit(&self.wanted(needed.chain(used)))
                    || role.possible.iter().any(|clauses| hit(&WantedClauses { clauses: copy(clauses) }))
            }
        })
    }

    /// The action that a step names, in lower case: one of a pattern of which the task asks for any, with what the catalog says of it.
    pub(super) fn example(&self, task: Option<&Task>, example: &ExampleClaim) -> Result<(Plane, String), Why> {
        let (plane, action) = (example.plane.plane(), example.action.to_ascii_lowercase());
        let asks_for_it = |leaf: &Leaf| match &leaf.what {
            Need::AnyAction { plane: own, pattern } => {
                *own == plane && Glob::new(pattern.text(), self.wildcards).matches(&action)
            }
            Need::Actions { .. } | Need::Role { .. } | Need::DirectoryRole { .. } | Need::AppRole { .. } | Need::Owner => false,
        };
        let is_asked = task.is_some_and(|task| task.requires.leaves().any(asks_for_it));
        let is_known = self.roles.catalog().operations().lookup(plane, &action).is_some();
        if is_asked && is_known == example.in_catalog {
            Ok((plane, action))
        } else {
            Err(Why::NoExample(example.action.clone()))
        }
    }

    fn wanted<'p>(&self, patterns: impl Iterator<Item = (Plane, &'p Pattern)>) -> WantedClauses {
        let mut clauses: Clauses = [Vec::new(), Vec::new()];
        for (plane, pattern) in patterns {
            let clause =
                GlobClause { allow: vec![Glob::new(pattern.text(), self.wildcards)], except: Vec::new(), condition: None };
            if let Some(list) = clauses.get_mut(plane as usize) {
                list.push(clause);
            }
        }
        WantedClauses { clauses }
    }

    /// The strings of a set that are checked: operations of the catalog, and made-up ones that tell the patterns apart.
    fn strings(&self, wanted: &WantedClauses, scene: &ClaimScene) -> Vec<(Plane, Cow<'f, str>)> {
        let fillers = self.fillers(wanted, scene);
        let operations = self.roles.catalog().operations();
        let mut strings = Vec::new();
        for plane in [Plane::Control, Plane::Data] {
            let clauses = wanted.clauses.get(plane as usize).map(Vec::as_slice).unwrap_or_default();
            if clauses.is_empty() {
                continue;
            }
            let inside = |action: &str| clauses.iter().any(|clause| clause.covers(action));
            let listed = operations.ids(plane).map(|id| operations.lower_name(id)).filter(|name| inside(name));
            strings.extend(listed.map(|name| (plane, Cow::Borrowed(name))));
            let made_up = clauses.iter().flat_map(|clause| &clause.allow).flat_map(|glob| glob.samples(&fillers));
            let mut made_up: Vec<String> = made_up.filter(|action| inside(action)).collect();
            made_up.arrange();
            made_up.dedup();
            strings.extend(made_up.into_iter().map(|action| (plane, Cow::Owned(action))));
        }
        strings
    }

    /// What stars are filled with: some text, and whatever another of the patterns matches.
    fn fillers(&self, wanted: &WantedClauses, scene: &ClaimScene) -> Vec<String> {
        let plain = ["x".to_owned(), "x/y".to_owned()];
        let roles: Vec<Rc<RoleClauses>> =
            scene.roles.iter().map(|&(role, _)| self.roles.get(self.roles.facts().roles.id(role))).collect();
        let of_roles = roles.iter().flat_map(|role| &role.possible);
        let clauses = std::iter::once(&wanted.clauses).chain(of_roles).flatten().flatten();
        let globs = clauses.flat_map(|clause| clause.except.iter()).chain(self.denies.globs(&scene.denies));
        let mut fillers: Vec<String> = globs.flat_map(|glob| glob.samples(&plain).collect::<Vec<_>>()).collect();
        fillers.extend(plain.iter().cloned());
        fillers.push(String::new());
        fillers.arrange();
        fillers.dedup();
        fillers
    }
}

impl WantedClauses {
    fn is_empty(&self) -> bool {
        self.clauses.iter().all(Vec::is_empty)
    }
}

/// How sure a grant must be at least: sure, or, for a conditional answer, not ruled out.
fn least(lenient: bool) -> Truth {
    if lenient { Truth::Unknown } else { Truth::True }
}

/// The patterns of a definition without its conditions: what a requirement for the role asks for.
fn copy(clauses: &Clauses) -> Clauses {
    let bare = |clause: &GlobClause| GlobClause { allow: clause.allow.clone(), except: clause.except.clone(), condition: None };
    let [control, data] = clauses;
    [control.iter().map(bare).collect(), data.iter().map(bare).collect()]
}
