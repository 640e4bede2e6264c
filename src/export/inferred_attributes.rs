//! [`InferredAttributes`]: kinds and names of principals, and names of roles, from records of other kinds than directory exports.

use std::hash::Hash;

use rustc_hash::FxHashMap;

use crate::model::{Facts, ObjectId, PrincipalId, PrincipalKind, RoleId};

/// What records other than a directory export say about principals. It counts only if no directory export says anything. Of
/// several values the smallest one counts, so the order of the inputs does not matter.
#[derive(Debug, Default)]
pub(super) struct InferredAttributes {
    kinds: Vec<PrincipalKind>,
    names: FxHashMap<PrincipalId, Box<str>>,
    upns: FxHashMap<PrincipalId, Box<str>>,
    roles: FxHashMap<RoleId, Box<str>>,
    apps: FxHashMap<PrincipalId, ObjectId>,
}

impl InferredAttributes {
    /// Some record says that a principal is of a kind.
    pub(super) fn kind(&mut self, of: PrincipalId, kind: PrincipalKind) {
        if self.kinds.len() <= of.index() {
            self.kinds.resize(of.index() + 1, PrincipalKind::Unknown);
        }
        if let Some(known) = self.kinds.get_mut(of.index()) {
            *known = kind.min(*known);
        }
    }

    /// Some record calls a principal by a name.
    pub(super) fn name(&mut self, of: PrincipalId, name: &str) {
        smallest(&mut self.names, of, name);
    }

    /// Some record calls a role by a name.
    pub(super) fn role(&mut self, role: RoleId, name: &str) {
        if !name.trim().is_empty() {
            smallest(&mut self.roles, role, name);
        }
    }

    /// Some record gives the application id of a service principal.
    pub(super) fn app(&mut self, of: PrincipalId, app: ObjectId) {
        let known = self.apps.entry(of).or_insert_with(|| app.clone());
        if app < *known {
            *known = app;
        }
    }

    /// Some record says under which name a principal signs in.
    pub(super) fn upn(&mut self, of: PrincipalId, upn: &str) {
        smallest(&mut self.upns, of, upn);
    }

    /// Gives the facts what no directory export said.
    pub(super) fn settle(mut self, facts: &mut Facts) {
        facts.role_names = std::mem::take(&mut self.roles);
        for principal in facts.principals.ids() {
            let Some(known) = facts.principals.facts_mut(principal) else { continue };
            if known.kind == PrincipalKind::Unknown {
                known.kind = self.kinds.get(principal.index()).copied().unwrap_or_default();
            }
            if known.name.is_none() {
                known.name = self.names.remove(&principal);
            }
            if known.app_id.is_none() {
                known.app_id = self.apps.remove(&principal);
            }
            if known.upn.is_none() {
                known.upn = self.upns.remove(&principal);
            }
        }
    }
}

fn smallest<K: Copy + Eq + Hash>(said: &mut FxHashMap<K, Box<str>>, of: K, text: &str) {
    match said.get_mut(&of) {
        Some(known) if **known <= *text => {}
        Some(known) => *known = text.into(),
        None => {
            said.insert(of, text.into());
        }
    }
}
