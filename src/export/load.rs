//! [`load`]: from arguments to the texts of exports. It skips files of folders that cannot be exports.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::delimited::DelimitedText;
use super::error::ReadErrors;
use super::format::looked_for;
use crate::input;
use crate::input::{Errors, Input, WantedFiles};

/// How much of a file in a folder is looked at before the whole file is read.
const SNIFF: u64 = 8192;

/// Reads everything that the arguments name: files, folders (recursively, without entries whose name begins with a dot),
/// patterns, and `-` for standard input. The inputs are sorted by name, each once.
pub fn load(paths: &[String], stdin: &mut dyn Read) -> Result<Vec<Input>, ReadErrors> {
    let wanted =
        WantedFiles { what: "exports", looked_for, by_name: |_| None, sniff, left_out: &|_, _| false, is_lenient: false };
    input::load(paths, stdin, &wanted).map_err(Errors::widen)
}

/// Whether a file begins like a table; its beginning may end inside a letter.
fn is_table(start: &[u8]) -> bool {
    DelimitedText::of(String::from_utf8_lossy(start).trim_start_matches('\u{feff}')).is_some()
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
