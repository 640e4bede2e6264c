//! [`fix`]: applies the fixes that findings propose, in memory.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::repository::Repository;
use super::reviewed::{Disposition, Reviewed};
use super::run::findings;
use crate::pattern::bounded;
use crate::role_file::RoleFile;
use crate::role_file::fix::{Fix, Safety, apply, diff, edits_of_each};
use crate::source::{Source, Span};

/// A fix can make another one possible, so fixes are applied in rounds. More rounds than this are a fault.
const ROUNDS: usize = 10;

/// What fixes make of files.
#[derive(Debug, Clone)]
pub struct FixedFiles {
    /// Each file that differs, as it was, with its new text.
    pub files: Vec<(Source, String)>,
    /// How many findings there were before and are not there any more.
    pub fixes: usize,
}

impl FixedFiles {
    /// The unified diffs of all files.
    pub fn diff(&self) -> String {
        self.files.iter().map(|(before, after)| diff(before.name(), before.text(), after)).collect()
    }
}

/// Fixes the files of a repository in memory: a review afterwards finds what is left.
pub fn fix(repository: &mut Repository, wanted: Safety) -> FixedFiles {
    let originals: Vec<Source> = repository.files.iter().map(|file| file.source.clone()).collect();
    let before = findings(repository);
    let mut after = before.clone();
    for _ in 0..ROUNDS {
        let numbered = repository.files.iter_mut().enumerate();
        let changed: Vec<bool> = numbered.map(|(number, file)| bounded(|| round(number, file, &after, wanted)).0).collect();
        if !changed.contains(&true) {
            break;
        }
        after = findings(repository);
    }
    let fixes = gone(&before, &after);
    let after = repository.files.iter().map(|file| file.source.text().to_owned());
    FixedFiles { files: originals.into_iter().zip(after).filter(|(before, after)| before.text() != after).collect(), fixes }
}

/// The texts that the fix of each finding alone would write, each for a span of its file; `None`: it has no fix, or the fix cannot be
/// written.
pub fn edits(findings: &[Reviewed], files: &[RoleFile]) -> Vec<Option<Vec<(Span, String)>>> {
    let mut by_file: BTreeMap<usize, Vec<(usize, &Fix)>> = BTreeMap::new();
    for (number, finding) in findings.iter().enumerate() {
        if let (Some(file), Some(fix)) = (finding.file, &finding.fix) {
            by_file.entry(file).or_default().push((number, fix));
        }
    }
    let mut all = vec![None; findings.len()];
    let ((), _) = bounded(|| {
        for (file, own) in by_file {
            let Some(file) = files.get(file) else { continue };
            let (numbers, proposed): (Vec<usize>, Vec<&Fix>) = own.into_iter().unzip();
            for (number, edits) in numbers.into_iter().zip(edits_of_each(file, &proposed)) {
                all.iter_mut().skip(number).take(1).for_each(|own| own.clone_from(&edits));
            }
        }
    });
    all
}

/// How many findings are gone: of each lint in each role of each file, as many as there are fewer.
fn gone(before: &[Reviewed], after: &[Reviewed]) -> usize {
    let mut fewer: FxHashMap<_, usize> = FxHashMap::default();
    let key = |finding: &Reviewed| (finding.file, finding.lint, finding.role.clone());
    for finding in before.iter().filter(|finding| is_open(finding)) {
        *fewer.entry(key(finding)).or_default() += 1;
    }
    for finding in after.iter().filter(|finding| is_open(finding)) {
        if let Some(count) = fewer.get_mut(&key(finding)) {
            *count = count.saturating_sub(1);
        }
    }
    fewer.into_values().sum()
}

fn is_open(finding: &Reviewed) -> bool {
    !matches!(finding.disposition, Disposition::Allowed { .. })
}

/// Applies what the open findings of a file propose, as far as it goes together; whether that changed the file.
fn round(number: usize, file: &mut RoleFile, findings: &[Reviewed], wanted: Safety) -> bool {
    let own = findings.iter().filter(|finding| finding.file == Some(number) && is_open(finding));
    let proposed = own.filter_map(|finding| finding.fix.as_ref());
    let fixes: Vec<Fix> = proposed.filter(|fix| fix.safety <= wanted).map(|fix| Fix::clone(fix)).collect();
    let outcome = apply(file, &fixes);
    // A result that could not be read again is never given out: should it be, the file stays as it was.
    match file.reread(outcome.text) {
        Ok(new) if outcome.applied.contains(&true) => {
            *file = new;
            true
        }
        _ => false,
    }
}
