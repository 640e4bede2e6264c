//! `rolecall diff`: what became of roles, of the access in a tenant, or of the built-in roles.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use rolecall::access::{Frame, RoleDiff};
use rolecall::catalog::Catalog;
use rolecall::compare::{Comparing, TenantDiff};
use rolecall::export;
use rolecall::export::{Loaded, ReadError, ReadErrors};
use rolecall::graph::Tenant;
use rolecall::input::{Errors, InputError};
use rolecall::model::{ExportKind, Facts, Notes, ObjectId, RoleDefinition, RoleKind, TargetKind, TaskPack};
use rolecall::pattern::Wildcards;
use rolecall::report::diff::{DiffFormat, DiffReport};
use rolecall::role_file::FindError;
use rolecall::source::Source;

use super::args::{Common, instant};
use super::error::CliError;
use super::output::{self, Terminal};
use super::{role, session};

#[derive(Debug, Args)]
pub(crate) struct DiffArgs {
    /// Before and after: role files, folders of them, built-in roles by name or id, or exports of a tenant; beside catalogs: one export
    #[arg(value_name = "OLD NEW")]
    pub sides: Vec<String>,
    /// The built-in roles before [default: those of the catalog at hand]
    #[arg(long, value_name = "FILE")]
    pub catalog_old: Option<PathBuf>,
    /// The built-in roles after [default: those of the catalog at hand]
    #[arg(long, value_name = "FILE")]
    pub catalog_new: Option<PathBuf>,
    /// A task pack by id, or a file; may be repeated [default: sentinel-defender-2025-01]
    #[arg(long, value_name = "PACK|FILE")]
    pub tasks: Vec<String>,
    /// The instant to answer for, such as 2026-03-01T09:00:00Z or 2026-03-01 [default: now]
    #[arg(long, value_name = "TIME", value_parser = instant)]
    pub at: Option<i64>,
    /// How to write the difference
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: DiffFormatArg,
    /// Read `/*/` as two slashes with something between them
    #[arg(long)]
    pub strict_wildcards: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormatArg {
    Text,
    Json,
    Markdown,
}

/// Exports of fewer bytes are read whole as fast as they are compared.
const LARGE: u64 = 4 << 20;

/// What is compared with the help of what.
struct Run<'r> {
    common: &'r Common,
    args: &'r DiffArgs,
    catalog: &'static Catalog,
    packs: Vec<TaskPack>,
    wildcards: Wildcards,
}

/// The difference that was asked for.
struct Difference {
    roles: Vec<RoleDiff>,
    people: Option<TenantDiff>,
}

/// Exit code 1: access was added; 2: that cannot be told.
pub(crate) fn run(common: &Common, args: &DiffArgs, terminal: &Terminal) -> miette::Result<ExitCode> {
    let at_hand = session::catalog(common)?;
    let catalog = args.catalog_new.as_deref().map_or(Ok(at_hand), load)?;
    // Tasks name roles: those of the whole catalog at hand, for one that is compared may hold a part only.
    let packs = session::packs(&args.tasks, at_hand)?;
    let wildcards = if args.strict_wildcards { Wildcards::Strict } else { Wildcards::Documented };
    let run = Run { common, args, catalog, packs, wildcards };
    let found = if args.catalog_old.is_some() || args.catalog_new.is_some() {
        let old = args.catalog_old.as_deref().map_or(Ok(at_hand), load)?;
        run.catalogs(old)?
    } else {
        run.sides()?
    };
    let report = DiffReport::new(&found.roles, catalog.about().date).with_people(found.people.as_ref());
    let look = terminal.look(common);
    output::write(common, |out| report.write(format(args.format), &look, out))?;
    let code = exit_code(&found);
    // The process ends here: freeing tenants piece by piece would only take time.
    std::mem::forget(found);
    Ok(code)
}

