//! [`StringEvaluator`]: decides tasks again, string by string, straight from the rules: no classes, no algebra, no proofs.

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::claims::{BasisClaim, VerdictClaim};
use super::decided::{DecidedAnswer, less, narrowed};
use super::denies::{Denies, is_text, written};
use super::effective::NumberedRoles;
use super::narrowing::Narrowing;
use super::possessions::BesideAtTarget;
use super::roles::{Clauses, GlobClause, RoleClauses, RoleTexts};
use super::standing::{EffectiveRole, EffectiveRoles, StandingDirectoryRole};
use super::strings::{InPlay, Strings, WantedSet};
use super::vaults::asks_for_vault_data;
use crate::catalog::Catalog;
use crate::condition::{Assignee, Condition, Context, Truth};
use crate::model::{
    ConditionState, DirectoryScope, ExportKind, Facts, Guid, Leaf, Need, ObjectId, Plane, Requirement, RoleId, TargetKind, Task,
};
use crate::pattern::{Pattern, Wildcards};

/// Decides tasks again.
pub(super) struct StringEvaluator<'f> {
    roles: &'f RoleTexts<'f>,
    pub(super) denies: &'f Denies<'f>,
    pub(super) context: Context,
    wildcards: Wildcards,
    /// The kinds on whose lists a no may rest, as far as no place is asked.
    whole: Vec<ExportKind>,
    conditions: RefCell<FxHashMap<(ConditionState, Plane), Rc<Narrowing>>>,
    /// By the address of the leaf and the number of what is effective.
    known: RefCell<FxHashMap<(usize, u32), DecidedAnswer>>,
}

/// What is held where a task is asked.
pub(super) struct HeldAtTarget<'a> {
    /// What is effective where leaves of a kind are asked.
    pub at: &'a dyn Fn(TargetKind) -> NumberedRoles,
    /// Only leaves that look at these kinds of scope are met; `None`: all.
    pub kinds: Option<&'a [TargetKind]>,
    /// The Entra roles that count for the target.
    pub directory: &'a [StandingDirectoryRole],
    /// What else counts for it of what is held in the directory.
    pub beside: &'a BesideAtTarget<'a>,
}

/// A leaf with what is effective where it is asked.
pub(super) struct AskedLeaf<'a> {
    task: &'a Task,
    pub leaf: &'a Leaf,
    roles: Vec<EffectiveRole>,
    pub denies: &'a [(usize, bool)],
    /// What is known of the requests.
    pub context: Cow<'a, Context>,
}

/// What denies take of a set.
struct TakenByDenies {
    some: bool,
    rest: bool,
    doubt: bool,
}

impl<'f> StringEvaluator<'f> {
    pub(super) fn new(roles: &'f RoleTexts<'f>, denies: &'f Denies<'f>, context: Context) -> Self {
        let (wildcards, conditions, known) = (context.wildcards(), RefCell::default(), RefCell::default());
        Self { roles, denies, context, wildcards, whole: Vec::new(), conditions, known }
    }

    /// What a no rests on.
    pub(super) fn resting_on(self, whole: Vec<ExportKind>) -> Self {
        Self { whole, ..self }
    }

    /// Whether somebody may do a task.
    pub(super) fn task(&self, task: &Task, there: &HeldAtTarget<'_>) -> DecidedAnswer {
        DecidedAnswer::of_requirement(&task.requires, &|leaf| self.leaf(leaf, task, there))
    }

