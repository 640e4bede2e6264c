//! Small adversarial tenants, as plain numbers that shrink well, and the task pack that is asked of them.

use proptest::prelude::*;
use rolecall::model::task::{Examples, PackSource};
use rolecall::model::{Guid, Leaf, Need, Plane, PlanePattern, Requirement, TargetKind, Task, TaskPack};
use rolecall::pattern::Pattern;

/// Users 0 to 2, groups 3 to 6.
pub(crate) const PEOPLE: usize = 7;
pub(crate) const USERS: usize = 3;
pub(crate) const ROLES: usize = 4;
pub(crate) const TENANT: &str = "99999999-9999-4999-8999-999999999999";

/// The scopes that grants and denies may stand at.
pub(crate) const SCOPES: [&str; 10] = [
    "/",
    "/providers/Microsoft.Management/managementGroups/99999999-9999-4999-8999-999999999999",
    "/providers/Microsoft.Management/managementGroups/corp",
    "/providers/Microsoft.Management/managementGroups/prod",
    "/subscriptions/11111111-1111-4111-8111-111111111111",
    "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg1",
    "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg1/providers/Microsoft.OperationalInsights/workspaces/soc",
    "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg1/providers/Microsoft.OperationalInsights/workspaces/soc/providers/Microsoft.SecurityInsights/incidents/i1",
    "/subscriptions/22222222-2222-4222-8222-222222222222",
    "/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/rg10",
];
pub(crate) const WORKSPACE: usize = 6;

/// Patterns that roles, denies and conditions are made of.
pub(crate) const PATTERNS: [&str; 17] = [
    "*",
    "*/read",
    "*/write",
    "Microsoft.Authorization/roleAssignments/write",
    "Microsoft.Authorization/*",
    "Microsoft.SecurityInsights/*",
    "Microsoft.SecurityInsights/*/read",
    "Microsoft.SecurityInsights/incidents/read",
    "Microsoft.OperationalInsights/workspaces/*/read",
    "microsoft.operationalinsights/WORKSPACES/read",
    "Microsoft.Support/*",
    "Microsoft.Support/*/write",
    "Microsoft.Support/tickets/write ",
    "Microsoft.Authorization/*/Write",
    "Microsoft.SecurityInsights/*/*",
    "Microsoft.SecurityInsights/incidents/*",
    "Microsoft.Authorization/roleAssignments/*",
];

/// How many conditions there are; see `evaluate::condition` for what each says.
pub(crate) const CONDITIONS: usize = 8;

