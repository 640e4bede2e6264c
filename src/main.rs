//! The `rolecall` program: arguments in, an answer or a diagnostic out, and an exit code. 0: answered, 1: something was found, 2: no
//! answer.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::run() {
        Ok(code) => code,
        // Whoever reads the answer has seen enough of it.
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            cli::diagnose(error);
            ExitCode::from(2)
        }
    }
}

fn is_closed_pipe(error: &miette::Report) -> bool {
    matches!(error.downcast_ref::<cli::CliError>(), Some(cli::CliError::Closed))
}
