//! The subcommands of the command line. The arguments of each are in the file that runs it.

use clap::{Args, Parser, Subcommand};

use super::advise::AdviseArgs;
use super::audit::AuditArgs;
use super::catalog::CatalogArgs;
use super::check::CheckArgs;
use super::collect::CollectArgs;
use super::common::Common;
use super::diff::DiffArgs;
use super::explain::ExplainArgs;
use super::graph::GraphArgs;
use super::lints::LintsArgs;
use super::lsp::LspArgs;
use super::paths::PathsArgs;
use super::readiness::ReadinessArgs;
use super::role::RoleArgs;
use super::tasks::TasksArgs;
use super::verify::VerifyArgs;
use super::what_can::WhatCanArgs;
use super::where_can::WhereCanArgs;
use super::who_can::WhoCanArgs;

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

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Which tasks each principal can perform, where, and why
    Audit(AuditArgs),
    /// The built-in roles, or a custom role, that cover a need and grant least beyond it
    Advise(Box<AdviseArgs>),
    /// The exact difference in access between role files, exports or catalogs
    Diff(DiffArgs),
    /// A role: its permissions, the operations that they match, the roles that contain it, and how close it is to Owner
    Role(RoleArgs),
    /// Why a principal can do something; or what is missing, and the smallest changes that would allow it
    Explain(Box<ExplainArgs>),
    /// Every principal that can do something: a task, an action, a pattern or a role
    WhoCan(Box<WhoCanArgs>),
    /// Everything that a principal holds and can do, by scope
    WhatCan(Box<WhatCanArgs>),
    /// The scopes at which a principal can do something, highest first
    WhereCan(Box<WhereCanArgs>),
    /// Who can come to hold a role that they do not hold, step by step
    Paths(PathsArgs),
    /// The access graph of members, roles and scopes, for a drawing or a graph database
    Graph(GraphArgs),
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
    /// The language server for role files: what `check` finds, hovers, completion and quick fixes, in an editor
    Lsp(LspArgs),
    /// The embedded facts: show them, search them, or build a catalog of your own
    Catalog(CatalogArgs),
    /// Print the script that exports everything that the analysis needs: read-only, for bash or PowerShell
    Collect(CollectArgs),
    /// Print the completions for a shell
    Completions(CompletionArgs),
    /// Print the manual page of the program, or of a subcommand
    Man(ManArgs),
}

#[derive(Debug, Args)]
pub(crate) struct CompletionArgs {
    pub shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    /// A subcommand
    #[arg(value_name = "SUBCOMMAND")]
    pub subcommand: Option<String>,
}
