//! [`Recipient`]: to whom a role is assigned, as far as conditions on assigned roles tell principals apart (R-COND-10).
//!
//! Conditions tell principals apart by their kind, and by the ids that they name. So one id that no condition names stands for all others.

use rustc_hash::FxHashMap;

use super::roles::{condition_texts, ids};
use crate::arrange::Arrange as _;
use crate::graph::TenantGraph;
use crate::guid::Guid;
use crate::model::{Assigned, ObjectId, PrincipalId, PrincipalKind};

/// More principals than this are not told apart by their ids: what a condition says of them is open then.
const NAMED: usize = 16;
/// An id that no principal has.
pub(crate) const UNNAMED: &str = "ffffffff-ffff-4fff-8fff-fffffffffffe";

/// The kinds that conditions tell apart.
const KINDS: [PrincipalKind; 3] = [PrincipalKind::User, PrincipalKind::Group, PrincipalKind::ServicePrincipal];

/// To whom a role is assigned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Recipient {
    /// Of which kind; what is neither a group nor a service principal counts as a user.
    pub kind: PrincipalKind,
    /// Which of them.
    pub which: RecipientId,
}

/// Which principals of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecipientId {
    /// Any: no condition names one.
    Any,
    /// Any that no condition names.
    Unnamed,
    /// This one, which some condition names.
    Named(Guid),
}

impl Recipient {
    /// The assignment of a role to it.
    pub(super) fn given(self, role: Guid) -> Assigned {
        let id = match self.which {
            RecipientId::Any => None,
            RecipientId::Unnamed => Guid::parse(UNNAMED),
            RecipientId::Named(id) => Some(id),
        };
        Assigned { role, to: self.kind, id }
    }

    /// What tasks call it.
    pub(super) fn name(self) -> String {
        match self.which {
            RecipientId::Any => self.kind.name().to_owned(),
            RecipientId::Unnamed => format!("{}:{UNNAMED}", self.kind.name()),
            RecipientId::Named(id) => format!("{}:{id}", self.kind.name()),
        }
    }
}

/// All that are asked about.
#[derive(Debug)]
pub(super) struct Recipients {
    all: Vec<Recipient>,
    /// The principals that conditions name.
    named: FxHashMap<PrincipalId, Guid>,
}

impl Recipients {
    /// Those of a tenant: groups only where conditions may tell kinds apart.
    pub(super) fn new(tenant: &TenantGraph, tells_apart: bool) -> Self {
        let named = if tells_apart { named(tenant) } else { FxHashMap::default() };
        let rest = if named.is_empty() { RecipientId::Any } else { RecipientId::Unnamed };
        let kinds = KINDS.into_iter().filter(|kind| tells_apart || *kind != PrincipalKind::Group);
        let mut all: Vec<Recipient> = kinds.map(|kind| Recipient { kind, which: rest }).collect();
        let kind_of = |principal: PrincipalId| {
            let kind = tenant.facts().principals.kind(principal);
            if KINDS.contains(&kind) { kind } else { PrincipalKind::User }
        };
        all.extend(named.iter().map(|(&own, &id)| Recipient { kind: kind_of(own), which: RecipientId::Named(id) }));
        all.arrange();
        Self { all, named }
    }

    /// All of them, in order.
    pub(super) fn all(&self) -> &[Recipient] {
        &self.all
    }

    /// Whether groups are among them: conditions may tell kinds apart.
    pub(super) fn tell_kinds_apart(&self) -> bool {
        self.all.iter().any(|own| own.kind == PrincipalKind::Group)
    }

    /// Whether some condition names a principal.
    pub(super) fn is_named(&self, principal: PrincipalId) -> bool {
        self.named.contains_key(&principal)
    }

    /// Whether a principal of a kind is one of them.
    pub(super) fn includes(&self, to: Recipient, (principal, kind): (PrincipalId, PrincipalKind)) -> bool {
        let named = self.named.get(&principal);
        match to.which {
            RecipientId::Any => is_asked_as(to.kind, kind),
            RecipientId::Unnamed => named.is_none() && is_asked_as(to.kind, kind),
            RecipientId::Named(id) => named == Some(&id),
        }
    }
}

/// The principals that conditions name, where conditions ask to whom a role is assigned.
fn named(tenant: &TenantGraph) -> FxHashMap<PrincipalId, Guid> {
    const ATTRIBUTE: &str = "roleassignments:principalid]";
    let asking = condition_texts(tenant).into_iter().filter(|text| text.to_ascii_lowercase().contains(ATTRIBUTE));
    let known = |id: Guid| Some((tenant.facts().principals.lookup(&ObjectId::Guid(id))?, id));
    let named: FxHashMap<PrincipalId, Guid> = asking.flat_map(ids).filter_map(known).collect();
    if named.len() > NAMED { FxHashMap::default() } else { named }
}

/// Whether a principal of the second kind is one of the first, as conditions on assigned roles tell them apart.
pub(super) fn is_asked_as(to: PrincipalKind, kind: PrincipalKind) -> bool {
    let is_service = kind == PrincipalKind::ServicePrincipal;
    match to {
        PrincipalKind::ServicePrincipal => is_service,
        PrincipalKind::Group => false,
        _ => !is_service,
    }
}
