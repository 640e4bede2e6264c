//! [`WaysAgain`]: what is needed, from the tasks and actions that were asked for: every way to meet the formulas.

use std::collections::BTreeSet;

use super::claims::{AdviceClaims, NeedItemClaim, PortionClaim};
use crate::arrange::Arrange as _;
use crate::catalog::Catalog;
use crate::model::{Facts, Leaf, Need, ObjectId, Plane, Requirement, TargetKind, Task, TaskPack};
use crate::pattern::{Pattern, Wildcards};
use crate::verify::claims::PlaneClaim;
use crate::verify::glob::Glob;
use crate::verify::question::directory_roles;
use crate::verify::regions::regions;

/// More ways than this are not looked at.
const MOST: usize = 64;

/// A role that a document names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NamedRoleAgain {
    pub id: ObjectId,
    pub name: String,
    pub covered_by: Vec<Pattern>,
}

/// One thing that is needed: the strings of a pattern less its exceptions, or the role that has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NeededItem {
    pub plane: Plane,
    pub pattern: Pattern,
    pub except: Vec<Pattern>,
    pub role: Option<NamedRoleAgain>,
}

/// What is needed at one kind of scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NeededPortion {
    pub at: Option<TargetKind>,
    pub unconditional: bool,
    pub items: Vec<NeededItem>,
}

/// One way to meet the need.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct NeededWay {
    /// Entra roles, by template.
    pub directory: Vec<ObjectId>,
    pub portions: Vec<NeededPortion>,
}

/// All ways.
#[derive(Debug, Clone, Default)]
pub(super) struct WaysAgain {
    pub ways: Vec<NeededWay>,
    pub left_out: bool,
}

/// What tasks are read with.
#[derive(Clone, Copy)]
pub(super) struct NeedGround<'g> {
    pub catalog: &'g Catalog,
    pub packs: &'g [TaskPack],
    pub wildcards: Wildcards,
}

impl WaysAgain {
    /// The ways to meet what was asked for. The actions of Azure are those that the report names without a kind of scope: nothing else says
    /// what was asked. `Err`: a task that no pack has.
    pub(super) fn new(claims: &AdviceClaims, ground: NeedGround<'_>) -> Result<Self, (String, String)> {
        let mut all = Self::default();
        for asked in &claims.asked.tasks {
            let pack = ground.packs.iter().find(|pack| pack.id == asked.pack);
            let task = pack.and_then(|pack| pack.tasks.iter().find(|task| task.id == asked.id));
            let task = task.ok_or_else(|| (asked.pack.clone(), asked.id.clone()))?;
            all = all.and(Self::of_task(task, ground));
        }
        if !claims.asked.directory_actions.is_empty() {
            all = all.and(Self::of_directory_actions(&claims.asked.directory_actions, ground.catalog));
        }
        let mut portions = claims.ways.iter().flat_map(|way| &way.portions);
        let Some(own) = portions.find(|portion| portion.at.is_none()) else { return Ok(all) };
        let items = own.need.iter().map(asked_item);
        let portion = NeededPortion { at: None, unconditional: false, items: without_repetitions(items) };
        let way = NeededWay { directory: Vec::new(), portions: vec![portion] };
        Ok(all.and(Self { ways: vec![way], left_out: false }))
    }

    fn of_task(task: &Task, ground: NeedGround<'_>) -> Self {
        let (formulas, mut left_out) = ways_through(&task.requires);
        let count = formulas.len();
        // No role gives an application permission, or makes somebody an owner of a group.
        let by_role = |leaf: &&Leaf| !matches!(leaf.what, Need::AppRole { .. } | Need::Owner);
        let formulas: Vec<Vec<&Leaf>> = formulas.into_iter().filter(|leaves| leaves.iter().all(by_role)).collect();
        left_out |= formulas.len() < count;
        let way = |leaves: &Vec<&Leaf>| {
            leaves.iter().fold(NeededWay::default(), |way, leaf| way.and(NeededWay::of_leaf(leaf, ground)))
        };
        Self { ways: without_repetitions(formulas.iter().map(way)), left_out }
    }

    /// Each Entra role that allows all actions; where none does, for each action that with the fewest actions.
    fn of_directory_actions(actions: &[String], catalog: &Catalog) -> Self {
        let way = |directory: Vec<ObjectId>| NeededWay { directory, portions: Vec::new() };
        let each: Vec<Vec<DirectoryRoleAgain>> = actions.iter().map(|action| allowing(action, catalog)).collect();
        let Some((first, others)) = each.split_first() else { return Self::default() };
        let in_others = |role: &&DirectoryRoleAgain| others.iter().all(|own| own.contains(role));
        let mut all: Vec<DirectoryRoleAgain> = first.iter().filter(in_others).cloned().collect();
        let size = |role: &DirectoryRoleAgain| (actions_of(&role.1, catalog).unwrap_or_default(), role.0.clone());
        if !all.is_empty() {
            all.arrange_by_cached_key(size);
            let left_out = all.len() > MOST;
            return Self { ways: all.into_iter().take(MOST).map(|(_, id)| way(vec![id])).collect(), left_out };
        }
        let least: Option<BTreeSet<ObjectId>> =
            each.iter().map(|own| own.iter().min_by_key(|role| size(role)).map(|(_, id)| id.clone())).collect();
        Self { ways: least.into_iter().map(|ids| way(ids.into_iter().collect())).collect(), left_out: false }
    }

