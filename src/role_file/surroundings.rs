//! [`Surroundings`]: the other files that a role file names, or shares its names with. A file outside of the repository of the role file
//! is never read.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashMap;

#[cfg(feature = "native")]
use super::disk;
use super::folder_names::FolderNames;
use super::paths::{folder, is_override, is_terraform, plain, relative};
use crate::source::Source;

/// The name of a text that is in no folder.
const STDIN: &str = "-";

/// The files that role files may name.
#[derive(Debug, Default)]
pub struct Surroundings {
    reach: FileReach,
    /// What the files of each folder share, once it was asked for.
    folders: RefCell<FxHashMap<PathBuf, Arc<FolderNames>>>,
}

/// Where files are looked for.
#[derive(Debug, Default)]
enum FileReach {
    /// Nowhere.
    #[default]
    Nothing,
    /// In the repository that a role file is in; without one, in the working directory or the folder of the file. These texts take the
    /// place of what is on the disk, by their real paths.
    #[cfg(feature = "native")]
    Disk(BTreeMap<PathBuf, Source>),
    /// In another tree, such as a commit. The names of role files in it begin with this.
    Elsewhere(String, Box<dyn FileTree>),
    /// Among those that were read before.
    Again(Used),
}

/// A tree of files that is not on the disk.
pub trait FileTree: fmt::Debug {
    /// The file at a path from the top of the tree.
    fn file(&self, path: &Path) -> Option<Source>;

    /// The paths of the files of a folder, sorted.
    fn folder(&self, folder: &Path) -> Vec<PathBuf>;
}

/// What one role file took from elsewhere.
#[derive(Debug, Clone, Default)]
pub(super) struct Used {
    files: BTreeMap<String, Option<Source>>,
    names: Option<Arc<FolderNames>>,
}

impl Used {
    /// The paths of the files that a role file of this name took something from.
    pub(super) fn files(&self, of: &str) -> impl Iterator<Item = PathBuf> {
        let read = self.files.iter().filter(|(_, file)| file.is_some()).map(|(path, _)| path.as_str());
        let values = self.names.iter().flat_map(|names| names.files_of_values());
        read.chain(values).map(move |path| plain(&folder(of).join(path)))
    }
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
        Self::edited(BTreeMap::new())
    }

    /// The files on this machine, with other texts in the place of some: by real path, what an editor has open.
    #[cfg(feature = "native")]
    pub fn edited(texts: BTreeMap<PathBuf, Source>) -> Self {
        Self { reach: FileReach::Disk(texts), ..Self::default() }
    }

    /// The files of another tree; the names of role files in it begin with `prefix`, and their paths follow.
    pub fn elsewhere(prefix: impl Into<String>, tree: Box<dyn FileTree>) -> Self {
        Self { reach: FileReach::Elsewhere(prefix.into(), tree), ..Self::default() }
    }

    /// What a role file was read with before.
    pub(super) fn again(used: &Used) -> Self {
        Self { reach: FileReach::Again(used.clone()), ..Self::default() }
    }

    fn file(&self, of: &str, path: &str) -> Option<Source> {
        match &self.reach {
            FileReach::Nothing => None,
            #[cfg(feature = "native")]
            FileReach::Disk(edited) => disk::file(edited, of, path),
            FileReach::Elsewhere(prefix, tree) => tree.file(&plain(&folder(of.strip_prefix(prefix)?).join(relative(path)?))),
            FileReach::Again(used) => used.files.get(path).cloned().flatten(),
        }
    }

    fn names(&self, of: &str) -> Arc<FolderNames> {
        let own = match &self.reach {
            FileReach::Elsewhere(prefix, _) => of.strip_prefix(prefix).unwrap_or(of),
            _ if of == STDIN => return Arc::default(),
            _ => of,
        };
        let folder = folder(own);
        let known = self.folders.borrow().get(&folder).cloned();
        known.unwrap_or_else(|| {
            let names = Arc::new(self.read_names(&folder));
            self.folders.borrow_mut().insert(folder, Arc::clone(&names));
            names
        })
    }

    fn read_names(&self, folder: &Path) -> FolderNames {
        match &self.reach {
            FileReach::Nothing => FolderNames::default(),
            #[cfg(feature = "native")]
            FileReach::Disk(edited) => FolderNames::of(disk::terraform(edited, folder).iter()),
            FileReach::Elsewhere(_, tree) => {
                let paths = tree.folder(folder).into_iter().filter(|path| is_terraform(path));
                let files: Vec<Source> = paths.filter_map(|path| tree.file(&path)).collect();
                FolderNames::of(files.iter())
            }
            FileReach::Again(used) => used.names.as_deref().cloned().unwrap_or_default(),
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

    /// Whether the role file changes what other files of its folder declare.
    pub(super) fn is_override(&self) -> bool {
        is_override(self.of)
    }

    /// What was taken so far.
    pub(super) fn into_used(self) -> Used {
        self.used.into_inner()
    }
}
