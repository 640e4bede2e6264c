//! `rolecall tasks import`: an article to a task pack.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use rolecall::catalog::Catalog;
use rolecall::model::{TargetKind, Task, TaskPack};
use rolecall::pack::difference::{PackChange, PackChangeKind, difference};
use rolecall::pack::import::{self, DefaultScope, ImportCounts, ImportOptions, Imported, of_the_table};
use rolecall::report::clean;
use rolecall::source::Source;

use super::common::Common;
use super::output;
use super::session;

#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// An article in Markdown, or a page that a browser saved as HTML
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Only this table, counted from 1 in the order of the article
    #[arg(long, value_name = "N")]
    pub table: Option<usize>,
    /// The id of the pack (default: made from the title and the date)
    #[arg(long, value_name = "ID", value_parser = id)]
    pub pack: Option<String>,
    /// The address of the article (default: what the page says, else the name of the file)
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    /// The day of the version that you read, such as 2025-01-08 (default: what the article says)
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub dated: Option<String>,
    /// Say what is otherwise than in this pack, instead of writing one: an id, or a file
    #[arg(long, value_name = "PACK|FILE", conflicts_with_all = ["pack", "url"])]
    pub against: Option<String>,
    /// The scope of roles for which the article names none: a kind of target, or a type of resources
    #[arg(long, value_name = "KIND|TYPE", value_parser = scope)]
    pub target: Option<DefaultScope>,
}

pub(crate) fn run(common: &Common, args: &ImportArgs, catalog: &Catalog) -> miette::Result<ExitCode> {
    let unsaid = DefaultScope { kind: TargetKind::Subscription, resource_type: None, is_chosen: false };
    let options = ImportOptions {
        table: args.table,
        id: args.pack.clone(),
        url: args.url.clone(),
        dated: args.dated.clone(),
        scope: args.target.clone().unwrap_or(unsaid),
    };
    let imported = import::import(&Source::read(&args.file)?, &options, catalog)?;
    if let Some(against) = &args.against {
        let lines = changed(&session::pack(against, catalog)?, &imported);
        let text = if lines.is_empty() { "nothing changed\n".to_owned() } else { lines.concat() };
        output::write(common, |out| out.write_all(clean_lines(&text).as_bytes()))?;
        output::say(common, &in_short(imported.counts));
        return Ok(if lines.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) });
    }
    output::write(common, |out| out.write_all(imported.yaml.as_bytes()))?;
    output::say(common, &in_short(imported.counts));
    Ok(if imported.counts.cells_left == 0 && imported.pack.is_some() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// What an article says otherwise than a pack that was made of it.
fn changed(pack: &TaskPack, imported: &Imported) -> Vec<String> {
    let mut lines = Vec::new();
    let none = TaskPack { tasks: Vec::new(), ..pack.clone() };
    let new = imported.pack.as_ref().unwrap_or(&none);
    let (old, own) = (&pack.source, &new.source);
    if let (Some(old), Some(new)) = (old.rows, own.rows)
        && old != new
    {
        lines.push(format!("rows: {new}, not {old}\n"));
    }
    let changes = difference(&as_a_table(pack), &as_a_table(new)).changes;
    lines.extend(changes.iter().filter_map(|change| in_words(change, new)));
    if old.hash.is_some() && old.hash != own.hash && lines.is_empty() {
        lines.push("the text of the tables changed, and no task did\n".to_owned());
    }
    lines
}

/// What the table of an article can say of a pack: neither prerequisites, nor what a task uses, nor its former id.
fn as_a_table(pack: &TaskPack) -> TaskPack {
    let of_task =
        |task: &Task| Task { requires: of_the_table(&task.requires), uses: Vec::new(), formerly: None, ..task.clone() };
    TaskPack { prerequisites: Vec::new(), tasks: pack.tasks.iter().map(of_task).collect(), ..pack.clone() }
}

fn in_words(change: &PackChange, new: &TaskPack) -> Option<String> {
    let PackChange { id, before, after, .. } = change;
    let id = change.was.as_ref().unwrap_or(id);
    let (before, after) = (before.as_deref().unwrap_or_default(), after.as_deref().unwrap_or_default());
    Some(match change.change {
        PackChangeKind::Added => {
            let task = new.tasks.iter().find(|task| task.id == *id)?;
            format!("+ {id}: {} ({})\n    {after}\n", task.title, task.target.name())
        }
        PackChangeKind::Removed => format!("- {id}: {before}\n"),
        PackChangeKind::Moved => format!("~ {id}: on a {after}, not a {before}\n"),
        PackChangeKind::RequiresOther => format!("~ {id}: requires otherwise\n    was {before}\n    is  {after}\n"),
        // A table has no ids, no prerequisites, and says nothing of the actions that are used.
        PackChangeKind::Renamed | PackChangeKind::UsesOther | PackChangeKind::WeighsOther | PackChangeKind::LooksElsewhere => {
            return None;
        }
    })
}

/// The lines with the texts of the article clean.
fn clean_lines(text: &str) -> String {
    text.lines().map(clean).collect::<Vec<_>>().join("\n") + "\n"
}

fn in_short(counts: ImportCounts) -> String {
    let ImportCounts { tables, tables_read, rows, cells_read, cells: _, cells_aside, cells_left, tasks, to_review } = counts;
    let aside = if cells_aside > 0 { format!(", set aside: {cells_aside}") } else { String::new() };
    format!(
        "tables: {tables_read} of {tables}, rows: {rows}, cells read: {cells_read}{aside}, left to a person: {cells_left}; \
         tasks: {tasks}, to review: {to_review}"
    )
}

fn id(text: &str) -> Result<String, String> {
    let fits = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    let is_id = !text.is_empty() && text.chars().all(fits);
    is_id.then(|| text.to_owned()).ok_or_else(|| "an id has lower-case letters, digits and hyphens".to_owned())
}

fn day(text: &str) -> Result<String, String> {
    import::day(text).filter(|day| day == text).ok_or_else(|| "write a day such as 2025-01-08".to_owned())
}

fn scope(text: &str) -> Result<DefaultScope, String> {
    let kind = TargetKind::ALL.iter().find(|(_, name)| *name == text).map(|&(kind, _)| kind);
    let scope = |kind, resource_type| DefaultScope { kind, resource_type, is_chosen: true };
    match kind {
        Some(kind) if kind != TargetKind::Resource => Ok(scope(kind, None)),
        None if import::is_resource_type(text) => Ok(scope(TargetKind::Resource, Some(text.to_owned()))),
        _ => Err(
            "a scope is `tenant`, `subscription`, `resource-group`, `workspace`, or a type such as `Microsoft.KeyVault/vaults`"
                .to_owned(),
        ),
    }
}
