//! `rolecall diff`: how roles, the access in a tenant, or the built-in roles changed.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use rolecall::access::{RoleComparer, RoleDiff};
use rolecall::catalog::Catalog;
use rolecall::compare::{Comparing, TenantDiff, assumed, changed_definitions, compared_definitions};
use rolecall::export;
use rolecall::export::{InputSummary, Loaded, ReadError, ReadErrors};
use rolecall::graph::{CoverageId, TenantGraph, VouchError, Vouched, vouch};
use rolecall::input::{Errors, InputError};
use rolecall::model::{ExportKind, Facts, InputFile, Note, Notes, ObjectId, RoleDefinition, TargetKind, TaskPack};
use rolecall::parallel;
use rolecall::pattern::Wildcards;
use rolecall::report::Format;
use rolecall::report::diff::{DiffReport, StateView};
use rolecall::role_file::FindError;

use super::args::{AtArgs, PackArgs, VouchedParser, WildcardArgs, format_of};
use super::common::Common;
use super::error::CliError;
use super::exit;
use super::output::{self, Terminal};
use super::role::{NamedRoles, roles};
use super::session;

#[derive(Debug, Args)]
pub(crate) struct DiffArgs {
    /// Before and after: role files, folders of them, built-in roles by name or id, or exports of a tenant; beside catalogs: one export
    #[arg(value_name = "OLD NEW")]
    pub sides: Vec<String>,
    /// The built-in roles before [default: those of the catalog in use]
    #[arg(long, value_name = "FILE")]
    pub catalog_old: Option<PathBuf>,
    /// The built-in roles after [default: those of the catalog in use]
    #[arg(long, value_name = "FILE")]
    pub catalog_new: Option<PathBuf>,
    #[command(flatten)]
    pub tasks: PackArgs,
    #[command(flatten)]
    pub at: AtArgs,
    /// Vouch that both exports have everything of this kind, or only of one subscription, management group, group or workspace; may
    /// be repeated
    #[arg(long, value_name = "KIND[@PLACE]", value_parser = VouchedParser)]
    pub complete: Vec<Vouched>,
    /// How to write the difference
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = format_of::<DiffReport<'_>>())]
    pub format: Format,
    #[command(flatten)]
    pub wildcards: WildcardArgs,
}

/// Exports of fewer bytes are read whole as fast as they are compared.
const LARGE: u64 = 4 << 20;

/// What is compared with the help of what.
struct DiffRun<'r> {
    common: &'r Common,
    args: &'r DiffArgs,
    catalog: Arc<Catalog>,
    packs: Vec<TaskPack>,
    wildcards: Wildcards,
}

/// The difference that was asked for.
#[derive(Default)]
struct FoundDiff {
    roles: Vec<RoleDiff>,
    notes: Vec<Note>,
    people: Option<PeopleDiff>,
}

/// What people gained and lost, and the two states that were compared.
struct PeopleDiff {
    diff: TenantDiff,
    before: ExportedState,
    after: ExportedState,
    /// The lists of each state that only look whole.
    assumed: [Vec<CoverageId>; 2],
}

/// A state of a tenant.
struct ExportedState {
    tenant: TenantGraph,
    inputs: Vec<InputSummary>,
}

impl ExportedState {
    fn new(facts: Facts, inputs: Vec<InputSummary>, (at, catalog): (i64, &Arc<Catalog>)) -> Self {
        Self { tenant: TenantGraph::build(facts, Arc::clone(catalog), at, &mut Notes::default()), inputs }
    }
}

impl PeopleDiff {
    fn views(&self) -> [StateView<'_>; 2] {
        let [old, new] = &self.assumed;
        [(&self.before, old), (&self.after, new)].map(|(state, assumes)| StateView {
            tenant: &state.tenant,
            inputs: &state.inputs,
            assumes,
        })
    }
}

/// Exit code 1: access was added; 2: that cannot be told.
pub(crate) fn run(common: &Common, args: &DiffArgs, terminal: &Terminal) -> miette::Result<ExitCode> {
    let at_hand = session::catalog(common)?;
    let catalog = args.catalog_new.as_deref().map_or_else(|| Ok(Arc::clone(&at_hand)), session::catalog_of)?;
    // Tasks name roles: those of the whole catalog at hand, for one that is compared may hold a part only.
    let packs = session::packs(&args.tasks.tasks, &at_hand)?;
    let wildcards = args.wildcards.get();
    let run = DiffRun { common, args, catalog, packs, wildcards };
    let found = if args.catalog_old.is_some() || args.catalog_new.is_some() {
        let old = args.catalog_old.as_deref().map_or_else(|| Ok(Arc::clone(&at_hand)), session::catalog_of)?;
        run.catalogs(&old)?
    } else {
        run.sides()?
    };
    let report = DiffReport::new(&found.roles, &run.catalog, wildcards, &found.notes);
    let report = match &found.people {
        Some(people) => report.with_people(&people.diff, people.views()).with_packs(&run.packs),
        None => report,
    };
    output::report(common, terminal, (&report, args.format))?;
    let code = exit_code(&found);
    exit::without_freeing(found);
    Ok(code)
}

