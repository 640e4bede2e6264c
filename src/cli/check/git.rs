//! Files as they are at a git ref. Only the installed `git` is asked, and only about the objects that it has. Nothing is fetched.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::thread;

use miette::Diagnostic;
use rolecall::role_file::FileTree;
use rolecall::source::{Source, SourceError};

/// Why a base cannot be had from git.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub(crate) enum GitError {
    /// There is no git.
    #[error("cannot run `git` to read the base `{base}`: {cause}")]
    #[diagnostic(help("install git, or give a file or folder as --base"))]
    NoGit {
        /// What was asked for.
        base: String,
        /// What the system said.
        cause: std::io::Error,
    },
    /// No path and no ref.
    #[error("the base `{base}` is neither a file or folder nor a git ref here")]
    #[diagnostic(help(
        "git said: {said}. In a pipeline fetch the ref first (`git fetch origin main`, or fetch-depth: 0), and name it as git does, \
         such as origin/main"
    ))]
    NoRef {
        /// What was asked for.
        base: String,
        /// What git said.
        said: String,
    },
    /// A file of another repository, or of none.
    #[error("`{path}` is not in the git repository `{top}`, whose `{base}` it is to be compared with")]
    #[diagnostic(help("check the files of one repository at a time, or give a file or folder as --base"))]
    Outside {
        /// The file.
        path: String,
        /// The repository.
        top: String,
        /// What was asked for.
        base: String,
    },
    /// git failed at something that it should be able to do.
    #[error("git could not read the base `{base}`: {said}")]
    #[diagnostic(help("run `git ls-tree -r {base}` by hand to see more"))]
    Failed {
        /// What was asked for.
        base: String,
        /// What git said.
        said: String,
    },
}

/// A commit of the repository that a folder lies in.
pub(super) struct Commit<'b> {
    base: &'b str,
    folder: PathBuf,
    /// The folder of the whole repository, without links.
    top: PathBuf,
    id: String,
}

/// A larger file is no part of a role definition.
const LARGEST: usize = 10 << 20;

/// The mode of a link.
const LINK: &str = "120000";

/// The files of a commit, each read when it is asked for.
#[derive(Debug)]
pub(super) struct CommittedTree {
    folder: PathBuf,
    files: BTreeMap<PathBuf, String>,
    /// The git that answers; none before the first question, or if it cannot be had.
    git: RefCell<Option<BlobReader>>,
}

/// A `git cat-file --batch` that is asked for one blob at a time.
#[derive(Debug)]
struct BlobReader {
    child: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl FileTree for CommittedTree {
    fn file(&self, path: &Path) -> Option<Source> {
        let id = self.files.get(path)?;
        let mut git = self.git.borrow_mut();
        let reader = match &mut *git {
            Some(reader) => reader,
            none => none.insert(BlobReader::start(&self.folder)?),
        };
        Source::decode(path.display().to_string(), reader.blob(id)?).ok()
    }

    fn folder(&self, folder: &Path) -> Vec<PathBuf> {
        let below = self.files.range(folder.to_path_buf()..).map(|(path, _)| path);
        below.take_while(|path| path.starts_with(folder)).filter(|path| path.parent() == Some(folder)).cloned().collect()
    }
}

impl BlobReader {
    fn start(folder: &Path) -> Option<Self> {
        let mut git = git(folder, &["cat-file", "--batch"]);
        let mut child = git.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
        let (questions, answers) = (child.stdin.take()?, BufReader::new(child.stdout.take()?));
        Some(Self { child, questions, answers })
    }

    /// A line with the size at its end, so many bytes, and a line break.
    fn blob(&mut self, id: &str) -> Option<Vec<u8>> {
        self.questions.write_all(format!("{id}\n").as_bytes()).ok()?;
        self.questions.flush().ok()?;
        let mut head = String::new();
        self.answers.read_line(&mut head).ok()?;
        let size: usize = head.trim_end().rsplit(' ').next()?.parse().ok()?;
        if size > LARGEST {
            let rest = u64::try_from(size).ok()?.checked_add(1)?;
            io::copy(&mut self.answers.by_ref().take(rest), &mut io::sink()).ok()?;
            return None;
        }
        let mut content = vec![0; size + 1];
        self.answers.read_exact(&mut content).ok()?;
        content.pop();
        Some(content)
    }
}

impl Drop for BlobReader {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A file of a commit.
struct CommittedFile {
    /// From the top of the repository.
    path: PathBuf,
    blob: String,
}

impl<'b> Commit<'b> {
    /// The commit that a ref stands for in the repository of a folder.
    pub(super) fn named(base: &'b str, folder: &Path) -> Result<Self, GitError> {
        let no_git = |cause| GitError::NoGit { base: base.to_owned(), cause };
        let spec = format!("{base}^{{commit}}");
        let id = git(folder, &["rev-parse", "--verify", "--quiet", "--end-of-options", &spec]).output().map_err(no_git)?;
        let top = git(folder, &["rev-parse", "--show-toplevel"]).output().map_err(no_git)?;
        let words = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
        if id.status.success() && top.status.success() {
            let top = PathBuf::from(words(&top.stdout));
            let top = top.canonicalize().unwrap_or(top);
            return Ok(Self { base, folder: folder.to_path_buf(), top, id: words(&id.stdout) });
        }
        let said = if top.status.success() { words(&id.stderr) } else { words(&top.stderr) };
        let said = if said.is_empty() { format!("no ref `{base}`") } else { said };
        Err(GitError::NoRef { base: base.to_owned(), said })
    }

