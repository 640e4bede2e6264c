//! Finds the configuration of a role file.

use std::path::{Path, PathBuf};

use crate::input::{absolute, root};

/// What a configuration is called.
pub const FILE_NAME: &str = ".rolecall.yaml";

/// The nearest configuration in a folder or above it. The search ends at the root of the repository; without one, at the working
/// directory, or at the folder itself where that is elsewhere.
pub fn find(folder: &Path) -> Option<PathBuf> {
    let folder = absolute(folder)?;
    let root = root(&folder);
    let inside = folder.ancestors().take_while(|folder| folder.starts_with(&root));
    inside.map(|folder| folder.join(FILE_NAME)).find(|file| file.is_file()).map(shortest)
}

/// Whether a configuration that was found is in the tree of its folder, also when links are followed.
pub(super) fn is_inside(file: &Path) -> bool {
    let folder = absolute(file).as_deref().and_then(Path::parent).and_then(|folder| folder.canonicalize().ok());
    folder.zip(file.canonicalize().ok()).is_some_and(|(folder, file)| file.starts_with(root(&folder)))
}

/// The path relative to the current folder, if it is in it: that is how people name it.
fn shortest(file: PathBuf) -> PathBuf {
    let here = std::env::current_dir().ok();
    here.and_then(|here| file.strip_prefix(here).ok().map(Path::to_path_buf)).unwrap_or(file)
}
