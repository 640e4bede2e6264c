//! `rolecall explain`: the proof of a yes; for a no, what is missing, and the smallest changes that would allow it.

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use rolecall::decide::{Delegated, Request};
use rolecall::explain;
use rolecall::explain::{AskedScopes, Question};
use rolecall::model::{Note, PrincipalKind, TargetKind};
use rolecall::report::{ExplainReport, Format};
use rolecall::resolve::{self, Asked, ResolveError, is_action};

use super::args::{EvaluationArgs, PlaneArgs, WorkspaceArgs, format_of};
use super::common::Common;
use super::error::CliError;
use super::exit;
use super::output::{self, Terminal};
use super::session;
use super::session::{Session, TenantQuestion};

/// The action that assigns a role, and the one that deletes an assignment.
const WRITE: &str = "Microsoft.Authorization/roleAssignments/write";
const DELETE: &str = "Microsoft.Authorization/roleAssignments/delete";

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// Whom to ask about: object id, user principal name or display name
    #[arg(value_name = "PRINCIPAL")]
    pub who: String,
    /// A task id, an action, a pattern such as 'Microsoft.Support/*' (all of it; with --any, any action of it), or the name of a role; with --assign or --remove it can be left out
    #[arg(value_name = "WHAT")]
    pub what: String,
    /// Exports: files, folders, quoted patterns, or - for standard input
    #[arg(required_unless_present_any = ["assign", "remove"], value_name = "EXPORTS")]
    pub exports: Vec<String>,
    /// How to write the answer
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = format_of::<ExplainReport<'_>>())]
    pub format: Format,
    #[command(flatten)]
    pub plane: PlaneArgs,
    /// Where: a scope to ask about an action at, or targets of a task at or below it; may be repeated
    #[arg(long, value_name = "SCOPE")]
    pub scope: Vec<String>,
    #[command(flatten)]
    pub workspaces: WorkspaceArgs,
    /// Ask whether the principal may assign this role, by name or id
    #[arg(long, value_name = "ROLE", conflicts_with_all = ["remove", "data", "control", "any", "workspace"])]
    pub assign: Option<String>,
    /// Ask whether the principal may delete an assignment of this role
    #[arg(long, value_name = "ROLE", conflicts_with_all = ["data", "control", "any", "workspace"])]
    pub remove: Option<String>,
    /// With --assign or --remove: whose assignment it is
    #[arg(long, value_name = "PRINCIPAL")]
    pub to: Option<String>,
    /// With --assign or --remove: what kind of principal that is
    #[arg(long, value_name = "TYPE")]
    pub to_type: Option<PrincipalType>,
    /// Whether to look for what would make a yes of a no
    #[arg(long, value_name = "yes|no", default_value = "yes", hide_possible_values = true)]
    pub grant: GrantArg,
    /// A task pack by id, or a file; may be repeated [default: those that are part of the program]
    #[arg(long, value_name = "PACK|FILE")]
    pub tasks: Vec<String>,
    #[command(flatten)]
    pub evaluation: EvaluationArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum GrantArg {
    Yes,
    No,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PrincipalType {
    #[value(name = "User")]
    User,
    #[value(name = "Group")]
    Group,
    #[value(name = "ServicePrincipal")]
    ServicePrincipal,
}

/// Exit code 0: yes for every target; 1: no for some; 2: neither, because the exports do not decide it.
pub(crate) fn run(common: &Common, args: &ExplainArgs, terminal: &Terminal) -> miette::Result<ExitCode> {
    let (what, exports) = what_and_exports(args);
    if exports.is_empty() {
        return Err(CliError::NoExports.into());
    }
    let asks_of_role = args.assign.is_some() || args.remove.is_some();
    if !asks_of_role && (args.to.is_some() || args.to_type.is_some()) {
        return Err(CliError::NoRoleAsked.into());
    }
    let mut session = Session::new(common, &asked(args, what, &exports))?;
    let (question, note) = question(&session, args, what)?;
    if let Some(note) = note {
        session.tell(common, note);
    }
    if !args.workspaces.workspace.is_empty() && !is_action(what) && question.asked.task.target != TargetKind::Workspace {
        session.tell(common, session::workspace_not_used());
    }
    let explanation = explain::explain(&session.tenant, question);
    let conclusion = explanation.conclusion();
    let report = ExplainReport::new(&explanation, &session.tenant, &session.inputs, &session.notes);
    output::report(common, terminal, (&report, args.format))?;
    Ok(exit::concluded(conclusion))
}

/// With `--assign` or `--remove` the action is known: what stands in its place is the first of the exports.
fn what_and_exports(args: &ExplainArgs) -> (&str, Vec<String>) {
    let own = match (&args.assign, &args.remove) {
        (Some(_), _) => WRITE,
        (_, Some(_)) => DELETE,
        _ => return (&args.what, args.exports.clone()),
    };
    let exports = args.exports.iter().cloned();
    if args.what.eq_ignore_ascii_case(own) {
        return (own, exports.collect());
    }
    (own, std::iter::once(args.what.clone()).chain(exports).collect())
}

fn asked(args: &ExplainArgs, what: &str, exports: &[String]) -> TenantQuestion {
    let (workspaces, scopes) = (args.workspaces.workspace.clone(), args.scope.clone());
    TenantQuestion {
        workspaces,
        scopes,
        ..TenantQuestion::one(exports, session::packs_for(what, &args.tasks), &args.evaluation)
    }
}

/// The question, and what is odd about the action that is asked for.
fn question(session: &Session, args: &ExplainArgs, what: &str) -> Result<(Question, Option<Note>), ResolveError> {
    let principal = resolve::principal(&session.tenant, &args.who)?;
    let (reading, note) = session.reading(what, args.plane);
    let asked = Asked { what, reading, filter: &session.options.targets, reach: AskedScopes::At };
    let (asked, targets) = resolve::asked(&session.tenant, &session.packs, asked)?;
    let (request, wildcards) = (request(session, args)?, session.options.wildcards);
    // Whoever asks for any action does not say which one is to be allowed.
    let wants_remedies = args.grant == GrantArg::Yes && !args.plane.any;
    Ok((Question { principal, asked, targets, request, wildcards, wants_remedies }, note))
}

/// The role assignment that is asked about.
fn request(session: &Session, args: &ExplainArgs) -> Result<Request, ResolveError> {
    let (Some(role), removes) = (args.assign.as_ref().or(args.remove.as_ref()), args.remove.is_some()) else {
        return Ok(Request::Any);
    };
    let (principal, known) = match &args.to {
        Some(to) => resolve::assignee(&session.tenant, to)?,
        None => (None, None),
    };
    let asked = args.to_type.map(|kind| match kind {
        PrincipalType::User => PrincipalKind::User,
        PrincipalType::Group => PrincipalKind::Group,
        PrincipalType::ServicePrincipal => PrincipalKind::ServicePrincipal,
    });
    let principal_type = asked.or(known).filter(|kind| *kind != PrincipalKind::Unknown).map(PrincipalKind::name);
    let about = Delegated { role: resolve::role(&session.tenant, role)?, principal_type, principal };
    Ok(if removes { Request::Remove(about) } else { Request::Assign(about) })
}
