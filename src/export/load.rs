//! From arguments to texts: [`load`] finds files, folders, patterns and standard input. What the texts hold is not looked at
//! here, beyond whether they can be text at all.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::delimited::Table;
use super::delta::LeftOut;
use super::error::{ReadError, ReadErrors};
use crate::source::{Source, SourceError};

/// As much of a file in a folder is looked at before it is read as a whole.
const SNIFF: u64 = 8192;

/// A text to read exports from.
#[derive(Debug, Clone)]
pub struct Input {
    pub(crate) name: Arc<str>,
    /// The folder or pattern that it was found by; `None` for what was named itself.
    pub(crate) found_by: Option<Arc<str>>,
    pub(crate) content: Content,
    /// When the file was last written, in seconds since 1970.
    pub(crate) modified: Option<i64>,
    /// The text holds some records of a list only.
    pub(crate) left_out: Option<Arc<LeftOut>>,
}

/// What an input holds.
#[derive(Debug, Clone)]
pub(crate) enum Content {
    /// Text.
    Text(Source),
    /// A file of a folder that cannot be an export, with the reason.
    Other(&'static str),
}

impl Input {
    /// An input from a text that is at hand already.
    pub fn new(source: Source) -> Self {
        Self { name: Arc::clone(source.name()), found_by: None, content: Content::Text(source), modified: None, left_out: None }
    }

    /// A file that can be no export, with the reason.
    pub(crate) fn other(path: &Path, why: &'static str) -> Self {
        let name = path.display().to_string().into();
        Self { name, found_by: None, content: Content::Other(why), modified: None, left_out: None }
    }

    /// The path as messages call it, or `-`.
    pub fn name(&self) -> &Arc<str> {
        &self.name
    }

