//! `rolecall catalog`: how much the catalog holds, a search in it, and how to build one.

use std::fmt::Write as _;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use jiff::civil::Date;
use miette::IntoDiagnostic;
use rolecall::catalog::Catalog;
use rolecall::catalog::build::Build;
use rolecall::model::{ObjectId, Plane};
use rolecall::pattern::{Pattern, Wildcards};
use rolecall::report::Format;
use rolecall::source::Source;
use serde::Serialize;

use super::args::format_among;
use super::common::Common;
use super::output::{self, Terminal};
use super::session;

/// The formats of what the catalog holds.
const FORMATS: [Format; 2] = [Format::Text, Format::Json];

#[derive(Debug, Args)]
pub(crate) struct CatalogArgs {
    #[command(subcommand)]
    pub command: CatalogCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CatalogCommand {
    /// What the catalog holds, its date, and where its facts come from
    Info {
        /// How to write it
        #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = format_among(&FORMATS))]
        format: Format,
    },
    /// Operations, roles and directory roles by a part of their name, an id, or an action pattern
    Find {
        /// A part of a name, an id, or a pattern such as `Microsoft.Support/*`
        what: String,
        /// How to write it
        #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = format_among(&FORMATS))]
        format: Format,
    },
    /// Build a catalog from your own `az role definition list`, `az provider operation list` and Graph `roleDefinitions`
    Build(BuildArgs),
}

#[derive(Debug, Args)]
pub(crate) struct BuildArgs {
    /// Exports, fact tables and other catalogs
    #[arg(required = true, value_name = "INPUTS")]
    pub inputs: Vec<std::path::PathBuf>,
    /// Begin with nothing instead of the embedded catalog or that of --catalog
    #[arg(long)]
    pub scratch: bool,
    /// The day of the exports [default: today, UTC]
    #[arg(long, value_name = "DATE")]
    pub date: Option<Date>,
    /// Write a file for each section into this folder instead of one file
    #[arg(long, value_name = "FOLDER", conflicts_with = "output")]
    pub sections: Option<std::path::PathBuf>,
}

pub(crate) fn run(common: &Common, args: &CatalogArgs, terminal: &Terminal) -> miette::Result<ExitCode> {
    let catalog = session::catalog(common)?;
    let prose = terminal.prose(common);
    match &args.command {
        CatalogCommand::Info { format } => show(common, *format, catalog.about(), prose.list(&info(&catalog)))?,
        CatalogCommand::Find { what, format } => {
            let found = FoundFacts::new(&catalog, what);
            let text = prose.list(&found.text());
            show(common, *format, &found, text)?;
            if found.is_empty() {
                return Ok(ExitCode::from(1));
            }
        }
        CatalogCommand::Build(args) => build(common, args, &catalog)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn show(common: &Common, format: Format, value: &impl Serialize, text: String) -> miette::Result<()> {
    let text = if format == Format::Json { serde_json::to_string_pretty(value).into_diagnostic()? + "\n" } else { text };
    output::write(common, |out| out.write_all(text.as_bytes()))
}

fn info(catalog: &Catalog) -> String {
    let about = catalog.about();
    let mut text = format!(
        "catalog of {}: {} roles, {} directory roles, {} operations\n",
        about.date, about.roles, about.directory_roles, about.operations
    );
    for section in &about.sections {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "\n{} ({}, of {})", section.section, section.count, section.date);
        for source in &section.sources {
            let _ = writeln!(text, "  {source}");
        }
    }
    text
}

/// What a search finds.
#[derive(Debug, Serialize)]
struct FoundFacts {
    roles: Vec<NamedFact>,
    directory_roles: Vec<NamedFact>,
    operations: Vec<OperationFact>,
}

#[derive(Debug, Serialize)]
struct NamedFact {
    id: ObjectId,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    privileged: Option<bool>,
}

#[derive(Debug, Serialize)]
struct OperationFact {
    name: String,
    plane: Plane,
}

impl FoundFacts {
    fn new(catalog: &Catalog, what: &str) -> Self {
        let lower = what.trim().to_lowercase();
        let id = ObjectId::parse(what);
        let is_meant = |own: &ObjectId, name: &str| *own == id || name.to_lowercase().contains(&lower);
        let roles = catalog.roles().iter().filter(|role| is_meant(&role.id, &role.name));
        let directory = catalog.directory_roles().iter().map(|role| (&role.definition, role.privileged));
        let directory = directory.filter(|(role, _)| is_meant(&role.id, &role.name));
        Self {
            roles: roles.map(|role| named(&role.id, &role.name, catalog.is_privileged(&role.id))).collect(),
            directory_roles: directory.map(|(role, privileged)| named(&role.id, &role.name, privileged)).collect(),
            operations: operations(catalog, what, &lower),
        }
    }

    fn is_empty(&self) -> bool {
        self.roles.is_empty() && self.directory_roles.is_empty() && self.operations.is_empty()
    }

    fn text(&self) -> String {
        let mut text = String::new();
        for (title, list) in [("roles", &self.roles), ("directory roles", &self.directory_roles)] {
            for (number, role) in list.iter().enumerate() {
                if number == 0 {
                    let _ = writeln!(text, "{title} ({})", list.len());
                }
                let privileged = if role.privileged == Some(true) { "  privileged" } else { "" };
                let _ = writeln!(text, "  {}  {}{privileged}", role.id, role.name);
            }
        }
        for plane in [Plane::Control, Plane::Data] {
            let own: Vec<&OperationFact> = self.operations.iter().filter(|operation| operation.plane == plane).collect();
            if !own.is_empty() {
                let _ = writeln!(text, "{} ({})", if plane == Plane::Control { "actions" } else { "data actions" }, own.len());
            }
            for operation in own {
                let _ = writeln!(text, "  {}", operation.name);
            }
        }
        if text.is_empty() { "nothing of that name\n".to_owned() } else { text }
    }
}

fn named(id: &ObjectId, name: &str, privileged: Option<bool>) -> NamedFact {
    NamedFact { id: id.clone(), name: name.to_owned(), privileged }
}

/// With a star: what the pattern matches; without: names with that part in them.
fn operations(catalog: &Catalog, what: &str, lower: &str) -> Vec<OperationFact> {
    let all = catalog.operations();
    let mut found = Vec::new();
    for plane in [Plane::Control, Plane::Data] {
        let name = |id| OperationFact { name: all.name(id).to_owned(), plane };
        if what.contains('*') {
            found.extend(all.matching(&Pattern::parse(what), plane, Wildcards::Documented).iter().map(name));
        } else {
            found.extend(all.ids(plane).filter(|&id| all.lower_name(id).contains(lower)).map(name));
        }
    }
    found
}

fn build(common: &Common, args: &BuildArgs, catalog: &Catalog) -> miette::Result<()> {
    let date = args.date.unwrap_or_else(|| jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date());
    let mut build = Build::new((!args.scratch).then_some(catalog), date);
    for input in &args.inputs {
        build.add(&Source::read(input)?)?;
    }
    let (contents, notes) = build.finish();
    output::notes(common, &notes.into_sorted());
    let Some(folder) = &args.sections else {
        let text = contents.to_text();
        return output::write(common, |out| out.write_all(text.as_bytes()));
    };
    std::fs::create_dir_all(folder).into_diagnostic()?;
    for (name, text) in contents.to_files() {
        output::write_file(&folder.join(name), |out| out.write_all(text.as_bytes()))?;
    }
    Ok(())
}
