//! Which gaps are of one kind ([`GapKind`]): one sentence and one command say them together.

use std::collections::BTreeMap;

use crate::audit::{Gap, MembersUnknown, PrerequisiteExport, RestsOnKind};
use crate::graph::RoleDoubt;
use crate::model::{ExportKind, PartialSign};

/// What gaps of one kind have in common, in the order in which people need them: what decides most comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum GapKind<'g> {
    NoSubscriptionKnown,
    /// Who holds roles.
    Holders(RestsOnKind),
    RoleAssignments(Option<PartialSign>),
    Files(ExportKind, Option<PartialSign>),
    Members(MembersUnknown),
    RoleDefinitions(RoleDoubt),
    Parents,
    /// What else answers rest on.
    Kind(RestsOnKind),
    Resources,
    Prerequisite(PrerequisiteExport, &'g str),
    Portal,
}

impl<'g> GapKind<'g> {
    fn of(gap: &'g Gap) -> Self {
        match gap {
            Gap::NoSubscriptionKnown => Self::NoSubscriptionKnown,
            Gap::KindNotExported { rests_on, .. } => match rests_on {
                RestsOnKind::RoleAssignments
                | RestsOnKind::DirectoryRoleAssignments
                | RestsOnKind::DefenderRoleAssignments
                | RestsOnKind::DefenderRoleDefinitions
                | RestsOnKind::AppRoleAssignments
                | RestsOnKind::GroupOwners => Self::Holders(*rests_on),
                RestsOnKind::DenyAssignments
                | RestsOnKind::RoleEligibility
                | RestsOnKind::Lighthouse
                | RestsOnKind::DirectoryRoleEligibility
                | RestsOnKind::PolicyAssignments
                | RestsOnKind::PolicyDefinitions => Self::Kind(*rests_on),
            },
            Gap::SubscriptionNotShown { why, .. } => Self::RoleAssignments(*why),
            Gap::PartialExport { kind, why, .. } => Self::Files(*kind, *why),
            Gap::MembersNotExported { why, .. } => Self::Members(*why),
            Gap::RoleDefinition { doubt, .. } => Self::RoleDefinitions(*doubt),
            Gap::ManagementGroupParentsNotExported { .. } => Self::Parents,
            Gap::ResourcesNotListed { .. } => Self::Resources,
            Gap::PrerequisiteNotExported { needs, scope } => Self::Prerequisite(*needs, scope),
            Gap::LookInPortal { .. } => Self::Portal,
        }
    }

    /// The gaps by kind. A file of role assignments is left out where a gap about the place that it lists says the same.
    pub(super) fn groups(gaps: impl IntoIterator<Item = &'g Gap>) -> Vec<Vec<&'g Gap>> {
        let mut groups: BTreeMap<Self, Vec<&'g Gap>> = BTreeMap::new();
        for gap in gaps {
            groups.entry(Self::of(gap)).or_default().push(gap);
        }
        let shown: Vec<&str> = groups.values().flatten().filter_map(|gap| partly_listed(gap)).collect();
        let is_said = |gap: &Gap| {
            matches!(gap, Gap::PartialExport { kind: ExportKind::RoleAssignments, places, .. }
                if !places.is_empty() && places.iter().all(|place| shown.contains(&&**place)))
        };
        let left = groups.into_values().map(|group| group.into_iter().filter(|gap| !is_said(gap)).collect::<Vec<_>>());
        left.filter(|group| !group.is_empty()).collect()
    }
}

/// The place whose role assignments are listed in part.
fn partly_listed(gap: &Gap) -> Option<&str> {
    match gap {
        Gap::SubscriptionNotShown { subscription, why: Some(_) } => Some(subscription),
        _ => None,
    }
}
