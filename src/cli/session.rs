//! From arguments to a tenant: reads the exports, the catalog and the packs, and finds what the filters name.

use std::path::Path;
use std::sync::Arc;

use rolecall::audit::{TargetFilter, TaskOptions};
use rolecall::catalog::Catalog;
use rolecall::export::{InputSummary, Loaded, ReadErrors};
use rolecall::graph::{TenantGraph, vouch};
use rolecall::model::scope::workspace_of;
use rolecall::model::{Note, Notes, PrincipalId, ScopePath, TaskPack};
use rolecall::source::Source;
use rolecall::{export, pack};

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
    /// Only these targets.
    pub targets: TargetFilter,
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
            targets: target_filter(&self.workspaces.workspace, &self.scope),
            evaluation: self.evaluation.clone(),
        }
    }
}

/// The targets below some scopes, and some workspaces.
pub(crate) fn target_filter(workspaces: &[String], scopes: &[String]) -> TargetFilter {
    TargetFilter { workspaces: workspaces.to_vec(), scopes: scopes.to_vec(), around: None }
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
        vouch(&mut facts, &asked.evaluation.complete)?;
        let mut notes = Notes::default();
        for note in read_notes {
            notes.push(note);
        }
        let tenant = TenantGraph::build(facts, catalog, asked.evaluation.at.or_now(), &mut notes);
        let options = TaskOptions {
            targets: targets(&tenant, &asked.targets)?,
            principals: principals(&tenant, &asked.principals)?,
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

fn targets(tenant: &TenantGraph, asked: &TargetFilter) -> Result<TargetFilter, CliError> {
    let scopes = &tenant.facts().scopes;
    let is_called = |name: &str| {
        let workspaces = scopes.ids().filter_map(|id| workspace_of(scopes.text(id)));
        workspaces.into_iter().any(|id| id.rsplit('/').next().is_some_and(|last| last.eq_ignore_ascii_case(name)))
    };
    for workspace in &asked.workspaces {
        if workspace_of(ScopePath::parse(workspace).as_str()).is_none() && !is_called(workspace) {
            return Err(CliError::NoWorkspace(workspace.clone()));
        }
    }
    Ok(asked.clone())
}

/// The principals that the filters name: by id, else by user principal name, else all with a display name.
fn principals(tenant: &TenantGraph, asked: &[String]) -> Result<Vec<PrincipalId>, CliError> {
    let mut found = Vec::new();
    for name in asked {
        let one = tenant.facts().principals.named(name);
        if one.is_empty() {
            return Err(nobody_called(tenant, name));
        }
        found.extend(one);
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// The error about a text that names no principal.
pub(crate) fn nobody_called(tenant: &TenantGraph, name: &str) -> CliError {
    match tenant.facts().principals.suggest(name) {
        Some(close) => CliError::NoSuchPrincipal { name: name.to_owned(), close: close.to_owned() },
        None => CliError::NoPrincipal(name.to_owned()),
    }
}
