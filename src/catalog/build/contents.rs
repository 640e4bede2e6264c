//! [`Contents`]: the facts of a catalog while it is built, and how they are written.

use std::collections::BTreeMap;

use crate::catalog::about::{Provenance, SectionKind};
use crate::catalog::directory_roles::{self, BuiltInDirectoryRole};
use crate::catalog::format::{write_head, write_start};
use crate::catalog::operations;
use crate::catalog::privilege::{self, Privilege, Tier, TierClass};
use crate::catalog::roles;
use crate::catalog::store::Catalog;
use crate::catalog::terraform::{self, Phases, TerraformKind, TerraformType};
use crate::model::{Guid, Plane, RoleDefinition};

/// What a Terraform type needs: actions with the phases that need them.
pub(super) type Needs = BTreeMap<Box<str>, Phases>;

/// The facts of a catalog, each under the key that it is sorted by.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contents {
    pub(super) roles: BTreeMap<Guid, RoleDefinition>,
    pub(super) directory_roles: BTreeMap<Guid, BuiltInDirectoryRole>,
    /// Names by plane and lower-case name.
    pub(super) operations: BTreeMap<(Plane, String), Box<str>>,
    pub(super) privileges: BTreeMap<Guid, Privilege>,
    pub(super) tiers: BTreeMap<(Tier, Box<str>), TierClass>,
    pub(super) terraform: BTreeMap<(TerraformKind, Box<str>), Needs>,
    pub(super) provenance: BTreeMap<SectionKind, Provenance>,
}

impl Contents {
    /// Everything that a catalog holds.
    pub(super) fn of(catalog: &Catalog) -> Self {
        let guid = |role: &RoleDefinition| role.id.guid();
        let operations = catalog.operations();
        let named = |plane| operations.ids(plane).map(move |id| (plane, id));
        let sections = catalog.about().sections.iter();
        Self {
            roles: catalog.roles().iter().filter_map(|role| Some((guid(role)?, role.clone()))).collect(),
            directory_roles: catalog
                .directory_roles()
                .iter()
                .filter_map(|role| Some((role.definition.id.guid()?, role.clone())))
                .collect(),
            operations: named(Plane::Control)
                .chain(named(Plane::Data))
                .map(|(plane, id)| ((plane, operations.lower_name(id).to_owned()), operations.name(id).into()))
                .collect(),
            privileges: catalog.privileges().as_slice().iter().map(|each| (each.role, *each)).collect(),
            tiers: catalog.tier_classes().iter().map(|class| ((class.tier, class.service.clone()), class.clone())).collect(),
            terraform: catalog.terraform_types().iter().map(|each| ((each.kind, each.name.clone()), needs(each))).collect(),
            provenance: sections
                .filter_map(|about| {
                    let provenance = Provenance { date: about.date, sources: about.sources.clone() };
                    Some((SectionKind::parse(about.section)?, provenance))
                })
                .collect(),
        }
    }

    /// The sections that hold facts.
    pub fn sections(&self) -> impl Iterator<Item = SectionKind> {
        SectionKind::ALL.into_iter().map(|(kind, _)| kind).filter(|kind| self.count(*kind) > 0)
    }

    /// How many facts a section holds, counted as its head counts them.
    pub fn count(&self, kind: SectionKind) -> usize {
        match kind {
            SectionKind::BuiltInRoles => self.roles.len(),
            SectionKind::DirectoryRoles => self.directory_roles.len(),
            SectionKind::Operations => self.distinct_operation_names(),
            SectionKind::RolePrivilege => self.privileges.len(),
            SectionKind::ActionTiers => self.tiers.values().map(|class| class.allow.len() + class.except.len()).sum(),
            SectionKind::Terraform => self.terraform.len(),
        }
    }

    /// The whole catalog as one text, as `--catalog FILE` takes it.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        write_start(&mut out, "Written by `rolecall catalog build`.");
        for kind in self.sections() {
            out.push('\n');
            legend(kind).lines().for_each(|line| out.extend(["# ", line, "\n"]));
            self.write(kind, &mut out);
        }
        out
    }

    /// The catalog as one text per section, with the name of the file that each belongs in.
    pub fn to_files(&self) -> Vec<(String, String)> {
        let file = |kind: SectionKind| {
            let mut out = String::new();
            write_start(&mut out, &format!("Written by `rolecall catalog build`.\n{}", legend(kind)));
            self.write(kind, &mut out);
            (format!("{}.txt", kind.name()), out)
        };
        SectionKind::ALL.into_iter().map(|(kind, _)| file(kind)).collect()
    }

    fn distinct_operation_names(&self) -> usize {
        let both = |(plane, name): &&(Plane, String)| {
            *plane == Plane::Data && self.operations.contains_key(&(Plane::Control, name.clone()))
        };
        self.operations.len() - self.operations.keys().filter(both).count()
    }

    fn write(&self, kind: SectionKind, out: &mut String) {
        let provenance = self.provenance.get(&kind).cloned().unwrap_or_default();
        write_head(out, kind, &provenance, self.count(kind));
        match kind {
            SectionKind::BuiltInRoles => roles::encode(self.roles.values(), out),
            SectionKind::DirectoryRoles => directory_roles::encode(self.directory_roles.values(), out),
            SectionKind::Operations => self.write_operations(out),
            SectionKind::RolePrivilege => privilege::encode_privileges(self.privileges.values(), out),
            SectionKind::ActionTiers => privilege::encode_tiers(self.tiers.values(), out),
            SectionKind::Terraform => self.write_terraform(out),
        }
    }

    fn write_operations(&self, out: &mut String) {
        for plane in [Plane::Control, Plane::Data] {
            let own = self.operations.iter().filter(|((of, _), _)| *of == plane);
            let names: Vec<&str> = own.map(|(_, name)| &**name).collect();
            operations::encode(plane, &names, out);
        }
    }

    fn write_terraform(&self, out: &mut String) {
        for ((kind, name), needs) in &self.terraform {
            let needs = needs.iter().map(|(action, phases)| (*phases, action.clone())).collect();
            let one = TerraformType { kind: *kind, name: name.clone(), needs };
            terraform::encode(std::iter::once(&one), out);
        }
    }
}

pub(super) fn needs(each: &TerraformType) -> Needs {
    each.needs.iter().map(|(phases, action)| (action.clone(), *phases)).collect()
}

/// How to read the rows of a section.
const fn legend(kind: SectionKind) -> &'static str {
    match kind {
        SectionKind::BuiltInRoles => {
            "+ action, - not-action, +d data action, -d not-data-action, @ assignable scope where it is not `/` alone,\n\
             if VERSION CONDITION, or: the next permission block."
        }
        SectionKind::DirectoryRoles => {
            "+ action, +s action that only the service lists, -d action that only the documentation lists (not granted)."
        }
        SectionKind::Operations => {
            "The blanks before a line count the segments that it shares with the line above; a slash at the end opens a path."
        }
        SectionKind::RolePrivilege => "ROLE-ID TIER [privileged]",
        SectionKind::ActionTiers => "TIER SERVICE, + pattern, - exception. Of several classes the most privileged tier counts.",
        SectionKind::Terraform => {
            "resource|data TYPE, then the phases that need an action: p plan, a apply, m modify, d destroy."
        }
    }
}
