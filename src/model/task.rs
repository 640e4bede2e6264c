//! Task packs, as data: which permissions a documented task requires, and where.

use super::guid::{Guid, ObjectId};
use super::prerequisite::Prerequisite;
use super::principal::{PrincipalId, PrincipalKind};
use crate::pattern::Pattern;

/// A pack of tasks with its source (docs/task-packs.md).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskPack {
    /// Stable id, such as `sentinel-defender-2025-01`.
    pub id: String,
    /// Title.
    pub title: String,
    /// The document that the pack restates.
    pub source: PackSource,
    /// What must be true before the procedure begins, in the order of the file.
    pub prerequisites: Vec<Prerequisite>,
    /// The tasks, in the order of the file.
    pub tasks: Vec<Task>,
    /// What the document says that no export shows: reports repeat it.
    pub caveats: Vec<String>,
}

impl TaskPack {
    /// A pack of one task, that restates no document.
    pub fn of(task: Task) -> Self {
        Self {
            id: String::new(),
            title: String::new(),
            source: PackSource::default(),
            prerequisites: Vec::new(),
            tasks: vec![task],
            caveats: Vec::new(),
        }
    }
}

/// The document that a pack restates (R-PACK-2).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PackSource {
    /// Its address.
    pub url: String,
    /// The date of the version that was read, `YYYY-MM-DD`.
    pub dated: String,
    /// How many rows its tables had.
    pub rows: Option<usize>,
    /// The hash of its tables, by which an import sees that the document changed.
    pub hash: Option<String>,
    /// The pack of a newer version.
    pub superseded_by: Option<String>,
    /// The day from which on what it describes is no more, `YYYY-MM-DD`.
    pub retires: Option<String>,
}

/// What a task is called: scripts go by its id, people read its title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskName {
    /// Its stable id, which is all of it that JSON has.
    pub id: String,
    /// Its title.
    pub title: String,
}

impl serde::Serialize for TaskName {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.id.serialize(serializer)
    }
}

/// A task that a document says which permissions are needed for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// Stable id, such as `connect-workspace`; unique in the pack.
    pub id: String,
    /// Title.
    pub title: String,
    /// The id that an earlier pack has for the same step.
    pub formerly: Option<String>,
    /// What the task is done to.
    pub target: TargetKind,
    /// The type of the resources that it is done to, such as `Microsoft.KeyVault/vaults`, where the target is a resource.
    pub resource_type: Option<Box<str>>,
    /// What it requires.
    pub requires: Requirement,
    /// The actions that the task is known to use: only a deny assignment of these blocks it. Empty: not documented.
    pub uses: Vec<PlanePattern>,
    /// How the document was read, and why.
    pub note: Option<String>,
    /// Readings of the document that a person has not looked at yet.
    pub review: Vec<String>,
    /// Grants that suffice, and grants that do not: run as tests.
    pub examples: Examples,
}

impl Task {
    /// A task that no document names: a question in the form of a task.
    pub const fn asking(id: String, title: String, target: TargetKind, requires: Requirement) -> Self {
        let examples = Examples { allowed: Vec::new(), not_allowed: Vec::new() };
        Self {
            id,
            title,
            formerly: None,
            target,
            resource_type: None,
            requires,
            uses: Vec::new(),
            note: None,
            review: Vec::new(),
            examples,
        }
    }
}

/// A pattern in the plane that it speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanePattern {
    /// Which plane.
    pub plane: Plane,
    /// Which actions.
    pub pattern: Pattern,
}

/// The two disjoint worlds of actions (R-DEF-5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Plane {
    /// Actions and `NotActions`.
    Control,
    /// `DataActions` and `NotDataActions`.
    Data,
}

impl Plane {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Control, Self::Data];

    /// The name that reports use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Control => "control",
            Self::Data => "data",
        }
    }

    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Control => Self::Data,
            Self::Data => Self::Control,
        }
    }
}

/// What a task is done to, and where a grant must be effective.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TargetKind {
    /// The tenant.
    Tenant,
    /// A subscription.
    Subscription,
    /// A resource group.
    ResourceGroup,
    /// A Log Analytics workspace.
    Workspace,
    /// Any other resource.
    Resource,
    /// A group of the directory.
    Group,
}

impl TargetKind {
    /// Every kind with the name that packs use.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::Tenant, "tenant"),
        (Self::Subscription, "subscription"),
        (Self::ResourceGroup, "resource-group"),
        (Self::Workspace, "workspace"),
        (Self::Resource, "resource"),
        (Self::Group, "group"),
    ];

    /// The name that packs use.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |&(_, name)| name)
    }
}

/// What somebody is to do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Duty {
    /// Who.
    pub principal: PrincipalId,
    /// The id of the task, as some pack has it or an earlier one had.
    pub task: String,
}

/// A formula over leaves (R-PACK-1). `Any` takes the best of its parts, `All` the worst.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Requirement {
    /// One part suffices.
    Any(Vec<Requirement>),
    /// Every part is needed.
    All(Vec<Requirement>),
    /// One grant.
    Leaf(Leaf),
}

impl Requirement {
    /// Its leaves, in the order in which they are written.
    pub fn leaves(&self) -> impl Iterator<Item = &Leaf> {
        let mut open = vec![self];
        std::iter::from_fn(move || {
            loop {
                match open.pop()? {
                    Self::Leaf(leaf) => return Some(leaf),
                    Self::Any(parts) | Self::All(parts) => open.extend(parts.iter().rev()),
                }
            }
        })
    }

