//! [`syntax_of`]: the syntax of a text, by how it begins. The ending of the file name decides only if the text does not.

/// The syntax of a role file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Syntax {
    /// JSON, with or without comments.
    Json,
    /// YAML.
    Yaml,
    /// Terraform's HCL.
    Hcl,
    /// Bicep.
    Bicep,
}

/// Words that begin a statement of Bicep.
const BICEP: [&str; 15] = [
    "assert",
    "extension",
    "func",
    "import",
    "metadata",
    "module",
    "output",
    "param",
    "provider",
    "resource",
    "targetScope",
    "test",
    "type",
    "using",
    "var",
];

/// The syntax of a text; `None` for what no role file begins with.
pub(super) fn syntax_of(text: &str, name: &str) -> Option<Syntax> {
    let told = by_ending(name);
    let code = code(text);
    let first = code.chars().next()?;
    match first {
        _ if told == Some(Syntax::Json) => Some(Syntax::Json),
        '{' | '[' if told == Some(Syntax::Yaml) && serde_json::from_str::<serde::de::IgnoredAny>(text).is_err() => told,
        '{' | '[' => Some(Syntax::Json),
        '-' | '"' | '\'' => Some(Syntax::Yaml),
        '@' => Some(Syntax::Bicep),
        _ => by_word(code, told),
    }
}

fn by_ending(name: &str) -> Option<Syntax> {
    let (_, ending) = name.rsplit_once('.')?;
    Some(match ending.to_ascii_lowercase().as_str() {
        "json" | "jsonc" => Syntax::Json,
        "yaml" | "yml" => Syntax::Yaml,
        "tf" | "tfvars" | "hcl" => Syntax::Hcl,
        "bicep" | "bicepparam" => Syntax::Bicep,
        _ => return None,
    })
}

/// A statement begins with a word: what follows it tells the syntaxes apart.
fn by_word(code: &str, told: Option<Syntax>) -> Option<Syntax> {
    let end =
        code.find(|letter: char| !letter.is_alphanumeric() && !matches!(letter, '_' | '-' | '.' | '$')).unwrap_or(code.len());
    let (word, rest) = code.split_at_checked(end)?;
    let rest = rest.trim_start_matches([' ', '\t']);
    match rest.chars().next() {
        _ if word.is_empty() => None,
        Some(':') => Some(Syntax::Yaml),
        Some('{') if word == "import" && told.is_some() => told,
        Some('"' | '{') => Some(Syntax::Hcl),
        _ if told == Some(Syntax::Hcl) => told,
        _ if BICEP.contains(&word) => Some(Syntax::Bicep),
        _ => told,
    }
}

/// The text from its first line of code on, without the comments before it.
fn code(text: &str) -> &str {
    let mut rest = text.trim_start();
    loop {
        let comment = match () {
            () if rest.starts_with("/*") => rest.find("*/").map(|end| end + 2),
            () if rest.starts_with("//") || rest.starts_with(['#', '%']) => rest.find('\n'),
            () => return rest,
        };
        rest = comment.and_then(|end| rest.get(end..)).unwrap_or_default().trim_start();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_a_text_begins_tells_its_syntax() {
        use Syntax::{Bicep, Hcl, Json, Yaml};
        let cases = [
            ("\n {\"a\": 1}", "-", Some(Json), "an object"),
            ("// why\n/* and */[1]", "x", Some(Json), "comments stand before it"),
            ("Name: x", "roles.json", Some(Json), "a .json file is never taken for YAML"),
            ("{Name: x}", "a.yaml", Some(Yaml), "a flow map in a YAML file"),
            ("{\"Name\": \"x\"}", "a.yaml", Some(Json), "JSON in a YAML file"),
            ("# why\n---\nName: x", "-", Some(Yaml), "a document"),
            ("- Name: x", "-", Some(Yaml), "a list"),
            ("Name: x", "a.txt", Some(Yaml), "a key"),
            ("resource: x", "-", Some(Yaml), "even if it is a word of another syntax"),
            ("resource \"a\" \"b\" {", "-", Some(Hcl), "a block with labels"),
            ("locals {", "-", Some(Hcl), "a block without"),
            ("import {\n to = a.b }", "a.tf", Some(Hcl), "both have it: the name decides"),
            ("import { a } from 'b'", "a.bicep", Some(Bicep), "both have it: the name decides"),
            ("a = 1", "a.tf", Some(Hcl), "an attribute"),
            ("targetScope = 'subscription'", "-", Some(Bicep), "an assignment of Bicep"),
            ("@description('x')\nparam a string", "-", Some(Bicep), "a decorator"),
            ("resource a 'T@v' = {", "-", Some(Bicep), "a resource of Bicep"),
            ("<html>", "-", None, "nothing known"),
            ("Roles of the team", "README.md", None, "prose"),
        ];
        for (text, name, syntax, why) in cases {
            assert_eq!(syntax_of(text, name), syntax, "{why}");
        }
    }
}
