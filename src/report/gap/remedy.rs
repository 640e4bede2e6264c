//! The command that closes gaps of one kind.

use crate::arrange::Arrange as _;
use crate::audit::{Gap, MembersUnknown, PrerequisiteExport, RestsOnKind};
use crate::model::{ExportKind, PartialSign};
use crate::report::export_commands::{
    data_connectors, export, export_every_page, group_members, group_owners, members_of_what_is_a_group, role_definitions, tree,
};

/// The ids that the command for some gaps of one kind names, each once.
pub(super) fn places(gaps: &[&Gap]) -> Vec<String> {
    let mut all: Vec<String> = gaps.iter().flat_map(|gap| ids(gap)).collect();
    all.arrange();
    all.dedup();
    all
}

fn ids(gap: &Gap) -> Vec<String> {
    match gap {
        Gap::KindNotExported { subscriptions: places, .. } | Gap::PartialExport { places, .. } => {
            places.iter().map(ToString::to_string).collect()
        }
        Gap::MembersNotExported { group, .. } => vec![group.to_string()],
        Gap::RoleDefinition { role, .. } => vec![role.to_string()],
        Gap::SubscriptionNotShown { subscription, .. } | Gap::ResourcesNotListed { subscription } => {
            vec![subscription.to_string()]
        }
        Gap::PrerequisiteNotExported { scope, .. } => vec![scope.to_string()],
        // One command, whatever it is about.
        Gap::ManagementGroupParentsNotExported { .. } | Gap::NoSubscriptionKnown | Gap::LookInPortal { .. } => Vec::new(),
    }
}

/// The command for gaps of one kind, for at most so many of their places.
pub(super) fn remedy(gaps: &[&Gap], most: usize) -> String {
    let all = places(gaps);
    let places: Vec<&str> = all.iter().take(most).map(String::as_str).collect();
    let Some(first) = gaps.first() else { return String::new() };
    match first {
        Gap::KindNotExported { rests_on: RestsOnKind::GroupOwners, .. } => group_owners(),
        Gap::KindNotExported { rests_on, .. } => export(rests_on.kind(), &places),
        Gap::PartialExport { kind, why: Some(PartialSign::NextPage), .. } => export_every_page(*kind, &places),
        Gap::MembersNotExported { why, .. } => match why {
            MembersUnknown::OfAnotherTenant => "ask the other tenant".to_owned(),
            MembersUnknown::MayBeGroup => members_of_what_is_a_group(&places),
            MembersUnknown::InPart => group_members(&places),
            MembersUnknown::WithoutServicePrincipals | MembersUnknown::Hidden | MembersUnknown::NotExported => {
                export(ExportKind::GroupMembers, &places)
            }
        },
        Gap::RoleDefinition { .. } => role_definitions(&places),
        Gap::ManagementGroupParentsNotExported { tenant, .. } => tree(tenant.as_deref()),
        Gap::SubscriptionNotShown { .. } => export(ExportKind::RoleAssignments, &places),
        Gap::ResourcesNotListed { .. } => export(ExportKind::Resources, &places),
        Gap::NoSubscriptionKnown => export(ExportKind::Subscriptions, &[]),
        Gap::PrerequisiteNotExported { needs: PrerequisiteExport::DataConnectors, scope } => data_connectors(scope),
        Gap::PartialExport { kind, .. } | Gap::PrerequisiteNotExported { needs: PrerequisiteExport::Kind(kind), .. } => {
            export(*kind, &places)
        }
        Gap::LookInPortal { .. } => "name it with --connected WORKSPACE, or say --connected none".to_owned(),
    }
}
#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;
    use crate::audit::RestsOnKind;
    use crate::graph::RoleDoubt;
    use crate::model::ObjectId;

    #[test]
    fn remedies_run_nothing_that_an_id_says() {
        let hostile = "x'$(touch pwned1)`touch pwned2`\";touch pwned3;\n touch pwned4 #";
        let id = ObjectId::Text(hostile.into());
        let scope = |head: &str| -> Box<str> { format!("{head}/{hostile}").into() };
        let members = |why| Gap::MembersNotExported { group: id.clone(), name: None, why };
        let silent = |head| Gap::SubscriptionNotShown { subscription: scope(head), why: None };
        let prerequisite = |needs, head| Gap::PrerequisiteNotExported { needs, scope: scope(head) };
        let plain = |id: &str| Gap::MembersNotExported {
            group: ObjectId::Text(id.into()),
            name: None,
            why: MembersUnknown::NotExported,
        };
        let groups = [
            vec![members(MembersUnknown::NotExported)],
            vec![members(MembersUnknown::MayBeGroup)],
            vec![members(MembersUnknown::InPart)],
            vec![plain("g1"), plain("g2")],
            vec![Gap::RoleDefinition { role: id.clone(), name: hostile.into(), doubt: RoleDoubt::NotExported }],
            vec![Gap::ManagementGroupParentsNotExported { group: scope(""), tenant: Some(hostile.into()) }],
            vec![silent("/subscriptions"), silent("/providers/Microsoft.Management/managementGroups")],
            vec![Gap::KindNotExported {
                rests_on: RestsOnKind::Lighthouse,
                absent: false,
                subscriptions: vec![scope("/subscriptions"), scope("/subscriptions/s2")],
            }],
            vec![prerequisite(PrerequisiteExport::Kind(ExportKind::Sentinel), "/subscriptions/s1/resourceGroups")],
            vec![prerequisite(PrerequisiteExport::DataConnectors, "/subscriptions/s1/resourceGroups")],
            vec![prerequisite(PrerequisiteExport::Kind(ExportKind::Resources), "/subscriptions")],
        ];
        let folder = std::env::temp_dir().join(format!("rolecall-remedies-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        for gaps in &groups {
            let remedy = remedy(&gaps.iter().collect::<Vec<_>>(), usize::MAX);
            let script = format!("az() {{ :; }}\n{remedy}\n");
            let run = Command::new("bash").args(["-c", &script]).current_dir(&folder).status().expect("bash runs");
            assert!(run.success(), "bash refuses: {remedy}");
        }
        let entries = std::fs::read_dir(&folder).expect("the folder").filter_map(Result::ok);
        let mut made: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        std::fs::remove_dir_all(&folder).expect("the folder goes");
        made.sort();
        let expected = [
            "g1.json",
            "g2.json",
            "group-members-1.json",
            "lighthouse-1.json",
            "lighthouse-2.json",
            "management-groups.json",
            "resources-1.json",
            "role-assignments-1.json",
            "role-assignments-managementGroups.json",
            "role-definition-1.json",
            "sentinel-connectors.json",
            "sentinel.json",
        ];
        assert_eq!(made, expected, "nothing but the exports is written");
    }

    #[test]
    fn remedies_of_many_places_are_one_loop() {
        let silent = |id: &str| Gap::SubscriptionNotShown { subscription: format!("/subscriptions/{id}").into(), why: None };
        let (one, two) = (silent("s1"), silent("s2"));
        let rows = [
            (
                vec![&one],
                "az role assignment list --all --include-inherited --subscription s1 -o json > role-assignments-s1.json",
                "a command",
            ),
            (
                vec![&two, &one],
                "for s in s1 s2; do az role assignment list --all --include-inherited --subscription \"$s\" -o json > \"role-assignments-$s.json\"; done",
                "a loop",
            ),
        ];
        for (gaps, expected, why) in rows {
            assert_eq!(remedy(&gaps, usize::MAX), expected, "{why}");
        }
    }
}
