//! From arguments to a tenant: reads the exports, the catalog and the packs, and finds what the filters name.

use std::path::Path;

use rolecall::audit::{TargetFilter, TaskOptions};
use rolecall::catalog::Catalog;
use rolecall::export::InputSummary;
use rolecall::graph::Tenant;
use rolecall::model::scope::workspace_of;
use rolecall::model::{Note, Notes, PrincipalId, ScopePath, TaskPack};
use rolecall::pattern::Wildcards;
use rolecall::source::Source;
use rolecall::{export, pack};

use super::args::{Common, TenantArgs};
use super::error::CliError;

/// Everything that a command needs to ask questions.
pub(crate) struct Session {
    pub tenant: Tenant,
    pub packs: Vec<TaskPack>,
    pub inputs: Vec<InputSummary>,
    pub notes: Vec<Note>,
    pub options: TaskOptions,
}

impl Session {
    pub(crate) fn new(common: &Common, args: &TenantArgs) -> miette::Result<Self> {
        let catalog = catalog(common)?;
        let packs = packs(&args.tasks, catalog)?;
        let inputs = export::load(&args.exports, &mut std::io::stdin().lock())?;
        let export::Loaded { mut facts, inputs: summaries, notes: read_notes } = export::facts(&inputs)?;
        drop(inputs);
        facts.vouched.clone_from(&args.complete);
        let mut notes = Notes::default();
        for note in read_notes {
            notes.push(note);
        }
        let at = args.at.unwrap_or_else(|| jiff::Timestamp::now().as_second());
        let tenant = Tenant::build(facts, catalog, at, &mut notes);
        let options = TaskOptions {
            targets: targets(&tenant, args)?,
            principals: principals(&tenant, &args.principal)?,
            wildcards: if args.strict_wildcards { Wildcards::Strict } else { Wildcards::Documented },
            all: false,
        };
        Ok(Self { tenant, packs, inputs: summaries, notes: notes.into_sorted(), options })
    }
}

/// The catalog that was asked for. It lives as long as the program, which is one run.
pub(crate) fn catalog(common: &Common) -> miette::Result<&'static Catalog> {
    match &common.catalog {
        Some(path) => Ok(Box::leak(Box::new(Catalog::load(&Source::read(path)?)?))),
        None => Ok(Catalog::embedded()),
    }
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

fn targets(tenant: &Tenant, args: &TenantArgs) -> Result<TargetFilter, CliError> {
    let scopes = &tenant.facts().scopes;
    let is_called = |name: &str| {
        let workspaces = scopes.ids().filter_map(|id| workspace_of(scopes.text(id)));
        workspaces.into_iter().any(|id| id.rsplit('/').next().is_some_and(|last| last.eq_ignore_ascii_case(name)))
    };
    for workspace in &args.workspace {
        if workspace_of(ScopePath::parse(workspace).as_str()).is_none() && !is_called(workspace) {
            return Err(CliError::NoWorkspace(workspace.clone()));
        }
    }
    Ok(TargetFilter { workspaces: args.workspace.clone(), scopes: args.scope.clone(), around: None })
}

/// The principals that the filters name: by id, else by user principal name, else all with a display name.
fn principals(tenant: &Tenant, asked: &[String]) -> Result<Vec<PrincipalId>, CliError> {
    let mut found = Vec::new();
    for name in asked {
        let one = named(tenant, name);
        if one.is_empty() {
            let name = name.clone();
            return Err(match tenant.facts().principals.suggest(&name).map(str::to_owned) {
                Some(close) => CliError::NoSuchPrincipal { name, close },
                None => CliError::NoPrincipal(name),
            });
        }
        found.extend(one);
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// The principals that a text names.
pub(crate) fn named(tenant: &Tenant, name: &str) -> Vec<PrincipalId> {
    tenant.facts().principals.named(name)
}
