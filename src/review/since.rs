//! Which findings the base has as well: [`before`] is the repository as it was, [`mark_old`] compares what was found.

use std::collections::VecDeque;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::growth::Growth;
use super::repository::Repository;
use super::reviewed::{Disposition, Reviewed};
use crate::role_file::{RoleFile, WrittenRole, WrittenText};

/// What makes a finding the same one in the base: its lint, role, message and the text that it is about. The file may have another name.
#[derive(PartialEq, Eq, Hash)]
struct SameFinding {
    lint: &'static str,
    role: Option<Arc<str>>,
    message: String,
    text: String,
}

impl SameFinding {
    fn of(finding: &Reviewed) -> Self {
        let text = finding.source.slice(finding.span).lines().next().unwrap_or_default().trim();
        Self { lint: finding.lint, role: finding.role.clone(), message: finding.message.clone(), text: text.to_owned() }
    }
}

/// Of so many findings of the base that look the same, one is looked for that a finding does not outgrow.
const TRIED: usize = 20;

/// Marks the findings that the base has too, unless they are about more today. A finding about a configuration counts as new, for the base
/// is not asked about it.
pub(super) fn mark_old(findings: &mut [Reviewed], old: &[Reviewed], growth: &mut Growth<'_>) {
    let mut left: FxHashMap<SameFinding, VecDeque<&Reviewed>> = FxHashMap::default();
    for finding in old {
        if finding.file.is_some() && !matches!(finding.disposition, Disposition::Allowed { .. }) {
            left.entry(SameFinding::of(finding)).or_default().push_back(finding);
        }
    }
    for finding in findings.iter_mut().filter(|finding| finding.file.is_some()) {
        let Some(same) = left.get_mut(&SameFinding::of(finding)) else { continue };
        let found = same.iter().take(TRIED).position(|before| !growth.has_grown(finding, before));
        finding.is_old = found.and_then(|number| same.remove(number)).is_some();
    }
}

/// The files of the base, each judged by today's configuration of a file that has one of its roles.
pub(super) fn before(repository: &Repository, base: &[RoleFile]) -> Repository {
    let mut homes: FxHashMap<String, usize> = FxHashMap::default();
    for (number, file) in repository.files.iter().enumerate() {
        for name in file.roles.iter().flat_map(names) {
            homes.entry(name).or_insert(number);
        }
    }
    let home = |file: &RoleFile| file.roles.iter().flat_map(names).find_map(|name| homes.get(&name).copied());
    let of = base.iter().map(|file| home(file).and_then(|number| repository.governance.number_of(number)));
    Repository {
        files: base.to_vec(),
        unreadable: Vec::new(),
        governance: repository.governance.over(of.collect()),
        catalog: Arc::clone(&repository.catalog),
        ..*repository
    }
}

/// The id and the name of a role, as far as they are known.
fn names(role: &WrittenRole) -> impl Iterator<Item = String> {
    let texts = [role.id.as_ref(), role.name.as_ref()];
    let known = texts.into_iter().flatten().filter_map(WrittenText::known);
    known.map(|text| text.trim().to_lowercase()).filter(|text| !text.is_empty())
}
