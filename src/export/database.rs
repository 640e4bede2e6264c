//! Databases of `SQLite` among the inputs: that of `ROADrecon` becomes a text like any other (R-FMT-21). Without the feature `roadrecon` such a
//! file is an error that says so.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::input::InputError;
use crate::source::Source;
#[cfg(feature = "roadrecon")]
use crate::source::{SourceError, limited};

/// How every database of `SQLite` begins (<https://www.sqlite.org/fileformat2.html>).
const MAGIC: &[u8] = b"SQLite format 3\0";

/// Whether a file is a database; one that cannot be read is none.
pub(super) fn is_one(path: &Path) -> bool {
    let mut start = [0; MAGIC.len()];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut start));
    read.is_ok() && start == *MAGIC
}

/// The text of a database; `None` where the file is none.
pub(super) fn text(path: &Path) -> Option<Result<Source, InputError>> {
    is_one(path).then(|| read(path))
}

#[cfg(feature = "roadrecon")]
fn read(path: &Path) -> Result<Source, InputError> {
    let name = path.display().to_string();
    let text = super::roadrecon::text(path).map_err(|cause| InputError::Database { path: name.clone(), cause })?;
    let bytes = limited(&mut text.as_bytes()).map_err(|cause| SourceError::Read { name: name.clone(), cause })?;
    Ok(Source::decode(name, bytes)?)
}

#[cfg(not(feature = "roadrecon"))]
fn read(path: &Path) -> Result<Source, InputError> {
    Err(InputError::NoDatabases { path: path.display().to_string() })
}