    /// Whether some leaf asks for the role without a condition.
    pub fn demands_unconditional(&self, role: &ObjectId) -> bool {
        let names = |leaf: &Leaf| matches!(&leaf.what, Need::Role { id, .. } if *role == ObjectId::Guid(*id));
        self.leaves().any(|leaf| leaf.unconditional && names(leaf))
    }

    /// The formula in one line, with brackets where `and` and `or` meet.
    pub fn in_words(&self) -> String {
        let joined = |parts: &[Self], word: &str| {
            let inside = |part: &Self| match part {
                Self::Leaf(leaf) => leaf.in_words(),
                Self::Any(parts) | Self::All(parts) if parts.len() == 1 => part.in_words(),
                Self::Any(_) | Self::All(_) => format!("({})", part.in_words()),
            };
            parts.iter().map(inside).collect::<Vec<_>>().join(word)
        };
        match self {
            Self::Leaf(leaf) => leaf.in_words(),
            Self::Any(parts) => joined(parts, " or "),
            Self::All(parts) => joined(parts, " and "),
        }
    }
}

impl Leaf {
    /// What is asked for and where, such as `Owner without a condition at subscription`.
    pub fn in_words(&self) -> String {
        let what = match &self.what {
            Need::DirectoryRole { name, .. } => format!("the Entra role {name}"),
            Need::Role { name, .. } => name.clone(),
            Need::Actions { patterns, .. } => patterns.iter().map(Pattern::text).collect::<Vec<_>>().join(" + "),
            Need::AnyAction { plane: Plane::Control, pattern } => format!("any action of {}", pattern.text()),
            Need::AnyAction { plane: Plane::Data, pattern } => format!("any data action of {}", pattern.text()),
            Need::AppRole { name, .. } => format!("the application permission {name}"),
            Need::Owner => return "an owner of the group".to_owned(),
        };
        let free = if self.unconditional { " without a condition" } else { "" };
        format!("{what}{free} at {}", self.at.name())
    }
}

/// One thing that must be held at a scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    /// What.
    pub what: Need,
    /// The scope at which the grant must be effective: inherited grants count, narrower ones do not.
    pub at: TargetKind,
    /// The grant must carry no condition (R-SEED-3).
    pub unconditional: bool,
    /// What the task assigns, and takes back, by the grant: conditions on role assignments are asked about that.
    pub assigns: Option<Assigned>,
}

/// A role assignment that a task makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Assigned {
    /// The role.
    pub role: Guid,
    /// To what kind of principal.
    pub to: PrincipalKind,
    /// To which one, where that is asked.
    pub id: Option<Guid>,
}

impl Requirement {
    /// Whether a leaf that says nothing of assignments names this Azure role.
    pub fn names_role(&self, role: &ObjectId) -> bool {
        match self {
            Self::Any(parts) | Self::All(parts) => parts.iter().any(|part| part.names_role(role)),
            Self::Leaf(Leaf { what: Need::Role { id, .. }, assigns: None, .. }) => *role == ObjectId::Guid(*id),
            Self::Leaf(_) => false,
        }
    }
}

/// What a leaf asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Need {
    /// An Entra directory role, by template id (R-SEED-4).
    DirectoryRole {
        /// Template id.
        template: Guid,
        /// Display name.
        name: String,
    },
    /// An Azure role, by id.
    Role {
        /// Role definition id.
        id: Guid,
        /// Display name.
        name: String,
        /// Control-plane actions that other permissions must include to count as covering the role for this task (R-SEED-7,
        /// R-SEED-9); empty: everything that the role grants.
        covered_by: Vec<Pattern>,
        /// Only the role itself counts, and nothing that covers it: whoever changes its definition changes what it gives (R-CUS-14).
        itself: bool,
    },
    /// Actions, by pattern: every one of them is needed (R-SEED-6, R-SEED-8).
    Actions {
        /// Which plane.
        plane: Plane,
        /// The patterns.
        patterns: Vec<Pattern>,
    },
    /// At least one action of a pattern, whichever it is. Only a question asks for that: a task needs what its document names.
    AnyAction {
        /// Which plane.
        plane: Plane,
        /// The pattern.
        pattern: Pattern,
    },
    /// An application permission of Microsoft Graph: an app role of its, by id (R-ENT-16).
    AppRole {
        /// The id of the app role.
        id: Guid,
        /// Its value, such as `RoleManagement.ReadWrite.Directory`.
        name: String,
    },
    /// To be an owner of the group that the task is done to (R-ENT-17).
    Owner,
}

/// Grants that suffice for a task, and grants that do not.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Examples {
    /// Each suffices.
    pub allowed: Vec<Example>,
    /// None suffices.
    pub not_allowed: Vec<Example>,
}

/// What a person holds in an example, such as `Owner @ subscription + Microsoft Sentinel Reader @ workspace`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The text as written.
    pub text: String,
    /// The grants that it names.
    pub grants: Vec<ExampleGrant>,
}

/// One grant of an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExampleGrant {
    /// What is held.
    pub what: ExampleRole,
    /// Where.
    pub at: TargetKind,
}

/// What is held in an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExampleRole {
    /// An Azure built-in role.
    Role(Guid),
    /// An Entra directory role.
    DirectoryRole(Guid),
    /// A custom role with these actions.
    Actions {
        /// Which plane.
        plane: Plane,
        /// The patterns.
        patterns: Vec<Pattern>,
    },
    /// An application permission of Microsoft Graph, by the id of the app role: the holder is an application.
    AppRole(Guid),
    /// An owner of the group.
    Owner,
}
