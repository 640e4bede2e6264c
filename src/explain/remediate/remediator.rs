//! [`Remediator`]: finds candidates, applies each to the facts around the principal, and keeps those that turn the answer into a yes.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::azure::{Azure, RoleNeed, grants_all, has_all};
use super::local::{Local, LocalAnswer, LocalQuestion};
use super::price::{self, Prices};
use super::remediation::Remediation;
use super::subtenant::RowIndex;
use super::suggestion::Suggestion;
use super::{combine, directory, rank};
use crate::arrange::Arrange as _;
use crate::audit::{AskedTask, Target};
use crate::decide::{Basis, Request};
use crate::graph::TenantGraph;
use crate::model::{Leaf, Need, ObjectId, Plane, PrincipalId, Requirement};
use crate::pattern::{Pattern, Wildcards};

/// How many roles that grant what is missing are tried, those that give away least first.
const ROLES_TRIED: usize = 10;
/// How many groups that might help are tried.
const GROUPS_TRIED: usize = 24;

/// Actions that are not granted.
type Lacking = Vec<(Plane, Pattern)>;

/// Roles that have some actions, each list by what they give away.
struct HelpfulRoles {
    /// They grant all of them, without a condition: where they do not help, no role does.
    sure: Vec<ObjectId>,
    /// A condition or an exception of their own may be in the way.
    others: Vec<ObjectId>,
}

/// Finds nearest misses in one tenant.
pub struct Remediator<'t> {
    tenant: &'t TenantGraph,
    wildcards: Wildcards,
    request: Request,
    prices: Prices<'t>,
    index: OnceCell<RowIndex>,
    /// Roles that Azure ships or the tenant made and that have some actions.
    roles: RefCell<FxHashMap<Lacking, Rc<HelpfulRoles>>>,
}

impl<'t> Remediator<'t> {
    /// For one tenant, under one reading of wildcards.
    pub fn new(tenant: &'t TenantGraph, wildcards: Wildcards) -> Self {
        let prices = Prices::new(tenant, wildcards);
        let index = OnceCell::new();
        Self { tenant, wildcards, request: Request::Any, prices, index, roles: RefCell::default() }
    }

    /// The same, for requests of which more is known than their action.
    #[must_use]
    pub fn asked(self, request: Request) -> Self {
        Self { request, ..self }
    }

    /// The smallest changes after which the principal can do the task to the target; empty if it already can, or was deleted.
    pub fn suggest(&self, principal: PrincipalId, asked: &AskedTask, target: &Target) -> Vec<Suggestion> {
        if self.tenant.is_orphan(principal) {
            return Vec::new();
        }
        let (tenant, request, wildcards) = (self.tenant, &self.request, self.wildcards);
        let index = self.index.get_or_init(|| RowIndex::new(tenant));
        let question = LocalQuestion { tenant, index, principal, asked, target, request, wildcards };
        let base = Local::new(question, &[]);
        let requires = &asked.task.requires;
        if base.ask(requires, &[]).is_yes() {
            return Vec::new();
        }
        let leaves = leaves(requires);
        let candidates: Vec<Vec<Vec<Remediation>>> = leaves.iter().map(|leaf| self.candidates(question, &base, leaf)).collect();
        let local = Local::new(question, &candidates.concat());
        let proved = self.by_leaf(&local, &leaves, candidates);
        let documented = documented(&leaves);
        if !combine::is_flat(requires) {
            let ways: Vec<Vec<Vec<Remediation>>> =
                proved.iter().map(|ways| ways.iter().map(|one| one.changes.clone()).collect()).collect();
            let sets = combine::ways(requires, &mut ways.iter(), &|changes| self.prices.of(changes).weight);
            return rank::ranked(self.proved(&local, requires, sets), &documented);
        }
        // What meets one leaf meets the whole; only the basis may be a better one.
        let mut all = rank::ranked(proved.concat(), &documented);
        for one in &mut all {
            one.basis = local.ask(requires, &one.changes).basis;
        }
        all
    }

    /// Those of some groups whose membership alone makes a yes of the answer, in their order: each is joined, and the engine is asked again.
    pub fn joining(
        &self,
        who: PrincipalId,
        (asked, target): (&AskedTask, &Target),
        groups: &[PrincipalId],
    ) -> Vec<PrincipalId> {
        if self.tenant.is_orphan(who) || groups.is_empty() {
            return Vec::new();
        }
        let (tenant, request, wildcards) = (self.tenant, &self.request, self.wildcards);
        let index = self.index.get_or_init(|| RowIndex::new(tenant));
        let question = LocalQuestion { tenant, index, principal: who, asked, target, request, wildcards };
        let is_in_it = |group: PrincipalId| tenant.membership().ways_up(group).iter().any(|way| way.to == who);
        let join = |group: PrincipalId| Remediation::AddMember {
            principal: question.id().clone(),
            group: tenant.facts().principals.id(group).clone(),
        };
        let joins: Vec<Vec<Remediation>> = groups.iter().map(|&group| vec![join(group)]).collect();
        let local = Local::new(question, &joins);
        let does = |(group, join): &(&PrincipalId, &Vec<Remediation>)| {
            !is_in_it(**group) && local.ask(&asked.task.requires, join).is_yes()
        };
        groups.iter().zip(&joins).filter(does).map(|(&group, _)| group).collect()
    }

