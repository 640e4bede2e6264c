//! [`load`]: from arguments to the texts of exports. It skips files of folders that cannot be exports.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::database;
use super::error::ReadErrors;
use super::format::looked_for;
use super::sniff::{SNIFF, no_export};
use crate::input;
use crate::input::{Errors, Input, WantedFiles};

/// Reads everything that the arguments name: files, folders (recursively, without entries whose name begins with a dot),
/// patterns, and `-` for standard input. The inputs are sorted by name, each once.
pub fn load(paths: &[String], stdin: &mut dyn Read) -> Result<Vec<Input>, ReadErrors> {
    let wanted = WantedFiles {
        what: "exports",
        looked_for,
        by_name: |_| None,
        sniff,
        database: database::text,
        left_out: &|_, _| false,
        is_lenient: false,
    };
    input::load(paths, stdin, &wanted).map_err(Errors::widen)
}

/// Why a file of a folder can be no export, from its beginning alone.
pub(crate) fn sniff(path: &Path) -> std::io::Result<Option<&'static str>> {
    // With room for all of it, it takes one read.
    let mut start = Vec::with_capacity(SNIFF);
    File::open(path)?.take(SNIFF as u64).read_to_end(&mut start)?;
    Ok(no_export(&start))
}
