//! `rolecall lsp`: the language server for role files, over standard input and output.

use std::io::BufReader;
use std::process::ExitCode;

use clap::Args;
use rolecall::lsp::{EditorOptions, Farewell, serve};

use super::args::WildcardArgs;
use super::common::Common;
use super::output;
use super::session;

#[derive(Debug, Args)]
pub(crate) struct LspArgs {
    /// Speak over standard input and output, as it always does: editors pass this
    #[arg(long)]
    pub stdio: bool,
    #[command(flatten)]
    pub wildcards: WildcardArgs,
}

/// Exit code 1: the editor is gone without asking for the end.
pub(crate) fn run(common: &Common, args: &LspArgs) -> miette::Result<ExitCode> {
    let options = EditorOptions { catalog: session::catalog(common)?, wildcards: args.wildcards.get() };
    let mut farewell = Farewell::Abrupt;
    output::to_stdout(|out| {
        farewell = serve(&options, BufReader::new(std::io::stdin()), out)?;
        Ok(())
    })?;
    Ok(match farewell {
        Farewell::Orderly => ExitCode::SUCCESS,
        Farewell::Abrupt => ExitCode::from(1),
    })
}
