//! `rolecall completions` and `rolecall man`: completions for a shell, and the manual page.

use std::process::ExitCode;

use clap::CommandFactory;

use super::command::{Cli, CompletionArgs};
use super::output;

pub(crate) fn completions(args: &CompletionArgs) -> miette::Result<ExitCode> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "rolecall", &mut script);
    output::to_stdout(|out| out.write_all(&script))?;
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn man() -> miette::Result<ExitCode> {
    output::to_stdout(|mut out| clap_mangen::Man::new(Cli::command()).render(&mut out))?;
    Ok(ExitCode::SUCCESS)
}
