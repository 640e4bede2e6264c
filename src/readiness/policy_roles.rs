//! Which roles the identity of a policy assignment needs: those that the definitions which it assigns name (`roleDefinitionIds`), as far
//! as their effects remediate. <https://learn.microsoft.com/azure/governance/policy/how-to/remediate-resources>

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::policy_effect::{Given, Remediates};
use crate::arrange::Arrange as _;
use crate::model::{Guid, ObjectId, PolicyAssignment, PolicyDefinition, PolicyFacts, PolicyName, PolicyReference, PolicySet};

/// Why it is not known what an assignment needs, or whether it has it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum PolicyDoubt {
    /// A definition or set is not in the exports.
    NotExported(Box<str>),
    /// The exports have other versions of a definition or set.
    OtherVersion {
        /// The definition, by id.
        id: Box<str>,
        /// The version that is assigned.
        wanted: Box<str>,
        /// The version that was exported, where its record says.
        exported: Option<Box<str>>,
    },
    /// The exports say different things of an assignment, a definition or a set.
    Contradicting(Box<str>),
    /// A definition remediates, and names no role.
    NamesNoRole(Box<str>),
    /// A definition names a role by something that is no id.
    NoRoleId {
        /// The definition, by name.
        definition: Box<str>,
        /// What it names.
        role: ObjectId,
    },
    /// The effect of a definition is not known.
    EffectNotKnown(Box<str>),
    /// The assignment has no identity.
    NoIdentity,
    /// The export leaves out which identity the assignment has.
    IdentityNotTold,
    /// The exports do not say which principal a user-assigned identity is.
    IdentityNotExported(Box<str>),
}

/// The stable name of a doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PolicyDoubtCode {
    /// A definition or set is not in the exports.
    DefinitionNotExported,
    /// The exports have other versions of it.
    OtherVersion,
    /// The exports say different things.
    Contradicting,
    /// A definition remediates, and names no role.
    NamesNoRole,
    /// A definition names a role by something that is no id.
    NoRoleId,
    /// An effect is not known.
    EffectNotKnown,
    /// There is no identity.
    NoIdentity,
    /// The export leaves out the identity.
    IdentityNotTold,
    /// Which principal an identity is was not exported.
    IdentityNotExported,
}

impl PolicyDoubtCode {
    /// Every name.
    pub const ALL: [Self; 9] = [
        Self::DefinitionNotExported,
        Self::OtherVersion,
        Self::Contradicting,
        Self::NamesNoRole,
        Self::NoRoleId,
        Self::EffectNotKnown,
        Self::NoIdentity,
        Self::IdentityNotTold,
        Self::IdentityNotExported,
    ];
}

impl PolicyDoubt {
    /// Its stable name.
    pub const fn code(&self) -> PolicyDoubtCode {
        match self {
            Self::NotExported(_) => PolicyDoubtCode::DefinitionNotExported,
            Self::OtherVersion { .. } => PolicyDoubtCode::OtherVersion,
            Self::Contradicting(_) => PolicyDoubtCode::Contradicting,
            Self::NamesNoRole(_) => PolicyDoubtCode::NamesNoRole,
            Self::NoRoleId { .. } => PolicyDoubtCode::NoRoleId,
            Self::EffectNotKnown(_) => PolicyDoubtCode::EffectNotKnown,
            Self::NoIdentity => PolicyDoubtCode::NoIdentity,
            Self::IdentityNotTold => PolicyDoubtCode::IdentityNotTold,
            Self::IdentityNotExported(_) => PolicyDoubtCode::IdentityNotExported,
        }
    }

    /// What it is about: the id or name of a definition, an identity or an assignment; nothing where that is the assignment itself.
    pub fn subject(&self) -> &str {
        match self {
            Self::NotExported(id) | Self::OtherVersion { id, .. } | Self::Contradicting(id) | Self::IdentityNotExported(id) => {
                id
            }
            Self::NamesNoRole(name) | Self::EffectNotKnown(name) | Self::NoRoleId { definition: name, .. } => name,
            Self::NoIdentity | Self::IdentityNotTold => "",
        }
    }
}

/// The roles that an assignment needs.
#[derive(Debug, Default)]
pub(super) struct NeededRoles {
    /// By id.
    pub(super) roles: BTreeMap<Guid, NeededRole>,
    /// What is not known.
    pub(super) doubts: Vec<PolicyDoubt>,
}

/// One role that is needed.
#[derive(Debug, Default)]
pub(super) struct NeededRole {
    /// The definitions that name it, by name.
    pub(super) definitions: Vec<Box<str>>,
    /// Some of them remediates for certain.
    pub(super) sure: bool,
}

/// The definitions and sets of the exports, by id.
pub(super) struct PolicyBook<'f> {
    definitions: FxHashMap<&'f str, Vec<&'f PolicyDefinition>>,
    sets: FxHashMap<&'f str, Vec<&'f PolicySet>>,
}

impl<'f> PolicyBook<'f> {
    pub(super) fn new(policy: &'f PolicyFacts) -> Self {
        let mut book = Self { definitions: FxHashMap::default(), sets: FxHashMap::default() };
        for own in &policy.definitions {
            add(book.definitions.entry(&own.name.id).or_default(), own, |known| {
                (&known.name, &known.effect, &known.roles) == (&own.name, &own.effect, &own.roles)
            });
        }
        for own in &policy.sets {
            add(book.sets.entry(&own.name.id).or_default(), own, |known| {
                (&known.name, &known.members) == (&own.name, &own.members)
            });
        }
        book
    }

