//! `rolecall explain`: the proof of yes; for no what is missing, and the least that would do.

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use rolecall::advise::asked_plane;
use rolecall::audit::{AskedTask, OutcomeTarget, Target};
use rolecall::decide::{Delegated, Request};
use rolecall::explain;
use rolecall::explain::{Conclusion, Question, action_targets, action_task, directory_action_task, task_targets};
use rolecall::model::{Guid, Note, ObjectId, Plane, PlanePattern, PrincipalId, PrincipalKind, TargetKind, is_directory_action};
use rolecall::report::{ExplainReport, Format, Writable as _};

use super::args::{EvaluationArgs, WorkspaceArgs, format_of};
use super::common::Common;
use super::error::CliError;
use super::output::{self, Terminal};
use super::session;
use super::session::{Session, TenantQuestion, target_filter};

/// The action that assigns a role, and the one that deletes an assignment.
const WRITE: &str = "Microsoft.Authorization/roleAssignments/write";
const DELETE: &str = "Microsoft.Authorization/roleAssignments/delete";

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// Whom to ask about: object id, user principal name or display name
    #[arg(value_name = "PRINCIPAL")]
    pub who: String,
    /// A task id, an action or a pattern such as 'Microsoft.Support/*'; with --assign or --remove it can be left out
    #[arg(value_name = "WHAT")]
    pub what: String,
    /// Exports: files, folders, quoted patterns, or - for standard input
    #[arg(required_unless_present_any = ["assign", "remove"], value_name = "EXPORTS")]
    pub exports: Vec<String>,
    /// How to write the answer
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = format_of::<ExplainReport<'_>>())]
    pub format: Format,
    /// The action is a data action [default: where the catalog knows it as a data action alone]
    #[arg(long, conflicts_with = "control")]
    pub data: bool,
    /// The action is no data action, whatever the catalog says
    #[arg(long)]
    pub control: bool,
    /// Where: a scope to ask about an action at, or targets of a task at or below it; may be repeated
    #[arg(long, value_name = "SCOPE")]
    pub scope: Vec<String>,
    #[command(flatten)]
    pub workspaces: WorkspaceArgs,
    /// Ask whether the principal may assign this role, by name or id
    #[arg(long, value_name = "ROLE", conflicts_with_all = ["remove", "data", "control", "workspace"])]
    pub assign: Option<String>,
    /// Ask whether the principal may delete an assignment of this role
    #[arg(long, value_name = "ROLE", conflicts_with_all = ["data", "control", "workspace"])]
    pub remove: Option<String>,
    /// With --assign or --remove: whose assignment it is
    #[arg(long, value_name = "PRINCIPAL")]
    pub to: Option<String>,
    /// With --assign or --remove: what kind of principal that is
    #[arg(long, value_name = "TYPE")]
    pub to_type: Option<PrincipalType>,
    /// A task pack by id, or a file; may be repeated [default: those that are part of the program]
    #[arg(long, value_name = "PACK|FILE")]
    pub tasks: Vec<String>,
    #[command(flatten)]
    pub evaluation: EvaluationArgs,
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

