//! The sentences of the assignments that give one thing: the answer in one line, an assignment, whom it reaches.

use super::direct::{AssignmentView, DirectReport, GivenView};
use super::words;
use crate::report::answers::phrases::less_sure;
use crate::report::answers::reached;
use crate::report::terms::{StepKind, Verdict};
use crate::report::words::{count, record_in_words, verdict_in_words};

/// The answer in one line: how many assignments give it, and how many are open.
pub(crate) fn answer(report: &DirectReport<'_>, assignments: &[AssignmentView<'_>]) -> String {
    let of = |verdict: Verdict| assignments.iter().filter(|own| own.verdict == verdict).count();
    let give = match (of(Verdict::Allowed), assignments.is_empty()) {
        (0, true) => "No assignment gives it by itself".to_owned(),
        (0, false) => "No assignment gives it for certain".to_owned(),
        (1, _) => "1 assignment gives it".to_owned(),
        (more, _) => format!("{more} assignments give it"),
    };
    let together = match report.together().len() {
        0 => String::new(),
        able => format!("; {} can by several assignments together", count(able, "principal")),
    };
    let more = if report.is_whole() { "" } else { "; the exports do not show all assignments" };
    format!("{give}{}{together}{}{more}", less_sure(of), words::through_lighthouse(&report.report))
}

/// `Platform Operators (Group, 4 users): User Access Administrator @ SOC Production`.
pub(crate) fn assignment(own: &AssignmentView<'_>) -> String {
    format!("{} ({}{}): {} @ {}", own.who.called(), own.who.kind, reaching(own), role(own), own.place)
}

/// The role as it was assigned.
pub(crate) fn role(own: &AssignmentView<'_>) -> String {
    let role = own.role_name.as_deref().or(own.role.as_deref()).unwrap_or_default();
    let of_entra = match own.kind {
        StepKind::DirectoryAssignment | StepKind::DirectoryEligibility => "Entra role ",
        StepKind::AppRoleAssignment => "application permission ",
        StepKind::Ownership => "owner",
        StepKind::Assignment | StepKind::Eligibility | StepKind::Deny => "",
    };
    format!("{of_entra}{role}{}", if own.is_eligible() { ", eligible" } else { "" })
}

/// Whom an assignment to a group reaches, after a comma; nothing for one to a person.
fn reaching(own: &AssignmentView<'_>) -> String {
    if own.who.is_group() { format!(", {}", reached::in_words(own.reaches)) } else { String::new() }
}

/// What it gives, and where.
pub(crate) fn given(report: &DirectReport<'_>, own: &GivenView<'_>) -> String {
    let basis = words::basis(&own.result);
    let pattern = own.pattern.as_deref().map(|pattern| format!(", by {pattern}")).unwrap_or_default();
    let example = own.example.as_ref().map(|example| format!(", {}", example.in_words())).unwrap_or_default();
    let strict = if own.result.strict_differs() { "; another answer under --strict-wildcards" } else { "" };
    let places = words::places(&report.report, &report.report.highest(&own.result), &own.result);
    let places = if places.is_empty() { places } else { format!(": {places}") };
    format!("{}{basis}{pattern}{example}{strict}{places}", verdict_in_words(own.verdict))
}

/// What more is said of an assignment: its conditions, its time, its record.
pub(crate) fn terms(own: &AssignmentView<'_>) -> Vec<String> {
    let conditions = own.conditions.iter().map(|condition| format!("under the condition: {condition}"));
    let unknown = own.condition_not_exported.then(|| "its condition was not exported".to_owned());
    let from = own.from.as_ref().map(|from| format!("from {from}"));
    let until = own.until.as_ref().map(|until| format!("until {until}"));
    let at = format!("{}{}", own.scope, record_in_words(own.input, own.record));
    let missing = own.results.iter().flat_map(|given| given.missing.iter().cloned());
    let mut all: Vec<String> = std::iter::once(at).chain(conditions).chain(unknown).chain(from).chain(until).collect();
    for reason in missing {
        if !all.contains(&reason) {
            all.push(reason);
        }
    }
    all
}
