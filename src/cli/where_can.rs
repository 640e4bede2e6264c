//! `rolecall where-can`: the scopes at which a principal can do something, highest first.

use std::process::ExitCode;

use clap::Args;
use rolecall::explain::AskedScopes;
use rolecall::report::{Format, WhereCanReport};
use rolecall::resolve::{self, Asked};
use rolecall::who_can::{WhoCanQuestion, where_can};

use super::args::{EvaluationArgs, PlaneArgs, WorkspaceArgs, format_of};
use super::common::Common;
use super::exit;
use super::output::{self, Terminal};
use super::session::{self, Session, TenantQuestion};

#[derive(Debug, Args)]
pub(crate) struct WhereCanArgs {
    /// Whom to ask about: object id, user principal name or display name
    #[arg(value_name = "PRINCIPAL")]
    pub who: String,
    /// A task id, an action, a pattern such as 'Microsoft.Support/*' (all of it; with --any, any action of it), or the name of a role
    #[arg(value_name = "WHAT")]
    pub what: String,
    /// Exports: files, folders, quoted patterns, or - for standard input
    #[arg(required = true, value_name = "EXPORTS")]
    pub exports: Vec<String>,
    /// How to write the answer
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = format_of::<WhereCanReport<'_>>())]
    pub format: Format,
    #[command(flatten)]
    pub plane: PlaneArgs,
    /// Only scopes at or below this one; may be repeated
    #[arg(long, value_name = "SCOPE")]
    pub scope: Vec<String>,
    #[command(flatten)]
    pub workspaces: WorkspaceArgs,
    /// Also where it cannot, with what is missing; in JSON and CSV
    #[arg(long)]
    pub all: bool,
    /// A task pack by id, or a file; may be repeated [default: those that are part of the program]
    #[arg(long, value_name = "PACK|FILE")]
    pub tasks: Vec<String>,
    #[command(flatten)]
    pub evaluation: EvaluationArgs,
}

/// Exit code 0: somewhere; 1: nowhere; 2: the exports do not decide it.
pub(crate) fn run(common: &Common, args: &WhereCanArgs, terminal: &Terminal) -> miette::Result<ExitCode> {
    let mut session = Session::new(common, &asked(args))?;
    let principal = resolve::principal(&session.tenant, &args.who)?;
    let (reading, note) = session.reading(&args.what, args.plane);
    let reach =
        if args.scope.is_empty() && args.workspaces.workspace.is_empty() { AskedScopes::Anywhere } else { AskedScopes::Below };
    let asked = Asked { what: &args.what, reading, filter: &session.options.targets, reach };
    let (asked, targets) = resolve::asked(&session.tenant, &session.packs, asked)?;
    if let Some(note) = note {
        session.tell(common, note);
    }
    let wildcards = session.options.wildcards;
    let question = WhoCanQuestion { asked, targets, reach, principals: Vec::new(), wildcards, all: args.all };
    let found = where_can(&session.tenant, principal, question);
    let conclusion = found.answer.conclusion();
    let report = WhereCanReport::new(&found, &session.tenant, &session.inputs, &session.notes);
    output::report(common, terminal, (&report, args.format))?;
    exit::without_freeing((found, session));
    Ok(exit::concluded(conclusion))
}

fn asked(args: &WhereCanArgs) -> TenantQuestion {
    let (workspaces, scopes) = (args.workspaces.workspace.clone(), args.scope.clone());
    TenantQuestion {
        workspaces,
        scopes,
        ..TenantQuestion::one(&args.exports, session::packs_for(&args.what, &args.tasks), &args.evaluation)
    }
}
