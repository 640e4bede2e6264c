//! [`AppRoleHolders`]: which service principals have app roles of Microsoft Graph that lead on, and where these lead.

use rustc_hash::FxHashMap;

use super::doubt::PathDoubt;
use super::step_answers::{PathNode, end_of};
use crate::graph::TenantGraph;
use crate::model::{DirectoryWay, Origin, PrincipalId};
use crate::pack::escalation::embedded_directory_ways;

/// A service principal with an app role that leads on.
#[derive(Debug, Clone, Copy)]
pub(super) struct AppRoleHolder {
    pub(super) principal: PrincipalId,
    pub(super) by: AppRoleGround,
    /// What the step hangs on.
    pub(super) doubt: PathDoubt,
}

/// What a step by an app role rests on.
#[derive(Debug, Clone, Copy)]
pub(super) struct AppRoleGround {
    pub(super) way: &'static DirectoryWay,
    /// The name of the app role.
    pub(super) app_role: &'static str,
    pub(super) origin: Origin,
}

/// The holders by what their app roles lead to.
#[derive(Debug, Default)]
pub(super) struct AppRoleHolders {
    into: FxHashMap<PathNode, Vec<AppRoleHolder>>,
}

impl AppRoleHolders {
    pub(super) fn new(tenant: &TenantGraph) -> Self {
        let mut holders = Self::default();
        for row in &tenant.facts().escalation.app_roles {
            let doubt = match tenant.facts().is_microsoft_graph(&row.resource) {
                // Of several tenants, nothing tells of which one what it leads to is (R-SCO-12).
                Some(true) if tenant.facts().tenancy.is_mixed() => PathDoubt::Unknown,
                Some(true) => PathDoubt::None,
                Some(false) => continue,
                None => PathDoubt::Unknown,
            };
            if tenant.is_orphan(row.principal) {
                continue;
            }
            for way in embedded_directory_ways() {
                let Some((_, app_role)) = way.app_roles.iter().find(|(id, _)| *id == row.app_role) else { continue };
                let doubt = if way.unless.is_some() { doubt.max(PathDoubt::Unless) } else { doubt };
                let by = AppRoleGround { way, app_role, origin: row.origin };
                let holder = AppRoleHolder { principal: row.principal, by, doubt };
                holders.into.entry(end_of(way)).or_default().push(holder);
            }
        }
        holders
    }

    /// The holders whose app roles lead to a node.
    pub(super) fn into(&self, node: PathNode) -> &[AppRoleHolder] {
        self.into.get(&node).map(Vec::as_slice).unwrap_or_default()
    }
}
