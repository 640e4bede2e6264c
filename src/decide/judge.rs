//! [`Judge`]: the tenant's roles, deny assignments and conditions, compiled once and asked many times.

use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::clauses::{DenyClause, GrantClause, PlaneBlock, Required};
use super::decision::Verdict;
use super::held::{Denied, EffectiveGrant};
use super::question;
use super::request::Request;
use super::verdict;
use crate::catalog::{CONDITIONABLE, Catalog};
use crate::condition::{Condition, Context};
use crate::graph::{Role, Strength, TenantGraph};
use crate::model::{ConditionState, DenyAssignment, Guid, ObjectId, PermissionBlock, Plane, RoleId};
use crate::pattern::{Block, Pattern, Wildcards};

/// Decides questions about one tenant under one reading of wildcards.
pub struct Judge<'t> {
    pub(super) tenant: &'t TenantGraph,
    pub(super) wildcards: Wildcards,
    pub(super) context: Context,
    /// Nothing else is held than what is shown: a no needs no whole list.
    pub(super) is_closed: bool,
    roles: Vec<OnceCell<Compiled>>,
    denies: Vec<OnceCell<[Vec<PlaneBlock>; 2]>>,
    /// By what records state, text and version: what one record says of a version is nothing to another record.
    conditions: RefCell<Conditions>,
    /// What named roles grant: every question about a role asks for it.
    wholes: RefCell<FxHashMap<Guid, Option<Arc<WholeRole>>>>,
}

/// What a role grants, by plane.
pub(super) type WholeRole = Vec<(Plane, Required)>;

/// Conditions that were read, as the actions of a plane meet them, or without regard to planes.
type Conditions = FxHashMap<(ConditionState, Option<Plane>), Arc<Condition>>;

/// A role in both planes.
#[derive(Debug)]
struct Compiled {
    planes: [Vec<Vec<PlaneBlock>>; 2],
    conditionable: bool,
}

impl<'t> Judge<'t> {
    /// A judge for a tenant.
    pub fn new(tenant: &'t TenantGraph, wildcards: Wildcards) -> Self {
        let roles = tenant.roles().iter().map(|_| OnceCell::new()).collect();
        let denies = tenant.facts().denies.iter().map(|_| OnceCell::new()).collect();
        let context = Context::new(wildcards);
        let context = match jiff::Timestamp::from_second(tenant.at()) {
            Ok(instant) => context.at(instant),
            Err(_) => context,
        };
        let (conditions, wholes) = (RefCell::default(), RefCell::default());
        Self { tenant, wildcards, context, is_closed: false, roles, denies, conditions, wholes }
    }

    /// The same judge, for requests about which more than the action is known (R-COND-10).
    #[must_use]
    pub fn asked(mut self, request: &Request) -> Self {
        self.context = request.bind(self.context);
        self
    }

    /// The same judge, of principals who hold what is shown and nothing else: what one assignment gives by itself needs no whole list.
    #[must_use]
    pub fn of_what_is_held(self) -> Self {
        Self { is_closed: true, ..self }
    }

