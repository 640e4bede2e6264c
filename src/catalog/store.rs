//! [`Catalog`]: the facts that Azure ships, each section decoded when it is first asked for.

use std::sync::{Arc, OnceLock};

use super::about::{About, SectionAbout, SectionKind};
use super::directory_roles::{BuiltInDirectoryRole, DirectoryRoles};
use super::error::CatalogError;
use super::format::{self, FormatFault, LineFault, Section};
use super::operations::Operations;
use super::privilege::{Privileges, Tier, TierClass, Tiers};
use super::roles::BuiltInRoles;
use super::terraform::{Terraform, TerraformKind, TerraformType};
use crate::model::{ObjectId, RoleDefinition};
use crate::source::Source;

/// The facts that are part of the program, one text per section.
const EMBEDDED: [(SectionKind, &str); 6] = [
    (SectionKind::BuiltInRoles, include_str!("../../rules/catalog/roles.txt")),
    (SectionKind::DirectoryRoles, include_str!("../../rules/catalog/directory-roles.txt")),
    (SectionKind::Operations, include_str!("../../rules/catalog/operations.txt")),
    (SectionKind::RolePrivilege, include_str!("../../rules/catalog/role-privilege.txt")),
    (SectionKind::ActionTiers, include_str!("../../rules/catalog/action-tiers.txt")),
    (SectionKind::Terraform, include_str!("../../rules/catalog/terraform.txt")),
];

/// What Azure ships: built-in roles, Entra directory roles, operations, and how privileged they are.
///
/// The embedded catalog decodes a section when it is first used, so that a run pays for what it asks; a catalog from a file is
/// checked as a whole when it is loaded.
#[derive(Debug)]
pub struct Catalog {
    about: About,
    roles: Lazy<BuiltInRoles>,
    directory_roles: Lazy<DirectoryRoles>,
    operations: Lazy<Operations>,
    privileges: Lazy<Privileges>,
    tiers: Lazy<Tiers>,
    terraform: Lazy<Terraform>,
}

impl Catalog {
    /// The catalog that is part of the program. There is one, and everybody shares it.
    pub fn embedded() -> Arc<Self> {
        static CATALOG: OnceLock<Arc<Catalog>> = OnceLock::new();
        Arc::clone(CATALOG.get_or_init(|| {
            let sections = EMBEDDED.iter().filter_map(|(_, text)| format::single(text).ok());
            Arc::new(Self::of(&sections.collect::<Vec<_>>()))
        }))
    }

    /// Reads a catalog, and checks all of it. What it does not hold is empty; nothing is taken from the embedded catalog.
    pub fn load(text: &Source) -> Result<Self, CatalogError> {
        Self::check(text.text()).map_err(|fault| CatalogError::new(text, fault))
    }

    /// What the catalog says about itself; decodes no facts.
    pub const fn about(&self) -> &About {
        &self.about
    }

    /// The built-in Azure roles, by id.
    pub fn roles(&self) -> &[RoleDefinition] {
        self.role_table().as_slice()
    }

    /// The role with this id (R-DEF-8).
    pub fn role(&self, id: &ObjectId) -> Option<&RoleDefinition> {
        self.role_table().by_id(id)
    }

    /// The role with this display name: exactly, else without regard to case.
    pub fn role_by_name(&self, name: &str) -> Option<&RoleDefinition> {
        self.role_table().by_name(name)
    }

    /// The role whose name is closest to one that does not exist, if any is close.
    pub fn suggest_role(&self, name: &str) -> Option<&RoleDefinition> {
        self.role_table().suggest(name)
    }

    /// Whether Microsoft marks a role as privileged; `None` if no source mentions the role.
    pub fn is_privileged(&self, role: &ObjectId) -> Option<bool> {
        Some(self.privileges().of(role.guid()?)?.privileged)
    }

    /// The access tier of a role.
    pub fn role_tier(&self, role: &ObjectId) -> Option<Tier> {
        self.privileges().of(role.guid()?)?.tier
    }

    /// The Entra directory roles, by template id.
    pub fn directory_roles(&self) -> &[BuiltInDirectoryRole] {
        self.directory_role_table().as_slice()
    }

    /// The directory role with this template id (R-ENT-3).
    pub fn directory_role(&self, template: &ObjectId) -> Option<&BuiltInDirectoryRole> {
        self.directory_role_table().by_id(template)
    }

    /// The directory role with this display name: exactly, else without regard to case.
    pub fn directory_role_by_name(&self, name: &str) -> Option<&BuiltInDirectoryRole> {
        self.directory_role_table().by_name(name)
    }

    /// The directory role whose name is closest to one that does not exist, if any is close.
    pub fn suggest_directory_role(&self, name: &str) -> Option<&BuiltInDirectoryRole> {
        self.directory_role_table().suggest(name)
    }

