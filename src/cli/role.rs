//! `rolecall role`: what a role is, what it gives, and which built-in roles it has to do with.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use rolecall::access::{Frame, Portrait};
use rolecall::catalog::Catalog;
use rolecall::model::{Note, ObjectId, RoleDefinition, Severity};
use rolecall::pattern::Wildcards;
use rolecall::report::role::{RoleFormat, RoleReport};
use rolecall::{export, role_file};

use super::args::Common;
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
    /// A task pack by id, or a file; may be repeated [default: sentinel-defender-2025-01]
    #[arg(long, value_name = "PACK|FILE")]
    pub tasks: Vec<String>,
    /// How to write it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: RoleFormatArg,
    /// Read `/*/` as two slashes with something between them
    #[arg(long)]
    pub strict_wildcards: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RoleFormatArg {
    Text,
    Json,
}

pub(crate) fn run(common: &Common, args: &RoleArgs, terminal: &Terminal) -> miette::Result<ExitCode> {
    let catalog = session::catalog(common)?;
    let packs = session::packs(&args.tasks, catalog)?;
    let roles = match exported(&args.role, &args.exports)? {
        found if !found.is_empty() => found,
        _ => roles(common, &args.role, catalog)?,
    };
    let wildcards = if args.strict_wildcards { Wildcards::Strict } else { Wildcards::Documented };
    let frame = Frame::new(catalog, &packs, wildcards);
    let portraits: Vec<Portrait<'_>> = roles.iter().map(|role| Portrait::new(role, &frame)).collect();
    let report = RoleReport::new(&portraits, args.expand);
    let look = terminal.look(common);
    let format = match args.format {
        RoleFormatArg::Text => RoleFormat::Text,
        RoleFormatArg::Json => RoleFormat::Json,
    };
    output::write(common, |out| report.write(format, &look, out))?;
    Ok(ExitCode::SUCCESS)
}

/// The roles that an argument names: those of files, or a built-in one by id or name.
pub(crate) fn roles(common: &Common, argument: &str, catalog: &Catalog) -> miette::Result<Vec<RoleDefinition>> {
    if argument == "-" || Path::new(argument).exists() || argument.contains('*') {
        let found = role_file::find(&[argument.to_owned()], &mut std::io::stdin().lock())?;
        for file in &found.files {
            output::notes(common, &file.notes)?;
        }
        output::notes(common, &left_aside(&found.others))?;
        return Ok(found.files.iter().flat_map(|file| &file.roles).map(role_file::WrittenRole::definition).collect());
    }
    let known = catalog.role(&ObjectId::parse(argument)).or_else(|| catalog.role_by_name(argument));
    let Some(role) = known else {
        let near = catalog.suggest_role(argument).map(|role| format!("did you mean `{}`?", role.name));
        return Err(CliError::NoRole { name: argument.to_owned(), help: near.unwrap_or_else(|| NO_ROLE.to_owned()) }.into());
    };
    Ok(vec![role.clone()])
}

/// The role definitions of exports that have this name or id, each once.
fn exported(named: &str, exports: &[String]) -> miette::Result<Vec<RoleDefinition>> {
    if exports.is_empty() {
        return Ok(Vec::new());
    }
    let inputs = export::load(exports, &mut std::io::stdin().lock())?;
    let facts = export::facts(&inputs)?.facts;
    let id = ObjectId::parse(named.rsplit('/').next().unwrap_or(named));
    let is_meant = |role: &RoleDefinition| role.id == id || role.name.trim().eq_ignore_ascii_case(named.trim());
    let mut found: Vec<RoleDefinition> =
        facts.definitions.into_iter().map(|row| row.definition).filter(|role| is_meant(role)).collect();
    found.sort_by(|a, b| (a.id.to_string(), &a.name).cmp(&(b.id.to_string(), &b.name)));
    found.dedup_by(|a, b| a.id == b.id);
    Ok(found)
}

/// Files of a folder that hold no role definitions are named: one of them may be broken.
fn left_aside(others: &[Arc<str>]) -> Vec<Note> {
    let notes = others.iter().map(|name| {
        Note::warning("no-role-definitions", format!("{name} holds no role definitions and was left aside"))
            .severity(if is_data(name) { Severity::Warning } else { Severity::Note })
    });
    notes.collect()
}

/// Whether somebody may have meant a file as an export or a role file.
fn is_data(name: &str) -> bool {
    let kinds = ["json", "jsonc", "yaml", "yml", "csv", "bicep"];
    Path::new(name).extension().and_then(|kind| kind.to_str()).is_some_and(|kind| kinds.contains(&kind))
}

const NO_ROLE: &str = "`rolecall catalog find WORD` finds built-in roles; custom roles are read from files";
