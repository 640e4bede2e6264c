//! `rolecall completions` and `rolecall man`: the command line about itself.

use std::io;
use std::process::ExitCode;

use clap::CommandFactory;
use miette::IntoDiagnostic;

use super::command::{Cli, CompletionArgs};

pub(crate) fn completions(args: &CompletionArgs) -> miette::Result<ExitCode> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "rolecall", &mut script);
    io::Write::write_all(&mut io::stdout().lock(), &script).into_diagnostic()?;
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn man() -> miette::Result<ExitCode> {
    clap_mangen::Man::new(Cli::command()).render(&mut io::stdout().lock()).into_diagnostic()?;
    Ok(ExitCode::SUCCESS)
}
