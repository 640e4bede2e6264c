//! [`NeedsAgain`]: which roles a policy assignment needs, read from the definitions again.
//! <https://learn.microsoft.com/azure/governance/policy/how-to/remediate-resources>

use std::collections::{BTreeMap, BTreeSet};

use super::claims::PolicyDoubtClaim;
use super::versions::{is_wanted, rank};
use crate::model::{Guid, PolicyAssignment, PolicyDefinition, PolicyFacts, PolicyName, PolicyReference, PolicySet};

/// What an assignment needs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct NeedsAgain {
    /// By role: the definitions that name it, and whether one of them remediates for certain.
    pub roles: BTreeMap<Guid, (BTreeSet<String>, bool)>,
    /// What is not known, by code and subject.
    pub open: BTreeSet<PolicyDoubtClaim>,
}

/// Whether a definition remediates: yes, no, or nobody knows.
type RemediatesAgain = Option<bool>;

/// Effects that deploy or change something.
const REMEDIATING: [&str; 2] = ["deployifnotexists", "modify"];

/// All other effects.
const PASSIVE: [&str; 11] = [
    "addtonetworkgroup",
    "append",
    "audit",
    "auditifnotexists",
    "deny",
    "denyaction",
    "disabled",
    "enforceopaconstraint",
    "enforceregopolicy",
    "manual",
    "mutate",
];

/// Values of parameters, as exports have them: nothing where a value is no text.
type GivenValues = [(Box<str>, Option<Box<str>>)];

/// A value: nobody gives one, one that is not shown, or a text.
type GivenValue<'v> = Option<Option<&'v str>>;

fn value<'v>(values: &'v GivenValues, name: &str) -> GivenValue<'v> {
    values.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, text)| text.as_deref())
}

/// The parameter that a text names, if it does nothing else.
fn parameter(text: &str) -> Option<String> {
    let text = text.trim();
    let lower = text.to_ascii_lowercase();
    let name = lower.strip_prefix("[parameters('")?.strip_suffix("')]")?;
    (!name.contains('\'')).then(|| name.to_owned())
}

pub(super) fn doubt(code: &str, subject: &str) -> PolicyDoubtClaim {
    PolicyDoubtClaim { code: code.to_owned(), subject: subject.to_owned() }
}

/// What an assignment needs, by the definitions and sets of the exports.
pub(super) fn needs(policy: &PolicyFacts, assignment: &PolicyAssignment) -> NeedsAgain {
    let mut needs = NeedsAgain::default();
    let assigns = &assignment.assigns;
    let sets: Vec<&PolicySet> = policy.sets.iter().filter(|set| set.name.id == assigns.id).collect();
    if sets.is_empty() {
        let given = |name: &str| value(&assigns.values, name);
        let assigned = AssignedDefinition { of: assigns, given: &given, overrides: assignment.overrides };
        definition(policy, &assigned, &mut needs);
        return needs;
    }
    let is_same = |one: &PolicySet, other: &PolicySet| (&one.name, &one.members) == (&other.name, &other.members);
    let Some(set) = picked(&sets, assigns, (|set| &set.name, is_same), &mut needs) else { return needs };
    for member in &set.members {
        let of_set = |name: &str| value(&assigns.values, name).or_else(|| value(&set.name.defaults, name));
        let given = |name: &str| match value(&member.values, name) {
            // What a set gives may be a parameter of its own: one that nobody gives is not left out, but not shown.
            Some(Some(text)) if text.starts_with('[') => Some(parameter(text).and_then(|own| of_set(&own)).flatten()),
            own => own,
        };
        let assigned = AssignedDefinition { of: member, given: &given, overrides: assignment.overrides };
        definition(policy, &assigned, &mut needs);
    }
    needs
}

/// A definition as it is assigned.
struct AssignedDefinition<'a, 'v> {
    of: &'a PolicyReference,
    given: &'a dyn Fn(&str) -> GivenValue<'v>,
    /// Something overrides its effect.
    overrides: bool,
}

fn definition<'v>(policy: &'v PolicyFacts, assigned: &AssignedDefinition<'_, 'v>, needs: &mut NeedsAgain) {
    let AssignedDefinition { of, given, overrides } = *assigned;
    let known: Vec<&PolicyDefinition> = policy.definitions.iter().filter(|own| own.name.id == of.id).collect();
    let is_same = |one: &PolicyDefinition, other: &PolicyDefinition| {
        (&one.name, &one.effect, &one.roles) == (&other.name, &other.effect, &other.roles)
    };
    let Some(own) = picked(&known, of, (|own| &own.name, is_same), needs) else { return };
    let effect = match parameter(&own.effect) {
        Some(name) => given(&name).or_else(|| value(&own.name.defaults, &name)).flatten(),
        None => Some(&*own.effect),
    };
    let remediates = if overrides { None } else { effect.and_then(of_effect) };
    let name = &*own.name.name;
    if remediates == Some(false) || remediates.is_none() && own.roles.is_empty() {
        return;
    }
    if own.roles.is_empty() {
        needs.open.insert(doubt("names-no-role", name));
    }
    if remediates.is_none() {
        needs.open.insert(doubt("effect-not-known", name));
    }
    for role in &own.roles {
        let Some(id) = role.guid() else {
            needs.open.insert(doubt("no-role-id", name));
            continue;
        };
        let (definitions, sure) = needs.roles.entry(id).or_default();
        definitions.insert(name.to_owned());
        *sure |= remediates == Some(true);
    }
}

fn of_effect(effect: &str) -> RemediatesAgain {
    let word = effect.trim().to_ascii_lowercase();
    let is_in = |words: &[&str]| words.contains(&word.as_str());
    is_in(&REMEDIATING).then_some(true).or_else(|| is_in(&PASSIVE).then_some(false))
}

/// What a record is called, and whether two records say the same.
type NamedRecord<T> = (fn(&T) -> &PolicyName, fn(&T, &T) -> bool);

/// The newest of the versions that fit.
fn picked<'f, T>(
    known: &[&'f T],
    of: &PolicyReference,
    (name, is_same): NamedRecord<T>,
    needs: &mut NeedsAgain,
) -> Option<&'f T> {
    let is_wanted = |own: &T| is_wanted(of.version.as_deref(), name(own).version.as_deref());
    let rank = |own: &T| rank(name(own).version.as_deref());
    let fitting: Vec<&T> = known.iter().copied().filter(|own| is_wanted(own)).collect();
    let newest = fitting.iter().map(|own| rank(own)).max();
    let mut newest = fitting.into_iter().filter(|own| Some(rank(own)) == newest);
    let Some(first) = newest.next() else {
        let code = if known.is_empty() { "definition-not-exported" } else { "other-version" };
        needs.open.insert(doubt(code, &of.id));
        return None;
    };
    if newest.any(|other| !is_same(first, other)) {
        needs.open.insert(doubt("contradicting", &of.id));
        return None;
    }
    Some(first)
}
