//! `rolecall tasks`: the list of task packs, and the content of one.

use std::fmt::Write as _;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use rolecall::catalog::Catalog;
use rolecall::model::{AtOnce, Check, Leaf, Need, Plane, Requirement, Task, TaskPack, Weight};
use rolecall::pack;
use rolecall::report::Format;
use serde_json::{Value, json};

use super::args::format_among;
use super::common::Common;
use super::error::CliError;
use super::import::{self, ImportArgs};
use super::output::{self, Terminal};
use super::session;
use super::tasks_diff::{self, TasksDiffArgs};
use super::tasks_validate::{self, TasksValidateArgs};

/// More tasks than this are not named in an error.
const MANY: usize = 20;

#[derive(Debug, Args)]
pub(crate) struct TasksArgs {
    #[command(subcommand)]
    pub command: TasksCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TasksCommand {
    /// The packs that are part of the program; with PACK the tasks of these
    List {
        /// Packs by id, or files
        #[arg(value_name = "PACK|FILE")]
        packs: Vec<String>,
        /// How to write the list
        #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = format_among(&[Format::Text, Format::Json]))]
        format: Format,
    },
    /// A pack, or one task of it; or a task by itself, in every pack that has it
    Show {
        /// A pack by id, or a file, or a task
        #[arg(value_name = "PACK|FILE|TASK")]
        pack: String,
        /// Only this task
        task: Option<String>,
    },
    /// Check pack files: every mistake in its place, every example run, every part of a requirement tried
    Validate(TasksValidateArgs),
    /// Make a pack of the permission tables of an article; what cannot be read is left to a person, in comments
    Import(ImportArgs),
    /// What a pack says otherwise than an earlier one; with exports also who gains and loses which task
    Diff(TasksDiffArgs),
    /// The JSON schema of pack files
    Schema,
}

pub(crate) fn run(common: &Common, args: &TasksArgs, terminal: &Terminal) -> miette::Result<ExitCode> {
    let catalog = session::catalog(common)?;
    let prose = terminal.prose(common);
    let (text, code) = match &args.command {
        TasksCommand::List { packs, format: Format::Json } => (as_json(packs, &catalog)?, ExitCode::SUCCESS),
        TasksCommand::List { packs, .. } if packs.is_empty() => (prose.list(&list(&catalog)?), ExitCode::SUCCESS),
        TasksCommand::List { packs, .. } => (prose.list(&list_tasks(packs, &catalog)?), ExitCode::SUCCESS),
        TasksCommand::Show { pack, task } => (prose.list(&shown(pack, task.as_deref(), &catalog)?), ExitCode::SUCCESS),
        TasksCommand::Validate(args) => tasks_validate::run(common, args, &catalog, &prose)?,
        TasksCommand::Import(args) => return import::run(common, args, &catalog),
        TasksCommand::Diff(args) => return tasks_diff::run(common, args, &catalog, terminal),
        TasksCommand::Schema => (pack::schema(), ExitCode::SUCCESS),
    };
    output::write(common, |out| out.write_all(text.as_bytes()))?;
    Ok(code)
}

/// A pack, or a task of it; where only a task is named, that task of every pack that has it.
fn shown(name: &str, task: Option<&str>, catalog: &Catalog) -> miette::Result<String> {
    let packs = if task.is_none() { packs_with(name, catalog)? } else { Vec::new() };
    if packs.is_empty() {
        return Ok(show(&session::pack(name, catalog)?, task)?);
    }
    let shown: Result<Vec<String>, CliError> = packs.iter().map(|own| show(own, Some(name))).collect();
    Ok(shown?.join("\n"))
}

/// The packs of the program that have a task.
fn packs_with(task: &str, catalog: &Catalog) -> miette::Result<Vec<TaskPack>> {
    let packs: miette::Result<Vec<TaskPack>> = pack::EMBEDDED.iter().map(|(id, _)| session::pack(id, catalog)).collect();
    Ok(packs?.into_iter().filter(|pack| pack.tasks.iter().any(|own| own.id == task)).collect())
}

/// The list for a program, of these packs or of all.
fn as_json(only: &[String], catalog: &Catalog) -> miette::Result<String> {
    let task = |own: &Task| json!({ "id": own.id, "title": own.title, "target": own.target.name(), "requires": own.requires.in_words() });
    let all = pack::EMBEDDED.iter().map(|(id, _)| *id).filter(|_| only.is_empty());
    let packs: miette::Result<Vec<Value>> = all
        .chain(only.iter().map(String::as_str))
        .map(|id| {
            let pack = session::pack(id, catalog)?;
            let tasks: Vec<Value> = pack.tasks.iter().map(task).collect();
            let source = json!({ "url": pack.source.url, "dated": pack.source.dated });
            Ok(json!({ "id": pack.id, "title": pack.title, "source": source, "tasks": tasks }))
        })
        .collect();
    Ok(format!("{:#}\n", json!({ "packs": packs? })))
}

/// The packs without their tasks, in lines that a narrow terminal holds.
fn list(catalog: &Catalog) -> miette::Result<String> {
    let mut text = String::new();
    for (id, _) in pack::EMBEDDED {
        let pack = session::pack(id, catalog)?;
        let tasks = if pack.tasks.len() == 1 { "1 task".to_owned() } else { format!("{} tasks", pack.tasks.len()) };
        line(&mut text, 0, &format!("{id}  {tasks}, source of {}", pack.source.dated));
        line(&mut text, 2, &pack.title);
    }
    line(&mut text, 0, "");
    line(&mut text, 0, "`rolecall tasks list PACK` lists the tasks of a pack.");
    Ok(text)
}

fn list_tasks(packs: &[String], catalog: &Catalog) -> miette::Result<String> {
    let mut text = String::new();
    for name in packs {
        let pack = session::pack(name, catalog)?;
        line(&mut text, 0, &format!("{}  {}", pack.id, pack.title));
        for task in &pack.tasks {
            line(&mut text, 2, &format!("{}  {} ({})", task.id, task.title, task.target.name()));
        }
    }
    Ok(text)
}

fn show(pack: &TaskPack, only: Option<&str>) -> Result<String, CliError> {
    let mut text = String::new();
    line(&mut text, 0, &format!("{}: {}", pack.id, pack.title));
    line(&mut text, 0, &format!("{} ({})", pack.source.url, pack.source.dated));
    let tasks: Vec<&Task> = pack.tasks.iter().filter(|task| only.is_none_or(|only| only == task.id)).collect();
    if let (Some(task), true) = (only, tasks.is_empty()) {
        let ids: Vec<&str> = pack.tasks.iter().map(|task| task.id.as_str()).collect();
        let listed = || format!("listed by `rolecall tasks list {}`", pack.id);
        let known = if ids.len() > MANY { listed() } else { ids.join(", ") };
        return Err(CliError::NoTask { pack: pack.id.clone(), task: task.to_owned(), known });
    }
    if only.is_none() {
        prerequisites(&mut text, pack);
    }
    for task in tasks {
        line(&mut text, 0, "");
        line(&mut text, 0, &format!("{}: {} (on a {})", task.id, task.title, task.target.name()));
        requirement(&mut text, 2, &task.requires);
        if !task.uses.is_empty() {
            let uses: Vec<&str> = task.uses.iter().map(|used| used.pattern.text()).collect();
            line(&mut text, 2, &format!("uses {}", uses.join(", ")));
        }
        if let Some(note) = &task.note {
            line(&mut text, 2, &format!("note: {note}"));
        }
        for point in &task.review {
            line(&mut text, 2, &format!("to review: {point}"));
        }
    }
    if only.is_none() && !pack.caveats.is_empty() {
        line(&mut text, 0, "\ncaveats");
        for caveat in &pack.caveats {
            line(&mut text, 2, caveat);
        }
    }
    Ok(text)
}

fn prerequisites(text: &mut String, pack: &TaskPack) {
    if pack.prerequisites.is_empty() {
        return;
    }
    line(text, 0, "\nprerequisites");
    for own in &pack.prerequisites {
        let weight = if own.weight == Weight::Required { String::new() } else { format!(", {}", own.weight.word()) };
        line(text, 2, &format!("{}: {} ({}{weight})", own.id, own.title, looked_at(&own.check)));
        if let Some(note) = &own.note {
            line(text, 4, &format!("note: {note}"));
        }
    }
}

fn looked_at(check: &Check) -> String {
    let what = match check {
        Check::DataConnector { kind, data_types } => format!("{kind} with {}", data_types.join(", ")),
        Check::Licence { plans } => plans.iter().map(|plan| plan.name.as_str()).collect::<Vec<_>>().join(" or "),
        Check::OtherWorkspaces { at_once: AtOnce::One } => "one at a time".to_owned(),
        Check::OtherWorkspaces { at_once: AtOnce::OnePrimary } => "one primary, any number of secondary ones".to_owned(),
        Check::Region { regions } => regions.join(" or "),
        Check::RetiredConnector { kinds } => kinds.join(", "),
        Check::WorkspaceExists | Check::SentinelEnabled | Check::SameTenant | Check::Accounts | Check::NoLock => {
            return check.word().to_owned();
        }
    };
    format!("{}: {what}", check.word())
}

fn requirement(text: &mut String, indent: usize, requirement: &Requirement) {
    let (word, parts) = match requirement {
        Requirement::Any(parts) => ("any of", parts),
        Requirement::All(parts) => ("all of", parts),
        Requirement::Leaf(leaf) => return line(text, indent, &in_words(leaf)),
    };
    line(text, indent, word);
    for part in parts {
        self::requirement(text, indent + 2, part);
    }
}

fn in_words(leaf: &Leaf) -> String {
    let list = |patterns: &[rolecall::pattern::Pattern]| {
        patterns.iter().map(rolecall::pattern::Pattern::text).collect::<Vec<_>>().join(", ")
    };
    let what = match &leaf.what {
        Need::DirectoryRole { template, name } => format!("Entra role {name} ({template})"),
        Need::Role { id, name, covered_by, .. } if covered_by.is_empty() => format!("role {name} ({id})"),
        Need::Role { id, name, covered_by, .. } => format!("role {name} ({id}), covered by {}", list(covered_by)),
        Need::Actions { plane: Plane::Control, patterns } => format!("actions {}", list(patterns)),
        Need::Actions { plane: Plane::Data, patterns } => format!("data actions {}", list(patterns)),
        Need::AnyAction { plane: Plane::Control, pattern } => format!("any action of {}", pattern.text()),
        Need::AnyAction { plane: Plane::Data, pattern } => format!("any data action of {}", pattern.text()),
        Need::AppRole { id, name } => format!("application permission {name} ({id})"),
        Need::Owner => return "owner of the group".to_owned(),
    };
    let unconditional = if leaf.unconditional { ", without a condition" } else { "" };
    format!("{what} @ {}{unconditional}", leaf.at.name())
}

fn line(text: &mut String, indent: usize, words: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{:indent$}{words}", "");
}