/// A tenant.
#[derive(Debug, Clone)]
pub(crate) struct World {
    pub roles: Vec<Role>,
    pub grants: Vec<Grant>,
    pub denies: Vec<Deny>,
    /// (group, member, eligible only).
    pub members: Vec<(usize, usize, bool)>,
    /// Groups whose members were exported.
    pub listed: [bool; 4],
    /// `isAssignableToRole` of each group.
    pub assignable: [Option<bool>; 4],
    pub directory: Vec<DirectoryGrant>,
    /// Parents of `corp`, `prod`, and the two subscriptions: which management group scope, if the tree says.
    pub parents: [Option<usize>; 4],
    /// The management group that a list of the first subscription shows an assignment to be inherited from.
    pub inherited: Option<usize>,
    /// The last user is in no directory export.
    pub orphan: bool,
    /// Users were exported at all.
    pub users_exported: bool,
    pub assignments_partial: bool,
    pub directory_partial: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Role {
    pub source: RoleSource,
    pub blocks: Vec<Block>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum RoleSource {
    Arm,
    /// Blocks are merged into one.
    PowerShell,
    Missing,
}

#[derive(Debug, Clone)]
pub(crate) struct Block {
    pub lists: [Vec<usize>; 4],
    pub condition: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Narrowed {
    No,
    By(usize),
    /// The export has no such column.
    NotExported,
}

#[derive(Debug, Clone)]
pub(crate) struct Grant {
    pub who: usize,
    pub role: usize,
    pub at: usize,
    pub narrowed: Narrowed,
    pub eligible: bool,
    /// A schedule says that its time is over.
    pub over: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Deny {
    pub at: usize,
    pub lists: [Vec<usize>; 4],
    pub everyone: bool,
    pub principals: Vec<usize>,
    pub exclude: Vec<usize>,
    pub not_to_children: bool,
    pub audit: bool,
    pub condition: Option<usize>,
}

#[derive(Debug, Clone)]
pub(crate) struct DirectoryGrant {
    pub who: usize,
    /// Global Administrator, Security Administrator, or another one.
    pub role: usize,
    pub unit: bool,
    pub eligible: bool,
}

pub(crate) const DIRECTORY_ROLES: [&str; 3] =
    ["62e90394-69f5-4237-9190-012177145e10", "194ae4cb-b126-40b2-bd5b-6091b380977d", "5d6b6bb7-de71-4623-b4af-96380a352509"];

pub(crate) fn person(number: usize) -> String {
    format!("bbbbbbbb-0000-4000-8000-{number:012x}")
}

pub(crate) fn role_id(number: usize) -> String {
    format!("cccccccc-0000-4000-8000-{number:012x}")
}

/// The pattern with two stars is rare: it is a search of its own, and a slow one.
fn pattern() -> impl Strategy<Value = usize> {
    prop_oneof![140 => 0..14_usize, 20 => 15..PATTERNS.len(), 1 => Just(14_usize)]
}

fn lists() -> impl Strategy<Value = [Vec<usize>; 4]> {
    let list = |most| prop::collection::vec(pattern(), 0..=most);
    (prop::collection::vec(pattern(), 1..4), list(2), list(1), list(1)).prop_map(|(a, b, c, d)| [a, b, c, d])
}

fn role() -> impl Strategy<Value = Role> {
    let source = prop_oneof![8 => Just(RoleSource::Arm), 1 => Just(RoleSource::PowerShell), 1 => Just(RoleSource::Missing)];
    let block = (lists(), prop::option::weighted(0.2, 0..CONDITIONS)).prop_map(|(lists, condition)| Block { lists, condition });
    (source, prop::collection::vec(block, 1..3)).prop_map(|(source, blocks)| Role { source, blocks })
}

fn grant() -> impl Strategy<Value = Grant> {
    let narrowed = prop_oneof![
        6 => Just(Narrowed::No),
        3 => (0..CONDITIONS).prop_map(Narrowed::By),
        1 => Just(Narrowed::NotExported)
    ];
    let flags = (prop::bool::weighted(0.2), prop::bool::weighted(0.1));
    (0..PEOPLE, 0..ROLES, 0..SCOPES.len(), narrowed, flags).prop_map(|(who, role, at, narrowed, (eligible, over))| Grant {
        who,
        role,
        at,
        narrowed,
        eligible,
        over,
    })
}

fn deny() -> impl Strategy<Value = Deny> {
    let people = || prop::collection::vec(0..PEOPLE, 0..3);
    let flags = (prop::bool::weighted(0.4), prop::bool::weighted(0.2), prop::bool::weighted(0.15));
    (0..SCOPES.len(), lists(), people(), people(), flags, prop::option::weighted(0.3, 0..CONDITIONS)).prop_map(
        |(at, lists, principals, exclude, (everyone, not_to_children, audit), condition)| Deny {
            at,
            lists,
            everyone: everyone || principals.is_empty(),
            principals,
            exclude,
            not_to_children,
            audit,
            condition,
        },
    )
}

pub(crate) fn world() -> impl Strategy<Value = World> {
    let directory = (0..PEOPLE, 0..3_usize, prop::bool::weighted(0.2), prop::bool::weighted(0.3))
        .prop_map(|(who, role, unit, eligible)| DirectoryGrant { who, role, unit, eligible });
    let member = (USERS..PEOPLE, 0..PEOPLE, prop::bool::weighted(0.2));
    let holdings = (
        prop::collection::vec(role(), ROLES),
        prop::collection::vec(grant(), 0..6),
        prop::collection::vec(deny(), 0..3),
        prop::collection::vec(directory, 0..3),
    );
    let groups = (
        prop::collection::vec(member, 0..7),
        prop::array::uniform4(prop::bool::weighted(0.85)),
        prop::array::uniform4(prop::option::of(any::<bool>())),
    );
    let parent = |choices: Vec<usize>| prop::option::weighted(0.8, prop::sample::select(choices));
    let parents = (parent(vec![1]), parent(vec![1, 2]), parent(vec![1, 2, 3]), parent(vec![1, 2, 3]));
    let flags = (prop::bool::weighted(0.1), prop::bool::weighted(0.9), prop::bool::weighted(0.1), prop::bool::weighted(0.1));
    let inherited = prop::option::weighted(0.25, 2..4_usize);
    (holdings, groups, parents, flags, inherited).prop_map(|(holdings, groups, (a, b, c, d), flags, inherited)| World {
        inherited,
        roles: holdings.0,
        grants: one_of_each(holdings.1),
        denies: holdings.2,
        directory: holdings.3,
        members: groups.0,
        listed: groups.1,
        assignable: groups.2,
        parents: [a, b, c, d],
        orphan: flags.0,
        users_exported: flags.1,
        assignments_partial: flags.2,
        directory_partial: flags.3,
    })
}

/// Azure holds one assignment for a principal, role and scope (R-ASN-3).
fn one_of_each(grants: Vec<Grant>) -> Vec<Grant> {
    let mut kept: Vec<Grant> = Vec::new();
    for grant in grants {
        if !kept.iter().any(|other| (other.who, other.role, other.at) == (grant.who, grant.role, grant.at)) {
            kept.push(grant);
        }
    }
    kept
}

fn actions(plane: Plane, texts: &[&str], at: TargetKind) -> Requirement {
    let patterns = texts.iter().map(|text| Pattern::parse(text)).collect();
    Requirement::Leaf(Leaf { what: Need::Actions { plane, patterns }, at, unconditional: false, assigns: None })
}

fn unconditional(requirement: Requirement) -> Requirement {
    match requirement {
        Requirement::Leaf(leaf) => Requirement::Leaf(Leaf { unconditional: true, ..leaf }),
        other => other,
    }
}

fn the_role(number: usize, at: TargetKind, unconditional: bool) -> Requirement {
    let id = Guid::parse(&role_id(number)).expect("a GUID");
    let what = Need::Role { id, name: format!("Role {number}"), covered_by: Vec::new(), itself: false };
    Requirement::Leaf(Leaf { what, at, unconditional, assigns: None })
}

fn directory(number: usize) -> Requirement {
    let template = DIRECTORY_ROLES.get(number).and_then(|id| Guid::parse(id)).expect("a GUID");
    let what = Need::DirectoryRole { template, name: format!("Directory {number}") };
    Requirement::Leaf(Leaf { what, at: TargetKind::Tenant, unconditional: false, assigns: None })
}

/// One task for each way of requiring something.
pub(crate) fn pack() -> TaskPack {
    use TargetKind::{Subscription, Tenant, Workspace};
    let control = |texts: &[&str], at| actions(Plane::Control, texts, at);
    let tasks = [
        (Subscription, control(&["Microsoft.Authorization/roleAssignments/write"], Subscription)),
        (
            Workspace,
            control(&["Microsoft.SecurityInsights/Incidents/read", "Microsoft.OperationalInsights/workspaces/read"], Workspace),
        ),
        (Subscription, control(&["Microsoft.Support/*"], Subscription)),
        (
            Workspace,
            Requirement::Any(vec![
                the_role(0, Subscription, false),
                Requirement::All(vec![the_role(1, Subscription, false), the_role(2, Workspace, false)]),
            ]),
        ),
        (Workspace, actions(Plane::Data, &["Microsoft.SecurityInsights/incidents/read"], Workspace)),
        (Tenant, Requirement::Any(vec![directory(0), directory(1)])),
        (Workspace, the_role(3, Subscription, true)),
        (Workspace, the_role(1, Workspace, false)),
        (Workspace, control(&["*/read"], Workspace)),
        (Workspace, Requirement::All(vec![directory(1), the_role(0, Workspace, false)])),
        (Subscription, unconditional(control(&["Microsoft.Support/tickets/write"], Subscription))),
    ];
    let task = |(number, (target, requires)): (usize, (TargetKind, Requirement))| Task {
        id: format!("task-{number}"),
        formerly: None,
        title: String::new(),
        target,
        resource_type: None,
        requires,
        uses: if number == 7 { uses() } else { Vec::new() },
        note: None,
        review: Vec::new(),
        examples: Examples::default(),
    };
    let source = PackSource::default();
    let tasks = tasks.into_iter().enumerate().map(task).collect();
    TaskPack { id: "laws".into(), title: String::new(), source, prerequisites: Vec::new(), tasks, caveats: Vec::new() }
}

/// What the task with documented uses exercises.
fn uses() -> Vec<PlanePattern> {
    let pattern = Pattern::parse("Microsoft.SecurityInsights/incidents/read");
    vec![PlanePattern { plane: Plane::Control, pattern }]
}
