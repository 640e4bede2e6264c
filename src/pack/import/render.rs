//! Packs as YAML: every text of the article quoted where it could mean something else, and comments of one line each.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::clean::clean;
use crate::model::{Leaf, Need, Plane, Requirement, Task, TaskPack};
use crate::pattern::Pattern;
use crate::shorten::beginning;

/// So many characters of a text stand in a comment.
const LONGEST_COMMENT: usize = 300;
/// The longest line of a flow mapping.
const WIDTH: usize = 150;

/// A text of YAML that grows.
#[derive(Debug, Default)]
pub(super) struct YamlText {
    text: String,
}

impl YamlText {
    pub(super) fn into_text(self) -> String {
        self.text
    }

    fn line(&mut self, indent: usize, words: &str) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "{:indent$}{words}", "");
    }

    /// A comment of one line.
    pub(super) fn comment(&mut self, indent: usize, words: &str) {
        self.line(indent, &format!("# {}", beginning(&clean(words), LONGEST_COMMENT)));
    }

    /// Everything above the tasks.
    pub(super) fn head(&mut self, pack: &TaskPack) {
        self.line(0, &format!("pack: {}", scalar(&pack.id)));
        self.line(0, &format!("title: {}", scalar(&pack.title)));
        let source = &pack.source;
        self.line(0, "source:");
        self.line(2, &format!("url: {}", scalar(&source.url)));
        self.line(2, &format!("dated: {}", source.dated));
        if let Some(rows) = source.rows {
            self.line(2, &format!("rows: {rows}"));
        }
        if let Some(hash) = &source.hash {
            self.line(2, &format!("hash: {}", quoted(hash)));
        }
        self.line(0, "tasks:");
    }

    /// One task.
    pub(super) fn task(&mut self, task: &Task) {
        self.line(2, &format!("- id: {}", scalar(&task.id)));
        self.line(4, &format!("title: {}", scalar(&task.title)));
        self.line(4, &format!("target: {}", task.target.name()));
        if let Some(resource_type) = &task.resource_type {
            self.line(4, &format!("resource_type: {}", scalar(resource_type)));
        }
        self.line(4, "requires:");
        self.requirement(6, "", &task.requires);
        if !task.review.is_empty() {
            self.line(4, "review:");
            task.review.iter().for_each(|point| self.line(6, &format!("- {}", scalar(point))));
        }
    }

    fn requirement(&mut self, indent: usize, mark: &str, requirement: &Requirement) {
        let (word, parts) = match requirement {
            Requirement::Any(parts) => ("any", parts),
            Requirement::All(parts) => ("all", parts),
            Requirement::Leaf(leaf) => return self.leaf(indent, mark, leaf),
        };
        self.line(indent, &format!("{mark}{word}:"));
        for part in parts {
            self.requirement(indent + mark.len() + 2, "- ", part);
        }
    }

    fn leaf(&mut self, indent: usize, mark: &str, leaf: &Leaf) {
        let mut keys: Vec<(&str, String)> = Vec::new();
        let mut list: Option<(&str, &[Pattern])> = None;
        match &leaf.what {
            Need::DirectoryRole { template, name } => {
                keys.extend([("entra_role", scalar(name).into_owned()), ("id", template.to_string())]);
            }
            Need::Role { id, name, .. } => keys.extend([("role", scalar(name).into_owned()), ("id", id.to_string())]),
            Need::Actions { plane: Plane::Control, patterns } => list = Some(("actions", patterns)),
            Need::Actions { plane: Plane::Data, patterns } => list = Some(("data_actions", patterns)),
            Need::AnyAction { plane: Plane::Control, pattern } => list = Some(("actions", std::slice::from_ref(pattern))),
            Need::AnyAction { plane: Plane::Data, pattern } => list = Some(("data_actions", std::slice::from_ref(pattern))),
            Need::AppRole { id, name } => {
                keys.extend([("app_role", scalar(name).into_owned()), ("id", id.to_string())]);
            }
            Need::Owner => keys.push(("owner_of", leaf.at.name().to_owned())),
        }
        if leaf.what != Need::Owner {
            keys.push(("at", leaf.at.name().to_owned()));
        }
        if leaf.unconditional {
            keys.push(("unconditional", "true".to_owned()));
        }
        let flow: Vec<String> = keys.iter().map(|(key, value)| format!("{key}: {value}")).collect();
        match list {
            None => self.flow(indent, mark, &keys, &flow),
            Some((key, patterns)) => {
                let deeper = indent + mark.len();
                self.line(indent, &format!("{mark}{}", flow.first().map(String::as_str).unwrap_or_default()));
                flow.iter().skip(1).for_each(|line| self.line(deeper, line));
                self.line(deeper, &format!("{key}:"));
                for pattern in patterns {
                    self.line(deeper + 2, &format!("- {}", scalar(pattern.text())));
                }
            }
        }
    }

    /// A mapping in one line where it fits, and where its texts can stand in one.
    fn flow(&mut self, indent: usize, mark: &str, keys: &[(&str, String)], lines: &[String]) {
        let is_plain = |value: &String| !value.contains([',', '{', '}', '[', ']']) || value.starts_with('"');
        let line = format!("{mark}{{ {} }}", lines.join(", "));
        if line.len() + indent <= WIDTH && keys.iter().all(|(_, value)| is_plain(value)) {
            return self.line(indent, &line);
        }
        self.line(indent, &format!("{mark}{}", lines.first().map(String::as_str).unwrap_or_default()));
        lines.iter().skip(1).for_each(|own| self.line(indent + mark.len(), own));
    }
}

/// A text as a scalar: without quotes only where no reader of YAML could take it for something else.
pub(super) fn scalar(text: &str) -> Cow<'_, str> {
    let shown = clean(text);
    if is_plain(&shown) {
        return shown;
    }
    Cow::Owned(quoted(&shown))
}

/// A text in quotes.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for letter in text.chars() {
        if matches!(letter, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(letter);
    }
    quoted.push('"');
    quoted
}

/// Whether a text is a plain scalar in every style: letters first, nothing that YAML or JSON gives a meaning.
fn is_plain(text: &str) -> bool {
    const WORDS: [&str; 10] = ["true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan"];
    let fits = |letter: char| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_' | '.' | '/' | '(' | ')' | '+' | '*');
    text.starts_with(|letter: char| letter.is_alphabetic())
        && text.chars().all(fits)
        && !text.ends_with(' ')
        && !WORDS.contains(&text.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::document::{Value, yaml};
    use crate::source::Source;

    #[test]
    fn texts_are_quoted_where_yaml_would_read_something_else() {
        let cases = [
            ("Owner", "Owner"),
            ("Microsoft.Support/*", "Microsoft.Support/*"),
            ("*/read", "\"*/read\""),
            ("No", "\"No\""),
            ("2025-01-08", "\"2025-01-08\""),
            ("a: b", "\"a: b\""),
            ("a #b", "\"a #b\""),
            ("\u{1b}[2J\"x", "\"\\\\u{1b}[2J\\\"x\""),
            ("", "\"\""),
        ];
        for (text, expected) in cases {
            assert_eq!(scalar(text), expected, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn every_text_is_read_back_clean(text in ".{0,60}") {
            let source = Source::new("x.yaml", format!("a: {}\nb: {{ c: {} }}\n", scalar(&text), scalar("x")));
            let root = yaml::parse(&source).expect("valid");
            let Value::Map(members) = &root.value else { panic!("a map") };
            let read = members[0].node.as_text().expect("a text");
            prop_assert_eq!(read, clean(&text));
        }
    }
}
