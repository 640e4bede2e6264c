//! Who gains what where by a change of roles: the same tenant asked before and after.
//!
//! A role is looked for in the exports by its id, or by its name where the file has no id. Wherever it is held, everybody who
//! holds it there is asked whether they come to more than they had, by whatever else they hold: what somebody could do already is
//! no gain. `held.rs` works out what is held there.

mod held;
mod tasks;

use std::collections::BTreeMap;

use super::policy::RoleChange;
use crate::access::{AccessChange, foremost_first};
use crate::catalog::Catalog;
use crate::decide::{Effective, Holds, Judge, Verdict};
use crate::graph::Tenant;
use crate::model::{
    ExportedRole, Facts, InputId, Leaf, Need, Notes, ObjectId, Origin, Plane, PrincipalId, Requirement, RoleDefinition,
    RoleKind, TargetKind, Task, TaskPack,
};
use crate::pattern::{Pattern, Wildcards};

use held::{Holders, holders};
pub use tasks::TaskExposure;

/// Who gains what by a change.
#[derive(Debug, Clone)]
pub struct Exposure {
    /// The tenant as it would be: names of principals stand in it.
    pub tenant: Tenant,
    /// By role, scope and what is gained.
    pub roles: Vec<RoleExposure>,
    /// By task and target.
    pub tasks: Vec<TaskExposure>,
    /// The changed roles that nobody holds in the exports.
    pub unheld: Vec<Box<str>>,
}

/// What some principals gain at a scope by a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleExposure {
    /// The role.
    pub role: Box<str>,
    /// The scope at which they hold it.
    pub scope: String,
    /// How sure it is: `allowed`, `eligible`, `conditional` or `unknown`.
    pub verdict: Verdict,
    /// The privileged operations among what they gain.
    pub privileged: Vec<String>,
    /// Something that they gain, a privileged operation if there is one.
    pub witness: String,
    /// Users, service principals, and groups whose members the exports do not name; by id.
    pub principals: Vec<PrincipalId>,
}

impl RoleExposure {
    /// What it comes to: `this gives 14 principals X and 2 more privileged operations at S`.
    pub fn sentence(&self) -> String {
        let certainty = certainty(self.verdict);
        let who = match self.principals.len() {
            1 => "one principal".to_owned(),
            more => format!("{more} principals"),
        };
        let others = match self.privileged.len() {
            0 => " and what else the role gains",
            1 => "",
            2 => " and one more privileged operation",
            more => &format!(" and {} more privileged operations", more - 1),
        };
        format!("this gives {who}{certainty} `{}`{others} at {}", self.witness, self.scope)
    }
}

/// How sure a gain is, in words that follow who gains.
fn certainty(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Allowed => "",
        Verdict::Eligible => ", after an activation,",
        Verdict::Conditional => ", where a condition allows it,",
        Verdict::Unknown => ", as far as the exports tell,",
        // What is blocked or not allowed is no gain, and not in the list.
        Verdict::Blocked | Verdict::NotAllowed => ", if nothing takes it away,",
    }
}

/// What the change is held against.
#[derive(Debug, Clone)]
pub struct ExposureOptions<'o> {
    /// The catalog of the tenant.
    pub catalog: &'static Catalog,
    /// The instant, in seconds since 1970.
    pub at: i64,
    /// The tasks that are asked about.
    pub packs: &'o [TaskPack],
    /// How middle wildcards are read (R-PAT-4).
    pub wildcards: Wildcards,
}

/// A role as the tenant will have it, and as it had it.
struct Changed<'c> {
    change: &'c RoleChange,
    id: ObjectId,
}

/// Works out who gains what.
pub fn exposure(changes: &[RoleChange], facts: Facts, options: &ExposureOptions<'_>) -> Exposure {
    let gains = |change: &&RoleChange| !change.diff.access.gained.is_empty() || !change.diff.doubts.is_empty();
    let gaining: Vec<Changed<'_>> = changes.iter().filter(gains).filter_map(|own| Changed::new(own, &facts)).collect();
    let with = |pick: &dyn Fn(&RoleChange) -> Option<&RoleDefinition>, mut facts: Facts| {
        for role in &gaining {
            role.define(pick(role.change), &mut facts);
        }
        Tenant::build(facts, options.catalog, options.at, &mut Notes::default())
    };
    let before = with(&|change| change.old.as_ref(), facts.clone());
    let after = with(&|change| change.new.as_ref(), facts);
    let judges = Judges { before: Judge::new(&before, options.wildcards), after: Judge::new(&after, options.wildcards) };
    let (mut roles, mut unheld, mut affected) = (Vec::new(), Vec::new(), Vec::new());
    for role in &gaining {
        let holders = holders(&after, &role.id);
        if holders.is_empty() {
            unheld.push(role.change.diff.name.clone());
        }
        affected.extend(holders.iter().flat_map(|holders| &holders.principals).copied());
        roles.extend(judges.gained(role.change, &holders));
    }
    affected.sort_unstable();
    affected.dedup();
    let tasks = tasks::gained(&before, &after, &affected, options);
    drop(judges);
    Exposure { tenant: after, roles, tasks, unheld }
}