    /// Every action that a directory role grants, inherited ones included (R-ENT-10), each once.
    pub fn directory_role_actions<'a>(&'a self, role: &'a BuiltInDirectoryRole) -> Vec<&'a str> {
        self.directory_role_table().actions(role)
    }

    /// The operations of resource providers.
    pub fn operations(&self) -> &Operations {
        self.operations.get(Operations::decode)
    }

    /// The access tier of an action: the most privileged class that it is in.
    pub fn tier(&self, action: &str) -> Option<Tier> {
        self.tiers.get(Tiers::decode).of(action)
    }

    /// The classes behind [`Self::tier`], the most privileged tier first.
    pub fn tier_classes(&self) -> &[TierClass] {
        self.tiers.get(Tiers::decode).as_slice()
    }

    /// What a type of Terraform's azurerm provider needs.
    pub fn terraform(&self, kind: TerraformKind, name: &str) -> Option<&TerraformType> {
        self.terraform.get(Terraform::decode).find(kind, name)
    }

    /// Every type of Terraform's azurerm provider, by kind and name.
    pub fn terraform_types(&self) -> &[TerraformType] {
        self.terraform.get(Terraform::decode).as_slice()
    }

    pub(super) fn privileges(&self) -> &Privileges {
        self.privileges.get(Privileges::decode)
    }

    fn role_table(&self) -> &BuiltInRoles {
        self.roles.get(BuiltInRoles::decode)
    }

    fn directory_role_table(&self) -> &DirectoryRoles {
        self.directory_roles.get(DirectoryRoles::decode)
    }

    /// A catalog of sections whose rows are part of the program.
    fn of(sections: &[Section<'static>]) -> Self {
        let rows = |kind| sections.iter().find(|section| section.kind == kind).map_or("", |section| section.rows);
        Self {
            roles: Lazy::new(rows(SectionKind::BuiltInRoles)),
            directory_roles: Lazy::new(rows(SectionKind::DirectoryRoles)),
            operations: Lazy::new(rows(SectionKind::Operations)),
            privileges: Lazy::new(rows(SectionKind::RolePrivilege)),
            tiers: Lazy::new(rows(SectionKind::ActionTiers)),
            terraform: Lazy::new(rows(SectionKind::Terraform)),
            about: About::new(sections.iter().map(Section::about).collect()),
        }
    }

    /// Decodes every section of a text, and compares the counts in the heads with the rows.
    pub(super) fn check(text: &str) -> Result<Self, LineFault<'_>> {
        let sections = format::sections(text)?;
        let mut catalog = Self::of(&[]);
        let mut abouts = Vec::new();
        for section in &sections {
            let found = catalog.fill(section)?;
            if let Some(stated) = section.count.filter(|&stated| stated != found) {
                let head = section.rows.lines().next().unwrap_or(section.rows);
                return Err(LineFault::new(head, FormatFault::Count { stated, found }));
            }
            abouts.push(SectionAbout { count: found, ..section.about() });
        }
        catalog.about = About::new(abouts);
        Ok(catalog)
    }

    /// Decodes one section, and counts its facts.
    fn fill<'a>(&mut self, section: &Section<'a>) -> Result<usize, LineFault<'a>> {
        let rows = section.rows;
        Ok(match section.kind {
            SectionKind::BuiltInRoles => self.roles.fill(BuiltInRoles::decode(rows)?).as_slice().len(),
            SectionKind::DirectoryRoles => self.directory_roles.fill(DirectoryRoles::decode(rows)?).as_slice().len(),
            SectionKind::Operations => self.operations.fill(Operations::decode(rows)?).distinct_names(),
            SectionKind::RolePrivilege => self.privileges.fill(Privileges::decode(rows)?).as_slice().len(),
            SectionKind::ActionTiers => self.tiers.fill(Tiers::decode(rows)?).count(),
            SectionKind::Terraform => self.terraform.fill(Terraform::decode(rows)?).as_slice().len(),
        })
    }
}

/// Rows that are decoded when they are first asked for.
#[derive(Debug)]
struct Lazy<T> {
    rows: &'static str,
    value: OnceLock<T>,
}

impl<T: Default> Lazy<T> {
    const fn new(rows: &'static str) -> Self {
        Self { rows, value: OnceLock::new() }
    }

    /// The rows of the embedded catalog are correct: a test decodes all of them. No other rows get here undecoded.
    fn get(&self, decode: fn(&'static str) -> Result<T, LineFault<'static>>) -> &T {
        self.value.get_or_init(|| decode(self.rows).unwrap_or_default())
    }

    fn fill(&mut self, value: T) -> &T {
        self.value = OnceLock::new();
        self.value.get_or_init(|| value)
    }
}
