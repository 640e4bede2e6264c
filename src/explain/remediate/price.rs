//! [`Price`]: how much a change gives away.
//!
//! The price of access is its operations in the catalog, each with a weight for what it can do (by the access tier of the
//! operation: one that controls access 100, one that manages 10, any other 3, one that only reads 1; twice that in the data
//! plane), times the width of its scope (resource 1, resource group 10, subscription 100, management group 300, tenant 1000),
//! times the people who get it. Operations that are held at that scope already cost nothing, and neither does an activation: it
//! uses what was given before. Entra roles are priced by their actions, 100 each where the role is privileged, else 10.

use std::cell::{OnceCell, RefCell};

use rustc_hash::{FxHashMap, FxHashSet};

use super::remediation::Remediation;
use super::scale::{Scale, common};
use crate::catalog::OperationSet;
use crate::condition::Condition;
use crate::graph::{GrantTerms, Strength, TenantGraph};
use crate::model::{ConditionState, MemberKind, ObjectId, PermissionBlock, Plane, PrincipalId, ScopeKind, ScopePath};
use crate::pattern::{Block, Pattern, PatternSet, Wildcards};

/// What a change gives away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, serde::Serialize)]
pub struct Price {
    /// The measure by which changes are ranked.
    pub weight: u64,
    /// Operations of the catalog that somebody gains.
    pub operations: usize,
    /// Those of them in the data plane.
    pub data_operations: usize,
    /// Those of them that control access.
    pub privileged: usize,
    /// Entra actions that somebody gains.
    pub directory_actions: usize,
    /// How many people and service principals gain.
    pub people: usize,
}

/// Prices changes of one tenant.
pub(super) struct Prices<'t> {
    tenant: &'t TenantGraph,
    wildcards: Wildcards,
    scale: OnceCell<Scale>,
    known: RefCell<FxHashMap<Remediation, Price>>,
    roles: RefCell<FxHashMap<ObjectId, std::rc::Rc<OperationSet>>>,
    members: OnceCell<FxHashMap<PrincipalId, Vec<PrincipalId>>>,
}

impl<'t> Prices<'t> {
    pub(super) fn new(tenant: &'t TenantGraph, wildcards: Wildcards) -> Self {
        let (scale, members) = (OnceCell::new(), OnceCell::new());
        Self { tenant, wildcards, scale, known: RefCell::default(), roles: RefCell::default(), members }
    }

    /// What a set of changes gives away together.
    pub(super) fn of(&self, changes: &[Remediation]) -> Price {
        let each = changes.iter().filter(|change| !change.is_activation()).map(|change| self.known(change));
        let mut total = each.fold(Price::default(), |total, price| Price {
            weight: total.weight.saturating_add(price.weight),
            operations: total.operations + price.operations,
            data_operations: total.data_operations + price.data_operations,
            privileged: total.privileged + price.privileged,
            directory_actions: total.directory_actions + price.directory_actions,
            people: total.people.max(price.people),
        });
        // An activation is somebody's own doing: nobody else gains.
        if total.people == 0 {
            total.people = 1;
        }
        total
    }

    /// What a role weighs by itself.
    pub(super) fn of_role(&self, role: &ObjectId) -> u64 {
        self.scale().weigh(&self.operations_of(role))
    }

    fn known(&self, change: &Remediation) -> Price {
        if let Some(&known) = self.known.borrow().get(change) {
            return known;
        }
        let price = self.one(change);
        self.known.borrow_mut().insert(change.clone(), price);
        price
    }

    fn one(&self, change: &Remediation) -> Price {
        match change {
            Remediation::AssignRole { principal, role, scope, .. } => {
                let mut gained = (*self.operations_of(role)).clone();
                gained.difference_with(&self.held(principal, scope));
                self.price(&gained, scope, 1)
            }
            Remediation::AssignDirectoryRole { role, .. } => self.directory_role(role),
            Remediation::AddMember { principal, group } => self.membership(principal, group),
            Remediation::AddActions { role, plane, actions } => self.actions(role, *plane, actions),
            Remediation::RemoveCondition { holder, role, scope } => {
                self.price(&self.narrowed(holder, role, scope), scope, self.people(holder).len())
            }
            Remediation::EditCondition { holder, scope, .. } => self.one_role_more(scope, self.people(holder).len()),
            Remediation::ExcludeFromDeny { deny, scope, .. } => self.price(&self.denied(deny), scope, 1),
            Remediation::RemoveDeny { deny, scope } => self.price(&self.denied(deny), scope, self.named(deny)),
            Remediation::ActivateRole { .. }
            | Remediation::ActivateMembership { .. }
            | Remediation::ActivateDirectoryRole { .. } => Price::default(),
        }
    }

