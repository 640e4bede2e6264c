//! `rolecall advise`: the built-in roles, or a custom role, that cover a need and grant least beyond it.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{ArgGroup, Args, ValueEnum};
use rolecall::advise::{
    AccessRequirement, Advice, AdviseOptions, Candidates, Least, OwnRoles, PrincipalStatuses, SearchOptions, StatusQuestion,
    advise, asked_plane, plan_needs, principal_statuses,
};
use rolecall::catalog::Catalog;
use rolecall::export::terraform_plan;
use rolecall::graph::TenantGraph;
use rolecall::model::{
    Note, NoteCode, Notes, Plane, PlanePattern, PrincipalId, ScopeKind, ScopePath, TaskPack, is_directory_action,
};
use rolecall::pattern::Wildcards;
use rolecall::report::Format;
use rolecall::report::advise::{
    AdviceQuestion, AdviceReport, AskedFor, CustomRoleLabel, PlanSummary, RoleFileFormat, RoleToWrite, custom_roles,
    write_roles,
};
use rolecall::resolve;
use rolecall::source::Source;

use super::args::{AtArgs, EvaluationArgs, WildcardArgs, format_of, instant, role_file_format, seconds};
use super::common::Common;
use super::error::CliError;
use super::exit;
use super::output::{self, Terminal};
use super::session::{self, Session, TenantQuestion};

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("need").required(true).multiple(true).args(["task", "action", "data_action", "terraform"])))]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct AdviseArgs {
    /// What is needed: a documented task, by id; may be repeated
    #[arg(long, value_name = "ID", help_heading = "What is needed")]
    pub task: Vec<String>,
    /// An action, or a pattern such as `Microsoft.Support/*`; may be repeated
    #[arg(long, value_name = "ACTION", help_heading = "What is needed")]
    pub action: Vec<String>,
    /// A data action, or a pattern; may be repeated
    #[arg(long, value_name = "ACTION", help_heading = "What is needed")]
    pub data_action: Vec<String>,
    /// Every --action is a data action [default: those that the catalog knows as data actions only]
    #[arg(long, requires = "action", conflicts_with = "control", help_heading = "What is needed")]
    pub data: bool,
    /// No --action is a data action, whatever the catalog says
    #[arg(long, requires = "action", help_heading = "What is needed")]
    pub control: bool,
    /// The actions of a Terraform plan, as `terraform show -json` writes it
    #[arg(long, value_name = "PLAN.json", help_heading = "What is needed")]
    pub terraform: Option<PathBuf>,
    /// Where to look for tasks: a pack by id, or a file; may be repeated [default: the packs that are part of the program]
    #[arg(long, value_name = "PACK|FILE", help_heading = "What is needed")]
    pub tasks: Vec<String>,
    /// Where it is needed: the assignable scope of a custom role, and where principals are looked at
    #[arg(long, value_name = "SCOPE", help_heading = "What is needed")]
    pub scope: Vec<String>,

    /// How many answers to show
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=1000), help_heading = "Search")]
    pub top: u16,
    /// Combine at most so many built-in roles
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..=5), help_heading = "Search")]
    pub max_roles: u8,
    /// What is compared first: all operations beyond the need, the privileged ones, or the data actions
    #[arg(long, value_name = "FIGURE", default_value = "operations", help_heading = "Search")]
    pub least: LeastArg,
    /// Stop a search after so many steps, with what was found
    #[arg(long, value_name = "N", default_value_t = 2_000_000, value_parser = clap::value_parser!(u64).range(1..), help_heading = "Search")]
    pub steps: u64,
    /// Stop a search after so many seconds; where it stops then depends on the machine
    #[arg(long, value_name = "SECONDS", value_parser = seconds, help_heading = "Search")]
    pub time_limit: Option<Duration>,
    /// Read `/*/` as two slashes with something between them
    #[arg(long, help_heading = "Search")]
    pub strict_wildcards: bool,

    /// Write the minimal custom role as a file in this format, instead of a report
    #[arg(long, value_name = "FORMAT", conflicts_with_all = ["exports", "format"], requires = "scope", value_parser = role_file_format(), help_heading = "Custom role")]
    pub custom_role: Option<RoleFileFormat>,
    /// Its name [default: one that says what it is for]
    #[arg(long, value_name = "NAME", requires = "custom_role", help_heading = "Custom role")]
    pub name: Option<String>,
    /// Its description
    #[arg(long, value_name = "TEXT", requires = "custom_role", help_heading = "Custom role")]
    pub description: Option<String>,
    /// Allow wildcards that match the need and nothing else in the catalog: fewer patterns, but they grow with Azure
    #[arg(long, help_heading = "Custom role")]
    pub allow_growth: bool,

    /// How to write the report
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = format_of::<AdviceReport<'_>>())]
    pub format: Format,

    /// Exports, for the custom roles and groups of the tenant, and to see what principals have already at the one --scope: files,
    /// folders, quoted patterns, or - for standard input
    #[arg(value_name = "EXPORTS", help_heading = "Principals")]
    pub exports: Vec<String>,
    /// Whose access to look at, by object id, user principal name or display name; may be repeated
    #[arg(long, value_name = "WHO", requires = "exports", help_heading = "Principals")]
    pub principal: Vec<String>,
    /// The instant to answer for, such as 2026-03-01T09:00:00Z or 2026-03-01 [default: now]
    #[arg(long, value_name = "TIME", value_parser = instant, requires = "exports", help_heading = "Principals")]
    pub at: Option<i64>,
}

