//! The task packs that options choose.

use super::error::Error;
use super::options::PackChoice;
use crate::graph::TenantGraph;
use crate::model::TaskPack;
use crate::pack;

/// The packs that were chosen; the first so many of the library where none were.
pub(super) fn packs(chosen: &[PackChoice], or_first: usize, tenant: &TenantGraph) -> Result<Vec<TaskPack>, Error> {
    let catalog = tenant.catalog();
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
    let packs: Result<Vec<TaskPack>, Error> = chosen.iter().map(read).collect();
    Ok(pack::directory::in_tenant(packs?, tenant.facts(), catalog))
}
