//! [`Surroundings`]: the other files that a role file names, or shares its names with. A file outside of the repository of the role file
//! is never read.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::callers::Callers;
#[cfg(feature = "native")]
use super::disk;
use super::folder_names::FolderNames;
use super::module_call::ModuleCall;
use super::paths::{folder, is_override, plain, relative, shares_names};
use crate::source::Source;

/// The name of a text that is in no folder.
const STDIN: &str = "-";

/// The files that role files may name.
#[derive(Debug, Default)]
pub struct Surroundings {
    reach: FileReach,
    /// What the files of each folder share, once it was asked for.
    folders: RefCell<FxHashMap<PathBuf, Arc<FolderNames>>>,
    /// The files that may call modules.
    callers: Callers,
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
    callers: Vec<PathBuf>,
    calls: Arc<Vec<ModuleCall>>,
}

impl Used {
    /// The paths of the files that a role file of this name took something from.
    pub(super) fn files(&self, of: &str) -> impl Iterator<Item = PathBuf> {
        let read = self.files.iter().filter(|(_, file)| file.is_some()).map(|(path, _)| path.as_str());
        let values = self.names.iter().flat_map(|names| names.files_of_values());
        read.chain(values).map(move |path| plain(&folder(of).join(path))).chain(self.callers.iter().cloned())
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

    /// The same, where these files may call modules that role files are in.
    #[must_use]
    pub fn called_by<'s>(mut self, files: impl Iterator<Item = &'s Source>) -> Self {
        for file in files {
            let path = self.path(file.name()).to_owned();
            self.callers.add(&path, file);
        }
        self
    }

    /// The path of a file in its tree, by its name.
    fn path<'n>(&self, of: &'n str) -> &'n str {
        match &self.reach {
            FileReach::Elsewhere(prefix, _) => of.strip_prefix(prefix.as_str()).unwrap_or(of),
            _ => of,
        }
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
        if of == STDIN {
            return Arc::default();
        }
        let folder = folder(self.path(of));
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
                let paths = tree.folder(folder).into_iter().filter(|path| shares_names(path));
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

    /// The path of the role file in its tree.
    pub(super) fn path(&self) -> PathBuf {
        plain(Path::new(self.surroundings.path(self.of)))
    }

    /// The files that may call a module at this path.
    pub(super) fn callers(&self, module: &Path) -> &'s [Source] {
        self.surroundings.callers.of(module)
    }

    /// The surroundings of another file of the tree.
    pub(super) fn of(&self, file: &'s Source) -> Self {
        Self::new(self.surroundings, file.name())
    }

    /// The calls of the module at this path, which the role file belongs to: `read` finds them.
    pub(super) fn calls(&self, module: &Path, read: impl FnOnce() -> Vec<ModuleCall>) -> Arc<Vec<ModuleCall>> {
        let (callers, calls) = if let FileReach::Again(before) = &self.surroundings.reach {
            (before.callers.clone(), Arc::clone(&before.calls))
        } else {
            let callers = self.callers(module).iter().map(|file| plain(Path::new(&**file.name())));
            (callers.collect(), Arc::new(read()))
        };
        let mut used = self.used.borrow_mut();
        (used.callers, used.calls) = (callers, Arc::clone(&calls));
        calls
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
