//! Gaps as reports show them: what is missing, what that leaves open, and the command that would export it.

use serde::Serialize;

use super::commands::{
    ExportScope, export, export_of_each, group_members, may_be_group, members_of_all_kinds, role_definition,
    subscription_assignments, tree,
};
use super::words::shortened;
use crate::audit::{Gap, MembersUnknown, PrerequisiteExport, RestsOnKind};
use crate::graph::RoleDoubt;
use crate::model::scope::subscription_of;
use crate::model::{ExportKind, GapCode, PartialSign};

/// Something that the exports lack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GapView {
    /// A stable id, such as `members-not-exported`.
    pub code: GapCode,
    /// The id of what the gap is about: a group, a role, a management group, a kind of export, a file.
    pub subject: String,
    /// One sentence: what is missing, and what that leaves open.
    pub message: String,
    /// The command that exports it.
    pub remedy: String,
}

impl GapView {
    /// The view of a gap.
    pub(super) fn new(gap: &Gap) -> Self {
        Self { code: gap.code(), subject: gap.subject(), message: message(gap), remedy: remedy(gap) }
    }
}

fn message(gap: &Gap) -> String {
    match gap {
        Gap::KindNotExported { rests_on, absent: true, .. } => {
            format!("no {} were given: {}", rests_on.kind().words(), leaves_open(*rests_on))
        }
        Gap::KindNotExported { rests_on, absent: false, subscriptions } => {
            let ids: Vec<&str> = subscriptions.iter().filter_map(|path| path.rsplit('/').next()).collect();
            let of = if ids.is_empty() { String::new() } else { format!(" of {}", shortened(&ids, 3)) };
            format!("the {}{of} were not given in full: {}", rests_on.kind().words(), leaves_open(*rests_on))
        }
        Gap::PartialExport { path, kind } => format!("`{path}` holds only a part of the {}", kind.words()),
        Gap::MembersNotExported { group, name, why } => {
            let id = group.to_string();
            members(name.as_deref().unwrap_or(&id), &id, *why)
        }
        Gap::RoleDefinition { name, doubt, .. } => format!("role {name} is held, but {}", in_doubt(*doubt)),
        Gap::ManagementGroupParentsNotExported { group, .. } => {
            format!("the exports do not say which subscriptions {group} contains")
        }
        Gap::SubscriptionNotShown { subscription, why } => not_whole(subscription, *why),
        Gap::ResourcesNotListed { subscription } => {
            format!("the resources of {subscription} were not exported: what is in its resource groups is not known")
        }
        Gap::NoSubscriptionKnown => {
            "no subscription is known: tasks on subscriptions, and on what is in them, are not asked".to_owned()
        }
        Gap::PrerequisiteNotExported { needs, scope } => prerequisite(*needs, scope),
        Gap::LookInPortal { .. } => "no export says which workspace is connected: look in the Defender portal under \
                                     Settings, Microsoft Sentinel"
            .to_owned(),
    }
}

fn not_whole(place: &str, why: Option<PartialSign>) -> String {
    let open = "a `no` for it would be a guess; vouch for a complete list with --complete role-assignments";
    match why {
        None => format!("the exports have no list of the role assignments of {place}: {open}"),
        Some(sign) => format!("the role assignments of {place} are not listed in full ({}): {open}", super::words::sign(sign)),
    }
}

const fn leaves_open(rests_on: RestsOnKind) -> &'static str {
    match rests_on {
        RestsOnKind::RoleAssignments => "who holds Azure roles is not known",
        RestsOnKind::DenyAssignments => "an allowed answer may be blocked by a deny assignment",
        RestsOnKind::RoleEligibility => "roles that can be activated through PIM are not seen",
        RestsOnKind::Lighthouse => "access delegated to other tenants was not examined",
        RestsOnKind::DirectoryRoleAssignments => "who holds Entra roles is not known",
        RestsOnKind::DirectoryRoleEligibility => "Entra roles that can be activated through PIM are not seen",
    }
}

fn members(name: &str, id: &str, why: MembersUnknown) -> String {
    match why {
        MembersUnknown::OfAnotherTenant => {
            format!("group {name} belongs to another tenant: who is in it cannot be exported here")
        }
        MembersUnknown::MayBeGroup => {
            format!("{name} may be a group: the exports do not say what it is, nor who is in it")
        }
        MembersUnknown::InPart => format!("the members of group {name} were exported in part"),
        MembersUnknown::WithoutServicePrincipals => {
            format!("the member list of group {name} names no service principals, which Microsoft Graph v1.0 leaves out")
        }
        // Nothing in the list tells whether its reader saw everybody: people have to say so.
        MembersUnknown::Hidden => format!(
            "group {name} hides its members: list them as somebody with Member.Read.Hidden, and vouch for the list with --complete {}@{id}",
            ExportKind::GroupMembers.name()
        ),
        MembersUnknown::NotExported => format!("the members of group {name} were not exported"),
    }
}

const fn in_doubt(doubt: RoleDoubt) -> &'static str {
    match doubt {
        RoleDoubt::NotExported => "its definition is neither in the exports nor in the catalog",
        RoleDoubt::BlocksMerged => "PowerShell merged its permission blocks (R-DEF-14)",
        RoleDoubt::NoDataActions => "its export knows no data actions (R-DEF-6)",
        RoleDoubt::Unreadable => "a part of its definition was cut or not resolved",
        RoleDoubt::Contradicting => "two exports define it differently",
    }
}

