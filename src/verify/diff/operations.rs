//! The actions that people gained and lost: what a report names as an example is looked at in both states, and every action that a
//! changed role gives is looked for in the report. What deny assignments take and give back is in `denied.rs`.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::conditions::other_condition;
use super::sources::ReportedDiff;
use super::state::StateGround;
use crate::model::scope::management_group_id;
use crate::model::{Leaf, Need, ObjectId, Plane, PrincipalId, Requirement, TargetKind, Task};
use crate::pattern::Pattern;
use crate::verify::claims::{TargetClaim, VerdictClaim};
use crate::verify::denies::written;
use crate::verify::diff_claims::{ActionsClaim, DiffClaims, OperationsClaim, TrendClaim};
use crate::verify::fault::{Fault, Why};
use crate::verify::glob::Glob;
use crate::verify::redecide::{Decided, Redecision};
use crate::verify::scope::of_report;
use crate::verify::standing::{EffectiveRoles, StandingRole, best_of_each};
use crate::verify::strings::{InPlay, WantedSet};

/// Holds the actions that a report says were gained and lost against those that both states give: how many were looked at.
pub(super) fn compare(reported: ReportedDiff<'_>, states: [&StateGround<'_>; 2], faults: &mut Vec<Fault>) -> usize {
    let ReportedDiff { report, claims, .. } = reported;
    let [old, new] = states;
    let scopes = all_scopes(claims, states);
    let kind = |id: &String| TargetClaim { id: id.clone(), kind: TargetKind::Resource.name().to_owned() };
    let report = report.asking_of(scopes.iter().map(kind).collect());
    let again = [old.redecide(&report, Vec::new(), new), new.redecide(&report, Vec::new(), old)];
    let mut by_principal: FxHashMap<ObjectId, Vec<&OperationsClaim>> = FxHashMap::default();
    for claim in &claims.operations {
        for person in &claim.principals {
            by_principal.entry(ObjectId::parse(&person.id)).or_default().push(claim);
        }
    }
    let finder = OperationsAgain { by_principal, states, again };
    let mut count = 0;
    for claim in claims.operations.iter().filter(|claim| !claim.by_deny) {
        count += finder.claim(claim, faults);
    }
    finder.left_out(faults);
    count
}