    /// What meets both.
    fn and(self, other: Self) -> Self {
        if [&self, &other].into_iter().any(|one| one.ways.is_empty() && one.left_out) {
            return Self { ways: Vec::new(), left_out: true };
        }
        if self.ways.is_empty() {
            return other;
        }
        if other.ways.is_empty() {
            return self;
        }
        let left_out = self.left_out || other.left_out || self.ways.len() * other.ways.len() > MOST;
        let pairs = self.ways.iter().flat_map(|one| other.ways.iter().map(|also| one.clone().and(also.clone())));
        Self { ways: without_repetitions(pairs.take(MOST)), left_out }
    }
}

/// An Entra role: its name and its template.
type DirectoryRoleAgain = (String, ObjectId);

fn allowing(action: &str, catalog: &Catalog) -> Vec<DirectoryRoleAgain> {
    let requirement = directory_roles(action, &Facts::default(), catalog);
    let role = |leaf: &Leaf| match &leaf.what {
        Need::DirectoryRole { template, name } => Some((name.clone(), ObjectId::Guid(*template))),
        Need::Role { .. } | Need::Actions { .. } | Need::AnyAction { .. } | Need::AppRole { .. } | Need::Owner => None,
    };
    let mut roles: Vec<DirectoryRoleAgain> = requirement.leaves().filter_map(role).collect();
    roles.arrange();
    roles
}

/// How many actions an Entra role has, where the catalog knows it.
pub(super) fn actions_of(template: &ObjectId, catalog: &Catalog) -> Option<usize> {
    catalog.directory_role(template).map(|role| catalog.directory_role_actions(role).len())
}

impl NeededWay {
    fn of_leaf(leaf: &Leaf, ground: NeedGround<'_>) -> Self {
        let items = match &leaf.what {
            Need::DirectoryRole { template, .. } => {
                return Self { directory: vec![ObjectId::Guid(*template)], portions: Vec::new() };
            }
            Need::Role { id, name, covered_by, .. } => {
                let named = NamedRoleAgain { id: (*id).into(), name: name.clone(), covered_by: covered_by.clone() };
                items_of_role(&named, ground)
            }
            Need::Actions { plane, patterns } => {
                let item = |own: &Pattern| NeededItem { plane: *plane, pattern: own.clone(), except: Vec::new(), role: None };
                patterns.iter().map(item).collect()
            }
            // No pack asks for any action of a pattern: `who-can --any` does.
            Need::AnyAction { .. } | Need::AppRole { .. } | Need::Owner => return Self::default(),
        };
        let portion = NeededPortion {
            at: Some(leaf.at),
            unconditional: leaf.unconditional,
            items: without_repetitions(items.into_iter()),
        };
        Self { directory: Vec::new(), portions: vec![portion] }
    }

    /// Both together: what is needed at the same kind of scope is one part.
    fn and(mut self, other: Self) -> Self {
        self.directory = without_repetitions(self.directory.into_iter().chain(other.directory));
        for more in other.portions {
            match self.portions.iter_mut().find(|own| own.at == more.at) {
                Some(own) => {
                    own.unconditional |= more.unconditional;
                    own.items = without_repetitions(own.items.drain(..).chain(more.items));
                }
                None => self.portions.push(more),
            }
        }
        self.portions.arrange_by_key(|own| own.at);
        self
    }

    /// What tells it from other ways, line by line.
    pub(super) fn key(&self) -> Vec<String> {
        let portion = |own: &NeededPortion| {
            let head = head(own.at.map(TargetKind::name), own.unconditional);
            let line = |item: &NeededItem| format!("{head} {}", item.shown());
            std::iter::once(head.clone()).chain(own.items.iter().map(line)).collect::<Vec<_>>()
        };
        let directory = self.directory.iter().map(|id| format!("Entra role {id}"));
        sorted(directory.chain(self.portions.iter().flat_map(portion)))
    }
}

/// The same of what a report says.
pub(super) fn key_of<'c>(directory: impl Iterator<Item = &'c str>, portions: &[PortionClaim]) -> Vec<String> {
    let portion = |own: &PortionClaim| {
        let head = head(own.at.as_deref(), own.unconditional);
        let line = |item: &NeedItemClaim| format!("{head} {}", shown(item));
        std::iter::once(head.clone()).chain(own.need.iter().map(line)).collect::<Vec<_>>()
    };
    let directory = directory.map(|id| format!("Entra role {}", ObjectId::parse(id)));
    sorted(directory.chain(portions.iter().flat_map(portion)))
}

