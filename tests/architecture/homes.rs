//! A crate or a habit that has a home is named nowhere else.

use crate::sources::files;
use crate::{Breach, judge};

/// Words and the places (the beginnings of paths) that may name them.
const HOMES: [(&str, &[&str]); 18] = [
    ("petgraph", &["graph/"]),
    ("clap", &["cli/", "main.rs"]),
    ("serde_saphyr", &["document/yaml.rs"]),
    ("hcl_edit", &["role_file/hcl/", "role_file/folder_names.rs"]),
    ("tree_sitter", &["role_file/bicep/"]),
    ("minijinja", &["report/"]),
    ("signal_hook", &["cli/signals.rs"]),
    ("similar::", &["role_file/fix/"]),
    ("lsp_server", &["lsp/frame.rs", "lsp/server.rs"]),
    ("print!", &["cli/", "main.rs"]),
    ("println!", &["cli/", "main.rs"]),
    ("eprint!", &["cli/", "main.rs"]),
    ("eprintln!", &["cli/", "main.rs"]),
    ("stdout()", &["cli/", "main.rs"]),
    ("stderr()", &["cli/", "main.rs"]),
    ("dbg!", &[]),
    ("process::exit", &[]),
    ("unsafe ", &[]),
];

/// Files that still name what has another home: `path word`.
const LEFT: &[&str] = &[];

/// `decide` returns data; it words nothing.
const WORDED: &[&str] = &[];

#[test]
fn architecture_what_has_a_home_stays_there() {
    let mut breaches = Vec::new();
    for file in files() {
        for (word, homes) in HOMES {
            let is_home = homes.iter().any(|home| file.path.starts_with(home));
            if !is_home && names(&file.code, word) {
                let word = word.trim();
                breaches.push(Breach::new(format!("{} {word}", file.path), format!("{} names {word}", file.path)));
            }
        }
    }
    judge(&breaches, LEFT);
}

/// Whether a code holds the word, and not as the end of a longer one.
fn names(code: &str, word: &str) -> bool {
    let is_of_name = |letter: char| letter.is_alphanumeric() || letter == '_';
    code.match_indices(word).any(|(at, _)| !code.get(..at).unwrap_or_default().ends_with(is_of_name))
}

#[test]
fn architecture_decide_words_nothing() {
    let decide = files().into_iter().filter(|file| file.top() == "decide" && names(&file.code, "format!"));
    let breaches: Vec<Breach> =
        decide.map(|file| Breach::new(file.path.clone(), format!("{} words something with `format!`", file.path))).collect();
    judge(&breaches, WORDED);
}
