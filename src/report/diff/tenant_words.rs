//! Words of a difference of two exports: the answer, the facts, and what cannot be compared.

use super::tenant::{ChangedFact, DiffAnswerView, FactChange, FactKind, Lack, LackingSide, NotComparedView, Person};
use crate::report::words::{capital, count, record_in_words, sign};

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
    let leads = match answer.leads {
        0 => String::new(),
        number => format!(", and {number} that may lead to access"),
    };
    format!("{gained}, {lost}; {} changed{leads}{open}.", count(answer.changes, "fact"))
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
pub(crate) const fn mark(change: FactChange) -> char {
    match change {
        FactChange::Added => '+',
        FactChange::Removed => '-',
        FactChange::Changed => '~',
    }
}

/// Where a fact is, and where it was.
pub(crate) fn records(fact: &ChangedFact) -> Vec<String> {
    let now = record_in_words(fact.input.as_deref(), fact.record);
    let was = record_in_words(fact.old_input.as_deref(), fact.old_record);
    let was = if was.is_empty() { was } else { format!("was{was}") };
    [now, was].iter().map(|record| record.trim_start().to_owned()).filter(|record| !record.is_empty()).collect()
}

/// The scope of a Microsoft Entra role.
pub(super) fn directory_scope(scope: &str) -> String {
    if scope == "/" { "the tenant".to_owned() } else { scope.to_owned() }
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
        (vault, _) if found.lacks.contains(&Some(Lack::AccessPolicies)) => format!("key vault {vault}"),
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
        Lack::AccessPolicies => "leaves its keys and secrets to access policies, which are not read".to_owned(),
    }
}

/// The kinds that neither export has.
pub(crate) fn in_neither(found: &[&NotComparedView<'_>]) -> Option<String> {
    let mut kinds: Vec<&str> = found.iter().map(|found| found.words).collect();
    kinds.dedup();
    (!kinds.is_empty()).then(|| format!("Neither export has: {}.", kinds.join(", ")))
}

/// What a principal is called.
pub(super) fn called(person: &Person) -> String {
    person.name.as_deref().map_or_else(|| person.id.to_string(), str::to_owned)
}
