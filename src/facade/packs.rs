//! The task packs that options choose.

use super::error::Error;
use super::options::PackChoice;
use super::tenant::Tenant;
use crate::catalog::Catalog;
use crate::model::{Facts, Note, Notes, TaskPack};
use crate::pack;

/// Packs, and what is odd about them.
pub(super) struct ChosenPacks {
    pub(super) packs: Vec<TaskPack>,
    pub(super) notes: Vec<Note>,
}

impl ChosenPacks {
    /// The packs that were chosen for a tenant; those of the library with the ids `or` where none were. The notes are all that there are.
    pub(super) fn of_tenant(chosen: &[PackChoice], or: Vec<String>, tenant: &Tenant) -> Result<Self, Error> {
        let graph = tenant.graph();
        let own = Self::read(chosen, or, graph.catalog())?;
        let mut notes = Notes::default();
        for note in tenant.notes().iter().cloned().chain(own.notes) {
            notes.push(note);
        }
        let packs = pack::directory::in_tenant(own.packs, graph.facts(), graph.catalog());
        Ok(Self { packs, notes: notes.into_sorted() })
    }

    /// The packs that were chosen where no tenant is looked at; the first of the library where none were.
    pub(super) fn of_roles(chosen: &[PackChoice], catalog: &Catalog) -> Result<Vec<TaskPack>, Error> {
        let own = Self::read(chosen, first(), catalog)?;
        Ok(pack::directory::in_tenant(own.packs, &Facts::default(), catalog))
    }

    fn read(chosen: &[PackChoice], or: Vec<String>, catalog: &Catalog) -> Result<Self, Error> {
        let default: Vec<PackChoice> = or.into_iter().map(PackChoice::Embedded).collect();
        let (mut packs, mut notes) = (Vec::new(), Vec::new());
        for choice in if chosen.is_empty() { &default } else { chosen } {
            let (pack, own) = one(choice, catalog)?;
            packs.push(pack);
            notes.extend(own);
        }
        Ok(Self { packs, notes })
    }
}

/// The first pack of the library.
pub(super) fn first() -> Vec<String> {
    known().take(1).collect()
}

fn known() -> impl Iterator<Item = String> {
    pack::EMBEDDED.iter().map(|(id, _)| (*id).to_owned())
}

fn one(choice: &PackChoice, catalog: &Catalog) -> Result<(TaskPack, Vec<Note>), Error> {
    let source = match choice {
        PackChoice::Embedded(id) => {
            pack::embedded(id).ok_or_else(|| Error::NoPack { id: id.clone(), packs: known().collect() })?
        }
        PackChoice::Text(text) => text.decode()?,
    };
    Ok(pack::pack_and_notes(&source, catalog)?)
}
