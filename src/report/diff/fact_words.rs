//! Words of what names places: the facts, and why an answer is another one. Who says them knows what a scope is called.

use super::picture::DiffReport;
use super::tenant::{Because, ChangedFact, FactKind, FactPart, MoveTrend, Person, TaskMove};
use super::tenant_words::{called, directory_scope};
use crate::report::terms::StepKind;
use crate::report::words::record_in_words;

/// A fact in a line: who holds what, and where.
pub(crate) fn fact(report: &DiffReport<'_>, fact: &ChangedFact) -> String {
    let named = |person: &Option<Person>| person.as_ref().map(called).unwrap_or_default();
    let role = fact.name.as_deref().or(fact.role.as_deref()).unwrap_or_default();
    let is_of_directory = matches!(fact.kind, FactKind::DirectoryRole | FactKind::DirectoryRoleEligibility);
    let scope = match fact.scope.as_deref().unwrap_or_default() {
        scope if is_of_directory => directory_scope(scope),
        scope => report.scope_called(scope),
    };
    let what = match fact.kind {
        FactKind::Member | FactKind::MemberSchedule | FactKind::MemberEligibility => {
            format!("{} in {}", named(&fact.principal), named(&fact.group))
        }
        FactKind::DenyAssignment => format!("{role} @ {scope}"),
        FactKind::RoleDefinition => role.to_owned(),
        FactKind::RoleAssignment
        | FactKind::RoleEligibility
        | FactKind::RoleSchedule
        | FactKind::Delegation
        | FactKind::DirectoryRole
        | FactKind::DirectoryRoleEligibility => format!("{role} of {} @ {scope}", named(&fact.principal)),
    };
    let parts: Vec<&str> = fact.parts.iter().copied().map(part).collect();
    let changed = if parts.is_empty() { String::new() } else { format!(": {}", parts.join(", ")) };
    let condition = fact.condition.as_ref().map_or("", |_| ", under a condition");
    format!("{what}{condition}{changed}")
}

const fn part(part: FactPart) -> &'static str {
    match part {
        FactPart::Condition => "another condition",
        FactPart::Time => "another time",
        FactPart::Status => "another status",
        FactPart::Denied => "denies something else",
        FactPart::Widened => "grants more",
        FactPart::Narrowed => "grants less",
        FactPart::Access => "grants more of one and less of another",
    }
}

/// Why the answer is another one, each with the record that shows it: what only the better side has, or else that something else
/// changed.
pub(super) fn reasons(report: &DiffReport<'_>, task: &TaskMove, change: MoveTrend) -> Vec<(String, String)> {
    let (since, side) = match change {
        MoveTrend::Gained => ("new", "old"),
        MoveTrend::Lost => ("gone", "new"),
    };
    let of = |because: &Because| {
        let record = because.changed.as_ref().map_or_else(String::new, |at| record_in_words(Some(&at.input), Some(at.record)));
        let held = assignment(report, because);
        let why = match (because.only_here, because.membership_only_here, because.definition_changed) {
            (true, ..) => format!("{since}: {held}"),
            (false, true, _) => format!("{since}: member of {}, with {held}", called(&because.holder)),
            (false, false, true) => format!("{held}: the role is defined in another way"),
            (false, false, false) => return None,
        };
        Some((why, record.trim_start().to_owned()))
    };
    let here: Vec<(String, String)> = task.because.iter().filter_map(of).collect();
    if !here.is_empty() {
        return here;
    }
    if task.targets_differ {
        return vec![(format!("the {side} state does not know the target"), String::new())];
    }
    let what = "both states have it; a condition, eligibility or deny assignment makes the difference";
    let shown = |because: &Because| {
        let place = record_in_words(because.input.as_deref(), because.record);
        (format!("by {}", assignment(report, because)), place.trim_start().to_owned())
    };
    task.because.iter().map(shown).chain([(what.to_owned(), String::new())]).collect()
}

fn assignment(report: &DiffReport<'_>, because: &Because) -> String {
    let role = because.role_name.as_deref().or(because.role.as_deref()).unwrap_or(match because.kind {
        StepKind::Ownership => "ownership",
        _ => "deny assignment",
    });
    let (eligible, scope) = match because.kind {
        StepKind::Assignment | StepKind::Deny => ("", report.scope_called(&because.scope)),
        StepKind::Eligibility => (", eligible", report.scope_called(&because.scope)),
        StepKind::DirectoryAssignment | StepKind::AppRoleAssignment | StepKind::Ownership => {
            ("", directory_scope(&because.scope))
        }
        StepKind::DirectoryEligibility => (", eligible", directory_scope(&because.scope)),
    };
    format!("{role} of {} @ {scope}{eligible}", called(&because.holder))
}
