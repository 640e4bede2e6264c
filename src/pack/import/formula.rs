//! [`CellFormula`]: what a cell requires, as a tree of `any` and `all`.

use super::names::FoundRole;
use super::reading::ReviewPoint;
use super::scope::ScopePlace;
use crate::model::Plane;

/// What a cell requires.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CellFormula {
    Any(Vec<CellFormula>),
    All(Vec<CellFormula>),
    Leaf(CellLeaf),
}

/// One role or a list of actions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CellLeaf {
    pub(super) what: CellNeed,
    /// Where the cell says that it is held.
    pub(super) at: Option<ScopePlace>,
    pub(super) unconditional: bool,
}

/// What a leaf asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CellNeed {
    Role(FoundRole),
    Actions(Plane, Vec<String>),
}

impl CellFormula {
    pub(super) fn leaf(what: CellNeed) -> Self {
        Self::Leaf(CellLeaf { what, at: None, unconditional: false })
    }

    /// Several parts as one, without another level for a single one.
    pub(super) fn joined(mut parts: Vec<Self>, join: fn(Vec<Self>) -> Self) -> Option<Self> {
        if parts.len() > 1 { Some(join(flat(parts, join))) } else { parts.pop() }
    }

    /// Makes another formula enough as well.
    pub(super) fn or(&mut self, other: Self) {
        match self {
            Self::Any(parts) if parts.contains(&other) => {}
            Self::Any(parts) => parts.push(other),
            own if *own == other => {}
            own => *own = Self::Any(vec![own.clone(), other]),
        }
    }

    /// Asks for another formula as well.
    pub(super) fn and(&mut self, other: Self) {
        match (self, other) {
            (Self::Leaf(own), Self::Leaf(other)) if own.takes(&other) => own.take(other),
            (Self::All(parts), other) => parts.push(other),
            (own, other) => *own = Self::All(vec![own.clone(), other]),
        }
    }

    pub(super) fn leaves(&self) -> Vec<&CellLeaf> {
        match self {
            Self::Leaf(leaf) => vec![leaf],
            Self::Any(parts) | Self::All(parts) => parts.iter().flat_map(Self::leaves).collect(),
        }
    }

    pub(super) fn each_leaf(&mut self, act: &mut impl FnMut(&mut CellLeaf)) {
        match self {
            Self::Leaf(leaf) => act(leaf),
            Self::Any(parts) | Self::All(parts) => parts.iter_mut().for_each(|part| part.each_leaf(act)),
        }
    }
}

/// The parts of parts that are joined in the same way.
fn flat(parts: Vec<CellFormula>, join: fn(Vec<CellFormula>) -> CellFormula) -> Vec<CellFormula> {
    let is_any = matches!(join(Vec::new()), CellFormula::Any(_));
    let mut all: Vec<CellFormula> = Vec::new();
    for part in parts {
        let inner = match (part, is_any) {
            (CellFormula::Any(inner), true) | (CellFormula::All(inner), false) => inner,
            (other, _) => vec![other],
        };
        for part in inner {
            // What is said twice is said once: only short lists are looked through.
            if all.len() > 200 || !all.contains(&part) {
                all.push(part);
            }
        }
    }
    all
}

/// What a cell says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct CellReading {
    /// Nothing where it says that nothing is needed, or says nothing.
    pub(super) formula: Option<CellFormula>,
    pub(super) review: Vec<ReviewPoint>,
}

impl CellLeaf {
    /// The name of the role that it asks for.
    pub(super) fn role_name(&self) -> Option<&str> {
        match &self.what {
            CellNeed::Role(role) => Some(&role.name),
            CellNeed::Actions(..) => None,
        }
    }

    pub(super) fn takes(&self, other: &Self) -> bool {
        let planes = |leaf: &Self| if let CellNeed::Actions(plane, _) = &leaf.what { Some(*plane) } else { None };
        planes(self).is_some()
            && planes(self) == planes(other)
            && self.at == other.at
            && self.unconditional == other.unconditional
    }

    pub(super) fn take(&mut self, other: Self) {
        if let (CellNeed::Actions(_, own), CellNeed::Actions(_, more)) = (&mut self.what, other.what) {
            own.extend(more);
        }
    }
}