    fn price(&self, gained: &OperationSet, scope: &str, people: usize) -> Price {
        let scale = self.scale();
        let weight = scale.weigh(gained).saturating_mul(width(scope)).saturating_mul(people as u64);
        Price {
            weight,
            operations: gained.len(),
            data_operations: common(gained, &scale.data),
            privileged: common(gained, &scale.control),
            directory_actions: 0,
            people,
        }
    }

    /// The operations of a role that the condition of an assignment mentions; all of them if it mentions none.
    fn narrowed(&self, holder: &ObjectId, role: &ObjectId, scope: &str) -> OperationSet {
        let facts = self.tenant.facts();
        let all = (*self.operations_of(role)).clone();
        let Some(principal) = facts.principals.lookup(holder) else { return all };
        let mut grants = self.tenant.grants_of(principal).iter().map(|grant| grant.gives);
        let same = |gives: &GrantTerms| facts.roles.id(gives.role) == role && facts.scopes.text(gives.scope) == scope;
        grants.find(same).map_or(all, |gives| self.spoken_of(role, gives.condition))
    }

    /// The operations of a role of which a condition speaks; all of them where it mentions none, or cannot be read.
    fn spoken_of(&self, role: &ObjectId, condition: ConditionState) -> OperationSet {
        let all = (*self.operations_of(role)).clone();
        let ConditionState::Text(text) = condition else { return all };
        let condition = Condition::new(self.tenant.facts().texts.get(text), None);
        let allow = condition.action_patterns().to_vec();
        if allow.is_empty() {
            return all;
        }
        let operations = self.tenant.catalog().operations();
        let set = PatternSet { blocks: vec![Block { allow, except: Vec::new() }] };
        let mut spoken_of = operations.expand(&set, Plane::Control, self.wildcards);
        spoken_of.union_with(&operations.expand(&set, Plane::Data, self.wildcards));
        spoken_of.intersect_with(&all);
        spoken_of
    }

    /// One role more on the list of those that may be assigned or taken away.
    fn one_role_more(&self, scope: &str, people: usize) -> Price {
        let operations = self.tenant.catalog().operations();
        let mut one = OperationSet::new(operations);
        let write = operations.lookup(Plane::Control, "Microsoft.Authorization/roleAssignments/write");
        if let Some(write) = write {
            one.insert(write);
        }
        self.price(&one, scope, people)
    }

    fn scale(&self) -> &Scale {
        self.scale.get_or_init(|| Scale::new(self.tenant.catalog()))
    }

    fn operations_of(&self, role: &ObjectId) -> std::rc::Rc<OperationSet> {
        if let Some(known) = self.roles.borrow().get(role) {
            return std::rc::Rc::clone(known);
        }
        let blocks = blocks_of(self.tenant, role).unwrap_or_default();
        let set = std::rc::Rc::new(self.tenant.catalog().operations().expand_blocks(blocks, self.wildcards));
        self.roles.borrow_mut().insert(role.clone(), std::rc::Rc::clone(&set));
        set
    }

    /// The operations that a principal holds at a scope without a condition.
    fn held(&self, principal: &ObjectId, scope: &str) -> OperationSet {
        let facts = self.tenant.facts();
        let mut all = OperationSet::new(self.tenant.catalog().operations());
        let Some(principal) = facts.principals.lookup(principal) else { return all };
        let above = self.tenant.tree().above(facts, scope);
        for gives in self.grants_of(principal) {
            if above.iter().any(|&(outer, _)| outer == gives.scope) {
                let role = facts.roles.id(gives.role);
                let mut own = (*self.operations_of(role)).clone();
                if matches!(gives.condition, ConditionState::Text(_) | ConditionState::OtherVersion(_)) {
                    own.difference_with(&self.spoken_of(role, gives.condition));
                }
                all.union_with(&own);
            }
        }
        all
    }

    /// What a principal holds now, through whatever group.
    fn grants_of(&self, principal: PrincipalId) -> Vec<GrantTerms> {
        let ways = self.tenant.membership().ways_up(principal);
        let sure = ways.iter().filter(|way| way.strength == Strength::Sure);
        let grants = sure.flat_map(|way| self.tenant.grants_of(way.to)).map(|grant| grant.gives);
        grants.filter(|gives| !gives.eligible).collect()
    }

    /// Everything that a group holds, less what its new member has already.
    fn membership(&self, principal: &ObjectId, group: &ObjectId) -> Price {
        let facts = self.tenant.facts();
        let Some(id) = facts.principals.lookup(group) else { return Price::default() };
        let mut price = Price { people: 1, ..Price::default() };
        for gives in self.grants_of(id) {
            let scope = facts.scopes.text(gives.scope);
            let mut gained = (*self.operations_of(facts.roles.id(gives.role))).clone();
            gained.difference_with(&self.held(principal, scope));
            let one = self.price(&gained, scope, 1);
            price.weight = price.weight.saturating_add(one.weight);
            price.operations += one.operations;
            price.data_operations += one.data_operations;
            price.privileged += one.privileged;
        }
        for grant in self.tenant.directory_grants_of(id).iter().filter(|grant| !grant.gives.eligible) {
            let one = self.directory_role(&grant.gives.template);
            price.weight = price.weight.saturating_add(one.weight);
            price.directory_actions += one.directory_actions;
        }
        price
    }

