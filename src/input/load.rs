//! [`load`]: from arguments to texts. It finds files, folders, patterns and standard input. It looks at the bytes only to tell whether
//! they can be text.

use std::fs::FileType;
use std::io::{ErrorKind, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use glob::MatchOptions;
use rustc_hash::FxHashSet;

use super::error::InputError;
use super::errors::Errors;
use super::text::{Content, Input};
use crate::arrange::Arrange as _;
use crate::source::{Source, SourceError, limited, progress};

/// Why a folder that was named gives nothing.
pub(crate) const EMPTY: &str = "is an empty folder";

/// Why a file or folder is passed over that is left out.
pub(crate) const LEFT_OUT: &str = "is left out";

/// Why a file is passed over that is text of another encoding.
pub(crate) const NOT_TEXT: &str = "is not text in UTF-8";

/// What files of folders are looked for.
pub(crate) struct WantedFiles<'w> {
    /// In words, such as `exports`.
    pub(crate) what: &'static str,
    /// What is known, for the help of an error.
    pub(crate) looked_for: fn() -> String,
    /// Why a file of a folder can be none, from its name alone.
    pub(crate) by_name: fn(&Path) -> Option<&'static str>,
    /// Why a file of a folder can be none, from its beginning alone.
    pub(crate) sniff: fn(&Path) -> std::io::Result<Option<&'static str>>,
    /// The text of a file that is a database; `None` where it is none.
    pub(crate) database: fn(&Path) -> Option<Result<Source, InputError>>,
    /// Whether what was found is left out; the flag says whether it is a folder.
    pub(crate) left_out: &'w dyn Fn(&Path, bool) -> bool,
    /// A file that cannot be read is an input like others, with the reason. A file of a folder may be text of any encoding, which makes
    /// it none.
    pub(crate) is_lenient: bool,
}

/// Reads everything that the arguments name: files, folders (recursively, without entries whose name begins with a dot),
/// patterns, and `-` for standard input. The inputs are sorted by name, each once.
pub(crate) fn load(paths: &[String], stdin: &mut dyn Read, wanted: &WantedFiles<'_>) -> Result<Vec<Input>, Errors<InputError>> {
    let mut load = Load { wanted, inputs: Vec::new(), errors: Vec::new(), seen: FxHashSet::default() };
    for path in paths {
        load.argument(path, stdin);
    }
    let Load { mut inputs, errors, .. } = load;
    inputs.arrange_by(|a, b| a.name.cmp(&b.name));
    Errors::check(inputs, errors)
}

/// An entry of a folder.
struct FolderEntry {
    path: PathBuf,
    /// What it is, if the folder says so.
    kind: Option<FileType>,
}

struct Load<'w> {
    wanted: &'w WantedFiles<'w>,
    inputs: Vec<Input>,
    errors: Vec<InputError>,
    /// Canonical paths of files and folders that were taken already.
    seen: FxHashSet<PathBuf>,
}