    /// For each leaf what meets it.
    fn by_leaf(&self, local: &Local<'_>, leaves: &[&Leaf], candidates: Vec<Vec<Vec<Remediation>>>) -> Vec<Vec<Suggestion>> {
        let ways = leaves.iter().zip(candidates);
        ways.map(|(leaf, candidates)| self.proved(local, &Requirement::Leaf((*leaf).clone()), candidates)).collect()
    }

    /// What might make a leaf hold; the empty change where it holds already.
    fn candidates(&self, question: LocalQuestion<'_>, base: &Local<'_>, leaf: &Leaf) -> Vec<Vec<Remediation>> {
        let now = base.ask(&Requirement::Leaf(leaf.clone()), &[]);
        if now.is_yes() {
            return vec![Vec::new()];
        }
        match &leaf.what {
            Need::DirectoryRole { template, .. } => return directory::candidates(question, *template),
            // What an application may do, and who owns a group, is not for a suggestion; who needs any action does not say which.
            Need::AnyAction { .. } | Need::AppRole { .. } | Need::Owner => return Vec::new(),
            Need::Role { .. } | Need::Actions { .. } => {}
        }
        let stand = question.stand(leaf);
        let wanted = RoleNeed { role: named(leaf), lacking: lacking(base, leaf), stand: &stand };
        let azure = Azure::new(question, &wanted);
        let mut all = self.fewest_groups(azure.candidates());
        let documented = wanted.role.map(ObjectId::Guid);
        all.extend(documented.and_then(|role| azure.assignment(&role, None)).map(|assign| vec![assign]));
        all.extend(self.assignments(question, &azure, &wanted));
        // What is held already, and only denied.
        all.extend((!now.denies.is_empty()).then(Vec::new));
        without_repetitions(&all)
    }

    /// Of many groups those that give away least.
    fn fewest_groups(&self, candidates: Vec<Vec<Remediation>>) -> Vec<Vec<Remediation>> {
        let is_group = |changes: &Vec<Remediation>| matches!(changes.as_slice(), [Remediation::AddMember { .. }]);
        let (mut groups, mut others): (Vec<_>, Vec<_>) = candidates.into_iter().partition(is_group);
        if groups.len() > GROUPS_TRIED {
            groups.arrange_by_cached_key(|changes| (self.prices.of(changes).weight, changes.clone()));
            groups.truncate(GROUPS_TRIED);
        }
        others.extend(groups);
        others
    }

    /// Assignments of roles that have everything that is lacking, those first that give away least. Only where none grants it for sure, all
    /// the others are tried.
    fn assignments(&self, question: LocalQuestion<'_>, azure: &Azure<'_>, wanted: &RoleNeed<'_>) -> Vec<Vec<Remediation>> {
        let roles = self.roles_with(question, wanted);
        let assign = |role: &ObjectId| Some(vec![azure.assignment(role, None)?]);
        let mut all: Vec<Vec<Remediation>> = roles.sure.iter().filter_map(assign).take(ROLES_TRIED).collect();
        let most = if all.is_empty() { usize::MAX } else { ROLES_TRIED };
        all.extend(roles.others.iter().filter_map(assign).take(most));
        all
    }

    /// Roles that have everything that is lacking.
    fn roles_with(&self, question: LocalQuestion<'_>, wanted: &RoleNeed<'_>) -> Rc<HelpfulRoles> {
        if let Some(known) = self.roles.borrow().get(&wanted.lacking) {
            return Rc::clone(known);
        }
        let facts = self.tenant.facts();
        let shipped = self.tenant.catalog().roles().iter().map(|role| &role.id);
        let custom = facts.definitions.iter().map(|row| &row.definition.id);
        let mut ids: Vec<&ObjectId> = shipped.chain(custom).collect();
        ids.arrange();
        ids.dedup();
        ids.retain(|id| price::blocks_of(self.tenant, id).is_some_and(|blocks| has_all(blocks, wanted, question)));
        ids.arrange_by_cached_key(|id| (self.prices.of_role(id), (*id).clone()));
        let is_sure =
            |id: &ObjectId| price::blocks_of(self.tenant, id).is_some_and(|blocks| grants_all(blocks, wanted, question));
        let (sure, others) = ids.into_iter().cloned().partition(is_sure);
        let roles = Rc::new(HelpfulRoles { sure, others });
        self.roles.borrow_mut().insert(wanted.lacking.clone(), Rc::clone(&roles));
        roles
    }

