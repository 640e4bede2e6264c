//! Azure role definitions.

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;
use std::hash::BuildHasher;

use super::guid::ObjectId;
use super::provenance::Origin;
use super::task::Plane;
use crate::pattern::Pattern;

/// The number of a role in [`Roles`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoleId(pub(crate) u32);

impl RoleId {
    /// The number as an index.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// One permission block (R-DEF-1). It allows what some `Action` matches and no `NotAction` of the same block matches
/// (R-PAT-12).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PermissionBlock {
    /// Control-plane patterns.
    pub actions: Vec<Pattern>,
    /// Control-plane exceptions.
    pub not_actions: Vec<Pattern>,
    /// Data-plane patterns.
    pub data_actions: Vec<Pattern>,
    /// Data-plane exceptions.
    pub not_data_actions: Vec<Pattern>,
    /// The block's own condition (R-COND-12).
    pub condition: Option<Box<str>>,
    /// Its version.
    pub condition_version: Option<Box<str>>,
}

impl PermissionBlock {
    /// One that grants these actions of a plane.
    pub fn granting(plane: Plane, patterns: Vec<Pattern>) -> Self {
        match plane {
            Plane::Control => Self { actions: patterns, ..Self::default() },
            Plane::Data => Self { data_actions: patterns, ..Self::default() },
        }
    }
}

/// Built-in or custom (R-DEF-1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum RoleKind {
    /// Shipped with Azure.
    BuiltIn,
    /// Made in the tenant.
    Custom,
    /// The export does not say.
    #[default]
    Unknown,
}

/// What an export lost of a definition. All false: nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent ways of losing information, each with its own rule")]
pub struct Losses {
    /// PowerShell's flat lists, which do not show where a block ends (R-DEF-14).
    pub blocks_merged: bool,
    /// An API version that knows no data actions (R-DEF-6).
    pub no_data_actions: bool,
    /// A shape without the condition key (R-DEF-7).
    pub no_conditions: bool,
    /// Some list was cut to a type name, or holds a template expression: usable for lints only (R-FMT-8, R-DEF-16).
    pub unreadable: bool,
    /// A list of exceptions holds an expression: it may take away what the definition seems to grant (R-DEF-16).
    pub open_exceptions: bool,
}

/// A role definition (R-DEF-1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleDefinition {
    /// Its identity (R-DEF-8).
    pub id: ObjectId,
    /// Display name.
    pub name: Box<str>,
    /// Built-in or custom.
    pub kind: RoleKind,
    /// Where it can be assigned; never grants anything (R-DEF-9).
    pub assignable_scopes: Vec<Box<str>>,
    /// Its permission blocks, kept apart (R-DEF-2).
    pub blocks: Vec<PermissionBlock>,
    /// What the export lost.
    pub losses: Losses,
}

impl RoleDefinition {
    /// The assignable scopes that are paths.
    pub fn known_scopes(&self) -> impl Iterator<Item = &str> {
        self.assignable_scopes.iter().map(|scope| &**scope).filter(|scope| !is_expression(scope))
    }

    /// The assignable scopes that are expressions of a role file, as they are written.
    pub fn open_scopes(&self) -> impl Iterator<Item = &str> {
        self.assignable_scopes.iter().map(|scope| &**scope).filter(|scope| is_expression(scope))
    }

    /// The role whose name is closest to one that none has, if any is close.
    pub fn closest<'r>(roles: &'r [Self], name: &str) -> Option<&'r Self> {
        crate::suggest::closest(roles, |role| &role.name, name)
    }
}

/// A role definition as one record of an input states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportedRole {
    /// The definition.
    pub definition: RoleDefinition,
    /// Where it was read.
    pub origin: Origin,
}

/// Every role id that the inputs name, each once. The definitions of the roles are elsewhere.
#[derive(Debug, Clone, Default)]
pub struct Roles {
    ids: Vec<ObjectId>,
    table: HashTable<u32>,
}

fn hash(id: &ObjectId) -> u64 {
    FxBuildHasher.hash_one(id)
}

impl Roles {
    /// The number of a role; new ones are added.
    pub fn intern(&mut self, id: ObjectId) -> RoleId {
        if let Some(known) = self.lookup(&id) {
            return known;
        }
        let number = self.ids.len() as u32;
        let code = hash(&id);
        self.ids.push(id);
        let ids = &self.ids;
        self.table.insert_unique(code, number, |&other| ids.get(other as usize).map_or(0, hash));
        RoleId(number)
    }

    /// The number of a role that is already known.
    pub fn lookup(&self, id: &ObjectId) -> Option<RoleId> {
        let same = |&other: &u32| self.ids.get(other as usize) == Some(id);
        self.table.find(hash(id), same).map(|&number| RoleId(number))
    }

    /// The id of a role. Numbers of another table show as the zero GUID.
    pub fn id(&self, role: RoleId) -> &ObjectId {
        const NONE: ObjectId = ObjectId::Guid(super::guid::Guid::ZERO);
        self.ids.get(role.index()).unwrap_or(&NONE)
    }

    /// All numbers, in the order of first mention.
    pub fn ids(&self) -> impl Iterator<Item = RoleId> + use<> {
        (0..self.ids.len() as u32).map(RoleId)
    }

    /// How many roles there are.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether it is empty.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }
}

/// The id behind any spelling of a `roleDefinitionId` (R-DEF-8): its last path segment. Terraform's own ids have the scope behind a `|`.
pub fn role_id_of(text: &str) -> ObjectId {
    let text = text.split('|').next().unwrap_or(text);
    let last = text.trim().trim_end_matches('/').rsplit('/').next().unwrap_or(text);
    ObjectId::parse(last)
}
/// Whether an assignable scope is no path: every path begins with a slash.
fn is_expression(scope: &str) -> bool {
    !scope.trim_start().starts_with('/') || ["${", "{{", "<%"].iter().any(|opens| scope.contains(opens))
}
