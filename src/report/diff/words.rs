//! Words of a difference: what became of a role.

use super::picture::DiffReport;
use super::tenant_words;
use crate::report::role_diff::{AccessTrend, GainOrLossView, RoleDiffView};
use crate::report::terms::Plane;
use crate::report::words::count;

/// The change and what must not be overlooked about it.
pub(crate) fn headline(role: &RoleDiffView<'_>) -> String {
    let mut parts = vec![change_in_words(role.change).to_owned()];
    let privileged: usize = role.gained.iter().map(|change| change.privileged.len()).sum();
    if privileged > 0 {
        parts.push(format!("{} gained", count(privileged, "privileged operation")));
    }
    if role.condition_changed {
        parts.push("conditions changed".to_owned());
    }
    if role.change == AccessTrend::Same {
        parts.push("but assignable elsewhere".to_owned());
    }
    parts.join(", ")
}

/// What became of how many roles: `2 roles: 1 widened, 1 same access; 3 privileged operations gained`.
pub(crate) fn changes(report: &DiffReport<'_>) -> String {
    let all = [
        AccessTrend::Added,
        AccessTrend::Widened,
        AccessTrend::Changed,
        AccessTrend::Narrowed,
        AccessTrend::Removed,
        AccessTrend::Unknown,
        AccessTrend::Same,
    ];
    let counts = all.iter().filter_map(|change| {
        let number = report.roles().filter(|role| role.change == *change).count();
        (number > 0).then(|| format!("{number} {}", change_in_words(*change)))
    });
    let privileged: usize = report.roles().flat_map(|role| role.gained).map(|change| change.privileged.len()).sum();
    let gained = if privileged > 0 { format!("; {} gained", count(privileged, "privileged operation")) } else { String::new() };
    format!("{}: {}{gained}", count(report.roles().len(), "role"), counts.collect::<Vec<_>>().join(", "))
}

/// The answer about people, or else about roles.
pub(crate) fn in_short(report: &DiffReport<'_>) -> String {
    match (report.answer(), report.roles().len()) {
        (Some(found), _) => tenant_words::answer(found).trim_end_matches('.').to_owned(),
        (None, 0) => "no roles differ".to_owned(),
        (None, _) => changes(report),
    }
}

/// The name of a change in a sentence.
pub(crate) fn change_in_words(change: AccessTrend) -> &'static str {
    match change {
        AccessTrend::Same => "same access",
        AccessTrend::Unknown => "not decided",
        other => other.name(),
    }
}

/// What is gained or lost, in a line.
pub(crate) fn what(verb: &str, change: &GainOrLossView<'_>) -> String {
    let kind = match change.plane {
        Plane::Control => "action",
        Plane::Data => "data action",
    };
    let number = if change.count == 0 { format!("{kind}s beyond the catalog") } else { count(change.count, kind) };
    let under = if change.condition.is_some() { " under a condition" } else { "" };
    let other = match (change.otherwise_conditioned, verb) {
        (false, _) => "",
        (true, "gained") => ", held under other conditions before",
        (true, _) => ", held under other conditions now",
    };
    format!("{number} {verb}{under}{other}")
}
