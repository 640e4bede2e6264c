//! `rolecall completions`, `rolecall man` and `--version`: what the program says about itself.

use std::process::ExitCode;

use clap_mangen::Man;
use rolecall::catalog::Catalog;

use super::command::{CompletionArgs, ManArgs};
use super::error::CliError;
use super::help;
use super::output;

/// The version, the commit that a release was built from, and the day of the catalog.
pub(crate) fn version() -> &'static str {
    let commit = option_env!("ROLECALL_COMMIT").map(|commit| format!("commit {commit}; ")).unwrap_or_default();
    let date = Catalog::embedded().about().date;
    // The process ends when it is printed.
    format!("{} ({commit}catalog of {date})", env!("CARGO_PKG_VERSION")).leak()
}

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
