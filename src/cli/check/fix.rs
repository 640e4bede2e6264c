//! `--fix` and `--diff`: what findings propose, written to whole files or shown.

use std::path::Path;

use miette::Diagnostic;
use rolecall::review::{Reviewed, Standing};
use rolecall::role_file;
use rolecall::role_file::RoleFile;
use rolecall::role_file::fix;
use rolecall::role_file::fix::{Fix, Safety};
use rolecall::source::Source;

use super::Check;
use crate::cli::output;

/// A fix can make room for another one that it stood in the way of; more rounds than this would be a fault.
const ROUNDS: usize = 10;

/// Why fixes cannot be written.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub(crate) enum FixError {
    /// Standard input is no file.
    #[error("standard input cannot be fixed")]
    #[diagnostic(help("--diff shows what would be changed; or check the file by its path"))]
    Stdin,
}

/// What fixes make of files.
pub(super) struct Fixed {
    /// The files before, with their texts after; only those that differ.
    files: Vec<(Source, String)>,
    /// How many findings were fixed.
    pub(super) fixes: usize,
}

impl Fixed {
    /// Fixes the files of a check, in memory: what it finds afterwards is what is left.
    pub(super) fn of(check: &mut Check<'_>, wanted: Safety) -> Self {
        let originals: Vec<Source> = check.files.iter().map(|file| file.source.clone()).collect();
        let mut fixes = 0;
        for _ in 0..ROUNDS {
            let findings = check.reviewed();
            let done: usize =
                check.files.iter_mut().enumerate().map(|(number, file)| round(number, file, &findings, wanted)).sum();
            fixes += done;
            if done == 0 {
                break;
            }
        }
        let after = check.files.iter().map(|file| file.source.text().to_owned());
        let pairs = originals.into_iter().zip(after);
        Self { files: pairs.filter(|(before, after)| before.text() != after).collect(), fixes }
    }

    /// How many files differ.
    pub(super) fn files(&self) -> usize {
        self.files.len()
    }

    /// The unified diffs of all files.
    pub(super) fn diff(&self) -> String {
        self.files.iter().map(|(before, after)| fix::diff(before.name(), before.text(), after)).collect()
    }

    /// Writes the files, each whole or not at all, in the encoding that they had.
    pub(super) fn write(&self) -> miette::Result<()> {
        if self.files.iter().any(|(before, _)| &**before.name() == "-") {
            return Err(FixError::Stdin.into());
        }
        for (before, after) in &self.files {
            output::write_file(Path::new(&**before.name()), |out| out.write_all(&before.encode(after)))?;
        }
        Ok(())
    }
}

/// Applies what the open findings of a file propose, as far as it goes together; the number of findings that it settles.
fn round(number: usize, file: &mut RoleFile, findings: &[Reviewed], wanted: Safety) -> usize {
    let is_open = |finding: &&Reviewed| finding.file == Some(number) && !matches!(finding.standing, Standing::Allowed { .. });
    let proposed = findings.iter().filter(is_open).filter_map(|finding| finding.fix.as_ref());
    let fixes: Vec<Fix> = proposed.filter(|fix| fix.safety <= wanted).cloned().collect();
    let outcome = fix::apply(file, &fixes);
    let settled = outcome.applied.iter().filter(|applied| **applied).count();
    // A result that could not be read again is never given out: should it be, the file stays as it was.
    match role_file::load(&Source::new(file.source.name().clone(), outcome.text)) {
        Ok(new) if settled > 0 => {
            *file = new;
            settled
        }
        _ => 0,
    }
}
