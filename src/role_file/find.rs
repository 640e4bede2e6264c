//! [`find()`]: from arguments to role files. A file that is named must be one; in folders and patterns, files of other kinds are left
//! alone and counted.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;
use std::sync::Arc;

use miette::Diagnostic;
use rustc_hash::FxHashMap;

use super::data_files::set_aside;
use super::error::{ENDINGS, LOOKED_FOR, RoleFileError};
use super::left_out::LeftOut;
use super::load::{RoleFile, load_beside};
use super::surroundings::Surroundings;
use crate::arrange::Arrange as _;
use crate::input;
use crate::input::{Content, EMPTY, Errors, Input, InputError, LEFT_OUT, NOT_TEXT, WantedFiles};
use crate::model::{Note, NoteCode, Severity};
use crate::source::{Place, Source, torn_text};

/// How much of a file in a folder is looked at before the whole file is read.
const SNIFF: u64 = 1024;

/// Without one of these words, in any case, a file of a folder is not looked at further.
const MARKS: [&str; 5] = ["actions", "assignablescopes", "assignable_scopes", "roledefinition", "role_definition"];

/// How escapes of letters begin: what a file that has some names is known only once it is read.
const ESCAPES: [&str; 8] = ["\\u004", "\\u005", "\\u006", "\\u007", "\\x4", "\\x5", "\\x6", "\\x7"];

/// What the arguments name.
#[derive(Debug, Default)]
pub struct FoundFiles {
    /// The role files, sorted by name.
    pub files: Vec<RoleFile>,
    /// The names of files of other kinds, in folders and patterns, sorted.
    pub others: Vec<Arc<str>>,
    /// How many files and folders are left out: git ignores them, or the configuration excludes them.
    pub left_out: usize,
    /// What gave no role definitions although it was named, or looks as if it were meant to.
    pub errors: Vec<FindError>,
    /// What was passed over although it may hold role definitions.
    pub notes: Vec<Note>,
}

impl FoundFiles {
    /// The files, if each of them could be read.
    pub fn whole(self) -> Result<Self, Errors<FindError>> {
        let Self { files, others, left_out, errors, notes } = self;
        Errors::check(Self { files, others, left_out, errors: Vec::new(), notes }, errors)
    }
}

impl FoundFiles {
    /// Files of other kinds by name: one of them may be broken.
    pub fn others_noted(&self) -> Vec<Note> {
        let notes = self.others.iter().map(|name| {
            Note::warning(NoteCode::NoRoleDefinitions, format!("{name} holds no role definitions and was left aside"))
                .severity(if is_data(name) { Severity::Warning } else { Severity::Note })
        });
        notes.collect()
    }
}

/// Whether somebody may have meant a file as an export or a role file.
fn is_data(name: &str) -> bool {
    let kinds = ["json", "jsonc", "yaml", "yml", "csv", "bicep"];
    Path::new(name).extension().and_then(|kind| kind.to_str()).is_some_and(|kind| kinds.contains(&kind))
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
    /// Whether a file that was named holds no role definition, or a folder none: no fault of the file.
    pub fn is_no_role(&self) -> bool {
        match self {
            Self::Input(InputError::NothingFound { .. }) => true,
            Self::Input(_) => false,
            Self::RoleFile(error) => error.is_other(),
        }
    }

    /// The error about the text of a file.
    pub fn into_role_file(self) -> Option<RoleFileError> {
        match self {
            Self::Input(_) => None,
            Self::RoleFile(error) => Some(error),
        }
    }

    /// The place of the error, if it has one.
    pub fn place(&self) -> Option<Place> {
        match self {
            Self::Input(_) => None,
            Self::RoleFile(error) => Some(error.place()),
        }
    }
}

/// Reads everything that the arguments name: files, folders (recursively, without entries whose name begins with a dot),
/// patterns, and `-` for standard input. A file that cannot be read as role definitions is no reason to leave the others out.
pub fn find(paths: &[String], stdin: &mut dyn Read, left_out: &LeftOut<'_>) -> Result<FoundFiles, Errors<FindError>> {
    let wanted = WantedFiles {
        what: WHAT,
        looked_for: || LOOKED_FOR.to_owned(),
        by_name: other_by_name,
        sniff,
        database: |_| None,
        left_out: &|path, is_folder| left_out.has(path, is_folder),
        is_lenient: true,
    };
    let inputs = input::load(paths, stdin, &wanted).map_err(Errors::widen)?;
    let mut found = FoundFiles::default();
    let mut folders: FxHashMap<Arc<str>, (usize, bool)> = FxHashMap::default();
    let texts = inputs.iter().filter_map(|input| match &input.content {
        Content::Text(source) => Some(source),
        Content::Unreadable(..) | Content::Other(_) => None,
    });
    let surroundings = Surroundings::disk().called_by(texts);
    for input in inputs {
        let before = found.files.len() + found.errors.len();
        let by = input.found_by.clone();
        let is_file = !matches!(input.content, Content::Other(EMPTY));
        if let Err(error) = found.input(input, &surroundings) {
            found.errors.push(error.into());
        }
        if let Some(by) = by {
            let (files, any) = folders.entry(by).or_default();
            *files += usize::from(is_file);
            *any |= found.files.len() + found.errors.len() > before;
        }
    }
    let data = set_aside(&mut found.files);
    found.notes.extend(data);
    let mut barren: Vec<(Arc<str>, usize)> =
        folders.into_iter().filter(|(_, (_, any))| !any).map(|(by, (files, _))| (by, files)).collect();
    barren.arrange();
    let aside = if found.left_out > 0 { "; what `.gitignore` or `exclude` leave out is checked if it is named" } else { "" };
    found.errors.extend(barren.into_iter().map(|(path, files)| {
        let looked_for = format!("{LOOKED_FOR}{aside}");
        InputError::NothingFound { path: path.to_string(), what: WHAT, files, looked_for }.into()
    }));
    Ok(found)
}

