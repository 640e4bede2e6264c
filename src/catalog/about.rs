//! What a catalog says about itself: its sections, their dates, the sources of their facts, and how many facts there are.
//!
//! All of it is in the heads of the sections; no fact is decoded to answer it.

use jiff::civil::Date;

/// The sections of a catalog, in the order in which a catalog file holds them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SectionKind {
    /// Built-in Azure role definitions.
    BuiltInRoles,
    /// Built-in Entra directory roles.
    DirectoryRoles,
    /// Operations of resource providers, by plane.
    Operations,
    /// Which built-in roles count as privileged, and their access tier.
    RolePrivilege,
    /// Patterns that sort actions into access tiers.
    ActionTiers,
    /// The actions that Terraform resource types need.
    Terraform,
}

impl SectionKind {
    /// Every section with the name in its head.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::BuiltInRoles, "roles"),
        (Self::DirectoryRoles, "directory-roles"),
        (Self::Operations, "operations"),
        (Self::RolePrivilege, "role-privilege"),
        (Self::ActionTiers, "action-tiers"),
        (Self::Terraform, "terraform"),
    ];

    /// The name in the section's head.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |&(_, name)| name)
    }

    /// The section with this name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == text).map(|&(kind, _)| kind)
    }
}

/// Where the facts of one section come from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Provenance {
    /// The day whose state the facts show.
    pub date: Date,
    /// The sources, each with its licence where it has one.
    pub sources: Vec<Box<str>>,
}

/// One section, as its head describes it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct SectionAbout {
    /// The section's name.
    pub section: &'static str,
    /// The day whose state the facts show.
    #[serde(serialize_with = "as_text")]
    pub date: Date,
    /// How many facts it holds: roles, distinct operation names, tier patterns, Terraform types.
    pub count: usize,
    /// Where the facts come from.
    pub sources: Vec<Box<str>>,
}

/// What a catalog says about itself. A section that it does not hold counts as zero.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct About {
    /// The date of its newest section.
    #[serde(serialize_with = "as_text")]
    pub date: Date,
    /// Built-in Azure roles.
    pub roles: usize,
    /// Entra directory roles.
    pub directory_roles: usize,
    /// Distinct names of operations; a name that exists in both planes counts once.
    pub operations: usize,
    /// The sections that it holds.
    pub sections: Vec<SectionAbout>,
}

impl About {
    /// Sums up sections.
    pub(super) fn new(sections: Vec<SectionAbout>) -> Self {
        let count = |kind: SectionKind| sections.iter().find(|each| each.section == kind.name()).map_or(0, |each| each.count);
        Self {
            date: sections.iter().map(|each| each.date).max().unwrap_or_default(),
            roles: count(SectionKind::BuiltInRoles),
            directory_roles: count(SectionKind::DirectoryRoles),
            operations: count(SectionKind::Operations),
            sections,
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes the field by reference")]
fn as_text<S: serde::Serializer>(date: &Date, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(date)
}