    /// What an assignment needs.
    pub(super) fn needed(&self, assignment: &PolicyAssignment) -> NeededRoles {
        let mut needed = NeededRoles::default();
        let assigns = &assignment.assigns;
        if !self.sets.contains_key(&*assigns.id) {
            self.definition(assigns, &|name| Given::of(&assigns.values, name), assignment.overrides, &mut needed);
        } else if let Some(set) = picked(&self.sets, assigns, |set| &set.name, &mut needed.doubts) {
            for member in &set.members {
                let of_set = |name: &str| Given::of(&assigns.values, name).or_default(&set.name.defaults, name);
                let given = |name: &str| Given::of(&member.values, name).through(&of_set);
                self.definition(member, &given, assignment.overrides, &mut needed);
            }
        }
        needed.doubts.arrange();
        needed.doubts.dedup();
        needed
    }

    /// What one definition needs, with the values that it is given.
    fn definition(&self, of: &PolicyReference, given: &dyn Fn(&str) -> Given<'f>, overrides: bool, needed: &mut NeededRoles) {
        let Some(own) = picked(&self.definitions, of, |own| &own.name, &mut needed.doubts) else { return };
        let effect = Remediates::by(&own.effect, |name| given(name).or_default(&own.name.defaults, name));
        // An effect that some override replaces may be any.
        let effect = if overrides { Remediates::Maybe } else { effect };
        match (effect, own.roles.is_empty()) {
            (Remediates::No, _) | (Remediates::Maybe, true) => return,
            (Remediates::Yes, true) => return needed.doubts.push(PolicyDoubt::NamesNoRole(own.name.name.clone())),
            (Remediates::Maybe, false) => needed.doubts.push(PolicyDoubt::EffectNotKnown(own.name.name.clone())),
            (Remediates::Yes, false) => {}
        }
        for role in &own.roles {
            let Some(id) = role.guid() else {
                needed.doubts.push(PolicyDoubt::NoRoleId { definition: own.name.name.clone(), role: role.clone() });
                continue;
            };
            let role = needed.roles.entry(id).or_default();
            role.sure |= effect == Remediates::Yes;
            if !role.definitions.contains(&own.name.name) {
                role.definitions.push(own.name.name.clone());
            }
        }
    }
}

fn add<'f, T>(known: &mut Vec<&'f T>, own: &'f T, is_same: impl Fn(&T) -> bool) {
    if !known.iter().any(|known| is_same(known)) {
        known.push(own);
    }
}

/// The definition or set that a reference means, the newest of those that fit; else why it is not known.
fn picked<'f, T>(
    all: &FxHashMap<&'f str, Vec<&'f T>>,
    of: &PolicyReference,
    name: impl Fn(&T) -> &PolicyName,
    doubts: &mut Vec<PolicyDoubt>,
) -> Option<&'f T> {
    let known = all.get(&*of.id).map(Vec::as_slice).unwrap_or_default();
    let fitting: Vec<&'f T> = match &of.version {
        None => known.to_vec(),
        Some(wanted) => {
            known.iter().copied().filter(|own| name(own).version.as_deref().is_some_and(|own| fits(wanted, own))).collect()
        }
    };
    let number = |own: &T| name(own).version.as_deref().and_then(numbers);
    let newest = fitting.iter().map(|own| number(own)).max().flatten();
    let fitting: Vec<&'f T> = fitting.into_iter().filter(|own| number(own) == newest).collect();
    match (known, fitting.as_slice(), &of.version) {
        ([], ..) => doubts.push(PolicyDoubt::NotExported(of.id.clone())),
        (_, [one], _) => return Some(one),
        ([first, ..], [], Some(wanted)) => {
            let exported = name(first).version.clone();
            doubts.push(PolicyDoubt::OtherVersion { id: of.id.clone(), wanted: wanted.clone(), exported });
        }
        (_, _, _) => doubts.push(PolicyDoubt::Contradicting(of.id.clone())),
    }
    None
}

/// The numbers of a version, by which versions are in order; a preview comes before what it is a preview of.
fn numbers(version: &str) -> Option<(Vec<u64>, bool)> {
    let (head, is_final) = version.trim().split_once('-').map_or((version.trim(), true), |(head, _)| (head, false));
    let numbers: Result<Vec<u64>, _> = head.split('.').map(str::parse).collect();
    Some((numbers.ok()?, is_final))
}

/// Whether a version such as `1.2.0-preview` is one of those that `1.*.*-preview` stands for.
fn fits(wanted: &str, own: &str) -> bool {
    let split = |text: &str| {
        text.split_once('-').map_or((text.to_owned(), None), |(head, tail)| (head.to_owned(), Some(tail.to_ascii_lowercase())))
    };
    let ((wanted, stage), (own, of)) = (split(wanted.trim()), split(own.trim()));
    let (wanted, own): (Vec<&str>, Vec<&str>) = (wanted.split('.').collect(), own.split('.').collect());
    stage == of && wanted.len() == own.len() && wanted.iter().zip(&own).all(|(wanted, own)| *wanted == "*" || wanted == own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policy_versions_fit_by_their_parts() {
        let cases = [
            ("1.*.*", "1.4.0", true, "any minor version"),
            ("1.*.*", "2.0.0", false, "another major version"),
            ("1.2.*", "1.4.0", false, "another minor version"),
            ("1.*.*", "1.4.0-preview", false, "a preview is a version of its own"),
            ("1.*.*-preview", "1.4.0-Preview", true, "any minor preview"),
            ("1.*.*", "1.4", false, "no version of this form"),
        ];
        for (wanted, own, expected, why) in cases {
            assert_eq!(fits(wanted, own), expected, "{why}");
        }
    }
}