impl AdviseArgs {
    fn wildcards(&self) -> WildcardArgs {
        WildcardArgs { strict_wildcards: self.strict_wildcards }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LeastArg {
    Operations,
    Privileged,
    Data,
}

pub(crate) fn run(common: &Common, args: &AdviseArgs, terminal: &Terminal) -> miette::Result<ExitCode> {
    let catalog = session::catalog(common)?;
    scopes(args)?;
    let wildcards = args.wildcards().get();
    let mut asked = AskedNeed {
        catalog: &catalog,
        wildcards,
        demand: AccessRequirement::default(),
        question: AdviceQuestion::default(),
        notes: Notes::default(),
    };
    asked.read(args)?;
    let AskedNeed { demand, mut question, mut notes, .. } = asked;
    let people = LookedAt::new(common, args, &demand)?;
    let own = people.as_ref().map(LookedAt::own_roles);
    let candidates = Candidates::new(&catalog, wildcards);
    let candidates = match &own {
        Some(own) => candidates.with_own(own),
        None => candidates,
    };
    (question.max_roles, question.roles) = (usize::from(args.max_roles), candidates.built_in());
    (question.own_roles, question.own_roles_open) = (candidates.own(), own.as_ref().map_or(0, OwnRoles::open));
    let options = options(args);
    (question.top, question.least) = (options.search.keep, options.search.least);
    question.place = people.as_ref().map(|people| people.scope.clone());
    let advice = advise(&candidates, &demand, &options);
    if let Some(format) = args.custom_role {
        data_in_groups(args, &demand, &mut notes);
        return write_custom_roles(common, &roles_to_write(args, &advice)?, format, notes);
    }
    // What the exports are like was told when they were read.
    output::notes(common, &notes.clone().into_sorted());
    people.iter().flat_map(|people| &people.session.notes).for_each(|note| notes.push(note.clone()));
    let found = people.as_ref().map(|people| people.look_at(&candidates, &demand, &options));
    let notes = notes.into_sorted();
    let statuses = people.as_ref().map(|people| &people.session.tenant).zip(found.as_ref());
    let inputs = people.as_ref().map(|people| people.session.inputs.as_slice()).unwrap_or_default();
    let report =
        AdviceReport { candidates: &candidates, question: &question, advice: &advice, statuses, inputs, notes: &notes };
    output::report(common, terminal, (&report, args.format))?;
    Ok(exit::found(!advice.is_covered()))
}

fn options(args: &AdviseArgs) -> AdviseOptions {
    let least = match args.least {
        LeastArg::Operations => Least::Operations,
        LeastArg::Privileged => Least::Privileged,
        LeastArg::Data => Least::Data,
    };
    let (roles, keep) = (usize::from(args.max_roles), usize::from(args.top));
    let search = SearchOptions { roles, keep, least, steps: args.steps, time: args.time_limit };
    AdviseOptions { search, allow_growth: args.allow_growth }
}

/// What is asked for, as the arguments say it.
struct AskedNeed<'r> {
    catalog: &'r Catalog,
    wildcards: Wildcards,
    demand: AccessRequirement,
    question: AdviceQuestion,
    notes: Notes,
}

impl AskedNeed<'_> {
    fn read(&mut self, args: &AdviseArgs) -> miette::Result<()> {
        self.question.scopes.clone_from(&args.scope);
        if !args.task.is_empty() {
            args.task.iter().try_for_each(|id| {
                let packs = session::packs(&session::packs_for(id, &args.tasks), self.catalog)?;
                self.task(id, &packs)
            })?;
        }
        let mut actions = self.actions(args)?;
        if let Some(path) = &args.terraform {
            self.plan(path, &mut actions)?;
        }
        if !actions.is_empty() {
            self.demand = std::mem::take(&mut self.demand).and(AccessRequirement::of_actions(actions));
        }
        Ok(())
    }