    /// The tenant that is judged.
    pub fn tenant(&self) -> &'t TenantGraph {
        self.tenant
    }

    /// Everything that a named role grants, whatever its own conditions: what a requirement for it asks for. A plane in which it grants
    /// nothing is left out; `None` if nobody knows what it grants.
    pub(super) fn whole_role(&self, id: Guid) -> Option<Arc<WholeRole>> {
        if let Some(known) = self.wholes.borrow().get(&id) {
            return known.clone();
        }
        let whole = self.blocks_of(id).map(|blocks| Arc::new(whole(blocks, self.wildcards)));
        self.wholes.borrow_mut().insert(id, whole.clone());
        whole
    }

    /// The data actions of a role, without its exceptions.
    pub(super) fn data_actions_of(&self, id: Guid) -> impl Iterator<Item = &'t Pattern> {
        self.blocks_of(id).unwrap_or_default().iter().flat_map(|block| &block.data_actions)
    }

    fn blocks_of(&self, id: Guid) -> Option<&'t [PermissionBlock]> {
        let id = ObjectId::Guid(id);
        match self.tenant.roles().by_id(&id).filter(|role| role.doubt.is_none()) {
            Some(exported) => exported.alternatives.first().map(Vec::as_slice),
            None => Some(self.tenant.catalog().role(&id)?.blocks.as_slice()),
        }
    }

    /// The terms for what is held at a scope, in one plane.
    pub(super) fn grants<'s>(&'s self, held: &[EffectiveGrant], plane: Plane) -> Vec<GrantClause<'s>> {
        held.iter().filter_map(|held| self.grant(held, plane)).collect()
    }

    /// The terms for the denies at a scope, in one plane.
    pub(super) fn denies<'s>(&'s self, denied: &[Denied], plane: Plane) -> Vec<DenyClause<'s>> {
        denied.iter().filter_map(|denied| self.deny(denied, plane)).collect()
    }

    /// The condition that narrows a held role, if any.
    pub(super) fn condition_of(&self, held: &EffectiveGrant) -> Option<Arc<Condition>> {
        self.condition(held.condition, None)
    }

    /// What a held role gives at best: if its condition was not exported, and there may be one, nothing is sure (R-COND-17).
    pub(super) fn at_best(&self, held: &EffectiveGrant) -> Verdict {
        let unsure = self.may_be_conditioned(held) || matches!(held.condition, ConditionState::UnifiedRbac(_));
        verdict::of_strength(if unsure { Strength::Unknown } else { held.strength })
    }

    /// Whether the exports leave open if the assignment has a condition.
    pub(super) fn may_be_conditioned(&self, held: &EffectiveGrant) -> bool {
        match held.condition {
            ConditionState::NotExported => self.compiled(held.role).is_none_or(|role| role.conditionable),
            ConditionState::Contradicted => true,
            _ => false,
        }
    }

    /// A condition as the actions of one plane meet it, or without regard to planes.
    pub(super) fn condition(&self, state: ConditionState, plane: Option<Plane>) -> Option<Arc<Condition>> {
        let (text, version) = match state {
            ConditionState::None
            | ConditionState::NotExported
            | ConditionState::Contradicted
            | ConditionState::UnifiedRbac(_) => return None,
            ConditionState::Text(text) => (text, "2.0"),
            ConditionState::OtherVersion(text) => (text, "1.0"),
        };
        let parse = || {
            let condition = Condition::new(self.tenant.facts().texts.get(text), Some(version));
            Arc::new(match plane {
                Some(plane) => in_its_plane(self.tenant.catalog(), condition, plane),
                None => condition,
            })
        };
        if let Some(known) = self.conditions.borrow().get(&(state, plane)) {
            return Some(Arc::clone(known));
        }
        let parsed = parse();
        self.conditions.borrow_mut().insert((state, plane), Arc::clone(&parsed));
        Some(parsed)
    }

    fn grant<'s>(&'s self, held: &EffectiveGrant, plane: Plane) -> Option<GrantClause<'s>> {
        let alternatives = self.compiled(held.role)?.planes.get(plane as usize)?;
        if alternatives.iter().all(Vec::is_empty) {
            return None;
        }
        let alternatives = Cow::Borrowed(alternatives.as_slice());
        let condition = self.condition(held.condition, Some(plane));
        Some(GrantClause { verdict: self.at_best(held), alternatives, condition })
    }

    fn deny<'s>(&'s self, denied: &Denied, plane: Plane) -> Option<DenyClause<'s>> {
        let deny = self.tenant.facts().denies.get(denied.deny as usize)?;
        let compiled = self.denies.get(denied.deny as usize)?.get_or_init(|| compile_deny(deny, self.tenant.catalog()));
        let sure = denied.sure && deny.condition != ConditionState::NotExported;
        Some(DenyClause { sure, blocks: compiled.get(plane as usize)?, condition: self.condition(deny.condition, Some(plane)) })
    }

    /// Holdings of a role as grants of everything that the role has: only their own conditions narrow them.
    pub(super) fn holding_all<'s>(
        &self,
        held: &[EffectiveGrant],
        whole: &'s [Vec<PlaneBlock>],
        plane: Plane,
    ) -> Vec<GrantClause<'s>> {
        let term = |held: &EffectiveGrant| GrantClause {
            verdict: self.at_best(held),
            alternatives: Cow::Borrowed(whole),
            condition: self.condition(held.condition, Some(plane)),
        };
        held.iter().map(term).collect()
    }

    /// The patterns that a held role may grant by, in one plane.
    pub(super) fn patterns_of(&self, held: &EffectiveGrant, plane: Plane) -> impl Iterator<Item = &Pattern> {
        let alternatives = self.compiled(held.role).and_then(|role| role.planes.get(plane as usize));
        alternatives.into_iter().flatten().flatten().flat_map(|clause| &clause.block.allow)
    }

    /// Whether a block of the role carries a condition of its own (R-COND-12).
    pub(super) fn has_block_condition(&self, held: &EffectiveGrant) -> bool {
        self.clauses_of(held).any(|clause| clause.condition.is_some())
    }

    /// The conditions of a held role's own blocks, in words.
    pub(super) fn block_conditions(&self, held: &EffectiveGrant) -> Vec<String> {
        let conditions = self.clauses_of(held).filter_map(|clause| clause.condition.as_ref());
        conditions.map(|condition| self.in_words(condition)).collect()
    }

    /// A condition in words, with the names of the roles that it speaks of.
    pub(super) fn in_words(&self, condition: &Condition) -> String {
        let name = |guid: Guid| {
            let id = ObjectId::Guid(guid);
            let exported = self.tenant.roles().by_id(&id).map(|role| role.name.to_string());
            exported.or_else(|| self.tenant.catalog().role(&id).map(|role| role.name.to_string()))
        };
        condition.residual(&[], &self.context).words(&name)
    }

    fn clauses_of(&self, held: &EffectiveGrant) -> impl Iterator<Item = &PlaneBlock> {
        self.compiled(held.role).into_iter().flat_map(|role| role.planes.iter().flatten().flatten())
    }

    fn compiled(&self, role: RoleId) -> Option<&Compiled> {
        let facts = self.tenant.roles().get(role)?;
        Some(self.roles.get(role.index())?.get_or_init(|| compile(facts, self.tenant.catalog(), self.wildcards)))
    }
}

