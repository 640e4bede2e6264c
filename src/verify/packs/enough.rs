//! [`Enough`]: ways to meet one requirement, each held by somebody who holds nothing else, and whether it meets another one as well.

use std::rc::Rc;

use crate::catalog::Catalog;
use crate::condition::Context;
use crate::model::{
    Assigned, ConditionState, DirectoryScope, ExportKind, ExportedRole, Facts, Guid, InputId, Leaf, Losses, Need, ObjectId,
    Origin, PermissionBlock, Plane, PrincipalId, Requirement, RoleDefinition, RoleKind, TargetKind, Task,
};
use crate::pattern::{Pattern, Wildcards};
use crate::verify::claims::VerdictClaim;
use crate::verify::denies::Denies;
use crate::verify::evaluate::{HeldAtTarget, StringEvaluator};
use crate::verify::possessions::{BesideAtTarget, OwnInDirectory};
use crate::verify::roles::RoleTexts;
use crate::verify::standing::{EffectiveRole, EffectiveRoles, StandingDirectoryRole};

/// A requirement with more ways than this is not compared way by way.
const MOST_WAYS: usize = 2_000;

/// The first id of the roles that are made up here.
const MADE_UP: u128 = 0x9000;

/// What somebody holds.
#[derive(Clone, PartialEq)]
enum Grantable {
    EntraRole(Guid, String),
    AzureRole(Guid, String),
    Actions(Plane, Vec<Pattern>),
    /// An application permission of Microsoft Graph.
    AppRole(Guid, String),
    /// That the group is theirs.
    GroupOwnership,
}

impl Grantable {
    /// Whether it is assigned at a scope of Azure, where it can have a condition.
    const fn is_of_azure(&self) -> bool {
        matches!(self, Self::AzureRole(..) | Self::Actions(..))
    }
}

/// Under which condition.
#[derive(Clone, Copy, PartialEq)]
enum GrantedUnder {
    Nothing,
    /// One that nobody can decide.
    SomeCondition,
    /// One that allows to assign this, and nothing else.
    Delegation(Assigned),
}

/// One grant of a way.
#[derive(Clone, PartialEq)]
struct GrantOfWay {
    what: Grantable,
    at: TargetKind,
    under: GrantedUnder,
}

/// Grants that are held together.
type WayToMeet = Vec<GrantOfWay>;

/// Two requirements, by their tasks.
pub(super) struct Enough<'a> {
    tasks: [&'a Task; 2],
    catalog: &'a Catalog,
}