fn prerequisite(needs: PrerequisiteExport, scope: &str) -> String {
    let last = scope.rsplit('/').next().unwrap_or_default();
    match needs {
        PrerequisiteExport::DataConnectors => "the data connectors of the workspace show it".to_owned(),
        PrerequisiteExport::Kind(ExportKind::Sentinel) => {
            format!("the onboarding states of {last} show it; an empty list says that Microsoft Sentinel is not enabled there")
        }
        PrerequisiteExport::Kind(ExportKind::Resources) => {
            let subscription = subscription_of(scope).and_then(|id| id.rsplit('/').next()).unwrap_or_default();
            format!("the resources of subscription {subscription} show it")
        }
        PrerequisiteExport::Kind(kind) => format!("the {} show it", kind.words()),
    }
}

fn remedy(gap: &Gap) -> String {
    match gap {
        Gap::KindNotExported { rests_on, subscriptions, .. } => export_of_each(rests_on.kind(), subscriptions),
        Gap::PartialExport { kind, .. } => {
            format!("follow the next page and add it: {}", export(*kind, &ExportScope::default()))
        }
        Gap::MembersNotExported { group, why, .. } => match why {
            MembersUnknown::OfAnotherTenant => "ask the other tenant".to_owned(),
            MembersUnknown::MayBeGroup => may_be_group(group),
            MembersUnknown::InPart => group_members(group),
            MembersUnknown::WithoutServicePrincipals | MembersUnknown::Hidden | MembersUnknown::NotExported => {
                members_of_all_kinds(group)
            }
        },
        Gap::RoleDefinition { role, .. } => role_definition(role),
        Gap::ManagementGroupParentsNotExported { tenant, .. } => tree(tenant.as_deref()),
        Gap::SubscriptionNotShown { subscription, .. } => subscription_assignments(subscription),
        Gap::ResourcesNotListed { subscription } => export_of(PrerequisiteExport::Kind(ExportKind::Resources), subscription),
        Gap::NoSubscriptionKnown => export(ExportKind::Subscriptions, &ExportScope::default()),
        Gap::PrerequisiteNotExported { needs, scope } => export_of(*needs, scope),
        Gap::LookInPortal { .. } => "name it with --connected WORKSPACE, or say --connected none".to_owned(),
    }
}

fn export_of(needs: PrerequisiteExport, scope: &str) -> String {
    let subscription = subscription_of(scope).and_then(|id| id.rsplit('/').next());
    let place = ExportScope { workspace: Some(scope), subscription: Some(subscription.unwrap_or_default()) };
    match needs {
        PrerequisiteExport::DataConnectors => super::commands::data_connectors(scope),
        PrerequisiteExport::Kind(kind) => export(kind, &place),
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;
    use crate::model::ObjectId;

    #[test]
    fn remedies_run_nothing_that_an_id_says() {
        let hostile = "x'$(touch pwned1)`touch pwned2`\";touch pwned3;\n touch pwned4 #";
        let id = ObjectId::Text(hostile.into());
        let scope = |head: &str| -> Box<str> { format!("{head}/{hostile}").into() };
        let gaps = [
            Gap::MembersNotExported { group: id.clone(), name: None, why: MembersUnknown::NotExported },
            Gap::MembersNotExported { group: id.clone(), name: None, why: MembersUnknown::MayBeGroup },
            Gap::MembersNotExported { group: id.clone(), name: None, why: MembersUnknown::Hidden },
            Gap::RoleDefinition { role: id, name: hostile.into(), doubt: RoleDoubt::NotExported },
            Gap::ManagementGroupParentsNotExported { group: scope(""), tenant: Some(hostile.into()) },
            Gap::SubscriptionNotShown { subscription: scope("/subscriptions"), why: None },
            Gap::KindNotExported {
                rests_on: RestsOnKind::Lighthouse,
                absent: false,
                subscriptions: vec![scope("/subscriptions"), scope("/subscriptions/s2")],
            },
            Gap::PrerequisiteNotExported {
                needs: PrerequisiteExport::Kind(ExportKind::Sentinel),
                scope: scope("/subscriptions/s1/resourceGroups"),
            },
            Gap::PrerequisiteNotExported {
                needs: PrerequisiteExport::DataConnectors,
                scope: scope("/subscriptions/s1/resourceGroups"),
            },
            Gap::PrerequisiteNotExported {
                needs: PrerequisiteExport::Kind(ExportKind::Resources),
                scope: scope("/subscriptions"),
            },
        ];
        let folder = std::env::temp_dir().join(format!("rolecall-remedies-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        for gap in &gaps {
            let remedy = GapView::new(gap).remedy.replace("; if it is one: ", "\n");
            let script = format!("az() {{ :; }}\n{remedy}\n");
            let run = Command::new("bash").args(["-c", &script]).current_dir(&folder).status().expect("bash runs");
            assert!(run.success(), "bash refuses: {remedy}");
        }
        let entries = std::fs::read_dir(&folder).expect("the folder").filter_map(Result::ok);
        let mut made: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        std::fs::remove_dir_all(&folder).expect("the folder goes");
        made.sort();
        assert_eq!(made, ["lighthouse-1.json", "lighthouse-2.json", "members.json"], "nothing but the exports is written");
    }
}
