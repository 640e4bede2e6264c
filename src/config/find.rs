//! Finds the configuration of a role file.

use std::path::{Path, PathBuf};

/// What a configuration is called.
pub const FILE_NAME: &str = ".rolecall.yaml";

/// The nearest configuration in a folder or above it. The search ends at the root of a repository (a `.git`): a configuration
/// above it does not apply to the repository.
pub fn find(folder: &Path) -> Option<PathBuf> {
    let start = std::path::absolute(folder).ok()?;
    for folder in start.ancestors() {
        let file = folder.join(FILE_NAME);
        if file.is_file() {
            return Some(shortest(file));
        }
        if folder.join(".git").exists() {
            return None;
        }
    }
    None
}

/// The path relative to the current folder, if it is in it: that is how people name it.
fn shortest(file: PathBuf) -> PathBuf {
    let here = std::env::current_dir().ok();
    here.and_then(|here| file.strip_prefix(here).ok().map(Path::to_path_buf)).unwrap_or(file)
}