/// The blocks of a deny by plane; one that was cut may deny anything (R-FMT-8).
fn compile_deny(deny: &DenyAssignment, catalog: &Catalog) -> [Vec<PlaneBlock>; 2] {
    if deny.unreadable {
        let everything = Block { allow: vec![Pattern::parse("*")], except: Vec::new() };
        return [Plane::Control, Plane::Data].map(|_| vec![PlaneBlock { block: everything.clone(), condition: None }]);
    }
    [Plane::Control, Plane::Data].map(|plane| deny.blocks.iter().filter_map(|block| clause(block, catalog, plane)).collect())
}

/// What some blocks grant, in each plane in which that is anything.
fn whole(blocks: &[PermissionBlock], wildcards: Wildcards) -> WholeRole {
    let of = |plane| {
        let blocks = blocks.iter().map(|block| in_plane(block, plane)).filter(|block| !block.allow.is_empty());
        (plane, Required { blocks: blocks.collect() })
    };
    let planes = [Plane::Control, Plane::Data].map(of);
    planes.into_iter().filter(|(_, required)| question::has_strings(required, wildcards) != Some(false)).collect()
}

fn compile(role: &Role, catalog: &Catalog, wildcards: Wildcards) -> Compiled {
    let in_plane = |plane| -> Vec<Vec<PlaneBlock>> {
        let of = |blocks: &Vec<PermissionBlock>| blocks.iter().filter_map(|block| clause(block, catalog, plane)).collect();
        role.alternatives.iter().map(of).collect()
    };
    let planes = [in_plane(Plane::Control), in_plane(Plane::Data)];
    let conditionable = CONDITIONABLE.iter().any(|&(plane, text)| {
        let pattern = Pattern::parse(text);
        let clauses = planes.get(plane as usize).into_iter().flatten().flatten();
        // Where the search gives up, it may.
        clauses.into_iter().any(|clause| clause.block.meets(&pattern, wildcards) != Some(false))
    });
    Compiled { planes, conditionable }
}

/// A permission block in one plane; `None` if it says nothing there.
fn clause(block: &PermissionBlock, catalog: &Catalog, plane: Plane) -> Option<PlaneBlock> {
    let in_plane = in_plane(block, plane);
    if in_plane.allow.is_empty() {
        return None;
    }
    let parse = |text: &str| {
        let condition = Condition::new(text, block.condition_version.as_deref());
        Arc::new(in_its_plane(catalog, condition, plane))
    };
    Some(PlaneBlock { block: in_plane, condition: block.condition.as_deref().map(parse) })
}

/// A condition as the actions of one plane meet it: a clause on the other plane's actions says nothing of them (R-COND-19).
pub(crate) fn in_its_plane(catalog: &Catalog, condition: Condition, plane: Plane) -> Condition {
    condition.within_plane(|pattern| catalog.operations().is_of_other_plane(pattern, plane))
}

fn in_plane(block: &PermissionBlock, plane: Plane) -> Block {
    match plane {
        Plane::Control => Block { allow: block.actions.clone(), except: block.not_actions.clone() },
        Plane::Data => Block { allow: block.data_actions.clone(), except: block.not_data_actions.clone() },
    }
}