/// A catalog from a file. It lives as long as the program, which is one run.
fn load(path: &Path) -> miette::Result<&'static Catalog> {
    Ok(Box::leak(Box::new(Catalog::load(&Source::read(path)?)?)))
}

fn exit_code(found: &Difference) -> ExitCode {
    let is_open = |diff: &RoleDiff| !diff.doubts.is_empty() || !diff.access.undecided.is_empty();
    let people = found.people.as_ref();
    if found.roles.iter().any(RoleDiff::adds_access) || people.is_some_and(TenantDiff::adds_access) {
        ExitCode::from(1)
    } else if found.roles.iter().any(is_open) || people.is_some_and(TenantDiff::is_open) {
        ExitCode::from(2)
    } else {
        ExitCode::SUCCESS
    }
}

fn format(asked: DiffFormatArg) -> DiffFormat {
    match asked {
        DiffFormatArg::Text => DiffFormat::Text,
        DiffFormatArg::Json => DiffFormat::Json,
        DiffFormatArg::Markdown => DiffFormat::Markdown,
    }
}

/// What an argument gives if it is read as an export; `None` for what is no path.
type Exported = Option<Result<Loaded, ReadErrors>>;

/// One side of a difference.
enum Side {
    Roles(Vec<RoleDefinition>),
    Export(Box<Loaded>),
}

