//! Whether a role grants everything that Owner grants. Only what it grants counts, not its name or how it is written.

use super::difference::Witness;
use super::granted::RoleAccess;
use crate::catalog::{Catalog, OperationId};
use crate::model::Plane;
use crate::pattern::{Block, Pattern, PatternSet, Search};

/// The action that lets somebody give out roles, Owner among them.
const GIVES_ROLES: &str = "Microsoft.Authorization/roleAssignments/write";

/// How much of Owner a role grants in the control plane. Only what is given without a condition counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ownership {
    /// It grants every action that Owner grants, over all strings (except the empty one, which is not an action).
    Owner,
    /// It grants every operation of the catalog, but not every string: it grants what Owner grants today.
    OwnerOnCatalog {
        /// The shortest string that it lacks.
        lacks: Witness,
    },
    /// It lacks operations, but can assign any role: its holder can become Owner.
    GivesRoles {
        /// How many operations it lacks.
        lacks: usize,
    },
    /// None of these.
    None,
    /// Patterns with several stars made the search too large, or expressions hide what it grants.
    Unknown,
}

impl Ownership {
    /// How near an access comes.
    pub fn of(access: &RoleAccess<'_>) -> Self {
        let [control, _] = &access.planes;
        let part = &control.unconditional;
        let lacking = lacking(access).len();
        if lacking > 0 {
            let gives_roles = part.set.contains(GIVES_ROLES, access.wildcards);
            return if gives_roles { Self::GivesRoles { lacks: lacking } } else { Self::None };
        }
        let everything =
            PatternSet { blocks: vec![Block { allow: vec![Pattern::parse("*")], except: vec![Pattern::parse("")] }] };
        match everything.escape(&part.set, access.wildcards) {
            Search::None => Self::Owner,
            Search::Found(action) => Self::OwnerOnCatalog { lacks: Witness { action: action.into(), in_catalog: false } },
            Search::Undecided => Self::Unknown,
        }
    }

    /// Whether it is one today, whatever operations are still to come.
    pub fn is_owner(&self) -> bool {
        matches!(self, Self::Owner | Self::OwnerOnCatalog { .. })
    }
}

/// The control-plane operations that an access does not give without a condition.
pub fn lacking(access: &RoleAccess<'_>) -> Vec<OperationId> {
    let [control, _] = &access.planes;
    let catalog: &Catalog = access.catalog;
    catalog.operations().ids(Plane::Control).filter(|&id| !control.unconditional.operations.contains(id)).collect()
}
