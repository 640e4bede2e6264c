//! The files under `src/`, with the part before the unit tests, and that part without comments and texts.

use std::path::{Path, PathBuf};

/// A file of the sources.
pub(crate) struct File {
    /// Where it is below `src/`, with slashes: `report/audit/text.rs`.
    pub(crate) path: String,
    /// The module that it defines: `["report", "audit", "text"]`; nothing for `lib.rs`.
    pub(crate) module: Vec<String>,
    /// All of it.
    pub(crate) text: String,
    /// The part before the unit tests, where comments and the insides of texts are blanks. Lines stay where they are.
    pub(crate) code: String,
}

impl File {
    /// The folder or file directly under `src/`: `report`.
    pub(crate) fn top(&self) -> &str {
        self.module.first().map_or("lib", String::as_str)
    }

    /// The module as people write it: `report::audit::text`.
    pub(crate) fn name(&self) -> String {
        self.module.join("::")
    }

    /// The part before the unit tests.
    pub(crate) fn production(&self) -> &str {
        production(&self.text)
    }
}

fn production(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests").next().unwrap_or(text)
}

/// Every source, in the order of their paths.
pub(crate) fn files() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                paths.push(path);
            }
        }
    }
    paths.sort();
    paths.iter().map(|path| file(&root, path)).collect()
}

fn file(root: &Path, path: &PathBuf) -> File {
    let inside = path.strip_prefix(root).expect("it is inside");
    let parts: Vec<String> = inside.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    let path_text = parts.join("/");
    let mut module: Vec<String> = parts.iter().map(|part| part.trim_end_matches(".rs").to_owned()).collect();
    if module.last().is_some_and(|last| last == "mod") || module == ["lib"] {
        module.pop();
    }
    let text = std::fs::read_to_string(path).expect("a source");
    let code = blanked(production(&text));
    File { path: path_text, module, text, code }
}

/// The text with comments and the insides of texts and letters as blanks.
fn blanked(text: &str) -> String {
    let mut blanked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (skipped, is_code) = match skipped(rest, blanked.chars().next_back()) {
            0 => (first.len_utf8(), true),
            length => (length, false),
        };
        let (piece, after) = rest.split_at(skipped);
        if is_code {
            blanked.push_str(piece);
        } else {
            blanked.extend(piece.chars().map(|letter| if letter == '\n' { '\n' } else { ' ' }));
        }
        rest = after;
    }
    blanked
}

/// How long the comment, text or letter is that begins here; 0 where code begins.
fn skipped(rest: &str, before: Option<char>) -> usize {
    let in_a_name = before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
    if rest.starts_with("//") {
        return rest.find('\n').unwrap_or(rest.len());
    }
    if rest.starts_with('"') {
        return quoted(rest, '"');
    }
    if rest.starts_with('r') && !in_a_name {
        return raw(rest).unwrap_or(0);
    }
    if rest.starts_with('\'') && is_letter(rest) {
        return quoted(rest, '\'');
    }
    0
}

/// `'x'` or `'\n'`, and not a lifetime.
fn is_letter(rest: &str) -> bool {
    let mut letters = rest.chars().skip(1);
    matches!((letters.next(), letters.next()), (Some('\\'), _) | (Some(_), Some('\'')))
}

fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, letter) in rest.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if letter == quote => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// `r"..."` and `r#"..."#`.
fn raw(rest: &str) -> Option<usize> {
    let hashes = rest.chars().skip(1).take_while(|letter| *letter == '#').count();
    let open = 1 + hashes;
    let body = rest.get(open..)?.strip_prefix('"')?;
    let close = format!("\"{}", "#".repeat(hashes));
    Some(open + 1 + body.find(&close)? + close.len())
}

#[test]
fn architecture_texts_and_comments_are_not_code() {
    let rows = [
        ("a // b\nc", "a     \nc", "a comment ends with its line"),
        (r#"f("x // y") + 'z'"#, "f(        ) +    ", "texts and letters"),
        ("fn f<'a>(x: &'a str)", "fn f<'a>(x: &'a str)", "a lifetime is code"),
        ("r#\"a\"b\"# + for", "         + for", "a raw text, and a name that ends with its letter"),
        (r#""a\"b" c"#, "       c", "an escaped quote"),
    ];
    for (text, expected, why) in rows {
        assert_eq!(blanked(text).trim_end(), expected.trim_end(), "{why}");
    }
}