    /// The actions that are asked for by name. Those of Entra are asked of Entra roles (R-ENT-15).
    fn actions(&mut self, args: &AdviseArgs) -> miette::Result<Vec<PlanePattern>> {
        let control = match (args.data, args.control) {
            (true, _) => Some(Plane::Data),
            (false, true) => Some(Plane::Control),
            (false, false) => None,
        };
        let own = args.action.iter().map(|text| (text, control));
        let (mut azure, mut directory) = (Vec::new(), Vec::new());
        for (text, forced) in own.chain(args.data_action.iter().map(|text| (text, Some(Plane::Data)))) {
            if text.trim().is_empty() {
                return Err(CliError::EmptyAction.into());
            }
            let (action, note) = asked_plane(text, forced, self.catalog);
            if let Some(note) = note {
                self.notes.push(note);
            }
            if is_directory_action(text) { directory.push(text.trim()) } else { azure.push(action) }
        }
        if !directory.is_empty() {
            let demand = AccessRequirement::of_directory_actions(&directory, self.catalog);
            if demand.alternatives.is_empty() {
                return Err(CliError::NoDirectoryRole(directory.join("`, `")).into());
            }
            self.demand = std::mem::take(&mut self.demand).and(demand);
            self.question.directory_actions = directory.into_iter().map(str::to_owned).collect();
        }
        Ok(azure)
    }

    fn task(&mut self, id: &str, packs: &[TaskPack]) -> miette::Result<()> {
        let found = resolve::find_task(packs, id).map_err(|closest| CliError::UnknownTask {
            task: id.to_owned(),
            packs: session::in_words(packs),
            help: match closest {
                Some(closest) => format!("did you mean `{closest}`?"),
                None => "`rolecall tasks list` shows the tasks; --tasks names another pack".to_owned(),
            },
        });
        let (pack, task) = found?;
        let asked = AskedFor { pack: pack.id.clone(), id: task.id.clone(), title: task.title.clone() };
        self.question.tasks.push(asked);
        self.demand = std::mem::take(&mut self.demand).and(AccessRequirement::of_task(task, self.catalog, self.wildcards));
        Ok(())
    }

    fn plan(&mut self, path: &std::path::Path, actions: &mut Vec<PlanePattern>) -> miette::Result<()> {
        let plan = terraform_plan::plan(&Source::read(path)?)?;
        let needs = plan_needs(&plan, self.catalog);
        needs.notes.into_iter().for_each(|note| self.notes.push(note));
        let path = path.display().to_string();
        if needs.actions.is_empty() && actions.is_empty() && self.demand.alternatives.is_empty() {
            return Err(CliError::NothingPlanned { path, unknown: needs.unknown }.into());
        }
        self.question.terraform = Some(PlanSummary { path, resources: needs.resources, unknown: needs.unknown });
        actions.extend(needs.actions);
        Ok(())
    }
}

/// Every scope has to be one; what a custom role takes is narrower (R-CUS-5, R-CUS-6, R-CUS-7).
fn scopes(args: &AdviseArgs) -> Result<(), CliError> {
    let refuse = |scope: &str, why| Err(CliError::NoScope { scope: scope.to_owned(), why });
    let mut groups = 0;
    for scope in &args.scope {
        let kind = ScopePath::parse(scope).kind();
        // A name is looked up in the exports, where there are some.
        if !scope.trim().starts_with('/') && args.exports.is_empty() {
            return refuse(scope, "a scope begins with a slash, such as /subscriptions/ID");
        }
        groups += usize::from(kind == ScopeKind::ManagementGroup);
        match (args.custom_role.is_some(), kind) {
            (true, ScopeKind::Root) => return refuse(scope, "a custom role cannot be assignable at the root"),
            (true, _) if scope.contains('*') => return refuse(scope, "an assignable scope takes no wildcard"),
            (true, ScopeKind::ManagementGroup) if groups > 1 => {
                return refuse(scope, "a custom role takes one management group at most");
            }
            _ => {}
        }
    }
    Ok(())
}

/// Data actions and a management group do not go together everywhere (R-CUS-8, R-CUS-9).
fn data_in_groups(args: &AdviseArgs, demand: &AccessRequirement, notes: &mut Notes) {
    let in_group = |scope: &String| ScopePath::parse(scope).kind() == ScopeKind::ManagementGroup;
    let items = demand.alternatives.iter().flat_map(|alternative| &alternative.by_scope).flat_map(|scoped| &scoped.items);
    if args.scope.iter().any(in_group) && items.into_iter().any(|item| item.plane == Plane::Data) {
        let message = "a role with data actions cannot be assigned at a management group, and may be refused with one as an assignable scope";
        notes.push(Note::warning(NoteCode::DataActionsInManagementGroup, message).help("give subscriptions as --scope"));
    }
}

