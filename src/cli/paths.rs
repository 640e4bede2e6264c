//! `rolecall paths`: who can come to hold a role that they do not hold, step by step.

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use rolecall::explain::Conclusion;
use rolecall::paths::{Paths, PathsQuestion, paths};
use rolecall::report::{Format, PathsReport};
use rolecall::resolve;

use super::args::{EvaluationArgs, format_of};
use super::common::Common;
use super::exit;
use super::output::{self, Terminal};
use super::session::{Session, TenantQuestion};

#[derive(Debug, Args)]
pub(crate) struct PathsArgs {
    /// Exports: files, folders, quoted patterns, or - for standard input
    #[arg(required = true, value_name = "EXPORTS")]
    pub exports: Vec<String>,
    /// How to write the answer
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = format_of::<PathsReport<'_>>())]
    pub format: Format,
    /// The role that is come to, by name or id, and where: an Azure role at a scope by id or name, or an Entra role. Without a scope: at
    /// /, at every management group and at every subscription
    #[arg(long, value_name = "ROLE[@SCOPE]", default_value = "Owner")]
    pub to: String,
    /// Only paths of this principal, by object id, user principal name or display name; may be repeated
    #[arg(long, value_name = "WHO")]
    pub from: Vec<String>,
    /// Exit with 1 if somebody can come to the role, and with 2 if the exports do not show that nobody can
    #[arg(long, value_name = "none")]
    pub expect: Option<ExpectedPaths>,
    #[command(flatten)]
    pub evaluation: EvaluationArgs,
}

/// Which paths are expected.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum ExpectedPaths {
    /// None at all.
    None,
}

/// Exit code 0: the paths are told, if there are any; with `--expect none` 1 if there are, 2 if there may be.
pub(crate) fn run(common: &Common, args: &PathsArgs, terminal: &Terminal) -> miette::Result<ExitCode> {
    let one = TenantQuestion::one(&args.exports, Vec::new(), &args.evaluation);
    let session = Session::new(common, &TenantQuestion { principals: args.from.clone(), ..one })?;
    let (role, scopes) = resolve::goal(&session.tenant, &args.to)?;
    let (from, wildcards) = (session.options.principals.clone(), session.options.wildcards);
    let found = paths(&session.tenant, PathsQuestion { role, scopes, from, wildcards }).with_cut(&session.tenant);
    let report = PathsReport::new(&found, &session.tenant, &session.inputs, &session.notes);
    output::report(common, terminal, (&report, args.format))?;
    let code = args.expect.map_or(ExitCode::SUCCESS, |ExpectedPaths::None| against_none(&found));
    exit::without_freeing((found, session));
    Ok(code)
}

/// Nobody is expected: a path is more than that, and what is not known may be.
fn against_none(found: &Paths) -> ExitCode {
    match found.conclusion() {
        Conclusion::No => ExitCode::SUCCESS,
        Conclusion::Yes => exit::found(true),
        Conclusion::Unknown => ExitCode::from(2),
    }
}