    fn directory_role(&self, role: &ObjectId) -> Price {
        let catalog = self.tenant.catalog();
        let own = self.tenant.facts().directory_roles.iter().find(|own| own.id == *role).map(|own| own.actions.len());
        let shipped = catalog.directory_role(role);
        let actions = shipped.map(|role| catalog.directory_role_actions(role).len()).or(own).unwrap_or_default();
        let privileged = shipped.is_none_or(|role| role.privileged != Some(false));
        let weight = (actions as u64).saturating_mul(if privileged { 100 } else { 10 }).saturating_mul(1000);
        Price { weight, directory_actions: actions, people: 1, ..Price::default() }
    }

    /// What everybody who holds a role gains by more actions.
    fn actions(&self, role: &ObjectId, plane: Plane, actions: &[Pattern]) -> Price {
        let facts = self.tenant.facts();
        let block = Block { allow: actions.to_vec(), except: Vec::new() };
        let set = PatternSet { blocks: vec![block] };
        let mut gained = self.tenant.catalog().operations().expand(&set, plane, self.wildcards);
        gained.difference_with(&self.operations_of(role));
        let mut price = self.price(&gained, "/", 0);
        let mut everybody = FxHashSet::default();
        for grant in self.tenant.grants().iter().filter(|grant| facts.roles.id(grant.gives.role) == role) {
            let people = self.people(facts.principals.id(grant.principal));
            let one = self.price(&gained, facts.scopes.text(grant.gives.scope), people.len());
            price.weight = price.weight.saturating_add(one.weight);
            everybody.extend(people);
        }
        price.people = everybody.len();
        price
    }

    fn denied(&self, id: &str) -> OperationSet {
        let operations = self.tenant.catalog().operations();
        let deny = self.tenant.facts().denies.iter().find(|deny| &*deny.id == id);
        deny.map_or_else(|| OperationSet::new(operations), |deny| operations.expand_blocks(&deny.blocks, self.wildcards))
    }

    /// How many people a deny assignment names.
    fn named(&self, id: &str) -> usize {
        let facts = self.tenant.facts();
        let Some(deny) = facts.denies.iter().find(|deny| &*deny.id == id) else { return 0 };
        let mut all = FxHashSet::default();
        for named in &deny.principals {
            match named {
                crate::model::DenyPrincipal::Everyone => return facts.principals.len(),
                crate::model::DenyPrincipal::Principal(one) => all.extend(self.people(facts.principals.id(*one))),
            }
        }
        all.len()
    }

    /// A principal, or the people who are in it, however deep.
    fn people(&self, holder: &ObjectId) -> Vec<PrincipalId> {
        let principals = &self.tenant.facts().principals;
        let Some(start) = principals.lookup(holder) else { return Vec::new() };
        let members = self.members.get_or_init(|| members(self.tenant));
        let mut seen: FxHashSet<PrincipalId> = std::iter::once(start).collect();
        let (mut todo, mut people) = (vec![start], Vec::new());
        while let Some(at) = todo.pop() {
            if !principals.kind(at).is_group() {
                people.push(at);
            }
            todo.extend(members.get(&at).into_iter().flatten().filter(|member| seen.insert(**member)));
        }
        people
    }
}

fn members(tenant: &TenantGraph) -> FxHashMap<PrincipalId, Vec<PrincipalId>> {
    let mut members: FxHashMap<PrincipalId, Vec<PrincipalId>> = FxHashMap::default();
    for row in tenant.facts().memberships.iter().filter(|row| row.kind != MemberKind::Eligible) {
        members.entry(row.group).or_default().push(row.member);
    }
    members
}

/// The permission blocks of a role, as the exports or the catalog define it.
pub(super) fn blocks_of<'t>(tenant: &'t TenantGraph, role: &ObjectId) -> Option<&'t [PermissionBlock]> {
    let exported = tenant.roles().by_id(role).filter(|role| role.doubt.is_none());
    let exported = exported.and_then(|role| role.alternatives.first()).map(Vec::as_slice);
    exported.or_else(|| tenant.catalog().role(role).map(|role| role.blocks.as_slice()))
}

/// How much lies at and below a scope of this kind.
fn width(scope: &str) -> u64 {
    match ScopePath::parse(scope).kind() {
        ScopeKind::Root => 1000,
        ScopeKind::ManagementGroup => 300,
        ScopeKind::Subscription => 100,
        ScopeKind::ResourceGroup => 10,
        ScopeKind::Resource | ScopeKind::TenantResource => 1,
    }
}
