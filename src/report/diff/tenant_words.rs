//! Words of a difference of two exports: the answer, the facts, and what cannot be compared.

use super::tenant::{
    ActionsView, Because, ChangedFact, DiffAnswerView, DirectoryMoveView, FactChange, FactKind, FactPart, Lack, LackingSide,
    Move, MoveTrend, NotComparedView, OperationsView, Person, TaskMove,
};
use crate::report::terms::{Plane, StepKind, Verdict};
use crate::report::words::{capital, count, record_in_words, shortened, sign};

/// More names and targets than this are a number.
const NAMES: usize = 4;
/// More privileged operations than this are a number.
const PRIVILEGED: usize = 3;

/// The answer in one sentence.
pub(crate) fn answer(answer: DiffAnswerView) -> String {
    let gained = match answer.gained {
        0 => "Nobody gained access".to_owned(),
        number => format!("{} gained access", count(number, "principal")),
    };
    let lost = match answer.lost {
        0 => "nobody lost any".to_owned(),
        number => format!("{number} lost some"),
    };
    let open = if answer.open { ". Some of the exported lists cannot be compared" } else { "" };
    format!("{gained}, {lost}; {} changed{open}.", count(answer.changes, "fact"))
}

/// The heading over the facts of a kind.
pub(crate) const fn heading(kind: FactKind) -> &'static str {
    match kind {
        FactKind::RoleAssignment => "Role assignments",
        FactKind::RoleEligibility => "Eligible Azure roles (PIM)",
        FactKind::RoleSchedule => "Active Azure roles in PIM",
        FactKind::Delegation => "Azure Lighthouse delegations",
        FactKind::DenyAssignment => "Deny assignments",
        FactKind::RoleDefinition => "Role definitions",
        FactKind::Member => "Members of groups",
        FactKind::MemberSchedule => "Members of groups for a time (PIM)",
        FactKind::MemberEligibility => "Eligible members of groups (PIM)",
        FactKind::DirectoryRole => "Microsoft Entra roles",
        FactKind::DirectoryRoleEligibility => "Eligible Microsoft Entra roles (PIM)",
    }
}

/// The mark before a fact.
pub(crate) const fn mark(change: FactChange) -> &'static str {
    match change {
        FactChange::Added => "+",
        FactChange::Removed => "-",
        FactChange::Changed => "~",
    }
}

