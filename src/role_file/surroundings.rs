//! [`Surroundings`]: the other files that a role file names, or shares its names with. A file outside of its own tree is never read.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::hcl::FolderNames;
use crate::source::Source;

/// The files that role files may name.
#[derive(Debug, Default)]
pub struct Surroundings {
    reach: Reach,
    /// What the files of each folder share, once it was asked for.
    folders: RefCell<FxHashMap<PathBuf, Arc<FolderNames>>>,
}

/// Where files are looked for.
#[derive(Debug, Default)]
enum Reach {
    /// Nowhere.
    #[default]
    Nothing,
    /// In the repository that a role file is in; without one, in the working directory or the folder of the file.
    #[cfg(feature = "native")]
    Disk,
    /// Among texts at hand, by path.
    Texts(BTreeMap<PathBuf, Source>),
    /// Among those that were read before.
    Again(Used),
}

/// What one role file took from elsewhere.
#[derive(Debug, Clone, Default)]
pub(super) struct Used {
    files: BTreeMap<String, Option<Source>>,
    names: Option<Arc<FolderNames>>,
}

/// The surroundings of one role file, with an account of what it takes from them.
pub(super) struct Beside<'s> {
    surroundings: &'s Surroundings,
    of: &'s str,
    used: RefCell<Used>,
}

impl Surroundings {
    /// No other file.
    pub fn nothing() -> Self {
        Self::default()
    }

    /// The files on this machine.
    #[cfg(feature = "native")]
    pub fn disk() -> Self {
        Self { reach: Reach::Disk, ..Self::default() }
    }

    /// Texts at hand, by their names.
    pub fn texts<'s>(sources: impl IntoIterator<Item = &'s Source>) -> Self {
        let texts = sources.into_iter().map(|source| (plain(Path::new(&**source.name())), source.clone()));
        Self { reach: Reach::Texts(texts.collect()), ..Self::default() }
    }

    /// What a role file was read with before.
    pub(super) fn again(used: &Used) -> Self {
        Self { reach: Reach::Again(used.clone()), ..Self::default() }
    }

    fn file(&self, of: &str, path: &str) -> Option<Source> {
        match &self.reach {
            Reach::Nothing => None,
            #[cfg(feature = "native")]
            Reach::Disk => disk::file(of, path),
            Reach::Texts(texts) => texts.get(&plain(&folder(of).join(relative(path)?))).cloned(),
            Reach::Again(used) => used.files.get(path).cloned().flatten(),
        }
    }

    fn names(&self, of: &str) -> Arc<FolderNames> {
        let folder = folder(of);
        let known = self.folders.borrow().get(&folder).cloned();
        known.unwrap_or_else(|| {
            let names = Arc::new(self.read_names(&folder));
            self.folders.borrow_mut().insert(folder, Arc::clone(&names));
            names
        })
    }

    fn read_names(&self, folder: &Path) -> FolderNames {
        match &self.reach {
            Reach::Nothing => FolderNames::default(),
            #[cfg(feature = "native")]
            Reach::Disk => FolderNames::of(disk::terraform(folder).iter()),
            Reach::Texts(texts) => {
                let folder = plain(folder);
                let here = texts.iter().filter(|(path, _)| path.parent() == Some(&folder) && is_terraform(path));
                FolderNames::of(here.map(|(_, source)| source))
            }
            Reach::Again(used) => used.names.as_deref().cloned().unwrap_or_default(),
        }
    }
}

impl<'s> Beside<'s> {
    pub(super) fn new(surroundings: &'s Surroundings, of: &'s str) -> Self {
        Self { surroundings, of, used: RefCell::default() }
    }

    /// The file at a path, as seen from the folder of the role file.
    pub(super) fn file(&self, path: &str) -> Option<Source> {
        let known = self.used.borrow().files.get(path).cloned();
        known.unwrap_or_else(|| {
            let read = self.surroundings.file(self.of, path);
            self.used.borrow_mut().files.insert(path.to_owned(), read.clone());
            read
        })
    }

    /// The locals and variables of the folder of the role file.
    pub(super) fn names(&self) -> Arc<FolderNames> {
        let names = self.surroundings.names(self.of);
        self.used.borrow_mut().names = Some(Arc::clone(&names));
        names
    }

    /// What was taken so far.
    pub(super) fn into_used(self) -> Used {
        self.used.into_inner()
    }
}

fn folder(of: &str) -> PathBuf {
    Path::new(of).parent().map(Path::to_path_buf).unwrap_or_default()
}

/// A path that is not absolute.
fn relative(path: &str) -> Option<&Path> {
    Some(Path::new(path))
        .filter(|path| path.components().all(|part| !matches!(part, Component::RootDir | Component::Prefix(_))))
}

/// A path without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if plain.file_name().is_some() => drop(plain.pop()),
            other => plain.push(other),
        }
    }
    plain
}

/// Whether Terraform reads a file of its folder by itself, and it declares or sets names.
fn is_terraform(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let is_configuration = path.extension().is_some_and(|ending| ending == "tf");
    is_configuration || name == "terraform.tfvars" || name.ends_with(".auto.tfvars")
}

/// Files on this machine.
#[cfg(feature = "native")]
mod disk {
    use std::path::{Path, PathBuf};

    use super::{folder, is_terraform, relative};
    use crate::source::Source;

    /// Larger files are no part of a role definition.
    const LARGEST: u64 = 10 << 20;

    /// The file at a path as seen from the folder of a role file, if it is in the same tree.
    pub(super) fn file(of: &str, path: &str) -> Option<Source> {
        if of == "-" {
            return None;
        }
        let found = here(&folder(of)).join(relative(path)?).canonicalize().ok()?;
        found.starts_with(tree(of)?).then(|| read(&found)).flatten()
    }

    /// The files of a folder that Terraform reads together.
    pub(super) fn terraform(folder: &Path) -> Vec<Source> {
        let Ok(entries) = std::fs::read_dir(here(folder)) else { return Vec::new() };
        let mut paths: Vec<PathBuf> =
            entries.filter_map(Result::ok).map(|entry| entry.path()).filter(|path| is_terraform(path)).collect();
        paths.sort();
        paths.iter().filter_map(|path| read(path)).collect()
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
        let folder = here(&folder(of)).canonicalize().ok()?;
        let repository = folder.ancestors().find(|path| path.join(".git").exists());
        let working = std::env::current_dir().ok().and_then(|path| path.canonicalize().ok());
        let outer = repository.map(Path::to_path_buf).or(working.filter(|path| folder.starts_with(path)));
        Some(outer.unwrap_or(folder))
    }
}
