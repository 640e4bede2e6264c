//! From the command line to the subcommand, and errors to diagnostics.

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

use clap::{ArgMatches, FromArgMatches};
use rolecall::config::ConfigError;
use rolecall::export::ReadError;
use rolecall::input::Errors;
use rolecall::role_file::FindError;

use super::command::{Cli, Command};
use super::output;
use super::output::Terminal;
use super::progress;
use super::{
    advise, audit, catalog, check, collect, diff, explain, graph, help, lints, lsp, meta, paths, readiness, role, tasks,
    verify, what_can, where_can, who_can,
};

/// Runs what the arguments ask for. An error means exit code 2.
pub(crate) fn run() -> miette::Result<ExitCode> {
    let args = check::joined(std::env::args_os());
    let asks_version = args.iter().any(|arg| arg == "--version");
    // The day of the catalog is looked up for those who ask.
    let program = if asks_version { help::command().long_version(meta::version()) } else { help::command() };
    let matches = program.get_matches_from(args);
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let terminal = Terminal::new(cli.common.color);
    terminal.install_diagnostics();
    progress::begin(&cli.common);
    output::begin(&cli.common);
    named(&matches).iter().try_for_each(|value| output::spare(Path::new(value)))?;
    cli.common.max_input.into_iter().for_each(rolecall::source::limit_input);
    cli.common.threads.into_iter().for_each(rolecall::parallel::limit_threads);
    match &cli.command {
        Command::Audit(args) => audit::run(&cli.common, args, &terminal),
        Command::Advise(args) => advise::run(&cli.common, args, &terminal),
        Command::Diff(args) => diff::run(&cli.common, args, &terminal),
        Command::Role(args) => role::run(&cli.common, args, &terminal),
        Command::Explain(args) => explain::run(&cli.common, args, &terminal),
        Command::WhoCan(args) => who_can::run(&cli.common, args, &terminal),
        Command::WhatCan(args) => what_can::run(&cli.common, args, &terminal),
        Command::WhereCan(args) => where_can::run(&cli.common, args, &terminal),
        Command::Paths(args) => paths::run(&cli.common, args, &terminal),
        Command::Graph(args) => graph::run(&cli.common, args, &terminal),
        Command::Check(args) => check::run(&cli.common, args, &terminal),
        Command::Readiness(args) => readiness::run(&cli.common, args, &terminal),
        Command::Verify(args) => verify::run(&cli.common, args, &terminal),
        Command::Tasks(args) => tasks::run(&cli.common, args, &terminal),
        Command::Catalog(args) => catalog::run(&cli.common, args, &terminal),
        Command::Collect(args) => collect::run(&cli.common, args, &terminal),
        Command::Lints(args) => lints::run(&cli.common, args, &terminal),
        Command::Lsp(args) => lsp::run(&cli.common, args),
        Command::Completions(args) => meta::completions(args),
        Command::Man(args) => meta::man(args),
    }
}

/// Arguments that are no files, whatever there is of their name.
const NO_FILES: [&str; 8] = ["output", "what", "who", "principal", "scope", "workspace", "name", "description"];

/// The values of all arguments that may be files.
fn named(matches: &ArgMatches) -> Vec<OsString> {
    let may_be_file = |id: &&clap::Id| !NO_FILES.contains(&id.as_str());
    let values = |id: &clap::Id| matches.try_get_raw(id.as_str()).ok().flatten();
    let own = matches.ids().filter(may_be_file).filter_map(values).flatten().map(ToOwned::to_owned);
    own.chain(matches.subcommand().into_iter().flat_map(|(_, own)| named(own))).collect()
}

/// Prints why there is no answer; inputs that are wrong in several places are told one by one.
pub(crate) fn diagnose(error: miette::Report) {
    let errors = apart::<ReadError>(error).or_else(apart::<FindError>).or_else(apart::<ConfigError>);
    errors.unwrap_or_else(|error| vec![error]).into_iter().for_each(|error| output::diagnostic(&error));
}

/// The errors of a collection, each by itself; another error comes back as it is.
fn apart<E: miette::Diagnostic + Send + Sync + 'static>(error: miette::Report) -> Result<Vec<miette::Report>, miette::Report> {
    let errors: Errors<E> = error.downcast()?;
    Ok(errors.into_vec().into_iter().map(miette::Report::new).collect())
}
