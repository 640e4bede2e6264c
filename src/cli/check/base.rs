//! The role definitions that a change is compared with: those of a path, or of the same files at a git ref.

use std::io::empty;
use std::path::{Path, PathBuf};

use glob::{MatchOptions, Pattern};
use miette::Diagnostic;
use rolecall::model::{Note, NoteCode, RoleDefinition};
use rolecall::role_file;
use rolecall::role_file::RoleFile;

use super::git::Commit;

/// Why a base cannot be used.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub(crate) enum BaseError {
    /// Standard input has no history.
    #[error("standard input cannot be compared with the git ref `{0}`")]
    #[diagnostic(help("give the earlier file as --base, or check the file by its path"))]
    Stdin(String),
}

/// What a change is compared with.
pub(super) struct BaseRoles {
    /// The roles.
    pub(super) roles: Vec<RoleDefinition>,
    /// What is odd about it.
    pub(super) notes: Vec<Note>,
    /// It may hold roles whose files were not asked about: that they are not among those that were says nothing.
    pub(super) has_more: bool,
}

impl BaseRoles {
    /// Reads it: a file or folder of that name comes before a git ref.
    pub(super) fn read(base: &str, asked: &[String]) -> miette::Result<Self> {
        if Path::new(base).exists() {
            let found = role_file::find(&[base.to_owned()], &mut empty())?.whole()?;
            let has_more = Path::new(base).is_dir() && asked.iter().all(|path| path == "-" || Path::new(path).is_file());
            return Ok(Self { roles: definitions(&found.files), notes: Vec::new(), has_more });
        }
        if asked.iter().all(|path| path == "-") {
            return Err(BaseError::Stdin(base.to_owned()).into());
        }
        let wanted: Vec<WantedPath> = asked.iter().filter(|path| *path != "-").map(|path| WantedPath::new(path)).collect();
        let commit = Commit::named(base, &wanted.first().map_or_else(|| PathBuf::from("."), WantedPath::folder))?;
        if let Some(outside) = wanted.iter().find(|wanted| !wanted.is_in(commit.top())) {
            return Err(commit.outside(outside.path()).into());
        }
        let sources = commit.files(&|path| wanted.iter().any(|wanted| wanted.holds(path)))?;
        let (mut files, mut notes) = (Vec::new(), Vec::new());
        for source in sources.iter().filter(|source| role_file::may_hold_roles(source)) {
            match role_file::load(source) {
                Ok(file) => files.push(file),
                Err(error) if error.is_other() => {}
                Err(error) => {
                    let message = format!("{error}: its roles count as new");
                    notes.push(Note::warning(NoteCode::BaseUnreadable, message).at(error.place()));
                }
            }
        }
        Ok(Self { roles: definitions(&files), notes, has_more: false })
    }
}

/// The definitions of some files, in order.
pub(super) fn definitions(files: &[RoleFile]) -> Vec<RoleDefinition> {
    files.iter().flat_map(|file| &file.roles).map(role_file::WrittenRole::definition).collect()
}

/// What an argument stands for: a file, everything in a folder, or a pattern. Paths are absolute, without links.
enum WantedPath {
    Path(PathBuf),
    Pattern(PathBuf, Pattern),
}

impl WantedPath {
    fn new(argument: &str) -> Self {
        if let Ok(path) = Path::new(argument).canonicalize() {
            return Self::Path(path);
        }
        let here = Path::new(".").canonicalize().unwrap_or_default();
        let path = here.join(argument);
        match Pattern::new(&path.display().to_string()) {
            Ok(pattern) => Self::Pattern(path, pattern),
            Err(_) => Self::Path(path),
        }
    }

    fn path(&self) -> &Path {
        let (Self::Path(path) | Self::Pattern(path, _)) = self;
        path
    }

    /// The nearest folder that there is.
    fn folder(&self) -> PathBuf {
        let folder = self.path().ancestors().find(|path| path.is_dir());
        folder.unwrap_or(Path::new(".")).to_path_buf()
    }

    fn is_in(&self, top: &Path) -> bool {
        self.path().starts_with(top)
    }

    fn holds(&self, path: &Path) -> bool {
        let options = MatchOptions { require_literal_separator: true, ..MatchOptions::new() };
        match self {
            Self::Path(own) => path.starts_with(own),
            // A pattern may name folders, and stands for what is in them.
            Self::Pattern(_, pattern) => path.ancestors().any(|path| pattern.matches_path_with(path, options)),
        }
    }
}
