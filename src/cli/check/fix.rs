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
}

/// Writes the files in the encoding that they had.
pub(super) fn write(fixed: &FixedFiles) -> miette::Result<()> {
    if fixed.files.iter().any(|(before, _)| &**before.name() == "-") {
        return Err(FixError::Stdin.into());
    }
    for (before, after) in &fixed.files {
        output::write_file(Path::new(&**before.name()), |out| out.write_all(&before.encode(after)))?;
    }
    Ok(())
}
