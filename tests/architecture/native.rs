//! What touches files, threads, the clock or the environment is left out of a library without the feature `native`.

use crate::sources::{File, files};
use crate::{Breach, judge};

/// Words that touch the machine.
const TOUCHES: [&str; 10] = [
    "std::fs",
    "std::thread",
    "thread::",
    "std::env",
    "std::process",
    "stdin()",
    "Instant::now",
    "Timestamp::now",
    "SystemTime",
    "path::absolute",
];
/// What leaves a thing out without the feature.
const GATE: &str = "#[cfg(feature = \"native\")]";
/// A gate stands at most so many lines above what it leaves out, where it is not the gate of the whole file.
const NEAR: usize = 10;

/// Places that still touch the machine without a gate: `path word`.
const LEFT: &[&str] = &[];

#[test]
fn architecture_without_native_nothing_touches_the_machine() {
    let files = files();
    let mut breaches = Vec::new();
    for file in files.iter().filter(|file| !["cli", "main"].contains(&file.top()) && !is_gated(file, &files)) {
        let lines: Vec<&str> = file.text.lines().collect();
        for (number, code) in file.code.lines().enumerate() {
            let gate = lines[number.saturating_sub(NEAR)..=number].iter().any(|line| line.trim() == GATE);
            for word in TOUCHES.into_iter().filter(|word| !gate && code.contains(word)) {
                let message = format!("{}:{} names {word}, and no {GATE} is above it", file.path, number + 1);
                breaches.push(Breach::new(format!("{} {word}", file.path), message));
            }
        }
    }
    judge(&breaches, LEFT);
}

/// Whether the module of a file, or one that contains it, is left out without the feature.
fn is_gated(file: &File, files: &[File]) -> bool {
    (0..file.module.len()).any(|depth| {
        let (parent, own) = (&file.module[..depth], &file.module[depth]);
        let declares = |line: &str| {
            let rest = line.trim_start_matches("pub(crate) ").trim_start_matches("pub(super) ").trim_start_matches("pub ");
            rest.strip_prefix("mod ").and_then(|rest| rest.strip_suffix(';')) == Some(own)
        };
        let Some(parent) = files.iter().find(|other| other.module == parent) else { return false };
        let lines: Vec<&str> = parent.text.lines().collect();
        lines.windows(2).any(|pair| pair[0] == GATE && declares(pair[1]))
    })
}
