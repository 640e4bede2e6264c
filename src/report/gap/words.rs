//! What gaps of one kind leave open, in one sentence.

use crate::audit::{Gap, MembersUnknown, PrerequisiteExport, RestsOnKind};
use crate::graph::RoleDoubt;
use crate::model::scope::{management_group_id, subscription_of};
use crate::model::{ExportKind, PartialSign};
use crate::report::words::{count, shortened, sign};

/// How many names a sentence has.
const NAMES: usize = 3;

/// The sentence for gaps of one kind.
pub(super) fn message(gaps: &[&Gap]) -> String {
    let Some(first) = gaps.first() else { return String::new() };
    let names: Vec<String> = gaps.iter().map(|gap| name(gap)).collect();
    let several = names.len() > 1;
    match first {
        Gap::KindNotExported { rests_on, absent, subscriptions } => not_exported(*rests_on, *absent, subscriptions),
        Gap::PartialExport { kind, why, .. } => partial_files(gaps, &names, (*kind, *why)),
        Gap::MembersNotExported { why, .. } => members(gaps, &names, *why),
        Gap::RoleDefinition { doubt, .. } => {
            let held = if several { "are held, but for each of them" } else { "is held, but" };
            format!("{} {held} {}", counted("role", &names), in_doubt(*doubt))
        }
        Gap::ManagementGroupParentsNotExported { .. } => {
            let contain = if several { "contain" } else { "contains" };
            format!("the exports do not say which subscriptions {} {contain}", counted("management group", &names))
        }
        Gap::SubscriptionNotShown { why, .. } => not_whole(gaps, &names, *why),
        Gap::ResourcesNotListed { .. } => {
            let own = if several { "their" } else { "its" };
            let of = counted("subscription", &names);
            format!("the resources of {of} were not exported: what is in {own} resource groups is not known")
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

/// What people call the thing that a gap is about.
fn name(gap: &Gap) -> String {
    match gap {
        Gap::MembersNotExported { group, name, .. } => name.as_deref().map_or_else(|| group.to_string(), str::to_owned),
        Gap::RoleDefinition { name, .. } => name.to_string(),
        Gap::PartialExport { path, .. } => format!("`{path}`"),
        Gap::ManagementGroupParentsNotExported { .. }
        | Gap::SubscriptionNotShown { .. }
        | Gap::ResourcesNotListed { .. }
        | Gap::KindNotExported { .. }
        | Gap::NoSubscriptionKnown
        | Gap::PrerequisiteNotExported { .. }
        | Gap::LookInPortal { .. } => last(&gap.subject()).to_owned(),
    }
}

/// The last part of a scope.
fn last(scope: &str) -> &str {
    scope.rsplit('/').next().filter(|last| !last.is_empty()).unwrap_or(scope)
}

/// `group A`, `5 groups (A, B, C and 2 more)`.
fn counted(what: &str, names: &[String]) -> String {
    match names {
        [one] => format!("{what} {one}"),
        several => format!("{} ({})", count(several.len(), what), shortened(several, NAMES)),
    }
}

fn not_exported(rests_on: RestsOnKind, absent: bool, subscriptions: &[Box<str>]) -> String {
    if rests_on == RestsOnKind::GroupOwners {
        return format!("the owners of groups were not given in full: {}", leaves_open(rests_on));
    }
    let (kind, open) = (rests_on.kind().words(), leaves_open(rests_on));
    if absent {
        return format!("no {kind} were given: {open}");
    }
    let names: Vec<String> = subscriptions.iter().map(|path| last(path).to_owned()).collect();
    let of = if names.is_empty() { String::new() } else { format!(" of {}", counted("subscription", &names)) };
    format!("the {kind}{of} were not given in full: {open}")
}

fn partial_files(gaps: &[&Gap], names: &[String], (kind, why): (ExportKind, Option<PartialSign>)) -> String {
    let files = if let [one] = names { one.clone() } else { counted("file", names) };
    let hold = if names.len() > 1 { "hold" } else { "holds" };
    let why = why.map(|why| format!(" ({})", sign(why))).unwrap_or_default();
    let place = match gaps {
        [Gap::PartialExport { places, .. }] if places.len() == 1 => places.first().map(|place| last(place)),
        _ => None,
    };
    format!("{files} {hold} only a part of the {}{why}; vouch for a complete list with {}", kind.words(), vouch(kind, place))
}

/// How to vouch for a kind, at one place where it is about one.
fn vouch(kind: ExportKind, place: Option<&str>) -> String {
    let at = place.map(|place| format!("@{place}")).unwrap_or_default();
    format!("--complete {}{at}", kind.name())
}

fn not_whole(gaps: &[&Gap], names: &[String], why: Option<PartialSign>) -> String {
    let place = match gaps {
        [Gap::SubscriptionNotShown { subscription, .. }] => Some(&**subscription),
        _ => None,
    };
    let (what, them, lists) = match place {
        Some(_) => (place.map(scope_called).unwrap_or_default(), "it", "a complete list"),
        None => (counted("place", names).replace("places", places_are(gaps)), "them", "complete lists"),
    };
    let how = vouch(ExportKind::RoleAssignments, place.map(last).filter(|place| !place.contains('/')));
    let open = format!("a `no` for {them} would be a guess; vouch for {lists} with {how}");
    match why {
        None => format!("the exports have no list of the role assignments of {what}: {open}"),
        Some(why) => format!("the role assignments of {what} are not listed in full ({}): {open}", sign(why)),
    }
}

/// What several places are.
fn places_are(gaps: &[&Gap]) -> &'static str {
    let is_subscription =
        |gap: &&Gap| matches!(gap, Gap::SubscriptionNotShown { subscription, .. } if subscription_of(subscription).is_some());
    if gaps.iter().all(is_subscription) { "subscriptions" } else { "scopes" }
}

fn scope_called(scope: &str) -> String {
    match (subscription_of(scope), management_group_id(scope)) {
        (Some(path), _) if path.len() == scope.len() => format!("subscription {}", last(scope)),
        (_, Some(id)) => format!("management group {id}"),
        _ => scope.to_owned(),
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
        RestsOnKind::PolicyAssignments => "what Azure Policy remediates there is not known",
        RestsOnKind::PolicyDefinitions => "which roles remediation needs is not known",
        RestsOnKind::DefenderRoleAssignments => "who holds roles of Defender unified RBAC is not known",
        RestsOnKind::AppRoleAssignments => "which applications have application permissions of Microsoft Graph is not known",
        RestsOnKind::GroupOwners => "who owns some of the groups is not known",
        RestsOnKind::DefenderRoleDefinitions => "what the roles of Defender unified RBAC grant is not known",
    }
}

fn members(gaps: &[&Gap], names: &[String], why: MembersUnknown) -> String {
    let groups = counted("group", names);
    let (belong, hide, may) = if names.len() > 1 {
        ("belong", "hide their", "may be groups: the exports do not say what they are, nor who is in them")
    } else {
        ("belongs", "hides its", "may be a group: the exports do not say what it is, nor who is in it")
    };
    match why {
        MembersUnknown::OfAnotherTenant => {
            format!("{groups} {belong} to another tenant: who is in there cannot be exported here")
        }
        MembersUnknown::MayBeGroup => {
            let who = if let [one] = names { one.clone() } else { counted("principal", names) };
            format!("{who} {may}")
        }
        MembersUnknown::InPart => format!("the members of {groups} were exported in part"),
        MembersUnknown::WithoutServicePrincipals => {
            let (lists, name) = if names.len() > 1 { ("lists", "name") } else { ("list", "names") };
            format!("the member {lists} of {groups} {name} no service principals, which Microsoft Graph v1.0 leaves out")
        }
        // Nothing in the list tells whether its reader saw everybody: people have to say so.
        MembersUnknown::Hidden => {
            let id = match gaps {
                [Gap::MembersNotExported { group, .. }] => Some(group.to_string()),
                _ => None,
            };
            let how = vouch(ExportKind::GroupMembers, id.as_deref());
            format!("{groups} {hide} members: list them as somebody with Member.Read.Hidden, and vouch for the list with {how}")
        }
        MembersUnknown::NotExported => format!("the members of {groups} were not exported"),
    }
}

const fn in_doubt(doubt: RoleDoubt) -> &'static str {
    match doubt {
        RoleDoubt::NotExported => "its definition is neither in the exports nor in the catalog",
        RoleDoubt::BlocksMerged => "PowerShell merged its permission blocks (R-DEF-14)",
        RoleDoubt::NoDataActions => "its export knows no data actions (R-DEF-6)",
        RoleDoubt::Unreadable => "a part of its definition was cut or not resolved",
        RoleDoubt::Contradicting => "two exports define it differently",
        RoleDoubt::OpenScopes => "a scope of it is an expression",
    }
}

fn prerequisite(needs: PrerequisiteExport, scope: &str) -> String {
    let last = scope.rsplit('/').next().unwrap_or_default();
    match needs {
        PrerequisiteExport::DataConnectors => "the data connectors of the workspace show it".to_owned(),
        PrerequisiteExport::Kind(ExportKind::Sentinel) => {
            format!("the onboarding states of {last} show it; an empty list says that Microsoft Sentinel is not enabled there")
        }
        PrerequisiteExport::Kind(ExportKind::Locks) => {
            let subscription = subscription_of(scope).and_then(|id| id.rsplit('/').next()).unwrap_or_default();
            format!(
                "the resource locks of subscription {subscription} show it; of a list whose locks are all in one resource group, `--complete locks` says that it is whole"
            )
        }
        PrerequisiteExport::Kind(ExportKind::Resources) => {
            let subscription = subscription_of(scope).and_then(|id| id.rsplit('/').next()).unwrap_or_default();
            format!("the resources of subscription {subscription} show it")
        }
        PrerequisiteExport::Kind(kind) => format!("the {} show it", kind.words()),
    }
}