/// The scopes that the report names, and those at which somebody holds a role.
fn all_scopes(claims: &DiffClaims, states: [&StateGround<'_>; 2]) -> BTreeSet<String> {
    let named = claims.operations.iter().map(|claim| claim.scope.to_ascii_lowercase());
    let held = states.into_iter().flat_map(|state| {
        let facts = state.facts;
        let scopes = facts.assignments.iter().map(|row| row.scope).chain(facts.schedules.iter().map(|row| row.scope));
        scopes.map(|scope| facts.scopes.text(scope).to_ascii_lowercase())
    });
    named.chain(held).collect()
}

struct OperationsAgain<'r> {
    /// The entries of the report that name a principal.
    by_principal: FxHashMap<ObjectId, Vec<&'r OperationsClaim>>,
    states: [&'r StateGround<'r>; 2],
    again: [Redecision<'r>; 2],
}

/// What is effective for somebody at a scope, in both states.
type EffectiveInBoth = [EffectiveRoles; 2];

impl OperationsAgain<'_> {
    /// Whether everybody whom an entry names has its actions in one state only: how many answers that took.
    fn claim(&self, claim: &OperationsClaim, faults: &mut Vec<Fault>) -> usize {
        let mut count = 0;
        let mut known: FxHashSet<EffectiveInBoth> = FxHashSet::default();
        for person in &claim.principals {
            let effective = self.effective(&ObjectId::parse(&person.id), claim);
            if known.contains(&effective) {
                continue;
            }
            for actions in &claim.actions {
                for action in std::iter::once(&actions.witness).chain(&actions.privileged) {
                    count += 1;
                    let verdicts = self.verdicts(&effective, (actions.plane.plane(), action));
                    let why = differs(claim, actions, verdicts);
                    if let Some(why) = why.or_else(|| self.other_condition(claim, actions, (&effective, action))) {
                        faults.push(Fault {
                            principal: person.id.clone(),
                            task: action.clone(),
                            pack: String::new(),
                            target: claim.scope.clone(),
                            step: None,
                            place: None,
                            code: why.code(),
                            message: why.to_string(),
                        });
                    }
                }
            }
            known.insert(effective);
        }
        count
    }

    /// Why an action is not held under the condition that an entry names.
    fn other_condition(
        &self,
        claim: &OperationsClaim,
        actions: &ActionsClaim,
        ([old, new], action): (&EffectiveInBoth, &str),
    ) -> Option<Why> {
        let [before, after] = self.states;
        let is_meant = actions.condition.is_some() || actions.otherwise_conditioned;
        is_meant.then(|| other_condition(actions, claim.change, [(before, old), (after, new)], action)).flatten()
    }

    /// What is effective where an entry looks: roles that need an activation where it speaks of these, and no deny assignments.
    fn effective(&self, id: &ObjectId, claim: &OperationsClaim) -> EffectiveInBoth {
        self.held(id, &claim.scope).map(|mut own| {
            own.denies.clear();
            own.roles.retain(|(.., level)| claim.eligible || *level != VerdictClaim::Eligible);
            own
        })
    }

    fn held(&self, id: &ObjectId, scope: &str) -> EffectiveInBoth {
        let of = |(state, again): (&&StateGround<'_>, &Redecision<'_>)| {
            let principal = state.principal(id)?;
            let decided: Rc<Decided> = again.decided(principal);
            // Before any activation first: what one of them adds is held as well.
            let all = again.effective_under_all(&decided, scope);
            let roles = best_of_each(all.iter().flat_map(|own| own.roles.iter().copied()).collect());
            all.into_iter().next().map(|first| EffectiveRoles { roles, ..first })
        };
        let mut both = self.states.iter().zip(&self.again).map(of);
        [both.next().flatten().unwrap_or_default(), both.next().flatten().unwrap_or_default()]
    }

    fn verdicts(&self, effective: &EffectiveInBoth, (plane, action): (Plane, &str)) -> [VerdictClaim; 2] {
        let pattern = Pattern::parse(action);
        let what = Need::Actions { plane, patterns: vec![pattern.clone()] };
        let leaf = Leaf { what, at: TargetKind::Resource, unconditional: false, assigns: None };
        let task = Task::asking(String::new(), String::new(), TargetKind::Resource, Requirement::Leaf(leaf.clone()));
        let mut both =
            self.again.iter().zip(effective).map(|(again, own)| again.evaluator.part((&leaf, &task), own, Some(&pattern)));
        [both.next(), both.next()].map(|verdict| verdict.unwrap_or(VerdictClaim::NotAllowed))
    }

    /// Looks for actions that a principal has in one state only, and that no entry names.
    fn left_out(&self, faults: &mut Vec<Fault>) {
        let changed = self.changed_roles();
        let ids = self.states.map(|state| state.facts.principals.ids().map(|id| state.facts.principals.id(id)));
        for id in ids.into_iter().flatten().collect::<BTreeSet<&ObjectId>>() {
            let (differing, groups) = (self.differing(id, &changed), self.groups_of(id));
            for (scope, roles) in differing.into_iter().filter(|(scope, _)| !self.has_moved(&groups, scope)) {
                let held = self.held(id, &scope).map(|own| EffectiveRoles { denies: Vec::new(), ..own });
                let moved = self.moved(&held, &self.strings(&held, &roles));
                if let Some(action) = moved.iter().find(|action| !self.is_named(id, &scope, action)) {
                    let what = match action.trend {
                        TrendClaim::Gained => "actions gained",
                        TrendClaim::Lost => "actions lost",
                    };
                    let first = format!("{} for {id} at {scope}", action.action);
                    faults.push(of_report(&Why::LeftOut { what, count: 1, first }));
                }
            }
        }
    }

    /// Whether one of some management groups contains a scope in one state only: what moved in the tree is not worked out.
    fn has_moved(&self, groups: &BTreeSet<String>, scope: &str) -> bool {
        groups.iter().any(|above| {
            let [old, new] = self.states.map(|state| {
                let known = state.facts.scopes.lookup(above);
                known.and_then(|known| state.reach.within(known, scope))
            });
            old != new
        })
    }

    /// The management groups at which a principal holds something in either state.
    fn groups_of(&self, id: &ObjectId) -> BTreeSet<String> {
        let held = [0, 1].into_iter().flat_map(|side| self.terms(side, id)).map(|(_, scope, ..)| scope);
        held.filter(|scope| management_group_id(scope).is_some()).collect()
    }

    /// The roles that do not grant what they granted.
    fn changed_roles(&self) -> BTreeSet<ObjectId> {
        let [old, new] = self.states;
        let ids: BTreeSet<&ObjectId> = old.facts.roles.ids().map(|role| old.facts.roles.id(role)).collect();
        ids.into_iter().filter(|id| !old.grants_as_in(new, id)).cloned().collect()
    }

    /// The scopes at which a principal holds a role in one state only, or one that changed, with these roles.
    fn differing(&self, id: &ObjectId, changed: &BTreeSet<ObjectId>) -> BTreeMap<String, BTreeSet<ObjectId>> {
        let [old, new] = [0, 1].map(|side| self.terms(side, id));
        let is_changed = |(role, ..): &&Terms| changed.contains(&ObjectId::parse(role));
        let both = old.intersection(&new).filter(is_changed);
        let mut found: BTreeMap<String, BTreeSet<ObjectId>> = BTreeMap::new();
        for (role, scope, ..) in old.symmetric_difference(&new).chain(both) {
            found.entry(scope.clone()).or_default().insert(ObjectId::parse(role));
        }
        // What roles give that are not known for certain is not worked out.
        let is_certain = |(role, ..): &Terms| {
            let role = ObjectId::parse(role);
            self.states.iter().all(|state| state.roles.get(&role).doubt.is_none())
        };
        if old.union(&new).all(is_certain) { found } else { BTreeMap::new() }
    }

    /// What a principal holds in a state.
    fn terms(&self, side: usize, id: &ObjectId) -> BTreeSet<Terms> {
        let (Some(state), Some(again)) = (self.states.get(side), self.again.get(side)) else { return BTreeSet::new() };
        let of = |principal: PrincipalId| again.standings.of(principal);
        let held = state.principal(id).map(of).unwrap_or_default().into_iter().flat_map(|held| held.roles);
        let sure = held.filter(|role| role.level >= VerdictClaim::Eligible);
        let term = |role: StandingRole| {
            let facts = state.facts;
            let condition =
                written(facts, role.condition).map(|(text, version)| format!("{text} {version:?}")).unwrap_or_default();
            let (id, scope) = (facts.roles.id(role.role).to_string(), facts.scopes.text(role.scope).to_ascii_lowercase());
            (id, scope, condition, role.level.name())
        };
        sure.map(term).collect()
    }

    /// Those of some actions that are held in one state only.
    fn moved(&self, held: &EffectiveInBoth, strings: &[(Plane, String)]) -> Vec<MovedAction> {
        let of = |(plane, action): &(Plane, String)| {
            let [before, after] = self.verdicts(held, (*plane, action));
            // What is not known of one state is neither gained nor lost.
            let (worse, better) = (before.min(after), before.max(after));
            let has_moved = before != after && worse != VerdictClaim::Unknown && better >= VerdictClaim::Conditional;
            let trend = if after > before { TrendClaim::Gained } else { TrendClaim::Lost };
            has_moved.then(|| MovedAction { trend, plane: *plane, action: action.clone() })
        };
        strings.iter().filter_map(of).collect()
    }

    /// The actions of some roles that what is held in both states tells apart.
    fn strings(&self, held: &EffectiveInBoth, roles: &BTreeSet<ObjectId>) -> Vec<(Plane, String)> {
        let mut in_play = InPlay::default();
        for (again, own) in self.again.iter().zip(held) {
            for (role, ..) in &own.roles {
                again.evaluator.role(*role).possible.iter().for_each(|clauses| in_play.add(clauses));
            }
        }
        let of = |state: &StateGround<'_>| roles.iter().flat_map(|role| state.patterns_of(role)).collect::<Vec<_>>();
        let patterns = self.states.map(of).concat();
        let patterns = patterns.iter().map(|(plane, pattern)| (*plane, pattern));
        let Some(state) = self.states.first() else { return Vec::new() };
        let wanted = WantedSet::of_patterns(patterns, state.context().wildcards());
        let strings = wanted.strings(&in_play, state.roles.catalog());
        if strings.complete { strings.list } else { Vec::new() }
    }

    /// Whether a scope contains another, or is it, in one of the states.
    fn is_above(&self, above: &str, scope: &str) -> bool {
        let of = |state: &&StateGround<'_>| {
            let known = state.facts.scopes.lookup(above);
            known.is_some_and(|known| state.reach.contains(known, scope))
        };
        self.states.iter().any(of)
    }

    /// Whether an entry of the report names an action for somebody at a scope, or above it.
    fn is_named(&self, id: &ObjectId, scope: &str, moved: &MovedAction) -> bool {
        let wildcards = self.states.first().map(|state| state.context().wildcards()).unwrap_or_default();
        self.by_principal.get(id).into_iter().flatten().any(|claim| {
            let actions = |own: &ActionsClaim| {
                let covers = |pattern: &String| Glob::new(pattern, wildcards).matches(&moved.action);
                own.plane.plane() == moved.plane && own.patterns.iter().any(covers)
            };
            claim.change == moved.trend
                && self.is_above(&claim.scope, scope)
                && (claim.undecided || claim.actions.iter().any(actions))
        })
    }
}

/// An action that is held in one state only.
struct MovedAction {
    trend: TrendClaim,
    plane: Plane,
    action: String,
}

/// A role by id, a scope, a condition, and how surely it is held.
type Terms = (String, String, String, &'static str);

/// Why an action did not move as an entry says. What conditions say is in `conditions.rs`: of what is held under one, or in the other state
/// under another one, the entry says that the condition came or went, not that it ever lets the action pass.
fn differs(claim: &OperationsClaim, actions: &ActionsClaim, [before, after]: [VerdictClaim; 2]) -> Option<Why> {
    let (better, worse) = if claim.change == TrendClaim::Gained { (after, before) } else { (before, after) };
    let full = if claim.eligible { VerdictClaim::Eligible } else { VerdictClaim::Allowed };
    // Where a condition was not exported, or a definition lost something, neither state tells.
    let is_open = [better, worse] == [VerdictClaim::Unknown; 2];
    let moved = match &actions.condition {
        _ if actions.otherwise_conditioned || is_open => true,
        Some(_) => worse < full,
        None => better > worse,
    };
    let said = claim.change.name().to_owned();
    let is = || format!("{} before, {} after", before.name(), after.name());
    (!moved).then(|| Why::OtherStatus { said, is: is() })
}
