//! [`JointIds`]: one numbering of the principals, scopes, roles and conditions of two states, so that their facts compare by number.

use rustc_hash::FxHashMap;

use crate::access::ConditionKey;
use crate::graph::TenantGraph;
use crate::model::{ConditionState, Facts, PrincipalId, RoleId, ScopeId};

/// One of the two states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum StateSide {
    /// The first one.
    Old,
    /// The second one.
    New,
}

impl StateSide {
    /// Both, the old one first.
    pub const BOTH: [Self; 2] = [Self::Old, Self::New];

    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Old => Self::New,
            Self::New => Self::Old,
        }
    }

    /// Which of two things is of this side.
    pub fn of<T>(self, [old, new]: &[T; 2]) -> &T {
        match self {
            Self::Old => old,
            Self::New => new,
        }
    }
}

/// A number in the numbering of both states.
pub(super) type JointId = u32;

/// The condition of a row that has no column for it: it may be any, or none (R-COND-17).
pub(super) const ANY_CONDITION: JointId = JointId::MAX;

/// The numbers of one table: the old table as it is, then what only the new one has.
#[derive(Debug, Default)]
struct JointTable {
    old: usize,
    of_new: Vec<JointId>,
    /// By joint number: the number in the new table.
    to_new: Vec<Option<u32>>,
}

impl JointTable {
    fn new(old: usize, found: impl Iterator<Item = Option<usize>>) -> Self {
        let mut table = Self { old, of_new: Vec::new(), to_new: vec![None; old] };
        for (number, known) in (0..).zip(found) {
            let joint = known.unwrap_or(table.to_new.len());
            match table.to_new.get_mut(joint) {
                Some(own) => *own = Some(number),
                None => table.to_new.push(Some(number)),
            }
            table.of_new.push(joint as JointId);
        }
        table
    }

    fn joint(&self, side: StateSide, number: usize) -> JointId {
        match side {
            StateSide::Old => number as JointId,
            StateSide::New => self.of_new.get(number).copied().unwrap_or(JointId::MAX),
        }
    }

    fn own(&self, side: StateSide, joint: JointId) -> Option<u32> {
        match side {
            StateSide::Old => ((joint as usize) < self.old).then_some(joint),
            StateSide::New => self.to_new.get(joint as usize).copied().flatten(),
        }
    }
}

/// The numbering.
#[derive(Debug)]
pub(super) struct JointIds<'t> {
    states: [&'t TenantGraph; 2],
    principals: JointTable,
    scopes: JointTable,
    roles: JointTable,
    conditions: FxHashMap<(StateSide, ConditionState), JointId>,
    keys: FxHashMap<Box<str>, JointId>,
    /// By number less one: the text and version of each condition.
    texts: Vec<(Box<str>, &'static str)>,
}

impl<'t> JointIds<'t> {
    pub(super) fn new(states: [&'t TenantGraph; 2]) -> Self {
        let [old, new] = states.map(TenantGraph::facts);
        let principals = new.principals.ids().map(|id| old.principals.lookup(new.principals.id(id)).map(PrincipalId::index));
        let scopes = new.scopes.ids().map(|id| same_scope(new, old, id).map(ScopeId::index));
        let roles = new.roles.ids().map(|id| old.roles.lookup(new.roles.id(id)).map(RoleId::index));
        Self {
            states,
            principals: JointTable::new(old.principals.len(), principals),
            scopes: JointTable::new(old.scopes.len(), scopes),
            roles: JointTable::new(old.roles.len(), roles),
            conditions: FxHashMap::default(),
            keys: FxHashMap::default(),
            texts: Vec::new(),
        }
    }

    pub(super) fn state(&self, side: StateSide) -> &'t TenantGraph {
        let [old, new] = self.states;
        match side {
            StateSide::Old => old,
            StateSide::New => new,
        }
    }

    pub(super) fn facts(&self, side: StateSide) -> &'t Facts {
        self.state(side).facts()
    }

    pub(super) fn principal(&self, side: StateSide, id: PrincipalId) -> JointId {
        self.principals.joint(side, id.index())
    }

    pub(super) fn scope(&self, side: StateSide, id: ScopeId) -> JointId {
        self.scopes.joint(side, id.index())
    }

    pub(super) fn role(&self, side: StateSide, id: RoleId) -> JointId {
        self.roles.joint(side, id.index())
    }

    /// The principal as one state numbers it, where that state knows it.
    pub(super) fn own_principal(&self, side: StateSide, joint: JointId) -> Option<PrincipalId> {
        self.principals.own(side, joint).map(PrincipalId)
    }

    /// The scope as one state numbers it.
    pub(super) fn own_scope(&self, side: StateSide, joint: JointId) -> Option<ScopeId> {
        self.scopes.own(side, joint).map(ScopeId)
    }

    /// The role as one state numbers it.
    pub(super) fn own_role(&self, side: StateSide, joint: JointId) -> Option<RoleId> {
        self.roles.own(side, joint).map(RoleId)
    }

    /// The number of a condition: 0 where there is none, the same for two spellings of one condition.
    pub(super) fn condition(&mut self, side: StateSide, condition: ConditionState) -> JointId {
        let (text, version) = match condition {
            ConditionState::None => return 0,
            ConditionState::NotExported | ConditionState::Contradicted | ConditionState::UnifiedRbac(_) => {
                return ANY_CONDITION;
            }
            ConditionState::Text(text) => (text, "2.0"),
            ConditionState::OtherVersion(text) => (text, "another"),
        };
        if let Some(&known) = self.conditions.get(&(side, condition)) {
            return known;
        }
        let text = self.facts(side).texts.get(text);
        let next = self.texts.len() as JointId + 1;
        let number = *self.keys.entry(Box::from(ConditionKey::of(text, Some(version)).identity())).or_insert(next);
        if number == next {
            self.texts.push((text.into(), version));
        }
        self.conditions.insert((side, condition), number);
        number
    }

    /// The text and version of a condition.
    pub(super) fn condition_text(&self, number: JointId) -> Option<(&str, &'static str)> {
        let index = (number as usize).checked_sub(1)?;
        self.texts.get(index).map(|(text, version)| (&**text, *version))
    }
}

/// A scope of one state in another. What stands for the root of a tenant is that of the same tenant.
fn same_scope(from: &Facts, to: &Facts, scope: ScopeId) -> Option<ScopeId> {
    match from.tenancy.roots.get(&scope) {
        Some(tenant) => to.tenancy.roots.iter().find(|(_, own)| *own == tenant).map(|(&root, _)| root),
        None => to.scopes.lookup(from.scopes.text(scope)),
    }
}
