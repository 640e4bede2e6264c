//! Phrases about an answer, for the renderings that people read.

use super::views::{ProofView, ResultView, TargetView};
use crate::model::{ScopeKind, ScopePath};
use crate::report::table::cut;
use crate::report::terms::{StepKind, Verdict};
use crate::report::words::basis_in_words;

/// Behind those of whom the answer is yes: how many have another one than no, `; 1 after an activation, 2 not known`.
pub(crate) fn less_sure(how_many: impl Fn(Verdict) -> usize) -> String {
    let all = [
        (Verdict::Eligible, "after an activation"),
        (Verdict::Conditional, "under a condition"),
        (Verdict::Unknown, "not known"),
        (Verdict::Blocked, "blocked by a deny assignment"),
    ];
    let all = all.map(|(verdict, words)| (how_many(verdict), words));
    let parts: Vec<String> =
        all.iter().filter(|(number, _)| *number > 0).map(|(number, words)| format!("{number} {words}")).collect();
    if parts.is_empty() { String::new() } else { format!("; {}", parts.join(", ")) }
}

/// What an answer rests on, after a comma, where it is better than a no.
pub(crate) fn answer_basis(result: &ResultView<'_>) -> String {
    let basis = result.basis().filter(|_| result.verdict() > Verdict::Blocked);
    basis.map(|basis| format!(", {}", basis_in_words(basis))).unwrap_or_default()
}

/// The targets of an answer where they are not all that its task has: `1 of 3: soc`.
pub(crate) fn targets_of_all(result: &ResultView<'_>, all: usize) -> String {
    let own = result.target_numbers().len();
    let names = targets_in_words(result);
    match names.strip_prefix(" on ") {
        Some(names) if own < all => format!("{own} of {all}: {names}"),
        _ => String::new(),
    }
}

/// The targets of an answer, the first few by name.
pub(crate) fn targets_in_words(result: &ResultView<'_>) -> String {
    const MOST: usize = 4;
    let called = |target: TargetView<'_>| match target.kind {
        "tenant" => String::new(),
        "any-workspace" => format!("any workspace in {}", target.name.unwrap_or(target.id)),
        "any-resource" => format!("any resource of the type in {}", target.name.unwrap_or(target.id)),
        _ => name_of(target),
    };
    let all = result.target_numbers().len();
    let names: Vec<String> = result.targets().take(MOST).map(called).filter(|name| !name.is_empty()).collect();
    match (names.is_empty(), all.saturating_sub(MOST)) {
        (true, _) => String::new(),
        (false, 0) => format!(" on {}", names.join(", ")),
        (false, more) => format!(" on {} and {more} more", cut(&names.join(", "), 120, true)),
    }
}

/// A target by name, with its id where that says more.
pub(crate) fn target_called(target: TargetView<'_>) -> String {
    match (target.kind, target.name) {
        ("tenant", _) => "the tenant".to_owned(),
        ("any-workspace", name) => format!("any workspace in {}", name.unwrap_or(target.id)),
        ("any-resource", name) => format!("any resource of the type in {}", name.unwrap_or(target.id)),
        ("resource", Some(name)) if ScopePath::parse(target.id).kind() == ScopeKind::ManagementGroup => {
            format!("management group {name}")
        }
        ("resource", _) | (_, None) => target.id.to_owned(),
        (_, Some(_)) => format!("{} {}", target.kind.replace('-', " "), name_of(target)),
    }
}

/// What people call a target; with its id behind the name where another one is called the same.
fn name_of(target: TargetView<'_>) -> String {
    let id = target.id.rsplit('/').next().unwrap_or(target.id);
    match target.name {
        Some(name) if target.shares_name => format!("{name} ({id})"),
        name => name.unwrap_or(target.id).to_owned(),
    }
}

/// One way to a grant: the groups, the role, and where.
pub(crate) fn way(step: &ProofView<'_>) -> String {
    let groups = step.names.iter().skip(1).map(|group| format!("group {group} > "));
    let parts: Vec<String> = groups.chain([format!("{} @ {}", grant(step), step.scope_in_words())]).collect();
    parts.concat()
}

/// The role or deny assignment of a step.
pub(crate) fn grant(step: &ProofView<'_>) -> String {
    let role = step.role_name.as_deref().or(step.role.as_deref()).unwrap_or_default();
    match step.kind {
        StepKind::Assignment => format!("role {role}"),
        StepKind::Eligibility => format!("role {role}, eligible"),
        StepKind::DirectoryAssignment => format!("Entra role {role}"),
        StepKind::DirectoryEligibility => format!("Entra role {role}, eligible"),
        StepKind::AppRoleAssignment => format!("application permission {role}"),
        StepKind::Ownership => "owner".to_owned(),
        StepKind::Deny => format!("deny assignment {}", step.assignment.as_deref().unwrap_or_default()),
    }
}

/// The role of a step, without the word.
pub(crate) fn role_in_words(step: &ProofView<'_>) -> String {
    let role = step.role_name.as_deref().or(step.role.as_deref()).unwrap_or_default();
    match step.kind {
        StepKind::Assignment | StepKind::DirectoryAssignment | StepKind::AppRoleAssignment => role.to_owned(),
        StepKind::Ownership => "owner".to_owned(),
        StepKind::Eligibility | StepKind::DirectoryEligibility => format!("{role} (eligible)"),
        StepKind::Deny => "a deny assignment".to_owned(),
    }
}
