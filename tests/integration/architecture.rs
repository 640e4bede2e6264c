//! The rules of the house that a compiler does not know: who may import whom, what stays inside, how long things get.

use std::path::{Path, PathBuf};

/// The modules in the order in which data flows, and what each may not import although it stands above.
const ORDER: [&str; 26] = [
    "guid",
    "suggest",
    "source",
    "pattern",
    "model",
    "condition",
    "catalog",
    "input",
    "document",
    "export",
    "role_file",
    "pack",
    "config",
    "graph",
    "decide",
    "access",
    "audit",
    "explain",
    "readiness",
    "advise",
    "compare",
    "review",
    "verify",
    "report",
    "cli",
    "main",
];
/// `graph` and `decide` work on facts: what they were read from is none of their business. `verify` checks what they conclude.
const FORBIDDEN: [(&str, &str); 14] = [
    ("graph", "export"),
    ("decide", "export"),
    ("condition", "model"),
    ("catalog", "condition"),
    ("verify", "graph"),
    ("verify", "decide"),
    ("verify", "access"),
    ("verify", "audit"),
    ("verify", "explain"),
    ("verify", "readiness"),
    ("verify", "advise"),
    ("verify", "compare"),
    ("verify", "review"),
    ("verify", "report"),
];

const LONGEST_FILE: usize = 400;
const LONGEST_FUNCTION: usize = 50;

struct File {
    path: PathBuf,
    module: String,
    text: String,
}

fn files() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let inside = path.strip_prefix(&root).expect("it is inside");
                let first = inside.iter().next().and_then(|name| name.to_str()).expect("a name");
                let module = first.trim_end_matches(".rs").to_owned();
                let text = std::fs::read_to_string(&path).expect("a source");
                files.push(File { module, text, path: inside.to_path_buf() });
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// The part before the unit tests.
fn production(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests").next().unwrap_or(text)
}

fn complain(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn modules_import_only_what_stands_above_them() {
    let place = |module: &str| ORDER.iter().position(|known| *known == module);
    let mut wrong = Vec::new();
    for file in files() {
        let Some(own) = place(&file.module) else { continue };
        for (number, line) in production(&file.text).lines().enumerate().filter(|(_, line)| !line.trim().starts_with("//")) {
            for import in line.split("crate::").skip(1) {
                let module: String = import.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect();
                let above = place(&module).is_none_or(|other| other <= own);
                if !above || FORBIDDEN.contains(&(file.module.as_str(), module.as_str())) {
                    wrong.push(format!("{}:{}: imports {module}", file.path.display(), number + 1));
                }
            }
        }
    }
    complain(&wrong);
}

#[test]
fn what_belongs_inside_stays_inside() {
    let rules: [(&str, &[&str]); 5] = [
        ("petgraph", &["graph"]),
        ("clap", &["cli", "main"]),
        ("serde_saphyr", &["document"]),
        ("println!", &["cli", "main"]),
        ("process::exit", &[]),
    ];
    let mut wrong = Vec::new();
    for file in files() {
        for (word, homes) in rules {
            let uses = production(&file.text).lines().any(|line| line.contains(word) && !line.trim().starts_with("//"));
            if uses && !homes.contains(&file.module.as_str()) {
                wrong.push(format!("{}: names {word}", file.path.display()));
            }
        }
    }
    let yaml = files().iter().filter(|file| file.text.contains("serde_saphyr")).count();
    assert!(yaml <= 2, "serde_saphyr is named in {yaml} files");
    complain(&wrong);
}

/// What writes a report in one format.
const RENDERERS: [&str; 8] = ["text", "markdown", "csv", "html", "json", "sarif", "junit", "annotate"];

#[test]
fn renderers_import_their_picture_and_the_shared_parts_alone() {
    let mut wrong = Vec::new();
    for file in files().iter().filter(|file| file.module == "report") {
        let parts: Vec<&str> = file.path.iter().filter_map(|part| part.to_str()).collect();
        let renders = |part: &&str| RENDERERS.contains(&part.trim_end_matches(".rs"));
        if parts.len() < 3 || !parts.iter().skip(2).any(renders) {
            continue;
        }
        for line in production(&file.text).lines().filter(|line| !line.trim().starts_with("//")) {
            if line.split("crate::").skip(1).any(|import| !import.starts_with("report::")) {
                wrong.push(format!("{}: {}", file.path.display(), line.trim()));
            }
        }
    }
    complain(&wrong);
}

#[test]
fn files_and_functions_are_short() {
    let mut wrong = Vec::new();
    for file in files() {
        let lines: Vec<&str> = production(&file.text).lines().collect();
        if lines.len() > LONGEST_FILE {
            wrong.push(format!("{}: {} lines", file.path.display(), lines.len()));
        }
        wrong.extend(long_functions(&lines).map(|(line, length)| format!("{}:{line}: {length} lines", file.path.display())));
        if !file.text.starts_with("//!") {
            wrong.push(format!("{}: does not say what it is", file.path.display()));
        }
    }
    complain(&wrong);
}

/// Functions over the limit: where they begin, and how long they are. rustfmt puts the closing brace under the `fn`.
fn long_functions<'l>(lines: &'l [&'l str]) -> impl Iterator<Item = (usize, usize)> + 'l {
    lines.iter().enumerate().filter_map(|(start, line)| {
        let indent = line.len() - line.trim_start().len();
        let words: Vec<&str> = line.split_whitespace().take_while(|word| !word.contains('(')).collect();
        let is_function = words.contains(&"fn") || line.trim_start().starts_with("fn ");
        if !is_function || line.trim_end().ends_with(['}', ';']) {
            return None;
        }
        let closing = format!("{:indent$}}}", "");
        let length = lines.iter().skip(start).position(|line| *line == closing)? + 1;
        (length > LONGEST_FUNCTION).then_some((start + 1, length))
    })
}