    /// The candidates after which a requirement holds, for each kind those that give away least. If a deny assignment blocks
    /// it, with what lifts that.
    fn proved(&self, local: &Local<'_>, requires: &Requirement, mut candidates: Vec<Vec<Remediation>>) -> Vec<Suggestion> {
        candidates.arrange_by_cached_key(|changes| (rank::class(changes), self.prices.of(changes).weight, changes.clone()));
        candidates.dedup();
        let documented = documented(&leaves(local.requires()));
        let mut kinds = rank::Kinds::default();
        let mut proved: Vec<Suggestion> = Vec::new();
        for changes in candidates {
            if !kinds.wants(&changes) && !rank::is_documented(&changes, &documented) {
                continue;
            }
            for (changes, answer) in with_lifts(local, requires, changes) {
                let one = self.smallest(local, requires, (changes, answer.basis));
                kinds.add(&one.changes);
                if !proved.iter().any(|known| known.changes == one.changes) {
                    proved.push(one);
                }
            }
        }
        proved
    }

    /// Changes that do, with none of them too many.
    fn smallest(&self, local: &Local<'_>, requires: &Requirement, found: (Vec<Remediation>, Option<Basis>)) -> Suggestion {
        let (changes, basis) = found;
        let fewest = combine::smallest(changes.clone(), &|fewer| local.ask(requires, fewer).is_yes());
        let basis = if fewest == changes { basis } else { local.ask(requires, &fewest).basis };
        Suggestion { price: self.prices.of(&fewest), basis, changes: fewest }
    }
}

/// Changes after which a requirement holds: as they are, or with what lifts the deny assignments in the way; or none.
fn with_lifts(local: &Local<'_>, requires: &Requirement, changes: Vec<Remediation>) -> Vec<(Vec<Remediation>, LocalAnswer)> {
    let answer = local.ask(requires, &changes);
    if answer.is_yes() {
        return vec![(changes, answer)];
    }
    let lifted = combine::lifts(&answer.denies, local).into_iter().map(|lift| {
        let both = [changes.as_slice(), lift.as_slice()].concat();
        let answer = local.ask(requires, &both);
        (both, answer)
    });
    lifted.filter(|(_, answer)| answer.is_yes()).collect()
}

/// The roles that the leaves name.
fn documented(leaves: &[&Leaf]) -> Vec<ObjectId> {
    let role = |leaf: &&Leaf| match &leaf.what {
        Need::Role { id, .. } => Some(ObjectId::Guid(*id)),
        Need::DirectoryRole { template, .. } => Some(ObjectId::Guid(*template)),
        Need::Actions { .. } | Need::AnyAction { .. } | Need::AppRole { .. } | Need::Owner => None,
    };
    leaves.iter().filter_map(role).collect()
}

/// A role that is held elsewhere is moved or repeated: assigning it anew would be the same.
fn without_repetitions(all: &[Vec<Remediation>]) -> Vec<Vec<Remediation>> {
    let anew = |change: &Remediation| match change {
        Remediation::AssignRole { principal, role, scope, .. } => {
            Remediation::AssignRole { principal: principal.clone(), role: role.clone(), scope: scope.clone(), held_at: None }
        }
        other => other.clone(),
    };
    let repeated = |changes: &Vec<Remediation>| {
        let same = |other: &&Vec<Remediation>| *other != changes && other.iter().map(anew).eq(changes.iter().cloned());
        all.iter().any(|other| same(&other))
    };
    all.iter().filter(|changes| !repeated(changes)).cloned().collect()
}

/// The leaves of a requirement, in order.
fn leaves(requirement: &Requirement) -> Vec<&Leaf> {
    match requirement {
        Requirement::Any(parts) | Requirement::All(parts) => parts.iter().flat_map(leaves).collect(),
        Requirement::Leaf(leaf) => vec![leaf],
    }
}

/// The Azure role that a leaf names.
fn named(leaf: &Leaf) -> Option<crate::model::Guid> {
    match &leaf.what {
        Need::Role { id, .. } => Some(*id),
        Need::DirectoryRole { .. } | Need::Actions { .. } | Need::AnyAction { .. } | Need::AppRole { .. } | Need::Owner => None,
    }
}

/// The actions of a leaf that are not allowed as things are.
fn lacking(base: &Local<'_>, leaf: &Leaf) -> Lacking {
    let (plane, patterns) = match &leaf.what {
        Need::Role { covered_by, .. } => (Plane::Control, covered_by),
        Need::Actions { plane, patterns } => (*plane, patterns),
        Need::AnyAction { .. } | Need::DirectoryRole { .. } | Need::AppRole { .. } | Need::Owner => return Vec::new(),
    };
    let alone = |pattern: &Pattern| {
        let what = Need::Actions { plane, patterns: vec![pattern.clone()] };
        Requirement::Leaf(Leaf { what, ..leaf.clone() })
    };
    let answers = base.probe(&patterns.iter().map(alone).collect::<Vec<_>>(), &[]);
    let open = patterns.iter().zip(answers).filter(|(_, answer)| !answer.is_yes());
    open.map(|(pattern, _)| (plane, pattern.clone())).collect()
}