    /// The text, unless the file can be no export.
    pub fn source(&self) -> Option<&Source> {
        match &self.content {
            Content::Text(source) => Some(source),
            Content::Other(_) => None,
        }
    }
}

/// Reads everything that the arguments name: files, folders (recursively, but for entries whose name begins with a dot),
/// patterns, and `-` for standard input. The inputs come sorted by name, none twice.
pub fn load(paths: &[String], stdin: &mut dyn Read) -> Result<Vec<Input>, ReadErrors> {
    load_wanted(
        paths,
        stdin,
        &Wanted { what: "exports", looked_for: crate::export::format::looked_for, sniff, any_text: false },
    )
}

/// What files of folders are looked for.
pub(crate) struct Wanted {
    /// In words, such as `exports`.
    pub(crate) what: &'static str,
    /// What is known, for the help of an error.
    pub(crate) looked_for: fn() -> String,
    /// Why a file of a folder can be none, from its beginning alone.
    pub(crate) sniff: fn(&Path) -> std::io::Result<Option<&'static str>>,
    /// A file of a folder may be text of any encoding, which makes it none.
    pub(crate) any_text: bool,
}

/// [`load`] for other things than exports.
pub(crate) fn load_wanted(paths: &[String], stdin: &mut dyn Read, wanted: &Wanted) -> Result<Vec<Input>, ReadErrors> {
    let mut load = Load { wanted, inputs: Vec::new(), errors: Vec::new(), seen: FxHashSet::default() };
    for path in paths {
        load.argument(path, stdin);
    }
    let Load { mut inputs, errors, .. } = load;
    inputs.sort_by(|a, b| a.name.cmp(&b.name));
    ReadErrors::check(inputs, errors)
}

struct Load<'w> {
    wanted: &'w Wanted,
    inputs: Vec<Input>,
    errors: Vec<ReadError>,
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
        let mut bytes = Vec::new();
        let read = stdin.read_to_end(&mut bytes);
        let text = match read {
            Ok(_) => Source::decode("-".to_owned(), bytes),
            Err(cause) => Err(SourceError::Read { name: "-".to_owned(), cause }),
        };
        self.take(text, None, None);
    }

    fn file(&mut self, path: &Path) {
        if self.is_new(path) {
            self.take(Source::read(path), None, modified(path));
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
            let Wanted { what, looked_for, .. } = *self.wanted;
            self.errors.push(ReadError::NoExports { path: path.to_owned(), what, files: 0, looked_for: looked_for() });
        }
    }

    fn folder(&mut self, path: &Path, by: &Arc<str>) {
        if !self.is_new(path) {
            return;
        }
        let entries = match entries(path) {
            Ok(entries) => entries,
            Err(cause) => {
                self.errors.push(ReadError::Folder { path: path.display().to_string(), cause });
                return;
            }
        };
        for entry in entries {
            if entry.is_dir() {
                self.folder(&entry, by);
            } else {
                self.found(&entry, by);
            }
        }
    }

    /// A file that nobody named: what cannot be text is passed over, and said so.
    fn found(&mut self, path: &Path, by: &Arc<str>) {
        if !self.is_new(path) {
            return;
        }
        match (self.wanted.sniff)(path) {
            Ok(None) => match Source::read(path) {
                Err(SourceError::Encoding { .. } | SourceError::Binary { .. }) if self.wanted.any_text => {
                    self.other(path, by, "is no text in UTF-8");
                }
                text => self.take(text, Some(Arc::clone(by)), modified(path)),
            },
            Ok(Some(why)) => self.other(path, by, why),
            Err(cause) => {
                let name = path.display().to_string();
                self.errors.push(SourceError::Read { name, cause }.into());
            }
        }
    }

    fn other(&mut self, path: &Path, by: &Arc<str>, why: &'static str) {
        self.inputs.push(Input { found_by: Some(Arc::clone(by)), ..Input::other(path, why) });
    }

    fn pattern(&mut self, pattern: &str) {
        let paths = match glob::glob(pattern) {
            Ok(paths) => paths,
            Err(error) => {
                let cause = error.msg.to_owned();
                self.errors.push(ReadError::Pattern { pattern: pattern.to_owned(), cause });
                return;
            }
        };
        let by: Arc<str> = pattern.into();
        let mut any = false;
        for path in paths.filter_map(Result::ok) {
            any = true;
            if path.is_dir() { self.folder(&path, &by) } else { self.found(&path, &by) }
        }
        if !any {
            self.errors.push(ReadError::Missing { path: pattern.to_owned() });
        }
    }

    fn is_new(&mut self, path: &Path) -> bool {
        self.seen.insert(path.canonicalize().unwrap_or_else(|_| path.to_owned()))
    }
}

/// The files that [`load`] would read of an argument, each with its name in the folder; a file that was named itself has none.
/// `None` where a folder cannot be read, or leads to a file in two ways.
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
            } else {
                files.push((entry.strip_prefix(argument).ok()?.to_owned(), entry));
            }
        }
    }
    files.sort();
    Some(files)
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

/// Whether a file begins like a table; its beginning may end inside a letter.
fn is_table(start: &[u8]) -> bool {
    Table::of(String::from_utf8_lossy(start).trim_start_matches('\u{feff}')).is_some()
}

/// Why a file of a folder can be no export, from its beginning alone.
pub(crate) fn sniff(path: &Path) -> std::io::Result<Option<&'static str>> {
    let mut start = Vec::new();
    let read = File::open(path)?.take(SNIFF).read_to_end(&mut start)?;
    let marked = start.starts_with(&[0xFF, 0xFE]) || start.starts_with(&[0xFE, 0xFF]);
    let bracket = start.iter().any(|byte| matches!(byte, b'{' | b'['));
    Ok(match () {
        () if start.iter().all(u8::is_ascii_whitespace) && read < SNIFF as usize => None,
        () if !marked && start.contains(&0) => Some("is a binary file"),
        () if !marked && !bracket && !is_table(&start) => Some("is neither JSON nor a table"),
        () => None,
    })
}
