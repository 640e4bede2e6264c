//! The sentences that the renderings of advice share.

use super::question::AdviceQuestion;
use super::views::{
    AdvisedRoleView, AlternativeView, AnswerView, CustomView, DirectoryView, GroupGrantView, GroupView, ItemView,
    PrincipalStatusView, RemainsView, ScopedAdviceView, SearchView,
};
use crate::report::answers::reached;
use crate::report::ratio::number;
use crate::report::terms::{Plane, StepKind, Verdict};
use crate::report::words::{count, shortened};

/// What an action that the catalog does not know means for a role.
pub(crate) fn unknown(action: &str) -> String {
    format!("`{action}` is not in the catalog: Azure refuses a role with an action that no provider has")
}

/// `Microsoft.X/y/read`, with what else is to be said about it.
pub(crate) fn item(item: &ItemView<'_>) -> String {
    let mut text = item.pattern.to_owned();
    if item.plane == Plane::Data {
        text.push_str(" (data action)");
    }
    if !item.except.is_empty() {
        text.push_str(" except ");
        text.push_str(&item.except.join(", "));
    }
    if item.pattern.contains('*') {
        text.push_str(": ");
        text.push_str(&count(item.operations, "operation"));
        text.push_str(" in the catalog");
    } else if item.operations == 0 {
        text.push_str(": not in the catalog");
    }
    text
}

/// `A + B`.
pub(crate) fn roles(answer: &AnswerView<'_>) -> String {
    let role = |role: &AdvisedRoleView<'_>| {
        let privileged = if role.privileged == Some(true) { " (a privileged role)" } else { "" };
        let custom = if role.custom { " (a custom role)" } else { "" };
        format!("{}{privileged}{custom}", role.name)
    };
    answer.roles.iter().map(role).collect::<Vec<_>>().join(" + ")
}

/// The two figures, and what lies behind the second.
pub(crate) fn figures(answer: &AnswerView<'_>) -> String {
    let covered = answer.covers;
    let part = if covered.covered < covered.asked {
        let operations = count(covered.operations, "operation");
        let counted = match covered.operations {
            0 => String::new(),
            _ => format!(", {} of their {operations} in the catalog", covered.operations_covered),
        };
        format!(" ({} of {} asked for{counted})", covered.covered, covered.asked)
    } else {
        String::new()
    };
    let covers = format!("covers {} %{part}", number(covered.percent));
    let beyond = answer.beyond;
    let more = match (beyond.operations, answer.times) {
        (0, _) => "grants nothing else that the catalog shows".to_owned(),
        (more, Some(times)) => {
            format!("grants {} times the need: {}", number(times), breakdown(more, beyond.privileged, beyond.data))
        }
        (more, None) => {
            format!("grants {}; the catalog has no operation that is needed", breakdown(more, beyond.privileged, beyond.data))
        }
    };
    let strict = if answer.strict_wildcards_differ { "; not under --strict-wildcards" } else { "" };
    format!("{covers}, {more}{strict}")
}

fn breakdown(more: usize, privileged: usize, data: usize) -> String {
    let or_none = |number: usize| if number == 0 { "none".to_owned() } else { number.to_string() };
    format!("{} more, {} privileged, {} in the data plane", count(more, "operation"), or_none(privileged), or_none(data))
}

/// What remains of one thing.
pub(crate) fn remains(rest: &RemainsView<'_>) -> String {
    let whole = item(&rest.item);
    let left = match (rest.operations_left, rest.in_part, rest.item.pattern.contains('*')) {
        (_, _, false) => String::new(),
        (0, true, true) => ", all granted, but not what Azure may add".to_owned(),
        (left, true, true) => format!(", of which {left} not granted"),
        (_, false, true) => ", of which none is granted".to_owned(),
    };
    let unknown = if rest.in_catalog { "" } else { ", not in the catalog" };
    let witness = rest.witness.filter(|_| rest.item.pattern.contains('*'));
    format!("{whole}{left}{}", witness.map(|witness| format!(" (for example `{witness}`{unknown})")).unwrap_or_default())
}

/// How sure the answers are.
pub(crate) fn exactness(search: SearchView, asked: &AdviceQuestion) -> String {
    let own = if asked.own_roles > 0 { format!(" and {} custom", asked.own_roles) } else { String::new() };
    let roles = format!("{} built-in{own} roles", asked.roles);
    let among = match asked.max_roles {
        1 => roles,
        most => format!("all combinations of up to {most} of {roles}"),
    };
    match (search.stopped_early, search.undecided) {
        (true, _) => format!(
            "stopped early after {} steps: there may be better answers among {among}; --steps and --time-limit set the limit",
            search.steps
        ),
        (false, true) => format!("patterns with several stars left some of {among} undecided: there may be other answers"),
        (false, false) => format!("exact: the least of {among}"),
    }
}

/// An Entra role that is needed.
pub(crate) fn directory(role: &DirectoryView<'_>) -> String {
    let privileged = if role.privileged == Some(true) { ", privileged" } else { "" };
    format!("Entra role {} ({}{privileged})", role.name, count(role.actions, "action"))
}

