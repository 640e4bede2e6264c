//! The command line as it is typed. What it means is worked out once, in `session.rs`.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use rolecall::model::ExportKind;

use super::advise::AdviseArgs;
use super::catalog::CatalogArgs;
use super::check::CheckArgs;
use super::collect::CollectArgs;
use super::diff::DiffArgs;
use super::explain::ExplainArgs;
use super::lints::LintsArgs;
use super::readiness::ReadinessArgs;
use super::role::RoleArgs;

/// Who can do what in an Azure tenant: offline, exact, with proof.
///
/// Reads what you exported (role assignments, role definitions, groups, deny assignments, PIM, Entra roles) and answers which
/// documented tasks each principal can perform, where, and why. Never touches the network.
#[derive(Debug, Parser)]
#[command(name = "rolecall", version, max_term_width = 100, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Debug, Args)]
pub(crate) struct Common {
    /// Write the report to a file: whole or not at all
    #[arg(short, long, value_name = "FILE", global = true)]
    pub output: Option<PathBuf>,
    /// When to use colours; `NO_COLOR` is obeyed
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    pub color: Color,
    /// Say nothing beside the report and errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say more: notes as well as warnings
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// Use this catalog instead of the embedded one (`rolecall catalog build` makes one)
    #[arg(long, value_name = "FILE", global = true)]
    pub catalog: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Which tasks each principal can perform, where, and why
    Audit(AuditArgs),
    /// The least that covers a need: built-in roles, or a custom role
    Advise(Box<AdviseArgs>),
    /// What a change of roles gives away: the exact difference in access
    Diff(DiffArgs),
    /// A role: its blocks, what they stand for, what contains it, and how near it comes to Owner
    Role(RoleArgs),
    /// Why a principal can do something; or what is missing, and the least that would do
    Explain(Box<ExplainArgs>),
    /// Check custom role files before they are applied: lints, policy, and the access that a change adds
    Check(CheckArgs),
    /// Whether a workspace, and the people, are ready for the procedure of a pack
    Readiness(Box<ReadinessArgs>),
    /// Replay every proof of a JSON report against the exports, with an independent checker
    Verify(VerifyArgs),
    /// Task packs: list, show, validate
    Tasks(TasksArgs),
    /// The lints of custom roles: what they find, why, and what to do
    Lints(LintsArgs),
    /// The embedded facts: what they are, what is in them, and making a catalog of your own
    Catalog(CatalogArgs),
    /// Print the script that exports everything the analysis needs: read-only, for bash or PowerShell
    Collect(CollectArgs),
    /// Print the completions of a shell
    Completions(CompletionArgs),
    /// Print the manual page
    Man,
}

#[derive(Debug, Args)]
pub(crate) struct AuditArgs {
    #[command(flatten)]
    pub tenant: TenantArgs,
    /// How to write the report
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: AuditFormatArg,
    /// Also what is not allowed, with what is missing
    #[arg(long)]
    pub all: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum AuditFormatArg {
    Text,
    Json,
    Jsonl,
    Markdown,
    Csv,
    Html,
}

/// Options of commands that read a tenant.
#[derive(Debug, Args)]
pub(crate) struct TenantArgs {
    /// Exports: files, folders, quoted patterns, or - for standard input
    #[arg(required = true, value_name = "EXPORTS")]
    pub exports: Vec<String>,
    /// A task pack by id, or a file; may be repeated [default: sentinel-defender-2025-01]
    #[arg(long, value_name = "PACK|FILE")]
    pub tasks: Vec<String>,
    /// Only this principal, by object id, user principal name or display name; may be repeated
    #[arg(long, value_name = "WHO")]
    pub principal: Vec<String>,
    /// Only targets at or below this scope; may be repeated
    #[arg(long, value_name = "SCOPE")]
    pub scope: Vec<String>,
    /// Only this workspace, by resource id or by its name in the exports; may be repeated
    #[arg(long, value_name = "WORKSPACE")]
    pub workspace: Vec<String>,
    /// The instant to answer for, such as 2026-03-01T09:00:00Z or 2026-03-01 [default: now]
    #[arg(long, value_name = "TIME", value_parser = instant)]
    pub at: Option<i64>,
    /// Read `/*/` as two slashes with something between them
    #[arg(long)]
    pub strict_wildcards: bool,
    /// Vouch that the exports of this kind are complete; may be repeated
    #[arg(long, value_name = "KIND", value_parser = export_kind)]
    pub complete: Vec<ExportKind>,
}

#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// A report of `rolecall audit`, `rolecall explain` or `rolecall readiness`, with `--format json`
    pub report: PathBuf,
    /// The exports that it was made from: files, folders, quoted patterns, or - for standard input
    #[arg(required = true, value_name = "EXPORTS")]
    pub exports: Vec<String>,
    /// A task pack by id, or a file, beside those that are part of the program; may be repeated
    #[arg(long, value_name = "PACK|FILE")]
    pub tasks: Vec<String>,
    /// The instant to replay for [default: the one that the report names]
    #[arg(long, value_name = "TIME", value_parser = instant)]
    pub at: Option<i64>,
    /// How to write what was found
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: VerifyFormatArg,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum VerifyFormatArg {
    Text,
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct TasksArgs {
    #[command(subcommand)]
    pub command: TasksCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TasksCommand {
    /// The packs that are part of the program
    List,
    /// A pack, or one task of it
    Show {
        /// A pack by id, or a file
        #[arg(value_name = "PACK|FILE")]
        pack: String,
        /// Only this task
        task: Option<String>,
    },
    /// Check pack files: every mistake in its place, every example run
    Validate {
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// The JSON schema of pack files
    Schema,
}

#[derive(Debug, Args)]
pub(crate) struct CompletionArgs {
    pub shell: clap_complete::Shell,
}

/// Whole seconds since 1970: a fraction would be an instant that no report could name.
pub(crate) fn instant(text: &str) -> Result<i64, String> {
    if let Ok(instant) = text.parse::<jiff::Timestamp>() {
        if instant.subsec_nanosecond() != 0 {
            return Err("give the instant in whole seconds".to_owned());
        }
        return Ok(instant.as_second());
    }
    let date = text.parse::<jiff::civil::Date>();
    let midnight = date.ok().and_then(|date| jiff::tz::Offset::UTC.to_timestamp(date.at(0, 0, 0, 0)).ok());
    midnight.map(jiff::Timestamp::as_second).ok_or_else(|| "write 2026-03-01T09:00:00Z, or a date".to_owned())
}

pub(crate) fn export_kind(text: &str) -> Result<ExportKind, String> {
    let names = ExportKind::ALL.map(|(_, name)| name).join(", ");
    ExportKind::parse(text).ok_or_else(|| format!("the kinds are {names}"))
}
