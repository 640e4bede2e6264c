//! [`Build`]: a catalog under construction, from a base and from what inputs state.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::contents::Contents;
use super::records::StatedDirectoryRole;
use crate::catalog::about::{Provenance, SectionKind};
use crate::catalog::store::Catalog;
use crate::model::{Guid, Note, NoteCode, Notes};

/// A catalog in the making.
#[derive(Debug)]
pub struct Build {
    pub(super) date: Date,
    pub(super) base: Contents,
    pub(super) fresh: Contents,
    /// Directory roles are kept apart, because what a record does not say comes from the base.
    pub(super) directory_roles: BTreeMap<Guid, StatedDirectoryRole>,
    pub(super) made_of: BTreeMap<SectionKind, BTreeSet<Box<str>>>,
    pub(super) stated: BTreeMap<SectionKind, Provenance>,
    pub(super) notes: Notes,
}

impl Build {
    /// Starts over a base; without one, from nothing. `date` is the day that the inputs were exported.
    pub fn new(base: Option<&Catalog>, date: Date) -> Self {
        Self {
            date,
            base: base.map(Contents::of).unwrap_or_default(),
            fresh: Contents::default(),
            directory_roles: BTreeMap::new(),
            made_of: BTreeMap::new(),
            stated: BTreeMap::new(),
            notes: Notes::default(),
        }
    }

    /// The catalog, and what there is to say about the inputs.
    pub fn finish(mut self) -> (Contents, Notes) {
        let silent = self.directory_roles.values().any(StatedDirectoryRole::is_silent);
        for (id, stated) in std::mem::take(&mut self.directory_roles) {
            let role = stated.over(self.base.directory_roles.get(&id));
            self.fresh.directory_roles.insert(id, role);
        }
        let fresh: Vec<_> = self.fresh.sections().map(|kind| (kind, self.fresh.count(kind))).collect();
        let mut contents = std::mem::take(&mut self.base);
        let before = std::mem::take(&mut contents.provenance);
        overlay(&mut contents, std::mem::take(&mut self.fresh));
        contents.provenance.clone_from(&before);
        for (kind, count) in fresh {
            let mut provenance = self.provenance(kind);
            let kept = contents.count(kind) > count || (kind == SectionKind::DirectoryRoles && silent);
            let old = before.get(&kind).filter(|_| kept).map(|old| old.sources.clone()).unwrap_or_default();
            provenance.sources.extend(old);
            let mut seen = BTreeSet::new();
            provenance.sources.retain(|source| seen.insert(source.clone()));
            contents.provenance.insert(kind, provenance);
        }
        for kind in self.stated.keys() {
            let name = kind.name();
            let message = format!("no input brings section `{name}`: what is stated about its sources is not used");
            self.notes.push(Note::warning(NoteCode::UnusedProvenance, message));
        }
        (contents, self.notes)
    }

    /// What is stated about a section; else the inputs that it was made of.
    fn provenance(&mut self, kind: SectionKind) -> Provenance {
        let made_of = || self.made_of.get(&kind).map(|names| names.iter().cloned().collect()).unwrap_or_default();
        match self.stated.remove(&kind) {
            Some(stated) => stated,
            None => Provenance { date: self.date, sources: made_of() },
        }
    }
}

/// Puts new facts over old ones.
pub(super) fn overlay(old: &mut Contents, new: Contents) {
    let providers: BTreeSet<String> = new.operations.keys().map(|(_, name)| provider(name).to_owned()).collect();
    old.operations.retain(|(_, name), _| !providers.contains(provider(name)));
    old.operations.extend(new.operations);
    old.roles.extend(new.roles);
    old.directory_roles.extend(new.directory_roles);
    old.privileges.extend(new.privileges);
    old.terraform.extend(new.terraform);
    if !new.tiers.is_empty() {
        old.tiers = new.tiers;
    }
    old.provenance.extend(new.provenance);
}

fn provider(name: &str) -> &str {
    name.split('/').next().unwrap_or(name)
}
