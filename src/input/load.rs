//! [`load`]: from arguments to texts. It finds files, folders, patterns and standard input. It looks at the bytes only to tell whether
//! they can be text.

use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::error::InputError;
use super::errors::Errors;
use super::text::{Content, Input};
use crate::source::{Source, SourceError, limited, progress};

/// What files of folders are looked for.
pub(crate) struct WantedFiles {
    /// In words, such as `exports`.
    pub(crate) what: &'static str,
    /// What is known, for the help of an error.
    pub(crate) looked_for: fn() -> String,
    /// Why a file of a folder can be none, from its beginning alone.
    pub(crate) sniff: fn(&Path) -> std::io::Result<Option<&'static str>>,
    /// A file of a folder may be text of any encoding, which makes it none.
    pub(crate) any_text: bool,
}

/// Reads everything that the arguments name: files, folders (recursively, without entries whose name begins with a dot),
/// patterns, and `-` for standard input. The inputs are sorted by name, each once.
pub(crate) fn load(paths: &[String], stdin: &mut dyn Read, wanted: &WantedFiles) -> Result<Vec<Input>, Errors<InputError>> {
    let mut load = Load { wanted, inputs: Vec::new(), errors: Vec::new(), seen: FxHashSet::default() };
    for path in paths {
        load.argument(path, stdin);
    }
    let Load { mut inputs, errors, .. } = load;
    inputs.sort_by(|a, b| a.name.cmp(&b.name));
    Errors::check(inputs, errors)
}

struct Load<'w> {
    wanted: &'w WantedFiles,
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
        } else if Path::new(path).exists() {
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
        if self.is_new(path) {
            self.take(read(path), None, modified(path));
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
            let WantedFiles { what, looked_for, .. } = *self.wanted;
            self.errors.push(InputError::NothingFound { path: path.to_owned(), what, files: 0, looked_for: looked_for() });
        }
    }

    fn folder(&mut self, path: &Path, by: &Arc<str>) {
        if !self.is_new(path) {
            return;
        }
        let entries = match entries(path) {
            Ok(entries) => entries,
            Err(cause) if **by == *path.to_string_lossy() => {
                self.errors.push(InputError::Folder { path: path.display().to_string(), cause });
                return;
            }
            Err(cause) => return self.refused(path, by, cause),
        };
        for entry in entries {
            self.entry(&entry, by);
        }
    }

    /// A file or folder that was found, not named; anything else is named and passed over.
    fn entry(&mut self, path: &Path, by: &Arc<str>) {
        match std::fs::metadata(path) {
            Ok(about) if about.is_dir() => self.folder(path, by),
            Ok(about) if about.is_file() => self.found(path, by),
            Ok(_) => self.unreadable(path, by, ("it is a pipe, a socket or a device".to_owned(), false)),
            Err(cause) => self.refused(path, by, cause),
        }
    }

    /// A file that the system does not let us read: where many are read, the others are read all the same.
    fn refused(&mut self, path: &Path, by: &Arc<str>, cause: std::io::Error) {
        if self.wanted.any_text {
            let name = path.display().to_string();
            self.errors.push(SourceError::Read { name, cause }.into());
        } else {
            self.unreadable(path, by, (cause.to_string(), true));
        }
    }

    fn unreadable(&mut self, path: &Path, by: &Arc<str>, (why, may_hold): (String, bool)) {
        let content = Content::Unreadable(why, may_hold);
        self.inputs.push(Input { found_by: Some(Arc::clone(by)), ..Input::found(path, content) });
    }

    /// A file that was found, not named: if it cannot be text it is skipped, and reported.
    fn found(&mut self, path: &Path, by: &Arc<str>) {
        if !self.is_new(path) {
            return;
        }
        match (self.wanted.sniff)(path) {
            Ok(None) => match read(path) {
                Err(SourceError::Encoding { .. } | SourceError::Binary { .. }) if self.wanted.any_text => {
                    self.other(path, by, "is not text in UTF-8");
                }
                Err(SourceError::Read { cause, .. }) if cause.kind() != ErrorKind::FileTooLarge => {
                    self.refused(path, by, cause);
                }
                text => self.take(text, Some(Arc::clone(by)), modified(path)),
            },
            Ok(Some(why)) => self.other(path, by, why),
            Err(cause) => self.refused(path, by, cause),
        }
    }

    fn other(&mut self, path: &Path, by: &Arc<str>, why: &'static str) {
        self.inputs.push(Input { found_by: Some(Arc::clone(by)), ..Input::found(path, Content::Other(why)) });
    }

    fn pattern(&mut self, pattern: &str) {
        let paths = match glob::glob(pattern) {
            Ok(paths) => paths,
            Err(error) => {
                let cause = error.msg.to_owned();
                self.errors.push(InputError::Pattern { pattern: pattern.to_owned(), cause });
                return;
            }
        };
        let by: Arc<str> = pattern.into();
        let mut any = false;
        for path in paths.filter_map(Result::ok) {
            any = true;
            self.entry(&path, &by);
        }
        if !any {
            self.errors.push(InputError::Missing { path: pattern.to_owned() });
        }
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
        for entry in entries(&folder).ok()? {
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
    files.sort();
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

/// The entries of a folder by name, without those that are hidden.
fn entries(path: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(path)? {
        let entry = entry?;
        if !entry.file_name().as_encoded_bytes().starts_with(b".") {
            entries.push(entry.path());
        }
    }
    entries.sort();
    Ok(entries)
}
