//! The task packs that options choose.

use super::error::Error;
use super::options::PackChoice;
use crate::catalog::Catalog;
use crate::model::TaskPack;
use crate::pack;

/// The packs that were chosen; the first so many of the library where none were.
pub(super) fn packs(chosen: &[PackChoice], or_first: usize, catalog: &Catalog) -> Result<Vec<TaskPack>, Error> {
    let known = || pack::EMBEDDED.iter().map(|(id, _)| (*id).to_owned());
    let default: Vec<PackChoice> = known().take(or_first).map(PackChoice::Embedded).collect();
    let chosen = if chosen.is_empty() { &default } else { chosen };
    let read = |choice: &PackChoice| {
        let source = match choice {
            PackChoice::Embedded(id) => {
                pack::embedded(id).ok_or_else(|| Error::NoPack { id: id.clone(), packs: known().collect() })?
            }
            PackChoice::Text(text) => text.decode()?,
        };
        Ok(pack::pack(&source, catalog)?)
    };
    chosen.iter().map(read).collect()
}
