//! `rolecall who-can`: every principal that can do something, and by which grant.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use rolecall::explain::AskedScopes;
use rolecall::report::{Differing, DirectReport, Format, WhoCanReport, Writable};
use rolecall::resolve::{self, Asked, ResolveError};
use rolecall::source::Source;
use rolecall::who_can::{Expected, ExpectedAssignments, WhoCanQuestion, direct, who_can};

use super::args::{EvaluationArgs, PlaneArgs, WorkspaceArgs, format_of};
use super::common::Common;
use super::error::CliError;
use super::exit;
use super::output::{self, Terminal};
use super::session::{self, Session, TenantQuestion};

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct WhoCanArgs {
    /// A task id, an action, a pattern such as 'Microsoft.Support/*' (all of it; with --any, any action of it), or the name of a role
    #[arg(value_name = "WHAT")]
    pub what: String,
    /// Exports: files, folders, quoted patterns, or - for standard input
    #[arg(required = true, value_name = "EXPORTS")]
    pub exports: Vec<String>,
    /// How to write the answer
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = format_of::<WhoCanReport<'_>>())]
    pub format: Format,
    #[command(flatten)]
    pub plane: PlaneArgs,
    /// Where: a scope to ask about an action or a role at, or targets of a task at or below it; may be repeated [default: every
    /// subscription]
    #[arg(long, value_name = "SCOPE")]
    pub scope: Vec<String>,
    /// Ask about an action or a role at the scopes below as well
    #[arg(long, conflicts_with = "anywhere")]
    pub below: bool,
    /// Ask about an action or a role at every scope that the exports name
    #[arg(long, conflicts_with_all = ["scope", "workspace"])]
    pub anywhere: bool,
    #[command(flatten)]
    pub workspaces: WorkspaceArgs,
    /// Only this principal, by object id, user principal name or display name; may be repeated
    #[arg(long, value_name = "WHO")]
    pub principal: Vec<String>,
    /// Also who cannot, with what is missing; in JSON and CSV
    #[arg(long)]
    pub all: bool,
    /// Instead of everybody who can, the role assignments that give it, each to the group or person that it names
    #[arg(long, conflicts_with = "all")]
    pub direct: bool,
    /// A task pack by id, or a file; may be repeated [default: those that are part of the program]
    #[arg(long, value_name = "PACK|FILE")]
    pub tasks: Vec<String>,
    /// Only say what is other than expected, and exit with 1 if something is: `none`, or the JSON that `who-can` wrote before
    #[arg(long, value_name = "none|FILE", conflicts_with_all = ["format", "all"])]
    pub expect: Option<PathBuf>,
    #[command(flatten)]
    pub evaluation: EvaluationArgs,
}

/// Exit code 0: somebody can; 1: nobody can; 2: the exports do not decide it.
pub(crate) fn run(common: &Common, args: &WhoCanArgs, terminal: &Terminal) -> miette::Result<ExitCode> {
    let mut session = Session::new(common, &asked(args))?;
    let question = question(common, &mut session, args)?;
    let found = who_can(&session.tenant, question);
    let conclusion = found.conclusion();
    let report = WhoCanReport::new(&found, &session.tenant, &session.inputs, &session.notes);
    if args.direct {
        return by_assignment((common, terminal), args, &DirectReport::new(report, &direct(&session.tenant, &found)));
    }
    if let Some(path) = &args.expect {
        let expected = expected(path, &report)?;
        let unexpected = expected.differences(&session.tenant, &found);
        let delegated = report.unexpected_delegations(|own| expected.knows(own));
        let differing = Differing { answers: &unexpected, delegated: &delegated, expects_nobody: expected.is_nobody() };
        output::report(common, terminal, (&report.against(&differing), Format::Text))?;
        return Ok(as_expected(report.is_open(&differing), differing.is_empty()));
    }
    output::report(common, terminal, (&report, args.format))?;
    exit::without_freeing((found, session));
    Ok(exit::concluded(conclusion))
}

/// The same of the assignments that give it.
fn by_assignment(
    (common, terminal): (&Common, &Terminal),
    args: &WhoCanArgs,
    direct: &DirectReport<'_>,
) -> miette::Result<ExitCode> {
    if let Some(path) = &args.expect {
        let expected = expected_assignments(path, direct)?;
        let unexpected = direct.unexpected(&expected);
        let delegated = direct.unexpected_delegations(|own| expected.knows(own));
        let differing = Differing { answers: &unexpected, delegated: &delegated, expects_nobody: expected.is_none() };
        output::report(common, terminal, (&direct.against(&differing), Format::Text))?;
        return Ok(as_expected(direct.is_open(&differing), differing.is_empty()));
    }
    if !DirectReport::formats().contains(&args.format) {
        let known: Vec<&str> = DirectReport::formats().into_iter().map(Format::name).collect();
        return Err(CliError::NoDirectFormat { format: args.format.name(), known: known.join(", ") }.into());
    }
    output::report(common, terminal, (direct, args.format))?;
    Ok(exit::concluded(direct.conclusion()))
}

/// 0: as expected; 1: not; 2: nothing shows it.
fn as_expected(is_open: bool, is_same: bool) -> ExitCode {
    if is_open { ExitCode::from(2) } else { exit::found(!is_same) }
}

fn expected_assignments(path: &Path, report: &DirectReport<'_>) -> miette::Result<ExpectedAssignments> {
    let is_none = path == Path::new("none");
    let expected = if is_none { ExpectedAssignments::none() } else { ExpectedAssignments::read(&Source::read(path)?)? };
    expected.asks(&report.question(), &path.display().to_string())?;
    Ok(expected)
}

/// What is expected.
fn expected(path: &Path, report: &WhoCanReport<'_>) -> miette::Result<Expected> {
    let expected = if path == Path::new("none") { Expected::nobody() } else { Expected::read(&Source::read(path)?)? };
    expected.asks(&report.question(), &path.display().to_string())?;
    Ok(expected)
}

fn asked(args: &WhoCanArgs) -> TenantQuestion {
    let (workspaces, scopes) = (args.workspaces.workspace.clone(), args.scope.clone());
    let one = TenantQuestion::one(&args.exports, session::packs_for(&args.what, &args.tasks), &args.evaluation);
    TenantQuestion { principals: args.principal.clone(), workspaces, scopes, ..one }
}

fn question(common: &Common, session: &mut Session, args: &WhoCanArgs) -> Result<WhoCanQuestion, ResolveError> {
    let reach = match (args.below, args.anywhere) {
        (true, _) => AskedScopes::Below,
        (false, true) => AskedScopes::Anywhere,
        (false, false) => AskedScopes::At,
    };
    let (reading, note) = session.reading(&args.what, args.plane);
    let asked = Asked { what: &args.what, reading, filter: &session.options.targets, reach };
    let (asked, targets) = resolve::asked(&session.tenant, &session.packs, asked)?;
    if let Some(note) = note {
        session.tell(common, note);
    }
    let (principals, wildcards) = (session.options.principals.clone(), session.options.wildcards);
    Ok(WhoCanQuestion { asked, targets, reach, principals, wildcards, all: args.all })
}