/// The custom roles of an advice, under the name and description that were asked for.
fn roles_to_write(args: &AdviseArgs, advice: &Advice) -> Result<Vec<RoleToWrite>, CliError> {
    let default = match (args.task.as_slice(), &args.terraform) {
        ([task], None) => format!("Custom role for {task}"),
        ([], Some(_)) => "Custom role for a Terraform plan".to_owned(),
        _ => "Custom role".to_owned(),
    };
    let name = args.name.as_deref().unwrap_or(&default);
    let description = args.description.as_deref();
    if name.trim().is_empty() || name.chars().count() > 512 {
        return Err(CliError::RoleText { what: "name", most: 512 });
    }
    if description.is_some_and(|text| text.chars().count() > 2048) {
        return Err(CliError::RoleText { what: "description", most: 2048 });
    }
    let label = CustomRoleLabel { name, description, scopes: &args.scope };
    custom_roles(advice, &label).map_err(CliError::NoCustomRole)
}

fn write_custom_roles(
    common: &Common,
    roles: &[RoleToWrite],
    format: RoleFileFormat,
    mut notes: Notes,
) -> miette::Result<ExitCode> {
    if roles.len() > 1 {
        let message = "the actions are needed at several kinds of scope: the file has a role for each";
        notes.push(Note::warning(NoteCode::SeveralCustomRoles, message));
    }
    let remarks = roles.iter().flat_map(|role| &role.remarks);
    remarks.for_each(|remark| notes.push(Note::warning(NoteCode::CustomRoleGrowth, remark)));
    output::notes(common, &notes.into_sorted());
    output::write(common, |out| write_roles(roles, format, out))?;
    Ok(ExitCode::SUCCESS)
}

/// The principals that are looked at.
struct LookedAt {
    session: Session,
    principals: Vec<PrincipalId>,
    scope: String,
}

impl LookedAt {
    fn new(common: &Common, args: &AdviseArgs, demand: &AccessRequirement) -> miette::Result<Option<Self>> {
        if args.exports.is_empty() {
            return Ok(None);
        }
        let needs_scope = demand.alternatives.iter().any(|alternative| !alternative.by_scope.is_empty());
        let scope = match args.scope.as_slice() {
            [one] => one.clone(),
            [] if !needs_scope => "/".to_owned(),
            given => {
                let given = if given.is_empty() { "none".to_owned() } else { given.len().to_string() };
                return Err(CliError::OneScope { given }.into());
            }
        };
        let asked = TenantQuestion {
            exports: args.exports.clone(),
            packs: Vec::new(),
            principals: args.principal.clone(),
            workspaces: Vec::new(),
            scopes: Vec::new(),
            urbac: Vec::new(),
            new_places: true,
            evaluation: EvaluationArgs { at: AtArgs { at: args.at }, wildcards: args.wildcards(), complete: Vec::new() },
        };
        let mut session = Session::new(common, &asked)?;
        let scope = resolve::scope(&session.tenant, &scope, true)?;
        if needs_scope && !is_known(&session.tenant, &scope) {
            let message = format!("the exports name no scope at or above `{scope}`: nobody is known to hold anything there");
            session.tell(common, Note::warning(NoteCode::ScopeNotInExports, message).help("check the subscription's id"));
        }
        let principals = session.options.principals.clone();
        Ok(Some(Self { session, principals, scope }))
    }

    /// The custom roles of the tenant that can be assigned there.
    fn own_roles(&self) -> OwnRoles<'_> {
        OwnRoles::new(&self.session.tenant, &self.scope)
    }

    fn look_at(&self, roles: &Candidates<'_>, demand: &AccessRequirement, options: &AdviseOptions) -> PrincipalStatuses {
        let tenant: &TenantGraph = &self.session.tenant;
        let question = StatusQuestion { tenant, principals: &self.principals, scope: &self.scope };
        principal_statuses(roles, demand, &question, options)
    }
}

/// Whether the exports name a scope, or one above it other than the root.
fn is_known(tenant: &TenantGraph, scope: &str) -> bool {
    let facts = tenant.facts();
    let above = tenant.tree().above(facts, ScopePath::parse(scope).as_str());
    above.iter().any(|&(own, _)| facts.scopes.kind(own) != ScopeKind::Root)
}
