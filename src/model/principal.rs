//! Principals: users, groups, service principals, and who is a member of which group.

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;
use std::hash::BuildHasher;

use super::guid::ObjectId;
use super::provenance::Origin;
use super::validity::Validity;

/// The number of a principal in [`Principals`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PrincipalId(pub(crate) u32);

impl PrincipalId {
    /// The number as an index.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a principal is, in the words of role assignments (R-ASN-2). A managed identity is a service principal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize)]
pub enum PrincipalKind {
    /// A person, guests included (R-PRI-5).
    User,
    /// A group of this tenant.
    Group,
    /// An application's identity in this tenant, managed identities included.
    ServicePrincipal,
    /// A group of another tenant: its members are never exported here (R-PRI-5).
    ForeignGroup,
    /// A device.
    Device,
    /// The inputs do not say.
    #[default]
    Unknown,
}

impl PrincipalKind {
    /// Reads the names that Azure's tools use; anything else is [`PrincipalKind::Unknown`].
    pub fn parse(text: &str) -> Self {
        let known = [
            ("User", Self::User),
            ("Group", Self::Group),
            ("ServicePrincipal", Self::ServicePrincipal),
            ("MSI", Self::ServicePrincipal),
            ("Application", Self::ServicePrincipal),
            ("ForeignGroup", Self::ForeignGroup),
            ("Device", Self::Device),
        ];
        known.iter().find(|(name, _)| name.eq_ignore_ascii_case(text.trim())).map_or(Self::Unknown, |&(_, kind)| kind)
    }

    /// The name as role assignments write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::User => "User",
            Self::Group => "Group",
            Self::ServicePrincipal => "ServicePrincipal",
            Self::ForeignGroup => "ForeignGroup",
            Self::Device => "Device",
            Self::Unknown => "Unknown",
        }
    }

    /// Whether principals of this kind have members.
    pub const fn is_group(self) -> bool {
        matches!(self, Self::Group | Self::ForeignGroup)
    }
}

/// What the inputs say about one principal. Facts only grow: a later record never erases what an earlier one said.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about one directory object")]
pub struct Principal {
    /// What it is.
    pub kind: PrincipalKind,
    /// Display name.
    pub name: Option<Box<str>>,
    /// User principal name.
    pub upn: Option<Box<str>>,
    /// `mailNickname` of a group.
    pub nickname: Option<Box<str>>,
    /// A tool that asked the directory wrote the name of this principal beside a role assignment: it existed at that time.
    pub seen: bool,
    /// The application id of a service principal; never what a role assignment names (R-PRI-6).
    pub app_id: Option<ObjectId>,
    /// `userType` is `Guest`.
    pub guest: bool,
    /// `accountEnabled`; `None` when not exported. Of exports that disagree the one counts that says that it is.
    pub enabled: Option<bool>,
    /// `isAssignableToRole` of a group (R-ENT-8); `None` when not exported.
    pub assignable_to_role: Option<bool>,
    /// Nobody sets its members by hand: a rule does (`DynamicMembership`), or a directory that it is synchronized from.
    pub members_are_derived: bool,
    /// A Microsoft 365 group (`groupTypes` has `Unified`); `None` when not exported. A group without mail is none.
    pub unified: Option<bool>,
    /// `servicePrincipalType` of a service principal is `ManagedIdentity`; `None` when not exported.
    pub managed_identity: Option<bool>,
    /// `visibility` is `HiddenMembership`: what its member list shows proves nothing (R-FMT-26).
    pub hidden_members: bool,
    /// Listed by a directory export (not merely named by an assignment or a member list).
    pub in_directory: bool,
    /// The first record of a directory export that lists it.
    pub listed: Option<Origin>,
}

impl Principal {
    /// Whether a user signs in with a password of this tenant: a guest, or another user, whose name says that it comes from elsewhere
    /// (`#EXT#`) does not. `None`: a guest whose name was not exported.
    pub fn has_own_password(&self) -> Option<bool> {
        match &self.upn {
            Some(upn) => Some(!upn.to_ascii_uppercase().contains("#EXT#")),
            None if self.guest => None,
            None => Some(true),
        }
    }
}

/// How much of a group's member list was exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Listing {
    /// No member list in the inputs.
    #[default]
    Absent,
    /// A page, or a truncated `$expand`: some members may be missing.
    Partial,
    /// All users, groups and devices; Microsoft Graph v1.0 leaves service principals out (R-FMT-25).
    WithoutServicePrincipals,
    /// All members; an empty list is knowledge (R-PRI-7).
    Complete,
}

/// Which member list a membership was read from (R-FMT-17).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MemberKind {
    /// `members`: direct members.
    Direct,
    /// `transitiveMembers`: nested groups flattened in.
    Transitive,
    /// An active instance of PIM for Groups: it bounds what the member lists say in time (R-PIM-10).
    Scheduled,
    /// Eligible for membership through PIM for Groups: no membership yet (R-PIM-8).
    Eligible,
}

/// One line of a group's member list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Membership {
    /// The group.
    pub group: PrincipalId,
    /// The member.
    pub member: PrincipalId,
    /// Which list it stood in.
    pub kind: MemberKind,
    /// When an eligible or time-bound membership counts.
    pub validity: Validity,
    /// Where it was read.
    pub origin: Origin,
}

/// What somebody owns in the directory.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum OwnedObject {
    /// A group.
    Group(PrincipalId),
    /// A service principal.
    ServicePrincipal(PrincipalId),
    /// An application registration, by its application id: its owners sign in as its service principal.
    Application(ObjectId),
}

