//! The sentences of paths: the answer in one line, and what each step does.

use super::picture::{CutGrantView, CutView, GoalView, HopView, PathView, PathsReport};
use crate::explain::Conclusion;
use crate::graph::RemovableGrant;
use crate::model::{EscalationWay, ObjectId, OwnedKind, PrincipalKind};
use crate::paths::{EscalationStep, GoalRole, HopAction, Recipient, RecipientId, UnseenPaths};
use crate::report::answers::phrases::{less_sure, target_called};
use crate::report::answers::views::TargetView;
use crate::report::terms::Verdict;
use crate::report::words::{capital, count, shortened};

/// What leads on in a tenant, and no path here follows.
const NOT_FOLLOWED: [&str; 4] = [
    "delegated permissions, and other application permissions of Microsoft Graph than those of `rules/escalation/graph.yaml`",
    "keys, secrets and passwords that lead to an identity",
    "changes of policy definitions that are assigned already, Blueprints, and what Lighthouse lets people of another tenant do",
    "requests of Privileged Identity Management for somebody else, and changes of its rules",
];

/// What no path here follows, with what the exports do not name.
pub(crate) fn not_followed(report: &PathsReport<'_>) -> Vec<String> {
    let unseen = report.found.unseen.iter().map(|unseen| match unseen {
        UnseenPaths::Principals => "anybody, for the exports name no principal".to_owned(),
        UnseenPaths::Identities => {
            "managed identities of resources, for no list of resources names them (`az resource list` does)".to_owned()
        }
        UnseenPaths::Owners(kind) => {
            format!("owners of {}, for no export lists them (`$expand=owners` does)", owned(*kind))
        }
        UnseenPaths::MoreOwners(kind) => {
            format!("owners of {} beyond the first twenty of each, which `$expand=owners` leaves out", owned(*kind))
        }
        UnseenPaths::Trusts => "managed identities that applications trust, for no export lists federated credentials \
             (`$expand=federatedIdentityCredentials` does)"
            .to_owned(),
        UnseenPaths::AppRoles => {
            "application permissions of Microsoft Graph, for no export lists all of them (`appRoleAssignedTo` does)".to_owned()
        }
        UnseenPaths::IdentitiesOf(types) => {
            format!("managed identities of {} that may come to the role, for no way to them is written", shortened(types, 3))
        }
        UnseenPaths::WithoutResource(all) => {
            let all = report.called(all);
            format!(
                "the resources of {}, which may come to the role, for no export names them (`az resource list` does)",
                shortened(&all, 3)
            )
        }
        UnseenPaths::Members(all) => {
            let all = report.called(all);
            format!("members of {}, to which roles can be assigned, for no export lists all of them", shortened(&all, 3))
        }
        UnseenPaths::MembersWhoCome(all) => {
            let all = report.called(all);
            format!("members of {}, which may come to the role, for no export lists all of them", shortened(&all, 3))
        }
        UnseenPaths::Delegated(tenants) => format!(
            "people of {}, to whom Azure Lighthouse gives roles that open a way to the role",
            shortened(&tenants.iter().map(|own| format!("the tenant {own}")).collect::<Vec<_>>(), 3)
        ),
        UnseenPaths::Requesters(all) => {
            let all = report.called(all);
            format!("requests of Privileged Identity Management, which {} may make for the role", shortened(&all, 3))
        }
        UnseenPaths::RolesAtObjects(all) => {
            let all = report.called(all);
            format!("Entra roles that are held at one object or administrative unit (by {})", shortened(&all, 3))
        }
    });
    NOT_FOLLOWED.into_iter().map(str::to_owned).chain(unseen).collect()
}

fn owned(kind: OwnedKind) -> &'static str {
    OwnedKind::ALL.into_iter().find(|(own, _)| *own == kind).map_or("", |(_, called)| called)
}

/// What may close the way of an owner of an application.
const LOCKED: &str = "the application is locked against new credentials (app instance property lock)";

/// The answer in one line: who surely can come to the role, and how many of the others may.
pub(crate) fn answer(report: &PathsReport<'_>) -> String {
    let role = report.question().role_name;
    let at = match (report.goals().count(), report.goals().next().and_then(|goal| goal.scope())) {
        (1, Some(scope)) => format!("{role} of {}", called(scope)),
        (0 | 1, None) => role.to_owned(),
        _ => format!("{role} of a scope"),
    };
    let all = report.best();
    let of = |verdict: Verdict| all.iter().filter(move |(_, best)| *best == verdict).map(|(who, _)| who.called());
    let able: Vec<String> = of(Verdict::Allowed).collect();
    let rest = less_sure(|verdict| of(verdict).count());
    match (able.len(), report.found.conclusion()) {
        (0, Conclusion::No) if !report.found.shows_eligible() => format!(
            "Nobody can come to be {at} now by the steps that are followed; the exports do not show who can after an activation"
        ),
        (0, Conclusion::No) => format!("Nobody can come to be {at} by the steps that are followed"),
        (0, _) => format!("Nobody is found who surely can come to be {at}{rest}"),
        (number, _) => format!("{} can come to be {at} ({}){rest}", shortened(&able, 3), count(number, "principal")),
    }
}