    /// The folder of the whole repository, without links.
    pub(super) fn top(&self) -> &Path {
        &self.top
    }

    /// The error about a file that is not in the repository.
    pub(super) fn outside(&self, path: &Path) -> GitError {
        let (path, top) = (path.display().to_string(), self.top.display().to_string());
        GitError::Outside { path, top, base: self.base.to_owned() }
    }

    /// The texts of the files that are wanted, by their path without links. What is no text is left out: it holds no role definitions.
    pub(super) fn files(&self, is_wanted: &dyn Fn(&Path) -> bool) -> Result<Vec<Source>, GitError> {
        let mut entries = self.entries()?;
        entries.retain(|entry| is_wanted(&self.top.join(&entry.path)));
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        let mut sources = Vec::with_capacity(entries.len());
        for (entry, bytes) in entries.iter().zip(self.blobs(&entries)?) {
            let name = format!("{}{}", self.prefix(), entry.path.display());
            match Source::decode(name, bytes) {
                Ok(source) => sources.push(source),
                Err(SourceError::Read { .. }) => return Err(self.failed("a file could not be read")),
                Err(_) => {}
            }
        }
        Ok(sources)
    }

    /// The files of the whole commit, for role files that name others.
    pub(super) fn tree(&self) -> Result<CommittedTree, GitError> {
        let files = self.entries()?.into_iter().map(|entry| (entry.path, entry.blob)).collect();
        Ok(CommittedTree { folder: self.folder.clone(), files, git: RefCell::default() })
    }

    /// What the names of its files begin with.
    pub(super) fn prefix(&self) -> String {
        format!("{}:", self.base)
    }

    /// Every file of the commit.
    fn entries(&self) -> Result<Vec<CommittedFile>, GitError> {
        let listed = git(&self.folder, &["ls-tree", "-r", "-z", "--full-tree", &self.id]).output();
        let output = listed.map_err(|cause| self.no_git(cause))?;
        if !output.status.success() {
            return Err(self.failed(&String::from_utf8_lossy(&output.stderr)));
        }
        // MODE TYPE BLOB, a tab, and the path. A link is no file.
        let entry = |line: &str| {
            let (head, path) = line.split_once('\t')?;
            let mut words = head.split(' ');
            let (mode, kind, blob) = (words.next()?, words.next()?, words.next()?);
            (kind == "blob" && mode != LINK).then(|| CommittedFile { path: path.into(), blob: blob.to_owned() })
        };
        Ok(String::from_utf8_lossy(&output.stdout).split('\0').filter_map(entry).collect())
    }

    /// The bytes of some files, in their order.
    fn blobs(&self, entries: &[CommittedFile]) -> Result<Vec<Vec<u8>>, GitError> {
        let started = git(&self.folder, &["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = started.map_err(|cause| self.no_git(cause))?;
        let asked: String = entries.iter().flat_map(|entry| [entry.blob.as_str(), "\n"]).collect();
        // git answers while it is asked: whoever asked everything first would wait for ever.
        let asking = child.stdin.take().map(|mut stdin| thread::spawn(move || stdin.write_all(asked.as_bytes())));
        let output = child.wait_with_output().map_err(|cause| self.no_git(cause))?;
        let asked = asking.is_none_or(|asking| asking.join().is_ok_and(|written| written.is_ok()));
        let mut rest = output.stdout.as_slice();
        let blobs: Option<Vec<Vec<u8>>> = entries.iter().map(|_| blob(&mut rest)).collect();
        blobs.filter(|_| asked).ok_or_else(|| self.failed("an answer of `git cat-file` ends early"))
    }

    fn no_git(&self, cause: std::io::Error) -> GitError {
        GitError::NoGit { base: self.base.to_owned(), cause }
    }

    fn failed(&self, said: &str) -> GitError {
        GitError::Failed { base: self.base.to_owned(), said: said.trim().to_owned() }
    }
}

fn git(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new("git");
    // Nothing is fetched, written or run: no missing object, no index, no watcher of files.
    command.arg("-C").arg(folder).args(["--no-optional-locks", "-c", "core.fsmonitor=false"]).args(args);
    command.envs([("GIT_NO_LAZY_FETCH", "1"), ("GIT_TERMINAL_PROMPT", "0")]).env_remove("GIT_EXTERNAL_DIFF");
    command.stdin(Stdio::null()).stderr(Stdio::piped());
    command
}

/// The files that git tracks in a repository although it ignores them; none where there is no git.
pub(crate) fn tracked_although_ignored(repository: &Path) -> Vec<PathBuf> {
    let listed = git(repository, &["ls-files", "-z", "--cached", "--ignored", "--exclude-per-directory=.gitignore"]).output();
    let listed = listed.ok().filter(|output| output.status.success());
    let text = listed.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    text.split('\0').filter(|path| !path.is_empty()).map(|path| repository.join(path)).collect()
}

/// Takes one answer of `git cat-file --batch`: a line that ends in the size, so many bytes, and a line break.
fn blob(rest: &mut &[u8]) -> Option<Vec<u8>> {
    let end = rest.iter().position(|&byte| byte == b'\n')?;
    let (head, after) = rest.split_at_checked(end)?;
    let size: usize = std::str::from_utf8(head).ok()?.rsplit(' ').next()?.parse().ok()?;
    let content = after.get(1..=size)?;
    *rest = after.get(size + 2..)?;
    Some(content.to_vec())
}
