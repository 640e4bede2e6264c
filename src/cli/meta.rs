//! `rolecall completions` and `rolecall man`: completions for a shell, and the manual page.

use std::process::ExitCode;

use clap_mangen::Man;

use super::command::{CompletionArgs, ManArgs};
use super::error::CliError;
use super::help;
use super::output;

pub(crate) fn completions(args: &CompletionArgs) -> miette::Result<ExitCode> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut help::command(), "rolecall", &mut script);
    output::to_stdout(|out| out.write_all(&script))?;
    Ok(ExitCode::SUCCESS)
}

/// The page of the program, or of one subcommand.
pub(crate) fn man(args: &ManArgs) -> miette::Result<ExitCode> {
    let mut program = help::command();
    program.build();
    let page = match &args.subcommand {
        None => Man::new(program),
        Some(name) => {
            let names = || program.get_subcommands().map(|own| own.get_name().to_owned()).collect::<Vec<_>>().join(", ");
            let own = program.find_subcommand(name).cloned();
            let own = own.ok_or_else(|| CliError::NoSubcommand { name: name.clone(), known: names() })?;
            Man::new(own).title(format!("rolecall-{name}"))
        }
    };
    output::to_stdout(|mut out| page.render(&mut out))?;
    Ok(ExitCode::SUCCESS)
}
