//! [`fix`]: applies the fixes that findings propose, in memory.

use super::repository::Repository;
use super::reviewed::{Disposition, Reviewed};
use super::run::findings;
use crate::role_file::RoleFile;
use crate::role_file::fix::{Fix, Safety, apply, diff};
use crate::source::Source;

/// A fix can make another one possible, so fixes are applied in rounds. More rounds than this are a fault.
const ROUNDS: usize = 10;

/// What fixes make of files.
#[derive(Debug, Clone)]
pub struct FixedFiles {
    /// Each file that differs, as it was, with its new text.
    pub files: Vec<(Source, String)>,
    /// How many findings were fixed.
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
    let mut fixes = 0;
    for _ in 0..ROUNDS {
        let findings = findings(repository);
        let numbered = repository.files.iter_mut().enumerate();
        let done: usize = numbered.map(|(number, file)| round(number, file, &findings, wanted)).sum();
        fixes += done;
        if done == 0 {
            break;
        }
    }
    let after = repository.files.iter().map(|file| file.source.text().to_owned());
    FixedFiles { files: originals.into_iter().zip(after).filter(|(before, after)| before.text() != after).collect(), fixes }
}

/// Applies what the open findings of a file propose, as far as it goes together; the number of findings that it settles.
fn round(number: usize, file: &mut RoleFile, findings: &[Reviewed], wanted: Safety) -> usize {
    let is_open =
        |finding: &&Reviewed| finding.file == Some(number) && !matches!(finding.disposition, Disposition::Allowed { .. });
    let proposed = findings.iter().filter(is_open).filter_map(|finding| finding.fix.as_ref());
    let fixes: Vec<Fix> = proposed.filter(|fix| fix.safety <= wanted).cloned().collect();
    let outcome = apply(file, &fixes);
    let settled = outcome.applied.iter().filter(|applied| **applied).count();
    // A result that could not be read again is never given out: should it be, the file stays as it was.
    match file.reread(outcome.text) {
        Ok(new) if settled > 0 => {
            *file = new;
            settled
        }
        _ => 0,
    }
}