const WHAT: &str = "role definitions";

impl FoundFiles {
    fn input(&mut self, input: Input, surroundings: &Surroundings) -> Result<(), RoleFileError> {
        let Input { name, found_by, content, .. } = input;
        let source = match content {
            Content::Text(source) => source,
            Content::Unreadable(_, true) if found_by.is_some() && is_dangling(&name) => {
                self.pass_over(name, "is a link to nothing");
                return Ok(());
            }
            Content::Unreadable(why, true) => return Err(RoleFileError::unread(&name, why)),
            Content::Unreadable(..) => {
                self.pass_over(name, "is a pipe, a socket or a device");
                return Ok(());
            }
            Content::Other(why) => return self.other(name, why),
        };
        if found_by.is_some() && !may_hold_roles(&source) {
            self.others.push(name);
            return Ok(());
        }
        match load_beside(&source, surroundings) {
            Ok(file) => self.files.push(file),
            Err(error) if found_by.is_some() && error.is_other() => self.others.push(name),
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// A file or folder that was found and is not read.
    fn other(&mut self, name: Arc<str>, why: &'static str) -> Result<(), RoleFileError> {
        match why {
            EMPTY => {}
            LEFT_OUT => self.left_out += 1,
            TOO_LARGE => self.pass_over(name, why),
            NOT_TEXT if std::fs::read(&*name).is_ok_and(|bytes| has_marks(&bytes)) => {
                return Err(RoleFileError::unread(&name, format!("it {why}")));
            }
            _ => self.others.push(name),
        }
        Ok(())
    }

    fn pass_over(&mut self, name: Arc<str>, why: &str) {
        let note = Note::warning(NoteCode::PassedOver, format!("{name} {why}: it is passed over"));
        self.notes.push(note.help("name it, if it holds role definitions"));
        self.others.push(name);
    }
}

/// Whether a text names anything that role definitions have; other texts need not be read.
pub fn may_hold_roles(source: &Source) -> bool {
    has_marks(source.text().as_bytes())
}

/// Whether a text is too large to be looked at unless it is named.
pub fn is_too_large(source: &Source) -> bool {
    source.text().len() as u64 > LARGEST
}

fn has_marks(text: &[u8]) -> bool {
    let text = text.to_ascii_lowercase();
    let text = String::from_utf8_lossy(&text);
    MARKS.iter().chain(&ESCAPES).any(|mark| text.contains(mark))
}

/// Whether a path is a link that leads nowhere.
fn is_dangling(name: &str) -> bool {
    let is_link = std::fs::symlink_metadata(name).is_ok_and(|about| about.is_symlink());
    is_link && std::fs::metadata(name).is_err_and(|cause| cause.kind() != ErrorKind::PermissionDenied)
}

/// Endings of files that may be anything: only those that begin as JSON does are looked at.
const OPEN_ENDINGS: [&str; 6] = ["", "txt", "tmpl", "tpl", "tftpl", "template"];

/// A larger file of a folder is no role file.
const LARGEST: u64 = 10 << 20;

const TOO_LARGE: &str = "is larger than 10 MB";

fn ending(path: &Path) -> String {
    path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase()
}

/// Whether a file of this name would be looked at in a folder.
pub fn may_be_role_file(path: &Path) -> bool {
    other_by_name(path).is_none()
}

/// Why a file of a folder can hold no role definitions, by its name.
fn other_by_name(path: &Path) -> Option<&'static str> {
    let ending = ending(path);
    let is_looked_at = ENDINGS.contains(&ending.as_str()) || OPEN_ENDINGS.contains(&ending.as_str());
    (!is_looked_at).then_some("has another ending")
}

/// Why a file of a folder can hold no role definitions, by its size and its beginning.
fn sniff(path: &Path) -> std::io::Result<Option<&'static str>> {
    let mut file = File::open(path)?;
    if file.metadata()?.len() > LARGEST {
        return Ok(Some(TOO_LARGE));
    }
    let is_known = ENDINGS.contains(&ending(path).as_str());
    // With room for all of it, it takes one read.
    let mut start = Vec::with_capacity(SNIFF as usize);
    file.by_ref().take(SNIFF).read_to_end(&mut start)?;
    let marked = start.starts_with(&[0xFF, 0xFE]) || start.starts_with(&[0xFE, 0xFF]);
    if !marked && start.contains(&0) && torn_text(&start).is_none() {
        return Ok(Some("is a binary file"));
    }
    let first = start.iter().find(|byte| !byte.is_ascii_whitespace());
    Ok((!is_known && !matches!(first, Some(b'{' | b'['))).then_some("begins like no role file"))
}