/// An alternative in one line: what it asks for, and what its best answer grants.
pub(crate) fn alternative_in_short(alternative: &AlternativeView<'_>) -> String {
    let mut parts: Vec<String> = alternative.directory_roles.iter().map(directory).collect();
    for scoped in &alternative.by_scope {
        let best = scoped.answers.first();
        let what = best.map_or_else(|| "no built-in role".to_owned(), roles);
        parts.push(format!("{what}{}", place(scoped)));
    }
    let figures = match (alternative.times, alternative.granted) {
        (Some(times), Some(granted)) if granted.operations > 0 => {
            let privileged = granted.privileged;
            format!(": grants {} times the smallest need, {privileged} privileged", number(times))
        }
        _ => String::new(),
    };
    format!("{}{figures}", parts.join(" and "))
}

/// Roles that cover it only under conditions of their own, the first few by name.
pub(crate) fn conditional(names: &[&str]) -> String {
    const MOST: usize = 4;
    format!("Left out, because they cover it only under conditions of their own: {}.", shortened(names, MOST))
}

/// ` at the workspace`.
pub(crate) fn place(scoped: &ScopedAdviceView<'_>) -> String {
    let unconditional = if scoped.unconditional { ", without a condition" } else { "" };
    scoped.at.map(|at| format!(" at the {at}{unconditional}")).unwrap_or_default()
}

/// The patterns of a custom role with their keys, a line each.
pub(crate) fn patterns<'a>(role: &'a CustomView<'a>) -> impl Iterator<Item = (&'static str, &'a str)> {
    let lists = [
        ("Actions", &role.actions),
        ("NotActions", &role.not_actions),
        ("DataActions", &role.data_actions),
        ("NotDataActions", &role.not_data_actions),
    ];
    lists.into_iter().flat_map(|(key, list)| list.iter().map(move |pattern| (key, *pattern)))
}

/// Whether a principal has what is needed.
pub(crate) fn met(one: &PrincipalStatusView<'_>) -> String {
    let items = one.by_scope.iter().flat_map(|scoped| &scoped.items).map(|item| item.verdict);
    let roles = one.directory_roles.iter().filter_map(|role| role.verdict);
    let verdicts: Vec<Verdict> = items.chain(roles).collect();
    let held = verdicts.iter().filter(|verdict| **verdict == Verdict::Allowed).count();
    if one.met { "has everything that is needed".to_owned() } else { format!("has {held} of {}", verdicts.len()) }
}

/// What is said where no combination covers the need.
pub(crate) fn nothing(search: SearchView, asked: &AdviceQuestion) -> String {
    let role = if asked.own_roles > 0 { "role, built-in or custom," } else { "built-in role" };
    match asked.max_roles {
        _ if search.stopped_early => "Nothing that covers it was found before the search stopped.".to_owned(),
        1 => format!("No {role} covers it."),
        most => format!("No {role} covers it, and no combination of up to {most}."),
    }
}

/// What there is to choose from.
pub(crate) fn kinds_of_roles(asked: &AdviceQuestion) -> &'static str {
    if asked.own_roles > 0 { "Built-in and custom roles" } else { "Built-in roles" }
}

/// The custom roles that are left out, because the exports do not tell enough of them.
pub(crate) fn left_out(asked: &AdviceQuestion) -> Option<String> {
    let roles = match asked.own_roles_open {
        0 => return None,
        1 => "1 custom role is".to_owned(),
        more => format!("{more} custom roles are"),
    };
    Some(format!("{roles} left out: the exports do not tell where they can be assigned, or what they grant."))
}

/// A group, and who is in it.
pub(crate) fn group(own: &GroupView<'_>) -> String {
    format!("{} ({})", own.called, reached::in_words(own.members))
}

/// What a group gives beyond the need.
pub(crate) fn group_figures(own: &GroupView<'_>) -> String {
    let beyond = own.beyond;
    let azure = match beyond.operations {
        0 => "gives nothing else that the catalog shows".to_owned(),
        more => format!("gives {}", breakdown(more, beyond.privileged, beyond.data)),
    };
    let directory = match own.directory_actions {
        0 => String::new(),
        more => format!(", and {} of Entra roles", count(more, "action")),
    };
    format!("{azure}{directory}")
}

/// A grant of a group.
pub(crate) fn group_grant(own: &GroupGrantView) -> String {
    let role = own.role_name.as_deref().or(own.role.as_deref()).unwrap_or_default();
    let eligible = match own.kind {
        StepKind::Eligibility | StepKind::DirectoryEligibility => ", eligible",
        StepKind::Assignment
        | StepKind::DirectoryAssignment
        | StepKind::Deny
        | StepKind::AppRoleAssignment
        | StepKind::Ownership => "",
    };
    let condition = if own.conditions.is_empty() { "" } else { ", under a condition" };
    format!("{role}{eligible} @ {}{condition}", own.place)
}

/// Groups that nobody can be added to by hand.
pub(crate) fn groups_left_out(count: usize) -> Option<String> {
    let groups = match count {
        0 => return None,
        1 => "1 more group has it, but a rule or another directory sets its members.".to_owned(),
        more => format!("{more} more groups have it, but a rule or another directory sets their members."),
    };
    Some(groups)
}

/// Whether an Entra role is held.
pub(crate) fn held_in_words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Allowed => "held",
        Verdict::Eligible => "eligible: it has to be activated first",
        Verdict::NotAllowed => "not held",
        other => other.name(),
    }
}
