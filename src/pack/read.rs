//! [`pack`]: reads a task pack. [`embedded`] gives the packs that are part of the program.

use crate::catalog::Catalog;
use crate::document::{DocumentError, Reader, Warning, read_document};
use crate::model::{Note, TaskPack};
use crate::source::Source;

/// The packs that are part of the program, by id, the default one first.
pub const EMBEDDED: [(&str, &str); 2] = [
    ("sentinel-defender-2025-01", include_str!("../../rules/tasks/sentinel-defender-2025-01.yaml")),
    ("sentinel-defender-2026-09", include_str!("../../rules/tasks/sentinel-defender-2026-09.yaml")),
];

/// The text of an embedded pack.
pub fn embedded(id: &str) -> Option<Source> {
    let (id, text) = EMBEDDED.iter().find(|(known, _)| *known == id)?;
    Some(Source::new(format!("{id}.yaml"), *text))
}

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
