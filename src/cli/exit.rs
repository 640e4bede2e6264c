//! How a run ends: exit codes, and memory that is not freed because the process ends.

use std::process::ExitCode;

use rolecall::explain::Conclusion;

/// Exit code 1 where something was found, else 0.
pub(crate) fn found(any: bool) -> ExitCode {
    if any { ExitCode::from(1) } else { ExitCode::SUCCESS }
}

/// Exit code 0 for yes, 1 for no, 2 where the exports do not decide it.
pub(crate) fn concluded(conclusion: Conclusion) -> ExitCode {
    match conclusion {
        Conclusion::Yes => ExitCode::SUCCESS,
        Conclusion::No => ExitCode::FAILURE,
        Conclusion::Unknown => ExitCode::from(2),
    }
}

/// Leaves something to the end of the process: freeing a large tenant piece by piece would take longer than writing the report.
pub(crate) fn without_freeing<T>(value: T) {
    std::mem::forget(value);
}
