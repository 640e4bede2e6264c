//! [`CheckedFiles`]: role files by the paths that a report names, and places in their texts.

use std::collections::BTreeMap;

use crate::role_file::RoleFile;

/// Role files by path.
pub(super) struct CheckedFiles<'f> {
    files: &'f [RoleFile],
    by_path: BTreeMap<String, usize>,
}

impl<'f> CheckedFiles<'f> {
    pub(super) fn new(files: &'f [RoleFile]) -> Self {
        let by_path = files.iter().enumerate().map(|(number, file)| (plain(file.source.name()), number)).collect();
        Self { files, by_path }
    }

    /// The file with this path, or else the only one that ends alike: a report may have been made in another folder.
    pub(super) fn find(&self, path: &str) -> Option<(usize, &'f RoleFile)> {
        let path = plain(path);
        let own = self.by_path.get(&path).copied();
        let alike = || {
            let ends_alike = |other: &str| is_end_of(other, &path) || is_end_of(&path, other);
            let mut alike = self.by_path.iter().filter(|(other, _)| ends_alike(other)).map(|(_, number)| *number);
            alike.next().filter(|_| alike.next().is_none())
        };
        let number = own.or_else(alike)?;
        Some((number, self.files.get(number)?))
    }

    /// The number and the path of each.
    pub(super) fn names(&self) -> impl Iterator<Item = (usize, &str)> {
        self.files.iter().enumerate().map(|(number, file)| (number, &**file.source.name()))
    }

    pub(super) fn name_of(&self, number: usize) -> Option<&str> {
        self.files.get(number).map(|file| &**file.source.name())
    }
}

/// A path with slashes, and without what stands for the folder itself.
fn plain(path: &str) -> String {
    let path = path.replace('\\', "/");
    path.trim_start_matches("./").to_owned()
}

fn is_end_of(end: &str, path: &str) -> bool {
    path.strip_suffix(end).is_some_and(|before| before.ends_with('/'))
}

/// Whether a text has this line and column, both from 1; the column is one of its characters, or the end of the line.
pub(super) fn is_in_text(text: &str, (line, column): (usize, usize)) -> bool {
    let found = text.split('\n').nth(line.wrapping_sub(1));
    found.is_some_and(|found| (1..=found.chars().count() + 1).contains(&column))
}
