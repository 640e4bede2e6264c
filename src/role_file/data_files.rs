//! [`set_aside`]: files that a configuration of Terraform or Bicep only reads data from. What comes of the data is judged where it becomes a
//! role.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;

use super::load::RoleFile;
use super::paths::plain;
use super::written::{ListKind, WrittenList, WrittenRole};
use crate::model::{Note, NoteCode, Severity};

/// Takes out roles without assignable scopes, and arguments, of files that another one reads, where a role of that one grants all that they
/// say; a file that has no other roles goes as a whole. There is a note for each such file.
pub fn set_aside(files: &mut Vec<RoleFile>) -> Vec<Note> {
    let readers = readers(files);
    let mut aside: Vec<(usize, Vec<bool>, usize)> = Vec::new();
    for (number, file) in files.iter().enumerate().filter(|(_, file)| file.roles.iter().any(may_be_data)) {
        let Some(readers) = readers.get(&path_of(file)) else { continue };
        let read_by = |role: &WrittenRole| {
            readers.iter().copied().find(|reader| {
                *reader != number && files.get(*reader).is_some_and(|reader| reader.roles.iter().any(|made| grants(made, role)))
            })
        };
        let by: Vec<Option<usize>> = file.roles.iter().map(|role| may_be_data(role).then(|| read_by(role)).flatten()).collect();
        if let Some(reader) = by.iter().flatten().next().copied() {
            aside.push((number, by.iter().map(Option::is_none).collect(), reader));
        }
    }
    let said = aside.iter().filter_map(|(number, stays, reader)| {
        let first = stays.iter().position(|stays| !stays)?;
        note(files.get(*number)?, first, files.get(*reader)?)
    });
    let notes = said.collect();
    for (number, stays, _) in &aside {
        if let Some(file) = files.get_mut(*number) {
            let mut stays = stays.iter();
            file.roles.retain(|_| stays.next() == Some(&true));
        }
    }
    files.retain(|file| !file.roles.is_empty());
    notes
}

/// By path: the files that read it.
fn readers(files: &[RoleFile]) -> FxHashMap<PathBuf, Vec<usize>> {
    let mut readers: FxHashMap<PathBuf, Vec<usize>> = FxHashMap::default();
    for (number, file) in files.iter().enumerate() {
        for path in file.used.files(file.source.name()) {
            readers.entry(path).or_default().push(number);
        }
    }
    readers
}

fn path_of(file: &RoleFile) -> PathBuf {
    plain(Path::new(&**file.source.name()))
}

/// Whether a role is no definition by itself: a resource or a document with scopes is one whoever reads it.
fn may_be_data(role: &WrittenRole) -> bool {
    role.is_argument || role.assignable_scopes.as_ref().is_none_or(|scopes| scopes.items.is_empty())
}

/// Whether a role grants, by its texts, everything that data says, and where data says it; data with scopes has to have its name as well.
fn grants(made: &WrittenRole, data: &WrittenRole) -> bool {
    let texts = |role: &WrittenRole, kind: ListKind| {
        let lists = role.blocks.iter().filter_map(|block| block.list(kind));
        lists.flat_map(WrittenList::known).map(str::to_ascii_lowercase).collect::<BTreeSet<_>>()
    };
    let giving = [ListKind::Actions, ListKind::DataActions];
    let scopes = |role: &WrittenRole| {
        let scopes = role.assignable_scopes.iter().flat_map(|scopes| &scopes.items);
        scopes.map(|scope| scope.shown().to_ascii_lowercase()).collect::<BTreeSet<_>>()
    };
    let name = |role: &WrittenRole| role.name.as_ref().map(|name| name.shown().to_owned());
    let is_there = scopes(data).is_empty() || scopes(data).is_subset(&scopes(made)) && name(made) == name(data);
    is_there
        && data.unresolved().next().is_none()
        && giving.iter().all(|kind| texts(data, *kind).is_subset(&texts(made, *kind)))
}

fn note(data: &RoleFile, first: usize, reader: &RoleFile) -> Option<Note> {
    let first = data.roles.get(first)?;
    let message = format!("this is data that {} makes roles of; they are checked there", reader.source.name());
    let note = Note::warning(NoteCode::LooksLikeRole, message).severity(Severity::Note);
    Some(note.at(data.source.place(first.heading().start)))
}
