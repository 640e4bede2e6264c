//! `--fix`: writes the fixed files, each whole or not at all.

use std::path::Path;

use miette::Diagnostic;
use rolecall::review::FixedFiles;

use crate::cli::output;

/// Why fixes cannot be written.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub(crate) enum FixError {
    /// Standard input is no file.
    #[error("standard input cannot be fixed")]
    #[diagnostic(help("--diff shows what would be changed; or check the file by its path"))]
    Stdin,
    /// A file that cannot be written, after others.
    #[error("{done} of {all} files were fixed, then: {cause}")]
    #[diagnostic(help("the files after it were left as they were"))]
    Stopped {
        /// How many files were written before.
        done: usize,
        /// How many there are to write.
        all: usize,
        /// What went wrong.
        cause: String,
    },
}

/// Writes the files in the encoding that they had.
pub(super) fn write(fixed: &FixedFiles) -> miette::Result<()> {
    if fixed.files.iter().any(|(before, _)| &**before.name() == "-") {
        return Err(FixError::Stdin.into());
    }
    let all = fixed.files.len();
    for (done, (before, after)) in fixed.files.iter().enumerate() {
        let written = output::write_file(Path::new(&**before.name()), |out| out.write_all(&before.encode(after)));
        written.map_err(|cause| FixError::Stopped { done, all, cause: cause.to_string() })?;
    }
    Ok(())
}