    fn leaf(&self, leaf: &Leaf, task: &Task, there: &HeldAtTarget<'_>) -> DecidedAnswer {
        match &leaf.what {
            Need::AppRole { id, .. } => return self.app_role(*id, there.beside),
            Need::Owner => return self.owner(there.beside),
            Need::Role { .. } | Need::Actions { .. } | Need::AnyAction { .. } | Need::DirectoryRole { .. } => {}
        }
        if let Need::DirectoryRole { template, .. } = &leaf.what {
            let is_defined = self.roles.catalog().defines_directory_role(&ObjectId::Guid(*template), self.roles.facts());
            return match directory(there.directory, *template) {
                // Nobody knows what it allows.
                held if held.verdict > VerdictClaim::NotAllowed && !is_defined => DecidedAnswer::without(VerdictClaim::Unknown),
                held if held.verdict == VerdictClaim::NotAllowed && self.may_reach(*template, there) => {
                    DecidedAnswer::without(VerdictClaim::Unknown)
                }
                held => self.rests_on(ExportKind::DirectoryRoleAssignments, held),
            };
        }
        if there.kinds.is_some_and(|kinds| !kinds.contains(&leaf.at)) {
            return DecidedAnswer::without(VerdictClaim::NotAllowed);
        }
        let (number, effective) = (there.at)(leaf.at);
        if effective.by_policies.is_some() && self.asks_for_vault_data(leaf) {
            return DecidedAnswer::without(VerdictClaim::Unknown);
        }
        let key = (std::ptr::from_ref(leaf).addr(), number);
        let known = self.known.borrow().get(&key).copied();
        known.unwrap_or_else(|| {
            let answer = self.azure(leaf, task, &effective);
            self.known.borrow_mut().insert(key, answer);
            answer
        })
    }

    /// Whether a leaf asks for what access policies of a key vault may open (R-EVAL-11).
    pub(super) fn asks_for_vault_data(&self, leaf: &Leaf) -> bool {
        asks_for_vault_data(self.roles, leaf)
    }

