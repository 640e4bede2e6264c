//! [`find()`]: from arguments to role files. A file that is named must be one; in folders and patterns, files of other kinds are left
//! alone and counted.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use miette::Diagnostic;
use rustc_hash::FxHashMap;

use super::error::{LOOKED_FOR, RoleFileError};
use super::load::{RoleFile, load};
use crate::input;
use crate::input::{Content, Errors, Input, InputError, WantedFiles};
use crate::source::{Place, Source};

/// How much of a file in a folder is looked at before the whole file is read.
const SNIFF: u64 = 1024;

/// Without one of these words, in any case, a file of a folder is not looked at further.
const MARKS: [&str; 5] = ["actions", "assignablescopes", "assignable_scopes", "roledefinition", "role_definition"];

/// What the arguments name.
#[derive(Debug, Clone, Default)]
pub struct FoundFiles {
    /// The role files, sorted by name.
    pub files: Vec<RoleFile>,
    /// The names of files of other kinds, in folders and patterns, sorted.
    pub others: Vec<Arc<str>>,
}

/// Why an argument gave no role definitions.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum FindError {
    /// It gave no text.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Input(#[from] InputError),
    /// Its text gives none.
    #[error(transparent)]
    #[diagnostic(transparent)]
    RoleFile(#[from] RoleFileError),
}

impl FindError {
    /// The place of the error, if it has one.
    pub fn place(&self) -> Option<Place> {
        match self {
            Self::Input(_) => None,
            Self::RoleFile(error) => Some(error.place()),
        }
    }
}

/// Reads everything that the arguments name: files, folders (recursively, without entries whose name begins with a dot),
/// patterns, and `-` for standard input. The errors are everything that is wrong, not only the first.
pub fn find(paths: &[String], stdin: &mut dyn Read) -> Result<FoundFiles, Errors<FindError>> {
    let wanted = WantedFiles { what: WHAT, looked_for: || LOOKED_FOR.to_owned(), sniff, any_text: true };
    let inputs = input::load(paths, stdin, &wanted).map_err(Errors::widen)?;
    let mut found = FoundFiles::default();
    let mut errors = Vec::new();
    let mut folders: FxHashMap<Arc<str>, (usize, bool)> = FxHashMap::default();
    for input in inputs {
        let before = found.files.len() + errors.len();
        let by = input.found_by.clone();
        if let Err(error) = found.input(input) {
            errors.push(error.into());
        }
        if let Some(by) = by {
            let (files, any) = folders.entry(by).or_default();
            *files += 1;
            *any |= found.files.len() + errors.len() > before;
        }
    }
    let mut barren: Vec<(Arc<str>, usize)> =
        folders.into_iter().filter(|(_, (_, any))| !any).map(|(by, (files, _))| (by, files)).collect();
    barren.sort();
    errors.extend(barren.into_iter().map(|(path, files)| {
        let looked_for = LOOKED_FOR.to_owned();
        InputError::NothingFound { path: path.to_string(), what: WHAT, files, looked_for }.into()
    }));
    Errors::check(found, errors)
}

const WHAT: &str = "role definitions";

impl FoundFiles {
    fn input(&mut self, input: Input) -> Result<(), RoleFileError> {
        let Input { name, found_by, content, .. } = input;
        let Content::Text(source) = content else {
            self.others.push(name);
            return Ok(());
        };
        if found_by.is_some() && !may_hold_roles(&source) {
            self.others.push(name);
            return Ok(());
        }
        match load(&source) {
            Ok(file) => self.files.push(file),
            Err(error) if found_by.is_some() && error.is_other() => self.others.push(name),
            Err(error) => return Err(error),
        }
        Ok(())
    }
}

/// Whether a text names anything that role definitions have; other texts need not be read.
pub fn may_hold_roles(source: &Source) -> bool {
    let text = source.text().to_ascii_lowercase();
    MARKS.iter().any(|mark| text.contains(mark))
}

/// Why a file of a folder can hold no role definitions, from its beginning alone.
fn sniff(path: &Path) -> std::io::Result<Option<&'static str>> {
    let mut start = Vec::new();
    File::open(path)?.take(SNIFF).read_to_end(&mut start)?;
    let marked = start.starts_with(&[0xFF, 0xFE]) || start.starts_with(&[0xFE, 0xFF]);
    Ok((!marked && start.contains(&0)).then_some("is a binary file"))
}
