//! Readiness: whether a workspace and the people are ready for the procedure of a pack.
//!
//! `prerequisites.rs`, `workspace.rs` and `tenancy.rs` compare the pack's prerequisites with the facts, `people.rs` asks who can do its tasks, and
//! `verdict.rs` turns all of that into one verdict. `dates.rs` says how old the exports are. `policy.rs` asks whether the identities of
//! policy assignments are ready to remediate: `policy_roles.rs` knows which roles they need, `policy_effect.rs` which effects remediate.

mod dates;
mod evidence;
mod observation;
mod people;
mod policy;
mod policy_effect;
mod policy_roles;
mod prerequisites;
mod tenancy;
mod unified_rbac;
mod verdict;
mod workspace;

use crate::graph::TenantGraph;
use crate::model::TaskPack;
use crate::model::task::PackSource;
use crate::pack::difference::{PackDifference, difference};
use crate::pattern::Wildcards;

pub use dates::{Dated, DatedBy};
pub use evidence::{Evidence, Proof};
pub use observation::{LockFound, Observation, TenancyObservation, WorkspaceObservation};
pub use people::{Hole, TaskReadiness, Team};
pub use policy::{AssignmentReadiness, PolicyReadiness, PolicyRoleNeed, policy_readiness};
pub use policy_roles::{PolicyDoubt, PolicyDoubtCode};
pub use prerequisites::{Connected, PrerequisiteFinding, Status};
pub use unified_rbac::{ActivationChange, UnifiedRbac};
pub use verdict::{Readiness, of_answer, of_prerequisite};

use crate::audit::outcome::{Outcome, Target};
use crate::audit::targets::TargetFilter;
use crate::audit::tasks::{TaskOptions, tasks};
use crate::audit::{Gap, RestsOnKind};
use crate::explain::remediate::Remediator;
use people::TeamAnswers;
use prerequisites::Inspection;

/// What is asked.
#[derive(Debug, Clone)]
pub struct ReadinessOptions {
    /// The workspace.
    pub workspace: Target,
    /// Whom it is asked of.
    pub team: Team,
    /// Which workspaces are connected, as people say.
    pub connected: Connected,
    /// Exports that are older, in seconds, are named.
    pub max_age: Option<i64>,
    /// The instant that ages are counted to, in seconds since 1970; where there is none, the instant of the answers.
    pub now: Option<i64>,
    /// How middle wildcards are read (R-PAT-4).
    pub wildcards: Wildcards,
}

/// Whether a workspace is ready, for each pack.
#[derive(Debug, Clone)]
pub struct ReadinessOutcome {
    /// What was asked.
    pub options: ReadinessOptions,
    /// The answers to the tasks, for those who were asked and this workspace.
    pub outcome: Outcome,
    /// The packs, in the order in which they were asked for.
    pub packs: Vec<PackReadiness>,
    /// What changed from each pack to the next.
    pub differences: Vec<PackDifference>,
    /// Defender unified RBAC, where an export or somebody speaks of it.
    pub unified_rbac: Option<UnifiedRbac>,
    /// When each input of the facts was exported.
    pub dates: Vec<Option<Dated>>,
}

/// Whether a workspace is ready for the procedure of a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackReadiness {
    /// The pack's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The document that it restates.
    pub source: PackSource,
    /// What no export shows.
    pub caveats: Vec<String>,
    /// Ready or not.
    pub readiness: Readiness,
    /// The prerequisites, in the order of the pack.
    pub prerequisites: Vec<PrerequisiteFinding>,
    /// The tasks, in the order of the pack.
    pub tasks: Vec<TaskReadiness>,
}

impl ReadinessOutcome {
    /// Of several packs the worst counts.
    pub fn readiness(&self) -> Readiness {
        self.packs.iter().map(|pack| pack.readiness).min().unwrap_or(Readiness::CannotTell)
    }

    /// If the exports do not say whether somebody can do a task: what would tell.
    pub fn open(&self) -> impl Iterator<Item = &Gap> {
        self.outcome.gaps.iter().filter(|gap| leaves_tasks_open(gap))
    }
}

