//! How a run ends: exit codes, and memory that is not freed because the process ends.

use std::process::ExitCode;

/// Exit code 1 where something was found, else 0.
pub(crate) fn found(any: bool) -> ExitCode {
    if any { ExitCode::from(1) } else { ExitCode::SUCCESS }
}

/// Leaves something to the end of the process: freeing a large tenant piece by piece would take longer than writing the report.
pub(crate) fn without_freeing<T>(value: T) {
    std::mem::forget(value);
}
