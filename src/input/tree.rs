//! The tree that files belong to together: a repository, or what stands for one.

use std::path::{Component, Path, PathBuf};

/// A path from the root of the file system: as it is written, unless it leads up on its way.
pub(crate) fn absolute(path: &Path) -> Option<PathBuf> {
    let leads_up = path.components().any(|part| part == Component::ParentDir);
    if leads_up { path.canonicalize().ok() } else { std::path::absolute(path).ok() }
}

/// The tree of an absolute folder: the repository that it is in; without one, the working directory if the folder is in it, else the
/// folder itself.
pub(crate) fn root(folder: &Path) -> PathBuf {
    let repository = folder.ancestors().find(|path| path.join(".git").exists());
    let working = || std::env::current_dir().ok().filter(|path| folder.starts_with(path));
    repository.map(Path::to_path_buf).or_else(working).unwrap_or_else(|| folder.to_path_buf())
}
