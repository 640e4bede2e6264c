//! From arguments to a tenant: reads the exports, the catalog and the packs, and finds what the filters name.

use std::path::Path;
use std::sync::Arc;

use rolecall::audit::TaskOptions;
use rolecall::catalog::Catalog;
use rolecall::export::{InputSummary, Loaded, ReadErrors};
use rolecall::graph::TenantGraph;
use rolecall::model::{Note, Notes, TaskPack};
use rolecall::source::Source;
use rolecall::{export, pack, resolve};

use super::args::{EvaluationArgs, TenantArgs};
use super::common::Common;
use super::error::CliError;

/// What is asked of a tenant.
pub(crate) struct TenantQuestion {
    /// The exports.
    pub exports: Vec<String>,
    /// The packs, by id or file; the default one if there are none.
    pub packs: Vec<String>,
    /// Only these principals.
    pub principals: Vec<String>,
    /// Only these workspaces.
    pub workspaces: Vec<String>,
    /// Only targets at or below these scopes.
    pub scopes: Vec<String>,
    /// How the tenant is evaluated.
    pub evaluation: EvaluationArgs,
}

impl TenantArgs {
    /// What they ask.
    pub(crate) fn asked(&self) -> TenantQuestion {
        TenantQuestion {
            exports: self.exports.clone(),
            packs: self.tasks.tasks.clone(),
            principals: self.principal.clone(),
            workspaces: self.workspaces.workspace.clone(),
            scopes: self.scope.clone(),
            evaluation: self.evaluation.clone(),
        }
    }
}

/// Everything that a command needs to ask questions.
pub(crate) struct Session {
    pub tenant: TenantGraph,
    pub packs: Vec<TaskPack>,
    pub inputs: Vec<InputSummary>,
    pub notes: Vec<Note>,
    pub options: TaskOptions,
}

impl Session {
    pub(crate) fn new(common: &Common, asked: &TenantQuestion) -> miette::Result<Self> {
        let catalog = catalog(common)?;
        let packs = packs(&asked.packs, &catalog)?;
        let Loaded { mut facts, inputs, notes: read_notes } = loaded(&asked.exports)?;
        facts.vouched.clone_from(&asked.evaluation.complete);
        let mut notes = Notes::default();
        for note in read_notes {
            notes.push(note);
        }
        let tenant = TenantGraph::build(facts, catalog, asked.evaluation.at.or_now(), &mut notes);
        let options = TaskOptions {
            targets: resolve::filter(&tenant, &asked.workspaces, &asked.scopes)?,
            principals: resolve::principals(&tenant, &asked.principals)?,
            wildcards: asked.evaluation.wildcards.get(),
            all: false,
        };
        Ok(Self { tenant, packs, inputs, notes: notes.into_sorted(), options })
    }
}

/// What exports say.
pub(crate) fn loaded(exports: &[String]) -> Result<Loaded, ReadErrors> {
    let inputs = export::load(exports, &mut std::io::stdin().lock())?;
    export::facts(&inputs)
}

/// A catalog from a file.
pub(crate) fn catalog_of(path: &Path) -> miette::Result<Arc<Catalog>> {
    Ok(Arc::new(Catalog::load(&Source::read(path)?)?))
}

/// The catalog that was asked for.
pub(crate) fn catalog(common: &Common) -> miette::Result<Arc<Catalog>> {
    match &common.catalog {
        Some(path) => catalog_of(path),
        None => Ok(Catalog::embedded()),
    }
}

/// The ids of the packs that are part of the program.
pub(crate) fn embedded_packs() -> Vec<String> {
    pack::EMBEDDED.iter().map(|(id, _)| (*id).to_owned()).collect()
}

/// The packs that were asked for, or the default one.
pub(crate) fn packs(asked: &[String], catalog: &Catalog) -> miette::Result<Vec<TaskPack>> {
    if asked.is_empty() {
        return pack::EMBEDDED.iter().take(1).map(|(id, _)| pack(id, catalog)).collect();
    }
    asked.iter().map(|name| pack(name, catalog)).collect()
}

/// A pack by id, or from a file.
pub(crate) fn pack(name: &str, catalog: &Catalog) -> miette::Result<TaskPack> {
    Ok(pack::pack(&pack_source(name)?, catalog)?)
}

/// The text of a pack.
pub(crate) fn pack_source(name: &str) -> miette::Result<Source> {
    if let Some(source) = pack::embedded(name) {
        return Ok(source);
    }
    if Path::new(name).is_file() {
        return Ok(Source::read(Path::new(name))?);
    }
    let known: Vec<&str> = pack::EMBEDDED.iter().map(|(id, _)| *id).collect();
    Err(CliError::NoPack { name: name.to_owned(), known: known.join(", ") }.into())
}
