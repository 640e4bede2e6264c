//! Documentation that cannot go stale: every `$ rolecall ...` in a console block is run, and what it prints stands below it; behind `| head -N` its first lines.
//!
//! `UPDATE_DOCS=1 cargo test` writes the outputs anew.

use std::path::{Path, PathBuf};

use crate::support::program::{rolecall, words};

fn pages() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pages = vec![root.join("README.md")];
    let docs = std::fs::read_dir(root.join("docs")).expect("the documentation");
    pages.extend(
        docs.map(|entry| entry.expect("an entry").path()).filter(|path| path.extension().is_some_and(|kind| kind == "md")),
    );
    pages.sort();
    pages
}

#[test]
fn docs_the_sessions_in_the_documentation_are_real() {
    for page in pages() {
        let text = std::fs::read_to_string(&page).expect("a page");
        let made = with_real_sessions(&text);
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(&page, &made).expect("the page is written");
        } else {
            assert!(text == made, "{} shows other output than the program prints: run with UPDATE_DOCS=1", page.display());
        }
    }
}

/// The page with what each command really prints below it.
fn with_real_sessions(text: &str) -> String {
    let mut made = String::new();
    let mut in_console = false;
    let mut in_output = false;
    for line in text.lines() {
        if line.starts_with("```") {
            in_console = line == "```console";
            in_output = false;
        }
        if let Some(command) = line.strip_prefix("$ rolecall ").filter(|_| in_console) {
            made.push_str(line);
            made.push('\n');
            made.push_str(&printed(command));
            in_output = true;
        } else if !in_output {
            made.push_str(line);
            made.push('\n');
        }
    }
    made
}

/// What a command prints, or with `| head -N` behind it the first lines of that.
fn printed(command: &str) -> String {
    let (command, most) = command.split_once(" | head -").unwrap_or((command, ""));
    let most: usize = most.parse().unwrap_or(usize::MAX);
    let words = words(command);
    let args: Vec<&str> = words.iter().map(String::as_str).collect();
    let output = rolecall(&args, b"");
    let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).expect("text")).concat();
    let lines: Vec<&str> = text.trim_end().lines().take(most).collect();
    format!("{}\n", lines.join("\n"))
}
