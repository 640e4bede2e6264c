//! `rolecall tasks import`: an article to a task pack.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use rolecall::catalog::Catalog;
use rolecall::model::TargetKind;
use rolecall::pack::import::{self, DefaultScope, ImportCounts, ImportOptions};
use rolecall::source::Source;

use super::common::Common;
use super::output;

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
    output::write(common, |out| out.write_all(imported.yaml.as_bytes()))?;
    output::say(common, &in_short(imported.counts));
    Ok(if imported.counts.cells_left == 0 && imported.pack.is_some() { ExitCode::SUCCESS } else { ExitCode::from(1) })
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
