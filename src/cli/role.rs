//! `rolecall role`: what a role is, what it grants, and which built-in roles are equal or close to it.

use std::path::Path;
use std::process::ExitCode;

use clap::Args;
use rolecall::access::{RoleComparer, RoleProfile};
use rolecall::catalog::Catalog;
use rolecall::export::Loaded;
use rolecall::model::{Note, ObjectId, RoleDefinition};
use rolecall::pattern::bounded;
use rolecall::report::Format;
use rolecall::report::role::RoleReport;
use rolecall::role_file;

use super::args::{PackArgs, WildcardArgs, format_of};
use super::common::Common;
use super::error::CliError;
use super::output::{self, Terminal};
use super::session;

#[derive(Debug, Args)]
pub(crate) struct RoleArgs {
    /// A built-in role by name or id, or a file that defines roles
    #[arg(value_name = "NAME|ID|FILE")]
    pub role: String,
    /// Exports in which a custom role is looked for by name or id
    #[arg(value_name = "EXPORTS")]
    pub exports: Vec<String>,
    /// Name every operation of every pattern
    #[arg(long)]
    pub expand: bool,
    #[command(flatten)]
    pub tasks: PackArgs,
    /// How to write it
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = format_of::<RoleReport<'_>>())]
    pub format: Format,
    #[command(flatten)]
    pub wildcards: WildcardArgs,
}

pub(crate) fn run(common: &Common, args: &RoleArgs, terminal: &Terminal) -> miette::Result<ExitCode> {
    let catalog = session::catalog(common)?;
    let packs = session::packs(&args.tasks.tasks, &catalog)?;
    let NamedRoles { roles, notes } = match exported(common, &args.role, &args.exports)? {
        Ok(found) => found,
        Err(near) => match roles(common, &args.role, &catalog) {
            Err(error) if near.is_some() => return Err(near.map_or(error, |near| not_exported(&args.role, &near).into())),
            found => found?,
        },
    };
    let wildcards = args.wildcards.get();
    let frame = RoleComparer::new(&catalog, &packs, wildcards, rolecall::audit::role_tasks);
    let (profiles, _) = bounded(|| roles.iter().map(|role| RoleProfile::new(role, &frame)).collect::<Vec<_>>());
    let report = RoleReport::new(&profiles, &catalog, wildcards, &notes).expanded(args.expand);
    output::report(common, terminal, (&report, args.format))?;
    Ok(ExitCode::SUCCESS)
}

/// What an argument names, and what was odd about it.
pub(crate) struct NamedRoles {
    pub roles: Vec<RoleDefinition>,
    pub notes: Vec<Note>,
}

/// The roles that an argument names: those of files, or a built-in one by id or name.
pub(crate) fn roles(common: &Common, argument: &str, catalog: &Catalog) -> miette::Result<NamedRoles> {
    if argument == "-" || Path::new(argument).exists() || argument.contains('*') {
        let found =
            role_file::find(&[argument.to_owned()], &mut std::io::stdin().lock(), &role_file::LeftOut::default())?.whole()?;
        found.files.iter().try_for_each(|file| output::spare(Path::new(&**file.source.name())))?;
        let mut notes: Vec<Note> = found.files.iter().flat_map(|file| file.notes.iter().cloned()).collect();
        let others = found.others_noted();
        notes.extend(found.notes);
        notes.extend(others);
        output::notes(common, &notes);
        let roles = found.files.iter().flat_map(|file| &file.roles).map(role_file::WrittenRole::definition);
        return Ok(NamedRoles { roles: roles.collect(), notes });
    }
    let known = catalog.role(&ObjectId::parse(argument)).or_else(|| catalog.role_by_name(argument));
    let Some(role) = known else {
        let near = catalog.suggest_role(argument).map(|role| format!("did you mean `{}`?", role.name));
        return Err(CliError::NoRole { name: argument.to_owned(), help: near.unwrap_or_else(|| NO_ROLE.to_owned()) }.into());
    };
    Ok(NamedRoles { roles: vec![role.clone()], notes: Vec::new() })
}

fn not_exported(name: &str, near: &str) -> CliError {
    CliError::NoRole { name: name.to_owned(), help: format!("did you mean `{near}`, a role of the exports?") }
}

/// The role definitions of exports that have this name or id, each once; else the closest name of one.
fn exported(common: &Common, named: &str, exports: &[String]) -> miette::Result<Result<NamedRoles, Option<String>>> {
    if exports.is_empty() {
        return Ok(Err(None));
    }
    let Loaded { facts, inputs, notes } = session::loaded(exports)?;
    session::spare(&inputs)?;
    output::notes(common, &notes);
    let id = ObjectId::parse(named.rsplit('/').next().unwrap_or(named));
    let is_meant = |role: &RoleDefinition| role.id == id || role.name.trim().eq_ignore_ascii_case(named.trim());
    let (mut found, others): (Vec<RoleDefinition>, Vec<RoleDefinition>) =
        facts.definitions.into_iter().map(|row| row.definition).partition(is_meant);
    if found.is_empty() {
        return Ok(Err(RoleDefinition::closest(&others, named.trim()).map(|role| role.name.to_string())));
    }
    found.sort_by(|a, b| (a.id.to_string(), &a.name).cmp(&(b.id.to_string(), &b.name)));
    found.dedup_by(|a, b| a.id == b.id);
    Ok(Ok(NamedRoles { roles: found, notes }))
}

const NO_ROLE: &str = "`rolecall catalog find WORD` finds built-in roles; custom roles are read from files";
