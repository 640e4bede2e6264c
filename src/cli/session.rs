//! From arguments to a tenant: reads the exports, the catalog and the packs, and finds what the filters name.

use std::path::Path;
use std::sync::Arc;

use rolecall::audit::{NamedPlace, TargetFilter, TaskOptions, close_scope, scope_named, workspace_named};
use rolecall::catalog::Catalog;
use rolecall::export::{InputSummary, Loaded, ReadErrors};
use rolecall::graph::TenantGraph;
use rolecall::model::{Facts, Note, NoteCode, Notes, PrincipalId, TargetKind, TaskPack};
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
    /// Whether scopes that the exports do not speak of may be asked about.
    pub new_places: bool,
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
            new_places: false,
            evaluation: self.evaluation.clone(),
        }
    }
}

/// The targets below some scopes, and some workspaces.
pub(crate) fn target_filter(workspaces: &[String], scopes: &[String]) -> TargetFilter {
    TargetFilter { workspaces: workspaces.to_vec(), scopes: scopes.to_vec(), around: None, whole_subscriptions: false }
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
        let (packs, pack_notes) = packs_and_notes(&asked.packs, &catalog)?;
        let Loaded { mut facts, inputs, notes: read_notes } = loaded(&asked.exports)?;
        facts.vouched.clone_from(&asked.evaluation.complete);
        let mut notes = Notes::default();
        for note in read_notes.into_iter().chain(pack_notes) {
            notes.push(note);
        }
        let tenant = TenantGraph::build(facts, catalog, asked.evaluation.at.or_now(), &mut notes);
        let packs = pack::directory::in_tenant(packs, tenant.facts(), tenant.catalog());
        let options = TaskOptions {
            targets: targets(&tenant, asked)?,
            principals: principals(&tenant, &asked.principals)?,
            wildcards: asked.evaluation.wildcards.get(),
            all: false,
        };
        if let Some(note) = unused_workspace(&packs, &options.targets).filter(|_| !asked.new_places) {
            notes.push(note);
        }
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

/// The packs that were asked for, or the default one, where no tenant is looked at.
pub(crate) fn packs(asked: &[String], catalog: &Catalog) -> miette::Result<Vec<TaskPack>> {
    let (packs, _) = packs_and_notes(asked, catalog)?;
    Ok(pack::directory::in_tenant(packs, &Facts::default(), catalog))
}

/// The packs that were asked for, or the default one, and what is odd about them.
fn packs_and_notes(asked: &[String], catalog: &Catalog) -> miette::Result<(Vec<TaskPack>, Vec<Note>)> {
    let default: Vec<String> = embedded_packs().into_iter().take(1).collect();
    let (mut packs, mut notes) = (Vec::new(), Vec::new());
    for name in if asked.is_empty() { &default } else { asked } {
        let (pack, own) = pack_and_notes(name, catalog)?;
        packs.push(pack);
        notes.extend(own);
    }
    Ok((packs, notes))
}

/// A pack by id, or from a file.
pub(crate) fn pack(name: &str, catalog: &Catalog) -> miette::Result<TaskPack> {
    Ok(pack_and_notes(name, catalog)?.0)
}

/// A pack by id, or from a file, with what is odd about it.
pub(crate) fn pack_and_notes(name: &str, catalog: &Catalog) -> miette::Result<(TaskPack, Vec<Note>)> {
    Ok(pack::pack_and_notes(&pack_source(name)?, catalog)?)
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

/// The places that the filters name, by id.
fn targets(tenant: &TenantGraph, asked: &TenantQuestion) -> Result<TargetFilter, CliError> {
    let scope = |text: &String| scope_id(tenant, text, asked.new_places);
    Ok(TargetFilter {
        scopes: asked.targets.scopes.iter().map(scope).collect::<Result<_, _>>()?,
        workspaces: asked.targets.workspaces.iter().map(|text| workspace_id(tenant, text)).collect::<Result<_, _>>()?,
        around: asked.targets.around.clone(),
        whole_subscriptions: asked.targets.whole_subscriptions,
    })
}

/// The id of the scope that a text names.
pub(crate) fn scope_id(tenant: &TenantGraph, text: &str, new_places: bool) -> Result<String, CliError> {
    const HELP: &str = "scopes are resource ids such as /subscriptions/ID, or names that the exports give to subscriptions, \
                        management groups, resource groups and resources";
    let name = text.to_owned();
    let did_you_mean =
        |close: Option<String>| close.map_or_else(|| HELP.to_owned(), |close| format!("did you mean `{close}`?"));
    match scope_named(tenant, text) {
        NamedPlace::One(id) => Ok(id),
        NamedPlace::NotInExports(id) if new_places => Ok(id),
        NamedPlace::NotInExports(id) => Err(CliError::NoScopeCalled { name, help: did_you_mean(close_scope(tenant, &id)) }),
        NamedPlace::Several(ids) => Err(CliError::SeveralScopes { name, ids: ids.join(", ") }),
        NamedPlace::Nothing(close) => Err(CliError::NoScopeCalled { name, help: did_you_mean(close) }),
    }
}

/// The id of the workspace that a text names.
pub(crate) fn workspace_id(tenant: &TenantGraph, text: &str) -> Result<String, CliError> {
    let name = text.to_owned();
    match workspace_named(tenant, text) {
        NamedPlace::One(id) | NamedPlace::NotInExports(id) => Ok(id),
        NamedPlace::Several(ids) => Err(CliError::SeveralWorkspaces { name, ids: ids.join(", ") }),
        NamedPlace::Nothing(Some(close)) => Err(CliError::NoSuchWorkspace { name, close }),
        NamedPlace::Nothing(None) => Err(CliError::NoWorkspace(name)),
    }
}

/// What is said of a workspace that no task of the packs can be asked about.
fn unused_workspace(packs: &[TaskPack], asked: &TargetFilter) -> Option<Note> {
    let is_used = packs.iter().flat_map(|pack| &pack.tasks).any(|task| task.target == TargetKind::Workspace);
    (!asked.workspaces.is_empty() && !is_used).then(workspace_not_used)
}

/// What is said of `--workspace` where no task is done to a workspace.
pub(crate) fn workspace_not_used() -> Note {
    let message = "--workspace narrows nothing: no task that is asked is done to a workspace";
    Note::warning(NoteCode::WorkspaceNotUsed, message).help("leave it out, or narrow the targets with --scope")
}

/// The principals that the filters name: by id, else by user principal name, application id or display name, which has to be that of
/// one.
fn principals(tenant: &TenantGraph, asked: &[String]) -> Result<Vec<PrincipalId>, CliError> {
    let mut found = Vec::new();
    for name in asked {
        let one = tenant.facts().principals.named(name);
        match one.as_slice() {
            [] => return Err(nobody_called(tenant, name)),
            [_] => found.extend(one),
            several => return Err(several_called(tenant, name, several)),
        }
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// The error about a text that names several principals.
pub(crate) fn several_called(tenant: &TenantGraph, name: &str, several: &[PrincipalId]) -> CliError {
    let ids: Vec<String> = several.iter().map(|&id| tenant.facts().principals.id(id).to_string()).collect();
    CliError::SeveralPrincipals { name: name.to_owned(), ids: ids.join(", ") }
}

/// The error about a text that names no principal.
pub(crate) fn nobody_called(tenant: &TenantGraph, name: &str) -> CliError {
    match tenant.facts().principals.suggest(name) {
        Some(close) => CliError::NoSuchPrincipal { name: name.to_owned(), close: close.to_owned() },
        None => CliError::NoPrincipal(name.to_owned()),
    }
}