/// A fact in a line: who holds what, and where.
pub(crate) fn fact(fact: &ChangedFact) -> String {
    let named = |person: &Option<Person>| person.as_ref().map(called).unwrap_or_default();
    let role = fact.name.as_deref().or(fact.role.as_deref()).unwrap_or_default();
    let scope = fact.scope.as_deref().unwrap_or_default();
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

/// Where a fact is, and was.
pub(crate) fn records(fact: &ChangedFact) -> String {
    let now = record_in_words(fact.input.as_deref(), fact.record);
    let was = record_in_words(fact.old_input.as_deref(), fact.old_record);
    let was = if was.is_empty() { was } else { format!(", was{was}") };
    format!("{now}{was}").trim_start().to_owned()
}

/// Who gained or lost actions, and where.
pub(crate) fn operations_heading(moved: &OperationsView<'_>) -> String {
    let eligible = if moved.eligible { ", after an activation" } else { "" };
    format!("{} @ {}{eligible}", people(moved.principals), moved.scope)
}

/// What was gained or lost there, one line for each plane and condition.
pub(crate) fn operations(moved: &OperationsView<'_>) -> Vec<String> {
    let verb = moved.change.name();
    let roles = moved.roles.iter().map(ToString::to_string).collect::<Vec<_>>();
    let by = match (moved.by_deny, moved.change) {
        (false, _) => format!("by {}", shortened(&roles, NAMES)),
        (true, MoveTrend::Gained) => {
            format!("because a deny assignment no longer takes them from {}", shortened(&roles, NAMES))
        }
        (true, MoveTrend::Lost) => format!("because a deny assignment takes them from {}", shortened(&roles, NAMES)),
    };
    let mut lines: Vec<String> =
        moved.actions.iter().map(|actions| format!("{} {verb} {by}{}", what(actions), beside(actions, moved.change))).collect();
    if moved.undecided {
        lines.push(format!("more may be {verb} {by}: the role is not defined, or the search is too large"));
    }
    lines
}

fn what(actions: &ActionsView<'_>) -> String {
    let kind = match actions.plane {
        Plane::Control => "action",
        Plane::Data => "data action",
    };
    if actions.count == 0 { format!("{kind}s beyond the catalog") } else { count(actions.count, kind) }
}

/// The condition, and the privileged actions.
fn beside(actions: &ActionsView<'_>, change: MoveTrend) -> String {
    let under = if actions.condition.is_some() { " under a condition" } else { "" };
    let other = match (actions.otherwise_conditioned, change) {
        (false, _) => "",
        (true, MoveTrend::Gained) => ", held under other conditions before",
        (true, MoveTrend::Lost) => ", held under other conditions now",
    };
    let condition = format!("{under}{other}");
    match actions.privileged.len() {
        0 => condition,
        number => format!("{condition}; {number} privileged: {}", shortened(&actions.privileged, PRIVILEGED)),
    }
}

/// A Microsoft Entra role that was gained or lost.
pub(crate) fn directory_role(moved: &DirectoryMoveView<'_>) -> String {
    let eligible = if moved.of.eligible { ", eligible" } else { "" };
    format!("{} of {} @ {}{eligible}", moved.of.name, people(&moved.of.principals), moved.of.scope)
}

/// What cannot be compared, and why.
pub(crate) fn not_compared(found: &NotComparedView<'_>) -> String {
    let why = match (found.side, found.lacks) {
        (LackingSide::Old, [Some(lack), _]) => format!("the old export {}", lacks(lack)),
        (LackingSide::New, [_, Some(lack)]) => format!("the new export {}", lacks(lack)),
        (_, [Some(old), Some(new)]) if old == new => format!("each export {}", lacks(old)),
        (_, [Some(old), Some(new)]) => format!("the old export {}; the new export {}", lacks(old), lacks(new)),
        _ => String::new(),
    };
    format!("{}: {why}", capital(&list_of(found)))
}

/// What one export lacks, whatever the other one has.
pub(crate) fn lacking(found: &NotComparedView<'_>, lack: Lack) -> String {
    format!("{}: the export {}; a difference in them is not seen", list_of(found), lacks(lack))
}

/// What a list is of: the kind, and the place where it is not the tenant.
fn list_of(found: &NotComparedView<'_>) -> String {
    match (found.place, found.name) {
        ("tenant", _) => found.words.to_owned(),
        (_, Some(name)) => format!("{} of {name}", found.words),
        (place, None) => format!("{} of {place}", found.words),
    }
}

fn lacks(lack: Lack) -> String {
    match lack {
        Lack::Absent => "has no list of them".to_owned(),
        Lack::Partial(None) => "has a part of them".to_owned(),
        Lack::Partial(Some(why)) => format!("has a part of them ({})", sign(why)),
        Lack::Conditions => "does not say under which conditions some of them hold".to_owned(),
    }
}

/// The kinds that neither export has.
pub(crate) fn in_neither(found: &[&NotComparedView<'_>]) -> Option<String> {
    let mut kinds: Vec<&str> = found.iter().map(|found| found.words).collect();
    kinds.dedup();
    (!kinds.is_empty()).then(|| format!("Neither export has: {}.", kinds.join(", ")))
}

fn called(person: &Person) -> String {
    person.name.as_deref().map_or_else(|| person.id.to_string(), str::to_owned)
}

fn people(people: &[Person]) -> String {
    let names: Vec<String> = people.iter().map(called).collect();
    shortened(&names, NAMES)
}

pub(crate) fn names(moved: &Move) -> String {
    people(&moved.principals)
}

pub(crate) fn said(task: &TaskMove) -> String {
    format!("{} {}", task.task, answers(task))
}

pub(crate) fn answers(task: &TaskMove) -> String {
    let last = |id: &String| id.rsplit('/').next().unwrap_or(id).to_owned();
    let targets: Vec<String> = task.targets.iter().map(last).collect();
    let words = |verdict: Verdict| verdict.name().replace('_', " ");
    format!("on {}: {}, was {}", shortened(&targets, NAMES), words(task.after), words(task.before))
}

/// Why the answer is another one: what only the better side has, or else that something else changed.
pub(crate) fn reasons(task: &TaskMove, gained: bool) -> Vec<String> {
    let (since, side) = if gained { ("new", "old") } else { ("gone", "new") };
    let of = |because: &Because| {
        let record = because.changed.as_ref().map_or_else(String::new, |at| record_in_words(Some(&at.input), Some(at.record)));
        let held = assignment(because);
        match (because.only_here, because.membership_only_here, because.definition_changed) {
            (true, ..) => Some(format!("{since}: {held}{record}")),
            (false, true, _) => Some(format!("{since}: member of {}{record}, with {held}", called(&because.holder))),
            (false, false, true) => Some(format!("{held}: the role is defined in another way{record}")),
            (false, false, false) => None,
        }
    };
    let here: Vec<String> = task.because.iter().filter_map(of).collect();
    if !here.is_empty() {
        return here;
    }
    if task.targets_differ {
        return vec![format!("the {side} state does not know the target")];
    }
    let what = "both states have it; a condition, eligibility or deny assignment makes the difference";
    let shown = |because: &Because| {
        let place = record_in_words(because.input.as_deref(), because.record);
        format!("by {}{place}", assignment(because))
    };
    task.because.iter().map(shown).chain([what.to_owned()]).collect()
}

fn assignment(because: &Because) -> String {
    let role = because.role_name.as_deref().or(because.role.as_deref()).unwrap_or("deny assignment");
    let eligible = if because.kind == StepKind::Eligibility { ", eligible" } else { "" };
    format!("{role} of {} @ {}{eligible}", called(&because.holder), because.scope)
}