impl Run<'_> {
    fn sides(&self) -> miette::Result<Difference> {
        let [old, new] = self.args.sides.as_slice() else {
            let given = self.args.sides.iter().map(|side| format!("`{side}`")).collect::<Vec<_>>();
            let given = if given.is_empty() { "none".to_owned() } else { given.join(", ") };
            return Err(CliError::TwoSides { given }.into());
        };
        let (before, after, affected) = self.loaded(old, new);
        match (self.side(old, before)?, self.side(new, after)?) {
            (Side::Roles(old), Side::Roles(new)) => Ok(Difference { roles: self.roles(&old, &new), people: None }),
            (Side::Export(before), Side::Export(after)) => Ok(self.exports(*before, *after, affected.as_deref())),
            (Side::Export(_), Side::Roles(_)) => Err(CliError::Unlike { export: old.clone(), other: new.clone() }.into()),
            (Side::Roles(_), Side::Export(_)) => Err(CliError::Unlike { export: new.clone(), other: old.clone() }.into()),
        }
    }

    /// Both sides, where they can be read as exports: without what bears on no difference, and with those whom it may concern,
    /// or else whole.
    fn loaded(&self, old: &str, new: &str) -> (Exported, Exported, Option<Vec<ObjectId>>) {
        if self.looks_at_places_only()
            && let Some(delta) = export::delta(old, new, LARGE)
        {
            return (Some(Ok(delta.before)), Some(Ok(delta.after)), Some(delta.affected));
        }
        let whole = |argument: &str| Path::new(argument).exists().then(|| export(&[argument.to_owned()]));
        (whole(old), whole(new), None)
    }

    /// Exports that are read for their difference are read with regard to subscriptions, workspaces and the tenant alone.
    fn looks_at_places_only(&self) -> bool {
        let is_place = |kind| matches!(kind, TargetKind::Tenant | TargetKind::Subscription | TargetKind::Workspace);
        self.packs.iter().flat_map(|pack| &pack.tasks).all(|task| is_place(task.target))
    }

    /// What holds more than role definitions is an export, whatever it is called; so is what holds none, but something broken.
    fn side(&self, argument: &str, exported: Exported) -> miette::Result<Side> {
        let broken = match exported {
            Some(Ok(loaded)) if loaded.facts.inputs.iter().any(|input| input.kind != ExportKind::RoleDefinitions) => {
                output::notes(self.common, &loaded.notes)?;
                return Ok(Side::Export(Box::new(loaded)));
            }
            Some(Err(errors)) => Some(errors).filter(|errors| !says_nothing(errors)),
            _ => None,
        };
        match (role::roles(self.common, argument, self.catalog), broken) {
            (Err(none), Some(broken)) if none.downcast_ref().is_some_and(finds_nothing) => Err(broken.into()),
            (roles, _) => Ok(Side::Roles(roles?)),
        }
    }

    /// Two files with a role each are about one role, whatever it is called; of several, ids and names say which belong together.
    fn roles(&self, old: &[RoleDefinition], new: &[RoleDefinition]) -> Vec<RoleDiff> {
        let frame = Frame::new(self.catalog, &self.packs, self.wildcards);
        match (old, new) {
            ([old], [new]) => frame.diff_pairs(&[(Some(old), Some(new))]),
            _ => frame.diff(old, new),
        }
    }

    fn exports(&self, before: Loaded, after: Loaded, affected: Option<&[ObjectId]>) -> Difference {
        let (old, new) = (custom(&before.facts), custom(&after.facts));
        // Without custom roles there is nothing to know of the catalog's.
        let none = old.is_empty() && new.is_empty();
        let roles = if none { Vec::new() } else { Frame::new(self.catalog, &self.packs, self.wildcards).diff(&old, &new) };
        let (before, after) = (self.tenant(before.facts, self.catalog), self.tenant(after.facts, self.catalog));
        let people = Some(self.people(&before, &after, affected));
        std::mem::forget((before, after));
        Difference { roles, people }
    }

    fn tenant(&self, facts: Facts, catalog: &'static Catalog) -> Tenant {
        let at = self.args.at.unwrap_or_else(|| jiff::Timestamp::now().as_second());
        Tenant::build(facts, catalog, at, &mut Notes::default())
    }

    /// What people can do in one tenant and not in the other; all, or those that a difference may concern.
    fn people(&self, before: &Tenant, after: &Tenant, only: Option<&[ObjectId]>) -> TenantDiff {
        TenantDiff::of(before, after, &Comparing { packs: &self.packs, wildcards: self.wildcards, only })
    }

    /// The built-in roles of two catalogs and, with exports, what their difference does to people.
    fn catalogs(&self, old: &'static Catalog) -> miette::Result<Difference> {
        let roles = Frame::new(self.catalog, &self.packs, self.wildcards).diff(old.roles(), self.catalog.roles());
        if self.args.sides.is_empty() {
            return Ok(Difference { roles, people: None });
        }
        let loaded = export(&self.args.sides)?;
        output::notes(self.common, &loaded.notes)?;
        let before = self.tenant(loaded.facts.clone(), old);
        let after = self.tenant(loaded.facts, self.catalog);
        Ok(Difference { roles, people: Some(self.people(&before, &after, None)) })
    }
}

/// Whether all that is wrong is that nothing of a known shape was found.
fn says_nothing(errors: &ReadErrors) -> bool {
    let nothing =
        |error: &ReadError| matches!(error, ReadError::Input(InputError::NothingFound { .. }) | ReadError::Unrecognised { .. });
    errors.as_slice().iter().all(nothing)
}

/// Whether all that is wrong is that no role file was found.
fn finds_nothing(errors: &Errors<FindError>) -> bool {
    errors.as_slice().iter().all(|error| matches!(error, FindError::Input(InputError::NothingFound { .. })))
}

fn export(paths: &[String]) -> Result<Loaded, ReadErrors> {
    let inputs = export::load(paths, &mut std::io::stdin().lock())?;
    export::facts(&inputs)
}

/// The definitions of an export that Azure does not ship, each once.
fn custom(facts: &Facts) -> Vec<RoleDefinition> {
    let mut roles: Vec<RoleDefinition> = Vec::new();
    for definition in facts.definitions.iter().map(|role| &role.definition).filter(|role| role.kind != RoleKind::BuiltIn) {
        if !roles.iter().any(|known| known.id == definition.id) {
            roles.push(definition.clone());
        }
    }
    roles
}