/// A target as a sentence names it: the scope `/` is no thing that a step is done to.
fn called(target: TargetView<'_>) -> String {
    if target.kind == "tenant" { "/".to_owned() } else { target_called(target) }
}

/// What a scope is called, as a heading.
pub(crate) fn place(goal: &GoalView<'_>) -> String {
    let role = goal.report.question().role_name;
    match goal.scope() {
        Some(scope) if scope.kind == "tenant" => format!("{role} @ / (the whole tenant)"),
        Some(scope) => format!("{role} @ {}", target_called(scope)),
        None => format!("{role} (Entra role)"),
    }
}

/// How many hold the role, and how many can come to it.
pub(crate) fn counts(goal: &GoalView<'_>) -> String {
    let held = goal.holders().filter(|holder| holder.verdict == Verdict::Allowed).count();
    let open = goal.holders().len() - held;
    let open = if open > 0 { format!(", {open} under a condition") } else { String::new() };
    let held = match held {
        0 => "nobody holds it".to_owned(),
        1 => "1 holds it".to_owned(),
        held => format!("{held} hold it"),
    };
    capital(&format!("{held}{open}; {} can come to it", count(goal.known().count(), "other")))
}

/// Of whom it is not known, and why: the reasons of the steps that are not known.
pub(crate) fn not_known(goal: &GoalView<'_>) -> Option<String> {
    let paths: Vec<PathView<'_>> = goal.paths().filter(|path| path.verdict() == Verdict::Unknown).collect();
    let mut reasons: Vec<String> = Vec::new();
    for answer in paths.iter().flat_map(PathView::hops).flat_map(|hop| hop.answers()) {
        if answer.verdict() == Verdict::Unknown {
            reasons.extend(
                answer.missing().map(|missing| missing.message).filter(|own| !reasons.contains(own)).collect::<Vec<_>>(),
            );
        }
    }
    let why = if reasons.is_empty() { String::new() } else { format!(": {}", shortened(&reasons, 3)) };
    (!paths.is_empty()).then(|| format!("Not known of {}{why}", count(paths.len(), "other")))
}

/// What is said where the assignments that cut all paths are not known.
pub(crate) const NO_CUT: &str =
    "Which assignments all of these paths hang on was not found out: the tenant is too large to try.";

/// How many assignments cut all paths, as a heading.
pub(crate) fn cut_heading(report: &PathsReport<'_>, cut: &CutView<'_>) -> String {
    let who = if report.found.question.from.is_empty() { "nobody" } else { "none of those asked about" };
    let without = match cut.assignments.len() {
        1 => "this assignment".to_owned(),
        number => format!("these {number} assignments"),
    };
    format!("Without {without} {who} comes to it by the steps that are followed")
}

/// Whether fewer would be enough.
pub(crate) fn cut_note(cut: &CutView<'_>) -> Option<String> {
    match (cut.fewest, cut.assignments.len()) {
        (true, 1) => None,
        (true, _) => Some("Fewer are not enough; others may do as well.".to_owned()),
        (false, _) => Some(format!("It takes {} at the least: whether so few are enough was not found out.", cut.at_least)),
    }
}

/// One assignment that a cut takes away.
pub(crate) fn cut_grant(own: &CutGrantView<'_>) -> String {
    let role = own.role_name.unwrap_or_default();
    let who = own.holder.called();
    match own.grant {
        RemovableGrant::Role { eligible, .. } => {
            format!("{who}: role {role}{} @ {}", if *eligible { ", eligible" } else { "" }, own.scope)
        }
        RemovableGrant::DirectoryRole { gives, .. } => {
            format!("{who}: Entra role {role}{} @ {}", if gives.eligible { ", eligible" } else { "" }, own.scope)
        }
        RemovableGrant::AppRole { .. } => format!("{who}: {role} of Microsoft Graph"),
    }
}

