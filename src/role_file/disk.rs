//! Files on this machine that a role file names: regular files of its own tree, and of no great size.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::paths::{folder, relative, shares_names};
use crate::arrange::Arrange as _;
use crate::input::root;
use crate::source::Source;

/// Larger files are no part of a role definition.
const LARGEST: u64 = 10 << 20;

/// Texts that take the place of files, by real path.
type EditedTexts = BTreeMap<PathBuf, Source>;

/// The file at a path as seen from the folder of a role file, if it is in the same tree.
pub(super) fn file(edited: &EditedTexts, of: &str, path: &str) -> Option<Source> {
    if of == "-" {
        return None;
    }
    let found = here(&folder(of)).join(relative(path)?).canonicalize().ok()?;
    found.starts_with(tree(of)?).then(|| edited.get(&found).cloned().or_else(|| read(&found))).flatten()
}

/// The files of a folder that Terraform reads together.
pub(super) fn terraform(edited: &EditedTexts, folder: &Path) -> Vec<Source> {
    let Ok(entries) = std::fs::read_dir(here(folder)) else { return Vec::new() };
    let mut paths: Vec<PathBuf> =
        entries.filter_map(Result::ok).map(|entry| entry.path()).filter(|path| shares_names(path)).collect();
    paths.arrange();
    let instead = |path: &PathBuf| if edited.is_empty() { None } else { edited.get(&path.canonicalize().ok()?).cloned() };
    paths.iter().filter_map(|path| instead(path).or_else(|| read(path))).collect()
}

fn here(folder: &Path) -> PathBuf {
    if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder.to_path_buf() }
}

fn read(path: &Path) -> Option<Source> {
    let about = std::fs::metadata(path).ok()?;
    (about.is_file() && about.len() <= LARGEST).then(|| Source::read(path).ok()).flatten()
}

/// The repository of a file; without one, the working directory or the folder of the file.
fn tree(of: &str) -> Option<PathBuf> {
    Some(root(&here(&folder(of)).canonicalize().ok()?))
}
