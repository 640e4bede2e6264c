//! The words of an explanation: what could be changed, one sentence each.

use crate::explain::remediate::Remediation;
use crate::graph::TenantGraph;
use crate::graph::directory::role_name;
use crate::model::{ObjectId, Plane, ScopeKind, ScopePath};
use crate::pattern::Pattern;
use crate::report::answers::places::scope_called;

/// One sentence: who does what, and what comes of it.
pub(crate) fn remediation(tenant: &TenantGraph, change: &Remediation) -> String {
    let names = KnownNames { tenant };
    match change {
        Remediation::ActivateRole { principal, holder, role, scope } => {
            let through = names.through(principal, holder);
            format!(
                "{} activates the eligible role {} at {}{through}",
                names.who(principal),
                names.role(role),
                names.place(scope)
            )
        }
        Remediation::ActivateMembership { principal, group } => {
            format!("{} activates the eligible membership of group {}", names.who(principal), names.who(group))
        }
        Remediation::ActivateDirectoryRole { principal, holder, role } => {
            let through = names.through(principal, holder);
            format!("{} activates the eligible Entra role {}{through}", names.who(principal), names.directory_role(role))
        }
        Remediation::AssignRole { principal, role, scope, held_at } => {
            names.assignment((principal, role), scope, held_at.as_deref())
        }
        Remediation::AssignDirectoryRole { principal, role, held_in_part } => {
            let part = if *held_in_part { ", which is held for a part of the directory only so far" } else { "" };
            format!("assign the Entra role {} to {} for the tenant{part}", names.directory_role(role), names.who(principal))
        }
        Remediation::AddMember { principal, group } => {
            format!("add {} to group {}, which has it; nothing changes for its members", names.who(principal), names.who(group))
        }
        Remediation::AddActions { role, plane, actions } => {
            format!("add {} to the custom role {}, for everybody who holds it", list(*plane, actions), names.role(role))
        }
        Remediation::RemoveCondition { holder, role, scope } => {
            format!("remove the condition from {}", names.the_assignment(holder, role, scope))
        }
        Remediation::EditCondition { holder, role, scope, .. } => {
            format!("change the list in the condition of {}", names.the_assignment(holder, role, scope))
        }
        Remediation::ExcludeFromDeny { principal, deny, scope } => {
            let at = names.place(scope);
            format!("exclude {} from the deny assignment {} at {at}", names.who(principal), names.deny(deny))
        }
        Remediation::RemoveDeny { deny, scope } => {
            format!("delete the deny assignment {} at {}, for everybody it names", names.deny(deny), names.place(scope))
        }
    }
}

/// What people call things.
struct KnownNames<'t> {
    tenant: &'t TenantGraph,
}

impl KnownNames<'_> {
    fn who(&self, principal: &ObjectId) -> String {
        let principals = &self.tenant.facts().principals;
        let known = principals.lookup(principal).and_then(|id| principals.facts(id));
        let called = known.and_then(|known| known.name.as_deref().or(known.upn.as_deref()));
        called.map_or_else(|| principal.to_string(), str::to_owned)
    }

    fn role(&self, role: &ObjectId) -> String {
        role_called(self.tenant, role)
    }

    fn directory_role(&self, role: &ObjectId) -> String {
        role_name(self.tenant.facts(), self.tenant.catalog(), role)
    }

    fn deny(&self, id: &str) -> String {
        let deny = self.tenant.facts().denies.iter().find(|deny| &*deny.id == id);
        deny.map(|deny| &*deny.name).filter(|name| !name.is_empty()).unwrap_or(id).to_owned()
    }

    fn through(&self, principal: &ObjectId, holder: &ObjectId) -> String {
        if principal == holder { String::new() } else { format!(" (through group {})", self.who(holder)) }
    }

    /// A scope by its kind and last name.
    fn place(&self, scope: &str) -> String {
        let last = scope.rsplit('/').next().unwrap_or(scope);
        match ScopePath::parse(scope).kind() {
            ScopeKind::Root => "the root of the tenant".to_owned(),
            ScopeKind::ManagementGroup => format!("management group {}", scope_called(self.tenant, scope)),
            ScopeKind::Subscription => format!("subscription {}", scope_called(self.tenant, scope)),
            ScopeKind::ResourceGroup => format!("resource group {last}"),
            ScopeKind::Resource | ScopeKind::TenantResource => last.to_owned(),
        }
    }

    fn the_assignment(&self, holder: &ObjectId, role: &ObjectId, scope: &str) -> String {
        format!("the assignment of {} to {} at {}", self.role(role), self.who(holder), self.place(scope))
    }

    fn assignment(&self, (principal, role): (&ObjectId, &ObjectId), scope: &str, held_at: Option<&str>) -> String {
        let (role, who, at) = (self.role(role), self.who(principal), self.place(scope));
        match held_at {
            None => format!("assign {role} to {who} at {at}"),
            Some(held) if crate::model::scope::contains(scope, held) => {
                format!("move the assignment of {role} up to {at} for {who}: it is held at {} only", self.place(held))
            }
            Some(held) => {
                format!("repeat the assignment of {role} at {at} for {who}: it is held at {} so far", self.place(held))
            }
        }
    }
}

fn list(plane: Plane, actions: &[Pattern]) -> String {
    let what = if plane == Plane::Data { "data action" } else { "action" };
    match actions {
        [one] => format!("the {what} `{}`", one.text()),
        many => {
            let texts: Vec<String> = many.iter().map(|action| format!("`{}`", action.text())).collect();
            format!("the {what}s {}", texts.join(", "))
        }
    }
}

/// What a role is called; its id where no input has a name.
pub(crate) fn role_called(tenant: &TenantGraph, role: &ObjectId) -> String {
    let exported = tenant.roles().by_id(role).map(|role| role.name.to_string());
    let shipped = || tenant.catalog().role(role).map(|role| role.name.to_string());
    exported.or_else(shipped).unwrap_or_else(|| role.to_string())
}