fn sorted(lines: impl Iterator<Item = String>) -> Vec<String> {
    let mut lines: Vec<String> = lines.collect();
    lines.arrange();
    lines
}

fn head(at: Option<&str>, unconditional: bool) -> String {
    format!("at {}{}", at.unwrap_or("the place asked about"), if unconditional { ", without a condition" } else { "" })
}

impl NeededPortion {
    /// Whether it is the part at a kind of scope.
    pub(super) fn is_at(&self, said: Option<&str>) -> bool {
        self.at.map(TargetKind::name) == said
    }
}

impl NeededItem {
    /// What tells it from others.
    pub(super) fn shown(&self) -> String {
        let except: Vec<&str> = self.except.iter().map(Pattern::text).collect();
        let role = self.role.as_ref().map(|role| role.name.as_str());
        format!("{} {} except {except:?} for {role:?}", self.plane.name(), self.pattern.text())
    }
}

/// The same of what a report says.
pub(super) fn shown(item: &NeedItemClaim) -> String {
    let (plane, except) = (plane(item.plane), &item.except);
    format!("{} {} except {except:?} for {:?}", plane.name(), item.pattern, item.role.as_deref())
}

fn asked_item(claim: &NeedItemClaim) -> NeededItem {
    let (plane, pattern) = (plane(claim.plane), Pattern::parse(&claim.pattern));
    NeededItem { plane, pattern, except: Vec::new(), role: None }
}

pub(super) const fn plane(claim: PlaneClaim) -> Plane {
    match claim {
        PlaneClaim::Control => Plane::Control,
        PlaneClaim::Data => Plane::Data,
    }
}

fn without_repetitions<T: PartialEq>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut kept: Vec<T> = Vec::new();
    for own in all {
        if !kept.contains(&own) {
            kept.push(own);
        }
    }
    kept
}

/// What a named role is needed for: what the document says (R-SEED-7, R-SEED-9), else everything that it grants.
fn items_of_role(named: &NamedRoleAgain, ground: NeedGround<'_>) -> Vec<NeededItem> {
    let item =
        |plane, pattern: &Pattern, except| NeededItem { plane, pattern: pattern.clone(), except, role: Some(named.clone()) };
    if !named.covered_by.is_empty() {
        return named.covered_by.iter().map(|own| item(Plane::Control, own, Vec::new())).collect();
    }
    let mut items = Vec::new();
    for block in ground.catalog.role(&named.id).iter().flat_map(|role| &role.blocks) {
        let planes = [(&block.actions, &block.not_actions), (&block.data_actions, &block.not_data_actions)];
        for (plane, (allow, except)) in Plane::ALL.into_iter().zip(planes) {
            for pattern in allow {
                let met = met(pattern, except, ground.wildcards);
                items.extend(met.map(|except| item(plane, pattern, except)));
            }
        }
    }
    items
}

/// The exceptions that meet a pattern; `None` where one of them takes all of it.
fn met(pattern: &Pattern, except: &[Pattern], wildcards: Wildcards) -> Option<Vec<Pattern>> {
    let own = Glob::new(pattern.text(), wildcards);
    let mut meeting = Vec::new();
    for except in except {
        let glob = Glob::new(except.text(), wildcards);
        let strings = regions(&[&own], &[&glob]).strings;
        let taken = strings.iter().filter(|string| glob.matches(string)).count();
        if taken > 0 && taken == strings.len() {
            return None;
        }
        if taken > 0 {
            meeting.push(except.clone());
        }
    }
    Some(meeting)
}

/// The leaves of each way through a formula, in the order of the document, and whether there are more.
fn ways_through(requirement: &Requirement) -> (Vec<Vec<&Leaf>>, bool) {
    let (mut ways, mut left_out): (Vec<Vec<&Leaf>>, bool) = match requirement {
        Requirement::Leaf(leaf) => (vec![vec![leaf]], false),
        Requirement::Any(parts) => {
            let each: Vec<_> = parts.iter().map(ways_through).collect();
            let left_out = each.iter().any(|(_, left_out)| *left_out);
            (each.into_iter().flat_map(|(ways, _)| ways).collect(), left_out)
        }
        Requirement::All(parts) => {
            let mut all = (vec![Vec::new()], false);
            for (ways, left_out) in parts.iter().map(ways_through) {
                let pair = |done: &Vec<_>| ways.iter().map(|more| [done.as_slice(), more].concat()).collect::<Vec<_>>();
                let pairs: Vec<Vec<&Leaf>> = all.0.iter().flat_map(pair).collect();
                all.1 |= left_out || pairs.len() > MOST;
                all.0 = pairs.into_iter().take(MOST).collect();
            }
            all
        }
    };
    left_out |= ways.len() > MOST;
    ways.truncate(MOST);
    (ways, left_out)
}
