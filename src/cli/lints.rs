//! `rolecall lints`: what `check` looks for, and the documentation of one lint.

use std::fmt::Write as _;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use rolecall::check::lint::{self, Topic};

use super::args::Common;
use super::error::CliError;
use super::output;

#[derive(Debug, Args)]
pub(crate) struct LintsArgs {
    #[command(subcommand)]
    pub command: LintsCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum LintsCommand {
    /// Every lint with its severity, by topic
    List,
    /// What a lint finds, why, what to do, and what it cannot see
    Show {
        /// The lint, such as `multiple-wildcards`
        #[arg(value_name = "ID")]
        id: String,
    },
}

pub(crate) fn run(common: &Common, args: &LintsArgs) -> miette::Result<ExitCode> {
    let text = match &args.command {
        LintsCommand::List => list(),
        LintsCommand::Show { id } => lint::lint(id).ok_or_else(|| unknown(id))?.page(),
    };
    output::write(common, |out| out.write_all(text.as_bytes()))?;
    Ok(ExitCode::SUCCESS)
}

fn list() -> String {
    let mut text = String::new();
    let width = lint::lints().iter().map(|lint| lint.id.len()).max().unwrap_or_default();
    for (topic, name) in Topic::ALL {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}{name}", if text.is_empty() { "" } else { "\n" });
        for lint in lint::lints().iter().filter(|lint| lint.topic == topic) {
            let severity = lint::documentation::severity_name(lint.severity);
            let _ = writeln!(text, "  {:width$}  {severity:7}  {}", lint.id, lint.title());
        }
    }
    text
}

fn unknown(id: &str) -> CliError {
    let help = match lint::suggest_lint(id) {
        Some(close) => format!("did you mean `{}`?", close.id),
        None => "`rolecall lints list` names them all".to_owned(),
    };
    CliError::NoLint { id: id.to_owned(), help }
}