impl<'a> Enough<'a> {
    pub(super) const fn new(tasks: [&'a Task; 2], catalog: &'a Catalog) -> Self {
        Self { tasks, catalog }
    }

    /// What meets the later requirement and did not meet the earlier one so surely; nothing where there are too many ways.
    pub(super) fn newly(&self) -> Option<Vec<String>> {
        let [old, new] = self.tasks;
        self.lost([new, old])
    }

    /// What met the earlier requirement and does not meet the later one so surely.
    pub(super) fn no_longer(&self) -> Option<Vec<String>> {
        self.lost(self.tasks)
    }

    fn lost(&self, [from, to]: [&Task; 2]) -> Option<Vec<String>> {
        let [_, own] = [ways(&to.requires)?, ways(&from.requires)?];
        let is_lost = |way: &WayToMeet| self.verdict(way, to) < self.verdict(way, from);
        let mut found: Vec<String> = Vec::new();
        for way in own {
            let lost =
                if is_lost(&way) { vec![way] } else { self.under_conditions(&way).into_iter().filter(&is_lost).collect() };
            for words in lost.iter().map(in_words) {
                if !found.contains(&words) {
                    found.push(words);
                }
            }
        }
        Some(found)
    }

    /// The same way with one of its Azure grants under a condition.
    fn under_conditions(&self, way: &WayToMeet) -> Vec<WayToMeet> {
        let mut conditions = vec![GrantedUnder::SomeCondition];
        for assigned in self.tasks.iter().flat_map(|task| task.requires.leaves()).filter_map(|leaf| leaf.assigns) {
            let own = GrantedUnder::Delegation(assigned);
            if !conditions.contains(&own) {
                conditions.push(own);
            }
        }
        let mut found = Vec::new();
        for (place, grant) in way.iter().enumerate() {
            if !grant.what.is_of_azure() {
                continue;
            }
            for &under in &conditions {
                let other = |(number, own): (usize, &GrantOfWay)| {
                    if number == place { GrantOfWay { under, ..own.clone() } } else { own.clone() }
                };
                found.push(way.iter().enumerate().map(other).collect());
            }
        }
        found
    }

    /// How surely somebody who holds a way, and nothing else, can do a task.
    fn verdict(&self, way: &WayToMeet, task: &Task) -> VerdictClaim {
        let mut facts = Facts::default();
        let held: Vec<(TargetKind, EffectiveRole)> = way.iter().filter_map(|grant| azure(&mut facts, grant)).collect();
        let directory: Vec<StandingDirectoryRole> = way.iter().filter_map(directory).collect();
        let group =
            (task.target == TargetKind::Group).then(|| facts.principals.intern(ObjectId::Guid(Guid::from_u128(MADE_UP))));
        let wildcards = Wildcards::Documented;
        let (roles, denies) = (RoleTexts::new(&facts, self.catalog, wildcards), Denies::new(&facts, self.catalog, wildcards));
        let kinds = vec![ExportKind::RoleAssignments, ExportKind::DirectoryRoleAssignments];
        let evaluator = StringEvaluator::new(&roles, &denies, Context::new(wildcards)).resting_on(kinds);
        let at = |kind: TargetKind| {
            let here = held.iter().filter(|(own, _)| is_in(*own, kind)).map(|(_, role)| *role).collect();
            (kind as u32, Rc::new(EffectiveRoles { roles: here, ..EffectiveRoles::default() }))
        };
        let beside = BesideAtTarget { own: &beside(way, group), sure: true, group, lists_owners: true };
        evaluator.task(task, &HeldAtTarget { at: &at, kinds: None, directory: &directory, beside: &beside }).verdict
    }
}

/// Whether what is held at one kind of scope counts at another one of the same subscription.
fn is_in(outer: TargetKind, inner: TargetKind) -> bool {
    const fn width(kind: TargetKind) -> u8 {
        match kind {
            TargetKind::Workspace | TargetKind::Resource => 0,
            TargetKind::ResourceGroup => 1,
            TargetKind::Subscription => 2,
            TargetKind::Tenant | TargetKind::Group => 3,
        }
    }
    outer == inner || width(outer) > width(inner)
}

/// Every way to meet a requirement by what it names.
fn ways(requirement: &Requirement) -> Option<Vec<WayToMeet>> {
    match requirement {
        Requirement::Leaf(leaf) => Some(of_leaf(leaf)),
        Requirement::Any(parts) => {
            let all: Option<Vec<Vec<WayToMeet>>> = parts.iter().map(ways).collect();
            Some(all?.concat()).filter(|all| all.len() <= MOST_WAYS)
        }
        Requirement::All(parts) => {
            let mut all: Vec<WayToMeet> = vec![Vec::new()];
            for part in parts {
                let own = ways(part)?;
                if all.len() * own.len() > MOST_WAYS {
                    return None;
                }
                all = all.iter().flat_map(|way| own.iter().map(|more| together(way, more))).collect();
            }
            Some(all)
        }
    }
}

fn together(way: &WayToMeet, more: &WayToMeet) -> WayToMeet {
    let new = more.iter().filter(|grant| !way.contains(grant));
    way.iter().chain(new).cloned().collect()
}

fn of_leaf(leaf: &Leaf) -> Vec<WayToMeet> {
    let grant = |what| vec![GrantOfWay { what, at: leaf.at, under: GrantedUnder::Nothing }];
    match &leaf.what {
        Need::DirectoryRole { template, name } => vec![grant(Grantable::EntraRole(*template, name.clone()))],
        Need::Actions { plane, patterns } => vec![grant(Grantable::Actions(*plane, patterns.clone()))],
        Need::AnyAction { plane, pattern } => vec![grant(Grantable::Actions(*plane, vec![pattern.clone()]))],
        Need::AppRole { id, name } => vec![grant(Grantable::AppRole(*id, name.clone()))],
        Need::Owner => vec![grant(Grantable::GroupOwnership)],
        Need::Role { id, name, covered_by, .. } => {
            let mut ways = vec![grant(Grantable::AzureRole(*id, name.clone()))];
            if !covered_by.is_empty() {
                ways.push(grant(Grantable::Actions(Plane::Control, covered_by.clone())));
            }
            ways
        }
    }
}

fn directory(grant: &GrantOfWay) -> Option<StandingDirectoryRole> {
    let Grantable::EntraRole(template, _) = &grant.what else { return None };
    let (template, scope) = (ObjectId::Guid(*template), DirectoryScope::Tenant);
    Some(StandingDirectoryRole { template, scope, tenant: None, level: VerdictClaim::Allowed })
}

/// What is held in the directory beside roles.
fn beside(way: &WayToMeet, group: Option<PrincipalId>) -> OwnInDirectory {
    let mut own = OwnInDirectory::default();
    for grant in way {
        match &grant.what {
            Grantable::AppRole(id, _) => drop(own.app_roles.insert(*id, true)),
            Grantable::GroupOwnership => own.owns.extend(group),
            Grantable::EntraRole(..) | Grantable::AzureRole(..) | Grantable::Actions(..) => {}
        }
    }
    own
}

fn azure(facts: &mut Facts, grant: &GrantOfWay) -> Option<(TargetKind, EffectiveRole)> {
    let id = match &grant.what {
        Grantable::EntraRole(..) | Grantable::AppRole(..) | Grantable::GroupOwnership => return None,
        Grantable::AzureRole(id, _) => ObjectId::Guid(*id),
        Grantable::Actions(plane, patterns) => {
            let id = ObjectId::Guid(Guid::from_u128(MADE_UP + facts.definitions.len() as u128));
            facts.definitions.push(ExportedRole {
                definition: RoleDefinition {
                    id: id.clone(),
                    name: "made up".into(),
                    kind: RoleKind::Custom,
                    assignable_scopes: Vec::new(),
                    blocks: vec![PermissionBlock::granting(*plane, patterns.clone())],
                    losses: Losses::default(),
                },
                origin: Origin { input: InputId(0), record: 0 },
            });
            id
        }
    };
    let condition = match grant.under {
        GrantedUnder::Nothing => ConditionState::None,
        // A condition of another version is never decided (R-COND-1).
        GrantedUnder::SomeCondition => ConditionState::OtherVersion(facts.texts.intern("'a' StringEquals 'a'")),
        GrantedUnder::Delegation(assigned) => ConditionState::Text(facts.texts.intern(&delegation(assigned))),
    };
    Some((grant.at, (facts.roles.intern(id), condition, VerdictClaim::Allowed)))
}

/// The condition of somebody who may assign and remove one role, to and from one kind of principal.
fn delegation(Assigned { role, to, .. }: Assigned) -> String {
    let part = |action: &str, side: &str| {
        let named = format!("{side}[Microsoft.Authorization/roleAssignments");
        format!(
            "((!(ActionMatches{{'Microsoft.Authorization/roleAssignments/{action}'}})) OR \
             (@{named}:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {{{role}}} AND \
             @{named}:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {{'{}'}}))",
            to.name()
        )
    };
    [part("write", "Request"), part("delete", "Resource")].join(" AND ")
}

/// A way as examples of packs write it.
fn in_words(way: &WayToMeet) -> String {
    let grant = |own: &GrantOfWay| {
        let what = match &own.what {
            Grantable::EntraRole(_, name) => format!("Entra {name}"),
            Grantable::AzureRole(_, name) => name.clone(),
            Grantable::AppRole(_, name) => format!("App {name}"),
            Grantable::GroupOwnership => "Group owner".to_owned(),
            Grantable::Actions(plane, patterns) => {
                let texts: Vec<&str> = patterns.iter().map(Pattern::text).collect();
                format!("{}{}", if *plane == Plane::Data { "Data " } else { "" }, texts.join(", "))
            }
        };
        let under = match own.under {
            GrantedUnder::Nothing => "",
            GrantedUnder::SomeCondition => " under a condition",
            GrantedUnder::Delegation(_) => " under a condition that allows the role assignment of the task",
        };
        format!("{what} @ {}{under}", own.at.name())
    };
    way.iter().map(grant).collect::<Vec<_>>().join(" + ")
}
