//! The sentences of what one principal holds and can do.

use super::picture::{
    ComparedGrantView, ComparedPlaneView, ComparedScopeView, ComparedView, HeldByView, HeldView, HoldingView,
    OwnOperationsView, PartView, ScopePermissionsView, WhatCanReport,
};
use crate::arrange::Arrange as _;
use crate::report::answers::phrases::{answer_basis, targets_in_words};
use crate::report::answers::views::ResultView;
use crate::report::ratio::number;
use crate::report::terms::{Plane, Verdict};
use crate::report::words::{capital, count, record_in_words, shortened, verdict_in_words};

/// The answer in one line: how many roles, where, and the most privileged scope.
pub(crate) fn answer(report: &WhatCanReport<'_>, holdings: &[HoldingView<'_>], scopes: &[ScopePermissionsView<'_>]) -> String {
    let who = report.principal().called();
    format!("{who} holds {}; {}", held(holdings), privileged(scopes))
}

/// The first and the last line.
pub(crate) fn first_line(
    report: &WhatCanReport<'_>,
    compared: Option<&ComparedView<'_>>,
    (holdings, scopes): (&[HoldingView<'_>], &[ScopePermissionsView<'_>]),
) -> String {
    compared.map_or_else(|| answer(report, holdings, scopes), |compared| compared_answer(report, compared))
}

/// What to call those who hold something: both of two, or one of them.
pub(crate) fn holders([first, second]: [&str; 2]) -> [(String, HeldByView); 3] {
    [
        (format!("{first} and {second} hold"), HeldByView::Both),
        (format!("Only {first} holds"), HeldByView::First),
        (format!("Only {second} holds"), HeldByView::Second),
    ]
}

/// The answer beside another principal: how much of what each holds the other one holds as well.
pub(crate) fn compared_answer(report: &WhatCanReport<'_>, compared: &ComparedView<'_>) -> String {
    let (first, second) = (report.principal().called(), &compared.called);
    let both = compared.held(HeldByView::Both).len();
    let share = |holder: &str, of: &str, alone: HeldByView, percent: Option<f64>| match percent {
        None => format!("the exports show no role of {of}"),
        Some(percent) => {
            let all = both + compared.held(alone).len();
            format!("{holder} holds {both} of {} that the exports show of {of} ({} %)", count(all, "role"), number(percent))
        }
    };
    let shared = compared.shared;
    let one = share(second, &first, HeldByView::First, shared.of_first);
    let other = share(&first, second, HeldByView::Second, shared.of_second);
    let possible = match compared.possible().len() {
        0 => String::new(),
        some => format!("; {some} more may be held"),
    };
    format!("{one}; {other}{possible}")
}

/// A role that one or both of two principals may hold.
pub(crate) fn possible(grant: &ComparedGrantView<'_>, [first, second]: [&str; 2]) -> String {
    let who = match grant.by {
        HeldByView::Both => format!("{first} and {second}"),
        HeldByView::First => first.to_owned(),
        HeldByView::Second => second.to_owned(),
    };
    format!("{who}: {}", holding_at(&grant.of))
}

/// What stands over roles that may be held.
pub(crate) const POSSIBLE: &str = "What they may hold: the members of groups were not exported";

/// What stands over the operations.
pub(crate) const NOW: &str = "What they may do now, as far as the exports show";

/// What two principals may do now at some scopes, one line for each plane.
pub(crate) fn compared_planes(compared: &ComparedScopeView<'_>, names: [&str; 2], most: usize) -> Vec<String> {
    let line = |own: &ComparedPlaneView<'_>| {
        let plane = match own.plane {
            Plane::Control => "control plane",
            Plane::Data => "data plane",
        };
        let alone = [&own.first, &own.second].into_iter().zip(names).map(|(own, name)| alone(name, own, most));
        let alone: Vec<String> = alone.collect();
        let open = match own.open {
            0 => String::new(),
            some => format!("; one may and the other may under a condition, or it is not known: {some}"),
        };
        format!("{plane}: both {}; {}{open}", count(own.both, "operation"), alone.join("; "))
    };
    compared.planes.iter().map(line).collect()
}

