//! The sentences of the readiness of policy assignments.

use super::picture::{PolicyAssignmentView, PolicyReadinessReport, Readiness, RoleNeedView};
use crate::report::terms::{Basis, Verdict};
use crate::report::words::{count, shortened};

/// So many definitions of one role are named.
const DEFINITIONS: usize = 3;

pub(crate) const fn readiness(readiness: Readiness) -> &'static str {
    match readiness {
        Readiness::Ready => "ready",
        Readiness::ReadyAfterActivation => "ready after activation",
        Readiness::CannotTell => "cannot tell",
        Readiness::NotReady => "not ready",
    }
}

/// Ready or not, and how many assignments of each kind: `NOT READY: 1 assignment not ready, 2 ready`.
pub(crate) fn in_short(report: &PolicyReadinessReport<'_>) -> String {
    let word = readiness(report.readiness()).to_uppercase();
    let counts = report.counts();
    let parts: Vec<String> = counts
        .iter()
        .enumerate()
        .map(|(number, (own, of))| {
            let what = if number == 0 { count(*of, "assignment") } else { of.to_string() };
            format!("{what} {}", readiness(*own))
        })
        .collect();
    let parts = if parts.is_empty() { "no policy assignment remediates".to_owned() } else { parts.join(", ") };
    format!("{word}: {parts}")
}

/// What is left out, a sentence each.
pub(crate) fn beside(report: &PolicyReadinessReport<'_>) -> Vec<String> {
    let (nothing, not_judged) = (report.beside(), report.not_judged());
    let verb = |count: usize| if count == 1 { "remediates" } else { "remediate" };
    let nothing = (nothing > 0).then(|| format!("{} {} nothing", count(nothing, "more assignment"), verb(nothing)));
    let not_judged = (not_judged > 0).then(|| {
        let have = if not_judged == 1 { "has" } else { "have" };
        format!(
            "{} {have} no identity, and definitions that the exports do not hold: what remediates has an identity, so nothing of \
             this is taken to remediate",
            count(not_judged, "more assignment")
        )
    });
    nothing.into_iter().chain(not_judged).collect()
}

/// What the answers rest on, and what they do not say.
pub(crate) const CAVEATS: [&str; 3] = [
    "An identity is ready where it holds the roles that the definitions name, or permissions that include everything of them, at the \
     scope of the assignment. Azure checks permissions, and no names of roles: less may be enough for what a template does, and no \
     definition says how much.",
    "A template that deploys to another scope, or reads there, needs roles there as well: no definition says which.",
    "Assignments that a list leaves out are not looked at: `az policy assignment list` leaves out those of management groups and of \
     resource groups without `--disable-scope-strict-match`.",
];

/// `Deploy agents, at corp`.
pub(crate) fn title(own: &PolicyAssignmentView<'_>) -> String {
    format!("{}, at {}", own.name, own.scope_name)
}

/// Whose identity it is.
pub(crate) fn identity_of(own: &PolicyAssignmentView<'_>) -> Option<String> {
    let id = own.identity?;
    Some(own.identity_name.map_or_else(|| id.to_string(), |name| format!("{name} ({id})")))
}

/// Whether the identity has a role, and by what.
pub(crate) fn need(own: &RoleNeedView<'_>) -> String {
    let may = if own.certain { "" } else { ", if an effect that the exports do not show remediates" };
    let by = shortened(own.definitions, DEFINITIONS);
    format!("{}: {} (needed by {by}{may})", own.role_name, answer(own))
}

fn answer(own: &RoleNeedView<'_>) -> &'static str {
    let Some(answer) = &own.answer else {
        return if own.readiness == Readiness::NotReady {
            "missing, for there is no identity"
        } else {
            "not known, for the exports do not say who the identity is"
        };
    };
    match (answer.verdict(), answer.basis()) {
        (Verdict::Allowed, Some(Basis::Covers)) => "held, by permissions that include everything of it",
        (Verdict::Allowed, _) => "held",
        (Verdict::Eligible, _) => "only eligible, and an identity cannot activate a role",
        (Verdict::Conditional, _) => "held under a condition that the exports cannot decide",
        (Verdict::Unknown | Verdict::NotAsked, _) => "not known",
        (Verdict::Blocked, _) => "blocked by a deny assignment",
        (Verdict::NotAllowed, _) => "missing",
    }
}
