//! [`LeftOut`]: what folders and patterns leave out: what git ignores and does not track, and what the caller excludes. What is named is
//! never left out.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use ignore::Match;
use ignore::gitignore::Gitignore;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::input::{absolute, root};

/// A larger `.gitignore` is none.
const LARGEST: u64 = 1 << 17;

/// What folders and patterns leave out.
pub struct LeftOut<'e> {
    excluded: &'e dyn Fn(&Path) -> bool,
    tracked: &'e dyn Fn(&Path) -> Vec<PathBuf>,
    folders: RefCell<FxHashMap<PathBuf, Rc<FolderRules>>>,
    /// By repository: what git tracks although it ignores it.
    kept: RefCell<FxHashMap<PathBuf, Rc<BTreeSet<PathBuf>>>>,
    /// Ignored folders that hold something that git tracks.
    entered: RefCell<FxHashSet<PathBuf>>,
}

/// The `.gitignore` of a folder, and those of the folders that contain it, up to the root of the repository.
struct FolderRules {
    own: Option<Gitignore>,
    outer: Option<Rc<FolderRules>>,
    root: PathBuf,
}

impl fmt::Debug for LeftOut<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LeftOut").finish_non_exhaustive()
    }
}

impl Default for LeftOut<'_> {
    /// What `.gitignore` files say.
    fn default() -> Self {
        Self::new(&|_| false, &|_| Vec::new())
    }
}

impl<'e> LeftOut<'e> {
    /// What `.gitignore` files say, and what is excluded. `tracked` names the files that git tracks in a repository although it ignores
    /// them. All paths are absolute.
    pub fn new(excluded: &'e dyn Fn(&Path) -> bool, tracked: &'e dyn Fn(&Path) -> Vec<PathBuf>) -> Self {
        Self { excluded, tracked, folders: RefCell::default(), kept: RefCell::default(), entered: RefCell::default() }
    }

    /// Whether a path below a folder that was named is left out, by itself or with a folder between.
    pub fn has_below(&self, named: &Path, path: &Path) -> bool {
        let mut between: Vec<&Path> = path.ancestors().take_while(|part| part.starts_with(named) && *part != named).collect();
        between.reverse();
        between.into_iter().any(|part| self.has(part, part != path))
    }

    /// Whether a file or folder is left out; the folders that contain it are not.
    pub(super) fn has(&self, path: &Path, is_folder: bool) -> bool {
        let Some(path) = absolute(path) else { return false };
        (self.excluded)(&path) || self.is_ignored(&path, is_folder)
    }

    fn is_ignored(&self, path: &Path, is_folder: bool) -> bool {
        let Some(folder) = path.parent() else { return false };
        let rules = self.rules(folder);
        if !rules.ignores(path, is_folder) && !self.entered.borrow().contains(folder) {
            return false;
        }
        let kept = self.kept(&rules.root);
        if !is_folder {
            return !kept.contains(path);
        }
        let has_kept = kept.range(path.to_path_buf()..).next().is_some_and(|file| file.starts_with(path));
        if has_kept {
            self.entered.borrow_mut().insert(path.to_path_buf());
        }
        !has_kept
    }

    fn rules(&self, folder: &Path) -> Rc<FolderRules> {
        let known = self.folders.borrow().get(folder).cloned();
        known.unwrap_or_else(|| {
            let root = root(folder);
            let outer = folder.parent().filter(|_| folder != root).map(|outer| self.rules(outer));
            let rules = Rc::new(FolderRules { own: own_rules(folder), outer, root });
            self.folders.borrow_mut().insert(folder.to_path_buf(), Rc::clone(&rules));
            rules
        })
    }

    fn kept(&self, root: &Path) -> Rc<BTreeSet<PathBuf>> {
        let known = self.kept.borrow().get(root).cloned();
        known.unwrap_or_else(|| {
            let kept: Rc<BTreeSet<PathBuf>> = Rc::new((self.tracked)(root).into_iter().collect());
            self.kept.borrow_mut().insert(root.to_path_buf(), Rc::clone(&kept));
            kept
        })
    }
}

impl FolderRules {
    /// The nearest file that speaks of a path decides.
    fn ignores(&self, path: &Path, is_folder: bool) -> bool {
        let own = self.own.as_ref().map_or(Match::None, |own| own.matched(path, is_folder));
        match own {
            Match::Ignore(_) => true,
            Match::Whitelist(_) => false,
            Match::None => self.outer.as_ref().is_some_and(|outer| outer.ignores(path, is_folder)),
        }
    }
}

/// The rules of the `.gitignore` of a folder. A line that is no pattern is no rule, as for git.
fn own_rules(folder: &Path) -> Option<Gitignore> {
    let file = folder.join(".gitignore");
    let about = std::fs::metadata(&file).ok()?;
    (about.is_file() && about.len() <= LARGEST).then(|| Gitignore::new(file).0)
}