fn exit_code(found: &FoundDiff) -> ExitCode {
    let is_open = |diff: &RoleDiff| !diff.doubts.is_empty() || !diff.access.undecided.is_empty();
    let people = found.people.as_ref().map(|people| &people.diff);
    if found.roles.iter().any(RoleDiff::adds_access) || people.is_some_and(TenantDiff::adds_access) {
        ExitCode::from(1)
    } else if found.roles.iter().any(is_open) || people.is_some_and(|people| people.is_open() || people.may_add_access()) {
        ExitCode::from(2)
    } else {
        ExitCode::SUCCESS
    }
}

/// What an argument gives if it is read as an export; `None` for what is no path.
type Exported = Option<Result<Loaded, ReadErrors>>;

/// One side of a difference.
enum ComparedSide {
    Roles(NamedRoles),
    Export(Box<Loaded>),
}

impl DiffRun<'_> {
    fn sides(&self) -> miette::Result<FoundDiff> {
        let [old, new] = self.args.sides.as_slice() else {
            let given = self.args.sides.iter().map(|side| format!("`{side}`")).collect::<Vec<_>>();
            let given = if given.is_empty() { "none".to_owned() } else { given.join(", ") };
            return Err(CliError::TwoSides { given }.into());
        };
        let (before, after, affected) = self.loaded(old, new);
        match (self.side(old, before)?, self.side(new, after)?) {
            (ComparedSide::Roles(old), ComparedSide::Roles(new)) => {
                let notes = [old.notes, new.notes].concat();
                Ok(FoundDiff { roles: self.roles(&old.roles, &new.roles), notes, people: None })
            }
            (ComparedSide::Export(before), ComparedSide::Export(after)) => {
                Ok(self.exports(*before, *after, affected.as_deref())?)
            }
            (ComparedSide::Export(_), ComparedSide::Roles(_)) => {
                Err(CliError::Unlike { export: old.clone(), other: new.clone() }.into())
            }
            (ComparedSide::Roles(_), ComparedSide::Export(_)) => {
                Err(CliError::Unlike { export: new.clone(), other: old.clone() }.into())
            }
        }
    }

    /// Both sides, where they can be read as exports: without what bears on no difference, and with those whom it may concern,
    /// or else whole.
    fn loaded(&self, old: &str, new: &str) -> (Exported, Exported, Option<Vec<ObjectId>>) {
        // A name of a place is looked for in everything.
        let names_places = self.args.complete.iter().any(|one| one.place.is_some());
        if self.looks_at_places_only()
            && !names_places
            && let Some(delta) = export::delta(old, new, LARGE)
        {
            return (Some(Ok(delta.before)), Some(Ok(delta.after)), Some(delta.affected));
        }
        let whole = |argument: &str| Path::new(argument).exists().then(|| session::loaded(&[argument.to_owned()]));
        (whole(old), whole(new), None)
    }

    /// Exports that are read for their difference are read with regard to subscriptions, workspaces and the tenant alone.
    fn looks_at_places_only(&self) -> bool {
        let is_place = |kind| matches!(kind, TargetKind::Tenant | TargetKind::Subscription | TargetKind::Workspace);
        self.packs.iter().flat_map(|pack| &pack.tasks).all(|task| is_place(task.target))
    }

    /// What holds more than role definitions is an export, whatever it is called; so is what holds none, but something broken. Beside role
    /// files, a file that cannot be read makes none.
    fn side(&self, argument: &str, exported: Exported) -> miette::Result<ComparedSide> {
        let (doubtful, broken) = match exported {
            Some(Ok(loaded)) if holds_more(&loaded, |input| input.records > 0 || !input.partial) => {
                return self.export(loaded);
            }
            Some(Ok(loaded)) if holds_more(&loaded, |_| true) => (Some(loaded), None),
            Some(Err(errors)) => (None, Some(errors).filter(|errors| !says_nothing(errors))),
            _ => (None, None),
        };
        let roles = roles(self.common, argument, &self.catalog);
        let has_none = roles.as_ref().is_err_and(|none| none.downcast_ref().is_some_and(finds_nothing));
        match (doubtful, broken) {
            (Some(loaded), _) if has_none => self.export(loaded),
            (_, Some(broken)) if has_none => Err(broken.into()),
            _ => Ok(ComparedSide::Roles(roles?)),
        }
    }

    fn export(&self, loaded: Loaded) -> miette::Result<ComparedSide> {
        session::spare(&loaded.inputs)?;
        output::notes(self.common, &loaded.notes);
        Ok(ComparedSide::Export(Box::new(loaded)))
    }

    /// Two files with a role each are about one role, whatever it is called; of several, ids and names say which belong together.
    fn roles(&self, old: &[RoleDefinition], new: &[RoleDefinition]) -> Vec<RoleDiff> {
        let frame = RoleComparer::new(&self.catalog, &self.packs, self.wildcards, rolecall::audit::role_tasks);
        match (old, new) {
            ([old], [new]) => frame.diff_pairs(&[(Some(old), Some(new))]),
            _ => frame.diff(old, new),
        }
    }

    fn exports(&self, mut before: Loaded, mut after: Loaded, affected: Option<&[ObjectId]>) -> Result<FoundDiff, VouchError> {
        // Both states at one instant: what ends between the two exports is no change.
        let collected = [&before, &after].map(|own| own.facts.collected_at());
        let collected = if collected.contains(&None) { None } else { collected.into_iter().flatten().max() };
        let (at, as_collected) = self.args.at.or_collected(collected);
        output::notes(self.common, as_collected.as_slice());
        let notes = [before.notes, after.notes, as_collected.into_iter().collect()].concat();
        vouch_for_both([&mut before.facts, &mut after.facts], &self.args.complete)?;
        let (after, before) = parallel::both(
            || ExportedState::new(after.facts, after.inputs, (at, &self.catalog)),
            || ExportedState::new(before.facts, before.inputs, (at, &self.catalog)),
        );
        let roles = self.definitions(&before.tenant, &after.tenant);
        let mut people = self.people(before, after, affected);
        let states = [&people.before.tenant, &people.after.tenant];
        people.diff.facts.extend(changed_definitions(states, &roles));
        people.diff.facts.sort();
        Ok(FoundDiff { roles, notes, people: Some(people) })
    }

    /// What became of the roles that exports define.
    fn definitions(&self, before: &TenantGraph, after: &TenantGraph) -> Vec<RoleDiff> {
        let pairs = compared_definitions(before, after);
        if pairs.is_empty() {
            // There is nothing to know of the catalog's.
            return Vec::new();
        }
        let comparer = RoleComparer::new(&self.catalog, &self.packs, self.wildcards, rolecall::audit::role_tasks);
        comparer.diff_pairs(&pairs)
    }

    /// What people can do in one tenant and not in the other; all, or those that a difference may concern.
    fn people(&self, before: ExportedState, after: ExportedState, only: Option<&[ObjectId]>) -> PeopleDiff {
        let by = Comparing { packs: &self.packs, wildcards: self.wildcards, only };
        let diff = TenantDiff::of(&before.tenant, &after.tenant, &by);
        PeopleDiff { diff, assumed: assumed([&before.tenant, &after.tenant]), before, after }
    }

    /// The built-in roles of two catalogs and, with exports, what their difference does to people.
    fn catalogs(&self, old: &Arc<Catalog>) -> miette::Result<FoundDiff> {
        let roles = RoleComparer::new(&self.catalog, &self.packs, self.wildcards, rolecall::audit::role_tasks)
            .diff(old.roles(), self.catalog.roles());
        if self.args.sides.is_empty() {
            return Ok(FoundDiff { roles, ..FoundDiff::default() });
        }
        let mut loaded = session::loaded(&self.args.sides)?;
        session::spare(&loaded.inputs)?;
        vouch(&mut loaded.facts, &self.args.complete).inspect_err(|_| output::notes(self.common, &loaded.notes))?;
        let (at, as_collected) = self.args.at.or_collected(loaded.facts.collected_at());
        loaded.notes.extend(as_collected);
        output::notes(self.common, &loaded.notes);
        let before = ExportedState::new(loaded.facts.clone(), loaded.inputs.clone(), (at, old));
        let after = ExportedState::new(loaded.facts, loaded.inputs, (at, &self.catalog));
        let mut people = self.people(before, after, None);
        // Both states are read from one export.
        people.diff.not_compared.clear();
        Ok(FoundDiff { roles, notes: loaded.notes, people: Some(people) })
    }
}

/// Writes down for both exports what the user vouches for. A place need not be in both.
fn vouch_for_both([before, after]: [&mut Facts; 2], asked: &[Vouched]) -> Result<(), VouchError> {
    for one in asked {
        let one = std::slice::from_ref(one);
        if let (Err(_), Err(error)) = (vouch(before, one), vouch(after, one)) {
            return Err(error);
        }
    }
    Ok(())
}

/// Whether an export has something of this sort beside role definitions.
fn holds_more(loaded: &Loaded, is_of_sort: impl Fn(&InputFile) -> bool) -> bool {
    loaded.facts.inputs.iter().any(|input| input.kind != ExportKind::RoleDefinitions && is_of_sort(input))
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