/// The stable id of what a step does.
pub(crate) fn way(hop: &HopView<'_>) -> &'static str {
    match &hop.hop.does {
        HopAction::Step(step) => step.id(),
        HopAction::AssignsByNewRole | HopAction::AssignsNext(_) | HopAction::AssignsAtRoot => "assign-roles",
        HopAction::GoesByNewRole(way) => &way.id,
        HopAction::Owns => "own",
        HopAction::IsTrusted => "trusted-identity",
        HopAction::AppRole { way, .. } => &way.id,
        HopAction::Elevates => "elevate-to-root",
        HopAction::IsMember => "member",
        HopAction::IsGiven => "given-role",
        HopAction::AssignsDirectoryRole => "assign-directory-roles",
    }
}

/// What may close a step, and no export shows.
pub(crate) fn unless(hop: &HopView<'_>) -> Option<&'static str> {
    match &hop.hop.does {
        HopAction::Step(EscalationStep::Directory(way)) | HopAction::AppRole { way, .. } => way.unless.as_deref(),
        HopAction::Owns if !hop.acts_as().is_some_and(|owned| owned.is_group()) => Some(LOCKED),
        _ => None,
    }
}

/// What a step does, in one sentence.
pub(crate) fn does(hop: &HopView<'_>) -> String {
    let who = hop.actor().called();
    let role = hop.report.question().role_name;
    let place = hop.target().map(called).unwrap_or_default();
    let then = hop.acts_as().map(|identity| format!(", and so acts as {} {}", kind(identity.kind), identity.called()));
    let then = then.unwrap_or_default();
    match &hop.hop.does {
        HopAction::Step(EscalationStep::Holds) => format!("{who} {}", holds(hop, &place)),
        HopAction::Step(EscalationStep::HoldsCustom { name, .. }) => {
            format!("{who} holds {name} at {place}, and can change what that role grants")
        }
        HopAction::Step(EscalationStep::WritesDefinitions) => format!("{who} can change custom roles at {place}"),
        HopAction::Step(EscalationStep::Assigns { name, to, .. }) if assigns_to_others(hop, *to) => {
            format!("{who} can assign {name} at {place} to a {}", kind_of(to.kind))
        }
        HopAction::Step(EscalationStep::Assigns { name, .. }) => format!("{who} can assign {name} at {place}"),
        HopAction::IsMember => match hop.acts_as() {
            Some(group) => format!("{who} is a member of the group {}", group.called()),
            None => format!("{who} is a member of it"),
        },
        HopAction::IsGiven => format!("{who} then holds {role} at {place}"),
        HopAction::AssignsByNewRole => format!("With that role, {who} can assign {role} at {place}"),
        HopAction::AssignsNext(name) => format!("With that role, {who} can assign {name} at {place}"),
        HopAction::GoesByNewRole(way) => format!("With that role, {who} can {}: {place}{}{then}", way.gains, hangs_on(way)),
        HopAction::Step(EscalationStep::Azure(way) | EscalationStep::Also(way)) => {
            format!("{who} can {}: {place}{}{then}", way.gains, hangs_on(way))
        }
        HopAction::Step(EscalationStep::Directory(way)) => format!("{who} can {}{then}", way.gains),
        HopAction::Owns => owns(hop, &who, &then),
        HopAction::IsTrusted => {
            let trusting = hop.acts_as().map(|own| own.called()).unwrap_or_default();
            format!("{who} is a managed identity that the application {trusting} trusts, and can sign in as it{then}")
        }
        HopAction::AppRole { way, app_role } => {
            format!("{who} has {app_role} of Microsoft Graph, and can {}{then}", way.gains)
        }
        HopAction::Elevates => {
            format!("{who} becomes Global Administrator, and can become User Access Administrator of the whole tenant")
        }
        HopAction::AssignsAtRoot => {
            format!("As User Access Administrator of the whole tenant, {who} can assign {role} at {place}")
        }
        HopAction::AssignsDirectoryRole => format!("{who} can assign {role}"),
    }
}

/// How somebody owns what it comes to act as.
fn owns(hop: &HopView<'_>, who: &str, then: &str) -> String {
    match hop.acts_as() {
        Some(owned) if owned.is_group() && hop.is_activated() => {
            format!("{who} is eligible to own the group {}, and can then add members to it{then}", owned.called())
        }
        Some(owned) if owned.is_group() => {
            format!("{who} owns the group {}, and can add members to it{then}", owned.called())
        }
        Some(owned) => format!("{who} owns the application {}, and can add credentials to it{then}", owned.called()),
        None => format!("{who} owns it"),
    }
}

/// What else a way takes, and no export shows.
fn hangs_on(way: &EscalationWay) -> String {
    way.hangs_on.as_deref().map(|own| format!(", if {own}")).unwrap_or_default()
}

/// Whether a role is assigned to somebody else than the assigner.
fn assigns_to_others(hop: &HopView<'_>, to: Recipient) -> bool {
    let is_service = hop.actor().kind == PrincipalKind::ServicePrincipal.name();
    match to.which {
        RecipientId::Named(id) => *hop.actor().id != ObjectId::Guid(id),
        RecipientId::Any | RecipientId::Unnamed => {
            to.kind == PrincipalKind::Group || (to.kind == PrincipalKind::ServicePrincipal) != is_service
        }
    }
}

fn kind_of(to: PrincipalKind) -> &'static str {
    match to {
        PrincipalKind::Group => "group",
        PrincipalKind::ServicePrincipal => "service principal",
        _ => "user",
    }
}

/// How somebody holds the role of the goal.
fn holds(hop: &HopView<'_>, place: &str) -> String {
    let holds = match hop.hop.verdict {
        Some(Verdict::Eligible) => "is eligible for",
        Some(Verdict::Unknown) => "may hold",
        _ => "holds",
    };
    let role = hop.report.question().role_name;
    match hop.report.found.question.role {
        GoalRole::Directory { .. } => format!("{holds} {role}"),
        GoalRole::Azure { .. } => format!("{holds} {role} at {place}"),
    }
}

fn kind(of: &str) -> &'static str {
    match of {
        "Group" => "a member of the group",
        "User" => "the user",
        _ => "the service principal",
    }
}