impl OwnedObject {
    /// What kind it is.
    pub const fn kind(&self) -> OwnedKind {
        match self {
            Self::Group(_) => OwnedKind::Groups,
            Self::ServicePrincipal(_) => OwnedKind::ServicePrincipals,
            Self::Application(_) => OwnedKind::Applications,
        }
    }
}

/// What has owners.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OwnedKind {
    /// Groups.
    Groups,
    /// Service principals.
    ServicePrincipals,
    /// Application registrations.
    Applications,
}

impl OwnedKind {
    /// Each with what people call it.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Groups, "groups"), (Self::ServicePrincipals, "service principals"), (Self::Applications, "applications")];
}

/// One line of a list of owners. An owner of a group may add members to it, and one of an application may add credentials to it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OwnerRow {
    /// What is owned.
    pub owned: OwnedObject,
    /// Who owns it.
    pub owner: PrincipalId,
    /// Where it was read.
    pub origin: Origin,
}

/// One line of a list of Privileged Identity Management for Groups about an owner of a group (R-PIM-8).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnerSchedule {
    /// The group.
    pub group: PrincipalId,
    /// Who owns it, or can.
    pub owner: PrincipalId,
    /// Only after an activation.
    pub eligible: bool,
    /// When it counts.
    pub validity: Validity,
    /// Where it was read.
    pub origin: Origin,
}

/// Every principal that the inputs name, each once.
#[derive(Debug, Clone, Default)]
pub struct Principals {
    ids: Vec<ObjectId>,
    facts: Vec<Principal>,
    /// The hash is stored with the number, so the table can grow without a look at the ids.
    table: HashTable<(u64, u32)>,
}

fn hash(id: &ObjectId) -> u64 {
    FxBuildHasher.hash_one(id)
}

impl Principals {
    /// The number of a principal; new ones are added.
    pub fn intern(&mut self, id: ObjectId) -> PrincipalId {
        let code = hash(&id);
        if let Some(known) = self.find(code, &id) {
            return known;
        }
        let number = self.ids.len() as u32;
        self.ids.push(id);
        self.facts.push(Principal::default());
        self.table.insert_unique(code, (code, number), |&(code, _)| code);
        PrincipalId(number)
    }

    /// The number of a principal that is already known.
    pub fn lookup(&self, id: &ObjectId) -> Option<PrincipalId> {
        self.find(hash(id), id)
    }

    fn find(&self, code: u64, id: &ObjectId) -> Option<PrincipalId> {
        let same = |&(own, number): &(u64, u32)| own == code && self.ids.get(number as usize) == Some(id);
        self.table.find(code, same).map(|&(_, number)| PrincipalId(number))
    }

    /// The principals that people mean by a text: the one with this id, else those who sign in with this name, else those with this
    /// application id, else those who are called so. Upper and lower case are the same.
    pub fn named(&self, text: &str) -> Vec<PrincipalId> {
        let text = text.trim();
        if let Some(known) = self.lookup(&ObjectId::parse(text)) {
            return vec![known];
        }
        let lower = |text: &str| text.chars().flat_map(char::to_lowercase).collect::<Vec<char>>();
        let wanted = lower(text);
        let is = |own: Option<&str>| own.is_some_and(|own| own.chars().flat_map(char::to_lowercase).eq(wanted.iter().copied()));
        let by = |name: fn(&Principal) -> Option<&str>| -> Vec<PrincipalId> {
            self.ids().filter(|&id| is(self.facts(id).and_then(name))).collect()
        };
        let upn = by(|known| known.upn.as_deref());
        if !upn.is_empty() {
            return upn;
        }
        let app = ObjectId::parse(text);
        let apps: Vec<PrincipalId> =
            self.ids().filter(|&id| self.facts(id).is_some_and(|known| known.app_id.as_ref() == Some(&app))).collect();
        if apps.is_empty() { by(|known| known.name.as_deref()) } else { apps }
    }

    /// The id of a principal. Numbers of another table show as the zero GUID.
    pub fn id(&self, principal: PrincipalId) -> &ObjectId {
        const NOBODY: ObjectId = ObjectId::Guid(super::guid::Guid::ZERO);
        self.ids.get(principal.index()).unwrap_or(&NOBODY)
    }

    /// What is known about a principal.
    pub fn facts(&self, principal: PrincipalId) -> Option<&Principal> {
        self.facts.get(principal.index())
    }

    /// What is known about a principal, to add to it.
    pub fn facts_mut(&mut self, principal: PrincipalId) -> Option<&mut Principal> {
        self.facts.get_mut(principal.index())
    }

    /// What kind of principal it is.
    pub fn kind(&self, principal: PrincipalId) -> PrincipalKind {
        self.facts(principal).map_or(PrincipalKind::Unknown, |facts| facts.kind)
    }

    /// The name or user principal name that is closest to one that nobody has, if any is close.
    pub fn suggest(&self, typed: &str) -> Option<&str> {
        let names = self.facts.iter().flat_map(|facts| [facts.name.as_deref(), facts.upn.as_deref()]);
        let names: Vec<&str> = names.flatten().collect();
        crate::suggest::closest(&names, |name| name, typed).copied()
    }

    /// All numbers, in the order of first mention.
    pub fn ids(&self) -> impl Iterator<Item = PrincipalId> + use<> {
        (0..self.ids.len() as u32).map(PrincipalId)
    }

    /// How many principals there are.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether it is empty.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }
}
