//! Files that are written: whole or not at all, with the mode, the owner and the links that they had.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Seek, Write};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, SpooledTempFile};

use super::signals::Unbroken;

/// What is larger is kept in a file without a name until it is whole.
const IN_MEMORY: usize = 16 << 20;

/// Links that lead to links are followed this far.
const MOST_LINKS: usize = 40;

/// Writes a file. A link is followed. What is no regular file, such as `/dev/null` or a pipe, is written to; a regular file is replaced
/// when all of the new content is there. A new file can be read by its owner alone.
pub(super) fn write(path: &Path, content: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    if is_descriptor(path) {
        return straight(OpenOptions::new().append(true).open(path)?, content);
    }
    let target = followed(path)?;
    let about = match std::fs::metadata(&target) {
        Ok(about) if about.is_dir() => return Err(ErrorKind::IsADirectory.into()),
        Ok(about) if !about.is_file() => return straight(OpenOptions::new().write(true).open(&target)?, content),
        Ok(about) => Some(about),
        Err(cause) if cause.kind() == ErrorKind::NotFound => None,
        Err(cause) => return Err(cause),
    };
    let mut whole = tempfile::spooled_tempfile_in(IN_MEMORY, folder_of(&target));
    straight(&mut whole, content)?;
    whole.rewind()?;
    replace(&target, about.as_ref(), &mut whole)
}

/// Whether two paths lead to one regular file, by links or by other names.
#[cfg(unix)]
pub(super) fn are_one(path: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let identity = |path: &Path| {
        let about = std::fs::metadata(path).ok().filter(Metadata::is_file)?;
        Some((about.dev(), about.ino()))
    };
    identity(path).is_some_and(|own| identity(other) == Some(own))
}

#[cfg(not(unix))]
pub(super) fn are_one(path: &Path, other: &Path) -> bool {
    let whole = |path: &Path| std::fs::canonicalize(path).ok().filter(|path| path.is_file());
    whole(path).is_some_and(|own| whole(other) == Some(own))
}

/// Whether a path stands for a stream that is open already: the file behind it is not ours to replace.
fn is_descriptor(path: &Path) -> bool {
    path.starts_with("/proc")
        || path.starts_with("/dev/fd")
        || ["/dev/stdout", "/dev/stderr"].iter().any(|own| path == Path::new(own))
}

fn straight(out: impl Write, content: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, out);
    content(&mut out)?;
    out.flush()
}

/// Where a path leads, through links that need not lead to a file.
fn followed(path: &Path) -> io::Result<PathBuf> {
    let mut target = path.to_owned();
    for _ in 0..MOST_LINKS {
        match std::fs::read_link(&target) {
            Ok(next) => target = folder_of(&target).join(next),
            // It is no link, or there is nothing yet.
            Err(_) => return Ok(target),
        }
    }
    Err(io::Error::other("the links lead in a circle"))
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Puts the content in the place of a file, at once where that keeps what is known of the file.
fn replace(target: &Path, about: Option<&Metadata>, whole: &mut SpooledTempFile) -> io::Result<()> {
    let _unbroken = Unbroken::begin();
    if about.is_some_and(has_more_names) {
        return over(target, whole);
    }
    let mut new = match tempfile::Builder::new().prefix(".rolecall-").tempfile_in(folder_of(target)) {
        Ok(new) => new,
        // The folder takes no new file, but the file may take new content.
        Err(_) if about.is_some() => return over(target, whole),
        Err(cause) => return Err(cause),
    };
    if let Some(about) = about {
        if !keeps_owner(&new, about) {
            return over(target, whole);
        }
        new.as_file().set_permissions(about.permissions())?;
    }
    io::copy(whole, &mut new)?;
    new.persist(target).map(drop).map_err(|failed| failed.error)
}

/// Writes over the content of a file, which stays the same file.
fn over(target: &Path, whole: &mut SpooledTempFile) -> io::Result<()> {
    let mut file: File = OpenOptions::new().write(true).truncate(true).open(target)?;
    io::copy(whole, &mut file).map(drop)
}

/// Whether other names lead to the same file.
#[cfg(unix)]
fn has_more_names(about: &Metadata) -> bool {
    std::os::unix::fs::MetadataExt::nlink(about) > 1
}

#[cfg(not(unix))]
fn has_more_names(_: &Metadata) -> bool {
    false
}

/// Gives a new file the owner and the group of another; false if that is not allowed.
#[cfg(unix)]
fn keeps_owner(new: &NamedTempFile, about: &Metadata) -> bool {
    use std::os::unix::fs::{MetadataExt as _, fchown};
    let Ok(own) = new.as_file().metadata() else { return false };
    let (owner, group) = (about.uid(), about.gid());
    (own.uid(), own.gid()) == (owner, group) || fchown(new.as_file(), Some(owner), Some(group)).is_ok()
}

#[cfg(not(unix))]
fn keeps_owner(_: &NamedTempFile, _: &Metadata) -> bool {
    true
}