impl Load<'_> {
    fn argument(&mut self, path: &str, stdin: &mut dyn Read) {
        if path == "-" {
            self.stdin(stdin);
        } else if Path::new(path).is_dir() {
            self.root(path);
        } else if Path::new(path).exists() || Path::new(path).is_symlink() {
            self.file(Path::new(path));
        } else {
            self.pattern(path);
        }
    }

    fn stdin(&mut self, stdin: &mut dyn Read) {
        if !self.seen.insert(PathBuf::from("-")) {
            return;
        }
        let text = match limited(stdin) {
            Ok(bytes) => Source::decode("-".to_owned(), bytes),
            Err(cause) => Err(SourceError::Read { name: "-".to_owned(), cause }),
        };
        self.take(text, None, None);
    }

    fn file(&mut self, path: &Path) {
        if !self.is_new(path) {
            return;
        }
        if let Some(text) = (self.wanted.database)(path) {
            return match text {
                Ok(source) => self.inputs.push(Input { modified: modified(path), ..Input::new(source) }),
                Err(error) => self.errors.push(error),
            };
        }
        match read(path) {
            Err(error) if self.wanted.is_lenient && !is_limit(&error) => {
                self.inputs.push(Input::found(path, Content::Unreadable(reason(&error), true)));
            }
            text => self.take(text, None, modified(path)),
        }
    }

    fn take(&mut self, text: Result<Source, SourceError>, found_by: Option<Arc<str>>, modified: Option<i64>) {
        match text {
            Ok(source) => self.inputs.push(Input { found_by, modified, ..Input::new(source) }),
            Err(error) => self.errors.push(error.into()),
        }
    }

    /// A folder that was named itself: it has to hold something.
    fn root(&mut self, path: &str) {
        let before = self.inputs.len();
        let by: Arc<str> = path.into();
        let faults = self.errors.len();
        self.folder(Path::new(path), &by);
        let empty = before == self.inputs.len() && faults == self.errors.len();
        if empty && !self.inputs.iter().any(|input| Path::new(&*input.name).starts_with(path)) {
            if self.wanted.is_lenient {
                return self.other(Path::new(path), &by, EMPTY);
            }
            let WantedFiles { what, looked_for, .. } = *self.wanted;
            self.errors.push(InputError::NothingFound { path: path.to_owned(), what, files: 0, looked_for: looked_for() });
        }
    }

    fn folder(&mut self, path: &Path, by: &Arc<str>) {
        let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        if !self.seen.insert(real.clone()) {
            return;
        }
        let entries = match entries(path) {
            Ok(entries) => entries,
            Err(cause) if **by == *path.to_string_lossy() => {
                self.errors.push(InputError::Folder { path: path.display().to_string(), cause });
                return;
            }
            Err(cause) => return self.refused(path, by, &cause),
        };
        for entry in entries {
            self.entry(&entry, &real, by);
        }
    }

    /// A file or folder that was found in a folder, not named, with where that folder is without links.
    fn entry(&mut self, entry: &FolderEntry, folder: &Path, by: &Arc<str>) {
        let FolderEntry { path, kind } = entry;
        match kind.filter(|kind| !kind.is_symlink()) {
            Some(kind) => {
                let real = path.file_name().map(|name| folder.join(name));
                self.met(path, Ok(kind), real, by);
            }
            None => self.met(path, std::fs::metadata(path).map(|about| about.file_type()), None, by),
        }
    }

    /// What was met in a folder or by a pattern; what is neither a file nor a folder is named and passed over. `real` is its path without
    /// links, where that is known.
    fn met(&mut self, path: &Path, kind: std::io::Result<FileType>, real: Option<PathBuf>, by: &Arc<str>) {
        let is_folder = kind.as_ref().is_ok_and(FileType::is_dir);
        if !is_folder && let Some(why) = (self.wanted.by_name)(path) {
            return self.other(path, by, why);
        }
        if (self.wanted.left_out)(path, is_folder) {
            return self.other(path, by, LEFT_OUT);
        }
        match kind {
            Ok(kind) if kind.is_dir() => self.folder(path, by),
            Ok(kind) if kind.is_file() => {
                if self.seen.insert(real.unwrap_or_else(|| path.canonicalize().unwrap_or_else(|_| path.to_owned()))) {
                    self.found(path, by);
                }
            }
            Ok(_) => self.unreadable(path, by, ("it is a pipe, a socket or a device".to_owned(), false)),
            Err(cause) => self.refused(path, by, &cause),
        }
    }

    /// A file that the system does not let us read: the others are read all the same.
    fn refused(&mut self, path: &Path, by: &Arc<str>, cause: &std::io::Error) {
        self.unreadable(path, by, (cause.to_string(), true));
    }

    fn unreadable(&mut self, path: &Path, by: &Arc<str>, (why, may_hold): (String, bool)) {
        let content = Content::Unreadable(why, may_hold);
        self.inputs.push(Input { found_by: Some(Arc::clone(by)), ..Input::found(path, content) });
    }

    /// A file that was found, not named: if it cannot be text it is skipped, and reported.
    fn found(&mut self, path: &Path, by: &Arc<str>) {
        match (self.wanted.sniff)(path) {
            Ok(None) => match read(path) {
                Err(SourceError::Encoding { .. } | SourceError::Binary { .. }) if self.wanted.is_lenient => {
                    self.other(path, by, NOT_TEXT);
                }
                Err(error @ SourceError::Binary { .. }) => self.unreadable(path, by, (reason(&error), true)),
                Err(SourceError::Read { cause, .. }) if cause.kind() != ErrorKind::FileTooLarge => {
                    self.refused(path, by, &cause);
                }
                text => self.take(text, Some(Arc::clone(by)), modified(path)),
            },
            Ok(Some(why)) => self.no_text(path, by, why),
            Err(cause) => self.refused(path, by, &cause),
        }
    }

    /// A file of a folder that is no text: a database is read, or named with the reason why it is not.
    fn no_text(&mut self, path: &Path, by: &Arc<str>, why: &'static str) {
        match (self.wanted.database)(path) {
            None => self.other(path, by, why),
            Some(Ok(source)) => self.take(Ok(source), Some(Arc::clone(by)), modified(path)),
            Some(Err(error)) => self.unreadable(path, by, (error.without_path(), true)),
        }
    }

    fn other(&mut self, path: &Path, by: &Arc<str>, why: &'static str) {
        self.inputs.push(Input { found_by: Some(Arc::clone(by)), ..Input::found(path, Content::Other(why)) });
    }

    fn pattern(&mut self, pattern: &str) {
        // What a folder hides, a pattern that does not name it does not find.
        let options = MatchOptions { require_literal_leading_dot: self.wanted.is_lenient, ..MatchOptions::new() };
        let paths = match glob::glob_with(pattern, options) {
            Ok(paths) => paths,
            Err(error) => {
                let cause = error.msg.to_owned();
                self.errors.push(InputError::Pattern { pattern: pattern.to_owned(), cause });
                return;
            }
        };
        let by: Arc<str> = pattern.into();
        let named = literal_part(pattern);
        let mut any = false;
        for path in paths.filter_map(Result::ok) {
            any = true;
            if self.is_left_out_between(&named, &path) {
                self.other(&path, &by, LEFT_OUT);
            } else {
                self.met(&path, std::fs::metadata(&path).map(|about| about.file_type()), None, &by);
            }
        }
        if !any {
            self.errors.push(InputError::Missing { path: pattern.to_owned() });
        }
    }

    /// Whether a folder between one that was named and a path is left out.
    fn is_left_out_between(&self, named: &Path, path: &Path) -> bool {
        let between = path.ancestors().skip(1).take_while(|folder| folder.starts_with(named) && *folder != named);
        between.filter(|folder| !folder.as_os_str().is_empty()).any(|folder| (self.wanted.left_out)(folder, true))
    }

    fn is_new(&mut self, path: &Path) -> bool {
        self.seen.insert(path.canonicalize().unwrap_or_else(|_| path.to_owned()))
    }
}

