//! Paths as one role file writes them: its folder, and what is relative to it.

use std::path::{Component, Path, PathBuf};

/// The folder of a file.
pub(super) fn folder(of: &str) -> PathBuf {
    Path::new(of).parent().map(Path::to_path_buf).unwrap_or_default()
}

/// A path that is not absolute.
pub(super) fn relative(path: &str) -> Option<&Path> {
    Some(Path::new(path))
        .filter(|path| path.components().all(|part| !matches!(part, Component::RootDir | Component::Prefix(_))))
}

/// A path without `.` and `..`.
pub(super) fn plain(path: &Path) -> PathBuf {
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

/// Whether Terraform merges what a file says into what the other files of its folder say.
pub(super) fn is_override(of: &str) -> bool {
    let name = Path::new(of).file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let stem = name.strip_suffix(".tf");
    stem.is_some_and(|stem| stem == "override" || stem.ends_with("_override"))
}

/// Whether Terraform reads a file of its folder by itself, and it declares or sets names.
pub(super) fn is_terraform(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let is_configuration = path.extension().is_some_and(|ending| ending == "tf") || name.ends_with(".tf.json");
    let values = name.strip_suffix(".json").unwrap_or(name);
    is_configuration || values == "terraform.tfvars" || values.ends_with(".auto.tfvars")
}

/// Whether a file declares or sets names of its folder, by itself or where somebody names it.
pub(super) fn shares_names(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    is_terraform(path) || name.ends_with(".tfvars") || name.ends_with(".tfvars.json") || sets_parameters(name)
}

/// Whether a file, by its name, may say what a deployment of ARM or Bicep gives to the parameters of a template.
pub(super) fn sets_parameters(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let is_json = matches!(name.rsplit('.').next(), Some("json" | "jsonc"));
    name.contains("param") && is_json && !name.ends_with(".tfvars.json")
}