fn alone(name: &str, own: &OwnOperationsView<'_>, most: usize) -> String {
    let privileged = match own.privileged.as_slice() {
        [] => String::new(),
        some => format!(" (privileged: {})", shortened(some, most)),
    };
    format!("{name} alone {}{privileged}", own.operations)
}

fn held(holdings: &[HoldingView<'_>]) -> String {
    let of = |is_entra: bool, held: HeldView| {
        let grants = holdings.iter().filter(|own| !own.is_deny());
        grants.filter(move |own| own.is_directory() == is_entra && own.held == held)
    };
    let active: Vec<&HoldingView<'_>> = of(false, HeldView::Active).collect();
    let mut at: Vec<String> = active.iter().map(|own| own.scope.to_ascii_lowercase()).collect();
    at.arrange();
    at.dedup();
    let conditioned = active.iter().filter(|own| !own.conditions.is_empty() || own.condition_not_exported).count();
    let conditioned = if conditioned > 0 { format!(" ({conditioned} under a condition)") } else { String::new() };
    let azure = match active.len() {
        0 => "no role of Azure that the exports show".to_owned(),
        all => format!("{} at {}{conditioned}", count(all, "role"), count(at.len(), "scope")),
    };
    let more = |number: usize, text: String| (number > 0).then_some(text);
    let number = |is_entra, held| of(is_entra, held).count();
    let (eligible, possible) = (number(false, HeldView::Eligible), number(false, HeldView::Possible));
    let entra = [HeldView::Active, HeldView::Eligible, HeldView::Possible].map(|held| number(true, held));
    let denies = holdings.iter().filter(|own| own.is_deny() && !own.excluded).count();
    let rest = [
        more(eligible, format!("{eligible} eligible")),
        more(possible, format!("{possible} possible")),
        more(entra[0], count(entra[0], "Entra role")),
        more(entra[1], count(entra[1], "eligible Entra role")),
        more(entra[2], count(entra[2], "possible Entra role")),
        more(denies, count(denies, "deny assignment")),
    ];
    std::iter::once(azure).chain(rest.into_iter().flatten()).collect::<Vec<_>>().join(", ")
}

/// Where most privileged operations are permitted.
fn privileged(scopes: &[ScopePermissionsView<'_>]) -> String {
    let most = |verdict: Verdict| {
        let counted = scopes.iter().map(|scope| (scope.privileged(verdict), scope)).filter(|(number, _)| *number > 0);
        // Of equal ones the first: the highest.
        counted.reduce(|best, next| if next.0 > best.0 { next } else { best })
    };
    let at = |scope: &ScopePermissionsView<'_>| scope.called.first().cloned().unwrap_or_default();
    let now =
        most(Verdict::Allowed).map(|(number, scope)| format!("{} at {}", count(number, "privileged operation"), at(scope)));
    let later = most(Verdict::Eligible).map(|(number, scope)| format!(", {number} more after an activation at {}", at(scope)));
    format!("{}{}", now.unwrap_or_else(|| "no privileged operation is shown".to_owned()), later.unwrap_or_default())
}

/// Who it is.
pub(crate) fn who(report: &WhatCanReport<'_>) -> String {
    let principal = report.principal();
    let upn = principal.upn.map(|upn| format!(" {upn}")).unwrap_or_default();
    let only = report.asked();
    let only = if only.is_empty() { String::new() } else { format!(", only at {}", shortened(only, 4)) };
    format!("{}{upn}, id {}{only}", principal.kind, principal.id)
}

/// What is held, and by which groups.
pub(crate) fn holding(own: &HoldingView<'_>) -> String {
    format!("{}{}", held_how(own), record_in_words(own.input, own.record))
}

/// The same with the scope.
pub(crate) fn holding_at(own: &HoldingView<'_>) -> String {
    format!("{} @ {}{}", held_how(own), own.place, record_in_words(own.input, own.record))
}

fn held_how(own: &HoldingView<'_>) -> String {
    let groups = own.groups.iter().map(|group| format!("group {group} > ")).collect::<Vec<_>>().concat();
    let name = own.name.as_deref().or(own.role.as_deref()).or(own.assignment.as_deref()).unwrap_or_default();
    let kind = match (own.is_deny(), own.is_directory()) {
        (true, _) => "deny assignment",
        (_, true) => "Entra role",
        _ => "role",
    };
    let how = match (own.held, own.excluded) {
        (HeldView::Active, true) => ", which leaves it out",
        (HeldView::Active, false) => "",
        (HeldView::Eligible, _) => ", eligible",
        (HeldView::Possible, _) if own.open_by_unified_rbac => {
            ", possible: something is open about an assignment of unified RBAC"
        }
        (HeldView::Possible, _) => ", possible: the members of the group were not exported",
    };
    let from = own.from.as_ref().map(|from| format!(", from {from}")).unwrap_or_default();
    let until = own.until.as_ref().map(|until| format!(", until {until}")).unwrap_or_default();
    format!("{groups}{kind} {name}{how}{from}{until}")
}

/// The conditions of something that is held.
pub(crate) fn conditions(own: &HoldingView<'_>) -> Vec<String> {
    let unknown = own.condition_not_exported.then(|| "the exports do not say if it has a condition".to_owned());
    own.conditions.iter().cloned().chain(unknown).collect()
}

/// What a part of the permissions is: its plane, how surely, how many operations.
pub(crate) fn part(part: &PartView<'_>) -> String {
    let plane = match part.plane {
        Plane::Control => "control plane",
        Plane::Data => "data plane",
    };
    let how = match part.verdict {
        Verdict::Allowed => "now",
        Verdict::Eligible => "after an activation",
        Verdict::Conditional => "under a condition",
        _ => "not known: it depends on what was not exported",
    };
    let more = if part.verdict == Verdict::Allowed { "" } else { " more" };
    let privileged = match part.privileged.len() {
        0 => String::new(),
        some => format!(", {some} of them privileged"),
    };
    format!("{}, {how}: {}{more}{privileged}", capital(plane), count(part.operations, "operation"))
}

/// What is said of permissions that are not exact.
pub(crate) const VAGUE: &str = "patterns with several stars hide something: more may be permitted than is listed";

/// How many operations of each provider, the most first.
pub(crate) fn providers(part: &PartView<'_>, most: usize) -> String {
    let mut all: Vec<(&str, usize)> = part.providers.iter().map(|(name, number)| (*name, *number)).collect();
    all.arrange_by_key(|&(name, number)| (std::cmp::Reverse(number), name));
    let texts: Vec<String> = all.iter().map(|(name, number)| format!("{name} {number}")).collect();
    shortened(&texts, most)
}

/// The scopes of some permissions: the first by name.
pub(crate) fn places(scope: &ScopePermissionsView<'_>, most: usize) -> String {
    shortened(&scope.called, most)
}

/// How many tasks were asked; those without a target in the exports were not.
pub(crate) fn asked(report: &WhatCanReport<'_>) -> String {
    let all = report.answers.targets_of();
    let unasked = all.iter().filter(|targets| targets.is_empty()).count();
    let asked = format!("{} asked", count(all.len() - unasked, "task"));
    if unasked == 0 { asked } else { format!("{asked}, {unasked} not: the exports name no target for them") }
}

/// A task that it can do.
pub(crate) fn task(result: &ResultView<'_>) -> String {
    let verdict = verdict_in_words(result.verdict());
    let task = result.task();
    format!("{} ({} of {}): {verdict}{}{}", task.title, task.id, task.pack, answer_basis(result), targets_in_words(result))
}
