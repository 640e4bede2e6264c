//! [`BaseFindings`]: what the base has too, of the findings that are decided again. The same finding has the same lint and role, and is about
//! the same text; the file may have another name. That its sentence is the same is not looked at.

use std::collections::BTreeMap;

use super::expected::ExpectedFindings;
use super::finding::ExpectedFinding;
use crate::config::Governance;
use crate::role_file::{RoleFile, WrittenRole, WrittenText};

/// A lint, a role, and what the finding is about.
type SameAsBefore = (&'static str, Option<String>, String);

/// The findings of the base that none of today was said to be the same as.
pub(super) struct BaseFindings {
    left: BTreeMap<SameAsBefore, usize>,
}

impl BaseFindings {
    /// The findings of the files of a base. Each of them is judged by the configuration of the file that has one of its roles today.
    pub(super) fn new(base: &[RoleFile], today: &ExpectedFindings<'_>) -> Self {
        let governance = governance_of(base, today);
        let mut left = BTreeMap::new();
        for own in (ExpectedFindings { files: base, governance: &governance, ground: today.ground }).all() {
            *left.entry(key(&own)).or_default() += 1;
        }
        Self { left }
    }

    /// Whether the base has a finding too; each of its findings is one of today once.
    pub(super) fn take(&mut self, own: &ExpectedFinding) -> bool {
        let Some(count) = self.left.get_mut(&key(own)).filter(|count| **count > 0) else { return false };
        *count -= 1;
        true
    }
}

fn key(own: &ExpectedFinding) -> SameAsBefore {
    (own.lint, own.role.clone(), own.text.clone())
}

fn governance_of(base: &[RoleFile], today: &ExpectedFindings<'_>) -> Governance {
    let mut homes: BTreeMap<String, usize> = BTreeMap::new();
    for (number, file) in today.files.iter().enumerate() {
        for name in file.roles.iter().flat_map(names) {
            homes.entry(name).or_insert(number);
        }
    }
    let home = |file: &RoleFile| file.roles.iter().flat_map(names).find_map(|name| homes.get(&name).copied());
    today.governance.over(base.iter().map(|file| home(file).and_then(|number| today.governance.number_of(number))).collect())
}

/// The id and the name of a role, as far as the file tells them.
fn names(role: &WrittenRole) -> impl Iterator<Item = String> {
    let known = [&role.id, &role.name].into_iter().flatten().filter_map(WrittenText::known);
    known.map(|text| text.trim().to_lowercase()).filter(|text| !text.is_empty())
}
