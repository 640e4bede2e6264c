//! `rolecall readiness`: whether a workspace, and the people, are ready for the procedure of a pack; with `--policy`, whether the
//! identities of policy assignments are ready to remediate.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use rolecall::model::TaskPack;
use rolecall::pack::{age, team};
use rolecall::readiness;
use rolecall::readiness::{ReadinessOptions, Team};
use rolecall::report::{Format, PolicyReadinessReport, ReadinessReport, Writable};
use rolecall::resolve;
use rolecall::source::Source;

use super::args::{PartsArgs, TenantArgs, format_of};
use super::common::Common;
use super::error::CliError;
use super::exit;
use super::output::{self, Terminal};
use super::session::{self, Session};

#[derive(Debug, Args)]
pub(crate) struct ReadinessArgs {
    #[command(flatten)]
    pub tenant: TenantArgs,
    /// Who has to do which tasks: YAML (`team:` and a map) or CSV (`who,task`); each of them has to be able to
    #[arg(long, value_name = "FILE", conflicts_with = "principal")]
    pub team: Option<PathBuf>,
    /// This workspace, or `none`, is connected to the Defender portal now: no export says that; may be repeated
    #[arg(long, value_name = "WORKSPACE|none")]
    pub connected: Vec<String>,
    /// Instead, ask of each policy assignment that remediates whether its managed identity has the roles that its definitions name
    #[arg(long, conflicts_with_all = ["workspace", "team", "connected", "max_age", "tasks", "principal", "scope", "why", "matrix"])]
    pub policy: bool,
    /// Name exports that are older, such as 12h, 7d or 2w
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub max_age: Option<i64>,
    /// How to write the report
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = format_of::<ReadinessReport<'_>>())]
    pub format: Format,
    #[command(flatten)]
    pub parts: PartsArgs,
}

/// Exit code 1: not ready; 2: the exports do not say.
pub(crate) fn run(common: &Common, args: &ReadinessArgs, terminal: &Terminal) -> miette::Result<ExitCode> {
    if args.policy {
        return policy(common, args, terminal);
    }
    let [asked] = args.tenant.workspaces.workspace.as_slice() else { return Err(CliError::OneWorkspace.into()) };
    if !args.tenant.scope.is_empty() {
        return Err(CliError::ScopeOfReadiness.into());
    }
    let mut question = args.tenant.asked();
    if question.packs.is_empty() {
        question.packs = age::in_force(question.evaluation.at.or_now(), session::catalog(common)?.as_ref());
    }
    let session = Session::new(common, &question)?;
    let options = ReadinessOptions {
        workspace: resolve::workspace(&session.tenant, asked)?,
        team: team(&session, args)?,
        connected: resolve::connected(&session.tenant, &args.connected)?,
        max_age: args.max_age,
        now: Some(args.tenant.evaluation.at.or_now()),
        wildcards: session.options.wildcards,
    };
    let outcome = readiness::readiness(&session.tenant, &session.packs, options);
    let report = ReadinessReport::new(&outcome, &session.tenant, &session.inputs, &session.notes).with_parts(args.parts.get());
    output::report(common, terminal, (&report, args.format))?;
    let code = ExitCode::from(outcome.readiness().exit_code());
    exit::without_freeing((outcome, session));
    Ok(code)
}

/// The same of what Azure Policy remediates.
fn policy(common: &Common, args: &ReadinessArgs, terminal: &Terminal) -> miette::Result<ExitCode> {
    let formats = PolicyReadinessReport::formats();
    if !formats.contains(&args.format) {
        let known = formats.iter().map(|format| format.name()).collect::<Vec<_>>().join(", ");
        return Err(CliError::FormatOfPolicy { format: args.format.name(), known }.into());
    }
    let session = Session::new(common, &args.tenant.asked())?;
    let found = readiness::policy_readiness(&session.tenant, session.options.wildcards);
    let report = PolicyReadinessReport::new(&found, &session.tenant, &session.inputs, &session.notes);
    output::report(common, terminal, (&report, args.format))?;
    let code = ExitCode::from(found.readiness.exit_code());
    exit::without_freeing((found, session));
    Ok(code)
}

fn team(session: &Session, args: &ReadinessArgs) -> miette::Result<Team> {
    if let Some(path) = &args.team {
        let tasks = task_ids(&session.packs);
        let duties = team::team(&Source::read(path)?, &session.tenant.facts().principals, &tasks)?;
        return Ok(Team::Mapped(duties));
    }
    let named = session.options.principals.clone();
    Ok(if named.is_empty() { Team::Everyone } else { Team::Named(named) })
}

/// The ids by which a team file may name tasks: those of the packs, and those that an earlier pack had.
fn task_ids(packs: &[TaskPack]) -> Vec<&str> {
    let tasks = packs.iter().flat_map(|pack| &pack.tasks);
    let mut ids: Vec<&str> = tasks.flat_map(|task| std::iter::once(task.id.as_str()).chain(task.formerly.as_deref())).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// Seconds.
fn duration(text: &str) -> Result<i64, String> {
    let units = [('h', 3600), ('d', 86_400), ('w', 7 * 86_400)];
    let found = units.iter().find_map(|&(unit, seconds)| {
        let number: i64 = text.trim().strip_suffix(unit)?.trim().parse().ok()?;
        number.checked_mul(seconds).filter(|_| number >= 0)
    });
    found.ok_or_else(|| "write hours, days or weeks, such as 12h, 7d or 2w".to_owned())
}