/// Whether this gap may be the reason why the exports do not say that somebody can do a task.
const fn leaves_tasks_open(gap: &Gap) -> bool {
    match gap {
        Gap::KindNotExported {
            rests_on:
                RestsOnKind::RoleAssignments
                | RestsOnKind::DirectoryRoleAssignments
                | RestsOnKind::DefenderRoleAssignments
                | RestsOnKind::DefenderRoleDefinitions
                | RestsOnKind::AppRoleAssignments
                | RestsOnKind::GroupOwners,
            ..
        }
        | Gap::PartialExport { .. }
        | Gap::MembersNotExported { .. }
        | Gap::RoleDefinition { .. }
        | Gap::ManagementGroupParentsNotExported { .. }
        | Gap::SubscriptionNotShown { .. } => true,
        Gap::KindNotExported {
            rests_on:
                RestsOnKind::DenyAssignments
                | RestsOnKind::RoleEligibility
                | RestsOnKind::Lighthouse
                | RestsOnKind::DirectoryRoleEligibility
                | RestsOnKind::PolicyAssignments
                | RestsOnKind::PolicyDefinitions,
            ..
        }
        | Gap::PrerequisiteNotExported { .. }
        | Gap::ResourcesNotListed { .. }
        | Gap::NoSubscriptionKnown
        | Gap::LookInPortal { .. } => false,
    }
}

/// Asks whether a workspace and the people are ready for the procedures of the packs.
pub fn readiness(tenant: &TenantGraph, packs: &[TaskPack], options: ReadinessOptions) -> ReadinessOutcome {
    let filter = TargetFilter { around: Some(options.workspace.id.clone()), ..TargetFilter::default() };
    let principals = options.team.principals();
    let all = !principals.is_empty();
    let asked = TaskOptions { targets: filter, principals, wildcards: options.wildcards, all };
    let outcome = tasks(tenant, packs, &asked);
    let people = TeamAnswers::new(tenant, &outcome, &options.team);
    let concerned = people.concerned();
    let look = Inspection { tenant, workspace: &options.workspace.id, connected: &options.connected, people: &concerned };
    let packs_of = |pack: &TaskPack| one(pack, &outcome, &people, &look);
    let mut found: Vec<PackReadiness> = packs.iter().map(packs_of).collect();
    nearest(tenant, &outcome, options.wildcards, &mut found);
    let unified_rbac = unified_rbac::look(tenant, packs, (&options.workspace.id, &asked));
    let dates = dates::dates(tenant.facts(), options.now.unwrap_or(tenant.at()), options.max_age);
    ReadinessOutcome { packs: found, differences: differences(packs), unified_rbac, dates, outcome, options }
}

/// For how many holes the nearest miss is looked for. A longer list has to be narrowed first.
const HOLES: usize = 40;
/// How many ways to close a hole are kept.
const WAYS: usize = 2;

/// Finds what would close the holes of those who are named.
fn nearest(tenant: &TenantGraph, outcome: &Outcome, wildcards: Wildcards, packs: &mut [PackReadiness]) {
    let near = Remediator::new(tenant, wildcards);
    let tasks = packs.iter_mut().flat_map(|pack| &mut pack.tasks);
    let holes = tasks.flat_map(|task| {
        let number = task.task;
        task.holes.iter_mut().map(move |hole| (number, hole))
    });
    for (task, hole) in holes.filter(|(_, hole)| hole.principal.is_some()).take(HOLES) {
        let target = hole.result.and_then(|(class, result)| {
            let result = outcome.classes.get(class)?.results.get(result)?;
            // An export settles it, and no change of access.
            let first = result.targets.first().filter(|_| !result.decision.wants_export())?;
            outcome.targets.get(*first)
        });
        let asked = outcome.tasks.get(task);
        if let (Some(principal), Some(asked), Some(target)) = (hole.principal, asked, target) {
            hole.nearest = near.suggest(principal, asked, target);
            hole.nearest.truncate(WAYS);
        }
    }
}

fn one(pack: &TaskPack, outcome: &Outcome, people: &TeamAnswers<'_>, look: &Inspection<'_>) -> PackReadiness {
    let prerequisites: Vec<PrerequisiteFinding> = pack.prerequisites.iter().map(|own| look.at(own)).collect();
    let asked = outcome.tasks.iter().enumerate().filter(|(_, asked)| *asked.pack == *pack.id);
    let tasks: Vec<TaskReadiness> = asked.map(|(number, asked)| people.task(number, asked)).collect();
    let by_prerequisites = prerequisites.iter().map(|found| of_prerequisite(found.status, found.prerequisite.weight));
    let by_tasks = tasks.iter().filter_map(|task| task.readiness);
    PackReadiness {
        id: pack.id.clone(),
        title: pack.title.clone(),
        source: pack.source.clone(),
        caveats: pack.caveats.clone(),
        readiness: by_prerequisites.chain(by_tasks).min().unwrap_or(Readiness::CannotTell),
        prerequisites,
        tasks,
    }
}

/// The differences between packs and those named after them.
fn differences(packs: &[TaskPack]) -> Vec<PackDifference> {
    let pairs = packs.windows(2).filter_map(|pair| pair.first().zip(pair.get(1)));
    pairs.map(|(from, to)| difference(from, to)).collect()
}
