//! From arguments to a tenant: reads the exports, the catalog and the packs, and finds what the filters name.

use std::path::Path;
use std::sync::Arc;

use rolecall::advise::asked_plane;
use rolecall::audit::TaskOptions;
use rolecall::catalog::Catalog;
use rolecall::explain::PatternReading;
use rolecall::export::{InputSummary, Loaded, ReadErrors};
use rolecall::graph::{TenantGraph, vouch, with_unified_rbac};
use rolecall::model::{Facts, Note, NoteCode, Notes, Plane, TargetKind, TaskPack};
use rolecall::source::Source;
use rolecall::{export, pack, resolve};

use super::args::{EvaluationArgs, PlaneArgs, TenantArgs};
use super::common::Common;
use super::error::CliError;
use super::output;
use super::progress::{self, Step};

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
    /// The workspaces for which unified RBAC is activated, or `none`; nothing is said if there are none.
    pub urbac: Vec<String>,
    /// Whether scopes that the exports do not speak of may be asked about.
    pub new_places: bool,
    /// How the tenant is evaluated.
    pub evaluation: EvaluationArgs,
}

impl TenantQuestion {
    /// One question, about scopes that the exports need not speak of.
    pub(crate) fn one(exports: &[String], packs: Vec<String>, evaluation: &EvaluationArgs) -> Self {
        Self {
            exports: exports.to_vec(),
            packs,
            principals: Vec::new(),
            workspaces: Vec::new(),
            scopes: Vec::new(),
            urbac: Vec::new(),
            new_places: true,
            evaluation: evaluation.clone(),
        }
    }
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
            urbac: self.urbac.clone(),
            new_places: false,
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
        let (packs, pack_notes) = packs_and_notes(&asked.packs, &catalog)?;
        let Loaded { mut facts, inputs, notes: read_notes } = loaded(&asked.exports)?;
        spare(&inputs)?;
        // A name may be looked for in vain because of what the notes say: they are told first.
        vouch(&mut facts, &asked.evaluation.complete).inspect_err(|_| output::notes(common, &read_notes))?;
        let mut notes = Notes::default();
        let (at, as_collected) = asked.evaluation.at.or_collected(facts.collected_at());
        for note in read_notes.into_iter().chain(pack_notes).chain(as_collected) {
            notes.push(note);
        }
        let tenant = TenantGraph::build(facts, catalog, at, &mut notes);
        let notes = notes.into_sorted();
        output::notes(common, &notes);
        let activated = resolve::activated(&tenant, &asked.urbac)?;
        let tenant = with_unified_rbac(tenant, activated);
        let packs = pack::directory::in_tenant(packs, tenant.facts(), tenant.catalog());
        let options = TaskOptions {
            targets: resolve::filter(&tenant, &asked.workspaces, &asked.scopes, asked.new_places)?,
            principals: resolve::principals(&tenant, &asked.principals)?,
            wildcards: asked.evaluation.wildcards.get(),
            all: false,
        };
        let is_used = packs.iter().flat_map(|pack| &pack.tasks).any(|task| task.target == TargetKind::Workspace);
        let mut session = Self { tenant, packs, inputs, notes, options };
        if !asked.new_places && !is_used && !asked.workspaces.is_empty() {
            session.tell(common, workspace_not_used());
        }
        Ok(session)
    }

    /// Tells a note more.
    pub(crate) fn tell(&mut self, common: &Common, note: Note) {
        output::notes(common, std::slice::from_ref(&note));
        self.notes.push(note);
    }

    /// How an action is read, of which plane, and what is odd about the action.
    pub(crate) fn reading(&self, what: &str, args: PlaneArgs) -> (PatternReading, Option<Note>) {
        let reading = |plane| if args.any { PatternReading::Any(args.forced()) } else { PatternReading::All(plane) };
        if !resolve::is_action(what) {
            return (reading(Plane::Control), None);
        }
        let (action, note) = asked_plane(what, args.forced(), self.tenant.catalog());
        // Who asks for any action asks it of both planes.
        (reading(action.plane), note.filter(|note| !args.any || note.code != NoteCode::AskedOfDataPlane))
    }
}

/// What exports say.
pub(crate) fn loaded(exports: &[String]) -> Result<Loaded, ReadErrors> {
    let inputs = export::load(exports, &mut std::io::stdin().lock())?;
    let loaded = export::into_facts(inputs);
    progress::step(Step::Deciding);
    loaded
}

/// Refuses to answer into a file that something was read from.
pub(crate) fn spare(inputs: &[InputSummary]) -> Result<(), CliError> {
    inputs.iter().filter(|input| input.is_recognised()).try_for_each(|input| output::spare(Path::new(&*input.path)))
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

/// The packs that a question about something is asked with: those of `--tasks`, else those of the program that have to do with it.
pub(crate) fn packs_for(what: &str, tasks: &[String]) -> Vec<String> {
    if tasks.is_empty() { resolve::packs_for(what) } else { tasks.to_vec() }
}

/// What is said of `--workspace` where no task is done to a workspace.
pub(crate) fn workspace_not_used() -> Note {
    let message = "--workspace narrows nothing: no task that is asked is done to a workspace";
    Note::warning(NoteCode::WorkspaceNotUsed, message).help("leave it out, or narrow the targets with --scope")
}

/// The packs that were asked for, or the default one, where no tenant is looked at.
pub(crate) fn packs(asked: &[String], catalog: &Catalog) -> miette::Result<Vec<TaskPack>> {
    let (packs, _) = packs_and_notes(asked, catalog)?;
    Ok(pack::directory::in_tenant(packs, &Facts::default(), catalog))
}

/// The packs that were asked for, or the default one, and what is odd about them.
fn packs_and_notes(asked: &[String], catalog: &Catalog) -> miette::Result<(Vec<TaskPack>, Vec<Note>)> {
    let default: Vec<String> = pack::EMBEDDED.iter().take(1).map(|(id, _)| (*id).to_owned()).collect();
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

/// The packs by id; where they are all those of the program, these words.
pub(crate) fn in_words(packs: &[TaskPack]) -> String {
    if packs.len() == pack::EMBEDDED.len() {
        return "the packs that are part of the program".to_owned();
    }
    packs.iter().map(|pack| pack.id.as_str()).collect::<Vec<_>>().join(", ")
}
