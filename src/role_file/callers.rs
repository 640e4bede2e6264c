//! [`Callers`]: which files may call a module that is a folder of Terraform or a file of Bicep. Only texts are looked at: whoever evaluates
//! the files tells whether they do.

use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;

use super::paths::{folder, plain};
use crate::source::Source;

/// By the path of the folder or file that they name: the files.
#[derive(Debug, Default)]
pub(super) struct Callers(FxHashMap<PathBuf, Vec<Source>>);

impl Callers {
    /// Takes in a file, by its path.
    pub(super) fn add(&mut self, path: &str, file: &Source) {
        if !may_call(path, file.text()) {
            return;
        }
        let own = folder(path);
        for named in file.text().split(['"', '\'']).filter(|text| is_path(text)) {
            let files = self.0.entry(plain(&own.join(named))).or_default();
            if files.last().is_none_or(|last| last.name() != file.name()) {
                files.push(file.clone());
            }
        }
    }

    /// The files that name a folder or file.
    pub(super) fn of(&self, target: &Path) -> &[Source] {
        self.0.get(target).map_or(&[], Vec::as_slice)
    }
}

/// Whether a file can give something to a module. Terragrunt has its inputs in files that end with `.hcl`.
fn may_call(path: &str, text: &str) -> bool {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    match ending {
        "tf" | "bicep" => text.contains("module"),
        "json" => path.ends_with(".tf.json") && text.contains("\"module\""),
        "hcl" => text.contains("terraform"),
        "bicepparam" => true,
        _ => false,
    }
}

fn is_path(text: &str) -> bool {
    let is_bicep = Path::new(text).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("bicep"));
    let is_local = text.starts_with("./") || text.starts_with("../") || is_bicep;
    is_local && text.len() < 1_000 && !text.contains(['\n', '$'])
}
