//! Small tenants in a few words, for the vectors of evaluation: who holds what where, who is in which group, what is denied.

use std::collections::BTreeMap;

use rolecall::catalog::Catalog;
use rolecall::model::facts::MemberLists;
use rolecall::model::{
    Assignment, AssignmentName, ClassicAdministrator, ConditionState, Containment, DenyAssignment, DenyPrincipal,
    DirectoryAssignment, DirectoryScope, ExportKind, ExportedRole, Facts, Guid, InputFile, InputId, Listing, Losses,
    ManagementGroup, MemberKind, MemberType, Membership, ObjectId, Organization, Origin, PermissionBlock, PrincipalId,
    PrincipalKind, Resource, ResourceDetail, RoleDefinition, RoleId, RoleKind, RoleSchedule, ScopeId, Validity,
};
use rolecall::pattern::Pattern;
use serde::Deserialize;

/// The tenant's own id, and that of its root management group.
pub(crate) const TENANT: &str = "00000000-aaaa-4aaa-8aaa-000000000000";
const S1: &str = "/subscriptions/11111111-1111-4111-8111-111111111111";
const S2: &str = "/subscriptions/22222222-2222-4222-8222-222222222222";

/// A tenant as a vector states it. Exports are complete but for the kinds in `absent`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct SmallTenant {
    pub holds: Vec<Hold>,
    pub directory: Vec<Hold>,
    pub members: BTreeMap<String, Vec<String>>,
    /// Groups without a member list.
    pub groups: Vec<String>,
    pub role_assignable: Vec<String>,
    pub denies: Vec<Deny>,
    pub classic: Vec<String>,
    pub absent: Vec<String>,
    /// Principals that no directory export lists.
    pub undirected: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Hold {
    pub who: String,
    pub role: Role,
    pub at: String,
    #[serde(default)]
    pub eligible: bool,
    #[serde(default)]
    pub until: Option<String>,
    #[serde(default)]
    pub condition: Option<String>,
    #[serde(default)]
    pub condition_lost: bool,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Role {
    Name(String),
    Id {
        id: String,
    },
    Custom {
        actions: Vec<String>,
        #[serde(default)]
        not_actions: Vec<String>,
        #[serde(default)]
        merged: bool,
    },
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Deny {
    pub at: String,
    pub actions: Vec<String>,
    pub not_actions: Vec<String>,
    pub data_actions: Vec<String>,
    pub everyone: bool,
    pub principals: Vec<String>,
    pub exclude: Vec<String>,
    pub not_to_children: bool,
    pub audit: bool,
    pub condition: Option<String>,
}

/// The id behind a short name: `S1/rg1`, `W`, `mg:corp`, `account`.
pub(crate) fn scope_id(short: &str) -> String {
    let in_rg = |rest: &str| format!("{S1}/resourceGroups/rg1/providers/{rest}");
    match short {
        "/" => "/".to_owned(),
        "tenant" => "tenant".to_owned(),
        "S1" => S1.to_owned(),
        "S2" => S2.to_owned(),
        "S1/rg1" => format!("{S1}/resourceGroups/rg1"),
        "S1/rg2" => format!("{S1}/resourceGroups/rg2"),
        "W" => in_rg("Microsoft.OperationalInsights/workspaces/soc"),
        "account" => in_rg("Microsoft.Storage/storageAccounts/account"),
        "vm" => in_rg("Microsoft.Compute/virtualMachines/vm"),
        "identity" => in_rg("Microsoft.ManagedIdentity/userAssignedIdentities/identity"),
        other => match other.strip_prefix("mg:") {
            Some(group) => format!("/providers/Microsoft.Management/managementGroups/{group}"),
            None => panic!("scope {other} is unknown"),
        },
    }
}

/// The id of a principal of a small tenant.
pub(crate) fn principal_id(name: &str) -> ObjectId {
    let number = name.bytes().fold(0_u32, |number, byte| (number << 8) | u32::from(byte));
    ObjectId::parse(&format!("{number:08x}-0000-4000-8000-000000000000"))
}

const ORIGIN: Origin = Origin { input: InputId(0), record: 0 };

impl SmallTenant {
    /// The facts that exports of this tenant would give.
    pub(crate) fn facts(&self) -> Facts {
        let mut made = Made { facts: Facts::default(), customs: 0 };
        made.exports(&self.absent);
        made.people(self);
        made.tree(!self.absent.iter().any(|kind| kind == "management-groups"));
        for hold in &self.holds {
            made.hold(hold);
        }
        for hold in &self.directory {
            made.directory_role(hold);
        }
        for deny in &self.denies {
            made.deny(deny);
        }
        for who in &self.classic {
            let administrator = ClassicAdministrator {
                who: who.as_str().into(),
                role: "CoAdministrator".into(),
                scope: Some(made.scope("S1")),
                origin: ORIGIN,
            };
            made.facts.classic.push(administrator);
        }
        made.facts
    }
}

struct Made {
    facts: Facts,
    customs: u128,
}

impl Made {
    fn exports(&mut self, absent: &[String]) {
        for (kind, name) in ExportKind::ALL {
            if !absent.iter().any(|other| other == name) {
                let input = InputFile {
                    path: name.into(),
                    format: name,
                    records: 1,
                    used: 1,
                    partial: false,
                    kind,
                    newest: None,
                    modified: None,
                };
                self.facts.inputs.push(input);
            }
        }
        for short in ["S1", "S2", "S1/rg1", "S1/rg2", "W", "account", "vm", "identity"] {
            let scope = self.scope(short);
            if scope_id(short).contains("/providers/") {
                let resource = Resource {
                    scope,
                    kind: "any".into(),
                    name: short.into(),
                    detail: ResourceDetail::None,
                    tenant: None,
                    location: None,
                    origin: ORIGIN,
                };
                self.facts.resources.push(resource);
            }
        }
        self.facts.organizations.push(Organization { id: TENANT.into(), name: None, origin: ORIGIN });
    }

    fn people(&mut self, tenant: &SmallTenant) {
        let holders = tenant.holds.iter().chain(&tenant.directory).map(|hold| hold.who.as_str());
        let members = tenant.members.iter().flat_map(|(group, members)| std::iter::once(group).chain(members));
        let denied = tenant.denies.iter().flat_map(|deny| deny.principals.iter().chain(&deny.exclude));
        let mut names: Vec<&str> =
            holders.chain(members.map(String::as_str)).chain(denied.map(String::as_str)).chain(["u"]).collect();
        names.extend(tenant.groups.iter().map(String::as_str));
        for name in names {
            let is_group = tenant.members.contains_key(name) || tenant.groups.iter().any(|group| group == name);
            let id = self.principal(name);
            let facts = self.facts.principals.facts_mut(id).expect("it was just added");
            facts.kind = if is_group { PrincipalKind::Group } else { PrincipalKind::User };
            facts.in_directory = !tenant.undirected.iter().any(|other| other == name);
            facts.assignable_to_role = is_group.then(|| tenant.role_assignable.iter().any(|group| group == name));
        }
        for (group, members) in &tenant.members {
            let group = self.principal(group);
            let lists = MemberLists { direct: Listing::Complete, transitive: Listing::Absent };
            self.facts.member_lists.insert(group, lists);
            for member in members {
                let member = self.principal(member);
                let kind = MemberKind::Direct;
                self.facts.memberships.push(Membership { group, member, kind, validity: Validity::ALWAYS, origin: ORIGIN });
            }
        }
    }

    /// The tenant root over `corp`, `corp` over `prod`, `prod` over S1; S2 right under the root.
    fn tree(&mut self, known: bool) {
        if !known {
            return;
        }
        let root = format!("mg:{TENANT}");
        for (child, parent) in [("mg:corp", root.as_str()), ("mg:prod", "mg:corp"), ("S1", "mg:prod"), ("S2", root.as_str())] {
            let (child, parent) = (self.scope(child), self.scope(parent));
            self.facts.containments.push(Containment { child, parent, direct: true, origin: ORIGIN });
        }
        for group in [root.as_str(), "mg:corp", "mg:prod"] {
            let scope = self.scope(group);
            let tenant = Some(TENANT.into());
            self.facts.management_groups.push(ManagementGroup { scope, name: None, tenant, origin: ORIGIN });
        }
    }

    fn hold(&mut self, hold: &Hold) {
        let (principal, scope, role) = (self.principal(&hold.who), self.scope(&hold.at), self.role(&hold.role));
        let condition = match &hold.condition {
            _ if hold.condition_lost => ConditionState::NotExported,
            Some(text) => ConditionState::Text(self.facts.texts.intern(text)),
            None => ConditionState::None,
        };
        let name = AssignmentName::Guid(Guid::from_u128(self.facts.assignments.len() as u128 + 1));
        let id = self.facts.assignment_id(name, scope).map(|id| self.facts.texts.intern(&id));
        let end = hold.until.as_deref().map(|time| time.parse::<jiff::Timestamp>().expect("a time").as_second());
        if hold.eligible || end.is_some() {
            self.facts.schedules.push(RoleSchedule {
                eligible: hold.eligible,
                principal,
                role,
                scope,
                condition,
                validity: Validity { start: None, end },
                member_type: MemberType::Direct,
                effective: true,
                schedule: None,
                assignment: id.filter(|_| !hold.eligible),
                id: None,
                origin: ORIGIN,
            });
        }
        if !hold.eligible {
            self.facts.assignments.push(Assignment { principal, role, scope, condition, name, updated: 0, origin: ORIGIN });
        }
    }

    fn directory_role(&mut self, hold: &Hold) {
        let Role::Name(name) = &hold.role else { panic!("directory roles go by name") };
        let role = Catalog::embedded().directory_role_by_name(name).expect("a directory role").definition.id.clone();
        let principal = self.principal(&hold.who);
        self.facts.directory_assignments.push(DirectoryAssignment {
            principal,
            role,
            scope: DirectoryScope::parse(&hold.at),
            eligible: hold.eligible,
            scheduled: false,
            validity: Validity::ALWAYS,
            member_type: MemberType::Direct,
            effective: true,
            id: None,
            origin: ORIGIN,
        });
    }

    fn deny(&mut self, deny: &Deny) {
        let scope = self.scope(&deny.at);
        let condition =
            deny.condition.as_deref().map_or(ConditionState::None, |text| ConditionState::Text(self.facts.texts.intern(text)));
        let named = deny.principals.iter().map(|name| DenyPrincipal::Principal(principal_of(&mut self.facts, name)));
        let mut principals: Vec<DenyPrincipal> = named.collect();
        principals.extend(deny.everyone.then_some(DenyPrincipal::Everyone));
        let block = PermissionBlock {
            actions: patterns(&deny.actions),
            not_actions: patterns(&deny.not_actions),
            data_actions: patterns(&deny.data_actions),
            ..PermissionBlock::default()
        };
        let exclude = deny.exclude.iter().map(|name| principal_of(&mut self.facts, name)).collect();
        self.facts.denies.push(DenyAssignment {
            id: format!("deny-{}", self.facts.denies.len()).into(),
            name: "deny".into(),
            scope,
            blocks: vec![block],
            principals,
            exclude,
            not_to_children: deny.not_to_children,
            audit_only: deny.audit,
            system_protected: deny.everyone,
            condition,
            unreadable: false,
            origin: ORIGIN,
        });
    }

    fn role(&mut self, role: &Role) -> RoleId {
        let id = match role {
            Role::Name(name) => Catalog::embedded().role_by_name(name).unwrap_or_else(|| panic!("no role {name}")).id.clone(),
            Role::Id { id } => ObjectId::parse(id),
            Role::Custom { actions, not_actions, merged } => self.custom(actions, not_actions, *merged),
        };
        self.facts.roles.intern(id)
    }

    fn custom(&mut self, actions: &[String], not_actions: &[String], merged: bool) -> ObjectId {
        self.customs += 1;
        let id = ObjectId::Guid(Guid::from_u128(0xC057_0000 + self.customs));
        let block =
            PermissionBlock { actions: patterns(actions), not_actions: patterns(not_actions), ..PermissionBlock::default() };
        let definition = RoleDefinition {
            id: id.clone(),
            name: "Custom".into(),
            kind: RoleKind::Custom,
            assignable_scopes: Vec::new(),
            blocks: vec![block],
            losses: Losses { blocks_merged: merged, ..Losses::default() },
        };
        self.facts.definitions.push(ExportedRole { definition, origin: ORIGIN });
        id
    }

    fn scope(&mut self, short: &str) -> ScopeId {
        self.facts.scopes.intern(&scope_id(short))
    }

    fn principal(&mut self, name: &str) -> PrincipalId {
        principal_of(&mut self.facts, name)
    }
}

fn principal_of(facts: &mut Facts, name: &str) -> PrincipalId {
    facts.principals.intern(principal_id(name))
}

fn patterns(texts: &[String]) -> Vec<Pattern> {
    texts.iter().map(|text| Pattern::parse(text)).collect()
}