impl<'c> Changed<'c> {
    /// The role under the id that the tenant knows it by, if it knows it.
    fn new(change: &'c RoleChange, facts: &Facts) -> Option<Self> {
        if let Some(id) = &change.diff.id {
            return Some(Self { change, id: id.clone() });
        }
        let names = [Some(&change.diff.name), change.diff.old_name.as_ref()];
        let is_called = |role: &ExportedRole| {
            let own = &role.definition;
            own.kind != RoleKind::BuiltIn && names.iter().flatten().any(|name| own.name.eq_ignore_ascii_case(name))
        };
        let found = facts.definitions.iter().find(|role| is_called(role))?;
        Some(Self { change, id: found.definition.id.clone() })
    }

    /// Puts a definition in the place of what the exports say of the role; `None`: it grants nothing.
    fn define(&self, definition: Option<&RoleDefinition>, facts: &mut Facts) {
        facts.definitions.retain(|role| role.definition.id != self.id);
        let nothing = || RoleDefinition {
            id: self.id.clone(),
            name: self.change.diff.name.clone(),
            kind: RoleKind::Custom,
            assignable_scopes: Vec::new(),
            blocks: Vec::new(),
            losses: crate::model::Losses::default(),
        };
        let definition = definition.cloned().unwrap_or_else(nothing);
        let definition = RoleDefinition { id: self.id.clone(), ..definition };
        facts.definitions.push(ExportedRole { definition, origin: Origin { input: InputId(0), record: 0 } });
    }
}

/// The tenant before and after.
struct Judges<'t> {
    before: Judge<'t>,
    after: Judge<'t>,
}

impl Judges<'_> {
    /// What the holders of a role gain, those who gain the same at a scope together.
    fn gained(&self, change: &RoleChange, holders: &[Holders]) -> Vec<RoleExposure> {
        let mut found: BTreeMap<(String, Vec<String>, String, Verdict), Vec<PrincipalId>> = BTreeMap::new();
        for holders in holders {
            if let Some((privileged, witness, verdict)) = self.gain(change, &holders.effective) {
                let key = (holders.scope.clone(), privileged, witness, verdict);
                found.entry(key).or_default().extend(&holders.principals);
            }
        }
        let tenant = self.after.tenant();
        let exposure = |((scope, privileged, witness, verdict), mut principals): (_, Vec<PrincipalId>)| {
            principals.sort_by_key(|&principal| tenant.facts().principals.id(principal).clone());
            RoleExposure { role: change.diff.name.clone(), scope, verdict, privileged, witness, principals }
        };
        found.into_iter().map(exposure).collect()
    }

    /// The privileged operations that are gained, something that is gained, and how surely.
    fn gain(&self, change: &RoleChange, held: &Effective) -> Option<(Vec<String>, String, Verdict)> {
        let gained = &change.diff.access.gained;
        let ask = |plane: Plane, action: &str| self.better(held, plane, action);
        let mut privileged = Vec::new();
        for part in gained {
            privileged.extend(part.privileged.iter().filter_map(|name| Some(((*name).to_owned(), ask(part.plane, name)?))));
        }
        if let Some(best) = privileged.iter().map(|(_, verdict)| *verdict).max() {
            let surest: Vec<String> = privileged.iter().filter(|(_, own)| *own == best).map(|(name, _)| name.clone()).collect();
            let witness = foremost_first(&surest).into_iter().next()?;
            return Some((privileged.into_iter().map(|(name, _)| name).collect(), witness, best));
        }
        let others = |part: &AccessChange<'static>| {
            let plane = part.plane;
            let witness = Some(&*part.witness.action).filter(|_| part.operations.is_empty());
            let operations: Vec<String> = part.operations.iter().copied().chain(witness).map(str::to_owned).collect();
            operations.into_iter().map(move |name| (plane, name))
        };
        let (name, verdict) =
            gained.iter().flat_map(others).find_map(|(plane, name)| ask(plane, &name).map(|verdict| (name, verdict)))?;
        Some((Vec::new(), name, verdict))
    }

    /// The answer after the change, where it is better than the one before.
    fn better(&self, held: &Effective, plane: Plane, action: &str) -> Option<Verdict> {
        let leaf = Leaf {
            what: Need::Actions { plane, patterns: vec![Pattern::parse(action)] },
            at: TargetKind::Resource,
            unconditional: false,
            assigns: None,
        };
        let task = Task {
            formerly: None,
            id: String::new(),
            title: String::new(),
            target: TargetKind::Resource,
            requires: Requirement::Leaf(leaf),
            uses: Vec::new(),
            note: None,
            examples: crate::model::task::Examples::default(),
        };
        let holds = Holds { at: &|_| held, directory: &[] };
        let after = self.after.decide(&task, &holds).verdict;
        (after > self.before.decide(&task, &holds).verdict && after > Verdict::Blocked).then_some(after)
    }
}
