//! Files and functions are short, and each file says what it is.

use crate::sources::files;
use crate::{Breach, judge};

/// Lines before the unit tests.
const LONGEST_FILE: usize = 400;
const LONGEST_FUNCTION: usize = 50;

/// Files that are still too long, and functions as `path function`.
const LEFT: &[&str] = &[];

#[test]
fn architecture_files_and_functions_are_short() {
    let mut breaches = Vec::new();
    for file in files() {
        let lines: Vec<&str> = file.production().lines().collect();
        if lines.len() > LONGEST_FILE {
            breaches.push(Breach::new(file.path.clone(), format!("{}: {} lines", file.path, lines.len())));
        }
        for (line, name, length) in long_functions(&lines) {
            let key = format!("{} {name}", file.path);
            breaches.push(Breach::new(key, format!("{}:{line}: `{name}` has {length} lines", file.path)));
        }
    }
    judge(&breaches, LEFT);
}

#[test]
fn architecture_each_file_says_what_it_is() {
    let silent = files().into_iter().filter(|file| !file.text.starts_with("//!"));
    let breaches: Vec<Breach> = silent.map(|file| Breach::new("", format!("{} does not say what it is", file.path))).collect();
    judge(&breaches, &[]);
}

/// Functions over the limit: where they begin, their name, and how long they are. rustfmt puts the closing brace under the `fn`.
fn long_functions<'l>(lines: &'l [&'l str]) -> impl Iterator<Item = (usize, &'l str, usize)> + 'l {
    lines.iter().enumerate().filter_map(|(start, line)| {
        let indent = line.len() - line.trim_start().len();
        let head = line.split(['(', '<']).next()?;
        let name = head.trim().strip_prefix("fn ").or_else(|| head.split_once(" fn ").map(|(_, name)| name))?;
        if line.trim_end().ends_with(['}', ';']) {
            return None;
        }
        let closing = format!("{:indent$}}}", "");
        let length = lines.iter().skip(start).position(|line| *line == closing)? + 1;
        (length > LONGEST_FUNCTION).then_some((start + 1, name, length))
    })
}
