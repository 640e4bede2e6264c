//! The role definitions that a change is compared with: those of a path, or of the same files at a git ref.

use std::io::empty;
use std::path::{Path, PathBuf};

use glob::{MatchOptions, Pattern};
use miette::Diagnostic;
use rolecall::model::{Note, NoteCode};
use rolecall::role_file;
use rolecall::role_file::{LeftOut, RoleFile, Surroundings};

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
pub(crate) struct BaseRoles {
    /// The files with the roles.
    pub(crate) files: Vec<RoleFile>,
    /// What is odd about it.
    pub(crate) notes: Vec<Note>,
    /// It may hold roles whose files were not asked about: that they are not among those that were says nothing.
    pub(crate) has_more: bool,
}

impl BaseRoles {
    /// Reads it: a file or folder of that name comes before a git ref.
    pub(crate) fn read(base: &str, asked: &[String], left_out: &LeftOut<'_>) -> miette::Result<Self> {
        if Path::new(base).exists() {
            let found = role_file::find(&[base.to_owned()], &mut empty(), left_out)?.whole()?;
            let has_more = Path::new(base).is_dir() && asked.iter().all(|path| path == "-" || Path::new(path).is_file());
            return Ok(Self { files: found.files, notes: Vec::new(), has_more });
        }
        if asked.iter().all(|path| path == "-") {
            return Err(BaseError::Stdin(base.to_owned()).into());
        }
        let wanted: Vec<WantedPath> = asked.iter().filter(|path| *path != "-").map(|path| WantedPath::new(path)).collect();
        let commit = Commit::named(base, &wanted.first().map_or_else(|| PathBuf::from("."), WantedPath::folder))?;
        if let Some(outside) = wanted.iter().find(|wanted| !wanted.is_in(commit.top())) {
            return Err(commit.outside(outside.path()).into());
        }
        let sources = commit.files(&|path| wanted.iter().any(|wanted| wanted.holds(path, left_out)))?;
        let (mut files, mut notes) = (Vec::new(), Vec::new());
        // What role files name has to be that of the same commit.
        let surroundings = Surroundings::elsewhere(commit.prefix(), Box::new(commit.tree()?)).called_by(sources.iter());
        for source in sources.iter().filter(|source| role_file::may_hold_roles(source)) {
            match role_file::load_beside(source, &surroundings) {
                Ok(file) => files.push(file),
                Err(error) if error.is_other() => {}
                Err(error) => {
                    let message = format!("{error}: its roles count as new");
                    notes.push(Note::warning(NoteCode::BaseUnreadable, message).at(error.place()));
                }
            }
        }
        role_file::set_aside(&mut files);
        Ok(Self { files, notes, has_more: false })
    }
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

    /// Whether it would find a file of this path.
    fn holds(&self, path: &Path, left_out: &LeftOut<'_>) -> bool {
        let options = MatchOptions { require_literal_separator: true, ..MatchOptions::new() };
        let named = match self {
            Self::Path(own) if path == own => return true,
            Self::Path(own) if path.starts_with(own) => own.as_path(),
            // A pattern may name folders, and stands for what is in them.
            Self::Pattern(own, pattern) if path.ancestors().any(|path| pattern.matches_path_with(path, options)) => {
                own.ancestors().find(|folder| path.starts_with(folder)).unwrap_or(path)
            }
            Self::Path(_) | Self::Pattern(..) => return false,
        };
        role_file::may_be_role_file(path) && !is_hidden(named, path) && !left_out.has_below(named, path)
    }
}

/// Whether a part of a path below what was named begins with a dot.
fn is_hidden(named: &Path, path: &Path) -> bool {
    let below = path.strip_prefix(named).unwrap_or(path);
    below.iter().any(|part| part.as_encoded_bytes().starts_with(b"."))
}
