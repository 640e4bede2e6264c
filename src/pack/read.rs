//! [`pack`]: reads a task pack. [`embedded`] gives the packs that are part of the program.

use crate::catalog::Catalog;
use crate::document::yaml;
use crate::document::{DocumentError, DocumentFault, Mistake, Reader, Warning};
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
    let root = yaml::parse(source).map_err(|error| {
        let fault = DocumentFault::new(Mistake::Yaml(error.message), error.span);
        DocumentError::new("task pack", source, vec![fault])
    })?;
    let mut reader = Reader::new(catalog);
    match reader.pack(&root) {
        Some(pack) if reader.faults.is_empty() => {
            let note = |warning: Warning| {
                let place = source.place(warning.span.start);
                Note::warning(warning.code, warning.message).help(warning.help).at(place)
            };
            Ok((pack, reader.warnings.into_iter().map(note).collect()))
        }
        _ => Err(DocumentError::new("task pack", source, reader.faults)),
    }
}
