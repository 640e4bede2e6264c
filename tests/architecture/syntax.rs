//! What the rules have to know of Rust's syntax: lists with brackets in them, trees of `use`, items at the top of a file.

/// The parts of a list between commas that are in no bracket. `->` and `=>` close nothing.
pub(crate) fn split(list: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut depth, mut start, mut before) = (0_i32, 0, ' ');
    for (at, letter) in list.char_indices() {
        match letter {
            '(' | '[' | '{' | '<' => depth += 1,
            '>' if matches!(before, '-' | '=') => {}
            ')' | ']' | '}' | '>' => depth -= 1,
            ',' if depth == 0 => {
                parts.extend(list.get(start..at));
                start = at + 1;
            }
            _ => {}
        }
        before = letter;
    }
    parts.extend(list.get(start..));
    parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// What is between the bracket at the beginning and the one that closes it.
pub(crate) fn bracketed(text: &str) -> Option<&str> {
    let mut depth = 0_i32;
    let mut before = ' ';
    for (at, letter) in text.char_indices() {
        match letter {
            '(' | '[' | '{' | '<' => depth += 1,
            '>' if matches!(before, '-' | '=') => {}
            ')' | ']' | '}' | '>' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return text.get(1..at);
        }
        before = letter;
    }
    None
}

/// A path that a `use` names.
pub(crate) struct Import {
    /// The path as it is written: `["crate", "model", "Note"]`.
    pub(crate) path: Vec<String>,
    /// Its name in the file that imports it.
    pub(crate) name: String,
    /// Whether the file hands it on (`pub use`, `pub(crate) use` ...).
    pub(crate) is_public: bool,
}

/// The imports of a code, and the code without them.
pub(crate) fn imports(code: &str) -> (Vec<Import>, String) {
    let mut imports = Vec::new();
    let mut rest_of_code = String::new();
    let mut rest = code;
    while let Some((before, is_public, tree, after)) = next_use(rest) {
        rest_of_code.push_str(before);
        let mut paths = Vec::new();
        unfold(&[], tree, &mut paths);
        imports.extend(paths.into_iter().map(|(path, name)| Import { path, name, is_public }));
        rest = after;
    }
    rest_of_code.push_str(rest);
    (imports, rest_of_code)
}

/// The next `use`: what stands before it, whether it is public, its tree, and what follows.
fn next_use(code: &str) -> Option<(&str, bool, &str, &str)> {
    let mut offset = 0;
    for line in code.split_inclusive('\n') {
        let words = line.trim_start();
        let without_visibility = match words.strip_prefix("pub") {
            Some(more) if more.starts_with('(') => more.split_once(')').map_or(more, |(_, more)| more),
            Some(more) => more,
            None => words,
        };
        if let Some(tree) = without_visibility.trim_start().strip_prefix("use ") {
            let start = offset + line.len() - tree.len();
            let end = start + code.get(start..)?.find(';')?;
            return Some((code.get(..offset)?, words.starts_with("pub"), code.get(start..end)?, code.get(end + 1..)?));
        }
        offset += line.len();
    }
    None
}

fn unfold(prefix: &[String], tree: &str, paths: &mut Vec<(Vec<String>, String)>) {
    let tree = tree.trim();
    let Some(open) = tree.find('{') else {
        let (path, alias) = tree.split_once(" as ").map_or((tree, None), |(path, alias)| (path, Some(alias.trim().to_owned())));
        let mut path: Vec<String> = prefix.iter().cloned().chain(segments(path)).collect();
        if path.len() > 1 && path.last().is_some_and(|last| last == "self") {
            path.pop();
        }
        let name = alias.or_else(|| path.last().cloned()).unwrap_or_default();
        paths.push((path, name));
        return;
    };
    let (head, body) = tree.split_at(open);
    let prefix: Vec<String> = prefix.iter().cloned().chain(segments(head)).collect();
    for part in split(bracketed(body).unwrap_or_default()) {
        unfold(&prefix, part, paths);
    }
}

fn segments(path: &str) -> impl Iterator<Item = String> {
    path.split("::").map(|part| part.trim().to_owned()).filter(|part| !part.is_empty())
}

/// The paths of two names or more that a code spells out: `crate::model::Note`, `pack::load`.
pub(crate) fn paths(code: &str) -> Vec<Vec<String>> {
    let is_of_path = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == ':';
    let code = without_places(code);
    let words = code.split(|letter| !is_of_path(letter));
    let paths = words.filter(|word| word.contains("::") && !word.starts_with("::"));
    paths.map(|path| segments(path).collect()).filter(|path: &Vec<String>| path.len() > 1).collect()
}

/// A code without the places of `pub(in ..)`: who may see a thing is not who it imports.
fn without_places(code: &str) -> String {
    let mut parts = code.split("pub(in ");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |code, part| code + "pub" + part.split_once(')').map_or("", |(_, after)| after))
}

#[test]
fn architecture_a_visibility_is_no_import() {
    assert_eq!(paths("pub(in crate::a) fn f() { b::c() }"), [["b", "c"]]);
}

#[test]
fn architecture_trees_of_use_are_unfolded() {
    let code = "use crate::a::{self, B, c::{D, E as F}};\npub(crate) use super::x::Y;\nfn f() {}\n";
    let (imports, rest) = imports(code);
    let shown: Vec<String> =
        imports.iter().map(|one| format!("{} {} {}", one.path.join("::"), one.name, one.is_public)).collect();
    let expected =
        ["crate::a a false", "crate::a::B B false", "crate::a::c::D D false", "crate::a::c::E F false", "super::x::Y Y true"];
    assert_eq!(shown, expected);
    assert_eq!(rest.trim(), "fn f() {}");
}
