//! [`CheckedFiles`]: role files by the paths that a report names, and places in their texts and roles.

use std::collections::BTreeMap;

use super::claims::CheckFindingClaim;
use crate::role_file::{RoleFile, WrittenBlock, WrittenList, WrittenRole};
use crate::shorten::short_name;
use crate::source::Span;
use crate::verify::fault::Why;

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
fn is_in_text(text: &str, (line, column): (usize, usize)) -> bool {
    let found = text.split('\n').nth(line.wrapping_sub(1));
    found.is_some_and(|found| (1..=found.chars().count() + 1).contains(&column))
}

/// Whether a finding names a place of its file, and the role that is there.
pub(super) fn is_at_its_place(claim: &CheckFindingClaim, file: &RoleFile) -> Result<(), Why> {
    let text = file.source.text();
    let (start, end) = ((claim.line, claim.column), (claim.end_line, claim.end_column));
    let place = format!("{}:{}:{}", claim.path, claim.line, claim.column);
    if !is_in_text(text, start) || !is_in_text(text, end) || end < start {
        return Err(Why::OtherStatus { said: place, is: "no place of the file".to_owned() });
    }
    let Some(name) = &claim.role else { return Ok(()) };
    let place_of = |offset: usize| {
        let place = file.source.place(offset);
        (place.line, place.column)
    };
    let is_in = |span: &Span| place_of(span.start) <= start && end <= place_of(span.end);
    let holds = |role: &WrittenRole| parts(role).any(|span| is_in(&span));
    let name_of = |role: &WrittenRole| role.name.as_ref().map(|name| short_name(name.shown()).into_owned()).unwrap_or_default();
    let mut named = file.roles.iter().filter(|role| name_of(role) == *name).peekable();
    // What a role grants may be written elsewhere in the file, such as in a variable: then no other role is there.
    let is_elsewhere = || !file.roles.iter().any(|role| is_in(&role.span));
    if named.peek().is_some() && (named.any(holds) || is_elsewhere()) {
        return Ok(());
    }
    Err(Why::OtherStatus { said: format!("role {name} at {place}"), is: "another role".to_owned() })
}

/// Where a role is written: as a whole, and what is merged into it.
fn parts(role: &WrittenRole) -> impl Iterator<Item = Span> {
    let of_list = |list: &WrittenList| Span { start: list.key.start.min(list.span.start), end: list.span.end };
    let lists = role.blocks.iter().flat_map(WrittenBlock::lists).map(|(_, list)| list);
    let lists = lists.chain(&role.assignable_scopes).map(of_list).collect::<Vec<_>>();
    [role.span, role.heading()].into_iter().chain(lists)
}
