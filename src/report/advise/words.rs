//! The sentences that the renderings of advice share.

use super::views::{
    AnswerView, CustomView, DirectoryView, ItemView, PortionView, RemainsView, RoleView, SearchView, StandingView, WayView,
};
use crate::advise::{CustomRole, NoCustomRole};
use crate::decide::Verdict;
use crate::model::Plane;
use crate::report::audit::text::count;

/// What a custom role is for, where nobody says.
pub(super) fn purpose(at: Option<&str>) -> String {
    match at {
        Some(at) => format!("Grants what is needed at the {at}, and nothing else."),
        None => "Grants what is needed, and nothing else.".to_owned(),
    }
}

/// Why there is no custom role.
pub(super) fn no_custom_role(why: &NoCustomRole) -> String {
    match why {
        NoCustomRole::SeveralStars(pattern) => {
            format!("Azure takes one star in an action, and `{pattern}` has more: no custom role can say it")
        }
        NoCustomRole::Exceptions => "the need has exceptions that one permission block cannot say".to_owned(),
        NoCustomRole::Nothing => "no Azure role is needed".to_owned(),
    }
}

/// What a reader of a custom role should know.
pub(super) fn remarks(role: &CustomRole) -> Vec<String> {
    let growth = role.growth.iter().map(|own| {
        let witness = own.witness.as_ref().map(|witness| format!(", for example `{witness}`")).unwrap_or_default();
        format!(
            "`{}` can grow: it stands for {} that were asked for and for nothing else in the catalog, but also for operations that Azure may add{witness}",
            own.pattern.text(),
            count(own.replaces, "pattern"),
        )
    });
    let unknown = role.unknown.iter().map(|own| unknown(own.text()));
    let shorter = role.may_be_shorter.then(|| "there may be a role with fewer patterns: the search stopped early".to_owned());
    growth.chain(unknown).chain(shorter).collect()
}

/// What an action that the catalog does not know means for a role.
pub(super) fn unknown(action: &str) -> String {
    format!("`{action}` is not in the catalog: Azure refuses a role with an action that no provider has")
}

/// `Microsoft.X/y/read`, with what else is to be said about it.
pub(super) fn item(item: &ItemView<'_>) -> String {
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
pub(super) fn roles(answer: &AnswerView<'_>) -> String {
    let role = |role: &RoleView<'_>| {
        let privileged = if role.privileged == Some(true) { " (a privileged role)" } else { "" };
        format!("{}{privileged}", role.name)
    };
    answer.roles.iter().map(role).collect::<Vec<_>>().join(" + ")
}

/// The two figures, and what lies behind the second.
pub(super) fn figures(answer: &AnswerView<'_>) -> String {
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
            format!("the catalog shows nothing of the need, and {}", breakdown(more, beyond.privileged, beyond.data))
        }
    };
    let strict = if answer.strict_wildcards_differ { "; not under --strict-wildcards" } else { "" };
    format!("{covers}, {more}{strict}")
}

fn breakdown(more: usize, privileged: usize, data: usize) -> String {
    let or_none = |number: usize| if number == 0 { "none".to_owned() } else { number.to_string() };
    format!("{} more, {} privileged, {} in the data plane", count(more, "operation"), or_none(privileged), or_none(data))
}

/// Without a tenth where there is none.
pub(super) fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// What remains of one thing.
pub(super) fn remains(rest: &RemainsView<'_>) -> String {
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
pub(super) fn exactness(search: SearchView, roles: usize, most: usize) -> String {
    let among = match most {
        1 => format!("{roles} built-in roles"),
        _ => format!("all combinations of up to {most} of {roles} built-in roles"),
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
pub(super) fn directory(role: &DirectoryView<'_>) -> String {
    let privileged = if role.privileged == Some(true) { ", privileged" } else { "" };
    format!("Entra role {} ({}{privileged})", role.name, count(role.actions, "action"))
}

/// A way in one line: what it asks for, and what its best answer grants.
pub(super) fn way_in_short(way: &WayView<'_>) -> String {
    let mut parts: Vec<String> = way.directory_roles.iter().map(directory).collect();
    for portion in &way.portions {
        let best = portion.answers.first();
        let what = best.map_or_else(|| "no built-in role".to_owned(), roles);
        parts.push(format!("{what}{}", place(portion)));
    }
    let figures = match (way.times, way.granted) {
        (Some(times), Some(granted)) if granted.operations > 0 => {
            let privileged = granted.privileged;
            format!(": grants {} times the smallest need, {privileged} privileged", number(times))
        }
        _ => String::new(),
    };
    format!("{}{figures}", parts.join(" and "))
}

/// Roles that cover it only under conditions of their own, the first few by name.
pub(super) fn conditional(names: &[&str]) -> String {
    const MOST: usize = 4;
    let first: Vec<&str> = names.iter().take(MOST).copied().collect();
    let more = names.len().saturating_sub(MOST);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("Left out, for they cover it only under conditions of their own: {}{more}.", first.join(", "))
}

/// ` at the workspace`.
pub(super) fn place(portion: &PortionView<'_>) -> String {
    let unconditional = if portion.unconditional { ", without a condition" } else { "" };
    portion.at.map(|at| format!(" at the {at}{unconditional}")).unwrap_or_default()
}

/// The patterns of a custom role with their keys, a line each.
pub(super) fn patterns<'a>(role: &'a CustomView<'a>) -> impl Iterator<Item = (&'static str, &'a str)> {
    let lists = [
        ("Actions", &role.actions),
        ("NotActions", &role.not_actions),
        ("DataActions", &role.data_actions),
        ("NotDataActions", &role.not_data_actions),
    ];
    lists.into_iter().flat_map(|(key, list)| list.iter().map(move |pattern| (key, *pattern)))
}

/// Whether a principal has what is needed.
pub(super) fn met(one: &StandingView<'_>) -> String {
    let items = one.portions.iter().flat_map(|portion| &portion.items).map(|item| item.verdict);
    let roles = one.directory_roles.iter().filter_map(|role| role.verdict);
    let verdicts: Vec<Verdict> = items.chain(roles).collect();
    let held = verdicts.iter().filter(|verdict| **verdict == Verdict::Allowed).count();
    if one.met { "has everything that is needed".to_owned() } else { format!("has {held} of {}", verdicts.len()) }
}