    /// A leaf about Azure roles. Where it says which assignment its requests are about, these are known (R-COND-10); a conditioned
    /// role that another leaf of the task names is judged there.
    fn azure(&self, leaf: &Leaf, task: &Task, effective: &EffectiveRoles) -> DecidedAnswer {
        let roles = self.counting(leaf, task, effective);
        let decide = |roles: Vec<EffectiveRole>, context: Cow<'_, Context>| {
            let asked = AskedLeaf { task, leaf, roles, denies: &effective.denies, context };
            let answer = self.on_roles(&asked);
            let covered = |answer: DecidedAnswer| match (answer.verdict, &effective.uncovered) {
                (VerdictClaim::NotAllowed, Some(_)) => DecidedAnswer::without(VerdictClaim::Unknown),
                _ => self.rests_on(ExportKind::RoleAssignments, answer),
            };
            // Beside what is blocked there may be another action that a list which is not whole grants.
            if answer.verdict == VerdictClaim::Blocked && self.leaves_some(&asked) {
                return covered(DecidedAnswer::without(VerdictClaim::NotAllowed)).at_least(answer);
            }
            covered(answer)
        };
        let Some(assigned) = leaf.assigns else { return decide(roles, Cow::Borrowed(&self.context)) };
        let is_judged = |held: &EffectiveRole| is_text(held.1) && task.requires.names_role(self.id(held.0));
        let rest: Vec<EffectiveRole> = roles.iter().filter(|held| !is_judged(held)).copied().collect();
        let plain = (rest != roles).then(|| decide(roles, Cow::Borrowed(&self.context)));
        let to = Assignee { principal_type: Some(assigned.to.name()), id: assigned.id };
        let bound = self.context.clone().managing(assigned.role, to);
        let parts: Vec<DecidedAnswer> = std::iter::once(decide(rest, Cow::Owned(bound))).chain(plain).collect();
        DecidedAnswer::any(&parts)
    }

    /// The roles that count for a leaf.
    fn counting(&self, leaf: &Leaf, task: &Task, effective: &EffectiveRoles) -> Vec<EffectiveRole> {
        let refused = |role: RoleId| leaf.unconditional || task.requires.demands_unconditional(self.id(role));
        let counts = |held: &&EffectiveRole| !is_text(held.1) || !refused(held.0);
        effective.roles.iter().filter(counts).copied().collect()
    }

    /// The answer for a part of a leaf about Azure roles, were all lists whole: one of its patterns, or all of it.
    pub(super) fn part(
        &self,
        (leaf, task): (&Leaf, &Task),
        effective: &EffectiveRoles,
        pattern: Option<&Pattern>,
    ) -> VerdictClaim {
        let (roles, context) = (self.counting(leaf, task, effective), Cow::Borrowed(&self.context));
        let asked = AskedLeaf { task, leaf, roles, denies: &effective.denies, context };
        let plane = if let Need::Actions { plane, .. } = &leaf.what { *plane } else { Plane::Control };
        let of = |pattern| self.actions(plane, std::slice::from_ref(pattern), &asked, BasisClaim::Actions);
        pattern.map_or_else(|| self.on_roles(&asked), of).verdict
    }

    /// What is given of one action at a scope, less what deny assignments take, were all lists whole.
    pub(super) fn on_action(&self, effective: &EffectiveRoles, string: &(Plane, String)) -> VerdictClaim {
        let what = Need::Actions { plane: string.0, patterns: Vec::new() };
        let leaf = Leaf { what, at: TargetKind::Resource, unconditional: false, assigns: None };
        let task = Task::asking(String::new(), String::new(), TargetKind::Resource, Requirement::Any(Vec::new()));
        let (roles, context) = (effective.roles.clone(), Cow::Borrowed(&self.context));
        let asked = AskedLeaf { task: &task, leaf: &leaf, roles, denies: &effective.denies, context };
        less(self.given(&asked, string), self.denies.taken(asked.denies, string.0, &string.1, &asked.context))
    }

    pub(super) fn catalog(&self) -> &Catalog {
        self.roles.catalog()
    }

    pub(super) fn facts(&self) -> &Facts {
        self.roles.facts()
    }

    /// A no rests on the whole list of its kind (R-EVAL-9); where the lists tell of which places they are, on those of its place.
    pub(super) fn rests_on(&self, kind: ExportKind, answer: DecidedAnswer) -> DecidedAnswer {
        if answer.verdict == VerdictClaim::NotAllowed && !self.is_whole(kind) {
            DecidedAnswer::without(VerdictClaim::Unknown)
        } else {
            answer
        }
    }

    /// Whether a no may rest on the lists of a kind, as far as no place is asked.
    pub(super) fn is_whole(&self, kind: ExportKind) -> bool {
        self.whole.contains(&kind)
    }

    /// Whether the definition of a role is known.
    pub(super) fn is_defined(&self, role: &ObjectId) -> bool {
        self.roles.whole(role).is_some()
    }

    fn id(&self, role: RoleId) -> &ObjectId {
        self.roles.facts().roles.id(role)
    }

    fn on_roles(&self, asked: &AskedLeaf<'_>) -> DecidedAnswer {
        match &asked.leaf.what {
            Need::DirectoryRole { .. } | Need::AppRole { .. } | Need::Owner => DecidedAnswer::without(VerdictClaim::NotAllowed),
            Need::Actions { plane, patterns } => self.actions(*plane, patterns, asked, BasisClaim::Actions),
            Need::AnyAction { plane, pattern } => self.any_action(*plane, pattern, asked),
            Need::Role { id, covered_by, itself, .. } => {
                self.named(&ObjectId::Guid(*id), (!itself).then_some(covered_by), asked)
            }
        }
    }

    fn actions(&self, plane: Plane, patterns: &[Pattern], asked: &AskedLeaf<'_>, basis: BasisClaim) -> DecidedAnswer {
        let wanted = WantedSet::of_patterns(patterns.iter().map(|pattern| (plane, pattern)), self.wildcards);
        let strings = self.strings(&wanted, asked);
        let of = |string: &(Plane, String)| {
            let (plane, action) = string;
            let taken = self.denies.taken(asked.denies, *plane, action, &asked.context);
            less(self.given(asked, string), taken)
        };
        let worst = strings.list.iter().map(of).min().unwrap_or(VerdictClaim::Allowed);
        DecidedAnswer::new(worst, basis, strings.complete)
    }

    /// A named role: held itself, or, where that counts, everything that it has, or what the task is known to need of it (R-SEED-7,
    /// R-SEED-9).
    fn named(&self, id: &ObjectId, covered_by: Option<&Vec<Pattern>>, asked: &AskedLeaf<'_>) -> DecidedAnswer {
        let whole = self.roles.whole(id).map(|clauses| WantedSet { clauses });
        let is_known = whole.is_some();
        let strings = whole.as_ref().map(|whole| self.strings(whole, asked)).filter(|strings| !strings.list.is_empty());
        let whole = whole.filter(|_| strings.is_some());
        let mut ways = Vec::new();
        if asked.roles.iter().any(|(role, ..)| self.id(*role) == id) {
            let verdict = self.less_denies(self.held_itself(id, strings.as_ref(), asked), whole.as_ref(), asked);
            ways.push(DecidedAnswer::new(verdict, BasisClaim::Listed, strings.as_ref().is_none_or(|strings| strings.complete)));
        }
        let Some(covered_by) = covered_by else { return DecidedAnswer::any(&ways) };
        if let Some(strings) = &strings {
            let of = |string: &(Plane, String)| self.given(asked, string);
            let worst = strings.list.iter().map(of).map(|given| given.unwrap_or(VerdictClaim::NotAllowed)).min();
            let verdict = self.less_denies(worst.unwrap_or(VerdictClaim::NotAllowed), whole.as_ref(), asked);
            ways.push(DecidedAnswer::new(verdict, BasisClaim::Covers, strings.complete));
        }
        if !covered_by.is_empty() {
            ways.push(self.actions(Plane::Control, covered_by, asked, BasisClaim::Covers));
        }
        let best = DecidedAnswer::any(&ways);
        // What is held may include a role that nothing defines.
        let may_be_included = best.verdict == VerdictClaim::NotAllowed && !is_known && !asked.roles.is_empty();
        if may_be_included { DecidedAnswer::without(VerdictClaim::Unknown) } else { best }
    }

    /// How surely the role itself is held, whatever denies say: its blocks' own conditions are a part of it.
    fn held_itself(&self, id: &ObjectId, whole: Option<&Strings>, asked: &AskedLeaf<'_>) -> VerdictClaim {
        let held: Vec<_> = asked.roles.iter().filter(|(role, ..)| self.id(*role) == id).copied().collect();
        let best = |held: &EffectiveRole| self.at_best(*held);
        let free = held.iter().filter(|held| !is_text(held.1)).map(best).max();
        if free == Some(VerdictClaim::Allowed) || held.iter().all(|held| !is_text(held.1)) {
            return free.unwrap_or(VerdictClaim::NotAllowed);
        }
        let Some(whole) = whole else {
            let doubtful = held.iter().filter(|held| is_text(held.1)).map(best).max();
            let doubtful = doubtful.map(|level| level.min(VerdictClaim::Unknown));
            return doubtful.max(free).unwrap_or(VerdictClaim::NotAllowed);
        };
        let conditioned = whole.list.iter().map(|string| {
            let pass = held.iter().filter_map(|held| narrowed(best(held), self.passes(held.1, string, &asked.context)));
            pass.max().unwrap_or(VerdictClaim::NotAllowed)
        });
        conditioned.min().max(free).unwrap_or(VerdictClaim::NotAllowed)
    }

    /// A requirement for a role asks for all of it: what denies take of what the task uses blocks it, and what they take of
    /// unnamed uses leaves it open.
    fn less_denies(&self, verdict: VerdictClaim, whole: Option<&WantedSet>, asked: &AskedLeaf<'_>) -> VerdictClaim {
        if asked.denies.is_empty() || verdict <= VerdictClaim::Blocked {
            return verdict;
        }
        let uses = WantedSet::of_uses(&asked.task.uses, self.wildcards);
        let set = if uses.is_empty() { whole } else { Some(&uses) };
        let Some(set) = set else { return verdict.min(VerdictClaim::Unknown) };
        let TakenByDenies { some, rest, doubt } = self.taken(set, asked);
        match (some, rest, doubt) {
            (true, true, _) if uses.is_empty() => verdict.min(VerdictClaim::Unknown),
            (true, ..) => VerdictClaim::Blocked,
            (false, _, true) => verdict.min(VerdictClaim::Unknown),
            (false, _, false) => verdict,
        }
    }

    fn taken(&self, set: &WantedSet, asked: &AskedLeaf<'_>) -> TakenByDenies {
        let mut taken = TakenByDenies { some: false, rest: false, doubt: false };
        for (plane, action) in self.strings(set, asked).list {
            match self.denies.taken(asked.denies, plane, &action, &asked.context) {
                Truth::True => taken.some = true,
                Truth::Unknown => (taken.rest, taken.doubt) = (true, true),
                Truth::False => taken.rest = true,
            }
        }
        taken
    }

    /// The best that the held roles give for an action.
    pub(super) fn given(&self, asked: &AskedLeaf<'_>, string: &(Plane, String)) -> Option<VerdictClaim> {
        asked.roles.iter().filter_map(|&held| self.given_by(asked, held, string)).max()
    }

    /// What one role gives: of several possible definitions, what all of them give; what only some give is unknown. Where the leaf
    /// wants nothing under a condition, blocks with one of their own give nothing (R-COND-12, R-SEED-3).
    fn given_by(&self, asked: &AskedLeaf<'_>, held: EffectiveRole, string: &(Plane, String)) -> Option<VerdictClaim> {
        let role = self.roles.get(self.id(held.0));
        let (plane, action) = string;
        let own = |clauses: &Clauses| {
            let blocks = clauses.get(*plane as usize).into_iter().flatten().filter(|clause| clause.covers(action));
            let blocks = blocks.filter(|clause| !asked.leaf.unconditional || clause.condition.is_none());
            let of =
                |clause: &GlobClause| clause.condition.as_ref().map_or(Truth::True, |own| own.evaluate(action, &asked.context));
            let truth = blocks.map(of).max()?;
            narrowed(self.at_best(held), truth.min(self.passes(held.1, string, &asked.context)))
        };
        let given: Vec<Option<VerdictClaim>> = role.possible.iter().map(own).collect();
        let some = given.iter().flatten().min().copied()?;
        Some(if given.contains(&None) { VerdictClaim::Unknown } else { some })
    }

    /// What a held role gives at best: where there may be a condition that was not exported, nothing is sure (R-COND-17).
    fn at_best(&self, (role, condition, level): EffectiveRole) -> VerdictClaim {
        let open = condition == ConditionState::NotExported && self.role(role).can_be_conditioned(self.wildcards);
        if open || matches!(condition, ConditionState::Contradicted | ConditionState::UnifiedRbac(_)) {
            VerdictClaim::Unknown
        } else {
            level
        }
    }

    pub(super) fn role(&self, role: RoleId) -> Rc<RoleClauses> {
        self.roles.get(self.id(role))
    }

    /// Whether the condition of an assignment lets an action pass.
    fn passes(&self, state: ConditionState, (plane, action): &(Plane, String), context: &Context) -> Truth {
        self.condition(state, *plane).map_or(Truth::True, |condition| condition.evaluate(action, context))
    }

    /// A condition as the actions of a plane meet it.
    fn condition(&self, state: ConditionState, plane: Plane) -> Option<Rc<Narrowing>> {
        let (text, version) = written(self.roles.facts(), state)?;
        let read = || Rc::new(Narrowing::new(Condition::new(text, version), plane, self.roles.catalog(), self.wildcards));
        Some(Rc::clone(self.conditions.borrow_mut().entry((state, plane)).or_insert_with(read)))
    }

    /// The strings of a set that the roles and denies in play, and their conditions, tell apart.
    pub(super) fn strings(&self, wanted: &WantedSet, asked: &AskedLeaf<'_>) -> Strings {
        wanted.strings(&self.in_play(&asked.roles, asked.denies), self.roles.catalog())
    }

    /// The patterns of roles and denies, and of their conditions.
    pub(super) fn in_play(&self, roles: &[EffectiveRole], denies: &[(usize, bool)]) -> InPlay {
        let mut in_play = InPlay::default();
        for &(role, condition, _) in roles {
            self.role(role).possible.iter().for_each(|clauses| in_play.add(clauses));
            for plane in Plane::ALL {
                self.condition(condition, plane).iter().for_each(|condition| in_play.add_condition(plane, condition));
            }
        }
        for (clauses, condition) in denies.iter().filter_map(|&(number, _)| self.denies.parts(number)) {
            in_play.add(clauses);
            for (plane, condition) in Plane::ALL.into_iter().zip(condition.into_iter().flatten()) {
                in_play.add_condition(plane, condition);
            }
        }
        in_play
    }

    /// How middle wildcards are read.
    pub(super) const fn wildcards(&self) -> Wildcards {
        self.wildcards
    }
}

/// An Entra role at the tenant (R-SEED-4).
fn directory(held: &[StandingDirectoryRole], template: Guid) -> DecidedAnswer {
    let wanted = ObjectId::Guid(template);
    let same = held.iter().filter(|held| held.template == wanted && held.scope == DirectoryScope::Tenant);
    let best = same.map(|held| held.level).max();
    best.map_or(DecidedAnswer::without(VerdictClaim::NotAllowed), |level| DecidedAnswer::new(level, BasisClaim::Listed, true))
}
