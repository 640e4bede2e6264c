//! [`pack`]: reads a task pack.

use crate::catalog::Catalog;
use crate::document::{DocumentError, Reader, Warning, read_document};
use crate::model::{Note, TaskPack};
use crate::source::Source;

/// Reads a task pack. Roles are checked against the catalog: names and ids have to agree.
pub fn pack(source: &Source, catalog: &Catalog) -> Result<TaskPack, DocumentError> {
    pack_and_notes(source, catalog).map(|(pack, _)| pack)
}

/// Reads a task pack, with what is odd about it.
pub fn pack_and_notes(source: &Source, catalog: &Catalog) -> Result<(TaskPack, Vec<Note>), DocumentError> {
    let (pack, warnings) = read_document("task pack", source, catalog, Reader::pack)?;
    let note = |warning: Warning| {
        let place = source.place(warning.span.start);
        Note::warning(warning.code, warning.message).help(warning.help).at(place)
    };
    Ok((pack, warnings.into_iter().map(note).collect()))
}