/// The files that [`load`] would read for an argument, each with its name in the folder; a file that was named itself has no
/// such name. `None` if a folder cannot be read, or leads to a file in two ways.
pub(crate) fn files(argument: &Path) -> Option<Vec<(PathBuf, PathBuf)>> {
    if argument.is_file() {
        return Some(vec![(PathBuf::new(), argument.to_owned())]);
    }
    let (mut files, mut folders) = (Vec::new(), vec![argument.to_owned()]);
    let mut seen = FxHashSet::default();
    while let Some(folder) = folders.pop() {
        for FolderEntry { path: entry, .. } in entries(&folder).ok()? {
            if !seen.insert(entry.canonicalize().ok()?) {
                return None;
            }
            if entry.is_dir() {
                folders.push(entry);
            } else if !entry.is_file() {
                return None;
            } else {
                files.push((entry.strip_prefix(argument).ok()?.to_owned(), entry));
            }
        }
    }
    files.arrange();
    Some(files)
}

fn read(path: &Path) -> Result<Source, SourceError> {
    progress::reads(&path.to_string_lossy());
    Source::read(path)
}

/// When a file was last written.
pub(crate) fn modified(path: &Path) -> Option<i64> {
    let written = std::fs::metadata(path).and_then(|about| about.modified()).ok()?;
    let since = written.duration_since(std::time::UNIX_EPOCH).ok()?;
    i64::try_from(since.as_secs()).ok()
}

/// The folders that a pattern begins with before its first wildcard.
fn literal_part(pattern: &str) -> PathBuf {
    let parts = Path::new(pattern).components();
    let is_literal = |part: &Component<'_>| !part.as_os_str().to_string_lossy().contains(['*', '?', '[']);
    let named: PathBuf = parts.take_while(is_literal).collect();
    // A pattern of one file alone names no folder by its last part.
    if named == Path::new(pattern) { named.parent().map(Path::to_owned).unwrap_or_default() } else { named }
}

/// Whether what may be read of one file, or in all, is used up.
fn is_limit(error: &SourceError) -> bool {
    matches!(error, SourceError::Read { cause, .. } if cause.kind() == ErrorKind::FileTooLarge)
}

/// Why a file gave no text, without its name.
fn reason(error: &SourceError) -> String {
    match error {
        SourceError::Read { cause, .. } => cause.to_string(),
        SourceError::Binary { .. } => "it is a binary file".to_owned(),
        SourceError::Encoding { encoding, offset, .. } => format!("it is not {encoding} text: wrong bytes at offset {offset}"),
    }
}

/// The entries of a folder by name, without those that are hidden.
fn entries(path: &Path) -> std::io::Result<Vec<FolderEntry>> {
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(path)? {
        let entry = entry?;
        if !entry.file_name().as_encoded_bytes().starts_with(b".") {
            entries.push(FolderEntry { path: entry.path(), kind: entry.file_type().ok() });
        }
    }
    entries.arrange_by(|a, b| a.path.cmp(&b.path));
    Ok(entries)
}
