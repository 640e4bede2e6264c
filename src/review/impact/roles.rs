//! [`RoleImpact`]: what the holders of a changed role gain at a scope.

use std::collections::BTreeMap;

use super::held::{Holders, groups_among};
use crate::access::{AccessChange, foremost_first};
use crate::arrange::Arrange as _;
use crate::decide::{Effective, HeldInDirectory, Holds, Judge, Verdict};
use crate::graph::TenantGraph;
use crate::model::{Leaf, Need, Plane, PrincipalId, Requirement, TargetKind, Task};
use crate::pattern::{Pattern, Wildcards};
use crate::review::changes::RoleChange;

/// What some principals gain at a scope by a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleImpact {
    /// The role.
    pub role: Box<str>,
    /// The scope at which they hold it.
    pub scope: String,
    /// How sure it is: `allowed`, `eligible`, `conditional` or `unknown`.
    pub verdict: Verdict,
    /// The privileged operations among what they gain.
    pub privileged: Vec<String>,
    /// Something that they gain, a privileged operation if there is one.
    pub witness: String,
    /// Users, service principals, and groups whose members the exports do not name; by id.
    pub principals: Vec<PrincipalId>,
    /// How many of them are such groups: who gains by these is not known (R-PRI-7).
    pub open_groups: usize,
}

/// The tenant before and after.
pub(super) struct RoleJudges<'t> {
    before: Judge<'t>,
    after: Judge<'t>,
}

impl<'t> RoleJudges<'t> {
    pub(super) fn new(before: &'t TenantGraph, after: &'t TenantGraph, wildcards: Wildcards) -> Self {
        Self { before: Judge::new(before, wildcards), after: Judge::new(after, wildcards) }
    }

    /// What the holders of a role gain, those who gain the same at a scope together.
    pub(super) fn gained(&self, change: &RoleChange, holders: &[Holders]) -> Vec<RoleImpact> {
        let mut found: BTreeMap<(String, Vec<String>, String, Verdict), Vec<PrincipalId>> = BTreeMap::new();
        for holders in holders {
            if let Some((privileged, witness, verdict)) = self.gain(change, &holders.effective) {
                let key = (holders.scope.clone(), privileged, witness, verdict);
                found.entry(key).or_default().extend(&holders.principals);
            }
        }
        let tenant = self.after.tenant();
        let impact = |((scope, privileged, witness, verdict), mut principals): (_, Vec<PrincipalId>)| {
            principals.arrange_by_key(|&principal| tenant.facts().principals.id(principal).clone());
            let open_groups = groups_among(tenant, &principals);
            RoleImpact { role: change.diff.name.clone(), scope, verdict, privileged, witness, principals, open_groups }
        };
        found.into_iter().map(impact).collect()
    }

    /// The privileged operations that are gained, something that is gained, and how surely.
    fn gain(&self, change: &RoleChange, held: &Effective) -> Option<(Vec<String>, String, Verdict)> {
        let gained = &change.diff.access.gained;
        let ask = |plane: Plane, action: &str| self.better(held, plane, action);
        let mut privileged = Vec::new();
        for part in gained {
            privileged.extend(part.privileged.iter().filter_map(|name| Some((name.to_string(), ask(part.plane, name)?))));
        }
        if let Some(best) = privileged.iter().map(|(_, verdict)| *verdict).max() {
            let surest: Vec<String> = privileged.iter().filter(|(_, own)| *own == best).map(|(name, _)| name.clone()).collect();
            let witness = foremost_first(&surest).into_iter().next()?;
            return Some((privileged.into_iter().map(|(name, _)| name).collect(), witness, best));
        }
        let others = |part: &AccessChange| {
            let plane = part.plane;
            let witness = Some(&*part.witness.action).filter(|_| part.operations.is_empty());
            let operations: Vec<String> =
                part.operations.iter().map(|name| &**name).chain(witness).map(str::to_owned).collect();
            operations.into_iter().map(move |name| (plane, name))
        };
        let (name, verdict) =
            gained.iter().flat_map(others).find_map(|(plane, name)| ask(plane, &name).map(|verdict| (name, verdict)))?;
        Some((Vec::new(), name, verdict))
    }

    /// The answer after the change, where it is better than the one before.
    fn better(&self, held: &Effective, plane: Plane, action: &str) -> Option<Verdict> {
        let leaf = Leaf {
            what: Need::Actions { plane, patterns: vec![Pattern::parse(action)] },
            at: TargetKind::Resource,
            unconditional: false,
            assigns: None,
        };
        let task = Task {
            formerly: None,
            id: String::new(),
            title: String::new(),
            target: TargetKind::Resource,
            resource_type: None,
            requires: Requirement::Leaf(leaf),
            uses: Vec::new(),
            note: None,
            review: Vec::new(),
            examples: crate::model::task::Examples::default(),
        };
        let directory = HeldInDirectory::default();
        let holds = Holds { at: &|_| held, directory: &directory };
        let after = self.after.decide(&task, &holds).verdict;
        (after > self.before.decide(&task, &holds).verdict && after > Verdict::Blocked).then_some(after)
    }
}