/// Exit code 0: yes for every target; 1: no for some; 2: neither, it hangs on what the exports do not decide.
pub(crate) fn run(common: &Common, args: &ExplainArgs, terminal: &Terminal) -> miette::Result<ExitCode> {
    let (what, exports) = what_and_exports(args);
    if exports.is_empty() {
        return Err(CliError::NoExports.into());
    }
    let mut session = Session::new(common, &asked(args, exports))?;
    let (question, note) = question(&session, args, what)?;
    session.notes.extend(note);
    let is_own = &*question.asked.pack == explain::OWN_PACK;
    if !args.workspaces.workspace.is_empty() && !is_own && question.asked.task.target != TargetKind::Workspace {
        session.notes.push(session::workspace_not_used());
    }
    output::notes(common, &session.notes)?;
    let explanation = explain::explain(&session.tenant, question);
    let conclusion = explanation.conclusion();
    let report = ExplainReport::new(&explanation, &session.tenant, &session.inputs, &session.notes);
    let look = terminal.look(common);
    output::write(common, |out| report.write(args.format, &look, out))?;
    Ok(match conclusion {
        Conclusion::Yes => ExitCode::SUCCESS,
        Conclusion::No => ExitCode::FAILURE,
        Conclusion::Unknown => ExitCode::from(2),
    })
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

fn asked(args: &ExplainArgs, exports: Vec<String>) -> TenantQuestion {
    TenantQuestion {
        exports,
        packs: if args.tasks.is_empty() { session::embedded_packs() } else { args.tasks.clone() },
        principals: Vec::new(),
        targets: target_filter(&args.workspaces.workspace, &args.scope),
        new_places: true,
        evaluation: args.evaluation.clone(),
    }
}

/// The question, and what is odd about the action that is asked for.
fn question(session: &Session, args: &ExplainArgs, what: &str) -> Result<(Question, Option<Note>), CliError> {
    let principal = one_named(session, &args.who)?;
    let request = request(session, args)?;
    let is_action = what.contains(['/', '*']);
    let (asked, targets, note) = if is_action { action(session, args, what)? } else { task(session, what)? };
    let wildcards = session.options.wildcards;
    Ok((Question { principal, asked, targets, request, wildcards }, note))
}

/// The principal that a text names: there must be one, and one only.
fn one_named(session: &Session, name: &str) -> Result<PrincipalId, CliError> {
    let principals = &session.tenant.facts().principals;
    match principals.named(name).as_slice() {
        [one] => Ok(*one),
        [] => Err(session::nobody_called(&session.tenant, name)),
        several => Err(session::several_called(&session.tenant, name, several)),
    }
}

/// What is asked, of which targets, and what is odd about it.
type Asked = (AskedTask, Vec<Target>, Option<Note>);

/// An action or pattern, at the scopes that were named.
fn action(session: &Session, args: &ExplainArgs, what: &str) -> Result<Asked, CliError> {
    let forced = match (args.data, args.control) {
        (true, _) => Some(Plane::Data),
        (false, true) => Some(Plane::Control),
        (false, false) => None,
    };
    let (PlanePattern { plane, .. }, note) = asked_plane(what, forced, session.tenant.catalog());
    if is_directory_action(what) {
        let asked = directory_action_task(&session.tenant, what);
        return Ok((asked, action_targets(&session.tenant, &["/".to_owned()]), note));
    }
    let asked = &session.options.targets;
    let scopes: Vec<String> = asked.scopes.iter().chain(&asked.workspaces).cloned().collect();
    let targets = action_targets(&session.tenant, &scopes);
    let kind = |target: &Target| match target.kind {
        OutcomeTarget::Kind(kind) => kind,
        OutcomeTarget::AnyWorkspace | OutcomeTarget::AnyResource => TargetKind::Subscription,
    };
    let first = targets.first().map(kind).ok_or(CliError::NoTarget("subscription"))?;
    if targets.iter().any(|target| kind(target) != first) {
        return Err(CliError::MixedScopes);
    }
    Ok((action_task(plane, what, first), targets, note))
}

/// A task by id: of the first pack that has it.
fn task(session: &Session, what: &str) -> Result<Asked, CliError> {
    let all = session.packs.iter().flat_map(|pack| pack.tasks.iter().map(move |task| (pack, task)));
    let same = |(_, task): &(_, &rolecall::model::Task)| task.id.eq_ignore_ascii_case(what);
    let Some((pack, task)) = all.clone().find(same) else {
        let mut known: Vec<&str> = all.map(|(_, task)| task.id.as_str()).collect();
        known.sort_unstable();
        known.dedup();
        return Err(CliError::NoQuestion { what: what.to_owned(), known: known.join(", ") });
    };
    let targets = task_targets(&session.tenant, task, &session.options.targets);
    if targets.is_empty() {
        return Err(CliError::NoTarget(task.target.name()));
    }
    Ok((AskedTask { pack: pack.id.as_str().into(), task: task.clone() }, targets, None))
}

/// The role assignment that is asked about.
fn request(session: &Session, args: &ExplainArgs) -> Result<Request, CliError> {
    let (Some(role), removes) = (args.assign.as_ref().or(args.remove.as_ref()), args.remove.is_some()) else {
        return if args.to.is_some() || args.to_type.is_some() { Err(CliError::NoRoleAsked) } else { Ok(Request::Any) };
    };
    let (principal, known) = match &args.to {
        Some(to) => assignee(session, to)?,
        None => (None, None),
    };
    let asked = args.to_type.map(|kind| match kind {
        PrincipalType::User => PrincipalKind::User,
        PrincipalType::Group => PrincipalKind::Group,
        PrincipalType::ServicePrincipal => PrincipalKind::ServicePrincipal,
    });
    let principal_type = asked.or(known).filter(|kind| *kind != PrincipalKind::Unknown).map(PrincipalKind::name);
    let about = Delegated { role: role_named(session, role)?, principal_type, principal };
    Ok(if removes { Request::Remove(about) } else { Request::Assign(about) })
}

/// Whom a role is assigned to: somebody in the exports, or any object id.
fn assignee(session: &Session, to: &str) -> Result<(Option<Guid>, Option<PrincipalKind>), CliError> {
    let principals = &session.tenant.facts().principals;
    if let Some(id) = Guid::parse(to) {
        let kind = principals.lookup(&ObjectId::Guid(id)).map(|known| principals.kind(known));
        return Ok((Some(id), kind));
    }
    let known = one_named(session, to)?;
    Ok((principals.id(known).guid(), Some(principals.kind(known))))
}

/// A role by id, or by its name in the exports or the catalog.
fn role_named(session: &Session, name: &str) -> Result<Guid, CliError> {
    let last = name.rsplit('/').next().unwrap_or(name);
    if let Some(id) = Guid::parse(last) {
        return Ok(id);
    }
    let catalog = session.tenant.catalog();
    let same = |own: &str| own.eq_ignore_ascii_case(name.trim());
    let custom = session.tenant.facts().definitions.iter().find(|row| same(&row.definition.name));
    let id = custom.map(|row| &row.definition.id).or_else(|| catalog.role_by_name(name.trim()).map(|role| &role.id));
    id.and_then(ObjectId::guid).ok_or_else(|| CliError::NoRoleCalled {
        name: name.to_owned(),
        help: match catalog.suggest_role(name) {
            Some(close) => format!("did you mean `{}`?", close.name),
            None => "give the id of its definition, or add an export of role definitions".to_owned(),
        },
    })
}
