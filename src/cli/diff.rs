//! `rolecall diff`: what became of roles, of the access in a tenant, or of the built-in roles.

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use rolecall::check::access::{Frame, RoleDiff};
use rolecall::model::RoleDefinition;
use rolecall::pattern::Wildcards;
use rolecall::report::diff::{DiffFormat, DiffReport};

use super::args::Common;
use super::output::{self, Terminal};
use super::{role, session};

#[derive(Debug, Args)]
pub(crate) struct DiffArgs {
    /// Before: a role file, a folder of role files, or the name or id of a built-in role
    pub old: String,
    /// After
    pub new: String,
    /// A task pack by id, or a file; may be repeated [default: sentinel-defender-2025-01]
    #[arg(long, value_name = "PACK|FILE")]
    pub tasks: Vec<String>,
    /// How to write the difference
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: DiffFormatArg,
    /// Read `/*/` as two slashes with something between them
    #[arg(long)]
    pub strict_wildcards: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormatArg {
    Text,
    Json,
    Markdown,
}

/// Exit code 1: access was added; 2: that cannot be told.
pub(crate) fn run(common: &Common, args: &DiffArgs, terminal: &Terminal) -> miette::Result<ExitCode> {
    let catalog = session::catalog(common)?;
    let packs = session::packs(&args.tasks, catalog)?;
    let old = role::roles(common, &args.old, catalog)?;
    let new = role::roles(common, &args.new, catalog)?;
    let wildcards = if args.strict_wildcards { Wildcards::Strict } else { Wildcards::Documented };
    let diffs = diff_roles(&Frame::new(catalog, &packs, wildcards), &old, &new);
    let report = DiffReport::new(&diffs, catalog.about().date);
    let look = terminal.look(common);
    output::write(common, |out| report.write(format(args.format), &look, out))?;
    Ok(exit_code(&diffs))
}

/// Two files with a role each are about one role, whatever it is called; of several, ids and names say which belong together.
fn diff_roles(frame: &Frame<'_>, old: &[RoleDefinition], new: &[RoleDefinition]) -> Vec<RoleDiff> {
    match (old, new) {
        ([old], [new]) => frame.diff_pairs(&[(Some(old), Some(new))]),
        _ => frame.diff(old, new),
    }
}

fn exit_code(diffs: &[RoleDiff]) -> ExitCode {
    let is_open = |diff: &RoleDiff| !diff.doubts.is_empty() || !diff.access.undecided.is_empty();
    if diffs.iter().any(RoleDiff::adds_access) {
        ExitCode::from(1)
    } else if diffs.iter().any(is_open) {
        ExitCode::from(2)
    } else {
        ExitCode::SUCCESS
    }
}

fn format(asked: DiffFormatArg) -> DiffFormat {
    match asked {
        DiffFormatArg::Text => DiffFormat::Text,
        DiffFormatArg::Json => DiffFormat::Json,
        DiffFormatArg::Markdown => DiffFormat::Markdown,
    }
}
